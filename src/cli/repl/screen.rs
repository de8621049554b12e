//! How a turn looks on a terminal: who speaks, broken lines, the packet in a box, notes in the margin.

use anstyle::{AnsiColor, Style};

use crate::cli::typeset;
use crate::session::Turn;
use crate::session::handoff::Handoff;
use crate::text::mask::mask_unnamed;
use crate::text::told::Talk;

/// What stands before the caller's line; as wide as what stands before the machine's.
pub(super) const PROMPT: &str = "  您 › ";

/// What stands before the machine's first line, and before the further ones.
const SPEAKER: &str = "导航 › ";
const INDENT: &str = "       ";

const MACHINE: Style = AnsiColor::Cyan.on_default().bold();
const BOX: Style = AnsiColor::Yellow.on_default();
const NOTE: Style = Style::new().dimmed();

/// Returns what a turn shows, with colours; empty if nothing was said and nobody took over.
pub(super) fn turn(turn: &Turn, width: usize) -> String {
    let mut text = String::new();
    let lines = turn.said.iter().flat_map(|sentence| typeset::lines(sentence, width.saturating_sub(INDENT.len())));
    for (index, line) in lines.filter(|line| !line.is_empty()).enumerate() {
        if index == 0 {
            text.push_str(&format!("{MACHINE}{SPEAKER}{MACHINE:#}{line}\n"));
        } else {
            text.push_str(&format!("{INDENT}{line}\n"));
        }
    }
    if let Some(handoff) = &turn.handoff {
        let packet = typeset::boxed(&handoff.heading(), &handoff.rows(), width.saturating_sub(INDENT.len()));
        for line in packet.lines() {
            text.push_str(&format!("{INDENT}{BOX}{line}{BOX:#}\n"));
        }
    }
    for failure in &turn.failures {
        text.push_str(&note(&format!("后台：{failure}")));
    }
    text
}

/// Returns a note to whoever sits at the terminal; it is not part of the call. Each of its lines is set apart.
pub(super) fn note(text: &str) -> String {
    text.lines().map(|line| format!("{NOTE}{INDENT}{line}{NOTE:#}\n")).collect()
}

/// Returns a line of the caller, masked, as it would have been typed.
pub(super) fn echo(line: &str) -> String {
    format!("{NOTE}{PROMPT}{}{NOTE:#}\n", mask_unnamed(line.trim(), Talk::SecretsAndMoney))
}

/// Returns a ticket: the packet in a box, and below it what was said.
pub(super) fn ticket(handoff: &Handoff, width: usize) -> String {
    let mut text = typeset::boxed(&handoff.heading(), &handoff.rows(), width.saturating_sub(INDENT.len()));
    for line in &handoff.transcript {
        text.push_str(&format!("{}\n", typeset::lines(line, width.saturating_sub(INDENT.len())).join("\n    ")));
    }
    text
}
