//! Comments by which an author accepts a warning: `# daohang: allow CODE 理由`, above a line or behind it.
//!
//! Errors cannot be accepted: the hotline would not work, or would break a promise. A comment that says no reason, names no kind of
//! finding or silences nothing is a finding itself, so that none stays behind unnoticed.

use super::code::{self, Code};
use super::locate::Locator;
use super::{FileId, Finding, Part, Place, Severity, Sources};

/// The comments of a set of files.
#[derive(Debug, Default)]
pub struct Allows(Vec<Allow>);

/// One comment.
#[derive(Debug)]
struct Allow {
    file: FileId,
    /// Where it stands.
    place: Place,
    /// The word behind `daohang:`, which should be `allow`.
    verb: String,
    /// The kind of finding.
    code: String,
    reason: String,
    /// The line that it is about, from 1.
    covers: usize,
    /// Whether it stands above everything else, and so speaks for the whole file too.
    is_head: bool,
}

/// What a comment for this program begins with, behind its `#`.
const NAME: &str = "daohang";

impl Allows {
    /// Reads the comments of all files.
    pub fn of(sources: &Sources) -> Allows {
        let with_name = sources.iter().filter(|(_, source)| source.text.contains(NAME));
        Allows(with_name.flat_map(|(file, source)| of_file(file, &source.text)).collect())
    }

    /// Returns the findings that no comment accepts.
    pub fn left(&self, sources: &Sources, findings: Vec<Finding>) -> Vec<Finding> {
        self.part(sources, findings).0
    }

    /// Returns the findings that no comment accepts, and what is wrong with the comments. `looked_for` says of which kinds findings
    /// would be among these: a comment for another kind is not idle.
    pub fn judged(
        &self,
        sources: &Sources,
        findings: Vec<Finding>,
        looked_for: impl Fn(&Code) -> bool,
    ) -> Vec<Finding> {
        let (mut left, is_used) = self.part(sources, findings);
        for (allow, is_used) in self.0.iter().zip(is_used) {
            left.extend(allow.complaint(is_used, &looked_for));
        }
        left
    }

    /// Parts the findings from the accepted ones; the second list says which comments accept one.
    fn part(&self, sources: &Sources, mut findings: Vec<Finding>) -> (Vec<Finding>, Vec<bool>) {
        let mut is_used = vec![false; self.0.len()];
        let mut locator = Locator::new(sources);
        findings.retain(|finding| {
            // Locating reads the file once more, so it comes last.
            let may_be = |allow: &Allow| allow.file == finding.place.file && allow.code == finding.code;
            if finding.is_error() || !self.0.iter().any(may_be) {
                return true;
            }
            let line = locator.spot(&finding.place).map(|spot| spot.line);
            let covers = |allow: &Allow| line.map_or(allow.is_head, |line| line == allow.covers);
            let mut is_allowed = false;
            for (allow, is_used) in self.0.iter().zip(&mut is_used) {
                if may_be(allow) && covers(allow) && allow.is_whole() {
                    *is_used = true;
                    is_allowed = true;
                }
            }
            !is_allowed
        });
        (findings, is_used)
    }
}

impl Allow {
    /// Returns whether it says what it must to count.
    fn is_whole(&self) -> bool {
        self.verb == "allow" && !self.reason.is_empty()
    }

    /// Returns what is wrong with it.
    fn complaint(&self, is_used: bool, looked_for: &impl Fn(&Code) -> bool) -> Option<Finding> {
        let finding = |code, message: String, help: String| {
            Some(Finding {
                severity: Severity::Warning,
                ..Finding::error(code, self.place.clone(), message).help(help)
            })
        };
        if self.verb != "allow" {
            let message = format!("看不懂“{NAME}: {}”", self.verb);
            return finding("allow-unknown", message, "写成 # daohang: allow 代号 理由".to_owned());
        }
        let Some(known) = code::find(&self.code) else {
            let help = match code::like(&self.code).as_slice() {
                [] => "全部代号见 daohang check --explain".to_owned(),
                near => format!("是不是想写“{}”？", near.join("”“")),
            };
            return finding("allow-unknown", format!("没有叫“{}”的问题", self.code), help);
        };
        if known.is_always_error() {
            let message = format!("{} 是错误，不能放过", known.name);
            return finding("allow-error", message, format!("请照 daohang check --explain {} 改好它", known.name));
        }
        if self.reason.is_empty() {
            let help = format!("在后面写上为什么：# daohang: allow {} ……", known.name);
            return finding("allow-without-reason", "放过一个问题要写理由".to_owned(), help);
        }
        if !is_used && looked_for(known) {
            let message = format!("这里没有 {}，这条放过用不上了", known.name);
            return finding("allow-unused", message, "删掉它；它只管下一行或者同一行".to_owned());
        }
        None
    }
}

/// The comments of one file.
fn of_file(file: FileId, text: &str) -> Vec<Allow> {
    let mut allows: Vec<Allow> = Vec::new();
    let mut n_waiting = 0;
    let mut is_head = true;
    for (number, line) in (1..).zip(text.lines()) {
        let content = line.trim_start();
        let found = comment(line);
        let is_comment = content.starts_with('#');
        if !is_comment && !content.is_empty() {
            // What stood above is about this line.
            let first = allows.len() - n_waiting;
            allows.iter_mut().skip(first).for_each(|allow| allow.covers = number);
            n_waiting = 0;
        }
        if let Some((column, said)) = found {
            let mut words = said.splitn(3, char::is_whitespace);
            let mut word = || words.next().unwrap_or_default().trim().to_owned();
            let part = Part::At { line: number, column: column + 1, width: line.chars().skip(column).count() };
            allows.push(Allow {
                file,
                place: Place { file, part },
                verb: word(),
                code: word(),
                reason: word(),
                covers: number,
                is_head: is_comment && is_head,
            });
            n_waiting += usize::from(is_comment);
        }
        is_head &= is_comment || content.is_empty();
    }
    allows
}

/// Returns the column, from 0, of a line's comment for this program, and what it says behind the name and its colon.
fn comment(line: &str) -> Option<(usize, &str)> {
    let mut after_space = true;
    for (column, (at, c)) in line.char_indices().enumerate() {
        if c == '#' && after_space {
            let said = line.get(at + 1..)?.trim_start().strip_prefix(NAME)?.trim_start();
            return said.strip_prefix([':', '：']).map(|said| (column, said.trim()));
        }
        after_space = c.is_whitespace();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `findings` are the lines of warnings `one-wording` and the codes of what is left.
    #[track_caller]
    fn check(text: &str, lines: &[usize], expect: &[(&str, usize)]) {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", text);
        let at = |line| Place { file, part: Part::At { line, column: 1, width: 1 } };
        let findings = lines.iter().map(|line| Finding::warning("one-wording", at(*line), "只有一句")).collect();
        let left = Allows::of(&sources).judged(&sources, findings, |_| true);
        let line = |finding: &Finding| match finding.place.part {
            Part::At { line, .. } => line,
            _ => 0,
        };
        let left: Vec<(&str, usize)> = left.iter().map(|finding| (finding.code, line(finding))).collect();
        assert_eq!(left, expect);
    }

    #[test]
    fn above_the_line_and_behind_it() {
        check("# daohang: allow one-wording 只问一次\na: 1\nb: 2\n", &[2, 3], &[("one-wording", 3)]);
        check("a: 1\nb: 2 # daohang: allow one-wording 只问一次\n", &[1, 2], &[("one-wording", 1)]);
        check("#daohang：allow one-wording 只问一次\n# 别的注释\n\na: 1\n", &[4], &[]);
    }

    #[test]
    fn idle_nameless_and_unreasoned_ones_are_findings() {
        check("a: 1 # daohang: allow one-wording 只问一次\n", &[], &[("allow-unused", 1)]);
        check("a: 1 # daohang: allow one-wordin 只问一次\n", &[1], &[("one-wording", 1), ("allow-unknown", 1)]);
        check("a: 1 # daohang: alow one-wording 只问一次\n", &[1], &[("one-wording", 1), ("allow-unknown", 1)]);
        check("a: 1 # daohang: allow one-wording\n", &[1], &[("one-wording", 1), ("allow-without-reason", 1)]);
        check("a: 1 # daohang: allow unknown-key 我就要\n", &[], &[("allow-error", 1)]);
    }

    #[test]
    fn errors_stay() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "a: 1 # daohang: allow leading-zero 就要\n");
        let place = Place { file, part: Part::At { line: 1, column: 1, width: 1 } };
        let error = Finding::error("leading-zero", place, "错");
        assert_eq!(Allows::of(&sources).left(&sources, vec![error.clone()]), [error]);
    }

    #[test]
    fn whole_files_are_spoken_for_at_their_head() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", "# 说明\n# daohang: allow bom 编辑器要它\na: 1\n");
        let bom = Finding::warning("bom", Place { file, part: Part::File }, "有 BOM");
        assert_eq!(Allows::of(&sources).left(&sources, vec![bom]), []);
    }
}
