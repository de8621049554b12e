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

const NAMES: [(&str, SecretKind); 12] = [
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

/// Finds the first code or password in `folded` whose value the caller says.
pub fn secret(folded: &Folded) -> Option<Secret> {
    secrets(folded).into_iter().next()
}

/// Finds every code and password in `folded` whose value the caller says, in order, none overlapping another.
pub(super) fn secrets(folded: &Folded) -> Vec<Secret> {
    let mut secrets: Vec<Secret> = Vec::new();
    if !["码", "令", "cvv"].iter().any(|part| folded.text().contains(part)) {
        return secrets;
    }
    let scan = Scan::new(folded);
    let runs = digits::runs(&scan);
    for at in 0..scan.len() {
        let named = NAMES.iter().find_map(|(name, kind)| scan.word(at, name).map(|end| (end, *kind)));
        let Some((end, kind)) = named else { continue };
        let before = value_before(&scan, &runs, at, kind);
        let after = value_after(&scan, &runs, end, kind);
        for (start, end) in before.into_iter().chain(after) {
            let span = scan.span(start, end);
            if secrets.last().is_none_or(|last| last.span.end <= span.start) {
                secrets.push(Secret { kind, span });
            }
        }
    }
    secrets
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
    let is_word = end - at >= 4
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
            "密码错误",
            "验证码******",
        ] {
            check(text, None);
        }
    }
}
