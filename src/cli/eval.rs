//! `daohang eval`: how well labelled sentences are understood, what is confused, and why single ones go astray.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::args::{Common, Eval, Format};
use super::explain::place;
use super::intents::{Loaded, Origin};
use super::route::{decision_name, rounded};
use super::{Outcome, output, print};
use crate::compile::hotline::Hotline;
use crate::finding::locate::Locator;
use crate::finding::{Finding, show};
use crate::matching::rank::Candidate;
use crate::suite::cases::{self, Case, Cases};
use crate::suite::evaluation::{self, Confusion, Figures, IntentFigures, Routed, Share};

/// How many misses people are shown unless they say how many.
const MISSES: usize = 20;
/// How many confusions people are shown.
const CONFUSIONS: usize = 25;
/// How many candidates explain a miss, wanted ones not counted.
const CANDIDATES: usize = 3;

/// Runs the command. It measures and judges nothing: misses do not make it exit 1, lines that are no cases do.
pub(super) fn run(common: &Common, eval: &Eval) -> anyhow::Result<Outcome> {
    let loaded = Origin::of(common.intents.as_deref()).load()?;
    loaded.show_errors();
    let Some(hotline) = loaded.hotline.as_deref() else { return Ok(Outcome::Found) };
    let mut cases = cases::load(&eval.files)?;
    cases.check_names(hotline);
    output::note_unless_empty(&show::text(&cases.sources, &cases.findings, output::findings_style()));
    if cases.findings.iter().any(Finding::is_error) {
        return Ok(Outcome::Found);
    }
    let routed = evaluation::route(hotline, &cases.cases, common.clock().now());
    let evaluated = Evaluated { hotline, loaded: &loaded, cases: &cases, routed: &routed };
    match common.format {
        Format::Text => print(&evaluated.text(eval.misses.unwrap_or(MISSES))),
        Format::Json => print(&format!("{}\n", evaluated.json(eval.misses.unwrap_or(usize::MAX)))),
    }
}

/// Everything that is told.
struct Evaluated<'e> {
    hotline: &'e Hotline,
    loaded: &'e Loaded,
    cases: &'e Cases,
    routed: &'e [Routed],
}

impl Evaluated<'_> {
    /// For people.
    fn text(&self, most_misses: usize) -> String {
        let mut text = figures_text(&evaluation::figures(self.routed));
        let intents = evaluation::by_intent(self.hotline, &self.cases.cases, self.routed);
        if !intents.is_empty() {
            text.push('\n');
            text.push_str(&table(&intents));
        }
        let confusions = evaluation::confusions(self.hotline, &self.cases.cases, self.routed);
        if !confusions.is_empty() {
            text.push_str("\n最常见的混淆\n");
        }
        // Writing to a string cannot fail.
        for Confusion { wanted, understood, count } in confusions.iter().take(CONFUSIONS) {
            let _ = writeln!(text, "{count:5}  {wanted} → {}", understood.as_deref().unwrap_or("没听懂"));
        }
        let n_more = confusions.len().saturating_sub(CONFUSIONS);
        if n_more > 0 {
            let _ = writeln!(text, "       还有 {n_more} 种");
        }
        let misses = self.misses();
        if !misses.is_empty() && most_misses > 0 {
            let shown = misses.len().min(most_misses);
            let more = if shown < misses.len() { format!("，列出前 {shown} 句") } else { String::new() };
            let _ = writeln!(text, "\n没听对的 {} 句{more}", misses.len());
        }
        let mut locator = Locator::new(&self.loaded.sources);
        for (case, routed) in misses.into_iter().take(most_misses) {
            let wanted = case.intents.join("|");
            let verdict = routed.verdict.words();
            let _ = writeln!(text, "{verdict} {}:{}  {}", self.file(case), case.line, case.text);
            let understood = routed.intent.map_or("没听懂", |intent| &self.hotline.intent(intent).name);
            let _ = writeln!(text, "    {wanted} → {understood}");
            let reasons = self.reasons(case, routed);
            if reasons.is_empty() {
                text.push_str("    没有一个说法对得上\n");
            }
            for candidate in reasons {
                let name = &self.hotline.intent(candidate.intent).name;
                let why = candidate.standing.words(self.hotline);
                let evidence = candidate.evidence(self.hotline);
                let place = place(&self.loaded.sources, &mut locator, evidence.place);
                let _ = writeln!(
                    text,
                    "    {:.2} {name}，{why}；{} {}  ({place})",
                    candidate.score, evidence.kind, evidence.text
                );
            }
        }
        text
    }

    /// For programs.
    fn json(&self, most_misses: usize) -> Value {
        let figures = evaluation::figures(self.routed);
        let intents: Vec<Value> = evaluation::by_intent(self.hotline, &self.cases.cases, self.routed)
            .iter()
            .map(|row| {
                json!({
                    "intent": row.name,
                    "n": row.recall.whole,
                    "accepted": row.precision.whole,
                    "right": row.precision.part,
                    "precision": percent(row.precision),
                    "recall": percent(row.recall),
                    "f1": row.f1().map(two_digits),
                })
            })
            .collect();
        let confusions: Vec<Value> = evaluation::confusions(self.hotline, &self.cases.cases, self.routed)
            .iter()
            .map(|confusion| json!({"wanted": confusion.wanted, "understood": confusion.understood, "count": confusion.count}))
            .collect();
        let mut locator = Locator::new(&self.loaded.sources);
        let misses: Vec<Value> = self
            .misses()
            .into_iter()
            .take(most_misses)
            .map(|(case, routed)| self.miss_json(&mut locator, case, routed))
            .collect();
        json!({
            "n": figures.n_cases,
            "in_scope": figures.n_in_scope,
            "accuracy_on_accepted": percent(figures.accuracy_on_accepted),
            "rejected": percent(figures.rejected),
            "clarified": percent(figures.clarified),
            "clarified_wrong": percent(figures.clarified_wrong),
            "served": percent(figures.served),
            "false_accept_out_of_scope": percent(figures.false_accepts),
            "intents": intents,
            "confusions": confusions,
            "misses": misses,
        })
    }

    fn miss_json(&self, locator: &mut Locator<'_>, case: &Case, routed: &Routed) -> Value {
        let candidates: Vec<Value> = self
            .reasons(case, routed)
            .into_iter()
            .map(|candidate| {
                json!({
                    "intent": self.hotline.intent(candidate.intent).name,
                    "score": rounded(candidate.score),
                    "why": candidate.standing.words(self.hotline),
                    "phrase": candidate.evidence(self.hotline).text,
                    "place": place(&self.loaded.sources, locator, candidate.evidence(self.hotline).place),
                })
            })
            .collect();
        json!({
            "file": self.file(case),
            "line": case.line,
            "text": case.text,
            "wanted": case.intents,
            "verdict": routed.verdict.name(),
            "decision": decision_name(&routed.ranking.decision),
            "intent": routed.intent.map(|intent| &self.hotline.intent(intent).name),
            "candidates": candidates,
        })
    }

    fn misses(&self) -> Vec<(&Case, &Routed)> {
        self.cases.cases.iter().zip(self.routed).filter(|(_, routed)| routed.verdict.is_miss()).collect()
    }

    /// The candidates that explain a decision: the first ones in play, and the wanted ones wherever they are.
    fn reasons<'r>(&self, case: &Case, routed: &'r Routed) -> Vec<&'r Candidate> {
        let mut reasons: Vec<&Candidate> = routed.ranking.in_play().into_iter().take(CANDIDATES).collect();
        let is_wanted = |candidate: &&Candidate| case.intents.contains(&self.hotline.intent(candidate.intent).name);
        for wanted in routed.ranking.candidates.iter().filter(is_wanted) {
            if !reasons.iter().any(|reason| reason.intent == wanted.intent) {
                reasons.push(wanted);
            }
        }
        reasons
    }

    fn file(&self, case: &Case) -> &str {
        self.cases.sources.get(case.file).map_or("", |source| source.name.as_str())
    }
}

fn figures_text(figures: &Figures) -> String {
    let rows = [
        ("接受的里听对", figures.accuracy_on_accepted),
        ("没听懂", figures.rejected),
        ("反问", figures.clarified),
        ("  其中问错", figures.clarified_wrong),
        ("办得成（听对或问对）", figures.served),
        ("误接范围外的", figures.false_accepts),
    ];
    let n_out = figures.n_cases - figures.n_in_scope;
    let mut text = format!("{} 句：范围内 {} 句，范围外 {n_out} 句\n\n", figures.n_cases, figures.n_in_scope);
    for (name, share) in rows {
        let _ = writeln!(text, "{}{}  {}/{}", padded(name, 22), shown(share.percent()), share.part, share.whole);
    }
    text
}

/// The table of the intents, its columns aligned on a screen where a 汉字 takes two.
fn table(intents: &[IntentFigures]) -> String {
    let width = intents.iter().map(|row| row.name.width()).max().unwrap_or(0).max("意图".width()) + 2;
    let mut text = format!("{}  句数  精确率  召回率      F1\n", padded("意图", width));
    for row in intents {
        let _ = writeln!(
            text,
            "{}{:6}{}{}{}",
            padded(&row.name, width),
            row.recall.whole,
            shown(row.precision.percent()),
            shown(row.recall.percent()),
            shown(row.f1())
        );
    }
    text
}

/// A text with spaces behind it up to so many columns.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A percentage in eight columns.
fn shown(percent: Option<f64>) -> String {
    percent.map_or_else(|| "       —".to_owned(), |percent| format!("{percent:7.1}%"))
}

/// A percentage for programs; 0 of nothing, as a program that adds figures up expects a number.
fn percent(share: Share) -> f64 {
    two_digits(share.percent().unwrap_or(0.0))
}

fn two_digits(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_with_wide_characters() {
        let row = |name: &str, right, accepted, own| IntentFigures {
            name: name.to_owned(),
            precision: Share { part: right, whole: accepted },
            recall: Share { part: right, whole: own },
        };
        let expect = "\
意图        句数  精确率  召回率      F1
查询账单      12   90.9%   83.3%   87.0%
ETC            1       —    0.0%    0.0%
";
        assert_eq!(table(&[row("查询账单", 10, 11, 12), row("ETC", 0, 0, 1)]), expect);
    }
}
