//! The port to the backend: what a session asks of whoever keeps accounts, bills and queues.

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::compile::hotline::{Action, Queue};
use crate::dialogue::event::{Packet, Placement, Reply};
use crate::session::handoff::Handoff;
use crate::session::journal::{Kept, Opened, Unkept};

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

    /// Returns whether calls are kept, turn by turn, so that they survive this process.
    fn keeps_calls(&self) -> bool {
        false
    }

    /// Begins a turn: what is carried out from here on is kept together with the turn, or not at all. `is_patient`: whether to
    /// wait for others who are busy with the same file.
    ///
    /// # Errors
    ///
    /// If nothing can be written; then whatever is carried out stands for itself, as without turns.
    fn begin_turn(&mut self, is_patient: bool) -> Result<(), Unkept> {
        let _ = is_patient;
        Ok(())
    }

    /// Keeps the turn that was begun, behind those before it that could not be kept at their time; the last one is this turn.
    ///
    /// # Errors
    ///
    /// If it cannot be written; then nothing of the turn has happened, what was carried out included.
    fn keep_turn(&mut self, call: &Opened, turns: &[Kept]) -> Result<(), Unkept> {
        let _ = (call, turns);
        Ok(())
    }
}
