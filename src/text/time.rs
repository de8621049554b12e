//! Times of day: 15:30, 下午三点半, 晚上九点一刻, 中午.
//!
//! How long something takes (三个小时) is no time of day.

use jiff::civil::{DateTime, Time};

use super::entity::{Entity, Kind, Value};
use super::numeral;
use super::scan::Scan;

/// Finds times of day; 刚才 and 现在 are `now`.
pub(super) fn find(scan: &Scan, now: DateTime, found: &mut Vec<Entity>) {
    let mut at = 0;
    while at < scan.len() {
        let time = read(scan, at).or_else(|| this_moment(scan, at, now));
        at = match time {
            Some((end, time)) => {
                found.push(Entity { kind: Kind::Time, span: scan.span(at, end), value: Value::Time(time) });
                end
            }
            None => at + 1,
        };
    }
}

/// Reads 现在 or 刚才 where it is the whole text.
fn this_moment(scan: &Scan, at: usize, now: DateTime) -> Option<(usize, Time)> {
    if at > 0 || scan.len() > 2 {
        return None;
    }
    let end = scan.any(at, &["现在", "刚才", "刚刚", "此刻"])?;
    Some((end, Time::new(now.hour(), now.minute(), 0, 0).ok()?))
}

/// The part of a day that a clock of twelve hours belongs to.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Part {
    /// Before noon, as said.
    Morning,
    /// Around noon: 中午一点 is 13:00.
    Noon,
    /// After noon.
    Afternoon,
    /// After noon, but twelve is midnight and the small hours stay: 晚上十二点, 半夜两点.
    Night,
}

const PARTS: [(&str, Part); 22] = [
    ("今早", Part::Morning),
    ("明早", Part::Morning),
    ("昨晚", Part::Night),
    ("今晚", Part::Night),
    ("明晚", Part::Night),
    ("凌晨", Part::Morning),
    ("清晨", Part::Morning),
    ("早上", Part::Morning),
    ("早晨", Part::Morning),
    ("上午", Part::Morning),
    ("大早", Part::Morning),
    ("早", Part::Morning),
    ("中午", Part::Noon),
    ("正午", Part::Noon),
    ("午间", Part::Noon),
    ("下午", Part::Afternoon),
    ("午后", Part::Afternoon),
    ("傍晚", Part::Afternoon),
    ("晚上", Part::Night),
    ("夜里", Part::Night),
    ("半夜", Part::Night),
    ("晚", Part::Night),
];

fn read(scan: &Scan, at: usize) -> Option<(usize, Time)> {
    let first = scan.at(at);
    if !numeral::is_start(first)
        && !matches!(
            first,
            '今' | '明'
                | '昨'
                | '凌'
                | '清'
                | '早'
                | '上'
                | '大'
                | '中'
                | '正'
                | '午'
                | '下'
                | '傍'
                | '晚'
                | '夜'
                | '半'
        )
    {
        return None;
    }
    let part = PARTS.iter().find_map(|(word, part)| scan.word(at, word).map(|end| (end, *part)));
    let start = part.map_or(at, |(end, _)| scan.word(end, "的").unwrap_or(end));
    if let Some((end, hour, minute)) = clock(scan, start, part.is_some()) {
        let hour = match part {
            Some((_, part)) => in_part(hour, part),
            None => hour,
        };
        return Some((end, Time::new(hour % 24, minute, 0, 0).ok()?));
    }
    // 中午 and 半夜 are times by themselves.
    let alone = [("中午", 12), ("正午", 12), ("午夜", 0), ("零时", 0)];
    alone.iter().find_map(|(word, hour)| Some((scan.word(at, word)?, Time::new(*hour, 0, 0, 0).ok()?)))
}

fn in_part(hour: i8, part: Part) -> i8 {
    match (part, hour) {
        (Part::Morning, 12) => 0,
        (Part::Noon, 1..=3) | (Part::Afternoon, 1..=11) | (Part::Night, 6..=11) => hour + 12,
        (Part::Night, 12) => 24,
        _ => hour,
    }
}

/// Reads hour and minute: 15:30, 三点半, 3点05分, 九点差五分 not.
fn clock(scan: &Scan, at: usize, has_part: bool) -> Option<(usize, i8, i8)> {
    let before = scan.before(at);
    if before.is_ascii_alphanumeric()
        || matches!(before, ':' | '.' | '第' | '/')
        || !has_part && numeral::is_start(before)
    {
        return None;
    }
    let (end, hour) = small_number(scan, at, 24)?;
    if scan.at(end) == ':' {
        let minute_start = end + 1;
        let (minute_end, minute) = small_number(scan, minute_start, 59)?;
        let is_clock = scan.at(minute_start).is_ascii_digit()
            && minute_end == minute_start + 2
            && !scan.at(minute_end).is_ascii_alphanumeric();
        let seconds = small_number(scan, minute_end + 1, 59)
            .filter(|(end, _)| scan.at(minute_end) == ':' && *end == minute_end + 3);
        return is_clock.then(|| (seconds.map_or(minute_end, |(end, _)| end), hour, minute));
    }
    let end = scan.any(end, &["点钟", "点整", "点", "时整", "时"])?;
    let unit = scan.before(end);
    let is_other_word = match unit {
        '点' => {
            "儿击数赞名评餐心子多开进我你都不也没个问".contains(scan.at(end))
                && scan.at(end) != '\0'
                && !(has_part && "多我你都不也没".contains(scan.at(end)))
        }
        '时' => "间候长效期段光刻".contains(scan.at(end)) && scan.at(end) != '\0',
        _ => false,
    };
    if is_other_word {
        return None;
    }
    if unit == '钟' || unit == '整' {
        return Some((end, hour, 0));
    }
    let minutes = [("半", 30), ("一刻钟", 15), ("一刻", 15), ("三刻钟", 45), ("三刻", 45), ("两刻", 30)];
    if let Some((minute_end, minute)) =
        minutes.iter().find_map(|(word, minute)| scan.word(end, word).map(|end| (end, *minute)))
    {
        return Some((minute_end, hour, minute));
    }
    let start = scan.any(end, &["零", "过"]).unwrap_or(end);
    if let Some((minute_end, minute)) = small_number(scan, start, 59) {
        let is_minute = scan
            .any(minute_end, &["分钟", "分"])
            .or((minute >= 10 || start > end || scan.at(start) == '0').then_some(minute_end));
        let is_decimal = !has_part && is_minute == Some(minute_end) && start == end && minute_end == start + 1;
        if let Some(minute_end) = is_minute.filter(|_| !is_decimal) {
            return Some((minute_end, hour, minute));
        }
        // 三点五 is a number unless the part of the day says otherwise.
        if !has_part {
            return None;
        }
    }
    let is_plain = has_part || scan.at(end) != '钱';
    (is_plain && !(hour == 1 && scan.at(at) == '一' && !has_part && scan.at(end).is_alphanumeric()))
        .then_some((end, hour, 0))
}

/// Reads a whole number up to `most`, in digits or words.
fn small_number(scan: &Scan, at: usize, most: i8) -> Option<(usize, i8)> {
    if !numeral::is_start(scan.at(at)) || scan.at(at) == '.' {
        return None;
    }
    let (mut end, mut value) = (at, 0i32);
    if scan.at(at).is_ascii_digit() {
        while scan.at(end).is_ascii_digit() && end < at + 3 {
            value = value * 10 + i32::from(scan.at(end) as u8 - b'0');
            end += 1;
        }
    } else {
        while let Some(digit) = numeral::digit(scan.at(end)) {
            value = value * 10 + i32::from(digit);
            end += 1;
            if end > at + 1 {
                break;
            }
        }
        if scan.at(end) == '十' && end <= at + 1 {
            value = if end == at { 10 } else { value * 10 };
            end += 1;
            if let Some(digit) = numeral::digit(scan.at(end)).filter(|digit| *digit > 0) {
                value += i32::from(digit);
                end += 1;
            }
        }
    }
    let value = i8::try_from(value).ok().filter(|value| *value <= most)?;
    (end > at).then_some((end, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let folded = fold(text);
        let mut found = Vec::new();
        find(&Scan::new(&folded), jiff::civil::date(2025, 7, 10).at(9, 30, 0, 0), &mut found);
        let found: Vec<String> =
            found.iter().map(|entity| entity.value.to_json()["time"].as_str().unwrap_or("").to_owned()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn written() {
        check("15:30", &["15:30"]);
        check("2025-07-10 08:05:10", &["08:05"]);
        check("20点05分", &["20:05"]);
    }

    #[test]
    fn spoken() {
        check("下午三点半", &["15:30"]);
        check("晚上九点一刻", &["21:15"]);
        check("早上八点", &["08:00"]);
        check("中午十二点", &["12:00"]);
        check("晚上十二点", &["00:00"]);
        check("三点二十五分", &["03:25"]);
        check("十点零五", &["10:05"]);
        check("昨天下午3点扣的", &["15:00"]);
    }

    #[test]
    fn no_times() {
        check("三个小时", &[]);
        check("三点五万", &[]);
        check("一点都不好", &[]);
        check("两点问题", &[]);
    }
}
