//! Writes neutral rules as daohang's YAML, one file for each intent, as an author would.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::corpus::{Corpus, Rule};

/// Writes a hotline of these rules below a folder; returns the number of bytes.
///
/// Patterns are phrases as they are: literals, `[optional]` and `(one|of)` mean the same in both.
pub fn write(corpus: &Corpus, folder: &Path) -> io::Result<usize> {
    let fillers = corpus.fillers.join(" ");
    let head = format!("hotline:\n  name: 试验热线\n  greeting: 您好。\nlexicons:\n  填充词: {fillers}\n");
    fs::create_dir_all(folder)?;
    fs::write(folder.join("hotline.yaml"), &head)?;
    let mut n_bytes = head.len();
    for rule in &corpus.intents {
        let business = folder.join(&rule.business);
        fs::create_dir_all(&business)?;
        let text = intent(rule);
        n_bytes += text.len();
        fs::write(business.join(format!("{}.yaml", rule.action)), text)?;
    }
    Ok(n_bytes)
}

fn intent(rule: &Rule) -> String {
    let mut text = format!("intent: {}\nqueue: 人工客服\nphrases: |\n", rule.id);
    for pattern in &rule.patterns {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {pattern}");
    }
    text
}
