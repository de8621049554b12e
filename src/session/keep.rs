//! Keeping each turn before its answer is shown, and what happens where that fails.
//!
//! What a turn carries out and the turn itself are written together. Where that fails nothing of it has happened; then the turn
//! is taken once more by itself, so that what the caller hears is true, and waits in memory for the next one that can be kept.

use jiff::civil::DateTime;

use super::handoff::Handoff;
use super::journal::{Act, Kept, Opened, Unkept, fingerprint};
use super::{Session, Turn};
use crate::dialogue::event::{CallEnd, Event};
use crate::dialogue::state::Dialogue;

/// How many turns wait to be kept. A call that long without a disk is not kept any more.
const MOST_WAITING: usize = 1000;

/// A call that is kept.
pub(super) struct Keeping {
    call: Opened,
    /// The number of the next turn.
    n: u32,
    /// Turns that could not be kept at their time, in order.
    waiting: Vec<Kept>,
}

/// The session before a turn.
struct Before {
    dialogue: Dialogue,
    ending: Option<CallEnd>,
    handoff: Option<Handoff>,
    n_entries: usize,
    heard: Option<String>,
}

impl Session {
    /// Begins to keep a call that is about to be taken, if the backend keeps calls.
    pub(super) fn keep_call(&mut self, now: DateTime) {
        if !self.backend.keeps_calls() {
            return;
        }
        let known = self.keeping.take().map(|keeping| keeping.call.fingerprint);
        let fingerprint = known.unwrap_or_else(|| fingerprint(&self.hotline));
        let call = Opened { started: now, hotline: self.hotline.name.clone(), fingerprint };
        self.keeping = Some(Keeping { call, n: 0, waiting: Vec::new() });
    }

    /// Goes on keeping a call of which `n_turns` turns are kept.
    pub(super) fn keep_on(&mut self, call: Opened, n_turns: usize) {
        let n = u32::try_from(n_turns).unwrap_or(u32::MAX);
        self.keeping = self.backend.keeps_calls().then(|| Keeping { call, n, waiting: Vec::new() });
    }

    /// Takes a turn, and keeps it where the call is kept. `mark` is where it began in the transcript.
    pub(super) fn turn(&mut self, act: Act, event: Event, now: DateTime, mark: usize) -> Turn {
        let Some(mut keeping) = self.keeping.take() else { return self.carry_out(event, now) };
        let before = self.before();
        let why = match self.backend.begin_turn(keeping.waiting.is_empty()) {
            Ok(()) => {
                let mut turn = self.carry_out(event.clone(), now);
                keeping.waiting.push(self.kept(keeping.n, now, act, mark, &turn));
                match self.backend.keep_turn(&keeping.call, &keeping.waiting) {
                    Ok(()) => {
                        if keeping.waiting.len() > 1 {
                            turn.failures.push("又能写了，刚才没有记下的通话已经补上".to_owned());
                        }
                        keeping.waiting.clear();
                        keeping.n += 1;
                        self.keeping = Some(keeping);
                        return turn;
                    }
                    Err(why) => {
                        keeping.waiting.pop();
                        self.rewind(before);
                        why
                    }
                }
            }
            Err(why) => why,
        };
        match why {
            Unkept::Taken => self.taken(),
            Unkept::Failed(why) => {
                let mut turn = self.carry_out(event, now);
                if keeping.waiting.is_empty() {
                    turn.failures.insert(0, format!("{why}；通话接着打，从这一句起先只记在内存里"));
                }
                keeping.waiting.push(self.kept(keeping.n, now, act, mark, &turn));
                keeping.n += 1;
                self.keeping = (keeping.waiting.len() < MOST_WAITING).then_some(keeping);
                turn
            }
        }
    }

    /// The turn of a caller whose call goes on elsewhere: nothing is carried out here any more.
    fn taken(&mut self) -> Turn {
        self.ending = Some(CallEnd::HungUp);
        let why = "这通电话已经在别的窗口接着打了，这边就此挂断".to_owned();
        Turn { ended: self.ending, failures: vec![why], ..Turn::default() }
    }

    fn before(&self) -> Before {
        Before {
            dialogue: self.dialogue.clone(),
            ending: self.ending,
            handoff: self.handoff.clone(),
            n_entries: self.transcript.mark(),
            heard: self.transcript.heard_last().map(str::to_owned),
        }
    }

    fn rewind(&mut self, before: Before) {
        self.dialogue = before.dialogue;
        self.ending = before.ending;
        self.handoff = before.handoff;
        self.transcript.rewind(before.n_entries);
        if let Some(heard) = before.heard {
            self.transcript.heard_instead(&heard);
        }
    }
}
