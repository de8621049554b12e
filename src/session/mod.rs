//! One call carried out: clock, backend, transcript, masking around the pure dialogue.
//!
//! Decides nothing: it hands the dialogue what the caller said, does what the dialogue asks for, and keeps what was said.

pub mod backend;
mod clean;
pub mod clock;
pub mod handoff;
pub mod journal;
mod keep;
pub mod notation;
pub mod tape;
pub mod transcript;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::compile::hotline::Hotline;
use crate::compile::id::ActionId;
use crate::dialogue::event::{CallEnd, Effect, Event, Packet, Placement, Reply};
use crate::dialogue::record::Record;
use crate::dialogue::state::Dialogue;
use crate::dialogue::step;
use crate::dialogue::value::wipe;
use crate::limits::{TURN_CALLS, UTTERANCE_CHARS};
use crate::matching::scratch::Scratch;
use backend::Backend;
use clock::Clock;
use handoff::Handoff;
use journal::Act;
use keep::Keeping;
use transcript::Transcript;

thread_local! {
    /// The memory of hearing, one for all sessions of a thread: it grows with the words of a hotline, and a session that kept its
    /// own between two turns would be a hundred times as large.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// One caller from the greeting to the end, and those who call after them on the same line.
pub struct Session {
    hotline: Arc<Hotline>,
    dialogue: Dialogue,
    backend: Box<dyn Backend + Send>,
    clock: Clock,
    transcript: Transcript,
    ending: Option<CallEnd>,
    handoff: Option<Handoff>,
    n_calls: usize,
    /// The call under way, where it is kept.
    keeping: Option<Keeping>,
}

/// What happened in one turn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Turn {
    /// The sentences to be said, in order. Holds masks only.
    pub said: Vec<String>,
    /// Why the turn went as it did; `None` for the greeting.
    pub decided: Option<Record>,
    /// The actions carried out, in order.
    pub calls: Vec<Called>,
    /// The hand-over to a person, if there was one.
    pub handoff: Option<Handoff>,
    /// How the call ended, if it is over.
    pub ended: Option<CallEnd>,
    /// What failed, in words for the operator; not for the caller.
    pub failures: Vec<String>,
}

/// An action that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Which action, by name.
    pub action: String,
    /// How it came out.
    pub outcome: String,
}

impl Session {
    /// Makes a session in which nobody has called yet.
    pub fn new(hotline: Arc<Hotline>, backend: Box<dyn Backend + Send>, clock: Clock) -> Session {
        Session {
            hotline,
            dialogue: Dialogue::default(),
            backend,
            clock,
            transcript: Transcript::default(),
            ending: None,
            handoff: None,
            n_calls: 0,
            keeping: None,
        }
    }

    /// Takes the call: the greeting.
    ///
    /// With a call before it on this session, that one is hung up and the next caller is greeted; the backend keeps what
    /// it knows.
    pub fn open(&mut self) -> Turn {
        self.n_calls += 1;
        if self.n_calls > 1 {
            self.hang_up();
            self.dialogue = Dialogue::default();
            self.ending = None;
            self.transcript.next_call();
        }
        let now = self.clock.now();
        self.keep_call(now);
        let mark = self.transcript.mark();
        self.transcript.opened(now);
        self.turn(Act::Open, Event::Start, now, mark)
    }

    /// Notes that the call was cut off, and goes on with it: with what was asked last, or, where that cannot be told any more,
    /// with a task from its beginning. What only memory held, the raw values of secret kinds, is asked for again.
    pub fn resume(&mut self, task: Option<&str>) -> Turn {
        if self.is_over() {
            return self.over();
        }
        let now = self.clock.now();
        let mark = self.transcript.mark();
        self.transcript.resumed(now, task);
        self.turn(Act::Resume, Event::Resumed { task: task.map(str::to_owned) }, now, mark)
    }

    /// Hears what the caller said; nothing but white space is silence. After the end nothing is heard any more.
    pub fn say(&mut self, utterance: &str) -> Turn {
        if utterance.trim().is_empty() {
            return self.silence();
        }
        if self.is_over() {
            return self.over();
        }
        let now = self.clock.now();
        let mark = self.transcript.mark();
        if is_too_long(utterance) {
            self.transcript.heard_too_much(now, utterance);
            return self.turn(Act::Say, Event::TooLong, now, mark);
        }
        self.transcript.heard(now);
        self.turn(Act::Say, Event::Said(utterance.to_owned()), now, mark)
    }

    /// Notes that the caller said nothing for as long as the front end waits.
    pub fn silence(&mut self) -> Turn {
        if self.is_over() {
            return self.over();
        }
        let now = self.clock.now();
        let mark = self.transcript.mark();
        self.transcript.heard(now);
        self.turn(Act::Say, Event::Silence, now, mark)
    }

    /// Notes that the caller hung up.
    pub fn hang_up(&mut self) -> Turn {
        if self.is_over() {
            return self.over();
        }
        let now = self.clock.now();
        let mark = self.transcript.mark();
        self.transcript.hung_up(now);
        let mut turn = self.turn(Act::HangUp, Event::HungUp, now, mark);
        self.ending.get_or_insert(CallEnd::HungUp);
        turn.ended = self.ending;
        turn
    }

    /// Returns whether somebody has called yet.
    pub fn has_begun(&self) -> bool {
        self.n_calls > 0
    }

    /// Returns whether the call is over.
    pub fn is_over(&self) -> bool {
        self.ending.is_some() || self.dialogue.is_over()
    }

    /// Returns the hotline.
    pub fn hotline(&self) -> &Arc<Hotline> {
        &self.hotline
    }

    /// Returns where the call stands.
    pub fn dialogue(&self) -> &Dialogue {
        &self.dialogue
    }

    /// Returns what was said so far, masked.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Returns what was said since the last time it was taken, as a conversation, and keeps it no longer: whoever writes
    /// turn by turn can go on for any number of them.
    pub fn take_conversation(&mut self) -> String {
        self.transcript.take()
    }

    /// As [`Session::take_conversation`], with what the backend answered, as `@stub` lines: for a backend with a history.
    pub fn take_conversation_with_stubs(&mut self) -> String {
        self.transcript.take_with_stubs()
    }

    /// Returns the last hand-over to a person, of this call or one before it.
    pub fn last_handoff(&self) -> Option<&Handoff> {
        self.handoff.as_ref()
    }

    /// Returns the hand-over with this ticket number, if the backend kept it; else, maybe, what failed, for the operator.
    pub fn ticket(&mut self, number: &str) -> (Option<Handoff>, Option<String>) {
        let found = self.backend.ticket(number, self.clock.now());
        (found, self.backend.take_failure())
    }

    /// Returns the time at the hotline.
    pub fn now(&self) -> DateTime {
        self.clock.now()
    }

    /// Goes on with another clock.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Goes on with another hotline, from where the call stands in it; see [`tape::Tape::replay`].
    pub fn go_on_with(&mut self, hotline: Arc<Hotline>, dialogue: Dialogue) {
        self.hotline = hotline;
        self.dialogue = dialogue;
    }

    /// Fills a slot with what `text` says, for a test; returns whether there is such a slot and the text fits it.
    pub fn preset(&mut self, name: &str, text: &str) -> bool {
        self.dialogue.preset(&self.hotline, name, text, self.clock.now())
    }

    /// The turn of somebody who goes on talking after the end.
    fn over(&self) -> Turn {
        Turn { ended: self.ending.or(Some(CallEnd::HungUp)), ..Turn::default() }
    }

    /// Gives one event to the dialogue and does what it asks for, until it waits for the caller.
    fn carry_out(&mut self, event: Event, now: DateTime) -> Turn {
        let mut turn = Turn::default();
        let mut events = VecDeque::from([event]);
        let mut n_calls = 0;
        while let Some(event) = events.pop_front() {
            let effects =
                SCRATCH.with_borrow_mut(|scratch| step(&self.hotline, scratch, &mut self.dialogue, event, now));
            for effect in effects {
                match effect {
                    Effect::Decided(record) => {
                        // What may be kept of it only the dialogue knows, from what the talk is of.
                        self.transcript.heard_as(&record.heard);
                        turn.decided.get_or_insert(*record);
                    }
                    // A template may show a field of a value, or what a backend gave back: neither is masked by itself.
                    Effect::Say(sentence) => turn.said.push(clean::masked(&sentence).into_owned()),
                    Effect::Call { action, mut arguments } => {
                        n_calls += 1;
                        let reply = self.call(&mut turn, action, &arguments, n_calls);
                        arguments.values_mut().for_each(wipe);
                        events.push_back(Event::Outcome(reply));
                    }
                    Effect::Enqueue(packet) => {
                        n_calls += 1;
                        let placement = self.hand_over(&mut turn, *packet, now);
                        events.push_back(Event::Placed(placement));
                    }
                    Effect::End(ending) => self.ending = Some(ending),
                }
            }
            if n_calls > 2 * TURN_CALLS {
                turn.failures.push("流程在一句话里反复调用后台，通话已经中断".to_owned());
                self.ending = Some(CallEnd::HungUp);
                break;
            }
        }
        turn.failures.extend(self.backend.take_failure());
        turn.ended = self.ending;
        self.transcript.said(&turn.said);
        if let Some(handoff) = &turn.handoff {
            self.transcript.handed_over(handoff);
        }
        turn
    }

    /// Puts the caller in line with everything that was said, this turn's words included.
    fn hand_over(&mut self, turn: &mut Turn, packet: Packet, now: DateTime) -> Placement {
        let packet = handoff::completed(packet, self.transcript.call_lines(&turn.said));
        let queue = self.hotline.queue(packet.queue);
        let placement = self.backend.enqueue(queue, &packet, now);
        let handoff = Handoff {
            queue: queue.name.clone(),
            queue_id: Some(packet.queue),
            title: queue.title.clone(),
            at: now,
            placement: placement.clone(),
            intent: packet.intent,
            slots: packet.slots,
            tried: packet.tried,
            reason: packet.reason,
            transcript: packet.transcript,
        };
        self.handoff = Some(handoff.clone());
        turn.handoff = Some(handoff);
        placement
    }

    fn call(&mut self, turn: &mut Turn, action: ActionId, arguments: &Map<String, Value>, n_calls: usize) -> Reply {
        let action = self.hotline.action(action);
        let reply = if n_calls > TURN_CALLS {
            Reply { outcome: ERROR.to_owned(), outputs: Map::new() }
        } else {
            self.backend.call(action, arguments, self.clock.now())
        };
        turn.calls.push(Called { action: action.name.clone(), outcome: reply.outcome.clone() });
        self.transcript.called(&action.name, &reply);
        reply
    }
}

/// The outcome of an action that the backend did not answer.
pub const ERROR: &str = "error";

/// Returns whether an utterance has more than [`UTTERANCE_CHARS`] characters, without counting a whole pasted file.
fn is_too_long(utterance: &str) -> bool {
    utterance.len() > UTTERANCE_CHARS && utterance.chars().nth(UTTERANCE_CHARS).is_some()
}
