//! Reads the steps of a flow, each by itself, with the steps inside its branches.

use serde_yaml::{Mapping, Value};

use super::Reader;
use crate::finding::Path;
use crate::rules::keys::{OPTION, STEP, Takes};
use crate::rules::slot::Ordered;
use crate::rules::step::{BRANCH, Branch, CHOICE, ChoiceRule, Step, Steps};

impl Reader<'_> {
    /// Reads a list of steps. A step that cannot be read stands as one that does nothing, so that the numbers of the
    /// others stay as authored.
    pub(super) fn steps(&mut self, value: &Value, path: &Path) -> Steps {
        let Some(items) = value.as_sequence() else {
            self.wrong_type(value, path, "这里要写步骤的列表，每个步骤以“- ”开头");
            return Steps::new();
        };
        let steps = items.iter().enumerate();
        steps.map(|(index, item)| self.step(item, &path.index(index))).collect()
    }

    fn step(&mut self, value: &Value, path: &Path) -> Step {
        let expected = "这里要写一个步骤，例如 say: 您好";
        let nothing = || Step { goto: Some("next".to_owned()), ..Step::default() };
        let Some(map) = self.mapping(value, path, expected) else {
            return nothing();
        };
        let has_call = map.contains_key("call");
        let mut plain = Mapping::new();
        let mut branches = Vec::new();
        let (mut choose, mut hear) = (None, None);
        for (key, value) in map {
            let Some(name) = self.text_key(path, key) else {
                continue;
            };
            let path = path.key(&name);
            match STEP.key(&name).map(|key| key.takes) {
                Some(Takes::Each(Takes::Choice)) if name == "hear" => hear = Some(self.choose(value, &path)),
                Some(Takes::Each(Takes::Choice)) => choose = Some(self.choose(value, &path)),
                None if !has_call => self.unknown_name(&path, &name, STEP.names),
                Some(Takes::Branch) | None => {
                    if let Some(branch) = self.branch(value, &path, BRANCH) {
                        branches.push((name, branch));
                    }
                }
                Some(takes) if value.is_null() && !says_for_itself(takes) => {
                    self.wrong_type(value, &path, "这里要写文字");
                }
                Some(_) => _ = plain.insert(key.clone(), value.clone()),
            }
        }
        // What was written could not be read, and that has been said: the step is not an empty one.
        if plain.is_empty() && branches.is_empty() && choose.is_none() && !map.is_empty() {
            return nothing();
        }
        let mut step: Step = if plain.is_empty() {
            Step::default()
        } else {
            self.part(&Value::Mapping(plain), path).unwrap_or_else(nothing)
        };
        step.choose = choose;
        step.hear = hear;
        for (name, branch) in branches {
            match name.as_str() {
                "then" => step.then = Some(branch),
                "else" => step.r#else = Some(branch),
                "no" => step.no = Some(branch),
                "failed" => step.failed = Some(branch),
                _ => step.outcomes.0.push((name, branch)),
            }
        }
        step
    }

    fn branch(&mut self, value: &Value, path: &Path, expected: &str) -> Option<Branch> {
        match value {
            Value::String(target) => Some(Branch::Target(target.clone())),
            Value::Sequence(_) => Some(Branch::Steps(self.steps(value, path))),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Mapping(_) | Value::Tagged(_) => {
                self.wrong_type(value, path, expected);
                None
            }
        }
    }

    fn choose(&mut self, value: &Value, path: &Path) -> Ordered<ChoiceRule> {
        let mut options = Vec::new();
        let Some(map) = self.mapping(value, path, "这里要写选项，例如“查账单: 查询账单”") else {
            return Ordered(options);
        };
        for (key, value) in map {
            let Some(title) = self.text_key(path, key) else {
                continue;
            };
            let path = path.key(&title);
            let option = match value {
                Value::Mapping(map) => self.option(map, &path),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Sequence(_)
                | Value::Tagged(_) => self.branch(value, &path, CHOICE).map(ChoiceRule::Goes),
            };
            options.extend(option.map(|option| (title, option)));
        }
        Ordered(options)
    }

    fn option(&mut self, map: &Mapping, path: &Path) -> Option<ChoiceRule> {
        let (mut hear, mut then) = (None, None);
        for (key, value, path) in self.entries(map, path, OPTION.names) {
            match key {
                "hear" => hear = self.part(value, &path),
                _ => then = self.branch(value, &path, BRANCH),
            }
        }
        if !map.contains_key("then") {
            self.missing_key("then", path);
        }
        Some(ChoiceRule::Full { hear: hear.unwrap_or_default(), then: then? })
    }
}

/// Whether serde reads nothing as what it means there, or says what is missing.
fn says_for_itself(takes: Takes) -> bool {
    matches!(takes, Takes::MaybeText | Takes::Expression | Takes::Each(_))
}
