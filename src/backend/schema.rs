//! The tables of the demo backend, whose file it is, and how an older file becomes a newer one.
//!
//! `docs/database.md` says the same to whoever opens the file with another tool; a test holds the two together.

use rusqlite::{Connection, TransactionBehavior};

/// The version that this program writes, in `PRAGMA user_version`.
pub(super) const VERSION: i64 = 3;

/// What says in a file's header that it is ours (`PRAGMA application_id`): the letters `daoh`. Since version 2.
const APPLICATION: i64 = 0x6461_6f68;

/// The tables by which a file of version 1 is told from those of other programs.
const FIRST_TABLES: [&str; 4] = ["accounts", "cases", "orders", "tickets"];

/// What makes version n out of version n - 1, from 1. Published steps are never changed; a change is a further step.
///
/// Amounts are in fen. Days are `2025-07-01`, moments `2025-07-01T10:00:00`, local time at the hotline.
const STEPS: [&str; VERSION as usize] = [
    "
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
",
    "
-- 办成的事：和它的结果在同一个事务里写，所以两边总对得上。以前的文件按现有的结果补记，已经解除的冻结补不出来。
CREATE TABLE changes (
    id       INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    action   TEXT NOT NULL CHECK (action IN ('account.freeze', 'account.unfreeze', 'case.open', 'enqueue')),
    account  INTEGER REFERENCES accounts (id),
    number   TEXT                               -- 案件号或服务单号
) STRICT;
CREATE INDEX changes_of_account ON changes (account, id);
INSERT INTO changes (at, action, account, number)
    SELECT frozen_at, 'account.freeze', id, NULL FROM accounts WHERE status = 'lost' AND frozen_at IS NOT NULL
    UNION ALL SELECT opened_at, 'case.open', account, number FROM cases
    UNION ALL SELECT at, 'enqueue', NULL, number FROM tickets
    ORDER BY 1, 4;

-- 号码发到几了。按表里最大的号数，一天上万件时会越数越慢，过了 9999 还会重号。
CREATE TABLE counters (
    stem     TEXT PRIMARY KEY,                  -- 号码的前一部分：20250701、T20250701
    last     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters (stem, last)
    SELECT substr(number, 1, 8), max(CAST(substr(number, 9) AS INTEGER)) FROM cases GROUP BY 1
    UNION ALL SELECT substr(number, 1, 9), max(CAST(substr(number, 10) AS INTEGER)) FROM tickets GROUP BY 1;

ALTER TABLE tickets ADD COLUMN ahead INTEGER;  -- 告诉来电人前面有几位；不在排队时是空的
DROP INDEX tickets_of_queue;
CREATE INDEX tickets_in_line ON tickets (queue, at) WHERE placed = 'queued';
",
    "
-- 通话。ended 是空的就还没有打完，可以接着打；holder 每接一次加一，从前拿着它的程序就不能再记。
CREATE TABLE calls (
    id          INTEGER PRIMARY KEY,
    started     TEXT NOT NULL,
    hotline     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    holder      INTEGER NOT NULL,
    ended       TEXT CHECK (ended IN ('goodbye', 'hung-up', 'transferred', 'silent', 'changed'))
) STRICT;
CREATE INDEX calls_open ON calls (id) WHERE ended IS NULL;

-- 通话里的每一轮，从 0 起。和这一轮办成的事在同一个事务里写。都打过码。
CREATE TABLE turns (
    call     INTEGER NOT NULL REFERENCES calls (id),
    n        INTEGER NOT NULL,
    at       TEXT NOT NULL,
    act      TEXT NOT NULL CHECK (act IN ('open', 'say', 'hang-up', 'resume')),
    heard    TEXT NOT NULL,
    said     TEXT NOT NULL,                     -- JSON，一句一项
    answers  TEXT NOT NULL,                     -- JSON，后台答了什么
    intent   TEXT,
    PRIMARY KEY (call, n)
) STRICT, WITHOUT ROWID;
",
];

/// Whose a database is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nobody's yet: there is nothing in it.
    Nobody,
    /// Ours, of this version.
    Ours(i64),
    /// Another program's; one of its tables, if it has any.
    Other(Option<String>),
}

/// Tells whose a database is. A file of version 1 has no mark of ours and is known by its tables.
pub(super) fn owner(connection: &Connection) -> rusqlite::Result<Owner> {
    // One look at all of it: another process may be making the tables in a file that was empty a moment ago.
    let connection = connection.unchecked_transaction()?;
    let version = version(&connection)?;
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application == APPLICATION {
        return Ok(Owner::Ours(version));
    }
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    )?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let is_first = version == 1 && FIRST_TABLES.iter().all(|table| names.iter().any(|name| name == table));
    Ok(match (application, version) {
        (0, 1) if is_first => Owner::Ours(1),
        (0, 0) if names.is_empty() => Owner::Nobody,
        _ => Owner::Other(names.into_iter().next()),
    })
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
    if done < STEPS.len() {
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
    }
    transaction.commit()
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}
