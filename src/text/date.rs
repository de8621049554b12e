//! Days, months and stretches of days as people name them: the search, and what joins two of them.
//!
//! The forms themselves are read in [`super::date_named`], [`super::date_typed`], [`super::relative`] and
//! [`super::festival`]. A date without a year is this year's, or last year's where this year's is still far off:
//! callers speak of what has happened.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::calendar::{Days, plus};
use super::entity::{Entity, Kind, Value};
use super::scan::Scan;
use super::{date_named, date_typed, festival, relative, traditional};

/// Days found in text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Found {
    /// The character after the last one.
    pub(super) end: usize,
    pub(super) days: Days,
    /// What a second date may take over: 2025年6月3号到5号.
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    /// The year was said, not guessed.
    pub(super) has_year: bool,
}

impl Found {
    /// Returns days that a second date takes nothing from.
    pub(super) fn new(end: usize, days: Option<Days>) -> Option<Found> {
        Some(Found { end, days: days?, year: None, month: None, has_year: true })
    }
}

/// What is known while a date is read: the text, today, and the first date of a range.
pub(super) struct Context<'a> {
    pub(super) scan: &'a Scan,
    pub(super) today: Date,
    pub(super) first: Option<Found>,
}

impl Context<'_> {
    /// Returns the year of a date said without one that starts in `month`: this year, or last year where that is
    /// more than eight months ahead.
    pub(super) fn year_of(&self, month: i8) -> i16 {
        if let Some(year) = self.first.and_then(|first| first.year) {
            return year;
        }
        let this_year = self.today.year();
        if i32::from(month) - i32::from(self.today.month()) > 8 { this_year - 1 } else { this_year }
    }

    /// Tells whether the date is the second of a range.
    pub(super) fn is_second(&self) -> bool {
        self.first.is_some()
    }
}

/// Finds days, months and stretches of days.
pub(super) fn find(scan: &Scan, now: DateTime, found: &mut Vec<Entity>) {
    let today = now.date();
    let mut at = 0;
    while at < scan.len() {
        // The names of works keep their words: 《明日之后》.
        if scan.at(at) == '《' {
            at = (at..scan.len()).find(|end| scan.at(*end) == '》').unwrap_or(at) + 1;
            continue;
        }
        let context = Context { scan, today, first: None };
        let Some(single) = expression(&context, at) else {
            at += 1;
            continue;
        };
        let whole = range(&context, &single).unwrap_or(single);
        let whole = with_weekday(&context, whole);
        let kind = if whole.days.is_day() {
            Kind::Date
        } else if whole.days.is_month() {
            Kind::Month
        } else {
            Kind::DateRange
        };
        let value = Value::Period { from: whole.days.from, to: whole.days.to };
        found.push(Entity { kind, span: scan.span(at, whole.end), value });
        at = whole.end.max(at + 1);
    }
}

/// Reads one date at `at`.
pub(super) fn expression(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    let first = scan.at(at);
    let starts = traditional::class(first) & (traditional::NUMERAL | traditional::DATE_START) != 0;
    if !starts && !first.is_ascii_alphabetic() {
        return None;
    }
    if first.is_ascii_digit() && scan.before(at).is_ascii_alphanumeric() {
        return None;
    }
    date_typed::read(context, at)
        .or_else(|| date_named::read(context, at))
        .or_else(|| relative::read(context, at))
        .or_else(|| festival::read(context, at))
}

/// Reads the second date of a range whose first one is `first`: 到…, 至…, -…, 和…之间.
fn range(context: &Context<'_>, first: &Found) -> Option<Found> {
    let scan = context.scan;
    let mut at = scan.any(first.end, &["起", "开始"]).unwrap_or(first.end);
    at = scan.skip_spaces(at);
    let is_between = matches!(scan.at(at), '和' | '与' | '跟');
    let joint = scan.any(
        at,
        &["一直到", "截止到", "截至到", "截至", "到了", "直到", "到", "至", "--", "-", "~", "和", "与", "跟"],
    )?;
    let joint = scan.skip_spaces(joint);
    let second = Context { scan, today: context.today, first: Some(*first) };
    let second = expression(&second, joint).or_else(|| until_now(context, joint))?;
    let end = scan.any(second.end, &["之间", "期间", "为止", "止"]);
    if is_between && end.is_none() {
        return None;
    }
    let mut days = Days { from: first.days.from, to: second.days.to };
    if days.to <= days.from {
        // 十一月到二月 goes over the end of the year.
        days.to = plus(days.to, 1.year())?;
    }
    if !first.has_year && !second.has_year && days.from > context.today {
        days = Days::new(plus(days.from, (-1).year())?, plus(days.to, (-1).year())?)?;
    }
    let days = Days::new(days.from, days.to)?;
    Some(Found { end: end.unwrap_or(second.end), days, ..*first })
}

fn until_now(context: &Context<'_>, at: usize) -> Option<Found> {
    let end = context.scan.any(at, &["现在", "目前", "如今", "今"])?;
    Found::new(end, Days::day(context.today))
}

/// Takes the weekday that stands next to a day and says the same: 6月3号，星期二.
fn with_weekday(context: &Context<'_>, found: Found) -> Found {
    let scan = context.scan;
    let mut at = found.end;
    while matches!(scan.at(at), ',' | ' ' | '(' | '、') {
        at += 1;
    }
    if !found.days.is_day() {
        return found;
    }
    let is_weekday = relative::weekday_end(scan, found.end).is_none();
    if let Some(end) = relative::weekday_end(scan, at) {
        return Found {
            end: scan.word(end, ")").filter(|_| scan.at(at.wrapping_sub(1)) == '(').unwrap_or(end),
            ..found
        };
    }
    // 星期二，6月3号: the full date says more.
    let says_weekday = at > found.end && is_weekday && found.year.is_none() && found.month.is_none() && !found.has_year;
    if says_weekday && let Some(full) = date_named::read(context, at).filter(|full| full.month.is_some()) {
        return full;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    /// Today is Thursday, 2025-07-10; `expected` holds `from/to` or `day`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let folded = fold(text);
        let mut found = Vec::new();
        find(&Scan::new(&folded), jiff::civil::date(2025, 7, 10).at(9, 30, 0, 0), &mut found);
        let found: Vec<String> = found
            .iter()
            .map(|entity| match (&entity.value, entity.kind) {
                (Value::Period { from, .. }, Kind::Date) => from.to_string(),
                (Value::Period { from, to }, _) => format!("{from}/{to}"),
                _ => String::new(),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn typed() {
        check("2025-06-03", &["2025-06-03"]);
        check("2025/6/3", &["2025-06-03"]);
        check("20250603", &["2025-06-03"]);
        check("25-6-3", &["2025-06-03"]);
        check("2025.06", &["2025-06-01/2025-07-01"]);
        check("6/3", &["2025-06-03"]);
    }

    #[test]
    fn full() {
        check("25年7月1日", &["2025-07-01"]);
        check("二〇二四年十二月三十一号", &["2024-12-31"]);
        check("2024年2月", &["2024-02-01/2024-03-01"]);
        check("二零二三年", &["2023-01-01/2024-01-01"]);
        check("零八年", &["2008-01-01/2009-01-01"]);
    }

    #[test]
    fn without_a_year() {
        check("6月", &["2025-06-01/2025-07-01"]);
        check("6月3号", &["2025-06-03"]);
        check("六月三号，星期二", &["2025-06-03"]);
        check("15号", &["2025-06-15"]);
        check("3号", &["2025-07-03"]);
        check("6月18", &["2025-06-18"]);
    }

    #[test]
    fn ranges() {
        check("6月3号到5号", &["2025-06-03/2025-06-06"]);
        check("6月3-5号", &["2025-06-03/2025-06-06"]);
        check("3月到5月", &["2025-03-01/2025-06-01"]);
        check("3-5月份", &["2025-03-01/2025-06-01"]);
        check("去年11月至今年2月", &["2024-11-01/2025-03-01"]);
        check("从上周三到昨天", &["2025-07-02/2025-07-10"]);
        check("2023-2024年", &["2023-01-01/2025-01-01"]);
        check("6月1号到现在", &["2025-06-01/2025-07-11"]);
    }

    #[test]
    fn relative_days() {
        check("昨天", &["2025-07-09"]);
        check("大前天", &["2025-07-07"]);
        check("今晚", &["2025-07-10"]);
        check("三天前", &["2025-07-07"]);
        check("半个月前", &["2025-06-25"]);
        check("两周后", &["2025-07-24"]);
    }

    #[test]
    fn weeks() {
        check("上周", &["2025-06-30/2025-07-07"]);
        check("上上周三", &["2025-06-25"]);
        check("这周一", &["2025-07-07"]);
        check("星期二", &["2025-07-08"]);
        check("上个周末", &["2025-07-05/2025-07-07"]);
        check("一周三次", &[]);
    }

    #[test]
    fn months_and_years() {
        check("上个月", &["2025-06-01/2025-07-01"]);
        check("上上个月五号", &["2025-05-05"]);
        check("本月", &["2025-07-01/2025-08-01"]);
        check("去年", &["2024-01-01/2025-01-01"]);
        check("前年三月", &["2023-03-01/2023-04-01"]);
        check("月初", &["2025-07-01/2025-07-06"]);
        check("上个月底", &["2025-06-25/2025-07-01"]);
        check("上半年", &["2025-01-01/2025-07-01"]);
        check("第二季度", &["2025-04-01/2025-07-01"]);
        check("上个季度", &["2025-04-01/2025-07-01"]);
        check("6月上旬", &["2025-06-01/2025-06-11"]);
    }

    #[test]
    fn lengths() {
        check("最近三个月", &["2025-04-10/2025-07-11"]);
        check("近7天", &["2025-07-03/2025-07-11"]);
        check("最近半年", &["2025-01-10/2025-07-11"]);
        check("过去一年", &["2024-07-10/2025-07-10"]);
    }

    #[test]
    fn festivals() {
        check("去年国庆", &["2024-10-01"]);
        check("中秋节", &["2025-10-06"]);
        check("春节", &["2025-01-29"]);
        check("去年双十一", &["2024-11-11"]);
        check("母亲节", &["2025-05-11"]);
        check("正月初五", &["2025-02-02"]);
        check("农历六月十五", &["2025-07-09"]);
        check("2025年清明", &["2025-04-04"]);
        check("除夕", &["2025-01-28"]);
        check("2025年除夕", &["2026-02-16"]);
    }

    #[test]
    fn other_words() {
        check("我要还款", &[]);
        check("三天前天气很好", &["2025-07-07"]);
        check("3号线", &[]);
        check("手机号", &[]);
        check("《明日之后》", &[]);
        check("分12个月还", &[]);
        check("十年", &[]);
        check("每个月", &[]);
    }
}
