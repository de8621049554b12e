//! Standing still: turns that are understood and lead nowhere, such as 重复 again and again. They cost no retry, and yet they end.

use super::record::TakenFor;
use super::state::Phase;
use super::trail::Passed;
use super::turn::Turn;

/// Turns in a row in which the call may stand still: who has the same thing said so often needs a person, not the next time.
const MOST_STANDSTILLS: u8 = 8;

impl Turn<'_> {
    /// Counts a turn that came to no step of any flow, and hands over who stands still for too long. What was not understood or not
    /// heard has ladders of its own.
    pub fn count_standstill(&mut self) {
        let tally = &mut self.dialogue.tally;
        if self.dialogue.trail.iter().any(|passed| matches!(passed, Passed::Entered(_))) {
            tally.standstills = 0;
            return;
        }
        if self.dialogue.phase != Phase::Talking
            || matches!(self.record.taken_for, TakenFor::NoMatch | TakenFor::NoInput)
        {
            return;
        }
        tally.standstills = tally.standstills.saturating_add(1);
        if tally.standstills >= MOST_STANDSTILLS {
            self.give_up("一直没有往下走");
        }
    }

    /// Hands over a caller who did not ask for it, because the call gets nowhere.
    pub fn give_up(&mut self, reason: &str) {
        let tally = &mut self.dialogue.tally;
        tally.given_up = tally.given_up.saturating_add(1);
        self.transfer(None, reason);
    }

    /// Whether the call got nowhere before and was not taken in: another hand-over to a queue that is closed or full is the end.
    pub fn is_hopeless(&self) -> bool {
        self.dialogue.tally.given_up > 1
    }
}
