//! A flow as JSON, for tools that draw or count by themselves.

use serde_json::{Value, json};

use super::model::{Graph, Kind};
use super::overview::{Card, Overview};

/// Returns an object: `name`, `about`, `file`, `shared`, `nodes` (each with `kind`, `head`, `text`, `label` and the places of its
/// steps) and `edges` (`from` and `to` count nodes from 0; `label`; `failure`).
pub fn flow(graph: &Graph) -> Value {
    let nodes = graph.nodes.iter().map(|node| {
        let head = match node.kind {
            Kind::Exit(exit) => exit.title(),
            _ => node.head.as_str(),
        };
        json!({
            "kind": node.kind.name(),
            "head": head,
            "text": node.text,
            "label": node.label,
            "steps": node.steps.iter().map(|step| step.place.as_str()).collect::<Vec<_>>(),
        })
    });
    let edges = graph
        .edges
        .iter()
        .map(|edge| json!({"from": edge.from, "to": edge.to, "label": edge.label, "failure": edge.is_failure}));
    json!({
        "name": graph.name,
        "about": graph.about,
        "file": graph.file,
        "shared": graph.is_shared,
        "nodes": nodes.collect::<Vec<_>>(),
        "edges": edges.collect::<Vec<_>>(),
    })
}

/// Returns an object: `name`, `greeting`, `menu`, `queues` (each with `name`, `title`, `hours`, `urgent` and `intents`) and `shared`,
/// the flows that are run by others. Each intent and each shared flow has `name`, `about`, `steps` (their number), and the
/// names of what it `runs`, `starts`, of other `queues` that it hands over to, and of its `actions`.
pub fn hotline(overview: &Overview) -> Value {
    let of_card = |card: &Card| {
        let runs: Vec<&str> = card.runs.iter().map(|nth| overview.shared[*nth].name.as_str()).collect();
        json!({
            "name": card.name,
            "about": card.about,
            "steps": card.n_steps,
            "runs": runs,
            "starts": card.starts,
            "queues": card.queues,
            "actions": card.actions,
        })
    };
    let queues = overview.groups.iter().map(|group| {
        json!({
            "name": group.name,
            "title": group.title,
            "hours": group.hours,
            "urgent": group.is_urgent,
            "intents": group.cards.iter().map(of_card).collect::<Vec<_>>(),
        })
    });
    json!({
        "name": overview.name,
        "greeting": overview.greeting,
        "menu": overview.menu,
        "queues": queues.collect::<Vec<_>>(),
        "shared": overview.shared.iter().map(of_card).collect::<Vec<_>>(),
    })
}
