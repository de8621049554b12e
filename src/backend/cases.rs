//! Dispute cases: opened, read back, with the days of the first opinion in working days.

use jiff::civil::{Date, DateTime};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::changes::{self, Change, Unit};
use super::demo::{Answer, outcome};
use super::{accounts, workdays};
use crate::text::mask::mask;

/// The first opinion comes after this many working days at the earliest.
const FIRST: u32 = 3;
/// The first opinion comes after this many working days at the latest.
const LAST: u32 = 5;

/// How much of what the caller tells is kept, in characters.
const NOTE_CHARS: usize = 500;

/// A case as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    pub number: String,
    pub kind: String,
    pub order_number: Option<String>,
    pub opened_at: DateTime,
    /// The days between which the first opinion comes; `None` where the holidays are not announced yet.
    pub promised: Option<(Date, Date)>,
}

/// Returns the days between which the first opinion on a case of this day comes. Both or none: half a promise is none.
pub(super) fn promised(day: Date) -> Option<(Date, Date)> {
    Some((workdays::after(day, FIRST)?, workdays::after(day, LAST)?))
}

/// Opens a case; one that the account has open on the same order and matter is told instead.
pub(super) fn open(connection: &mut Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let account = accounts::of(connection, arguments)?.map(|account| account.id);
    let kind = arguments.text("案件类型").unwrap_or_else(|| "争议".to_owned());
    let order_number = arguments.code("订单号");
    // Two callers at once must not get one number.
    let unit = Unit::begin(connection)?;
    if let Some(case) = same(&unit, account, &kind, order_number.as_deref())? {
        return outcome("duplicate", dates(&case));
    }
    let case =
        Case { number: next_number(&unit, now)?, kind, order_number, opened_at: now, promised: promised(now.date()) };
    let note = arguments.text("情况说明").unwrap_or_default();
    insert(&unit, &case, account, &note)?;
    unit.commit()?;
    outcome(if case.promised.is_some() { "ok" } else { "outside" }, dates(&case))
}

/// Reads a case back: by its number, or the latest of the account.
pub(super) fn find(connection: &Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let account = accounts::of(connection, arguments)?.map(|account| account.id);
    let number = arguments.code("案件号");
    if (account.is_none() && arguments.text("手机号").is_some()) || (account.is_none() && number.is_none()) {
        return outcome("not_found", []);
    }
    let Some(case) = select(
        connection,
        "(?1 IS NULL OR account = ?1) AND (?2 IS NULL OR number = ?2) ORDER BY opened_at DESC, number DESC",
        params![account, number],
    )?
    else {
        return outcome("not_found", []);
    };
    let has_opinion = case.promised.is_some_and(|(first, _)| first <= now.date());
    let mut fields = json!({
        "案件号": case.number,
        "类型": case.kind,
        "登记日期": case.opened_at.date().to_string(),
        "进度": if has_opinion { "已有初步意见" } else { "核实中" },
    });
    if let Some(fields) = fields.as_object_mut() {
        fields.extend(case.order_number.map(|number| ("订单号".to_owned(), number.into())));
        fields.extend(case.promised.map(|(_, last)| ("答复日期".to_owned(), last.to_string().into())));
    }
    outcome("ok", [("案件", fields)])
}

fn dates(case: &Case) -> Vec<(&'static str, Value)> {
    let mut outputs = vec![("案件号", case.number.clone().into())];
    if let Some((first, last)) = case.promised {
        outputs.extend([("最早日期", first.to_string().into()), ("答复日期", last.to_string().into())]);
    }
    outputs
}

fn same(
    connection: &Connection,
    account: Option<i64>,
    kind: &str,
    order_number: Option<&str>,
) -> rusqlite::Result<Option<Case>> {
    select(
        connection,
        "account = ?1 AND kind = ?2 AND order_number = ?3 ORDER BY opened_at DESC",
        params![account, kind, order_number],
    )
}

fn select(connection: &Connection, wanted: &str, values: impl rusqlite::Params) -> rusqlite::Result<Option<Case>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT number, kind, order_number, opened_at, first_by, answer_by FROM cases WHERE {wanted} LIMIT 1"
    ))?;
    let case = statement.query_row(values, |row| {
        let day = |column: usize| -> rusqlite::Result<Option<Date>> {
            Ok(row.get::<_, Option<String>>(column)?.and_then(|day| day.parse().ok()))
        };
        Ok(Case {
            number: row.get(0)?,
            kind: row.get(1)?,
            order_number: row.get(2)?,
            opened_at: row.get::<_, String>(3)?.parse().unwrap_or_default(),
            promised: day(4)?.zip(day(5)?),
        })
    });
    case.optional()
}

/// Stores a case and notes it; to be called in a transaction. What the caller tells is masked and cut first.
pub(super) fn insert(connection: &Connection, case: &Case, account: Option<i64>, note: &str) -> rusqlite::Result<()> {
    let note: String = mask(note).chars().take(NOTE_CHARS).collect();
    connection.execute(
        "INSERT INTO cases (number, account, kind, order_number, note, opened_at, first_by, answer_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            case.number,
            account,
            case.kind,
            case.order_number,
            note,
            case.opened_at.to_string(),
            case.promised.map(|(first, _)| first.to_string()),
            case.promised.map(|(_, last)| last.to_string()),
        ],
    )?;
    changes::note(connection, case.opened_at, Change::Case { account, number: &case.number })
}

/// Returns the next free number of a day: the day and a counter, such as `202507010001`.
pub(super) fn next_number(connection: &Connection, now: DateTime) -> rusqlite::Result<String> {
    changes::next_number(connection, &now.strftime("%Y%m%d").to_string())
}
