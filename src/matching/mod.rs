//! Finds what an utterance says: the phrases that match it, how well, and what they captured.
//!
//! Knows no dialogue: which of the findings counts at the moment is decided above. Everything is deterministic; hearing
//! the same twice gives the same, in the same order.

pub mod answer;
mod bag;
mod cost;
pub mod many;
pub mod misheard;
mod near;
mod negation;
mod parts;
#[cfg(test)]
mod property;
pub mod rank;
pub mod scratch;
#[cfg(test)]
mod tests;
mod text;
pub mod understand;
mod verify;

use jiff::civil::DateTime;

use self::misheard::Repair;
use self::scratch::Scratch;
use crate::compile::hotline::{Hotline, ValueSet};
use crate::compile::id::{ChoiceId, SetId, SlotId};
use crate::compile::index::{Index, Owner, PhraseId};
use crate::text::entity::{Entity, Kind, Kinds, Value};
use crate::text::fold::Folded;
use crate::text::span::Span;

/// What the open question wants to hear besides intents and commands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// The options of the open menu.
    pub choices: &'a [ChoiceId],
    /// The sets whose values can be an answer.
    pub sets: &'a [SetId],
    /// The kinds of entities that can be an answer.
    pub kinds: Kinds,
}

/// What was heard in an utterance.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// The utterance, folded; all spans are of its text.
    pub folded: Folded,
    /// The entities of the kinds that phrases or the question wanted; see [`crate::text::entity::recognize`] for the order.
    pub entities: Vec<Entity>,
    /// The best match of each owner: by score, then explained weight (both falling), then owner. Values are not among them.
    pub matches: Vec<Match>,
    /// The values of the expected sets, and of those that phrases use; by place, longer first, then set and value.
    pub values: Vec<ValueHit>,
    /// Nothing but white space and punctuation.
    pub nothing_said: bool,
    /// An insult was said, whatever else.
    pub is_rude: bool,
    /// Something was said, but only fillers.
    pub only_fillers: bool,
    /// What was put in the place of what was said, where the utterance was heard by its sound.
    pub repairs: Vec<Repair>,
    pub(crate) words: Vec<HeardWord>,
}

/// A word of the utterance, as it was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HeardWord {
    pub(crate) span: Span,
    pub(crate) sort: Sort,
    pub(crate) weight: u32,
}

/// What a word of the utterance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Punctuation inside a clause.
    Mark,
    /// Punctuation that ends a clause.
    ClauseEnd,
    Filler,
    /// A word that negates.
    Negation,
    /// A word that leads over to another task.
    Connective,
    /// A word that insults.
    Insult,
    Other,
}

/// A value of a set in the utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueHit {
    /// The set.
    pub set: SetId,
    /// Which value; what a regular expression found is value 0.
    pub value: u16,
    /// Where.
    pub span: Span,
    /// Whether a negation word stands directly before it.
    pub negated: bool,
}

/// A phrase that matched.
#[derive(Debug, Clone)]
pub struct Match {
    /// What it speaks for.
    pub owner: Owner,
    /// The phrase.
    pub phrase: PhraseId,
    /// How much of what was said it explains, 0 to 1; see [`crate::compile::index::weight`] for the formula.
    pub score: f32,
    /// The weight that it explains, in grains.
    pub explained: u32,
    /// From the first word that it explains to the last.
    pub span: Span,
    /// The parts of the text that earned it, in order, neighbours joined.
    pub spans: Vec<Span>,
    /// What it captured, in the order of the text.
    pub captures: Vec<Capture>,
    /// Whether nothing but fillers is left unexplained.
    pub whole: bool,
    /// Whether a negation word stands directly before a part of it.
    pub negated: bool,
    /// By how exact a hearing it came.
    pub chance: Chance,
}

/// By how exact a hearing a match came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chance {
    /// The words are the authored ones.
    #[default]
    Exact,
    /// Some words only sound like the authored ones.
    Sound,
    /// No phrase was heard, but examples are near.
    Near,
}

impl Chance {
    /// Returns its name as programs read it.
    pub fn name(self) -> &'static str {
        match self {
            Chance::Exact => "exact",
            Chance::Sound => "sound",
            Chance::Near => "near",
        }
    }
}

/// A value that a phrase captured.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// The slot it is for; a bare entity or set has none.
    pub slot: Option<SlotId>,
    /// Where.
    pub span: Span,
    /// What.
    pub value: Captured,
}

/// A value found in an utterance.
#[derive(Debug, Clone, PartialEq)]
pub enum Captured {
    /// Of a built-in kind.
    Entity(Value, Kind),
    /// The n-th of a set.
    Value(SetId, u16),
    /// The text itself.
    Text(String),
}

/// Hears an utterance, at `now`.
///
/// The result lives in `scratch` until the next utterance. Nothing is allocated for it once the scratch has grown, but for
/// entities and captured text.
pub fn hear<'s>(
    hotline: &Hotline,
    scratch: &'s mut Scratch,
    utterance: &str,
    now: DateTime,
    expected: &Expected,
) -> &'s Heard {
    hear_index(&hotline.index, &hotline.sets, scratch, utterance, now, expected)
}

/// Hears an utterance with the phrases of an index; `sets` are looked at for their regular expressions only.
pub fn hear_index<'s>(
    index: &Index,
    sets: &[ValueSet],
    scratch: &'s mut Scratch,
    utterance: &str,
    now: DateTime,
    expected: &Expected,
) -> &'s Heard {
    scratch::hear(index, sets, scratch, utterance, now, expected)
}
