//! A bar that grows while something long is done: on a terminal only, on standard error, and gone when it is done.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many columns the bar takes.
const WIDTH: usize = 30;

/// The bar. It may be moved by several threads.
#[derive(Debug)]
pub(super) struct Progress {
    title: &'static str,
    is_shown: bool,
    /// The percentage that is shown, from 1; 0 shows nothing.
    shown: AtomicUsize,
}

impl Progress {
    /// Prepares a bar; nothing is written before it moves.
    pub(super) fn new(title: &'static str) -> Progress {
        Progress { title, is_shown: io::stderr().is_terminal(), shown: AtomicUsize::new(0) }
    }

    /// Moves it to so many of so many. It never goes back.
    pub(super) fn at(&self, n_done: usize, n_all: usize) {
        let percent = (100 * n_done / n_all.max(1)).max(1);
        if self.is_shown && self.shown.fetch_max(percent, Ordering::Relaxed) < percent {
            write(&format!("\r{}", bar(self.title, percent)));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.load(Ordering::Relaxed) > 0 {
            write("\r\x1b[K");
        }
    }
}

/// Writes as it is: the stream is a terminal. A bar that cannot be written is lost.
fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

fn bar(title: &str, percent: usize) -> String {
    let n_full = WIDTH * percent / 100;
    format!("{title} {}{} {percent:3}%", "━".repeat(n_full), "─".repeat(WIDTH - n_full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bar_grows_within_its_width() {
        for (percent, n_full) in [(1, 0), (50, 15), (100, 30)] {
            let bar = bar("试", percent);
            assert_eq!(bar.matches('━').count(), n_full, "{bar}");
            assert_eq!(bar.matches('─').count(), WIDTH - n_full, "{bar}");
        }
    }
}
