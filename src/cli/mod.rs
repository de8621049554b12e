//! The command line: one file per command, and the two front ends that talk, [`repl`] and [`pipe`].
//!
//! A front end translates and decides nothing: what a call does is `session`'s, what a file says is `rules`' and
//! `compile`'s, whether a conversation passes is `suite`'s.

mod args;
mod calls;
mod chat;
mod check;
mod codes;
mod completions;
mod entities;
mod eval;
mod explain;
mod failure;
mod graph;
mod help;
mod input;
mod intents;
mod line;
mod lines;
mod man;
mod new;
mod output;
mod panic;
mod pipe;
mod progress;
mod repl;
mod resume;
mod route;
mod schema;
mod test;
mod typeset;

use std::process::ExitCode;

use args::{Command, Refusal};
use failure::Failure;

/// What a command found when it could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing to complain about.
    Fine,
    /// Findings, or conversations that failed; they have been shown.
    Found,
}

/// Carries out the command line of this process and returns its exit code: 0 fine, 1 findings or failed conversations,
/// 2 usage, 3 files that cannot be read or written.
///
/// A reader who closes our standard output has had enough: that is fine.
pub fn run() -> ExitCode {
    panic::report_places();
    if let Some(answered) = completions::answered() {
        return exit_code(answered);
    }
    let cli = match args::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(Refusal::Asked(text)) => return exit_code(print(&text)),
        Err(Refusal::Wrong(text)) => {
            output::error(&text);
            return ExitCode::from(2);
        }
    };
    let args::Cli { common, chat, command } = cli;
    exit_code(match command {
        None => chat::run(&common, &chat),
        Some(Command::Chat(chat)) => chat::run(&common, &chat),
        Some(Command::Route(input)) => route::run(&common, &input),
        Some(Command::Entities(input)) => entities::run(&common, &input),
        Some(Command::Explain(explain)) => explain::run(&common, &explain),
        Some(Command::Check(check)) => check::run(&common, &check),
        Some(Command::Test(test)) => test::run(&common, &test),
        Some(Command::Eval(eval)) => eval::run(&common, &eval),
        Some(Command::Graph(graph)) => graph::run(&common, &graph),
        Some(Command::Calls(calls)) => calls::run(&common, &calls),
        Some(Command::New(new)) => new::run(&common, &new),
        Some(Command::Schema) => schema::run(),
        Some(Command::Completions(completions)) => completions::run(&completions),
        Some(Command::Man) => man::run(),
        // The line was read again as one that asks for that help.
        Some(Command::Help(_)) => Ok(Outcome::Fine),
    })
}

/// Turns what became of a command into the exit code, and says what went wrong.
fn exit_code(outcome: anyhow::Result<Outcome>) -> ExitCode {
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(error) => match Failure::of(&error) {
            Failure::Closed => ExitCode::SUCCESS,
            Failure::World(message) => {
                output::error(&message);
                ExitCode::from(3)
            }
        },
    }
}

/// Prints a text to standard output.
fn print(text: &str) -> anyhow::Result<Outcome> {
    use std::io::Write;
    let mut stdout = output::stdout();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(failure::stdout)?;
    Ok(Outcome::Fine)
}
