//! What is wrong with rules that are well-formed: each rule has a file of its own and returns findings.
//!
//! Compiling says what is undefined; here stands what is defined and yet not as meant. Nothing here runs before a call. What the
//! rules alone tell is told even where they do not compile; what hearing tells needs a hotline. The proofs take longer and are asked for
//! (`check --proofs`).

pub mod almost;
mod example;
pub mod explore;
mod failure;
mod filler;
pub mod overmatch;
mod repeated;
mod sample;
mod shadow;
mod shared;
mod short;
mod steps;
mod unfilled;
mod unused;
mod uses;
mod wording;
mod yes_no;

use jiff::civil::DateTime;

use crate::compile::hotline::Hotline;
use crate::compile::phrase::{Phrase, parse};
use crate::compile::placed;
use crate::finding::{Finding, Place};
use crate::matching::scratch::Scratch;
use crate::rules::Rules;
use crate::rules::lines::Lines;

/// Returns what is wrong with rules, and with the hotline that they compile to, heard at `now`; in no particular order.
pub fn check(rules: &Rules, hotline: Option<&Hotline>, now: DateTime) -> Vec<Finding> {
    let said = Said::of_all(rules);
    let mut findings = repeated::check(rules, &said);
    findings.extend(example::check(rules));
    findings.extend(short::check(&said));
    findings.extend(wording::check(rules));
    findings.extend(failure::missing(rules));
    // Where a name is misspelt, what it meant would seem to be used nowhere; and nothing can be heard.
    let Some(hotline) = hotline else { return findings };
    let mut subject = Subject { rules, hotline, now, scratch: Scratch::default() };
    findings.extend(shared::check(&mut subject, &said));
    findings.extend(filler::check(&mut subject, &said));
    findings.extend(failure::circling(hotline));
    findings.extend(yes_no::check(&mut subject));
    findings.extend(shadow::check(&mut subject));
    findings.extend(unused::check(rules));
    findings.extend(unfilled::check(rules));
    findings
}

/// What is looked at with the ears of a caller.
struct Subject<'h> {
    rules: &'h Rules,
    hotline: &'h Hotline,
    now: DateTime,
    scratch: Scratch,
}

/// A phrase of an intent that is well-formed.
struct Said<'r> {
    /// The intent, by its place in the rules.
    intent: usize,
    /// Whether it counts only where it explains nearly everything.
    is_alone: bool,
    text: &'r str,
    place: Place,
    phrase: Phrase,
    /// What it can say, names standing for themselves; nothing if that is too much, or if it hears more than it says.
    sentences: Vec<String>,
}

impl<'r> Said<'r> {
    /// Returns the phrases of all intents, in order.
    fn of_all(rules: &'r Rules) -> Vec<Said<'r>> {
        let mut all = Vec::new();
        for (nth, intent) in rules.intents.iter().enumerate() {
            let mut add = |lines: &'r Lines, key: &str, is_alone: bool| {
                for (text, place) in placed(lines, intent, intent.path.key(key)) {
                    if let Ok(phrase) = parse::parse(text) {
                        let sentences = repeated::sentences(&phrase);
                        all.push(Said { intent: nth, is_alone, text, place, phrase, sentences });
                    }
                }
            };
            add(&intent.is.phrases, "phrases", false);
            add(&intent.is.alone, "alone", true);
        }
        all
    }
}
