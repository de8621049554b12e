//! Phrases that say nothing of their own: each of their sentences is said by another intent too, and the caller must always choose.

use std::collections::HashMap;

use super::{Said, Subject};
use crate::finding::Finding;
use crate::matching::rank::{Decision, rank};
use crate::matching::{Expected, hear};

/// Returns the phrases all of whose sentences another intent says word for word, where hearing them comes to a question.
///
/// Hearing is asked because an `unless` or a word that belongs to one of the two often decides.
pub(super) fn check(subject: &mut Subject, said: &[Said]) -> Vec<Finding> {
    let sentences: Vec<&[String]> = said.iter().map(|said| said.sentences.as_slice()).collect();
    let mut who_says: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nth, of_one) in sentences.iter().enumerate() {
        for sentence in *of_one {
            who_says.entry(sentence).or_default().push(nth);
        }
    }
    let mut findings = Vec::new();
    for (nth, of_one) in sentences.iter().enumerate() {
        let Some(first) = of_one.first() else { continue };
        let says_all = |other: &usize| {
            said[*other].intent != said[nth].intent
                && of_one.iter().all(|sentence| who_says[sentence.as_str()].contains(other))
        };
        // Of two that are equal only the later one is reported.
        let is_reported = |other: usize| other > nth && sentences[other].len() == of_one.len();
        let others = who_says[first.as_str()].iter().copied().filter(says_all);
        let Some(other) = others.into_iter().find(|other| !is_reported(*other)) else { continue };
        let is_spoken = of_one.iter().all(|sentence| !sentence.contains(['<', '{']));
        if is_spoken
            && of_one.iter().all(|sentence| subject.asks_between(sentence, said[nth].intent, said[other].intent))
        {
            let name = &subject.rules.intents[said[other].intent].is.intent;
            let message = format!("来电这样说，“{name}”也这样说，每次都只能请来电选");
            findings.push(
                Finding::warning("shared-phrase", said[nth].place.clone(), message)
                    .related(said[other].place.clone(), format!("“{name}”的这条"))
                    .help("只留在更该听见它的意图里，或者各自说得更完整"),
            );
        }
    }
    findings
}

impl Subject<'_> {
    /// Whether a sentence is answered by offering both of these intents.
    fn asks_between(&mut self, sentence: &str, one: usize, other: usize) -> bool {
        // The first hearing is enough: what two phrases say word for word leaves nothing to a second chance, which would cost more
        // than all other lints together.
        let heard = hear(self.hotline, &mut self.scratch, sentence, self.now, &Expected::default());
        let Decision::Clarify(offered) = rank(self.hotline, heard).decision else { return false };
        // The intents of a hotline stand in the order of the rules.
        [one, other].iter().all(|nth| self.hotline.intent_ids().nth(*nth).is_some_and(|id| offered.contains(&id)))
    }
}
