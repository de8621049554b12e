//! Mobile numbers, identity numbers (GB 11643) and bank cards (Luhn) among the digits of a text.
//!
//! Only the numbers themselves are checked; whom they belong to is the backend's business.

use jiff::civil::Date;

use super::digits::Run;
use super::entity::{Entity, Kind, Value};
use super::scan::Scan;

/// Groups of digits that may stand between the first and the last digit of one number: 6222 0200 …
const MAX_GROUPS: usize = 8;

/// Finds mobile numbers, identity numbers and bank cards.
pub(super) fn find(scan: &Scan, runs: &[Run], found: &mut Vec<Entity>) {
    for run in runs {
        let mut first = 0;
        while first < run.groups.len() {
            first = match longest(scan, run, first) {
                Some((last, entity)) => {
                    found.push(entity);
                    last + 1
                }
                None => first + 1,
            };
        }
    }
}

/// Returns the number over the most groups from `first` on, and its last group.
fn longest(scan: &Scan, run: &Run, first: usize) -> Option<(usize, Entity)> {
    let start = run.groups.get(first)?;
    let mut digits = String::new();
    let mut longest = None;
    for (last, group) in run.groups.iter().enumerate().skip(first).take(MAX_GROUPS) {
        if group.is_in_name || group.digits.is_empty() {
            break;
        }
        digits.push_str(&group.digits);
        let mut end = group.end;
        if digits.len() == 17
            && let Some(after) = check_mark(scan, end)
        {
            digits.push('x');
            end = after;
        }
        if let Some((kind, value)) = kind(&digits) {
            let has_plus = kind == Kind::Mobile && scan.before(start.start) == '+';
            let span = scan.span(start.start - usize::from(has_plus), end);
            longest = Some((last, Entity { kind, span, value: Value::Digits(value) }));
        }
        if digits.len() > 19 {
            break;
        }
    }
    longest
}

/// Reads the X that ends an identity number, typed or spoken.
pub(super) fn check_mark(scan: &Scan, at: usize) -> Option<usize> {
    let at = scan.skip_spaces(at);
    scan.any(at, &["大写x", "小写x", "艾克斯", "x", "叉"]).filter(|end| !scan.at(*end).is_ascii_alphanumeric())
}

/// Returns the kind of number that `digits` are, and the number without a country prefix.
pub(super) fn kind(digits: &str) -> Option<(Kind, String)> {
    if is_id_card(digits) {
        return Some((Kind::IdCard, digits.to_owned()));
    }
    let local = [13, 15]
        .iter()
        .zip(["86", "0086"])
        .find_map(|(n_digits, prefix)| digits.strip_prefix(prefix).filter(|_| digits.len() == *n_digits));
    let local = local.unwrap_or(digits);
    if is_mobile(local) {
        return Some((Kind::Mobile, local.to_owned()));
    }
    is_bank_card(digits).then(|| (Kind::BankCard, digits.to_owned()))
}

/// Tells whether `digits` are a mobile number of the mainland: eleven, the first two 13 to 19.
pub(super) fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && bytes.next() == Some(b'1')
        && bytes.next() >= Some(b'3')
}

/// Tells whether `digits` are an identity number after GB 11643-1999: eighteen, with a province, a day of birth and
/// a check character after ISO 7064 MOD 11-2. A permanent resident's starts with 9, then the province.
pub(super) fn is_id_card(digits: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [u8; 11] = *b"10x98765432";
    if digits.len() != 18 {
        return false;
    }
    let numbers: Vec<u32> =
        digits.bytes().take(17).filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0')).collect();
    let sum: u32 = numbers.iter().zip(WEIGHTS).map(|(number, weight)| number * weight).sum();
    numbers.len() == 17
        && digits.as_bytes().last() == CHECKS.get((sum % 11) as usize)
        && has_place_and_birthday(&numbers)
}

/// Tells whether `digits` have the place and the birthday of an identity number, of eighteen or, as they were until 1999, fifteen
/// digits, whatever the check character says: one digit misheard makes it wrong.
pub(super) fn looks_like_id_card(digits: &str) -> bool {
    let number = |character: char| if character == 'x' { Some(0) } else { character.to_digit(10) };
    let Some(numbers) = digits.chars().map(number).collect::<Option<Vec<u32>>>() else { return false };
    match numbers.len() {
        18 => has_place_and_birthday(&numbers),
        15 => {
            let (place, rest) = numbers.split_at(6);
            has_place_and_birthday(&[place, &[1, 9], rest].concat())
        }
        _ => false,
    }
}

/// Tells whether `digits` can be the first of an identity number of eighteen, or all of it, as far as place and century show.
pub(super) fn begins_id_card(digits: &str) -> bool {
    let mut numbers = digits.chars().map(|character| character.to_digit(10));
    let (Some(Some(first)), Some(Some(second))) = (numbers.next(), numbers.next()) else { return false };
    let century = digits.get(6..).unwrap_or_default();
    let is_century = ["19", "20"].iter().any(|start| century.starts_with(start) || start.starts_with(century));
    digits.len() <= 18 && is_province(first * 10 + second) && is_century
}

fn is_province(code: u32) -> bool {
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn has_place_and_birthday(numbers: &[u32]) -> bool {
    let value =
        |from: usize, to: usize| numbers.iter().take(to).skip(from).fold(0, |value, number| value * 10 + number);
    let province = if numbers.first() == Some(&9) { value(1, 3) } else { value(0, 2) };
    let (year, month, day) = (value(6, 10), value(10, 12), value(12, 14));
    let birthday = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    is_province(province) && birthday.is_some_and(|date| (1900..2100).contains(&date.year()))
}

/// Tells whether `digits` are the number of a bank card: 13 to 19, a prefix that issuers of payment cards have
/// (ISO/IEC 7812), and the check digit of Luhn (ISO/IEC 7812-1, annex B).
pub(super) fn is_bank_card(digits: &str) -> bool {
    let prefix = |n: usize| digits.get(..n).and_then(|prefix| prefix.parse::<u32>().ok()).unwrap_or(0);
    let is_issued = matches!(prefix(1), 4..=6)
        || matches!(prefix(2), 30 | 34..=38 | 81 | 90..=99)
        || matches!(prefix(4), 2221..=2720);
    (13..=19).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && is_issued
        && has_luhn_digit(digits)
}

fn has_luhn_digit(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let number = u32::from(byte.saturating_sub(b'0'));
            let doubled = if place % 2 == 1 { number * 2 } else { number };
            doubled / 10 + doubled % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::digits::runs;
    use crate::text::fold::fold;

    #[track_caller]
    fn check(text: &str, expected: &[(Kind, &str)]) {
        let folded = fold(text);
        let scan = Scan::new(&folded);
        let mut found = Vec::new();
        find(&scan, &runs(&scan), &mut found);
        let found: Vec<_> = found
            .iter()
            .filter_map(|entity| match &entity.value {
                Value::Digits(digits) => Some((entity.kind, digits.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn mobiles() {
        let expected = &[(Kind::Mobile, "13800138000")][..];
        check("我手机号13800138000", expected);
        check("138 0013 8000", expected);
        check("138-0013-8000", expected);
        check("+86 13800138000", expected);
        check("0086-138-0013-8000", expected);
        check("幺三八零零幺三八零零零", expected);
        check("幺三八，零零幺三，八零零零", expected);
        check("１３８００１３８０００", expected);
        check("一三八零零一三八三个零", expected);
        check("13800138000 500", expected);
        check("12800138000", &[]);
        check("138001380001", &[]);
        check("a13800138000", &[]);
    }

    #[test]
    fn id_cards() {
        check("110101199003077758", &[(Kind::IdCard, "110101199003077758")]);
        check("11010119900307109X", &[(Kind::IdCard, "11010119900307109x")]);
        check("11010119900307109叉", &[(Kind::IdCard, "11010119900307109x")]);
        check("110101 19900307 7758", &[(Kind::IdCard, "110101199003077758")]);
        check("110101199003077759", &[]);
        check("110101199002307758", &[]);
    }

    #[test]
    fn bank_cards() {
        check("卡号6222 0212 3456 7894", &[(Kind::BankCard, "6222021234567894")]);
        check("6222021234567895", &[]);
        check("4111 1111 1111 1111", &[(Kind::BankCard, "4111111111111111")]);
        check("6225 8801 2345 6789", &[]);
    }
}
