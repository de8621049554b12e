//! Repair: what is done when nothing was heard or nothing was understood.

use super::command::numbered;
use super::event::CallEnd;
use super::record::{Considered, TakenFor};
use super::state::Open;
use super::trail::Way;
use super::turn::Turn;
use crate::compile::hotline::{Question, StateKind};
use crate::compile::index::Owner;
use crate::matching::Heard;
use crate::rules::command::Verb;
use crate::rules::wordings::Sentence;

impl Turn<'_> {
    /// Takes silence: the n-th time the n-th wording, then goodbye.
    pub fn no_input(&mut self) {
        let ladder = self.hotline.no_input;
        let tally = &mut self.dialogue.tally;
        tally.silences = tally.silences.saturating_add(1);
        tally.all_silences = tally.all_silences.saturating_add(1);
        let (row, all) = (tally.silences, tally.all_silences);
        self.record.taken_for = TakenFor::NoInput;
        self.record.misses = row;
        if self.open_question().is_some() {
            self.went_here(Way::NoInput);
        }
        if row >= ladder.step.max(1) && self.waits_for_person() {
            // Who has asked for a person and then waits in silence waits for one.
            return self.transfer(None, "来电人要求转人工，没有再说话");
        }
        if row >= ladder.step.max(1) || all >= ladder.session.max(1) {
            self.say_sentence(Sentence::goodbye_silent, &[]);
            return self.end(CallEnd::Silent);
        }
        let text = self.sentence_in_wording(Sentence::no_input, usize::from(row - 1), &[]);
        self.say(text);
        self.ask_again();
    }

    /// Whether the question that is open is the one after the wish for a person.
    fn waits_for_person(&self) -> bool {
        self.flow_of(Verb::Transfer).is_some_and(|intent| self.is_under_way(intent))
    }

    /// Takes an utterance that nothing fits: the n-th time the n-th wording, then the declared edge.
    pub fn no_match(&mut self, heard: &Heard) {
        self.record.taken_for = TakenFor::NoMatch;
        self.note_near_misses(heard);
        self.dialogue.tally.silences = 0;
        let all = self.dialogue.tally.all_misses.saturating_add(1);
        self.dialogue.tally.all_misses = all;
        let too_often = all >= self.hotline.no_match.session.max(1);
        if matches!(self.dialogue.open, Open::Guess(..)) {
            return self.missed_guess(heard, too_often);
        }
        if let Some(question) = self.open_question() {
            return self.missed_question(heard, &question, too_often);
        }
        let tally = &mut self.dialogue.tally;
        tally.misses = tally.misses.saturating_add(1);
        let row = tally.misses;
        self.record.misses = row;
        let values = [("例子", self.an_example())];
        self.apologize(heard, Sentence::no_match_idle, row, &values);
        if too_often || row >= self.hotline.no_match.step.max(1) {
            return self.give_up("多次没有听懂");
        }
        match &self.dialogue.open {
            Open::Clarify(options) => {
                // Twice at most: after that the caller starts afresh.
                if self.dialogue.tally.clarified >= 2 {
                    return self.close_guess_and_go_on();
                }
                let titles: Vec<_> =
                    options.iter().map(|(intent, _)| self.hotline.intent(*intent).about.clone()).collect();
                self.dialogue.tally.clarified += 1;
                let nth = usize::from(self.dialogue.tally.clarified - 1);
                let values = [("选项", numbered(titles.iter().map(String::as_str)))];
                self.dialogue.question = self.sentence_in_wording(Sentence::clarify, nth, &values);
                self.say(self.dialogue.question.clone());
            }
            Open::Menu => self.menu(),
            Open::Wish | Open::WrapUp | Open::Question | Open::Guess(..) => {}
        }
    }

    /// Says that something was not understood, for the `row`th time in a row; to an insult something kinder.
    fn apologize(&mut self, heard: &Heard, sentence: Sentence, row: u8, values: &[(&str, String)]) {
        if heard.is_rude {
            return self.say_sentence(Sentence::insulted, &[]);
        }
        let text = self.sentence_in_wording(sentence, usize::from(row - 1), values);
        self.say(text);
    }

    /// A guess that was neither confirmed nor denied is asked once more by its question, then given up.
    fn missed_guess(&mut self, heard: &Heard, too_often: bool) {
        let tally = &mut self.dialogue.tally;
        tally.misses = tally.misses.saturating_add(1);
        let row = tally.misses;
        self.record.misses = row;
        self.apologize(heard, Sentence::no_match, row, &[]);
        if too_often || row >= self.hotline.no_match.step.max(1) {
            return self.give_up("多次没有听懂");
        }
        if row >= 2 {
            return self.close_guess_and_go_on();
        }
        self.say(self.dialogue.question.clone());
    }

    fn close_guess_and_go_on(&mut self) {
        self.close_guess();
        if self.dialogue.open == Open::Question {
            self.ask_again_as_before();
        }
    }

    fn missed_question(&mut self, heard: &Heard, question: &Question, too_often: bool) {
        self.went_here(Way::NoMatch);
        let Some(frame) = self.dialogue.frames.last_mut() else { return };
        frame.misses = frame.misses.saturating_add(1);
        let row = frame.misses;
        self.record.misses = row;
        self.apologize(heard, Sentence::no_match, row, &[]);
        if too_often {
            return self.give_up("多次没有听懂");
        }
        if row >= question.retries.max(1) {
            self.went_here(Way::Failed);
            return self.go(question.failed);
        }
        self.ask(question.say);
    }

    /// The question that the last frame's state asks, if it is open.
    fn open_question(&self) -> Option<Question> {
        match self.open_state()? {
            StateKind::Ask { question, .. }
            | StateKind::Confirm { question, .. }
            | StateKind::Choose { question, .. } => Some(question.clone()),
            _ => None,
        }
    }

    /// Asks what is open again, in the next wording.
    fn ask_again(&mut self) {
        match self.open_question() {
            Some(question) => self.ask(question.say),
            None => self.ask_again_as_before(),
        }
    }

    /// Asks what is open again, in the wording of the last time: after something in between that was not the caller's failure.
    pub fn ask_again_as_before(&mut self) {
        if let Some(question) = self.open_question()
            && let Some(frame) = self.dialogue.frames.last()
        {
            let asked = frame.asked.get(&frame.state).copied().unwrap_or(1);
            self.dialogue.question = self.say_prompt(question.say, usize::from(asked.saturating_sub(1)));
            return;
        }
        match self.dialogue.open {
            Open::Wish => {}
            _ => self.say(self.dialogue.question.clone()),
        }
    }

    /// An utterance that would be understood, for those who do not know what to say.
    fn an_example(&self) -> String {
        let first = self.hotline.menu.first().copied().or_else(|| self.hotline.intent_ids().next());
        first.map(|intent| self.hotline.intent(intent).about.clone()).unwrap_or_default()
    }

    /// Notes in the record what came nearest.
    fn note_near_misses(&mut self, heard: &Heard) {
        for found in heard.matches.iter().take(5) {
            let Owner::Intent(intent) = found.owner else { continue };
            let considered = Considered {
                what: self.hotline.intent(intent).name.clone(),
                score: Some(found.score),
                words: self.words(heard, &found.spans),
                phrase: Some(self.hotline.index.phrase(found.phrase).text.clone()),
                example: None,
                verdict: if found.negated { "被否定" } else { "分数不够" }.to_owned(),
            };
            if !self.record.considered.iter().any(|other| other.what == considered.what) {
                self.record.considered.push(considered);
            }
        }
    }
}
