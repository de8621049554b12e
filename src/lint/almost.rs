//! The phrases that an utterance nearly fits: all but one part of them was said.
//!
//! What a part would do is not guessed: it is put between the words of the utterance, heard again, and what that changes is told.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::DateTime;

use super::sample;
use crate::compile::hotline::{Hotline, SlotType};
use crate::compile::id::IntentId;
use crate::compile::index::weight::FUNCTION;
use crate::compile::index::{Owner, PhraseId, PhraseInfo};
use crate::compile::phrase::Node;
use crate::compile::phrase::parse::parse;
use crate::matching::rank::{Ranking, Standing};
use crate::matching::scratch::Scratch;
use crate::matching::understand::understand;
use crate::matching::{Expected, Heard, Sort, ValueHit, hear};
use crate::text::entity::{Entity, Kind, Kinds};
use crate::text::fold::fold;
use crate::text::span::Span;

/// The most phrases that are tried, those first of which most was said.
const MOST_TRIED: usize = 24;
/// The most words that are tried for a missing part.
const MOST_WORDS: usize = 3;
/// The most words that are named for a missing part.
const MOST_NAMED: usize = 4;
/// The longest utterance that is tried, in words: something is put before each of them.
const MOST_HEARD: usize = 40;
/// How much of what the utterance says a phrase must have heard, as a part of the whole: with less it is about something else.
const LEAST_SHARE: u32 = 3;

/// A phrase that lacks one part.
#[derive(Debug, Clone, PartialEq)]
pub struct Almost {
    /// The intent.
    pub intent: IntentId,
    /// Its phrase.
    pub phrase: PhraseId,
    /// The part that was not said, as authored: `(账户|账号)`, `<解冻>`, `{month}`.
    pub lacks: String,
    /// What was put in.
    pub word: String,
    /// The utterance with it, folded.
    pub said: String,
    /// The score that the intent has then.
    pub score: f32,
}

/// Returns the phrases that lack one part and with it would make their intent start or be asked about, the best one of each intent,
/// those with the highest scores first.
///
/// Intents that `ranking` starts or asks about are left out; where something is not wanted, nothing is lacking.
pub fn almost(
    hotline: &Hotline,
    scratch: &mut Scratch,
    heard: &Heard,
    ranking: &Ranking,
    now: DateTime,
) -> Vec<Almost> {
    if heard.words.len() > MOST_HEARD || ranking.is_declined(hotline.thresholds.confirm) {
        return Vec::new();
    }
    // The first hearing asked for no more than its phrases could use.
    let sets: Vec<_> = hotline.set_ids().collect();
    let all = Expected { choices: &[], sets: &sets, kinds: Kinds::ALL };
    let Heard { entities, values, .. } = hear(hotline, scratch, heard.folded.text(), now, &all).clone();
    let said = Said { hotline, heard, entities, values };
    let least = said.weight(Span::new(0, heard.folded.text().len())).div_ceil(LEAST_SHARE).max(1);
    let mut lacking: Vec<(u32, PhraseId, Missing)> = hotline
        .index
        .phrase_ids()
        .filter_map(|id| {
            let phrase = hotline.index.phrase(id);
            let Owner::Intent(intent) = phrase.owner else { return None };
            if is_chosen(ranking, intent) {
                return None;
            }
            let tree = parse(&phrase.text).ok()?;
            let fit = said.fit(phrase, &tree.root);
            let [missing] = fit.missing.as_slice() else { return None };
            (fit.said >= least).then(|| (fit.said, id, missing.clone()))
        })
        .collect();
    lacking.sort_by_key(|(said, id, _)| (std::cmp::Reverse(*said), *id));
    let mut best: BTreeMap<IntentId, Almost> = BTreeMap::new();
    for (_, id, missing) in lacking.into_iter().take(MOST_TRIED) {
        let Some(almost) = tried(hotline, scratch, heard, id, &missing, now) else { continue };
        let is_better = best.get(&almost.intent).is_none_or(|known| almost.score > known.score);
        if is_better {
            best.insert(almost.intent, almost);
        }
    }
    let mut found: Vec<Almost> = best.into_values().collect();
    found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.intent.cmp(&other.intent)));
    found
}

fn is_chosen(ranking: &Ranking, intent: IntentId) -> bool {
    ranking.candidates.iter().any(|candidate| {
        candidate.intent == intent
            && matches!(candidate.standing, Standing::Winner | Standing::Next | Standing::Offered(_))
    })
}

/// Puts the words for a missing part between the words that were heard, and returns what helps the phrase most.
fn tried(
    hotline: &Hotline,
    scratch: &mut Scratch,
    heard: &Heard,
    id: PhraseId,
    missing: &Missing,
    now: DateTime,
) -> Option<Almost> {
    let phrase = hotline.index.phrase(id);
    let Owner::Intent(intent) = phrase.owner else { return None };
    let text = heard.folded.text();
    let places = heard.words.iter().map(|word| word.span.start as usize).chain([text.len()]);
    let mut best: Option<Almost> = None;
    // From the end on: where several places are as good, people say it last.
    for at in places.collect::<Vec<_>>().into_iter().rev() {
        for word in &missing.words {
            let (before, after) = text.split_at_checked(at)?;
            let said = format!("{before}{word}{after}");
            let ranking = understand(hotline, scratch, &said, now).ranking;
            let Some(candidate) = ranking.candidates.iter().find(|candidate| candidate.intent == intent) else {
                continue;
            };
            let is_by_it = candidate.phrase() == Some(id) && is_chosen(&ranking, intent);
            if !is_by_it || best.as_ref().is_some_and(|best| best.score >= candidate.score) {
                continue;
            }
            best = Some(Almost {
                intent,
                phrase: id,
                lacks: missing.named(),
                word: word.clone(),
                score: candidate.score,
                said,
            });
        }
    }
    best
}

/// A part that was not said.
#[derive(Debug, Clone, PartialEq)]
struct Missing {
    /// As authored: one of these.
    parts: Vec<String>,
    /// Words for it, the likeliest first.
    words: Vec<String>,
}

impl Missing {
    /// Says what it is, in a few words.
    fn named(&self) -> String {
        let more = if self.parts.len() > MOST_NAMED { "|…" } else { "" };
        self.parts.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join("|") + more
    }
}

/// How a part of a phrase fits.
#[derive(Debug, Clone, Default, PartialEq)]
struct Fit {
    /// The parts that were not said, two at most: more are not told apart.
    missing: Vec<Missing>,
    /// The weight of the words of it that were said, without those that say little by themselves.
    said: u32,
}

impl Fit {
    fn and(mut self, other: Fit) -> Fit {
        self.missing.extend(other.missing);
        self.missing.truncate(2);
        self.said += other.said;
        self
    }
}

/// What was said, as far as parts of phrases ask for it.
struct Said<'s> {
    hotline: &'s Hotline,
    heard: &'s Heard,
    entities: Vec<Entity>,
    values: Vec<ValueHit>,
}

impl Said<'_> {
    /// Says how a part of a phrase fits, at its best.
    fn fit(&self, phrase: &PhraseInfo, node: &Node) -> Fit {
        let sampled = || sample::texts(self.hotline, phrase.place.file, node);
        match node {
            Node::Literal { text, at } => {
                let folded = fold(text);
                let start = self.heard.folded.text().find(folded.text());
                let span = start.map(|start| Span::new(start, start + folded.text().len()));
                self.leaf(phrase, at, span, || vec![text.clone()])
            }
            Node::Value { name, at, .. } => self.leaf(phrase, at, self.value(phrase, name), sampled),
            Node::Lexicon { name, at } => self.leaf(phrase, at, self.set(name), sampled),
            Node::Sequence(parts) | Node::Around(parts) | Node::Anywhere(parts) => {
                parts.iter().map(|part| self.fit(phrase, part)).fold(Fit::default(), Fit::and)
            }
            Node::Either(parts) => self.either(phrase, parts),
            // What may be absent speaks for nothing by itself: 花呗 is no half of <被骗词> & [<产品>].
            Node::Optional(_) | Node::Gap { .. } => Fit::default(),
        }
    }

    fn leaf(
        &self,
        phrase: &PhraseInfo,
        at: &Range<usize>,
        span: Option<Span>,
        words: impl FnOnce() -> Vec<String>,
    ) -> Fit {
        if let Some(span) = span {
            return Fit { missing: Vec::new(), said: self.weight(span) };
        }
        let part = phrase.text.chars().skip(at.start).take(at.len()).collect();
        let mut words = words();
        words.truncate(MOST_WORDS);
        Fit { missing: vec![Missing { parts: vec![part], words }], said: 0 }
    }

    /// The weight of what is said in a span, without fillers, negations and words that say little by themselves.
    fn weight(&self, span: Span) -> u32 {
        let words = self.heard.words.iter().filter(|word| word.sort == Sort::Other && word.weight > FUNCTION);
        words.filter(|word| word.span.start < span.end && span.start < word.span.end).map(|word| word.weight).sum()
    }

    /// The alternative that lacks least. Several that lack one part each are one part with several words.
    fn either(&self, phrase: &PhraseInfo, parts: &[Node]) -> Fit {
        let fits: Vec<Fit> = parts.iter().map(|part| self.fit(phrase, part)).collect();
        let least = fits.iter().map(|fit| fit.missing.len()).min().unwrap_or(0);
        let mut nearest = fits.into_iter().filter(|fit| fit.missing.len() == least);
        let Some(mut best) = nearest.next() else { return Fit::default() };
        for other in nearest {
            match (best.missing.as_mut_slice(), other.missing.as_slice()) {
                ([missing], [more]) if best.said == other.said => {
                    missing.parts.extend(more.parts.iter().cloned());
                    missing
                        .words
                        .extend(more.words.iter().take(MOST_WORDS - missing.words.len().min(MOST_WORDS)).cloned());
                }
                _ if other.said > best.said => best = other,
                _ => {}
            }
        }
        best
    }

    /// Where a value of that name is said, looked up in the order of compiling: slots of the flow, slots of the call, built-in
    /// entities, sets.
    fn value(&self, phrase: &PhraseInfo, name: &str) -> Option<Span> {
        let slots = || self.hotline.slots.iter().filter(|slot| slot.name == name);
        let own = slots().find(|slot| slot.place.file == phrase.place.file);
        let kinds = match own.or_else(|| slots().find(|slot| slot.flow.is_none())).map(|slot| slot.takes) {
            Some(SlotType::Values(set)) => return self.set(&self.hotline.set(set).name),
            Some(SlotType::Text) => return Some(Span::new(0, 0)),
            Some(takes) => takes.kinds(),
            None => match Kind::from_name(name) {
                Some(kind) => Kinds::of(kind),
                None => return self.set(name),
            },
        };
        self.entities.iter().find(|entity| kinds.contains(entity.kind)).map(|entity| entity.span)
    }

    fn set(&self, name: &str) -> Option<Span> {
        self.values.iter().find(|hit| self.hotline.set(hit.set).name == name).map(|hit| hit.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::rules::load;

    const NOW: DateTime = jiff::civil::datetime(2025, 7, 1, 10, 0, 0, 0);

    fn hotline() -> Hotline {
        let head = "hotline: {name: 试, greeting: 您好。}\nlexicons: {解冻: [解冻, 解封]}";
        let unfreeze =
            "intent: 解冻账户\nphrases: |\n  <解冻>[我的](账户|账号)\n  (账户|账号) & 冻着\n  打不开 & [密码]";
        let bill = "intent: 查询账单\nphrases: |\n  查{month}*账单\n  把账单(发给我|寄给我)";
        let files = [("a.yaml", head), ("b.yaml", unfreeze), ("c.yaml", bill)];
        let (rules, findings) = load::files(files.map(|(name, text)| (name.to_owned(), text.into())));
        assert_eq!(findings, []);
        compile(&rules).0.expect("the rules have no mistake")
    }

    /// Of each near miss: the intent, what it lacks, and the utterance that would be enough.
    #[track_caller]
    fn check(utterance: &str, expect: &[(&str, &str, &str)]) {
        let hotline = hotline();
        let (mut scratch, mut again) = (Scratch::default(), Scratch::default());
        let understood = understand(&hotline, &mut scratch, utterance, NOW);
        let found = almost(&hotline, &mut again, understood.heard, &understood.ranking, NOW);
        let found: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|almost| (hotline.intent(almost.intent).name.as_str(), almost.lacks.as_str(), almost.said.as_str()))
            .collect();
        assert_eq!(found, expect, "{utterance}");
    }

    #[test]
    fn one_missing_part_is_named_with_a_sentence_that_has_it() {
        check("解冻", &[("解冻账户", "账户|账号", "解冻账户")]);
        check("账户", &[("解冻账户", "<解冻>", "解冻账户")]);
        check("查账单", &[("查询账单", "{month}", "查上个月账单")]);
    }

    #[test]
    fn two_missing_parts_are_no_near_miss() {
        check("天气", &[]);
        check("密码", &[]);
        check("查一查", &[]);
    }

    #[test]
    fn what_is_understood_or_not_wanted_is_no_near_miss() {
        check("不要解冻账户", &[]);
        check("解冻账户", &[]);
        check("查上个月的账单", &[]);
    }
}
