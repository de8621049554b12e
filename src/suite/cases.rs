//! Labelled utterances: lines of JSON that say which intents are acceptable for a text.
//!
//! ```text
//! {"text": "我的号被冻住了", "intents": ["解冻账户"]}
//! {"text": "今天天气怎么样", "intents": ["拒识"]}
//! ```

use std::path::PathBuf;

use serde_json::Value;

use super::load::Error;
use crate::compile::hotline::Hotline;
use crate::finding::{FileId, Finding, Part, Place, Sources, nearest};
use crate::limits::CASES_BYTES;

/// Stands first among the intents of a text that no intent may take.
pub const OUT_OF_SCOPE: &str = "拒识";

/// Labelled utterances, with what is wrong in their files.
#[derive(Debug, Default)]
pub struct Cases {
    /// The files.
    pub sources: Sources,
    /// The utterances, in the order of the files and lines.
    pub cases: Vec<Case>,
    /// What is wrong; a line with an error is no case.
    pub findings: Vec<Finding>,
}

/// An utterance and what may be understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What was said.
    pub text: String,
    /// The names of the acceptable intents, the best first; never empty.
    pub intents: Vec<String>,
    /// The file.
    pub file: FileId,
    /// The line, from 1.
    pub line: usize,
}

impl Case {
    /// Returns whether an intent ought to take it.
    pub fn is_in_scope(&self) -> bool {
        self.wanted() != OUT_OF_SCOPE
    }

    /// Returns the best of the acceptable intents.
    pub fn wanted(&self) -> &str {
        self.intents.first().map_or(OUT_OF_SCOPE, String::as_str)
    }
}

impl Cases {
    /// Adds a file. Empty lines are passed over, and so are keys that are not known; every bad line is a finding.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let wrong = match String::from_utf8(bytes) {
            Ok(text) if text.len() <= CASES_BYTES => return self.add_text(name, &text),
            Ok(_) => ("too-large", "文件超过 64 MB，没有读".to_owned(), "分成几个文件"),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = 1 + error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
                ("unreadable-file", format!("第 {line} 行不是 UTF-8 文字"), "把文件另存为 UTF-8 编码")
            }
        };
        let (code, message, help) = wrong;
        let file = self.sources.add(name, "");
        self.findings.push(Finding::error(code, Place { file, part: Part::File }, message).help(help));
    }

    fn add_text(&mut self, name: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = self.sources.add(name, text);
        for (number, line) in (1..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            match read(line) {
                Ok((text, intents)) => self.cases.push(Case { text, intents, file, line: number }),
                Err((column, message)) => {
                    let place = Place { file, part: Part::At { line: number, column, width: 1 } };
                    let help = "每行写成 {\"text\": \"…\", \"intents\": [\"可以接受的意图\"]}，不该听懂的写 [\"拒识\"]";
                    self.findings.push(Finding::error("bad-case", place, message).help(help));
                }
            }
        }
    }

    /// Warns of names that are no intent of the hotline, each once: a text that only they may take is never understood right.
    pub fn check_names(&mut self, hotline: &Hotline) {
        let known: Vec<&str> = hotline.intents.iter().map(|intent| intent.name.as_str()).collect();
        let mut seen: std::collections::BTreeSet<&str> = known.iter().copied().chain([OUT_OF_SCOPE]).collect();
        for case in &self.cases {
            for name in case.intents.iter().filter(|name| seen.insert(name.as_str())) {
                let part = Part::At { line: case.line, column: 1, width: 1 };
                let place = Place { file: case.file, part };
                let message = format!("热线里没有意图“{name}”，这样标的句子不会算对");
                let help = nearest(name, known.iter().copied()).map(|near| format!("是不是想写“{near}”？"));
                self.findings.push(Finding::warning("undefined-intent", place, message).help(help.unwrap_or_default()));
            }
        }
    }
}

/// Reads files.
///
/// # Errors
///
/// If a path cannot be read; what is wrong within a file is a finding.
pub fn load(paths: &[PathBuf]) -> Result<Cases, Error> {
    let mut cases = Cases::default();
    for path in paths {
        let unreadable = |source| Error::Unreadable { path: path.clone(), source };
        let file = std::fs::File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, CASES_BYTES as u64 + 1), &mut bytes)
            .map_err(unreadable)?;
        cases.add(&path.display().to_string(), bytes);
    }
    Ok(cases)
}

/// Reads a line into text and intents; the error is a column in characters, from 1, and what is wrong there.
fn read(line: &str) -> Result<(String, Vec<String>), (usize, String)> {
    let value: Value = serde_json::from_str(line).map_err(|error| {
        let before = line.get(..error.column().saturating_sub(1)).unwrap_or_default();
        (before.chars().count() + 1, "从这里起不是 JSON".to_owned())
    })?;
    let wrong = |message: &str| (1, message.to_owned());
    let text = value.get("text").and_then(Value::as_str).ok_or_else(|| wrong("缺 text，或者它不是文字"))?;
    let intents = value.get("intents").and_then(Value::as_array).ok_or_else(|| wrong("缺 intents，或者它不是列表"))?;
    let names: Option<Vec<String>> = intents.iter().map(|name| name.as_str().map(str::to_owned)).collect();
    let names = names.ok_or_else(|| wrong("intents 里只能是意图的名字"))?;
    if names.is_empty() {
        return Err(wrong("intents 是空的"));
    }
    Ok((text.to_owned(), names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::show;

    #[track_caller]
    fn check(bytes: &[u8], expect: &[(usize, &str, &[&str])], findings: &str) {
        let mut cases = Cases::default();
        cases.add("a.jsonl", bytes.to_vec());
        let read: Vec<(usize, &str, Vec<&str>)> = cases
            .cases
            .iter()
            .map(|case| (case.line, case.text.as_str(), case.intents.iter().map(String::as_str).collect()))
            .collect();
        let expect: Vec<(usize, &str, Vec<&str>)> =
            expect.iter().map(|(line, text, intents)| (*line, *text, intents.to_vec())).collect();
        assert_eq!(read, expect);
        let found = show::sorted(&cases.sources, &cases.findings);
        let found: Vec<String> = found
            .iter()
            .map(|finding| match finding.place.part {
                Part::At { line, column, .. } => format!("{line}:{column} {} {}", finding.code, finding.message),
                _ => format!("{} {}", finding.code, finding.message),
            })
            .collect();
        assert_eq!(found.join("\n"), findings);
    }

    #[test]
    fn lines_are_cases_and_more_keys_are_allowed() {
        let text = "\u{feff}{\"text\":\"冻结\",\"intents\":[\"冻结账户\",\"挂失\"],\"source\":1}\r\n\n{\"intents\":[\"拒识\"],\"text\":\"\"}";
        check(text.as_bytes(), &[(1, "冻结", &["冻结账户", "挂失"]), (3, "", &["拒识"])], "");
    }

    #[test]
    fn every_bad_line_is_named() {
        let text = "{\"text\":\"冻结\",}\n[]\n{\"text\":\"好\",\"intents\":[\"挂失\"]}\n{\"text\":\"a\",\"intents\":[]}\n{\"text\":\"a\",\"intents\":[1]}\n{\"text\":\"a\"}";
        check(
            text.as_bytes(),
            &[(3, "好", &["挂失"])],
            "1:14 bad-case 从这里起不是 JSON\n2:1 bad-case 缺 text，或者它不是文字\n4:1 bad-case intents 是空的\n\
             5:1 bad-case intents 里只能是意图的名字\n6:1 bad-case 缺 intents，或者它不是列表",
        );
        check(b"{}\n\xff", &[], "unreadable-file 第 2 行不是 UTF-8 文字");
    }
}
