//! Amounts of money as people say and type them.
//!
//! A bare number is no amount here; whether it answers a question for one is decided in [`super::entity::whole`].

use rust_decimal::Decimal;

use super::entity::{Entity, Kind, Value};
use super::numeral::{self, Numeral, Shape};
use super::scan::Scan;

/// An amount of money and where it stands, in characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where its first numeral starts and ends; a currency may stand before it.
    pub(super) numeral: (usize, usize),
    pub(super) amount: Decimal,
    pub(super) currency: &'static str,
    pub(super) is_approximate: bool,
    /// Has parts in more than one unit: 三块五.
    pub(super) is_compound: bool,
}

/// Names of currencies with their ISO 4217 codes; a name stands before any beginning of it.
const CURRENCIES: [(&str, &str); 71] = [
    ("人民币", "CNY"),
    ("rmb", "CNY"),
    ("cny", "CNY"),
    ("元人民币", "CNY"),
    ("块钱人民币", "CNY"),
    ("块人民币", "CNY"),
    ("新台币", "TWD"),
    ("台币", "TWD"),
    ("twd", "TWD"),
    ("港币", "HKD"),
    ("港元", "HKD"),
    ("港纸", "HKD"),
    ("港圆", "HKD"),
    ("hkd", "HKD"),
    ("hk$", "HKD"),
    ("澳门元", "MOP"),
    ("澳门币", "MOP"),
    ("葡币", "MOP"),
    ("澳大利亚元", "AUD"),
    ("澳元", "AUD"),
    ("澳币", "AUD"),
    ("aud", "AUD"),
    ("加拿大元", "CAD"),
    ("加元", "CAD"),
    ("加币", "CAD"),
    ("cad", "CAD"),
    ("新加坡元", "SGD"),
    ("新币", "SGD"),
    ("坡币", "SGD"),
    ("sgd", "SGD"),
    ("新西兰元", "NZD"),
    ("纽币", "NZD"),
    ("纽元", "NZD"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("美刀", "USD"),
    ("美圆", "USD"),
    ("美币", "USD"),
    ("usd", "USD"),
    ("us$", "USD"),
    ("刀", "USD"),
    ("$", "USD"),
    ("欧元", "EUR"),
    ("欧", "EUR"),
    ("eur", "EUR"),
    ("€", "EUR"),
    ("英镑", "GBP"),
    ("镑", "GBP"),
    ("gbp", "GBP"),
    ("£", "GBP"),
    ("日元", "JPY"),
    ("日圆", "JPY"),
    ("日币", "JPY"),
    ("円", "JPY"),
    ("jpy", "JPY"),
    ("韩元", "KRW"),
    ("韩圆", "KRW"),
    ("韩币", "KRW"),
    ("krw", "KRW"),
    ("₩", "KRW"),
    ("泰铢", "THB"),
    ("泰珠", "THB"),
    ("卢布", "RUB"),
    ("卢比", "INR"),
    ("印度卢比", "INR"),
    ("瑞士法郎", "CHF"),
    ("法郎", "CHF"),
    ("林吉特", "MYR"),
    ("马币", "MYR"),
    ("越南盾", "VND"),
    ("比索", "PHP"),
];

/// Finds the amounts of money.
pub(super) fn find(scan: &Scan, found: &mut Vec<Entity>) {
    found.extend(amounts(scan).into_iter().map(|amount| Entity {
        kind: Kind::Money,
        span: scan.span(amount.start, amount.end),
        value: Value::Money { amount: amount.amount, currency: amount.currency, approximate: amount.is_approximate },
    }));
}

/// Returns the amounts of money, in order, none overlapping another.
pub(super) fn amounts(scan: &Scan) -> Vec<Amount> {
    let mut amounts = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        if let Some(amount) = with_prefix(scan, at).or_else(|| plain(scan, at, at, None)) {
            at = amount.end;
            amounts.push(amount);
        } else if numeral::is_start(scan.at(at)) {
            at = numeral::read(scan, at).map_or(at + 1, |numeral| numeral.end);
        } else {
            at += 1;
        }
    }
    amounts
}

/// Reads a currency and a numeral: ¥100, 港币三百六十元.
fn with_prefix(scan: &Scan, at: usize) -> Option<Amount> {
    let (name_end, currency) = match scan.at(at) {
        '¥' => (at + 1, "CNY"),
        '人'
        | '港'
        | '美'
        | '欧'
        | '英'
        | '日'
        | '韩'
        | '台'
        | '澳'
        | '加'
        | '新'
        | '泰'
        | '卢'
        | 'a'..='z'
        | '$'
        | '€'
        | '£'
        | '₩' => currency(scan, at).filter(|(end, _)| end - at > 1 || !scan.at(at).is_alphanumeric())?,
        _ => return None,
    };
    if scan.at(at).is_ascii_alphabetic() && scan.before(at).is_ascii_alphanumeric() {
        return None;
    }
    let mut start = scan.skip_spaces(name_end);
    start = scan.any(start, &[":", "是", "共计", "共", "约", "大约", "为", "的"]).unwrap_or(start);
    plain(scan, scan.skip_spaces(start), at, Some(currency))
}

/// Returns the currency named at `at` and where the name ends.
fn currency(scan: &Scan, at: usize) -> Option<(usize, &'static str)> {
    let named = |(name, code): &(&str, &'static str)| scan.word(at, name).map(|end| (end, *code));
    let (end, code) = CURRENCIES.iter().filter_map(named).max_by_key(|(end, _)| *end)?;
    let next = scan.at(end);
    let is_part_of_word = match scan.at(at) {
        '欧' => end == at + 1 && matches!(next, '洲' | '盟' | '美'),
        '刀' => matches!(next, '切' | '具' | '片' | '架'),
        'a'..='z' => next.is_ascii_alphabetic(),
        _ => false,
    };
    (!is_part_of_word).then_some((end, code))
}

/// Reads a numeral and its units at `at`; `prefix` is the currency already named before it, from `start` on.
fn plain(scan: &Scan, at: usize, start: usize, prefix: Option<&'static str>) -> Option<Amount> {
    let numeral = if scan.at(at) == '半' {
        let is_half = matches!(scan.at(at + 1), '块' | '毛' | '分');
        let value = Decimal::new(5, 1);
        is_half.then_some(Numeral { end: at + 1, value, is_approximate: false, shape: Shape::Digit })?
    } else if numeral::is_start(scan.at(at)) {
        scaled(scan, numeral::read(scan, at)?)
    } else {
        return None;
    };
    let mut amount = Amount {
        start,
        end: numeral.end,
        numeral: (at, numeral.end),
        amount: numeral.value,
        currency: prefix.unwrap_or("CNY"),
        is_approximate: numeral.is_approximate,
        is_compound: false,
    };
    if prefix.is_none() && scan.before(at).is_ascii_alphanumeric() {
        return None;
    }
    let mut unit = scan.skip_spaces(numeral.end);
    if let Some(end) = scan.any(unit, &["来", "多", "几"]).filter(|end| matches!(scan.at(*end), '块' | '元' | '毛'))
    {
        amount.is_approximate = true;
        unit = end;
    }
    if let Some((end, code)) = currency(scan, unit) {
        amount.end = end;
        amount.currency = code;
        if code == "USD" {
            subunits_named(scan, &mut amount, "美分");
        }
    } else if let Some(end) = main_unit(scan, unit, &numeral, prefix == Some("HKD")) {
        amount.end = end;
        parts(scan, &mut amount);
        amount.end =
            scan.any(amount.end, &["人民币", "整", "正"]).filter(|end| scan.at(*end) != '常').unwrap_or(amount.end);
    } else if let Some((end, size)) =
        subunit(scan, unit).filter(|(end, size)| !is_other_word(scan, at, *end, *size, &numeral))
    {
        amount.amount = numeral.value.checked_mul(Decimal::new(1, size))?;
        amount.end = end;
        if size == 1 {
            after_tenths(scan, &mut amount);
        }
    } else if scan.word(unit, "美分").is_some() {
        amount.amount = numeral.value.checked_mul(Decimal::new(1, 2))?;
        (amount.end, amount.currency) = (unit + 2, "USD");
    } else if prefix.is_none() {
        return None;
    }
    if let Some(end) = scan.any(amount.end, &["左右", "上下", "多", "出头", "以内"]) {
        amount.is_approximate = true;
        amount.end = end;
    }
    let about = ["大概是", "大概", "大约", "差不多", "将近", "约", "接近"];
    amount.is_approximate |= scan.any_before(start, &about).is_some();
    Some(amount)
}

/// Multiplies a typed numeral by the letter behind it: 5w, 30k, 1.04m.
pub(super) fn scaled(scan: &Scan, numeral: Numeral) -> Numeral {
    let factor: u32 = match scan.at(numeral.end) {
        'k' => 1_000,
        'w' => 10_000,
        'm' => 1_000_000,
        _ => return numeral,
    };
    // 1w5 drops its last unit as 一万五 does.
    let last =
        numeral::spelled_digit(scan.at(numeral.end + 1)).filter(|_| factor < 1_000_000 && numeral.value.scale() == 0);
    let end = numeral.end + 1 + usize::from(last.is_some());
    if numeral.shape != Shape::Typed || scan.at(end).is_ascii_alphanumeric() {
        return numeral;
    }
    let last = Decimal::from(u32::from(last.unwrap_or(0)) * (factor / 10));
    match numeral.value.checked_mul(Decimal::from(factor)).and_then(|value| value.checked_add(last)) {
        Some(value) => Numeral { value, end, ..numeral },
        None => numeral,
    }
}

/// Reads 块, 元 or 圆 at `at`, but not where it belongs to a word or counts pieces (一块蛋糕).
fn main_unit(scan: &Scan, at: usize, numeral: &Numeral, is_hong_kong: bool) -> Option<usize> {
    let end = scan.any(at, &["块钱", "元钱", "块", "元", "圆"]);
    let Some(end) = end else {
        return (is_hong_kong && matches!(scan.at(at), '个' | '蚊')).then_some(at + 1);
    };
    let next = scan.at(end);
    let is_piece = scan.at(at) == '块' && end == at + 1 && {
        let goods = "蛋糖肉地表石布板砖屏冰电手巧面玉儿芯豆田木玻骨饼皮";
        let is_together = numeral.value == Decimal::ONE && numeral.shape == Shape::Digit && {
            let goes_on =
                next == '\0' || !next.is_alphanumeric() || numeral::is_start(next) || "的多整也都半以".contains(next);
            !goes_on
        };
        goods.contains(next) || is_together
    };
    let is_word =
        scan.at(at) == '元' && "旦素件宵老首月".contains(next) || scan.at(at) == '圆' && "形圈满桌通球".contains(next);
    (!is_piece && !is_word).then_some(end)
}

/// Reads 角, 毛 or 分 at `at`: where it ends, and the number of decimal places it stands for.
fn subunit(scan: &Scan, at: usize) -> Option<(usize, u32)> {
    match scan.at(at) {
        '角' | '毛' | '毫' => Some((scan.word(at + 1, "钱").unwrap_or(at + 1), 1)),
        '分' => Some((scan.word(at + 1, "钱").unwrap_or(at + 1), 2)),
        _ => None,
    }
}

/// Tells whether 角, 毛 or 分 before `end` belongs to another word or is a minute, a mark or an adverb.
fn is_other_word(scan: &Scan, at: usize, end: usize, size: u32, numeral: &Numeral) -> bool {
    let next = scan.at(end);
    if scan.before(end) == '钱' {
        return false;
    }
    match (scan.before(end), size) {
        ('角', _) => "大度落色形星逐斗债铁函龙".contains(next),
        ('毛', _) => "利病衣巾球笔孩线发".contains(next),
        ('毫', _) => "米升克秒不安".contains(next),
        _ => {
            "钟之期析类行公享店成别支配组开散布值贝明多左前后".contains(next)
                || matches!(scan.before(at), '点' | ':' | '时' | '第')
                || scan.slice(at, numeral.end).contains(&'点')
                || (scan.before(numeral.end) == '十' && numeral.value == Decimal::TEN)
        }
    }
}

/// Reads what follows the main unit: 五毛, 零五分, or a bare 五.
fn parts(scan: &Scan, amount: &mut Amount) {
    if scan.before(amount.end) == '钱' {
        return;
    }
    let has_zero = matches!(scan.at(amount.end), '零' | '〇');
    let at = amount.end + usize::from(has_zero);
    if scan.at(at) == '半' && !has_zero && !"年天月个小价".contains(scan.at(at + 1)) {
        amount.amount = amount.amount.saturating_add(Decimal::new(5, 1));
        (amount.end, amount.is_compound) = (at + 1, true);
        return;
    }
    let Some((end, value)) = two_digits(scan, at) else { return };
    if let Some((unit_end, size)) = subunit(scan, end) {
        amount.amount = amount.amount.saturating_add(Decimal::new(value, size));
        (amount.end, amount.is_compound) = (unit_end, true);
        if size == 1 {
            after_tenths(scan, amount);
        }
        return;
    }
    let n_digits = end - at;
    let next = scan.at(end);
    let counts_something = next.is_alphanumeric()
        && ("个天月年号点期次笔块元万千百十折分之亿名位张件家人单岁周季小条只口倍成台部套月".contains(next))
        || numeral::is_start(next)
        || matches!(next, ':' | '%' | '/' | '-' | '.');
    if counts_something || n_digits > 2 {
        return;
    }
    let scale = if has_zero || n_digits == 2 { 2 } else { 1 };
    if has_zero && n_digits == 2 {
        return;
    }
    amount.amount = amount.amount.saturating_add(Decimal::new(value, scale));
    (amount.end, amount.is_compound) = (end, true);
}

/// Reads 五分 or a bare 五 after tenths: 两毛五.
fn after_tenths(scan: &Scan, amount: &mut Amount) {
    let Some((end, value)) = two_digits(scan, amount.end).filter(|(end, _)| *end == amount.end + 1) else { return };
    let unit_end = scan.any(end, &["分钱", "分"]);
    let next = scan.at(end);
    if unit_end.is_some()
        || !(next.is_alphanumeric() && "个天月年号点期次笔块元万千百十折角毛".contains(next) || numeral::is_start(next))
    {
        amount.amount = amount.amount.saturating_add(Decimal::new(value, 2));
        (amount.end, amount.is_compound) = (unit_end.unwrap_or(end), true);
    }
}

fn subunits_named(scan: &Scan, amount: &mut Amount, name: &str) {
    let Some(numeral) = numeral::read(scan, amount.end) else { return };
    let Some(end) = scan.word(numeral.end, name) else { return };
    if let Some(sum) = numeral.value.checked_mul(Decimal::new(1, 2)).and_then(|part| amount.amount.checked_add(part)) {
        amount.amount = sum;
        (amount.end, amount.is_compound) = (end, true);
    }
}

/// Reads one or two digits one by one at `at`.
fn two_digits(scan: &Scan, at: usize) -> Option<(usize, i64)> {
    let digit = |at: usize| numeral::spelled_digit(scan.at(at)).or(numeral::digit(scan.at(at))).map(i64::from);
    let first = digit(at)?;
    match digit(at + 1) {
        Some(second) => Some((at + 2, first * 10 + second)),
        None => Some((at + 1, first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let folded = fold(text);
        let found: Vec<String> = amounts(&Scan::new(&folded))
            .iter()
            .map(|amount| {
                let about = if amount.is_approximate { "~" } else { "" };
                format!("{about}{} {}", amount.amount.normalize(), amount.currency)
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn spoken() {
        check("三块五", &["3.5 CNY"]);
        check("三块零五", &["3.05 CNY"]);
        check("一百八十块零六毛", &["180.6 CNY"]);
        check("两毛五", &["0.25 CNY"]);
        check("扣了我三万五千块钱", &["35000 CNY"]);
        check("四块二毛八", &["4.28 CNY"]);
        check("九块九毛九分", &["9.99 CNY"]);
        check("两块半", &["2.5 CNY"]);
        check("二十分钱", &["0.2 CNY"]);
    }

    #[test]
    fn written() {
        check("¥1,299.00", &["1299 CNY"]);
        check("1万元人民币", &["10000 CNY"]);
        check("5w块", &["50000 CNY"]);
        check("1w5块", &["15000 CNY"]);
        check("79228162514264337593543950335块五", &["79228162514264337593543950335 CNY"]);
        check("叁佰元整", &["300 CNY"]);
        check("12元3角4分", &["12.34 CNY"]);
    }

    #[test]
    fn currencies() {
        check("二十美元和30欧元", &["20 USD", "30 EUR"]);
        check("港币一百五十元", &["150 HKD"]);
        check("$20", &["20 USD"]);
        check("六千日元", &["6000 JPY"]);
        check("rmb500", &["500 CNY"]);
    }

    #[test]
    fn about() {
        check("两百来块", &["~200 CNY"]);
        check("三千多块钱", &["~3000 CNY"]);
        check("大概五百块", &["~500 CNY"]);
        check("五六十块左右", &["~50 CNY"]);
    }

    #[test]
    fn other_words() {
        check("我们一块去", &[]);
        check("五分钟", &[]);
        check("十分感谢", &[]);
        check("三角债", &[]);
        check("两块手表", &[]);
        check("分12期还", &[]);
        check("下午三点五分", &[]);
    }

    #[test]
    fn what_follows_is_not_a_part() {
        check("花了三块3个", &["3 CNY"]);
        check("一百块12月份", &["100 CNY"]);
    }
}
