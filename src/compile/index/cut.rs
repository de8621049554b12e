//! Cuts the literals of phrases into the words that fillers may stand between.

/// Cuts literals by a vocabulary. A literal is a few characters, so looking its parts up costs less than an automaton of the
/// vocabulary does.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    /// By character of the text: where it starts, and last its end.
    places: Vec<usize>,
    /// By the same places: the fewest pieces that the text up to there falls into, and the place where the last one starts.
    best: Vec<(u32, usize)>,
    cuts: Vec<(usize, usize)>,
}

/// What literals are cut by.
pub(super) struct Vocabulary<F: Fn(&str) -> bool> {
    /// The most characters that a word has.
    pub(super) longest: usize,
    /// Whether a text of two characters or more is a word.
    pub(super) has: F,
}

impl Cutter {
    /// Calls `piece` with the words of a folded literal, in order.
    ///
    /// Punctuation and spaces separate and are dropped, Latin letters and digits in a row are a word. In what remains the
    /// cut with the fewest pieces is taken, an unknown character counting as one, and at a tie the longer word first from
    /// the end; unknown characters between known words make one word together.
    pub(super) fn cut<'t>(
        &mut self,
        text: &'t str,
        vocabulary: &Vocabulary<impl Fn(&str) -> bool>,
        mut piece: impl FnMut(&'t str),
    ) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let class = class(first);
            let n_bytes = rest.find(|character| self::class(character) != class).unwrap_or(rest.len());
            let (run, after) = rest.split_at(n_bytes);
            rest = after;
            match class {
                Class::Mark => {}
                Class::Latin => piece(run),
                Class::Other => self.cut_run(run, vocabulary, &mut piece),
            }
        }
    }

    fn cut_run<'t>(
        &mut self,
        run: &'t str,
        vocabulary: &Vocabulary<impl Fn(&str) -> bool>,
        piece: &mut impl FnMut(&'t str),
    ) {
        let Cutter { places, best, cuts } = self;
        places.clear();
        places.extend(run.char_indices().map(|(at, _)| at).chain([run.len()]));
        best.clear();
        best.push((0, 0));
        for end in 1..places.len() {
            let mut found = (best[end - 1].0 + 1, end - 1);
            for start in end.saturating_sub(vocabulary.longest)..end - 1 {
                let n_pieces = best[start].0 + 1;
                let is_better = n_pieces < found.0 || (n_pieces == found.0 && start < found.1);
                if is_better && run.get(places[start]..places[end]).is_some_and(&vocabulary.has) {
                    found = (n_pieces, start);
                }
            }
            best.push(found);
        }
        cuts.clear();
        let mut end = places.len() - 1;
        while end > 0 {
            let start = best[end].1;
            cuts.push((places[start], places[end]));
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
        let vocabulary =
            Vocabulary { longest: 4, has: |word: &str| ["花呗", "账单", "帮我", "花呗账户"].contains(&word) };
        let mut pieces = Vec::new();
        Cutter::default().cut(text, &vocabulary, |piece| pieces.push(piece.to_owned()));
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
