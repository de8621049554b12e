//! Answers to the open question: a slot's value, yes or no, an option.

use super::record::{Considered, TakenFor};
use super::state::{Filled, Open};
use super::trail::Way;
use super::turn::Turn;
use super::value::SlotValue;
use super::walk::small;
use crate::compile::hotline::{Question, SlotType, StateKind, Target};
use crate::compile::id::{ChoiceId, IntentId, SlotId};
use crate::compile::index::Owner;
use crate::matching::answer::{Answer, answers};
use crate::matching::rank::{Decision, rank};
use crate::matching::{Captured, Heard, Match};
use crate::rules::wordings::Sentence;
use crate::text::entity::{Choice, Kind, Kinds, Value};
use crate::text::span::Span;

/// The kinds of an answer by yes or no.
pub(super) const YES_NO: Kinds = Kinds::of(Kind::YesNo);
/// The kinds of an answer by place.
pub(super) const ORDINAL: Kinds = Kinds::of(Kind::Ordinal);

/// Where in the utterance an answer may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// It is the whole utterance, but for fillers.
    Whole,
    /// Anywhere.
    Anywhere,
}

/// What says no to the wrap-up's question and yet does not end the call.
const STAYS: [&str; 5] = ["先别", "不行", "不是", "不对", "不可以"];

impl Turn<'_> {
    /// Takes the utterance for an answer to what is open; returns whether it is one.
    pub fn answer(&mut self, heard: &Heard, place: Where) -> bool {
        match self.dialogue.open.clone() {
            Open::Wish => false,
            Open::WrapUp => self.answer_wrap_up(heard, place),
            Open::Guess(intent, filled) => self.answer_guess(heard, place, intent, filled),
            Open::Clarify(options) => self.answer_clarify(heard, place, &options),
            Open::Menu => {
                let Some(nth) = self.ordinal(heard, place, self.hotline.menu.len()) else { return false };
                let intent = self.hotline.menu[nth];
                self.take_for(TakenFor::Answer, self.hotline.intent(intent).name.clone());
                self.start(intent, Vec::new());
                true
            }
            Open::Question => self.answer_question(heard, place),
        }
    }

    fn answer_wrap_up(&mut self, heard: &Heard, place: Where) -> bool {
        match (self.yes_or_no(heard, place), place) {
            // 先别挂 asks to stay, and 还是不行 complains.
            (Some(false), Where::Whole) if !STAYS.iter().any(|word| heard.folded.text().contains(word)) => {
                self.take_for(TakenFor::Answer, "没有别的事".to_owned());
                self.goodbye();
                true
            }
            (Some(true), Where::Whole) => {
                self.take_for(TakenFor::Answer, "还有别的事".to_owned());
                self.dialogue.question = self.sentence(Sentence::go_on, &[]);
                self.say(self.dialogue.question.clone());
                self.dialogue.open = Open::Wish;
                true
            }
            _ => false,
        }
    }

    fn answer_guess(&mut self, heard: &Heard, place: Where, intent: IntentId, filled: Filled) -> bool {
        let name = self.hotline.intent(intent).name.clone();
        let echoed = || echoed(heard.folded.text(), &self.dialogue.question);
        match self.yes_or_no(heard, place).or_else(echoed).or_else(|| self.is_for(intent, heard, place).then_some(true))
        {
            Some(true) => {
                let filled = self.with_volunteered(intent, heard, filled);
                self.take_for(TakenFor::Answer, format!("是，{name}"));
                self.close_guess();
                self.start(intent, filled);
                true
            }
            // 不是，我要…: the no makes way for what is wanted instead.
            Some(false)
                if place == Where::Anywhere && matches!(rank(self.hotline, heard).decision, Decision::Accept(_)) =>
            {
                self.close_guess();
                false
            }
            Some(false) => {
                self.take_for(TakenFor::Answer, format!("不是{name}"));
                self.close_guess();
                self.say_sentence(Sentence::reconsider, &[]);
                if self.dialogue.open == Open::Question {
                    self.ask_again_as_before();
                }
                true
            }
            None => false,
        }
    }

    /// Whether the utterance only has values for an intent that was asked about: 上个月的, to 您是要查询账单吗, is a yes.
    fn is_for(&mut self, intent: IntentId, heard: &Heard, place: Where) -> bool {
        place == Where::Anywhere
            && rank(self.hotline, heard).decision == Decision::Reject
            && !self.volunteered(intent, heard, &[]).is_empty()
    }

    /// What was volunteered for an intent that was asked about, with what is said beside the answer (对，查上个月的).
    fn with_volunteered(&mut self, intent: IntentId, heard: &Heard, filled: Filled) -> Filled {
        let mut said = self.volunteered(intent, heard, &[]);
        said.extend(
            filled.into_iter().filter(|(slot, _)| !said.iter().any(|(other, _)| other == slot)).collect::<Vec<_>>(),
        );
        said
    }

    fn answer_clarify(&mut self, heard: &Heard, place: Where, options: &[(IntentId, Filled)]) -> bool {
        if self.yes_or_no(heard, Where::Whole) == Some(false) {
            self.take_for(TakenFor::Answer, "都不是".to_owned());
            self.close_guess();
            self.say_sentence(Sentence::reconsider, &[]);
            if self.dialogue.open == Open::Question {
                self.ask_again_as_before();
            }
            return true;
        }
        let by_place = self.ordinal(heard, place, options.len());
        let named = || {
            let best = heard.matches.iter().filter(|found| !found.negated);
            let owner_of = |intent: IntentId| Owner::Intent(intent);
            best.filter_map(|found| options.iter().position(|(intent, _)| owner_of(*intent) == found.owner)).next()
        };
        let by_name = || {
            let title = |(intent, _): &(IntentId, Filled)| {
                let intent = self.hotline.intent(*intent);
                heard.folded.text().contains(intent.name.as_str())
                    || heard.folded.text().contains(intent.about.as_str())
            };
            options.iter().position(title)
        };
        match by_place.or_else(by_name).or_else(|| (place == Where::Anywhere).then(named).flatten()) {
            Some(nth) => {
                let (intent, filled) = options[nth].clone();
                let filled = self.with_volunteered(intent, heard, filled);
                self.take_for(TakenFor::Answer, self.hotline.intent(intent).name.clone());
                self.close_guess();
                self.start(intent, filled);
                true
            }
            None => false,
        }
    }

    fn answer_question(&mut self, heard: &Heard, place: Where) -> bool {
        let hotline = self.hotline;
        let Some(frame) = self.dialogue.frames.last() else { return false };
        let state = hotline.state(frame.state);
        match &state.kind {
            StateKind::Ask { slot, question } => {
                self.answer_slot(heard, place, *slot, state.next) || self.answer_beside(heard, place, question)
            }
            StateKind::Confirm { question, no } => {
                // 没收到 has a no in it, and the author's own words say more than yes and no.
                if self.answer_beside(heard, place, question) {
                    return true;
                }
                let echoed = || echoed(heard.folded.text(), &self.dialogue.question);
                let said = self.yes_or_no(heard, place).or_else(echoed).or_else(|| self.task_again(heard));
                let Some(answer) = said else { return false };
                self.answered(heard, place, if answer { "是" } else { "不是" }.to_owned());
                self.went_here(if answer { Way::Next } else { Way::No });
                self.go(if answer { state.next } else { *no });
                true
            }
            StateKind::Choose { choices, .. } => {
                let by_place = self.ordinal(heard, place, choices.len());
                let Some(nth) = self.named(heard, place, choices).or(by_place) else { return false };
                let choice = hotline.choice(choices[nth]);
                self.answered(heard, place, choice.title.clone());
                self.went_here(Way::Option(small(nth)));
                self.go(choice.target);
                true
            }
            _ => false,
        }
    }

    /// Takes the utterance for what the question hears beside its answer.
    fn answer_beside(&mut self, heard: &Heard, place: Where, question: &Question) -> bool {
        let Some(nth) = self.named(heard, place, &question.hear) else { return false };
        let choice = self.hotline.choice(question.hear[nth]);
        self.answered(heard, place, choice.title.clone());
        self.went_here(Way::Heard(small(nth)));
        self.go(choice.target);
        true
    }

    /// The option that is said by its title or its phrases, from 0.
    fn named(&self, heard: &Heard, place: Where, choices: &[ChoiceId]) -> Option<usize> {
        heard.matches.iter().find_map(|found| match found.owner {
            Owner::Choice(choice) if !found.negated && self.is_said(found, place, heard) => {
                choices.iter().position(|other| *other == choice)
            }
            _ => None,
        })
    }

    /// Whether an option is said: as the whole utterance, or in it with enough weight and no other task that explains more. 是 in
    /// 这个号是不是官方的 is no answer.
    fn is_said(&self, found: &Match, place: Where, heard: &Heard) -> bool {
        let thresholds = &self.hotline.thresholds;
        let is_other = |other: &Match| {
            let Owner::Intent(intent) = other.owner else { return false };
            !other.negated
                && other.score >= thresholds.accept
                && other.score > found.score
                && !self.is_under_way(intent)
        };
        // One character (好 in 还没想好) says nothing inside another sentence.
        let is_word = || found.span.of(heard.folded.text()).chars().nth(1).is_some();
        let is_contained = || found.score >= thresholds.confirm && is_word() && !heard.matches.iter().any(is_other);
        found.whole || (place == Where::Anywhere && is_contained())
    }

    fn answer_slot(&mut self, heard: &Heard, place: Where, slot: SlotId, next: Target) -> bool {
        let takes = self.hotline.slot(slot).takes;
        if takes == SlotType::Text && place == Where::Whole {
            return false;
        }
        let found = answers(self.hotline, heard, takes);
        let is_corrected =
            matches!(found.as_slice(), [.., before, last] if self.is_corrected(heard, before.span, last.span));
        let fits = |answer: &&Answer| answer.whole || is_corrected || place == Where::Anywhere;
        let mut found: Vec<&Answer> = found.iter().filter(fits).collect();
        // Said again in other words (六月，就是六月份) it is still one answer; two different ones are none.
        found.dedup_by(|one, other| one.value == other.value);
        let (value, way) = match (found.as_slice(), takes) {
            ([one], _) => (SlotValue::of(&one.value, self.hotline), way_of(&one.value)),
            ([], SlotType::Values(set)) => {
                let values = &self.hotline.set(set).values;
                let Some(nth) = self.ordinal(heard, place, values.len()) else { return false };
                (SlotValue { kind: None, json: values[nth].as_str().into() }, Way::Option(small(nth)))
            }
            // 13800138001，不对，是13800138000: what is said after the correction is meant.
            ([.., last], _) if is_corrected => (SlotValue::of(&last.value, self.hotline), way_of(&last.value)),
            ([first, ..], _) if place == Where::Whole => {
                (SlotValue::of(&first.value, self.hotline), way_of(&first.value))
            }
            _ => return false,
        };
        // What a talk before makes a secret of, the text alone does not show.
        let value = if takes == SlotType::Text { SlotValue::text(&self.record.heard) } else { value };
        self.answered(heard, place, format!("{}={}", self.hotline.slot(slot).name, value.shown()));
        if matches!(takes, SlotType::Entity(_) | SlotType::Digits { .. }) {
            self.dialogue.pieces.answered();
        }
        self.went_here(way);
        self.dialogue.fill(self.hotline, slot, value);
        self.fill_volunteered(heard);
        self.go(next);
        true
    }

    /// Whether a word of correction stands between two values, or before both (不是…是…).
    fn is_corrected(&self, heard: &Heard, before: Span, last: Span) -> bool {
        let text = heard.folded.text();
        let between = text.get(before.end as usize..last.start as usize).unwrap_or_default();
        let ahead = text.get(..before.start as usize).unwrap_or_default();
        let is_in = |part: &str| self.hotline.corrections.iter().any(|word| part.contains(word.as_str()));
        is_in(between) || is_in(ahead) && between.contains('是')
    }

    /// Notes that the open question was answered, and keeps the call as it was before.
    fn answered(&mut self, heard: &Heard, place: Where, what: String) {
        self.take_for(if place == Where::Whole { TakenFor::Answer } else { TakenFor::Contained }, what);
        if place == Where::Anywhere {
            self.queue_second_task(heard);
        }
        self.remember();
        self.ask_afresh();
    }

    /// Begins with the first wording when this confirmation or menu comes again: its wording holds the values of the moment.
    pub fn ask_afresh(&mut self) {
        let Some(frame) = self.dialogue.frames.last_mut() else { return };
        if !matches!(self.hotline.state(frame.state).kind, StateKind::Ask { .. }) {
            frame.asked.remove(&frame.state);
        }
    }

    /// Notes what the utterance was taken for; being understood ends the rows of misses.
    pub fn take_for(&mut self, taken_for: TakenFor, what: String) {
        self.dialogue.tally.misses = 0;
        self.dialogue.tally.silences = 0;
        self.record.taken_for = taken_for;
        self.record.considered.push(Considered {
            what: what.clone(),
            score: None,
            words: Vec::new(),
            phrase: None,
            example: None,
            verdict: "采用".to_owned(),
        });
        self.record.what = what;
    }

    /// Leaves a guess or a clarifying question: what was open below is open again.
    pub fn close_guess(&mut self) {
        self.dialogue.tally.clarified = 0;
        self.dialogue.open = if self.dialogue.frames.is_empty() { Open::Wish } else { Open::Question };
    }

    /// The yes or no of the utterance, if it has exactly one.
    fn yes_or_no(&self, heard: &Heard, place: Where) -> Option<bool> {
        // 为什么还没处理 asks back, whatever yes or no is in it.
        let asks_back = ["为什么", "为啥", "为何", "怎么", "咋"].iter().any(|word| heard.folded.text().contains(word));
        if place == Where::Anywhere && asks_back {
            return None;
        }
        let found = answers(self.hotline, heard, SlotType::Entity(Kind::YesNo));
        let mut said = found.iter().filter(|answer| answer.whole || place == Where::Anywhere);
        let first = as_answer(&said.next()?.value)?;
        said.all(|other| as_answer(&other.value) == Some(first)).then_some(first)
    }

    /// What it says to a confirmation that the task itself is named again: 冻结账户 is yes, 不要冻结账户 is no.
    fn task_again(&self, heard: &Heard) -> Option<bool> {
        let task = self.dialogue.frames.iter().rev().find_map(|frame| self.hotline.flow(frame.flow).intent)?;
        let first = heard.matches.iter().find(|found| matches!(found.owner, Owner::Intent(_)))?;
        let is_meant = first.owner == Owner::Intent(task) && first.score >= self.hotline.thresholds.confirm;
        // 付不了 to 您看到的是“余额不足”吗 says what is wrong once more, and nothing of what is asked.
        let is_asked = |span: &Span| {
            heard
                .folded
                .text()
                .get(span.start as usize..span.end as usize)
                .is_some_and(|word| self.dialogue.question.contains(word))
        };
        let answers = first.negated || first.whole && first.spans.iter().any(is_asked);
        (is_meant && answers).then_some(!first.negated)
    }

    /// The option that is chosen by its place (第二个, 后面那个, 2), from 0, if there are that many.
    fn ordinal(&self, heard: &Heard, place: Where, n_options: usize) -> Option<usize> {
        if let Some(key) = super::command::key_of(heard.folded.text()).and_then(|key| key.to_digit(10)) {
            return (key as usize).checked_sub(1).filter(|nth| *nth < n_options);
        }
        let found = answers(self.hotline, heard, SlotType::Entity(Kind::Ordinal));
        let said = found.iter().find(|answer| answer.whole || place == Where::Anywhere)?;
        let Captured::Entity(Value::Ordinal(choice), _) = &said.value else { return None };
        match choice {
            Choice::Nth(nth) => usize::from(*nth).checked_sub(1).filter(|nth| *nth < n_options),
            Choice::Last => n_options.checked_sub(1),
        }
    }
}

/// The yes or no of an utterance that only takes up the verb of the question (冻吧, 那就冻结, 不想冻结了), or asks to wait.
///
/// Whether 挂失吧 is an answer or another wish is not in its words: it is one where the question speaks of 挂失.
fn echoed(text: &str, question: &str) -> Option<bool> {
    let text = text.trim_matches(|character: char| !character.is_alphanumeric());
    if ["等等", "先等等", "等一下", "先等一下", "等下", "先等下", "等一等"].contains(&text) {
        return Some(false);
    }
    let bare = |text: &str| {
        let end = text.trim_end_matches(['吧', '了', '啊', '呀', '啦']);
        // What may be between: 不要给我冻结.
        let verb = ["给我", "帮我", "再"].iter().find_map(|word| end.strip_prefix(word)).unwrap_or(end);
        ((1..=4).contains(&verb.chars().count()) && question.contains(verb)).then_some(verb.len() < text.len())
    };
    let rest =
        ["那我", "我", "那", "还是", "先"].iter().fold(text, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let after = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word)).and_then(bare);
    if after(&["不想要", "不想", "不要", "不用", "不需要", "不必", "先不", "别", "不"]).is_some() {
        return Some(false);
    }
    if after(&["就", "确认", "确定", "同意", "可以"]).is_some() {
        return Some(true);
    }
    (rest.ends_with('吧') && bare(rest) == Some(true)).then_some(true)
}

/// The way on which a slot's value leads on: that of the named one, where values have names.
fn way_of(value: &Captured) -> Way {
    match value {
        Captured::Value(_, nth) => Way::Option(*nth),
        Captured::Entity(..) | Captured::Text(_) => Way::Next,
    }
}

fn as_answer(value: &Captured) -> Option<bool> {
    match value {
        Captured::Entity(Value::Answer(answer), _) => Some(*answer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], expect: Option<bool>) {
        for text in texts {
            assert_eq!(echoed(text, "现在为您冻结账户，确认吗？"), expect, "{text}");
        }
    }

    #[test]
    fn a_verb_of_the_question_answers_it() {
        check(&["冻吧", "冻结吧", "那就冻结", "那就冻结吧", "确认冻结", "帮我冻结吧"], Some(true));
        check(&["别冻", "不用冻结", "不要冻结", "我不想冻结了", "还是不冻结了", "先别冻"], Some(false));
        check(&["等等", "先等等", "等一下。"], Some(false));
    }

    #[test]
    fn another_verb_is_another_matter() {
        check(&["挂失吧", "别说了", "不要机器人", "我要查账单吧", "冻结", "不想还款了", "那就转人工", ""], None);
    }
}
