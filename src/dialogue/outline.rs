//! The outline of a call: what of its state decides how it can go on, for those who explore calls and ask whether two are alike.
//!
//! Knows which parts of the state matter, and not which values do: whoever asks says how values are told apart.

use std::fmt::Write as _;

use serde_json::Value as Json;

use super::state::{Dialogue, Frame, Open, Phase};
use crate::compile::hotline::{Hotline, StateKind};
use crate::compile::id::{ActionId, QueueId, SlotId, StateId};

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// What the caller wants: after the greeting.
    Wish,
    /// Whether there is something else.
    WrapUp,
    /// A choice of the main menu.
    Menu,
    /// The answer to the question of this state.
    Question(StateId),
    /// Which intent is meant, of this one or several.
    Intent,
    /// How this action, called by this state, comes out.
    Action(StateId, ActionId),
    /// A place in this queue.
    Queue(QueueId),
    /// Nothing: it has not begun, or it is over.
    Nothing,
}

/// Whether an outline tells apart how often something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// It does: calls of the same outline take the same way under the same events.
    Told,
    /// It does not: calls of the same outline have the same ways before them, now or when less went wrong.
    Left,
}

/// What of a value makes a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Nothing: it is as if there were none.
    Nothing,
    /// That there is one.
    Held,
    /// Which one; values of the same text count as one.
    Which(String),
}

/// Says what of a value makes a difference, by its name, at the state where its flow stands; the slots of the call stand nowhere.
pub type Differs<'a> = &'a dyn Fn(Option<StateId>, &str, &Json) -> Difference;

impl Dialogue {
    /// Returns what the call waits for.
    pub fn waits_for(&self, hotline: &Hotline) -> Waiting {
        let state = self.frames.last().map(|frame| frame.state);
        match (&self.phase, &self.open) {
            (Phase::Before | Phase::Over, _) => Waiting::Nothing,
            (Phase::Placing(packet), _) => Waiting::Queue(packet.queue),
            (Phase::Calling, _) => match state.map(|state| (state, &hotline.state(state).kind)) {
                Some((state, StateKind::Call { action, .. })) => Waiting::Action(state, *action),
                _ => Waiting::Nothing,
            },
            (Phase::Talking, Open::Question) => state.map_or(Waiting::Wish, Waiting::Question),
            (Phase::Talking, Open::Wish) => Waiting::Wish,
            (Phase::Talking, Open::WrapUp) => Waiting::WrapUp,
            (Phase::Talking, Open::Menu) => Waiting::Menu,
            (Phase::Talking, Open::Guess(..) | Open::Clarify(_)) => Waiting::Intent,
        }
    }

    /// Returns how often in this call the caller was not understood.
    pub fn n_misses(&self) -> u8 {
        self.tally.all_misses
    }

    /// Returns whether the slot is filled.
    pub fn holds(&self, slot: SlotId) -> bool {
        self.slot(slot).is_some()
    }

    /// Returns the call as one who never goes back has it before them.
    pub fn without_way_back(&self) -> Dialogue {
        Dialogue { before: Vec::new(), ..self.clone() }
    }

    /// Returns the outline: two calls with the same one can go on alike.
    ///
    /// What 返回 would bring back is left out; it was an outline of its own.
    pub fn outline(&self, hotline: &Hotline, differs: Differs, counts: Counts) -> String {
        let mut outline = String::with_capacity(128);
        // Whoever is taken in by a queue is gone, and whoever is not has no task any more.
        let (frames, then): (&[Frame], &[_]) = match self.phase {
            Phase::Placing(_) => (&[], &[]),
            Phase::Before | Phase::Talking | Phase::Calling | Phase::Over => (&self.frames, &self.then),
        };
        // Writing to a string cannot fail.
        let _ = match (&self.phase, &self.open) {
            (Phase::Before, _) => write!(outline, "before"),
            (Phase::Over, _) => write!(outline, "over"),
            (Phase::Calling, _) => write!(outline, "calling"),
            (Phase::Placing(packet), _) => write!(outline, "placing {}", packet.queue.index()),
            (Phase::Talking, Open::Wish) => write!(outline, "wish"),
            (Phase::Talking, Open::WrapUp) => write!(outline, "wrap-up"),
            (Phase::Talking, Open::Menu) => write!(outline, "menu"),
            (Phase::Talking, Open::Question) => write!(outline, "question"),
            (Phase::Talking, Open::Guess(intent, _)) => write!(outline, "guess {}", intent.index()),
            (Phase::Talking, Open::Clarify(options)) => {
                write!(outline, "{:?}", options.iter().map(|(intent, _)| intent.index()).collect::<Vec<_>>())
            }
        };
        let value = |outline: &mut String, state: Option<StateId>, name: &str, json: &Json| {
            let _ = match differs(state, name, json) {
                Difference::Nothing => Ok(()),
                Difference::Held => write!(outline, " {name}"),
                Difference::Which(which) => write!(outline, " {name}={which}"),
            };
        };
        for (slot, held) in &self.call_slots {
            value(&mut outline, None, &hotline.slot(*slot).name, &held.json);
        }
        for frame in frames {
            let run = if frame.is_run { "^" } else { "|" };
            let _ = write!(outline, " {run}{}/{}", frame.flow.index(), frame.state.index());
            for (slot, held) in &frame.slots {
                value(&mut outline, Some(frame.state), &hotline.slot(*slot).name, &held.json);
            }
            for (name, json) in &frame.variables {
                value(&mut outline, Some(frame.state), name, json);
            }
            if counts == Counts::Told {
                let asked = frame.asked.iter().map(|(state, asked)| (state.index(), *asked));
                let _ = write!(outline, " {} {:?}", frame.misses, asked.collect::<Vec<_>>());
            }
        }
        for (intent, _) in then {
            let _ = write!(outline, " then {}", intent.index());
        }
        if counts == Counts::Told {
            let _ = write!(outline, " {:?}", self.tally);
        }
        outline
    }
}
