//! Queues: ticket numbers and places in line, by rules that a test can foresee.
//!
//! - A queue with hours is **closed** outside them.
//! - Every queue that is not urgent is **full** from 3:00 to 3:30, when the night shift changes, and whenever 30 callers
//!   are ahead.
//! - Else the caller is **in line**: ahead are `(3 × hour + minute ÷ 10) mod 8` callers, in an urgent queue
//!   `minute mod 3`, and everybody who was put in the same line within the last ten minutes.
//! - The ticket is `T`, the day, and a counter: `T202507010001`.

use jiff::ToSpan;
use jiff::civil::{DateTime, Time};
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::json;

use super::cases::following;
use crate::compile::hotline::Queue;
use crate::dialogue::event::{Packet, Placement};

/// So many callers ahead are too many.
const MOST_AHEAD: u32 = 30;
/// How long a caller stays in line, in minutes.
const WAIT: i32 = 10;
/// The change of shifts, half-open.
const CHANGE: (Time, Time) = (Time::constant(3, 0, 0, 0), Time::constant(3, 30, 0, 0));

/// Puts a caller in line.
pub(super) fn place(
    connection: &mut Connection,
    queue: &Queue,
    packet: &Packet,
    now: DateTime,
) -> rusqlite::Result<Placement> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let stem = format!("T{}", now.strftime("%Y%m%d"));
    let last: Option<String> =
        transaction
            .query_row("SELECT max(number) FROM tickets WHERE number LIKE ?1 || '____'", [&stem], |row| row.get(0))?;
    let ticket = format!("{stem}{:04}", following(last, &stem));
    let n_before: u32 = transaction.query_row(
        "SELECT count(*) FROM tickets WHERE queue = ?1 AND placed = 'queued' AND at > ?2 AND at <= ?3",
        params![queue.name, now.saturating_sub(WAIT.minutes()).to_string(), now.to_string()],
        |row| row.get(0),
    )?;
    let (placed, placement) = standing(queue, n_before, ticket.clone(), now);
    let packet = json!({
        "intent": packet.intent,
        "slots": packet.slots,
        "tried": packet.tried,
        "reason": packet.reason,
    });
    transaction.execute(
        "INSERT INTO tickets VALUES (?1, ?2, ?3, ?4, ?5)",
        params![ticket, queue.name, placed, now.to_string(), packet.to_string()],
    )?;
    transaction.commit()?;
    Ok(placement)
}

/// Where a caller stands who gets `ticket` while `n_before` others are still in line.
pub(super) fn standing(queue: &Queue, n_before: u32, ticket: String, now: DateTime) -> (&'static str, Placement) {
    if !is_open(queue, now.time()) {
        return ("closed", Placement::Closed { ticket });
    }
    let (hour, minute) = (u32::from(now.hour().unsigned_abs()), u32::from(now.minute().unsigned_abs()));
    let usual = if queue.urgent { minute % 3 } else { (3 * hour + minute / 10) % 8 };
    let ahead = usual.saturating_add(n_before);
    let changes = (CHANGE.0..CHANGE.1).contains(&now.time());
    if !queue.urgent && (changes || ahead >= MOST_AHEAD) {
        return ("full", Placement::Full { ticket });
    }
    ("queued", Placement::Queued { ticket, ahead })
}

/// Whether a queue is open at that time; hours from 21:00 to 6:00 go over midnight.
fn is_open(queue: &Queue, time: Time) -> bool {
    match queue.hours {
        None => true,
        Some((from, to)) if from <= to => (from..to).contains(&time),
        Some((from, to)) => time >= from || time < to,
    }
}
