//! What is kept of a call, turn by turn, so that it survives the process; and going on with one that was kept.
//!
//! A kept turn is what the caller did, what the backend answered and what was said to it, masked. The dialogue is pure: the
//! same events with the same answers lead to the same place, so nothing else needs to be kept, and nothing that holds a raw
//! value is. Where calls are kept is the backend's, because a turn and what it carried out must be written together.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::hash::Hasher;
use std::sync::Arc;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use siphasher::sip::SipHasher13;

use super::backend::Backend;
use super::clock::Clock;
use super::handoff::Handoff;
use super::transcript::{Entry, Transcript};
use super::{ERROR, Session, Turn};
use crate::compile::binary;
use crate::compile::hotline::{Action, Hotline, Queue};
use crate::dialogue::event::{CallEnd, Packet, Placement, Reply};

/// What is kept of a call beside its turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// When it began.
    pub started: DateTime,
    /// The name of the hotline.
    pub hotline: String,
    /// What tells whether a hotline is the very same ([`fingerprint`]).
    pub fingerprint: String,
}

/// One turn as it is kept. Holds masks only.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Which turn of the call, from 0, the greeting.
    pub n: u32,
    /// When.
    pub at: DateTime,
    /// What the caller did.
    pub act: Act,
    /// What the caller said, or the task that a resumed call begins with; nothing for silence.
    pub heard: String,
    /// What was said to it.
    pub said: Vec<String>,
    /// What the backend answered, in order.
    pub answers: Vec<Answer>,
    /// The intent that is served at the end of the turn, by name.
    pub intent: Option<String>,
    /// How the call ended, if it did with this turn.
    pub ended: Option<CallEnd>,
}

/// What the caller did in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Called.
    Open,
    /// Said something, or nothing.
    Say,
    /// Hung up.
    HangUp,
    /// Came back after the call was cut off.
    Resume,
}

/// What the backend answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// An action came out.
    Called {
        /// Which action.
        action: String,
        /// How it came out.
        outcome: String,
        /// What it gave.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        outputs: Map<String, Value>,
    },
    /// The caller was handed over.
    HandedOver(Box<Handoff>),
}

/// Why a turn was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unkept {
    /// The call goes on in another process.
    Taken,
    /// It could not be written; why, in words for the operator.
    Failed(String),
}

/// The hotline says something else now than it did in a kept call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The first turn that goes otherwise.
    pub n: u32,
}

/// Returns what tells a hotline from any other, the same on every machine: a hash of its compiled form.
pub fn fingerprint(hotline: &Hotline) -> String {
    let mut hasher = SipHasher13::new();
    hasher.write(&binary::encode(hotline));
    format!("{:016x}", hasher.finish())
}

/// Writes kept turns as a conversation that `daohang test` runs, with what the backend answered.
pub fn conversation(turns: &[Kept]) -> String {
    let mut transcript = Transcript::default();
    for turn in turns {
        match turn.act {
            Act::Open => transcript.opened(turn.at),
            Act::Say => {
                transcript.heard(turn.at);
                transcript.heard_as(&turn.heard);
            }
            Act::HangUp => transcript.hung_up(turn.at),
            Act::Resume => transcript.resumed(turn.at, turn.task()),
        }
        for answer in &turn.answers {
            if let Answer::Called { action, outcome, outputs } = answer {
                transcript.called(action, &Reply { outcome: outcome.clone(), outputs: outputs.clone() });
            }
        }
        transcript.said(&turn.said);
        for answer in &turn.answers {
            if let Answer::HandedOver(handoff) = answer {
                transcript.handed_over(handoff);
            }
        }
    }
    transcript.conversation_with_stubs()
}

impl Kept {
    fn task(&self) -> Option<&str> {
        (!self.heard.is_empty()).then_some(self.heard.as_str())
    }
}

impl Session {
    /// Does everything again that was done in a kept call, with the answers that the backend gave then, up to where it was cut
    /// off. Nobody is asked anything.
    ///
    /// `unmasked` gives a caller's line values that fit its masks; [`Session::resume`], which must come next, empties what they
    /// filled.
    ///
    /// # Errors
    ///
    /// If the hotline does not say what it said then.
    pub fn replayed(
        hotline: Arc<Hotline>,
        turns: &[Kept],
        unmasked: impl Fn(&str) -> Cow<'_, str>,
    ) -> Result<Session, Changed> {
        let mut session = Session::new(hotline, Box::new(Recorded::default()), Clock::default());
        for recorded in turns {
            session.clock = Clock::Fixed(recorded.at);
            session.backend = Box::new(Recorded { answers: recorded.answers.iter().cloned().collect() });
            let mark = session.transcript.mark();
            let turn = match recorded.act {
                Act::Open => session.open(),
                Act::Say => session.say(&unmasked(&recorded.heard)),
                Act::HangUp => session.hang_up(),
                Act::Resume => session.resume(recorded.task()),
            };
            if recorded.act == Act::Say {
                session.transcript.heard_instead(&recorded.heard);
            }
            if session.kept(recorded.n, recorded.at, recorded.act, mark, &turn) != *recorded {
                return Err(Changed { n: recorded.n });
            }
        }
        Ok(session)
    }

    /// Gives a call that was replayed its backend and its clock; what comes next is kept behind its `n_turns` turns.
    pub fn connected(
        mut self,
        backend: Box<dyn Backend + Send>,
        clock: Clock,
        call: Opened,
        n_turns: usize,
    ) -> Session {
        self.backend = backend;
        self.clock = clock;
        self.keep_on(call, n_turns);
        self
    }

    /// What is kept of the turn that was taken since `mark`.
    pub(super) fn kept(&self, n: u32, at: DateTime, act: Act, mark: usize, turn: &Turn) -> Kept {
        let mut heard = String::new();
        let mut answers = Vec::new();
        for entry in self.transcript.since(mark) {
            match entry {
                Entry::Caller(said) => heard.clone_from(said),
                Entry::Resumed(task) => heard = task.clone().unwrap_or_default(),
                Entry::Called { action, outcome, outputs } => answers.push(Answer::Called {
                    action: action.clone(),
                    outcome: outcome.clone(),
                    outputs: outputs.clone(),
                }),
                // Its lines of the call are kept already, as turns.
                Entry::HandedOver(handoff) => {
                    let handoff = Handoff { transcript: Vec::new(), queue_id: None, ..(**handoff).clone() };
                    answers.push(Answer::HandedOver(Box::new(handoff)));
                }
                Entry::Now(_) | Entry::NextCall | Entry::HungUp | Entry::Machine(_) => {}
            }
        }
        let intent = self.dialogue.intent(&self.hotline).map(str::to_owned);
        Kept { n, at, act, heard, said: turn.said.clone(), answers, intent, ended: turn.ended }
    }
}

/// The backend of a replay: answers what was answered then.
#[derive(Debug, Default)]
struct Recorded {
    answers: VecDeque<Answer>,
}

impl Backend for Recorded {
    fn call(&mut self, action: &Action, _arguments: &Map<String, Value>, _now: DateTime) -> Reply {
        match self.answers.pop_front() {
            Some(Answer::Called { action: called, outcome, outputs }) if called == action.name => {
                Reply { outcome, outputs }
            }
            // Something else is called than then: what comes of it is compared, and not the same.
            _ => Reply { outcome: ERROR.to_owned(), outputs: Map::new() },
        }
    }

    fn enqueue(&mut self, _queue: &Queue, _packet: &Packet, _now: DateTime) -> Placement {
        match self.answers.pop_front() {
            Some(Answer::HandedOver(handoff)) => handoff.placement,
            _ => Placement::Closed { ticket: String::new() },
        }
    }

    fn ticket(&mut self, _number: &str, _now: DateTime) -> Option<Handoff> {
        None
    }
}
