//! Corrections: a value that was given before is changed, and what hung on it is asked again.

use super::record::TakenFor;
use super::state::{Frame, Open};
use super::turn::Turn;
use super::value::SlotValue;
use crate::compile::hotline::{StateKind, Target};
use crate::compile::id::{SlotId, StateId};
use crate::matching::answer::{Answer, answers};
use crate::matching::rank::{Decision, rank};
use crate::matching::{Captured, Heard};
use crate::rules::wordings::Sentence;
use crate::text::span::Span;

impl Turn<'_> {
    /// Takes the utterance for a correction (不对、说错了、改成): a filled slot gets the value that is said.
    ///
    /// The slot that is named wins, then the one filled last. One that is named without a new value (手机号说错了) is asked for
    /// again. Returns whether there is one that a value fits, or that is named.
    pub fn correct(&mut self, heard: &Heard) -> bool {
        let text = heard.folded.text();
        let hotline = self.hotline;
        let mut said = hotline.corrections.iter().filter_map(|word| {
            let at = text.find(word.as_str())?;
            Some(Span::new(at, at + word.len()))
        });
        let Some(correction) = said.next() else { return false };
        let named = |slot: &SlotId| {
            let slot = hotline.slot(*slot);
            text.contains(slot.title.as_str()) || text.contains(slot.name.as_str())
        };
        // What only the flow fills (已核验) is nothing that a caller said, and nothing for a caller to change.
        let is_asked = |slot: &SlotId| {
            let asks = |kind: &StateKind| matches!(kind, StateKind::Ask { slot: asked, .. } if asked == slot);
            hotline.states.iter().any(|state| asks(&state.kind))
        };
        let mut slots: Vec<SlotId> = self.dialogue.filled.iter().rev().copied().filter(is_asked).collect();
        slots.sort_by_key(|slot| !named(slot));
        // One character (是, 对, 查) names no value to whom nobody asked.
        let is_telling = |answer: &&Answer| {
            !matches!(answer.value, Captured::Value(..)) || answer.span.of(text).chars().nth(1).is_some()
        };
        for slot in slots.iter().copied() {
            let Some(old) = self.dialogue.slot(slot).cloned() else { continue };
            let found = answers(hotline, heard, hotline.slot(slot).takes);
            // 不是六月是七月 says both: what differs from the value held is what is meant.
            let new =
                // A value that has the word of the correction in it (有一笔不对) corrects nothing.
                found
                    .iter()
                    .filter(|answer| !answer.span.overlaps(correction) && is_telling(answer))
                    .map(|answer| SlotValue::of(&answer.value, hotline))
                    .find(|value| value.json != old.json);
            let Some(new) = new else { continue };
            self.replace(slot, new);
            return true;
        }
        let is_else = matches!(rank(hotline, heard).decision, Decision::Accept(_) | Decision::Clarify(_));
        let Some(slot) = slots.into_iter().find(named).filter(|_| !is_else) else { return false };
        self.ask_anew(slot)
    }

    /// Empties a slot that the caller calls wrong and asks for it again, where nothing was carried out since; returns whether it does.
    fn ask_anew(&mut self, slot: SlotId) -> bool {
        let Some(asked_at) = self.asked_at(slot) else { return false };
        let title = self.hotline.slot(slot).title.clone();
        self.take_for(TakenFor::Correction, format!("{title}作废"));
        if matches!(self.dialogue.open, Open::Guess(..) | Open::Clarify(_)) {
            self.close_guess();
        }
        self.ask_afresh();
        self.dialogue.unfill(self.hotline, slot);
        self.say_sentence(Sentence::called_wrong, &[("槽", title)]);
        self.walk_again(asked_at);
        true
    }

    fn replace(&mut self, slot: SlotId, value: SlotValue) {
        let hotline = self.hotline;
        let title = hotline.slot(slot).title.clone();
        let shown = value.shown();
        self.take_for(TakenFor::Correction, format!("{title}={shown}"));
        if matches!(self.dialogue.open, Open::Guess(..) | Open::Clarify(_)) {
            self.close_guess();
        }
        self.ask_afresh();
        for dependent in hotline.slot(slot).dependents.clone() {
            self.dialogue.unfill(hotline, dependent);
        }
        self.dialogue.fill(hotline, slot, value);
        self.say_sentence(Sentence::corrected, &[("槽", title), ("值", shown)]);
        match self.asked_at(slot) {
            Some(asked_at) => self.walk_again(asked_at),
            None => self.ask_again_as_before(),
        }
    }

    /// Takes the walk up at a state of a frame; filled questions are passed over.
    fn walk_again(&mut self, (depth, state): (usize, StateId)) {
        let dropped = self.dialogue.frames.split_off(depth + 1);
        let kept = |slot: &SlotId| !dropped.iter().any(|frame| frame.slots.contains_key(slot));
        self.dialogue.filled.retain(kept);
        self.ask_afresh();
        self.dialogue.before.retain(|before| before.frames.len() <= depth + 1);
        self.go(Target::State(state));
    }

    /// Where the walk has to be taken up so that everything after the slot's question is asked and confirmed anew: the frame and
    /// the state that asks for it, or that runs the flow which does. `None` where nothing was walked since, or where something
    /// that cannot be undone was carried out since.
    fn asked_at(&self, slot: SlotId) -> Option<(usize, StateId)> {
        let asks = |frame: &Frame| {
            let states = self.hotline.flow(frame.flow).states.clone();
            let mut states = states.filter(|nth| *nth < frame.state.index());
            states.find(|nth| {
                match &self.hotline.states[*nth].kind {
                StateKind::Ask { slot: asked, .. } => *asked == slot,
                StateKind::Run { flow, .. } => self.hotline.flow(*flow).states.clone().any(|inner| {
                    matches!(&self.hotline.states[inner].kind, StateKind::Ask { slot: asked, .. } if *asked == slot)
                }),
                _ => false,
            }
            })
        };
        let frames = self.dialogue.frames.iter().enumerate().rev();
        let found =
            frames.filter_map(|(depth, frame)| Some((depth, StateId::at(self.hotline, asks(frame)?)?))).next()?;
        let carried_out = self.dialogue.frames.iter().skip(found.0).any(|frame| frame.carried_out);
        (!carried_out).then_some(found)
    }
}
