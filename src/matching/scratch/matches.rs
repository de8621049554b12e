//! What of the ways through phrases becomes a match: the best of each owner, negated or not.

use super::{Hearing, Work};
use crate::compile::index::{Owner, PhraseId, weight};
use crate::matching::cost::{highest_score, unexplained, weighed_up};
use crate::matching::negation::{is_negated, is_negated_behind};
use crate::matching::verify::{Item, Step, Way};
use crate::matching::{Capture, Captured, Chance, Heard, Match, ValueHit};

/// The most repetitions of a phrase that count.
const MOST_REPEATS: usize = 8;

impl Hearing<'_> {
    /// Notes the best way through the phrase that was just run: the one that explains most, but one that is not negated
    /// before one as good that is, and before one that it has nothing to do with.
    pub(super) fn note(&mut self, id: PhraseId) {
        let Some(&best) = self.work.verifier.ways.first() else { return };
        self.work.repeats.clear();
        if !self.is_way_negated(best) {
            self.find_repeats(best);
            let explained = best.weight + self.work.repeats.iter().map(|repeat| repeat.weight).sum::<u32>();
            if highest_score(&self.work.layout, explained) >= self.known_score(id) {
                self.keep(id, best, false);
            }
            return;
        }
        self.keep(id, best, true);
        for n in 1..self.work.verifier.ways.len() {
            let way = self.work.verifier.ways[n];
            let is_apart = way.end <= best.first || best.end <= way.first;
            if (is_apart || way.weight == best.weight) && !self.is_way_negated(way) {
                return self.keep(id, way, false);
            }
        }
    }

    /// The score of the best match of the phrase's owner so far that is not negated; 0 if there is none.
    pub(super) fn known_score(&self, id: PhraseId) -> f32 {
        let (stamp, place) = self.work.best[self.index.patterns[id.index()].owner as usize * 2];
        let known = self.heard.matches.get(place as usize).filter(|_| stamp == self.work.epoch);
        known.map_or(0.0, |found| found.score)
    }

    /// Finds where else the phrase stands: who says 人工服务人工服务 leaves nothing unexplained.
    fn find_repeats(&mut self, best: Way) {
        for n in 1..self.work.verifier.ways.len() {
            let way = self.work.verifier.ways[n];
            let is_apart = |other: &Way| way.end <= other.first || other.end <= way.first;
            let is_new = is_apart(&best) && self.work.repeats.iter().all(is_apart);
            if is_new && self.work.repeats.len() < MOST_REPEATS && !self.is_way_negated(way) {
                self.work.repeats.push(way);
            }
        }
    }

    /// Whether a negation stands before any stretch of a way.
    fn is_way_negated(&mut self, way: Way) -> bool {
        let Work { layout, verifier, steps, .. } = &mut *self.work;
        if !layout.can_negate() {
            return false;
        }
        steps.clear();
        steps.extend(verifier.steps(way));
        let text = self.heard.folded.text();
        let said = || steps.iter().filter(|step| step.item != Item::Text);
        let is_own = |from: u16, to: u16| said().any(|step| step.start < to && from < step.end);
        let before = said().any(|step| {
            let follows = said().any(|other| other.end == step.start);
            !follows && is_negated(self.index, layout, text, step.start, is_own)
        });
        let end = said().map(|step| step.end).max();
        before || end.is_some_and(|end| is_negated_behind(layout, text, end))
    }

    /// Keeps a way as a match if it is the best of its owner, negated or not.
    fn keep(&mut self, id: PhraseId, way: Way, negated: bool) {
        let index = self.index;
        let pattern = &index.patterns[id.index()];
        let Work { layout, verifier, steps, best, epoch, spare, repeats, .. } = &mut *self.work;
        steps.clear();
        steps.extend(verifier.steps(way));
        steps.reverse();
        let mut explained = way.weight;
        for &repeat in repeats.iter() {
            steps.extend(verifier.steps(repeat).map(|step| Step { capture: 0, ..*step }));
            explained += repeat.weight;
        }
        if !repeats.is_empty() {
            steps.sort_unstable_by_key(|step| step.start);
        }
        let (near, far) = unexplained(layout, steps, explained);
        let mut score = weight::score(explained, near, far);
        if pattern.is_alone && score < weight::ALONE {
            return;
        }
        if matches!(pattern.speaks_for, Owner::Intent(_)) && near + far > 0 {
            let (near, far) = weighed_up(index, layout, steps, pattern.owner, (near, far));
            score = weight::score(explained, near, far);
        }
        let slot = &mut best[pattern.owner as usize * 2 + usize::from(negated)];
        let is_new = slot.0 != *epoch;
        if is_new {
            *slot = (*epoch, self.heard.matches.len() as u32);
            self.heard.matches.push(spare.pop().unwrap_or_else(blank));
        }
        let found = &mut self.heard.matches[slot.1 as usize];
        let is_better = is_new
            || score.total_cmp(&found.score).then(explained.cmp(&found.explained)).then(found.phrase.cmp(&id)).is_gt();
        if !is_better {
            return;
        }
        found.owner = pattern.speaks_for;
        found.phrase = id;
        (found.score, found.explained) = (score, explained);
        let (first, end) = repeats
            .iter()
            .fold((way.first, way.end), |(first, end), repeat| (first.min(repeat.first), end.max(repeat.end)));
        found.span = layout.span(first, end);
        found.whole = explained == layout.total();
        found.negated = negated;
        found.spans.clear();
        found.captures.clear();
        for step in steps.iter() {
            let span = layout.span(step.start, step.end);
            match found.spans.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => found.spans.push(span),
            }
            let Some(place) = step.capture.checked_sub(1) else { continue };
            let value = match step.item {
                Item::Word | Item::Text => Captured::Text(span.of(self.heard.folded.text()).to_owned()),
                Item::Value { set, .. } if index.sets[set as usize].is_regex => {
                    Captured::Text(span.of(self.heard.folded.text()).to_owned())
                }
                Item::Value { set, value } => Captured::Value(index.set_id(set), value),
                Item::Entity(n) => {
                    let Some(entity) = self.heard.entities.get(usize::from(n)) else { continue };
                    Captured::Entity(entity.value.clone(), entity.kind)
                }
            };
            let slot = index.captures.get(place as usize).copied().flatten();
            found.captures.push(Capture { slot, span, value });
        }
    }

    /// Decides between the negated and the other match of an owner, sorts, and lists the expected values.
    pub(super) fn settle(&mut self) {
        let Heard { matches, values, folded, .. } = &mut *self.heard;
        let Work { best, epoch, losers, spare, .. } = &mut *self.work;
        losers.clear();
        for (n, one) in matches.iter().enumerate() {
            let owner = self.index.patterns[one.phrase.index()].owner as usize;
            let (stamp, other) = best[owner * 2 + usize::from(!one.negated)];
            if stamp != *epoch {
                continue;
            }
            let other = &matches[other as usize];
            let (no, yes) = if one.negated { (one, other) } else { (other, one) };
            // The negated one wins if the other is a part of it that explains less: 不要[冻结账户], where 账户 alone is a phrase.
            let yes_wins = !yes.span.overlaps(no.span) || yes.score >= no.score;
            if yes_wins == one.negated {
                losers.push(n);
            }
        }
        for &n in losers.iter().rev() {
            spare.push(matches.swap_remove(n));
        }
        matches.sort_unstable_by(|one, other| {
            let by_score = other.score.total_cmp(&one.score).then(other.explained.cmp(&one.explained));
            by_score.then(one.owner.cmp(&other.owner))
        });
        let Work { layout, hits, .. } = &*self.work;
        for &set in self.expected.sets {
            for hit in hits.of_set(set.index()) {
                let negated = is_negated(self.index, layout, folded.text(), hit.start, |_, _| false);
                values.push(ValueHit { set, value: hit.value, span: layout.span(hit.start, hit.end), negated });
            }
        }
        values.sort_unstable_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end), hit.set, hit.value));
        values.dedup();
    }
}

/// A match to be filled in.
fn blank() -> Match {
    Match {
        owner: Owner::Command(crate::rules::command::Verb::Transfer),
        phrase: PhraseId::default(),
        score: 0.0,
        explained: 0,
        span: crate::text::span::Span::default(),
        spans: Vec::new(),
        captures: Vec::new(),
        whole: false,
        negated: false,
        chance: Chance::Exact,
    }
}
