//! What the conditions of a hotline tell apart: only that makes two calls different, and only that is tried in answers and outputs.
//!
//! A name tells something where a condition reads it, or where something is computed from it that a condition reads. The texts and
//! numbers that are compared with it stand in the same expressions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::compile::hotline::{Hotline, StateKind, Variable};
use crate::compile::id::ExpressionId;
use crate::dialogue::outline::Difference;

/// More numbers than the largest that is written down are one: 第 4 页 and 第 40 页 are both far.
const FAR: &str = "far";

/// The names that tell something.
#[derive(Debug, Default)]
pub(super) struct Terms {
    told: BTreeMap<String, Term>,
    /// The fields that anything reads of a name.
    fields: BTreeMap<String, BTreeSet<String>>,
    /// The names that the expressions read that were entered.
    read: BTreeMap<ExpressionId, BTreeSet<String>>,
}

/// What is compared with a name, or with one of its fields.
#[derive(Debug, Default)]
struct Term {
    texts: BTreeSet<String>,
    numbers: BTreeSet<i64>,
    fields: BTreeSet<String>,
}

impl Terms {
    pub(super) fn of(hotline: &Hotline) -> Terms {
        let prompts = &hotline.prompts;
        let mut terms = Terms::default();
        for name in prompts.all_names() {
            if let Some((name, field)) = parted(&name) {
                terms.fields.entry(name.to_owned()).or_default().insert(field.to_owned());
            }
        }
        let mut sets: Vec<(&str, ExpressionId)> = Vec::new();
        for state in &hotline.states {
            match &state.kind {
                StateKind::If { condition, .. } => terms.read(hotline, *condition),
                StateKind::Set(set) => sets.extend(set.iter().map(|(variable, expression)| {
                    let name = match variable {
                        Variable::Slot(slot) => hotline.slot(*slot).name.as_str(),
                        Variable::Free(name) => name.as_str(),
                    };
                    (name, *expression)
                })),
                _ => {}
            }
        }
        // What is computed tells as much as what it is computed from; each round takes one at least out of the list.
        while let Some(nth) = sets.iter().position(|(name, _)| terms.told.contains_key(*name)) {
            let (_, expression) = sets.swap_remove(nth);
            terms.read(hotline, expression);
        }
        terms
    }

    /// Enters the names of an expression, each with everything that is written in it.
    fn read(&mut self, hotline: &Hotline, expression: ExpressionId) {
        let (texts, numbers) = written(hotline.prompts.expression(expression));
        for name in hotline.prompts.names_in(expression) {
            let (name, field) = parted(&name).map_or((name.as_str(), None), |(name, field)| (name, Some(field)));
            self.read.entry(expression).or_default().insert(name.to_owned());
            let term = self.told.entry(name.to_owned()).or_default();
            term.texts.extend(texts.iter().cloned());
            term.numbers.extend(&numbers);
            term.fields.extend(field.map(str::to_owned));
        }
    }

    /// Returns whether a condition asks for that name, be it only whether there is something.
    pub(super) fn tells(&self, name: &str) -> bool {
        self.told.contains_key(name)
    }

    /// Returns whether anything is compared with the value of that name.
    pub(super) fn is_compared(&self, name: &str) -> bool {
        self.told.get(name).is_some_and(|term| !term.texts.is_empty() || !term.numbers.is_empty())
    }

    /// Returns the names that an expression reads, where conditions depend on it.
    pub(super) fn read_by(&self, expression: ExpressionId) -> impl Iterator<Item = &str> {
        self.read.get(&expression).into_iter().flatten().map(String::as_str)
    }

    /// Returns the texts that are compared with that name.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.told.get(name).into_iter().flat_map(|term| &term.texts).map(String::as_str)
    }

    /// Returns the numbers that are compared with that name, and for each the next one.
    pub(super) fn numbers(&self, name: &str) -> BTreeSet<i64> {
        let written = self.told.get(name).into_iter().flat_map(|term| &term.numbers);
        written.flat_map(|number| [*number, number.saturating_add(1)]).collect()
    }

    /// Returns the fields that anything reads of that name.
    pub(super) fn fields(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.get(name).into_iter().flatten().map(String::as_str)
    }

    /// Returns the fields that conditions read of that name.
    pub(super) fn told_fields(&self, name: &str) -> impl Iterator<Item = &str> {
        self.told.get(name).into_iter().flat_map(|term| &term.fields).map(String::as_str)
    }

    /// Returns what of a value of that name conditions can tell.
    pub(super) fn difference(&self, name: &str, json: &Json) -> Difference {
        let Some(term) = self.told.get(name) else { return Difference::Held };
        if !self.is_compared(name) && term.fields.is_empty() {
            let is_something = match json {
                Json::Null => false,
                Json::Bool(is) => *is,
                Json::Number(number) => number.as_f64() != Some(0.0),
                Json::String(text) => !text.is_empty(),
                Json::Array(list) => !list.is_empty(),
                Json::Object(fields) => !fields.is_empty(),
            };
            return Difference::Which(if is_something { "1" } else { "0" }.to_owned());
        }
        let number = json.as_i64().or_else(|| json.as_f64().map(|number| number as i64));
        let largest = term.numbers.last().copied().unwrap_or(0).saturating_add(1);
        Difference::Which(match number {
            Some(number) if number.saturating_abs() > largest.max(1) => FAR.to_owned(),
            _ => json.to_string(),
        })
    }
}

/// Parts `账单.页数.值` after the first name; the field is the first of it.
fn parted(name: &str) -> Option<(&str, &str)> {
    let (name, rest) = name.split_once('.')?;
    Some((name, rest.split('.').next().unwrap_or(rest)))
}

/// Returns the texts and the whole numbers that are written in an expression.
fn written(expression: &str) -> (BTreeSet<String>, BTreeSet<i64>) {
    let (mut texts, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    let mut quote = None;
    let mut text = String::new();
    let mut digits = String::new();
    let mut before = ' ';
    for character in expression.chars().chain([' ']) {
        match quote {
            Some(open) if character == open => {
                texts.insert(std::mem::take(&mut text));
                quote = None;
            }
            Some(_) => text.push(character),
            None if character.is_ascii_digit() && (!digits.is_empty() || !before.is_alphanumeric()) => {
                digits.push(character);
            }
            None => {
                numbers.extend(std::mem::take(&mut digits).parse::<i64>().ok());
                quote = ['\'', '"'].contains(&character).then_some(character);
            }
        }
        before = character;
    }
    (texts, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expression: &str, texts: &[&str], numbers: &[i64]) {
        let (found, counted) = written(expression);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), texts, "{expression}");
        assert_eq!(counted.into_iter().collect::<Vec<_>>(), numbers, "{expression}");
    }

    #[test]
    fn texts_and_numbers_of_an_expression() {
        check("业务 == '账户安全' or 业务 == \"别的\"", &["别的", "账户安全"], &[]);
        check("对错次数 >= 3 and 页数 < 10", &[], &[3, 10]);
        check("第2页 == '3' and not x1", &["3"], &[]);
        check("明细[0].序号", &[], &[0]);
    }
}
