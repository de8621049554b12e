//! Numbers and percentages: numerals that are not part of a word.
//!
//! Amounts in yuan are numbers as well; amounts in other currencies, discounts, weekdays and 第三 are not.

use rust_decimal::Decimal;

use super::entity::{Entity, Kind, Value};
use super::money::{self, Amount};
use super::numeral::{self, Numeral, Shape};
use super::scan::Scan;

/// Finds the numbers and the percentages.
pub(super) fn find(scan: &Scan, found: &mut Vec<Entity>) {
    let amounts = money::amounts(scan);
    let mut at = 0;
    while at < scan.len() {
        if !may_start(scan, at) {
            at += 1;
            continue;
        }
        let amount =
            amounts.iter().find(|amount| amount.numeral.0 == at && (amount.is_compound || amount.currency != "CNY"));
        if let Some(amount) = amount {
            if amount.currency == "CNY" {
                push(scan, found, at, amount.end, amount.amount);
            }
            at = amount.end;
        } else if let Some(percent) = percent(scan, at) {
            let span = scan.span(at, percent.end);
            found.push(Entity { kind: Kind::Percent, span, value: Value::Percent(percent.value) });
            if let Some(number) = percent.number {
                push(scan, found, at, percent.end, number);
            }
            at = percent.end;
        } else {
            at = number(scan, at, &amounts, found);
        }
    }
}

fn may_start(scan: &Scan, at: usize) -> bool {
    matches!(scan.at(at), '负' | '-' | '半') || numeral::is_start(scan.at(at)) || scan.word(at, "万分之").is_some()
}

fn push(scan: &Scan, found: &mut Vec<Entity>, start: usize, end: usize, value: Decimal) {
    found.push(Entity { kind: Kind::Number, span: scan.span(start, end), value: Value::Number(value) });
}

/// A percentage; `number` where it is written as a number too (百分之五, 五个百分点).
struct Percent {
    end: usize,
    value: Decimal,
    number: Option<Decimal>,
}

fn percent(scan: &Scan, at: usize) -> Option<Percent> {
    if let Some(after) = scan.any(at, &["百分之", "千分之", "万分之"]) {
        let (start, is_negative) = sign(scan, after);
        let numeral = numeral::read(scan, start)?;
        let number = if is_negative { -numeral.value } else { numeral.value };
        let (value, number) = match scan.at(at) {
            '百' => (number, number),
            '千' => (number.checked_div(Decimal::TEN)?, number.checked_div(Decimal::ONE_THOUSAND)?),
            _ => (number.checked_div(Decimal::ONE_HUNDRED)?, number.checked_div(Decimal::from(10_000))?),
        };
        return Some(Percent { end: numeral.end, value, number: Some(number) });
    }
    let (start, is_negative) = sign(scan, at);
    if !numeral::is_start(scan.at(start)) || scan.before(at).is_ascii_alphanumeric() {
        return None;
    }
    let numeral = numeral::read(scan, start)?;
    let value = if is_negative { -numeral.value } else { numeral.value };
    let after = scan.skip_spaces(numeral.end);
    if let Some(end) = scan.any(after, &["%"]) {
        return Some(Percent { end, value, number: None });
    }
    if let Some(end) = scan.any(after, &["个百分点", "百分点"]) {
        return Some(Percent { end, value, number: Some(value) });
    }
    tenths(scan, &numeral)
}

/// Reads 三成 and 七成五.
fn tenths(scan: &Scan, numeral: &Numeral) -> Option<Percent> {
    let is_share = scan.at(numeral.end) == '成'
        && numeral.value <= Decimal::TEN
        && !"功为了员人年立本交都长熟绩果语型品家份就效色不天".contains(scan.at(numeral.end + 1));
    if !is_share {
        return None;
    }
    let mut value = numeral.value.checked_mul(Decimal::TEN)?;
    let mut end = numeral.end + 1;
    if scan.at(end) == '半' {
        (value, end) = (value + Decimal::from(5), end + 1);
    } else if let Some(digit) = numeral::digit(scan.at(end)) {
        (value, end) = (value + Decimal::from(digit), end + 1);
    }
    Some(Percent { end, value, number: None })
}

/// Reads a sign at `at`: where what follows starts, and whether it is negative.
///
/// A dash is a sign only where nothing stands before it that it could join: 5-10 is no negative ten.
fn sign(scan: &Scan, at: usize) -> (usize, bool) {
    let before = scan.before(at);
    let after = scan.skip_spaces(at + 1);
    let is_sign = match scan.at(at) {
        '负' => true,
        '-' => !before.is_alphanumeric() && !matches!(before, ')' | '%' | '-'),
        _ => false,
    };
    if is_sign && numeral::is_start(scan.at(after)) { (after, true) } else { (at, false) }
}

/// Reads the number at `at` into `found`; returns where to go on.
fn number(scan: &Scan, at: usize, amounts: &[Amount], found: &mut Vec<Entity>) -> usize {
    let (start, is_negative) = sign(scan, at);
    if scan.at(start) == '半' {
        let is_half = scan.at(start + 1) == '个' || scan.len() == 1;
        if is_half {
            push(scan, found, start, start + 1, Decimal::new(5, 1));
        }
        return start + 1;
    }
    let Some(numeral) = numeral::read(scan, start).map(|numeral| money::scaled(scan, numeral)) else { return at + 1 };
    if is_identifier(scan, start, numeral.end) {
        return numeral.end;
    }
    if let Some((end, value)) =
        whole_text(scan, start, &numeral).or_else(|| compound(scan, start, &numeral, is_negative))
    {
        push(scan, found, at, end, value);
        return end;
    }
    let foreign = amounts.iter().find(|amount| amount.currency != "CNY" && amount.numeral.0 == start);
    if let Some(foreign) = foreign {
        return foreign.end;
    }
    if !is_part_of_word(scan, start, &numeral) {
        push(scan, found, at, numeral.end, if is_negative { -numeral.value } else { numeral.value });
    }
    numeral.end
}

/// Reads a pair said alone: 一双 is two, while 三双鞋 is three pairs.
fn whole_text(scan: &Scan, start: usize, numeral: &Numeral) -> Option<(usize, Decimal)> {
    let is_pair = start == 0
        && scan.len() == 2
        && numeral.end == 1
        && numeral.value == Decimal::ONE
        && "对双".contains(scan.at(1));
    is_pair.then_some((2, Decimal::TWO))
}

/// Reads what makes another number of a numeral: a fraction, a half, a dozen, a power.
fn compound(scan: &Scan, start: usize, numeral: &Numeral, is_negative: bool) -> Option<(usize, Decimal)> {
    let signed = |(end, value): (usize, Decimal)| (end, if is_negative { -value } else { value });
    let end = numeral.end;
    // The rest of 2024/1/5 is no fraction.
    if let Some(quotient) = fraction(scan, numeral).filter(|_| scan.before(start) != '/') {
        return Some(signed(quotient));
    }
    if scan.at(end) == '又' || scan.at(end) == ' ' {
        let denominator = numeral::read(scan, end + 1)?;
        let (end, part) =
            fraction(scan, &denominator).filter(|_| scan.at(end) == '又' || is_slash(scan, &denominator))?;
        return Some(signed((end, numeral.value.checked_add(part)?)));
    }
    let half = Decimal::new(5, 1);
    if scan.at(end) == '半' && numeral.value == Decimal::ONE && numeral.shape != Shape::Counted {
        return Some((end + 1, half));
    }
    if scan.word(end, "个半").is_some() {
        return Some(signed((end + 2, numeral.value.checked_add(half)?)));
    }
    if scan.at(end) == '打'
        && !numeral::is_start(scan.at(end + 1))
        && !"电开不印算车人扰折款包字听卡错给来过我你进出".contains(scan.at(end + 1))
    {
        return Some(signed((end + 1, numeral.value.checked_mul(Decimal::from(12))?)));
    }
    if scan.at(end) == '^' {
        let base = if is_negative { -numeral.value } else { numeral.value };
        return power(scan, end + 1, base);
    }
    if start > 0 && is_negative && numeral.shape == Shape::Digit && scan.at(end) == '责' {
        return None;
    }
    None
}

fn is_slash(scan: &Scan, numeral: &Numeral) -> bool {
    scan.at(numeral.end) == '/'
}

/// Reads the rest of 三分之一 or 3/5, whose first part is `first`.
fn fraction(scan: &Scan, first: &Numeral) -> Option<(usize, Decimal)> {
    if let Some(after) = scan.word(first.end, "分之") {
        let (start, is_negative) = sign(scan, after);
        let numerator = numeral::read(scan, start)?;
        let quotient = numerator.value.checked_div(first.value)?;
        return Some((numerator.end, if is_negative { -quotient } else { quotient }));
    }
    if !is_slash(scan, first) || first.shape != Shape::Typed {
        return None;
    }
    let denominator = numeral::read(scan, first.end + 1).filter(|denominator| denominator.shape == Shape::Typed)?;
    let is_date = scan.at(denominator.end) == '/' || scan.at(first.end + 1) == '0';
    let quotient = first.value.checked_div(denominator.value)?;
    (!is_date).then_some((denominator.end, quotient))
}

/// Reads an exponent at `at`: 2^5, 1.1^+23; two minus signs make a plus.
fn power(scan: &Scan, at: usize, base: Decimal) -> Option<(usize, Decimal)> {
    let (mut start, mut is_inverse) = (at, false);
    while matches!(scan.at(start), '-' | '+') {
        is_inverse ^= scan.at(start) == '-';
        start += 1;
    }
    let exponent = numeral::read(scan, start)?;
    let times = u32::try_from(exponent.value.mantissa()).ok().filter(|_| exponent.value.scale() == 0)?;
    if times > 200 {
        return None;
    }
    let mut product = Decimal::ONE;
    for _ in 0..times {
        product = product.checked_mul(base)?;
    }
    let value = if is_inverse { Decimal::ONE.checked_div(product)? } else { product };
    Some((exponent.end, value))
}

/// Tells whether the digits `start..end` belong to a name in letters: a2021, q1, iphone15.
fn is_identifier(scan: &Scan, start: usize, end: usize) -> bool {
    let touches = |character: char| character.is_ascii_alphabetic() || character == '_' || character == '@';
    scan.at(start).is_ascii_digit() && (touches(scan.before(start)) || touches(scan.at(end)))
}

/// What follows a digit in words that are no numbers.
const WORDS: [(char, &[&str]); 10] = [
    (
        '一',
        &[
            "切", "下", "些", "起", "直", "般", "定", "样", "旦", "共", "律", "会", "致", "向", "再", "如", "概",
            "方面", "系列", "番", "路", "味", "生", "辈子", "准", "同", "并", "体", "带", "线", "流", "键", "卡通",
            "心", "面", "边", "块儿", "块去", "块走", "折",
        ],
    ),
    ('二', &["维码", "手", "话", "哈"]),
    ('两', &["者"]),
    ('三', &["方", "明治", "角", "轮车"]),
    ('四', &["川", "处", "周", "面", "肢"]),
    ('五', &["角", "官", "花", "湖"]),
    ('七', &["夕", "喜"]),
    ('八', &["卦", "戒", "达通"]),
    ('九', &["州", "寨"]),
    ('十', &["足", "全"]),
];

/// Tells whether the numeral at `start` is part of a word, a weekday, an ordinal, a discount or a festival.
fn is_part_of_word(scan: &Scan, start: usize, numeral: &Numeral) -> bool {
    let (before, next) = (scan.before(start), scan.at(numeral.end));
    let is_alone = start == 0 && numeral.end == scan.len();
    if is_alone {
        return false;
    }
    if before == '第'
        || before == '初'
        || scan.any_before(start, &["星期", "礼拜", "周", "闰", "双"]).is_some()
        || next == '折'
    {
        return true;
    }
    let n_chars = numeral.end - start;
    let last = scan.before(numeral.end);
    if n_chars == 1 && !last.is_ascii_digit() {
        let is_neighbour = |character: char| numeral::digit(character).is_some();
        let is_financial = "壹贰叁肆伍陆柒捌玖拾佰仟参".contains(last);
        if is_neighbour(before) || is_neighbour(next) || is_financial {
            return true;
        }
        if last == '一' && "统唯之万单逐同合其专不划".contains(before) {
            return true;
        }
        if last == '一' && next == '点' {
            return !numeral::is_start(scan.at(numeral.end + 1)) && !"半钟多整左".contains(scan.at(numeral.end + 1));
        }
        if last == '十' && next == '分' {
            return scan.at(numeral.end + 1) != '钟';
        }
        return WORDS.iter().any(|(digit, rests)| *digit == last && scan.any(numeral.end, rests).is_some());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    /// Percentages are marked with a `%`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let folded = fold(text);
        let mut found = Vec::new();
        find(&Scan::new(&folded), &mut found);
        let found: Vec<String> = found
            .into_iter()
            .filter_map(|entity| match entity.value {
                Value::Number(number) => Some(number.normalize().to_string()),
                Value::Percent(percent) => Some(format!("{}%", percent.normalize())),
                _ => None,
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn plain() {
        check("我有三张卡和12笔订单", &["3", "12"]);
        check("负二十", &["-20"]);
        check("温度-5", &["5"]);
        check("-5.5", &["-5.5"]);
        check("3k和2w", &["3000", "20000"]);
    }

    #[test]
    fn fractions() {
        check("四分之三", &["0.75"]);
        check("二又五分之二", &["2.4"]);
        check("1/4", &["0.25"]);
        check("2 1/2", &["2.5"]);
        check("一半", &["0.5"]);
        check("2024/1/5", &["2024", "1", "5"]);
        check("两个半", &["2.5"]);
    }

    #[test]
    fn percentages() {
        check("5%", &["5%"]);
        check("百分之三点五", &["3.5%", "3.5"]);
        check("涨了两个百分点", &["2%", "2"]);
        check("三成五", &["35%"]);
        check("千分之六", &["0.6%", "0.006"]);
        check("万分之五", &["0.05%", "0.0005"]);
    }

    #[test]
    fn words() {
        check("一起去四川看一下", &[]);
        check("十分感谢", &[]);
        check("统一处理", &[]);
        check("第三个", &[]);
        check("星期五打七折", &[]);
        check("95188打给我的", &["95188"]);
    }

    #[test]
    fn money() {
        check("三块五", &["3.5"]);
        check("二十美元", &[]);
    }

    #[test]
    fn names_with_digits() {
        check("iphone15和a3", &[]);
    }
}
