//! What was carried out: one row for each effect, written with the effect or not at all; and the numbers given out.
//!
//! Knows no tables but its own two.

use std::ops::Deref;

use jiff::civil::DateTime;
use rusqlite::{Connection, Savepoint, Transaction, TransactionBehavior, params};

/// What is written as one: a transaction of its own, or a part of that of the turn, where one is open.
pub(super) enum Unit<'c> {
    /// The whole of it.
    Own(Transaction<'c>),
    /// A part.
    Part(Savepoint<'c>),
}

impl Unit<'_> {
    /// Begins one. It is undone unless it is committed.
    pub(super) fn begin(connection: &mut Connection) -> rusqlite::Result<Unit<'_>> {
        Ok(match connection.is_autocommit() {
            true => Unit::Own(connection.transaction_with_behavior(TransactionBehavior::Immediate)?),
            false => Unit::Part(connection.savepoint()?),
        })
    }

    /// Ends it; the part of a turn lasts only if the turn does.
    pub(super) fn commit(self) -> rusqlite::Result<()> {
        match self {
            Unit::Own(transaction) => transaction.commit(),
            Unit::Part(savepoint) => savepoint.commit(),
        }
    }
}

impl Deref for Unit<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Unit::Own(transaction) => transaction,
            Unit::Part(savepoint) => savepoint,
        }
    }
}

/// An effect that lasts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change<'c> {
    /// An account was frozen by its owner.
    Freeze { account: i64 },
    /// That freeze was lifted.
    Unfreeze { account: i64 },
    /// A case was opened, maybe by somebody without an account.
    Case { account: Option<i64>, number: &'c str },
    /// A ticket was given out.
    Ticket { number: &'c str },
}

/// Notes an effect; to be called in its transaction.
pub(super) fn note(connection: &Connection, now: DateTime, change: Change) -> rusqlite::Result<()> {
    let (action, account, number) = match change {
        Change::Freeze { account } => ("account.freeze", Some(account), None),
        Change::Unfreeze { account } => ("account.unfreeze", Some(account), None),
        Change::Case { account, number } => ("case.open", account, Some(number)),
        Change::Ticket { number } => ("enqueue", None, Some(number)),
    };
    let mut statement =
        connection.prepare_cached("INSERT INTO changes (at, action, account, number) VALUES (?1, ?2, ?3, ?4)")?;
    statement.execute(params![now.to_string(), action, account, number])?;
    Ok(())
}

/// Returns the next number after `stem`, such as `202507010001`; four digits, more only after 9999 in a day.
///
/// To be called in the transaction that uses it: a number whose use is rolled back is given out again, so there are
/// no gaps.
pub(super) fn next_number(connection: &Connection, stem: &str) -> rusqlite::Result<String> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO counters (stem, last) VALUES (?1, 1)
         ON CONFLICT (stem) DO UPDATE SET last = last + 1 RETURNING last",
    )?;
    let last: u32 = statement.query_row([stem], |row| row.get(0))?;
    Ok(format!("{stem}{last:04}"))
}
