//! The second chance: what an utterance may have been before it was misheard or mistyped.
//!
//! Of all ways to cut the utterance into the words that it has and words that it only sounds like, the cheapest is taken; the
//! words that it only sounds like are then put in the place of what was said. Lengths stay, so places stay valid.

use crate::compile::index::{Index, flag};
use crate::text::fold::Folded;
use crate::text::sound::{sound, sounds_same};
use crate::text::span::Span;

/// The costs of pieces. A known word costs as in `text`, a word that is only sounded costs more than one that is there, and
/// less than the unknown characters that it explains.
const KNOWN: u32 = 20;
const CHARACTER: u32 = 24;
/// What each character costs that sounds the same, or the same only by a usual confusion.
const SAME: u32 = 4;
const CONFUSED: u32 = 7;
/// What it costs on top if no character is as written: then only the sound speaks for it.
const ALL_DIFFERENT: u32 = 5;
/// More than any cut costs.
const TOO_MUCH: u32 = 1 << 24;

/// A piece of the utterance that was taken for a word that sounds like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Where, in the folded text.
    pub span: Span,
    /// What was said, folded.
    pub said: String,
    /// The word that it was taken for, of the same length.
    pub heard: String,
}

/// The memory of finding repairs.
#[derive(Debug, Default)]
pub(super) struct Mishearing {
    letters: String,
    /// By position: the byte offset.
    bytes: Vec<u32>,
    characters: Vec<char>,
    /// By byte of the letters: the position.
    places: Vec<u16>,
    best: Vec<(u32, u16, u32)>,
    sounded: Vec<(u16, u16, u32, u32)>,
    known: Vec<(u16, u16)>,
}

const NO_WORD: u32 = u32::MAX;

impl Mishearing {
    /// Finds what to repair; empty if nothing is.
    pub(super) fn repairs(&mut self, index: &Index, text: &str, most: usize) -> Vec<Repair> {
        let sounds = index.sounds();
        self.read(text, most);
        self.letters.clear();
        for &character in &self.characters {
            self.letters.push(sounds.letter(sound(character)));
        }
        // Letters are three bytes, spaces one: places come back by counting.
        self.places.clear();
        self.places.resize(self.letters.len() + 1, 0);
        for (place, (byte, _)) in (0u16..).zip(self.letters.char_indices()) {
            self.places[byte] = place;
        }
        self.places[self.letters.len()] = self.characters.len() as u16;
        self.sounded.clear();
        let Mishearing { characters, sounded, places, .. } = self;
        sounds.find(&self.letters, |from, to, words| {
            let (from, to) = (places[from], places[to]);
            let said = &characters[usize::from(from)..usize::from(to)];
            let costs = words.iter().map(|&word| (cost(said, &index.texts[word as usize]), word));
            // The likeliest of those that sound alike: by cost, then the one that says more.
            let best =
                costs.min_by_key(|&(cost, word)| (cost, std::cmp::Reverse(index.words[word as usize].weight), word));
            if let Some((cost, word)) = best
                && cost > 0
                && !is_counted(said, characters.get(usize::from(to)))
            {
                sounded.push((to, from, KNOWN + cost, word));
            }
        });
        if self.sounded.is_empty() {
            return Vec::new();
        }
        self.sounded.sort_unstable();
        self.find_known(index, text);
        self.cut();
        self.read_off(index, text)
    }

    fn read(&mut self, text: &str, most: usize) {
        self.bytes.clear();
        self.characters.clear();
        for (byte, character) in text.char_indices().take(most) {
            self.bytes.push(byte as u32);
            self.characters.push(character);
        }
        let end = self.bytes.last().zip(self.characters.last());
        self.bytes.push(end.map_or(0, |(byte, character)| byte + character.len_utf8() as u32));
    }

    /// Finds the words of two characters and more that are there as written, by their ends.
    fn find_known(&mut self, index: &Index, text: &str) {
        self.known.clear();
        let Some(automaton) = &index.automaton.0 else { return };
        let end = self.bytes.last().map_or(0, |&end| end as usize);
        for hit in automaton.find_overlapping_iter(text.get(..end).unwrap_or(text)) {
            let word = &index.words[hit.value() as usize];
            if word.n_chars > 1 && word.flags & (flag::BORDER | flag::ASKED) != 0 {
                let place = |byte: usize| self.bytes.partition_point(|&at| (at as usize) < byte) as u16;
                self.known.push((place(hit.end()), place(hit.start())));
            }
        }
        self.known.sort_unstable();
    }

    /// Finds the cheapest cut. At a tie what is written wins over what is only sounded.
    fn cut(&mut self) {
        let n = self.characters.len();
        self.best.clear();
        self.best.push((0, 0, NO_WORD));
        let (mut known, mut sounded) = (self.known.iter().peekable(), self.sounded.iter().peekable());
        for end in 1..=n {
            let mut best = (self.best[end - 1].0 + CHARACTER, (end - 1) as u16, NO_WORD);
            while let Some(&(_, start)) = known.next_if(|hit| usize::from(hit.0) == end) {
                let cost = self.best[usize::from(start)].0 + KNOWN;
                if cost < best.0 {
                    best = (cost, start, NO_WORD);
                }
            }
            while let Some(&(_, start, own, word)) = sounded.next_if(|hit| usize::from(hit.0) == end) {
                let cost = self.best[usize::from(start)].0 + own;
                if cost < best.0 {
                    best = (cost, start, word);
                }
            }
            self.best.push(best);
        }
    }

    fn read_off(&self, index: &Index, text: &str) -> Vec<Repair> {
        let mut repairs = Vec::new();
        let mut end = self.characters.len();
        while end > 0 {
            let (_, start, word) = self.best[end];
            if word != NO_WORD {
                let span = Span { start: self.bytes[usize::from(start)], end: self.bytes[end] };
                let heard = index.texts[word as usize].to_string();
                repairs.push(Repair { span, said: span.of(text).to_owned(), heard });
            }
            end = usize::from(start);
        }
        repairs.reverse();
        repairs
    }
}

/// Whether a numeral was said that counts something: 后四位 speaks of four places, 分七 of nothing that is counted.
fn is_counted(said: &[char], next: Option<&char>) -> bool {
    let is_numeral = |character: char| "一二三四五六七八九十两百千万零".contains(character);
    let is_unit = |character: char| {
        "位个元块毛号天月年点笔次期折成张条家名人遍分".contains(character) || character.is_ascii_digit()
    };
    let pairs = said.iter().zip(said.iter().skip(1).chain(next));
    pairs.into_iter().any(|(&one, &other)| is_numeral(one) && is_unit(other))
}

/// What it costs to take what was said for a word of as many characters that sounds alike; 0 if it is the word, and too much if no
/// character is as written and the sounds are merely often confused: then nothing speaks for it.
fn cost(said: &[char], word: &str) -> u32 {
    let (mut cost, mut is_all_different, mut is_confused) = (0, true, false);
    for (&one, other) in said.iter().zip(word.chars()) {
        if one == other {
            is_all_different = false;
        } else {
            let is_same = sounds_same(one, other);
            is_confused |= !is_same;
            cost += if is_same { SAME } else { CONFUSED };
        }
    }
    match (is_all_different, is_confused) {
        (true, true) => TOO_MUCH,
        (true, false) => cost + ALL_DIFFERENT,
        (false, _) => cost,
    }
}

/// Puts the words in the place of what was said.
pub(super) fn repair(folded: &mut Folded, repairs: &[Repair]) {
    for repair in repairs {
        folded.replace(repair.span, &repair.heard);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::index::sample::build;
    use crate::text::fold::fold;

    /// What is repaired, as `said→heard`.
    #[track_caller]
    fn check(utterance: &str, expect: &[&str]) {
        let index = build(
            "<填充词> 我想 一下\n<常用词> 笑话 预期\n<产品> 花呗 借呗\n0: <产品>账单\n1: 解冻账户\n2: 还款\n3: 转人工\n4: 逾期",
        );
        let mut folded = fold(utterance);
        let repairs = Mishearing::default().repairs(&index, folded.text(), 500);
        let shown: Vec<String> = repairs.iter().map(|repair| format!("{}→{}", repair.said, repair.heard)).collect();
        assert_eq!(shown, expect, "{utterance}");
        repair(&mut folded, &repairs);
        let heard = repairs
            .iter()
            .fold(fold(utterance).text().to_owned(), |text, repair| text.replacen(&repair.said, &repair.heard, 1));
        assert_eq!(folded.text(), heard);
    }

    #[test]
    fn words_that_sound_alike_are_heard() {
        check("花贝张单", &["花贝→花呗", "张单→账单"]);
        check("我想解东帐户", &["解东账户→解冻账户"]);
        check("转人功", &["转人功→转人工"]);
        check("提前环款", &["环款→还款"]);
    }

    #[test]
    fn usual_confusions_are_heard_beside_a_character_as_written() {
        check("查站单", &["站单→账单"]);
        check("发呗账单", &["发呗→花呗"]);
        check("发背", &[]);
    }

    #[test]
    fn what_is_a_word_as_written_stays() {
        check("花呗账单", &[]);
        check("说个笑话呗", &[]);
        check("环四位", &[]);
        check("预期", &[]);
        check("abc，123", &[]);
        check("", &[]);
    }
}
