//! Shared parts that are defined and nobody uses: often the other half of a renaming.

use std::collections::BTreeSet;

use super::{steps, uses};
use crate::finding::{Finding, Place};
use crate::rules::load::BASE_NAME;
use crate::rules::{Authored, Named, Rules, lexicon};

/// The lexicons that hearing itself uses.
const HEARD: [&str; 7] = [
    lexicon::FILLERS,
    lexicon::KNOWN_WORDS,
    lexicon::LIGHT,
    lexicon::OUTSIDE,
    lexicon::INSULTS,
    lexicon::NEGATIONS,
    lexicon::CORRECTIONS,
];

/// Returns the lexicons, entities, queues, actions and shared flows of the author that nothing names.
pub(super) fn check(rules: &Rules) -> Vec<Finding> {
    let steps = steps::all(rules);
    let sets = uses::sets(rules, &steps);
    let mut queues: BTreeSet<&str> = rules.intents.iter().filter_map(|intent| intent.is.queue.as_deref()).collect();
    queues.extend(steps.iter().filter_map(|step| step.step.transfer.as_ref()?.as_deref()));
    let calls: BTreeSet<&str> = steps.iter().filter_map(|step| step.step.call.as_deref()).collect();
    let runs: BTreeSet<&str> = steps.iter().filter_map(|step| step.step.run.as_deref()).collect();
    let mut findings = Vec::new();
    let mut unused = |place: Place, kind: &str, name: &str| {
        let finding = Finding::warning("unused-part", place, format!("{kind}“{name}”没有一处用到"));
        // Words of a lexicon are words wherever it stands: no phrase matches across their border.
        findings.push(finding.help(match kind {
            "词库" => "删掉它，或者在说法里写 <词库名>；只为这些词听的时候不被拆开，可以放进“常用词”",
            _ => "删掉它；如果是改过名字，把用它的地方也改过来",
        }));
    };
    for lexicon in own(rules, &rules.lexicons) {
        if !HEARD.contains(&lexicon.name.as_str()) && !sets.contains(&lexicon.name) {
            unused(key(&lexicon.rule), "词库", &lexicon.name);
        }
    }
    for entity in own(rules, &rules.entities).filter(|entity| !sets.contains(&entity.name)) {
        unused(key(&entity.rule), "实体", &entity.name);
    }
    for queue in own(rules, &rules.queues) {
        if !queue.rule.is.default && !queues.contains(queue.name.as_str()) {
            unused(key(&queue.rule), "队列", &queue.name);
        }
    }
    for action in own(rules, &rules.actions).filter(|action| !calls.contains(action.name.as_str())) {
        unused(key(&action.rule), "动作", &action.name);
    }
    for flow in rules.subflows.iter().filter(|flow| !runs.contains(flow.is.subflow.as_str())) {
        unused(flow.place("subflow"), "子流程", &flow.is.subflow);
    }
    findings
}

/// The parts that are not inherited.
fn own<'r, T>(rules: &'r Rules, parts: &'r [Named<T>]) -> impl Iterator<Item = &'r Named<T>> {
    let is_inherited =
        |part: &&Named<T>| rules.sources.get(part.rule.file).is_some_and(|source| source.name == BASE_NAME);
    parts.iter().filter(move |part| !is_inherited(part))
}

fn key<T>(rule: &Authored<T>) -> Place {
    Place::key(rule.file, rule.path.clone())
}
