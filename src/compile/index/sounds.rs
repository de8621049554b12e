//! The words of an index by what they sound like.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Automaton, Word, flag, weight};
use crate::text::sound::{Sound, readings};

/// The most ways to read one word that are listened for: most characters have one reading, some three.
const MOST_READINGS: usize = 16;
/// The first of the characters that stand for sounds in the automaton: a private area of Unicode with room for 6,400.
const FIRST_LETTER: u32 = 0xe000;

/// Finds the words that a row of sounds can be. Words of one character, fillers and function words are not among them: what
/// they sound like is too common.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sounds {
    /// Finds rows of letters; a match is a place in `starts`.
    automaton: Automaton,
    /// The letter that stands for a sound in the automaton.
    letters: BTreeMap<Sound, char>,
    /// The words that sound alike: `starts[n]..starts[n + 1]` of `words`.
    starts: Vec<u32>,
    words: Vec<u32>,
}

impl Sounds {
    /// Lists the words by their sounds.
    pub(super) fn of(words: &[Word], texts: &[Box<str>]) -> Sounds {
        let mut sounds = Sounds::default();
        let mut rows: Vec<(String, u32)> = Vec::new();
        let mut letters: HashMap<char, Vec<char>> = HashMap::new();
        for (number, (word, text)) in (0u32..).zip(words.iter().zip(texts)) {
            let is_asked = word.flags & flag::ASKED != 0 || word.values.0 < word.values.1;
            let is_telling = word.flags & (flag::FILLER | flag::NEGATION) == 0 && word.weight > weight::FUNCTION;
            if is_asked && is_telling && word.n_chars > 1 {
                rows.extend(sounds.rows(text, &mut letters).into_iter().map(|row| (row, number)));
            }
        }
        rows.sort_unstable();
        let mut patterns: Vec<(&str, u32)> = Vec::new();
        for alike in rows.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((row, _)) = alike.first() else { continue };
            patterns.push((row, sounds.starts.len() as u32));
            sounds.starts.push(sounds.words.len() as u32);
            sounds.words.extend(alike.iter().map(|&(_, word)| word));
        }
        sounds.starts.push(sounds.words.len() as u32);
        sounds.automaton = Automaton::of(patterns).unwrap_or_default();
        sounds
    }

    /// The rows of letters that a word can be read as; none if a character has no sound. `known` are the letters of characters.
    fn rows(&mut self, text: &str, known: &mut HashMap<char, Vec<char>>) -> Vec<String> {
        let mut rows = vec![String::with_capacity(text.len())];
        for character in text.chars() {
            let letters: &[char] = known.entry(character).or_insert_with(|| self.letters_of(character));
            if let [only] = letters {
                rows.iter_mut().for_each(|row| row.push(*only));
                continue;
            }
            let longer = rows.iter().flat_map(|row| letters.iter().map(move |letter| format!("{row}{letter}")));
            rows = longer.take(MOST_READINGS).collect();
        }
        rows
    }

    /// The letters that stand for the sounds of a character.
    fn letters_of(&mut self, character: char) -> Vec<char> {
        let letter = |sound| {
            let next = char::from_u32(FIRST_LETTER + self.letters.len() as u32).unwrap_or(' ');
            *self.letters.entry(sound).or_insert(next)
        };
        readings(character).into_iter().map(letter).collect()
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
