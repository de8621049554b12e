//! The dialogue: `step` takes what happened and says what is to be done.
//!
//! Pure and total: no clock, no I/O, no panic, no error. Every turn of the caller ends with something said, and no walk is
//! endless. What an utterance can be taken for, and in which order that is tried, stands in `turn`.

mod answer;
mod command;
mod correct;
pub mod event;
mod handoff;
mod intent;
pub mod outline;
pub mod record;
mod repair;
mod resume;
mod secret;
mod standstill;
pub mod state;
pub mod trail;
mod turn;
pub mod value;
mod walk;

use jiff::civil::DateTime;
use zeroize::Zeroizing;

use self::event::{CallEnd, Effect, Event};
use self::record::Record;
use self::secret::Overheard;
use self::state::{Dialogue, Phase};
use self::turn::Turn;
use self::value::SlotValue;
use crate::compile::hotline::Hotline;
use crate::compile::id::SlotId;
use crate::matching::answer::answers;
use crate::matching::scratch::Scratch;
use crate::matching::{Expected, hear};

/// Takes an event at the local time `now` and returns what is to be done, in order.
///
/// After an [`Effect::Call`] the next event must be the [`Event::Outcome`], after an [`Effect::Enqueue`] the
/// [`Event::Placed`]; any other event in between but hanging up is not heard, and what is waited for is asked for again. After
/// [`Effect::End`] nothing happens any more.
pub fn step(
    hotline: &Hotline,
    scratch: &mut Scratch,
    dialogue: &mut Dialogue,
    event: Event,
    now: DateTime,
) -> Vec<Effect> {
    if dialogue.is_over() {
        return Vec::new();
    }
    let mut turn = Turn {
        hotline,
        scratch,
        dialogue,
        now,
        record: Record::default(),
        overheard: Overheard::default(),
        effects: Vec::new(),
    };
    match (turn.dialogue.phase.clone(), event) {
        (Phase::Over, _) => {}
        (_, Event::HungUp) => turn.end(CallEnd::HungUp),
        (Phase::Before, Event::Start) => turn.greet(),
        (Phase::Before, event) => {
            turn.greet();
            if !turn.dialogue.is_over() {
                let more = step(turn.hotline, turn.scratch, turn.dialogue, event, now);
                turn.effects.extend(more);
            }
        }
        (Phase::Talking, Event::Said(text)) => turn.said(&Zeroizing::new(text)),
        (Phase::Talking, Event::Silence) => turn.silence(),
        (Phase::Talking, Event::TooLong) => turn.too_long(),
        (Phase::Talking, Event::Start) => turn.repeat(),
        (Phase::Talking, Event::Resumed { task }) => turn.resume(task.as_deref()),
        (Phase::Talking, Event::Outcome(_) | Event::Placed(_)) => {}
        (Phase::Calling, Event::Outcome(reply)) => turn.outcome(reply),
        (Phase::Calling, _) => turn.call_again(),
        (Phase::Placing(packet), Event::Placed(placement)) => turn.placed(*packet, placement),
        (Phase::Placing(packet), _) => turn.effects.push(Effect::Enqueue(packet)),
    }
    turn.effects
}

impl Dialogue {
    /// Fills the slot `name` with what `text` says, as if the caller had said it before; for tests and embedding programs.
    ///
    /// A slot of a flow that has not begun gets the value when it begins. Returns whether there is such a slot and the text has
    /// a value for it.
    pub fn preset(&mut self, hotline: &Hotline, name: &str, text: &str, now: DateTime) -> bool {
        let named: Vec<SlotId> = hotline.slot_ids().filter(|slot| hotline.slot(*slot).name == name).collect();
        let mut filled = false;
        for slot in named {
            filled |= self.preset_slot(hotline, slot, text, now);
        }
        filled
    }

    fn preset_slot(&mut self, hotline: &Hotline, slot: SlotId, text: &str, now: DateTime) -> bool {
        let takes = hotline.slot(slot).takes;
        let mut scratch = Scratch::default();
        let sets: Vec<_> = takes.set().into_iter().collect();
        let expected = Expected { choices: &[], sets: &sets, kinds: takes.kinds() };
        let heard = hear(hotline, &mut scratch, text, now, &expected);
        let Some(found) = answers(hotline, heard, takes).into_iter().next() else { return false };
        let value = SlotValue::of(&found.value, hotline);
        let under_way = hotline.slot(slot).flow.is_none_or(|flow| self.frames.iter().any(|frame| frame.flow == flow));
        if under_way {
            self.fill(hotline, slot, value);
        } else {
            self.presets.insert(slot, value);
        }
        true
    }
}
