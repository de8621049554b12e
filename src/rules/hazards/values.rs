//! Values and keys that are YAML but not what was meant: why they came out that way.

use super::lines::{Colon, Line};
use super::syntax::{
    bracket, fullwidth_colon, fullwidth_sign, fullwidth_space, missing_space, quoted, unquoted_colon, unquoted_sign,
};
use crate::finding::tree::{Kind, Node, Tree, Written};
use crate::finding::{FileId, Finding, Path, Place};
use crate::rules::read::{Shape, shortened};

/// Returns why the value at a path is not what was expected, `expected` being said from 这里要写 on.
pub fn value(file: FileId, text: &str, tree: &Tree, path: &Path, found: &Shape, expected: &str) -> Finding {
    let place = Place::value(file, path.clone());
    let node = tree.find(path).value.and_then(|id| tree.get(id));
    let wants_text = expected.contains("文字")
        || expected.contains("一句话")
        || expected.contains("去处")
        || expected.contains("类型名");
    let told = match found {
        Shape::List | Shape::Mapping if wants_text => {
            node.and_then(|node| looks_like_text(file, text, tree, node, &place))
        }
        Shape::Number(number) if wants_text => {
            let written = node.and_then(plain).unwrap_or(number);
            let finding = Finding::error(
                "unquoted-number",
                place.clone(),
                format!("{expected}，{written} 没有引号，YAML 会当成数字"),
            );
            Some(finding.help(format!("请加上引号：'{written}'")))
        }
        Shape::Boolean(value) if wants_text => {
            let finding = Finding::error(
                "unquoted-number",
                place.clone(),
                format!("{expected}，{value} 没有引号，YAML 会当成真假值"),
            );
            Some(finding.help(format!("请加上引号：'{value}'")))
        }
        Shape::Nothing => node.and_then(|node| nothing(text, node, &place, expected)),
        Shape::Text(text) => node.and_then(|node| no_text(file, text, node)),
        Shape::List | Shape::Mapping | Shape::Number(_) | Shape::Boolean(_) | Shape::Tagged => None,
    };
    told.unwrap_or_else(|| {
        let message = format!("{expected}，写的却是{}", found.says());
        Finding::error("wrong-type", place, message)
    })
}

/// A list or mapping that was meant as text: `{槽}`, `[我要]`, `您好: 请问`.
fn looks_like_text(file: FileId, text: &str, tree: &Tree, node: &Node, place: &Place) -> Option<Finding> {
    let line = text.lines().nth(node.start.line.checked_sub(1)?)?;
    let at = line.char_indices().nth(node.start.column).map(|(at, _)| at)?;
    let written = line.get(at..)?;
    let written = written.split(" #").next().unwrap_or(written).trim_end();
    let place = place.clone();
    match &node.kind {
        Kind::Sequence { flow: true, .. } => Some(bracket(place, "unquoted-bracket", "方括号", written)),
        Kind::Mapping { flow: true, .. } => Some(bracket(place, "unquoted-brace", "花括号", written)),
        Kind::Mapping { entries, flow: false } => {
            let [(key, value)] = entries.as_slice() else {
                return None;
            };
            let (key, value) = (tree.get(*key)?, tree.get(*value)?);
            let one_line = key.start.line == value.start.line && plain(key).is_some();
            (one_line && plain(value).is_some_and(|value| !value.is_empty()))
                .then(|| unquoted_colon(super::at(file, key.end, 1), written))
        }
        Kind::Sequence { flow: false, .. } | Kind::Scalar { .. } | Kind::Alias(_) => None,
    }
}

/// Nothing where something was expected, such as `key: #`, which YAML takes for a comment, or `say: !您好`.
fn nothing(text: &str, node: &Node, place: &Place, expected: &str) -> Option<Finding> {
    let line = text.lines().nth(node.start.line.checked_sub(1)?)?;
    let rest: String = line.chars().skip(node.start.column).collect();
    let rest = rest.trim();
    if let Some(comment) = rest.strip_prefix('#') {
        let comment = comment.trim();
        let finding = Finding::error("swallowed-text", place.clone(), format!("{expected}，而“#”后面的都是注释"));
        let text = format!("#{comment}");
        return Some(finding.help(format!("如果“#”就是内容，请加上引号：{}", quoted(&text))));
    }
    if rest.starts_with('!') {
        return Some(unquoted_sign(place.clone(), '!', rest));
    }
    let written = plain(node).unwrap_or("");
    if written.is_empty() {
        let message = format!("内容是空的，{expected}");
        return Some(Finding::error("missing-value", place.clone(), message));
    }
    let finding =
        Finding::error("unquoted-number", place.clone(), format!("{expected}，{written} 没有引号，YAML 会当成空值"));
    Some(finding.help(format!("请加上引号：'{written}'")))
}

/// Text where a mapping, a list or a number was expected: `say：您好`, `say:您好`, `｜ 查账单`, `-查账单`.
fn no_text(file: FileId, text: &str, node: &Node) -> Option<Finding> {
    let first = text.lines().next().unwrap_or("");
    plain(node)?;
    let start = node.start;
    let after = |n_chars: usize| {
        let mut position = start;
        position.column += n_chars;
        super::at(file, position, 1)
    };
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
pub fn key(place: &Place, name: &str, known: &[&str]) -> Option<Finding> {
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
pub fn key_is_no_text(place: Place, written: &str) -> Finding {
    let finding =
        Finding::error("unquoted-number", place, format!("键 {} 没有引号，YAML 不会当成文字", shortened(written)));
    finding.help(format!("请加上引号：'{}'", shortened(written)))
}
