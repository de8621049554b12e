//! The mode of the terminal, kept so that it can be set back while the line editor is still reading.

#[cfg(unix)]
use rustix::stdio;
#[cfg(unix)]
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

/// How the terminal was set; nothing where there is none or the system has no such thing.
pub(super) struct Mode {
    #[cfg(unix)]
    termios: Option<Termios>,
}

impl Mode {
    /// Returns how the terminal is set now.
    pub(super) fn current() -> Mode {
        Mode {
            #[cfg(unix)]
            termios: tcgetattr(stdio::stdin()).ok(),
        }
    }

    /// Sets it back, and ends the bracketed paste that the line editor had asked for.
    pub(super) fn restore(&self) {
        #[cfg(unix)]
        if let Some(termios) = &self.termios {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(stdio::stdin(), OptionalActions::Drain, termios);
            let _ = rustix::io::write(stdio::stdout(), b"\x1b[?2004l");
        }
    }
}
