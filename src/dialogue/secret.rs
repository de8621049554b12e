//! Codes and passwords that the caller volunteers: stopped and warned, costs no retry.
//!
//! Which words are one is known in [`crate::text::secret`]; here is what bare digits are, by what the talk is of.

use super::record::TakenFor;
use super::turn::Turn;
use super::value::SlotValue;
use crate::compile::hotline::{SlotType, StateKind};
use crate::compile::index::Owner;
use crate::compile::secrets::speaks_of;
use crate::matching::Heard;
use crate::matching::answer::answers;
use crate::matching::rank::{Decision, rank};
use crate::rules::wordings::Sentence;
use crate::text::entity::Kind;
use crate::text::pieces::Piece;
use crate::text::span::Span;
use crate::text::told::{Talk, Unnamed, unnamed};
use crate::text::{mask, secret};

/// What of an utterance must not be kept.
#[derive(Debug, Default)]
pub(super) struct Overheard {
    /// A code or a password was volunteered.
    pub is_secret: bool,
    /// The record holds less than was said.
    pub hides: bool,
}

impl Turn<'_> {
    /// Notes in the record what was said, masked: by itself, by the turns before (一三八, then 零零一三), by what the talk is of.
    pub fn overhear(&mut self, text: &str, heard: &Heard) {
        let mut is_secret = secret::secret(&heard.folded).is_some();
        let hidden = match self.dialogue.pieces.hear(&heard.folded) {
            Some(Piece::Number(span, _) | Piece::Secret(span)) if self.is_asked_for(heard, span) => None,
            Some(Piece::Number(span, shown)) => Some((span, shown)),
            Some(Piece::End) => None,
            Some(Piece::Secret(span)) => {
                is_secret = true;
                Some((span, mask::STARS.to_owned()))
            }
            None => self.unnamed(heard).map(|(found, is_code)| {
                is_secret |= is_code;
                let stars = if is_code { mask::STARS.to_owned() } else { mask::stars(found.digits.len()) };
                (found.span, stars)
            }),
        };
        let mut masked = mask::mask_heard(text, &heard.folded, hidden.as_ref());
        if is_secret && masked.contains(mask::STARS) {
            // Said twice it is masked twice.
            masked = mask::mask_unnamed(&masked, self.talk()).into_owned().into();
        }
        self.overheard = Overheard { is_secret, hides: masked != text };
        self.record.heard = masked.into_owned();
    }

    /// Says that the caller must not say such a thing, and asks again; costs no retry. Who told in the same breath what happened
    /// (骗子让我念的是…) is helped at once; no value of that sentence is kept.
    pub fn secret(&mut self, heard: &Heard) {
        self.record.taken_for = TakenFor::Secret;
        self.say_sentence(Sentence::secret_heard, &[]);
        if let Some(slot) = self.hotline.volunteered {
            self.dialogue.call_slots.insert(slot, SlotValue::text("是"));
        }
        let wanted = match rank(self.hotline, heard).decision {
            Decision::Accept(intent) if self.dialogue.frames.is_empty() => Some(intent),
            _ => None,
        };
        match wanted.filter(|intent| self.hotline.intent(*intent).flow.is_some()) {
            Some(intent) => self.start(intent, Vec::new()),
            None => self.ask_again_as_before(),
        }
    }

    /// What the talk is of: whether the question that is open or a task under way speaks of a code or a password, and of money.
    fn talk(&self) -> Talk {
        let speaks = |flow| self.hotline.flow(flow).speaks_of_secrets;
        let question = &self.dialogue.question;
        let is_about_secrets = self.dialogue.frames.iter().any(|frame| speaks(frame.flow)) || speaks_of(question);
        let is_about_money = question.contains(['钱', '付', '元', '额', '还', '转']);
        match (is_about_secrets, is_about_money) {
            (false, _) => Talk::Other,
            (true, false) => Talk::Secrets,
            (true, true) => Talk::SecretsAndMoney,
        }
    }

    /// Finds digits that nothing here asks for, and whether they are a code: in a talk about such things, or six of them. Others may be
    /// anything; they are not kept, and nobody is warned.
    fn unnamed(&self, heard: &Heard) -> Option<(Unnamed, bool)> {
        let talk = self.talk();
        let found = unnamed(&heard.folded, talk)?;
        let is_other = self.is_asked_for(heard, found.span)
            || self.is_cut_short(&found.digits)
            || self.is_repeated(&found.digits)
            || self.is_meant(heard, found.span, talk != Talk::Other);
        let is_code = talk != Talk::Other || found.digits.len() == 6;
        (!is_other).then_some((found, is_code))
    }

    /// Whether the hotline itself said the digits just now.
    fn is_repeated(&self, digits: &str) -> bool {
        self.dialogue.last_said.iter().any(|said| said.replace(',', "").contains(digits))
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
