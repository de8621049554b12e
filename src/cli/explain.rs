//! `daohang explain`: how one utterance is understood, and why nothing else won.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::args::{Common, Explain, Format};
use super::intents::Origin;
use super::route::{decision_name, rounded, slots_of};
use super::{Outcome, entities, print};
use crate::compile::hotline::Hotline;
use crate::finding::locate::Locator;
use crate::finding::{Place, Sources};
use crate::matching::Heard;
use crate::matching::rank::{Because, Candidate, Decision, Ranking};
use crate::matching::scratch::Scratch;
use crate::matching::understand::{Understood, understand};
use crate::text::span::Span;

/// How many candidates are shown.
const MOST_SHOWN: usize = 8;

/// Runs the command.
pub(super) fn run(common: &Common, explain: &Explain) -> anyhow::Result<Outcome> {
    let loaded = Origin::of(common.intents.as_deref()).load()?;
    loaded.show_errors();
    let Some(hotline) = &loaded.hotline else { return Ok(Outcome::Found) };
    let text = explain.words.join(" ");
    let now = common.clock().now();
    let mut scratch = Scratch::default();
    let Understood { heard, ranking } = understand(hotline, &mut scratch, &text, now);
    let explained = Explained {
        hotline,
        sources: &loaded.sources,
        text: &text,
        heard,
        ranking,
        entities: entities::found(&text, now),
    };
    match common.format {
        Format::Text => print(&explained.text()),
        Format::Json => print(&format!("{}\n", explained.json())),
    }
}

/// Everything that is told about one utterance.
struct Explained<'e> {
    hotline: &'e Hotline,
    sources: &'e Sources,
    text: &'e str,
    heard: &'e Heard,
    ranking: Ranking,
    entities: Vec<entities::Entity>,
}

impl Explained<'_> {
    /// For people.
    fn text(&self) -> String {
        let mut text = String::new();
        let folded = self.heard.folded.text();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "原话  {}", self.text);
        if folded != self.text {
            let _ = writeln!(text, "归一  {folded}");
        }
        for repair in &self.heard.repairs {
            let _ = writeln!(text, "听成  “{}”听成“{}”", repair.said, repair.heard);
        }
        let mut title = "实体";
        for entity in &self.entities {
            let original: String = self.text.chars().skip(entity.start).take(entity.end - entity.start).collect();
            let _ = writeln!(text, "{title}  {} “{original}” {}", entity.kind, entity.value);
            title = "    ";
        }
        let _ = writeln!(text, "判断  {}", self.decision());
        if self.ranking.candidates.is_empty() {
            let _ = writeln!(text, "\n没有一个说法对得上。");
            return text;
        }
        let mut locator = Locator::new(self.sources);
        let _ = writeln!(text, "\n{folded}");
        for candidate in self.ranking.candidates.iter().take(MOST_SHOWN) {
            let name = &self.hotline.intent(candidate.intent).name;
            let _ = writeln!(text, "{}", underlined(folded, &candidate.spans));
            let _ = writeln!(text, "  {name} {:.2}  {}", candidate.score, candidate.standing.words(self.hotline));
            let evidence = candidate.evidence(self.hotline);
            let place = place(self.sources, &mut locator, evidence.place);
            let _ = writeln!(text, "    {} {}  ({place})", evidence.kind, evidence.text);
            for (slot, value) in slots_of(self.hotline, &candidate.captures) {
                let _ = writeln!(text, "    槽   {slot} = {value}");
            }
        }
        let n_more = self.ranking.candidates.len().saturating_sub(MOST_SHOWN);
        if n_more > 0 {
            let _ = writeln!(text, "  还有 {n_more} 个更低的");
        }
        text
    }

    /// For programs.
    fn json(&self) -> Value {
        let mut locator = Locator::new(self.sources);
        let candidates: Vec<Value> =
            self.ranking.candidates.iter().map(|candidate| self.candidate_json(&mut locator, candidate)).collect();
        let then = self.ranking.then.map(|intent| self.hotline.intent(intent).name.as_str());
        json!({
            "text": self.text,
            "folded": self.heard.folded.text(),
            "entities": self.entities,
            "repairs": self.heard.repairs.iter().map(|repair| json!({"said": repair.said, "heard": repair.heard})).collect::<Vec<_>>(),
            "decision": decision_name(&self.ranking.decision),
            "then": then,
            "candidates": candidates,
        })
    }

    fn candidate_json(&self, locator: &mut Locator<'_>, candidate: &Candidate) -> Value {
        let spans: Vec<Value> = candidate
            .spans
            .iter()
            .map(|span| {
                let origin = self.heard.folded.origin(*span);
                json!({"start": origin.start, "end": origin.end, "words": span.of(self.heard.folded.text())})
            })
            .collect();
        json!({
            "intent": self.hotline.intent(candidate.intent).name,
            "score": rounded(candidate.score),
            "why": candidate.standing.words(self.hotline),
            "phrase": candidate.phrase().map(|_| candidate.evidence(self.hotline).text),
            "example": matches!(candidate.because, Because::Example(_)).then(|| candidate.evidence(self.hotline).text),
            "place": place(self.sources, locator, candidate.evidence(self.hotline).place),
            "spans": spans,
            "slots": slots_of(self.hotline, &candidate.captures),
        })
    }

    fn decision(&self) -> String {
        let name = |intent| self.hotline.intent(intent).name.as_str();
        let then = self.ranking.then.map(|intent| format!("，办完接着办“{}”", name(intent))).unwrap_or_default();
        match &self.ranking.decision {
            Decision::Accept(intent) => format!("直接办“{}”{then}", name(*intent)),
            Decision::Confirm(intent) => format!("先确认是不是要办“{}”", name(*intent)),
            Decision::Clarify(intents) => {
                let names: Vec<&str> = intents.iter().map(|intent| name(*intent)).collect();
                format!("请来电的人在“{}”里选", names.join("”“"))
            }
            Decision::Reject => "没听懂（拒识）".to_owned(),
        }
    }
}

/// Returns where something is authored: `intents/account/freeze.yaml:12`.
pub(super) fn place(sources: &Sources, locator: &mut Locator<'_>, place: &Place) -> String {
    let file = sources.get(place.file).map_or("", |source| source.name.as_str());
    match locator.spot(place) {
        Some(spot) => format!("{file}:{}", spot.line),
        None => file.to_owned(),
    }
}

/// Returns a line that underlines the spans of a folded text printed above it.
fn underlined(folded: &str, spans: &[Span]) -> String {
    let mut line = String::new();
    for span in spans {
        let before = folded.get(..span.start as usize).map_or(0, UnicodeWidthStr::width);
        line.push_str(&" ".repeat(before.saturating_sub(line.width())));
        line.push_str(&"‾".repeat(span.of(folded).width()));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underlines_stand_below_wide_characters() {
        let folded = "我要abc冻结";
        let spans = [Span::new(3, 6), Span::new(9, 15)];
        assert_eq!(underlined(folded, &spans), "  ‾‾   ‾‾‾‾");
    }
}
