//! Very many calls at once, and for a long time: what a session holds, and whether anything grows or slows down.

use std::hint::black_box;
use std::sync::Arc;

use daohang::compile::hotline::Hotline;
use daohang::session::Session;

use super::generate::Dice;
use super::measure::{memory, percentile, timed};
use super::recorded::Recorded;
use super::turns::{CALL, session, shipped};

/// How many callers are on the line.
pub const N_SESSIONS: usize = 100_000;
/// How many parts of a soak are compared.
pub const N_PARTS: usize = 10;

/// What one part of a soak found.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub n_turns: usize,
    /// The memory of the process at its end, in megabytes.
    pub megabytes: f64,
    /// The most entries that a session keeps of what was said.
    pub most_kept: usize,
    /// In microseconds.
    pub p50: f64,
    pub p99: f64,
    pub per_second: f64,
}

/// What callers say besides the turns of [`CALL`]: nonsense, corrections, silence, commands, what nobody asked for.
const OTHERWISE: [&str; 12] = [
    "",
    "嗯那个",
    "不对，手机号是13800138000",
    "取消",
    "重复",
    "返回",
    "今天天气真不错",
    "手机丢了，赶紧把我的号锁上",
    "买的耳机一直没收到",
    "是的",
    "不用了",
    "没有了",
];

/// Measures what so many callers hold in the middle of their calls; returns the lines to print.
pub fn run() -> Result<Vec<String>, String> {
    let hotline = shipped()?;
    let answers = Recorded::default();
    let before = memory().0;
    let mut sessions: Vec<Session> = Vec::with_capacity(N_SESSIONS);
    for _ in 0..N_SESSIONS {
        let mut session = session(&hotline, &answers);
        session.open();
        sessions.push(session);
    }
    let greeted = memory().0;
    for session in &mut sessions {
        CALL.iter().take(4).for_each(|said| drop(session.say(said)));
    }
    let talking = memory().0;
    let kilobytes = |megabytes: f64| megabytes * 1024.0 / N_SESSIONS as f64;
    Ok(vec![format!(
        "{N_SESSIONS} sessions: {:.1} KB each when greeted, {:.1} KB each in the middle of a call ({:.0} MB in all)",
        kilobytes(greeted - before),
        kilobytes(talking - before),
        talking
    )])
}

/// Leads so many turns through so many sessions, in an order that looks like chance; calls end and begin anew. `told` hears of each of
/// [`N_PARTS`] parts.
pub fn soak(hotline: &Arc<Hotline>, n_sessions: usize, n_turns: usize, mut told: impl FnMut(Part)) {
    let answers = Recorded::default();
    let mut sessions: Vec<Session> = (0..n_sessions).map(|_| session(hotline, &answers)).collect();
    let mut next: Vec<u8> = vec![0; n_sessions];
    let mut dice = Dice(7);
    // Room for all times of a part from the beginning, so that this grows nothing.
    let mut taken: Vec<f32> = Vec::with_capacity(n_turns / N_PARTS);
    for _ in 0..N_PARTS {
        taken.clear();
        let (_, whole) = timed(|| {
            for _ in 0..n_turns / N_PARTS {
                let at = dice.below(n_sessions);
                let (session, next) = (&mut sessions[at], &mut next[at]);
                if !session.has_begun() || session.is_over() {
                    *next = 0;
                    // As every front end does that writes down what was said.
                    drop(session.take_conversation());
                    taken.push(nanoseconds(|| drop(black_box(session.open()))));
                    continue;
                }
                let is_otherwise = dice.below(4) == 0;
                let said = if is_otherwise { *dice.one(&OTHERWISE) } else { CALL[usize::from(*next)] };
                if !is_otherwise {
                    *next = (*next + 1) % CALL.len() as u8;
                }
                taken.push(nanoseconds(|| drop(black_box(session.say(said)))));
            }
        });
        let in_microseconds =
            |percent| percentile(taken.iter().map(|&taken| f64::from(taken)).collect(), percent) / 1e3;
        told(Part {
            n_turns: taken.len(),
            megabytes: memory().0,
            most_kept: sessions.iter().map(|session| session.transcript().entries().len()).max().unwrap_or(0),
            p50: in_microseconds(50),
            p99: in_microseconds(99),
            per_second: taken.len() as f64 / whole.as_secs_f64(),
        });
    }
}

fn nanoseconds(work: impl FnOnce()) -> f32 {
    timed(work).1.as_nanos() as f32
}
