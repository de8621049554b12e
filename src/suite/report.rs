//! Shows what came of conversations, for people.

use std::fmt::Write as _;

use super::conversation::Act;
use super::run::{Failure, Outcome};
use crate::session::notation::caller_line;

/// Returns the failed turns of a conversation, one after the other, each with what was expected, what was said and why; empty
/// if it passed. Findings are not shown here.
///
/// ```text
/// 未通过 conversations/unfreeze.chat:7 挂失后解冻
///   客：13800138000
/// - 机：*原因*|*挂失*
/// + 机：请说证件号码的后四位。
///   intent=冻结账户：实际是 解冻账户
///   听到：138****8000
/// ```
pub fn text(outcome: &Outcome) -> String {
    let mut text = String::new();
    for failure in &outcome.failures {
        if !text.is_empty() {
            text.push('\n');
        }
        let line = failure.line.max(failure.expected.first().map_or(1, |(line, _, _)| *line).min(1));
        // Writing to a string cannot fail.
        let title = if outcome.title.is_empty() { String::new() } else { format!(" {}", outcome.title) };
        let _ = writeln!(text, "未通过 {}:{line}{title}", outcome.name);
        push_turn(&mut text, failure);
    }
    text
}

fn push_turn(text: &mut String, failure: &Failure) {
    let act = match &failure.act {
        Act::Open => "（接通）".to_owned(),
        Act::Say(said) => caller_line(said),
        Act::HangUp => "（来电人挂机）".to_owned(),
        Act::Resume(_) => "（断了以后接着打）".to_owned(),
    };
    let _ = writeln!(text, "  {act}");
    let sign = if failure.is_said { ' ' } else { '-' };
    for (line, pattern, is_astray) in &failure.expected {
        let here = if *is_astray { "   ← 从这里对不上" } else { "" };
        let here = if failure.expected.len() > 1 { here } else { "" };
        let _ = writeln!(text, "{sign} 机：{pattern}{here}   （第 {line} 行）");
    }
    if !failure.is_said {
        for said in &failure.said {
            let _ = writeln!(text, "+ 机：{said}");
        }
        if failure.said.is_empty() {
            let _ = writeln!(text, "+ （没有说话）");
        }
    }
    for (line, condition, found) in &failure.violated {
        let _ = writeln!(text, "  {condition}：实际是 {found}   （第 {line} 行）");
    }
    for trouble in &failure.troubles {
        let _ = writeln!(text, "  后台：{trouble}");
    }
    for line in failure.why.lines() {
        let _ = writeln!(text, "  {line}");
    }
}
