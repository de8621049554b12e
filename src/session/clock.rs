//! The time at the hotline, and the only place that reads the machine's clock.
//!
//! The hotline is in China: its local time is UTC+8 all year round, so no time zone database is needed.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// How far the hotline's local time is ahead of UTC.
const HOTLINE: Offset = Offset::constant(8);

/// What tells a session the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until it is set: tests, replays, `--now`.
    Fixed(DateTime),
}

impl Clock {
    /// Returns the local time at the hotline, in whole seconds.
    pub fn now(self) -> DateTime {
        match self {
            Clock::System => whole_seconds(HOTLINE.to_datetime(system())),
            Clock::Fixed(now) => whole_seconds(now),
        }
    }
}

/// Reads the machine's clock; one that is out of every calendar's range counts as 1970.
#[allow(clippy::disallowed_methods, reason = "this is the clock that everything else asks")]
fn system() -> Timestamp {
    Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Drops the fraction: what is written down (`@now`) has none, and a replay must see the same moment.
fn whole_seconds(now: DateTime) -> DateTime {
    now.with().subsec_nanosecond(0).build().unwrap_or(now)
}

/// Reads a moment as people write it, as local time at the hotline, or `None` if it is not one.
///
/// With an offset (`2025-07-01T10:00:00+08:00`, `…Z`) it is that instant, shown at the hotline; without one
/// (`2025-07-01T10:00`, `2025-07-01 10:00:00`) it is local time already; a day, a month or a year alone is the midnight at
/// which it begins, and `now` is the present.
pub fn moment(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.strip_suffix("+08:00").unwrap_or(text) == "now" {
        return Some(Clock::System.now());
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(whole_seconds(HOTLINE.to_datetime(instant)));
    }
    let local = text.parse::<DateTime>().ok().or_else(|| beginning(text).map(|day| day.at(0, 0, 0, 0)));
    local.map(whole_seconds)
}

/// Returns the first day of a day, a month or a year: `2025-07-01`, `2025-07`, `2025`; an offset behind it says nothing more.
fn beginning(text: &str) -> Option<Date> {
    let text = text.strip_suffix("+08:00").unwrap_or(text);
    let mut parts = text.split('-').map(str::parse::<i16>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next(), parts.next());
    let part = |part: Option<Result<i16, _>>| part.map_or(Some(1), |part| i8::try_from(part.ok()?).ok());
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, part(month)?, part(day)?).ok()
}

/// Writes a moment so that [`moment`] reads it back: `2025-07-01T10:00:00+08:00`.
pub fn written(now: DateTime) -> String {
    format!("{}+08:00", now.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Returns the moment that lies so many seconds after `now`; at the end of the calendar it stays there.
pub fn later(now: DateTime, seconds: i64) -> DateTime {
    now.saturating_add(SignedDuration::from_secs(seconds))
}

/// Returns the whole seconds from one moment to another, negative if it lies before.
pub fn seconds_between(from: DateTime, to: DateTime) -> i64 {
    from.duration_until(to).as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(moment(text).map(written).as_deref(), expect, "{text}");
    }

    #[test]
    fn an_offset_is_turned_into_the_time_at_the_hotline() {
        check("2025-07-01T10:00:00+08:00", Some("2025-07-01T10:00:00+08:00"));
        check("2025-07-01T02:00:00Z", Some("2025-07-01T10:00:00+08:00"));
        check("2025-06-30T22:00:00-04:00", Some("2025-07-01T10:00:00+08:00"));
    }

    #[test]
    fn without_an_offset_it_is_local_already() {
        check("2025-07-01T10:00", Some("2025-07-01T10:00:00+08:00"));
        check(" 2025-07-01 10:00:05 ", Some("2025-07-01T10:00:05+08:00"));
        check("2025-07-01", Some("2025-07-01T00:00:00+08:00"));
    }

    #[test]
    fn a_month_or_a_year_is_its_beginning() {
        check("2021-05", Some("2021-05-01T00:00:00+08:00"));
        check("2020+08:00", Some("2020-01-01T00:00:00+08:00"));
        check("2020-13", None);
    }

    #[test]
    fn fractions_are_dropped() {
        check("2025-07-01T10:00:00.987", Some("2025-07-01T10:00:00+08:00"));
    }

    #[test]
    fn anything_else_is_none() {
        check("", None);
        check("明天", None);
        check("2025-02-30", None);
        check("10:00", None);
    }

    #[test]
    fn the_system_clock_is_in_this_century() {
        assert!(Clock::System.now().year() >= 2025);
    }

    #[test]
    fn later_stops_at_the_end_of_the_calendar() {
        let day = moment("2025-07-01").unwrap();
        assert_eq!(seconds_between(day, later(day, 90)), 90);
        assert_eq!(later(day, i64::MAX), DateTime::MAX);
    }
}
