//! Days of the Chinese, Hebrew and Islamic calendars, solar terms, Easter; stretches of days.
//!
//! The calendars come from `icu_calendar`. How people name days is not known here.

use icu_calendar::Date as OtherDate;
use icu_calendar::cal::{ChineseTraditional, Hebrew, Hijri};
use icu_calendar::types::Month;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use super::astronomy::{self, Phase};

/// Days from the first up to, and without, the second.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Days {
    pub(super) from: Date,
    pub(super) to: Date,
}

impl Days {
    /// Returns the stretch, or `None` where it is empty.
    pub(super) fn new(from: Date, to: Date) -> Option<Days> {
        (from < to).then_some(Days { from, to })
    }

    /// Returns the single day.
    pub(super) fn day(day: Date) -> Option<Days> {
        Days::new(day, plus(day, 1.day())?)
    }

    /// Returns the calendar month.
    pub(super) fn month(year: i16, month: i8) -> Option<Days> {
        Days::months(year, month, 1)
    }

    /// Returns `n_months` calendar months from the given one on.
    pub(super) fn months(year: i16, month: i8, n_months: i32) -> Option<Days> {
        let from = Date::new(year, month, 1).ok()?;
        Days::new(from, plus(from, n_months.months())?)
    }

    /// Returns the calendar year.
    pub(super) fn year(year: i16) -> Option<Days> {
        Days::months(year, 1, 12)
    }

    /// Returns the week from Monday to Sunday that starts on `monday`.
    pub(super) fn week(monday: Date) -> Option<Days> {
        Days::new(monday, plus(monday, 7.days())?)
    }

    /// Tells whether it is one whole calendar month.
    pub(super) fn is_month(self) -> bool {
        self.from.day() == 1 && plus(self.from, 1.month()) == Some(self.to)
    }

    /// Tells whether it is one day.
    pub(super) fn is_day(self) -> bool {
        plus(self.from, 1.day()) == Some(self.to)
    }
}

/// Returns the day `span` later; `None` beyond the calendar.
pub(super) fn plus(day: Date, span: Span) -> Option<Date> {
    day.checked_add(span).ok()
}

/// Returns the Monday of the week of `day`.
pub(super) fn monday(day: Date) -> Option<Date> {
    plus(day, (-i64::from(day.weekday().to_monday_zero_offset())).days())
}

/// Returns the `nth` such weekday of a month, counted from its end where negative.
pub(super) fn nth_weekday(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
}

const UNIX_EPOCH_RATA_DIE: i64 = 719_163;

fn from_rata_die(day: i64) -> Option<Date> {
    plus(Date::constant(1970, 1, 1), Span::new().try_days(day - UNIX_EPOCH_RATA_DIE).ok()?)
}

fn unix_day(day: Date) -> f64 {
    Date::constant(1970, 1, 1).until(day).map_or(0.0, |span| f64::from(span.get_days()))
}

fn from_unix_day(time: f64) -> Option<Date> {
    plus(Date::constant(1970, 1, 1), Span::new().try_days(time.floor() as i64).ok()?)
}

/// Returns a day of the Chinese calendar; `year` is the Gregorian year in which that year begins.
pub(super) fn lunar(year: i16, month: i8, is_leap: bool, day: i8) -> Option<Date> {
    let number = u8::try_from(month).ok().filter(|number| (1..=12).contains(number))?;
    let month = if is_leap { Month::leap(number) } else { Month::new(number) };
    let date =
        OtherDate::try_new(i32::from(year).into(), month, u8::try_from(day).ok()?, ChineseTraditional::new()).ok()?;
    from_rata_die(date.to_rata_die().to_i64_date())
}

/// Returns a month of the Chinese calendar.
pub(super) fn lunar_month(year: i16, month: i8, is_leap: bool) -> Option<Days> {
    let from = lunar(year, month, is_leap, 1)?;
    let n_days = if lunar(year, month, is_leap, 30).is_some() { 30 } else { 29 };
    Days::new(from, plus(from, n_days.days())?)
}

/// Returns the last day of the Chinese year: 除夕.
pub(super) fn lunar_eve(year: i16) -> Option<Date> {
    plus(lunar(year.checked_add(1)?, 1, false, 1)?, (-1).days())
}

/// Returns the day of a solar term in Beijing; term 0 is 立春, the first of the solar year, 22 and 23 are in January of the next year.
pub(super) fn solar_term(year: i16, term: u8) -> Option<Date> {
    let start = unix_day(Date::new(year, 1, 25).ok()?);
    let longitude = (315.0 + 15.0 * f64::from(term)) % 360.0;
    from_unix_day(astronomy::sun_at(longitude, start) + 8.0 / 24.0)
}

/// Returns Easter Sunday of the western churches (Gauss, after Meeus, chapter 8).
pub(super) fn easter(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let (a, b, c) = (year_number % 19, year_number / 100, year_number % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let l = (32 + 2 * e + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()
}

/// Returns Easter Sunday of the orthodox churches as a Gregorian day (Meeus, chapter 8); right from 1900 to 2099.
pub(super) fn orthodox_easter(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let (a, b, c) = (year_number % 4, year_number % 7, year_number % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let sum = d + e + 114;
    let julian = Date::new(year, i8::try_from(sum / 31).ok()?, i8::try_from(sum % 31 + 1).ok()?).ok()?;
    plus(julian, 13.days())
}

/// Returns a day of the Hebrew calendar that lies in the Gregorian `year`; months count from Tishri, Adar is 6.
pub(super) fn hebrew(year: i16, month: u8, day: u8) -> Option<Date> {
    let base = i32::from(year) + 3760;
    [base, base + 1].into_iter().find_map(|hebrew_year| {
        let date = OtherDate::try_new(hebrew_year.into(), Month::new(month), day, Hebrew::new()).ok()?;
        from_rata_die(date.to_rata_die().to_i64_date()).filter(|date| date.year() == year)
    })
}

/// Returns the day of the Islamic calendar of Umm al-Qura that lies in the Gregorian `year`, the first where two do.
pub(super) fn islamic(year: i16, month: u8, day: u8) -> Option<Date> {
    let base = (i32::from(year) - 622) * 33 / 32;
    (base - 1..=base + 2).find_map(|islamic_year| {
        let date = OtherDate::try_new(islamic_year.into(), Month::new(month), day, Hijri::new_umm_al_qura()).ok()?;
        from_rata_die(date.to_rata_die().to_i64_date()).filter(|date| date.year() == year)
    })
}

/// The ecliptic longitude of the star that the Hindu zodiac starts at, for our time.
const AYANAMSA: f64 = 24.1;
/// India is five and a half hours ahead.
const INDIA: f64 = 5.5 / 24.0;

/// Returns the new moon that starts the Hindu (amanta) month in which the sun enters sign `sign`, as a time in India.
///
/// Sign 0 is Mesha (in April); Chaitra starts with the sun in sign 11.
fn hindu_month(year: i16, sign: u8) -> Option<f64> {
    let start = unix_day(Date::new(year, 1, 1).ok()?);
    let leaves = astronomy::sun_at((f64::from(sign + 1) * 30.0 + AYANAMSA) % 360.0, start);
    Some(astronomy::moon_before(Phase::New, leaves) + INDIA)
}

/// Returns the day on whose evening lunar day `tithi` (15 is the full moon, 30 the next new moon) of a Hindu month runs.
pub(super) fn hindu(year: i16, sign: u8, tithi: u8) -> Option<Date> {
    let new_moon = hindu_month(year, sign)?;
    let middle = new_moon + (f64::from(tithi) - 0.5) / 30.0 * 29.53;
    let end = match tithi {
        0 => return from_unix_day(new_moon),
        15 => astronomy::moon_before(Phase::Full, new_moon + 20.0) + INDIA,
        _ => middle + 0.49,
    };
    from_unix_day(end - 0.75)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Option<Date>, expected: &str) {
        assert_eq!(found.map(|date| date.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn chinese() {
        check(lunar(2026, 1, false, 1), "2026-02-17");
        check(lunar(2024, 8, false, 15), "2024-09-17");
        check(lunar(2025, 6, true, 1), "2025-07-25");
        check(lunar_eve(2025), "2026-02-16");
        check(lunar_month(2024, 12, false).map(|days| days.to), "2025-01-29");
    }

    #[test]
    fn solar_terms() {
        check(solar_term(2026, 0), "2026-02-04");
        check(solar_term(2026, 4), "2026-04-05");
        check(solar_term(2025, 21), "2025-12-21");
        check(solar_term(2025, 23), "2026-01-20");
    }

    #[test]
    fn easters() {
        check(easter(2025), "2025-04-20");
        check(easter(2038), "2038-04-25");
        check(orthodox_easter(2024), "2024-05-05");
        check(orthodox_easter(2025), "2025-04-20");
    }

    #[test]
    fn hebrew_and_islamic() {
        check(hebrew(2024, 1, 1), "2024-10-03");
        check(hebrew(2025, 7, 15), "2025-04-13");
        check(islamic(2024, 10, 1), "2024-04-10");
    }

    #[test]
    fn hindu_feasts() {
        check(hindu(2024, 6, 0), "2024-11-01");
        check(hindu(2024, 3, 15), "2024-08-19");
    }
}
