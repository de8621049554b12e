//! One line of a conversation or a piped script: whose it is, and what it says.
//!
//! Any text file is a script: what has no label is the caller's. A blank line is silence as long as there were only such
//! plain lines before; with labels, comments or settings it only parts what is to be read apart.

use super::condition::{self, Condition, Mistake};
use super::pattern::Pattern;
use super::setting::{self, Setting};
use crate::finding::{FileId, Finding, Part, Place};
use crate::session::notation::{CALLER, MACHINE, unescaped};

/// What a line is.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// Nothing to do: blank, or a comment.
    Nothing,
    /// A setting.
    Setting(Setting),
    /// The caller says this; empty is silence.
    Caller(String),
    /// The machine is expected to say this.
    Machine(Expected),
}

/// What a machine's line expects.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// What must be said.
    pub pattern: Pattern,
    /// What else must hold.
    pub conditions: Vec<Condition>,
}

/// Reads lines one after the other.
#[derive(Debug, Clone)]
pub struct Reader {
    file: FileId,
    n_lines: usize,
    format: Format,
}

/// What is known of the format so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Nothing was read yet.
    Unknown,
    /// Only plain lines.
    Plain,
    /// There was a label, a comment or a setting.
    Labelled,
}

impl Reader {
    /// Makes a reader; `file` is where findings point.
    pub fn new(file: FileId) -> Reader {
        Reader { file, n_lines: 0, format: Format::Unknown }
    }

    /// Returns the number of lines read, that is, the number of the last one from 1.
    pub fn n_lines(&self) -> usize {
        self.n_lines
    }

    /// Reads the next line, without its line end.
    ///
    /// # Errors
    ///
    /// Findings for a setting or condition that is not one; the line is not to be carried out.
    pub fn read(&mut self, line: &str) -> Result<Line, Vec<Finding>> {
        self.n_lines += 1;
        let line = line.trim_end_matches(['\n', '\r']);
        let line = if self.n_lines == 1 { line.trim_start_matches('\u{feff}') } else { line };
        let text = line.trim();
        let Some(first) = text.chars().next() else {
            return Ok(if self.format == Format::Plain { Line::Caller(String::new()) } else { Line::Nothing });
        };
        let column = 1 + line.chars().take_while(|character| character.is_whitespace()).count();
        // The key alone is pressed, as * is; a comment says something.
        if first == '#' && text.len() > 1 {
            self.format = Format::Labelled;
            return Ok(Line::Nothing);
        }
        if let Some(setting) = text.strip_prefix('@') {
            self.format = Format::Labelled;
            return setting::read(setting).map(Line::Setting).map_err(|(code, message, help)| {
                vec![self.finding(Mistake { code, message, help, column, width: text.chars().count() })]
            });
        }
        if let Some(said) = labelled(text, CALLER) {
            self.format = Format::Labelled;
            return Ok(Line::Caller(unescaped(said.trim())));
        }
        if let Some(expected) = labelled(text, MACHINE) {
            self.format = Format::Labelled;
            let n_before = text.chars().count() - expected.chars().count();
            return self.machine(expected, column + n_before).map(Line::Machine);
        }
        if self.format == Format::Unknown {
            self.format = Format::Plain;
        }
        Ok(Line::Caller(plain(text).to_owned()))
    }

    fn machine(&self, text: &str, column: usize) -> Result<Expected, Vec<Finding>> {
        let (pattern, rest) = Pattern::read(text);
        let n_before = text.chars().count() - rest.chars().count();
        let (conditions, mut mistakes) = condition::read(rest, column + n_before);
        if pattern.is_empty() && conditions.is_empty() && mistakes.is_empty() {
            mistakes.push(Mistake {
                code: "empty-expectation",
                message: "“机：”后面是空的，什么也没有检查".to_owned(),
                help: "写上要听到的话，* 代表任意内容".to_owned(),
                column: column.saturating_sub(2).max(1),
                width: 2,
            });
        }
        if mistakes.is_empty() {
            return Ok(Expected { pattern, conditions });
        }
        Err(mistakes.into_iter().map(|mistake| self.finding(mistake)).collect())
    }

    fn finding(&self, mistake: Mistake) -> Finding {
        let Mistake { code, message, help, column, width } = mistake;
        let place = Place { file: self.file, part: Part::At { line: self.n_lines, column, width } };
        Finding::error(code, place, message).help(help)
    }
}

/// Returns what follows a label and its colon.
fn labelled(text: &str, label: char) -> Option<&str> {
    text.strip_prefix(label)?.trim_start().strip_prefix(['：', ':'])
}

/// Returns a line without a label; a backslash in front lets it begin with what would mean something.
fn plain(text: &str) -> &str {
    match text.strip_prefix('\\') {
        Some(rest) if rest.starts_with(['#', '@', '\\', CALLER, MACHINE]) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Sources, show};

    /// Shows each line as what it is, one letter and the text.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let mut sources = Sources::default();
        let mut reader = Reader::new(sources.add("a.chat", text));
        let shown: Vec<String> = text
            .lines()
            .map(|line| match reader.read(line) {
                Ok(Line::Nothing) => "-".to_owned(),
                Ok(Line::Setting(_)) => "@".to_owned(),
                Ok(Line::Caller(said)) => format!("c {said}"),
                Ok(Line::Machine(expected)) => {
                    let conditions = expected.conditions.iter().map(|condition| format!(" {}", condition.text));
                    format!("m {}{}", expected.pattern.text, conditions.collect::<String>())
                }
                Err(findings) => show::text(&sources, &findings, show::Style::Plain),
            })
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn labels_and_either_colon() {
        check(
            "客：你好\n客:你好\n机：*您好*\n机: *您好* ; intent=问候",
            &["c 你好", "c 你好", "m *您好*", "m *您好* intent=问候"],
        );
        check("  客 ： 你好  ", &["c 你好"]);
        check("客：\n客:  ", &["c ", "c "]);
    }

    #[test]
    fn plain_lines_are_the_callers() {
        check("你好\n客服在吗\n机器坏了；intent=1", &["c 你好", "c 客服在吗", "c 机器坏了；intent=1"]);
        check("\u{feff}你好\r", &["c 你好"]);
    }

    #[test]
    fn a_blank_line_is_silence_among_plain_lines_only() {
        check("\n你好\n\n再见", &["-", "c 你好", "c ", "c 再见"]);
        check("# 说明\n\n客：你好\n\n再见", &["-", "-", "c 你好", "-", "c 再见"]);
    }

    #[test]
    fn keys_and_marks_can_be_said() {
        check(
            "客：#\n客：*\n\\#\n\\@小王\n\\客：你好\nC:\\d",
            &["c #", "c *", "c #", "c @小王", "c 客：你好", "c C:\\d"],
        );
        check("查账单\n#\n*\n# 说明\n#说明\n #", &["c 查账单", "c #", "c *", "-", "-", "c #"]);
        check("客：第一行\\n第二行\\\\", &["c 第一行\n第二行\\"]);
    }

    #[test]
    fn mistakes_point_at_what_is_wrong() {
        let message = "\
错误[unknown-condition]: 没有叫“stat”的条件
 --> a.chat:1:10
  |
1 | 机：*您好* ; stat=核验身份
  |              ^^^^^^^^^^^^^
  |
  = 帮助: 是不是想写“state”？
";
        check("机：*您好* ; stat=核验身份", &[message]);
    }

    #[test]
    fn every_mistake_of_a_line_is_found() {
        let code = |text: &str| {
            let mut sources = Sources::default();
            let mut reader = Reader::new(sources.add("a.chat", text));
            let findings = reader.read(text).unwrap_err();
            findings.iter().map(|finding| finding.code).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            code("机：* ; event=nomatch slot=1 score=0.5 什么"),
            "unknown-event unknown-condition bad-condition bad-condition"
        );
        assert_eq!(code("机：* ; score>=2"), "bad-condition");
        assert_eq!(code("机：* ; intent>1"), "bad-condition");
        assert_eq!(code("机：* ;"), "missing-value");
        assert_eq!(code("机："), "empty-expectation");
        assert_eq!(code("@noww 1"), "unknown-setting");
    }
}
