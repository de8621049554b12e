//! To a person: from anywhere, with everything that the person needs.

use super::event::{CallEnd, Effect, Packet, Placement};
use super::state::Phase;
use super::turn::Turn;
use crate::compile::id::{IntentId, QueueId};
use crate::matching::Heard;
use crate::matching::rank::{Decision, rank};
use crate::rules::command::Verb;
use crate::rules::wordings::Sentence;

impl Turn<'_> {
    /// Honours the wish for a person: at once where the business is known, else after the one question of 转人工's own flow.
    pub fn ask_for_person(&mut self, heard: &Heard) {
        let own = self.flow_of(Verb::Transfer);
        if let Some(intent) = self.business(heard, own) {
            return self.transfer_for(intent);
        }
        let asked_already = own.is_some_and(|intent| self.is_under_way(intent));
        match own.filter(|_| self.dialogue.frames.is_empty() && !asked_already) {
            Some(intent) => self.begin_task(intent, Vec::new()),
            None => self.transfer(None, "来电人要求转人工"),
        }
    }

    /// The business that the utterance names beside the wish for a person.
    fn business(&self, heard: &Heard, own: Option<IntentId>) -> Option<IntentId> {
        if !self.dialogue.frames.is_empty() {
            return None;
        }
        let ranking = rank(self.hotline, heard);
        let confirm = self.hotline.thresholds.confirm;
        let named = ranking.candidates.iter().find(|candidate| {
            Some(candidate.intent) != own
                && !self.serves(Verb::Transfer, candidate.intent)
                && candidate.standing.is_possible()
                && candidate.score >= confirm
        });
        let second = ranking.then.filter(|intent| Some(*intent) != own);
        named.map(|candidate| candidate.intent).or(second)
    }

    /// Whether the answer to 转人工's question names a business as one would at the start of a call; then goes to its queue.
    pub fn answer_business(&mut self, heard: &Heard) -> bool {
        let Some(own) = self.flow_of(Verb::Transfer) else { return false };
        let asks = self.dialogue.intent(self.hotline) == Some(self.hotline.intent(own).name.as_str());
        if !asks {
            return false;
        }
        let ranking = rank(self.hotline, heard);
        let intent = match &ranking.decision {
            Decision::Accept(intent) | Decision::Confirm(intent) => *intent,
            Decision::Clarify(intents) => match intents.first() {
                Some(intent) => *intent,
                None => return false,
            },
            Decision::Reject => return false,
        };
        if intent == own {
            return false;
        }
        self.decided_by(&ranking);
        self.take_for(super::record::TakenFor::Intent, self.hotline.intent(intent).name.clone());
        self.transfer_for(intent);
        true
    }

    /// Puts the caller, who asked for a person, in line for a business.
    fn transfer_for(&mut self, intent: IntentId) {
        let intent = self.hotline.intent(intent);
        self.enqueue(intent.queue, Some(intent.name.clone()), "来电人要求转人工");
    }

    /// Puts the caller in line: in `queue`, or in that of the task under way.
    pub fn transfer(&mut self, queue: Option<QueueId>, reason: &str) {
        let hotline = self.hotline;
        let task = self.dialogue.frames.iter().rev().find_map(|frame| hotline.flow(frame.flow).intent);
        let queue = queue.or(task.map(|intent| hotline.intent(intent).queue)).unwrap_or(hotline.default_queue);
        self.enqueue(queue, task.map(|intent| hotline.intent(intent).name.clone()), reason);
    }

    fn enqueue(&mut self, queue: QueueId, intent: Option<String>, reason: &str) {
        let packet = Packet {
            queue,
            intent,
            slots: self.dialogue.slots(self.hotline),
            tried: self.dialogue.tried.clone(),
            reason: reason.to_owned(),
            transcript: Vec::new(),
        };
        self.dialogue.phase = Phase::Placing(Box::new(packet.clone()));
        self.effects.push(Effect::Enqueue(Box::new(packet)));
    }

    /// Takes where the caller stands in line.
    pub fn placed(&mut self, packet: Packet, placement: Placement) {
        self.dialogue.phase = Phase::Talking;
        let queue = self.hotline.queue(packet.queue);
        let title = queue.title.clone();
        if let Placement::Closed { ticket } | Placement::Full { ticket } = &placement {
            self.dialogue.outcome.registered = Some(ticket.clone());
        }
        match placement {
            Placement::Queued { ticket, ahead } => {
                let values = [("队列", title), ("单号", ticket), ("位次", ahead.to_string())];
                self.say_sentence(Sentence::queued, &values);
                return self.end(CallEnd::Transferred);
            }
            Placement::Closed { ticket } => {
                let hours = queue.hours.map(|(from, to)| format!("每天{}到{}", spoken(from), spoken(to)));
                let values = [("队列", title), ("时间", hours.unwrap_or_default()), ("单号", ticket)];
                self.say_sentence(Sentence::closed, &values);
            }
            Placement::Full { ticket } => {
                self.say_sentence(Sentence::full, &[("队列", title), ("单号", ticket)]);
            }
        }
        if self.is_hopeless() {
            return self.goodbye();
        }
        self.drop_all();
        self.wrap_up();
    }
}

/// A time of day as it is said: 上午9点, 晚上9点半, 零点.
fn spoken(time: jiff::civil::Time) -> String {
    let (part, hour) = match time.hour() {
        0 if time.minute() == 0 => return "零点".to_owned(),
        hour @ 0..6 => ("凌晨", hour),
        hour @ 6..12 => ("上午", hour),
        12 => ("中午", 12),
        hour @ 13..18 => ("下午", hour - 12),
        hour => ("晚上", hour - 12),
    };
    let minutes = match time.minute() {
        0 => String::new(),
        30 => "半".to_owned(),
        minute => format!("{minute:02}分"),
    };
    format!("{part}{hour}点{minutes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_said_as_people_say_them() {
        let check = |hour, minute, expect: &str| assert_eq!(spoken(jiff::civil::time(hour, minute, 0, 0)), expect);
        check(9, 0, "上午9点");
        check(21, 30, "晚上9点半");
        check(13, 5, "下午1点05分");
        check(12, 0, "中午12点");
        check(0, 0, "零点");
        check(0, 30, "凌晨0点半");
    }
}
