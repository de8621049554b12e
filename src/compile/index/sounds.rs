//! The words of an index by what they sound like.

use std::collections::{BTreeMap, HashMap};

use daachorse::CharwiseDoubleArrayAhoCorasick;

use super::{Automaton, Word, flag, weight};
use crate::text::sound::{Sound, readings};

/// The most ways to read one word that are listened for: most characters have one reading, some three.
const MOST_READINGS: usize = 16;
/// The first of the characters that stand for sounds in the automaton: a private area of Unicode with room for 6,400.
const FIRST_LETTER: u32 = 0xe000;

/// Finds the words that a row of sounds can be. Words of one character, fillers and function words are not among them: what
/// they sound like is too common.
#[derive(Debug, Default)]
pub(crate) struct Sounds {
    /// Finds rows of letters; a match is a place in `starts`.
    automaton: Automaton,
    /// The letter that stands for a sound in the automaton.
    letters: HashMap<Sound, char>,
    /// The words that sound alike: `starts[n]..starts[n + 1]` of `words`.
    starts: Vec<u32>,
    words: Vec<u32>,
}

impl Sounds {
    /// Lists the words by their sounds.
    pub(super) fn of(words: &[Word], texts: &[Box<str>]) -> Sounds {
        let mut sounds = Sounds::default();
        let mut rows: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (number, (word, text)) in (0u32..).zip(words.iter().zip(texts)) {
            let is_asked = word.flags & flag::ASKED != 0 || word.values.0 < word.values.1;
            let is_telling = word.flags & (flag::FILLER | flag::NEGATION) == 0 && word.weight > weight::FUNCTION;
            if is_asked && is_telling && word.n_chars > 1 {
                for row in sounds.rows(text) {
                    rows.entry(row).or_default().push(number);
                }
            }
        }
        for words in rows.values() {
            sounds.starts.push(sounds.words.len() as u32);
            sounds.words.extend(words);
        }
        sounds.starts.push(sounds.words.len() as u32);
        let patterns = rows.keys().zip(0u32..);
        sounds.automaton = Automaton(CharwiseDoubleArrayAhoCorasick::with_values(patterns).ok());
        sounds
    }

    /// The rows of letters that a word can be read as; none if a character has no sound.
    fn rows(&mut self, text: &str) -> Vec<String> {
        let mut rows = vec![String::new()];
        for character in text.chars() {
            let sounds = readings(character);
            let mut longer = Vec::new();
            for row in &rows {
                for &sound in &sounds {
                    let next = char::from_u32(FIRST_LETTER + self.letters.len() as u32).unwrap_or(' ');
                    let letter = *self.letters.entry(sound).or_insert(next);
                    longer.push(format!("{row}{letter}"));
                }
            }
            longer.truncate(MOST_READINGS);
            rows = longer;
        }
        rows
    }

    /// The letter that stands for a sound; a space if no word has it.
    pub(crate) fn letter(&self, sound: Option<Sound>) -> char {
        sound.and_then(|sound| self.letters.get(&sound)).copied().unwrap_or(' ')
    }

    /// Calls `found` with the first letter, the one after the last and the words for each row that is in `letters`.
    pub(crate) fn find(&self, letters: &str, mut found: impl FnMut(usize, usize, &[u32])) {
        let Some(automaton) = &self.automaton.0 else { return };
        for hit in automaton.find_overlapping_iter(letters) {
            let n = hit.value() as usize;
            let (Some(&from), Some(&to)) = (self.starts.get(n), self.starts.get(n + 1)) else { continue };
            found(hit.start(), hit.end(), self.words.get(from as usize..to as usize).unwrap_or_default());
        }
    }
}
