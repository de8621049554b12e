//! `daohang chat`, and `daohang` alone: the terminal's conversation, or the pipe's.

use super::args::{Chat, Common};
use super::{Outcome, output, pipe, repl};

/// Runs the command: on a terminal at both ends somebody talks, anything else is a script.
pub(super) fn run(common: &Common, chat: &Chat) -> anyhow::Result<Outcome> {
    if output::is_terminal() {
        return repl::run(common, chat);
    }
    if chat.voice || chat.silence.is_some() {
        output::note("管道里不计时：写一行“客：”就是静默");
    }
    pipe::run(common, chat)
}
