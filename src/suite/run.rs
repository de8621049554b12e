//! Runs conversations and compares what is said with what is expected.

use std::sync::Arc;

use jiff::civil::DateTime;

use super::check::check;
use super::conversation::{Act, Conversation, Step};
use super::coverage::Coverage;
use super::load::Suite;
use super::pattern::Subject;
use super::script::Expected;
use super::setting::Setting;
use super::stub::{Stubbed, Stubs};
use super::unmask::unmasked;
use crate::backend::demo::Demo;
use crate::compile::hotline::Hotline;
use crate::finding::Finding;
use crate::matching::many;
use crate::session::clock::{Clock, later};
use crate::session::{Session, Turn};

/// The time of a conversation that does not say its own (`@now`): a Tuesday morning with open queues.
pub const START: DateTime = DateTime::constant(2025, 7, 1, 10, 0, 0, 0);

/// What came of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The conversation's name, that is, its file.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// The turns that were run, the greetings included.
    pub n_turns: usize,
    /// The turns that went otherwise than expected.
    pub failures: Vec<Failure>,
    /// Names in it that the hotline does not have. With an error among them it was not run.
    pub findings: Vec<Finding>,
    /// What it passed.
    pub coverage: Coverage,
}

impl Outcome {
    /// Returns whether everything was as expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && !self.findings.iter().any(Finding::is_error)
    }
}

/// A turn that went otherwise than expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The line of what the caller did, from 1; 0 is the greeting.
    pub line: usize,
    /// What the caller did.
    pub act: Act,
    /// The expected lines: number, text, and whether this is where the answer went astray.
    pub expected: Vec<(usize, String, bool)>,
    /// Whether what was said fits the expected lines.
    pub is_said: bool,
    /// What was said.
    pub said: Vec<String>,
    /// Conditions that do not hold: line, condition, what is there instead.
    pub violated: Vec<(usize, String, String)>,
    /// Why the turn went as it did, a few lines.
    pub why: String,
    /// What failed in the backend.
    pub troubles: Vec<String>,
}

/// Runs the conversations of a suite, several at a time; the outcomes come in their order.
///
/// Conversations whose file has an error are left out. `done` is told now and then, from any thread, how many of how many are
/// finished.
pub fn run(hotline: &Arc<Hotline>, suite: &Suite, done: &(dyn Fn(usize, usize) + Sync)) -> Vec<Outcome> {
    let broken: Vec<_> =
        suite.findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.place.file).collect();
    let wanted: Vec<&Conversation> =
        suite.conversations.iter().filter(|conversation| !broken.contains(&conversation.file)).collect();
    many::in_order(&wanted, |_, conversation| run_one(hotline, conversation), &|n| done(n, wanted.len()))
}

/// Runs one conversation from the start with a backend of its own. After a failed turn it goes on.
pub fn run_one(hotline: &Arc<Hotline>, conversation: &Conversation) -> Outcome {
    let mut outcome = Outcome {
        name: conversation.name.clone(),
        title: conversation.title.clone(),
        findings: check(hotline, conversation),
        ..Outcome::default()
    };
    if outcome.findings.iter().any(Finding::is_error) {
        return outcome;
    }
    let stubs = Stubs::default();
    let backend = Box::new(Stubbed::new(stubs.clone(), Demo::in_memory()));
    let mut now = START;
    let mut session = Session::new(Arc::clone(hotline), backend, Clock::Fixed(now));
    for step in &conversation.steps {
        match step {
            Step::Set { setting, .. } => match setting {
                Setting::Now(moment) => {
                    now = *moment;
                    session.set_clock(Clock::Fixed(now));
                }
                Setting::Later(seconds) => {
                    now = later(now, *seconds);
                    session.set_clock(Clock::Fixed(now));
                }
                Setting::Slot { name, value } => {
                    session.preset(name, &unmasked(value));
                }
                Setting::Stub(stub) => stubs.add(stub.clone()),
                // Reading turned these into turns.
                Setting::NextCall | Setting::HangUp | Setting::Resume(_) => {}
            },
            Step::Turn { line, act, expected } => {
                let turn = match act {
                    Act::Open => session.open(),
                    Act::Say(said) => session.say(&unmasked(said)),
                    Act::HangUp => session.hang_up(),
                    Act::Resume(task) => session.resume(task.as_deref()),
                };
                outcome.n_turns += 1;
                outcome.coverage.note(hotline, &session, &turn);
                outcome.failures.extend(compare(hotline, &session, &turn, expected).map(|failure| Failure {
                    line: *line,
                    act: act.clone(),
                    ..failure
                }));
            }
        }
    }
    outcome
}

/// Holds a turn against what is expected of it. The lines, one after the other, must match the whole answer.
fn compare(hotline: &Hotline, session: &Session, turn: &Turn, expected: &[(usize, Expected)]) -> Option<Failure> {
    let answer = Subject::of(&turn.said.concat());
    let mut at = vec![0];
    let mut astray = None;
    for (n, (_, line)) in expected.iter().enumerate() {
        // A line of conditions alone takes whatever is said.
        if !line.pattern.is_empty() {
            at = line.pattern.advance(&answer, &at);
        } else if let Some(first) = at.first() {
            at = (*first..=answer.n_chars()).collect();
        }
        if at.is_empty() {
            astray = Some(n);
            break;
        }
    }
    if astray.is_none() && !expected.is_empty() && at.last() != Some(&answer.n_chars()) {
        astray = Some(expected.len() - 1);
    }
    let violated: Vec<(usize, String, String)> = expected
        .iter()
        .flat_map(|(number, line)| line.conditions.iter().map(move |condition| (*number, condition)))
        .filter_map(|(number, condition)| {
            Some((number, condition.text.clone(), condition.violated(hotline, session, turn)?))
        })
        .collect();
    if astray.is_none() && violated.is_empty() {
        return None;
    }
    let lines = expected.iter().enumerate();
    Some(Failure {
        line: 0,
        act: Act::Open,
        expected: lines.map(|(n, (number, line))| (*number, line.pattern.text.clone(), astray == Some(n))).collect(),
        is_said: astray.is_none(),
        said: turn.said.clone(),
        violated,
        why: turn.decided.as_ref().map(|record| record.explain()).unwrap_or_default(),
        troubles: turn.failures.clone(),
    })
}
