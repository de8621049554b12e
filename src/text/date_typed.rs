//! Dates written in digits: 2025-06-03, 2025/6/3, 20250603, 3/6/2025, 25-6-3, 6/3.

use jiff::civil::Date;

use super::calendar::Days;
use super::date::{Context, Found};
use super::scan::Scan;

/// Reads a date written in digits at `at`.
pub(super) fn read(context: &Context<'_>, at: usize) -> Option<Found> {
    let scan = context.scan;
    if !scan.at(at).is_ascii_digit() || is_joined(scan.before(at)) && !context.is_second() {
        return None;
    }
    let (first, n_digits, end) = number(scan, at)?;
    let found = match n_digits {
        8 => compact(first, end),
        1 | 2 | 4 => separated(context, first, n_digits, end),
        _ => None,
    }?;
    let next = scan.at(found.end);
    let goes_on = next.is_ascii_alphanumeric()
        || (is_joined(next) && next != '-' && scan.at(found.end + 1).is_ascii_digit())
        || next == '%';
    (!goes_on).then_some(found)
}

fn is_joined(character: char) -> bool {
    matches!(character, '/' | '-' | '.' | ':' | ',' | '$' | '¥' | '^')
}

/// Reads digits: their value, how many there are, where they end.
fn number(scan: &Scan, at: usize) -> Option<(i32, usize, usize)> {
    let mut end = at;
    let mut value: i32 = 0;
    while scan.at(end).is_ascii_digit() {
        value = value.checked_mul(10)?.checked_add(i32::from(scan.at(end) as u8 - b'0'))?;
        end += 1;
    }
    (end > at).then_some((value, end - at, end))
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn found(end: usize, date: Date) -> Option<Found> {
    Some(Found { end, days: Days::day(date)?, year: Some(date.year()), month: Some(date.month()), has_year: true })
}

/// Reads 20250603 of this and the last century.
fn compact(value: i32, end: usize) -> Option<Found> {
    let date = date(value / 10_000, value / 100 % 100, value % 100)?;
    found(end, date).filter(|_| (1900..2100).contains(&date.year()))
}

fn separated(context: &Context<'_>, first: i32, n_digits: usize, end: usize) -> Option<Found> {
    let scan = context.scan;
    let separator = scan.at(end);
    if !matches!(separator, '/' | '-' | '.' | ' ') {
        return bare_year(context, first, n_digits, end);
    }
    let Some((second, n_second, second_end)) = number(scan, end + 1) else {
        return bare_year(context, first, n_digits, end);
    };
    let third = number(scan, second_end + 1).filter(|_| scan.at(second_end) == separator);
    let is_year = |year: i32, n_digits: usize| n_digits == 4 && (1000..3000).contains(&year);
    if let Some((third, n_third, third_end)) = third {
        if is_year(first, n_digits) && n_second <= 2 && n_third <= 2 {
            return found(third_end, date(first, second, third)?);
        }
        if is_year(third, n_third) && separator != ' ' {
            // Day first, as most of the world writes; month first where only that is a date.
            return found(third_end, date(third, second, first).or_else(|| date(third, first, second))?);
        }
        if n_digits == 2 && n_third == 2 && matches!(separator, '/' | '-') {
            let date =
                date(two_digit_year(first), second, third).or_else(|| date(two_digit_year(third), first, second));
            return found(third_end, date?);
        }
        return match separator {
            '-' if n_digits == 2 && n_third <= 2 => found(third_end, date(two_digit_year(first), second, third)?),
            _ => None,
        };
    }
    if is_year(first, n_digits) && matches!(separator, '/' | '-' | '.') && n_second == 2 && (1..=12).contains(&second) {
        let (year, month) = (i16::try_from(first).ok()?, i8::try_from(second).ok()?);
        return Some(Found {
            end: second_end,
            days: Days::month(year, month)?,
            year: Some(year),
            month: Some(month),
            has_year: true,
        });
    }
    let is_alone = !scan.before(end - n_digits).is_alphanumeric() && !"个只张笔块元号的".contains(scan.at(second_end));
    if separator == '/' && n_digits <= 2 && n_second <= 2 && is_alone {
        let year = context.year_of(i8::try_from(first).ok()?);
        let date = date(i32::from(year), first, second)?;
        return found(second_end, date).map(|found| Found { has_year: false, ..found });
    }
    bare_year(context, first, n_digits, end)
}

/// Returns the year of two digits: from 1950 to 2049.
pub(super) fn two_digit_year(year: i32) -> i32 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

/// Reads a year that is the whole text, or the second of a range.
fn bare_year(context: &Context<'_>, year: i32, n_digits: usize, end: usize) -> Option<Found> {
    let scan = context.scan;
    let is_whole = end == n_digits && (end == scan.len() || is_before_year(scan, end));
    let is_second =
        context.first.is_some_and(|first| first.year.is_some()) && scan.at(end) != '年' && scan.at(end) != '月';
    let year = i16::try_from(year)
        .ok()
        .filter(|year| n_digits == 4 && (1900..2100).contains(year) && (is_whole || is_second))?;
    Some(Found { end, days: Days::year(year)?, year: Some(year), month: None, has_year: true })
}

/// Tells whether a dash and a second year follow: 1995-1997年.
fn is_before_year(scan: &Scan, at: usize) -> bool {
    scan.any(at, &["-", "~", "到", "至"])
        .and_then(|after| number(scan, after))
        .is_some_and(|(_, n_digits, _)| n_digits == 4)
}
