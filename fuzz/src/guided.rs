//! Fuzzes guided by coverage, with libFuzzer; `DAOHANG_TARGET` names the target. Started by `run`.

#![no_main]

#[allow(dead_code, reason = "each driver uses its own part")]
#[path = "../../tests/fuzz/mod.rs"]
mod fuzz;

use std::sync::LazyLock;

use fuzz::mutate::{Chance, Mutator};
use fuzz::{Signs, TARGETS, Target};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("DAOHANG_TARGET").unwrap_or_default();
    let found = TARGETS.into_iter().find(|target| target.name == name);
    found.expect("DAOHANG_TARGET names a target")
});

static MUTATOR: LazyLock<(Mutator, Vec<Vec<u8>>)> = LazyLock::new(|| {
    let seeds = (TARGET.seeds)();
    (Mutator::new(&seeds, TARGET.most_bytes), seeds)
});

fuzz_target!(|input: &[u8]| {
    (TARGET.run)(input, &mut Signs::default());
});

// Half of the changes know lines, words and brackets; the other half are libFuzzer's own, which follow comparisons.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed % 2 == 0 {
        return fuzzer_mutate(data, size, max_size);
    }
    let (mutator, seeds) = &*MUTATOR;
    let mut chance = Chance::new(u64::from(seed));
    let other = chance.pick(seeds).cloned().unwrap_or_default();
    let changed = mutator.change(&mut chance, data.get(..size).unwrap_or_default(), &other);
    let length = changed.len().min(max_size).min(data.len());
    if let (Some(into), Some(from)) = (data.get_mut(..length), changed.get(..length)) {
        into.copy_from_slice(from);
    }
    length
});
