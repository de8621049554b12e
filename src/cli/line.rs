//! A line to the hotline: a session with the demo backend behind it.

use std::sync::Arc;

use super::args::Common;
use crate::backend::demo::Demo;
use crate::compile::hotline::Hotline;
use crate::session::Session;
use crate::session::clock::Clock;

/// Opens a session in which nobody has called yet.
pub(super) fn open(common: &Common, hotline: Arc<Hotline>, clock: Clock) -> anyhow::Result<Session> {
    Ok(Session::new(hotline, Box::new(backend(common)?), clock))
}

/// Opens the backend: in the file of `--db`, or in memory.
pub(super) fn backend(common: &Common) -> anyhow::Result<Demo> {
    match &common.db {
        Some(path) => Ok(Demo::open(path)?),
        None => Ok(Demo::in_memory()),
    }
}

impl Common {
    /// Returns the clock of the command line: standing at `--now`, or the machine's.
    pub(super) fn clock(&self) -> Clock {
        self.now.map_or(Clock::System, Clock::Fixed)
    }
}
