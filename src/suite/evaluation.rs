//! How well a hotline understands labelled utterances: each is routed and judged, and the judgements are counted.
//!
//! What counts as what:
//!
//! - accepted: the decision is to start an intent or to confirm it; right if the intent is acceptable;
//! - clarified: the caller is asked to choose; right if an acceptable intent is among the first three candidates;
//! - served: accepted right or clarified right;
//! - out of scope ([`OUT_OF_SCOPE`](super::cases::OUT_OF_SCOPE)): held unless an intent is accepted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::cases::Case;
use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::matching::many;
use crate::matching::rank::{Decision, MOST_OFFERED, Ranking};
use crate::matching::understand::understand;

/// What came of an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// An acceptable intent was accepted.
    Right,
    /// Another one was.
    Wrong,
    /// An acceptable intent is among those to choose from.
    ClarifiedRight,
    /// None is.
    ClarifiedWrong,
    /// Not understood, though an intent was meant.
    Rejected,
    /// Out of scope, and not accepted.
    Held,
    /// Out of scope, and accepted.
    FalselyAccepted,
}

impl Verdict {
    /// Returns whether it is to be mended.
    pub fn is_miss(self) -> bool {
        match self {
            Verdict::Wrong | Verdict::ClarifiedWrong | Verdict::Rejected | Verdict::FalselyAccepted => true,
            Verdict::Right | Verdict::ClarifiedRight | Verdict::Held => false,
        }
    }

    /// Returns the name that programs read.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Wrong => "wrong",
            Verdict::ClarifiedRight => "clarify_right",
            Verdict::ClarifiedWrong => "clarify_wrong",
            Verdict::Rejected => "rejected",
            Verdict::Held => "ood_held",
            Verdict::FalselyAccepted => "ood_accepted",
        }
    }

    /// Says it in a few Chinese words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Right => "听对",
            Verdict::Wrong => "听错",
            Verdict::ClarifiedRight => "问对",
            Verdict::ClarifiedWrong => "问错",
            Verdict::Rejected => "没听懂",
            Verdict::Held => "挡住",
            Verdict::FalselyAccepted => "误接",
        }
    }
}

/// An utterance as it was routed.
#[derive(Debug, Clone)]
pub struct Routed {
    /// What that is worth.
    pub verdict: Verdict,
    /// The intent that was accepted, or the first of those to choose from.
    pub intent: Option<IntentId>,
    /// Why.
    pub ranking: Ranking,
}

/// A share: so many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// So many.
    pub part: usize,
    /// Of so many.
    pub whole: usize,
}

impl Share {
    /// Returns it in percent, or `None` of nothing.
    pub fn percent(self) -> Option<f64> {
        (self.whole > 0).then(|| 100.0 * self.part as f64 / self.whole as f64)
    }
}

/// The figures over all utterances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// All utterances.
    pub n_cases: usize,
    /// Those that an intent ought to take.
    pub n_in_scope: usize,
    /// Right of those in scope that were accepted.
    pub accuracy_on_accepted: Share,
    /// Rejected of those in scope.
    pub rejected: Share,
    /// Clarified of those in scope, rightly or wrongly.
    pub clarified: Share,
    /// Clarified without an acceptable intent, of those in scope.
    pub clarified_wrong: Share,
    /// Right or rightly clarified of those in scope.
    pub served: Share,
    /// Accepted of those out of scope.
    pub false_accepts: Share,
}

/// The figures of one intent. An utterance counts as that of the intent it was rightly accepted for, else of the one wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentFigures {
    /// Its name.
    pub name: String,
    /// Right of all that were accepted for it, out of scope too.
    pub precision: Share,
    /// Right of all that are its own; clarified is not right.
    pub recall: Share,
}

impl IntentFigures {
    /// Returns the harmonic mean of precision and recall in percent; `None` where the intent was neither wanted nor accepted.
    pub fn f1(&self) -> Option<f64> {
        Share { part: 2 * self.precision.part, whole: self.precision.whole + self.recall.whole }.percent()
    }
}

/// A wanted intent, the one understood instead (`None`: nothing), and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// What was wanted.
    pub wanted: String,
    /// What was understood.
    pub understood: Option<String>,
    /// How often.
    pub count: usize,
}

/// Routes the cases, heard at `now`, on all cores; the results are in the order of the cases.
pub fn route(hotline: &Hotline, cases: &[Case], now: DateTime) -> Vec<Routed> {
    let ids: BTreeMap<&str, IntentId> = hotline.intent_ids().map(|id| (hotline.intent(id).name.as_str(), id)).collect();
    many::in_order(
        cases,
        |scratch, case| {
            let ranking = understand(hotline, scratch, &case.text, now).ranking;
            let wanted: Vec<IntentId> =
                case.intents.iter().filter_map(|name| ids.get(name.as_str()).copied()).collect();
            let (verdict, intent) = judge(case, &wanted, &ranking);
            Routed { verdict, intent, ranking }
        },
        &|_| {},
    )
}

fn judge(case: &Case, wanted: &[IntentId], ranking: &Ranking) -> (Verdict, Option<IntentId>) {
    let is_in_scope = case.is_in_scope();
    match &ranking.decision {
        Decision::Accept(intent) | Decision::Confirm(intent) => {
            let verdict = match (is_in_scope, wanted.contains(intent)) {
                (true, true) => Verdict::Right,
                (true, false) => Verdict::Wrong,
                (false, true) => Verdict::Held,
                (false, false) => Verdict::FalselyAccepted,
            };
            (verdict, Some(*intent))
        }
        Decision::Clarify(offered) => {
            let candidates = ranking.in_play();
            let is_offered = candidates.iter().take(MOST_OFFERED).any(|candidate| wanted.contains(&candidate.intent));
            let verdict = match (is_in_scope, is_offered) {
                (true, true) => Verdict::ClarifiedRight,
                (true, false) => Verdict::ClarifiedWrong,
                (false, _) => Verdict::Held,
            };
            (verdict, offered.first().copied())
        }
        Decision::Reject => (if is_in_scope { Verdict::Rejected } else { Verdict::Held }, None),
    }
}

/// Counts over all utterances.
pub fn figures(routed: &[Routed]) -> Figures {
    let count = |verdicts: &[Verdict]| routed.iter().filter(|routed| verdicts.contains(&routed.verdict)).count();
    let share = |verdicts: &[Verdict], whole| Share { part: count(verdicts), whole };
    let n_out = count(&[Verdict::Held, Verdict::FalselyAccepted]);
    let n_in_scope = routed.len() - n_out;
    Figures {
        n_cases: routed.len(),
        n_in_scope,
        accuracy_on_accepted: share(&[Verdict::Right], count(&[Verdict::Right, Verdict::Wrong])),
        rejected: share(&[Verdict::Rejected], n_in_scope),
        clarified: share(&[Verdict::ClarifiedRight, Verdict::ClarifiedWrong], n_in_scope),
        clarified_wrong: share(&[Verdict::ClarifiedWrong], n_in_scope),
        served: share(&[Verdict::Right, Verdict::ClarifiedRight], n_in_scope),
        false_accepts: share(&[Verdict::FalselyAccepted], n_out),
    }
}

/// Counts by intent: those with the most utterances first, then by name.
pub fn by_intent(hotline: &Hotline, cases: &[Case], routed: &[Routed]) -> Vec<IntentFigures> {
    // Own utterances, accepted ones, right ones.
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (case, routed) in cases.iter().zip(routed) {
        let accepted = match &routed.ranking.decision {
            Decision::Accept(intent) | Decision::Confirm(intent) => Some(hotline.intent(*intent).name.as_str()),
            Decision::Clarify(_) | Decision::Reject => None,
        };
        let is_right = routed.verdict == Verdict::Right;
        if case.is_in_scope() {
            let own = accepted.filter(|_| is_right).unwrap_or(case.wanted());
            counts.entry(own).or_default()[0] += 1;
        }
        if let Some(accepted) = accepted.filter(|_| routed.verdict != Verdict::Held) {
            let [_, n_accepted, n_right] = counts.entry(accepted).or_default();
            *n_accepted += 1;
            *n_right += usize::from(is_right);
        }
    }
    let mut figures: Vec<IntentFigures> = counts
        .into_iter()
        .map(|(name, [n_own, n_accepted, n_right])| IntentFigures {
            name: name.to_owned(),
            precision: Share { part: n_right, whole: n_accepted },
            recall: Share { part: n_right, whole: n_own },
        })
        .collect();
    figures.sort_by_key(|row| Reverse(row.recall.whole));
    figures
}

/// Counts what was taken for what: the most frequent first, then by name.
pub fn confusions(hotline: &Hotline, cases: &[Case], routed: &[Routed]) -> Vec<Confusion> {
    let mut counts: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for (case, routed) in cases.iter().zip(routed).filter(|(_, routed)| routed.verdict.is_miss()) {
        let understood = routed.intent.map(|intent| hotline.intent(intent).name.as_str());
        *counts.entry((case.wanted(), understood)).or_default() += 1;
    }
    let mut confusions: Vec<Confusion> = counts
        .into_iter()
        .map(|((wanted, understood), count)| Confusion {
            wanted: wanted.to_owned(),
            understood: understood.map(str::to_owned),
            count,
        })
        .collect();
    confusions.sort_by_key(|confusion| Reverse(confusion.count));
    confusions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::rules::load;
    use crate::suite::cases::Cases;
    use crate::suite::run::START;

    fn hotline() -> Hotline {
        let files = [
            ("a.yaml", "hotline: {name: 甲, greeting: 您好}"),
            ("b.yaml", "intent: 冻结\nphrases: 冻结账户\nflow: [{say: 好}]"),
            ("c.yaml", "intent: 解冻\nphrases: 解冻账户\nflow: [{say: 好}]"),
            ("d.yaml", "intent: 账单\nphrases: 查账单\nflow: [{say: 好}]"),
            ("e.yaml", "intent: 流水\nphrases: 查(账单|流水)\nflow: [{say: 好}]"),
        ];
        let (rules, findings) = load::files(files.map(|(name, text)| (name.to_owned(), text.into())));
        assert_eq!(findings, []);
        compile(&rules).0.expect("the rules have no mistake")
    }

    fn cases(lines: &[(&str, &[&str])]) -> Vec<Case> {
        let mut cases = Cases::default();
        let line =
            |(text, intents): &(&str, &[&str])| format!("{}\n", serde_json::json!({"text": text, "intents": intents}));
        cases.add("a", lines.iter().map(line).collect::<String>().into_bytes());
        assert_eq!(cases.findings, []);
        cases.cases
    }

    const LINES: &[(&str, &[&str], Verdict)] = &[
        ("冻结账户", &["冻结"], Verdict::Right),
        ("解冻账户", &["冻结", "解冻"], Verdict::Right),
        ("解冻账户", &["冻结"], Verdict::Wrong),
        ("查账单", &["流水"], Verdict::ClarifiedRight),
        ("查账单", &["冻结"], Verdict::ClarifiedWrong),
        ("你是谁", &["冻结"], Verdict::Rejected),
        ("你是谁", &["没有这个"], Verdict::Rejected),
        ("你是谁", &["拒识"], Verdict::Held),
        ("查账单", &["拒识"], Verdict::Held),
        ("冻结账户", &["拒识", "冻结"], Verdict::Held),
        ("冻结账户", &["拒识"], Verdict::FalselyAccepted),
    ];

    #[test]
    fn verdicts() {
        let hotline = hotline();
        for (text, intents, verdict) in LINES {
            let routed = route(&hotline, &cases(&[(text, intents)]), START);
            assert_eq!(
                routed.iter().map(|routed| routed.verdict).collect::<Vec<_>>(),
                [*verdict],
                "{text} {intents:?}"
            );
        }
    }

    #[test]
    fn figures_and_tables() {
        let hotline = hotline();
        let cases = cases(&LINES.iter().map(|(text, intents, _)| (*text, *intents)).collect::<Vec<_>>());
        let routed = route(&hotline, &cases, START);
        let share = |part, whole| Share { part, whole };
        let expect = Figures {
            n_cases: 11,
            n_in_scope: 7,
            accuracy_on_accepted: share(2, 3),
            rejected: share(2, 7),
            clarified: share(2, 7),
            clarified_wrong: share(1, 7),
            served: share(3, 7),
            false_accepts: share(1, 4),
        };
        assert_eq!(figures(&routed), expect);
        let table: Vec<(String, Share, Share, Option<f64>)> = by_intent(&hotline, &cases, &routed)
            .into_iter()
            .map(|row| (row.name.clone(), row.precision, row.recall, row.f1().map(f64::round)))
            .collect();
        let row = |name: &str, precision, recall, f1| (name.to_owned(), precision, recall, f1);
        let expect = [
            row("冻结", share(1, 2), share(1, 4), Some(33.0)),
            row("没有这个", share(0, 0), share(0, 1), Some(0.0)),
            row("流水", share(0, 0), share(0, 1), Some(0.0)),
            row("解冻", share(1, 2), share(1, 1), Some(67.0)),
        ];
        assert_eq!(table, expect);
        let confusions: Vec<(String, Option<String>, usize)> = confusions(&hotline, &cases, &routed)
            .into_iter()
            .map(|confusion| (confusion.wanted, confusion.understood, confusion.count))
            .collect();
        let confusion = |wanted: &str, understood: Option<&str>| (wanted.to_owned(), understood.map(str::to_owned), 1);
        let expect = [
            confusion("冻结", None),
            confusion("冻结", Some("解冻")),
            confusion("冻结", Some("账单")),
            confusion("拒识", Some("冻结")),
            confusion("没有这个", None),
        ];
        assert_eq!(confusions, expect);
    }
}
