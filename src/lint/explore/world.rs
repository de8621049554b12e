//! What an exploration knows: the hotline, what its callers can say, and how a call goes on after it.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::DateTime;
use serde_json::Value as Json;

use super::super::sample;
use super::backend::{placements, replies};
use super::live::Live;
use super::spell::spell;
use super::terms::Terms;
use crate::compile::hotline::{Hotline, SlotType, StateKind};
use crate::compile::id::{ChoiceId, IntentId, SetId, SlotId, StateId};
use crate::compile::index::{Owner, PhraseInfo};
use crate::compile::phrase::{Node, expand, parse};
use crate::dialogue::event::{Event, Placement, Reply};
use crate::dialogue::outline::{Counts, Difference, Waiting};
use crate::dialogue::state::Dialogue;
use crate::dialogue::step;
use crate::dialogue::trail::Passed;
use crate::matching::many;
use crate::matching::scratch::Scratch;
use crate::text::entity::Kind;

/// So many sentences of a phrase, and of all phrases of one thing, are tried.
const SENTENCES_PER_PHRASE: usize = 2;
const SENTENCES_PER_OWNER: usize = 8;
/// So many sentences of an intent are tried, and so many kept that begin it differently.
const SENTENCES_PER_INTENT: usize = 200;
const MOST_OPENINGS: usize = 8;
/// What no hotline understands, if it understands anything at all; the first that is not understood is taken.
const NONSENSE: [&str; 4] = ["嘀嗒嘀嗒哐当", "呜哩哇啦叽里咕噜", "咕嘟吧唧咔嚓", "zzzqqqxxx"];

/// What happens next in a call.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Move {
    /// The caller says this; nothing is silence.
    Say(String),
    /// The action comes out like this.
    Reply(Reply),
    /// The queue takes the caller in, or does not.
    Place(Placement),
}

/// What an exploration knows.
pub(super) struct World<'h> {
    pub hotline: &'h Hotline,
    pub now: DateTime,
    pub terms: &'h Terms,
    live: Live<'h>,
    /// What is understood nowhere.
    pub nonsense: &'static str,
    /// The call after the greeting.
    pub greeted: Dialogue,
    /// By intent: what the caller says to begin it, once for each situation that it can begin in.
    pub openings: Vec<Vec<Vec<Move>>>,
    /// What the caller says to begin another task in the middle of one: that of the smallest flow that asks something, for all others.
    pub aside: Option<String>,
    sentences: Sentences,
    /// Those of them that hold a value.
    telling: Sentences,
}

/// Sentences by what they speak for.
type Sentences = BTreeMap<Saying, Vec<String>>;

/// What sentences speak for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Saying {
    Intent(IntentId),
    Choice(ChoiceId),
    Value(SetId, u16),
}

impl<'h> World<'h> {
    pub(super) fn of(hotline: &'h Hotline, terms: &'h Terms, now: DateTime) -> World<'h> {
        let (sentences, telling) = sentences(hotline);
        let mut world = World {
            hotline,
            now,
            terms,
            live: Live::of(hotline, terms),
            nonsense: NONSENSE[0],
            greeted: Dialogue::default(),
            openings: Vec::new(),
            aside: None,
            sentences,
            telling,
        };
        let mut scratch = Scratch::default();
        step(hotline, &mut scratch, &mut world.greeted, Event::Start, now);
        let is_nonsense = |text: &&str| {
            let after = world.after(&mut scratch, &world.greeted, &Move::Say((*text).to_owned()));
            after.n_misses() > world.greeted.n_misses()
        };
        world.nonsense = NONSENSE.into_iter().find(is_nonsense).unwrap_or(NONSENSE[0]);
        let intents: Vec<IntentId> = hotline.intent_ids().collect();
        world.openings = many::in_order(&intents, |scratch, intent| world.openings_of(scratch, *intent), &|_| {});
        world.aside = world.smallest();
        world
    }

    /// The sentence that begins the smallest flow that asks something.
    fn smallest(&self) -> Option<String> {
        let hotline = self.hotline;
        let asks = |nth: usize| {
            matches!(
                hotline.states[nth].kind,
                StateKind::Ask { .. } | StateKind::Confirm { .. } | StateKind::Choose { .. }
            )
        };
        let flows = hotline.intent_ids().filter_map(|intent| {
            let states = hotline.flow(hotline.intent(intent).flow?).states.clone();
            match self.openings.get(intent.index())?.first()?.as_slice() {
                [Move::Say(text)] if states.clone().any(asks) => Some((states.len(), text)),
                _ => None,
            }
        });
        flows.min_by_key(|(n_states, _)| *n_states).map(|(_, text)| text.clone())
    }

    /// Returns the call after a move. What happens in between (a placement while an action is awaited) is not asked for.
    pub(super) fn after(&self, scratch: &mut Scratch, dialogue: &Dialogue, happens: &Move) -> Dialogue {
        let mut after = dialogue.clone();
        let event = match happens {
            Move::Say(text) if text.is_empty() => Event::Silence,
            Move::Say(text) => Event::Said(text.clone()),
            Move::Reply(reply) => Event::Outcome(reply.clone()),
            Move::Place(placement) => Event::Placed(placement.clone()),
        };
        step(self.hotline, scratch, &mut after, event, self.now);
        after
    }

    /// Returns what can happen while the caller is not asked; nothing where the caller is, or where the call is over.
    pub(super) fn in_between(&self, dialogue: &Dialogue) -> Vec<Move> {
        match dialogue.waits_for(self.hotline) {
            Waiting::Action(_, action) => {
                replies(self.hotline.action(action), self.terms).into_iter().map(Move::Reply).collect()
            }
            Waiting::Queue(queue) => placements(self.hotline, queue).into_iter().map(Move::Place).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the calls that a move can lead to once all actions have answered, each with what happened; queues are left to answer.
    pub(super) fn settled(
        &self,
        scratch: &mut Scratch,
        dialogue: &Dialogue,
        first: Move,
    ) -> Vec<(Vec<Move>, Dialogue)> {
        let after = self.after(scratch, dialogue, &first);
        let (mut open, mut settled) = (vec![(vec![first], after)], Vec::new());
        let mut seen = HashSet::new();
        while let Some((moves, dialogue)) = open.pop() {
            if !seen.insert(self.outline(&dialogue)) {
                continue;
            }
            if !matches!(dialogue.waits_for(self.hotline), Waiting::Action(..)) {
                settled.push((moves, dialogue));
                continue;
            }
            for happens in self.in_between(&dialogue).into_iter().rev() {
                let after = self.after(scratch, &dialogue, &happens);
                let moves = moves.iter().cloned().chain([happens]).collect();
                open.push((moves, after));
            }
        }
        settled
    }

    /// Returns what decides which ways a call has before it.
    pub(super) fn outline(&self, dialogue: &Dialogue) -> String {
        self.outlined(dialogue, Counts::Left)
    }

    /// Returns what decides how a call goes on.
    pub(super) fn counted(&self, dialogue: &Dialogue) -> String {
        self.outlined(dialogue, Counts::Told)
    }

    fn outlined(&self, dialogue: &Dialogue, counts: Counts) -> String {
        let differs = |state: Option<StateId>, name: &str, json: &Json| match state {
            Some(state) if !self.live.has(state, name) => Difference::Nothing,
            _ => self.terms.difference(name, json),
        };
        dialogue.outline(self.hotline, &differs, counts)
    }

    /// Returns sentences by which an option is chosen.
    pub(super) fn for_choice(&self, choice: ChoiceId) -> Vec<String> {
        self.sentences.get(&Saying::Choice(choice)).cloned().unwrap_or_default()
    }

    /// Returns sentences that give the `nth` value of a set; what a regular expression finds is its only value.
    pub(super) fn for_value(&self, set: SetId, nth: u16) -> Vec<String> {
        let values = self.hotline.set(set);
        if let Some(regex) = &values.regex {
            return regex.get().and_then(|regex| spell(regex.as_str())).into_iter().collect();
        }
        let said = self.sentences.get(&Saying::Value(set, nth)).cloned();
        said.or_else(|| values.values.get(usize::from(nth)).map(|value| vec![value.clone()])).unwrap_or_default()
    }

    /// Returns of the sentences for a value those that tell more than it, such as an order number.
    pub(super) fn telling_for_value(&self, set: SetId, nth: u16) -> Vec<String> {
        self.telling.get(&Saying::Value(set, nth)).cloned().unwrap_or_default()
    }

    /// Returns values of a slot that is no choice and no text, as said.
    pub(super) fn for_slot(&self, slot: SlotId) -> Vec<String> {
        let slot = self.hotline.slot(slot);
        let numbers = self.terms.numbers(&slot.name).into_iter().filter(|number| *number >= 0);
        match slot.takes {
            SlotType::Entity(kind) => {
                let mut texts = sample::of_kind(kind);
                match kind {
                    Kind::Number => texts.extend(numbers.map(|number| number.to_string())),
                    Kind::Money => texts.extend(numbers.map(|number| format!("{number}元"))),
                    _ => {}
                }
                texts
            }
            SlotType::Digits { least, .. } => {
                vec!["8426157390".chars().cycle().take(usize::from(least)).collect()]
            }
            SlotType::Values(_) | SlotType::Text => Vec::new(),
        }
    }

    /// Finds what a caller says after the greeting to begin an intent: sentences that do, with different values in them, else one that
    /// is asked back about.
    fn openings_of(&self, scratch: &mut Scratch, id: IntentId) -> Vec<Vec<Move>> {
        let intent = self.hotline.intent(id);
        let said = self.sentences.get(&Saying::Intent(id));
        let texts = [&intent.about, &intent.name].into_iter();
        let texts = texts.chain(said.into_iter().flatten()).chain(intent.examples.iter().map(|example| &example.text));
        let begins = |dialogue: &Dialogue| dialogue.trail().contains(&Passed::Started(id));
        let mut guessed = None;
        let mut openings = Vec::new();
        let mut seen = HashSet::new();
        for text in texts.take(SENTENCES_PER_INTENT) {
            let say = Move::Say(text.clone());
            let after = self.after(scratch, &self.greeted, &say);
            if begins(&after) {
                let steps = after.trail().iter().filter(|passed| !matches!(passed, Passed::Decided(_)));
                let way = (self.outline(&after), steps.copied().collect::<Vec<_>>());
                if openings.len() < MOST_OPENINGS && seen.insert(way) {
                    openings.push(vec![say]);
                }
                continue;
            }
            if guessed.is_none() && after.waits_for(self.hotline) == Waiting::Intent {
                let yes = Move::Say("是的".to_owned());
                let confirmed = self.after(scratch, &after, &yes);
                guessed = begins(&confirmed).then(|| vec![say, yes]);
            }
        }
        if openings.is_empty() { guessed.into_iter().collect() } else { openings }
    }
}

/// A few sentences of each phrase, and one of each that holds a value.
fn sentences(hotline: &Hotline) -> (Sentences, Sentences) {
    let (mut sentences, mut telling) = (Sentences::new(), Sentences::new());
    for id in hotline.index.phrase_ids() {
        let info = hotline.index.phrase(id);
        let saying = match info.owner {
            Owner::Intent(intent) => Saying::Intent(intent),
            Owner::Choice(choice) => Saying::Choice(choice),
            Owner::Value(set, nth) => Saying::Value(set, nth),
            Owner::Unless(_) | Owner::Command(_) => continue,
        };
        let own = sentences.entry(saying).or_default();
        let most = if matches!(saying, Saying::Intent(_)) { SENTENCES_PER_INTENT } else { SENTENCES_PER_OWNER };
        let said = said_by(hotline, info);
        if info.text.contains(['{', '｛']) {
            telling.entry(saying).or_default().extend(said.first().cloned());
        }
        if own.len() < most {
            own.extend(said);
        }
    }
    (sentences, telling)
}

/// A few sentences of a phrase; a name in which brackets mean nothing is said as it is.
fn said_by(hotline: &Hotline, info: &PhraseInfo) -> Vec<String> {
    let texts = |node: &Node| sample::texts(hotline, info.place.file, node);
    match parse::parse(&info.text) {
        Ok(phrase) => expand::expand(&phrase, SENTENCES_PER_PHRASE, &texts),
        Err(_) => vec![info.text.clone()],
    }
}
