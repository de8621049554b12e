//! Short texts for boxes: prompts without their machinery, cut to lines of an estimated width.
//!
//! Nobody knows the font of the reader: widths are estimated from columns (UAX #11), on the generous side of the common
//! Chinese fonts, so that what is set inside a box stays inside.

use unicode_linebreak::BreakOpportunity;
use unicode_width::UnicodeWidthChar;

/// Returns the text of a prompt as one reads it: `{金额|元}` is `{金额}`, a turn of `{% if %}` is `／`, other blocks are nothing.
pub(super) fn of_prompt(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, behind)) = rest.split_once('{') {
        text.push_str(before);
        let (inner, after) = behind.split_once('}').unwrap_or((behind, ""));
        rest = after;
        match inner.strip_prefix('%') {
            Some(block) => {
                let is_turn = ["else", "elif"].iter().any(|word| block.trim_start().starts_with(word));
                if is_turn && !text.is_empty() && !text.ends_with('／') {
                    text.push('／');
                }
            }
            None if inner.starts_with('#') => {}
            None => {
                let name = inner.split('|').next().unwrap_or(inner).trim();
                text.push_str(&format!("{{{name}}}"));
            }
        }
    }
    text.push_str(rest);
    one_line(&text)
}

/// Returns a text with every run of white space as one space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text cut to so many characters; one that is cut ends in `…`.
pub(super) fn shortened(text: &str, most_chars: usize) -> String {
    if text.chars().count() <= most_chars {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most_chars.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || "，。、；：？！".contains(c)))
}

/// Returns the estimated width of a text in pixels, at a font size in pixels.
///
/// A wide character is one em; Latin letters and digits are taken as 0.6 em, capitals, `m`, `w` and signs as 0.75 em, which is
/// wider than PingFang, YaHei and Noto Sans CJK set them.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(hundredths_of_em).sum();
    (hundredths * size + 99) / 100
}

fn hundredths_of_em(c: char) -> i32 {
    match c.width().unwrap_or(0) {
        0 => 0,
        // What is narrow in a terminal and wide in a Chinese font: quotes, dots, arrows.
        1 if !c.is_ascii() => 100,
        1 if c.is_ascii_uppercase() || matches!(c, 'm' | 'w' | '%' | '@' | '=' | '+' | '<' | '>' | '~') => 75,
        1 => 60,
        _ => 100,
    }
}

/// Breaks a text into at most `n_lines` lines of at most `most` pixels; what is left over ends in `…`.
///
/// Lines end where Chinese may be broken (UAX #14); a word that is wider than a line is cut.
pub(super) fn wrapped(text: &str, size: i32, most: i32, n_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text, size, most) {
        let is_too_wide = width(line.trim_end(), size) + width(piece.trim_end(), size) > most;
        if is_too_wide && !line.is_empty() {
            if lines.len() + 1 == n_lines {
                lines.push(ending_in_dots(&format!("{line}{piece}"), size, most));
                return lines;
            }
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The pieces between which a line may end, none wider than a line.
fn pieces(text: &str, size: i32, most: i32) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _opportunity) in unicode_linebreak::linebreaks(text).filter(|(_, it)| is_break(*it)) {
        let piece = text.get(start..at).unwrap_or_default();
        start = at;
        if width(piece.trim_end(), size) <= most {
            pieces.push(piece);
            continue;
        }
        let mut rest = piece;
        while !rest.is_empty() {
            let mut used = 0;
            let fitting = rest.char_indices().find(|(_, c)| {
                used += (hundredths_of_em(*c) * size + 99) / 100;
                used > most
            });
            let end = fitting.map_or(rest.len(), |(at, c)| if at == 0 { c.len_utf8() } else { at });
            let (head, tail) = rest.split_at(end);
            pieces.push(head);
            rest = tail;
        }
    }
    pieces
}

fn is_break(opportunity: BreakOpportunity) -> bool {
    matches!(opportunity, BreakOpportunity::Allowed | BreakOpportunity::Mandatory)
}

/// Cuts a text that is too wide so that it ends in `…` within the line.
fn ending_in_dots(text: &str, size: i32, most: i32) -> String {
    let mut kept: String = text.trim_end().to_owned();
    while width(&kept, size) + width("…", size) > most && kept.pop().is_some() {}
    let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || "，。、；：？！".contains(c));
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expect: &str) {
        assert_eq!(of_prompt(source), expect);
    }

    #[test]
    fn values_keep_their_names_and_blocks_go() {
        check("已解冻尾号{手机号|尾号}的账户。", "已解冻尾号{手机号}的账户。");
        check("{% if 次数 > 0 %}再报一次。{% else %}先核对。{% endif %}请说。", "再报一次。／先核对。请说。");
        check("{% for 条 in 明细 %}{条.序号}，{% endfor %}完", "{条.序号}，完");
        check("两行\n  字", "两行 字");
        check("没有写完{手机号", "没有写完{手机号}");
    }

    #[track_caller]
    fn check_lines(text: &str, most: i32, n_lines: usize, expect: &[&str]) {
        let lines = wrapped(text, 10, most, n_lines);
        assert_eq!(lines, expect);
        for line in lines {
            assert!(width(&line, 10) <= most + 10, "{line}");
        }
    }

    #[test]
    fn lines_break_where_chinese_breaks() {
        check_lines("一二三四五六七八", 40, 3, &["一二三四", "五六七八"]);
        check_lines("一二三四，五六七八", 40, 3, &["一二三", "四，五六", "七八"]);
        check_lines("一二 account.status 三", 60, 3, &["一二", "account.st", "atus 三"]);
        check_lines("", 60, 3, &[]);
    }

    #[test]
    fn what_is_left_over_ends_in_dots() {
        check_lines("一二三四五六七八九十", 40, 2, &["一二三四", "五六七…"]);
        check_lines("一二三，四五六", 40, 1, &["一二三…"]);
    }
}
