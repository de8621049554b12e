//! Going on after the call was cut off: what only memory held is asked for again, and then the open question.
//!
//! Values of secret kinds are kept nowhere. Whoever goes on with a kept call has something in their places that only fits their
//! masks; here it is emptied before anything can use it, together with all that hangs on it: an identity is checked anew.

use serde_json::Value as Json;

use super::state::{Filled, Open};
use super::turn::Turn;
use super::value::SlotValue;
use crate::compile::hotline::{StateKind, Target, Variable};
use crate::compile::id::{FlowId, SlotId, StateId};
use crate::limits::FRAMES;
use crate::rules::wordings::Sentence;
use crate::text::entity::Kind;
use crate::text::mask::mask;

/// Where a lost value can be asked for.
enum Asking {
    /// By the flow of the frame at this depth, in this state.
    InFrame(usize, StateId),
    /// By a shared flow that a task under way runs.
    By(FlowId),
}

impl Turn<'_> {
    /// Goes on with a call that was cut off: with its open question, or with a task from its beginning.
    pub fn resume(&mut self, task: Option<&str>) {
        self.begin();
        self.say_sentence(Sentence::call_resumed, &[]);
        self.forget_secrets();
        let intent = task.and_then(|name| self.hotline.intent_ids().find(|id| self.hotline.intent(*id).name == name));
        if let Some(intent) = intent {
            let about = self.hotline.intent(intent).about.clone();
            self.say_sentence(Sentence::resume, &[("任务", about)]);
            self.start(intent, Filled::new());
        } else {
            match self.dialogue.open {
                Open::Wish => self.say_sentence(Sentence::go_on, &[]),
                Open::Question => self.take_up(),
                // A guess comes first; what the task below has lost is asked for when it is needed.
                Open::WrapUp | Open::Menu | Open::Guess(..) | Open::Clarify(_) => self.ask_again_as_before(),
            }
        }
        self.close();
    }

    /// Asks for a value that was lost, where a task under way has asked for it; returns whether it does.
    ///
    /// A shared flow (核验身份) is walked on top of the others and comes back as a digression does, so that the question, the
    /// stack and the other slots are what they were. A flow's own question is gone back to, unless something that cannot be
    /// undone was carried out behind it: then the value stays unknown, and actions get none.
    pub fn ask_for_lost(&mut self) -> bool {
        let mut lost = std::mem::take(&mut self.dialogue.lost);
        lost.retain(|slot| self.dialogue.slot(*slot).is_none());
        let found = lost.iter().enumerate().find_map(|(nth, slot)| Some((nth, self.asking(*slot)?)));
        let Some((nth, asking)) = found else {
            self.dialogue.lost = lost;
            return false;
        };
        // Asked for once: a flow that ends without the value must not be walked for ever.
        let slot = lost.remove(nth);
        self.dialogue.lost = lost;
        self.say_sentence(Sentence::ask_anew, &[("槽", self.hotline.slot(slot).title.clone())]);
        match asking {
            Asking::InFrame(depth, state) => {
                self.dialogue.frames.truncate(depth + 1);
                if let Some(frame) = self.dialogue.frames.last_mut() {
                    // Not understood is not why they are asked again: with the first wordings.
                    frame.asked.retain(|asked, _| asked.index() < state.index());
                }
                self.go(Target::State(state));
            }
            Asking::By(flow) => {
                self.forget_findings(flow);
                self.push(flow, false, Filled::new());
                self.go(self.hotline.flow(flow).entry);
            }
        }
        true
    }

    /// Whether an action is about to be given nothing in the place of a value that was lost.
    pub fn has_lost(&self, taken: &[String]) -> bool {
        let is_missing =
            |slot: &SlotId| self.dialogue.slot(*slot).is_none() && taken.contains(&self.hotline.slot(*slot).name);
        self.dialogue.lost.iter().any(is_missing)
    }

    /// Where a slot of the task that is talked about can be asked for; `None` where that is still to come, or nobody asks.
    fn asking(&self, slot: SlotId) -> Option<Asking> {
        let frames = &self.dialogue.frames;
        let task = frames.iter().rposition(|frame| !frame.is_run)?;
        let own = frames.iter().enumerate().skip(task).rev();
        let own = own.filter_map(|(depth, frame)| Some((depth, self.asks(frame.flow, slot)?))).next();
        if let Some((depth, state)) = own {
            let is_behind = state.index() < frames.get(depth)?.state.index();
            let is_undoable = !frames.iter().skip(depth).any(|frame| frame.carried_out);
            return (is_behind && is_undoable).then_some(Asking::InFrame(depth, state));
        }
        // A frame further down asks when its task comes up again.
        if frames.len() >= FRAMES || frames.iter().any(|frame| self.asks(frame.flow, slot).is_some()) {
            return None;
        }
        let runs = |flow: FlowId| {
            let states = self.hotline.flow(flow).states.clone();
            states.filter_map(|nth| match &self.hotline.states.get(nth)?.kind {
                StateKind::Run { flow, .. } => Some(*flow),
                _ => None,
            })
        };
        let mut shared = frames.iter().rev().flat_map(|frame| runs(frame.flow));
        shared.find(|flow| self.asks(*flow, slot).is_some()).map(Asking::By)
    }

    /// The state in which a flow itself asks for a slot.
    fn asks(&self, flow: FlowId, slot: SlotId) -> Option<StateId> {
        let mut states = self.hotline.flow(flow).states.clone();
        let asks = |nth: &usize| {
            let kind = self.hotline.states.get(*nth).map(|state| &state.kind);
            matches!(kind, Some(StateKind::Ask { slot: asked, .. }) if *asked == slot)
        };
        states.find(asks).and_then(|nth| StateId::at(self.hotline, nth))
    }

    /// Empties what a shared flow asks for and sets of the whole call (已核验): it is to find it out anew.
    fn forget_findings(&mut self, flow: FlowId) {
        let hotline = self.hotline;
        for nth in hotline.flow(flow).states.clone() {
            let slots: Vec<SlotId> = match hotline.states.get(nth).map(|state| &state.kind) {
                Some(StateKind::Ask { slot, .. }) => vec![*slot],
                Some(StateKind::Set(variables)) => variables
                    .iter()
                    .filter_map(|(variable, _)| match variable {
                        Variable::Slot(slot) => Some(*slot),
                        Variable::Free(_) => None,
                    })
                    .collect(),
                _ => Vec::new(),
            };
            for slot in slots.into_iter().filter(|slot| hotline.slot(*slot).flow.is_none()) {
                self.dialogue.unfill(hotline, slot);
            }
        }
    }

    /// Empties every slot that holds a value of a secret kind, with what depends on it, wherever it may come back from.
    fn forget_secrets(&mut self) {
        let dialogue = &mut *self.dialogue;
        let held = dialogue.call_slots.iter().chain(dialogue.frames.iter().flat_map(|frame| &frame.slots));
        let mut lost: Vec<SlotId> = held.filter(|(_, value)| is_secret(value)).map(|(slot, _)| *slot).collect();
        lost.sort();
        lost.dedup();
        for slot in &lost {
            dialogue.unfill(self.hotline, *slot);
        }
        for frame in &mut dialogue.frames {
            frame.variables.retain(|_, json| !is_unmasked(json));
        }
        let volunteered: Vec<&mut Filled> = match &mut dialogue.open {
            Open::Guess(_, filled) => vec![filled],
            Open::Clarify(options) => options.iter_mut().map(|(_, filled)| filled).collect(),
            Open::Wish | Open::WrapUp | Open::Menu | Open::Question => Vec::new(),
        };
        let announced = dialogue.then.iter_mut().map(|(_, filled)| filled);
        for filled in announced.chain(volunteered) {
            filled.retain(|(_, value)| !is_secret(value));
        }
        dialogue.presets.retain(|_, value| !is_secret(value));
        // Going back would bring back what nobody has any more.
        dialogue.before.retain(|before| {
            let own = before.frames.iter().flat_map(|frame| &frame.slots);
            lost.is_empty() && !before.call_slots.iter().chain(own).any(|(_, value)| is_secret(value))
        });
        dialogue.lost = if dialogue.frames.is_empty() { Vec::new() } else { lost };
    }
}

/// Whether a value is one of those that are kept as masks only.
fn is_secret(value: &SlotValue) -> bool {
    value.kind.is_some_and(Kind::is_secret) || is_unmasked(&value.json)
}

/// Whether a mask would change a text somewhere in a value: then what is kept of it is not the value.
fn is_unmasked(json: &Json) -> bool {
    match json {
        Json::String(text) => mask(text) != *text,
        Json::Array(items) => items.iter().any(is_unmasked),
        Json::Object(fields) => fields.values().any(is_unmasked),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}
