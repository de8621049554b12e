//! How a conversation is written down: labels, settings and escapes. `suite` reads what this writes.
//!
//! ```text
//! # 注释
//! @now 2025-07-01T10:00:00+08:00
//! 客：我的号被冻住了
//! 机：*手机号*|*号码*   ; intent=解冻账户
//! ```
//!
//! In a caller's line everything after the label is what was said; only `\\`, `\n`, `\r`, `\t` and `\u{…}` are escapes.
//! In a machine's line `*` stands for anything, `|` (or `｜`) parts alternatives, `;` begins conditions, and `\` before
//! any of these takes its meaning away. **Two or more `*` in a row are those very asterisks**, so that a mask such as
//! `138****8000` needs no escape. `；` begins conditions only where the name of one follows.

use std::fmt::Write as _;

/// The label of what the caller says.
pub const CALLER: char = '客';
/// The label of what the machine says.
pub const MACHINE: char = '机';

/// The conditions that may follow `;`, without what follows a dot: the name, and what it looks at, for authors.
pub const CONDITIONS: [(&str, &str); 10] = [
    ("intent", "听成了哪个意图，或者这一轮以后正在办哪个；没有就是空的"),
    ("state", "停在哪个问题：步骤、流程，或者“流程/步骤”；没有在问就是空的"),
    ("slot", "写成 slot.槽名：槽里的值，照念出来的样子（打了码的）；没有填就是空的"),
    ("event", "这一轮发生了什么，见下面的事件"),
    ("queue", "排进了哪个队列"),
    ("ticket", "服务单号"),
    ("call", "这一轮调用的动作，也可以连结果：account.freeze:done"),
    ("score", "得分，0 到 1；这一个还可以用 >=、<=、>、<"),
    ("option", "这时可以选的项"),
    ("without", "话里没有这段文字"),
];

/// Returns the names of the conditions, in that order.
pub fn condition_names() -> impl Iterator<Item = &'static str> + Clone {
    CONDITIONS.iter().map(|(name, _)| *name)
}

/// Writes a caller's line; silence is the label alone.
pub fn caller_line(utterance: &str) -> String {
    let mut line = format!("{CALLER}：");
    if utterance.trim().is_empty() {
        return line;
    }
    let last = utterance.chars().count() - 1;
    for (n, character) in utterance.chars().enumerate() {
        push_plain(&mut line, character, n == 0 || n == last);
    }
    line
}

/// Writes a machine's line that matches exactly this sentence.
pub fn machine_line(sentence: &str) -> String {
    format!("{MACHINE}：{}", pattern_of(sentence))
}

/// Writes the pattern that matches exactly this text.
pub fn pattern_of(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let characters: Vec<char> = text.chars().collect();
    let is_star = |n: Option<usize>| n.and_then(|n| characters.get(n)) == Some(&'*');
    let mut rest = text.chars();
    for (n, &character) in characters.iter().enumerate() {
        rest.next();
        match character {
            '*' if is_star(n.checked_sub(1)) || is_star(n.checked_add(1)) => pattern.push('*'),
            '*' | '＊' | '|' | '｜' | ';' => pattern.extend(['\\', character]),
            '；' if begins_condition(rest.as_str()) => pattern.extend(['\\', character]),
            _ => push_plain(&mut pattern, character, n == 0 || n + 1 == characters.len()),
        }
    }
    pattern
}

/// Returns whether a text after `；` is a condition: a known name, then `=` or a comparison.
pub fn begins_condition(text: &str) -> bool {
    let text = text.trim_start();
    condition_names()
        .filter_map(|name| text.strip_prefix(name))
        .any(|rest| rest.starts_with(['=', '!', '>', '<', '.', '＝']))
}

/// Writes one character that means itself; what cannot stand in a line, or would be trimmed at its edge, is escaped.
fn push_plain(line: &mut String, character: char, at_edge: bool) {
    match character {
        '\\' => line.push_str("\\\\"),
        '\n' => line.push_str("\\n"),
        '\r' => line.push_str("\\r"),
        '\t' => line.push_str("\\t"),
        _ if character.is_control() || (at_edge && character.is_whitespace()) => {
            // Writing to a string cannot fail.
            let _ = write!(line, "\\u{{{:x}}}", u32::from(character));
        }
        _ => line.push(character),
    }
}

/// Reads the escape at the front of `text`, which begins with `\`: the character, and the rest behind it.
///
/// `None` if it is not one of `\\`, `\n`, `\r`, `\t`, `\u{…}`: then the backslash means itself.
pub fn escape(text: &str) -> Option<(char, &str)> {
    let mut characters = text.strip_prefix('\\')?.chars();
    let plain = match characters.next()? {
        '\\' => '\\',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let (digits, rest) = characters.as_str().strip_prefix('{')?.split_once('}')?;
            let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
            return Some((character, rest));
        }
        _ => return None,
    };
    Some((plain, characters.as_str()))
}

/// Reads a caller's words after the label.
pub fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some((escaped, behind)) = escape(rest) {
            plain.push(escaped);
            rest = behind;
        } else {
            plain.push(character);
            rest = rest.get(character.len_utf8()..).unwrap_or("");
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sentence: &str, expect: &str) {
        assert_eq!(pattern_of(sentence), expect);
    }

    #[test]
    fn masks_need_no_escape() {
        check("尾号138****8000的账户", "尾号138****8000的账户");
        check("李*", "李\\*");
        check("***", "***");
    }

    #[test]
    fn what_means_something_is_escaped() {
        check("请按*或|", "请按\\*或\\|");
        check("a;b｜c", "a\\;b\\｜c");
        check("c:\\d", "c:\\\\d");
    }

    #[test]
    fn a_chinese_semicolon_is_text_unless_a_condition_seems_to_follow() {
        check("账单1；账单2", "账单1；账单2");
        check("账单；intent=1", "账单\\；intent=1");
    }

    #[test]
    fn white_space_at_the_edge_is_kept() {
        check(" 您好 吗\n", "\\u{20}您好 吗\\n");
    }

    #[test]
    fn a_backslash_before_anything_else_means_itself() {
        assert_eq!(unescaped(r"C:\da\\ta\u{x}\u{41}"), "C:\\da\\ta\\u{x}A");
    }
}
