//! Numbers of people and cards however they are parted: 139📱5720📱4816, 前三位139，中间5720, 三百二十… and those misheard by a digit.
//!
//! For masks alone: what looks like such a number is never shown, while [`super::identity`] finds those that a flow may use.

use super::entity::Kind;
use super::identity;
use super::numeral;
use super::scan::Scan;
use super::span::Span;

/// The most characters between two parts of one number.
const MAX_GLUE: usize = 10;

/// What callers say between the parts of a number; longer words first.
const GLUE: [&str; 44] = [
    "最后四位是",
    "最后四位",
    "中间四位",
    "后面的是",
    "后四位是",
    "后四位",
    "末四位",
    "后八位",
    "最后是",
    "最后",
    "然后是",
    "然后",
    "后面是",
    "后面",
    "后边是",
    "后边",
    "接着是",
    "接着",
    "中间是",
    "中间",
    "生日是",
    "生日",
    "下划线",
    "开头的",
    "开头",
    "打头的",
    "打头",
    "横杠",
    "横线",
    "空格",
    "尾号",
    "那个",
    "再是",
    "再",
    "嗯",
    "呃",
    "额",
    "啊",
    "哎",
    "杠",
    "是",
    "的",
    "就",
    "呢",
];

/// What tells that a long number behind it is that of a thing.
const THINGS: [&str; 9] = ["单号", "订单", "流水", "交易号", "编号", "案件", "案号", "快递", "运单"];

/// A number, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Number {
    /// What it is, or looks like.
    pub(super) kind: Kind,
    /// From its first digit to its last in the folded text.
    pub(super) span: Span,
    /// Its digits, without a country's prefix.
    pub(super) digits: String,
}

/// Digits that are said in one: a digit, 三个八, 一百三十九.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Part {
    start: usize,
    end: usize,
    digits: String,
    /// What stands between it and the part before; `None` where that is too much.
    glue: Option<Glue>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Glue {
    /// Nothing.
    Touching,
    /// A space, a mark, a picture.
    Marks,
    /// Words.
    Words,
}

/// Finds the numbers, in order, none overlapping another.
pub(super) fn numbers(scan: &Scan) -> Vec<Number> {
    // The fewest that eleven can be said with: 一三九八个零.
    if !scan.has_digits(5) {
        return Vec::new();
    }
    let parts = parts(scan);
    let mut found = Vec::new();
    let mut first = 0;
    while first < parts.len() {
        let is_inside = parts.get(first).is_some_and(|part| part.glue == Some(Glue::Touching));
        first = match longest(scan, &parts, first).filter(|_| !is_inside) {
            Some((after, number)) => {
                found.push(number);
                after
            }
            None => first + 1,
        };
    }
    found
}

/// Returns the longest number that begins with the `first` part, and the part after it.
fn longest(scan: &Scan, parts: &[Part], first: usize) -> Option<(usize, Number)> {
    let start = parts.get(first)?.start;
    let is_of_thing = (start.saturating_sub(8)..start).any(|at| scan.any(at, &THINGS).is_some());
    let (mut digits, mut blocks, mut widest) = (String::new(), Vec::new(), Glue::Touching);
    let mut longest = None;
    for (nth, part) in parts.iter().enumerate().skip(first) {
        if nth > first {
            let Some(glue) = part.glue else { break };
            widest = widest.max(glue);
            if glue > Glue::Touching {
                blocks.push(digits.len());
            }
        }
        digits.push_str(&part.digits);
        if digits.len() > 19 {
            break;
        }
        let is_touched = parts.get(nth + 1).is_some_and(|next| next.glue == Some(Glue::Touching));
        if is_touched {
            continue;
        }
        let (whole, end) = with_check_mark(scan, &digits, part.end);
        if widest == Glue::Words && are_amounts(&whole, &blocks) {
            continue;
        }
        if let Some((kind, digits)) = kind(&whole, is_of_thing) {
            let has_plus = kind == Kind::Mobile && scan.before(start) == '+';
            let span = scan.span(start - usize::from(has_plus), end);
            longest = Some((nth + 1, Number { kind, span, digits }));
        }
    }
    longest
}

/// Adds the X that ends an identity number.
fn with_check_mark(scan: &Scan, digits: &str, end: usize) -> (String, usize) {
    match identity::check_mark(scan, end).filter(|_| digits.len() == 17) {
        Some(after) => (format!("{digits}x"), after),
        None => (digits.to_owned(), end),
    }
}

/// Tells whether two of the blocks are round: 先还1500，然后3000 are amounts. The lengths are those of the digits before each block
/// but the first.
fn are_amounts(digits: &str, blocks: &[usize]) -> bool {
    let ends = blocks.iter().copied().chain([digits.len()]);
    ends.filter(|end| digits.get(..*end).is_some_and(|block| block.ends_with("00"))).count() >= 2
}

/// Returns what number the digits are or look like, without a country's prefix.
fn kind(digits: &str, is_of_thing: bool) -> Option<(Kind, String)> {
    if let Some((kind, digits)) = identity::kind(digits) {
        return Some((kind, digits));
    }
    if is_of_thing {
        return None;
    }
    let is_card = (16..=19).contains(&digits.len()) && digits.starts_with("62")
        || digits.len() == 16 && digits.starts_with(['4', '5']);
    if identity::looks_like_id_card(digits) {
        Some((Kind::IdCard, digits.to_owned()))
    } else {
        is_card.then(|| (Kind::BankCard, digits.to_owned()))
    }
}

/// Returns all digits of the text, in parts.
fn parts(scan: &Scan) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        // 后四位 has a numeral that is none of the number's.
        if let Some(end) = scan.any(at, &GLUE) {
            at = end;
            continue;
        }
        let glue = parts.last().and_then(|last| glue(scan, last.end, at));
        let Some((end, digits)) = part(scan, at, glue.is_some()) else {
            at += 1;
            continue;
        };
        parts.push(Part { start: at, end, digits, glue });
        at = end;
    }
    parts
}

/// Reads the digits at `at`; `follows` if they may go on with others.
fn part(scan: &Scan, at: usize, follows: bool) -> Option<(usize, String)> {
    if let Some((end, digit, times)) = super::digits::repeated(scan, at).filter(|_| follows) {
        return Some((end, char::from(b'0' + digit).to_string().repeat(times)));
    }
    if let Some(found) = hundreds(scan, at) {
        return Some(found);
    }
    let digit = numeral::spelled_digit(scan.at(at))?;
    // What counts with units is no digit of a number: 三千五.
    let is_unit = |character: char| "十百千万亿拾佰仟".contains(character);
    if !scan.at(at).is_ascii_digit() && (is_unit(scan.at(at + 1)) || is_unit(scan.before(at))) {
        return None;
    }
    Some((at + 1, char::from(b'0' + digit).to_string()))
}

/// Reads the first three digits of a mobile number said as one: 一百三十九, with more digits behind it.
fn hundreds(scan: &Scan, at: usize) -> Option<(usize, String)> {
    if !matches!(scan.at(at), '一' | '幺') || scan.at(at + 1) != '百' || scan.at(at + 3) != '十' {
        return None;
    }
    let tens = numeral::spelled_digit(scan.at(at + 2)).filter(|tens| *tens >= 3)?;
    let (ones, end) = match numeral::spelled_digit(scan.at(at + 4)).filter(|_| !scan.at(at + 4).is_ascii_digit()) {
        Some(ones) => (ones, at + 5),
        None => (0, at + 4),
    };
    let goes_on = (end..=end + 2).any(|next| numeral::spelled_digit(scan.at(next)).is_some());
    goes_on.then(|| (end, format!("1{tens}{ones}")))
}

/// Tells what stands between two parts of a number; `None` if it is no number's.
fn glue(scan: &Scan, start: usize, end: usize) -> Option<Glue> {
    if end - start > MAX_GLUE {
        return None;
    }
    let (mut at, mut widest) = (start, Glue::Touching);
    while at < end {
        if is_mark(scan.at(at)) {
            at += 1;
            widest = widest.max(Glue::Marks);
        } else {
            at = scan.any(at, &GLUE).filter(|after| *after <= end)?;
            widest = Glue::Words;
        }
    }
    Some(widest)
}

/// Tells whether a character says nothing: a space, a mark, a picture. Stars are a mask, and what makes a share or a sum counts.
fn is_mark(character: char) -> bool {
    !character.is_alphanumeric() && !matches!(character, '*' | '%' | '¥' | '$' | '?' | '\0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[track_caller]
    fn check(text: &str, expected: &[(Kind, &str)]) {
        let folded = fold(text);
        let found = numbers(&Scan::new(&folded));
        let found: Vec<_> = found.iter().map(|number| (number.kind, number.digits.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn mobiles_with_anything_between() {
        let expected = &[(Kind::Mobile, "13957204816")][..];
        for text in [
            "13957204816",
            "1📱3📱9📱5📱7📱2📱0📱4📱8📱1📱6",
            "139/5720/4816",
            "前三位139，中间5720，后面4816",
            "幺三九，然后五七二零，然后四八幺六",
            "幺3九5七2零4八1六",
            "一百三十九，五七二零，四八一六",
            "(139)57204816",
            "vx13957204816",
            "+86 139 5720 4816",
        ] {
            check(text, expected);
        }
        check("幺八八四个零四七二六", &[(Kind::Mobile, "18800004726")]);
    }

    #[test]
    fn what_was_misheard_by_a_digit() {
        check("510722199506204616", &[(Kind::IdCard, "510722199506204616")]);
        check("320106881105324", &[(Kind::IdCard, "320106881105324")]);
        check("6217 0012 0031 7456", &[(Kind::BankCard, "6217001200317456")]);
        check("11010119900307109叉", &[(Kind::IdCard, "11010119900307109x")]);
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "我先还1500，然后3000，然后500",
            "订单号6217001200317456",
            "2025-06-03 10:30:15",
            "20250701000123",
            "139开头，后面是4816",
            "139572048",
            "三百五十块，一百三十九块",
            "20260727220012345",
        ] {
            check(text, &[]);
        }
    }
}
