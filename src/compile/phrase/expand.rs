//! The sentences that a phrase can produce: all of them where they are few, else an even sample.

use super::{Node, Phrase};

/// Returns sentences that the phrase can produce, without spaces but between Latin words.
///
/// `sample` gives texts for a [`Node::Value`] or [`Node::Lexicon`]; no text makes the part unsayable, and every sentence
/// that needs it is left out. If there are at most `limit` sentences, all are returned, in the order of the phrase's
/// choices; else `limit` of them, spread evenly over all combinations. The same phrase gives the same sentences.
pub fn expand(phrase: &Phrase, limit: usize, sample: &dyn Fn(&Node) -> Vec<String>) -> Vec<String> {
    let tree = tree(&phrase.root, sample);
    let total = tree.total;
    if total == 0 || limit == 0 {
        return Vec::new();
    }
    let n_wanted = (limit as u128).min(total);
    // A stride prime to the total visits every combination once, and near the golden ratio it varies all choices at once;
    // plain multiples of total / limit would leave the last choice always the same.
    let stride = if n_wanted == total { 1 } else { coprime(total) };
    let mut sentences = Vec::new();
    let mut number = 0;
    for _ in 0..n_wanted {
        let mut sentence = String::new();
        let mut rest = number;
        write(&tree, &mut rest, &mut sentence);
        sentences.push(sentence);
        number = (number + stride) % total;
    }
    sentences
}

/// Returns how many sentences the phrase can produce, as [`expand`] counts them; more than 2¹⁰⁰ are not told apart.
pub fn count(phrase: &Phrase, sample: &dyn Fn(&Node) -> Vec<String>) -> u128 {
    tree(&phrase.root, sample).total
}

/// A number near 0.618 of `total` without a common factor with it.
fn coprime(total: u128) -> u128 {
    let mut stride = (total / 1000 * 618 + total % 1000 * 618 / 1000).max(1);
    while gcd(stride, total) != 1 {
        stride += 1;
    }
    stride
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// More combinations than this are not told apart.
const MOST: u128 = 1 << 100;

/// A phrase with its samples, every part knowing how many sentences it has.
struct Tree {
    total: u128,
    kind: Kind,
}

enum Kind {
    /// One of several texts.
    Texts(Vec<String>),
    /// All in this order.
    Row(Vec<Tree>),
    /// One of several.
    One(Vec<Tree>),
    /// All, in any order.
    Shuffled(Vec<Tree>),
}

fn tree(node: &Node, sample: &dyn Fn(&Node) -> Vec<String>) -> Tree {
    let all = |parts: &[Node]| parts.iter().map(|part| tree(part, sample)).collect::<Vec<_>>();
    let product =
        |parts: &[Tree]| parts.iter().fold(1u128, |product, part| product.saturating_mul(part.total).min(MOST));
    match node {
        Node::Literal { text, .. } => Tree { total: 1, kind: Kind::Texts(vec![text.clone()]) },
        Node::Gap { .. } => Tree { total: 1, kind: Kind::Texts(vec![String::new()]) },
        Node::Value { .. } | Node::Lexicon { .. } => {
            let texts = sample(node);
            Tree { total: texts.len() as u128, kind: Kind::Texts(texts) }
        }
        Node::Sequence(parts) => {
            let parts = all(parts);
            Tree { total: product(&parts), kind: Kind::Row(parts) }
        }
        Node::Either(parts) => one(all(parts)),
        Node::Optional(inner) => {
            let nothing = Tree { total: 1, kind: Kind::Texts(vec![String::new()]) };
            one(vec![tree(inner, sample), nothing])
        }
        Node::Around(parts) | Node::Anywhere(parts) => {
            let parts = all(parts);
            let orders = (1..=parts.len() as u128).fold(1u128, |n, i| n.saturating_mul(i).min(MOST));
            Tree { total: product(&parts).saturating_mul(orders).min(MOST), kind: Kind::Shuffled(parts) }
        }
    }
}

fn one(parts: Vec<Tree>) -> Tree {
    let total = parts.iter().fold(0u128, |sum, part| (sum + part.total).min(MOST));
    Tree { total, kind: Kind::One(parts) }
}

/// Writes sentence number `rest` of `tree` and divides `rest` by the tree's total.
fn write(tree: &Tree, rest: &mut u128, sentence: &mut String) {
    let mut mine = *rest % tree.total.max(1);
    *rest /= tree.total.max(1);
    match &tree.kind {
        Kind::Texts(texts) => {
            if let Some(text) = texts.get(mine as usize) {
                append(sentence, text);
            }
        }
        Kind::Row(parts) => parts.iter().for_each(|part| write(part, &mut mine, sentence)),
        Kind::One(parts) => {
            for part in parts {
                if mine < part.total {
                    return write(part, &mut mine, sentence);
                }
                mine -= part.total;
            }
        }
        Kind::Shuffled(parts) => {
            let mut left: Vec<&Tree> = parts.iter().collect();
            while !left.is_empty() {
                let choice = (mine % left.len() as u128) as usize;
                mine /= left.len() as u128;
                write(left.remove(choice), &mut mine, sentence);
            }
        }
    }
}

/// Appends a text, with a space where two Latin words would run together.
fn append(sentence: &mut String, text: &str) {
    let before = sentence.chars().next_back().is_some_and(|last| last.is_ascii_alphanumeric());
    if before && text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        sentence.push(' ');
    }
    sentence.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    #[track_caller]
    fn check(text: &str, limit: usize, expect: &[&str]) {
        let phrase = parse(text).expect("the phrase is well-formed");
        let sample = |node: &Node| match node {
            Node::Lexicon { .. } => vec!["花呗".to_owned(), "借呗".to_owned()],
            _ => vec!["6月".to_owned()],
        };
        assert_eq!(expand(&phrase, limit, &sample), expect);
        assert_eq!(count(&phrase, &sample).min(limit as u128), expect.len() as u128);
    }

    #[test]
    fn all_where_they_are_few() {
        check("(查|看)[我的]账单", 9, &["查我的账单", "看我的账单", "查账单", "看账单"]);
        check("{month}的<产品>", 9, &["6月的花呗", "6月的借呗"]);
        check("(甲;乙)", 9, &["甲乙", "乙甲"]);
        check("甲*乙 & 丙", 9, &["甲乙丙", "丙甲乙"]);
        check("apple id", 9, &["apple id"]);
    }

    #[test]
    fn an_even_sample_where_they_are_many() {
        check("(甲|乙)(丙|丁)(戊|己)", 4, &["甲丙戊", "乙丙己", "甲丁戊", "乙丁己"]);
    }

    #[test]
    fn more_combinations_than_can_be_counted() {
        let phrase = parse(&"(甲|乙)".repeat(300)).expect("the phrase is well-formed");
        assert_eq!(expand(&phrase, 3, &|_| Vec::new()).len(), 3);
    }
}
