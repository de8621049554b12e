//! Phrases, lexicons, regular expressions and prompts at their limits.

use daohang::limits::*;

use super::{check, one};

/// A file with one intent of these phrases.
fn phrases<T: AsRef<str>>(phrases: impl IntoIterator<Item = T>) -> Vec<(String, Vec<u8>)> {
    let lines = phrases.into_iter().map(|phrase| format!("  {}\n", phrase.as_ref()));
    one(format!("intent: 甲\nphrases: |\n  查\n{}", lines.collect::<String>()))
}

#[test]
fn length_of_a_phrase() {
    let long = |n_chars: usize| phrases(["查".repeat(n_chars)]);
    check("PHRASE_CHARS", long(PHRASE_CHARS), long(PHRASE_CHARS + 1));
}

#[test]
fn brackets_in_brackets() {
    let nested = |depth: usize| phrases([format!("{}查{}", "(".repeat(depth), ")".repeat(depth))]);
    check("PHRASE_DEPTH", nested(PHRASE_DEPTH), nested(PHRASE_DEPTH + 1));
}

#[test]
fn parts_in_any_order() {
    let parts = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];
    for sign in [" & ", ";"] {
        let several = |n_parts: usize| phrases([format!("({})", parts.get(..n_parts).unwrap().join(sign))]);
        check("PHRASE_PARTS", several(PHRASE_PARTS), several(PHRASE_PARTS + 1));
    }
}

/// Six parts in any order are 192 copies of a part, each with a jump and most with a branch.
#[test]
fn instructions_of_a_phrase() {
    let n_each = 6 * 32 * 3;
    let row = |n_times: usize| phrases(["(甲;乙;丙;丁;戊;己)".repeat(n_times)]);
    check("PHRASE_STEPS", row(PHRASE_STEPS / n_each), row(PHRASE_STEPS / n_each + 2));
    check("PHRASE_STEPS", row(1), phrases(["((甲;乙;丙;丁;戊;己);庚;辛;壬;癸;子)"]));
}

/// Many phrases, each of them as large as it may be.
#[test]
fn instructions_of_a_hotline() {
    let wide = "(甲;乙;丙;丁;戊;己)".repeat(6);
    let many = |n_phrases: usize| phrases((0..n_phrases).map(|_| wide.as_str()));
    let n_least = HOTLINE_STEPS / PHRASE_STEPS;
    check("HOTLINE_STEPS", many(n_least / 2), many(2 * n_least));
}

#[test]
fn findings_of_a_phrase() {
    let found = super::findings(phrases(["查".to_owned() + &"[] ".repeat(PHRASE_FINDINGS + 9)]));
    assert_eq!(found.iter().filter(|finding| finding.code == "phrase-empty").count(), PHRASE_FINDINGS);
}

#[test]
fn values_of_a_set() {
    let words = |n_words: usize| (0..n_words).map(|nth| format!("w{nth}\n    ")).collect::<String>();
    let lexicon = |n_words: usize| one(format!("lexicons:\n  词: |\n    {}\n", words(n_words)));
    check("SET_VALUES", lexicon(SET_VALUES), lexicon(SET_VALUES + 1));
}

#[test]
fn regular_expressions() {
    let regex = |pattern: String| one(format!("entities: {{单号: {{regex: '{pattern}'}}}}\n"));
    check("REGEX_CHARS", regex("a".repeat(REGEX_CHARS)), regex("a".repeat(REGEX_CHARS + 1)));
    check("REGEX_BYTES", regex("[0-9]{500}".to_owned()), regex("[0-9]{50}{5000}".to_owned()));
    check("REGEX_BYTES", regex("[0-9]{500}".to_owned()), regex(r"\w{1,500}".to_owned()));
}

#[test]
fn prompts_and_expressions() {
    let flow = |step: String| one(format!("intent: 甲\nphrases: 查\nflow:\n  - {step}\n"));
    let said = |n_chars: usize| flow(format!("say: {}", "说".repeat(n_chars)));
    check("PROMPT_CHARS", said(PROMPT_CHARS), said(PROMPT_CHARS + 1));
    let filled = |n_chars: usize| flow(format!("say: '{{1}}{}'", "说".repeat(n_chars - 3)));
    check("PROMPT_CHARS", filled(PROMPT_CHARS), filled(PROMPT_CHARS + 1));
    let condition = |n_chars: usize| flow(format!("if: '1 {}'\n    then: [{{say: 好}}]", "+1".repeat(n_chars / 2 - 1)));
    check("PROMPT_CHARS", condition(PROMPT_CHARS), condition(PROMPT_CHARS + 2));
}
