//! The examples of intents: sentences that must route to the intent they stand in.

use jiff::civil::DateTime;

use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::compile::index::PhraseId;
use crate::finding::Finding;
use crate::matching::rank::Decision;
use crate::matching::scratch::Scratch;
use crate::matching::understand::understand_but;

/// What became of all examples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Examples {
    /// How many there are.
    pub n_examples: usize,
    /// How many are understood only because they are examples: nothing else speaks for them.
    pub n_alone: usize,
    /// One finding for each that goes elsewhere.
    pub findings: Vec<Finding>,
    /// The phrases that decided, once for each example.
    pub decided: Vec<PhraseId>,
}

/// Routes the examples of all intents, heard at `now`.
///
/// An example is right when its intent starts or is asked about, alone or among others. One for which that holds only as long as it
/// is an example itself is counted.
pub fn check(hotline: &Hotline, now: DateTime) -> Examples {
    let mut scratch = Scratch::default();
    let mut checked = Examples::default();
    for id in hotline.intent_ids() {
        let intent = hotline.intent(id);
        for (nth, example) in intent.examples.iter().enumerate() {
            checked.n_examples += 1;
            let text = &example.text;
            let mut goes = |but| understand_but(hotline, &mut scratch, text, now, but).ranking;
            let by_others = goes(Some((id, nth)));
            if is_right(&by_others.decision, id) {
                checked.decided.extend(by_others.phrases());
                continue;
            }
            let ranking = goes(None);
            checked.decided.extend(ranking.phrases());
            if is_right(&ranking.decision, id) {
                checked.n_alone += 1;
                continue;
            }
            let message = format!("例句“{text}”没有到“{}”：{}", intent.name, went(hotline, &ranking.decision));
            let help = format!("用 daohang explain {text} 看是怎么听的");
            checked.findings.push(Finding::error("example-misrouted", example.place.clone(), message).help(help));
        }
    }
    checked
}

fn is_right(decision: &Decision, intent: IntentId) -> bool {
    match decision {
        Decision::Accept(other) | Decision::Confirm(other) => *other == intent,
        Decision::Clarify(offered) => offered.contains(&intent),
        Decision::Reject => false,
    }
}

/// Says where an utterance went.
fn went(hotline: &Hotline, decision: &Decision) -> String {
    match decision {
        Decision::Accept(other) => format!("直接去了“{}”", name(hotline, *other)),
        Decision::Confirm(other) => format!("被问成了“{}”", name(hotline, *other)),
        Decision::Clarify(others) => {
            let names: Vec<&str> = others.iter().map(|other| name(hotline, *other)).collect();
            format!("要在“{}”里选", names.join("”“"))
        }
        Decision::Reject => "没有听懂".to_owned(),
    }
}

fn name(hotline: &Hotline, intent: IntentId) -> &str {
    &hotline.intent(intent).name
}
