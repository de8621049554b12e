//! A caller volunteering a verification code or a password: 验证码是123456, 我的密码是abc123.
//!
//! Speaking about one (验证码收不到, 密码输错五次) is none.

use super::digits::{self, Run};
use super::fold::Folded;
use super::scan::Scan;
use super::span::Span;

/// A code or a password that a caller volunteered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Secret {
    /// What it is.
    pub kind: SecretKind,
    /// Where its value stands in the folded text.
    pub span: Span,
}

/// What a volunteered secret is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SecretKind {
    /// A verification code sent to the caller.
    Code,
    /// A password.
    Password,
}

const NAMES: [(&str, SecretKind); 14] = [
    ("验证码", SecretKind::Code),
    ("校验码", SecretKind::Code),
    ("动态码", SecretKind::Code),
    ("确认码", SecretKind::Code),
    ("短信码", SecretKind::Code),
    ("识别码", SecretKind::Code),
    ("验证号码", SecretKind::Code),
    ("动态密码", SecretKind::Code),
    ("密码", SecretKind::Password),
    ("口令", SecretKind::Password),
    ("pin码", SecretKind::Password),
    ("pin", SecretKind::Password),
    ("code", SecretKind::Code),
    ("cvv", SecretKind::Password),
];

/// What may stand between the name and the value.
const BETWEEN: [&str; 46] = [
    "就是",
    "应该是",
    "好像是",
    "是",
    "为",
    "等于",
    "叫",
    "改成了",
    "改成",
    "改为",
    "设置成",
    "设置为",
    "设成",
    "设为",
    "设的",
    "设置的",
    "设了",
    "用的",
    "填的",
    "输的",
    "输入的",
    "输入",
    "填",
    "输",
    "收到了",
    "收到的",
    "收到",
    "发过来了",
    "发过来",
    "发来了",
    "发来",
    "来了",
    "给你",
    "给您",
    "告诉你",
    "念给你",
    "报一下",
    "我说一下",
    "我",
    "这个",
    "那个",
    "的",
    "了",
    "呢",
    "有",
    "说",
];

/// What shows that the digits count something.
const UNITS: [&str; 22] = [
    "位", "次", "秒", "分钟", "分", "个", "天", "遍", "元", "块", "年", "月", "点", "号", "小时", "条", "万", "千",
    "百", "十", "回", "多",
];

/// What speaks of a message that a code may have come with.
const MESSAGES: [&str; 6] = ["短信", "收到", "发来", "发过来", "发给我", "验证"];

/// What tells that the digits behind it are no code: an amount, the end of a card, a number to call.
const NO_CODE_BEFORE: [&str; 29] = [
    "号", "尾", "款", "账", "钱", "付", "扣", "还", "转", "充", "提", "额", "费", "单", "卡", "数", "码", "话", "线",
    "证", "打", "拨", "借", "贷", "位", "错误", "第", "*", "¥",
];

/// What tells that the digits before it are a sender.
const SENDERS: [&str; 13] =
    ["发来", "发的", "发过来", "给我", "打来", "打的", "打电话", "这个号", "的短信", "的电话", "的号", "热线", "客服"];

/// Words in Latin letters that are no password.
const NO_PASSWORDS: [&str; 5] = ["app", "pin", "sim", "vip", "wifi"];

/// Finds the first code or password in `folded` whose value the caller says.
pub fn secret(folded: &Folded) -> Option<Secret> {
    secrets(folded).into_iter().next()
}

/// Finds every code and password in `folded` whose value the caller says, in order, none overlapping another.
pub(super) fn secrets(folded: &Folded) -> Vec<Secret> {
    let mut secrets: Vec<Secret> = Vec::new();
    let has = |parts: &[&str]| parts.iter().any(|part| folded.text().contains(part));
    let speaks_of_message = has(&MESSAGES);
    if !speaks_of_message && !has(&["码", "令", "cvv", "pin", "code"]) {
        return secrets;
    }
    let scan = Scan::new(folded);
    let runs = digits::runs(&scan);
    for at in 0..scan.len() {
        let named = NAMES.iter().find_map(|(name, kind)| scan.word(at, name).map(|end| (end, *kind)));
        let Some((end, kind)) = named.filter(|(end, _)| is_name(&scan, at, *end)) else { continue };
        let before = value_before(&scan, &runs, at, kind);
        let after = value_after(&scan, &runs, end, kind);
        for (start, end) in before.into_iter().chain(after) {
            let span = scan.span(start, end);
            if secrets.last().is_none_or(|last| last.span.end <= span.start) {
                secrets.push(Secret { kind, span });
            }
        }
    }
    if speaks_of_message {
        for (start, end) in runs.iter().filter_map(|run| sent(&scan, run)) {
            let span = scan.span(start, end);
            if !secrets.iter().any(|other| other.span.overlaps(span)) {
                secrets.push(Secret { kind: SecretKind::Code, span });
            }
        }
        secrets.sort_by_key(|secret| secret.span);
    }
    secrets
}

/// Tells whether the name `start..end` is a word: shopping holds no pin, and an error code is none of the caller's.
fn is_name(scan: &Scan, start: usize, end: usize) -> bool {
    if !scan.at(start).is_ascii_alphabetic() {
        return true;
    }
    let is_whole = !scan.before(start).is_ascii_alphanumeric() && !scan.at(end).is_ascii_alphabetic();
    is_whole && scan.any_before(start, &["错误", "错误 ", "error ", "返回", "报", "报 "]).is_none()
}

/// Reads a code that is not named, in a text that speaks of a message: 刚收到短信,445566,是不是要给你.
///
/// Six digits are a code wherever they stand; fewer or more only as a clause of their own.
fn sent(scan: &Scan, run: &Run) -> Option<(usize, usize)> {
    let (first, last) = (run.groups.first()?, run.groups.last()?);
    let is_plain = |group: &digits::Group| !group.digits.is_empty() && !group.is_in_name;
    let is_joined = |at: usize| matches!(scan.at(at), ',' | '.' | '、' | '·');
    let (start, end) = (first.start, last.end);
    if !run.groups.iter().all(is_plain) || run.groups.iter().any(|group| group.end < end && is_joined(group.end)) {
        return None;
    }
    let digits = run.digits(0, run.groups.len() - 1);
    let mut before = start;
    while let Some(at) = scan.any_before(before, &["是", "为", "了", ":", " "]) {
        before = at;
    }
    let after = scan.skip_spaces(end);
    let is_other = scan.any_before(before, &NO_CODE_BEFORE).is_some()
        || scan.any(after, &UNITS).or(scan.any(after, &SENDERS)).is_some()
        || matches!(scan.at(after), '*' | '%' | '/' | ':') && scan.at(after + 1) != '\0'
        || matches!(scan.before(start), '.' | '-' | '/' | '#' | '$');
    let is_clause = |at: usize| !scan.at(at).is_alphanumeric();
    let is_alone = (before == 0 || is_clause(before - 1)) && is_clause(after);
    let is_length = match digits.len() {
        6 => true,
        5 => is_alone && !["95", "96", "10", "12"].iter().any(|service| digits.starts_with(service)),
        8 => is_alone && !digits.starts_with("19") && !digits.starts_with("20"),
        4 | 7 => is_alone,
        _ => false,
    };
    (is_length && !is_other).then_some((start, end))
}

/// Reads the value behind the name that ends at `at`.
fn value_after(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind) -> Option<(usize, usize)> {
    let (mut start, mut is_stated) = (at, false);
    loop {
        if matches!(scan.at(start), ':' | '=' | ',' | ' ' | '"' | '\'' | '、' | '。' | '(') {
            is_stated |= matches!(scan.at(start), ':' | '=');
            start += 1;
        } else if let Some(end) = scan.any(start, &BETWEEN) {
            is_stated |= scan.slice(start, end).iter().any(|character| "是为成叫于".contains(*character));
            start = end;
        } else {
            break;
        }
        if start > at + 24 {
            return None;
        }
    }
    let end = value(scan, runs, start, kind, is_stated)?;
    Some((start, end))
}

/// Reads the value before the name at `at`: 123456是我的验证码.
fn value_before(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind) -> Option<(usize, usize)> {
    let mut end = at;
    let mut has_is = false;
    while let Some(start) = scan.any_before(
        end,
        &[
            "收到的",
            "这个",
            "登录",
            "支付",
            "手机",
            "短信",
            "你们的",
            "我的",
            "我",
            "的",
            "就是",
            "是",
            "这",
            "他",
            "它",
            " ",
            ",",
            "\"",
        ],
    ) {
        has_is |= scan.before(end) == '是';
        end = start;
    }
    let asks = matches!(scan.at(at + 3), '吗' | '么') || scan.at(at + 2) == '吗';
    if !has_is || asks {
        return None;
    }
    let run = runs.iter().find(|run| run.groups.last().is_some_and(|group| group.end == end))?;
    let start = run.groups.first()?.start;
    let n_digits: usize = run.groups.iter().map(|group| group.digits.len()).sum();
    let is_value = (4..=8).contains(&n_digits) || kind == SecretKind::Password && (4..=20).contains(&n_digits);
    is_value.then_some((start, end))
}

/// Returns where the value at `at` ends: digits, or for a password letters and signs.
fn value(scan: &Scan, runs: &[Run], at: usize, kind: SecretKind, is_stated: bool) -> Option<usize> {
    let mut end = at;
    let mut has_digit = false;
    while scan.at(end).is_ascii_graphic() && !matches!(scan.at(end), ',' | '*' | '"' | '\'' | '(' | ')' | '?' | ';') {
        has_digit |= scan.at(end).is_ascii_digit();
        end += 1;
    }
    let is_long = end - at >= 4 || end - at == 3 && is_stated && kind == SecretKind::Password;
    let is_named = NO_PASSWORDS.iter().any(|word| scan.word(at, word) == Some(end));
    let is_word = is_long
        && !is_named
        && !scan.slice(at, end).iter().all(char::is_ascii_digit)
        && (has_digit || is_stated && kind == SecretKind::Password);
    if is_word {
        return Some(end);
    }
    let run = runs.iter().find(|run| run.groups.first().is_some_and(|group| group.start == at))?;
    let most = if kind == SecretKind::Code { 10 } else { 32 };
    // 验证码123456,500元: what counts something is left out, the rest is the value.
    (0..run.groups.len()).rev().find_map(|last| {
        let n_digits = run.digits(0, last).len();
        let end = run.groups.get(last)?.end;
        let is_length = (3..=most).contains(&n_digits) && (n_digits >= 4 || is_stated);
        (is_length && scan.any(end, &UNITS).is_none()).then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[track_caller]
    fn check(text: &str, expected: Option<(SecretKind, &str)>) {
        let folded = fold(text);
        let found = secret(&folded).map(|secret| (secret.kind, secret.span.of(folded.text()).to_owned()));
        assert_eq!(found, expected.map(|(kind, value)| (kind, value.to_owned())), "{text}");
    }

    #[test]
    fn volunteered() {
        check("验证码是123456", Some((SecretKind::Code, "123456")));
        check("验证码收到了，是 8 8 6 6", Some((SecretKind::Code, "8 8 6 6")));
        check("我的密码是abc123", Some((SecretKind::Password, "abc123")));
        check("支付密码一二三四五六", Some((SecretKind::Password, "一二三四五六")));
        check("密码改成了qwerty", Some((SecretKind::Password, "qwerty")));
        check("556677是验证码", Some((SecretKind::Code, "556677")));
        check("验证码123456,500元", Some((SecretKind::Code, "123456")));
        check("动态密码：998877", Some((SecretKind::Code, "998877")));
        check("密码是abc", Some((SecretKind::Password, "abc")));
        check("我的密码是abc", Some((SecretKind::Password, "abc")));
        check("密码改成了xyz帮我看看", Some((SecretKind::Password, "xyz")));
        check("pin是1234", Some((SecretKind::Password, "1234")));
        check("PIN码1234", Some((SecretKind::Password, "1234")));
        check("code 123456", Some((SecretKind::Code, "123456")));
        check("口令8877", Some((SecretKind::Password, "8877")));
        check("校验码 445566", Some((SecretKind::Code, "445566")));
    }

    #[test]
    fn sent_in_a_message() {
        check("刚收到短信，445566，是不是要给你", Some((SecretKind::Code, "445566")));
        check("发来445566", Some((SecretKind::Code, "445566")));
        check("短信上是四四五五六六", Some((SecretKind::Code, "四四五五六六")));
        check("短信收到了，8866", Some((SecretKind::Code, "8866")));
        for text in [
            "1234",
            "445566",
            "短信说欠款3000元",
            "短信说欠款300000",
            "收到8888元",
            "收到95188发来的短信",
            "短信，95188",
            "收到短信，尾号是1234",
            "收到139****9000的短信",
            "短信里有订单号445566",
            "收到一千二百元",
            "收到20250701的短信",
            "收到1,234.56",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn spoken_about() {
        for text in [
            "验证码收不到",
            "登录密码忘了",
            "密码输错五次",
            "验证码是6位吗",
            "验证码要等60秒",
            "怎么改密码",
            "95188发的验证码",
            "密码是什么",
            "密码忘了",
            "登录密码怎么改",
            "密码不对",
            "密码锁了",
            "我的密码是多少",
            "密码是app里的吗",
            "错误code 40004",
            "shopping 1234",
            "密码错误",
            "验证码******",
        ] {
            check(text, None);
        }
    }
}
