//! From the tree of a phrase to a short program over words, and to what must be heard for it to be worth running.
//!
//! A program has no loop: every jump goes forward. `matching::verify` runs it in one pass, keeping for each instruction the
//! places it can be reached at, so that a match costs instructions times places however the phrase is nested.

use std::collections::HashMap;

use super::index::Key;
use crate::limits::{PHRASE_PARTS, PHRASE_STEPS};
use crate::text::entity::Kinds;

/// An instruction. Places are those of the same program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Op {
    /// The word with this number.
    Word(u32),
    /// One of several words: `first..end` of the index's alternatives. A long choice is one instruction and not three for each
    /// word, which is what makes phrases of the form `(…|…|…) & (…|…|…)` cheap.
    AnyWord {
        /// The first.
        first: u32,
        /// One past the last.
        end: u32,
    },
    /// A value of the set; `capture` is 0 or a place in the index's captures, from 1.
    Set {
        /// The index of the set.
        set: u32,
        /// What to do with it.
        capture: u32,
    },
    /// An entity of these kinds; where digits are counted, `least..=most` of them.
    Entity {
        /// The kinds.
        kinds: Kinds,
        /// The fewest digits; 0 does not count.
        least: u8,
        /// The most digits.
        most: u8,
        /// What to do with it.
        capture: u32,
    },
    /// Any text up to the end of the clause, one character at least.
    Text {
        /// What to do with it.
        capture: u32,
    },
    /// Goes on with the next instruction and with that one.
    Split(u32),
    /// Goes on with that one.
    Jump(u32),
    /// A few characters of anything may follow.
    Gap,
    /// Anything may follow.
    Anything,
    /// The phrase has matched.
    Done,
}

/// A phrase with all names resolved and all literals cut.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// One instruction that is not a jump.
    Op(Op),
    /// One after the other.
    Sequence(Vec<Part>),
    /// One of several.
    Either(Vec<Part>),
    /// Present or not.
    Optional(Box<Part>),
    /// All in any order, side by side or with anything between.
    AnyOrder(Vec<Part>, Between),
}

/// What may stand between parts that come in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Between {
    Nothing,
    Anything,
}

/// The words of choices, each list kept once.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// The lists one after the other.
    pub(crate) words: Vec<u32>,
    known: HashMap<Box<[u32]>, (u32, u32)>,
}

impl Choices {
    fn any_word(&mut self, words: &[u32]) -> Op {
        let (first, end) = *self.known.entry(words.into()).or_insert_with(|| {
            let first = self.words.len() as u32;
            self.words.extend(words);
            (first, self.words.len() as u32)
        });
        Op::AnyWord { first, end }
    }
}

/// Writes the program of a phrase to the end of `ops`, and the words of its choices into `choices`; `false` if it is longer than
/// can be accepted.
pub(crate) fn assemble(root: &Part, ops: &mut Vec<Op>, choices: &mut Choices) -> bool {
    let start = ops.len();
    let mut assembler = Assembler { ops, choices, start };
    let fits = assembler.part(root);
    assembler.ops.push(Op::Done);
    if !fits {
        ops.truncate(start);
    }
    fits
}

struct Assembler<'a> {
    ops: &'a mut Vec<Op>,
    choices: &'a mut Choices,
    start: usize,
}

impl Assembler<'_> {
    fn here(&self) -> u32 {
        u32::try_from(self.ops.len() - self.start).unwrap_or(u32::MAX)
    }

    /// Writes an instruction whose target is not known yet, and returns its place.
    fn ahead(&mut self, op: Op) -> usize {
        self.ops.push(op);
        self.ops.len() - 1
    }

    /// Lets the instruction at `place` go here.
    fn land(&mut self, place: usize) {
        let here = self.here();
        match self.ops.get_mut(place) {
            Some(Op::Split(to) | Op::Jump(to)) => *to = here,
            _ => debug_assert!(false, "only jumps land"),
        }
    }

    fn part(&mut self, part: &Part) -> bool {
        if self.ops.len() - self.start > PHRASE_STEPS {
            return false;
        }
        match part {
            Part::Op(op) => self.ops.push(*op),
            Part::Sequence(parts) => return parts.iter().all(|part| self.part(part)),
            Part::Optional(inner) => {
                let split = self.ahead(Op::Split(0));
                let fits = self.part(inner);
                self.land(split);
                return fits;
            }
            Part::Either(parts) => return self.either(parts),
            Part::AnyOrder(parts, between) => return self.any_order(parts, *between),
        }
        true
    }

    /// Writes a choice: all single words as one instruction, the other alternatives after it.
    fn either(&mut self, parts: &[Part]) -> bool {
        let words: Vec<u32> = parts.iter().filter_map(single_word).collect();
        let words = (words.len() > 1).then(|| Part::Op(self.choices.any_word(&words)));
        let is_left = |part: &&Part| words.is_none() || single_word(part).is_none();
        let left: Vec<&Part> = words.iter().chain(parts.iter().filter(is_left)).collect();
        let mut ends = Vec::new();
        for (n, part) in left.iter().enumerate() {
            let is_last = n + 1 == left.len();
            let split = (!is_last).then(|| self.ahead(Op::Split(0)));
            if !self.part(part) {
                return false;
            }
            if let Some(split) = split {
                ends.push(self.ahead(Op::Jump(0)));
                self.land(split);
            }
        }
        ends.into_iter().for_each(|end| self.land(end));
        true
    }

    /// Writes, for every subset of parts that can have been heard, the choice of the next one. Orders that have heard the
    /// same parts join, so that n parts take n·2ⁿ⁻¹ copies and not n!.
    fn any_order(&mut self, parts: &[Part], between: Between) -> bool {
        if parts.len() > PHRASE_PARTS {
            return false;
        }
        let all = (1usize << parts.len()) - 1;
        let mut jumps: Vec<Vec<usize>> = vec![Vec::new(); all + 1];
        for heard in 0..all {
            for jump in std::mem::take(&mut jumps[heard]) {
                self.land(jump);
            }
            if heard != 0 && between == Between::Anything {
                self.ops.push(Op::Anything);
            }
            let left: Vec<usize> = (0..parts.len()).filter(|n| heard & (1 << n) == 0).collect();
            for (nth, &n) in left.iter().enumerate() {
                let split = (nth + 1 < left.len()).then(|| self.ahead(Op::Split(0)));
                if !parts.get(n).is_some_and(|part| self.part(part)) {
                    return false;
                }
                let jump = self.ahead(Op::Jump(0));
                jumps[heard | (1 << n)].push(jump);
                if let Some(split) = split {
                    self.land(split);
                }
            }
        }
        for jump in std::mem::take(&mut jumps[all]) {
            self.land(jump);
        }
        true
    }
}

/// The word, if the part is no more than one.
fn single_word(part: &Part) -> Option<u32> {
    match part {
        Part::Op(Op::Word(word)) => Some(*word),
        Part::Sequence(parts) => match parts.as_slice() {
            [only] => single_word(only),
            _ => None,
        },
        Part::Op(_) | Part::Either(_) | Part::Optional(_) | Part::AnyOrder(..) => None,
    }
}

impl Part {
    /// Returns whether the part can be absent altogether.
    pub(crate) fn can_be_empty(&self) -> bool {
        match self {
            Part::Op(op) => *op == Op::Gap,
            Part::Optional(_) => true,
            Part::Either(parts) => parts.iter().any(Part::can_be_empty),
            Part::Sequence(parts) | Part::AnyOrder(parts, _) => parts.iter().all(Part::can_be_empty),
        }
    }
}

/// Collects groups of keys: of each group one at least is heard wherever the phrase matches.
///
/// Groups of more than 64 keys and parts that words alone do not decide are left out, so an empty list promises nothing.
pub(crate) fn needs(part: &Part, is_regex: &dyn Fn(u32) -> bool) -> Vec<Vec<Key>> {
    match part {
        Part::Op(Op::Word(word)) => vec![vec![Key::word(*word)]],
        Part::Op(Op::Set { set, .. }) if !is_regex(*set) => vec![vec![Key::set_index(*set)]],
        Part::Op(_) | Part::Optional(_) => Vec::new(),
        Part::Sequence(parts) | Part::AnyOrder(parts, _) => {
            parts.iter().flat_map(|part| needs(part, is_regex)).collect()
        }
        Part::Either(parts) => {
            let mut union = Vec::new();
            for part in parts {
                // The smallest group of each alternative: the one that the fewest words can fulfil.
                let Some(group) = needs(part, is_regex).into_iter().min_by_key(Vec::len) else { return Vec::new() };
                union.extend(group);
            }
            union.sort_unstable();
            union.dedup();
            if union.len() > 64 { Vec::new() } else { vec![union] }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: u32) -> Part {
        Part::Op(Op::Word(word))
    }

    #[track_caller]
    fn check(part: &Part, ops: &[Op], groups: &[&[u32]]) {
        let (mut found, mut choices) = (Vec::new(), Choices::default());
        assert!(assemble(part, &mut found, &mut choices));
        assert_eq!(found, ops);
        let groups: Vec<Vec<Key>> = groups.iter().map(|group| group.iter().map(|&n| Key::word(n)).collect()).collect();
        assert_eq!(needs(part, &|_| false), groups);
    }

    #[test]
    fn options_and_alternatives() {
        let part = Part::Sequence(vec![
            Part::Optional(Box::new(word(1))),
            Part::Either(vec![word(2), Part::Sequence(vec![word(3), word(4)])]),
        ]);
        let ops =
            [Op::Split(2), Op::Word(1), Op::Split(5), Op::Word(2), Op::Jump(7), Op::Word(3), Op::Word(4), Op::Done];
        check(&part, &ops, &[&[2, 3]]);
    }

    #[test]
    fn any_order_joins_what_was_heard() {
        let part = Part::AnyOrder(vec![word(1), word(2)], Between::Anything);
        let ops = [
            Op::Split(3),
            Op::Word(1),
            Op::Jump(5),
            Op::Word(2),
            Op::Jump(8),
            Op::Anything,
            Op::Word(2),
            Op::Jump(11),
            Op::Anything,
            Op::Word(1),
            Op::Jump(11),
            Op::Done,
        ];
        check(&part, &ops, &[&[1], &[2]]);
    }

    #[test]
    fn too_many_orders_are_refused() {
        let parts = (0..7).map(word).collect();
        assert!(!assemble(&Part::AnyOrder(parts, Between::Nothing), &mut Vec::new(), &mut Choices::default()));
    }

    #[test]
    fn a_choice_of_words_is_one_instruction() {
        let part = Part::Either(vec![word(1), Part::Sequence(vec![word(2), word(3)]), word(4)]);
        let any = Op::AnyWord { first: 0, end: 2 };
        check(&part, &[Op::Split(3), any, Op::Jump(5), Op::Word(2), Op::Word(3), Op::Done], &[&[1, 2, 4]]);
    }
}
