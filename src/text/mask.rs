//! Masks: what may be shown of a mobile number, a card, an address, a code or a password.
//!
//! Which values a flow needs raw is not known here; everything that is displayed, logged or kept goes through [`mask`].

use std::borrow::Cow;

use super::entity::{Kind, Value};
use super::fold::{Folded, fold};
use super::scan::Scan;
use super::span::Span;
use super::{digits, email, loose, secret, told, traditional};

/// What is shown in place of a code or a password, whatever its length.
pub const STARS: &str = "******";

/// Returns the shown form of a value without separators: `139****9000`, `110***********1234`,
/// `6222 **** **** 1234`, `a***@x.com`.
///
/// The number of characters of a number can be told from its mask. Other kinds, and values too short to keep an end of, are all stars.
pub fn mask_digits(kind: Kind, digits: &str) -> String {
    let n_chars = digits.chars().count();
    let part = |from: usize, to: usize| digits.chars().skip(from).take(to.saturating_sub(from)).collect::<String>();
    match kind {
        Kind::Mobile if n_chars == 11 => format!("{}****{}", part(0, 3), part(7, 11)),
        Kind::IdCard if n_chars == 18 => format!("{}***********{}", part(0, 3), part(14, 18)),
        Kind::IdCard if n_chars == 15 => format!("{}********{}", part(0, 3), part(11, 15)),
        Kind::BankCard if (13..=19).contains(&n_chars) => {
            let stars = "*".repeat(n_chars - 8);
            let blocks: Vec<&str> =
                stars.as_bytes().chunks(4).filter_map(|block| std::str::from_utf8(block).ok()).collect();
            format!("{} {} {}", part(0, 4), blocks.join(" "), part(n_chars - 4, n_chars))
        }
        Kind::Email => match digits.split_once('@') {
            Some((local, domain)) => format!("{}***@{domain}", local.chars().take(1).collect::<String>()),
            None => STARS.to_owned(),
        },
        _ => STARS.to_owned(),
    }
}

/// Returns `original` with every mobile number, identity number, bank card, address, volunteered code and password masked.
///
/// Full-width, spoken and separated forms are masked alike; nothing else changes, and a masked text stays as it is.
pub fn mask(original: &str) -> Cow<'_, str> {
    if !may_hold_secret(original) {
        return Cow::Borrowed(original);
    }
    let Some(mut masked) = masked_once(original) else { return Cow::Borrowed(original) };
    // What is left of two neighbours may look like a number anew; it is masked as well.
    for _ in 0..8 {
        match masked_once(&masked) {
            Some(more) => masked = more,
            None => break,
        }
    }
    Cow::Owned(masked)
}

/// Returns `original` masked as by [`mask`], where `folded` is its folded text, and with `shown` in the place of a span that the talk before
/// makes a secret of.
pub fn mask_heard<'t>(original: &'t str, folded: &Folded, hidden: Option<&(Span, String)>) -> Cow<'t, str> {
    let mut secrets = if hidden.is_some() || may_hold_secret(original) { found(folded) } else { Vec::new() };
    if let Some(hidden) = hidden {
        secrets.retain(|(span, _)| !span.overlaps(hidden.0));
        secrets.push(hidden.clone());
        secrets.sort_by_key(|(span, _)| *span);
    }
    if secrets.is_empty() {
        return Cow::Borrowed(original);
    }
    let masked = replaced(original, folded, &secrets);
    Cow::Owned(mask(&masked).into_owned())
}

/// What the mask of a part of a number has at least. Whoever says such a thing said something, unlike who presses a key.
pub const PART: &str = "***";

/// Returns what is shown in the place of so many digits that nothing was asked for: as many stars.
pub fn stars(n_digits: usize) -> String {
    "*".repeat(n_digits)
}

/// Returns `original` masked as by [`mask`], and with stars for the digits that [`told::unnamed`] finds in it as well.
pub fn mask_unnamed(original: &str, talk: told::Talk) -> Cow<'_, str> {
    let mut masked = mask(original);
    // Each one is found once: what replaces it ends the search.
    while let folded = fold(&masked)
        && let Some(found) = told::unnamed(&folded, talk)
        && !found.digits.contains('*')
    {
        masked = Cow::Owned(replaced(&masked, &folded, &[(found.span, STARS.to_owned())]));
    }
    masked
}

/// Tells whether a look at the characters alone leaves room for a secret: enough digits in any script, an address,
/// or a word for a code with something behind it.
///
/// Eleven digits may be said with few characters (一三八八个零), so five are enough to look closer.
fn may_hold_secret(original: &str) -> bool {
    let (mut n_digits, mut n_letters, mut is_told, mut has_code, mut has_at, mut previous) =
        (0, 0, false, false, false, '\0');
    for character in original.chars() {
        match character {
            '0'..='9' => n_digits += 1,
            '@' | '＠' => return true,
            'a'..='z' | 'A'..='Z' => {
                n_letters += 1;
                // The ends of pin, code, cvv, cvc, password, passwd, pwd, otp, yzm, mima and mm.
                let pair = (previous.to_ascii_lowercase(), character.to_ascii_lowercase());
                has_code |= matches!(
                    pair,
                    ('i', 'n') | ('d', 'e') | ('v', 'v' | 'c') | ('r' | 'w', 'd') | ('t', 'p') | ('z' | 'm', 'm' | 'a')
                );
                has_at |= pair == ('a', 't');
            }
            '\0'..='~' => {}
            '码' | '碼' | '马' | '馬' | '吗' | '嗎' | '玛' | '瑪' | '妈' | '媽' | '麻' | '令' | '另' => {
                has_code = true;
                if matches!(previous, '密' | '迷' | '蜜' | '秘' | '祕' | '米' | '觅' | '覓' | '口' | '暗') {
                    return true;
                }
            }
            '信' | '收' | '发' | '發' | '验' | '驗' | '念' | '输' | '輸' | '填' | '报' | '報' | '诉' | '訴' | '知'
            | '说' | '說' | '把' | '将' | '將' | '面' | '數' | '数' => is_told = true,
            '特' if matches!(previous, '艾' | '爱' | '愛' | '埃') => return true,
            '鼠' if previous == '老' => return true,
            '十' | '拾' => n_digits += 1,
            '\u{4e00}'..='\u{9fff}' => {
                n_digits += usize::from(traditional::class(character) & traditional::SPOKEN != 0);
            }
            '\u{3000}'..='\u{3006}'
            | '\u{3008}'..='\u{301f}'
            | '！'..='／'
            | '：'..='？'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '…'
            | '—' => {}
            _ => n_digits += 1,
        }
        if matches!(previous, '圈' | '花') && matches!(character, 'a' | 'A') {
            return true;
        }
        previous = character;
    }
    n_digits >= 5 || has_at && n_letters >= 5 || is_told && n_digits >= 3 || has_code && n_digits + n_letters >= 2
}

/// Masks the secrets of `original`, or returns `None` where there is none.
fn masked_once(original: &str) -> Option<String> {
    let folded = fold(original);
    let secrets = found(&folded);
    if secrets.is_empty() {
        return None;
    }
    let masked = replaced(original, &folded, &secrets);
    (masked != original).then_some(masked)
}

/// Returns where secrets stand, in order, and how they are shown.
fn found(folded: &Folded) -> Vec<(Span, String)> {
    let mut secrets = numbers(folded);
    for found in secret::secrets(folded) {
        secrets.retain(|(span, _)| !span.overlaps(found.span));
        secrets.push((found.span, STARS.to_owned()));
    }
    secrets.sort_by_key(|(span, _)| *span);
    secrets
}

/// Returns `original` with what is shown in the place of each span of `folded`, its folded text.
fn replaced(original: &str, folded: &Folded, secrets: &[(Span, String)]) -> String {
    let mut masked = String::with_capacity(original.len());
    let mut characters = original.chars();
    let mut at = 0;
    for (span, shown) in secrets {
        let range = folded.origin(*span);
        if range.start < at {
            continue;
        }
        masked.extend(characters.by_ref().take(range.start - at));
        masked.push_str(shown);
        if !range.is_empty() {
            characters.nth(range.len() - 1);
        }
        at = range.end;
    }
    masked.extend(characters);
    masked
}

/// Returns where numbers and addresses stand, and how they are shown.
fn numbers(folded: &Folded) -> Vec<(Span, String)> {
    let scan = Scan::new(folded);
    let mut addresses = Vec::new();
    email::find(&scan, &mut addresses);
    let mut numbers: Vec<(Span, String)> = addresses
        .iter()
        .filter_map(|address| match &address.value {
            Value::Email(text) => Some((address.span, mask_digits(Kind::Email, text))),
            _ => None,
        })
        .collect();
    let mut add = |kind: Kind, span: Span, digits: &str| {
        if !numbers.iter().any(|(known, _)| known.overlaps(span)) {
            numbers.push((span, mask_digits(kind, digits)));
        }
    };
    for number in loose::numbers(&scan) {
        add(number.kind, number.span, &number.digits);
    }
    for group in digits::runs(&scan).iter().flat_map(|run| &run.groups) {
        if let Some((span, digits)) = spoken_mobile(folded.text(), scan.span(group.start, group.end), &group.digits) {
            add(Kind::Mobile, span, digits);
        }
    }
    numbers
}

/// Finds a mobile number at the end of spoken digits that are one or two too many: in 二 幺三八… the pause is lost in folding. Order
/// numbers are longer than that, or typed.
fn spoken_mobile<'d>(text: &str, span: Span, digits: &'d str) -> Option<(Span, &'d str)> {
    let said = span.of(text);
    let n_extra = digits.len().checked_sub(11).filter(|n_extra| (1..=2).contains(n_extra))?;
    if said.chars().any(|character| character.is_ascii()) || said.chars().count() != digits.len() {
        return None;
    }
    let (at, _) = said.char_indices().nth(n_extra)?;
    let last = digits.get(n_extra..).filter(|last| super::identity::is_mobile(last))?;
    Some((Span::new(span.start as usize + at, span.end as usize), last))
}

/// Tells whether `value` could be what `shown` masks. Spaces, dashes and letter case do not count; every star is one character,
/// but for the three of an address and for a text of stars only, which fit any length.
pub fn matches_mask(shown: &str, value: &str) -> bool {
    let plain = |text: &str| {
        text.chars()
            .filter(|character| !matches!(character, ' ' | '-'))
            .map(|character| character.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    let (shown, value) = (plain(shown), plain(value));
    if shown.is_empty() || shown.iter().all(|character| *character == '*') {
        return !shown.is_empty() && !value.is_empty();
    }
    if let Some(at) = shown.iter().position(|character| *character == '@') {
        let (local, domain) = shown.split_at(at);
        let start: Vec<char> = local.iter().copied().take_while(|character| *character != '*').collect();
        return value.starts_with(&start)
            && value.ends_with(domain)
            && value.len() > start.len() + domain.len() - usize::from(!start.is_empty());
    }
    shown.len() == value.len() && shown.iter().zip(&value).all(|(shown, value)| *shown == '*' || shown == value)
}

/// Returns the kind and the bytes of the first masked mobile number, identity number, bank card or address in `text`.
pub fn is_masked(text: &str) -> Option<(Kind, Span)> {
    let mut previous = '\0';
    for (at, character) in text.char_indices() {
        let starts = character.is_ascii_alphanumeric() && !previous.is_ascii_alphanumeric() && previous != '*';
        previous = character;
        if starts
            && let Some(rest) = text.get(at..)
            && let Some((kind, n_bytes)) = masked_number(rest).or_else(|| masked_address(rest))
        {
            return Some((kind, Span::new(at, at + n_bytes)));
        }
    }
    None
}

/// Reads a masked number at the start of `text`: its kind and length.
fn masked_number(text: &str) -> Option<(Kind, usize)> {
    let (mut first, mut stars, mut last, mut n_bytes) = (0, 0, 0, 0);
    let mut longest = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        n_bytes += character.len_utf8();
        match character {
            '0'..='9' if stars == 0 => first += 1,
            '*' if last == 0 => stars += 1,
            '0'..='9' | 'x' | 'X' if stars > 0 => last += 1,
            ' ' if first == 4 && last == 0 => continue,
            _ => break,
        }
        let ends = !characters.peek().is_some_and(|next| next.is_ascii_alphanumeric() || *next == '*');
        let kind = match (first, stars, last) {
            (3, 4, 4) => Some(Kind::Mobile),
            (3, 8 | 11, 4) => Some(Kind::IdCard),
            (4, 5..=11, 4) => Some(Kind::BankCard),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| ends) {
            longest = Some((kind, n_bytes));
        }
    }
    longest
}

/// Reads a masked address at the start of `text`.
fn masked_address(text: &str) -> Option<(Kind, usize)> {
    let first = text.chars().next()?;
    let domain = text.strip_prefix(first)?.strip_prefix("***@")?;
    let n_bytes = domain
        .find(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '.' | '-'))
        .unwrap_or(domain.len());
    let name = domain.get(..n_bytes)?.trim_end_matches(['.', '-']);
    name.contains('.').then(|| (Kind::Email, first.len_utf8() + 4 + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::told::Talk;
    use proptest::prelude::*;

    #[track_caller]
    fn check(original: &str, expected: &str) {
        assert_eq!(mask(original), expected);
    }

    #[test]
    fn mobiles() {
        check("我的号是13912349000，谢谢", "我的号是139****9000，谢谢");
        check("二 幺三九零零零零一二三四", "二 139****1234");
        check("139 1234 9000", "139****9000");
        check("１３９１２３４９０００", "139****9000");
        check("幺三九一二三四九零零零", "139****9000");
        check("+86-139-1234-9000", "139****9000");
        check("13912349000 13812345678", "139****9000 138****5678");
    }

    #[test]
    fn cards_and_addresses() {
        check("身份证110101199003077758", "身份证110***********7758");
        check("卡号6222 0212 3456 7894。", "卡号6222 **** **** 7894。");
        check("发到zhang.san@qq.com吧", "发到z***@qq.com吧");
    }

    #[test]
    fn codes_and_passwords() {
        check("验证码是123456", "验证码是******");
        check("我的密码是abc123，帮我看看", "我的密码是******，帮我看看");
        check("密码一二三四五六", "密码******");
        check("驗證碼 ６５４３２１", "驗證碼 ******");
        check("密码是abc", "密码是******");
        check("pin是1234", "pin是******");
        check("PIN码1234", "PIN码******");
        check("code 1234", "code ******");
        check("cvv是123", "cvv是******");
        check("短信来了，8866", "短信来了，******");
        check("我密碼叫王小明123", "我密碼叫******");
        check("我的密码是fluffy cat 99", "我的密码是******");
        check("他讓我報給他７７１１９９", "他讓我報給他******");
        check("剛收到短信，445566，是不是要给你", "剛收到短信，******，是不是要给你");
    }

    #[test]
    fn codes_without_a_name() {
        assert_eq!(mask_unnamed("来了 ４８３９２０", Talk::Other), "来了 ******");
        assert_eq!(mask_unnamed("四八三九二零，13912349000", Talk::Secrets), "******，139****9000");
        assert_eq!(mask_unnamed("来了 ******", Talk::Secrets), "来了 ******");
        assert_eq!(mask_unnamed("尾号5678", Talk::Secrets), "尾号5678");
        assert_eq!(mask_unnamed("483920，是483920", Talk::Other), "******，是******");
        assert_eq!(mask_unnamed("屏幕上 483920 还有 771234", Talk::SecretsAndMoney), "屏幕上 ****** 还有 ******");
    }

    #[test]
    fn nothing_else_changes() {
        for text in [
            "我要还款3000元",
            "验证码收不到",
            "登录密码忘了",
            "6月3号的账单",
            "你好",
            "订单20260727220012345",
            "密码输错5次了",
            "95188",
            "收到8888元",
            "1234",
        ] {
            assert!(matches!(mask(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn masks_fit_their_values() {
        assert!(matches_mask("139****9000", "13912349000"));
        assert!(!matches_mask("139****9000", "13912349001"));
        assert!(matches_mask("6222 **** **** 7894", "6222021234567894"));
        assert!(matches_mask("z***@qq.com", "zhang@qq.com"));
        assert!(!matches_mask("z***@qq.com", "li@qq.com"));
        assert!(matches_mask("******", "123456"));
    }

    #[test]
    fn masks_found_again() {
        let found = |text: &str| is_masked(text).map(|(kind, span)| (kind, span.of(text).to_owned()));
        assert_eq!(found("我是139****9000啊"), Some((Kind::Mobile, "139****9000".to_owned())));
        assert_eq!(found("证件110***********775x"), Some((Kind::IdCard, "110***********775x".to_owned())));
        assert_eq!(found("卡6222 **** **** *** 7894"), Some((Kind::BankCard, "6222 **** **** *** 7894".to_owned())));
        assert_eq!(found("z***@qq.com。"), Some((Kind::Email, "z***@qq.com".to_owned())));
        assert_eq!(found("5 ** 3"), None);
    }

    proptest! {
        #[test]
        fn masked_text_stays(original in prop_oneof![".{0,24}", "[0-9１３９幺三九一零 ,-]{0,30}", "(验证码|密码|是|[0-9a-z]|六){0,16}"]) {
            let once = mask(&original).into_owned();
            prop_assert_eq!(mask(&once).into_owned(), once.clone());
        }

        #[test]
        fn no_mobile_survives(before in "[一-龥]{0,4}[，。 ]", second in 3u8..=9, rest in "[0-9]{9}", style in 0usize..4) {
            let number = format!("1{second}{rest}");
            let spoken = |digit: char| "零幺二三四五六七八九".chars().nth(digit as usize - '0' as usize).unwrap_or(digit);
            let wide = |digit: char| char::from_u32(digit as u32 + 0xfee0).unwrap_or(digit);
            let said: String = match style {
                0 => number.clone(),
                1 => number.chars().map(spoken).collect(),
                2 => number.chars().map(wide).collect(),
                _ => number.chars().enumerate().flat_map(|(at, digit)| (at == 3 || at == 7).then_some('-').into_iter().chain([digit])).collect(),
            };
            let masked = mask(&format!("{before}{said}")).into_owned();
            prop_assert!(!masked.contains(&said), "{masked}");
        }
    }
}
