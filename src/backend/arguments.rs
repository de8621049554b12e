//! Reads what a flow hands to an action, whatever way it came there: heard, set by the flow, or given by a test.

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use serde_json::{Map, Value};

/// The arguments of one call.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a>(pub &'a Map<String, Value>);

impl Arguments<'_> {
    /// Returns an argument as text: a string, a number, or the digits of `{"digits": …}`; `None` if unfilled or empty.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = self.0.get(name)?;
        let value = match value {
            Value::Object(fields) => {
                ["digits", "number", "email", "ordinal"].iter().find_map(|key| fields.get(*key))?
            }
            other => other,
        };
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// Returns an argument as digits and letters alone, in upper case: numbers are read out with pauses and dashes.
    pub fn code(&self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        let code: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        (!code.is_empty()).then(|| code.to_ascii_uppercase())
    }

    /// Returns an argument as a whole number.
    pub fn whole(&self, name: &str) -> Option<i64> {
        let text = self.text(name)?;
        let whole = text.split_once('.').map_or(text.as_str(), |(whole, _)| whole);
        whole.parse().ok()
    }

    /// Returns an amount in fen; `None` if it is unfilled, negative or finer than a fen.
    pub fn fen(&self, name: &str) -> Option<u64> {
        let text = match self.0.get(name)? {
            Value::Object(fields) => fields.get("amount")?.as_str()?.to_owned(),
            _ => self.text(name)?,
        };
        let (yuan, rest) = text.split_once('.').unwrap_or((&text, ""));
        if rest.len() > 2 {
            return None;
        }
        let cents: u64 =
            if rest.is_empty() { 0 } else { format!("{rest:0<2}").parse().ok().filter(|cents| *cents < 100)? };
        yuan.parse::<u64>().ok()?.checked_mul(100)?.checked_add(cents)
    }

    /// Returns an argument as days `from..to`, or the month of `now` if it is unfilled.
    pub fn period(&self, name: &str, now: DateTime) -> Period {
        self.days(name).unwrap_or_else(|| Period::month_of(now.date()))
    }

    /// Returns an argument as days `from..to`; `None` if it is unfilled or no days.
    ///
    /// A lone `2025-06` or `2025-06-18` counts as that month or day.
    pub fn days(&self, name: &str) -> Option<Period> {
        let of = |from: &str, to: &str| Some(Period { from: from.parse().ok()?, to: to.parse().ok()? });
        match self.0.get(name) {
            Some(Value::Object(fields)) => match (fields.get("from"), fields.get("to")) {
                (Some(Value::String(from)), Some(Value::String(to))) => of(from, to),
                _ => None,
            },
            Some(Value::String(text)) => day(text).or_else(|| month(text)),
            _ => None,
        }
    }
}

fn day(text: &str) -> Option<Period> {
    let from: Date = text.trim().parse().ok()?;
    Some(Period { from, to: after(from, 1.day()) })
}

fn month(text: &str) -> Option<Period> {
    let first: Date = format!("{}-01", text.trim()).parse().ok()?;
    Some(Period::month_of(first))
}

/// A stretch of days, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub to: Date,
}

impl Period {
    /// Returns the whole month of a day.
    pub fn month_of(day: Date) -> Period {
        let from = day.first_of_month();
        Period { from, to: after(from, 1.month()) }
    }

    /// Returns how it is called before callers: `6月`, `4月到6月`, `6月3日`, `6月3日到6月5日`; with the year where it is not that of `now`.
    pub fn words(&self, now: DateTime) -> String {
        let last = self.to.saturating_sub(1.day());
        let year = |day: Date| if day.year() == now.year() { String::new() } else { format!("{}年", day.year()) };
        let whole_months = self.from.day() == 1 && self.to.day() == 1 && self.from < self.to;
        let name = |day: Date| match whole_months {
            true => format!("{}{}月", year(day), day.month()),
            false => format!("{}{}月{}日", year(day), day.month(), day.day()),
        };
        let (first, last) = (name(self.from), name(last));
        if first == last { first } else { format!("{first}到{last}") }
    }
}

fn after(day: Date, span: Span) -> Date {
    day.saturating_add(span)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(value: Value, expect: &str) {
        let map = Map::from_iter([("账单月份".to_owned(), value)]);
        let now: DateTime = "2025-07-10T10:00".parse().unwrap();
        assert_eq!(Arguments(&map).period("账单月份", now).words(now), expect);
    }

    #[test]
    fn periods_have_names() {
        check(json!({"from": "2025-06-01", "to": "2025-07-01"}), "6月");
        check(json!({"from": "2025-04-01", "to": "2025-07-01"}), "4月到6月");
        check(json!({"from": "2024-12-01", "to": "2025-02-01"}), "2024年12月到1月");
        check(json!({"from": "2025-06-03", "to": "2025-06-06"}), "6月3日到6月5日");
        check(json!("2025-06-03"), "6月3日");
        check(json!("2025-05"), "5月");
    }

    #[test]
    fn without_a_period_it_is_this_month() {
        check(Value::Null, "7月");
        check(json!("不是日期"), "7月");
        check(json!({"from": 5}), "7月");
    }

    #[test]
    fn numbers_come_in_many_shapes() {
        for value in [json!(3), json!("3"), json!({"number": "3"}), json!({"ordinal": 3}), json!("3.0")] {
            let map = Map::from_iter([("页码".to_owned(), value)]);
            assert_eq!(Arguments(&map).whole("页码"), Some(3));
        }
    }

    #[test]
    fn amounts_are_counted_in_fen() {
        let check = |value: Value, expect: Option<u64>| {
            let map = Map::from_iter([("那笔钱".to_owned(), value)]);
            assert_eq!(Arguments(&map).fen("那笔钱"), expect);
        };
        check(json!({"amount": "651.76", "currency": "CNY"}), Some(65_176));
        check(json!({"amount": "651.7"}), Some(65_170));
        check(json!("651"), Some(65_100));
        check(json!({"amount": "0.005"}), None);
        check(json!({"amount": "-3"}), None);
        check(Value::Null, None);
    }

    #[test]
    fn codes_lose_their_separators() {
        let map = Map::from_iter([("订单号".to_owned(), json!({"digits": " 8801-0000 a"}))]);
        assert_eq!(Arguments(&map).code("订单号").as_deref(), Some("88010000A"));
    }
}
