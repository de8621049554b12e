//! `daohang` in a real terminal, read as a screen: what stands in its rows after each line that was typed.

#![cfg(unix)]

use std::process::Command;
use std::time::Duration;

use expectrl::session::OsSession;
use expectrl::{Any, Eof, Expect, Session};

/// What stands before the caller's line.
pub(crate) const PROMPT: &str = "您 › ";
/// How long an answer may take; a loaded machine is slow, a hanging test should not be.
const PATIENCE: Duration = Duration::from_secs(30);

/// The terminal, what it shows, and the rows that each turn ended on.
pub(crate) struct Terminal {
    session: OsSession,
    screen: vt100::Parser,
    width: u16,
    ends: Vec<u16>,
    is_over: bool,
}

impl Terminal {
    /// Starts the command and waits until it asks.
    pub(crate) fn start(mut command: Command, width: u16, height: u16) -> Terminal {
        command.env("TERM", "xterm-256color");
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(PATIENCE));
        session.get_process_mut().set_window_size(width, height).unwrap();
        let screen = vt100::Parser::new(height.try_into().unwrap(), width.try_into().unwrap(), 0);
        let mut terminal = Terminal { session, screen, width, ends: Vec::new(), is_over: false };
        terminal.until_asked();
        terminal
    }

    /// Types a line and waits until it is asked anew, or the program ends.
    pub(crate) fn say(&mut self, line: &str) {
        assert!(!self.is_over, "“{line}” is typed behind the end of:\n{}", self.rows().join("\n"));
        self.session.send(format!("{line}\r")).unwrap();
        self.until_asked();
    }

    /// Returns what the terminal shows.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Returns the rows that each turn ended on, that of the greeting first: the prompt that was waited for.
    pub(crate) fn ends(&self) -> &[u16] {
        &self.ends
    }

    /// Returns the rows that were written, without white space at their ends and without a prompt that still waits.
    pub(crate) fn rows(&self) -> Vec<String> {
        let rows = self.screen().rows(0, self.width).map(|row| row.trim_end().to_owned());
        let mut rows: Vec<String> = rows.collect();
        while rows.last().is_some_and(|row| row.is_empty() || row.trim() == PROMPT.trim()) {
            rows.pop();
        }
        rows
    }

    /// Takes what the terminal gets until the shell asks anew: each key draws the line and its prompt again, so a prompt alone says
    /// nothing; an empty line behind it in a row further down does.
    fn until_asked(&mut self) {
        let begin = self.ends.last().copied();
        loop {
            let shown = self.session.expect(Any::boxed(vec![Box::new(PROMPT), Box::new(Eof)])).unwrap();
            self.is_over = !shown.as_bytes().ends_with(PROMPT.as_bytes());
            self.screen.process(shown.as_bytes());
            let (row, _) = self.screen().cursor_position();
            let line = self.screen().rows(0, self.width).nth(usize::from(row)).unwrap();
            if self.is_over || (line.trim() == PROMPT.trim() && begin.is_none_or(|begin| row > begin)) {
                self.ends.push(row);
                return;
            }
        }
    }
}
