//! One turn of the caller: what the utterance can be taken for, and in which order that is tried.
//!
//! The first group that fits wins: an answer that is the whole utterance, a command, a correction, an answer somewhere in the
//! utterance, a value for a later question of the task, another intent. Answers come before commands because 取消 can be an answer; commands before contained answers
//! so that free text never swallows 转人工.

use jiff::civil::DateTime;
use minijinja::Value as Shown;
use minijinja::value::Serde;

use super::answer;
use super::event::{CallEnd, Effect};
use super::record::{Record, TakenFor};
use super::secret::Overheard;
use super::state::{Dialogue, Open, Phase};
use super::trail::{Passed, Way};
use crate::compile::flow::TASK;
use crate::compile::hotline::{Hotline, SlotType, StateKind};
use crate::compile::id::{ChoiceId, PromptId, SetId, StateId};
use crate::matching::scratch::Scratch;
use crate::matching::{Expected, Heard, hear};
use crate::rules::wordings::Sentence;
use crate::text::entity::Kinds;
use crate::text::mask;

/// A turn while it is taken.
pub(super) struct Turn<'t> {
    pub hotline: &'t Hotline,
    pub scratch: &'t mut Scratch,
    pub dialogue: &'t mut Dialogue,
    pub now: DateTime,
    pub record: Record,
    pub overheard: Overheard,
    pub effects: Vec<Effect>,
}

/// What an open question wants to hear.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub choices: Vec<ChoiceId>,
    pub sets: Vec<SetId>,
    pub kinds: Kinds,
}

impl Turn<'_> {
    /// Begins the call.
    pub fn greet(&mut self) {
        self.dialogue.phase = Phase::Talking;
        let greeting = self.hotline.greeting;
        let text = self.hotline.prompts.say(greeting, 0, || Shown::UNDEFINED).into_owned();
        self.dialogue.question = text.clone();
        self.say(text);
    }

    /// Takes what the caller said.
    pub fn said(&mut self, text: &str) {
        if text.trim().is_empty() {
            return self.silence();
        }
        self.begin();
        let wanted = self.wanted();
        let expected = Expected { choices: &wanted.choices, sets: &wanted.sets, kinds: wanted.kinds };
        // What is heard lives in the scratch, so the scratch stays out of the turn meanwhile.
        let mut scratch = self.scratch.lend();
        hear(self.hotline, &mut scratch, text, self.now, &expected);
        let (heard, again) = scratch.heard_and_again();
        self.overhear(text, heard);
        self.take(heard, again, &expected);
        self.scratch.take_back(scratch);
        self.close();
    }

    /// Takes what was heard: the first group that fits.
    fn take(&mut self, heard: &Heard, again: &mut Scratch, expected: &Expected) {
        if self.overheard.is_secret {
            self.secret(heard);
        } else if heard.nothing_said && !heard.folded.text().contains(mask::PART) {
            // The keys * and # are no words, and yet something.
            if !self.key(heard) {
                self.no_input();
            }
        } else if !(self.key(heard)
            || self.answer(heard, answer::Where::Whole)
            || self.command(heard)
            || self.correct(heard)
            || self.answer(heard, answer::Where::Anywhere)
            || self.note_for_later(heard)
            || self.intent(heard, again, expected))
        {
            self.no_match(heard);
        }
    }

    /// Takes the silence of the caller.
    pub fn silence(&mut self) {
        self.begin();
        self.no_input();
        self.close();
    }

    /// Takes an utterance that is too long to be heard.
    pub fn too_long(&mut self) {
        self.begin();
        self.record.taken_for = TakenFor::TooLong;
        self.say_sentence(Sentence::too_long, &[]);
        self.ask_again_as_before();
        self.close();
    }

    /// Says again what was said in the turn before.
    pub fn repeat(&mut self) {
        self.begin();
        self.say_last_again();
        self.close();
    }

    /// Begins a turn.
    pub fn begin(&mut self) {
        self.dialogue.last_said = std::mem::take(&mut self.dialogue.saying);
        self.dialogue.moves = 0;
        self.dialogue.trail.clear();
        self.record.open = match self.dialogue.open {
            Open::Question => self.dialogue.state_name(self.hotline),
            _ => None,
        };
    }

    /// Ends the turn: its record first, and never in silence.
    pub fn close(&mut self) {
        self.count_standstill();
        if self.effects.is_empty() {
            self.say_sentence(Sentence::no_match_idle, &[]);
        }
        let record = std::mem::take(&mut self.record);
        self.effects.insert(0, Effect::Decided(Box::new(record)));
    }

    /// Returns what the open question wants to hear, and what a correction of a filled slot could be.
    fn wanted(&self) -> Wanted {
        let mut wanted = Wanted { kinds: self.hotline.slot_kinds, ..Wanted::default() };
        let want = |takes: SlotType, wanted: &mut Wanted| {
            wanted.sets.extend(takes.set());
            wanted.kinds = wanted.kinds.union(takes.kinds());
        };
        match (&self.dialogue.open, self.dialogue.frames.last()) {
            (Open::Question, Some(frame)) => {
                let state = self.hotline.state(frame.state);
                wanted.choices.extend(state.choices());
                match &state.kind {
                    StateKind::Ask { slot, .. } => want(self.hotline.slot(*slot).takes, &mut wanted),
                    StateKind::Choose { .. } => wanted.kinds = wanted.kinds.union(answer::ORDINAL),
                    StateKind::Confirm { .. } => wanted.kinds = wanted.kinds.union(answer::YES_NO),
                    _ => {}
                }
            }
            (Open::Menu, _) => wanted.kinds = wanted.kinds.union(answer::ORDINAL),
            (Open::Clarify(_), _) => wanted.kinds = wanted.kinds.union(answer::ORDINAL).union(answer::YES_NO),
            (Open::WrapUp | Open::Guess(..), _) => wanted.kinds = wanted.kinds.union(answer::YES_NO),
            (Open::Wish | Open::Question, _) => {}
        }
        for slot in &self.dialogue.filled {
            want(self.hotline.slot(*slot).takes, &mut wanted);
        }
        wanted
    }

    /// Says a text.
    pub fn say(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.dialogue.saying.push(text.clone());
            self.effects.push(Effect::Say(text));
        }
    }

    /// Says a prompt of a flow, the `nth` wording from 0.
    pub fn say_prompt(&mut self, prompt: PromptId, nth: usize) -> String {
        let text = self.hotline.prompts.say(prompt, nth, || self.values()).into_owned();
        self.say(text.clone());
        text
    }

    /// Returns a standing sentence in its next wording.
    pub fn sentence(&mut self, sentence: Sentence, values: &[(&str, String)]) -> String {
        let count = self.dialogue.sentences.entry(sentence).or_default();
        let nth = usize::from(*count);
        *count = count.saturating_add(1);
        self.sentence_in_wording(sentence, nth, values)
    }

    /// Returns a standing sentence in its `nth` wording, from 0.
    pub fn sentence_in_wording(&self, sentence: Sentence, nth: usize, values: &[(&str, String)]) -> String {
        let values = || Shown::from_pairs(values.iter().map(|(name, value)| (*name, value.as_str())));
        self.hotline.prompts.say(self.hotline.sentence(sentence), nth, values).into_owned()
    }

    /// Says a standing sentence in its next wording.
    pub fn say_sentence(&mut self, sentence: Sentence, values: &[(&str, String)]) {
        let text = self.sentence(sentence, values);
        self.say(text);
    }

    /// Returns the names that prompts and conditions of the last frame see.
    pub fn values(&self) -> Shown {
        let mut values: std::collections::BTreeMap<&str, Shown> = std::collections::BTreeMap::new();
        for (slot, value) in &self.dialogue.call_slots {
            values.insert(&self.hotline.slot(*slot).name, value.in_prompt());
        }
        if let Some(frame) = self.dialogue.frames.last() {
            values.insert(TASK, Shown::from(self.hotline.flow(self.task_of(frame)).about.as_str()));
            for (name, value) in &frame.variables {
                values.insert(name, Shown::from(Serde(value)));
            }
            for (slot, value) in &frame.slots {
                values.insert(&self.hotline.slot(*slot).name, value.in_prompt());
            }
        }
        Shown::from_pairs(values)
    }

    /// Notes what is passed.
    pub fn pass(&mut self, passed: Passed) {
        self.dialogue.trail.push(passed);
    }

    /// Notes which way is gone at a state.
    pub fn went(&mut self, state: StateId, way: Way) {
        self.pass(Passed::Went(state, way));
    }

    /// Notes which way is gone at the last frame's state.
    pub fn went_here(&mut self, way: Way) {
        if let Some(state) = self.dialogue.frames.last().map(|frame| frame.state) {
            self.went(state, way);
        }
    }

    /// Ends the call.
    pub fn end(&mut self, end: CallEnd) {
        self.dialogue.phase = Phase::Over;
        self.dialogue.frames.clear();
        self.dialogue.before.clear();
        self.dialogue.call_slots.clear();
        self.effects.push(Effect::End(end));
    }

    /// The words of the text that spans cover, masked, for the record. Where anything of the utterance is masked, a word with digits is
    /// all stars: it may be a part of that.
    pub fn words(&self, heard: &Heard, spans: &[crate::text::span::Span]) -> Vec<String> {
        let text = heard.folded.text();
        let word = |span: &crate::text::span::Span| text.get(span.start as usize..span.end as usize);
        let shown = |word: &str| match self.overheard.hides && crate::text::has_digits(word) {
            true => mask::STARS.to_owned(),
            false => mask::mask(word).into_owned(),
        };
        spans.iter().filter_map(word).map(shown).collect()
    }
}
