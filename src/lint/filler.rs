//! Phrases of nothing but fillers: whoever begins with 请问 and stops to think would be taken into the intent.

use std::collections::BTreeSet;

use super::{Said, Subject};
use crate::compile::phrase::{Node, expand};
use crate::finding::Finding;
use crate::matching::{Expected, hear};
use crate::rules::lexicon::FILLERS;

/// How many sentences of a phrase are tried.
const SENTENCES: usize = 20;

/// Returns the phrases all of whose sentences are fillers alone; what counts only alone (早上好) may be. A glance at the words comes
/// first: hearing all phrases would take longer than all else that `check` does.
pub(super) fn check(subject: &mut Subject, said: &[Said]) -> Vec<Finding> {
    let lexicon = subject.rules.lexicons.iter().find(|lexicon| lexicon.name == FILLERS);
    let words: BTreeSet<&str> =
        lexicon.into_iter().flat_map(|lexicon| &lexicon.rule.is.words).map(|word| word.word.as_str()).collect();
    let mut findings = Vec::new();
    for said in said.iter().filter(|said| !said.is_alone && is_filler(&said.phrase.root, &words)) {
        let sentences = expand::expand(&said.phrase, SENTENCES, &|_| Vec::new());
        let is_nothing = |sentence: &String| {
            hear(subject.hotline, &mut subject.scratch, sentence, subject.now, &Expected::default()).only_fillers
        };
        // Where only some of its sentences are fillers, the others say what is wanted.
        if !sentences.is_empty() && sentences.iter().all(is_nothing) {
            let intent = &subject.rules.intents[said.intent].is.intent;
            let message = format!("这条说法只有客气话和口头语，来电的人刚开口就会听成“{intent}”");
            findings.push(
                Finding::warning("filler-phrase", said.place.clone(), message)
                    .help("加上说明要办什么的词；就要听这句话的（早上好），写在 alone: 里"),
            );
        }
    }
    findings
}

/// Whether a part can be said with fillers alone, so that the whole may be.
fn is_filler(node: &Node, words: &BTreeSet<&str>) -> bool {
    match node {
        Node::Literal { text, .. } => is_made_of(text, words),
        Node::Value { .. } | Node::Lexicon { .. } => false,
        Node::Optional(_) | Node::Gap { .. } => true,
        Node::Either(parts) => parts.iter().any(|part| is_filler(part, words)),
        Node::Sequence(parts) | Node::Around(parts) | Node::Anywhere(parts) => {
            parts.iter().all(|part| is_filler(part, words))
        }
    }
}

/// Whether a text can be cut into such words.
fn is_made_of(text: &str, words: &BTreeSet<&str>) -> bool {
    let mut ends = vec![false; text.len() + 1];
    ends[0] = true;
    for (start, _) in text.char_indices() {
        if !ends[start] {
            continue;
        }
        for (end, _) in text.char_indices().skip(1).chain([(text.len(), ' ')]) {
            if end > start && text.get(start..end).is_some_and(|word| words.contains(word)) {
                ends[end] = true;
            }
        }
    }
    ends[text.len()]
}
