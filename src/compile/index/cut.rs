//! Cuts the literals of phrases into the words that fillers may stand between.

use daachorse::CharwiseDoubleArrayAhoCorasick;

use super::Automaton;

/// Cuts literals by a vocabulary.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    automaton: Automaton,
    /// By byte: the fewest pieces that the text up to there falls into, and where the last one starts.
    best: Vec<(u32, usize)>,
    cuts: Vec<(usize, usize)>,
}

impl Cutter {
    /// Makes a cutter that knows the words of two characters and more; a word given twice counts once.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Cutter {
        let words: std::collections::BTreeSet<&str> = words.filter(|word| word.chars().nth(1).is_some()).collect();
        Cutter { automaton: Automaton(CharwiseDoubleArrayAhoCorasick::new(words).ok()), ..Cutter::default() }
    }

    /// Calls `piece` with the words of a folded literal, in order.
    ///
    /// Punctuation and spaces separate and are dropped, Latin letters and digits in a row are a word. In what remains the
    /// cut with the fewest pieces is taken, an unknown character counting as one, and at a tie the longer word first from
    /// the end; unknown characters between known words make one word together.
    pub(super) fn cut(&mut self, text: &str, mut piece: impl FnMut(&str)) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let class = class(first);
            let n_bytes = rest.find(|character| self::class(character) != class).unwrap_or(rest.len());
            let (run, after) = rest.split_at(n_bytes);
            rest = after;
            match class {
                Class::Mark => {}
                Class::Latin => piece(run),
                Class::Other => self.cut_run(run, &mut piece),
            }
        }
    }

    fn cut_run(&mut self, run: &str, piece: &mut impl FnMut(&str)) {
        let Some(automaton) = &self.automaton.0 else { return piece(run) };
        self.best.clear();
        self.best.resize(run.len() + 1, (u32::MAX, 0));
        self.best[0] = (0, 0);
        let mut hits = automaton.find_overlapping_iter(run).peekable();
        if hits.peek().is_none() {
            return piece(run);
        }
        for (at, character) in run.char_indices() {
            let end = at + character.len_utf8();
            let mut best = (self.best[at].0 + 1, at);
            while let Some(hit) = hits.next_if(|hit| hit.end() == end) {
                let n_pieces = self.best[hit.start()].0 + 1;
                if n_pieces < best.0 || (n_pieces == best.0 && hit.start() < best.1) {
                    best = (n_pieces, hit.start());
                }
            }
            self.best[end] = best;
        }
        let mut cuts = std::mem::take(&mut self.cuts);
        cuts.clear();
        let mut end = run.len();
        while end > 0 {
            let start = self.best[end].1;
            cuts.push((start, end));
            end = start;
        }
        let mut unknown: Option<usize> = None;
        for &(start, end) in cuts.iter().rev() {
            let text = run.get(start..end).unwrap_or_default();
            if text.chars().nth(1).is_some() {
                if let Some(from) = unknown.take() {
                    piece(run.get(from..start).unwrap_or_default());
                }
                piece(text);
            } else {
                unknown.get_or_insert(start);
            }
        }
        if let Some(from) = unknown {
            piece(run.get(from..).unwrap_or_default());
        }
        self.cuts = cuts;
    }
}

/// What a character is to the cutting of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Punctuation, symbols, white space: heard as nothing.
    Mark,
    /// ASCII letters and digits: a row of them is one word.
    Latin,
    /// Chinese and other letters.
    Other,
}

/// Returns the class of a folded character.
pub(crate) fn class(character: char) -> Class {
    match character {
        '\u{4e00}'..='\u{9fff}' => Class::Other,
        _ if character.is_ascii_alphanumeric() => Class::Latin,
        _ if character.is_alphanumeric() => Class::Other,
        _ => Class::Mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let mut cutter = Cutter::new(["花呗", "账单", "帮我", "账", "花呗账户"].into_iter());
        let mut pieces = Vec::new();
        cutter.cut(text, |piece| pieces.push(piece.to_owned()));
        assert_eq!(pieces, expect);
    }

    #[test]
    fn known_words_part_and_unknown_characters_stay_together() {
        check("帮我查看花呗账单", &["帮我", "查看", "花呗", "账单"]);
        check("花呗账户", &["花呗账户"]);
        check("怎么查", &["怎么查"]);
    }

    #[test]
    fn marks_separate_and_latin_words_stay_whole() {
        check("登录app，好吗", &["登录", "app", "好吗"]);
        check("，。", &[]);
    }
}
