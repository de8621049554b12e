//! Text for a screen: broken into lines where Chinese may be broken, and set into boxes; widths in columns.

use unicode_linebreak::BreakOpportunity;
use unicode_width::UnicodeWidthStr;

/// The narrowest and the widest measure that text is set to, whatever the terminal says.
const MEASURE: std::ops::RangeInclusive<usize> = 24..=88;

/// Returns how many columns text may take on this terminal: its own width within reason, 80 where it does not say.
pub(super) fn measure() -> usize {
    let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    width.clamp(*MEASURE.start(), *MEASURE.end())
}

/// Breaks a text into lines of at most `width` columns. No line begins with 。 or ends with 《 (UAX #14); line ends that
/// are there stay; a word that is wider than a line stands alone on a line that is too long.
pub(super) fn lines(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (at, opportunity) in unicode_linebreak::linebreaks(text) {
        let is_too_wide = text.get(start..at).is_some_and(|line| line.trim_end().width() > width);
        if is_too_wide && end > start {
            lines.extend(text.get(start..end).map(str::trim_end));
            start = end;
        }
        end = at;
        if opportunity == BreakOpportunity::Mandatory {
            lines.extend(text.get(start..end).map(str::trim_end));
            start = end;
        }
    }
    lines
}

/// Sets rows of name and value into a box under a title, each line ending in a line end.
pub(super) fn boxed(title: &str, rows: &[(&str, String)], width: usize) -> String {
    let label = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let inner = width.saturating_sub(4).max(label + 8);
    let mut set: Vec<String> = Vec::new();
    for (name, value) in rows {
        for (index, line) in lines(value, inner - label - 2).iter().enumerate() {
            let name = if index == 0 { name } else { "" };
            set.push(format!("{name}{}  {line}", " ".repeat(label - name.width())));
        }
    }
    let used = set.iter().map(|line| line.width()).max().unwrap_or(0).max(title.width() + 2).min(inner);
    let mut text = format!("╭─ {title} {}╮\n", "─".repeat((used + 2).saturating_sub(title.width() + 3)));
    for line in set {
        let fill = " ".repeat(used.saturating_sub(line.width()));
        text.push_str(&format!("│ {line}{fill} │\n"));
    }
    text.push_str(&format!("╰{}╯\n", "─".repeat(used + 2)));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: usize, expect: &[&str]) {
        assert_eq!(lines(text, width), expect);
    }

    #[test]
    fn chinese_breaks_anywhere_but_before_a_full_stop() {
        check("您好，请讲。", 8, &["您好，请", "讲。"]);
        check("您好请讲。", 8, &["您好请", "讲。"]);
    }

    #[test]
    fn numbers_and_words_stay_whole() {
        check("请拨打95188办理", 8, &["请拨打", "95188办", "理"]);
    }

    #[test]
    fn given_line_ends_stay() {
        check("一\n\n二", 8, &["一", "", "二"]);
    }

    #[test]
    fn box_is_as_wide_as_its_longest_line() {
        let rows = [("队列", "账户安全".to_owned()), ("服务单号", "A1".to_owned())];
        let expect = "\
╭─ 转人工 ───────────╮
│ 队列      账户安全 │
│ 服务单号  A1       │
╰────────────────────╯
";
        assert_eq!(boxed("转人工", &rows, 40), expect);
    }

    #[test]
    fn long_value_hangs_under_itself() {
        let rows = [("事由", "一二三四五六七八九十".to_owned())];
        let text = boxed("单", &rows, 20);
        assert!(text.contains("│ 事由  一二三四五 │\n│       六七八九十 │\n"), "{text}");
    }
}
