//! Makes the rules and queries of zh-intent-bench/1, the same each time.

use std::collections::{HashMap, HashSet};

use super::corpus::{Corpus, Query, Rule, elements};
use super::words;

/// How often a query is tried before its class counts as full: a broken generator must not go on for ever.
const MOST_TRIES: usize = 200;

/// Makes rules with so many patterns, and so many queries for them. The same arguments give the same.
pub fn corpus(n_patterns: usize, n_queries: usize) -> Corpus {
    let mut dice = Dice(0x5eed ^ n_patterns as u64);
    let fillers: Vec<&str> = words::FILLERS.iter().flat_map(|row| row.split_whitespace()).collect();
    let mut businesses: Vec<String> = words::KINDS
        .split_whitespace()
        .flat_map(|kind| words::THINGS.split_whitespace().map(move |thing| format!("{kind}{thing}")))
        .filter(|business| stripped(business) == *business)
        .collect();
    dice.shuffle(&mut businesses);
    let n_actions = words::ACTIONS.len();
    let intents: Vec<Rule> = (0..n_patterns / 5)
        .map(|n| {
            let (action, patterns) = words::ACTIONS[n % n_actions];
            let business = businesses[n / n_actions].clone();
            let patterns = patterns.iter().map(|pattern| pattern.replace("{B}", &business)).collect();
            Rule { id: format!("i{n:05}"), business, action: action.to_owned(), patterns }
        })
        .collect();
    let mut unused = businesses.split_off(intents.len().div_ceil(n_actions));
    if unused.len() < 50 {
        unused = words::KINDS
            .split_whitespace()
            .flat_map(|kind| words::OTHER_THINGS.split_whitespace().map(move |thing| format!("{kind}{thing}")))
            .collect();
    }
    let mut maker = Maker { oracle: Oracle::of(&intents), intents: &intents, unused: &unused, dice };
    let queries = maker.queries(n_queries);
    let hard = maker.hard();
    let fillers = fillers.into_iter().map(str::to_owned).collect();
    Corpus { fillers, intents, queries, hard }
}

/// Deletes punctuation, and fillers, the longest first, until none is left.
fn stripped(text: &str) -> String {
    let mut fillers: Vec<&str> = words::FILLERS.iter().flat_map(|row| row.split_whitespace()).collect();
    fillers.sort_by_key(|filler| std::cmp::Reverse(filler.chars().count()));
    let mut text: String = text.chars().filter(|character| !words::PUNCTUATION.contains(*character)).collect();
    loop {
        let mut left = String::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            match fillers.iter().find_map(|filler| rest.strip_prefix(filler)) {
                Some(after) => rest = after,
                None => {
                    left.push(first);
                    rest = rest.strip_prefix(first).unwrap_or_default();
                }
            }
        }
        if left == text {
            return left;
        }
        text = left;
    }
}

/// Tells what a query means, by either reading.
struct Oracle {
    by_business: HashMap<String, Vec<(String, Vec<Pattern>)>>,
    longest: usize,
}

struct Pattern {
    required: Vec<Vec<String>>,
    expansions: HashSet<String>,
}

impl Pattern {
    fn of(text: &str) -> Pattern {
        let elements = elements(text);
        let mut expansions = vec![String::new()];
        for element in &elements {
            let nothing = element.is_optional.then_some("");
            let texts: Vec<&str> = element.alternatives.iter().map(String::as_str).chain(nothing).collect();
            expansions =
                expansions.iter().flat_map(|so_far| texts.iter().map(move |text| format!("{so_far}{text}"))).collect();
        }
        let required = elements.into_iter().filter(|element| !element.is_optional);
        Pattern {
            required: required.map(|element| element.alternatives).collect(),
            expansions: expansions.iter().map(|text| stripped(text)).collect(),
        }
    }

    /// Whether the required elements occur in order. Of the alternatives the one that ends first leaves most to the others.
    fn fits_with_gaps(&self, text: &str) -> bool {
        let mut rest = text;
        self.required.iter().all(|alternatives| {
            let ends = alternatives.iter().filter_map(|word| rest.find(word.as_str()).map(|at| at + word.len()));
            let Some(after) = ends.min().and_then(|end| rest.get(end..)) else { return false };
            rest = after;
            true
        })
    }
}

impl Oracle {
    fn of(intents: &[Rule]) -> Oracle {
        let mut by_business: HashMap<String, Vec<(String, Vec<Pattern>)>> = HashMap::new();
        for rule in intents {
            let patterns = rule.patterns.iter().map(|pattern| Pattern::of(pattern)).collect();
            by_business.entry(rule.business.clone()).or_default().push((rule.id.clone(), patterns));
        }
        let longest = by_business.keys().map(|business| business.chars().count()).max().unwrap_or(0);
        Oracle { by_business, longest }
    }

    /// The intents that a query fits, read strictly and with gaps, each sorted.
    fn fitting(&self, query: &str) -> (Vec<&str>, Vec<&str>) {
        let bare = stripped(query);
        let (mut strict, mut gap) = (Vec::new(), Vec::new());
        let named: HashSet<&str> = [query, &bare].into_iter().flat_map(|text| self.businesses(text)).collect();
        let mut named: Vec<&str> = named.into_iter().collect();
        named.sort_unstable();
        for (id, patterns) in named.iter().flat_map(|business| &self.by_business[*business]) {
            if patterns.iter().any(|pattern| pattern.expansions.contains(&bare)) {
                strict.push(id.as_str());
            }
            if patterns.iter().any(|pattern| pattern.fits_with_gaps(query)) {
                gap.push(id.as_str());
            }
        }
        (strict, gap)
    }

    /// The businesses named in a text.
    fn businesses(&self, text: &str) -> Vec<&str> {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let spans = (0..places.len()).flat_map(|from| {
            let most = (from + self.longest).min(places.len() - 1);
            (from + 1..=most).map(move |to| (from, to))
        });
        let parts = spans.filter_map(|(from, to)| text.get(places[from]..places[to]));
        parts.filter_map(|part| self.by_business.get_key_value(part)).map(|(business, _)| business.as_str()).collect()
    }
}

/// Makes queries.
struct Maker<'a> {
    oracle: Oracle,
    intents: &'a [Rule],
    unused: &'a [String],
    dice: Dice,
}

impl Maker<'_> {
    fn queries(&mut self, n_queries: usize) -> Vec<Query> {
        let n_hits = n_queries / 2;
        let n_plain = n_hits * 3 / 10;
        let mut queries = self.class("hit_plain", n_plain, |maker| maker.hit(false));
        queries.extend(self.class("hit_filler", n_hits - n_plain, |maker| maker.hit(true)));
        let (n_chat, n_other) = (n_hits * 40 / 100, n_hits * 25 / 100);
        queries.extend(self.class("miss_chat", n_chat, Maker::chat));
        queries.extend(self.class("miss_biz", n_other, Maker::other_business));
        queries.extend(self.class("miss_act", n_other, Maker::other_action));
        queries.extend(self.class("miss_frag", n_hits - n_chat - 2 * n_other, Maker::fragment));
        self.dice.shuffle(&mut queries);
        queries
    }

    fn hard(&mut self) -> Vec<Query> {
        let mut queries = self.class("typo", 200, Maker::typo);
        queries.extend(self.class("negated", 150, Maker::negated));
        queries.extend(self.class("reorder", 150, Maker::reorder));
        queries
    }

    /// So many queries of a class; what `make` makes of no use is made again.
    fn class(
        &mut self,
        class: &str,
        n: usize,
        make: impl Fn(&mut Self) -> Option<(String, Option<String>)>,
    ) -> Vec<Query> {
        let tries = (0..n * MOST_TRIES).filter_map(|_| make(self));
        tries.take(n).map(|(text, intent)| Query { text, intent, class: class.to_owned() }).collect()
    }

    fn hit(&mut self, has_fillers: bool) -> Option<(String, Option<String>)> {
        let rule = self.dice.one(self.intents);
        let pattern = self.dice.clone_one(&rule.patterns);
        let text = self.say(&pattern, has_fillers);
        let (strict, gap) = self.oracle.fitting(&text);
        (strict == [rule.id.as_str()] && gap == strict).then(|| (text, Some(rule.id.clone())))
    }

    /// A query that must fit nothing.
    fn miss(&self, text: String) -> Option<(String, Option<String>)> {
        let (strict, gap) = self.oracle.fitting(&text);
        (strict.is_empty() && gap.is_empty() && !text.is_empty()).then_some((text, None))
    }

    fn chat(&mut self) -> Option<(String, Option<String>)> {
        let rows = [words::WHO, words::WHEN, words::WHAT];
        let mut text: String = rows.map(|row| self.dice.word(row)).concat();
        if self.dice.below(5) > 0 {
            text.push_str(self.dice.word(words::AND_SO));
        }
        self.miss(text)
    }

    fn other_business(&mut self) -> Option<(String, Option<String>)> {
        let (_, patterns) = self.dice.one(&words::ACTIONS);
        let pattern = self.dice.one(patterns).replace("{B}", &self.dice.clone_one(self.unused));
        let has_fillers = self.dice.below(10) < 7;
        let text = self.say(&pattern, has_fillers);
        self.miss(text)
    }

    fn other_action(&mut self) -> Option<(String, Option<String>)> {
        let before = if self.dice.below(2) == 0 { self.dice.word(words::FILLERS[0]) } else { "" };
        let business = self.dice.one(self.intents).business.clone();
        let action = self.dice.word(words::OTHER_ACTIONS);
        let after = if self.dice.below(10) < 3 { self.dice.word(words::FILLERS[2]) } else { "" };
        self.miss(format!("{before}{business}{action}{after}"))
    }

    fn fragment(&mut self) -> Option<(String, Option<String>)> {
        let rule = self.dice.one(self.intents);
        let before = if self.dice.below(2) == 0 { self.dice.word(words::FILLERS[0]) } else { "" };
        let text = if self.dice.below(2) == 0 {
            rule.business.clone()
        } else {
            let pattern = self.dice.clone_one(&rule.patterns).replace(&rule.business, "");
            let required = elements(&pattern).into_iter().filter(|element| !element.is_optional);
            required.map(|element| self.dice.clone_one(&element.alternatives)).collect()
        };
        self.miss(format!("{before}{text}"))
    }

    /// One character of the business is another that sounds or looks alike, or is left out.
    fn typo(&mut self) -> Option<(String, Option<String>)> {
        let rule = self.dice.one(self.intents);
        let alike = |character: char| words::ALIKE.iter().find(|(said, _)| *said == character).map(|pair| pair.1);
        let places: Vec<(usize, char, char)> = rule
            .business
            .char_indices()
            .filter_map(|(at, character)| alike(character).map(|other| (at, character, other)))
            .collect();
        if places.is_empty() {
            return None;
        }
        let (at, character, other) = *self.dice.one(&places);
        let (before, after) = rule.business.split_at(at);
        let after = after.strip_prefix(character)?;
        let other = if self.dice.below(4) < 3 { other.to_string() } else { String::new() };
        let pattern = self.dice.clone_one(&rule.patterns);
        let text = self.say(&pattern, true);
        let text = text.replace(&rule.business, &format!("{before}{other}{after}"));
        self.miss(text).map(|(text, _)| (text, Some(rule.id.clone())))
    }

    fn negated(&mut self) -> Option<(String, Option<String>)> {
        let rule = self.dice.one(self.intents);
        let mut pattern = self.dice.clone_one(&rule.patterns);
        for wish in ["[我想]", "[帮我]", "[我要]"] {
            pattern = pattern.replace(wish, "");
        }
        let text = self.say(&pattern, false);
        Some((format!("{}{text}", self.dice.word(words::NEGATIONS)), None))
    }

    /// The object first and the action later, in an order that no pattern has.
    fn reorder(&mut self) -> Option<(String, Option<String>)> {
        let rule = self.dice.one(self.intents);
        let (_, text) = words::REORDERED.iter().find(|(action, _)| *action == rule.action)?;
        let text = text.replace("{B}", &rule.business);
        let (_, gap) = self.oracle.fitting(&text);
        let before = ["", "你好", "嗯"][self.dice.below(3)];
        gap.is_empty().then(|| (format!("{before}{text}"), Some(rule.id.clone())))
    }

    /// A sentence of a pattern, with one to four fillers at its beginning, between its elements and at its end if wanted.
    fn say(&mut self, pattern: &str, has_fillers: bool) -> String {
        let mut parts: Vec<String> = Vec::new();
        for element in elements(pattern) {
            if !element.is_optional || self.dice.below(2) == 0 {
                parts.push(self.dice.clone_one(&element.alternatives));
            }
        }
        if !has_fillers {
            return parts.concat();
        }
        let (mut before, mut after) = (String::new(), String::new());
        for _ in 0..=self.dice.below(4) {
            match self.dice.below(4) {
                0 => before.push_str(self.dice.word(words::FILLERS[0])),
                1 | 2 if parts.len() > 1 => {
                    let at = 1 + self.dice.below(parts.len() - 1);
                    parts.insert(at, self.dice.word(words::FILLERS[1]).to_owned());
                }
                3 if after.is_empty() => after.push_str(self.dice.word(words::FILLERS[2])),
                _ if before.is_empty() => before.push_str(self.dice.word(words::FILLERS[0])),
                _ => {}
            }
        }
        if !before.is_empty() && self.dice.below(10) < 3 {
            before.push('，');
        }
        if self.dice.below(10) < 3 {
            after.push_str(self.dice.word("。 ？ ！"));
        }
        format!("{before}{}{after}", parts.concat())
    }
}

/// Numbers that look like chance and are the same each time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    /// Returns a number from 0 to `n` - 1; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % n.max(1) as u64) as usize
    }

    /// Returns one of a list that is not empty.
    pub fn one<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    fn clone_one(&mut self, list: &[String]) -> String {
        self.one(list).clone()
    }

    fn word(&mut self, row: &'static str) -> &'static str {
        let words: Vec<&str> = row.split_whitespace().collect();
        words[self.below(words.len())]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.below(at + 1);
            list.swap(at, other);
        }
    }
}
