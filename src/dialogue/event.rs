//! What goes into a dialogue and what comes out of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record::Record;
use crate::compile::id::{ActionId, QueueId};

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The call begins.
    Start,
    /// The caller said, typed or keyed something; nothing but white space is silence.
    Said(String),
    /// The caller said more than is heard in one turn; the words themselves are not passed on.
    TooLong,
    /// The caller said nothing for as long as the front end waits.
    Silence,
    /// The action that was called came out.
    Outcome(Reply),
    /// The queue that was asked for took the caller in, or did not.
    Placed(Placement),
    /// The caller hung up.
    HungUp,
    /// The call was cut off and goes on: nobody has the raw values of secret kinds any more.
    Resumed {
        /// The task to begin anew, by the name of its intent, where nobody can tell how far it had come.
        task: Option<String>,
    },
}

/// What an action came back with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The outcome by name; one that the action does not declare counts as `error`.
    pub outcome: String,
    /// The outputs by name.
    #[serde(default)]
    pub outputs: Map<String, Value>,
}

/// Where a caller who is handed over stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Placement {
    /// In line.
    Queued {
        /// The ticket number.
        ticket: String,
        /// How many callers are ahead.
        ahead: u32,
    },
    /// The queue is closed at this hour; somebody calls back.
    Closed {
        /// The ticket number.
        ticket: String,
    },
    /// No place in the queue; somebody calls back.
    Full {
        /// The ticket number.
        ticket: String,
    },
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Why the turn went as it did; the first effect of every turn of the caller.
    Decided(Box<Record>),
    /// To be said. Holds masks only.
    Say(String),
    /// To be carried out; the next event must be its [`Event::Outcome`].
    Call {
        /// The action.
        action: ActionId,
        /// What it is given, by name, raw values. Never to be logged.
        arguments: Map<String, Value>,
    },
    /// The caller is to be queued; the next event must be [`Event::Placed`].
    Enqueue(Box<Packet>),
    /// The call is over.
    End(CallEnd),
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallEnd {
    /// With a goodbye.
    Goodbye,
    /// The caller hung up.
    HungUp,
    /// In the queue of a person.
    Transferred,
    /// Nobody spoke any more.
    Silent,
}

/// What a person who takes over gets. Holds masks only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Packet {
    /// The queue.
    pub queue: QueueId,
    /// The intent by name, if one was open or named.
    pub intent: Option<String>,
    /// The filled slots by name, as shown.
    pub slots: Vec<(String, String)>,
    /// What was tried: what each action that was carried out does, and 办成, 没有响应 or the outcome's name.
    pub tried: Vec<(String, String)>,
    /// Why the caller is handed over.
    pub reason: String,
    /// What was said, line by line. Empty as the dialogue makes it: the session keeps what was said, and adds it.
    #[serde(default)]
    pub transcript: Vec<String>,
}
