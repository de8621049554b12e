//! A text as characters that can be looked at by index.

use super::fold::Folded;
use super::numeral;
use super::span::Span;

/// The characters of a folded text and where they stand.
pub(super) struct Scan {
    characters: Vec<char>,
    starts: Vec<u32>,
}

impl Scan {
    /// Reads the characters of `folded`.
    pub(super) fn new(folded: &Folded) -> Scan {
        let text = folded.text();
        let mut characters = Vec::with_capacity(text.len());
        let mut starts = Vec::with_capacity(text.len() + 1);
        for (at, character) in text.char_indices() {
            characters.push(character);
            starts.push(Span::new(at, at).start);
        }
        starts.push(Span::new(text.len(), text.len()).start);
        Scan { characters, starts }
    }

    /// Returns the number of characters.
    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    /// Tells whether there are `least` digits or more, of whatever script.
    pub(super) fn has_digits(&self, least: usize) -> bool {
        self.characters
            .iter()
            .filter(|character| numeral::spelled_digit(**character).is_some())
            .nth(least - 1)
            .is_some()
    }

    /// Returns the character at `at`, or NUL (which no folded text holds) beyond the end.
    pub(super) fn at(&self, at: usize) -> char {
        self.characters.get(at).copied().unwrap_or('\0')
    }

    /// Returns the character before `at`, or NUL.
    pub(super) fn before(&self, at: usize) -> char {
        if at == 0 { '\0' } else { self.at(at - 1) }
    }

    /// Returns where `word` ends if it stands at `at`.
    pub(super) fn word(&self, at: usize, word: &str) -> Option<usize> {
        let mut end = at;
        for character in word.chars() {
            if self.at(end) != character {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// Returns where the first of `words` that stands at `at` ends; list longer words first.
    pub(super) fn any(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| self.word(at, word))
    }

    /// Returns where the first of `words` that stands right before `at` starts; list longer words first.
    pub(super) fn any_before(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| {
            let start = at.checked_sub(word.chars().count())?;
            self.word(start, word).map(|_| start)
        })
    }

    /// Returns `at`, or the place after the spaces there.
    pub(super) fn skip_spaces(&self, mut at: usize) -> usize {
        while self.at(at) == ' ' {
            at += 1;
        }
        at
    }

    /// Returns the characters `start..end` as bytes of the folded text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let byte = |at: usize| self.starts.get(at).or(self.starts.last()).copied().unwrap_or(0);
        Span { start: byte(start), end: byte(end) }
    }

    /// Returns the characters `start..end`; those beyond the end are left out.
    pub(super) fn slice(&self, start: usize, end: usize) -> &[char] {
        self.characters.get(start..end.min(self.len())).unwrap_or(&[])
    }
}
