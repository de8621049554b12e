//! Builds the index: words get numbers, phrases get programs, and each phrase is posted under what it is rarest called by.

mod resolve;

use std::collections::HashMap;

use self::resolve::{Resolver, finding_of};
use super::cut::{Cutter, Vocabulary};
use super::weight;
use super::{
    Automaton, GroupId, Index, Key, Named, Owner, Pattern, PhraseId, PhraseInfo, Posting, SetInfo, Word, flag,
};
use crate::compile::id::{IntentId, SetId, SlotId};
use crate::compile::pattern::{Between, Choices, Op, Part, assemble, needs};
use crate::compile::phrase;
use crate::finding::{Finding, Place};
use crate::limits::{HOTLINE_STEPS, PHRASE_CHARS, PHRASE_FINDINGS, PHRASE_PARTS};
use crate::rules::lexicon;
use crate::text::entity::Kinds;
use crate::text::fold::{Folded, fold_into};

/// The most groups of needs that a phrase keeps besides the one it is posted under.
const MOST_NEEDS: usize = 3;

/// Takes lexicons, sets and phrases, in this order, and becomes an [`Index`].
#[derive(Debug, Default)]
pub struct Builder {
    index: Index,
    phrases: Vec<PhraseInfo>,
    word_numbers: HashMap<Box<str>, u32>,
    /// Of two sets with one name the first counts.
    set_names: HashMap<Box<str>, SetId>,
    /// By word.
    told: Vec<Told>,
    /// By set.
    set_asked: Vec<Asked>,
    value_pairs: Vec<(u32, SetId, u16)>,
    /// By phrase: its groups of needs, each a count and so many keys, in `groups`.
    phrase_groups: Vec<(u32, u32)>,
    groups: Vec<Key>,
    owner_numbers: HashMap<Owner, u32>,
    last_owner: Option<(Owner, u32)>,
    choices: Choices,
    part_numbers: HashMap<Vec<Op>, u32>,
    /// The words of each literal that was cut.
    cut_literals: HashMap<String, Vec<Part>>,
    cutter: Cutter,
    /// The number of words, and the most characters of one, when the first literal was cut: literals are cut by those words.
    cut_by: Option<(u32, usize)>,
    folded: Folded,
    capture_numbers: HashMap<Option<SlotId>, u32>,
    /// What intents are usually asked with, by the number of the owner.
    usual: Vec<(u32, Key)>,
    examples: Vec<(u32, Box<str>)>,
    is_alone: bool,
}

/// What is known of a word while phrases come in.
#[derive(Debug, Default)]
struct Told {
    text: Box<str>,
    asked: Asked,
}

/// How many ask for a word or a set.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    n_phrases: u32,
    n_owners: u32,
    /// The last owner that was counted, from 1.
    last_owner: u32,
}

impl Builder {
    /// Makes an empty builder. It knows the function words of the language.
    pub fn new() -> Builder {
        let mut builder = Builder::default();
        for word in weight::FUNCTION_WORDS.split_whitespace() {
            builder.mark(word, flag::FUNCTION | flag::BORDER);
        }
        for word in weight::CONNECTIVES.split_whitespace() {
            builder.mark(word, flag::CONNECTIVE | flag::FUNCTION | flag::BORDER);
        }
        builder
    }

    /// Tells a lexicon: words with the number of the value that each means. All lexicons are told before any phrase.
    pub fn lexicon(&mut self, set: SetId, name: &str, words: &[(u16, &str)]) {
        self.name_set(set, name);
        let flags = match name {
            lexicon::FILLERS => flag::FILLER | flag::BORDER,
            lexicon::NEGATIONS => flag::NEGATION | flag::BORDER,
            lexicon::KNOWN_WORDS => flag::BORDER | flag::GUARD,
            lexicon::INSULTS => flag::BORDER | flag::FUNCTION | flag::INSULT,
            lexicon::OUTSIDE => flag::BORDER | flag::OUTSIDE,
            lexicon::LIGHT => flag::BORDER | flag::FUNCTION,
            _ => flag::BORDER,
        };
        for &(value, word) in words {
            if let Some(number) = self.mark(word, flags) {
                self.value_pairs.push((number, set, value));
            }
        }
        self.cut_by = None;
        self.cut_literals.clear();
    }

    /// Tells a set whose values have phrases, which [`Builder::add`] brings under [`Owner::Value`].
    pub fn value_set(&mut self, set: SetId, name: &str, _n_values: usize) {
        self.name_set(set, name);
    }

    /// Tells a set whose values a regular expression finds.
    pub fn regex_set(&mut self, set: SetId, name: &str) {
        self.name_set(set, name);
        self.set_mut(set).is_regex = true;
    }

    /// The phrases that follow count only where they explain nearly the whole utterance; see [`weight::ALONE`].
    pub fn begin_alone(&mut self) {
        self.is_alone = true;
    }

    /// The phrases that follow count anywhere again.
    pub fn end_alone(&mut self) {
        self.is_alone = false;
    }

    /// Adds a phrase; `names` says what `{name}` means where it stands.
    ///
    /// Mistakes become findings at `place`, narrowed to the characters concerned where `place` is a line of text; a phrase
    /// with an error is left out.
    pub fn add(
        &mut self,
        owner: Owner,
        text: &str,
        place: Place,
        names: &dyn Fn(&str) -> Option<Named>,
        findings: &mut Vec<Finding>,
    ) {
        // Before it is taken apart: who writes so much has put a whole list into one line.
        if text.len() > PHRASE_CHARS && text.chars().nth(PHRASE_CHARS).is_some() {
            let finding = Finding::error("phrase-too-wide", place, format!("这条说法超过 {PHRASE_CHARS} 个字"));
            findings.push(finding.help("拆成几条，一行一条"));
            return;
        }
        let phrase = match phrase::parse::parse(text) {
            Ok(phrase) => phrase,
            Err(mistakes) => {
                findings.extend(mistakes.iter().take(PHRASE_FINDINGS).map(|mistake| finding_of(mistake, &place)));
                return;
            }
        };
        findings.extend(phrase.doubts.iter().take(PHRASE_FINDINGS).map(|mistake| finding_of(mistake, &place)));
        let mut resolver =
            Resolver { builder: self, names, place: &place, findings, kinds: Kinds::EMPTY, is_whole: true };
        let part = resolver.part(&phrase.root);
        let (kinds, is_whole) = (resolver.kinds, resolver.is_whole);
        if is_whole {
            self.keep(owner, text, place, (part, kinds), findings);
        }
    }

    /// Adds a phrase that is no more than a name, in which no character is an operator; one without a letter says nothing
    /// and is left out.
    pub fn add_literal(&mut self, owner: Owner, text: &str, place: Place) {
        let words = self.words_of(text);
        if !words.is_empty() {
            self.keep(owner, text, place, (Part::Sequence(words), Kinds::EMPTY), &mut Vec::new());
        }
    }

    /// Adds an example of an intent: its words belong to what the intent is usually asked with.
    pub fn example(&mut self, intent: IntentId, text: &str) {
        let owner = self.owner_number(Owner::Intent(intent)) - 1;
        self.examples.push((owner, text.into()));
    }

    /// The words of a literal, in order.
    fn words_of(&mut self, text: &str) -> Vec<Part> {
        // The same few literals (账户, 怎么) stand in most phrases.
        if let Some(words) = self.cut_literals.get(text) {
            return words.clone();
        }
        let mut folded = std::mem::take(&mut self.folded);
        let mut cutter = std::mem::take(&mut self.cutter);
        let (n_words, longest) = *self.cut_by.get_or_insert_with(|| {
            let longest = self.index.words.iter().map(|word| usize::from(word.n_chars)).max();
            (self.told.len() as u32, longest.unwrap_or(0))
        });
        fold_into(text, &mut folded);
        let has = |word: &str| self.word_numbers.get(word).is_some_and(|&number| number < n_words);
        let mut pieces: Vec<&str> = Vec::new();
        cutter.cut(folded.text(), &Vocabulary { longest, has }, |piece| pieces.push(piece));
        let is_several = pieces.len() > 1;
        let numbers: Vec<u32> = pieces.into_iter().map(|word| self.intern(word)).collect();
        if is_several {
            numbers.iter().for_each(|&number| self.index.words[number as usize].flags |= flag::IN_LITERAL);
        }
        let words: Vec<Part> = numbers.into_iter().map(|number| Part::Op(Op::Word(number))).collect();
        self.folded = folded;
        self.cutter = cutter;
        self.cut_literals.insert(text.to_owned(), words.clone());
        words
    }

    /// Keeps a resolved phrase.
    fn keep(
        &mut self,
        owner: Owner,
        text: &str,
        place: Place,
        (part, kinds): (Part, Kinds),
        findings: &mut Vec<Finding>,
    ) {
        if self.index.ops.len() > HOTLINE_STEPS {
            let message = "所有说法展开后合起来太大，从这条起没有编译";
            // Said once, not for each of a million phrases.
            if findings.last().is_none_or(|last| last.message != message) {
                let finding = Finding::error("phrase-too-wide", place, message);
                findings.push(finding.help("少用一点 ; 和 &，或者把热线分成几个"));
            }
            return;
        }
        let owner_number = self.owner_number(owner);
        let part = match owner {
            Owner::Value(set, value) => self.without_words(set, value, part),
            _ => Some(part),
        };
        let (first_op, first_bag) = (self.index.ops.len(), self.index.bags.len());
        let mut groups = Vec::new();
        if let Some(part) = part {
            let fits = match &part {
                Part::AnyOrder(parts, Between::Anything) if !parts.iter().any(Part::can_be_empty) => self.bag(parts),
                _ => assemble(&part, &mut self.index.ops, &mut self.choices),
            };
            if !fits {
                findings.push(
                    Finding::error("phrase-too-wide", place, "这条说法展开后太大")
                        .help(format!("拆成几条；一个 & 或 ; 最多 {PHRASE_PARTS} 段")),
                );
                return;
            }
            let sets = &self.index.sets;
            let is_regex = |set: u32| sets.get(set as usize).is_some_and(|info| info.is_regex);
            groups = needs(&part, &is_regex);
        }
        let is_bag = first_bag < self.index.bags.len();
        let ops = if is_bag { (0, 0) } else { (first_op as u32, self.index.ops.len() as u32) };
        let bag = (first_bag as u32, self.index.bags.len() as u32);
        let programs: Vec<(u32, u32)> = match self.index.bags.get(first_bag..) {
            Some(parts) if is_bag => parts.iter().map(|&part| self.index.parts[part as usize]).collect(),
            _ => vec![ops],
        };
        let has_regex = self.count(&programs, owner, owner_number);
        let first_group = self.groups.len();
        for group in groups {
            self.groups.push(Key(group.len() as u32));
            self.groups.extend(group);
        }
        self.phrase_groups.push((first_group as u32, self.groups.len() as u32));
        self.index.kinds = self.index.kinds.union(kinds);
        self.phrases.push(PhraseInfo { owner, text: text.to_owned(), place });
        self.index.patterns.push(Pattern {
            speaks_for: owner,
            ops,
            bag,
            needs: (0, 0),
            owner: owner_number - 1,
            kinds,
            has_regex,
            is_alone: self.is_alone,
        });
    }

    /// The number of an owner, from 1.
    fn owner_number(&mut self, owner: Owner) -> u32 {
        if let Some((last, number)) = self.last_owner
            && last == owner
        {
            return number;
        }
        let next = self.owner_numbers.len() as u32 + 1;
        let number = *self.owner_numbers.entry(owner).or_insert(next);
        self.index.n_owners = self.owner_numbers.len();
        self.last_owner = Some((owner, number));
        if let Owner::Intent(intent) = owner {
            let n_intents = self.index.intent_owners.len().max(intent.index() + 1);
            self.index.intent_owners.resize(n_intents, u32::MAX);
            self.index.intent_owners[intent.index()] = number - 1;
        }
        number
    }

    /// Turns the alternatives of a value that are single words into words with a meaning; returns what is left.
    fn without_words(&mut self, set: SetId, value: u16, part: Part) -> Option<Part> {
        match part {
            Part::Op(Op::Word(word)) => {
                self.value_pairs.push((word, set, value));
                None
            }
            Part::Sequence(mut parts) if parts.len() == 1 => self.without_words(set, value, parts.swap_remove(0)),
            Part::Either(parts) => {
                let left: Vec<Part> =
                    parts.into_iter().filter_map(|part| self.without_words(set, value, part)).collect();
                if left.is_empty() { None } else { Some(Part::Either(left)) }
            }
            other => Some(other),
        }
    }

    /// Keeps the parts of a bag, each program once; `false` if it is larger than can be accepted.
    fn bag(&mut self, parts: &[Part]) -> bool {
        let first = self.index.bags.len();
        for part in parts {
            let start = self.index.ops.len();
            if parts.len() > PHRASE_PARTS || !assemble(part, &mut self.index.ops, &mut self.choices) {
                self.index.bags.truncate(first);
                return false;
            }
            let program = self.index.ops.split_off(start);
            let number = match self.part_numbers.get(&program) {
                Some(&number) => number,
                None => {
                    let number = self.index.parts.len() as u32;
                    self.index.ops.extend(&program);
                    self.index.parts.push((start as u32, self.index.ops.len() as u32));
                    self.part_numbers.insert(program, number);
                    number
                }
            };
            self.index.bags.push(number);
        }
        true
    }

    /// Counts what programs ask for; returns whether a set with a regular expression is among it.
    fn count(&mut self, programs: &[(u32, u32)], owner: Owner, owner_number: u32) -> bool {
        let mut asked: Vec<Key> = Vec::new();
        let mut has_regex = false;
        let ops = programs.iter().flat_map(|&(from, to)| self.index.ops.get(from as usize..to as usize));
        for op in ops.flatten() {
            match op {
                Op::Word(word) => asked.push(Key::word(*word)),
                Op::AnyWord { first, end } => {
                    let words = self.choices.words.get(*first as usize..*end as usize).unwrap_or_default();
                    asked.extend(words.iter().map(|&word| Key::word(word)));
                }
                Op::Set { set, .. } => {
                    has_regex |= self.index.sets[*set as usize].is_regex;
                    asked.push(Key::set_index(*set));
                }
                Op::Entity { .. } | Op::Text { .. } | Op::Split(_) | Op::Jump(_) => {}
                Op::Gap | Op::Anything | Op::Done => {}
            }
        }
        asked.sort_unstable();
        asked.dedup();
        if matches!(owner, Owner::Intent(_)) {
            self.usual.extend(asked.iter().map(|&key| (owner_number - 1, key)));
        }
        for key in asked {
            let asked = match key.as_set() {
                Ok(set) => {
                    self.index.sets[set].is_asked = true;
                    &mut self.set_asked[set]
                }
                Err(word) => {
                    self.index.words[word].flags |= flag::ASKED;
                    &mut self.told[word].asked
                }
            };
            asked.n_phrases += 1;
            if asked.last_owner != owner_number {
                asked.last_owner = owner_number;
                asked.n_owners += 1;
            }
        }
        has_regex
    }

    /// Becomes the index. The only new finding can be that there are more words than an automaton holds.
    pub fn finish(mut self, findings: &mut Vec<Finding>) -> Index {
        self.index.alternatives = std::mem::take(&mut self.choices.words);
        self.weigh();
        self.post();
        self.value_pairs.sort_unstable();
        self.value_pairs.dedup();
        let index = &mut self.index;
        let mut at = 0;
        for pairs in self.value_pairs.chunk_by(|one, other| one.0 == other.0) {
            let end = at + pairs.len() as u32;
            if let Some(&(word, ..)) = pairs.first() {
                index.words[word as usize].values = (at, end);
            }
            index.word_values.extend(pairs.iter().map(|&(_, set, value)| (set, value)));
            at = end;
        }
        let patterns = self.told.iter().zip(0u32..).map(|(told, number)| (&*told.text, number));
        match Automaton::of(patterns) {
            Ok(automaton) => self.index.automaton = automaton,
            Err(error) => {
                if let Some(last) = self.phrases.last() {
                    let message = format!("说法里的词太多，建不成词表：{error}");
                    findings.push(Finding::error("phrase-too-wide", last.place.clone(), message));
                }
            }
        }
        self.tell_usual();
        self.index.texts = self.told.into_iter().map(|told| told.text).collect::<Vec<_>>().into();
        self.index.phrases = self.phrases.into();
        self.index
    }

    /// Lists what each intent is usually asked with.
    fn tell_usual(&mut self) {
        let mut usual = std::mem::take(&mut self.usual);
        if let Some(automaton) = &self.index.automaton.0 {
            for (owner, text) in &self.examples {
                fold_into(text, &mut self.folded);
                let hits = automaton.find_overlapping_iter(self.folded.text()).map(|hit| hit.value());
                let is_telling = |word: &u32| self.index.words[*word as usize].n_chars > 1;
                usual.extend(hits.filter(is_telling).map(|word| (*owner, Key::word(word))));
            }
        }
        usual.sort_unstable();
        usual.dedup();
        let mut at = 0;
        self.index.vocabulary_starts.push(0);
        for owner in 0..self.index.n_owners as u32 {
            at += usual.get(at..).unwrap_or_default().iter().take_while(|(of, _)| *of == owner).count();
            self.index.vocabulary_starts.push(at as u32);
        }
        self.index.vocabulary = usual.into_iter().map(|(_, key)| key).collect();
    }

    /// Gives every word its weight, and lets short words of phrases guard their borders.
    fn weigh(&mut self) {
        let mut by_sets = vec![0u32; self.told.len()];
        let mut is_value = vec![false; self.told.len()];
        for &(word, set, _) in &self.value_pairs {
            is_value[word as usize] = true;
            by_sets[word as usize] += self.set_asked.get(set.index()).map_or(0, |asked| asked.n_owners);
        }
        for (number, (word, told)) in self.index.words.iter_mut().zip(&self.told).enumerate() {
            let n_asking = told.asked.n_owners + by_sets[number];
            let n_chars = usize::from(word.n_chars);
            word.weight = if word.flags & flag::FILLER != 0 {
                0
            } else if word.flags & flag::OUTSIDE != 0 {
                weight::OUTSIDE
            } else if word.flags & flag::FUNCTION != 0 {
                weight::FUNCTION
            } else if n_asking == 0 {
                weight::IDLE * n_chars as u32
            } else {
                weight::of_known(n_chars, n_asking as usize, self.index.n_owners)
            };
            // Longer literals are often phrases of their own (查询花呗) that would wrongly cut 花呗账单.
            if n_chars == 2 && (word.flags & flag::ASKED != 0 || is_value[number]) {
                word.flags |= flag::BORDER;
            }
        }
    }

    /// Posts every phrase under the group that the fewest phrases share, and keeps its next best groups as needs.
    fn post(&mut self) {
        let n_words = self.told.len();
        let mut has_phrases = vec![false; self.index.sets.len()];
        for pattern in &self.index.patterns {
            if let Owner::Value(set, _) = pattern.speaks_for
                && let Some(has_phrases) = has_phrases.get_mut(set.index())
            {
                *has_phrases = true;
            }
        }
        let mut pairs: Vec<(Key, Posting)> = Vec::new();
        let mut group_numbers: HashMap<&[Key], GroupId> = HashMap::new();
        self.index.group_starts.push(0);
        for (n, &(from, to)) in self.phrase_groups.iter().enumerate() {
            let phrase = PhraseId::new(n);
            let pattern = self.index.patterns[n];
            if pattern.ops.0 == pattern.ops.1 && pattern.bag.0 == pattern.bag.1 {
                continue;
            }
            let mut groups: Vec<(u64, &[Key])> = Vec::new();
            let mut rest = self.groups.get(from as usize..to as usize).unwrap_or_default();
            while let Some((count, after)) = rest.split_first() {
                let (group, after) = after.split_at((count.0 as usize).min(after.len()));
                rest = after;
                groups.push((group.iter().map(|&key| self.cost(key)).sum(), group));
            }
            groups.sort_by_key(|&(cost, _)| cost);
            let first = self.index.needs.len();
            for (_, group) in groups.iter().skip(1).take(MOST_NEEDS) {
                let next = GroupId(group_numbers.len() as u32);
                let number = *group_numbers.entry(group).or_insert(next);
                if number == next {
                    self.index.group_keys.extend(*group);
                    self.index.group_starts.push(self.index.group_keys.len() as u32);
                }
                self.index.needs.push(number);
            }
            self.index.patterns[n].needs = (first as u32, self.index.needs.len() as u32);
            let Some((_, anchor)) = groups.first() else {
                self.index.unanchored.push(phrase);
                continue;
            };
            // A value that a phrase says is known only when that phrase was run.
            let comes_late = |key: &Key| key.as_set().is_ok_and(|set| has_phrases[set]);
            let needs = self.index.needs.get(first..).unwrap_or_default();
            let is_early = |group: &&GroupId| !self.index.keys_of(**group).iter().any(comes_late);
            let need = needs.iter().find(is_early).copied().unwrap_or(GroupId::NONE);
            pairs.extend(anchor.iter().map(|&key| (key, Posting { phrase, need })));
        }
        pairs.sort_unstable();
        pairs.dedup();
        self.index.postings = pairs.iter().map(|&(_, posting)| posting).collect();
        // Words come before sets in the order of keys, so one list of starts falls into two.
        let mut keys = pairs.iter().map(|&(key, _)| key).peekable();
        let mut at = 0;
        let mut starts = |key: Key| {
            let start = at;
            while keys.next_if_eq(&key).is_some() {
                at += 1;
            }
            start
        };
        self.index.word_postings = (0..n_words as u32).map(|word| starts(Key::word(word))).collect();
        let n_sets = self.index.sets.len() as u32;
        self.index.set_postings = (0..n_sets).map(|set| starts(Key::set_index(set))).collect();
        let first_of_sets = self.index.set_postings.first().copied().unwrap_or(at);
        self.index.word_postings.push(first_of_sets);
        self.index.set_postings.push(at);
    }

    /// How often a key is heard, guessed by how often it is written, and a word of one character twice as often.
    fn cost(&self, key: Key) -> u64 {
        match key.as_set() {
            Ok(set) => 2 + 2 * u64::from(self.set_asked[set].n_phrases),
            Err(word) => {
                let n_phrases = u64::from(self.told[word].asked.n_phrases);
                let is_common = self.index.words[word].flags & (flag::FUNCTION | flag::FILLER) != 0;
                let is_short = self.index.words[word].n_chars == 1;
                (1 + n_phrases) * if is_common { 8 } else { 1 } * if is_short { 2 } else { 1 }
            }
        }
    }

    fn name_set(&mut self, set: SetId, name: &str) {
        self.set_mut(set).name = name.into();
        self.set_names.entry(name.into()).or_insert(set);
    }

    fn set_mut(&mut self, set: SetId) -> &mut SetInfo {
        let n_sets = (set.index() + 1).max(self.index.sets.len());
        self.index.sets.resize_with(n_sets, SetInfo::default);
        self.set_asked.resize(n_sets, Asked::default());
        &mut self.index.sets[set.index()]
    }

    /// Folds a word of a lexicon and gives it flags; `None` if nothing of it can be heard.
    fn mark(&mut self, word: &str, flags: u16) -> Option<u32> {
        let mut folded = std::mem::take(&mut self.folded);
        fold_into(word, &mut folded);
        let is_heard = folded.text().chars().any(|character| super::cut::class(character) != super::cut::Class::Mark);
        let number = is_heard.then(|| self.intern(folded.text()));
        self.folded = folded;
        if let Some(number) = number {
            self.index.words[number as usize].flags |= flags;
        }
        number
    }

    /// The number of a folded word.
    fn intern(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.word_numbers.get(word) {
            return number;
        }
        let number = self.told.len() as u32;
        self.word_numbers.insert(word.into(), number);
        self.told.push(Told { text: word.into(), asked: Asked::default() });
        let n_chars = u16::try_from(word.chars().count()).unwrap_or(u16::MAX);
        self.index.words.push(Word { n_chars, ..Word::default() });
        number
    }

    /// The place of a capture for `slot`, from 1.
    fn capture(&mut self, slot: Option<SlotId>) -> u32 {
        let captures = &mut self.index.captures;
        *self.capture_numbers.entry(slot).or_insert_with(|| {
            captures.push(slot);
            captures.len() as u32
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::index::sample::build_with_findings;
    use crate::compile::index::{Key, flag};
    use crate::finding::Part;

    #[track_caller]
    fn check(lines: &str, expect: &[(&str, &str, &str, usize, usize)]) {
        let (_, findings) = build_with_findings(lines);
        let found: Vec<_> = findings
            .iter()
            .map(|finding| match finding.place.part {
                Part::Text { from, to, .. } => {
                    (finding.code, finding.message.as_str(), finding.help.as_str(), from, to)
                }
                _ => (finding.code, finding.message.as_str(), finding.help.as_str(), 0, 0),
            })
            .collect();
        assert_eq!(found, expect);
    }

    /// The phrases of a sample stand from character 2 on.
    #[test]
    fn mistakes_point_at_their_characters() {
        check("0: 查(账单", &[("phrase-unclosed", "“(”没有关", "在该结束的地方补上“)”", 3, 4)]);
        check(
            "<产品> 花呗\n0: <产吕>账单",
            &[("undefined-lexicon", "没有名为“产吕”的词库", "是不是想写“产品”？", 2, 6)],
        );
        check("0: 还{mony}", &[("undefined-name", "没有名为“mony”的槽或实体", "是不是想写“money”？", 3, 9)]);
        check("0: {date:甲}的账单", &[("undefined-slot", "没有名为“甲”的槽", "", 2, 10)]);
        check("0: 查 ，。", &[("phrase-empty", "这里只有标点，什么也听不到", "去掉标点，或补上词", 4, 6)]);
    }

    #[test]
    fn too_many_parts_in_any_order() {
        let help = "拆成几条；一个 & 或 ; 最多 6 段";
        check("0: 甲&乙&丙&丁&戊&己&庚", &[("phrase-too-wide", "这条说法展开后太大", help, 2, 99)]);
    }

    #[test]
    fn what_is_doubtful_is_reported_and_used() {
        let (index, findings) = build_with_findings("0: 查**账单");
        assert_eq!(findings.iter().map(|finding| finding.is_error()).collect::<Vec<_>>(), [false]);
        assert_eq!(index.n_phrases(), 1);
    }

    #[test]
    fn a_phrase_is_posted_under_its_rarest_words() {
        let (index, _) = build_with_findings("0: 查账单\n0: 查 余额\n0: 查 额度\n0: 查 (积分|会员)");
        let word = |text: &str| {
            let automaton = index.automaton.0.as_ref().expect("there are words");
            automaton.find_overlapping_iter(text).last().expect("the word is known").value()
        };
        let posted = |text: &str| {
            index.posted(Key::word(word(text))).iter().map(|posting| posting.phrase.index()).collect::<Vec<_>>()
        };
        assert_eq!(posted("余额"), [1]);
        assert_eq!(posted("积分"), [3]);
        assert_eq!(posted("会员"), [3]);
        assert_eq!(posted("查"), [0; 0]);
        assert_eq!(index.words[word("余额") as usize].flags & flag::BORDER, flag::BORDER);
        assert_eq!(index.words[word("查账单") as usize].flags & flag::BORDER, 0);
    }
}
