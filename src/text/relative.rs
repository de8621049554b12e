//! Days said from today: 昨天, 上周三, 三天前, 最近三个月, and how far 上个月 or 去年 is from now.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::calendar::{self, Days, plus};
use super::date::{Context, Found};
use super::numeral::{self, Shape};
use super::scan::Scan;

/// Reads days said from today at `at`.
pub(super) fn read(context: &Context<'_>, at: usize) -> Option<Found> {
    day_word(context, at)
        .or_else(|| stretch(context, at))
        .or_else(|| week(context, at))
        .or_else(|| ago(context, at))
        .or_else(|| bare_weekday(context, at))
}

/// Words for a year, counted from this one; longer ones first.
const YEARS: [(&str, i16); 19] = [
    ("大前年", -3),
    ("前年度", -2),
    ("前年", -2),
    ("上一年度", -1),
    ("上一年", -1),
    ("去年", -1),
    ("旧年", -1),
    ("上年", -1),
    ("今年", 0),
    ("本年", 0),
    ("这一年", 0),
    ("当年", 0),
    ("明年", 1),
    ("来年", 1),
    ("下一年", 1),
    ("下年", 1),
    ("大后年", 3),
    ("后年", 2),
    ("这年", 0),
];

/// Reads 去年 and its like: where it ends, and how many years from this one.
pub(super) fn year_offset(scan: &Scan, at: usize) -> Option<(usize, i16)> {
    if !matches!(scan.at(at), '大' | '前' | '上' | '去' | '旧' | '今' | '本' | '这' | '当' | '明' | '来' | '下' | '后')
    {
        return None;
    }
    let (end, years) = YEARS.iter().find_map(|(word, years)| scan.word(at, word).map(|end| (end, *years)))?;
    let before = scan.before(at);
    let is_other = matches!(scan.at(at), '前' | '后' | '上' | '下')
        && (before == '之' || before == '以' || before == '年' || before == '往');
    let counts_half = scan.before(end) == '年' && scan.at(end - 1) == '半';
    (!is_other && !counts_half).then_some((end, years))
}

/// Reads 上 or 下 as often as said: how far, and where it ends.
fn steps(scan: &Scan, at: usize) -> Option<(usize, i64)> {
    let (mut end, word) = (at, scan.at(at));
    if !matches!(word, '上' | '下') || scan.before(at) == '以' {
        return None;
    }
    while scan.at(end) == word && end < at + 4 {
        end += 1;
    }
    let count = i64::try_from(end - at).ok()?;
    let end = scan.any(end, &["一个", "一", "个"]).unwrap_or(end);
    Some((end, if word == '上' { -count } else { count }))
}

/// Reads 上, 下, 这, 本, 今, 当 before a unit: how many of the unit from now, and where it ends.
fn offset(scan: &Scan, at: usize) -> Option<(usize, i64)> {
    steps(scan, at).or_else(|| {
        let words = ["这一个", "这个", "这", "本", "今个", "今", "当"];
        if !matches!(scan.at(at), '这' | '本' | '今' | '当') {
            return None;
        }
        scan.any(at, &words).map(|end| (end, 0))
    })
}

/// Reads 上个月 and its like: where it ends, and how many months from this one.
pub(super) fn month_offset(scan: &Scan, at: usize) -> Option<(usize, i64)> {
    let (end, months) = offset(scan, at)?;
    let end = scan.any(end, &["月份", "月"])?;
    Some((end, months))
}

/// Reads 上个季度 and its like: where it ends, and how many quarters from this one.
pub(super) fn quarter_offset(scan: &Scan, at: usize) -> Option<(usize, i32)> {
    let (end, quarters) = offset(scan, at)?;
    Some((scan.any(end, &["季度", "季"])?, i32::try_from(quarters).ok()?))
}

/// Words for a day, counted from today; longer ones first.
const DAYS: [(&str, i64); 33] = [
    ("大大前天", -4),
    ("大前天", -3),
    ("大前日", -3),
    ("前天", -2),
    ("前日", -2),
    ("前晚", -2),
    ("前儿", -2),
    ("昨天", -1),
    ("昨日", -1),
    ("昨儿", -1),
    ("昨晚", -1),
    ("昨夜", -1),
    ("昨早", -1),
    ("昨个", -1),
    ("今天", 0),
    ("今日", 0),
    ("今儿", 0),
    ("今晚", 0),
    ("今早", 0),
    ("今晨", 0),
    ("今夜", 0),
    ("本日", 0),
    ("明天", 1),
    ("明日", 1),
    ("明儿", 1),
    ("明晚", 1),
    ("明早", 1),
    ("明晨", 1),
    ("大大后天", 4),
    ("大后天", 3),
    ("大后日", 3),
    ("后天", 2),
    ("后日", 2),
];

fn day_word(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    if !matches!(scan.at(at), '大' | '前' | '昨' | '今' | '本' | '明' | '后' | '当' | '全') {
        return None;
    }
    if scan.len() == 2 && scan.any(at, &["全天", "当天", "当日"]).is_some() {
        return Found::new(2, Days::day(context.today));
    }
    let (end, days) = DAYS.iter().find_map(|(word, days)| scan.word(at, word).map(|end| (end, *days)))?;
    // 三天前天气, 以后天天, 透明日志.
    let is_other = matches!(scan.at(at), '前' | '后') && "天年月周日以之从期个不最".contains(scan.before(at)) && at > 0
        || scan.at(at) == '明' && "声证透说聪光文".contains(scan.before(at)) && at > 0
        || scan.at(end) == '气' && scan.before(end) == '天' && matches!(scan.at(at), '前' | '后');
    if is_other {
        return None;
    }
    Found::new(end, Days::day(plus(context.today, Span::new().try_days(days).ok()?)?))
}

/// Units in which time is counted.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

const UNITS: [(&str, Unit); 16] = [
    ("天", Unit::Day),
    ("日", Unit::Day),
    ("个星期", Unit::Week),
    ("个礼拜", Unit::Week),
    ("星期", Unit::Week),
    ("礼拜", Unit::Week),
    ("周", Unit::Week),
    ("个月", Unit::Month),
    ("月", Unit::Month),
    ("个季度", Unit::Quarter),
    ("季度", Unit::Quarter),
    ("个年头", Unit::Year),
    ("年", Unit::Year),
    ("个工作日", Unit::Day),
    ("个自然日", Unit::Day),
    ("个年", Unit::Year),
];

/// A counted length of time.
struct Length {
    end: usize,
    span: Span,
    unit: Unit,
    count: i64,
}

/// Reads 三天, 两个半月, 半年, 一个月, 十年 at `at`.
fn length(scan: &Scan, at: usize) -> Option<Length> {
    if scan.at(at) == '半' {
        let (end, span, unit) = if let Some(end) = scan.any(at, &["半个多月", "半个月", "半月"]) {
            (end, 15.days(), Unit::Day)
        } else {
            (scan.any(at, &["半年", "半个年头"])?, 6.months(), Unit::Month)
        };
        return Some(Length { end, span, unit, count: 1 });
    }
    let numeral = numeral::read(scan, at).filter(|numeral| numeral.shape != Shape::Spelled || numeral.end > at + 2)?;
    let count =
        numeral.value.to_i64().filter(|count| (1..1000).contains(count) && numeral.value == Decimal::from(*count))?;
    let start = scan.skip_spaces(numeral.end);
    if let Some(end) = scan.word(start, "个半月") {
        let span = Span::new().try_months(count).ok()?.try_days(15).ok()?;
        return Some(Length { end, span, unit: Unit::Month, count });
    }
    let (end, unit) = UNITS.iter().find_map(|(name, unit)| scan.word(start, name).map(|end| (end, *unit)))?;
    if unit == Unit::Year && scan.at(end) == '半' {
        let span = Span::new().try_months(count * 12 + 6).ok()?;
        return Some(Length { end: end + 1, span, unit, count });
    }
    Some(Length { end, span: span(unit, count)?, unit, count })
}

fn span(unit: Unit, count: i64) -> Option<Span> {
    let span = Span::new();
    match unit {
        Unit::Day => span.try_days(count),
        Unit::Week => span.try_weeks(count),
        Unit::Month => span.try_months(count),
        Unit::Quarter => span.try_months(count * 3),
        Unit::Year => span.try_years(count),
    }
    .ok()
}

/// How a stretch of time lies to today.
#[derive(Clone, Copy, PartialEq)]
enum Lie {
    /// Up to today, today included: 最近三个月.
    Recent,
    /// Up to yesterday: 过去三个月.
    Past,
    /// The whole units before this one: 上两个月.
    Previous,
    /// From tomorrow on: 未来三天.
    Coming,
    /// The whole units after this one: 下两周.
    Next,
}

const LIES: [(&str, Lie); 24] = [
    ("最近的这", Lie::Recent),
    ("最近的", Lie::Recent),
    ("最近这", Lie::Recent),
    ("最近", Lie::Recent),
    ("近期", Lie::Recent),
    ("近来", Lie::Recent),
    ("近", Lie::Recent),
    ("这最近", Lie::Recent),
    ("这", Lie::Recent),
    ("过去的", Lie::Past),
    ("过去这", Lie::Past),
    ("过去", Lie::Past),
    ("之前的", Lie::Past),
    ("未来的", Lie::Coming),
    ("未来", Lie::Coming),
    ("接下来的", Lie::Coming),
    ("接下来", Lie::Coming),
    ("今后", Lie::Coming),
    ("往后", Lie::Coming),
    ("上", Lie::Previous),
    ("前面", Lie::Previous),
    ("前", Lie::Previous),
    ("下", Lie::Next),
    ("后", Lie::Next),
];

fn stretch(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    if !matches!(scan.at(at), '最' | '近' | '这' | '过' | '之' | '未' | '接' | '今' | '往' | '上' | '前' | '下' | '后')
    {
        return None;
    }
    let (start, lie) = LIES.iter().find_map(|(word, lie)| scan.word(at, word).map(|end| (end, *lie)))?;
    let length = length(scan, scan.skip_spaces(start))?;
    let is_other = matches!(lie, Lie::Previous | Lie::Next)
        && ("天年月周日以之期一".contains(scan.before(at)) && at > 0
            || length.unit == Unit::Year && scan.at(start) == '半')
        || lie == Lie::Next && scan.at(at) == '后' && scan.before(at) == '然'
        // 查下6月的账单 looks, and not ahead.
        || scan.at(at) == '下' && "查看问算说报讲".contains(scan.before(at)) && at > 0
        || lie == Lie::Recent && scan.at(at) == '近' && "最附将".contains(scan.before(at)) && at > 0;
    if is_other {
        return None;
    }
    let today = context.today;
    let tomorrow = plus(today, 1.day())?;
    let before = |day: Date| day.checked_sub(length.span).ok();
    let days = match lie {
        Lie::Recent => Days::new(before(today)?, tomorrow),
        Lie::Past => Days::new(before(today)?, today),
        Lie::Coming => Days::new(tomorrow, plus(tomorrow, length.span)?),
        Lie::Previous | Lie::Next => {
            let this = match length.unit {
                Unit::Day => today,
                Unit::Week => calendar::monday(today)?,
                Unit::Month => today.first_of_month(),
                Unit::Quarter => Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?,
                Unit::Year => today.first_of_year(),
            };
            let next = plus(this, span(length.unit, 1)?)?;
            match lie {
                Lie::Previous => Days::new(before(this)?, this),
                _ => Days::new(next, plus(next, span(length.unit, length.count)?)?),
            }
        }
    };
    let end = scan.any(length.end, &["以来", "以内", "之内", "内", "来", "里", "间"]).unwrap_or(length.end);
    Found::new(end, days)
}

/// Reads 三天前, 半年以后: the single day then.
fn ago(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    let before = scan.before(at);
    let starts = scan.at(at) == '半' || numeral::is_start(scan.at(at));
    if !starts || numeral::is_start(before) && before != '\0' || matches!(before, '第' | '每' | '/' | '-') {
        return None;
    }
    let length = length(scan, at)?;
    let start = scan.any(length.end, &["左右", "多"]).unwrap_or(length.end);
    let is_bare_month = length.unit == Unit::Month
        && scan.before(length.end) == '月'
        && !matches!(scan.at(length.end.wrapping_sub(2)), '个' | '半');
    if is_bare_month {
        return None;
    }
    let (end, day) = if let Some(end) = scan.any(start, &["以前", "之前", "前"]) {
        (end, context.today.checked_sub(length.span).ok()?)
    } else {
        (scan.any(start, &["以后", "之后", "后"])?, plus(context.today, length.span)?)
    };
    let is_other = scan.before(end) == '前' && matches!(scan.at(end), '几' | '面' | '台' | '提')
        || scan.before(end) == '后' && matches!(scan.at(end), '面' | '台');
    if is_other {
        return None;
    }
    Found::new(end, Days::day(day))
}

fn weekday(character: char) -> Option<Weekday> {
    Some(match character {
        '一' | '1' => Weekday::Monday,
        '二' | '2' => Weekday::Tuesday,
        '三' | '3' => Weekday::Wednesday,
        '四' | '4' => Weekday::Thursday,
        '五' | '5' => Weekday::Friday,
        '六' | '6' => Weekday::Saturday,
        '日' | '天' | '7' => Weekday::Sunday,
        _ => return None,
    })
}

/// Reads the weekday right behind a word for week: 三 in 星期三.
pub(super) fn weekday_after(scan: &Scan, at: usize) -> Option<(usize, Weekday)> {
    let weekday = weekday(scan.at(at))?;
    let next = scan.at(at + 1);
    let goes_on = scan.at(at).is_ascii_digit() && next.is_ascii_digit()
        || "个天年月次号点万千百十块元".contains(next) && next != '\0' && scan.at(at) != '天' && scan.at(at) != '日';
    (!goes_on).then_some((at + 1, weekday))
}

/// Returns where a weekday such as 星期三 that stands at `at` ends.
pub(super) fn weekday_end(scan: &Scan, at: usize) -> Option<usize> {
    let start = scan.any(at, &["星期", "礼拜", "周"])?;
    weekday_after(scan, start).map(|(end, _)| end)
}

/// Reads 上周, 上周三, 这个礼拜天, 下下周末.
fn week(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    let (start, weeks) = offset(scan, at)?;
    let end = scan.any(start, &["星期", "礼拜", "周"])?;
    if scan.before(end) == '周' && "转围边到期岁".contains(scan.at(end)) && scan.at(end) != '\0' {
        return None;
    }
    let monday = plus(calendar::monday(context.today)?, Span::new().try_weeks(weeks).ok()?)?;
    let week_days = Days::week(monday)?;
    let part = scan.any(end, &["的"]).unwrap_or(end);
    let part = scan.any(part, &["星期", "礼拜", "周"]).unwrap_or(part);
    if let Some((weekday_end, weekday)) = weekday_after(scan, part) {
        let day = plus(monday, i64::from(weekday.to_monday_zero_offset()).days())?;
        return Found::new(weekday_end, Days::day(day));
    }
    if scan.at(part) == '末' {
        return Found::new(part + 1, Days::new(plus(monday, 5.days())?, week_days.to));
    }
    Found::new(end, Some(week_days))
}

/// Reads 星期三 or 周末 alone: that of this week, or of the week a range started in.
fn bare_weekday(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    let start = scan.any(at, &["星期", "礼拜", "周"])?;
    let is_counted = numeral::is_start(scan.before(at)) || matches!(scan.before(at), '个' | '每' | '几');
    if is_counted {
        return None;
    }
    let base = context.first.map_or(context.today, |first| first.days.from);
    let monday = calendar::monday(base)?;
    if scan.at(start) == '末' && scan.at(at) == '周' {
        return Found::new(start + 1, Days::new(plus(monday, 5.days())?, plus(monday, 7.days())?))
            .map(|found| Found { has_year: false, ..found });
    }
    let (end, weekday) = weekday_after(scan, start)?;
    let day = plus(monday, i64::from(weekday.to_monday_zero_offset()).days())?;
    Found::new(end, Days::day(day)).map(|found| Found { has_year: false, ..found })
}
