//! Gives masked values in a caller's line values that fit: what is written down holds masks only, and must run again.
//!
//! A mask that a demo account's number fits gets that number; any other gets a valid one that is always the same. What was
//! a code or a password (`******`) gets digits, so that it is taken for one again. Stars of a part of a number (`****`) stay: they are
//! heard as what nothing asked for, as that part was.

use std::borrow::Cow;

use crate::backend::seed::ACCOUNTS;
use crate::text::entity::Kind;
use crate::text::mask::{is_masked, mask, matches_mask};

/// What stands for a code or a password.
const SECRET: &str = "******";
/// What is said in its place.
const SAID_SECRET: &str = "135790";

/// Returns the utterance with a value for each mask; the same one if there is no mask.
pub fn unmasked(utterance: &str) -> Cow<'_, str> {
    if !utterance.contains("**") {
        return Cow::Borrowed(utterance);
    }
    let mut said = String::with_capacity(utterance.len());
    let mut rest = utterance;
    while let Some((kind, span)) = is_masked(rest) {
        let (start, end) = (span.start as usize, span.end as usize);
        said.push_str(rest.get(..start).unwrap_or(""));
        said.push_str(&value(kind, span.of(rest)));
        rest = rest.get(end..).unwrap_or("");
    }
    said.push_str(rest);
    // Six stars that do not become a secret were never one: somebody typed them.
    let told = said.replace(SECRET, SAID_SECRET);
    Cow::Owned(if mask(&told) == mask(&said) { told } else { said })
}

/// Returns a value that a mask fits.
fn value(kind: Kind, shown: &str) -> String {
    let known: Vec<&str> = match kind {
        Kind::Mobile => ACCOUNTS.iter().map(|account| account.mobile).collect(),
        Kind::IdCard => ACCOUNTS.iter().map(|account| account.id_number).collect(),
        _ => Vec::new(),
    };
    if let Some(known) = known.into_iter().find(|known| matches_mask(shown, known)) {
        return known.to_owned();
    }
    match kind {
        Kind::Mobile => shown.replace('*', "0"),
        Kind::IdCard => id_card(shown),
        Kind::BankCard => bank_card(shown),
        Kind::Email => shown.replacen("***", "demo", 1),
        _ => shown.to_owned(),
    }
}

/// An identity number with those first three and last four characters, of somebody born in the 1980s.
fn id_card(shown: &str) -> String {
    let region: String = shown.chars().take(3).collect();
    let last: String = shown.chars().skip(14).collect();
    let days = (1..=28).map(|day| (1, day)).chain((1..=28).map(|day| (2, day)));
    let mut candidates = (1980..1990).flat_map(|year| days.clone().map(move |(month, day)| (year, month, day)));
    let fits = candidates.find_map(|(year, month, day)| {
        // The codes of counties begin with 01 below a city; 101 is one in most provinces.
        let number = format!("{region}101{year}{month:02}{day:02}{last}");
        is_checked(&number).then_some(number)
    });
    fits.unwrap_or_else(|| shown.replace('*', "0"))
}

/// Whether the last character is the check digit of GB 11643 (ISO 7064 MOD 11-2).
fn is_checked(number: &str) -> bool {
    const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    let digit = |character: char| if matches!(character, 'x' | 'X') { Some(10) } else { character.to_digit(10) };
    let sum: Option<u32> =
        number.chars().zip(WEIGHTS).map(|(character, weight)| Some(digit(character)? * weight)).sum();
    sum.is_some_and(|sum| sum % 11 == 1)
}

/// A card number with those first and last four digits that passes the Luhn check; the blocks are closed up.
fn bank_card(shown: &str) -> String {
    let digits: String = shown.chars().filter(|character| *character != ' ').collect();
    let star = digits.find('*').unwrap_or(0);
    let fits = ('0'..='9').find_map(|digit| {
        let mut number = digits.clone();
        number.replace_range(star..star + usize::from(star > 0), &digit.to_string());
        let number = number.replace('*', "0");
        passes_luhn(&number).then_some(number)
    });
    fits.unwrap_or_else(|| digits.replace('*', "0"))
}

fn passes_luhn(digits: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let digits = digits.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate();
    digits.map(|(n, digit)| if n % 2 == 0 { digit } else { doubled(digit) }).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value must be the expected one, and masked again it must be what it came from.
    #[track_caller]
    fn check(shown: &str, expect: &str) {
        assert_eq!(unmasked(shown), expect);
        assert_eq!(mask(expect), shown);
    }

    #[test]
    fn demo_accounts_come_first() {
        check("手机号是138****8000", "手机号是13800138000");
        check("139****9000", "13900139000");
    }

    #[test]
    fn other_numbers_are_valid_and_always_the_same() {
        check("我是137****1111，不是136****2222", "我是13700001111，不是13600002222");
        check("身份证110***********7758", "身份证110101198001037758");
        check("身份证110***********775x", "身份证11010119800107775x");
        check("卡号6222 **** **** 7894", "卡号6222600000007894");
        check("发到z***@qq.com吧", "发到zdemo@qq.com吧");
    }

    #[test]
    fn secrets_are_secrets_again() {
        check("验证码是******", "验证码是135790");
        check("我的密码是******，帮我看看", "我的密码是135790，帮我看看");
    }

    #[test]
    fn keys_and_other_stars_stay() {
        for text in ["*", "5*3", "**", "******", "按******键", "什么"] {
            assert_eq!(unmasked(text), text);
        }
    }
}
