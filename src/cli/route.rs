//! `daohang route`: lines in, the intent of each as a line of JSON out.

use std::io::{self, Write};

use jiff::civil::DateTime;
use serde::Serialize;
use serde_json::{Map, Value};

use super::args::{Common, Input};
use super::output::Output;
use super::{Outcome, input, intents};
use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::dialogue::value::SlotValue;
use crate::matching::Capture;
use crate::matching::rank::{Decision, Ranking};
use crate::matching::scratch::Scratch;
use crate::matching::understand::understand;

/// Runs the command.
pub(super) fn run(common: &Common, input: &Input) -> anyhow::Result<Outcome> {
    let Some(hotline) = intents::hotline(common)? else { return Ok(Outcome::Found) };
    let clock = common.clock();
    let mut scratch = Scratch::default();
    input::each_line(input, |text, out| write_line(&hotline, &mut scratch, text, clock.now(), out))
}

/// One line of output.
#[derive(Serialize)]
struct Routed<'r> {
    text: &'r str,
    decision: &'static str,
    /// The intent, where one is accepted or confirmed; the likeliest of those to choose from.
    intent: Option<&'r str>,
    /// The score of the best candidate; 0 without one.
    score: f64,
    candidates: Vec<Scored<'r>>,
    slots: Map<String, Value>,
    /// By how exact a hearing: `exact`, `sound` or `near`.
    chance: &'static str,
}

/// An intent with its score.
#[derive(Serialize)]
struct Scored<'r> {
    intent: &'r str,
    score: f64,
}

fn write_line(hotline: &Hotline, scratch: &mut Scratch, text: &str, now: DateTime, out: &mut Output) -> io::Result<()> {
    let ranking = understand(hotline, scratch, text, now).ranking;
    serde_json::to_writer(&mut *out, &routed(hotline, text, &ranking))?;
    out.write_all(b"\n")
}

/// Puts a ranking into the form that is printed.
fn routed<'r>(hotline: &'r Hotline, text: &'r str, ranking: &Ranking) -> Routed<'r> {
    let intent = match &ranking.decision {
        Decision::Accept(intent) | Decision::Confirm(intent) => Some(*intent),
        Decision::Clarify(intents) => intents.first().copied(),
        Decision::Reject => None,
    };
    let candidates = ranking.in_play();
    let score = candidates.first().map_or(0.0, |candidate| rounded(candidate.score));
    let slots = candidates.iter().find(|candidate| Some(candidate.intent) == intent);
    Routed {
        text,
        decision: decision_name(&ranking.decision),
        intent: intent.map(|intent| name(hotline, intent)),
        score,
        slots: slots.map_or_else(Map::new, |candidate| slots_of(hotline, &candidate.captures)),
        candidates: candidates
            .into_iter()
            .map(|candidate| Scored { intent: name(hotline, candidate.intent), score: rounded(candidate.score) })
            .collect(),
        chance: ranking.chance.name(),
    }
}

/// Returns the name of a decision as programs read it.
pub(super) fn decision_name(decision: &Decision) -> &'static str {
    match decision {
        Decision::Accept(_) => "accept",
        Decision::Confirm(_) => "confirm",
        Decision::Clarify(_) => "clarify",
        Decision::Reject => "reject",
    }
}

/// Returns the slots that phrases captured, by name; of two values for one slot the first in the text.
pub(super) fn slots_of(hotline: &Hotline, captures: &[Capture]) -> Map<String, Value> {
    let mut slots = Map::new();
    for capture in captures {
        let Some(slot) = capture.slot else { continue };
        let value = SlotValue::of(&capture.value, hotline).json.clone();
        slots.entry(hotline.slot(slot).name.clone()).or_insert(value);
    }
    slots
}

fn name(hotline: &Hotline, intent: IntentId) -> &str {
    &hotline.intent(intent).name
}

/// Rounds a score to four digits: more would be noise, and a binary fraction reads badly.
pub(super) fn rounded(score: f32) -> f64 {
    (f64::from(score) * 10_000.0).round() / 10_000.0
}
