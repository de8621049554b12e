//! Questions that a caller cannot answer, and no way out of them.
//!
//! In an intent's own flow a question without `failed:` hands over to a person, as the hotline says for all; that is a way out. In a
//! shared flow it does so over the head of the flow that runs it, whose own `failed:` is then never taken.

use std::collections::BTreeSet;

use super::steps;
use crate::compile::hotline::{Hotline, StateKind, Target};
use crate::compile::id::StateId;
use crate::finding::{Finding, Part};
use crate::rules::Rules;

/// Returns the questions of shared flows that say nothing of what follows when they stay unanswered.
pub(super) fn missing(rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for step in steps::all(rules).iter().filter(|step| step.is_shared && step.step.failed.is_none()) {
        let verbs = [
            ("ask", step.step.ask.is_some()),
            ("confirm", step.step.confirm.is_some()),
            ("choose", step.step.choose.is_some()),
        ];
        let Some((verb, _)) = verbs.iter().find(|(_, is)| *is) else { continue };
        findings.push(
            Finding::warning("no-failure-edge", step.key(verb), "子流程里的问题没有写 failed:，答不上来会直接转人工")
                .help("加上 failed: failed，由调用它的流程决定怎么办；就要转人工，请写 failed: transfer"),
        );
    }
    findings
}

/// Returns the questions whose `failed:` leads straight back to them.
pub(super) fn circling(hotline: &Hotline) -> Vec<Finding> {
    let mut findings = Vec::new();
    for id in hotline.state_ids() {
        let state = hotline.state(id);
        let (StateKind::Ask { question, .. }
        | StateKind::Confirm { question, .. }
        | StateKind::Choose { question, .. }) = &state.kind
        else {
            continue;
        };
        if leads_to(hotline, question.failed, id) {
            let mut place = state.place.clone();
            if let Part::Value(path) = &place.part {
                place.part = Part::Value(path.key("failed"));
            }
            findings.push(
                Finding::warning("no-failure-edge", place, "问够了次数，又回到同一个问题，答不上来的人出不去")
                    .help("让 failed: 去别的地方，例如 transfer"),
            );
        }
    }
    findings
}

/// Whether an edge comes to a state with no choice on the way.
fn leads_to(hotline: &Hotline, edge: Target, goal: StateId) -> bool {
    let mut seen = BTreeSet::new();
    let mut edge = edge;
    while let Target::State(id) = edge {
        if id == goal {
            return true;
        }
        let state = hotline.state(id);
        let goes_on =
            matches!(state.kind, StateKind::Pass | StateKind::Say(_) | StateKind::Set(_) | StateKind::Clear(_));
        if !goes_on || !seen.insert(id) {
            return false;
        }
        edge = state.next;
    }
    false
}
