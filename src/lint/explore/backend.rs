//! The abstract backend: every way an action can come out, with outputs that take every condition both ways.

use serde_json::{Map, Value as Json, json};

use super::terms::Terms;
use crate::compile::hotline::{Action, Hotline, OutputType};
use crate::compile::id::QueueId;
use crate::dialogue::event::{Placement, Reply};

/// Replies with one outcome at most; what conditions compare beyond that is left out.
const MOST_REPLIES: usize = 16;

/// Returns the replies of an action: each outcome with each output varied, then no answer at all.
pub(super) fn replies(action: &Action, terms: &Terms) -> Vec<Reply> {
    let usual: Map<String, Json> =
        action.gives.iter().map(|(name, r#type)| (name.clone(), usual(name, *r#type, terms))).collect();
    let mut outputs = vec![usual.clone()];
    for (name, r#type) in &action.gives {
        for other in others(name, *r#type, terms) {
            let mut varied = usual.clone();
            varied.insert(name.clone(), other);
            if outputs.len() < MOST_REPLIES && !outputs.contains(&varied) {
                outputs.push(varied);
            }
        }
    }
    let mut replies: Vec<Reply> = Vec::new();
    for outcome in &action.outcomes {
        let reply = |outputs: &Map<String, Json>| Reply { outcome: outcome.clone(), outputs: outputs.clone() };
        replies.extend(outputs.iter().map(reply));
    }
    replies.push(Reply { outcome: "error".to_owned(), outputs: Map::new() });
    replies
}

/// Returns where a caller can come to stand in a queue.
pub(super) fn placements(hotline: &Hotline, queue: QueueId) -> Vec<Placement> {
    let ticket = || "T000000000000".to_owned();
    let mut placements = vec![Placement::Queued { ticket: ticket(), ahead: 2 }, Placement::Full { ticket: ticket() }];
    if hotline.queue(queue).hours.is_some() {
        placements.push(Placement::Closed { ticket: ticket() });
    }
    placements
}

/// The output that nothing is special about.
fn usual(name: &str, r#type: OutputType, terms: &Terms) -> Json {
    match r#type {
        OutputType::Money => json!("100.00"),
        OutputType::Date => json!("2025-07-08"),
        OutputType::Time => json!("2025-07-01T10:00:00"),
        OutputType::Number => json!(1),
        OutputType::Text => json!("某某"),
        OutputType::List => json!([{}]),
        OutputType::Record => Json::Object(terms.fields(name).map(|field| (field.to_owned(), json!("1"))).collect()),
    }
}

/// The outputs that a condition tells from the usual one.
fn others(name: &str, r#type: OutputType, terms: &Terms) -> Vec<Json> {
    if !terms.tells(name) {
        return Vec::new();
    }
    match r#type {
        OutputType::Number => terms.numbers(name).into_iter().map(Json::from).collect(),
        OutputType::Money => terms.numbers(name).into_iter().map(|number| json!(format!("{number}.00"))).collect(),
        OutputType::Text => terms.texts(name).map(Json::from).collect(),
        OutputType::List => vec![json!([])],
        OutputType::Date | OutputType::Time => vec![json!("")],
        OutputType::Record => {
            let usual = usual(name, r#type, terms);
            let with = |field: &str, value: Json| {
                let mut record = usual.clone();
                record[field] = value;
                record
            };
            let values = |field| terms.texts(name).map(Json::from).chain([Json::Null]).map(move |value| (field, value));
            terms.told_fields(name).flat_map(values).map(|(field, value)| with(field, value)).collect()
        }
    }
}
