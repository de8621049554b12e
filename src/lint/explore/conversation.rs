//! A call as a conversation that `daohang test` runs: what was done is done again, and what was said is written down.

use std::fmt::Write as _;

use super::world::{Move, World};
use crate::dialogue::event::{Effect, Event, Placement};
use crate::dialogue::outline::Waiting;
use crate::dialogue::state::Dialogue;
use crate::dialogue::step;
use crate::matching::scratch::Scratch;
use crate::session::notation::{caller_line, machine_line};

/// What is still to answer when the moves are over answers so often at most.
const MOST_ANSWERS: usize = 32;

/// One turn while it is written.
#[derive(Default)]
struct Turn {
    /// What the backend answers in it: set before the caller speaks.
    stubs: String,
    caller: String,
    machine: String,
}

/// A call while it is written.
struct Writer<'w, 'h> {
    world: &'w World<'h>,
    scratch: Scratch,
    dialogue: Dialogue,
    turn: Turn,
    text: String,
}

/// Writes the call of these moves from the greeting on, to the end of its last turn; a line end stands behind every line.
pub(super) fn written(world: &World, moves: &[Move]) -> String {
    let text = format!("@now {}\n", world.now);
    let mut writer =
        Writer { world, scratch: Scratch::default(), dialogue: Dialogue::default(), turn: Turn::default(), text };
    writer.take(Event::Start);
    for happens in moves {
        writer.follow(happens);
    }
    for _ in 0..MOST_ANSWERS {
        let Some(happens) = world.in_between(&writer.dialogue).into_iter().next() else { break };
        writer.follow(&happens);
    }
    writer.close();
    writer.text
}

impl Writer<'_, '_> {
    fn follow(&mut self, happens: &Move) {
        let event = match happens {
            Move::Say(said) => {
                self.close();
                self.turn.caller = caller_line(said) + "\n";
                if said.is_empty() { Event::Silence } else { Event::Said(said.clone()) }
            }
            Move::Reply(reply) => {
                if let Waiting::Action(_, action) = self.dialogue.waits_for(self.world.hotline) {
                    let action = &self.world.hotline.action(action).name;
                    let _ = write!(self.turn.stubs, "@stub {action}={}", reply.outcome);
                    if !reply.outputs.is_empty() {
                        let _ = write!(self.turn.stubs, " {}", serde_json::Value::Object(reply.outputs.clone()));
                    }
                    self.turn.stubs.push('\n');
                }
                Event::Outcome(reply.clone())
            }
            Move::Place(placement) => {
                self.turn.stubs.push_str(match placement {
                    Placement::Queued { .. } => "@stub enqueue=queued {\"ahead\":2}\n",
                    Placement::Closed { .. } => "@stub enqueue=closed\n",
                    Placement::Full { .. } => "@stub enqueue=full\n",
                });
                Event::Placed(placement.clone())
            }
        };
        self.take(event);
    }

    fn take(&mut self, event: Event) {
        let effects = step(self.world.hotline, &mut self.scratch, &mut self.dialogue, event, self.world.now);
        for effect in effects {
            if let Effect::Say(said) = effect {
                self.turn.machine.push_str(&machine_line(&said));
                self.turn.machine.push('\n');
            }
        }
    }

    fn close(&mut self) {
        let Turn { stubs, caller, machine } = std::mem::take(&mut self.turn);
        for part in [stubs, caller, machine] {
            self.text.push_str(&part);
        }
    }
}
