//! Standard output and standard error: who writes, in which colours, and what a failed write means.
//!
//! Standard output carries the product and nothing else. `print!` would panic on a closed pipe; everything goes through
//! here instead, and errors travel up to [`super::run`], which makes an exit code of them.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::AutoStream;
use anstyle::Style;

use crate::finding::show;

/// Standard output with a buffer of its own, colours taken out where nobody sees them. Flushed by [`Write::flush`] only.
pub(super) type Output = BufWriter<AutoStream<io::StdoutLock<'static>>>;

/// Opens standard output.
pub(super) fn stdout() -> Output {
    // The lock's own line buffer would be flushed at every line end; one large buffer above it writes when it is full.
    BufWriter::with_capacity(64 * 1024, AutoStream::auto(io::stdout().lock()))
}

/// Writes a note to standard error. A note that cannot be written is lost: the product goes on.
pub(super) fn note(text: &str) {
    let mut stderr = anstream::stderr().lock();
    let _ = writeln!(stderr, "{text}");
}

/// Writes a text of several lines to standard error, if there is one.
pub(super) fn note_unless_empty(text: &str) {
    if !text.is_empty() {
        note(text.trim_end());
    }
}

/// Writes a mistake of the world or of the command line to standard error, behind the red word 错误.
pub(super) fn error(text: &str) {
    let red = ERROR.render();
    note(&format!("{red}错误{}: {text}", ERROR.render_reset()));
}

/// Returns how findings on standard error are coloured.
pub(super) fn findings_style() -> show::Style {
    match AutoStream::choice(&io::stderr()) {
        anstream::ColorChoice::Never => show::Style::Plain,
        _ => show::Style::Coloured,
    }
}

/// Returns whether somebody sits at both ends: a person types and reads.
pub(super) fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Returns whether standard output takes colours: a terminal, and neither `NO_COLOR` nor `TERM=dumb` forbids them.
pub(super) fn is_coloured() -> bool {
    AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// Returns coloured text as standard output takes it; for text that goes to the terminal by another way.
pub(super) fn stripped(text: &str) -> std::borrow::Cow<'_, str> {
    if is_coloured() { text.into() } else { anstream::adapter::strip_str(text).to_string().into() }
}

/// The word before a mistake.
const ERROR: Style = anstyle::AnsiColor::Red.on_default().bold();
