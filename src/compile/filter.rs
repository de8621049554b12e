//! The filters of prompts: how amounts, dates and numbers are said aloud.
//!
//! A filter takes what actions give (amounts as text, days as `2025-07-01`, moments as `2025-07-01T10:00:00`) as well as the
//! JSON shapes of entities, and returns a value that it does not understand unchanged, because a caller is better served by a
//! plain value than by none.

use jiff::civil::{Date, DateTime};
use minijinja::value::ValueKind;
use minijinja::{Environment, Value};
use rust_decimal::Decimal;

/// All filters, in the order of the reference: the name, and what it makes of what, for authors.
pub const ALL: &[(&str, &str)] = &[
    ("元", "金额：1,234.50元"),
    ("尾号", "号码的后四位"),
    ("日期", "日子或一段日子：7月1日"),
    ("月份", "月份：2025年6月"),
    ("时刻", "日子和钟点：7月1日10点05分"),
    ("选项", "带序号的选项：1、查询账单；2、冻结账户"),
    ("逐字", "一个字一个字地念：T 1 2"),
    ("条数", "列表有几条"),
];

/// Returns the names of all filters, in that order.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// Adds the filters to an engine.
pub(super) fn add_to(environment: &mut Environment<'static>) {
    environment.add_filter("元", yuan);
    environment.add_filter("尾号", tail);
    environment.add_filter("日期", date);
    environment.add_filter("月份", month);
    environment.add_filter("时刻", moment);
    environment.add_filter("选项", options);
    environment.add_filter("逐字", spelled);
    environment.add_filter("条数", count);
}

/// Says an amount: `1234.5` is `1,234.50元`, a whole one `1,234元`.
fn yuan(value: Value) -> Value {
    let amount = field(&value, "amount");
    let Ok(amount) = amount.trim().parse::<Decimal>() else { return value };
    let amount = amount.round_dp(2);
    let text = if amount.fract().is_zero() { format!("{:.0}", amount) } else { format!("{amount:.2}") };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("负", digits),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    let point = if fraction.is_empty() { "" } else { "." };
    Value::from(format!("{sign}{grouped}{point}{fraction}元"))
}

/// Says the last four characters of a number.
fn tail(value: Value) -> Value {
    let digits = field(&value, "digits");
    let from = digits.chars().count().saturating_sub(4);
    Value::from(digits.chars().skip(from).collect::<String>())
}

/// Says a day: `2025-07-01` is `7月1日`, in another form than ours unchanged. A range is said as its days.
fn date(value: Value) -> Value {
    if let Some((from, to)) = range(&value) {
        let last = to.yesterday().unwrap_or(to);
        return Value::from(if from == last {
            day(from)
        } else if from.year() == last.year() {
            format!("{}到{}", day(from), day(last))
        } else {
            format!("{}年{}到{}年{}", from.year(), day(from), last.year(), day(last))
        });
    }
    match date_of(&field(&value, "from")) {
        Some(date) => Value::from(day(date)),
        None => value,
    }
}

/// Says a month: `2025-06-01` is `2025年6月`; a range of whole months as its months, another range as its days.
fn month(value: Value) -> Value {
    if let Some((from, to)) = range(&value) {
        let last = to.yesterday().unwrap_or(to);
        if from.day() != 1 || to.day() != 1 {
            return date(value);
        }
        let first = format!("{}年{}月", from.year(), from.month());
        return Value::from(if (from.year(), from.month()) == (last.year(), last.month()) {
            first
        } else if from.year() == last.year() {
            format!("{first}到{}月", last.month())
        } else {
            format!("{first}到{}年{}月", last.year(), last.month())
        });
    }
    let text = field(&value, "from");
    let whole = if text.len() == 7 { format!("{text}-01") } else { text };
    match date_of(&whole) {
        Some(date) => Value::from(format!("{}年{}月", date.year(), date.month())),
        None => value,
    }
}

/// Says a moment: `2025-07-01T10:05:00` is `7月1日10点05分`.
fn moment(value: Value) -> Value {
    let Ok(moment) = field(&value, "time").parse::<DateTime>() else { return date(value) };
    let minutes = if moment.minute() == 0 { "整".to_owned() } else { format!("{:02}分", moment.minute()) };
    Value::from(format!("{}{}点{minutes}", day(moment.date()), moment.hour()))
}

/// Says a list as numbered options: `1、查询账单；2、冻结账户`.
fn options(value: Value) -> Value {
    let Ok(items) = value.try_iter() else { return value };
    let numbered = items.enumerate().map(|(nth, item)| format!("{}、{item}", nth + 1));
    Value::from(numbered.collect::<Vec<_>>().join("；"))
}

/// Says a text character by character, so that a number is read as digits: `T12` is `T 1 2`.
fn spelled(value: Value) -> Value {
    let text = field(&value, "digits");
    Value::from(text.chars().map(String::from).collect::<Vec<_>>().join(" "))
}

/// Says how many items a list has.
fn count(value: Value) -> Value {
    value.len().map_or(value, Value::from)
}

/// The value itself as text, or that field of it where it is a mapping.
fn field(value: &Value, name: &str) -> String {
    if value.kind() == ValueKind::Map
        && let Ok(inner) = value.get_attr(name)
        && !inner.is_undefined()
    {
        return inner.to_string();
    }
    value.to_string()
}

/// The half-open range of days that a value is.
fn range(value: &Value) -> Option<(Date, Date)> {
    let end = |name| date_of(&value.get_attr(name).ok()?.to_string());
    Some((end("from")?, end("to")?))
}

/// The day that a text starts with, as `2025-07-01`.
fn date_of(text: &str) -> Option<Date> {
    text.get(..10).unwrap_or(text).parse().ok()
}

/// `7月1日`.
fn day(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    #[track_caller]
    fn check(filter: fn(Value) -> Value, value: Value, expect: &str) {
        assert_eq!(filter(value).to_string(), expect);
    }

    #[test]
    fn amounts_have_separators_and_cents_only_where_needed() {
        check(yuan, Value::from("1234567.5"), "1,234,567.50元");
        check(yuan, Value::from("100"), "100元");
        check(yuan, Value::from("-3.456"), "负3.46元");
        check(yuan, context! { amount => "12", currency => "CNY" }, "12元");
        check(yuan, Value::from("很多"), "很多");
    }

    #[test]
    fn the_last_four_are_said() {
        check(tail, context! { digits => "13800138000" }, "8000");
        check(tail, Value::from("12"), "12");
    }

    #[test]
    fn ranges_are_said_as_months_or_days() {
        check(month, context! { from => "2025-06-01", to => "2025-07-01" }, "2025年6月");
        check(month, context! { from => "2025-04-01", to => "2025-07-01" }, "2025年4月到6月");
        check(month, context! { from => "2025-06-03", to => "2025-06-06" }, "6月3日到6月5日");
        check(month, Value::from("2025-06"), "2025年6月");
        check(date, context! { from => "2025-06-03", to => "2025-06-04" }, "6月3日");
    }

    #[test]
    fn moments_are_said_with_day_and_hour() {
        check(moment, Value::from("2025-07-01T10:05:00"), "7月1日10点05分");
        check(moment, Value::from("2025-07-01T10:00:00"), "7月1日10点整");
    }

    #[test]
    fn lists_are_numbered() {
        check(options, Value::from(vec!["甲", "乙"]), "1、甲；2、乙");
    }
}
