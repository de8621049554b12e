//! The loop of the drivers that need no tool: pick an input, change it, run it, keep it where it did something new.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::mutate::{Chance, Mutator};
use super::{Signs, Target};

/// The most inputs that are kept; after that, new ones take the place of old ones.
const MOST_KEPT: usize = 20_000;

/// A run of one target.
#[derive(Debug)]
pub struct Campaign {
    target: Target,
    mutator: Mutator,
    chance: Chance,
    kept: Vec<Vec<u8>>,
    n_seeds: usize,
    n_run: usize,
    known: BTreeSet<u64>,
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// What the panic said.
    pub message: String,
    /// The input.
    pub input: Vec<u8>,
}

impl Campaign {
    /// Prepares a run; nothing is run yet.
    pub fn new(target: Target, seed: u64) -> Campaign {
        let kept = (target.seeds)();
        assert!(!kept.is_empty(), "{} has no seeds", target.name);
        let mutator = Mutator::new(&kept, target.most_bytes);
        let n_seeds = kept.len();
        Campaign { target, mutator, chance: Chance::new(seed), kept, n_seeds, n_run: 0, known: BTreeSet::new() }
    }

    /// Returns the next input: each seed once, shuffled, among changed ones.
    pub fn next(&mut self) -> Vec<u8> {
        let n_run = self.n_run;
        self.n_run += 1;
        if let Some(seed) = self.kept.get(n_run).filter(|_| n_run < self.n_seeds) {
            return seed.clone();
        }
        // What was kept last is where the news are.
        let newest = self.kept.len().saturating_sub(64);
        let at =
            if self.chance.below(3) == 0 { newest + self.chance.below(64) } else { self.chance.below(self.kept.len()) };
        let other = self.chance.below(self.kept.len());
        let input = self.kept.get(at).or(self.kept.last()).map_or(&[][..], Vec::as_slice);
        let other = self.kept.get(other).map_or(&[][..], Vec::as_slice);
        self.mutator.change(&mut self.chance, input, other)
    }

    /// Runs an input, and keeps it where it did something new; returns what it broke.
    pub fn run(&mut self, input: &[u8]) -> Option<Find> {
        let mut signs = Signs::default();
        let broken = attempt(self.target, input, &mut signs);
        if broken.is_none() && signs.add_to(&mut self.known) {
            if self.kept.len() < MOST_KEPT {
                self.kept.push(input.to_vec());
            } else if let Some(old) = {
                let at = self.chance.below(MOST_KEPT);
                self.kept.get_mut(at)
            } {
                *old = input.to_vec();
            }
        }
        broken
    }

    /// Returns how many inputs are kept, seeds included, and how many things they did.
    pub fn sizes(&self) -> (usize, usize) {
        (self.kept.len(), self.known.len())
    }
}

/// Runs one input and catches its panic.
pub fn attempt(target: Target, input: &[u8], signs: &mut Signs) -> Option<Find> {
    let panic = catch_unwind(AssertUnwindSafe(|| (target.run)(input, signs))).err()?;
    Some(Find { message: message(panic.as_ref()), input: input.to_vec() })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

/// Makes an input smaller as long as the same promise is broken, by lines and then by characters.
pub fn shrink(target: Target, find: &Find) -> Find {
    let mut best = find.clone();
    let mut n_left = 2000;
    for by_lines in [true, false, true, false] {
        let mut n_parts = 2;
        loop {
            let parts = parts(&best.input, by_lines);
            let n_parts_now = n_parts.min(parts.len());
            let size = parts.len().div_ceil(n_parts_now.max(1)).max(1);
            let smaller = (0..parts.len().div_ceil(size)).find_map(|nth| {
                n_left -= 1;
                if n_left < 0 {
                    return None;
                }
                let left = parts.iter().enumerate().filter(|(at, _)| at / size != nth).map(|(_, part)| *part);
                let input = left.collect::<Vec<_>>().concat();
                attempt(target, &input, &mut Signs::default()).filter(|other| is_same(other, &best))
            });
            match smaller {
                Some(find) => best = find,
                None if size == 1 || n_left < 0 => break,
                None => n_parts = n_parts_now * 2,
            }
        }
    }
    best
}

/// Two panics are the same where their words are, numbers and quoted parts aside.
fn is_same(one: &Find, other: &Find) -> bool {
    kind(&one.message) == kind(&other.message)
}

/// Returns what a panic is, without what differs from input to input.
pub fn kind(message: &str) -> String {
    message.lines().next().unwrap_or_default().chars().filter(|c| !c.is_ascii_digit()).take(40).collect()
}

fn parts(input: &[u8], by_lines: bool) -> Vec<&[u8]> {
    match std::str::from_utf8(input) {
        _ if by_lines => input.split_inclusive(|byte| *byte == b'\n').collect(),
        Ok(text) => text.split_inclusive(|_: char| true).map(str::as_bytes).collect(),
        Err(_) => input.chunks(1).collect(),
    }
}
