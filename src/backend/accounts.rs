//! Accounts: who they belong to, their state, their limits.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use super::arguments::Arguments;
use super::changes::{self, Change, Unit};
use super::demo::{Answer, outcome, yuan};

/// The only number that is the hotline's.
const HOTLINE: &str = "95188";

/// How long after being lifted a freeze is gone everywhere, in minutes: the guide's case takes ten minutes in all.
const LIFTED_AFTER: i32 = 10;

/// The limits by level of verification, in fen: one transfer, one day. Fictional.
const LIMITS: [(&str, u64, u64); 4] =
    [("未认证", 0, 0), ("一类", 50_000, 100_000), ("二类", 500_000, 1_000_000), ("三类", 5_000_000, 20_000_000)];

/// An account as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Account {
    pub id: i64,
    pub id_number: String,
    pub name: String,
    pub title: String,
    pub level: i64,
    pub status: String,
    pub frozen_at: Option<String>,
    pub balance: i64,
    pub opened_on: Date,
}

const COLUMNS: &str = "id, id_number, name, title, level, status, frozen_at, balance, opened_on";

fn read(row: &Row) -> rusqlite::Result<Account> {
    let opened_on: String = row.get(8)?;
    Ok(Account {
        id: row.get(0)?,
        id_number: row.get(1)?,
        name: row.get(2)?,
        title: row.get(3)?,
        level: row.get(4)?,
        status: row.get(5)?,
        frozen_at: row.get(6)?,
        balance: row.get(7)?,
        // Someone may have edited the file by hand; then there are no bills.
        opened_on: opened_on.parse().unwrap_or(Date::MAX),
    })
}

/// Returns the account of the mobile number among the arguments.
pub(super) fn of(connection: &Connection, arguments: Arguments) -> rusqlite::Result<Option<Account>> {
    let Some(mobile) = arguments.code("手机号") else { return Ok(None) };
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM accounts WHERE mobile = ?1"))?;
    statement.query_row([mobile], read).optional()
}

/// Returns the account of a row.
pub(super) fn by_id(connection: &Connection, id: i64) -> rusqlite::Result<Option<Account>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM accounts WHERE id = ?1"))?;
    statement.query_row([id], read).optional()
}

impl Account {
    /// How its owner is addressed: 李先生. Only the family name is said.
    fn address(&self) -> Value {
        let family: String = self.name.chars().take(1).collect();
        format!("{family}{}", self.title).into()
    }

    fn level_name(&self) -> &'static str {
        self.limits().0
    }

    fn limits(&self) -> (&'static str, u64, u64) {
        usize::try_from(self.level).ok().and_then(|level| LIMITS.get(level)).copied().unwrap_or(LIMITS[0])
    }
}

/// Finds an account by its mobile number.
pub(super) fn find(connection: &Connection, arguments: Arguments) -> rusqlite::Result<Answer> {
    match of(connection, arguments)? {
        None => outcome("not_found", []),
        Some(account) if account.status == "closed" => outcome("closed", []),
        Some(account) => outcome("found", [("称呼", account.address())]),
    }
}

/// Checks the last four of the identity number.
pub(super) fn check(connection: &Connection, arguments: Arguments) -> rusqlite::Result<Answer> {
    let tail = arguments.code("证件尾号").unwrap_or_default();
    match of(connection, arguments)? {
        Some(account) if tail.len() == 4 && account.id_number.ends_with(&tail) && account.status != "closed" => {
            outcome("ok", [("称呼", account.address())])
        }
        Some(_) | None => outcome("mismatch", []),
    }
}

/// Tells the state of an account.
pub(super) fn status(connection: &Connection, arguments: Arguments) -> rusqlite::Result<Answer> {
    let Some(account) = of(connection, arguments)? else { return outcome("not_found", []) };
    let words = match account.status.as_str() {
        "lost" => "挂失",
        "risk" => "风险冻结",
        "closed" => "已注销",
        _ => "正常",
    };
    let mut outputs = vec![("账户状态", words.into()), ("认证等级", account.level_name().into())];
    outputs.extend(account.frozen_at.map(|at| ("冻结时间", at.into())));
    outcome("ok", outputs)
}

/// Tells the balance.
pub(super) fn balance(connection: &Connection, arguments: Arguments) -> rusqlite::Result<Answer> {
    match of(connection, arguments)?.filter(|account| account.status != "closed") {
        Some(account) => outcome("ok", [("余额", yuan(account.balance.unsigned_abs()).into())]),
        None => outcome("not_found", []),
    }
}

/// Tells the limits by the level of verification.
pub(super) fn limit(connection: &Connection, arguments: Arguments) -> rusqlite::Result<Answer> {
    let Some(account) = of(connection, arguments)?.filter(|account| account.status != "closed") else {
        return outcome("not_found", []);
    };
    let (name, one, day) = account.limits();
    if one == 0 {
        return outcome("unverified", [("认证等级", name.into())]);
    }
    outcome("ok", [("认证等级", name.into()), ("单笔限额", yuan(one).into()), ("单日限额", yuan(day).into())])
}

/// Freezes an account because its owner says so (挂失).
pub(super) fn freeze(connection: &mut Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    // The state is read under the lock: another process may freeze the same account meanwhile.
    let unit = Unit::begin(connection)?;
    let Some(account) = of(&unit, arguments)? else { return outcome("refused", []) };
    match account.status.as_str() {
        "normal" => {
            let at = now.to_string();
            unit.execute("UPDATE accounts SET status = 'lost', frozen_at = ?2 WHERE id = ?1", params![account.id, at])?;
            changes::note(&unit, now, Change::Freeze { account: account.id })?;
            unit.commit()?;
            outcome("ok", [("冻结时间", at.into())])
        }
        "lost" | "risk" => outcome("already_frozen", account.frozen_at.map(|at| ("冻结时间", at.into()))),
        _ => outcome("refused", []),
    }
}

/// Lifts a freeze that the owner asked for; one by risk control is not the caller's to lift.
pub(super) fn unfreeze(connection: &mut Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let unit = Unit::begin(connection)?;
    let Some(account) = of(&unit, arguments)? else { return outcome("refused", []) };
    match account.status.as_str() {
        "lost" => {
            unit.execute("UPDATE accounts SET status = 'normal', frozen_at = NULL WHERE id = ?1", [account.id])?;
            changes::note(&unit, now, Change::Unfreeze { account: account.id })?;
            unit.commit()?;
            let from = now.saturating_add(LIFTED_AFTER.minutes());
            outcome("ok", [("生效时间", from.to_string().into())])
        }
        "normal" => outcome("already_open", []),
        _ => outcome("refused", []),
    }
}

/// Tells whether a number is the hotline's. Only the bare number is: a longer one that contains it is a known trick.
pub(super) fn check_number(arguments: Arguments) -> rusqlite::Result<Answer> {
    let is_official = arguments.code("号码").is_some_and(|number| number == HOTLINE);
    outcome(if is_official { "official" } else { "unofficial" }, [("热线", HOTLINE.into())])
}
