//! E-mail addresses, typed or dictated (艾特, 点).

use super::entity::{Entity, Kind, Value};
use super::numeral;
use super::scan::Scan;

/// What is said or typed for the sign between name and host; longer words first.
const AT: [&str; 10] = ["@", "艾特", "爱特", "埃特", "圈a", "小老鼠", "花a", " at ", "at", "a圈"];

/// What is said or typed for a point.
const POINT: [&str; 6] = [".", "点", " dot ", "dot", "。", ","];

/// What is said for the signs in a name.
const SIGNS: [(&str, char); 7] =
    [("下划线", '_'), ("下横线", '_'), ("横杠", '-'), ("中划线", '-'), ("减号", '-'), ("点", '.'), ("杠", '-')];

/// The ends of hosts that a point said or typed otherwise may stand before, and how they are said.
const TOP_LEVELS: [(&str, &str); 12] = [
    ("com", "com"),
    ("康姆", "com"),
    ("康母", "com"),
    ("抗姆", "com"),
    ("靠姆", "com"),
    ("cn", "cn"),
    ("net", "net"),
    ("org", "org"),
    ("edu", "edu"),
    ("vip", "vip"),
    ("hk", "hk"),
    ("tw", "tw"),
];

/// Finds the addresses.
pub(super) fn find(scan: &Scan, found: &mut Vec<Entity>) {
    let mut free_from = 0;
    for at in 0..scan.len() {
        if at < free_from {
            continue;
        }
        let Some(after) = scan.any(at, &AT) else { continue };
        let is_sign = scan.at(at) == '@';
        let Some((start, local)) =
            local(scan, at, free_from).filter(|_| is_sign || scan.at(at) != 'a' || is_word(scan, at, after))
        else {
            continue;
        };
        let Some((end, domain)) = domain(scan, scan.skip_spaces(after), is_sign) else { continue };
        found.push(Entity {
            kind: Kind::Email,
            span: scan.span(start, end),
            value: Value::Email(format!("{local}@{domain}")),
        });
        free_from = end;
    }
}

/// Tells whether the letters `at..after` are said for the sign: behind a digit, or at the end of a name that is spelled out. In
/// that or chat they are none.
fn is_word(scan: &Scan, at: usize, after: usize) -> bool {
    scan.before(at).is_ascii_digit() && !scan.at(after).is_ascii_alphabetic()
}

/// Reads the name of an address that ends at `end`: where it starts, and the name.
fn local(scan: &Scan, end: usize, free_from: usize) -> Option<(usize, String)> {
    let mut name: Vec<char> = Vec::new();
    let mut at = end;
    if scan.before(at) == ' ' {
        at -= 1;
    }
    let mut start = at;
    while at > free_from {
        let before = scan.before(at);
        if let Some(digit) = numeral::spelled_digit(before) {
            name.push(char::from(b'0' + digit));
            at -= 1;
        } else if before.is_ascii_alphabetic() {
            name.push(before);
            at -= 1;
        } else if matches!(before, '.' | '_' | '-' | '+' | '%') {
            name.push(before);
            at -= 1;
            continue;
        } else if let Some((start, sign)) =
            SIGNS.iter().find_map(|(word, sign)| Some((scan.any_before(at, &[word])?, *sign))).filter(|_| start < end)
        {
            name.push(sign);
            at = start;
            continue;
        } else if before == ' ' && is_spelled_out(scan, at, free_from) {
            at -= 1;
            continue;
        } else {
            break;
        }
        start = at;
    }
    while name.last().is_some_and(|last| !last.is_ascii_alphanumeric()) {
        name.pop();
    }
    (!name.is_empty() && start < end).then(|| (start, name.into_iter().rev().collect()))
}

/// Tells whether single characters, or digits in blocks, stand on both sides of the space before `at`: z h a n g, 825 603.
fn is_spelled_out(scan: &Scan, at: usize, free_from: usize) -> bool {
    let is_single = |at: usize| !scan.at(at + 1).is_ascii_alphanumeric();
    let space = at - 1;
    if space <= free_from {
        return false;
    }
    let is_digits = scan.at(at).is_ascii_digit() && scan.before(space).is_ascii_digit();
    let before = scan.before(space);
    is_digits
        || before.is_ascii_alphanumeric()
            && is_single(at)
            && (space < 2 || space - 1 == free_from || !scan.at(space - 2).is_ascii_alphanumeric())
}

/// Reads a host name with at least one point at `at`; in one that is typed behind the sign a label may be of any script.
fn domain(scan: &Scan, at: usize, is_sign: bool) -> Option<(usize, String)> {
    let mut name = String::new();
    let mut end = at;
    let mut settled = None;
    loop {
        let start = end;
        while let Some((after, part)) = label(scan, end, end > start, is_sign) {
            name.push_str(&part);
            end = after;
        }
        if end == start {
            break;
        }
        let is_top_level =
            start > at && end - start >= 2 && scan.slice(start, end).iter().all(|letter| letter.is_alphabetic());
        if is_top_level {
            settled = Some((end, name.clone()));
        }
        let Some(next) = point(scan, end) else { break };
        name.push('.');
        end = next;
    }
    settled
}

/// Reads a character of a host's label, or a word for several.
fn label(scan: &Scan, at: usize, is_inside: bool, is_sign: bool) -> Option<(usize, String)> {
    let character = scan.at(at);
    if let Some(digit) = numeral::spelled_digit(character) {
        return Some((at + 1, char::from(b'0' + digit).to_string()));
    }
    if character.is_ascii_alphabetic() || character == '-' && is_inside {
        return Some((at + 1, character.to_string()));
    }
    if let Some(end) = scan.word(at, "扣扣") {
        return Some((end, "qq".to_owned()));
    }
    if let Some((end, name)) = TOP_LEVELS.iter().find_map(|(said, name)| Some((scan.word(at, said)?, *name))) {
        return Some((end, name.to_owned()));
    }
    (is_sign && character.is_alphabetic() && !"点和的是吧".contains(character)).then(|| (at + 1, character.to_string()))
}

/// Reads a point and the spaces around it; returns where the next label starts. What else ends sentences too is a point before the end
/// of a host alone.
fn point(scan: &Scan, at: usize) -> Option<usize> {
    let (start, after) = match scan.any(at, &POINT) {
        Some(after) => (at, after),
        None => (scan.skip_spaces(at), scan.any(scan.skip_spaces(at), &POINT)?),
    };
    let next = scan.skip_spaces(after);
    let is_plain = start == at && next == after && matches!(scan.at(at), '.' | '点');
    let is_top_level = || TOP_LEVELS.iter().any(|(said, _)| scan.word(next, said).is_some());
    let goes_on = scan.at(next).is_ascii_alphanumeric() || numeral::spelled_digit(scan.at(next)).is_some();
    (is_plain && goes_on || is_top_level()).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let folded = fold(text);
        let mut found = Vec::new();
        find(&Scan::new(&folded), &mut found);
        let found: Vec<_> = found
            .into_iter()
            .filter_map(|entity| match entity.value {
                Value::Email(email) => Some(email),
                _ => None,
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn typed_and_dictated() {
        check("我邮箱是Zhang.San_1@mail.example.com。", &["zhang.san_1@mail.example.com"]);
        check("lisi88艾特qq点com", &["lisi88@qq.com"]);
        check("a@b.cn和c@d.org", &["a@b.cn", "c@d.org"]);
        for text in [
            "zhangwei1987 at 163 dot com",
            "zhangwei1987at163点com",
            "zhangwei1987艾特幺六三点康姆",
            "zhangwei一九八七小老鼠163点com",
            "z h a n g w e i 1 9 8 7 艾特 163 点 com",
            "我邮箱zhangwei1987 @ 163 .com",
            "zhangwei1987@163。com",
        ] {
            check(text, &["zhangwei1987@163.com"]);
        }
        check("li点na下划线八八艾特扣扣点com", &["li.na_88@qq.com"]);
        check("825 603 194艾特qq点com", &["825603194@qq.com"]);
        check("li@公司.com", &["li@公司.com"]);
    }

    #[test]
    fn not_addresses() {
        check("@小明", &[]);
        check("a@b", &[]);
        check("@qq.com", &[]);
        check("what 163", &[]);
        check("我在chat1点com", &[]);
        check("给a@小明。谢谢", &[]);
    }
}
