//! What is written twice within an intent: a phrase that says nothing another one does not say, an example that stands there already.

use std::collections::{BTreeMap, HashMap};

use super::Said;
use crate::compile::phrase::{Node, Phrase, expand};
use crate::compile::placed;
use crate::finding::{Finding, Place};
use crate::rules::Rules;

/// A phrase with more sentences is not held against others.
const MOST_SENTENCES: usize = 200;

/// Returns repeated phrases and examples.
pub(super) fn check(rules: &Rules, said: &[Said]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for of_one in said.chunk_by(|one, other| one.intent == other.intent) {
        phrases(of_one, &mut findings);
    }
    examples(rules, &mut findings);
    findings
}

/// Reports phrases of one intent all of whose sentences another one of its phrases says too.
fn phrases(said: &[Said], findings: &mut Vec<Finding>) {
    let sentences: Vec<&[String]> = said.iter().map(|said| said.sentences.as_slice()).collect();
    let mut who_says: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nth, of_one) in sentences.iter().enumerate() {
        for sentence in *of_one {
            let who = who_says.entry(sentence).or_default();
            if who.last() != Some(&nth) {
                who.push(nth);
            }
        }
    }
    for (nth, of_one) in sentences.iter().enumerate() {
        let Some(first) = of_one.first() else { continue };
        let covers = |other: &usize| {
            let is_same = sentences[*other].len() == of_one.len();
            // What counts only alone does not stand in for what counts anywhere; of two equal ones the later is too much.
            *other != nth
                && (!said[*other].is_alone || said[nth].is_alone)
                && (*other < nth || !is_same || said[*other].is_alone != said[nth].is_alone)
                && of_one.iter().all(|sentence| who_says[sentence.as_str()].contains(other))
        };
        let Some(other) = who_says[first.as_str()].iter().copied().find(covers) else { continue };
        let message = if said[other].text == said[nth].text {
            format!("“{}”写了两遍", said[nth].text)
        } else {
            "这条说法说得出的话，另一条都说得出".to_owned()
        };
        findings.push(
            Finding::warning("duplicate-phrase", said[nth].place.clone(), message)
                .related(said[other].place.clone(), "这一条已经包括了它")
                .help("删掉它：多写一遍不会听得更准"),
        );
    }
}

/// Returns what a phrase can say, names standing for themselves; nothing if that is too much, or if anything may stand between its
/// words, so that it hears more than it says.
pub(super) fn sentences(phrase: &Phrase) -> Vec<String> {
    if has_gap(&phrase.root) {
        return Vec::new();
    }
    let names = |node: &Node| match node {
        Node::Value { name, slot, .. } => vec![format!("{{{name}:{}}}", slot.as_deref().unwrap_or_default())],
        Node::Lexicon { name, .. } => vec![format!("<{name}>")],
        _ => Vec::new(),
    };
    if expand::count(phrase, &names) > MOST_SENTENCES as u128 {
        return Vec::new();
    }
    let mut sentences = expand::expand(phrase, MOST_SENTENCES, &names);
    sentences.sort_unstable();
    sentences.dedup();
    sentences
}

fn has_gap(node: &Node) -> bool {
    match node {
        Node::Gap { .. } | Node::Anywhere(_) => true,
        Node::Literal { .. } | Node::Value { .. } | Node::Lexicon { .. } => false,
        Node::Optional(inner) => has_gap(inner),
        Node::Sequence(parts) | Node::Either(parts) | Node::Around(parts) => parts.iter().any(has_gap),
    }
}

/// Reports examples that stand twice: in one intent for nothing, in two so that one of them must be wrong.
fn examples(rules: &Rules, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, (usize, Place)> = BTreeMap::new();
    for (nth, intent) in rules.intents.iter().enumerate() {
        for (text, place) in placed(&intent.is.examples, intent, intent.path.key("examples")) {
            let Some((earlier, there)) = first.get(text) else {
                first.insert(text, (nth, place));
                continue;
            };
            let (message, help) = if *earlier == nth {
                (format!("例句“{text}”写了两遍"), "删掉一遍".to_owned())
            } else {
                let other = &rules.intents[*earlier].is.intent;
                (
                    format!("例句“{text}”也是“{other}”的例句，一句话不能既是这个又是那个"),
                    "只留在该去的那个意图里".to_owned(),
                )
            };
            findings.push(
                Finding::warning("duplicate-example", place, message).related(there.clone(), "第一遍在这里").help(help),
            );
        }
    }
}
