//! How a turn looks on a terminal: who speaks, broken lines, the packet in a box, notes in the margin.

use anstyle::{AnsiColor, Style};

use crate::cli::typeset;
use crate::compile::hotline::Hotline;
use crate::dialogue::event::Placement;
use crate::session::{Handoff, Turn};

/// What stands before the caller's line; as wide as what stands before the machine's.
pub(super) const PROMPT: &str = "  您 › ";

/// What stands before the machine's first line, and before the further ones.
const SPEAKER: &str = "导航 › ";
const INDENT: &str = "       ";

const MACHINE: Style = AnsiColor::Cyan.on_default().bold();
const BOX: Style = AnsiColor::Yellow.on_default();
const NOTE: Style = Style::new().dimmed();

/// Returns what a turn shows, with colours; empty if nothing was said and nobody took over.
pub(super) fn turn(hotline: &Hotline, turn: &Turn, width: usize) -> String {
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
        let packet = packet(hotline, handoff, width.saturating_sub(INDENT.len()));
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

/// Returns a line of the caller as it would have been typed.
pub(super) fn echo(line: &str) -> String {
    format!("{NOTE}{PROMPT}{}{NOTE:#}\n", line.trim())
}

/// Sets what the person who takes over gets into a box.
fn packet(hotline: &Hotline, handoff: &Handoff, width: usize) -> String {
    let packet = &handoff.packet;
    let joined = |pairs: &[(String, String)], between: &str| {
        pairs.iter().map(|(name, value)| format!("{name}{between}{value}")).collect::<Vec<_>>().join("，")
    };
    let place = match &handoff.placement {
        Placement::Queued { ahead, .. } => format!("排队中，前面 {ahead} 位"),
        Placement::Closed { .. } => "不在服务时间，已登记回电".to_owned(),
        Placement::Full { .. } => "坐席全忙，已登记回电".to_owned(),
    };
    let rows = [
        ("单号", handoff.ticket().to_owned()),
        ("状态", place),
        ("业务", packet.intent.clone().unwrap_or_default()),
        ("事由", packet.reason.clone()),
        ("已知", joined(&packet.slots, " ")),
        ("办过", joined(&packet.tried, "→")),
    ];
    let rows: Vec<(&str, String)> = rows.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    typeset::boxed(&format!("转人工 · {}", hotline.queue(packet.queue).title), &rows, width)
}
