//! Bills: what an account spent and got, computed from the account and the month.
//!
//! A month of an account is always the same, whatever the time is; only what lies after `now` is not there yet. Nothing
//! is stored, so that any clock has a past and a database file never runs out of bills.

use std::cmp::Reverse;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::accounts::{self, Account};
use super::arguments::{Arguments, Period};
use super::demo::{Answer, outcome, yuan};

/// How many items a page has.
pub const PAGE: usize = 5;
/// How many months of bills are kept, this one included.
pub const MONTHS: i32 = 36;
/// How many of the largest items a summary names.
const LARGEST: usize = 3;

/// The first digits of the order number of an item, by which it is told from the orders of the table.
const PREFIX: &str = "66";

/// What can be bought: merchant, what, and the amount in fen, from and to.
const GOODS: [(&str, &str, u64, u64); 12] = [
    ("晨光便利店", "日用百货", 680, 4_800),
    ("禾记小馆", "餐饮", 1_800, 12_600),
    ("青禾超市", "生鲜食品", 3_200, 26_800),
    ("城市地铁", "交通出行", 200, 900),
    ("橙子打车", "交通出行", 1_250, 6_800),
    ("晴川数码", "数码配件", 3_900, 89_900),
    ("云上书店", "图书", 2_800, 15_800),
    ("栖木家居", "家居用品", 4_500, 68_000),
    ("北巷服饰", "服饰", 7_900, 59_900),
    ("小满鲜果", "水果", 1_990, 9_900),
    ("安心药房", "药品", 1_200, 18_600),
    ("星河影城", "电影票", 3_500, 13_800),
];

/// One item of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// When.
    pub at: DateTime,
    /// With whom.
    pub merchant: &'static str,
    /// What for.
    pub subject: &'static str,
    /// How much, in fen.
    pub amount: u64,
    /// Whether it is money that came in.
    pub is_income: bool,
    /// The order number.
    pub number: String,
}

/// 账单合计.
pub(super) fn summary(connection: &Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let Some(account) = accounts::of(connection, arguments)?.filter(|account| account.status != "closed") else {
        return outcome("not_found", []);
    };
    let period = arguments.period("账单月份", now);
    let items = items(&account, period, now);
    if items.is_empty() {
        return outcome("no_bills", []);
    }
    let total = |is_income: bool| items.iter().filter(|item| item.is_income == is_income).map(|item| item.amount).sum();
    let mut largest: Vec<(usize, &Item)> = items.iter().enumerate().filter(|(_, item)| !item.is_income).collect();
    largest.sort_by_key(|(_, item)| Reverse(item.amount));
    let largest: Vec<Value> = largest.into_iter().take(LARGEST).map(|(n, item)| record(n, item)).collect();
    let bill = json!({
        "月份": period.words(now),
        "支出": yuan(total(false)),
        "收入": yuan(total(true)),
        "笔数": items.len(),
        "页数": items.len().div_ceil(PAGE),
        "最大": largest,
    });
    outcome("ok", [("账单", bill)])
}

/// 账单明细, a page of them.
pub(super) fn page(connection: &Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let items = found(connection, arguments, now)?;
    if items.is_empty() {
        return outcome("no_bills", []);
    }
    let n_pages = items.len().div_ceil(PAGE);
    let page = arguments.whole("页码").unwrap_or(1);
    let shown = usize::try_from(page).ok().and_then(|page| items.chunks(PAGE).nth(page.checked_sub(1)?));
    let Some(shown) = shown else {
        return outcome("no_more", [("页数", n_pages.into())]);
    };
    let first = items.len().min((usize::try_from(page).unwrap_or(1) - 1) * PAGE);
    let list: Vec<Value> = shown.iter().enumerate().map(|(n, item)| record(first + n, item)).collect();
    outcome("ok", [("明细", list.into()), ("页码", page.into()), ("页数", n_pages.into())])
}

/// One item, by its place.
pub(super) fn one(connection: &Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let items = found(connection, arguments, now)?;
    let n_items = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let place = match arguments.whole("序号") {
        Some(place) if place < 0 => n_items + place,
        Some(place) => place - 1,
        None => return outcome("not_found", []),
    };
    let index = usize::try_from(place).ok();
    match index.and_then(|index| Some((index, items.get(index)?))) {
        Some((index, item)) => outcome("ok", [("条目", record(index, item))]),
        None => outcome("not_found", []),
    }
}

/// The items that a caller describes: by the merchant, the amount (whole yuan are enough), the day; each that is told must fit.
pub(super) fn described(connection: &Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Answer> {
    let (merchant, amount) = (arguments.text("哪家"), arguments.fen("那笔钱"));
    let days = arguments.days("哪天");
    if merchant.is_none() && amount.is_none() && days.is_none() {
        return outcome("not_found", []);
    }
    let fits = |item: &Item| {
        merchant.as_ref().is_none_or(|merchant| item.merchant == merchant)
            && amount.is_none_or(|fen| item.amount == fen || fen.is_multiple_of(100) && item.amount / 100 == fen / 100)
            && days.is_none_or(|days| (days.from..days.to).contains(&item.at.date()))
    };
    let items = found(connection, arguments, now)?;
    let fitting: Vec<Value> =
        items.iter().enumerate().filter(|(_, item)| fits(item)).map(|(n, item)| record(n, item)).collect();
    match fitting.as_slice() {
        [] => outcome("not_found", []),
        [one] => outcome("ok", [("条目", one.clone())]),
        _ => {
            let n_fitting = fitting.len();
            let told: Vec<Value> = fitting.into_iter().take(PAGE).collect();
            outcome("several", [("几笔", n_fitting.into()), ("明细", told.into())])
        }
    }
}

/// Returns the item with that order number, if it is one of `account`, or of any account if that is `None`.
pub(super) fn by_number(
    connection: &Connection,
    number: &str,
    account: Option<&Account>,
    now: DateTime,
) -> rusqlite::Result<Option<Item>> {
    let Some((id, first)) = parts(number) else { return Ok(None) };
    if account.is_some_and(|account| account.id != id) {
        return Ok(None);
    }
    let Some(owner) = accounts::by_id(connection, id)? else { return Ok(None) };
    let items = items(&owner, Period::month_of(first), now);
    Ok(items.into_iter().find(|item| item.number == number))
}

fn found(connection: &Connection, arguments: Arguments, now: DateTime) -> rusqlite::Result<Vec<Item>> {
    let account = accounts::of(connection, arguments)?;
    Ok(account.map(|account| items(&account, arguments.period("账单月份", now), now)).unwrap_or_default())
}

/// Returns the items of a stretch of days, the latest first.
pub(super) fn items(account: &Account, period: Period, now: DateTime) -> Vec<Item> {
    let oldest = now.date().first_of_month().saturating_sub((MONTHS - 1).months());
    let from = period.from.max(oldest).max(account.opened_on);
    let to = period.to.min(now.date().saturating_add(1.day()));
    let mut items = Vec::new();
    let mut first = from.first_of_month();
    while first < to {
        let month = month(account.id, first);
        items.extend(month.into_iter().filter(|item| (from..to).contains(&item.at.date()) && item.at <= now));
        let Ok(next) = first.checked_add(1.month()) else { break };
        first = next;
    }
    items.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.number.cmp(&other.number)));
    items
}

/// Computes a whole month: a salary on the 10th, now and then a transfer received, and 8 to 16 purchases.
fn month(account: i64, first: Date) -> Vec<Item> {
    let mut numbers = Numbers::of(account, first);
    let mut items = Vec::new();
    let n_purchases = 8 + numbers.below(9);
    let n_days = u64::try_from(first.days_in_month()).unwrap_or(28);
    for _ in 0..n_purchases {
        let (merchant, subject, least, most) = GOODS[numbers.index(GOODS.len())];
        let amount = least + numbers.below(most - least + 1);
        let at = moment(first, 1 + numbers.below(n_days), 7 + numbers.below(15), numbers.below(60));
        items.push(Item { at, merchant, subject, amount, is_income: false, number: String::new() });
    }
    let salary = 500_000 + numbers.below(900_000);
    let at = moment(first, 10, 9, numbers.below(60));
    items.push(Item {
        at,
        merchant: "工资代发",
        subject: "工资",
        amount: salary,
        is_income: true,
        number: String::new(),
    });
    if numbers.below(2) == 0 {
        let amount = (1 + numbers.below(20)) * 5_000;
        let at = moment(first, 1 + numbers.below(n_days), 20, numbers.below(60));
        items.push(Item {
            at, merchant: "好友转账", subject: "转账", amount, is_income: true, number: String::new()
        });
    }
    for (n, item) in items.iter_mut().enumerate() {
        item.number = number(account, first, n);
    }
    items
}

fn moment(first: Date, day: u64, hour: u64, minute: u64) -> DateTime {
    let small = |number: u64| i8::try_from(number).unwrap_or(1);
    let day = first.with().day(small(day)).build().unwrap_or(first);
    day.at(small(hour), small(minute), 0, 0)
}

/// The order number of the n-th item of a month: account, year, month, n, and three digits that tell a wrong one.
fn number(account: i64, first: Date, n: usize) -> String {
    let stem = format!("{PREFIX}{account:02}{:02}{:02}{n:03}", first.year() % 100, first.month());
    let check = check(&stem);
    format!("{stem}{check:03}")
}

/// Reads the account and the month out of an item's order number.
fn parts(number: &str) -> Option<(i64, Date)> {
    let fields = number.strip_prefix(PREFIX)?;
    let part = |from: usize, to: usize| fields.get(from..to)?.parse::<i64>().ok();
    let stem = number.get(..number.len().checked_sub(3)?)?;
    if number.len() != 14 || format!("{:03}", check(stem)) != number.get(11..)? {
        return None;
    }
    let year = i16::try_from(2000 + part(2, 4)?).ok()?;
    let first = Date::new(year, i8::try_from(part(4, 6)?).ok()?, 1).ok()?;
    Some((part(0, 2)?, first))
}

/// Three digits from the others. Where they would make the whole pass the Luhn check of card numbers by chance, and be
/// masked as one, the last is changed.
fn check(stem: &str) -> u64 {
    let hash = stem.bytes().fold(7_u64, |hash, byte| (hash * 31 + u64::from(byte)) % 1_000_003);
    let check = hash % 1000;
    if passes_luhn(&format!("{stem}{check:03}")) { check ^ 1 } else { check }
}

fn passes_luhn(digits: &str) -> bool {
    let doubled = |digit: u64| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let digits = digits.bytes().rev().map(|byte| u64::from(byte.saturating_sub(b'0'))).enumerate();
    digits.map(|(n, digit)| if n % 2 == 0 { digit } else { doubled(digit) }).sum::<u64>() % 10 == 0
}

/// An item as flows see it; `index` counts from 0, the latest first.
pub(super) fn record(index: usize, item: &Item) -> Value {
    let mut fields = Map::new();
    fields.insert("序号".to_owned(), (index + 1).into());
    fields.insert("商户".to_owned(), item.merchant.into());
    fields.insert("说明".to_owned(), item.subject.into());
    fields.insert("金额".to_owned(), yuan(item.amount).into());
    fields.insert("收支".to_owned(), if item.is_income { "收入" } else { "支出" }.into());
    fields.insert("日期".to_owned(), item.at.date().to_string().into());
    fields.insert("订单号".to_owned(), item.number.clone().into());
    Value::Object(fields)
}

/// A row of numbers that looks random and is the same for the same account and month (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn of(account: i64, first: Date) -> Numbers {
        let month = i64::from(first.year()) * 12 + i64::from(first.month());
        Numbers((account * 100_000 + month).unsigned_abs())
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }

    fn index(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(u64::try_from(limit).unwrap_or(1))).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account { id: 2, status: "normal".to_owned(), opened_on: jiff::civil::date(2015, 1, 1), ..Account::default() }
    }

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    fn of_month(day: &str, now: &str) -> Vec<Item> {
        items(&account(), Period::month_of(day.parse().unwrap()), at(now))
    }

    #[test]
    fn a_past_month_never_changes() {
        let june = of_month("2025-06-01", "2025-07-01T10:00");
        assert_eq!(june, of_month("2025-06-01", "2027-01-01T00:00"));
        assert!(june.len() >= 9 && june.is_sorted_by(|one, other| one.at >= other.at));
    }

    #[test]
    fn nothing_lies_ahead_of_now() {
        let now = "2025-06-15T12:00";
        let so_far = of_month("2025-06-01", now);
        assert!(so_far.iter().all(|item| item.at <= at(now)));
        assert!(so_far.len() < of_month("2025-06-01", "2025-07-01T00:00").len());
        assert!(of_month("2025-07-01", now).is_empty());
    }

    #[test]
    fn bills_are_kept_for_three_years() {
        assert!(of_month("2022-07-01", "2025-07-01T10:00").is_empty());
        assert!(!of_month("2022-08-01", "2025-07-01T10:00").is_empty());
        let forever = Period { from: Date::MIN, to: Date::MAX };
        assert!(items(&account(), forever, at("9999-12-31T23:59")).len() < 36 * 20);
        assert!(items(&account(), forever, DateTime::MIN).is_empty());
    }

    #[test]
    fn several_months_are_the_sum_of_the_months() {
        let period = Period { from: jiff::civil::date(2025, 4, 1), to: jiff::civil::date(2025, 7, 1) };
        let together = items(&account(), period, at("2025-07-10T10:00")).len();
        let each = ["2025-04-01", "2025-05-01", "2025-06-01"];
        assert_eq!(together, each.iter().map(|day| of_month(day, "2025-07-10T10:00").len()).sum::<usize>());
    }

    #[test]
    fn order_numbers_lead_back_to_the_month_and_are_no_card_numbers() {
        for month in ["2024-02-01", "2025-06-01", "2025-12-01"] {
            for item in of_month(month, "2026-01-01T00:00") {
                assert_eq!(parts(&item.number), Some((2, month.parse().unwrap())));
                assert!(!passes_luhn(&item.number), "{}", item.number);
            }
        }
    }

    #[test]
    fn a_wrong_order_number_is_noticed() {
        let number = of_month("2025-06-01", "2025-07-01T00:00")[0].number.clone();
        let last = if number.ends_with('0') { "1" } else { "0" };
        assert_eq!(parts(&format!("{}{last}", number.get(..13).unwrap())), None);
        assert_eq!(parts("66"), None);
        assert_eq!(parts("66一二三四"), None);
    }
}
