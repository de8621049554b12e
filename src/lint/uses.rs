//! Where the rules use a name: in phrases, in what is said, in conditions.

use std::collections::BTreeSet;

use super::steps::Placed;
use crate::compile::phrase::{Node, parse};
use crate::rules::Rules;
use crate::rules::entity::Entity;
use crate::rules::lines::Lines;
use crate::rules::slot::{Slot, Takes};
use crate::rules::step::ChoiceRule;

/// Calls `found` with each name in `{…}` or `<…>` of the phrases of a list.
pub(super) fn in_lines(lines: &Lines, found: &mut dyn FnMut(&str)) {
    for text in lines.texts().filter(|text| text.contains(['{', '<', '｛', '＜'])) {
        if let Ok(phrase) = parse::parse(text) {
            in_node(&phrase.root, found);
        }
    }
}

fn in_node(node: &Node, found: &mut dyn FnMut(&str)) {
    match node {
        Node::Value { name, slot, .. } => {
            found(name);
            slot.iter().for_each(|slot| found(slot));
        }
        Node::Lexicon { name, .. } => found(name),
        Node::Literal { .. } | Node::Gap { .. } => {}
        Node::Optional(inner) => in_node(inner, found),
        Node::Sequence(parts) | Node::Either(parts) | Node::Around(parts) | Node::Anywhere(parts) => {
            parts.iter().for_each(|part| in_node(part, found));
        }
    }
}

/// Calls `found` with each name that a slot uses: its type, and what the phrases of its values name.
pub(super) fn in_slot(slot: &Slot, found: &mut dyn FnMut(&str)) {
    match &slot.takes {
        Takes::Type(name) => found(name.trim_matches(['<', '>', '＜', '＞'])),
        Takes::Values(values) => values.iter().for_each(|(_, lines)| in_lines(lines, found)),
    }
}

/// Calls `found` with each name in the phrases of a step's options.
pub(super) fn in_options(step: &Placed, found: &mut dyn FnMut(&str)) {
    let options = [&step.step.choose, &step.step.hear].into_iter().flatten();
    for (_, rule) in options.flat_map(|options| &options.0) {
        if let ChoiceRule::Full { hear, .. } = rule {
            in_lines(hear, found);
        }
    }
}

/// Returns every name in phrases and types of slots, anywhere.
pub(super) fn sets(rules: &Rules, steps: &[Placed]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut found = |name: &str| _ = names.insert(name.to_owned());
    for intent in &rules.intents {
        for lines in [&intent.is.phrases, &intent.is.alone, &intent.is.unless] {
            in_lines(lines, &mut found);
        }
        intent.is.slots.0.iter().for_each(|(_, slot)| in_slot(slot, &mut found));
    }
    rules.subflows.iter().flat_map(|flow| &flow.is.slots.0).for_each(|(_, slot)| in_slot(slot, &mut found));
    rules.slots.iter().for_each(|slot| in_slot(&slot.rule.is, &mut found));
    rules.commands.iter().for_each(|command| in_lines(&command.rule.is.phrases, &mut found));
    for entity in &rules.entities {
        if let Entity::Values(values) = &entity.rule.is {
            values.0.iter().for_each(|(_, phrases)| in_lines(&phrases.0, &mut found));
        }
    }
    steps.iter().for_each(|step| in_options(step, &mut found));
    names
}

/// Returns whether a prompt says the value of a name and nowhere tests whether there is one.
pub(super) fn says(prompt: &str, name: &str) -> bool {
    let tests = |behind: &str| behind.starts_with('%') && has_word(behind, name);
    let values = |behind: &str| !behind.starts_with(['%', '#']) && has_word(behind, name);
    let parts = || prompt.split('{').skip(1).map(|behind| behind.split('}').next().unwrap_or(behind));
    parts().any(values) && !parts().any(tests)
}

/// Returns whether an expression has a word, which is no part of a longer one and no member (`a.word`).
pub(super) fn has_word(expression: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    expression.match_indices(word).any(|(at, _)| {
        let before = expression.get(..at).unwrap_or_default();
        let behind = expression.get(at + word.len()..).unwrap_or_default();
        !before.ends_with(is_part) && !before.ends_with('.') && !behind.starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(prompt: &str, expect: bool) {
        assert_eq!(says(prompt, "金额"), expect, "{prompt}");
    }

    #[test]
    fn what_a_prompt_does_with_a_name() {
        check("转{金额|元}，对吗？", true);
        check("金额是{账单.金额|元}", false);
        check("{总金额}", false);
        check("{% if 金额 %}{金额|元}{% endif %}", false);
    }
}
