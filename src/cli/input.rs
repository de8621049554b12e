//! Where lines come from, and the loop that `route` and `entities` share: one line in, one line out.

use std::fs::File;
use std::io::{self, Read, Write};

use super::args::Input;
use super::lines::Lines;
use super::output::Output;
use super::{Outcome, failure, output};

/// Opens the lines of a file, or of standard input where none is named, and how to say that reading them failed.
pub(super) fn open(input: &Input) -> anyhow::Result<Lines<Box<dyn Read>>> {
    let reader: Box<dyn Read> = match &input.file {
        Some(path) => Box::new(File::open(path).map_err(|error| failure::reading(path, error))?),
        None => Box::new(io::stdin().lock()),
    };
    Ok(Lines::new(reader))
}

/// Reads the input line by line and lets `answer` write one line for each, also for an empty one.
///
/// What is wrong with a line is said on standard error and does not stop the next one. The output is flushed where the
/// input has nothing more for now, so that a program at the other end of both pipes gets its answer.
pub(super) fn each_line(
    input: &Input,
    mut answer: impl FnMut(&str, &mut Output) -> io::Result<()>,
) -> anyhow::Result<Outcome> {
    let mut stdout = output::stdout();
    let mut lines = open(input)?;
    let failed = |error| match &input.file {
        Some(path) => failure::reading(path, error),
        None => failure::stdin(error),
    };
    while let Some(line) = lines.next().map_err(failed)? {
        if let Some(flaw) = line.flaw {
            output::note(&flaw.explain(line.number));
        }
        answer(line.text, &mut stdout).map_err(failure::stdout)?;
        if lines.has_to_wait() {
            stdout.flush().map_err(failure::stdout)?;
        }
    }
    stdout.flush().map_err(failure::stdout)?;
    Ok(Outcome::Fine)
}
