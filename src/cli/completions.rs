//! `daohang completions`: a completion script for a shell.

use super::args::{self, Completions};
use super::{Outcome, print};

/// Runs the command.
pub(super) fn run(completions: &Completions) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut args::command(), "daohang", &mut script);
    print(&String::from_utf8_lossy(&script))
}
