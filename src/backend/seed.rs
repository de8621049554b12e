//! The demo data: fictional people, orders and a case.
//!
//! Identity numbers have a correct check digit, but the regions 99000x do not exist. The number of an order is no card
//! number (it fails the Luhn check), so that it is not masked as one.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rusqlite::{Connection, params};

use super::cases;
use super::changes::{self, Change, Unit};

/// A fictional account.
#[derive(Debug)]
pub struct Account {
    /// The row in the database, from 1.
    pub id: i64,
    /// The mobile number.
    pub mobile: &'static str,
    /// The identity number; callers say its last four digits.
    pub id_number: &'static str,
    /// The name.
    pub name: &'static str,
    /// 先生 or 女士.
    pub title: &'static str,
    /// The level of verification: 0 is none, 1 to 3 are the classes.
    pub level: i64,
    /// `normal`, `lost`, `risk` or `closed`.
    pub status: &'static str,
    /// The balance in fen.
    pub balance: i64,
    /// The day it was opened; there are no bills before.
    pub opened_on: Opened,
}

/// When an account was opened.
#[derive(Debug, Clone, Copy)]
pub enum Opened {
    /// Long before any bill that is kept.
    LongAgo,
    /// On the day of the seed: no bills yet.
    Today,
}

/// The accounts.
pub const ACCOUNTS: [Account; 6] = [
    // Lost by its owner: the account that can be unfrozen.
    Account {
        id: 1,
        mobile: "13800138000",
        id_number: "990001199001181234",
        name: "李明",
        title: "先生",
        level: 2,
        status: "lost",
        balance: 268_850,
        opened_on: Opened::LongAgo,
    },
    // In good order: bills, orders, a case.
    Account {
        id: 2,
        mobile: "13900139000",
        id_number: "990002198505085678",
        name: "王强",
        title: "先生",
        level: 3,
        status: "normal",
        balance: 1_532_066,
        opened_on: Opened::LongAgo,
    },
    // Frozen by risk control: must not be unfrozen by the caller alone.
    Account {
        id: 3,
        mobile: "13700137000",
        id_number: "990003199203052468",
        name: "陈静",
        title: "女士",
        level: 2,
        status: "risk",
        balance: 87_300,
        opened_on: Opened::LongAgo,
    },
    // Closed.
    Account {
        id: 4,
        mobile: "13600136000",
        id_number: "990004197908031357",
        name: "赵刚",
        title: "先生",
        level: 1,
        status: "closed",
        balance: 0,
        opened_on: Opened::LongAgo,
    },
    // New and not verified: no bills, no limits.
    Account {
        id: 5,
        mobile: "13500135000",
        id_number: "990005200102043210",
        name: "周洋",
        title: "先生",
        level: 0,
        status: "normal",
        balance: 1_000,
        opened_on: Opened::Today,
    },
    // In good order with the lowest limits.
    Account {
        id: 6,
        mobile: "13300133000",
        id_number: "990006199606018642",
        name: "刘芳",
        title: "女士",
        level: 1,
        status: "normal",
        balance: 45_900,
        opened_on: Opened::LongAgo,
    },
];

/// A fictional order; days are counted back from the moment of the seed.
#[derive(Debug)]
pub struct Order {
    /// The order number.
    pub number: &'static str,
    /// Whose it is.
    pub account: i64,
    /// The merchant, or the other party of a transfer.
    pub merchant: &'static str,
    /// What was bought.
    pub subject: &'static str,
    /// The amount in fen.
    pub amount: i64,
    /// 待发货, 已发货, 已签收, 已退款 or 已转账.
    pub status: &'static str,
    /// Placed so many days ago.
    pub days_ago: i32,
    /// Shipped so many days ago.
    pub shipped_days_ago: Option<i32>,
}

/// The orders.
pub const ORDERS: [Order; 6] = [
    Order {
        number: "88010000000011",
        account: 2,
        merchant: "晴川数码",
        subject: "无线耳机",
        amount: 29_900,
        status: "已发货",
        days_ago: 9,
        shipped_days_ago: Some(8),
    },
    Order {
        number: "88010000000022",
        account: 2,
        merchant: "林先生",
        subject: "转账",
        amount: 120_000,
        status: "已转账",
        days_ago: 1,
        shipped_days_ago: None,
    },
    Order {
        number: "88010000000033",
        account: 2,
        merchant: "小满鲜果",
        subject: "水果礼盒",
        amount: 5_880,
        status: "待发货",
        days_ago: 6,
        shipped_days_ago: None,
    },
    Order {
        number: "88010000000044",
        account: 1,
        merchant: "栖木家居",
        subject: "台灯",
        amount: 12_900,
        status: "已签收",
        days_ago: 20,
        shipped_days_ago: Some(18),
    },
    Order {
        number: "88010000000055",
        account: 6,
        merchant: "云上书店",
        subject: "图书",
        amount: 8_640,
        status: "已退款",
        days_ago: 12,
        shipped_days_ago: None,
    },
    Order {
        number: "88010000000066",
        account: 6,
        merchant: "北巷服饰",
        subject: "外套",
        amount: 35_900,
        status: "待发货",
        days_ago: 4,
        shipped_days_ago: None,
    },
];

/// The case that is there from the start: 小满鲜果 did not ship, opened two days before the seed.
const CASE_ORDER: &str = "88010000000033";

/// Writes the demo data, unless there is some already.
pub(super) fn sow(connection: &mut Connection, now: DateTime) -> rusqlite::Result<()> {
    if has_accounts(connection)? {
        return Ok(());
    }
    let unit = Unit::begin(connection)?;
    // Another process may have sown while this one waited for the lock.
    if has_accounts(&unit)? {
        return Ok(());
    }
    for account in &ACCOUNTS {
        let opened_on = match account.opened_on {
            Opened::LongAgo => jiff::civil::date(2015, 1, 1),
            Opened::Today => now.date(),
        };
        let is_frozen = matches!(account.status, "lost" | "risk");
        let frozen_at = is_frozen.then(|| days_before(now.date(), 1).at(9, 30, 0, 0));
        unit.execute(
            "INSERT INTO accounts
                 (id, mobile, id_number, name, title, level, status, frozen_at, balance, opened_on)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                account.id,
                account.mobile,
                account.id_number,
                account.name,
                account.title,
                account.level,
                account.status,
                frozen_at.map(|at| at.to_string()),
                account.balance,
                opened_on.to_string()
            ],
        )?;
        // What risk control does is not done by the hotline.
        if let (Some(at), "lost") = (frozen_at, account.status) {
            changes::note(&unit, at, Change::Freeze { account: account.id })?;
        }
    }
    for order in &ORDERS {
        let shipped_on = order.shipped_days_ago.map(|days| days_before(now.date(), days).to_string());
        let placed_on = days_before(now.date(), order.days_ago).to_string();
        unit.execute(
            "INSERT INTO orders (number, account, merchant, subject, amount, status, placed_on, shipped_on)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                order.number,
                order.account,
                order.merchant,
                order.subject,
                order.amount,
                order.status,
                placed_on,
                shipped_on
            ],
        )?;
    }
    let opened_at = days_before(now.date(), 2).at(15, 20, 0, 0);
    let case = cases::Case {
        number: cases::next_number(&unit, opened_at)?,
        kind: "未收到商品".to_owned(),
        order_number: Some(CASE_ORDER.to_owned()),
        opened_at,
        promised: cases::promised(opened_at.date()),
    };
    cases::insert(&unit, &case, Some(2), "付款后一直没有发货")?;
    unit.commit()
}

fn has_accounts(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM accounts)", [], |row| row.get(0))
}

fn days_before(day: Date, days: i32) -> Date {
    day.saturating_sub(days.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GB 11643, that is, ISO 7064 MOD 11-2.
    fn check_digit(number: &str) -> char {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = number.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
        "10X98765432".chars().nth(sum as usize % 11).unwrap()
    }

    fn passes_luhn(number: &str) -> bool {
        let digits = number.chars().rev().map(|digit| digit.to_digit(10).unwrap()).enumerate();
        digits.map(|(n, digit)| if n % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }).sum::<u32>() % 10 == 0
    }

    #[test]
    fn identity_numbers_check_but_belong_to_no_region() {
        for account in &ACCOUNTS {
            assert_eq!(account.id_number.len(), 18);
            assert!(account.id_number.starts_with("99000"));
            assert_eq!(account.id_number.chars().last(), Some(check_digit(account.id_number)), "{}", account.name);
        }
    }

    #[test]
    fn tails_and_mobiles_tell_accounts_apart() {
        for (n, one) in ACCOUNTS.iter().enumerate() {
            for other in &ACCOUNTS[n + 1..] {
                assert_ne!(one.mobile, other.mobile);
                assert_ne!(
                    one.id_number.chars().skip(14).collect::<String>(),
                    other.id_number.chars().skip(14).collect::<String>()
                );
            }
        }
    }

    #[test]
    fn order_numbers_are_not_card_numbers() {
        for order in &ORDERS {
            assert_eq!(order.number.len(), 14);
            assert!(!passes_luhn(order.number), "{}", order.number);
        }
    }
}
