//! Commands and keys: what can be said or pressed at any moment.

use super::record::{Considered, TakenFor};
use super::state::Open;
use super::trail::Passed;
use super::turn::Turn;
use crate::compile::hotline::StateKind;
use crate::compile::index::Owner;
use crate::matching::{Heard, Match};
use crate::rules::command::Verb;
use crate::rules::wordings::Sentence;

/// The share of `confirm` that the wish for a person needs in the middle of a task.
const IN_TASK: f32 = 0.75;

/// Returns the key that an utterance is, if it is a single key of the telephone.
pub(super) fn key_of(text: &str) -> Option<char> {
    let mut chars = text.trim().chars();
    let key = chars.next()?;
    (chars.next().is_none() && (key.is_ascii_digit() || key == '*' || key == '#')).then_some(key)
}

impl Turn<'_> {
    /// Takes the utterance for a key; returns whether it is one that means something here.
    ///
    /// The keys of commands come first (0 is always a person), then those of the options that are open.
    pub fn key(&mut self, heard: &Heard) -> bool {
        let Some(key) = key_of(heard.folded.text()) else { return false };
        let command = self.hotline.commands.iter().find(|command| command.key == Some(key));
        if let Some(verb) = command.map(|command| command.verb) {
            self.take_for(TakenFor::Key, format!("{key} {}", verb.name()));
            self.obey(verb, heard);
            return true;
        }
        let has_options = matches!(self.dialogue.open, Open::Menu | Open::Clarify(_))
            || matches!(self.open_state(), Some(StateKind::Choose { .. }));
        if has_options && self.answer(heard, super::answer::Where::Whole) {
            self.record.taken_for = TakenFor::Key;
            return true;
        }
        false
    }

    /// Takes the utterance for a command; returns whether it is one.
    pub fn command(&mut self, heard: &Heard) -> bool {
        let accept = self.hotline.thresholds.accept;
        let mut best: Option<(Verb, &Match)> = None;
        for found in &heard.matches {
            let Owner::Command(verb) = found.owner else { continue };
            let verdict = match (found.negated, found.score >= self.needed(verb), best) {
                (true, ..) => "被否定",
                (_, false, _) => "分数不够",
                // 返回我要人工 wants a person more than it wants to go back.
                (_, _, Some(_)) if verb != Verb::Transfer => "不如前面的命令",
                _ if self.is_forbidden(verb, found, heard) => "有排除它的说法",
                (false, true, _) => {
                    best = Some((verb, found));
                    "采用"
                }
            };
            self.record.considered.push(Considered {
                what: format!("命令 {}", verb.name()),
                score: Some(found.score),
                words: self.words(heard, &found.spans),
                phrase: Some(self.hotline.index.phrase(found.phrase).text.clone()),
                example: None,
                verdict: verdict.to_owned(),
            });
        }
        let Some((verb, found)) = best else { return false };
        // A task that explains more of the utterance than the command is meant: 取消花呗分期 is not 取消.
        let rival = heard.matches.iter().find(|other| {
            matches!(other.owner, Owner::Intent(intent) if !self.serves(verb, intent))
                && !other.negated
                && other.score > found.score
                && other.score >= accept
        });
        if rival.is_some() && verb != Verb::Transfer {
            return false;
        }
        self.dialogue.tally.misses = 0;
        self.dialogue.tally.silences = 0;
        self.record.taken_for = TakenFor::Command;
        self.record.what = verb.name().to_owned();
        self.pass(Passed::Decided(found.phrase));
        self.obey(verb, heard);
        true
    }

    /// Returns whether a command is said by the phrases of that intent.
    pub fn serves(&self, verb: Verb, intent: crate::compile::id::IntentId) -> bool {
        self.hotline.commands.iter().any(|command| command.verb == verb && command.intent == Some(intent))
    }

    /// The score that a command needs. In the middle of a task who speaks of a person wants one, whatever else they say: 不用验证了直接转人工啊.
    fn needed(&self, verb: Verb) -> f32 {
        let thresholds = &self.hotline.thresholds;
        if self.is_for_person(verb) { thresholds.confirm * IN_TASK } else { thresholds.accept }
    }

    fn is_for_person(&self, verb: Verb) -> bool {
        verb == Verb::Transfer && !self.dialogue.frames.is_empty()
    }

    /// Whether the intent that serves a command forbids it here: 人工客服几点上班 asks for no person. In the middle of a task that
    /// counts only where the utterance is clearly something else.
    fn is_forbidden(&self, verb: Verb, found: &Match, heard: &Heard) -> bool {
        let serves = |intent| self.serves(verb, intent);
        let is_excluded =
            |other: &Match| matches!(other.owner, Owner::Unless(intent) if serves(intent)) && !other.negated;
        let is_other = |other: &Match| {
            let is_task = matches!(other.owner, Owner::Intent(intent) if !serves(intent));
            is_task && !other.negated && other.score >= self.hotline.thresholds.accept && other.score > found.score
        };
        heard.matches.iter().any(is_excluded) && (!self.is_for_person(verb) || heard.matches.iter().any(is_other))
    }

    /// Carries out a command.
    pub fn obey(&mut self, verb: Verb, heard: &Heard) {
        let command = self.hotline.commands.iter().find(|command| command.verb == verb);
        if let Some(intent) = command.and_then(|command| command.intent) {
            self.started(intent);
        }
        match verb {
            Verb::Transfer => self.ask_for_person(heard),
            Verb::Repeat => self.say_last_again(),
            Verb::Back => self.back(),
            Verb::Cancel => self.cancel(),
            Verb::Help => self.help(),
            Verb::Menu => {
                self.drop_all();
                self.menu();
            }
            Verb::HangUp => match self.flow_of(Verb::HangUp).filter(|_| self.dialogue.frames.is_empty()) {
                Some(intent) => self.begin_task(intent, Vec::new()),
                None => self.goodbye(),
            },
        }
    }

    /// The intent that serves a command when no task is open, if it has a flow.
    pub fn flow_of(&self, verb: Verb) -> Option<crate::compile::id::IntentId> {
        let command = self.hotline.commands.iter().find(|command| command.verb == verb)?;
        command.intent.filter(|intent| self.hotline.intent(*intent).flow.is_some())
    }

    /// The kind of the state whose question is open, if one is.
    pub fn open_state(&self) -> Option<&StateKind> {
        let frame = self.dialogue.frames.last()?;
        (self.dialogue.open == Open::Question).then(|| &self.hotline.state(frame.state).kind)
    }

    /// Says again what was said in the turn before.
    pub fn say_last_again(&mut self) {
        let last = self.dialogue.last_said.clone();
        if last.is_empty() {
            return self.say_sentence(Sentence::nothing_to_repeat, &[]);
        }
        for text in last {
            self.say(text);
        }
    }

    /// Goes back to the question before.
    fn back(&mut self) {
        if self.leave_guess() {
            return;
        }
        match self.dialogue.before.pop() {
            None => {
                self.say_sentence(Sentence::nothing_before, &[]);
                self.ask_again_as_before();
            }
            Some(before) => {
                self.dialogue.frames = before.frames;
                self.dialogue.call_slots = before.call_slots;
                self.dialogue.filled = before.filled;
                if let Some(state) = self.dialogue.frames.last().map(|frame| frame.state) {
                    self.pass(Passed::Entered(state));
                }
                self.dialogue.open = Open::Question;
                self.ask_again_as_before();
            }
        }
    }

    /// Drops the task that is talked about.
    fn cancel(&mut self) {
        if self.leave_guess() {
            return;
        }
        let Some(task) = self.dialogue.frames.iter().rposition(|frame| !frame.is_run) else {
            self.say_sentence(Sentence::nothing_to_cancel, &[]);
            return self.ask_again_as_before();
        };
        let about = self.hotline.flow(self.dialogue.frames[task].flow).about.clone();
        let dropped = self.dialogue.frames.split_off(task);
        self.dialogue.filled.retain(|slot| !dropped.iter().any(|frame| frame.slots.contains_key(slot)));
        self.say_sentence(Sentence::cancelled, &[("任务", about)]);
        self.after_task();
    }

    /// Leaves a guess or a clarifying question that 返回 or 取消 is about; returns whether one was open.
    fn leave_guess(&mut self) -> bool {
        if !matches!(self.dialogue.open, Open::Guess(..) | Open::Clarify(_)) {
            return false;
        }
        self.close_guess();
        self.say_sentence(Sentence::reconsider, &[]);
        if self.dialogue.open == Open::Question {
            self.ask_again_as_before();
        }
        true
    }

    /// Says what can be said here.
    fn help(&mut self) {
        if self.dialogue.frames.is_empty()
            && let Some(intent) = self.flow_of(Verb::Help)
        {
            return self.begin_task(intent, Vec::new());
        }
        if self.dialogue.frames.is_empty() {
            let titles = self.hotline.menu.iter().map(|intent| self.hotline.intent(*intent).about.as_str());
            let options = titles.collect::<Vec<_>>().join("、");
            self.say_sentence(Sentence::help_idle, &[("选项", options)]);
        } else {
            self.say_sentence(Sentence::help, &[]);
        }
        self.ask_again_as_before();
    }

    /// Offers the main menu.
    pub fn menu(&mut self) {
        self.dialogue.open = Open::Menu;
        let options = self.menu_options();
        self.dialogue.question = self.sentence(Sentence::menu, &[("选项", options)]);
        self.say(self.dialogue.question.clone());
    }

    fn menu_options(&self) -> String {
        let titles = self.hotline.menu.iter().map(|intent| self.hotline.intent(*intent).about.as_str());
        numbered(titles)
    }
}

/// Options with their numbers: `1、查询账单；2、冻结账户`.
pub(super) fn numbered<'t>(titles: impl IntoIterator<Item = &'t str>) -> String {
    let numbered = titles.into_iter().enumerate().map(|(nth, title)| format!("{}、{title}", nth + 1));
    numbered.collect::<Vec<_>>().join("；")
}
