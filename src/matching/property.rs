//! The index against a plain matcher that follows the phrase's tree, on random phrases and texts.

use proptest::prelude::*;

use super::text::{Borders, Layout};
use super::verify::GAP;
use super::{Expected, Scratch, hear_index};
use crate::compile::index::Index;
use crate::compile::index::sample::build;
use crate::compile::phrase::Node;
use crate::compile::phrase::expand::expand;
use crate::compile::phrase::parse::parse;

/// The shape of a random phrase; what its literals say is decided when it is written.
#[derive(Debug, Clone)]
enum Shape {
    Literal(usize, u8),
    Lexicon,
    Row(Vec<Shape>),
    Gapped(Box<Shape>, Box<Shape>),
    Either(Vec<Shape>),
    Optional(Box<Shape>),
    Around(Vec<Shape>),
    Anywhere(Vec<Shape>),
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        8 => (0usize..6, 1u8..4).prop_map(|(n, length)| Shape::Literal(n, length)),
        1 => Just(Shape::Lexicon),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        let some = |from| prop::collection::vec(inner.clone(), from..4);
        prop_oneof![
            3 => some(2).prop_map(Shape::Row),
            2 => some(2).prop_map(Shape::Either),
            2 => inner.clone().prop_map(|inner| Shape::Optional(Box::new(inner))),
            1 => some(2).prop_map(Shape::Around),
            1 => some(2).prop_map(Shape::Anywhere),
            1 => (inner.clone(), inner.clone()).prop_map(|(a, b)| Shape::Gapped(Box::new(a), Box::new(b))),
        ]
    })
}

/// Writes a phrase, `literal` saying what the literals are.
fn write(shape: &Shape, literal: &mut impl FnMut(usize, u8) -> String) -> String {
    let mut all =
        |parts: &[Shape], with: &str| parts.iter().map(|part| write(part, literal)).collect::<Vec<_>>().join(with);
    match shape {
        Shape::Literal(n, length) => literal(*n, *length),
        Shape::Lexicon => "<词>".to_owned(),
        Shape::Row(parts) => all(parts, " "),
        Shape::Gapped(a, b) => format!("{}*{}", write(a, literal), write(b, literal)),
        Shape::Either(parts) => format!("({})", all(parts, "|")),
        Shape::Optional(inner) => format!("[{}]", write(inner, literal)),
        Shape::Around(parts) => format!("({})", all(parts, ";")),
        Shape::Anywhere(parts) => format!("({})", all(parts, "&")),
    }
}

/// A phrase of few different characters, so that random texts match it now and then.
fn narrow(shape: &Shape) -> String {
    write(shape, &mut |n, length| "甲乙丙甲丁乙丙丁".chars().skip(n % 6).take(usize::from(length)).collect())
}

const LEXICONS: &str = "<填充词> 嗯 那啥\n<词> 戊 己庚\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Silence,
    Near,
    Anywhere,
}

type State = (usize, Reach);

/// The plain matcher: follows the tree from all states it can be in, and knows nothing of programs.
struct Plain<'a> {
    text: Vec<char>,
    layout: &'a Layout,
}

impl Plain<'_> {
    fn matches(&self, root: &Node) -> bool {
        !self.follow(root, &[(0, Reach::Anywhere)]).is_empty()
    }

    fn follow(&self, node: &Node, from: &[State]) -> Vec<State> {
        let mut to = match node {
            Node::Literal { text, .. } => self.word(text, from),
            Node::Lexicon { .. } => ["戊", "己庚"].iter().flat_map(|word| self.word(word, from)).collect(),
            Node::Value { .. } => Vec::new(),
            Node::Sequence(parts) => parts.iter().fold(from.to_vec(), |from, part| self.follow(part, &from)),
            Node::Either(parts) => parts.iter().flat_map(|part| self.follow(part, from)).collect(),
            Node::Optional(inner) => [from.to_vec(), self.follow(inner, from)].concat(),
            Node::Around(parts) => self.any_order(parts, from, |state| state),
            Node::Anywhere(parts) => self.any_order(parts, from, |(at, _)| (at, Reach::Anywhere)),
            Node::Gap { .. } => from.iter().map(|&(at, reach)| (at, reach.max(Reach::Near))).collect(),
        };
        to.sort_unstable();
        to.dedup();
        to
    }

    fn any_order(&self, parts: &[Node], from: &[State], between: fn(State) -> State) -> Vec<State> {
        let mut to = Vec::new();
        for n in 0..parts.len() {
            let mut others = parts.to_vec();
            let first = others.remove(n);
            let after = self.follow(&first, from);
            if others.is_empty() {
                to.extend(after);
            } else {
                let after: Vec<State> = after.into_iter().map(between).collect();
                to.extend(self.any_order(&others, &after, between));
            }
        }
        to
    }

    fn word(&self, word: &str, from: &[State]) -> Vec<State> {
        let word: Vec<char> = word.chars().collect();
        let mut to = Vec::new();
        for start in 0..self.text.len() {
            let end = start + word.len();
            let is_there =
                self.text.get(start..end) == Some(&word[..]) && self.layout.is_uncut(start as u16, end as u16);
            if is_there && from.iter().any(|&state| self.can_reach(state, start)) {
                to.push((end, Reach::Silence));
            }
        }
        to
    }

    fn can_reach(&self, (at, reach): State, start: usize) -> bool {
        let between = || self.text.get(at..start);
        match reach {
            _ if start < at => false,
            Reach::Silence => self.is_silent(at, start),
            Reach::Near => between().is_some_and(|between| !between.contains(&'。')) && self.n_said(at, start) <= GAP,
            Reach::Anywhere => true,
        }
    }

    fn is_silent(&self, from: usize, to: usize) -> bool {
        let rest = &self.text[from..to];
        let is_border = |at: usize| self.layout.is_border(at as u16);
        rest.is_empty()
            || (matches!(rest[0], '，' | '。' | ',') && self.is_silent(from + 1, to))
            || (rest[0] == '嗯' && is_border(from) && is_border(from + 1) && self.is_silent(from + 1, to))
            || (rest.starts_with(&['那', '啥'])
                && is_border(from)
                && is_border(from + 2)
                && self.is_silent(from + 2, to))
    }

    /// The characters that are neither marks nor fillers. Fillers do not overlap with anything here.
    fn n_said(&self, from: usize, to: usize) -> u16 {
        let text: String = self.text[from..to].iter().collect();
        text.replace("那啥", "").chars().filter(|c| !matches!(c, '嗯' | ',' | '。')).count() as u16
    }
}

#[derive(Debug, PartialEq)]
struct Matched {
    phrases: Vec<usize>,
    /// Whether one of them explains all that was said.
    has_whole: bool,
}

fn matched(index: &Index, text: &str) -> Matched {
    let mut scratch = Scratch::default();
    let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
    let heard = hear_index(index, &[], &mut scratch, text, now, &Expected::default());
    let mut phrases: Vec<usize> = heard.matches.iter().map(|found| found.phrase.index()).collect();
    phrases.sort_unstable();
    Matched { phrases, has_whole: heard.matches.iter().any(|found| found.whole) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Which phrases match is the same for the index and the plain matcher.
    #[test]
    fn index_and_plain_matcher_agree(
        shapes in prop::collection::vec(shape(), 1..4),
        text in prop::collection::vec(
            prop::sample::select(vec!["甲", "乙", "丙", "丁", "甲乙", "乙丙甲", "戊", "己庚", "嗯", "那啥", "，", "。", "木"]), 0..9),
    ) {
        let text = text.concat();
        let folded = crate::text::fold::fold(&text);
        let phrases: Vec<_> = shapes.iter().map(narrow).filter_map(|text| Some((parse(&text).ok()?, text))).collect();
        let lines: String = phrases.iter().enumerate().map(|(n, (_, text))| format!("{n}: {text}\n")).collect();
        let (index, _) = crate::compile::index::sample::build_with_findings(&format!("{LEXICONS}{lines}"));
        prop_assume!(index.n_phrases() == phrases.len());
        let matching = |borders| {
            let mut layout = Layout::default();
            layout.lay_out(&index, folded.text(), borders, &mut Vec::new());
            let plain = Plain { text: folded.text().chars().collect(), layout: &layout };
            (0..phrases.len()).filter(|&n| plain.matches(&phrases[n].0.root)).collect::<Vec<usize>>()
        };
        let found = matched(&index, &text);
        let expect = matching(Borders::OfKnown);
        // Cut otherwise it is heard only where nothing else is, and then one phrase explains all.
        if expect.is_empty() && !found.phrases.is_empty() {
            prop_assert!(found.has_whole, "{} in {}", lines, text);
            prop_assert_eq!(found.phrases, matching(Borders::OfAsked), "{} in {}", lines, text);
        } else {
            prop_assert_eq!(found.phrases, expect, "{} in {}", lines, text);
        }
    }

    /// Every sentence of a phrase without overlapping words is matched whole, with score 1.
    #[test]
    fn sentences_of_a_phrase_match_it_whole(shape in shape()) {
        let mut next = 0x5000u32;
        let text = write(&shape, &mut |_, length| {
            (0..length).filter_map(|_| { next += 1; char::from_u32(next) }).collect()
        });
        let Ok(phrase) = parse(&text) else { return Ok(()) };
        let folded = crate::text::fold::fold(&text);
        // Traditional characters fold to others, which may be those of another word.
        prop_assume!(folded.text().replace(' ', "") == text.replace(' ', ""));
        let (index, _) = crate::compile::index::sample::build_with_findings(&format!("{LEXICONS}0: {text}"));
        prop_assume!(index.n_phrases() == 1);
        let mut scratch = Scratch::default();
        let now = jiff::civil::date(2025, 7, 1).at(10, 0, 0, 0);
        for sentence in expand(&phrase, 8, &|_| vec!["戊".to_owned(), "己庚".to_owned()]) {
            // 戊戊戊 is heard as one 戊.
            if crate::text::fold::fold(&sentence).text() != sentence {
                continue;
            }
            let heard = hear_index(&index, &[], &mut scratch, &sentence, now, &Expected::default());
            let found = heard.matches.first().map(|found| (found.whole, found.score));
            prop_assert_eq!(found, Some((true, 1.0)), "{} in {}", sentence, text);
        }
    }

    /// No utterance makes hearing panic, and hearing it twice gives the same.
    #[test]
    fn anything_can_be_heard(text in ".{0,40}") {
        let index = build("<填充词> 嗯\n<否定词> 不\n0: {number}个 & a\n1: x*{note}\n2: {date}");
        let first = matched(&index, &text);
        prop_assert_eq!(first, matched(&index, &text));
    }
}
