//! The backend of a conversation: its stubs, and the demo for everything else.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::setting::Stub;
use crate::backend::demo::Demo;
use crate::compile::hotline::{Action, Queue};
use crate::dialogue::event::{Packet, Placement, Reply};
use crate::session::backend::Backend;
use crate::session::handoff::Handoff;
use crate::session::journal::{Kept, Opened, Unkept};

/// The action by whose name a placement is stubbed.
pub(super) const ENQUEUE: &str = "enqueue";

/// The ticket of a stubbed placement that names none.
const TICKET: &str = "T000000000000";

/// Stubs that the runner adds to while the session has the backend.
#[derive(Debug, Clone, Default)]
pub struct Stubs(Arc<Mutex<BTreeMap<String, Waiting>>>);

/// The stubs of one action.
#[derive(Debug, Clone, Default)]
struct Waiting {
    stubs: VecDeque<Stub>,
    /// Whether the only one left has answered before: it answers again until another is added.
    is_used: bool,
}

impl Stubs {
    /// Adds a stub behind those of the same action that were not used yet: whoever writes a stub before each turn means
    /// that turn.
    pub fn add(&self, stub: Stub) {
        // A poisoned lock is another thread's panic; the stubs themselves are whole.
        let mut stubs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = stubs.entry(stub.action.clone()).or_default();
        if std::mem::take(&mut waiting.is_used) {
            waiting.stubs.clear();
        }
        waiting.stubs.push_back(stub);
    }

    /// Returns all of them as they are.
    fn all(&self) -> BTreeMap<String, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Brings back what [`Stubs::all`] returned.
    fn bring_back(&self, stubs: BTreeMap<String, Waiting>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stubs;
    }

    /// Uses up the next stub of an action; the last one stays.
    fn next(&self, action: &str) -> Option<Stub> {
        let mut stubs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = stubs.get_mut(action)?;
        if waiting.stubs.len() > 1 {
            return waiting.stubs.pop_front();
        }
        waiting.is_used = true;
        waiting.stubs.front().cloned()
    }
}

/// The stubs before the demo.
pub struct Stubbed {
    stubs: Stubs,
    demo: Demo,
    /// The stubs as they were before the turn, which may have to be taken once more.
    before: BTreeMap<String, Waiting>,
}

impl Stubbed {
    /// Makes a backend that answers with the stubs, and where there is none with the demo.
    pub fn new(stubs: Stubs, demo: Demo) -> Stubbed {
        Stubbed { stubs, demo, before: BTreeMap::new() }
    }
}

impl Backend for Stubbed {
    fn call(&mut self, action: &Action, arguments: &Map<String, Value>, now: DateTime) -> Reply {
        match self.stubs.next(&action.name) {
            Some(stub) => Reply { outcome: stub.outcome, outputs: stub.outputs },
            None => self.demo.call(action, arguments, now),
        }
    }

    fn enqueue(&mut self, queue: &Queue, packet: &Packet, now: DateTime) -> Placement {
        let Some(stub) = self.stubs.next(ENQUEUE) else { return self.demo.enqueue(queue, packet, now) };
        let ticket = stub.outputs.get("ticket").and_then(Value::as_str).unwrap_or(TICKET).to_owned();
        let ahead = stub.outputs.get("ahead").and_then(Value::as_u64).and_then(|ahead| u32::try_from(ahead).ok());
        match stub.outcome.as_str() {
            "closed" => Placement::Closed { ticket },
            "full" => Placement::Full { ticket },
            _ => Placement::Queued { ticket, ahead: ahead.unwrap_or(0) },
        }
    }

    fn ticket(&mut self, number: &str, now: DateTime) -> Option<Handoff> {
        self.demo.ticket(number, now)
    }

    fn take_failure(&mut self) -> Option<String> {
        self.demo.take_failure()
    }

    fn keeps_calls(&self) -> bool {
        self.demo.keeps_calls()
    }

    fn begin_turn(&mut self, is_patient: bool) -> Result<(), Unkept> {
        self.before = self.stubs.all();
        self.demo.begin_turn(is_patient)
    }

    fn keep_turn(&mut self, call: &Opened, turns: &[Kept]) -> Result<(), Unkept> {
        let kept = self.demo.keep_turn(call, turns);
        let before = std::mem::take(&mut self.before);
        if kept.is_err() {
            self.stubs.bring_back(before);
        }
        kept
    }
}
