//! Reads one phrase by recursive descent and collects every mistake on the way.

use std::ops::Range;

use super::{Node, Phrase, PhraseMistake};
use crate::finding::Severity;
use crate::limits::PHRASE_DEPTH;

/// Reads a phrase.
///
/// Every mistake of the line is returned, in the order of the text; what is only doubtful is in [`Phrase::doubts`].
/// The tree has no sequence or choice of a single part, and no sequence directly inside a sequence.
pub fn parse(text: &str) -> Result<Phrase, Vec<PhraseMistake>> {
    let mut reader =
        Reader { characters: text.chars().collect(), at: 0, depth: 0, has_given_up: false, mistakes: Vec::new() };
    let root = reader.whole();
    let n_characters = reader.characters.len();
    if !reader.mistakes.iter().any(PhraseMistake::is_error) {
        reader.check_gaps(&root, true, true);
        if root.can_be_empty() {
            reader.error(
                "phrase-matches-anything",
                0..n_characters,
                "这条说法什么也不要求，空话也会匹配",
                "至少留一个不在方括号里的词",
            );
        }
    }
    let mut mistakes = reader.mistakes;
    mistakes.sort_by_key(|mistake| (mistake.from, mistake.to));
    if mistakes.iter().any(PhraseMistake::is_error) {
        return Err(mistakes);
    }
    Ok(Phrase { root, doubts: mistakes })
}

impl PhraseMistake {
    /// Returns whether it leaves no phrase to use.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The ASCII operator that a character means, or `None` if it is text.
fn operator(character: char) -> Option<char> {
    match character {
        '(' | '（' => Some('('),
        ')' | '）' => Some(')'),
        '[' | '［' => Some('['),
        ']' | '］' => Some(']'),
        '{' | '｛' => Some('{'),
        '}' | '｝' => Some('}'),
        '<' | '＜' => Some('<'),
        '>' | '＞' => Some('>'),
        '|' | '｜' => Some('|'),
        '&' | '＆' => Some('&'),
        ';' | '；' => Some(';'),
        '*' | '＊' => Some('*'),
        '\\' | '＼' => Some('\\'),
        _ => None,
    }
}

/// The bracket that closes `open`.
fn closer(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => '>',
    }
}

struct Reader {
    characters: Vec<char>,
    at: usize,
    depth: usize,
    has_given_up: bool,
    mistakes: Vec<PhraseMistake>,
}

impl Reader {
    /// The whole line; a bracket that closes nothing is reported and skipped.
    fn whole(&mut self) -> Node {
        let mut parts = Vec::new();
        loop {
            parts.push(self.either());
            let Some(stray) = self.peek() else { break };
            self.error(
                "phrase-stray-bracket",
                self.at..self.at + 1,
                format!("这个“{stray}”没有与之对应的开括号"),
                "去掉它，补上开括号，或写成 \\ 加这个字",
            );
            self.at += 1;
        }
        sequence(parts)
    }

    fn either(&mut self) -> Node {
        self.separated('|', Reader::anywhere, Node::Either)
    }

    fn anywhere(&mut self) -> Node {
        self.separated('&', Reader::around, Node::Anywhere)
    }

    fn around(&mut self) -> Node {
        self.separated(';', Reader::row, Node::Around)
    }

    /// Parts with `separator` between them; an empty one is a mistake, but for a whole that is empty: its owner reports it.
    fn separated(&mut self, separator: char, part: fn(&mut Reader) -> Node, all: fn(Vec<Node>) -> Node) -> Node {
        let start = self.at;
        let first = part(self);
        if self.peek() != Some(separator) {
            return first;
        }
        let mut ranges = Vec::new();
        ranges.push(start..self.at);
        let mut parts = vec![first];
        while self.peek() == Some(separator) {
            self.at += 1;
            let start = self.at;
            parts.push(part(self));
            ranges.push(start..self.at);
        }
        for (node, range) in parts.iter().zip(ranges) {
            if is_nothing(node) && !self.is_reported(&range) {
                let next = range.end.min(self.characters.len());
                self.error(
                    "phrase-empty",
                    range.start.min(next).saturating_sub(1)..next.max(range.start),
                    format!("“{separator}”的一边是空的"),
                    "补上一种说法；想表示可有可无，用方括号 [ ]",
                );
            }
        }
        all(parts)
    }

    fn row(&mut self) -> Node {
        let mut parts = Vec::new();
        while let Some(&character) = self.characters.get(self.at) {
            if character.is_whitespace() {
                self.at += 1;
                continue;
            }
            match operator(character) {
                None => parts.push(self.literal()),
                Some('\\') => parts.push(self.literal()),
                Some('*') => {
                    parts.push(Node::Gap { at: self.at..self.at + 1 });
                    self.at += 1;
                }
                Some(open @ ('(' | '[')) => parts.push(self.group(open)),
                Some(open @ ('{' | '<')) => parts.push(self.named(open)),
                Some(_) => break,
            }
        }
        sequence(parts)
    }

    fn literal(&mut self) -> Node {
        let start = self.at;
        let mut text = String::new();
        while let Some(&character) = self.characters.get(self.at) {
            match operator(character) {
                Some('\\') => match self.characters.get(self.at + 1) {
                    Some(&escaped) => {
                        text.push(escaped);
                        self.at += 2;
                    }
                    None => {
                        self.error(
                            "phrase-stray-bracket",
                            self.at..self.at + 1,
                            "反斜杠后面没有字",
                            "反斜杠用来写 ( ) [ ] 这样的符号本身；不需要就去掉",
                        );
                        self.at += 1;
                    }
                },
                Some(_) => break,
                None if character.is_whitespace() => break,
                None => {
                    text.push(character);
                    self.at += 1;
                }
            }
        }
        Node::Literal { text, at: start..self.at }
    }

    fn group(&mut self, open: char) -> Node {
        let opened = self.at;
        self.at += 1;
        self.depth += 1;
        if self.depth > PHRASE_DEPTH {
            self.error(
                "phrase-too-deep",
                opened..opened + 1,
                format!("括号套了超过 {PHRASE_DEPTH} 层"),
                "拆成几条说法",
            );
            // What follows is not read, so nothing can be said about brackets that stay open.
            self.characters.truncate(self.at);
            self.has_given_up = true;
            self.depth -= 1;
            return sequence(Vec::new());
        }
        let inner = self.either();
        self.depth -= 1;
        self.close(open, opened);
        if is_nothing(&inner) && !self.is_reported(&(opened..self.at)) {
            self.error("phrase-empty", opened..self.at, "括号里是空的", "补上内容，或去掉这对括号");
        }
        match open {
            '[' => Node::Optional(Box::new(inner)),
            _ => inner,
        }
    }

    /// `{name}`, `{entity:slot}` or `<lexicon>`.
    fn named(&mut self, open: char) -> Node {
        let opened = self.at;
        let close = closer(open);
        self.at += 1;
        let start = self.at;
        while self.peek().is_none_or(|operator| operator == '\\') && self.at < self.characters.len() {
            self.at += 1;
        }
        let inside: String = self.characters.get(start..self.at).unwrap_or_default().iter().collect();
        self.close(open, opened);
        let at = opened..self.at;
        let (name, slot) = match inside.split_once([':', '：']) {
            Some((name, slot)) if close == '}' => (name.trim(), Some(slot.trim())),
            _ => (inside.trim(), None),
        };
        if (name.is_empty() || slot.is_some_and(str::is_empty)) && !self.is_reported(&at) {
            self.error("phrase-empty", at.clone(), "括号里缺名字", "写上槽、实体或词库的名字");
        }
        match close {
            '}' => Node::Value { name: name.to_owned(), slot: slot.map(str::to_owned), at },
            _ => Node::Lexicon { name: name.to_owned(), at },
        }
    }

    /// Takes the bracket that closes `open`, or reports that there is none.
    fn close(&mut self, open: char, opened: usize) {
        let close = closer(open);
        match self.peek() {
            Some(found) if found == close => self.at += 1,
            Some(found) => {
                self.error(
                    "phrase-unclosed",
                    opened..self.at + 1,
                    format!("“{open}”要用“{close}”来关，这里却是“{found}”"),
                    format!("在“{found}”之前补上“{close}”"),
                );
                if matches!(found, ')' | ']' | '}' | '>') {
                    self.at += 1;
                }
            }
            None if self.has_given_up => {}
            None => self.error(
                "phrase-unclosed",
                opened..opened + 1,
                format!("“{open}”没有关"),
                format!("在该结束的地方补上“{close}”"),
            ),
        }
    }

    /// Reports gaps at either end of the phrase, and gaps side by side.
    fn check_gaps(&mut self, node: &Node, at_start: bool, at_end: bool) {
        match node {
            Node::Gap { at } if at_start || at_end => self.error(
                "phrase-gap-at-end",
                at.clone(),
                "说法的两头不需要 *",
                "去掉它：说法本来就可以出现在句子的任何地方",
            ),
            Node::Gap { .. } | Node::Literal { .. } | Node::Value { .. } | Node::Lexicon { .. } => {}
            Node::Optional(inner) => self.check_gaps(inner, at_start, at_end),
            Node::Either(parts) | Node::Around(parts) | Node::Anywhere(parts) => {
                // Beside a separator of `&` a gap says nothing either, beside `;` it says too much: each part is an end.
                let inside = matches!(node, Node::Either(_));
                for part in parts {
                    self.check_gaps(part, at_start || !inside, at_end || !inside);
                }
            }
            Node::Sequence(parts) => {
                for (n, part) in parts.iter().enumerate() {
                    self.check_gaps(part, at_start && n == 0, at_end && n + 1 == parts.len());
                }
                for pair in parts.windows(2) {
                    if let [Node::Gap { at: first }, Node::Gap { at: second }] = pair {
                        self.mistakes.push(PhraseMistake {
                            code: "phrase-double-gap",
                            severity: Severity::Warning,
                            message: "连着写了两个 *".to_owned(),
                            help: "一个就够；中间可以隔任何话时用 &".to_owned(),
                            from: first.start,
                            to: second.end,
                        });
                    }
                }
            }
        }
    }

    /// The operator at the reading position, if there is one.
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).and_then(|&character| operator(character))
    }

    /// Whether an error inside `range` has been reported, of which an empty part is only the consequence.
    fn is_reported(&self, range: &Range<usize>) -> bool {
        let within = |mistake: &PhraseMistake| mistake.from <= range.end && range.start <= mistake.to;
        self.mistakes.iter().any(within)
    }

    fn error(&mut self, code: &'static str, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.mistakes.push(PhraseMistake {
            code,
            severity: Severity::Error,
            message: message.into(),
            help: help.into(),
            from: at.start,
            to: at.end,
        });
    }
}

/// Whether the part is a sequence of nothing.
fn is_nothing(node: &Node) -> bool {
    matches!(node, Node::Sequence(parts) if parts.is_empty())
}

/// One part as itself, several as a flat sequence.
fn sequence(parts: Vec<Node>) -> Node {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Node::Sequence(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        1 => flat.swap_remove(0),
        _ => Node::Sequence(flat),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a tree in a canonical form with every structure visible.
    fn show(node: &Node) -> String {
        let all = |parts: &[Node], with: &str| parts.iter().map(show).collect::<Vec<_>>().join(with);
        match node {
            Node::Literal { text, .. } => text.clone(),
            Node::Value { name, slot: Some(slot), .. } => format!("{{{name}:{slot}}}"),
            Node::Value { name, slot: None, .. } => format!("{{{name}}}"),
            Node::Lexicon { name, .. } => format!("<{name}>"),
            Node::Sequence(parts) => all(parts, " "),
            Node::Either(parts) => format!("({})", all(parts, "|")),
            Node::Optional(inner) => format!("[{}]", show(inner)),
            Node::Around(parts) => format!("({})", all(parts, ";")),
            Node::Anywhere(parts) => format!("({})", all(parts, "&")),
            Node::Gap { .. } => "*".to_owned(),
        }
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let phrase = parse(text).expect("the phrase is well-formed");
        assert_eq!(show(&phrase.root), expect);
    }

    #[track_caller]
    fn check_mistakes(text: &str, expect: &[(&str, &str, usize, usize)]) {
        let mistakes = match parse(text) {
            Ok(phrase) => phrase.doubts,
            Err(mistakes) => mistakes,
        };
        let found: Vec<_> =
            mistakes.iter().map(|found| (found.code, found.message.as_str(), found.from, found.to)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn every_operator() {
        check("<解冻>[我的](账户|账号|支付宝)", "<解冻> [我的] (账户|账号|支付宝)");
        check("(账户|账号) & <被冻结>", "((账户|账号)&<被冻结>)");
        check("{date}[的时候]*被<冻结>了", "{date} [的时候] * 被 <冻结> 了");
        check("(上个月;账单)", "(上个月;账单)");
        check("{month:月份}的账单", "{month:月份} 的账单");
        check("我要 查账单", "我要 查账单");
        check("[请|麻烦]查", "[(请|麻烦)] 查");
        check("丢了|挂失", "(丢了|挂失)");
    }

    #[test]
    fn full_width_operators_mean_the_same() {
        check("（账户｜账号）［的］＆＜冻结＞", "((账户|账号) [的]&<冻结>)");
        check("｛date：月份｝＊（甲；乙）", "{date:月份} * (甲;乙)");
    }

    #[test]
    fn escapes_are_text() {
        check(r"\(笑\)好", "(笑)好");
        check(r"a\\b", r"a\b");
    }

    #[test]
    fn nesting() {
        check("(a|b(c|d)[e])f", "(a|b (c|d) [e]) f");
        check("(a & b)c", "(a&b) c");
    }

    #[test]
    fn brackets_that_do_not_close() {
        check_mistakes("(账户", &[("phrase-unclosed", "“(”没有关", 0, 1)]);
        check_mistakes("{date", &[("phrase-unclosed", "“{”没有关", 0, 1)]);
        check_mistakes("账户)", &[("phrase-stray-bracket", "这个“)”没有与之对应的开括号", 2, 3)]);
        check_mistakes("(账户]", &[("phrase-unclosed", "“(”要用“)”来关，这里却是“]”", 0, 4)]);
    }

    #[test]
    fn all_mistakes_of_a_line_are_found() {
        check_mistakes("()查{}", &[("phrase-empty", "括号里是空的", 0, 2), ("phrase-empty", "括号里缺名字", 3, 5)]);
    }

    #[test]
    fn empty_alternatives() {
        check_mistakes("(账户|)", &[("phrase-empty", "“|”的一边是空的", 3, 4)]);
        check_mistakes("账户 &", &[("phrase-empty", "“&”的一边是空的", 3, 4)]);
    }

    #[test]
    fn gaps_at_an_end_and_side_by_side() {
        check_mistakes("*账户", &[("phrase-gap-at-end", "说法的两头不需要 *", 0, 1)]);
        check_mistakes("查**账户", &[("phrase-double-gap", "连着写了两个 *", 1, 3)]);
    }

    #[test]
    fn a_phrase_that_demands_nothing() {
        check_mistakes("[账户][账号]", &[("phrase-matches-anything", "这条说法什么也不要求，空话也会匹配", 0, 8)]);
        check_mistakes("", &[("phrase-matches-anything", "这条说法什么也不要求，空话也会匹配", 0, 0)]);
    }

    #[test]
    fn too_deep() {
        let text = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
        check_mistakes(&text, &[("phrase-too-deep", "括号套了超过 16 层", 16, 17)]);
    }
}
