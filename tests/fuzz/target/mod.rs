//! The targets, one file each; what they share is here.

pub mod calls;
pub mod conversation;
pub mod database;
pub mod entities;
pub mod fold;
pub mod phrase;
pub mod pipe;
pub mod prompt;
pub mod step;
pub mod yaml;

use std::borrow::Cow;

use daohang::compile::compile_read;
use daohang::compile::hotline::Hotline;
use daohang::finding::show;
use daohang::rules::load;
use daohang::session::clock::moment;
use jiff::civil::{DateTime, datetime};

use super::Signs;

/// The time of inputs that do not say their own.
pub const NOW: DateTime = datetime(2025, 7, 1, 10, 0, 0, 0);

/// Reads an input as text, with a clock where its first line sets one (`@now …`): the ends of the calendar are places to look.
fn text_and_clock(input: &[u8]) -> (Cow<'_, str>, DateTime) {
    let text = String::from_utf8_lossy(input);
    let first =
        text.split_once('\n').and_then(|(first, rest)| Some((moment(first.strip_prefix("@now ")?)?, rest.len())));
    match first {
        Some((now, n_bytes)) => (text.get(text.len() - n_bytes..).unwrap_or_default().to_owned().into(), now),
        None => (text, NOW),
    }
}

/// Compiles files as `daohang check` does, findings shown in every way; returns the hotline where there is no error.
fn checked(files: Vec<(String, Vec<u8>)>, signs: &mut Signs) -> Option<Hotline> {
    let (rules, findings) = load::files(files);
    let (hotline, findings) = compile_read(&rules, findings);
    for finding in &findings {
        signs.note(finding.code);
        assert!(!finding.message.is_empty(), "{} says nothing", finding.code);
    }
    let text = show::text(&rules.sources, &findings, show::Style::Plain);
    let json = show::json(&rules.sources, &findings);
    let counts = show::counts(&rules.sources, &findings);
    assert_eq!(json.as_array().map(Vec::len), Some(counts.errors + counts.warnings));
    assert_eq!(text.is_empty(), findings.is_empty());
    assert_eq!(hotline.is_none(), counts.errors > 0, "a hotline is there exactly where no finding is an error");
    // A report longer than this would be no answer: the file has at most some hundred findings, of at most some lines each.
    assert!(text.len() < 8 << 20, "the findings are {} bytes long", text.len());
    hotline
}
