//! Changes inputs so that they stay close to what they were: lines, words, brackets and numbers rather than bits.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words, keys and signs worth putting anywhere, one a line in quotes.
const DICTIONARY: &str = include_str!("dictionary.txt");

/// The words of the dictionary.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    DICTIONARY.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).map(unescaped).collect()
});

/// Undoes `\xNN`, the only escape the dictionary uses.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut parts = text.split("\\x");
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        bytes.extend(u8::from_str_radix(code, 16).ok());
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Numbers that are at the edge of something.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "00",
    "2",
    "9",
    "16",
    "17",
    "31",
    "32",
    "65",
    "100",
    "255",
    "256",
    "500",
    "501",
    "1000",
    "2001",
    "9999",
    "65535",
    "65536",
    "99999",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "18446744073709551616",
    "1e309",
    "1e-9",
    "0.1",
    "3.14",
    ".5",
    "NaN",
    "0x7f",
    "13800138000",
    "99999999999999999999999999999999",
];

/// Chance that is the same every time: SplitMix64.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// Returns the next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `limit`, 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % limit.max(1) as u64).unwrap_or(0)
    }

    /// Returns one of several.
    pub fn pick<'c, T>(&mut self, choices: &'c [T]) -> Option<&'c T> {
        choices.get(self.below(choices.len()))
    }
}

/// Makes new inputs of old ones.
#[derive(Debug)]
pub struct Mutator {
    /// Words of the dictionary and of the seeds.
    words: Vec<String>,
    most_bytes: usize,
}

impl Mutator {
    /// Learns the words of the seeds.
    pub fn new(seeds: &[Vec<u8>], most_bytes: usize) -> Mutator {
        let mut words: BTreeSet<String> = WORDS.iter().cloned().collect();
        for seed in seeds {
            let text = String::from_utf8_lossy(seed);
            let learned =
                text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| (1..=24).contains(&word.len()));
            words.extend(learned.map(str::to_owned));
        }
        Mutator { words: words.into_iter().collect(), most_bytes }
    }

    /// Returns a changed copy of `input`; `other` is another input that parts may be taken from.
    pub fn change(&self, chance: &mut Chance, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        // Mostly a few changes, now and then a heap of them.
        let n_changes = 1 + chance.below(4) * chance.below(4) * usize::from(chance.below(3) == 0);
        for _ in 0..n_changes {
            bytes = match String::from_utf8(bytes) {
                Ok(text) if chance.below(24) > 0 => self.change_text(chance, &text, other).into_bytes(),
                Ok(text) => change_bytes(chance, text.into_bytes()),
                Err(error) if chance.below(4) == 0 => {
                    String::from_utf8_lossy(error.as_bytes()).into_owned().into_bytes()
                }
                Err(error) => change_bytes(chance, error.into_bytes()),
            };
            if bytes.len() > self.most_bytes {
                let mut most = self.most_bytes;
                while most > 0 && bytes.get(most).is_some_and(|byte| byte & 0xc0 == 0x80) {
                    most -= 1;
                }
                bytes.truncate(most);
            }
        }
        bytes
    }

    fn change_text(&self, chance: &mut Chance, text: &str, other: &[u8]) -> String {
        match chance.below(9) {
            0..=2 => self.change_lines(chance, text, other),
            3 => replace_number(chance, text),
            4 => wrap(chance, text),
            5 => cross(chance, text, &String::from_utf8_lossy(other)),
            _ => self.change_words(chance, text),
        }
    }

    /// Inserts, replaces, drops or doubles a few characters.
    fn change_words(&self, chance: &mut Chance, text: &str) -> String {
        let from = border(chance, text);
        let span = 1 + chance.below(8) * chance.below(2);
        let to = text.get(from..).unwrap_or_default().char_indices().nth(span).map_or(text.len(), |(at, _)| from + at);
        let (before, rest) = text.split_at(from);
        let (within, after) = rest.split_at(to - from);
        let word = self.word(chance);
        match chance.below(7) {
            0 | 1 => [before, &word, rest].concat(),
            2 | 3 => [before, &word, after].concat(),
            4 => [before, after].concat(),
            5 => [before, &within.repeat(2 + many(chance)), after].concat(),
            _ => [before, &word.repeat(1 + many(chance)), rest].concat(),
        }
    }

    fn word(&self, chance: &mut Chance) -> String {
        match chance.below(8) {
            0 => char::from_u32(chance.below(0x11_0000) as u32).unwrap_or('\u{fffd}').to_string(),
            1 => char::from_u32(0x4e00 + chance.below(0x5200) as u32).unwrap_or('一').to_string(),
            2 => chance.pick(NUMBERS).copied().unwrap_or_default().to_owned(),
            _ => chance.pick(&self.words).cloned().unwrap_or_default(),
        }
    }

    /// Doubles, drops, moves, indents or takes over a line.
    fn change_lines(&self, chance: &mut Chance, text: &str, other: &[u8]) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = chance.below(lines.len());
        let Some(line) = lines.get(at).cloned() else { return self.word(chance) };
        match chance.below(8) {
            0 => lines.insert(at, line),
            1 => {
                lines.remove(at);
            }
            2 => {
                let to = chance.below(lines.len());
                lines.swap(at, to);
            }
            3 => lines[at] = format!("{}{line}", " ".repeat(chance.below(6))),
            4 => lines[at] = line.trim_start().to_owned(),
            5 => {
                let value = line.find(':').map_or(0, |colon| colon + 1);
                lines[at] = format!("{} {}", line.get(..value).unwrap_or_default(), self.word(chance));
            }
            6 => {
                let other = String::from_utf8_lossy(other);
                let others: Vec<&str> = other.lines().collect();
                let first = chance.below(others.len());
                let n_lines = 1 + chance.below(6);
                let taken = others.iter().skip(first).take(n_lines).map(|line| (*line).to_owned());
                lines.splice(at..at, taken);
            }
            _ => {
                let n_times = many(chance);
                lines.splice(at..at, std::iter::repeat_n(line, n_times));
            }
        }
        lines.join("\n") + "\n"
    }
}

/// A small number, seldom a large one.
fn many(chance: &mut Chance) -> usize {
    match chance.below(40) {
        0 => 3000,
        1 => 300,
        2..=5 => 40,
        _ => 1 + chance.below(4),
    }
}

/// A place between two characters.
fn border(chance: &mut Chance, text: &str) -> usize {
    let mut at = chance.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Puts another number in the place of one.
fn replace_number(chance: &mut Chance, text: &str) -> String {
    let from = border(chance, text);
    let digits = text.get(from..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit()).map(|at| from + at));
    let from = digits.unwrap_or(from);
    let (before, rest) = text.split_at(from);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    [before, chance.pick(NUMBERS).copied().unwrap_or_default(), after].concat()
}

/// Puts brackets or quotes around a part of a line, now and then very many.
fn wrap(chance: &mut Chance, text: &str) -> String {
    const PAIRS: &[(&str, &str)] = &[
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("<", ">"),
        ("\"", "\""),
        ("'", "'"),
        ("（", "）"),
        ("［", "］"),
        ("｛", "｝"),
        ("“", "”"),
        ("{% if 1 %}", "{% endif %}"),
        ("{% for x in y %}", "{% endfor %}"),
        ("{", "|元}"),
        ("{a: ", "}"),
    ];
    let (open, close) = chance.pick(PAIRS).copied().unwrap_or_default();
    let from = border(chance, text);
    let (before, rest) = text.split_at(from);
    let end = rest.find('\n').unwrap_or(rest.len());
    let length = border(chance, rest.get(..end).unwrap_or_default());
    let (within, after) = rest.split_at(length);
    let n_times = if chance.below(3) == 0 { many(chance) } else { 1 };
    [before, &open.repeat(n_times), within, &close.repeat(n_times), after].concat()
}

/// The beginning of one text and the end of another.
fn cross(chance: &mut Chance, text: &str, other: &str) -> String {
    let (begin, _) = text.split_at(border(chance, text));
    let (_, end) = other.split_at(border(chance, other));
    [begin, end].concat()
}

/// Changes a byte, whatever it is a part of.
fn change_bytes(chance: &mut Chance, mut bytes: Vec<u8>) -> Vec<u8> {
    let at = chance.below(bytes.len() + 1);
    let byte = chance.number().to_le_bytes()[0];
    match (chance.below(3), bytes.get_mut(at)) {
        (0, Some(old)) => *old = byte,
        (1, Some(old)) => *old ^= 1 << (byte % 8),
        _ => bytes.insert(at, byte),
    }
    bytes
}
