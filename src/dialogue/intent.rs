//! Intents: starting a task, guessing one, asking which, and doing two that stand in one sentence.

use super::answer::Where;
use super::command::numbered;
use super::record::{Considered, TakenFor};
use super::state::{Filled, Open};
use super::trail::Passed;
use super::turn::Turn;
use super::value::SlotValue;
use crate::compile::hotline::{Slot, SlotType, StateKind};
use crate::compile::id::{IntentId, SlotId};
use crate::limits::TASKS;
use crate::matching::answer::{Answer, answers};
use crate::matching::rank::{Candidate, Decision, Ranking, rank};
use crate::matching::scratch::Scratch;
use crate::matching::understand::{Source, hear_by_sound, settle};
use crate::matching::{Captured, Chance, Expected, Heard, hear};
use crate::rules::command::Verb;
use crate::rules::wordings::Sentence;
use crate::text::entity::{Kind, Kinds};
use crate::text::mask;

impl Turn<'_> {
    /// Takes the utterance for an intent, or what it sounds like for whatever that can be; returns whether it is something, or
    /// nearly.
    pub fn intent(&mut self, heard: &Heard, again: &mut Scratch, expected: &Expected) -> bool {
        if self.answer_business(heard) {
            return true;
        }
        if rank(self.hotline, heard).decision == Decision::Reject && self.answer_by_sound(heard, again, expected) {
            return true;
        }
        // In the middle of a task what is not understood is more likely a bad answer than another task.
        let last = if self.dialogue.frames.is_empty() { Chance::Near } else { Chance::Sound };
        let (source, ranking) = settle(self.hotline, heard, again, self.now, expected, last, None);
        match source {
            Source::First => self.decide(heard, &ranking),
            Source::Again => {
                let heard = again.heard();
                self.note_repairs(heard);
                self.decide(heard, &ranking)
            }
        }
    }

    /// Takes what the utterance sounds like for an answer or a command. A yes or no is never taken by its sound.
    fn answer_by_sound(&mut self, heard: &Heard, again: &mut Scratch, expected: &Expected) -> bool {
        let is_open = matches!(self.dialogue.open, Open::Question | Open::Menu);
        let expected = Expected { kinds: Kinds::EMPTY, ..*expected };
        if !is_open || !hear_by_sound(self.hotline, heard, again, self.now, &expected) {
            return false;
        }
        let heard = again.heard();
        let is_taken = self.answer(heard, Where::Whole) || self.command(heard) || self.answer(heard, Where::Anywhere);
        if is_taken {
            self.note_repairs(heard);
        }
        is_taken
    }

    /// Starts an intent, or asks which.
    fn decide(&mut self, heard: &Heard, ranking: &Ranking) -> bool {
        self.note(heard, ranking);
        self.decided_by(ranking);
        match &ranking.decision {
            // 查账单，然后转人工: a person can do both.
            Decision::Accept(_) if ranking.then.is_some_and(|then| self.serves(Verb::Transfer, then)) => {
                self.obey(Verb::Transfer, heard);
                true
            }
            Decision::Accept(intent) => {
                let filled = self.volunteered(*intent, heard, &ranking.candidates);
                self.understood(TakenFor::Intent, *intent);
                if matches!(self.dialogue.open, Open::Guess(..) | Open::Clarify(_)) {
                    self.close_guess();
                }
                if let Some(second) = ranking.then {
                    self.announce(*intent, second, heard);
                }
                self.start(*intent, filled);
                true
            }
            Decision::Confirm(intent) => {
                let filled = self.volunteered(*intent, heard, &ranking.candidates);
                self.understood(TakenFor::Guess, *intent);
                let about = self.hotline.intent(*intent).about.clone();
                self.dialogue.question = self.sentence_in_wording(Sentence::confirm_intent, 0, &[("意图", about)]);
                self.dialogue.open = Open::Guess(*intent, filled);
                self.say(self.dialogue.question.clone());
                true
            }
            Decision::Clarify(intents) => {
                let again = self.dialogue.tally.clarified;
                if again >= 2 {
                    return false;
                }
                let options: Vec<(IntentId, Filled)> = intents
                    .iter()
                    .map(|intent| (*intent, self.volunteered(*intent, heard, &ranking.candidates)))
                    .collect();
                self.record.taken_for = TakenFor::Clarify;
                self.record.what = self.names(intents);
                self.dialogue.tally.clarified += 1;
                let titles = options.iter().map(|(intent, _)| self.hotline.intent(*intent).about.as_str());
                let values = [("选项", numbered(titles))];
                self.dialogue.question = self.sentence_in_wording(Sentence::clarify, usize::from(again), &values);
                self.dialogue.open = Open::Clarify(options);
                self.say(self.dialogue.question.clone());
                true
            }
            Decision::Reject => self.declined(ranking),
        }
    }

    /// Takes a negated intent: the task that is under way is dropped, any other one is not begun.
    fn declined(&mut self, ranking: &Ranking) -> bool {
        let confirm = self.hotline.thresholds.confirm;
        let negated =
            ranking.candidates.iter().find(|candidate| candidate.standing.is_negated() && candidate.score >= confirm);
        let Some((intent, phrase)) = negated.map(|candidate| (candidate.intent, candidate.phrase())) else {
            return false;
        };
        self.dialogue.trail.extend(phrase.map(Passed::Decided));
        self.understood(TakenFor::Declined, intent);
        if let Some(at) =
            self.dialogue.frames.iter().position(|frame| Some(frame.flow) == self.hotline.intent(intent).flow)
        {
            self.dialogue.frames.truncate(at);
            let about = self.hotline.intent(intent).about.clone();
            self.say_sentence(Sentence::cancelled, &[("任务", about)]);
            self.after_task();
        } else {
            let about = self.hotline.intent(intent).about.clone();
            self.say_sentence(Sentence::declined, &[("意图", about)]);
            if self.dialogue.frames.is_empty() {
                self.wrap_up();
            } else {
                self.ask_again_as_before();
            }
        }
        true
    }

    fn understood(&mut self, taken_for: TakenFor, intent: IntentId) {
        self.dialogue.tally.misses = 0;
        self.dialogue.tally.silences = 0;
        self.record.taken_for = taken_for;
        self.record.what = self.hotline.intent(intent).name.clone();
    }

    fn names(&self, intents: &[IntentId]) -> String {
        let names = intents.iter().map(|intent| self.hotline.intent(*intent).name.as_str());
        names.collect::<Vec<_>>().join("、")
    }

    /// Says which task comes first and which next, and keeps the second one.
    fn announce(&mut self, first: IntentId, second: IntentId, heard: &Heard) {
        let is_possible = |intent| {
            let task = self.hotline.intent(intent);
            task.flow.is_some()
                && !self.is_under_way(intent)
                && !self.hotline.commands.iter().any(|c| c.intent == Some(intent))
        };
        if !is_possible(first) || !is_possible(second) {
            return;
        }
        let filled = self.volunteered(second, heard, &[]);
        let about = |intent| self.hotline.intent(intent).about.clone();
        self.say_sentence(Sentence::announce, &[("先", about(first)), ("后", about(second))]);
        self.dialogue.then.push((second, filled));
    }

    /// After an answer somewhere in the utterance: another task in its other words comes next.
    pub fn queue_second_task(&mut self, heard: &Heard) {
        let ranking = rank(self.hotline, heard);
        let Decision::Accept(intent) = ranking.decision else { return };
        // What is said while a text is told (讲得很耐心, 没有了) is part of it, and a command is none to be kept for later.
        let is_text = match self.open_state() {
            Some(StateKind::Ask { slot, .. }) => self.hotline.slot(*slot).takes == SlotType::Text,
            _ => false,
        };
        let is_command = self.hotline.commands.iter().any(|command| command.intent == Some(intent));
        if is_text || is_command {
            return;
        }
        if !self.is_under_way(intent) && self.hotline.intent(intent).flow.is_some() {
            self.decided_by(&ranking);
            let filled = self.volunteered(intent, heard, &ranking.candidates);
            self.dialogue.then.push((intent, filled));
            self.dialogue.then.truncate(TASKS);
        }
    }

    /// Begins a task, as what the caller wants next: a command's intent as the command, one under way not again.
    pub fn start(&mut self, intent: IntentId, filled: Filled) {
        let command = self.hotline.commands.iter().find(|command| command.intent == Some(intent));
        if let Some(verb) = command.map(|command| command.verb) {
            let heard = Heard::default();
            return self.obey(verb, &heard);
        }
        if self.is_under_way(intent) {
            let about = self.hotline.intent(intent).about.clone();
            for (slot, value) in filled {
                if self.dialogue.slot(slot).is_none() {
                    self.dialogue.fill(self.hotline, slot, value);
                }
            }
            self.say_sentence(Sentence::already_open, &[("任务", about)]);
            self.dialogue.open = Open::Question;
            return self.take_up();
        }
        self.begin_task(intent, filled);
    }

    /// Begins the flow of an intent, on top of what is under way.
    pub fn begin_task(&mut self, intent: IntentId, filled: Filled) {
        let hotline = self.hotline;
        let Some(flow) = hotline.intent(intent).flow else {
            let about = hotline.intent(intent).about.clone();
            self.started(intent);
            self.say_sentence(Sentence::no_flow, &[("意图", about)]);
            return self.transfer(Some(hotline.intent(intent).queue), "没有自助流程");
        };
        let n_tasks = self.dialogue.frames.iter().filter(|frame| !frame.is_run).count();
        if n_tasks >= TASKS {
            // One more would bury the first so deep that the caller forgets it: it comes when these are done.
            self.dialogue.then.push((intent, filled));
            self.dialogue.then.truncate(TASKS);
            let task = self.dialogue.frames.last().map(|frame| hotline.flow(frame.flow).about.clone());
            let values = [("先", task.unwrap_or_default()), ("后", hotline.intent(intent).about.clone())];
            self.say_sentence(Sentence::announce, &values);
            return self.ask_again_as_before();
        }
        self.dialogue.before.clear();
        self.started(intent);
        self.push(flow, false, filled);
        self.go(hotline.flow(flow).entry);
    }

    /// Notes that an intent was begun; one that begins by its command is noted once.
    pub fn started(&mut self, intent: IntentId) {
        let started = Passed::Started(intent);
        if !self.dialogue.trail.contains(&started) {
            self.pass(started);
        }
    }

    /// Notes the phrases that a decision rests on.
    pub fn decided_by(&mut self, ranking: &Ranking) {
        self.dialogue.trail.extend(ranking.phrases().map(Passed::Decided));
    }

    /// Whether the flow of an intent is under way.
    pub fn is_under_way(&self, intent: IntentId) -> bool {
        let flow = self.hotline.intent(intent).flow;
        self.dialogue.frames.iter().any(|frame| Some(frame.flow) == flow)
    }

    /// The values for the slots of an intent that the utterance already has: what its phrase captured, then every value of a
    /// kind that can only be meant for one slot.
    pub fn volunteered(&mut self, intent: IntentId, heard: &Heard, candidates: &[Candidate]) -> Filled {
        let hotline = self.hotline;
        let Some(flow) = hotline.intent(intent).flow else { return Vec::new() };
        let mut filled: Filled = Vec::new();
        if let Some(candidate) = candidates.iter().find(|candidate| candidate.intent == intent) {
            for capture in &candidate.captures {
                if let Some(slot) = capture.slot {
                    filled.push((slot, SlotValue::of(&capture.value, hotline)));
                }
            }
        }
        let of_call = hotline.slot_ids().filter(|slot| hotline.slot(*slot).flow.is_none());
        let open =
            |slot: &SlotId| self.dialogue.slot(*slot).is_none() && !filled.iter().any(|(other, _)| other == slot);
        let slots: Vec<SlotId> = hotline.flow(flow).slots.iter().copied().chain(of_call).filter(open).collect();
        filled.extend(self.values_for(&slots, heard));
        filled
    }

    /// Fills the open slots of the last frame with what the utterance has beside its answer.
    pub fn fill_volunteered(&mut self, heard: &Heard) {
        let Some(frame) = self.dialogue.frames.last() else { return };
        let open = |slot: &SlotId| self.dialogue.slot(*slot).is_none();
        let slots: Vec<SlotId> = self.hotline.flow(frame.flow).slots.iter().copied().filter(open).collect();
        for (slot, value) in self.values_for(&slots, heard) {
            self.dialogue.fill(self.hotline, slot, value);
        }
    }

    /// Keeps a value that is the whole utterance and that a later question of the task will ask for (the order number, where the mobile
    /// is asked); the open question is asked again and costs no retry.
    pub fn note_for_later(&mut self, heard: &Heard) -> bool {
        let hotline = self.hotline;
        let Some(StateKind::Ask { slot: asked, .. }) = self.open_state() else { return false };
        let asked = *asked;
        let is_later = |slot: &SlotId| {
            let takes = hotline.slot(*slot).takes;
            // What must not be kept (a piece of a card) is no order number either.
            let is_kept = !self.overheard.hides || matches!(takes, SlotType::Entity(Kind::Mobile | Kind::Email));
            *slot != asked && is_kept && is_unmistakable(takes) && self.dialogue.slot(*slot).is_none()
        };
        let of_tasks = self.dialogue.frames.iter().rev().flat_map(|frame| &hotline.flow(frame.flow).slots);
        let whole = of_tasks.copied().filter(is_later).find_map(|slot| {
            let found = answers(hotline, heard, hotline.slot(slot).takes);
            let long = |answer: &&Answer| answer.span.len() >= SHORTEST_NOTED;
            found
                .iter()
                .find(|answer| answer.whole)
                .filter(long)
                .map(|answer| (slot, SlotValue::of(&answer.value, hotline)))
        });
        let Some((slot, value)) = whole else { return false };
        let title = hotline.slot(slot).title.clone();
        self.take_for(TakenFor::Contained, format!("{title}={}", value.shown()));
        self.dialogue.fill(hotline, slot, value);
        self.say_sentence(Sentence::noted, &[("槽", title)]);
        self.ask_again_as_before();
        true
    }

    /// Values in the utterance for slots whose type says by itself what is meant; of two slots of one type, the first's.
    fn values_for(&mut self, slots: &[SlotId], heard: &Heard) -> Filled {
        let hotline = self.hotline;
        let text = heard.folded.text().to_owned();
        let is_named = |slot: SlotId| names_of(hotline.slot(slot)).any(|name| text.contains(name));
        let telling: Vec<(SlotId, SlotType)> = slots
            .iter()
            .map(|slot| (*slot, hotline.slot(*slot).takes))
            .filter(|(slot, takes)| is_telling(*takes) || (*takes != SlotType::Text && is_named(*slot)))
            .collect();
        if telling.is_empty() {
            return Vec::new();
        }
        let sets: Vec<_> = telling.iter().filter_map(|(_, takes)| takes.set()).collect();
        let kinds = telling.iter().fold(Kinds::EMPTY, |kinds, (_, takes)| kinds.union(takes.kinds()));
        let heard = if sets.is_empty() {
            heard
        } else {
            let expected = Expected { choices: &[], sets: &sets, kinds };
            hear(hotline, self.scratch, heard.folded.text(), self.now, &expected)
        };
        let mut filled = Filled::new();
        let mut used: Vec<Captured> = Vec::new();
        for (slot, takes) in telling {
            let mut found = answers(hotline, heard, takes);
            if !is_telling(takes) {
                // A bare number belongs to the slot whose name stands before it: 证件尾号5678.
                found.retain(|answer| {
                    let before = text.get(..answer.span.start as usize).unwrap_or_default();
                    let before = before.trim_end_matches([':', '是', '为', ' ']);
                    names_of(hotline.slot(slot)).any(|name| before.ends_with(name))
                });
            }
            if let SlotType::Values(_) = takes {
                // One character (查, 是) says what is meant only to who asked.
                found.retain(|answer| answer.span.of(&text).chars().nth(1).is_some());
            }
            let Some(first) = found.first().filter(|first| found.iter().all(|other| other.value == first.value)) else {
                continue;
            };
            if !used.contains(&first.value) {
                used.push(first.value.clone());
                filled.push((slot, SlotValue::of(&first.value, hotline)));
            }
        }
        filled
    }

    /// Notes in the record what was put in the place of what was said.
    fn note_repairs(&mut self, heard: &Heard) {
        let repairs = heard.repairs.iter();
        self.record.repairs =
            repairs.map(|repair| (mask::mask(&repair.said).into_owned(), repair.heard.clone())).collect();
    }

    /// Notes the candidates in the record.
    fn note(&mut self, heard: &Heard, ranking: &Ranking) {
        for candidate in ranking.candidates.iter().take(6) {
            self.record.considered.push(Considered {
                what: self.hotline.intent(candidate.intent).name.clone(),
                score: Some(candidate.score),
                words: self.words(heard, &candidate.spans),
                phrase: candidate.phrase().map(|_| candidate.evidence(self.hotline).text.to_owned()),
                example: (candidate.phrase().is_none()).then(|| candidate.evidence(self.hotline).text.to_owned()),
                verdict: candidate.standing.words(self.hotline),
            });
        }
    }
}

/// The names by which callers can call a slot: its own, and what is left of them without the first characters (证件后四位, 后四位).
fn names_of(slot: &Slot) -> impl Iterator<Item = &str> {
    [slot.name.as_str(), slot.title.as_str()].into_iter().flat_map(|name| {
        let starts = name.char_indices().map(|(at, _)| at);
        let ends = starts.filter_map(move |at| name.get(at..));
        ends.filter(|end| end.chars().nth(1).is_some())
    })
}

/// Whether a value of this type can be told for the slot without being asked: a bare number or digits cannot.
/// The fewest bytes of a value that is kept for a later question: 上个月, and no short number.
const SHORTEST_NOTED: u32 = 9;

/// Whether a value of the type can be nothing else than what it is, said where something else is asked.
fn is_unmistakable(takes: SlotType) -> bool {
    matches!(
        takes,
        SlotType::Entity(Kind::Date | Kind::Month | Kind::DateRange | Kind::Order | Kind::Mobile | Kind::Email)
    )
}

fn is_telling(takes: SlotType) -> bool {
    match takes {
        SlotType::Entity(kind) => {
            !matches!(kind, Kind::Number | Kind::Digits | Kind::Percent | Kind::YesNo | Kind::Ordinal | Kind::Time)
        }
        SlotType::Values(_) => true,
        SlotType::Digits { .. } | SlotType::Text => false,
    }
}
