//! E-mail addresses, typed or dictated (艾特, 点).

use super::entity::{Entity, Kind, Value};
use super::scan::Scan;

/// Finds the addresses.
pub(super) fn find(scan: &Scan, found: &mut Vec<Entity>) {
    let mut free_from = 0;
    for at in 0..scan.len() {
        if at < free_from {
            continue;
        }
        let Some(host) = scan.any(at, &["@", "艾特", "爱特", "圈a"]) else { continue };
        let mut start = at;
        while start > free_from && is_local(scan.before(start)) {
            start -= 1;
        }
        while start < at && !scan.at(start).is_ascii_alphanumeric() {
            start += 1;
        }
        let Some((end, domain)) = domain(scan, host).filter(|_| start < at) else { continue };
        let local: String = scan.slice(start, at).iter().collect();
        found.push(Entity {
            kind: Kind::Email,
            span: scan.span(start, end),
            value: Value::Email(format!("{local}@{domain}")),
        });
        free_from = end;
    }
}

fn is_local(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-' | '+' | '%')
}

/// Reads a host name with at least one dot at `at`.
fn domain(scan: &Scan, at: usize) -> Option<(usize, String)> {
    let mut name = String::new();
    let mut end = at;
    let mut settled = None;
    loop {
        let start = end;
        while scan.at(end).is_ascii_alphanumeric() || (scan.at(end) == '-' && end > start) {
            name.push(scan.at(end));
            end += 1;
        }
        if end == start {
            break;
        }
        let is_top_level =
            start > at && end - start >= 2 && scan.slice(start, end).iter().all(char::is_ascii_alphabetic);
        if is_top_level {
            settled = Some((end, name.clone()));
        }
        if !matches!(scan.at(end), '.' | '点') || !scan.at(end + 1).is_ascii_alphanumeric() {
            break;
        }
        name.push('.');
        end += 1;
    }
    settled
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
    }

    #[test]
    fn not_addresses() {
        check("@小明", &[]);
        check("a@b", &[]);
        check("@qq.com", &[]);
    }
}
