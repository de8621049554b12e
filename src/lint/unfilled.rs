//! Slots that are said and never filled: the caller hears nothing in their place.

use std::collections::BTreeSet;

use super::steps::{self, Placed};
use super::uses;
use crate::finding::{Finding, Place};
use crate::rules::Rules;
use crate::rules::lines::Wordings;
use crate::rules::slot::Slot;
use crate::rules::step::Step;

/// A flow with the slots that belong to it.
struct Flow<'r> {
    slots: &'r [(String, Slot)],
    steps: Vec<Placed<'r>>,
}

/// Returns the prompts that say a slot which no step and no phrase fills, once for each slot of a flow.
///
/// A caller may still volunteer the value; where a condition of the flow or of the prompt asks whether it is there, that was thought of.
pub(super) fn check(rules: &Rules) -> Vec<Finding> {
    let mut flows = Vec::new();
    let mut filled: BTreeSet<String> = BTreeSet::new();
    for intent in &rules.intents {
        flows.push(Flow { slots: &intent.is.slots.0, steps: steps::of_flow(&intent.is.flow, intent.file, false) });
        for lines in [&intent.is.phrases, &intent.is.alone] {
            uses::in_lines(lines, &mut |name| _ = filled.insert(name.to_owned()));
        }
    }
    for subflow in &rules.subflows {
        flows.push(Flow { slots: &subflow.is.slots.0, steps: steps::of_flow(&subflow.is.flow, subflow.file, true) });
    }
    // By name alone: a flow hands its values to the one that it starts, and a shared flow fills the slots of the call.
    for step in flows.iter().flat_map(|flow| &flow.steps) {
        filled.extend(step.step.ask.iter().cloned());
        filled.extend(step.step.set.iter().flat_map(|set| &set.0).map(|(name, _)| name.clone()));
        uses::in_options(step, &mut |name| _ = filled.insert(name.to_owned()));
    }
    let outputs = rules.actions.iter().flat_map(|action| &action.rule.is.gives.0);
    filled.extend(outputs.map(|(name, _)| name.clone()));
    let mut findings = Vec::new();
    for flow in &flows {
        let own = flow.slots.iter().map(|(name, _)| name);
        let of_call = rules.slots.iter().map(|slot| &slot.name);
        for name in own.chain(of_call).filter(|name| !filled.contains(*name)) {
            findings.extend(flow.unfilled(name));
        }
    }
    findings
}

impl Flow<'_> {
    /// The first prompt that says this slot, unless a condition asks for it.
    fn unfilled(&self, name: &str) -> Option<Finding> {
        let is_asked_for =
            |step: &Placed| step.step.r#if.as_ref().is_some_and(|condition| uses::has_word(condition, name));
        if self.steps.iter().any(is_asked_for) {
            return None;
        }
        let place = self.steps.iter().find_map(|step| said_at(step, name))?;
        let message = format!("这里要说“{name}”，可是没有一处问它或者填它，说出来会是空的");
        let help = format!("在前面加一步 ask: {name}；来电说了才有的，写成 {{% if {name} %}}…{{% endif %}}");
        Some(Finding::warning("unfilled-slot", place, message).help(help))
    }
}

/// Where a step says a slot.
fn said_at(step: &Placed, name: &str) -> Option<Place> {
    let Step { say, confirm, .. } = step.step;
    let said = [("say", say), ("confirm", confirm)];
    said.into_iter().find_map(|(key, wordings)| {
        let wordings: &Wordings = wordings.as_ref()?;
        let nth = wordings.0.iter().position(|text| uses::says(text, name))?;
        let place = step.value(key);
        Some(if wordings.0.len() > 1 { place.item(nth) } else { place })
    })
}
