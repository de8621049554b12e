//! A line of YAML as an author sees it: indentation, dashes, key, value. A glance, not a parser: for telling what went
//! wrong once the parser has given up.

/// The parts of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) struct Line<'t> {
    /// The number, from 1.
    pub(in crate::rules) number: usize,
    /// White space at the front, of any kind.
    pub(in crate::rules) indent: &'t str,
    /// What follows, dashes included.
    pub(in crate::rules) content: &'t str,
    /// The content behind the dashes.
    pub(in crate::rules) body: &'t str,
    /// The text before the first colon of either width, where it can be a key.
    pub(in crate::rules) key: Option<&'t str>,
    /// What stands at the colon.
    pub(in crate::rules) colon: Colon,
    /// The text behind the colon, or the body if there is no key.
    pub(in crate::rules) value: &'t str,
}

/// What stands between key and value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Colon {
    /// No colon that could end a key.
    None,
    /// `: ` or `:` at the end of the line.
    Good,
    /// `:` with the value right behind it.
    Tight,
    /// `：`.
    FullWidth,
}

impl<'t> Line<'t> {
    /// Takes a line apart.
    pub(in crate::rules) fn of(number: usize, line: &'t str) -> Line<'t> {
        let content = line.trim_start();
        let indent = line.strip_suffix(content).unwrap_or("");
        let content = content.trim_end();
        let mut body = content;
        while let Some(rest) = body.strip_prefix("- ") {
            body = rest.trim_start_matches(' ');
        }
        let (key, colon, value) = split(body);
        Line { number, indent, content, body, key, colon, value }
    }

    /// The column, from 0, of a part of this line.
    pub(in crate::rules) fn column(&self, part: &str) -> usize {
        let all = self.indent.len() + self.content.len();
        let offset = (part.as_ptr() as usize).saturating_sub(self.indent.as_ptr() as usize);
        let chars = self.indent.chars().chain(self.content.chars());
        let mut bytes = 0;
        let mut column = 0;
        for c in chars {
            if bytes >= offset.min(all) {
                break;
            }
            bytes += c.len_utf8();
            column += 1;
        }
        column
    }

    /// Whether the value announces a block of lines (`|` or `>`).
    pub(in crate::rules) fn opens_block(&self) -> bool {
        let value = self.value.split(" #").next().unwrap_or("").trim_end();
        let mut signs = value.chars();
        matches!(signs.next(), Some('|' | '>')) && signs.all(|c| matches!(c, '+' | '-') || c.is_ascii_digit())
    }
}

/// Splits at the first colon that could end a key.
fn split(body: &str) -> (Option<&str>, Colon, &str) {
    let none = (None, Colon::None, body);
    let Some((at, colon)) = body.char_indices().find(|(_, c)| matches!(c, ':' | '：')) else {
        return none;
    };
    let (Some(key), Some(rest)) = (body.get(..at), body.get(at + colon.len_utf8()..)) else {
        return none;
    };
    let is_key = !key.is_empty()
        && key.chars().count() <= 30
        && !key.contains(|c: char| c.is_whitespace() || "，。！？,[]{}\"'“”#&*".contains(c));
    if !is_key {
        return none;
    }
    let kind = match (colon, rest.chars().next()) {
        ('：', _) => Colon::FullWidth,
        (_, None | Some(' ' | '\t')) => Colon::Good,
        _ => Colon::Tight,
    };
    (Some(key), kind, rest.trim_start())
}

/// Returns the lines of a text that are not in a block of lines, not empty and not comments.
pub(in crate::rules) fn outside_blocks(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut block: Option<usize> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let n_spaces = line.len() - line.trim_start_matches(' ').len();
        if line.trim().is_empty() || block.is_some_and(|outer| n_spaces > outer) {
            continue;
        }
        block = None;
        let line = Line::of(number, line);
        if line.content.starts_with('#') {
            continue;
        }
        if line.opens_block() {
            block = Some(n_spaces);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, key: Option<&str>, colon: Colon, value: &str) {
        let line = Line::of(1, line);
        assert_eq!((line.key, line.colon, line.value), (key, colon, value));
    }

    #[test]
    fn keys_and_values() {
        check("  - say: 您好", Some("say"), Colon::Good, "您好");
        check("说：您好", Some("说"), Colon::FullWidth, "您好");
        check("say:您好", Some("say"), Colon::Tight, "您好");
        check("- [我要]冻结", None, Colon::None, "[我要]冻结");
        check("flow:", Some("flow"), Colon::Good, "");
        check("- 您好，请说：账单", None, Colon::None, "您好，请说：账单");
    }

    #[test]
    fn blocks_are_passed_over() {
        let text = "a: |  # 好\n  说：1\n\n  b\n# c\nd: 1\n";
        let numbers: Vec<usize> = outside_blocks(text).iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 6]);
    }

    #[test]
    fn columns_of_parts() {
        let line = Line::of(1, "　 - 说: 您好");
        assert_eq!((line.column(line.body), line.column(line.value)), (4, 7));
    }
}
