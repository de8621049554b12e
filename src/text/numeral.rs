//! Numerals: the value of digits and number words, wherever they stand.
//!
//! What a numeral counts (money, days, pieces) and whether it is part of a word (一起, 四川) is not known here.

use rust_decimal::Decimal;

use super::scan::Scan;

/// A numeral read from text: never negative, not a fraction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Numeral {
    /// The character after the last one.
    pub(super) end: usize,
    /// Its value.
    pub(super) value: Decimal,
    /// Said with 多, 几, 来, 余, or as two digits (三四百).
    pub(super) is_approximate: bool,
    /// How it is written.
    pub(super) shape: Shape,
}

/// How a numeral is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// ASCII digits only, perhaps with a fraction.
    Typed,
    /// One spoken digit.
    Digit,
    /// Spoken digit by digit.
    Spelled,
    /// With units: 三千五, 3千5, 1.2万.
    Counted,
}

/// Returns the value of a spoken digit, 0 to 9; 幺 and 两 are among them.
pub(super) fn digit(character: char) -> Option<u8> {
    Some(match character {
        '零' | '〇' => 0,
        '一' | '幺' | '壹' | '弌' => 1,
        '二' | '两' | '贰' | '弍' => 2,
        '三' | '叁' | '参' | '弎' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Returns the value of a digit as it is used digit by digit: typed or spoken, but not 两.
pub(super) fn spelled_digit(character: char) -> Option<u8> {
    match character {
        '0'..='9' => Some(character as u8 - b'0'),
        '两' | '俩' | '参' => None,
        _ => digit(character),
    }
}

/// Tells whether a numeral may start with `character`.
pub(super) fn is_start(character: char) -> bool {
    character.is_ascii_digit()
        || character == '.'
        || digit(character).is_some()
        || character == '俩'
        || small_unit(character).is_some()
}

fn small_unit(character: char) -> Option<u64> {
    Some(match character {
        '十' | '拾' => 10,
        '廿' => 20,
        '卅' => 30,
        '卌' => 40,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

fn big_unit(character: char) -> Option<u64> {
    Some(match character {
        '万' => 10_000,
        '亿' => 100_000_000,
        '兆' => 1_000_000_000_000,
        _ => return None,
    })
}

/// Reads the longest numeral at `at`; `None` where there is none.
///
/// The last unit may be dropped as in speech: 三千五 is 3500, 一万二 is 12000, 两百五 is 250; a 零 before the last
/// digit forbids that. Two or more digits without a unit are read one by one: 二〇二六 is 2026.
pub(super) fn read(scan: &Scan, at: usize) -> Option<Numeral> {
    if let Some(spelled) = spelled(scan, at) {
        return Some(spelled);
    }
    let mut reader =
        Reader { scan, at, parts: Vec::new(), section: Decimal::ZERO, pending: None, unit: Unit::None, settled: None };
    reader.run()
}

/// Reads a decimal point and digits at `at`, as a fraction below one.
fn fraction(scan: &Scan, at: usize) -> Option<(usize, Decimal)> {
    let is_typed_point = scan.at(at) == '.';
    if !is_typed_point && scan.at(at) != '点' {
        return None;
    }
    let (mut end, mut value, mut scale) = (at + 1, 0i128, 0);
    while let Some(digit) = spelled_digit(scan.at(end)).filter(|_| scan.at(end) != '幺') {
        if scan.at(end).is_ascii_digit() != scan.at(at + 1).is_ascii_digit() {
            break;
        }
        if scale < 26 {
            value = value * 10 + i128::from(digit);
            scale += 1;
        }
        end += 1;
    }
    // 三点十分, 三点五十 and 三点一刻 are times of day.
    let is_time = !is_typed_point && (small_unit(scan.at(end)).is_some() || scan.at(end) == '刻');
    if scale == 0 || is_time || (is_typed_point && scan.at(end) == '.' && scan.at(end + 1).is_ascii_digit()) {
        return None;
    }
    Some((end, Decimal::try_from_i128_with_scale(value, scale).ok()?))
}

/// Reads typed digits at `at`, with separators for thousands and a fraction.
fn typed(scan: &Scan, at: usize) -> Option<(usize, Decimal)> {
    let mut end = at;
    let mut value: i128 = 0;
    while scan.at(end).is_ascii_digit() {
        value = value.checked_mul(10)?.checked_add(i128::from(scan.at(end) as u8 - b'0'))?;
        end += 1;
        if scan.at(end) == ',' && end - at <= 3 && scan.before(at) != ',' {
            end = thousands(scan, end, &mut value);
        }
    }
    let whole = (end > at).then_some(value);
    let mut value = Decimal::try_from_i128_with_scale(whole.unwrap_or(0), 0).ok()?;
    let is_later_part = scan.before(at) == '.';
    match fraction(scan, end)
        .filter(|_| !is_later_part)
        .filter(|_| whole.is_some() || (scan.at(at) == '.' && !scan.before(at).is_alphanumeric()))
    {
        Some((fraction_end, part)) => {
            value = value.checked_add(part)?;
            end = fraction_end;
        }
        None if whole.is_none() => return None,
        None => {}
    }
    Some((end, value))
}

/// Reads `,123` as often as it stands at `at`; returns the end, or `at` where the groups are not all of three.
fn thousands(scan: &Scan, at: usize, value: &mut i128) -> usize {
    let (mut end, mut sum) = (at, *value);
    while scan.at(end) == ',' {
        let group = scan.slice(end + 1, end + 4);
        if group.len() < 3
            || !group.iter().all(char::is_ascii_digit)
            || scan.at(end + 4).is_ascii_digit()
            || end - at > 24
        {
            break;
        }
        for digit in group {
            sum = sum * 10 + i128::from(*digit as u8 - b'0');
        }
        end += 4;
    }
    *value = sum;
    end
}

/// Reads three or more digits spoken one by one, or two with a zero (二〇) or a fraction (九五点二).
fn spelled(scan: &Scan, at: usize) -> Option<Numeral> {
    let (mut end, mut value, mut has_zero) = (at, 0i128, false);
    while let Some(digit) = spelled_digit(scan.at(end)).filter(|_| !scan.at(end).is_ascii_digit()) {
        has_zero |= digit == 0;
        value = value.checked_mul(10)?.checked_add(i128::from(digit))?;
        end += 1;
    }
    let n_digits = end - at;
    let has_unit = small_unit(scan.at(end)).is_some() || big_unit(scan.at(end)).is_some();
    let fraction = fraction(scan, end);
    let is_word = n_digits == 2 && fraction.is_none() && (!has_zero || spelled_digit(scan.at(at)) == Some(0));
    if n_digits < 2 || has_unit || is_word {
        return None;
    }
    let mut value = Decimal::try_from_i128_with_scale(value, 0).ok()?;
    if let Some((fraction_end, part)) = fraction {
        value = value.checked_add(part)?;
        end = fraction_end;
    }
    Some(Numeral { end, value, is_approximate: false, shape: Shape::Spelled })
}

/// What was read last, which decides what may follow.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    None,
    /// A unit below 万, with its value.
    Small(u64),
    /// 万, 亿 or 兆, with its value.
    Big(u64),
    /// A 零 after a unit: the next digit stands for itself.
    Zero(u64),
}

/// Reads digits and units from left to right.
struct Reader<'a> {
    scan: &'a Scan,
    at: usize,
    /// Finished parts with their big unit, largest first: 三千万 before the rest of 三千万零五百.
    parts: Vec<(Decimal, u64)>,
    /// What was counted since the last big unit.
    section: Decimal,
    /// Digits waiting for their unit: value, whether they were one single digit, whether typed.
    pending: Option<Pending>,
    unit: Unit,
    /// The numeral before the pending digits, should their unit turn out not to fit: 三万 in 三万四万.
    settled: Option<Numeral>,
}

#[derive(Clone, Copy)]
struct Pending {
    value: Decimal,
    is_single: bool,
    is_typed: bool,
    is_approximate: bool,
}

impl Reader<'_> {
    fn run(&mut self) -> Option<Numeral> {
        let start = self.at;
        let mut is_approximate = false;
        let mut has_unit = false;
        loop {
            let character = self.scan.at(self.at);
            if let Some(size) = small_unit(character) {
                if !self.small(size) {
                    return self
                        .settled
                        .filter(|_| self.pending.is_some())
                        .or_else(|| self.finish(start, is_approximate, has_unit));
                }
                has_unit = true;
            } else if let Some(size) = big_unit(character) {
                if !self.big(size) {
                    return self
                        .settled
                        .filter(|_| self.pending.is_some())
                        .or_else(|| self.finish(start, is_approximate, has_unit));
                }
                has_unit = true;
            } else if matches!(character, '零' | '〇')
                && self.pending.is_none()
                && !matches!(self.unit, Unit::None | Unit::Zero(_))
            {
                if !self.zero() {
                    break;
                }
            } else if matches!(character, '多' | '余' | '几' | '来') && self.about() {
                is_approximate = true;
                continue;
            } else if !self.digits() {
                break;
            }
            is_approximate |= self.pending.is_some_and(|pending| pending.is_approximate);
        }
        self.finish(start, is_approximate, has_unit)
    }

    fn finish(&self, start: usize, is_approximate: bool, has_unit: bool) -> Option<Numeral> {
        if self.at == start {
            return None;
        }
        let shape = match self.pending {
            Some(pending) if !has_unit && pending.is_typed => Shape::Typed,
            Some(_) if !has_unit => Shape::Digit,
            _ => Shape::Counted,
        };
        let total = self.total(is_approximate)?;
        Some(Numeral { shape, ..total })
    }

    /// Takes a unit below 万; `false` where it cannot follow.
    fn small(&mut self, size: u64) -> bool {
        let step = if (10..100).contains(&size) { 10 } else { size };
        let is_smaller = match self.unit {
            Unit::Small(before) | Unit::Zero(before) if before < 10_000 => step < before,
            Unit::None | Unit::Big(_) | Unit::Small(_) | Unit::Zero(_) => true,
        };
        let next = digit(self.scan.at(self.at + 1)).filter(|digit| *digit > 0);
        let value = match self.pending.filter(|pending| !pending.value.is_zero()) {
            _ if !is_smaller => return false,
            Some(pending) if size == step => pending.value,
            Some(_) => return false,
            None if size != step => Decimal::from(size / 10),
            None if step == 10 => Decimal::ONE,
            // 百三 and 千一 drop the 一; a bare 百 or 千 is a word (百姓, 千万).
            None if self.unit == Unit::None && next.is_some() => Decimal::ONE,
            None => return false,
        };
        let Some(part) = value.checked_mul(Decimal::from(step)).and_then(|part| self.section.checked_add(part)) else {
            return false;
        };
        self.section = part;
        self.pending = None;
        self.unit = Unit::Small(step);
        self.at += 1;
        true
    }

    /// Takes 万, 亿 or 兆; `false` where it cannot follow.
    fn big(&mut self, size: u64) -> bool {
        let pending = self.pending.map_or(Decimal::ZERO, |pending| pending.value);
        let Some(section) = self.section.checked_add(pending) else { return false };
        let mut sum = section;
        let mut parts = self.parts.clone();
        while let Some((part, unit)) = parts.last().copied() {
            // 四亿 above 五千万; 一万二万 are two numbers, 十万万 is one.
            if unit > size || (unit == size && !section.is_zero()) {
                break;
            }
            let Some(more) = sum.checked_add(part) else { return false };
            sum = more;
            parts.pop();
        }
        let repeats = parts.last().is_some_and(|(_, unit)| *unit == size);
        let Some(product) = sum.checked_mul(Decimal::from(size)) else { return false };
        if sum.is_zero() || repeats {
            return false;
        }
        parts.push((product, size));
        self.parts = parts;
        self.section = Decimal::ZERO;
        self.pending = None;
        self.unit = Unit::Big(size);
        self.at += 1;
        true
    }

    /// Takes a 零 between units, if a digit, a ten or 几 follows it.
    fn zero(&mut self) -> bool {
        let next = self.scan.at(self.at + 1);
        let follows = digit(next).is_some() || next.is_ascii_digit() || matches!(next, '十' | '拾' | '廿' | '几');
        if follows {
            let before = match self.unit {
                Unit::Small(size) => size,
                Unit::Big(_) | Unit::None | Unit::Zero(_) => 10_000,
            };
            self.unit = Unit::Zero(before);
            self.at += 1;
        }
        follows
    }

    /// Takes 多, 余, 几 or 来 after a unit: 二十几万, 三百多, 十来个.
    fn about(&mut self) -> bool {
        let next = self.scan.at(self.at + 1);
        let follows_unit = self.pending.is_none() && self.unit != Unit::None;
        let follows_count = self.pending.is_some() && (big_unit(next).is_some() || self.scan.at(self.at) == '余');
        let is_come = self.scan.at(self.at) == '来'
            && !matches!(next, '个' | '块' | '元' | '万' | '天' | '次' | '岁' | '年' | '笔' | '分' | '亿');
        if !(follows_unit || follows_count) || is_come {
            return false;
        }
        self.at += 1;
        true
    }

    /// Takes digits: one spoken, two neighbours (三四百), or typed ones.
    fn digits(&mut self) -> bool {
        if self.pending.is_some() {
            return false;
        }
        self.settled = self.total(false).filter(|_| self.unit != Unit::None);
        let character = self.scan.at(self.at);
        if character.is_ascii_digit() || character == '.' {
            // 100.5亿, 3万4000: typed digits stand for themselves. After a typed fraction nothing but a big unit counts.
            let Some((end, value)) = typed(self.scan, self.at) else { return false };
            if self.unit != Unit::None && character == '.' {
                return false;
            }
            let is_single = end == self.at + 1;
            self.pending = Some(Pending { value, is_single, is_typed: true, is_approximate: false });
            self.at = end;
            return true;
        }
        let next = self.scan.at(self.at + 1);
        let has_unit = small_unit(next).is_some() || big_unit(next).is_some();
        let first = digit(character).or((character == '俩').then_some(2));
        let Some(first) = first.filter(|_| has_unit || !matches!(character, '俩' | '参' | '幺')) else {
            return false;
        };
        let second = digit(self.scan.at(self.at + 1));
        let unit_after = self.scan.at(self.at + 2);
        let has_unit_after = small_unit(unit_after).is_some() || big_unit(unit_after).is_some();
        let is_pair = second == Some(first + 1) && first > 0 && has_unit_after;
        let mut value = Decimal::from(first);
        let mut end = self.at + if is_pair { 2 } else { 1 };
        let mut has_fraction = false;
        if let Some((fraction_end, part)) = fraction(self.scan, end).filter(|_| !is_pair) {
            if self.unit == Unit::None {
                value += part;
            } else {
                // 两千三点一 is 2300.1: the digit takes its dropped unit, the fraction stands for itself.
                let dropped = self.dropped_unit();
                value = value * dropped + part;
            }
            end = fraction_end;
            has_fraction = true;
        }
        self.pending = Some(Pending { value, is_single: !has_fraction, is_typed: false, is_approximate: is_pair });
        self.at = end;
        true
    }

    /// Returns what a last digit without a unit counts.
    fn dropped_unit(&self) -> Decimal {
        match self.unit {
            Unit::Small(size) | Unit::Big(size) if size >= 100 => Decimal::from(size / 10),
            Unit::Small(_) | Unit::Big(_) | Unit::None | Unit::Zero(_) => Decimal::ONE,
        }
    }

    /// Adds up what was read so far.
    fn total(&self, is_approximate: bool) -> Option<Numeral> {
        let mut value = self.section;
        for (part, _) in &self.parts {
            value = value.checked_add(*part)?;
        }
        let mut end = self.at;
        if let Some(pending) = self.pending {
            let factor = if pending.is_single { self.dropped_unit() } else { Decimal::ONE };
            value = value.checked_add(pending.value.checked_mul(factor)?)?;
        }
        if let Some((fraction_end, part)) =
            fraction(self.scan, end).filter(|_| self.pending.is_none() && self.unit != Unit::None)
        {
            value = value.checked_add(part)?;
            end = fraction_end;
        }
        Some(Numeral { end, value, is_approximate, shape: Shape::Counted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    /// `expected` holds the value and the part of the text it is read from.
    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let folded = fold(text);
        let found = read(&Scan::new(&folded), 0).map(|numeral| {
            let part: String = folded.text().chars().take(numeral.end).collect();
            (numeral.value.normalize().to_string(), part)
        });
        assert_eq!(found, expected.map(|(value, part)| (value.to_owned(), part.to_owned())), "{text}");
    }

    #[track_caller]
    fn check_all(text: &str, value: &str) {
        check(text, Some((value, fold(text).text())));
    }

    #[test]
    fn units() {
        check_all("三千零五", "3005");
        check_all("十二", "12");
        check_all("一百零五万", "1050000");
        check_all("两亿三千万零七百", "230000700");
        check_all("一百十八", "118");
        check_all("二十三万亿", "23000000000000");
        check_all("三千五百六十七万八千二百亿", "3567820000000000");
        check_all("廿五", "25");
        check_all("六百卅二", "632");
        check_all("壹仟贰佰叁拾肆", "1234");
    }

    #[test]
    fn last_unit_dropped() {
        check_all("三千五", "3500");
        check_all("两百五", "250");
        check_all("一万二", "12000");
        check_all("七十八万六", "786000");
        check_all("三千零五", "3005");
        check_all("3千5", "3500");
        check_all("百八", "180");
    }

    #[test]
    fn typed_and_mixed() {
        check_all("1,234,567.80", "1234567.8");
        check_all("1.2万", "12000");
        check_all("3万4000", "34000");
        check_all("8万6千2百", "86200");
        check("1,23", Some(("1", "1")));
        check("3.5.7", Some(("3", "3")));
    }

    #[test]
    fn fractions() {
        check_all("三点五", "3.5");
        check_all("零点零八", "0.08");
        check_all("三点五万", "35000");
        check_all("六千二点八", "6200.8");
        check("三点十分", Some(("3", "三")));
    }

    #[test]
    fn digit_by_digit() {
        check_all("二〇二六", "2026");
        check_all("幺三八零", "1380");
        check_all("九五点二", "95.2");
    }

    #[test]
    fn about() {
        check_all("二十几万", "200000");
        check_all("三百多", "300");
        check_all("五六百", "500");
    }

    #[test]
    fn words_are_no_numerals() {
        check("万", None);
        check("千万别", None);
        check("百姓", None);
        check("几百", None);
        check("三千79228162514264337593543950335万", Some(("3000", "三千")));
    }

    #[test]
    fn numbers_end_where_units_grow() {
        check("五十千", Some(("50", "五十")));
        check("三万四万", Some(("30000", "三万")));
    }
}
