//! What a turn takes in process, from what the caller said to the masked sentences of the answer: a whole call turn by turn, and
//! the first turn of calls about everything.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use daohang::compile::hotline::Hotline;
use daohang::session::Session;
use daohang::session::clock::Clock;

use super::measure::{Times, percentile, timed};
use super::recorded::Recorded;
use super::routing::{self, NOW};

/// How often the call is made.
const N_CALLS: usize = 2000;

/// A call: the bill, on the way another question, and then a person.
pub const CALL: [&str; 5] = ["我想查上个月的账单", "13900139000", "5678", "花呗怎么还款", "转人工"];

/// Returns the shipped hotline, compiled from its files.
pub fn shipped() -> Result<Arc<Hotline>, String> {
    routing::hotline(&Path::new(env!("CARGO_MANIFEST_DIR")).join("intents")).map(Arc::new)
}

/// Returns a session with the answers of the demo behind it.
pub fn session(hotline: &Arc<Hotline>, answers: &Recorded) -> Session {
    Session::new(hotline.clone(), Box::new(answers.clone()), Clock::Fixed(NOW))
}

/// Measures the turns of a call, and the first turns of many; returns the lines to print.
pub fn run() -> Result<Vec<String>, String> {
    let hotline = shipped()?;
    let answers = Recorded::default();
    let mut lines = vec!["a whole call, each turn from utterance to masked answer, p50 us of each turn:".to_owned()];
    let mut taken: Vec<Vec<f64>> = vec![Vec::new(); CALL.len() + 1];
    for _ in 0..N_CALLS {
        let mut session = session(&hotline, &answers);
        taken[0].push(microseconds(|| drop(black_box(session.open()))));
        for (said, taken) in CALL.iter().zip(&mut taken[1..]) {
            taken.push(microseconds(|| drop(black_box(session.say(said)))));
        }
        if !session.is_over() || session.last_handoff().is_none() {
            return Err("the call does not end with a person".to_owned());
        }
    }
    let said = ["(greeting)"].into_iter().chain(CALL);
    for (said, taken) in said.zip(&taken) {
        lines.push(format!("  {:7.2}  {said}", percentile(taken.clone(), 50)));
    }
    let of_each: Vec<f64> = taken.iter().map(|taken| percentile(taken.clone(), 50)).collect();
    let mean = of_each.iter().sum::<f64>() / of_each.len() as f64;
    lines.push(format!(
        "  p50 of all turns {:.2} us, mean of a turn {mean:.2} us (budget: p50 10)",
        percentile(taken.concat(), 50)
    ));
    lines.push(first_turns(&hotline, &answers));
    Ok(lines)
}

/// The first turn of a call about each example of the shipped intents.
fn first_turns(hotline: &Arc<Hotline>, answers: &Recorded) -> String {
    let examples: Vec<&str> =
        hotline.intents.iter().flat_map(|intent| intent.examples.iter().map(|example| example.text.as_str())).collect();
    let mut times = Times::new(examples.len());
    for _ in 0..3 {
        let mut sessions: Vec<Session> = examples.iter().map(|_| session(hotline, answers)).collect();
        sessions.iter_mut().for_each(|session| drop(session.open()));
        times.each(|n| drop(black_box(sessions[n].say(examples[n]))));
    }
    format!(
        "the first turn of {} calls, one for each example: p50 {:.2} us, p90 {:.2} us, p99 {:.2} us (budget: p50 10)",
        examples.len(),
        times.percentile(50),
        times.percentile(90),
        times.percentile(99)
    )
}

fn microseconds(work: impl FnOnce()) -> f64 {
    timed(work).1.as_nanos() as f64 / 1000.0
}
