//! Decides between the intents that an utterance may mean.

use super::{Capture, Chance, Heard, HeardWord, Match, Sort};
use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::compile::index::{Owner, PhraseId, weight};
use crate::finding::Place;
use crate::rules::hotline::Thresholds;
use crate::text::span::Span;

/// The most intents that a question offers.
pub const MOST_OFFERED: usize = 3;

/// From this score on a part of a sentence that only a comma parts from another is a task of its own.
const OWN_SENTENCE: f32 = 0.9;

/// Words that say behind a comma that another task follows.
const FOLLOWS: [&str; 6] = ["再", "还", "也", "还要", "还想", "还得"];

/// The intents that an utterance may mean, and what to do about it.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// What to do.
    pub decision: Decision,
    /// All intents with a phrase that matched: by score, then explained weight (both falling), then intent.
    pub candidates: Vec<Candidate>,
    /// A second task that other words of the utterance ask for; only beside [`Decision::Accept`].
    pub then: Option<IntentId>,
    /// By how exact a hearing it came to be.
    pub chance: Chance,
}

impl Ranking {
    fn of(decision: Decision, candidates: Vec<Candidate>, then: Option<IntentId>) -> Ranking {
        Ranking { decision, candidates, then, chance: Chance::Exact }
    }

    /// Returns whether what was said is that something is not wanted, as clearly as `confirm`.
    pub fn is_declined(&self, confirm: f32) -> bool {
        let is_negated = |candidate: &Candidate| candidate.standing.is_negated() && candidate.score >= confirm;
        self.decision == Decision::Reject && self.candidates.iter().any(is_negated)
    }

    /// Returns the phrases by which it was decided: of the intent that starts or is asked about, of those offered, of the next.
    pub fn phrases(&self) -> impl Iterator<Item = PhraseId> {
        let decides = |candidate: &&Candidate| match candidate.standing {
            Standing::Winner | Standing::Next | Standing::Offered(_) => true,
            Standing::Beaten(_) | Standing::TooLow | Standing::Negated | Standing::Forbidden(_) => false,
        };
        self.candidates.iter().filter(decides).filter_map(Candidate::phrase)
    }

    /// Returns the candidates that nothing rules out: what is done or offered first, then the others as they were ranked.
    pub fn in_play(&self) -> Vec<&Candidate> {
        let rank_of = |candidate: &Candidate| match candidate.standing {
            Standing::Winner => Some(0),
            Standing::Offered(_) => Some(1),
            Standing::Next => Some(2),
            Standing::Beaten(_) | Standing::TooLow => Some(3),
            Standing::Negated | Standing::Forbidden(_) => None,
        };
        let mut candidates: Vec<&Candidate> =
            self.candidates.iter().filter(|candidate| rank_of(candidate).is_some()).collect();
        candidates.sort_by_key(|candidate| rank_of(candidate));
        candidates
    }
}

/// What to do about an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Start the intent.
    Accept(IntentId),
    /// Ask whether it is meant.
    Confirm(IntentId),
    /// Ask which one is meant: two or three, the likeliest first.
    Clarify(Vec<IntentId>),
    /// Say that it was not understood.
    Reject,
}

/// An intent that an utterance may mean.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The intent.
    pub intent: IntentId,
    /// How well its best phrase explains the utterance, 0 to 1.
    pub score: f32,
    /// What speaks for it: that phrase, or an example.
    pub because: Because,
    /// The parts of the text that earned the score.
    pub spans: Vec<Span>,
    /// What the phrase captured.
    pub captures: Vec<Capture>,
    /// How it came out, and why.
    pub standing: Standing,
}

impl Candidate {
    /// Returns what speaks for it as authored.
    pub fn evidence<'h>(&self, hotline: &'h Hotline) -> Evidence<'h> {
        match self.because {
            Because::Phrase(phrase) => {
                let phrase = hotline.index.phrase(phrase);
                Evidence { kind: "说法", text: &phrase.text, place: &phrase.place }
            }
            Because::Example(nth) => {
                let intent = hotline.intent(self.intent);
                let example = intent.examples.get(nth);
                let text = example.map_or("", |example| example.text.as_str());
                Evidence { kind: "例句", text, place: example.map_or(&intent.place, |example| &example.place) }
            }
        }
    }

    /// Returns the phrase that matched; `None` where only examples are near.
    pub fn phrase(&self) -> Option<PhraseId> {
        match self.because {
            Because::Phrase(phrase) => Some(phrase),
            Because::Example(_) => None,
        }
    }
}

/// What speaks for a candidate, as authored.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'h> {
    /// In Chinese, what it is: a phrase or an example.
    pub kind: &'static str,
    /// Its text.
    pub text: &'h str,
    /// Where it stands.
    pub place: &'h Place,
}

/// What speaks for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// This phrase matched.
    Phrase(PhraseId),
    /// The n-th example of the intent is near.
    Example(usize),
}

/// How a candidate came out, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// It starts, or is asked about alone.
    Winner,
    /// The second task of the utterance.
    Next,
    /// It is offered beside others, so far behind the best.
    Offered(f32),
    /// It is so far behind the best.
    Beaten(f32),
    /// The best, but it explains too little.
    TooLow,
    /// A negation word stands before it.
    Negated,
    /// This phrase of its `unless` matched.
    Forbidden(PhraseId),
}

impl Standing {
    /// Returns whether the caller may mean it: it is neither negated nor forbidden.
    pub fn is_possible(self) -> bool {
        match self {
            Standing::Winner | Standing::Next | Standing::Offered(_) | Standing::Beaten(_) | Standing::TooLow => true,
            Standing::Negated | Standing::Forbidden(_) => false,
        }
    }

    /// Returns whether the caller said that it is not wanted.
    pub fn is_negated(self) -> bool {
        self == Standing::Negated
    }

    /// Says it in a few Chinese words, for records and explanations.
    pub fn words(self, hotline: &Hotline) -> String {
        match self {
            Standing::Winner => "选中".to_owned(),
            Standing::Next => "这句话里的第二件事".to_owned(),
            Standing::Offered(behind) if behind < 0.1 => format!("太接近（差 {behind:.2}），一起请来电人选"),
            Standing::Offered(_) => "例句也像，一起请来电人选".to_owned(),
            Standing::Beaten(behind) => format!("得分低 {behind:.2}"),
            Standing::TooLow => "最好的一个，但得分太低".to_owned(),
            Standing::Negated => "前面有否定词".to_owned(),
            Standing::Forbidden(phrase) => {
                format!("有排除它的说法“{}”", hotline.index.phrase(phrase).text)
            }
        }
    }
}

/// Decides between the intents heard.
pub fn rank(hotline: &Hotline, heard: &Heard) -> Ranking {
    rank_by(&hotline.thresholds, heard)
}

/// Decides between the intents heard by these thresholds.
///
/// Negated and forbidden intents are out, and the words of a negated one, with the negation, cost the others nothing: after
/// 不是冻结，是解冻 nothing of the first clause is left to explain. If two clear tasks stand in different parts of the utterance, the first in the
/// text is accepted and the other is next. Else the best one decides: below `confirm` nothing is understood; if others of at
/// least `confirm` are within `margin` of it, they are offered together; else it is accepted from `accept` on.
pub fn rank_by(thresholds: &Thresholds, heard: &Heard) -> Ranking {
    let mut candidates: Vec<Candidate> = heard.matches.iter().filter_map(|found| candidate(heard, found)).collect();
    if candidates.iter().any(|candidate| candidate.standing.is_negated()) {
        forgive_negated(heard, &mut candidates);
    }
    let live: Vec<usize> =
        (0..candidates.len()).filter(|&n| matches!(candidates[n].standing, Standing::Winner)).collect();
    let Some(&best) = live.first() else { return Ranking::of(Decision::Reject, candidates, None) };
    if let Some(negated) = negation_around(&candidates, best, thresholds.confirm) {
        for &n in &live {
            candidates[n].standing = Standing::Beaten(negated - candidates[n].score);
        }
        return Ranking::of(Decision::Reject, candidates, None);
    }
    let best_score = candidates[best].score;
    for &n in &live {
        candidates[n].standing = Standing::Beaten(best_score - candidates[n].score);
    }
    if let Some((first, second)) = two_tasks(thresholds, heard, &candidates, &live) {
        candidates[first].standing = Standing::Winner;
        candidates[second].standing = Standing::Next;
        let decision = Decision::Accept(candidates[first].intent);
        let then = Some(candidates[second].intent);
        return Ranking::of(decision, candidates, then);
    }
    if best_score < thresholds.confirm {
        candidates[best].standing = Standing::TooLow;
        return Ranking::of(Decision::Reject, candidates, None);
    }
    let is_close = |n: usize| {
        let score = candidates[n].score;
        score >= thresholds.confirm && best_score - score < thresholds.margin
    };
    let close: Vec<usize> = live.iter().copied().filter(|&n| n == best || is_close(n)).take(MOST_OFFERED).collect();
    let intent = candidates[best].intent;
    let decision = if close.len() > 1 {
        for &n in &close {
            candidates[n].standing = Standing::Offered(best_score - candidates[n].score);
        }
        Decision::Clarify(close.iter().map(|&n| candidates[n].intent).collect())
    } else {
        candidates[best].standing = Standing::Winner;
        if best_score >= thresholds.accept { Decision::Accept(intent) } else { Decision::Confirm(intent) }
    };
    Ranking::of(decision, candidates, None)
}

/// Makes a candidate of a match of an intent; one that is not out yet is a winner.
fn candidate(heard: &Heard, found: &Match) -> Option<Candidate> {
    let Owner::Intent(intent) = found.owner else { return None };
    let veto = heard.matches.iter().find(|other| other.owner == Owner::Unless(intent) && !other.negated);
    let standing = match veto {
        Some(veto) => Standing::Forbidden(veto.phrase),
        None if found.negated => Standing::Negated,
        None => Standing::Winner,
    };
    Some(Candidate {
        intent,
        score: found.score,
        because: Because::Phrase(found.phrase),
        spans: found.spans.clone(),
        captures: found.captures.clone(),
        standing,
    })
}

/// The score of something that is not wanted, if the best candidate has words of it and explains less: 不要…账户 in 不要冻结我的账户.
fn negation_around(candidates: &[Candidate], best: usize, confirm: f32) -> Option<f32> {
    let best = &candidates[best];
    let mut negated = candidates.iter().filter(|candidate| candidate.standing.is_negated());
    let around = negated.find(|negated| {
        let is_shared = best.spans.iter().any(|span| negated.spans.iter().any(|other| other.overlaps(*span)));
        negated.score >= confirm && negated.score > best.score && is_shared
    });
    around.map(|negated| negated.score)
}

/// Scores the candidates anew without the words of negated ones that they have nothing to do with.
fn forgive_negated(heard: &Heard, candidates: &mut [Candidate]) {
    let negated: Vec<Vec<Span>> = candidates
        .iter()
        .filter(|candidate| candidate.standing.is_negated())
        .map(|candidate| candidate.spans.clone())
        .collect();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.standing == Standing::Winner) {
        let is_apart =
            |spans: &&Vec<Span>| !spans.iter().any(|span| candidate.spans.iter().any(|own| own.overlaps(*span)));
        let forgiven: Vec<Span> = negated.iter().filter(is_apart).flatten().copied().collect();
        if !forgiven.is_empty() {
            candidate.score = candidate.score.max(part_score(&heard.words, candidate, &forgiven));
        }
    }
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score));
}

/// Finds two candidates that are clear tasks in different parts of the utterance, the first in the text first.
///
/// A word like 然后 or 和, or 、, must stand between them, or the end of a clause where each part says little else. Each part is
/// scored as if it were said alone.
fn two_tasks(
    thresholds: &Thresholds,
    heard: &Heard,
    candidates: &[Candidate],
    live: &[usize],
) -> Option<(usize, usize)> {
    let (&best, others) = live.split_first()?;
    // The best match may well explain both parts; then there is one task.
    let extent = |n: usize| {
        let spans = &candidates[n].spans;
        Some(Span { start: spans.first()?.start, end: spans.last()?.end })
    };
    let at = extent(best)?;
    for &other in others {
        let there = extent(other)?;
        let (first, second, gap) = if at.end <= there.start {
            (best, other, Span { start: at.end, end: there.start })
        } else if there.end <= at.start {
            (other, best, Span { start: there.end, end: at.start })
        } else {
            continue;
        };
        let Some((cut, is_explicit)) = separator(heard, gap) else { continue };
        let needed = if is_explicit { thresholds.accept } else { OWN_SENTENCE };
        let (before, after) = heard.words.split_at(cut);
        let is_task = |part, n: usize| candidates[n].score > 0.0 && part_score(part, &candidates[n], &[]) >= needed;
        if is_task(before, first) && is_task(after, second) {
            return Some((first, second));
        }
    }
    None
}

/// The word in `gap` at which the utterance falls into two, and whether it says so itself.
fn separator(heard: &Heard, gap: Span) -> Option<(usize, bool)> {
    let mut found = None;
    for (n, word) in heard.words.iter().enumerate() {
        if !gap.contains(word.span) {
            continue;
        }
        let is_list_comma = word.sort == Sort::Mark && word.span.of(heard.folded.text()) == "、";
        if word.sort == Sort::Connective || is_list_comma {
            return Some((n, true));
        }
        if word.sort == Sort::ClauseEnd {
            found = Some((n, false));
        } else if found.is_some() && FOLLOWS.contains(&word.span.of(heard.folded.text())) {
            return found.map(|(end, _)| (end, true));
        }
    }
    found
}

/// The score of a candidate in a part of the utterance, connectives and the forgiven spans, with their negation, left out.
fn part_score(part: &[HeardWord], candidate: &Candidate, forgiven: &[Span]) -> f32 {
    let is_left_out =
        |word: &HeardWord| word.sort == Sort::Connective || (word.sort == Sort::Negation && !forgiven.is_empty());
    let (mut explained, mut near, mut far) = (0, 0, 0);
    for clause in part.split(|word| word.sort == Sort::ClauseEnd) {
        let words = clause.iter().filter(|word| !is_left_out(word));
        let total: u32 = words.clone().map(|word| word.weight - covered(word, forgiven).min(word.weight)).sum();
        let here: u32 = words.map(|word| covered(word, &candidate.spans)).sum();
        explained += here;
        if here > 0 {
            near += total.saturating_sub(here);
        } else {
            far += total;
        }
    }
    weight::score(explained, near, far)
}

/// The share of a word's weight that the spans cover.
fn covered(word: &HeardWord, spans: &[Span]) -> u32 {
    let common = |span: &Span| span.end.min(word.span.end).saturating_sub(span.start.max(word.span.start));
    let n_bytes: u32 = spans.iter().map(common).sum();
    word.weight * n_bytes / word.span.len().max(1)
}
