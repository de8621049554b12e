//! Orders: those of the table, and the items of bills by their order numbers.

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Value, json};

use super::arguments::Arguments;
use super::bills::Item;
use super::demo::{Answer, outcome, yuan};
use super::{accounts, bills};

/// Finds an order; with a mobile number only if it is that account's.
pub(super) fn find(connection: &Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let Some(number) = arguments.code("订单号") else { return outcome("not_found", []) };
    let account = accounts::of(connection, arguments)?;
    if account.is_none() && arguments.text("手机号").is_some() {
        return outcome("not_found", []);
    }
    let owner = account.as_ref().map(|account| account.id);
    let stored = stored(connection, &number, owner)?;
    let order = match stored {
        Some(order) => Some(order),
        None => bills::by_number(connection, &number, account.as_ref(), now)?.map(|item| of_bill(&item)),
    };
    match order {
        Some(order) => outcome("found", [("订单", order)]),
        None => outcome("not_found", []),
    }
}

fn stored(connection: &Connection, number: &str, owner: Option<i64>) -> rusqlite::Result<Option<Value>> {
    let mut statement = connection.prepare_cached(
        "SELECT merchant, subject, amount, status, placed_on, shipped_on FROM orders
         WHERE number = ?1 AND (?2 IS NULL OR account = ?2)",
    )?;
    let order = statement.query_row(params![number, owner], |row| {
        let amount: i64 = row.get(2)?;
        let mut order = json!({
            "订单号": number,
            "商户": row.get::<_, String>(0)?,
            "说明": row.get::<_, String>(1)?,
            "金额": yuan(amount.unsigned_abs()),
            "日期": row.get::<_, String>(4)?,
            "状态": row.get::<_, String>(3)?,
        });
        if let (Some(shipped_on), Some(fields)) = (row.get::<_, Option<String>>(5)?, order.as_object_mut()) {
            fields.insert("发货日期".to_owned(), shipped_on.into());
        }
        Ok(order)
    });
    order.optional()
}

fn of_bill(item: &Item) -> Value {
    json!({
        "订单号": item.number,
        "商户": item.merchant,
        "说明": item.subject,
        "金额": yuan(item.amount),
        "日期": item.at.date().to_string(),
        "状态": if item.is_income { "已到账" } else { "已支付" },
    })
}
