//! A short run of every fuzz target: the same inputs every time, bounded by their number. Longer ones: `fuzz/run`.

#[path = "../fuzz/mod.rs"]
mod fuzzing;

use std::path::Path;

use fuzzing::campaign::{Campaign, shrink};
use fuzzing::{TARGETS, Target};

/// The seed of the short run; longer runs take others.
const SEED: u64 = 20_250_701;

#[track_caller]
fn check(name: &str) {
    let program = Path::new(env!("CARGO_BIN_EXE_daohang"));
    fuzzing::target::pipe::PROGRAM.get_or_init(|| program.to_owned());
    let target: Target = *TARGETS.iter().find(|target| target.name == name).unwrap();
    let mut campaign = Campaign::new(target, SEED);
    for _ in 0..target.n_short {
        let input = campaign.next();
        if let Some(find) = campaign.run(&input) {
            let small = shrink(target, &find);
            panic!("{}\nin {name}, on {:?}", small.message, String::from_utf8_lossy(&small.input));
        }
    }
    let (n_kept, n_signs) = campaign.sizes();
    assert!(n_signs > 5 && n_kept > 1, "{name} sees nothing new: {n_signs} signs, {n_kept} kept");
}

#[test]
fn fold() {
    check("fold");
}

#[test]
fn entities() {
    check("entities");
}

#[test]
fn phrase() {
    check("phrase");
}

#[test]
fn yaml() {
    check("yaml");
}

#[test]
fn prompt() {
    check("prompt");
}

#[test]
fn step() {
    check("step");
}

#[test]
fn calls() {
    check("calls");
}

#[test]
fn database() {
    check("database");
}

#[test]
fn conversation() {
    check("conversation");
}

#[test]
fn pipe() {
    check("pipe");
}

/// Every target is in the list above, and none twice.
#[test]
fn no_target_is_left_out() {
    let here = include_str!("fuzz.rs");
    for target in TARGETS {
        assert_eq!(here.matches(&format!("check(\"{}\");", target.name)).count(), 1, "{}", target.name);
    }
}
