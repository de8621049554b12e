//! `daohang completions`, and what the scripts that it prints ask for when Tab is pressed: commands, options, folders, and the names
//! of the hotline in use.

use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::PathBuf;

use clap_complete::engine::CompletionCandidate;
use clap_complete::env::Shells;

use super::args::{self, Completions};
use super::intents::Origin;
use super::{Outcome, failure, print};

/// The variable by which a script says that it wants completions, and for which shell.
const VARIABLE: &str = "_DAOHANG_COMPLETE";

/// Runs the command.
pub(super) fn run(completions: &Completions) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&completions.shell.to_string()) {
        shell.write_registration(VARIABLE, "daohang", "daohang", "daohang", &mut script).map_err(failure::stdout)?;
    }
    print(&String::from_utf8_lossy(&script))
}

/// Answers a script, if one asks; `None` in a run of its own.
pub(super) fn answered() -> Option<anyhow::Result<Outcome>> {
    let shell = std::env::var_os(VARIABLE)?;
    let shells = Shells::builtins();
    let shell = shells.completer(&shell.to_string_lossy())?;
    let words: Vec<OsString> = std::env::args_os().skip_while(|word| word != "--").skip(1).collect();
    let mut command = args::command();
    command.build();
    let mut found = Vec::new();
    let here = std::env::current_dir().ok();
    let written = shell.write_complete(&mut command, words, here.as_deref(), &mut found);
    // As it is: bash is told the words with a control character between them, which the way of all other output would take out.
    let told = written.and_then(|()| std::io::stdout().write_all(&found));
    Some(told.map(|()| Outcome::Fine).map_err(failure::stdout))
}

/// Completes the name of an intent.
pub(super) fn intents(beginning: &OsStr) -> Vec<CompletionCandidate> {
    let beginning = beginning.to_string_lossy();
    let names = Origin::of(folder().as_deref()).intents();
    let fitting = names.into_iter().filter(|(name, _)| name.starts_with(&*beginning));
    fitting.map(|(name, about)| CompletionCandidate::new(name).help(about.map(Into::into))).collect()
}

/// Returns the folder that the line asks for so far.
fn folder() -> Option<PathBuf> {
    let mut words = std::env::args_os().skip_while(|word| word != "--intents").skip(1);
    words.next().map(PathBuf::from)
}
