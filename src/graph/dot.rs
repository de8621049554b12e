//! A flow, or the whole hotline, in the language of Graphviz.

use std::fmt::Write as _;

use super::mermaid::words;
use super::model::{Graph, Kind};
use super::overview::Overview;
use super::palette;

/// The fonts of the reader, the first that is there.
const FONTS: &str = "PingFang SC,Microsoft YaHei,Noto Sans CJK SC,WenQuanYi Micro Hei,sans-serif";

/// Returns the text of the graph.
pub fn flow(graph: &Graph) -> String {
    let mut text = head(&graph.name);
    // Writing to a string cannot fail.
    for (nth, node) in graph.nodes.iter().enumerate() {
        let places: Vec<&str> = node.steps.iter().map(|step| step.place.as_str()).collect();
        let _ = writeln!(
            text,
            "  n{nth} [{}, label={}, tooltip={}];",
            look(node.kind),
            quoted(&wrapped(&words(node))),
            quoted(&places.join("\n"))
        );
    }
    for edge in &graph.edges {
        let mut attributes = Vec::new();
        if !edge.label.is_empty() {
            attributes.push(format!("label={}", quoted(&edge.label)));
        }
        if edge.is_failure {
            attributes.push("style=dashed, color=\"#c2a49a\", fontcolor=\"#a1786a\"".to_owned());
        }
        let attributes = match attributes.is_empty() {
            true => String::new(),
            false => format!(" [{}]", attributes.join(", ")),
        };
        let _ = writeln!(text, "  n{} -> n{}{attributes};", edge.from, edge.to);
    }
    text.push_str("}\n");
    text
}

/// Returns the text of the graph of the whole hotline; see [`super::mermaid::hotline`].
pub fn hotline(overview: &Overview) -> String {
    let mut text = head(&overview.name);
    text.push_str("  rankdir=LR;\n");
    let _ = writeln!(text, "  menu [{}, label={}];", look(Kind::Entry), quoted(&overview.name));
    let number = |name: &str| overview.cards().position(|card| card.name == name);
    let mut nth = 0;
    for (group_nth, group) in overview.groups.iter().enumerate() {
        let _ =
            writeln!(text, "  subgraph cluster_{group_nth} {{\n    label={}; color=\"#c5cdd8\";", quoted(&group.name));
        for card in &group.cards {
            let _ = writeln!(text, "    i{nth} [{}, label={}];", look(Kind::Say), quoted(&card.name));
            nth += 1;
        }
        text.push_str("  }\n");
    }
    for (nth, card) in overview.shared.iter().enumerate() {
        let _ = writeln!(text, "  s{nth} [{}, label={}];", look(Kind::Run), quoted(&card.name));
    }
    for (key, name) in overview.menu.iter().enumerate() {
        if let Some(intent) = number(name) {
            let _ = writeln!(text, "  menu -> i{intent} [label=\"{}\"];", key + 1);
        }
    }
    for (from, card) in overview.cards().enumerate() {
        for shared in &card.runs {
            let _ = writeln!(text, "  i{from} -> s{shared};");
        }
        for to in card.starts.iter().filter_map(|name| number(name)) {
            let _ = writeln!(text, "  i{from} -> i{to} [style=dashed, constraint=false];");
        }
    }
    text.push_str("}\n");
    text
}

/// Returns how a graph begins.
pub(super) fn head(name: &str) -> String {
    let fonts = quoted(FONTS);
    format!(
        "digraph {} {{\n  graph [label={}, labelloc=t, fontname={fonts}, fontsize=20, nodesep=0.35, ranksep=0.4];\n  node [fontname={fonts}, fontsize=12, margin=\"0.18,0.09\"];\n  edge [fontname={fonts}, fontsize=10, color=\"#7d8998\"];\n",
        quoted(name),
        quoted(name)
    )
}

/// Returns shape and colours of a kind.
pub(super) fn look(kind: Kind) -> String {
    let (paper, outline) = palette::by_day(kind);
    let (shape, style) = match kind {
        Kind::Say => ("box", "rounded,filled"),
        Kind::Ask => ("parallelogram", "filled"),
        Kind::Confirm => ("hexagon", "filled"),
        Kind::Choose => ("octagon", "filled"),
        Kind::If => ("diamond", "filled"),
        Kind::Note => ("box", "filled,dashed"),
        Kind::Pass => ("point", "filled"),
        Kind::Call => ("cylinder", "filled"),
        Kind::Run => ("box", "filled,diagonals"),
        Kind::Start => ("cds", "filled"),
        Kind::Entry | Kind::Transfer | Kind::End | Kind::Exit(_) => ("box", "rounded,filled,bold"),
    };
    let ink = if kind == Kind::Entry { ", fontcolor=\"#ffffff\"" } else { "" };
    format!("shape={shape}, style=\"{style}\", fillcolor=\"{paper}\", color=\"{outline}\"{ink}")
}

/// Returns a text between quotes. `\n` stays a line end to Graphviz; any other backslash is one.
pub(super) fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{}\"", escaped.chars().filter(|c| !c.is_control()).collect::<String>())
}

/// Graphviz breaks no lines.
fn wrapped(text: &str) -> String {
    let lines: Vec<String> = text.lines().flat_map(|line| super::label::wrapped(line, 12, 16 * 12, 4)).collect();
    lines.join("\n")
}
