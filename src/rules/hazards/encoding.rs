//! Bytes to text: UTF-8, and what else an editor may have written.

use crate::finding::{Part, Severity};

/// A file as text, and what is wrong with its encoding.
pub(in crate::rules) struct Decoded {
    /// The text, at least as much as can be shown.
    pub(in crate::rules) text: String,
    /// Whether the text is what the author wrote.
    pub(in crate::rules) is_text: bool,
    /// What is wrong.
    pub(in crate::rules) wrong: Option<Wrong>,
}

/// A mistake of encoding, before the file has an id.
pub(in crate::rules) struct Wrong {
    /// The code of the finding.
    pub(in crate::rules) code: &'static str,
    /// How bad it is.
    pub(in crate::rules) severity: Severity,
    /// Where it is.
    pub(in crate::rules) part: Part,
    /// What it is.
    pub(in crate::rules) message: String,
    /// How to mend it.
    pub(in crate::rules) help: &'static str,
}

/// Reads a file as UTF-8, without a byte order mark.
pub(in crate::rules) fn decode(mut bytes: Vec<u8>) -> Decoded {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return unread(String::new(), Part::File, "文件是 UTF-16 编码，没有读取".to_owned());
    }
    let marked = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
    if marked {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded {
            text,
            is_text: true,
            wrong: marked.then(|| Wrong {
                code: "bom",
                severity: Severity::Warning,
                part: Part::File,
                message: "文件开头有看不见的 BOM 标记，已略过".to_owned(),
                help: "请另存为“UTF-8”，不要选“带 BOM 的 UTF-8”",
            }),
        },
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let rest = bytes.get(good..).unwrap_or(&[]);
            let message = if is_gbk(&bytes) {
                "文件像是 GBK 编码，没有读取"
            } else if rest.iter().filter(|byte| **byte == 0).count() * 3 > rest.len() {
                "文件像是 UTF-16 编码，没有读取"
            } else {
                "文件不是 UTF-8 编码，没有读取"
            };
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let before = text.get(..good).unwrap_or("");
            let line = before.rsplit('\n').next().unwrap_or("");
            let part = Part::At { line: before.matches('\n').count() + 1, column: line.chars().count() + 1, width: 1 };
            unread(text, part, message.to_owned())
        }
    }
}

fn unread(text: String, part: Part, message: String) -> Decoded {
    Decoded {
        text,
        is_text: false,
        wrong: Some(Wrong {
            code: "not-utf8",
            severity: Severity::Error,
            part,
            message,
            help: "请在编辑器里用“另存为”，编码选 UTF-8",
        }),
    }
}

/// Returns whether all high bytes form GBK pairs, nine in ten of them in the rows of GB 2312 where the common characters and
/// signs are (lead A1–F7, trail A1–FE).
fn is_gbk(bytes: &[u8]) -> bool {
    let (mut pairs, mut common) = (0, 0);
    let mut rest = bytes.iter();
    while let Some(lead) = rest.next() {
        if lead.is_ascii() {
            continue;
        }
        let Some(trail) = rest.next() else {
            return false;
        };
        if !(0x81..=0xFE).contains(lead) || !(0x40..=0xFE).contains(trail) || *trail == 0x7F {
            return false;
        }
        pairs += 1;
        common += usize::from((0xA1..=0xF7).contains(lead) && *trail >= 0xA1);
    }
    pairs > 0 && common * 10 >= pairs * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: Option<(&str, Part)>) {
        let wrong = decode(bytes.to_vec()).wrong;
        let wrong = wrong.map(|wrong| (wrong.message, wrong.part));
        assert_eq!(wrong, expect.map(|(message, part)| (message.to_owned(), part)));
    }

    #[test]
    fn encodings_are_told_apart() {
        let at = |line, column| Part::At { line, column, width: 1 };
        check("冻结".as_bytes(), None);
        check(b"\xEF\xBB\xBFa: 1", Some(("文件开头有看不见的 BOM 标记，已略过", Part::File)));
        check(b"\xFF\xFEa\0", Some(("文件是 UTF-16 编码，没有读取", Part::File)));
        // 冻结 in GBK
        check(b"a: 1\nb: \xB6\xB3\xBD\xE1\n", Some(("文件像是 GBK 编码，没有读取", at(2, 4))));
        check("甲\u{e9}".as_bytes(), None);
        check(b"\xE7\x94\xB2\xFF", Some(("文件不是 UTF-8 编码，没有读取", at(1, 2))));
    }
}
