//! What a call was made of, kept while it lasts, so that it can be taken again with another hotline: the caller's words and what
//! the backend answered.
//!
//! Ids never leave their hotline, so an open call cannot simply be handed to one that was compiled anew. It is replayed with it
//! instead, against the answers that were given: nothing is carried out twice. Where that ends at another point, the call must go
//! on with the hotline that it began with.
//!
//! The words are raw, as the dialogue's slots are: they stay in memory and are dropped with the call. A call in which a code or a
//! password was said is not kept at all.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::backend::Backend;
use super::clock::Clock;
use super::handoff::Handoff;
use super::journal::{Kept, Opened, Unkept};
use super::{ERROR, Session, Turn};
use crate::compile::hotline::{Action, Hotline, Queue};
use crate::dialogue::event::{Packet, Placement, Reply};
use crate::dialogue::record::TakenFor;
use crate::dialogue::state::Dialogue;

/// The tape of one line: of the call that is open on it.
#[derive(Debug, Default)]
pub struct Tape {
    turns: Vec<Taped>,
    answers: Answers,
    opened: DateTime,
    /// Something was said that is not kept.
    is_torn: bool,
}

/// A turn of the caller.
#[derive(Debug)]
struct Taped {
    at: DateTime,
    /// What was said; nothing but white space is silence.
    said: String,
    taken_for: Option<TakenFor>,
}

/// What the backend answered, shared with the recorder.
type Answers = Arc<Mutex<VecDeque<Answer>>>;

/// One answer of the backend.
#[derive(Debug, Clone)]
enum Answer {
    Reply { action: String, arguments: Map<String, Value>, reply: Reply },
    Placement { queue: String, placement: Placement },
}

impl Tape {
    /// Puts a recorder before a backend.
    pub fn record(&self, backend: Box<dyn Backend + Send>) -> Box<dyn Backend + Send> {
        Box::new(Recorder { backend, answers: Arc::clone(&self.answers) })
    }

    /// Returns the tape of a call whose beginning is not on it; calls after it are kept whole.
    pub fn torn() -> Tape {
        Tape { is_torn: true, ..Tape::default() }
    }

    /// Forgets the call before; one begins now.
    pub fn begin(&mut self, at: DateTime) {
        self.turns.clear();
        self.is_torn = false;
        self.opened = at;
        locked(&self.answers).clear();
    }

    /// Keeps a turn: when, what the caller said, and what it was taken for.
    pub fn keep(&mut self, at: DateTime, said: &str, turn: &Turn) {
        let taken_for = turn.decided.as_ref().map(|record| record.taken_for);
        if taken_for == Some(TakenFor::Secret) {
            self.begin(self.opened);
            self.is_torn = true;
        }
        if !self.is_torn {
            self.turns.push(Taped { at, said: said.to_owned(), taken_for });
        }
    }

    /// Takes the call again with another hotline. Returns where it stands there, if it went the same way and stands where `session`
    /// does: the same flows at the same questions, the same values, and nothing else asked of the backend.
    pub fn replay(&self, session: &Session, hotline: &Arc<Hotline>) -> Option<Dialogue> {
        if self.is_torn {
            return None;
        }
        let answers = Arc::new(Mutex::new(locked(&self.answers).clone()));
        let is_astray = Arc::new(Mutex::new(false));
        let player = Player { answers: Arc::clone(&answers), is_astray: Arc::clone(&is_astray) };
        let mut again = Session::new(Arc::clone(hotline), Box::new(player), Clock::Fixed(self.opened));
        again.open();
        for taped in &self.turns {
            again.set_clock(Clock::Fixed(taped.at));
            let turn = again.say(&taped.said);
            if turn.decided.map(|record| record.taken_for) != taped.taken_for {
                return None;
            }
        }
        let is_astray = *is_astray.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = !is_astray && locked(&answers).is_empty() && point(&again) == point(session);
        is_same.then(|| again.dialogue().clone())
    }
}

/// Where a call stands, without ids.
fn point(session: &Session) -> (bool, Vec<String>, Vec<(String, String)>, usize) {
    let (dialogue, hotline) = (session.dialogue(), session.hotline());
    (session.is_over(), dialogue.stack(hotline), dialogue.slots(hotline), dialogue.options(hotline).len())
}

/// A poisoned lock is another thread's panic; the answers themselves are whole.
fn locked(answers: &Answers) -> std::sync::MutexGuard<'_, VecDeque<Answer>> {
    answers.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps what a backend answers.
struct Recorder {
    backend: Box<dyn Backend + Send>,
    answers: Answers,
}

impl Backend for Recorder {
    fn call(&mut self, action: &Action, arguments: &Map<String, Value>, now: DateTime) -> Reply {
        let reply = self.backend.call(action, arguments, now);
        let answer = Answer::Reply { action: action.name.clone(), arguments: arguments.clone(), reply: reply.clone() };
        locked(&self.answers).push_back(answer);
        reply
    }

    fn enqueue(&mut self, queue: &Queue, packet: &Packet, now: DateTime) -> Placement {
        let placement = self.backend.enqueue(queue, packet, now);
        locked(&self.answers).push_back(Answer::Placement { queue: queue.name.clone(), placement: placement.clone() });
        placement
    }

    fn ticket(&mut self, number: &str, now: DateTime) -> Option<Handoff> {
        self.backend.ticket(number, now)
    }

    fn take_failure(&mut self) -> Option<String> {
        self.backend.take_failure()
    }

    fn keeps_calls(&self) -> bool {
        self.backend.keeps_calls()
    }

    fn begin_turn(&mut self, is_patient: bool) -> Result<(), Unkept> {
        self.backend.begin_turn(is_patient)
    }

    fn keep_turn(&mut self, call: &Opened, turns: &[Kept]) -> Result<(), Unkept> {
        self.backend.keep_turn(call, turns)
    }
}

/// Answers what was answered, as long as the same is asked in the same order.
struct Player {
    answers: Answers,
    is_astray: Arc<Mutex<bool>>,
}

impl Player {
    fn stray(&self) {
        *self.is_astray.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}

impl Backend for Player {
    fn call(&mut self, action: &Action, arguments: &Map<String, Value>, _now: DateTime) -> Reply {
        match locked(&self.answers).pop_front() {
            Some(Answer::Reply { action: name, arguments: given, reply })
                if name == action.name && given == *arguments =>
            {
                return reply;
            }
            Some(Answer::Reply { .. } | Answer::Placement { .. }) | None => {}
        }
        self.stray();
        Reply { outcome: ERROR.to_owned(), outputs: Map::new() }
    }

    fn enqueue(&mut self, queue: &Queue, _packet: &Packet, _now: DateTime) -> Placement {
        match locked(&self.answers).pop_front() {
            Some(Answer::Placement { queue: name, placement }) if name == queue.name => return placement,
            Some(Answer::Reply { .. } | Answer::Placement { .. }) | None => {}
        }
        self.stray();
        Placement::Full { ticket: String::new() }
    }

    fn ticket(&mut self, _number: &str, _now: DateTime) -> Option<Handoff> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use crate::rules::load;

    const HEAD: &str = "hotline: {name: 试, greeting: 您好。}\nactions:\n  identity.find: {takes: [手机号], gives: {称呼: text}, outcomes: [found, not_found, closed]}";
    const FLOW: &str = "intent: 查询\nphrases: 查一下\nslots: {手机号: mobile, 月份: month, 日子: date}\nflow:\n  - ask: 手机号\n    say: 请说手机号。\n  - call: identity.find\n    not_found: end\n    closed: end\n  - ask: 月份\n    say: 哪个月？\n  - say: 好的。\n  - end: 好了";
    const NOW: DateTime = DateTime::constant(2025, 7, 1, 10, 0, 0, 0);

    fn hotline(flow: &str) -> Arc<Hotline> {
        let files = [("a.yaml", HEAD), ("b.yaml", flow)];
        let (rules, findings) = load::files(files.map(|(name, text)| (name.to_owned(), text.into())));
        assert_eq!(findings, []);
        let (hotline, findings) = compile(&rules);
        Arc::new(hotline.unwrap_or_else(|| panic!("{findings:?}")))
    }

    /// A backend that finds everybody.
    struct Found;

    impl Backend for Found {
        fn call(&mut self, _action: &Action, _arguments: &Map<String, Value>, _now: DateTime) -> Reply {
            Reply { outcome: "found".to_owned(), outputs: Map::new() }
        }

        fn enqueue(&mut self, _queue: &Queue, _packet: &Packet, _now: DateTime) -> Placement {
            Placement::Queued { ticket: "T1".to_owned(), ahead: 0 }
        }

        fn ticket(&mut self, _number: &str, _now: DateTime) -> Option<Handoff> {
            None
        }
    }

    /// Says lines with the flow as it was; returns where the call would stand with `edited`, and what that asks next.
    fn replayed(lines: &[&str], edited: &str) -> Option<Option<String>> {
        let mut tape = Tape::default();
        let backend = tape.record(Box::new(Found));
        let mut session = Session::new(hotline(FLOW), backend, Clock::Fixed(NOW));
        tape.begin(NOW);
        session.open();
        for line in lines {
            let turn = session.say(line);
            tape.keep(NOW, line, &turn);
        }
        let edited = hotline(edited);
        tape.replay(&session, &edited).map(|dialogue| dialogue.state_name(&edited))
    }

    #[track_caller]
    fn check(lines: &[&str], from: &str, to: &str, expect: Option<&str>) {
        assert!(from.is_empty() || FLOW.contains(from), "{from} is not in the flow");
        let state = replayed(lines, &FLOW.replacen(from, to, usize::from(!from.is_empty())));
        assert_eq!(state, expect.map(|state| Some(state.to_owned())), "{from} → {to}");
    }

    const LINES: [&str; 2] = ["查一下", "13900139000"];

    #[test]
    fn other_words_and_later_steps_do_not_matter() {
        check(&LINES, "", "", Some("查询/月份"));
        check(&LINES, "哪个月？", "要查哪个月？", Some("查询/月份"));
        check(&LINES, "请说手机号。", "手机号是多少？", Some("查询/月份"));
        check(&LINES, "  - say: 好的。", "  - ask: 日子\n    say: 哪一天？", Some("查询/月份"));
        check(&LINES, "  - call: ", "  - say: 稍等。\n  - call: ", Some("查询/月份"));
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        check(&LINES, "phrases: 查一下", "phrases: 看一看", None);
        check(&LINES, "  - ask: 手机号\n    say: 请说手机号。\n", "", None);
        check(&LINES, "  - call: identity.find\n    not_found: end\n    closed: end\n", "", None);
        check(&LINES, "  - ask: 月份\n    say: 哪个月？\n", "  - ask: 日子\n    say: 哪一天？\n", None);
    }

    #[test]
    fn a_call_with_a_secret_is_not_kept() {
        check(&["查一下", "验证码是483920"], "", "", None);
    }
}
