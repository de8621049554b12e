//! zh-intent-bench/1: neutral rules of any size and labelled queries; `generate` makes them.
//!
//! A rule is an intent with a business (`医护云主机`), an action and five patterns. A pattern is a row of literals, `[optional]` ones
//! and `(one|of)`. Every label holds under both ways to read a pattern that engines have: *strict* (delete fillers and punctuation,
//! then the whole must be one full expansion) and *gap* (the required elements occur in order, anything between). A generator
//! throws away what the two read differently, or what fits two intents.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// The rules of one size and the queries for them.
#[derive(Debug, Default)]
pub struct Corpus {
    pub fillers: Vec<String>,
    pub intents: Vec<Rule>,
    /// Half hits, half misses.
    pub queries: Vec<Query>,
    /// What lies outside both readings: typos, negations, another order.
    pub hard: Vec<Query>,
}

/// An intent.
#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    pub id: String,
    pub business: String,
    pub action: String,
    pub patterns: Vec<String>,
}

/// What a caller says and what is meant.
#[derive(Debug, Clone, Deserialize)]
pub struct Query {
    #[serde(rename = "q")]
    pub text: String,
    pub intent: Option<String>,
    pub class: String,
}

impl Corpus {
    /// Returns the number of patterns.
    pub fn n_patterns(&self) -> usize {
        self.intents.iter().map(|rule| rule.patterns.len()).sum()
    }

    /// Reads the files of one size; `None` where they are not.
    pub fn read(folder: &Path, n_patterns: usize) -> Option<Corpus> {
        #[derive(Deserialize)]
        struct Rules {
            fillers: HashMap<String, Vec<String>>,
            intents: Vec<Rule>,
        }
        let rules = fs::read_to_string(folder.join(format!("rules_{n_patterns}.json"))).ok()?;
        let rules: Rules = serde_json::from_str(&rules).ok()?;
        let queries = |name: &str| -> Option<Vec<Query>> {
            let lines = fs::read_to_string(folder.join(format!("{name}_{n_patterns}.jsonl"))).ok()?;
            lines.lines().map(|line| serde_json::from_str(line).ok()).collect()
        };
        let mut fillers: Vec<String> = rules.fillers.into_values().flatten().collect();
        fillers.sort();
        fillers.dedup();
        Some(Corpus { fillers, intents: rules.intents, queries: queries("queries")?, hard: queries("hard")? })
    }
}

/// One element of a pattern.
pub struct Element {
    pub alternatives: Vec<String>,
    pub is_optional: bool,
}

/// Returns the elements of a pattern.
pub fn elements(pattern: &str) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let (text, is_optional, after) = if let Some(inner) = rest.strip_prefix('[') {
            let (text, after) = inner.split_once(']').unwrap_or((inner, ""));
            (text, true, after)
        } else if let Some(inner) = rest.strip_prefix('(') {
            let (text, after) = inner.split_once(')').unwrap_or((inner, ""));
            (text, false, after)
        } else {
            let (text, after) = rest.split_at(rest.find(['[', '(']).unwrap_or(rest.len()));
            (text, false, after)
        };
        elements.push(Element { alternatives: text.split('|').map(str::to_owned).collect(), is_optional });
        rest = after;
    }
    elements
}

/// Returns the words of a pattern apart from its business: every literal and every alternative.
pub fn words_of(pattern: &str, business: &str) -> Vec<String> {
    let alternatives = elements(pattern).into_iter().flat_map(|element| element.alternatives);
    let words = alternatives.flat_map(|text| text.split(business).map(str::to_owned).collect::<Vec<_>>());
    words.filter(|word| !word.is_empty()).collect()
}
