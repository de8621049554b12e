//! The tables of the demo backend, and how an older file becomes a newer one.

use rusqlite::{Connection, TransactionBehavior};

/// The version that this program writes, in `PRAGMA user_version`.
pub(super) const VERSION: i64 = 1;

/// The table by which our files are told from those of other programs.
pub(super) const OWN_TABLE: &str = "accounts";

/// What makes version n out of version n - 1, from 1. Published steps are never changed; a change is a further step.
///
/// Amounts are in fen. Days are `2025-07-01`, moments `2025-07-01T10:00:00`, local time at the hotline.
const STEPS: [&str; VERSION as usize] = ["
-- 账户。status: normal 正常, lost 挂失, risk 风险冻结, closed 已注销。level: 认证等级，0 未认证，1 到 3 类。
CREATE TABLE accounts (
    id         INTEGER PRIMARY KEY,
    mobile     TEXT NOT NULL UNIQUE,
    id_number  TEXT NOT NULL,
    name       TEXT NOT NULL,
    title      TEXT NOT NULL,                   -- 先生、女士
    level      INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
    status     TEXT NOT NULL CHECK (status IN ('normal', 'lost', 'risk', 'closed')),
    frozen_at  TEXT,
    balance    INTEGER NOT NULL,
    opened_on  TEXT NOT NULL
) STRICT;

-- 订单和转账。status: 待发货、已发货、已签收、已退款、已转账。
CREATE TABLE orders (
    number     TEXT PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES accounts (id),
    merchant   TEXT NOT NULL,
    subject    TEXT NOT NULL,
    amount     INTEGER NOT NULL,
    status     TEXT NOT NULL,
    placed_on  TEXT NOT NULL,
    shipped_on TEXT
) STRICT, WITHOUT ROWID;

-- 争议案件。first_by 和 answer_by 在放假安排以外时是空的。
CREATE TABLE cases (
    number       TEXT PRIMARY KEY,
    account      INTEGER REFERENCES accounts (id),
    kind         TEXT NOT NULL,
    order_number TEXT,
    note         TEXT NOT NULL,
    opened_at    TEXT NOT NULL,
    first_by     TEXT,
    answer_by    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_of_account ON cases (account, opened_at);

-- 人工服务单。placed: queued 排队, closed 不在服务时间, full 坐席全忙。packet 里只有打过码的内容。
CREATE TABLE tickets (
    number   TEXT PRIMARY KEY,
    queue    TEXT NOT NULL,
    placed   TEXT NOT NULL CHECK (placed IN ('queued', 'closed', 'full')),
    at       TEXT NOT NULL,
    packet   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_of_queue ON tickets (queue, at);
"];

/// Returns the version of a database; 0 is an empty one.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Returns a table that another program made, if the database has tables but is none of ours.
pub(super) fn foreign_table(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let is_ours = version(connection)? > 0 && names.iter().any(|name| name == OWN_TABLE);
    Ok(if is_ours { None } else { names.into_iter().next() })
}

/// Brings a database of an older version to [`VERSION`], wholly or not at all.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? >= VERSION {
        return Ok(());
    }
    // Another process may migrate at the same time: the version counts once the lock is held.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(version(&transaction)?).unwrap_or(0);
    for step in STEPS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
