//! Lines out of bytes: any bytes, lines of any length, with bounded memory.
//!
//! Knows nothing of what the lines mean. A line that is too long is cut, one that is not UTF-8 is read as well as it can
//! be; both say so, and the next line is read as if nothing had been.

use std::io::{self, BufRead, BufReader, Read};

use crate::limits::LINE_BYTES;

/// One line after the other.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    n_lines: usize,
    bytes: Vec<u8>,
    text: String,
}

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'l> {
    /// Which line, from 1.
    pub(super) number: usize,
    /// Its text without the line end; what is not UTF-8 stands as `�`.
    pub(super) text: &'l str,
    /// What was wrong with it.
    pub(super) flaw: Option<Flaw>,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// More than [`LINE_BYTES`]; `text` is its beginning.
    TooLong,
    /// Not UTF-8, and what it probably is instead.
    Encoding(Encoding),
}

/// What bytes that are not UTF-8 look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Pairs as in GBK.
    Gbk,
    /// A byte order mark of UTF-16, or a zero in every other place.
    Utf16,
    /// Nothing known.
    Unknown,
}

impl<R: Read> Lines<R> {
    /// Reads lines from `reader`.
    pub(super) fn new(reader: R) -> Lines<R> {
        let reader = BufReader::with_capacity(64 * 1024, reader);
        Lines { reader, n_lines: 0, bytes: Vec::new(), text: String::new() }
    }

    /// Returns whether the next line has not arrived yet, so that whoever answers should send off what is written.
    pub(super) fn has_to_wait(&self) -> bool {
        !self.reader.buffer().contains(&b'\n')
    }

    /// Returns the next line, or `None` at the end. A last line without a line end counts, `\r\n` ends a line as `\n` does,
    /// and a byte order mark before the first line is no part of it.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.bytes.clear();
        let Some(is_cut) = self.fill()? else { return Ok(None) };
        self.n_lines += 1;
        let mut bytes = self.bytes.strip_suffix(b"\r").unwrap_or(&self.bytes);
        if self.n_lines == 1 {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        let (valid, rest) = split_valid(bytes);
        // A cut in the middle of a character leaves up to three bytes of it, which are not the caller's mistake.
        let is_valid = rest.is_empty() || (is_cut && rest.len() < 4);
        self.text.clear();
        self.text.push_str(valid);
        if !is_valid {
            self.text.push_str(&String::from_utf8_lossy(rest));
        }
        let flaw = match (is_valid, is_cut) {
            (false, _) => Some(Flaw::Encoding(encoding(bytes))),
            (true, true) => Some(Flaw::TooLong),
            (true, false) => None,
        };
        Ok(Some(Line { number: self.n_lines, text: &self.text, flaw }))
    }

    /// Reads up to the next line end into `bytes`, at most [`LINE_BYTES`] of it. Returns whether something was cut off, `None`
    /// at the end of the input.
    fn fill(&mut self) -> io::Result<Option<bool>> {
        let mut is_cut = false;
        let mut is_anything = false;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(is_anything.then_some(is_cut));
            }
            is_anything = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let (line, n_read) = match end {
                Some(end) => (available.get(..end).unwrap_or_default(), end + 1),
                None => (available, available.len()),
            };
            let kept = line.get(..LINE_BYTES - self.bytes.len()).unwrap_or(line);
            is_cut |= kept.len() < line.len();
            self.bytes.extend_from_slice(kept);
            self.reader.consume(n_read);
            if end.is_some() {
                return Ok(Some(is_cut));
            }
        }
    }
}

impl Flaw {
    /// Says it in Chinese, for standard error.
    pub(super) fn explain(self, number: usize) -> String {
        match self {
            Flaw::TooLong => {
                format!("第 {number} 行太长：只听了前 {} KiB，其余略过", LINE_BYTES / 1024)
            }
            Flaw::Encoding(Encoding::Gbk) => {
                format!("第 {number} 行不是 UTF-8，看起来是 GBK；可以先转换：iconv -f GBK -t UTF-8 文件")
            }
            Flaw::Encoding(Encoding::Utf16) => {
                format!("第 {number} 行不是 UTF-8，看起来是 UTF-16；可以先转换：iconv -f UTF-16 -t UTF-8 文件")
            }
            Flaw::Encoding(Encoding::Unknown) => {
                format!("第 {number} 行有不是 UTF-8 的字节，认不出的地方读作“�”")
            }
        }
    }
}

/// Splits bytes into the longest valid beginning and the rest.
fn split_valid(bytes: &[u8]) -> (&str, &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text, &[]),
        Err(error) => {
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            (std::str::from_utf8(valid).unwrap_or_default(), rest)
        }
    }
}

/// Guesses what invalid bytes are.
fn encoding(bytes: &[u8]) -> Encoding {
    let n_zeros = bytes.iter().filter(|byte| **byte == 0).count();
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || n_zeros * 3 > bytes.len() {
        return Encoding::Utf16;
    }
    if is_gbk(bytes) { Encoding::Gbk } else { Encoding::Unknown }
}

/// Returns whether bytes are ASCII and pairs as in GBK (lead 81–FE, trail 40–FE without 7F), most of them 汉字 of GB 2312
/// (lead B0–F7, trail A1–FE). Bytes of random text would seldom be.
fn is_gbk(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter();
    let (mut n_pairs, mut n_common) = (0, 0);
    while let Some(lead) = bytes.next() {
        if lead.is_ascii() {
            continue;
        }
        let (0x81..=0xfe, Some(trail @ (0x40..=0x7e | 0x80..=0xfe))) = (lead, bytes.next()) else { return false };
        n_pairs += 1;
        n_common += usize::from(matches!((lead, trail), (0xb0..=0xf7, 0xa1..=0xfe)));
    }
    n_pairs > 0 && n_common * 2 >= n_pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &[(&str, Option<Flaw>)]) {
        let mut lines = Lines::new(bytes);
        let mut read = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            assert_eq!(line.number, read.len() + 1);
            read.push((line.text.to_owned(), line.flaw));
        }
        let expect: Vec<_> = expect.iter().map(|(text, flaw)| ((*text).to_owned(), *flaw)).collect();
        assert_eq!(read, expect);
    }

    #[test]
    fn nothing_has_no_lines() {
        check(b"", &[]);
    }

    #[test]
    fn last_line_needs_no_end() {
        check("冻结\n解冻".as_bytes(), &[("冻结", None), ("解冻", None)]);
        check(b"\n\n", &[("", None), ("", None)]);
    }

    #[test]
    fn windows_line_ends_and_mark_are_dropped() {
        check("\u{feff}冻结\r\n\r\n解冻\r\n".as_bytes(), &[("冻结", None), ("", None), ("解冻", None)]);
    }

    #[test]
    fn invalid_bytes_are_read_as_far_as_they_go() {
        let unknown = Some(Flaw::Encoding(Encoding::Unknown));
        check(b"ok\xff\n\xe5\x86\xbb\n", &[("ok\u{fffd}", unknown), ("冻", None)]);
        check(b"\xe5\x86", &[("\u{fffd}", unknown)]);
    }

    #[test]
    fn gbk_is_recognized() {
        // 我的账户被冻结了, in GBK.
        let gbk = b"\xce\xd2\xb5\xc4\xd5\xcb\xbb\xa7\xb1\xbb\xb6\xb3\xbd\xe1\xc1\xcb";
        let mut lines = Lines::new(&gbk[..]);
        assert_eq!(lines.next().unwrap().unwrap().flaw, Some(Flaw::Encoding(Encoding::Gbk)));
    }

    #[test]
    fn utf16_is_recognized() {
        let utf16 = b"\xff\xfe\xbb\x51\xd3\x7e";
        let mut lines = Lines::new(&utf16[..]);
        assert_eq!(lines.next().unwrap().unwrap().flaw, Some(Flaw::Encoding(Encoding::Utf16)));
    }

    #[test]
    fn ten_megabytes_are_cut_and_the_next_line_is_whole() {
        let bytes = ["冻".repeat(10 << 20), "解冻\n".to_owned()].join("\n");
        let mut lines = Lines::new(bytes.as_bytes());
        let line = lines.next().unwrap().unwrap();
        assert_eq!((line.text, line.flaw), ("冻".repeat(LINE_BYTES / 3).as_str(), Some(Flaw::TooLong)));
        assert!(lines.bytes.capacity() <= 2 * LINE_BYTES, "memory is bounded");
        assert_eq!(lines.next().unwrap().unwrap().text, "解冻");
        assert_eq!(lines.next().unwrap(), None);
    }
}
