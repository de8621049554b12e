//! The bench program itself: that its rules and queries are what they say, and a short soak.

#![allow(dead_code, reason = "the bench uses the rest")]

use std::collections::BTreeMap;

use daohang::matching::rank::Decision;
use daohang::matching::scratch::Scratch;
use daohang::matching::understand::understand;

/// The modules of the bench, as they are.
#[path = "../../benches/budgets"]
mod bench {
    pub mod authored;
    pub mod corpus;
    pub mod generate;
    pub mod measure;
    pub mod recorded;
    pub mod routing;
    pub mod sessions;
    pub mod turns;
    pub mod words;
}

use bench::{authored, generate, routing, sessions, turns};

/// Written as an author would write them, the rules answer every query as it is labelled.
#[test]
fn generated_rules_route_generated_queries() {
    let corpus = generate::corpus(500, 2_000);
    assert_eq!((corpus.n_patterns(), corpus.queries.len(), corpus.hard.len()), (500, 2_000, 500));
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    corpus.queries.iter().chain(&corpus.hard).for_each(|query| *classes.entry(&query.class).or_default() += 1);
    let expect = [
        ("hit_filler", 700),
        ("hit_plain", 300),
        ("miss_act", 250),
        ("miss_biz", 250),
        ("miss_chat", 400),
        ("miss_frag", 100),
        ("negated", 150),
        ("reorder", 150),
        ("typo", 200),
    ];
    assert_eq!(classes.into_iter().collect::<Vec<_>>(), expect);
    let folder = tempfile::tempdir().unwrap();
    authored::write(&corpus, folder.path()).unwrap();
    let hotline = routing::hotline(folder.path()).unwrap();
    let mut scratch = Scratch::default();
    let mut wrong = Vec::new();
    for query in &corpus.queries {
        let ranking = understand(&hotline, &mut scratch, &query.text, routing::NOW).ranking;
        let heard = match ranking.decision {
            Decision::Accept(intent) => Some(hotline.intent(intent).name.as_str()),
            Decision::Reject => None,
            Decision::Confirm(_) | Decision::Clarify(_) => Some("(a question)"),
        };
        if heard != query.intent.as_deref() {
            wrong.push((query, heard));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_same_rules_and_queries_are_generated_each_time() {
    let generated = || format!("{:?}", generate::corpus(100, 100));
    assert_eq!(generated(), generated());
}

/// Callers talk, hang up and call again, some five hundred turns each; what a session keeps does not grow with them.
#[test]
fn a_soak_ends_as_it_begins() {
    let hotline = turns::shipped().unwrap();
    let mut parts = Vec::new();
    sessions::soak(&hotline, 4, 2_000, |part| parts.push(part));
    assert_eq!(parts.iter().map(|part| part.n_turns).sum::<usize>(), 2_000);
    let kept: Vec<usize> = parts.iter().map(|part| part.most_kept).collect();
    let (begin, end) = kept.split_at(kept.len() / 2);
    assert!(end.iter().max() < begin.iter().max().map(|most| most * 2).as_ref(), "{kept:?}");
}
