//! From an utterance to a decision, with second chances where the first hearing decides nothing.
//!
//! In order: the phrases as authored; the phrases on what the utterance sounds like; the examples that are nearest. A later chance
//! never outranks an earlier one: it may only settle what that left open, and the last one only asks.

use jiff::civil::DateTime;

use super::misheard::{self, Repair};
use super::near::{Near, Nearness};
use super::parts::{by_parts, by_repair};
use super::rank::{Because, Candidate, Decision, MOST_OFFERED, Ranking, Standing, rank};
use super::scratch::{self, Scratch};
use super::{Chance, Expected, Heard, hear};
use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::limits::HEARD_CHARS;

/// From this score on the first hearing is sure, so that no sound changes it.
const SURE: f32 = 0.95;
/// How much more a hearing by sound must explain to be preferred to a first hearing that is not sure.
const SOUNDS_BETTER: f32 = 0.1;
/// From this score on a phrase explains so much that examples of other intents raise no doubt.
const UNDOUBTED: f32 = 0.95;
/// How near the examples of another intent must be to raise a doubt, and how much nearer than the intent's own.
const DOUBTING: f32 = 0.15;
const CLEARLY_NEARER: f32 = 1.2;
/// How much nearer than the next the nearest must be to be asked about alone.
const CLEARLY_NEAREST: f32 = 1.5;
/// From so many times the least nearness on no word of the intent itself is needed.
const VERY_NEAR: f32 = 1.6;
/// What nearness counts beside a score, where both say what else may be meant.
const EXAMPLES_COUNT: f32 = 1.5;
/// How much of what speaks for the first must speak for what is offered beside it.
const OFFERED_SHARE: f32 = 0.2;
/// The most near intents that are looked at for an offer.
const MOST_COMPARED: usize = 8;

/// What became of an utterance.
#[derive(Debug)]
pub struct Understood<'h> {
    /// The hearing that decided: of the utterance as it was said, or of what it sounds like.
    pub heard: &'h Heard,
    /// The decision.
    pub ranking: Ranking,
}

/// Hears an utterance, at `now`, that nothing was asked for, and decides.
pub fn understand<'s>(hotline: &Hotline, scratch: &'s mut Scratch, utterance: &str, now: DateTime) -> Understood<'s> {
    understand_but(hotline, scratch, utterance, now, None)
}

/// Decides as [`understand`] does, with an example left out: so one can tell whether the others speak for it.
pub fn understand_but<'s>(
    hotline: &Hotline,
    scratch: &'s mut Scratch,
    utterance: &str,
    now: DateTime,
    but: Option<(IntentId, usize)>,
) -> Understood<'s> {
    let expected = Expected::default();
    hear(hotline, scratch, utterance, now, &expected);
    let (heard, again) = scratch.heard_and_again();
    let (source, ranking) = settle(hotline, heard, again, now, &expected, Chance::Near, but);
    let heard = match source {
        Source::First => heard,
        Source::Again => &again.heard,
    };
    Understood { heard, ranking }
}

/// Which hearing decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// That of the utterance as it was said.
    First,
    /// The second one, which stands in the memory for hearing again.
    Again,
}

/// Decides by what was heard, and by later chances up to `last` where that is open: the one place that knows their order. Examples
/// can always raise a doubt; they are asked about by themselves only where `last` is [`Chance::Near`].
pub fn settle(
    hotline: &Hotline,
    heard: &Heard,
    again: &mut Scratch,
    now: DateTime,
    expected: &Expected,
    last: Chance,
    but: Option<(IntentId, usize)>,
) -> (Source, Ranking) {
    if by_repair(hotline, heard, again, now, expected) {
        return (Source::Again, rank(hotline, &again.heard));
    }
    let ranking = rank(hotline, heard);
    if let Some(ranking) = by_parts(hotline, heard, &ranking, again, now, expected) {
        return (Source::First, ranking);
    }
    if by_sound(hotline, heard, &ranking, again, now, expected) {
        return (Source::Again, rank_by_sound(hotline, again, but));
    }
    let later = doubted(hotline, heard, &ranking, &mut again.nearness, but)
        .or_else(|| (last == Chance::Near).then(|| by_example(hotline, heard, &ranking, again, but)).flatten());
    (Source::First, later.unwrap_or(ranking))
}

/// Asks where a phrase leaves something unexplained and the examples speak for another intent.
fn doubted(
    hotline: &Hotline,
    heard: &Heard,
    ranking: &Ranking,
    nearness: &mut Nearness,
    but: Option<(IntentId, usize)>,
) -> Option<Ranking> {
    let (Decision::Accept(intent) | Decision::Confirm(intent)) = ranking.decision else { return None };
    let winner = ranking.candidates.iter().find(|candidate| candidate.standing == Standing::Winner)?;
    let is_negation_about = ranking.candidates.iter().any(|candidate| candidate.standing.is_negated());
    if winner.score >= UNDOUBTED || ranking.then.is_some() || is_negation_about {
        return None;
    }
    let near = nearness.find(hotline, heard.folded.text(), but);
    let own = near.iter().find(|near| near.intent == Some(intent)).map_or(0.0, |near| near.score);
    let best = near.iter().find(|near| near.intent.is_some())?;
    let other = best.intent.filter(|other| *other != intent)?;
    if best.score < DOUBTING || best.score < own * CLEARLY_NEARER {
        return None;
    }
    let asked = vec![winner.clone(), candidate(other, *best)];
    question(ranking, asked, near)
}

/// Asks about the first of `asked`, and beside it about what else phrases and examples together speak for; `None` if that is nothing.
fn question(ranking: &Ranking, mut asked: Vec<Candidate>, near: &[Near]) -> Option<Ranking> {
    let nearness = |intent| near.iter().find(|near| near.intent == Some(intent)).map_or(0.0, |near| near.score);
    let together = |candidate: &Candidate| {
        let by_phrase = candidate.phrase().map_or(0.0, |_| candidate.score);
        by_phrase + EXAMPLES_COUNT * nearness(candidate.intent)
    };
    let is_in = |list: &[Candidate], intent| list.iter().any(|candidate| candidate.intent == intent);
    let by_example =
        near.iter().take(MOST_COMPARED).filter_map(|near| near.intent.map(|intent| candidate(intent, *near)));
    let by_example = by_example.filter(|candidate| !is_in(&ranking.candidates, candidate.intent));
    let possible = ranking.candidates.iter().filter(|candidate| candidate.standing.is_possible());
    let mut more: Vec<Candidate> =
        possible.cloned().chain(by_example).filter(|candidate| !is_in(&asked, candidate.intent)).collect();
    more.sort_by(|one, other| together(other).total_cmp(&together(one)));
    let least = asked.first().map_or(0.0, |first| together(first) * OFFERED_SHARE);
    let n_more = MOST_OFFERED.saturating_sub(asked.len());
    asked.extend(more.into_iter().filter(|candidate| together(candidate) >= least).take(n_more));
    if asked.len() < 2 {
        return None;
    }
    let best = asked[0].score;
    for candidate in &mut asked {
        candidate.standing = Standing::Offered((best - candidate.score).max(0.0));
    }
    let decision = Decision::Clarify(asked.iter().map(|candidate| candidate.intent).collect());
    let rest: Vec<Candidate> =
        ranking.candidates.iter().filter(|candidate| !is_in(&asked, candidate.intent)).cloned().collect();
    asked.extend(rest);
    Some(Ranking { decision, candidates: asked, then: None, chance: Chance::Near })
}

/// Hears what an utterance sounds like, if that settles what its first hearing left open; it is then in `again`.
///
/// It does if nothing was understood and now something is, if what would have been asked about is now clear, or if the first hearing
/// explains too little to be sure and this one much more.
fn by_sound(
    hotline: &Hotline,
    heard: &Heard,
    ranking: &Ranking,
    again: &mut Scratch,
    now: DateTime,
    expected: &Expected,
) -> bool {
    again.heard.repairs.clear();
    let is_sure = matches!(ranking.decision, Decision::Accept(_)) && best_score(ranking) >= SURE;
    if is_sure || ranking.then.is_some() || ranking.is_declined(hotline.thresholds.confirm) {
        return false;
    }
    hear_by_sound(hotline, heard, again, now, expected) && settles(ranking, &rank(hotline, &again.heard))
}

/// Hears what an utterance sounds like, into `again`; `false` if it sounds like nothing else.
pub fn hear_by_sound(
    hotline: &Hotline,
    heard: &Heard,
    again: &mut Scratch,
    now: DateTime,
    expected: &Expected,
) -> bool {
    let repairs: Vec<Repair> = again.mishearing.repairs(&hotline.index, heard.folded.text(), HEARD_CHARS);
    if repairs.is_empty() {
        return false;
    }
    again.heard.folded.clone_from(&heard.folded);
    misheard::repair(&mut again.heard.folded, &repairs);
    scratch::hear_folded(&hotline.index, &hotline.sets, again, now, expected);
    again.heard.matches.iter_mut().for_each(|found| found.chance = Chance::Sound);
    again.heard.repairs = repairs;
    true
}

/// Ranks what was heard by its sound into `again`; examples can raise a doubt here as well.
fn rank_by_sound(hotline: &Hotline, again: &mut Scratch, but: Option<(IntentId, usize)>) -> Ranking {
    let ranking = Ranking { chance: Chance::Sound, ..rank(hotline, &again.heard) };
    doubted(hotline, &again.heard, &ranking, &mut again.nearness, but).unwrap_or(ranking)
}

/// Whether a hearing by sound settles what the first one left open: something instead of nothing, one of what would be asked about,
/// or much more of the utterance explained than by a first hearing that is not sure itself (花呗如何分欺 is more than 花呗).
fn settles(first: &Ranking, second: &Ranking) -> bool {
    let is_more = best_score(second) >= best_score(first) + SOUNDS_BETTER;
    match (&first.decision, &second.decision) {
        // A little of what it might have been is too little.
        (_, Decision::Reject | Decision::Confirm(_)) => false,
        (Decision::Reject, Decision::Accept(_) | Decision::Clarify(_)) => true,
        (Decision::Accept(one) | Decision::Confirm(one), Decision::Clarify(offered)) => {
            is_more && offered.contains(one)
        }
        (Decision::Clarify(_), Decision::Clarify(_)) => false,
        (Decision::Accept(one) | Decision::Confirm(one), Decision::Accept(other)) => one == other || is_more,
        (Decision::Clarify(offered), Decision::Accept(other)) => offered.contains(other) || is_more,
    }
}

/// The score of what was decided for; 0 where nothing was.
fn best_score(ranking: &Ranking) -> f32 {
    ranking.in_play().first().map_or(0.0, |candidate| candidate.score)
}

/// Looks for examples that are near where nothing was understood, to what was said or to what it sounds like ([`by_sound`] comes
/// before): a question, or `None` if none is near enough.
fn by_example(
    hotline: &Hotline,
    heard: &Heard,
    ranking: &Ranking,
    again: &mut Scratch,
    but: Option<(IntentId, usize)>,
) -> Option<Ranking> {
    let thresholds = &hotline.thresholds;
    if ranking.decision != Decision::Reject || ranking.is_declined(thresholds.confirm) || heard.nothing_said {
        return None;
    }
    let is_out = |intent: IntentId| {
        ranking.candidates.iter().any(|candidate| candidate.intent == intent && !candidate.standing.is_possible())
    };
    let Scratch { heard: sounded, nearness, .. } = again;
    let nearest = |near: &[Near]| near.first().map_or(0.0, |near| near.score);
    let mut text = heard.folded.text();
    if !sounded.repairs.is_empty() {
        let as_said = nearest(nearness.find(hotline, text, but));
        if nearest(nearness.find(hotline, sounded.folded.text(), but)) > as_said {
            text = sounded.folded.text();
        }
    }
    let near = nearness.find(hotline, text, but);
    let mut possible = near.iter().filter(|near| near.intent.is_none_or(|intent| !is_out(intent)));
    // Being put together of the same light words (今天…怎么样) is little likeness.
    let is_spoken_of = |near: &&Near| {
        let has_word = |intent| hotline.index.has_usual(intent, text);
        near.score >= thresholds.near_offer * VERY_NEAR || near.intent.is_none_or(has_word)
    };
    let best = possible.next().filter(|best| best.score >= thresholds.near_offer).filter(is_spoken_of)?;
    let intent = best.intent?;
    let second = possible.find(|near| near.intent.is_some()).map_or(0.0, |near| near.score);
    let is_clear = best.score >= thresholds.near_confirm && best.score >= second * CLEARLY_NEAREST;
    if !is_clear && let Some(question) = question(ranking, vec![candidate(intent, *best)], near) {
        return Some(question);
    }
    // With nothing beside it, being a little like an example is too little to ask about.
    let is_near = is_clear || best.score >= f32::midpoint(thresholds.near_offer, thresholds.near_confirm);
    let winner = is_near.then(|| Candidate { standing: Standing::Winner, ..candidate(intent, *best) })?;
    let rest = ranking.candidates.iter().filter(|candidate| candidate.intent != intent).cloned();
    let candidates = [winner].into_iter().chain(rest).collect();
    Some(Ranking { decision: Decision::Confirm(intent), candidates, then: None, chance: Chance::Near })
}

/// A candidate that only examples speak for.
fn candidate(intent: IntentId, near: Near) -> Candidate {
    Candidate {
        intent,
        score: near.score,
        because: Because::Example(near.example),
        spans: Vec::new(),
        captures: Vec::new(),
        standing: Standing::Offered(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::rules::load;

    fn hotline() -> Hotline {
        let head = "hotline:\n  name: 试\n  greeting: 您好。\n  outside: |\n    今天天气怎么样\n    附近有什么好吃的";
        let freeze = "intent: 冻结账户\nphrases: |\n  (冻结|锁住)账户\nexamples: |\n  手机在地铁上丢了怎么办\n  手机被偷了里面的钱怎么办\n  手机丢了赶紧锁上";
        let bill = "intent: 查询账单\nphrases: |\n  查[{month}][的]账单\n  账单\nexamples: |\n  上个月花了多少钱\n  看看这个月买了什么东西\n  我这个月花了多少";
        let credit = "intent: 信贷使用\nphrases: |\n  花呗\nexamples: |\n  花呗能在哪里花";
        let files = [("a.yaml", head), ("b.yaml", freeze), ("c.yaml", bill), ("d.yaml", credit)];
        let (rules, findings) = load::files(files.map(|(name, text)| (name.to_owned(), text.into())));
        assert_eq!(findings, []);
        compile(&rules).0.expect("the rules have no mistake")
    }

    /// What is decided, and by which chance.
    #[track_caller]
    fn check(utterance: &str, expect: &str) {
        let hotline = hotline();
        let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
        let mut scratch = Scratch::default();
        let ranking = understand(&hotline, &mut scratch, utterance, now).ranking;
        let name = |id: &IntentId| hotline.intent(*id).name.clone();
        let decision = match &ranking.decision {
            Decision::Accept(intent) => format!("accept {}", name(intent)),
            Decision::Confirm(intent) => format!("confirm {}", name(intent)),
            Decision::Clarify(intents) => format!("clarify {}", intents.iter().map(name).collect::<Vec<_>>().join(" ")),
            Decision::Reject => "reject".to_owned(),
        };
        assert_eq!(format!("{decision} {}", ranking.chance.name()), expect, "{utterance}: {:?}", ranking.candidates);
    }

    #[test]
    fn what_is_said_as_authored_is_decided_at_once() {
        check("查账单", "accept 查询账单 exact");
        check("帮我锁住账户", "accept 冻结账户 exact");
    }

    #[test]
    fn what_only_sounds_like_it_comes_next() {
        check("查张单", "accept 查询账单 sound");
        check("锁住帐护", "accept 冻结账户 sound");
    }

    #[test]
    fn what_is_like_an_example_is_asked_about() {
        check("我手机在公交上丢了怎么办", "confirm 冻结账户 near");
        check("上个月一共花了多少钱", "confirm 查询账单 near");
    }

    #[test]
    fn what_is_like_nothing_or_like_something_outside_is_not_understood() {
        check("天气怎么样啊今天", "reject exact");
        check("唱首歌", "reject exact");
    }

    #[test]
    fn a_slip_gives_way_to_what_is_meant() {
        let hotline = hotline();
        let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
        let mut scratch = Scratch::default();
        let mut check = |utterance: &str, expect: &str| {
            let text = understand(&hotline, &mut scratch, utterance, now).heard.folded.text().to_owned();
            assert_eq!(text, expect, "{utterance}");
        };
        check("查账单，不对，锁住账户", "锁住账户");
        check("查6月的账单，不对，5月", "查5月的账单");
        check("查6月不对5月的账单", "查5月的账单");
        check("查6月的账单，说错了，应该是5月", "查5月的账单");
        check("6月的账单不对,5月的也不对", "6月的账单不对,5月的也不对");
    }

    #[test]
    fn two_tasks_are_heard_on_both_sides_of_what_leads_over() {
        let hotline = hotline();
        let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
        let mut scratch = Scratch::default();
        let ranking = understand(&hotline, &mut scratch, "查账单还要锁住账户", now).ranking;
        let names = [Some(&ranking.decision), None].map(|decision| match decision {
            Some(Decision::Accept(intent)) => hotline.intent(*intent).name.clone(),
            _ => ranking.then.map_or(String::new(), |then| hotline.intent(then).name.clone()),
        });
        assert_eq!(names, ["查询账单", "冻结账户"]);
    }

    #[test]
    fn what_is_meant_stands_behind_a_slip_of_the_tongue() {
        check("锁住账户，不对，查账单", "accept 查询账单 exact");
        check("查账单，哦不，是锁住账户", "accept 冻结账户 exact");
    }

    #[test]
    fn what_is_not_wanted_is_no_near_miss() {
        check("不要查账单", "reject exact");
    }

    #[test]
    fn an_example_does_not_speak_for_itself() {
        let hotline = hotline();
        let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
        let (id, nth) = hotline
            .intent_ids()
            .find_map(|id| {
                let examples = &hotline.intent(id).examples;
                examples.iter().position(|example| example.text == "花呗能在哪里花").map(|nth| (id, nth))
            })
            .expect("it is an example");
        let mut scratch = Scratch::default();
        let near = |but, scratch: &mut Scratch| {
            scratch.nearness.find(&hotline, "花呗能在哪里花", but).iter().find(|near| near.intent == Some(id)).copied()
        };
        assert!(near(None, &mut scratch).is_some());
        assert_eq!(near(Some((id, nth)), &mut scratch), None);
        drop(understand(&hotline, &mut scratch, "花呗能在哪里花", now));
    }
}
