//! The conversation on a pipe: a script in, the conversation as `daohang test` reads it out.
//!
//! Any text file is a script. What a saved conversation has besides the caller's lines is carried out too (`@` settings);
//! only what the machine was expected to say (`机：`) is passed over: here it says what it says.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::Arc;

use jiff::civil::DateTime;

use super::args::{Chat, Common};
use super::lines::Lines;
use super::output::Output;
use super::{Outcome, failure, intents, line, output, resume};
use crate::compile::hotline::Hotline;
use crate::finding::{Finding, Sources};
use crate::session::backend::Backend;
use crate::session::clock::{Clock, later};
use crate::session::{Session, Turn};
use crate::suite::script::{Line, Reader};
use crate::suite::setting::Setting;
use crate::suite::stub::{Stubbed, Stubs};
use crate::suite::unmask::unmasked;

/// Talks until the input ends. The clock stands still but for `@now`: what is written must be the same when it is run again.
pub(super) fn run(common: &Common, chat: &Chat) -> anyhow::Result<Outcome> {
    let Some(hotline) = intents::hotline(common)? else { return Ok(Outcome::Found) };
    let Some(mut call) = Call::new(common, chat, hotline)? else { return Ok(Outcome::Found) };
    let mut lines = Lines::new(io::stdin().lock());
    // A program at the other end may wait for the greeting. A file does not, and may set the clock first.
    if !is_file() {
        call.pick_up()?;
        call.flush()?;
    }
    let mut reader = Reader::new(Sources::default().add("", ""));
    let mut outcome = Outcome::Fine;
    while let Some(line) = lines.next().map_err(failure::stdin)? {
        if let Some(flaw) = line.flaw {
            output::note(&flaw.explain(line.number));
        }
        match reader.read(line.text) {
            Ok(line) => call.take(line)?,
            Err(findings) => {
                outcome = Outcome::Found;
                findings.iter().for_each(|finding| output::note(&complaint(line.number, finding)));
            }
        }
        if lines.has_to_wait() {
            call.flush()?;
        }
    }
    call.pick_up()?;
    call.flush()?;
    call.close();
    Ok(outcome)
}

/// The calls of one script.
struct Call {
    session: Session,
    stubs: Stubs,
    now: DateTime,
    /// Whether the backend may have a history, which a replay has not: then what it answers is written along.
    has_history: bool,
    out: Output,
}

impl Call {
    /// Makes the line, where a call can be gone on with that is to be; `None` where there is none, which has been said.
    fn new(common: &Common, chat: &Chat, hotline: Arc<Hotline>) -> anyhow::Result<Option<Call>> {
        let stubs = Stubs::default();
        let now = common.clock().now();
        let clock = Clock::Fixed(now);
        let wrap = |demo| -> Box<dyn Backend + Send> { Box::new(Stubbed::new(stubs.clone(), demo)) };
        let session = match chat.resume {
            None => Session::new(hotline, wrap(line::backend(common)?), clock),
            Some(number) => {
                let found = resume::go_on(common, number, hotline, clock, wrap)?;
                let Some((session, turns)) = found else { return Ok(None) };
                turns.iter().for_each(note);
                session
            }
        };
        Ok(Some(Call { session, stubs, now, has_history: common.db.is_some(), out: output::stdout() }))
    }

    /// Carries out a line of the script and writes what was said.
    fn take(&mut self, line: Line) -> anyhow::Result<()> {
        match line {
            Line::Nothing | Line::Machine(_) => {}
            Line::Setting(setting) => self.set(setting)?,
            // Nobody is there to be silent.
            Line::Caller(said) if said.trim().is_empty() && self.session.is_over() => {}
            Line::Caller(said) => {
                self.pick_up()?;
                if self.session.is_over() {
                    note(&self.session.open());
                }
                note(&self.session.say(&unmasked(&said)));
            }
        }
        self.write()
    }

    fn set(&mut self, setting: Setting) -> anyhow::Result<()> {
        match setting {
            Setting::Now(now) => self.now = now,
            Setting::Later(seconds) => self.now = later(self.now, seconds),
            Setting::Slot { name, value } => {
                self.pick_up()?;
                if !self.session.preset(&name, &unmasked(&value)) {
                    output::note(&format!("@slot {name}：没有这个槽，或者“{value}”不是它要的内容"));
                }
            }
            Setting::Stub(stub) => self.stubs.add(stub),
            Setting::NextCall => note(&self.session.open()),
            Setting::HangUp => {
                self.pick_up()?;
                note(&self.session.hang_up());
            }
            Setting::Resume(task) => {
                self.pick_up()?;
                note(&self.session.resume(task.as_deref()));
            }
        }
        self.session.set_clock(Clock::Fixed(self.now));
        Ok(())
    }

    /// Takes the first call, unless it is taken.
    fn pick_up(&mut self) -> anyhow::Result<()> {
        if !self.session.has_begun() {
            note(&self.session.open());
        }
        self.write()
    }

    /// The script is at its end: whoever spoke has hung up. Only where calls are kept does that make a difference.
    fn close(&mut self) {
        if self.has_history {
            note(&self.session.hang_up());
        }
    }

    /// Writes what was said since the last time, and keeps it no longer: a script may have millions of lines.
    fn write(&mut self) -> anyhow::Result<()> {
        let text = match self.has_history {
            true => self.session.take_conversation_with_stubs(),
            false => self.session.take_conversation(),
        };
        self.out.write_all(text.as_bytes()).map_err(failure::stdout)?;
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        self.out.flush().map_err(failure::stdout)
    }
}

/// Says what failed behind a turn.
fn note(turn: &Turn) {
    turn.failures.iter().for_each(|failure| output::note(&format!("后台：{failure}")));
}

/// Says what is wrong with a line of the script.
fn complaint(number: usize, finding: &Finding) -> String {
    let help = if finding.help.is_empty() { String::new() } else { format!("（{}）", finding.help) };
    format!("第 {number} 行：{}{help}", finding.message)
}

/// Returns whether standard input is a file on disk, which nobody is writing while it waits for an answer.
fn is_file() -> bool {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        let handle = io::stdin().as_fd().try_clone_to_owned();
        handle.and_then(|handle| File::from(handle).metadata()).is_ok_and(|metadata| metadata.is_file())
    }
    #[cfg(not(unix))]
    false
}
