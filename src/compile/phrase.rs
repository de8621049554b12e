//! The phrase language: from the text of one authored phrase to its tree.
//!
//! Knows neither words nor names: what `{…}` and `<…>` mean, and where a literal falls into words, is decided by the
//! index builder. Full-width operators, as a Chinese input method types them, mean the same as the ASCII ones.
//!
//! ```text
//! phrase   = either
//! either   = anywhere { "|" anywhere }         one of several
//! anywhere = around { "&" around }             all, in any order, anything between them
//! around   = row { ";" row }                   all, in any order, side by side
//! row      = { item }                          one after the other
//! item     = literal | "(" either ")" | "[" either "]" | "{" name [":" name] "}" | "<" name ">" | "*" | "\" any
//! ```

pub mod expand;
pub mod parse;

use std::ops::Range;

use crate::finding::Severity;

/// A phrase as a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The whole of it.
    pub root: Node,
    /// What is probably not meant as written; the phrase can be used all the same.
    pub doubts: Vec<PhraseMistake>,
}

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Text without white space, escapes undone, not folded.
    Literal {
        /// The text.
        text: String,
        /// Where it stands, in characters of the line.
        at: Range<usize>,
    },
    /// `{name}` or `{entity:slot}`.
    Value {
        /// What is before the colon, or the only name.
        name: String,
        /// What is behind the colon.
        slot: Option<String>,
        /// Where it stands, brackets included.
        at: Range<usize>,
    },
    /// `<lexicon>`.
    Lexicon {
        /// The name.
        name: String,
        /// Where it stands, brackets included.
        at: Range<usize>,
    },
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of several.
    Either(Vec<Node>),
    /// Present or not.
    Optional(Box<Node>),
    /// All of them, in any order, side by side.
    Around(Vec<Node>),
    /// All of them, in any order, with anything between.
    Anywhere(Vec<Node>),
    /// A few characters of anything.
    Gap {
        /// Where it stands.
        at: Range<usize>,
    },
}

/// What is wrong with a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseMistake {
    /// The kebab-case name of this kind of mistake.
    pub code: &'static str,
    /// An error leaves no phrase to use.
    pub severity: Severity,
    /// What is wrong, one Chinese sentence.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// The first character of the line concerned.
    pub from: usize,
    /// One past the last.
    pub to: usize,
}

impl Node {
    /// Returns whether the part can be absent altogether.
    pub fn can_be_empty(&self) -> bool {
        match self {
            Node::Literal { .. } | Node::Value { .. } | Node::Lexicon { .. } => false,
            Node::Optional(_) | Node::Gap { .. } => true,
            Node::Either(parts) => parts.iter().any(Node::can_be_empty),
            Node::Sequence(parts) | Node::Around(parts) | Node::Anywhere(parts) => parts.iter().all(Node::can_be_empty),
        }
    }
}
