//! Values and keys that are YAML but not what was meant: why they came out that way.

use super::Source;
use super::lines::{Colon, Line};
use super::syntax::{
    bracket, fullwidth_colon, fullwidth_sign, fullwidth_space, missing_space, quoted, unquoted_colon, unquoted_sign,
};
use crate::finding::tree::{Id, Kind, Node, Position, Written};
use crate::finding::{Finding, Path, Place};
use crate::rules::read::{Shape, shortened};

/// Returns why the value at a path is not what was expected, `expected` being said from 这里要写 on.
pub(in crate::rules) fn value(source: Source, path: &Path, found: &Shape, expected: &str) -> Finding {
    let place = Place::value(source.file, path.clone());
    let node = source.tree.find(path).value.and_then(|id| source.tree.get(id));
    let wants_text = ["文字", "一句话", "去处", "类型名"].iter().any(|what| expected.contains(what));
    let told = match found {
        Shape::List | Shape::Mapping if wants_text => node.and_then(|node| looks_like_text(source, node, &place)),
        Shape::Number(number) if wants_text => {
            let written = node.and_then(plain).unwrap_or(number);
            Some(unquoted(&place, written, "数字", expected))
        }
        Shape::Boolean(value) if wants_text => Some(unquoted(&place, value, "真假值", expected)),
        Shape::Mapping if expected.contains("列表") => node.and_then(|node| no_dash(source, node)),
        Shape::Nothing => node.and_then(|node| nothing(source, node, &place, expected)),
        Shape::Text(text) => node.and_then(|node| no_text(source, text, node, expected)),
        Shape::List | Shape::Mapping | Shape::Number(_) | Shape::Boolean(_) | Shape::Tagged => None,
    };
    told.unwrap_or_else(|| {
        let message = format!("{expected}，写的却是{}", found.says());
        Finding::error("wrong-type", place, message).help(mend(found, expected))
    })
}

/// How to turn what is there into what was expected, where that can be told.
fn mend(found: &Shape, expected: &str) -> String {
    let Shape::Text(text) = found else {
        return String::new();
    };
    if expected == "这里要写列表" {
        return format!("请写成列表：[{}]", shortened(text));
    }
    let answer = match text.to_lowercase().as_str() {
        "yes" | "on" | "y" | "是" | "真" | "对" => "true",
        "no" | "off" | "n" | "否" | "假" | "不" => "false",
        _ => return String::new(),
    };
    if expected == "这里要写 true 或 false" { format!("请写 {answer}") } else { String::new() }
}

/// The finding for text that YAML reads as something else for want of quotes.
fn unquoted(place: &Place, written: &str, kind: &str, expected: &str) -> Finding {
    let expected = expected.strip_prefix("这里要写").unwrap_or(expected).trim();
    let message = format!("{written} 没有引号，YAML 会当成{kind}，而这里要写{expected}");
    Finding::error("unquoted-number", place.clone(), message).help(format!("请加上引号：'{written}'"))
}

/// A list or mapping that was meant as text: `{槽}`, `[我要]`, `您好: 请问`.
fn looks_like_text(source: Source, node: &Node, place: &Place) -> Option<Finding> {
    let Source { file, tree, .. } = source;
    let line = source.text.lines().nth(node.start.line.checked_sub(1)?)?;
    let is_one_line = node.end.line == node.start.line;
    let end = if is_one_line { node.end.column } else { usize::MAX };
    let written: String = line.chars().take(end).skip(node.start.column).collect();
    let written = written.split(" #").next().unwrap_or(&written).trim_end();
    let is_empty = |id: Id| tree.text(id).is_some_and(|text| text.is_empty());
    let place = place.clone();
    match &node.kind {
        Kind::Sequence { flow: true, .. } => Some(bracket(place, "unquoted-bracket", "方括号", written)),
        Kind::Mapping { entries, flow: true } => {
            let is_name = entries.iter().all(|(_, value)| is_empty(*value));
            is_name.then(|| bracket(place, "unquoted-brace", "花括号", written))
        }
        Kind::Mapping { entries, flow: false } => {
            let [(key, value)] = entries.as_slice() else {
                return None;
            };
            let (key, value) = (tree.get(*key)?, tree.get(*value)?);
            let is_one_line = key.start.line == value.start.line && plain(key).is_some();
            let is_text = is_one_line && plain(value).is_some_and(|value| !value.is_empty());
            is_text.then(|| unquoted_colon(super::at(file, key.end, 1), written))
        }
        Kind::Sequence { flow: false, .. } | Kind::Scalar { .. } | Kind::Alias(_) => None,
    }
}

/// A mapping where a list was expected, because its dashes are full-width: `－ say: 您好`.
fn no_dash(source: Source, node: &Node) -> Option<Finding> {
    let Kind::Mapping { entries, flow: false } = &node.kind else { return None };
    let (key, _) = entries.first()?;
    let sign = source.tree.text(*key)?.chars().next().filter(|c| matches!(c, '－' | '—' | '–'))?;
    Some(fullwidth_sign(super::at(source.file, source.tree.get(*key)?.start, 1), sign))
}

/// Nothing where something was expected, such as `key: #`, which YAML takes for a comment, or `say: !您好`.
fn nothing(source: Source, node: &Node, place: &Place, expected: &str) -> Option<Finding> {
    let text = source.text.lines().nth(node.start.line.checked_sub(1)?)?;
    let line = Line::of(node.start.line, text);
    if line.value.starts_with('#') {
        let start = Position { line: line.number, column: line.column(line.value) };
        let place = super::at(source.file, start, line.value.chars().count());
        let finding = Finding::error("swallowed-text", place, format!("{expected}，而“#”后面的都是注释"));
        return Some(finding.help(format!("如果“#”也是内容，请加上引号：{}", quoted(line.value))));
    }
    let rest: String = text.chars().skip(node.start.column).collect();
    let rest = rest.trim();
    if rest.starts_with('!') {
        return Some(unquoted_sign(place.clone(), '!', rest));
    }
    let written = plain(node).unwrap_or("");
    if written.is_empty() {
        return Some(Finding::error("missing-value", place.clone(), format!("内容是空的，{expected}")));
    }
    Some(unquoted(place, written, "空值", expected))
}

/// Text where a mapping, a list or a number was expected: `say：您好`, `say:您好`, `｜ 查账单`, `-查账单`.
fn no_text(source: Source, text: &str, node: &Node, expected: &str) -> Option<Finding> {
    let first = text.lines().next().unwrap_or("");
    plain(node)?;
    let start = node.start;
    let after = |n_chars: usize| {
        let mut position = start;
        position.column += n_chars;
        super::at(source.file, position, 1)
    };
    if let Some(number) = text.strip_prefix('0')
        && (expected.contains("数字") || expected.contains("整数"))
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        let place = super::at(source.file, start, text.len());
        let message = format!("{text} 以 0 开头，YAML 不当成数字，而{expected}");
        let number = number.trim_start_matches('0');
        let number = if number.is_empty() { "0" } else { number };
        return Some(Finding::error("leading-zero", place, message).help(format!("请写成 {number}")));
    }
    match first.chars().next()? {
        sign @ ('｜' | '＞') => return Some(fullwidth_sign(after(0), sign)),
        '\u{3000}' | '\u{A0}' => return Some(fullwidth_space(after(0))),
        '-' => return Some(missing_space(after(0), "“-”")),
        _ => {}
    }
    let line = Line::of(1, first);
    let key = line.key?;
    match line.colon {
        Colon::FullWidth => Some(fullwidth_colon(after(key.chars().count()), key)),
        Colon::Tight => Some(missing_space(after(key.chars().count()), &format!("“{key}:”的冒号"))),
        Colon::Good | Colon::None => None,
    }
}

/// Returns a scalar without quotes as written.
fn plain(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Scalar { text, style: Written::Plain } => Some(text),
        _ => None,
    }
}

/// Returns why a key is unknown where the way of writing it is to blame, or `None` if it is simply unknown.
pub(in crate::rules) fn key(place: &Place, name: &str, known: &[&str]) -> Option<Finding> {
    let place = place.clone();
    let first = name.chars().next()?;
    if matches!(first, '\u{3000}' | '\u{A0}') {
        return Some(fullwidth_space(place));
    }
    if let Some(rest) = name.strip_prefix('-')
        && (known.contains(&rest) || known.contains(&"say"))
    {
        return Some(missing_space(place, "“-”"));
    }
    let line = Line::of(1, name);
    let written = line.key?;
    match line.colon {
        Colon::FullWidth => Some(fullwidth_colon(place, written)),
        Colon::Tight if known.contains(&written) => Some(missing_space(place, &format!("“{written}:”的冒号"))),
        Colon::Tight | Colon::Good | Colon::None => None,
    }
}

/// The finding for a key that YAML reads as a number, a truth value or nothing.
pub(in crate::rules) fn key_is_no_text(place: Place, written: &str) -> Finding {
    let finding =
        Finding::error("unquoted-number", place, format!("键 {} 没有引号，YAML 不会当成文字", shortened(written)));
    finding.help(format!("请加上引号：'{}'", shortened(written)))
}
