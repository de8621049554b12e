//! Questions that say the same again to a caller who did not understand them.

use super::steps;
use crate::finding::Finding;
use crate::rules::Rules;

/// Returns the questions that are asked more than once and have one wording.
pub(super) fn check(rules: &Rules) -> Vec<Finding> {
    let asked = rules.hotline.as_ref().map(|head| head.is.no_match.step).unwrap_or_default().max(1);
    let mut findings = Vec::new();
    for step in steps::all(rules) {
        let Some((key, wordings)) = step.question() else { continue };
        // A question without any words is an error already; a menu has some of its own.
        if wordings.is_none() && step.step.choose.is_none() {
            continue;
        }
        let is_once = step.step.retries.unwrap_or(asked) <= 1;
        if is_once || wordings.is_some_and(|wordings| wordings.0.len() != 1) {
            continue;
        }
        let place = if wordings.is_some() { step.value(key).item(0) } else { step.key("choose") };
        findings.push(
            Finding::warning("one-wording", place, "这个问题只有一种问法，没听懂的时候只会原样再问一遍")
                .help("写成列表，第二句换个说法，告诉来电的人怎么答"),
        );
    }
    findings
}
