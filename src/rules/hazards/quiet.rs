//! What YAML reads without complaint and the author may have meant otherwise. Warnings only.

use std::cell::OnceCell;

use super::lines::Line;
use crate::finding::tree::{Kind, Position, Tree, Written};
use crate::finding::{FileId, Finding};
use crate::rules::read::shortened;

/// Returns what is suspicious in a text that is YAML. The tree is only made where a glance finds something.
pub(in crate::rules) fn quiet(file: FileId, text: &str, tree: &OnceCell<Tree>) -> Vec<Finding> {
    let mut findings = swallowed(file, text);
    if !is_suspicious(text) {
        return findings;
    }
    let tree = tree.get_or_init(|| Tree::parse(text));
    for (id, node) in tree.nodes() {
        match &node.kind {
            Kind::Scalar { text, style: Written::Plain } => {
                let told = curly(text).or_else(|| leading_zero(text)).or_else(|| fullwidth_block(text));
                let place = super::node_at(file, tree, id);
                findings.extend(
                    told.zip(place)
                        .map(|((code, message, help), place)| Finding::warning(code, place, message).help(help)),
                );
            }
            // Among several items a Chinese comma is just part of a sentence; in the only one it was meant to part several.
            Kind::Sequence { items, flow: true } if items.len() == 1 => {
                for item in items {
                    let text = tree.text(*item).filter(|text| text.contains(['，', '、']));
                    let plain =
                        tree.get(*item).filter(|node| matches!(node.kind, Kind::Scalar { style: Written::Plain, .. }));
                    let place = super::node_at(file, tree, *item);
                    if let (Some(text), Some(_), Some(place)) = (text, plain, place) {
                        let mended = text.replace(['，', '、'], ", ");
                        let finding =
                            Finding::warning("fullwidth-comma", place, "方括号里的“，”和“、”不分隔各项，这里只算一项");
                        let help = format!("请用半角逗号：{mended}；如果本来就是一项，请加引号");
                        findings.push(finding.help(help));
                    }
                }
            }
            Kind::Scalar { .. } | Kind::Sequence { .. } | Kind::Mapping { .. } | Kind::Alias(_) => {}
        }
    }
    findings
}

/// The keys whose blocks are lines with comments of their own.
const LINES: [&str; 5] = ["phrases", "alone", "unless", "examples", "hear"];

/// Text that ends at a `#` because a space stands before it. A comment has a space behind its sign, or stands alone on its line.
fn swallowed(file: FileId, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut block: Option<(usize, bool)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let n_spaces = line.bytes().take_while(|byte| *byte == b' ').count();
        let in_block = block.filter(|(outer, _)| n_spaces > *outer || n_spaces == line.len());
        if in_block.is_none() {
            block = None;
        }
        // Only a line with the sign, or one that opens a block, needs a closer look.
        if !line.contains(" #") && !line.contains(['|', '>']) {
            continue;
        }
        let parts = Line::of(number, line);
        if in_block.is_none() && parts.opens_block() {
            block = Some((n_spaces, parts.key.is_some_and(|key| LINES.contains(&key))));
            continue;
        }
        let said = match in_block {
            Some((_, false)) => continue,
            Some((_, true)) => parts.content,
            None => parts.value,
        };
        let Some((before, behind)) = said.split_once(" #") else { continue };
        let is_comment = behind.starts_with(|c: char| c.is_whitespace() || c == '#') || behind.is_empty();
        let is_text = !before.trim().is_empty() && !before.starts_with(['#', '"', '\'', '[', '{', '|', '>', '&', '*']);
        if is_comment || !is_text {
            continue;
        }
        let Some(comment) = said.get(before.len() + 1..) else { continue };
        let start = Position { line: number, column: parts.column(comment) };
        let place = super::at(file, start, comment.chars().count());
        let message = format!("“{}”成了注释，没有人听得到", shortened(comment));
        let help = match in_block {
            Some(_) => "如果“#”也是内容，去掉它前面的空格；如果是注释，在“#”后面空一格",
            None => "如果“#”也是内容，给整段加上引号；如果是注释，在“#”后面空一格",
        };
        findings.push(Finding::warning("swallowed-text", place, message).help(help));
    }
    findings
}

/// Returns whether a line outside the blocks of lines is worth a look.
fn is_suspicious(text: &str) -> bool {
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let n_spaces = line.bytes().take_while(|byte| *byte == b' ').count();
        if block.is_some_and(|outer| n_spaces > outer || n_spaces == line.len()) {
            continue;
        }
        block = None;
        if glance(line) {
            return true;
        }
        if (line.contains(" |") || line.contains(" >")) && Line::of(1, line).opens_block() {
            block = Some(n_spaces);
        }
    }
    false
}

/// Returns whether a line is worth a look.
fn glance(line: &str) -> bool {
    let bytes = line.as_bytes();
    // Many lines end here: no curly quote (E2 80 …), no full-width sign (EF …), no zero.
    if !bytes.iter().any(|byte| matches!(byte, 0xE2 | 0xEF | b'0' | b'[')) {
        return false;
    }
    let line = Line::of(1, line);
    let value = line.value;
    value.starts_with(['“', '‘', '｜', '＞'])
        || (value.starts_with('0') && value.chars().nth(1).is_some_and(|c| c.is_ascii_digit()))
        || (value.starts_with('[') && value.contains(['，', '、', '“', '‘', '0']))
        || (value.starts_with('{') && value.contains(['“', '‘', '0', '[']))
}

type Told = (&'static str, String, String);

/// Text in curly quotes from end to end, which the caller would hear.
fn curly(text: &str) -> Option<Told> {
    let inside = text
        .strip_prefix('“')
        .and_then(|text| text.strip_suffix('”'))
        .or_else(|| text.strip_prefix('‘').and_then(|text| text.strip_suffix('’')))?;
    if inside.contains(['“', '”', '‘', '’']) {
        return None;
    }
    Some((
        "curly-quote",
        "弯引号不是 YAML 的引号，会留在文字里".to_owned(),
        format!("请写成 '{}'；如果就要弯引号，请在外面再加一层半角引号", inside.replace('\'', "''")),
    ))
}

/// Digits with a zero in front, from which other YAML tools drop it.
fn leading_zero(text: &str) -> Option<Told> {
    let is_number = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| {
        ("leading-zero", format!("{text} 没有引号，别的 YAML 工具会丢掉前面的 0"), format!("请加上引号：'{text}'"))
    })
}

/// A block of lines announced by a full-width sign, whose lines YAML has joined into one.
fn fullwidth_block(text: &str) -> Option<Told> {
    let sign = text.chars().next().filter(|c| matches!(c, '｜' | '＞'))?;
    let half = if sign == '｜' { '|' } else { '>' };
    Some((
        "fullwidth-sign",
        format!("文字以全角的“{sign}”开头，YAML 不会当成“{half}”"),
        format!("要写一行一条的文字块，请用半角的“{half}”；如果“{sign}”就是内容，请加引号"),
    ))
}
