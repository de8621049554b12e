//! The examples of the two READMEs: they are run, and both READMEs show the same ones.

use crate::document::{self, Document};

const FILES: [&str; 2] = ["README.md", "README.zh-CN.md"];

#[test]
fn examples_print_what_they_show() {
    let n_run = document::check(&FILES.map(Document::read));
    assert!(n_run >= 4, "only {n_run} examples are run");
}

/// The first two commands are all that a newcomer needs: one talks, one tests.
#[test]
fn the_first_commands_talk_and_test() {
    for file in FILES {
        let blocks = Document::read(file).blocks().into_iter().filter(|block| block.kind == "sh");
        let commands: Vec<String> = blocks.flat_map(|block| block.lines).collect();
        let first: Vec<&str> = commands.iter().take(2).map(|line| line.split('#').next().unwrap().trim()).collect();
        assert_eq!(first, ["cargo run --release", "scripts/test"], "{file}");
    }
}
