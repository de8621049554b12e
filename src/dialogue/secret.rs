//! Codes and passwords that the caller volunteers: stopped and warned, costs no retry.
//!
//! Which words are one is known in [`crate::text::secret`]; here is what bare digits are, by what the talk is of.

use super::record::TakenFor;
use super::turn::Turn;
use crate::compile::hotline::{SlotType, StateKind};
use crate::compile::index::Owner;
use crate::compile::secrets::speaks_of;
use crate::matching::Heard;
use crate::matching::answer::answers;
use crate::matching::rank::{Decision, rank};
use crate::rules::wordings::Sentence;
use crate::text::entity::Kind;
use crate::text::span::Span;
use crate::text::told::unnamed;

impl Turn<'_> {
    /// Says that the caller must not say such a thing, and asks again; costs no retry. Who told in the same breath what happened
    /// (骗子让我念的是…) is helped at once; no value of that sentence is kept.
    pub fn secret(&mut self, heard: &Heard) {
        self.record.taken_for = TakenFor::Secret;
        self.say_sentence(Sentence::secret_heard, &[]);
        let wanted = match rank(self.hotline, heard).decision {
            Decision::Accept(intent) if self.dialogue.frames.is_empty() => Some(intent),
            _ => None,
        };
        match wanted.filter(|intent| self.hotline.intent(*intent).flow.is_some()) {
            Some(intent) => self.start(intent, Vec::new()),
            None => self.ask_again_as_before(),
        }
    }

    /// Whether the question that is open or a task under way speaks of a code or a password.
    pub fn is_about_secrets(&self) -> bool {
        let speaks = |flow| self.hotline.flow(flow).speaks_of_secrets;
        self.dialogue.frames.iter().any(|frame| speaks(frame.flow)) || speaks_of(&self.dialogue.question)
    }

    /// Whether the utterance is digits that nothing here asks for, where they are a code or a password if anything: in a talk about
    /// such things, or where no task is under way.
    pub fn is_unnamed_secret(&self, heard: &Heard) -> bool {
        let is_about_secrets = self.is_about_secrets();
        if !is_about_secrets && !self.dialogue.frames.is_empty() {
            return false;
        }
        let Some(found) = unnamed(&heard.folded, is_about_secrets) else { return false };
        !self.is_asked_for(heard, found.span)
            && !self.is_cut_short(&found.digits)
            && !self.is_meant(heard, found.span, is_about_secrets)
    }

    /// Whether the digits at `span` are an answer to the open question, or correct one that was given.
    fn is_asked_for(&self, heard: &Heard, span: Span) -> bool {
        let fits = |takes: SlotType| {
            takes != SlotType::Text
                && answers(self.hotline, heard, takes).iter().any(|answer| answer.span.overlaps(span))
        };
        if let Some(StateKind::Ask { slot, .. }) = self.open_state()
            && fits(self.hotline.slot(*slot).takes)
        {
            return true;
        }
        let text = heard.folded.text();
        self.hotline.corrections.iter().any(|word| text.contains(word.as_str()))
            && self.dialogue.filled.iter().any(|slot| fits(self.hotline.slot(*slot).takes))
    }

    /// Whether the digits are the beginning of a number that the open question asks for.
    fn is_cut_short(&self, digits: &str) -> bool {
        let Some(StateKind::Ask { slot, .. }) = self.open_state() else { return false };
        let mut characters = digits.chars();
        let (first, second) = (characters.next(), characters.next());
        match self.hotline.slot(*slot).takes {
            SlotType::Entity(Kind::Mobile) => first == Some('1') && matches!(second, Some('3'..='9')),
            // The code of a province, and of a place in it.
            SlotType::Entity(Kind::IdCard) => digits.len() >= 6 && matches!(first, Some('1'..='6')),
            SlotType::Entity(Kind::BankCard) => digits.starts_with("62") || digits.len() > 6,
            SlotType::Entity(Kind::Order) => true,
            _ => false,
        }
    }

    /// Whether the digits at `span` name an option that is open, or, where the talk is of nothing, a task.
    fn is_meant(&self, heard: &Heard, span: Span, is_about_secrets: bool) -> bool {
        let accept = self.hotline.thresholds.accept;
        heard.matches.iter().filter(|found| !found.negated).any(|found| {
            let can_be = match found.owner {
                Owner::Choice(_) => true,
                Owner::Intent(_) => !is_about_secrets && found.score >= accept,
                _ => false,
            };
            can_be && found.spans.iter().any(|other| other.overlaps(span))
        })
    }
}
