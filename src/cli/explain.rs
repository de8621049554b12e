//! `daohang explain`: how one utterance is understood, why nothing else won, and what would have been enough.

mod shown;

use serde_json::{Value, json};

use super::args::{Common, Explain, Format};
use super::intents::Origin;
use super::route::{decision_name, rounded, slots_of};
use super::{Outcome, entities, print};
use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::finding::locate::Locator;
use crate::finding::{Place, Sources};
use crate::lint::almost::{Almost, almost};
use crate::matching::rank::{Because, Candidate, Decision, Ranking, Standing};
use crate::matching::scratch::Scratch;
use crate::matching::understand::{Understood, understand};
use crate::matching::{Chance, Heard, Sort};

/// Runs the command.
pub(super) fn run(common: &Common, explain: &Explain) -> anyhow::Result<Outcome> {
    let loaded = Origin::of(common.intents.as_deref()).load()?;
    loaded.show_errors();
    let Some(hotline) = &loaded.hotline else { return Ok(Outcome::Found) };
    let text = explain.words.join(" ");
    let now = common.clock().now();
    let (mut scratch, mut again) = (Scratch::default(), Scratch::default());
    let Understood { heard, ranking } = understand(hotline, &mut scratch, &text, now);
    let near_misses = almost(hotline, &mut again, heard, &ranking, now);
    let explained = Explained {
        hotline,
        sources: &loaded.sources,
        text: &text,
        heard,
        ranking,
        near_misses,
        entities: entities::found(&text, now),
    };
    match common.format {
        Format::Text => print(&explained.shown()),
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
    near_misses: Vec<Almost>,
    entities: Vec<entities::Entity>,
}

/// A word as it was cut out of the utterance.
struct Token<'e> {
    text: &'e str,
    /// Characters of the original: `start..end`.
    place: (usize, usize),
    sort: Sort,
    weight: u32,
    /// Whether the best candidate explains it.
    is_explained: bool,
}

impl Explained<'_> {
    /// For programs; what the members mean is said in the help of the command.
    fn json(&self) -> Value {
        let mut locator = Locator::new(self.sources);
        let candidates: Vec<Value> =
            self.ranking.candidates.iter().map(|candidate| self.candidate_json(&mut locator, candidate)).collect();
        let near_misses: Vec<Value> = self
            .near_misses
            .iter()
            .map(|near_miss| {
                let phrase = self.hotline.index.phrase(near_miss.phrase);
                json!({
                    "intent": self.name(near_miss.intent),
                    "phrase": phrase.text,
                    "place": place(self.sources, &mut locator, &phrase.place),
                    "lacks": near_miss.lacks,
                    "said": near_miss.said,
                    "score": rounded(near_miss.score),
                })
            })
            .collect();
        let tokens: Vec<Value> = self
            .tokens()
            .iter()
            .map(|token| {
                json!({
                    "text": token.text,
                    "start": token.place.0,
                    "end": token.place.1,
                    "sort": sort_name(token.sort),
                    "weight": token.weight,
                    "explained": token.is_explained,
                })
            })
            .collect();
        let thresholds = &self.hotline.thresholds;
        json!({
            "text": self.text,
            "folded": self.heard.folded.text(),
            "chance": self.ranking.chance.name(),
            "tokens": tokens,
            "entities": self.entities,
            "repairs": self.heard.repairs.iter().map(|repair| json!({"said": repair.said, "heard": repair.heard})).collect::<Vec<_>>(),
            "decision": decision_name(&self.ranking.decision),
            "why": self.why(),
            "thresholds": {
                "accept": rounded(thresholds.accept),
                "confirm": rounded(thresholds.confirm),
                "margin": rounded(thresholds.margin),
                "near_offer": rounded(thresholds.near_offer),
                "near_confirm": rounded(thresholds.near_confirm),
            },
            "then": self.ranking.then.map(|intent| self.name(intent)),
            "candidates": candidates,
            "near_misses": near_misses,
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
            "intent": self.name(candidate.intent),
            "score": rounded(candidate.score),
            "why": candidate.standing.words(self.hotline),
            "phrase": candidate.phrase().map(|_| candidate.evidence(self.hotline).text),
            "example": matches!(candidate.because, Because::Example(_)).then(|| candidate.evidence(self.hotline).text),
            "place": place(self.sources, locator, candidate.evidence(self.hotline).place),
            "spans": spans,
            "slots": slots_of(self.hotline, &candidate.captures),
        })
    }

    /// The words of the utterance, in order.
    fn tokens(&self) -> Vec<Token<'_>> {
        let folded = &self.heard.folded;
        let spans = self.ranking.in_play().first().map_or(&[][..], |candidate| candidate.spans.as_slice());
        let words = self.heard.words.iter().filter(|word| !word.span.of(folded.text()).trim().is_empty());
        words
            .map(|word| {
                let origin = folded.origin(word.span);
                Token {
                    text: word.span.of(folded.text()),
                    place: (origin.start, origin.end),
                    sort: word.sort,
                    weight: word.weight,
                    is_explained: spans.iter().any(|span| span.start < word.span.end && word.span.start < span.end),
                }
            })
            .collect()
    }

    /// Why it was decided so, by which of the thresholds.
    fn why(&self) -> String {
        let thresholds = &self.hotline.thresholds;
        let in_play = self.ranking.in_play();
        let best = in_play.first();
        let score = best.map_or(0.0, |candidate| candidate.score);
        match &self.ranking.decision {
            Decision::Accept(_) => {
                let mut why = format!("{score:.2} 分，到了直接办的 {}", thresholds.accept);
                let second = in_play.iter().find_map(|candidate| match candidate.standing {
                    Standing::Beaten(behind) => Some((candidate.intent, behind)),
                    _ => None,
                });
                why.push_str(&match second {
                    Some((second, behind)) if behind > thresholds.margin => {
                        format!("；第二名“{}”低 {behind:.2}，不止 {}", self.name(second), thresholds.margin)
                    }
                    Some((second, behind)) => {
                        format!("；第二名“{}”只低 {behind:.2}，但听到的词它都有", self.name(second))
                    }
                    None => "；没有别的候选".to_owned(),
                });
                why
            }
            Decision::Confirm(_) if self.ranking.chance == Chance::Near => {
                format!("没有说法对得上，例句像到 {score:.2}，别的都没有这么像")
            }
            Decision::Confirm(_) => {
                format!("{score:.2} 分，到了先确认的 {}，没到直接办的 {}", thresholds.confirm, thresholds.accept)
            }
            Decision::Clarify(_) if self.ranking.chance == Chance::Near => {
                match best.and_then(|candidate| candidate.phrase()) {
                    Some(_) => format!("最好的说法只有 {score:.2} 分，例句却像别的意图"),
                    None => "没有说法对得上，几个意图的例句都有点像".to_owned(),
                }
            }
            Decision::Clarify(offered) => {
                format!("前 {} 名相差不到 {}", offered.len(), thresholds.margin)
            }
            Decision::Reject => self.why_rejected(score),
        }
    }

    fn why_rejected(&self, score: f32) -> String {
        let thresholds = &self.hotline.thresholds;
        let out = self.ranking.candidates.first();
        let declined = self.ranking.candidates.iter().find(|candidate| candidate.standing.is_negated());
        match (self.ranking.in_play().first(), declined) {
            _ if self.heard.nothing_said => "什么也没有说".to_owned(),
            (_, Some(declined)) if self.ranking.is_declined(thresholds.confirm) => {
                format!("说的是不要办“{}”", self.name(declined.intent))
            }
            (Some(best), _) if score < thresholds.confirm => {
                let name = self.name(best.intent);
                format!("最好的“{name}”只有 {score:.2} 分，没到先确认的 {}", thresholds.confirm)
            }
            (Some(best), _) => format!("“{}”{}", self.name(best.intent), best.standing.words(self.hotline)),
            (None, _) if self.heard.only_fillers => "只有客气话和语气词".to_owned(),
            (None, _) => match out {
                Some(out) => format!("“{}”{}", self.name(out.intent), out.standing.words(self.hotline)),
                None => format!("没有说法对得上，例句里也没有像到 {} 的", thresholds.near_offer),
            },
        }
    }

    fn decision(&self) -> String {
        let then = self.ranking.then.map(|intent| format!("，办完接着办“{}”", self.name(intent))).unwrap_or_default();
        match &self.ranking.decision {
            Decision::Accept(intent) => format!("直接办“{}”{then}", self.name(*intent)),
            Decision::Confirm(intent) => format!("先确认是不是要办“{}”", self.name(*intent)),
            Decision::Clarify(intents) => {
                let names: Vec<&str> = intents.iter().map(|intent| self.name(*intent)).collect();
                format!("请来电的人在“{}”里选", names.join("”“"))
            }
            Decision::Reject => "没听懂（拒识）".to_owned(),
        }
    }

    fn name(&self, intent: IntentId) -> &str {
        &self.hotline.intent(intent).name
    }
}

/// Returns the name of a sort of words as programs read it.
fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Mark => "mark",
        Sort::ClauseEnd => "clause-end",
        Sort::Filler => "filler",
        Sort::Negation => "negation",
        Sort::Connective => "connective",
        Sort::Insult => "insult",
        Sort::Other => "word",
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
