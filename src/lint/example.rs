//! Intents that no sentence of a caller stands for.

use crate::finding::Finding;
use crate::rules::Rules;

/// Returns the intents that have phrases and no example: nothing proves that a sentence of a caller comes to them.
pub(super) fn check(rules: &Rules) -> Vec<Finding> {
    let silent = rules.intents.iter().filter(|intent| {
        let is_heard = !intent.is.phrases.is_empty() || !intent.is.alone.is_empty();
        is_heard && intent.is.examples.is_empty()
    });
    let finding = silent.map(|intent| {
        let message = format!("“{}”没有例句", intent.is.intent);
        Finding::warning("intent-without-example", intent.place("intent"), message)
            .help("加上 examples:，写几句来电的人会说的话；daohang test 会逐句试")
    });
    finding.collect()
}
