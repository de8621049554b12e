//! Fuzzing: what is run on inputs that nobody would write, and how such inputs are made.
//!
//! Each [`Target`] takes any bytes and panics where a promise is broken. Three drivers share them: a short bounded run in the
//! integration tests (`tests/integration/fuzz.rs`), a long one that needs nothing but Rust, and one that is guided by the
//! coverage of the code (both in `fuzz/`, see its README). Everything is deterministic: the same seed makes the same inputs.

pub mod archive;
pub mod campaign;
pub mod mutate;
pub mod seeds;
pub mod target;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One thing that is fuzzed.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// How it is called on the command line.
    pub name: &'static str,
    /// Runs one input; panics where a promise is broken.
    pub run: fn(&[u8], &mut Signs),
    /// The inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// The longest input that is made, in bytes.
    pub most_bytes: usize,
    /// How many inputs the short run makes.
    pub n_short: usize,
}

/// All targets, in the order of the layers.
pub const TARGETS: [Target; 10] = [
    target::fold::TARGET,
    target::entities::TARGET,
    target::phrase::TARGET,
    target::yaml::TARGET,
    target::prompt::TARGET,
    target::step::TARGET,
    target::calls::TARGET,
    target::database::TARGET,
    target::conversation::TARGET,
    target::pipe::TARGET,
];

/// What an input did, as far as it can be told from outside: an input that does something new is kept and changed further.
#[derive(Debug, Clone, Default)]
pub struct Signs(BTreeSet<u64>);

impl Signs {
    /// Notes something that the input did.
    pub fn note(&mut self, sign: impl Hash) {
        let mut hasher = DefaultHasher::new();
        sign.hash(&mut hasher);
        self.0.insert(hasher.finish());
    }

    /// Notes a number by its magnitude alone.
    pub fn note_size(&mut self, name: &str, n: usize) {
        self.note((name, n.checked_ilog2()));
    }

    /// Adds to `known` what is new in these signs; returns whether anything was.
    pub fn add_to(&self, known: &mut BTreeSet<u64>) -> bool {
        let n_before = known.len();
        known.extend(&self.0);
        known.len() > n_before
    }
}
