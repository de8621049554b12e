//! All steps of the rules, with the paths at which they are authored.

use crate::compile::flow::branches;
use crate::finding::{FileId, Path, Place};
use crate::rules::Rules;
use crate::rules::lines::Wordings;
use crate::rules::step::{Branch, Step};

/// A step where it stands.
pub(super) struct Placed<'r> {
    pub(super) step: &'r Step,
    pub(super) file: FileId,
    pub(super) path: Path,
    /// Whether a subflow holds it.
    pub(super) is_shared: bool,
}

impl Placed<'_> {
    /// The key of what it asks, if it is a question, and its wordings: a menu may have none of its own.
    pub(super) fn question(&self) -> Option<(&'static str, Option<&Wordings>)> {
        let step = self.step;
        match &step.confirm {
            Some(wordings) => Some(("confirm", Some(wordings))),
            None => (step.ask.is_some() || step.choose.is_some()).then_some(("say", step.say.as_ref())),
        }
    }

    /// The place of the value under a key of the step.
    pub(super) fn value(&self, key: &str) -> Place {
        Place::value(self.file, self.path.key(key))
    }

    /// The place of a key of the step.
    pub(super) fn key(&self, key: &str) -> Place {
        Place::key(self.file, self.path.key(key))
    }
}

/// Returns the steps of all flows, those of intents first, in the order of the text.
pub(super) fn all(rules: &Rules) -> Vec<Placed<'_>> {
    let mut found = Vec::new();
    for intent in &rules.intents {
        found.extend(of_flow(&intent.is.flow, intent.file, false));
    }
    for subflow in &rules.subflows {
        found.extend(of_flow(&subflow.is.flow, subflow.file, true));
    }
    found
}

/// Returns the steps of one flow, with those in its branches.
pub(super) fn of_flow(steps: &[Step], file: FileId, is_shared: bool) -> Vec<Placed<'_>> {
    let mut found = Vec::new();
    // Levels are few: reading has refused what is nested deeper than some hundred.
    collect(steps, &Path::default().key("flow"), &mut |step, path| {
        found.push(Placed { step, file, path, is_shared });
    });
    found
}

fn collect<'r>(steps: &'r [Step], path: &Path, found: &mut dyn FnMut(&'r Step, Path)) {
    for (nth, step) in steps.iter().enumerate() {
        let path = path.index(nth);
        found(step, path.clone());
        for (_, branch, path) in branches(step, &path) {
            if let Branch::Steps(steps) = branch {
                collect(steps, &path, found);
            }
        }
    }
}
