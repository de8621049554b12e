//! Calls and their turns: kept with what they carried out, listed, read back, taken over.
//!
//! Knows no hotline: what a turn is, and how a call is gone on with, is `session::journal`'s.

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::dialogue::event::CallEnd;
use crate::session::journal::{Kept, Opened};

/// A call in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its number in this file, from 1.
    pub number: i64,
    /// When, and with which hotline.
    pub opened: Opened,
    /// How often the caller spoke.
    pub n_said: u32,
    /// The time of the last turn.
    pub last: DateTime,
    /// The intent that was served last, by name.
    pub intent: Option<String>,
    /// How it ended; `None` of one that can be gone on with.
    pub ended: Option<Ended>,
}

/// How a call in the file ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// As calls end.
    By(CallEnd),
    /// The hotline was changed: it was gone on with as another call.
    Changed,
}

/// What is stored of [`Ended::Changed`].
const CHANGED: &str = "changed";

/// A call that this process goes on with. Whoever takes it over counts `holder` up, and who held it before has it no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub number: i64,
    pub holder: i64,
}

/// Whether nobody has taken a call over.
pub(super) fn is_held(connection: &Connection, held: Held) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached("SELECT holder FROM calls WHERE id = ?1")?;
    let holder: Option<i64> = statement.query_row([held.number], |row| row.get(0)).optional()?;
    Ok(holder == Some(held.holder))
}

/// Writes turns, behind those of the same call that are there; the first turn makes the call. To be called in the transaction of
/// the turn. Returns the call, as far as it goes on.
pub(super) fn write(
    connection: &Connection,
    held: Option<Held>,
    opened: &Opened,
    turns: &[Kept],
) -> rusqlite::Result<Option<Held>> {
    let is_new = turns.first().is_some_and(|turn| turn.n == 0);
    let held = match held {
        Some(held) if !is_new => held,
        _ => {
            let mut statement = connection
                .prepare_cached("INSERT INTO calls (started, hotline, fingerprint, holder) VALUES (?1, ?2, ?3, 1)")?;
            statement.execute(params![opened.started.to_string(), opened.hotline, opened.fingerprint])?;
            Held { number: connection.last_insert_rowid(), holder: 1 }
        }
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO turns (call, n, at, act, heard, said, answers, intent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for turn in turns {
        statement.execute(params![
            held.number,
            turn.n,
            turn.at.to_string(),
            name_of(&turn.act),
            turn.heard,
            json(&turn.said)?,
            json(&turn.answers)?,
            turn.intent
        ])?;
    }
    let Some(ended) = turns.last().and_then(|turn| turn.ended) else { return Ok(Some(held)) };
    end(connection, held.number, &name_of(&ended))?;
    Ok(None)
}

/// Lists all calls, the latest first.
pub(super) fn list(connection: &Connection) -> rusqlite::Result<Vec<Call>> {
    let mut statement = connection.prepare(&format!("{CALLS} ORDER BY id DESC"))?;
    statement.query_map([], read)?.collect()
}

/// Returns one call, or the latest that has not ended.
pub(super) fn find(connection: &Connection, number: Option<i64>) -> rusqlite::Result<Option<Call>> {
    let mut statement = connection
        .prepare(&format!("{CALLS} WHERE id = ?1 OR (?1 IS NULL AND ended IS NULL) ORDER BY id DESC LIMIT 1"))?;
    statement.query_row([number], read).optional()
}

const CALLS: &str = "SELECT id, started, hotline, fingerprint, ended,
    (SELECT count(*) FROM turns WHERE call = id AND act = 'say' AND heard != ''),
    (SELECT at FROM turns WHERE call = id ORDER BY n DESC LIMIT 1),
    (SELECT intent FROM turns WHERE call = id AND intent IS NOT NULL ORDER BY n DESC LIMIT 1)
    FROM calls";

fn read(row: &Row) -> rusqlite::Result<Call> {
    let moment = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let started: DateTime = moment(row.get(1)?).unwrap_or_default();
    let ended: Option<String> = row.get(4)?;
    Ok(Call {
        number: row.get(0)?,
        opened: Opened { started, hotline: row.get(2)?, fingerprint: row.get(3)? },
        n_said: row.get(5)?,
        last: moment(row.get(6)?).unwrap_or(started),
        intent: row.get(7)?,
        ended: ended.map(|name| named(&name).map_or(Ended::Changed, Ended::By)),
    })
}

/// Reads the turns of a call, in order. A row that was edited by hand into something else ends them: what cannot be read cannot
/// be gone on with.
pub(super) fn turns(connection: &Connection, call: &Call) -> rusqlite::Result<Vec<Kept>> {
    let mut statement =
        connection.prepare("SELECT n, at, act, heard, said, answers, intent FROM turns WHERE call = ?1 ORDER BY n")?;
    let rows = statement.query_map([call.number], |row| {
        let (at, act): (String, String) = (row.get(1)?, row.get(2)?);
        let (said, answers): (String, String) = (row.get(4)?, row.get(5)?);
        let read = || {
            let (said, answers) = (serde_json::from_str(&said).ok()?, serde_json::from_str(&answers).ok()?);
            Some((at.parse().ok()?, named(&act)?, said, answers))
        };
        let Some((at, act, said, answers)) = read() else { return Ok(None) };
        let (n, heard, intent) = (row.get(0)?, row.get(3)?, row.get(6)?);
        Ok(Some(Kept { n, at, act, heard, said, answers, intent, ended: None }))
    })?;
    let mut turns: Vec<Kept> = Vec::new();
    for row in rows {
        let Some(turn) = row?.filter(|turn| usize::try_from(turn.n) == Ok(turns.len())) else { break };
        turns.push(turn);
    }
    if let (Some(Ended::By(ended)), Some(last)) = (call.ended, turns.last_mut()) {
        last.ended = Some(ended);
    }
    Ok(turns)
}

/// Takes a call over from whoever held it.
pub(super) fn take_over(connection: &Connection, number: i64) -> rusqlite::Result<Held> {
    let holder = connection.query_row(
        "UPDATE calls SET holder = holder + 1 WHERE id = ?1 RETURNING holder",
        [number],
        |row| row.get(0),
    )?;
    Ok(Held { number, holder })
}

/// Ends a call with which another one goes on, because the hotline was changed.
pub(super) fn end_as_changed(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    end(connection, number, CHANGED)
}

fn end(connection: &Connection, number: i64, ended: &str) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("UPDATE calls SET ended = ?2 WHERE id = ?1")?;
    statement.execute(params![number, ended])?;
    Ok(())
}

/// The name under which a variant is stored.
fn name_of<T: Serialize>(variant: &T) -> String {
    match serde_json::to_value(variant) {
        Ok(Value::String(name)) => name,
        Ok(_) | Err(_) => String::new(),
    }
}

/// The variant that is stored under a name.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::from(name)).ok()
}

fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
