//! Intents that no conversation tries.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::condition::{Subject, Test};
use super::conversation::{Conversation, Step};
use super::coverage::Thing;
use super::load::Suite;
use super::run;
use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::finding::Finding;

/// Returns the intents that callers can ask for and no conversation begins.
///
/// A conversation that names an intent (`; intent=查询账单`) is one of it; only where some are not named the conversations are run, to
/// see what they begin.
pub fn check(hotline: &Arc<Hotline>, suite: &Suite) -> Vec<Finding> {
    let named: BTreeSet<String> = suite.conversations.iter().flat_map(names).collect();
    let mut left: Vec<IntentId> = hotline
        .intent_ids()
        .filter(|id| {
            // Without an example it is reported for that, and often only other flows start it.
            let intent = hotline.intent(*id);
            !named.contains(intent.name.as_str()) && !intent.examples.is_empty()
        })
        .collect();
    if left.is_empty() {
        return Vec::new();
    }
    // What an intent's conversation is called often names it: those are run first, and the others only if they do not begin all.
    let is_called = |one: &&Conversation| left.iter().any(|id| one.title.contains(&hotline.intent(*id).name));
    let (first, others): (Vec<&Conversation>, Vec<&Conversation>) = suite.conversations.iter().partition(is_called);
    for batch in [first, others] {
        if !left.is_empty() {
            let conversations = batch.into_iter().cloned().collect();
            let batch = Suite { conversations, findings: suite.findings.clone(), ..Suite::default() };
            let outcomes = run::run(hotline, &batch, &|_, _| {});
            left.retain(|id| outcomes.iter().all(|outcome| outcome.coverage.of(Thing::Intent(*id)) == 0));
        }
    }
    let finding = left.iter().map(|id| {
        let intent = hotline.intent(*id);
        let message = format!("没有一段对话办过“{}”", intent.name);
        Finding::warning("intent-without-conversation", intent.place.clone(), message)
            .help("写一个 .chat 文件，从来电的第一句话走到办完；daohang test 会重放它")
    });
    finding.collect()
}

/// The intents that a conversation expects by name.
fn names(conversation: &Conversation) -> impl Iterator<Item = String> {
    let expected = conversation.steps.iter().flat_map(|step| match step {
        Step::Turn { expected, .. } => expected.as_slice(),
        Step::Set { .. } => &[],
    });
    let conditions = expected.flat_map(|(_, expected)| &expected.conditions);
    conditions.flat_map(|condition| match (&condition.subject, &condition.test) {
        (Subject::Intent, Test::Is(pattern)) => pattern.literals().unwrap_or_default(),
        _ => Vec::new(),
    })
}
