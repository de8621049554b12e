//! The port to the backend: what a session asks of whoever keeps accounts, bills and queues.

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::compile::hotline::{Action, Queue};
use crate::dialogue::event::{Packet, Placement, Reply};
use crate::session::handoff::Handoff;

/// Whoever carries out actions: the demo backend, or the stubs of a conversation.
pub trait Backend {
    /// Carries out an action and says how it came out; a failure of the world comes out as `error`.
    fn call(&mut self, action: &Action, arguments: &Map<String, Value>, now: DateTime) -> Reply;

    /// Puts the caller in line, and keeps the packet, which holds masks only, for the person who takes over.
    fn enqueue(&mut self, queue: &Queue, packet: &Packet, now: DateTime) -> Placement;

    /// Reads back the hand-over with this ticket number, if it was kept.
    fn ticket(&mut self, number: &str, now: DateTime) -> Option<Handoff>;

    /// Takes the words for the operator about the last thing that failed (full disk, locked file), if anything did.
    ///
    /// The caller only hears that the system does not answer; this is for standard error and the log.
    fn take_failure(&mut self) -> Option<String> {
        None
    }
}
