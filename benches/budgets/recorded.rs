//! A backend that answers at once: what the demo answered the first time, so that turns are measured and not a database, and
//! nothing that callers leave behind grows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use daohang::backend::demo::Demo;
use daohang::compile::hotline::{Action, Queue};
use daohang::dialogue::event::{Packet, Placement, Reply};
use daohang::session::backend::Backend;
use daohang::session::handoff::Handoff;
use jiff::civil::DateTime;
use serde_json::{Map, Value};

/// The answers, shared by all sessions.
#[derive(Debug, Clone)]
pub struct Recorded(Arc<Mutex<Answers>>);

#[derive(Debug)]
struct Answers {
    demo: Demo,
    replies: HashMap<String, Reply>,
    placement: Option<Placement>,
}

impl Default for Recorded {
    fn default() -> Recorded {
        let answers = Answers { demo: Demo::in_memory(), replies: HashMap::new(), placement: None };
        Recorded(Arc::new(Mutex::new(answers)))
    }
}

impl Backend for Recorded {
    fn call(&mut self, action: &Action, arguments: &Map<String, Value>, now: DateTime) -> Reply {
        let Answers { demo, replies, .. } = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reply) = replies.get(&action.name) {
            return reply.clone();
        }
        let reply = demo.call(action, arguments, now);
        replies.insert(action.name.clone(), reply.clone());
        reply
    }

    fn enqueue(&mut self, queue: &Queue, packet: &Packet, now: DateTime) -> Placement {
        let Answers { demo, placement, .. } = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        placement.get_or_insert_with(|| demo.enqueue(queue, packet, now)).clone()
    }

    fn ticket(&mut self, _number: &str, _now: DateTime) -> Option<Handoff> {
        None
    }
}
