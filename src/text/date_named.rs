//! Dates with 年, 月, 日 and what belongs to them: quarters, halves, weeks of a month, 初 and 底.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::calendar::{self, Days, plus};
use super::date::{Context, Found};
use super::date_typed::two_digit_year;
use super::numeral::{self, Shape};
use super::scan::Scan;
use super::{festival, relative};

/// Reads a date that starts with a year, a month, a day or a part of them at `at`.
pub(super) fn read(context: &Context<'_>, at: usize) -> Option<Found> {
    if let Some((end, year)) = year(context, at) {
        return after_year(context, end, year);
    }
    let scan = context.scan;
    if let Some(end) = scan.any(at, &["农历", "阴历", "旧历", "夏历"]) {
        return year(context, end)
            .and_then(|(end, year)| lunar_month(context, after_joint(scan, end), year, true))
            .or_else(|| lunar_month(context, end, context.today.year(), true));
    }
    if let Some((end, months)) = relative::month_offset(scan, at) {
        let first = plus(context.today.first_of_month(), Span::new().try_months(months).ok()?)?;
        return after_month(context, end, first.year(), first.month(), true);
    }
    month_without_year(context, at).or_else(|| part_without_year(context, at)).or_else(|| day_only(context, at))
}

/// Reads a year: where it ends, and which it is.
fn year(context: &Context<'_>, at: usize) -> Option<(usize, i16)> {
    let scan = context.scan;
    if let Some((end, years)) = relative::year_offset(scan, at) {
        return Some((end, context.today.year().checked_add(years)?));
    }
    if let Some(start) = scan.word(at, "民国") {
        let numeral = numeral::read(scan, start);
        let (end, number) = match numeral {
            Some(numeral) => (numeral.end, i16::try_from(numeral.value.mantissa()).ok()?),
            None => (scan.word(start, "元")?, 1),
        };
        return Some((scan.word(end, "年")?, number.checked_add(1911)?));
    }
    if scan.before(at).is_ascii_alphanumeric() || numeral::spelled_digit(scan.before(at)).is_some() {
        return None;
    }
    let (mut end, mut value) = (at, 0);
    while let Some(digit) = numeral::spelled_digit(scan.at(end)).filter(|_| end < at + 5) {
        value = value * 10 + i32::from(digit);
        end += 1;
    }
    let n_digits = end - at;
    let year_end = scan.word(scan.skip_spaces(end), "年");
    // 二零一六年至二零一八年 has 年 twice, 1995-1997年 once.
    let is_shared = n_digits == 4
        && scan
            .any(scan.skip_spaces(end), &["-", "~", "到", "至"])
            .is_some_and(|after| is_four_digit_year(scan, scan.skip_spaces(after)));
    let end = year_end.or(is_shared.then_some(end))?;
    match n_digits {
        4 if (1000..3000).contains(&value) => Some((end, i16::try_from(value).ok()?)),
        2 if !is_length(scan, at, end) => Some((end, i16::try_from(two_digit_year(value)).ok()?)),
        _ => None,
    }
}

fn is_four_digit_year(scan: &Scan, at: usize) -> bool {
    (at..at + 4).all(|at| numeral::spelled_digit(scan.at(at)).is_some()) && scan.at(at + 4) == '年'
}

/// Tells whether two digits and 年 count years: 10年前, 20年的老用户.
fn is_length(scan: &Scan, at: usize, end: usize) -> bool {
    let counts = scan
        .any(end, &["前", "后", "内", "以", "来", "多", "左右", "期", "半", "时间", "老", "利率", "贷", "之"])
        .is_some();
    let leads = scan.any_before(at, &["近", "过去", "满", "了", "第", "共", "分"]).is_some();
    let is_followed_by_month = numeral::read(scan, end).is_some_and(|numeral| scan.at(numeral.end) == '月');
    let has_part = scan
        .any(
            end + 1,
            &[
                "几个",
                "两个",
                "三个",
                "四个",
                "五个",
                "六个",
                "七个",
                "八个",
                "九个",
                "十个",
                "一个",
                "十一个",
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                "7",
                "8",
                "9",
            ],
        )
        .is_some();
    (counts && !(scan.at(end) == '前' && has_part) || leads) && !is_followed_by_month
}

/// Skips what joins a year or month to its part: 的, 份, a space.
fn after_joint(scan: &Scan, at: usize) -> usize {
    scan.any(scan.skip_spaces(at), &["的", "度的", "份的", "份"])
        .map_or_else(|| scan.skip_spaces(at), |end| scan.skip_spaces(end))
}

fn after_year(context: &Context<'_>, end: usize, year: i16) -> Option<Found> {
    let scan = context.scan;
    let at = after_joint(scan, end);
    let only = Found { end, days: Days::year(year)?, year: Some(year), month: None, has_year: true };
    let lunar_start = scan.any(at, &["农历", "阴历", "旧历"]);
    let part = lunar_month(context, lunar_start.unwrap_or(at), year, lunar_start.is_some())
        .or_else(|| month(context, at, year))
        .or_else(|| festival::in_year(context, at, year))
        .or_else(|| year_part(context, at, year));
    Some(part.unwrap_or(only))
}

/// Reads a month of `year` at `at` and what follows it.
fn month(context: &Context<'_>, at: usize, year: i16) -> Option<Found> {
    let scan = context.scan;
    let (number_end, number) = small_number(scan, at, 12)?;
    if let Some(range) = month_range(context, number_end, year, number) {
        return Some(range);
    }
    let end = month_end(scan, number_end)?;
    after_month(context, end, year, number, true)
}

/// Reads 月 or 月份 at `at`; 个月 counts months.
fn month_end(scan: &Scan, at: usize) -> Option<usize> {
    let at = scan.skip_spaces(at);
    scan.any(at, &["月份", "月"])
}

/// Reads `-5月` after the number 3.
fn month_range(context: &Context<'_>, at: usize, year: i16, first: i8) -> Option<Found> {
    let scan = context.scan;
    let joint = scan.any(scan.skip_spaces(at), &["--", "-", "~", "到", "至", "、"])?;
    let (number_end, last) = small_number(scan, scan.skip_spaces(joint), 12)?;
    let end = month_end(scan, number_end)?;
    let n_months = i32::from(last) - i32::from(first) + 1;
    let is_plain = !scan.at(end).is_ascii_digit() && numeral::digit(scan.at(end)).is_none() && n_months > 1;
    Some(Found {
        end,
        days: Days::months(year, first, n_months)?,
        year: Some(year),
        month: Some(first),
        has_year: true,
    })
    .filter(|_| is_plain)
}

/// Reads a number from 1 to `most` without a fraction or a unit above ten.
fn small_number(scan: &Scan, at: usize, most: i8) -> Option<(usize, i8)> {
    let starts = scan.at(at).is_ascii_digit()
        || numeral::digit(scan.at(at)).is_some()
        || matches!(scan.at(at), '十' | '廿' | '卅' | '拾');
    if !starts || scan.at(at) == '两' {
        return None;
    }
    let (mut end, mut value) = (at, 0i32);
    if scan.at(at).is_ascii_digit() {
        while scan.at(end).is_ascii_digit() && end < at + 3 {
            value = value * 10 + i32::from(scan.at(end) as u8 - b'0');
            end += 1;
        }
    } else {
        let numeral = numeral::read(scan, at)?;
        let is_plain = numeral.value.scale() == 0 && !numeral.is_approximate && numeral.shape != Shape::Typed;
        value = i32::try_from(numeral.value.mantissa()).ok().filter(|_| is_plain)?;
        end = numeral.end;
    }
    let value = i8::try_from(value).ok().filter(|value| (1..=most).contains(value))?;
    Some((end, value))
}

fn month_without_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    if let Some(found) = lunar_month(context, at, context.today.year(), false) {
        return Some(found);
    }
    if numeral::spelled_digit(scan.before(at)).is_some()
        || matches!(scan.before(at), '.' | '第' | '个' | '分' | '/' | '十' | '每')
    {
        return None;
    }
    let (number_end, number) = small_number(scan, at, 12)?;
    let year = context.year_of(number);
    if let Some(range) = month_range(context, number_end, year, number) {
        return Some(Found { has_year: false, ..range });
    }
    let end = month_end(scan, number_end)?;
    if scan.any(end, &["薪", "租", "费用"]).is_some() {
        return None;
    }
    after_month(context, end, year, number, false)
}

/// Reads a day or another part of the month at `at`; the whole month where none follows.
fn after_month(context: &Context<'_>, at: usize, year: i16, month: i8, has_year: bool) -> Option<Found> {
    let scan = context.scan;
    let found = |end: usize, days: Option<Days>| {
        Some(Found { end, days: days?, year: Some(year), month: Some(month), has_year })
    };
    let whole = Days::month(year, month)?;
    let start = after_joint(scan, at);
    if let Some((end, first, last)) = day(scan, start, true) {
        let days = |year: i16| {
            Days::new(Date::new(year, month, first).ok()?, plus(Date::new(year, month, last).ok()?, 1.day())?)
        };
        if let Some(days) = days(year) {
            return found(end, Some(days));
        }
        // 2月29日 without a year is that of the last leap year.
        if !has_year && let Some(days) = (1..8).find_map(|back| days(year - back)) {
            return Some(Found { end, days, year: Some(days.from.year()), month: Some(month), has_year });
        }
        return None;
    }
    let part = month_part(context, start, whole).and_then(|(end, days)| found(end, Some(days)));
    part.or_else(|| found(scan.any(at, &["份"]).unwrap_or(at), Some(whole)))
}

/// Reads a day, or days such as 3-5号, of a month; a bare number only where `is_bare_allowed` and nothing is counted.
fn day(scan: &Scan, at: usize, is_bare_allowed: bool) -> Option<(usize, i8, i8)> {
    let (number_end, first) = match scan.word(at, "初") {
        Some(start) => small_number(scan, start, 10)?,
        None => small_number(scan, at, 31)?,
    };
    if let Some(joint) = scan.any(number_end, &["--", "-", "~", "到", "至"])
        && let Some((last_end, last)) = small_number(scan, joint, 31)
        && let Some(end) = day_end(scan, last_end)
    {
        return (last > first).then_some((end, first, last));
    }
    if let Some(end) = day_end(scan, number_end) {
        return Some((end, first, first));
    }
    let next = scan.at(number_end);
    let counts = "个块元笔万千百亿次天周年月折分角毛点%张件人期日号时家条项".contains(next) && next != '\0';
    let goes_on = next.is_ascii_alphanumeric() || numeral::is_start(next) && next != '\0' || next == ':' || next == '.';
    (is_bare_allowed && !counts && !goes_on).then_some((number_end, first, first))
}

fn day_end(scan: &Scan, at: usize) -> Option<usize> {
    let at = scan.skip_spaces(at);
    scan.any(at, &["日", "号"])
}

/// Reads a part of a month: 上旬, 初, 底, 第二周, 前两天, 最后一天.
fn month_part(context: &Context<'_>, at: usize, month: Days) -> Option<(usize, Days)> {
    let scan = context.scan;
    let days = |from: i32, to: i32| {
        Days::new(plus(month.from, (from - 1).days())?, if to > 30 { month.to } else { plus(month.from, to.days())? })
    };
    let named = [
        ("上旬", 1, 10),
        ("中旬", 11, 20),
        ("下旬", 21, 31),
        ("初", 1, 5),
        ("底", 25, 31),
        ("末", 25, 31),
        ("中", 10, 20),
    ];
    for (name, from, to) in named {
        if let Some(end) = scan.word(at, name).filter(|end| !(name == "中" && "国秋午间".contains(scan.at(*end))))
        {
            return Some((end, days(from, to)?));
        }
    }
    counted_part(context, at, month)
}

/// Reads 第N周, 第N个星期二, 第N个月, 第N天, 前N天, 后N个月, 最后N周 of a stretch of days.
fn counted_part(context: &Context<'_>, at: usize, whole: Days) -> Option<(usize, Days)> {
    let scan = context.scan;
    let (start, side) = if let Some(start) = scan.any(at, &["最后的", "最后", "最末", "后"]) {
        (start, Side::Last)
    } else if let Some(start) = scan.any(at, &["最开始的", "最初的", "前面", "前", "头"]) {
        (start, Side::First)
    } else {
        (scan.any(at, &["第"]).or_else(|| scan.word(at, "首").map(|_| at))?, Side::Nth)
    };
    let (number_end, number) = match scan.word(start, "首") {
        Some(end) => (end, 1),
        None => {
            let numeral = numeral::read(scan, scan.skip_spaces(start))?;
            (numeral.end, i64::try_from(numeral.value.mantissa()).ok().filter(|_| numeral.value.scale() == 0)?)
        }
    };
    let (end, unit) = unit(scan, scan.skip_spaces(number_end))?;
    if number == 0 || number > 400 {
        return None;
    }
    if unit == Unit::Week
        && let Some((weekday_end, weekday)) = relative::weekday_after(scan, end)
    {
        let nth = i8::try_from(number).ok()?;
        let nth = if side == Side::Last { -nth } else { nth };
        return Some((weekday_end, Days::day(whole.from.nth_weekday_of_month(nth, weekday).ok()?)?));
    }
    Some((end, part_of(whole, side, number, unit)?))
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    First,
    Last,
    Nth,
}

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
}

fn unit(scan: &Scan, at: usize) -> Option<(usize, Unit)> {
    let units = [
        ("个季度", Unit::Quarter),
        ("季度", Unit::Quarter),
        ("个月", Unit::Month),
        ("月", Unit::Month),
        ("个星期", Unit::Week),
        ("个礼拜", Unit::Week),
        ("个周", Unit::Week),
        ("星期", Unit::Week),
        ("礼拜", Unit::Week),
        ("周", Unit::Week),
        ("天", Unit::Day),
        ("日", Unit::Day),
    ];
    units.iter().find_map(|(name, unit)| scan.word(at, name).map(|end| (end, *unit)))
}

fn part_of(whole: Days, side: Side, number: i64, unit: Unit) -> Option<Days> {
    let (start, stop) = match unit {
        // Weeks run from Monday; the first of a year is that of ISO 8601, the first of a month holds its first Monday.
        Unit::Week => (first_monday(whole)?, plus(calendar::monday(plus(whole.to, 0.days())?)?, 0.days())?),
        Unit::Day | Unit::Month | Unit::Quarter => (whole.from, whole.to),
    };
    let step = |count: i64| match unit {
        Unit::Day => Span::new().try_days(count).ok(),
        Unit::Week => Span::new().try_weeks(count).ok(),
        Unit::Month => Span::new().try_months(count).ok(),
        Unit::Quarter => Span::new().try_months(count * 3).ok(),
    };
    match side {
        Side::First => Days::new(start, plus(start, step(number)?)?),
        Side::Last => Days::new(plus(stop, step(-number)?)?, stop),
        Side::Nth => Days::new(plus(start, step(number - 1)?)?, plus(start, step(number)?)?),
    }
}

fn first_monday(whole: Days) -> Option<Date> {
    let monday = calendar::monday(whole.from)?;
    let is_year = !whole.is_month();
    let days_before = monday.until(whole.from).ok()?.get_days();
    if days_before == 0 || (is_year && days_before <= 3) { Some(monday) } else { plus(monday, 7.days()) }
}

/// Reads a part of a year: 上半年, 三季度, Q1, 春, 初, 底, 前五个月.
fn year_part(context: &Context<'_>, at: usize, year: i16) -> Option<Found> {
    let scan = context.scan;
    let found = |end: usize, days: Option<Days>| {
        Some(Found { end, days: days?, year: Some(year), month: None, has_year: true })
    };
    if let Some(end) = scan.any(at, &["上半年", "前半年"]) {
        return found(end, Days::months(year, 1, 6));
    }
    if let Some(end) = scan.any(at, &["下半年", "后半年"]) {
        return found(end, Days::months(year, 7, 6));
    }
    if let Some((end, quarter)) = quarter(scan, at) {
        return quarter_part(context, end, year, quarter);
    }
    if let Some((end, days)) = season(scan, at, year) {
        return found(end, Some(days));
    }
    for (names, month, n_months) in
        [(&["年初", "初"][..], 1, 2), (&["年底", "年末", "底", "末"], 11, 2), (&["年中"], 6, 2)]
    {
        if let Some(end) = scan.any(at, names) {
            return found(end, Days::months(year, month, n_months));
        }
    }
    let (end, days) = counted_part(context, at, Days::year(year)?)?;
    found(end, Some(days))
}

/// Reads 第三季度, 三季度, Q3, Q3季度, 首季: where it ends, and which.
fn quarter(scan: &Scan, at: usize) -> Option<(usize, i8)> {
    if scan.at(at) == 'q' && !scan.before(at).is_ascii_alphanumeric() {
        let (end, number) = small_number(scan, at + 1, 4)?;
        return (!scan.at(end).is_ascii_alphanumeric()).then_some((scan.word(end, "季度").unwrap_or(end), number));
    }
    if let Some(end) = scan.any(at, &["首季度", "首季"]) {
        return Some((end, 1));
    }
    let start = scan.word(at, "第").unwrap_or(at);
    let (number_end, number) = small_number(scan, start, 4)?;
    Some((scan.any(number_end, &["季度", "个季度", "季"])?, number))
        .filter(|(end, _)| scan.before(*end) != '季' || !"节".contains(scan.at(*end)))
}

fn quarter_part(context: &Context<'_>, end: usize, year: i16, quarter: i8) -> Option<Found> {
    let first = quarter * 3 - 2;
    let found = |end: usize, month: i8, n_months: i32| {
        Some(Found { end, days: Days::months(year, month, n_months)?, year: Some(year), month: None, has_year: true })
    };
    match context.scan.at(end) {
        '初' => found(end + 1, first, 1),
        '末' | '底' => found(end + 1, first + 2, 1),
        '中' => found(end + 1, first + 1, 1),
        _ => found(end, first, 3),
    }
}

/// Reads a season, which runs from 立春, 立夏, 立秋 or 立冬 to the next of them.
fn season(scan: &Scan, at: usize, year: i16) -> Option<(usize, Days)> {
    let place = ['春', '夏', '秋', '冬'].iter().position(|season| *season == scan.at(at))?;
    let end = scan.any(at + 1, &["季", "天"]).or_else(|| (!scan.at(at + 1).is_alphanumeric()).then_some(at + 1))?;
    let term = u8::try_from(place * 6).ok()?;
    let to =
        if term == 18 { calendar::solar_term(year.checked_add(1)?, 0)? } else { calendar::solar_term(year, term + 6)? };
    Some((end, Days::new(calendar::solar_term(year, term)?, to)?))
}

/// Reads a part of this month, quarter or year said without it: 月底, 上半年, 三季度, 夏天, 上旬.
fn part_without_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    let today = context.today;
    let month = Days::month(today.year(), today.month())?;
    if let Some(start) = scan.word(at, "月").filter(|_| !scan.before(at).is_alphanumeric() || scan.before(at) == '到')
    {
        let (end, days) = month_part(context, start, month).filter(|_| "初底末中".contains(scan.at(start)))?;
        return Found::new(end, Some(days));
    }
    if let Some(end) = scan.any(at, &["上旬", "中旬", "下旬"]) {
        let (_, days) = month_part(context, at, month)?;
        return Found::new(end, Some(days));
    }
    if let Some((end, offset)) = relative::quarter_offset(scan, at) {
        let this = i32::from(today.month() - 1) / 3 + offset;
        let year = today.year().checked_add(i16::try_from(this.div_euclid(4)).ok()?)?;
        return quarter_part(context, end, year, i8::try_from(this.rem_euclid(4)).ok()? + 1);
    }
    if scan.any(at, &["年初", "年底", "年末", "年中"]).is_some() && scan.before(at).is_alphanumeric() {
        return None;
    }
    let starts_part =
        matches!(scan.at(at), '上' | '下' | '前' | '后' | '第' | 'q' | '首' | '春' | '夏' | '秋' | '冬' | '年')
            || scan.any(at + 1, &["季度"]).is_some();
    let is_part = starts_part
        && (scan.any(at, &["上半年", "下半年", "前半年", "后半年", "年初", "年底", "年末", "年中"]).is_some()
            || quarter(scan, at).is_some()
            || scan.any(at + 1, &["季", "天"]).is_some() && "春夏秋冬".contains(scan.at(at)));
    if !is_part || matches!(scan.before(at), '分' | '每') {
        return None;
    }
    year_part(context, at, today.year()).map(|found| Found { has_year: false, ..found })
}

/// Reads a bare 15号: this month's, or the last month's that has it where that is still to come.
fn day_only(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    let before = scan.before(at);
    let is_joined = before.is_ascii_alphanumeric()
        || numeral::spelled_digit(before).is_some()
        || matches!(before, '第' | '月' | '.' | '-' | '选' | '年');
    if is_joined && !context.is_second() {
        return None;
    }
    let (end, first, last) = day(scan, at, false)?;
    let is_other_number = scan.before(end) == '号'
        && "线楼门店院厅窗机柜文件球码卡员选桌馆站台".contains(scan.at(end))
        && scan.at(end) != '\0';
    let counts_days = scan.before(end) == '日' && "内元均游常报圆志记".contains(scan.at(end)) && scan.at(end) != '\0';
    if is_other_number || counts_days {
        return None;
    }
    let days = |year: i16, month: i8| {
        Days::new(Date::new(year, month, first).ok()?, plus(Date::new(year, month, last).ok()?, 1.day())?)
    };
    if let Some(Found { year: Some(year), month: Some(month), has_year, .. }) = context.first {
        return Some(Found { end, days: days(year, month)?, year: Some(year), month: Some(month), has_year });
    }
    let this_month = context.today.first_of_month();
    (0..4).find_map(|back| {
        let month = plus(this_month, Span::new().try_months(-back).ok()?)?;
        let days = days(month.year(), month.month()).filter(|days| days.from <= context.today)?;
        Some(Found { end, days, year: Some(month.year()), month: Some(month.month()), has_year: false })
    })
}

/// Reads a month of the Chinese calendar, and a day in it: 正月初五, 闰四月, 八月十五, 腊月.
///
/// Without 农历 only names that no other calendar has count: 正月, 冬月, 腊月, 闰…, 初….
fn lunar_month(context: &Context<'_>, at: usize, year: i16, is_named: bool) -> Option<Found> {
    let scan = context.scan;
    let is_leap = scan.at(at) == '闰';
    let start = at + usize::from(is_leap);
    let (number_end, number, is_lunar_name) = match scan.at(start) {
        '正' => (start + 1, 1, true),
        '冬' => (start + 1, 11, true),
        '腊' => (start + 1, 12, true),
        _ => {
            let (end, number) = small_number(scan, start, 12)?;
            (end, number, false)
        }
    };
    let end = scan.any(number_end, &["月份", "月"])?;
    let day_start = scan.skip_spaces(end);
    let days = lunar_day(scan, day_start);
    // 八月十五 is the festival, unless 2004年 or 8月 says that the other calendar is meant.
    let is_festival = !is_named
        && !scan.at(start).is_ascii_digit()
        && matches!((number, days), (8, Some((_, 15))))
        && !matches!(scan.at(day_start + 2), '日' | '号')
        && (scan.before(at) != '年' || numeral::spelled_digit(scan.before(at.saturating_sub(1))).is_none());
    let is_lunar = is_named || is_leap || is_lunar_name || is_festival || scan.at(day_start) == '初';
    if !is_lunar || (is_lunar_name && matches!(scan.at(end), '正')) {
        return None;
    }
    let found =
        |end: usize, days: Option<Days>| Some(Found { end, days: days?, year: None, month: None, has_year: true });
    match days {
        Some((day_end, day)) => found(day_end, Days::day(calendar::lunar(year, number, is_leap, day)?)),
        None => found(end, calendar::lunar_month(year, number, is_leap)),
    }
}

/// Reads a day of the Chinese calendar: 初五, 十五, 廿三, 三十, 8号.
fn lunar_day(scan: &Scan, at: usize) -> Option<(usize, i8)> {
    let start = scan.word(at, "初").unwrap_or(at);
    let (end, day) = small_number(scan, start, 30)?;
    let is_counted = !matches!(scan.at(end), '日' | '号')
        && "个块元笔万千百亿次天周年月折分".contains(scan.at(end))
        && scan.at(end) != '\0';
    (!is_counted).then_some((scan.any(end, &["日", "号"]).unwrap_or(end), day))
}
