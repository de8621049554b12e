//! Shows coverage to people, line by line, and to programs.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Gap, Kind, Report};

/// Returns what was never reached, a line each, and then the totals, a line each.
///
/// ```text
/// intents/account/unfreeze.yaml:14  步骤 解冻账户/ask 原因：没有走过 风险、静默
/// intents/account/unfreeze.yaml:31  步骤 解冻账户/end 无需办理：没有走到
/// 步骤 210/240（87%）
/// ```
pub fn text(report: &Report, gaps: &[Gap]) -> String {
    let mut text = String::new();
    for gap in gaps {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}:{}  {} {}：{}", gap.file, gap.line, gap.kind.title(), gap.name, said(gap));
    }
    for kind in Kind::ALL {
        text.push_str(&total(report, kind));
        text.push('\n');
    }
    text
}

/// Returns one total, such as `步骤 210/240（87%）`. The share is cut, not rounded: only what is whole is 100%.
pub(super) fn total(report: &Report, kind: Kind) -> String {
    let (reached, all) = report.total(kind);
    match (100 * reached).checked_div(all) {
        Some(share) => format!("{} {reached}/{all}（{share}%）", kind.title()),
        None => format!("{} 0/0", kind.title()),
    }
}

/// Says what is missing.
pub(super) fn said(gap: &Gap) -> String {
    let missing = gap.missing.join("、");
    match gap.kind {
        Kind::Intents => "没有办过".to_owned(),
        Kind::Phrases => "没有由它判断过".to_owned(),
        Kind::Queues => format!("没有遇到过 {missing}"),
        Kind::Steps | Kind::Edges | Kind::Misses if missing.is_empty() => "没有走到".to_owned(),
        Kind::Steps | Kind::Edges | Kind::Misses => format!("没有走过 {missing}"),
    }
}

/// Returns an object: `totals` by kind (`reached` and `all`), and `missing`, an array of `file`, `line`, `kind`, `name` and the
/// ways that are missing (`ways`; empty where nothing of it was reached).
pub fn json(report: &Report, gaps: &[Gap]) -> Value {
    let totals = Kind::ALL.map(|kind| {
        let (reached, all) = report.total(kind);
        (kind.name().to_owned(), json!({"reached": reached, "all": all}))
    });
    let missing = gaps.iter().map(|gap| {
        json!({
            "file": gap.file,
            "line": gap.line,
            "kind": gap.kind.name(),
            "name": gap.name,
            "ways": gap.missing,
        })
    });
    json!({"totals": totals.into_iter().collect::<Map<String, Value>>(), "missing": missing.collect::<Vec<Value>>()})
}
