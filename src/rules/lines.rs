//! Text that an author writes one thing to a line: phrases, examples, wordings.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Several texts, authored as a block of lines or as a YAML list.
///
/// In a block (`|`) an empty line and everything after a `#` that starts a line or follows a space is skipped. Each text
/// keeps the place where it stands, so that a finding can point into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines(pub Vec<Line>);

/// One of several texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The text, trimmed.
    pub text: String,
    /// Where it stands.
    pub at: At,
}

/// Where a [`Line`] stands within its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Line of a text scalar, from 0, and the characters cut off before it.
    Line {
        /// The line of the content, from 0.
        line: usize,
        /// Characters trimmed away at its front.
        indent: usize,
    },
    /// Item of a sequence, from 0.
    Item(usize),
}

impl Lines {
    /// Returns the texts in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|line| line.text.as_str())
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads a block: one text a line, without comments.
    pub fn of_block(block: &str) -> Lines {
        let lines = block.lines().enumerate().filter_map(|(line, raw)| {
            let text = uncommented(raw);
            let trimmed = text.trim_start();
            let indent = text.chars().count() - trimmed.chars().count();
            let trimmed = trimmed.trim_end();
            (!trimmed.is_empty()).then(|| Line { text: trimmed.to_owned(), at: At::Line { line, indent } })
        });
        Lines(lines.collect())
    }

    /// Reads a list: one text an item; an empty one is skipped.
    pub fn of_list(list: &[String]) -> Lines {
        let lines = list.iter().enumerate().filter_map(|(item, raw)| {
            let text = raw.trim().to_owned();
            let at = At::Item(item);
            (!text.is_empty()).then_some(Line { text, at })
        });
        Lines(lines.collect())
    }
}

/// Returns the line without its comment: from a `#` that starts the line or follows white space.
fn uncommented(line: &str) -> &str {
    let mut after_space = true;
    for (at, c) in line.char_indices() {
        if c == '#' && after_space {
            return line.get(..at).unwrap_or(line);
        }
        after_space = c.is_whitespace();
    }
    line
}

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lines, D::Error> {
        let expecting = "这里要写文字：一行一条的文字块，或 YAML 列表";
        Ok(match Texts::read(deserializer, expecting)? {
            Texts::One(block) => Lines::of_block(&block),
            Texts::Many(list) => Lines::of_list(&list),
        })
    }
}

/// A text or a list of texts. Not serde's `untagged`, so that an error names the item that is no text.
enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, expecting: &'static str) -> Result<Texts, D::Error> {
        deserializer.deserialize_any(TextsVisitor(expecting))
    }
}

struct TextsVisitor(&'static str);

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts::One(text.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Texts, E> {
        Ok(Texts::One(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Texts, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = items.next_element()? {
            texts.push(text);
        }
        Ok(Texts::Many(texts))
    }
}

/// What the machine says at one point: the n-th time the n-th wording, the last one from then on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wordings(pub Vec<String>);

impl<'de> Deserialize<'de> for Wordings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Wordings, D::Error> {
        let expecting = "这里要写一句话，或一个列表：第几次就说第几句";
        Ok(Wordings(match Texts::read(deserializer, expecting)? {
            Texts::One(text) => vec![text],
            Texts::Many(texts) => texts,
        }))
    }
}

impl Wordings {
    /// The one wording `text`.
    pub fn of(text: &str) -> Wordings {
        Wordings(vec![text.to_owned()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_empty_lines_are_skipped() {
        let lines = Lines::of_block("# 标题\n  查账单  # 最常见\n\n查#号\n");
        let expect = [("查账单", At::Line { line: 1, indent: 2 }), ("查#号", At::Line { line: 3, indent: 0 })];
        assert_eq!(lines.0, expect.map(|(text, at)| Line { text: text.to_owned(), at }));
    }
}
