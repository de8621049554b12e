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
    /// One finding for each that goes elsewhere.
    pub findings: Vec<Finding>,
    /// The phrases that decided, once for each example.
    pub decided: Vec<PhraseId>,
}

/// Routes the examples of all intents, heard at `now`.
///
/// An example is right when its intent starts or is asked about, alone or among others; it does not count as near to itself.
pub fn check(hotline: &Hotline, now: DateTime) -> Examples {
    let mut scratch = Scratch::default();
    let mut checked = Examples::default();
    for id in hotline.intent_ids() {
        let intent = hotline.intent(id);
        for (nth, example) in intent.examples.iter().enumerate() {
            checked.n_examples += 1;
            let text = &example.text;
            let understood = understand_but(hotline, &mut scratch, text, now, Some((id, nth)));
            checked.decided.extend(understood.ranking.phrases());
            let went = match understood.ranking.decision {
                Decision::Accept(other) | Decision::Confirm(other) if other == id => continue,
                Decision::Accept(other) => format!("直接去了“{}”", name(hotline, other)),
                Decision::Confirm(other) => format!("被问成了“{}”", name(hotline, other)),
                Decision::Clarify(others) if others.contains(&id) => continue,
                Decision::Clarify(others) => {
                    let names: Vec<&str> = others.into_iter().map(|other| name(hotline, other)).collect();
                    format!("要在“{}”里选", names.join("”“"))
                }
                Decision::Reject => "没有听懂".to_owned(),
            };
            let message = format!("例句“{text}”没有到“{}”：{went}", intent.name);
            let help = format!("用 daohang explain {text} 看是怎么听的");
            checked.findings.push(Finding::error("example-misrouted", example.place.clone(), message).help(help));
        }
    }
    checked
}

fn name(hotline: &Hotline, intent: IntentId) -> &str {
    &hotline.intent(intent).name
}
