//! Working days of the Chinese mainland: weekends, announced holidays, and weekends that are worked in return.
//!
//! The tables are the notices of the General Office of the State Council (国务院办公厅关于…年部分节假日安排的通知):
//! 2024 国办发明电〔2023〕7号 (25 October 2023), 2025 国办发明电〔2024〕12号 (12 November 2024), 2026 国办发明电〔2025〕7号
//! (4 November 2025). The notice for a year comes in the autumn before it. Years without one are not guessed: a date that
//! needs it is `None`, and the action comes out as `outside`.

use jiff::ToSpan;
use jiff::civil::Date;

/// The years that the tables cover.
pub const YEARS: std::ops::RangeInclusive<i16> = 2024..=2026;

/// A day of the tables: year, month, day.
type Day = (i16, i8, i8);

/// Holidays, first and last day. The weekends in and beside them are off anyway.
const OFF: &[(Day, Day)] = &[
    // 2024
    ((2024, 1, 1), (2024, 1, 1)),
    ((2024, 2, 10), (2024, 2, 17)),
    ((2024, 4, 4), (2024, 4, 6)),
    ((2024, 5, 1), (2024, 5, 5)),
    ((2024, 6, 10), (2024, 6, 10)),
    ((2024, 9, 15), (2024, 9, 17)),
    ((2024, 10, 1), (2024, 10, 7)),
    // 2025
    ((2025, 1, 1), (2025, 1, 1)),
    ((2025, 1, 28), (2025, 2, 4)),
    ((2025, 4, 4), (2025, 4, 6)),
    ((2025, 5, 1), (2025, 5, 5)),
    ((2025, 5, 31), (2025, 6, 2)),
    ((2025, 10, 1), (2025, 10, 8)),
    // 2026
    ((2026, 1, 1), (2026, 1, 3)),
    ((2026, 2, 15), (2026, 2, 23)),
    ((2026, 4, 4), (2026, 4, 6)),
    ((2026, 5, 1), (2026, 5, 5)),
    ((2026, 6, 19), (2026, 6, 21)),
    ((2026, 9, 25), (2026, 9, 27)),
    ((2026, 10, 1), (2026, 10, 7)),
];

/// Saturdays and Sundays that are worked.
const WORKED: &[Day] = &[
    // 2024
    (2024, 2, 4),
    (2024, 2, 18),
    (2024, 4, 7),
    (2024, 4, 28),
    (2024, 5, 11),
    (2024, 9, 14),
    (2024, 9, 29),
    (2024, 10, 12),
    // 2025
    (2025, 1, 26),
    (2025, 2, 8),
    (2025, 4, 27),
    (2025, 9, 28),
    (2025, 10, 11),
    // 2026
    (2026, 1, 4),
    (2026, 2, 14),
    (2026, 2, 28),
    (2026, 5, 9),
    (2026, 9, 20),
    (2026, 10, 10),
];

/// Returns whether a day is worked, or `None` for a year without a table.
pub fn is_worked(day: Date) -> Option<bool> {
    if !YEARS.contains(&day.year()) {
        return None;
    }
    let key = (day.year(), day.month(), day.day());
    if WORKED.contains(&key) {
        return Some(true);
    }
    let is_off = OFF.iter().any(|(first, last)| (*first..=*last).contains(&key));
    let is_weekend = day.weekday().to_monday_zero_offset() >= 5;
    Some(!is_off && !is_weekend)
}

/// Returns the n-th working day after a day, which itself does not count, or `None` if that needs a year without a table.
pub fn after(day: Date, n: u32) -> Option<Date> {
    let mut day = day;
    let mut left = n;
    is_worked(day)?;
    while left > 0 {
        day = day.checked_add(1.day()).ok()?;
        left -= u32::from(is_worked(day)?);
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, n: u32, expect: Option<&str>) {
        let day = after(from.parse().unwrap(), n);
        assert_eq!(day.map(|day| day.to_string()).as_deref(), expect, "{from} + {n}");
    }

    #[test]
    fn weekends_do_not_count() {
        check("2025-07-01", 3, Some("2025-07-04"));
        check("2025-07-01", 5, Some("2025-07-08"));
        check("2025-07-04", 1, Some("2025-07-07"));
        check("2025-07-05", 1, Some("2025-07-07"));
        check("2025-07-01", 0, Some("2025-07-01"));
    }

    #[test]
    fn holidays_do_not_count() {
        check("2025-09-30", 1, Some("2025-10-09"));
        check("2026-02-14", 1, Some("2026-02-24"));
        check("2024-05-31", 5, Some("2024-06-07"));
        check("2024-06-07", 1, Some("2024-06-11"));
        check("2026-06-18", 1, Some("2026-06-22"));
    }

    #[test]
    fn weekends_worked_in_return_count() {
        check("2025-09-26", 1, Some("2025-09-28"));
        check("2025-10-10", 1, Some("2025-10-11"));
        check("2025-01-24", 2, Some("2025-01-27"));
        check("2026-05-08", 1, Some("2026-05-09"));
        check("2024-02-09", 1, Some("2024-02-18"));
    }

    #[test]
    fn years_end_in_the_middle_of_a_week() {
        check("2024-12-30", 3, Some("2025-01-03"));
        check("2025-12-31", 1, Some("2026-01-04"));
    }

    #[test]
    fn years_without_a_notice_are_not_guessed() {
        check("2026-12-28", 3, Some("2026-12-31"));
        check("2026-12-28", 5, None);
        check("2026-12-31", 1, None);
        check("2027-03-01", 1, None);
        check("2023-12-29", 1, None);
        check("9999-12-31", 5, None);
    }

    #[test]
    fn every_worked_weekend_is_a_weekend_outside_holidays() {
        for (year, month, day) in WORKED {
            let date = jiff::civil::date(*year, *month, *day);
            assert!(date.weekday().to_monday_zero_offset() >= 5, "{date}");
            let key = (*year, *month, *day);
            assert!(!OFF.iter().any(|(first, last)| (*first..=*last).contains(&key)), "{date}");
        }
    }

    #[test]
    fn the_years_have_as_many_working_days_as_announced() {
        let n_worked = |year: i16| {
            let first = jiff::civil::date(year, 1, 1);
            first
                .series(1.day())
                .take_while(|day| day.year() == year)
                .filter(|day| is_worked(*day) == Some(true))
                .count()
        };
        // 365 or 366 days less 104 weekend days (52 weeks; 2024 and 2025 and 2026 have 104) less 11 or, since 2025, 13 holidays;
        // a holiday that falls on a weekend is made up for.
        assert_eq!([n_worked(2024), n_worked(2025), n_worked(2026)], [251, 248, 248]);
    }
}
