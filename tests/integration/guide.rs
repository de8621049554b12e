//! The guide for authors: what a newcomer does who follows it line by line, and that it teaches what it promises.

use crate::document::{self, Document};

#[test]
fn every_step_of_the_guide_does_what_it_shows() {
    let n_run = document::check(&[Document::read("docs/authoring.zh-CN.md")]);
    assert!(n_run >= 15, "only {n_run} commands are run");
}
