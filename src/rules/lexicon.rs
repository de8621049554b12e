//! Lexicons: named sets of words.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};

use super::lines::Lines;
use super::slot::{Ordered, Phrases};

/// The lexicon of words that are heard as nothing between the words of a phrase.
pub const FILLERS: &str = "填充词";
/// The lexicon of words that merely exist, so that no literal matches across their border (归还 and 款项 guard 还款).
pub const KNOWN_WORDS: &str = "常用词";
/// The lexicon of words that stand in any sentence of a hotline's callers and tell no tasks apart (显示, 今天): they weigh as little as
/// function words do.
pub const LIGHT: &str = "轻词";
/// The lexicon of words that speak of somebody else's business (房贷, 宽带): an utterance with one of them must be explained all the
/// better to be taken for an intent.
pub const OUTSIDE: &str = "别家词";
/// The lexicon of insults: who uses them and is not understood gets an apology and the offer of a person.
pub const INSULTS: &str = "骂人词";
/// The lexicon of words that negate what follows them.
pub const NEGATIONS: &str = "否定词";
/// The lexicon of words that announce a correction (不对, 说错了, 改成).
pub const CORRECTIONS: &str = "更正词";

/// A lexicon: words, with the canonical word first where several mean one thing.
///
/// `[解冻, 解封]`, a block with one word a line, or one line of words with `|` between them: each word is its own
/// value. `{花呗: 花贝|花吧, 借呗: ~}`: each key is a value, said by its name or by one of its variants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// Value and word, in the order written. A word that is its own value stands in both.
    pub words: Vec<Word>,
}

/// One word of a lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it means.
    pub value: String,
    /// How it is said.
    pub word: String,
}

impl<'de> Deserialize<'de> for Lexicon {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Lexicon, D::Error> {
        deserializer.deserialize_any(LexiconVisitor)
    }
}

struct LexiconVisitor;

impl<'de> Visitor<'de> for LexiconVisitor {
    type Value = Lexicon;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("这里要写词的列表、用 | 隔开的一行，或“词: 别的说法”的映射")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Lexicon, E> {
        Ok(Lexicon::of(&Lines::of_block(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Lexicon, A::Error> {
        let lines = Lines::deserialize(SeqAccessDeserializer::new(items))?;
        Ok(Lexicon::of(&lines))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Lexicon, A::Error> {
        let values = Ordered::<Phrases>::deserialize(MapAccessDeserializer::new(map))?;
        let mut words = Vec::new();
        for (value, variants) in values.0 {
            words.push(Word { value: value.clone(), word: value.clone() });
            for word in split(&variants.0) {
                words.push(Word { value: value.clone(), word });
            }
        }
        Ok(Lexicon { words })
    }
}

impl Lexicon {
    /// The words of lines, each its own value.
    fn of(lines: &Lines) -> Lexicon {
        let words = split(lines).into_iter().map(|word| Word { value: word.clone(), word });
        Lexicon { words: words.collect() }
    }
}

/// The words of lines; `|`, `｜` and white space separate them.
fn split(lines: &Lines) -> Vec<String> {
    let separated = |line| str::split(line, |c: char| c == '|' || c == '｜' || c.is_whitespace());
    lines.texts().flat_map(separated).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
