//! What was said in a session, masked before it is kept, and its way into a conversation file.
//!
//! Knows no raw value: [`Transcript`] masks what it is given, the machine's words included.

use std::fmt::Write as _;

use jiff::civil::DateTime;
use serde_json::{Map, Value};

use super::clean;
use super::handoff::Handoff;
use super::{clock, notation};
use crate::dialogue::event::Reply;
use crate::limits::{HANDOFF_LINES, KEPT_CHARS, UTTERANCE_CHARS};
use crate::text::mask::mask;

/// What was said, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Transcript {
    entries: Vec<Entry>,
    /// How many of the entries were taken away already; they stay only for [`Transcript::call_lines`].
    n_taken: usize,
    /// The first entry of the call under way.
    call: usize,
    /// The time of the last entry.
    now: Option<DateTime>,
    /// The time of the last entry that was taken away.
    taken: Option<DateTime>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// The time of what follows; only where it is not the time of what came before.
    Now(DateTime),
    /// Another caller calls.
    NextCall,
    /// The caller said this; nothing is silence.
    Caller(String),
    /// The caller hung up.
    HungUp,
    /// The machine said this.
    Machine(String),
    /// An action was carried out.
    Called {
        /// Which.
        action: String,
        /// How it came out.
        outcome: String,
        /// What it gave back.
        outputs: Map<String, Value>,
    },
    /// The caller was handed over to a person.
    HandedOver(Box<Handoff>),
    /// The call was cut off and goes on; with a task from its beginning, where it could not go on in the middle.
    Resumed(Option<String>),
}

impl Transcript {
    /// Returns what happened, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns whether nobody has called yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Writes the conversation in the format that `daohang test` runs: it passes when run again on the same hotline.
    ///
    /// The backend of a test is a fresh demo. Where the session's was not (a database file with a history), use
    /// [`Transcript::conversation_with_stubs`].
    pub fn conversation(&self) -> String {
        self.written(0, |_| false)
    }

    /// Writes what [`Transcript::conversation`] has after its first `n_entries` entries, for whoever writes turn by turn.
    pub fn conversation_since(&self, n_entries: usize) -> String {
        self.written(n_entries, |_| false)
    }

    /// Writes the conversation with what the backend answered, as `@stub` lines, so that any backend will do.
    pub fn conversation_with_stubs(&self) -> String {
        self.written(0, is_answer)
    }

    /// Writes what [`Transcript::conversation`] has and forgets it, for calls that go on for a long time: what follows goes
    /// on behind it.
    pub(super) fn take(&mut self) -> String {
        self.taken_away(|_| false)
    }

    /// Writes what [`Transcript::conversation_with_stubs`] has and forgets it.
    pub(super) fn take_with_stubs(&mut self) -> String {
        self.taken_away(is_answer)
    }

    fn taken_away(&mut self, wanted: impl Fn(&Entry) -> bool) -> String {
        let text = self.written(self.n_taken, wanted);
        self.taken = self.now;
        self.n_taken = self.entries.len();
        // The call under way stays, for the person who may take over; of a long one what that person gets. As much as stays is
        // waited for, so that moving the rest to the front costs nothing by the line; to wait for more would keep dozens of calls
        // that are over.
        let n_old = self.call.max(self.n_taken.saturating_sub(HANDOFF_LINES));
        if n_old >= self.n_taken - n_old {
            self.entries.drain(..n_old);
            self.n_taken -= n_old;
            self.call -= self.call.min(n_old);
        }
        text
    }

    /// Returns the lines of the call under way and what the machine is about to say, each with 客 or 机 before it.
    pub(super) fn call_lines(&self, about_to_say: &[String]) -> Vec<String> {
        let line = |entry: &Entry| match entry {
            Entry::Caller(said) if said.is_empty() => Some(format!("{}：（没有说话）", notation::CALLER)),
            Entry::Caller(said) => Some(format!("{}：{said}", notation::CALLER)),
            Entry::Machine(said) => Some(format!("{}：{said}", notation::MACHINE)),
            Entry::Now(_)
            | Entry::NextCall
            | Entry::HungUp
            | Entry::Called { .. }
            | Entry::HandedOver(_)
            | Entry::Resumed(_) => None,
        };
        let mut lines: Vec<String> = self.entries.iter().skip(self.call).filter_map(line).collect();
        lines.extend(about_to_say.iter().map(|said| format!("{}：{said}", notation::MACHINE)));
        let n_early = lines.len().saturating_sub(HANDOFF_LINES);
        lines.split_off(n_early)
    }

    fn written(&self, n_before: usize, wanted: impl Fn(&Entry) -> bool) -> String {
        let mut text = String::new();
        let mut turn: Vec<String> = Vec::new();
        let (before, entries) = self.entries.split_at(n_before.min(self.entries.len()));
        let has_time = entries.iter().any(|entry| matches!(entry, Entry::Now(_)));
        let mut time = before.iter().rev().filter(|_| has_time).find_map(|entry| match entry {
            Entry::Now(now) => Some(*now),
            _ => None,
        });
        time = time.or(self.taken);
        for entry in entries {
            // What sets the scene of a turn stands before its first line: stubs are known only after the caller spoke.
            let line = match entry {
                Entry::Now(now) => {
                    let line = match time {
                        Some(before) => passed(before, *now),
                        None => format!("@now {}", clock::written(*now)),
                    };
                    time = Some(*now);
                    flush(&mut text, &mut turn);
                    line
                }
                Entry::NextCall => {
                    flush(&mut text, &mut turn);
                    "@call".to_owned()
                }
                Entry::HungUp => {
                    flush(&mut text, &mut turn);
                    "@hangup".to_owned()
                }
                Entry::Resumed(task) => {
                    flush(&mut text, &mut turn);
                    let task = task.as_ref().map(|task| format!(" {task}"));
                    format!("@resume{}", task.unwrap_or_default())
                }
                Entry::Caller(said) => {
                    flush(&mut text, &mut turn);
                    notation::caller_line(said)
                }
                Entry::Machine(said) => notation::machine_line(said),
                Entry::HandedOver(handoff) => {
                    if wanted(entry) {
                        // Writing to a string cannot fail.
                        let _ = writeln!(text, "@stub {}", handoff.stub());
                    }
                    turn.push(comment(handoff));
                    continue;
                }
                Entry::Called { action, outcome, outputs } => {
                    if wanted(entry) {
                        let json = Value::Object(outputs.clone());
                        // Writing to a string cannot fail.
                        let _ = writeln!(text, "@stub {action}={outcome} {json}");
                    }
                    continue;
                }
            };
            turn.push(line);
        }
        flush(&mut text, &mut turn);
        text
    }

    /// Notes a caller's call.
    pub(super) fn opened(&mut self, now: DateTime) {
        self.at(now);
    }

    /// Notes that another call follows.
    pub(super) fn next_call(&mut self) {
        self.entries.push(Entry::NextCall);
        self.call = self.entries.len();
    }

    /// Notes that the caller's turn came: a silence, until [`Transcript::heard_as`] says what may be kept of what was said.
    pub(super) fn heard(&mut self, now: DateTime) {
        self.at(now);
        self.entries.push(Entry::Caller(String::new()));
    }

    /// Notes what the caller said in the last turn, as it may be kept.
    pub(super) fn heard_as(&mut self, masked: &str) {
        if let Some(said) = self.last_of_caller().filter(|said| said.is_empty()) {
            masked.clone_into(said);
        }
    }

    /// Notes what the caller said in the last turn in the place of what was noted.
    pub(super) fn heard_instead(&mut self, masked: &str) {
        if let Some(said) = self.last_of_caller() {
            masked.clone_into(said);
        }
    }

    fn last_of_caller(&mut self) -> Option<&mut String> {
        self.entries.iter_mut().rev().find_map(|entry| match entry {
            Entry::Caller(said) => Some(said),
            _ => None,
        })
    }

    /// Notes an utterance that is too long to be heard.
    pub(super) fn heard_too_much(&mut self, now: DateTime, utterance: &str) {
        self.at(now);
        self.entries.push(Entry::Caller(kept(utterance)));
    }

    /// Notes that the caller hung up.
    pub(super) fn hung_up(&mut self, now: DateTime) {
        self.at(now);
        self.entries.push(Entry::HungUp);
    }

    /// Notes that the call was cut off and goes on.
    pub(super) fn resumed(&mut self, now: DateTime, task: Option<&str>) {
        self.at(now);
        self.entries.push(Entry::Resumed(task.map(str::to_owned)));
    }

    /// Returns how much there is, for [`Transcript::since`] and [`Transcript::rewind`] within one turn.
    pub(super) fn mark(&self) -> usize {
        self.entries.len()
    }

    /// Returns what happened since a mark.
    pub(super) fn since(&self, mark: usize) -> &[Entry] {
        self.entries.get(mark..).unwrap_or_default()
    }

    /// Forgets what happened since a mark.
    pub(super) fn rewind(&mut self, mark: usize) {
        self.entries.truncate(mark);
    }

    /// Returns what the caller said last, as it is kept.
    pub(super) fn heard_last(&self) -> Option<&str> {
        self.entries.iter().rev().find_map(|entry| match entry {
            Entry::Caller(said) => Some(said.as_str()),
            _ => None,
        })
    }

    /// Notes what the machine said.
    pub(super) fn said(&mut self, sentences: &[String]) {
        let sentences = sentences.iter().filter(|sentence| !sentence.trim().is_empty());
        self.entries.extend(sentences.map(|sentence| Entry::Machine(clean::masked(sentence).into_owned())));
    }

    /// Notes what an action came back with.
    pub(super) fn called(&mut self, action: &str, reply: &Reply) {
        self.entries.push(Entry::Called {
            action: action.to_owned(),
            outcome: reply.outcome.clone(),
            outputs: reply.outputs.iter().map(|(name, value)| (name.clone(), masked(value))).collect(),
        });
    }

    /// Notes that the caller was handed over; behind what the machine said about it.
    pub(super) fn handed_over(&mut self, handoff: &Handoff) {
        self.entries.push(Entry::HandedOver(Box::new(handoff.clone())));
    }

    fn at(&mut self, now: DateTime) {
        if self.now != Some(now) {
            self.now = Some(now);
            self.entries.push(Entry::Now(now));
        }
    }
}

/// Whether an entry is what the backend answered.
fn is_answer(entry: &Entry) -> bool {
    matches!(entry, Entry::Called { .. } | Entry::HandedOver(_))
}

/// Writes a packet as comments, which a replay passes over; the transcript in it stands above anyway.
fn comment(handoff: &Handoff) -> String {
    let rows = handoff.rows().into_iter().map(|(name, value)| format!("\n#   {name}  {value}"));
    format!("# {}{}", handoff.heading(), rows.collect::<String>())
}

/// Writes that time went by: `@now +12s`, or the moment where the clock was set back.
fn passed(from: DateTime, to: DateTime) -> String {
    match clock::seconds_between(from, to) {
        seconds @ 1.. => format!("@now +{seconds}s"),
        _ => format!("@now {}", clock::written(to)),
    }
}

fn flush(text: &mut String, turn: &mut Vec<String>) {
    for line in turn.drain(..) {
        text.push_str(&line);
        text.push('\n');
    }
}

/// Masks an utterance that is too long to be heard, and cuts it; it stays too long, so that a replay answers it alike.
fn kept(utterance: &str) -> String {
    // Masked before it is cut, with room to spare: half a card number would not be seen as one.
    let front: String = utterance.chars().take(2 * KEPT_CHARS).collect();
    let mut kept: String = mask(&front).chars().take(KEPT_CHARS).collect();
    kept.extend(std::iter::repeat_n('…', UTTERANCE_CHARS + 1 - kept.chars().count()));
    kept
}

/// Masks every text within a value.
fn masked(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(mask(text).into_owned()),
        Value::Array(items) => Value::Array(items.iter().map(masked).collect()),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), masked(value))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime {
        clock::moment(text).unwrap()
    }

    fn hear(transcript: &mut Transcript, now: DateTime, said: &str) {
        transcript.heard(now);
        transcript.heard_as(said);
    }

    #[test]
    fn a_call_is_written_turn_by_turn() {
        let mut transcript = Transcript::default();
        transcript.opened(moment("2025-07-01T10:00"));
        transcript.said(&["您好".to_owned(), "请讲;谢谢".to_owned()]);
        hear(&mut transcript, moment("2025-07-01T10:00:12"), "查账单");
        let outputs = Map::from_iter([("余额".to_owned(), Value::from("1.00"))]);
        transcript.called("account.balance", &Reply { outcome: "ok".to_owned(), outputs });
        transcript.said(&["好的".to_owned()]);
        hear(&mut transcript, moment("2025-07-01T10:00:12"), "");
        transcript.hung_up(moment("2025-07-01T10:00:00"));
        transcript.next_call();
        let expect = "@now 2025-07-01T10:00:00+08:00\n机：您好\n机：请讲\\;谢谢\n@now +12s\n客：查账单\n机：好的\n客：\n\
                      @now 2025-07-01T10:00:00+08:00\n@hangup\n@call\n";
        assert_eq!(transcript.conversation(), expect);
        let (front, back) = (transcript.conversation_since(4), transcript.conversation_since(9));
        assert_eq!(
            expect.ends_with(&front).then_some(front.as_str()),
            expect.get(expect.find("客：查账单").unwrap()..)
        );
        assert_eq!(back, "@hangup\n@call\n");
        let stubbed = expect.replace("客：查账单", "@stub account.balance=ok {\"余额\":\"1.00\"}\n客：查账单");
        assert_eq!(transcript.conversation_with_stubs(), stubbed);
    }

    #[test]
    fn what_is_taken_is_gone_on_with() {
        let mut transcript = Transcript::default();
        transcript.opened(moment("2025-07-01T10:00"));
        transcript.said(&["您好".to_owned()]);
        assert_eq!(transcript.take(), "@now 2025-07-01T10:00:00+08:00\n机：您好\n");
        hear(&mut transcript, moment("2025-07-01T10:00"), "在吗");
        hear(&mut transcript, moment("2025-07-01T10:01"), "喂");
        assert_eq!(transcript.take(), "客：在吗\n@now +60s\n客：喂\n");
        assert_eq!(transcript.take(), "");
    }

    #[test]
    fn a_person_gets_the_call_under_way_even_of_what_was_taken() {
        let mut transcript = Transcript::default();
        let now = moment("2025-07-01T10:00");
        transcript.opened(now);
        hear(&mut transcript, now, "上一位");
        transcript.hung_up(now);
        transcript.take();
        transcript.next_call();
        transcript.opened(now);
        hear(&mut transcript, now, "");
        transcript.take();
        hear(&mut transcript, now, "手机号138****8000");
        let about_to_say = ["好的".to_owned()];
        let expect = ["客：（没有说话）", "客：手机号138****8000", "机：好的"];
        assert_eq!(transcript.call_lines(&about_to_say), expect);
        assert_eq!(transcript.take(), "客：手机号138****8000\n");
    }

    #[test]
    fn of_a_long_call_the_end_is_kept_and_memory_is_bounded() {
        let mut transcript = Transcript::default();
        let now = moment("2025-07-01T10:00");
        transcript.opened(now);
        let mut n_bytes = 0;
        for n in 0..10_000 {
            hear(&mut transcript, now, &n.to_string());
            n_bytes += transcript.take().len();
            assert!(transcript.entries.len() <= 4 * HANDOFF_LINES);
        }
        assert_eq!(
            n_bytes,
            "@now 2025-07-01T10:00:00+08:00\n".len() + (0..10_000).map(|n| format!("客：{n}\n").len()).sum::<usize>()
        );
        let lines = transcript.call_lines(&[]);
        assert_eq!((lines.len(), lines[0].as_str(), lines[199].as_str()), (200, "客：9800", "客：9999"));
        for _ in 0..10_000 {
            transcript.next_call();
            hear(&mut transcript, now, "喂");
            transcript.take();
            assert!(transcript.entries.len() <= 4 * HANDOFF_LINES);
        }
    }

    #[test]
    fn what_is_too_long_stays_too_long() {
        let kept = kept(&"一".repeat(100_000));
        assert_eq!(kept.chars().count(), UTTERANCE_CHARS + 1);
        assert!(super::super::is_too_long(&kept));
    }
}
