//! A flow, or the whole hotline, as a Mermaid flowchart, which code hosts and note programs draw by themselves.

use std::fmt::Write as _;

use super::label;
use super::model::{Graph, Kind, Node};
use super::overview::Overview;
use super::palette;

/// How many characters of a prompt are shown.
const MOST_CHARS: usize = 48;

/// Returns the text of the diagram.
pub fn flow(graph: &Graph) -> String {
    // Writing to a string cannot fail.
    let mut text = format!("---\ntitle: {}\n---\nflowchart TB\n", json_string(&graph.name));
    for (nth, node) in graph.nodes.iter().enumerate() {
        let (before, behind) = brackets(node.kind);
        let _ = writeln!(text, "  n{nth}{before}\"{}\"{behind}:::{}", escaped(&words(node)), class(node.kind));
    }
    for edge in &graph.edges {
        let line = if edge.is_failure { "-.->" } else { "-->" };
        let name = match edge.label.as_str() {
            "" => String::new(),
            label => format!("|\"{}\"|", escaped(label)),
        };
        let _ = writeln!(text, "  n{} {line}{name} n{}", edge.from, edge.to);
    }
    text.push_str(&classes(graph.nodes.iter().map(|node| node.kind)));
    text
}

/// Returns the text of the diagram of the whole hotline: a box around the intents of each queue, arrows to the shared flows that
/// they run and to the intents that they go over to.
pub fn hotline(overview: &Overview) -> String {
    let mut text = format!("---\ntitle: {}\n---\nflowchart LR\n", json_string(&overview.name));
    let _ = writeln!(text, "  menu([\"{}\"]):::is_entry", escaped(&overview.name));
    let number = |name: &str| overview.cards().position(|card| card.name == name);
    let mut nth = 0;
    for (group_nth, group) in overview.groups.iter().enumerate() {
        let _ = writeln!(text, "  subgraph q{group_nth}[\"{}\"]", escaped(&group.name));
        for card in &group.cards {
            let _ = writeln!(text, "    i{nth}(\"{}\"):::is_say", escaped(&card.name));
            nth += 1;
        }
        text.push_str("  end\n");
    }
    if !overview.shared.is_empty() {
        text.push_str("  subgraph shared[\"子流程\"]\n");
        for (nth, card) in overview.shared.iter().enumerate() {
            let _ = writeln!(text, "    s{nth}[[\"{}\"]]:::is_run", escaped(&card.name));
        }
        text.push_str("  end\n");
    }
    for (key, name) in overview.menu.iter().enumerate() {
        if let Some(intent) = number(name) {
            let _ = writeln!(text, "  menu -->|\"{}\"| i{intent}", key + 1);
        }
    }
    for (from, card) in overview.cards().enumerate() {
        for shared in &card.runs {
            let _ = writeln!(text, "  i{from} --> s{shared}");
        }
        for to in card.starts.iter().filter_map(|name| number(name)) {
            let _ = writeln!(text, "  i{from} -.-> i{to}");
        }
    }
    text.push_str(&classes([Kind::Entry, Kind::Say, Kind::Run].into_iter()));
    text
}

/// Returns the definitions of the classes of these kinds.
pub(super) fn classes(kinds: impl Iterator<Item = Kind>) -> String {
    let mut kinds: Vec<Kind> = kinds.collect();
    kinds.sort_by_key(|kind| class(*kind));
    kinds.dedup_by_key(|kind| class(*kind));
    let mut text = String::new();
    for kind in kinds {
        let (paper, outline) = palette::by_day(kind);
        let ink = if kind == Kind::Entry { "#ffffff" } else { "#1f2733" };
        let _ = writeln!(text, "  classDef {} fill:{paper},stroke:{outline},color:{ink}", class(kind));
    }
    text
}

/// The class of a kind. `end`, `call` and others mean something to Mermaid, so none is written alone.
pub(super) fn class(kind: Kind) -> String {
    format!("is_{}", palette::class(kind))
}

/// Returns a text as it may stand between quotes: everything that Mermaid would read, as a number.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("<br>"),
            '"' | '#' | '<' | '>' | '&' | ';' | '`' | '\\' | '*' | '_' | '~' | '[' | ']' | '{' | '}' => {
                escaped.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// What stands in a box, at most two lines.
pub(super) fn words(node: &Node) -> String {
    let head = match node.kind {
        Kind::Entry => node.head.clone(),
        Kind::Exit(exit) => exit.title().to_owned(),
        Kind::Say | Kind::If | Kind::Note => node.head.clone(),
        kind => format!("{} {}", kind.title(), node.head).trim().to_owned(),
    };
    let text = label::shortened(&node.text, MOST_CHARS);
    [head, text].iter().filter(|line| !line.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// The brackets that make the shape.
fn brackets(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Say => ("(", ")"),
        Kind::Ask => ("[/", "/]"),
        Kind::Confirm => ("{{", "}}"),
        Kind::Choose => ("[\\", "/]"),
        Kind::If => ("{", "}"),
        Kind::Note => ("[", "]"),
        Kind::Pass => ("((", "))"),
        Kind::Call => ("[(", ")]"),
        Kind::Run => ("[[", "]]"),
        Kind::Start => (">", "]"),
        Kind::Entry | Kind::Transfer | Kind::End | Kind::Exit(_) => ("([", "])"),
    }
}

/// A text in double quotes, as YAML takes it too.
pub(super) fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
