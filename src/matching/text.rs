//! Lays out an utterance for matching: which words are in it, where it is cut into words, what each part weighs, and where
//! nothing is said.
//!
//! Positions are characters of the folded text, `0..=n`; position *n* is the end.

use crate::compile::index::{Class, Index, Word, class, flag, weight};

use super::{HeardWord, Sort};
use crate::limits::HEARD_CHARS;
use crate::text::span::Span;

/// A word found in the utterance, whether or not it counts as one there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: u16,
    pub(super) end: u16,
    pub(super) word: u32,
}

/// What is known of a position and of the character that starts there.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The byte offset in the folded text.
    byte: u32,
    character: char,
    class: Class,
    /// The cheapest cut up to here, and from here on.
    before: u32,
    after: u32,
    /// The last piece of the cheapest cut up to here: where it starts, and its word.
    piece_start: u16,
    piece_word: u32,
    /// The piece of the chosen cut that the character is in.
    piece: (u16, u16),
    /// Whether that piece is a function word that goes on here.
    is_open: bool,
    /// Whether the piece is a word that negates.
    is_negation: bool,
    /// The weight of all characters before.
    weight: u32,
    /// The number of characters before that are neither filler nor punctuation.
    n_said: u16,
    /// The number of clause ends and sentence ends before.
    clause: u16,
    sentence: u16,
    /// The row of `silent` that tells what can be reached from here by hearing nothing, from 1; 0: only here.
    row: u16,
}

/// By which words an utterance is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Borders {
    /// By those of lexicons and the short ones of phrases. Longer ones are often phrases of their own (查询花呗) that would wrongly cut
    /// 花呗账单.
    OfKnown,
    /// By all that phrases ask for: 停车费 and 用不了 and not 停车, 费用 and 不了. For what is not heard at all otherwise.
    OfAsked,
}

const NO_WORD: u32 = u32::MAX;
const UNREACHED: u32 = u32::MAX / 2;

/// The costs of pieces, by which the cheapest cut is chosen: few pieces, known ones before unknown ones, guards at a tie.
const KNOWN: u32 = 20;
const GUARD: u32 = 19;
const KNOWN_CHARACTER: u32 = 22;
const UNKNOWN: u32 = 24;

/// An utterance, laid out. Its buffers are used again.
#[derive(Debug, Default)]
pub(super) struct Layout {
    cells: Vec<Cell>,
    /// By byte offset, the position; offsets inside a character are not asked for.
    positions: Vec<u16>,
    /// All words found, by end, then longer first.
    pub(super) found: Vec<Found>,
    /// The ends of the fillers that start at each position that has one, by `Cell::row`.
    silent: Vec<u64>,
    fillers: Vec<(u16, u16)>,
    /// The weight of each clause.
    clauses: Vec<u32>,
    can_negate: bool,
}

impl Layout {
    /// Lays out a folded text, of which at most [`HEARD_CHARS`] are looked at; fills `words` with the chosen cut.
    pub(super) fn lay_out(&mut self, index: &Index, text: &str, borders: Borders, words: &mut Vec<HeardWord>) {
        self.read(text);
        self.find(index, text);
        self.cut(index, borders);
        self.weigh(index, words);
        self.find_silence(index);
    }

    /// The number of characters.
    pub(super) fn n(&self) -> u16 {
        (self.cells.len() - 1) as u16
    }

    /// The span between two positions.
    pub(super) fn span(&self, start: u16, end: u16) -> Span {
        Span { start: self.cells[usize::from(start)].byte, end: self.cells[usize::from(end)].byte }
    }

    /// The positions of a span, which must lie on characters; `None` if it is beyond what is looked at.
    pub(super) fn positions(&self, span: Span) -> Option<(u16, u16)> {
        let start = *self.positions.get(span.start as usize)?;
        let end = *self.positions.get(span.end as usize)?;
        Some((start, end))
    }

    /// The weight of what stands between two positions.
    pub(super) fn weight(&self, start: u16, end: u16) -> u32 {
        self.cells[usize::from(end)].weight - self.cells[usize::from(start)].weight
    }

    /// The weight of everything.
    pub(super) fn total(&self) -> u32 {
        self.weight(0, self.n())
    }

    /// The clause that a position is in.
    pub(super) fn clause(&self, at: u16) -> u16 {
        self.cells[usize::from(at)].clause
    }

    /// The weight of a clause.
    pub(super) fn clause_weight(&self, clause: u16) -> u32 {
        self.clauses.get(usize::from(clause)).copied().unwrap_or(0)
    }

    /// The end of the clause that a position is in.
    pub(super) fn clause_end(&self, at: u16) -> u16 {
        let clause = self.clause(at);
        let mut end = at;
        while end < self.n() && self.cells[usize::from(end) + 1].clause == clause {
            end += 1;
        }
        end
    }

    /// Whether anything can be negated: there is a word that negates, or a character that may take back what was said.
    pub(super) fn can_negate(&self) -> bool {
        self.can_negate
    }

    /// The number of clauses.
    pub(super) fn n_clauses(&self) -> usize {
        self.clauses.len()
    }

    /// Whether nothing but fillers and punctuation stands between two positions.
    pub(super) fn is_silent(&self, from: u16, to: u16) -> bool {
        if from >= to {
            return from == to;
        }
        let row = usize::from(self.cells[usize::from(from)].row);
        if row == 0 {
            return false;
        }
        let width = self.row_width();
        let at = (row - 1) * width + usize::from(to) / 64;
        self.silent.get(at).is_some_and(|bits| bits >> (to % 64) & 1 == 1)
    }

    /// Whether only a few characters, and no end of a sentence, stand between two positions.
    pub(super) fn is_near(&self, from: u16, to: u16) -> bool {
        let (from, to) = (&self.cells[usize::from(from)], &self.cells[usize::from(to)]);
        from.sentence == to.sentence && to.n_said.saturating_sub(from.n_said) <= super::verify::GAP
    }

    /// Whether a word at `start..end` respects the words around it: both its borders are borders of a cheapest cut, or it
    /// lies inside one piece. Function words respect nothing: `在哪[里]` is heard in 在哪里. Nothing is heard inside a negation:
    /// 不要 says no 要.
    pub(super) fn is_uncut(&self, start: u16, end: u16) -> bool {
        let is_free = |at: u16| self.is_border(at) || self.cells[usize::from(at)].is_open;
        if is_free(start) && is_free(end) {
            return true;
        }
        let cell = &self.cells[usize::from(start)];
        let (from, to) = cell.piece;
        from <= start && end <= to && !(cell.is_negation && (from, to) != (start, end))
    }

    /// Whether some cheapest cut goes through here.
    pub(super) fn is_border(&self, at: u16) -> bool {
        let cell = &self.cells[usize::from(at)];
        cell.before.saturating_add(cell.after) == self.cells[usize::from(self.n())].before
    }

    /// Where the piece that a position is in starts.
    pub(super) fn piece_start(&self, at: u16) -> u16 {
        self.cells.get(usize::from(at)).map_or(at, |cell| if at < self.n() { cell.piece.0 } else { at })
    }

    /// The piece of the cheapest cut that ends at a position: its start, and its word if it is a known one. `None` at the
    /// beginning and inside a piece.
    pub(super) fn piece_before(&self, at: u16) -> Option<(u16, Option<u32>)> {
        let cell = &self.cells[usize::from(at)];
        if at == 0 || cell.before >= UNREACHED {
            return None;
        }
        Some((cell.piece_start, (cell.piece_word != NO_WORD).then_some(cell.piece_word)))
    }

    /// The pieces of the chosen cut, from the last to the first: start, end, and the word if it is a known one.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (u16, u16, Option<u32>)> {
        let mut end = self.n();
        std::iter::from_fn(move || {
            let cell = self.cells.get(usize::from(end)).filter(|_| end > 0)?;
            let piece = (cell.piece_start, end, (cell.piece_word != NO_WORD).then_some(cell.piece_word));
            end = cell.piece_start;
            Some(piece)
        })
    }

    /// Whether the character before a position and that after the next one are the same: 能不能, 是不是.
    pub(super) fn is_doubled_around(&self, at: u16) -> bool {
        let at = usize::from(at);
        match (at.checked_sub(1).and_then(|before| self.cells.get(before)), self.cells.get(at + 1)) {
            (Some(before), Some(behind)) => behind.character != '\0' && before.character == behind.character,
            _ => false,
        }
    }

    /// Reads the characters.
    fn read(&mut self, text: &str) {
        self.cells.clear();
        self.positions.clear();
        let mut end = 0;
        for (byte, character) in text.char_indices().take(HEARD_CHARS) {
            let class = class(character);
            end = byte + character.len_utf8();
            self.positions.resize(end, self.cells.len() as u16);
            self.cells.push(Cell::new(byte, character, class));
        }
        self.positions.push(self.cells.len() as u16);
        self.cells.push(Cell::new(end, '\0', Class::Mark));
        self.join_addresses();
    }

    /// Makes one row of Latin characters of an e-mail address, so that it weighs the same whatever its name is made of:
    /// masked, it must be heard alike.
    fn join_addresses(&mut self) {
        let is = |cell: &Cell, marks: &str| cell.class == Class::Latin || marks.contains(cell.character);
        for at in 1..self.cells.len() - 1 {
            if self.cells[at].character != '@' {
                continue;
            }
            let n_name = self.cells[..at].iter().rev().take_while(|cell| is(cell, "._+-%")).count();
            let n_domain = self.cells[at + 1..].iter().take_while(|cell| is(cell, ".-")).count();
            let name = &self.cells[at - n_name..at];
            let start = name.iter().position(|cell| cell.class == Class::Latin);
            let domain = &self.cells[at + 1..at + 1 + n_domain];
            let end = domain.iter().rposition(|cell| cell.class == Class::Latin);
            let (Some(start), Some(end)) = (start, end) else { continue };
            if domain[..end].iter().any(|cell| cell.character == '.') {
                let address = at - n_name + start..at + 2 + end;
                self.cells[address].iter_mut().for_each(|cell| cell.class = Class::Latin);
            }
        }
    }

    /// Finds all words. Part of a row of Latin letters and digits is none.
    fn find(&mut self, index: &Index, text: &str) {
        self.found.clear();
        let Some(automaton) = &index.automaton.0 else { return };
        let end = self.cells.last().map_or(0, |cell| cell.byte as usize);
        for hit in automaton.find_overlapping_iter(text.get(..end).unwrap_or(text)) {
            let (start, end) = (self.positions[hit.start()], self.positions[hit.end()]);
            if self.is_inside_latin(start) || self.is_inside_latin(end) {
                continue;
            }
            self.found.push(Found { start, end, word: hit.value() });
        }
    }

    fn is_inside_latin(&self, at: u16) -> bool {
        let at = usize::from(at);
        at > 0 && self.cells[at].class == Class::Latin && self.cells[at - 1].class == Class::Latin
    }

    /// Finds the cheapest cut from both sides, and chooses one.
    fn cut(&mut self, index: &Index, borders: Borders) {
        let cuts = |word: &Word| {
            let is_border = word.flags & flag::BORDER != 0;
            // A character that is a literal by itself (交 in 交*还款) makes no words of its neighbours.
            let is_told = word.flags & flag::ASKED != 0 && (word.n_chars > 1 || word.flags & flag::IN_LITERAL != 0);
            is_border || (borders == Borders::OfAsked && is_told)
        };
        let n = self.cells.len() - 1;
        // A row of Latin characters is one unknown piece; positions inside it are never reached.
        let mut run_start = 0;
        let mut hits = self.found.iter().peekable();
        self.cells[0].before = 0;
        for end in 1..=n {
            if self.is_inside_latin(end as u16) {
                while hits.next_if(|hit| usize::from(hit.end) == end).is_some() {}
                continue;
            }
            let start = if self.cells[end - 1].class == Class::Latin { run_start } else { end - 1 };
            let mut best = (self.cells[start].before + UNKNOWN, start, NO_WORD);
            while let Some(hit) = hits.next_if(|hit| usize::from(hit.end) == end) {
                let word = &index.words[hit.word as usize];
                if cuts(word) {
                    let cost = self.cells[usize::from(hit.start)].before + piece_cost(word);
                    if cost < best.0 {
                        best = (cost, usize::from(hit.start), hit.word);
                    }
                }
            }
            let cell = &mut self.cells[end];
            (cell.before, cell.piece_start, cell.piece_word) = (best.0, best.1 as u16, best.2);
            run_start = end;
        }
        self.cells[n].after = 0;
        let mut hits = self.found.iter().rev().peekable();
        let mut run_end = n;
        for end in (0..=n).rev() {
            let is_inside = self.is_inside_latin(end as u16);
            if !is_inside && end < n {
                let to = if self.cells[end].class == Class::Latin { run_end } else { end + 1 };
                let cost = self.cells[to].after + UNKNOWN;
                self.cells[end].after = self.cells[end].after.min(cost);
            }
            let after = self.cells[end].after;
            while let Some(hit) = hits.next_if(|hit| usize::from(hit.end) == end) {
                let word = &index.words[hit.word as usize];
                if cuts(word) {
                    let cell = &mut self.cells[usize::from(hit.start)];
                    cell.after = cell.after.min(after + piece_cost(word));
                }
            }
            if !is_inside {
                run_end = end;
            }
        }
    }

    /// Gives the characters the weights of the pieces that they are in, and counts clauses.
    fn weigh(&mut self, index: &Index, words: &mut Vec<HeardWord>) {
        words.clear();
        self.can_negate = self.cells.iter().any(|cell| super::negation::MAY_NEGATE.contains(&cell.character));
        let mut end = self.n();
        while end > 0 {
            let Cell { piece_start: start, piece_word: word, .. } = self.cells[usize::from(end)];
            let word = index.words.get(word as usize);
            self.can_negate |= word.is_some_and(|word| word.flags & flag::NEGATION != 0);
            let (sort, weight) = self.sort(start, end, word);
            words.push(HeardWord { span: self.span(start, end), sort, weight });
            let is_function = word.is_some_and(|word| word.flags & flag::FUNCTION != 0);
            for at in start..end {
                let cell = &mut self.cells[usize::from(at)];
                cell.piece = (start, end);
                cell.is_open = is_function && at > start;
                cell.is_negation = sort == Sort::Negation;
            }
            end = start;
        }
        words.reverse();
        self.clauses.clear();
        self.clauses.push(0);
        let (mut total, mut n_said, mut sentence) = (0, 0, 0);
        let mut at = 0;
        for word in words.iter() {
            let (start, end) = self.cells[at].piece;
            let n_chars = u32::from(end - start);
            for nth in 0..n_chars {
                let cell = &mut self.cells[at];
                (cell.weight, cell.n_said) = (total, n_said);
                (cell.clause, cell.sentence) = ((self.clauses.len() - 1) as u16, sentence);
                // The remainder of the division goes to the first character.
                total += word.weight / n_chars + if nth == 0 { word.weight % n_chars } else { 0 };
                n_said +=
                    u16::from(!matches!(word.sort, Sort::Mark | Sort::ClauseEnd | Sort::Filler | Sort::Connective));
                at += 1;
            }
            if let Some(last) = self.clauses.last_mut() {
                *last += word.weight;
            }
            if word.sort == Sort::ClauseEnd {
                self.clauses.push(0);
                sentence += u16::from(ends_sentence(self.cells[at - 1].character));
            }
        }
        let last = &mut self.cells[at];
        (last.weight, last.n_said) = (total, n_said);
        (last.clause, last.sentence) = ((self.clauses.len() - 1) as u16, sentence);
    }

    /// What a piece is, and what it weighs.
    fn sort(&self, start: u16, end: u16, word: Option<&Word>) -> (Sort, u32) {
        if let Some(word) = word {
            // 然后 leads over even where it is a filler as well; 和 and 再 are too common for that.
            let sort = if word.flags & flag::CONNECTIVE != 0 && end - start > 1 {
                Sort::Connective
            } else if word.flags & flag::INSULT != 0 {
                Sort::Insult
            } else if word.flags & flag::FILLER != 0 {
                Sort::Filler
            } else if word.flags & flag::NEGATION != 0 {
                Sort::Negation
            } else if word.flags & flag::CONNECTIVE != 0 {
                Sort::Connective
            } else {
                Sort::Other
            };
            return (sort, word.weight);
        }
        let cell = &self.cells[usize::from(start)];
        match cell.class {
            Class::Mark if self.ends_clause(start) => (Sort::ClauseEnd, 0),
            Class::Mark => (Sort::Mark, 0),
            Class::Other => (Sort::Other, weight::UNKNOWN),
            Class::Latin => {
                let run = &self.cells[usize::from(start)..usize::from(end)];
                let is_number = run.iter().all(|cell| cell.character.is_ascii_digit());
                (Sort::Other, if is_number { weight::DIGITS } else { weight::LATIN })
            }
        }
    }

    /// Whether the mark at `at` ends a clause; a point or comma between digits does not.
    fn ends_clause(&self, at: u16) -> bool {
        let at = usize::from(at);
        match self.cells[at].character {
            '。' | '!' | '?' | ';' | '\n' | '…' | '~' => true,
            ',' | '.' | ':' => {
                let is_digit = |cell: Option<&Cell>| cell.is_some_and(|cell| cell.character.is_ascii_digit());
                !(is_digit(at.checked_sub(1).and_then(|before| self.cells.get(before)))
                    && is_digit(self.cells.get(at + 1)))
            }
            _ => false,
        }
    }

    /// Finds what can be reached from where by hearing nothing.
    ///
    /// A filler counts that is not cut out of a word (吧 in 酒吧), unless that is a filler itself.
    fn find_silence(&mut self, index: &Index) {
        self.silent.clear();
        let (n, width) = (self.cells.len() - 1, self.row_width());
        let mut fillers = std::mem::take(&mut self.fillers);
        fillers.clear();
        for hit in &self.found {
            let word = &index.words[hit.word as usize];
            if word.flags & flag::FILLER != 0 && self.is_filler(index, hit) {
                fillers.push((hit.start, hit.end));
            }
        }
        fillers.sort_unstable();
        let mut next = fillers.len();
        for at in (0..n).rev() {
            let first = fillers[..next].partition_point(|&(start, _)| usize::from(start) < at);
            let here = &fillers[first..next];
            next = first;
            let is_mark = self.cells[at].class == Class::Mark;
            if here.is_empty() && !is_mark {
                continue;
            }
            let row = self.silent.len();
            self.silent.resize(row + width, 0);
            self.silent[row + at / 64] |= 1 << (at % 64);
            let mark = is_mark.then_some((at as u16, at as u16 + 1));
            for &(_, end) in here.iter().chain(mark.iter()) {
                let end = usize::from(end);
                self.silent[row + end / 64] |= 1 << (end % 64);
                let from = usize::from(self.cells[end].row);
                if from > 0 {
                    for bits in 0..width {
                        let reached = self.silent[(from - 1) * width + bits];
                        self.silent[row + bits] |= reached;
                    }
                }
            }
            self.cells[at].row = (row / width + 1) as u16;
        }
        self.fillers = fillers;
    }

    fn is_filler(&self, index: &Index, hit: &Found) -> bool {
        if self.is_border(hit.start) && self.is_border(hit.end) {
            return true;
        }
        let (from, to) = self.cells[usize::from(hit.start)].piece;
        let word = self.cells[usize::from(to)].piece_word;
        let is_filler = index.words.get(word as usize).is_some_and(|word| word.flags & flag::FILLER != 0);
        from <= hit.start && hit.end <= to && is_filler
    }

    fn row_width(&self) -> usize {
        self.cells.len().div_ceil(64)
    }
}

impl Cell {
    fn new(byte: usize, character: char, class: Class) -> Cell {
        Cell {
            byte: byte as u32,
            character,
            class,
            before: UNREACHED,
            after: UNREACHED,
            piece_start: 0,
            piece_word: NO_WORD,
            piece: (0, 0),
            is_open: false,
            is_negation: false,
            weight: 0,
            n_said: 0,
            clause: 0,
            sentence: 0,
            row: 0,
        }
    }
}

fn piece_cost(word: &Word) -> u32 {
    match word.n_chars {
        1 => KNOWN_CHARACTER,
        _ if word.flags & flag::GUARD != 0 => GUARD,
        _ => KNOWN,
    }
}

fn ends_sentence(mark: char) -> bool {
    matches!(mark, '。' | '!' | '?' | ';' | '\n' | '…')
}
