//! All phrases of a hotline as one index: words found by one automaton, phrases reached through their rarest word.
//!
//! Knows how phrases are stored, not how an utterance is heard: `matching` walks what stands here. The cost of hearing
//! depends on the words that are in the utterance, not on the number of phrases.

pub mod builder;
mod cut;
pub(crate) mod examples;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod sounds;
pub mod weight;

use daachorse::errors::DaachorseError;
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use serde::{Deserialize, Serialize};

pub(crate) use cut::{Class, class};

use self::sounds::Sounds;

use super::hotline::SlotType;
use super::id::{ChoiceId, IntentId, SetId, SlotId};
use super::later::Later;
use super::pattern::Op;
use crate::finding::Place;
use crate::rules::command::Verb;
use crate::text::entity::{Kind, Kinds};

/// What a phrase speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// An intent starts where the phrase matches.
    Intent(IntentId),
    /// An intent is forbidden where the phrase matches.
    Unless(IntentId),
    /// A command.
    Command(Verb),
    /// An option of a menu.
    Choice(ChoiceId),
    /// The n-th value of a set.
    Value(SetId, u16),
}

/// A phrase of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PhraseId(u32);

impl PhraseId {
    /// Makes the id of the phrase at `index`.
    pub(super) fn new(index: usize) -> PhraseId {
        PhraseId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Returns the index into the list of phrases, which is the order of adding.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is known of a phrase besides its pattern.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhraseInfo {
    /// What it speaks for.
    pub owner: Owner,
    /// The text as authored.
    pub text: String,
    /// Where it is authored.
    pub place: Place,
}

/// What `{name}` means at some place of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Named {
    /// A slot.
    Slot(SlotId, SlotType),
    /// A built-in entity.
    Entity(Kind),
    /// A set of values.
    Set(SetId),
}

/// All phrases, ready to be heard.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Index {
    pub(crate) automaton: Automaton,
    pub(crate) words: Vec<Word>,
    /// The folded text of each word.
    pub(crate) texts: Later<Vec<Box<str>>>,
    /// The words by what they sound like, made or decoded when somebody first mishears.
    pub(crate) sounds: Later<Sounds>,
    /// The values that words mean; `Word::values` are ranges of it.
    pub(crate) word_values: Vec<(SetId, u16)>,
    /// By set.
    pub(crate) sets: Vec<SetInfo>,
    /// Read only to say why, so decoded late.
    pub(crate) phrases: Later<Vec<PhraseInfo>>,
    /// By phrase.
    pub(crate) patterns: Vec<Pattern>,
    pub(crate) ops: Vec<Op>,
    /// The words of choices; see [`Op::AnyWord`].
    pub(crate) alternatives: Vec<u32>,
    /// The programs of the parts of bags: `ops[from..to]`. Equal parts of different phrases are one.
    pub(crate) parts: Vec<(u32, u32)>,
    /// The parts of bags; `Pattern::bag` are ranges of it.
    pub(crate) bags: Vec<u32>,
    /// What else phrases need: `Pattern::needs` are ranges of it.
    pub(crate) needs: Vec<GroupId>,
    /// Of each group of keys one at least must be heard: `group_starts[n]..group_starts[n + 1]` of `group_keys`. Most phrases share
    /// their groups (怎么|如何) with many others, so whether one was heard is found out once for an utterance.
    pub(crate) group_starts: Vec<u32>,
    pub(crate) group_keys: Vec<Key>,
    /// The slots that captures fill; an [`Op`] names one by its place here, from 1.
    pub(crate) captures: Vec<Option<SlotId>>,
    /// The phrases that are looked at when a word is heard: `word_postings[n]..word_postings[n + 1]` of `postings`.
    pub(crate) word_postings: Vec<u32>,
    /// The same for sets.
    pub(crate) set_postings: Vec<u32>,
    pub(crate) postings: Vec<Posting>,
    /// The phrases that only an entity calls up, and those that nothing calls up and are always looked at.
    pub(crate) unanchored: Vec<PhraseId>,
    /// The number of different owners.
    pub(crate) n_owners: usize,
    /// The keys of all phrases of an owner and the words of its examples, sorted: `vocabulary_starts[n]..vocabulary_starts[n + 1]`
    /// of `vocabulary`. Owners that are no intents have none.
    pub(crate) vocabulary: Vec<Key>,
    pub(crate) vocabulary_starts: Vec<u32>,
    /// By intent: the dense number of the owner, and one that there is none of where nothing was said of the intent.
    pub(crate) intent_owners: Vec<u32>,
    pub(crate) kinds: Kinds,
}

/// Finds words in text; without one it finds none.
#[derive(Default)]
pub(crate) struct Automaton(pub(crate) Option<CharwiseDoubleArrayAhoCorasick<u32>>);

impl Automaton {
    /// Makes one for words with their numbers, each given once.
    ///
    /// It looks at every character: a prefilter passes over text that no word can begin in, of which there is hardly any between
    /// words of Chinese, and its table takes 64 KB in the binary.
    fn of<'w>(words: impl IntoIterator<Item = (&'w str, u32)>) -> Result<Automaton, DaachorseError> {
        let builder = CharwiseDoubleArrayAhoCorasickBuilder::new().use_prefilter(false);
        builder.build_with_values(words).map(|automaton| Automaton(Some(automaton)))
    }
}

impl Serialize for Automaton {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = self.0.as_ref().map(CharwiseDoubleArrayAhoCorasick::serialize);
        serializer.serialize_bytes(&bytes.unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Automaton {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Automaton, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        if bytes.is_empty() {
            return Ok(Automaton(None));
        }
        let (automaton, _) = CharwiseDoubleArrayAhoCorasick::deserialize(bytes).map_err(serde::de::Error::custom)?;
        Ok(Automaton(Some(automaton)))
    }
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let n_states = self.0.as_ref().map_or(0, CharwiseDoubleArrayAhoCorasick::num_states);
        write!(f, "Automaton({n_states} states)")
    }
}

/// A word that the automaton finds.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Word {
    /// Its length in characters.
    pub(crate) n_chars: u16,
    /// The [`flag`]s.
    pub(crate) flags: u16,
    /// How much it says, in grains: see [`weight`].
    pub(crate) weight: u32,
    /// What it means: `values.0..values.1` of [`Index::word_values`].
    pub(crate) values: (u32, u32),
}

/// What a word is.
pub(crate) mod flag {
    /// Heard as nothing.
    pub(crate) const FILLER: u16 = 1;
    /// Negates what follows.
    pub(crate) const NEGATION: u16 = 2;
    /// Other words do not match across its border.
    pub(crate) const BORDER: u16 = 4;
    /// Where two cuts are as good, the one with this word wins.
    pub(crate) const GUARD: u16 = 8;
    /// A phrase asks for it.
    pub(crate) const ASKED: u16 = 16;
    /// Says little by itself (怎么, 的).
    pub(crate) const FUNCTION: u16 = 32;
    /// Leads over to another task (然后, 顺便).
    pub(crate) const CONNECTIVE: u16 = 64;
    /// Speaks of somebody else's business.
    pub(crate) const OUTSIDE: u16 = 128;
    /// Insults.
    pub(crate) const INSULT: u16 = 256;
    /// Stands in a literal beside other words (证 in 居住证): a character of its own is none.
    pub(crate) const IN_LITERAL: u16 = 512;
}

/// A set of values, as far as hearing is concerned.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct SetInfo {
    /// The authored name.
    pub(crate) name: Box<str>,
    /// A phrase asks for it.
    pub(crate) is_asked: bool,
    /// Its values are found by a regular expression.
    pub(crate) is_regex: bool,
}

/// A phrase as compiled.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Pattern {
    /// What it speaks for: the same as [`PhraseInfo::owner`], which lies too far apart to be read for every phrase called up.
    pub(crate) speaks_for: Owner,
    /// `ops.0..ops.1` of [`Index::ops`]; empty for a bag, and if words alone do its work.
    pub(crate) ops: (u32, u32),
    /// `bag.0..bag.1` of [`Index::bags`]: the parts of a phrase that is no more than parts in any order, anything between. A
    /// program would need a copy of each part for every set of parts before it.
    pub(crate) bag: (u32, u32),
    /// `needs.0..needs.1` of [`Index::needs`].
    pub(crate) needs: (u32, u32),
    /// The dense number of its owner.
    pub(crate) owner: u32,
    /// The kinds of entities that it can use.
    pub(crate) kinds: Kinds,
    /// Whether it asks for a set that a regular expression finds.
    pub(crate) has_regex: bool,
    /// Whether it counts only where it explains nearly the whole utterance.
    pub(crate) is_alone: bool,
}

/// A phrase that is called up by a word or a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Posting {
    pub(crate) phrase: PhraseId,
    /// One of the groups that the phrase needs besides, told here so that of a word with a thousand phrases only those few are looked
    /// at that can match; [`GroupId::NONE`] where there is none, or none that is settled as soon as all words are heard.
    pub(crate) need: GroupId,
}

/// A group of keys of which one at least must be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct GroupId(pub(crate) u32);

impl GroupId {
    pub(crate) const NONE: GroupId = GroupId(u32::MAX);
}

/// A word or a set in one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Key(pub(crate) u32);

impl Key {
    const SET: u32 = 1 << 31;

    pub(crate) fn word(word: u32) -> Key {
        Key(word)
    }

    pub(crate) fn set_index(set: u32) -> Key {
        Key(set | Key::SET)
    }

    /// Returns the index of the set, or that of the word as the error.
    pub(crate) fn as_set(self) -> Result<usize, usize> {
        if self.0 & Key::SET != 0 { Ok((self.0 & !Key::SET) as usize) } else { Err(self.0 as usize) }
    }
}

impl Index {
    /// Returns a phrase.
    pub fn phrase(&self, id: PhraseId) -> &PhraseInfo {
        &self.phrases[id.index()]
    }

    /// Returns the number of phrases.
    pub fn n_phrases(&self) -> usize {
        self.patterns.len()
    }

    /// Returns the ids of all phrases, in the order of adding.
    pub fn phrase_ids(&self) -> impl Iterator<Item = PhraseId> + use<> {
        (0..self.n_phrases()).map(PhraseId::new)
    }

    /// Returns the kinds of entities that any phrase uses.
    pub fn kinds(&self) -> Kinds {
        self.kinds
    }

    /// Returns the words by what they sound like.
    pub(crate) fn sounds(&self) -> &Sounds {
        self.sounds.get_or_make(|| Sounds::of(&self.words, &self.texts))
    }

    /// Returns the number of different words that are listened for.
    pub fn n_words(&self) -> usize {
        self.words.len()
    }

    /// Returns the heap memory of the index in bytes, without texts and places of phrases.
    pub fn heap_bytes(&self) -> usize {
        self.automaton.0.as_ref().map_or(0, CharwiseDoubleArrayAhoCorasick::heap_bytes)
            + size_of_val(self.words.as_slice())
            + size_of_val(self.word_values.as_slice())
            + self.n_phrases() * size_of::<PhraseInfo>()
            + size_of_val(self.patterns.as_slice())
            + size_of_val(self.ops.as_slice())
            + size_of_val(self.alternatives.as_slice())
            + size_of_val(self.needs.as_slice())
            + size_of_val(self.group_keys.as_slice())
            + size_of_val(self.group_starts.as_slice())
            + size_of_val(self.word_postings.as_slice())
            + size_of_val(self.set_postings.as_slice())
            + size_of_val(self.postings.as_slice())
            + size_of_val(self.vocabulary.as_slice())
            + size_of_val(self.vocabulary_starts.as_slice())
    }

    /// The phrases that a key calls up.
    pub(crate) fn posted(&self, key: Key) -> &[Posting] {
        let (starts, at) = match key.as_set() {
            Ok(set) => (&self.set_postings, set),
            Err(word) => (&self.word_postings, word),
        };
        match (starts.get(at), starts.get(at + 1)) {
            (Some(&from), Some(&to)) => self.postings.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Returns whether a text has a word of two characters or more that says something and that an intent is usually asked with.
    pub(crate) fn has_usual(&self, intent: IntentId, text: &str) -> bool {
        let Some(&owner) = self.intent_owners.get(intent.index()) else { return false };
        let Some(automaton) = &self.automaton.0 else { return false };
        automaton.find_overlapping_iter(text).any(|hit| {
            let word = &self.words[hit.value() as usize];
            word.n_chars > 1 && word.weight > weight::FUNCTION && self.is_usual(owner, hit.value())
        })
    }

    /// Returns whether a word belongs to what the owner with this number is usually asked with.
    pub(crate) fn is_usual(&self, owner: u32, number: u32) -> bool {
        let starts = &self.vocabulary_starts;
        let (Some(&from), Some(&to)) = (starts.get(owner as usize), starts.get(owner as usize + 1)) else {
            return false;
        };
        let usual = self.vocabulary.get(from as usize..to as usize).unwrap_or_default();
        if usual.is_empty() {
            return false;
        }
        let has = |key: Key| usual.binary_search(&key).is_ok();
        let Some(word) = self.words.get(number as usize) else { return false };
        has(Key::word(number)) || self.values_of(word).iter().any(|&(set, _)| has(Key::set_index(set.index() as u32)))
    }

    /// The id of the set at an index of `sets`.
    pub(crate) fn set_id(&self, set: u32) -> SetId {
        SetId::new(set as usize)
    }

    /// The values that a word means.
    pub(crate) fn values_of(&self, word: &Word) -> &[(SetId, u16)] {
        self.word_values.get(word.values.0 as usize..word.values.1 as usize).unwrap_or_default()
    }

    /// The parts of a bag.
    pub(crate) fn bag_of(&self, pattern: &Pattern) -> &[u32] {
        self.bags.get(pattern.bag.0 as usize..pattern.bag.1 as usize).unwrap_or_default()
    }

    /// The instructions of a part of a bag.
    pub(crate) fn ops_of_part(&self, part: u32) -> &[Op] {
        let (from, to) = self.parts.get(part as usize).copied().unwrap_or_default();
        self.ops.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The instructions of a pattern.
    pub(crate) fn ops_of(&self, pattern: &Pattern) -> &[Op] {
        self.ops.get(pattern.ops.0 as usize..pattern.ops.1 as usize).unwrap_or_default()
    }

    /// The groups of which each must be heard, apart from the one that called the phrase up.
    pub(crate) fn needs_of(&self, pattern: &Pattern) -> &[GroupId] {
        self.needs.get(pattern.needs.0 as usize..pattern.needs.1 as usize).unwrap_or_default()
    }

    /// The keys of a group.
    pub(crate) fn keys_of(&self, group: GroupId) -> &[Key] {
        let at = group.0 as usize;
        match (self.group_starts.get(at), self.group_starts.get(at + 1)) {
            (Some(&from), Some(&to)) => self.group_keys.get(from as usize..to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Returns the number of groups.
    pub(crate) fn n_groups(&self) -> usize {
        self.group_starts.len().saturating_sub(1)
    }
}
