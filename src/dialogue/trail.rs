//! The trail of a turn: what the call passed since the caller last spoke, as ids, for whoever counts what is ever used.
//!
//! Written always, because a few ids in memory that is used again cost nothing; read by coverage. Nothing is decided by it.

use serde::{Deserialize, Serialize};

use crate::compile::id::{IntentId, StateId};
use crate::compile::index::PhraseId;

/// One thing that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Passed {
    /// This phrase decided what was understood, alone or beside others.
    Decided(PhraseId),
    /// This intent was begun: its flow, its queue where it has no flow, or the command that it serves.
    Started(IntentId),
    /// This state was entered.
    Entered(StateId),
    /// At this state it went on this way.
    Went(StateId, Way),
}

/// Which way it went at a state that knows more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Way {
    /// A question was answered, a confirmation with yes; a shared flow was done.
    Next,
    /// A confirmation was answered with no.
    No,
    /// The condition held.
    Then,
    /// The condition did not hold.
    Otherwise,
    /// The n-th option of a menu, or the n-th named value of a slot, was the answer.
    Option(u16),
    /// What a question hears beside its answer: the n-th of these.
    Heard(u16),
    /// The n-th outcome of an action.
    Outcome(u16),
    /// The backend did not answer.
    Error,
    /// A question was asked as often as it may be; a shared flow failed.
    Failed,
    /// A question was answered with what nothing fits, and stayed open or gave up.
    NoMatch,
    /// A question was answered with silence.
    NoInput,
}
