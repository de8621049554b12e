//! The conversation on a pipe: lines in, the conversation as `daohang test` reads it out.

use std::io::{self, Write as _};

use super::args::Common;
use super::lines::Lines;
use super::{Outcome, failure, intents, line, output};
use crate::session::clock::Clock;

/// Talks until the input ends. The clock stands still: what is written must be the same when it is run again.
pub(super) fn run(common: &Common) -> anyhow::Result<Outcome> {
    let Some(hotline) = intents::hotline(common)? else { return Ok(Outcome::Found) };
    let mut session = line::open(common, hotline, Clock::Fixed(common.clock().now()))?;
    let mut stdout = output::stdout();
    let mut lines = Lines::new(io::stdin().lock());
    let mut n_written = 0;
    session.open();
    loop {
        let transcript = session.transcript();
        stdout.write_all(transcript.conversation_since(n_written).as_bytes()).map_err(failure::stdout)?;
        n_written = transcript.entries().len();
        if lines.has_to_wait() {
            stdout.flush().map_err(failure::stdout)?;
        }
        let Some(line) = lines.next().map_err(failure::stdin)? else { break };
        if let Some(flaw) = line.flaw {
            output::note(&flaw.explain(line.number));
        }
        if session.is_over() {
            session.open();
        }
        session.say(line.text);
    }
    Ok(Outcome::Fine)
}
