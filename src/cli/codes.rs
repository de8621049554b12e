//! `daohang check --explain`: what a kind of finding means, and the list of all kinds.

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::args::Format;
use super::{Outcome, print};
use crate::finding::code::{self, Code, ExampleFile, FoundBy, Weight};

/// The name of a kind.
const NAME: Style = AnsiColor::Cyan.on_default().bold();
/// What stands over an example.
const BAD: Style = AnsiColor::Red.on_default();
const GOOD: Style = AnsiColor::Green.on_default();

/// Explains the kind of finding of that name; lists all where there is none of it.
pub(super) fn explain(format: Format, name: &str) -> anyhow::Result<Outcome> {
    let text = match (code::find(name), format) {
        (Some(code), Format::Text) => text(code),
        (Some(code), Format::Json) => format!("{}\n", object(code)),
        (None, Format::Text) => list(),
        (None, Format::Json) => format!("{}\n", code::ALL.iter().map(object).collect::<Value>()),
    };
    print(&text)
}

/// All kinds, one a line.
fn list() -> String {
    let width = code::ALL.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let line = |code: &Code| {
        let Code { name, .. } = code;
        // A character is two columns wide; the longest word has five of them.
        let weight = weight(code);
        let gap = 2 * 5usize.saturating_sub(weight.chars().count());
        format!("{NAME}{name:width$}{NAME:#}  {weight}{:gap$}  {}\n", "", code.title())
    };
    let lines: String = code::ALL.iter().map(line).collect();
    format!("{lines}\ndaohang check --explain 代号  讲解其中一种\n")
}

/// One kind, for people.
fn text(code: &Code) -> String {
    let found_by = match code.found_by {
        FoundBy::Loading | FoundBy::Lint => "",
        FoundBy::Proof => "，--proofs 时才查",
        FoundBy::Conversations => "，有对话的目录时才查",
        FoundBy::Suite => "，daohang test 和 eval 时查",
    };
    let (name, weight, title) = (code.name, weight(code), code.title());
    let why = code.why();
    let (bad, good) = (files(&code.bad()), files(&code.good()));
    format!(
        "{NAME}{name}{NAME:#}（{weight}{found_by}）{title}\n\n{why}\n\n\
         {BAD}不要这样写:{BAD:#}\n\n{bad}\n{GOOD}应当这样写:{GOOD:#}\n\n{good}"
    )
}

/// The files of an example, set in; each under its name where that says something.
fn files(files: &[ExampleFile]) -> String {
    let mut text = String::new();
    for (nth, file) in files.iter().enumerate() {
        if nth > 0 {
            text.push('\n');
        }
        if files.len() > 1 || !file.stored.is_empty() || file.name != "例子.yaml" {
            text.push_str(&format!("    # {}{}\n", file.name, stored(&file.stored)));
        }
        for line in file.text.lines() {
            text.push_str(format!("    {line}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// How a file is stored, in words.
fn stored(how: &str) -> String {
    match how {
        "" | "整套" => String::new(),
        "bom" => "（存成“带 BOM 的 UTF-8”）".to_owned(),
        "utf-16" => "（存成 UTF-16）".to_owned(),
        "控制字符" => "（▯ 是一个看不见的控制字符）".to_owned(),
        times => format!("（这一段写 {} 遍）", times.trim_start_matches('×')),
    }
}

fn weight(code: &Code) -> &'static str {
    match code.weight {
        Weight::Error => "错误",
        Weight::Warning => "提醒",
        Weight::Either => "错误或提醒",
    }
}

/// One kind, for programs.
fn object(code: &Code) -> Value {
    let files = |files: Vec<ExampleFile>| -> Value {
        files.into_iter().map(|file| json!({"name": file.name, "stored": file.stored, "text": file.text})).collect()
    };
    json!({
        "code": code.name,
        "severity": match code.weight {
            Weight::Error => "error",
            Weight::Warning => "warning",
            Weight::Either => "either",
        },
        "title": code.title(),
        "why": code.why(),
        "bad": files(code.bad()),
        "good": files(code.good()),
    })
}
