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
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::changes::{self, Change, Unit};
use crate::compile::hotline::Queue;
use crate::dialogue::event::{Packet, Placement};
use crate::session::handoff::Handoff;

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
    let unit = Unit::begin(connection)?;
    let ticket = changes::next_number(&unit, &format!("T{}", now.strftime("%Y%m%d")))?;
    let n_before: u32 = unit.query_row(
        "SELECT count(*) FROM tickets WHERE queue = ?1 AND placed = 'queued' AND at > ?2 AND at <= ?3",
        params![queue.name, now.saturating_sub(WAIT.minutes()).to_string(), now.to_string()],
        |row| row.get(0),
    )?;
    let (placed, placement) = standing(queue, n_before, ticket.clone(), now);
    let ahead = match &placement {
        Placement::Queued { ahead, .. } => Some(*ahead),
        Placement::Closed { .. } | Placement::Full { .. } => None,
    };
    unit.execute(
        "INSERT INTO tickets (number, queue, placed, at, packet, ahead) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![ticket, queue.name, placed, now.to_string(), Stored::of(queue, packet).json()?, ahead],
    )?;
    changes::note(&unit, now, Change::Ticket { number: &ticket })?;
    unit.commit()?;
    Ok(placement)
}

/// A packet as stored. Holds masks only; the session sees to that.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    /// Since version 2; before it the queue's name must do.
    title: Option<String>,
    intent: Option<String>,
    slots: Vec<(String, String)>,
    tried: Vec<(String, String)>,
    reason: String,
    /// Since version 2.
    transcript: Vec<String>,
}

impl Stored {
    fn of(queue: &Queue, packet: &Packet) -> Stored {
        Stored {
            title: Some(queue.title.clone()),
            intent: packet.intent.clone(),
            slots: packet.slots.clone(),
            tried: packet.tried.clone(),
            reason: packet.reason.clone(),
            transcript: packet.transcript.clone(),
        }
    }

    fn json(&self) -> rusqlite::Result<String> {
        serde_json::to_string(self).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    }
}

/// Reads a ticket back, by its number as people type it. One whose packet was edited into something else by hand is shown
/// without it.
pub(super) fn find(connection: &Connection, number: &str) -> rusqlite::Result<Option<Handoff>> {
    let number = number.trim().to_ascii_uppercase();
    let mut statement =
        connection.prepare_cached("SELECT queue, placed, ahead, at, packet FROM tickets WHERE number = ?1")?;
    let handoff = statement.query_row([&number], |row| {
        let (queue, placed, packet): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(4)?);
        let ticket = number.clone();
        let placement = match placed.as_str() {
            "closed" => Placement::Closed { ticket },
            "full" => Placement::Full { ticket },
            _ => Placement::Queued { ticket, ahead: row.get::<_, Option<u32>>(2)?.unwrap_or(0) },
        };
        let packet: Stored = serde_json::from_str(&packet).unwrap_or_default();
        Ok(Handoff {
            title: packet.title.unwrap_or_else(|| queue.clone()),
            queue,
            queue_id: None,
            at: row.get::<_, String>(3)?.parse().unwrap_or_default(),
            placement,
            intent: packet.intent,
            slots: packet.slots,
            tried: packet.tried,
            reason: packet.reason,
            transcript: packet.transcript,
        })
    });
    handoff.optional()
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
