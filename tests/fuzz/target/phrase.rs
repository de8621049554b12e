//! The grammar of phrases: one phrase a line, parsed, expanded, and heard.

use daohang::compile::phrase::{Node, expand, parse};
use daohang::matching::scratch::Scratch;
use daohang::matching::understand::understand;

use super::super::Signs;
use super::super::Target;
use super::super::seeds;
use super::{NOW, checked};

/// Reads phrases and hears what they can say.
pub const TARGET: Target = Target { name: "phrase", run, seeds: inputs, most_bytes: 4096, n_short: 60 };

fn inputs() -> Vec<Vec<u8>> {
    let mut inputs: Vec<Vec<u8>> = vec![
        "(查|看)[我的]账单\n{month}的<产品>\n(甲;乙)\n甲*乙 & 丙\napple id".into(),
        "（查｜看）［我的］账单＆｛month:月份｝＜产品＞".into(),
        "\\(甲\\) & [乙[丙[丁]]] # 注".into(),
        "(a|b|(c|d)(e|f))(g;h;i;j;k;l)".into(),
    ];
    for text in seeds::texts("intents", "yaml") {
        let phrases: Vec<&str> =
            text.lines().skip_while(|line| !line.starts_with("phrases:")).skip(1).take(12).map(str::trim).collect();
        if !phrases.is_empty() {
            inputs.push(phrases.join("\n").into_bytes());
        }
    }
    inputs
}

fn run(input: &[u8], signs: &mut Signs) {
    let text = String::from_utf8_lossy(input);
    let mut sentences = Vec::new();
    let mut lines = Vec::new();
    for line in text.lines() {
        match parse::parse(line) {
            Ok(phrase) => {
                shape(&phrase.root, 0, signs);
                let sample = |node: &Node| match node {
                    Node::Lexicon { .. } => vec!["花呗".to_owned(), "借呗".to_owned()],
                    _ => vec!["6月".to_owned()],
                };
                let said = expand::expand(&phrase, 20, &sample);
                assert!(said.len() <= 20);
                assert!(said.len() as u128 <= expand::count(&phrase, &sample));
                sentences.extend(said.into_iter().take(3));
                lines.push(line);
            }
            Err(mistakes) => {
                assert!(!mistakes.is_empty(), "refused for no reason: {line}");
                for mistake in mistakes {
                    assert!(
                        mistake.from <= mistake.to && mistake.to <= line.chars().count(),
                        "{mistake:?} in {line:?}"
                    );
                    signs.note(mistake.code);
                }
            }
        }
    }
    // The same as an author has them: in a block of a file, with the names that they use.
    let block: String = text.lines().map(|line| format!("  {line}\n")).collect();
    let intent = format!("intent: 查\nslots: {{月份: month}}\nphrases: |\n  查\n{block}");
    let head = "hotline: {name: 甲, greeting: 您好。}\nlexicons: {产品: 花呗|借呗}\n".to_owned();
    let files = vec![("a.yaml".to_owned(), head.into_bytes()), ("b.yaml".to_owned(), intent.into_bytes())];
    let Some(hotline) = checked(files, signs) else { return };
    let mut scratch = Scratch::default();
    sentences.push(text.chars().take(500).collect());
    for sentence in sentences.iter().take(30) {
        let understood = understand(&hotline, &mut scratch, sentence, NOW);
        signs.note(format!("{:?}", understood.ranking.decision).len() / 8);
    }
}

/// Notes what kinds of parts stand in one another.
fn shape(node: &Node, depth: usize, signs: &mut Signs) {
    let (kind, parts): (u8, &[Node]) = match node {
        Node::Literal { .. } => (0, &[]),
        Node::Value { .. } => (1, &[]),
        Node::Lexicon { .. } => (2, &[]),
        Node::Gap { .. } => (3, &[]),
        Node::Optional(inner) => (4, std::slice::from_ref(inner)),
        Node::Sequence(parts) => (5, parts),
        Node::Either(parts) => (6, parts),
        Node::Around(parts) => (7, parts),
        Node::Anywhere(parts) => (8, parts),
    };
    signs.note((kind, depth, parts.len().min(9)));
    parts.iter().for_each(|part| shape(part, depth + 1, signs));
}
