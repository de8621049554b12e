//! The way from an utterance to what is heard in it, and the memory that it uses again and again.

mod matches;

use jiff::civil::DateTime;

use super::cost::highest_score;
use super::misheard::Mishearing;
use super::near::Nearness;
use super::text::{Borders, Layout};
use super::verify::{Hits, Scene, Step, Verifier, Way};
use super::{Expected, Heard, Match, Sort};
use crate::compile::hotline::ValueSet;
use crate::compile::id::SetId;
use crate::compile::index::{GroupId, Index, Key, Owner, PhraseId, flag};
use crate::compile::pattern::Op;
use crate::text::entity::{Kinds, recognize};
use crate::text::fold::fold_into;

/// The memory of hearing: one for each thread that hears, for any number of utterances and hotlines.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) heard: Heard,
    work: Work,
    pub(super) mishearing: Mishearing,
    pub(super) nearness: Nearness,
    /// For hearing the same utterance once more without losing the first hearing.
    again: Option<Box<Scratch>>,
    /// What is left in the place of a scratch that is lent out.
    other: Option<Box<Scratch>>,
}

impl Scratch {
    /// Returns what was heard last, and the memory for hearing it again.
    pub fn heard_and_again(&mut self) -> (&Heard, &mut Scratch) {
        (&self.heard, self.again.get_or_insert_default())
    }

    /// Lends itself out, so that what was heard stays while something else is heard here, with a memory of its own that is kept as
    /// well; [`Scratch::take_back`] ends it.
    pub fn lend(&mut self) -> Box<Scratch> {
        let mut lent = self.other.take().unwrap_or_default();
        std::mem::swap(self, &mut lent);
        lent
    }

    /// Takes back what was lent.
    pub fn take_back(&mut self, mut lent: Box<Scratch>) {
        std::mem::swap(self, &mut lent);
        self.other = Some(lent);
    }

    /// Returns what was heard last.
    pub fn heard(&self) -> &Heard {
        &self.heard
    }
}

/// Everything but the result. What belongs to an utterance carries its epoch, so that nothing needs clearing.
#[derive(Debug, Default)]
struct Work {
    epoch: u32,
    layout: Layout,
    hits: Hits,
    verifier: Verifier,
    /// Whether a word that phrases ask for was there and not heard, because of the border of a known one.
    is_torn: bool,
    /// The words and sets heard, in the order of hearing.
    keys: Vec<Key>,
    /// Counts up whenever more can be heard.
    settled: u64,
    /// By group of keys: whether one was heard, and when that was settled.
    groups: Vec<(u64, bool)>,
    /// By phrase: the epoch in which it was called up.
    called: Vec<u32>,
    /// By set: the epoch in which it was expected, and that in which its regular expression was run.
    expected: Vec<u32>,
    searched: Vec<u32>,
    values: Vec<PhraseId>,
    candidates: Vec<PhraseId>,
    vetoes: Vec<PhraseId>,
    /// By owner and negation: the epoch, and the place of the best match.
    best: Vec<(u32, u32)>,
    recognized: Kinds,
    steps: Vec<Step>,
    /// Where else the phrase stands that is being noted.
    repeats: Vec<Way>,
    new_values: Vec<(SetId, u16, (u16, u16), u32)>,
    losers: Vec<usize>,
    spare: Vec<Match>,
}

/// See [`super::hear_index`].
pub(super) fn hear<'s>(
    index: &Index,
    sets: &[ValueSet],
    scratch: &'s mut Scratch,
    utterance: &str,
    now: DateTime,
    expected: &Expected,
) -> &'s Heard {
    fold_into(utterance, &mut scratch.heard.folded);
    scratch.heard.repairs.clear();
    hear_folded(index, sets, scratch, now, expected)
}

/// Hears the folded text that stands in the scratch.
///
/// Where no intent matches and the border of a known word goes through a word that phrases ask for (费用 through 停车费 and 用不了),
/// the text is cut by these words as well. That must leave nothing unexplained, which is what speaks for the other cut.
pub(super) fn hear_folded<'s>(
    index: &Index,
    sets: &[ValueSet],
    scratch: &'s mut Scratch,
    now: DateTime,
    expected: &Expected,
) -> &'s Heard {
    let hear = |scratch: &mut Scratch, borders| hear_cut(index, sets, scratch, now, expected, borders);
    let has = |heard: &Heard, is_good: fn(&Match) -> bool| {
        heard.matches.iter().any(|found| matches!(found.owner, Owner::Intent(_)) && is_good(found))
    };
    hear(scratch, Borders::OfKnown);
    if scratch.work.is_torn && !has(&scratch.heard, |_| true) && scratch.heard.values.is_empty() {
        hear(scratch, Borders::OfAsked);
        if !has(&scratch.heard, |found| found.whole) {
            hear(scratch, Borders::OfKnown);
        }
    }
    &scratch.heard
}

/// Hears the folded text that stands in the scratch, cut by these words.
fn hear_cut(
    index: &Index,
    sets: &[ValueSet],
    scratch: &mut Scratch,
    now: DateTime,
    expected: &Expected,
    borders: Borders,
) {
    let Scratch { heard, work, .. } = scratch;
    work.start(index, heard);
    work.layout.lay_out(index, heard.folded.text(), borders, &mut heard.words);
    let is_mark = |sort| matches!(sort, Sort::Mark | Sort::ClauseEnd);
    let is_unworded = heard.words.iter().all(|word| is_mark(word.sort));
    heard.nothing_said = is_unworded && heard.folded.text().chars().all(is_unsaid);
    heard.is_rude = heard.words.iter().any(|word| word.sort == Sort::Insult);
    heard.only_fillers = !is_unworded && heard.words.iter().all(|word| is_mark(word.sort) || word.sort == Sort::Filler);
    let mut hearing = Hearing { index, sets, now, expected, heard, work };
    hearing.hear_words();
    hearing.call_up(0);
    hearing.hear_values();
    hearing.hear_phrases();
    hearing.settle();
}

/// Whether a character says nothing by itself: white space, punctuation, what is invisible. An emoji or a sign says something,
/// if nothing that is understood.
fn is_unsaid(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || character.is_ascii_punctuation()
        || matches!(
            character,
            '\u{ad}' | '¡' | '¿' | '«' | '»' | '·' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3003}'
                | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '・' | '\u{fe00}'..='\u{fe6f}' | '\u{feff}'
                | '\u{ff5f}'..='\u{ff65}'
        )
}

impl Work {
    /// Makes room for an index and begins a new epoch.
    fn start(&mut self, index: &Index, heard: &mut Heard) {
        self.epoch = match self.epoch.checked_add(1) {
            Some(epoch) => epoch,
            None => {
                *self = Work::default();
                1
            }
        };
        self.hits.reset(self.epoch, index.words.len(), index.sets.len());
        grow(&mut self.groups, index.n_groups());
        self.hear_more();
        grow(&mut self.called, index.n_phrases());
        grow(&mut self.expected, index.sets.len());
        grow(&mut self.searched, index.sets.len());
        grow(&mut self.best, index.n_owners * 2);
        self.verifier.reset();
        self.is_torn = false;
        self.keys.clear();
        self.values.clear();
        self.candidates.clear();
        self.vetoes.clear();
        self.recognized = Kinds::EMPTY;
        self.spare.append(&mut heard.matches);
        heard.entities.clear();
        heard.values.clear();
    }
}

impl Work {
    /// Whether a key of a group was heard: looked up once until more can be heard.
    fn is_heard(&mut self, index: &Index, group: GroupId) -> bool {
        let known = &mut self.groups[group.0 as usize];
        if known.0 != self.settled {
            let is_heard = index.keys_of(group).iter().any(|&key| match key.as_set() {
                Ok(set) => self.hits.has_set(set),
                Err(word) => self.hits.has_word(word),
            });
            *known = (self.settled, is_heard);
        }
        known.1
    }

    /// Looks up again what was heard.
    fn hear_more(&mut self) {
        self.settled += 1;
    }
}

fn grow<T: Clone + Default>(list: &mut Vec<T>, length: usize) {
    if list.len() < length {
        list.resize(length, T::default());
    }
}

/// One utterance on its way.
struct Hearing<'a> {
    index: &'a Index,
    sets: &'a [ValueSet],
    now: DateTime,
    expected: &'a Expected<'a>,
    heard: &'a mut Heard,
    work: &'a mut Work,
}

impl Hearing<'_> {
    /// Notes the words that phrases ask for, and what values they mean.
    fn hear_words(&mut self) {
        let Work { epoch, layout, hits, keys, expected, is_torn, .. } = &mut *self.work;
        for set in self.expected.sets {
            if let Some(stamp) = expected.get_mut(set.index()) {
                *stamp = *epoch;
            }
        }
        for found in &layout.found {
            let word = &self.index.words[found.word as usize];
            let is_asked = word.flags & flag::ASKED != 0;
            if !is_asked && word.values.0 == word.values.1 {
                continue;
            }
            if !layout.is_uncut(found.start, found.end) {
                *is_torn |= is_asked && word.n_chars > 1;
                continue;
            }
            let place = (found.start, found.end);
            let weight = layout.weight(found.start, found.end);
            if is_asked && hits.add_word(found.word, place, weight) {
                keys.push(Key::word(found.word));
            }
            for &(set, value) in self.index.values_of(word) {
                let is_wanted = self.index.sets[set.index()].is_asked || expected[set.index()] == *epoch;
                if is_wanted && hits.add_set(set.index(), value, place, weight) {
                    keys.push(Key::set_index(set.index() as u32));
                }
            }
        }
    }

    /// Calls up the phrases that are posted under the keys from `first` on, and with the first ones those posted nowhere.
    fn call_up(&mut self, first: usize) {
        let index = self.index;
        if first == 0 {
            for &id in &index.unanchored {
                self.call(id);
            }
        }
        for n in first..self.work.keys.len() {
            for posting in index.posted(self.work.keys[n]) {
                if posting.need == GroupId::NONE || self.work.is_heard(index, posting.need) {
                    self.call(posting.phrase);
                }
            }
        }
    }

    fn call(&mut self, id: PhraseId) {
        let stamp = &mut self.work.called[id.index()];
        if *stamp == self.work.epoch {
            return;
        }
        *stamp = self.work.epoch;
        match self.index.patterns[id.index()].speaks_for {
            Owner::Intent(_) | Owner::Command(_) => self.work.candidates.push(id),
            Owner::Unless(_) => self.work.vetoes.push(id),
            Owner::Choice(choice) if self.expected.choices.contains(&choice) => self.work.candidates.push(id),
            Owner::Value(set, _) if self.is_wanted(set) => self.work.values.push(id),
            Owner::Choice(_) | Owner::Value(..) => {}
        }
    }

    fn is_wanted(&self, set: SetId) -> bool {
        self.index.sets[set.index()].is_asked || self.work.expected[set.index()] == self.work.epoch
    }

    /// Finds the values that phrases say. These see the words of other sets, not the phrases of other sets.
    fn hear_values(&mut self) {
        let mut kinds = self.expected.kinds;
        let values = std::mem::take(&mut self.work.values);
        for &id in &values {
            if self.has_needs(id) {
                kinds = kinds.union(self.index.patterns[id.index()].kinds);
            }
        }
        self.recognize(kinds);
        self.search_expected();
        for &id in &values {
            let Owner::Value(set, value) = self.index.patterns[id.index()].speaks_for else { continue };
            if self.has_needs(id) {
                self.run(id);
                let ways = &self.work.verifier.ways;
                self.work.new_values.extend(ways.iter().map(|way| (set, value, (way.first, way.end), way.weight)));
            }
        }
        self.work.values = values;
        let first = self.work.keys.len();
        let Work { hits, keys, new_values, verifier, .. } = &mut *self.work;
        verifier.bags.next_stage();
        for (set, value, place, weight) in new_values.drain(..) {
            if hits.add_set(set.index(), value, place, weight) {
                keys.push(Key::set_index(set.index() as u32));
            }
        }
        if self.work.keys.len() > first {
            self.work.hear_more();
        }
        self.call_up(first.max(1));
    }

    /// Finds the phrases that match, and then the vetoes against the intents found.
    fn hear_phrases(&mut self) {
        let mut candidates = std::mem::take(&mut self.work.candidates);
        candidates.retain(|&id| self.has_needs(id));
        self.recognize_for(&candidates);
        for &id in &candidates {
            self.run(id);
            self.note(id);
        }
        self.work.candidates = candidates;
        if self.work.vetoes.is_empty() || self.heard.matches.is_empty() {
            return;
        }
        let mut vetoes = std::mem::take(&mut self.work.vetoes);
        vetoes.retain(|&id| {
            let Owner::Unless(intent) = self.index.patterns[id.index()].speaks_for else { return false };
            let is_concerned = self.heard.matches.iter().any(|found| found.owner == Owner::Intent(intent));
            is_concerned && self.has_needs(id)
        });
        self.recognize_for(&vetoes);
        for &id in &vetoes {
            self.run(id);
            self.note(id);
        }
        self.work.vetoes = vetoes;
    }

    /// Whether every group of words that a phrase needs was heard.
    fn has_needs(&mut self, id: PhraseId) -> bool {
        let index = self.index;
        index.needs_of(&index.patterns[id.index()]).iter().all(|&group| self.work.is_heard(index, group))
    }

    /// Sees to it that the entities that these phrases can use are there.
    fn recognize_for(&mut self, phrases: &[PhraseId]) {
        let kinds = phrases.iter().map(|id| self.index.patterns[id.index()].kinds);
        self.recognize(kinds.fold(Kinds::EMPTY, Kinds::union));
    }

    /// Sees to it that the entities of these kinds are there.
    fn recognize(&mut self, kinds: Kinds) {
        let all = self.work.recognized.union(kinds);
        if all != self.work.recognized {
            self.work.recognized = all;
            self.heard.entities = recognize(&self.heard.folded, self.now, all);
        }
    }

    /// Runs the regular expressions of the expected sets.
    fn search_expected(&mut self) {
        for &set in self.expected.sets {
            if self.index.sets.get(set.index()).is_some_and(|info| info.is_regex) {
                self.search(set.index());
            }
        }
    }

    /// Runs the regular expression of a set, once.
    fn search(&mut self, set: usize) {
        if self.work.searched[set] == self.work.epoch {
            return;
        }
        self.work.searched[set] = self.work.epoch;
        let Some(regex) = self.sets.get(set).and_then(|set| set.regex.as_ref()).and_then(|regex| regex.get()) else {
            return;
        };
        let text = self.heard.folded.text();
        let is_digit = |character: Option<char>| character.is_some_and(|character| character.is_ascii_alphanumeric());
        for found in regex.find_iter(text) {
            // Part of a longer number is none: fifteen digits of an identity number are no telephone number.
            let before = text.get(..found.start()).and_then(|before| before.chars().next_back());
            let after = text.get(found.end()..).and_then(|after| after.chars().next());
            let (first, last) = (found.as_str().chars().next(), found.as_str().chars().next_back());
            if (is_digit(before) && is_digit(first)) || (is_digit(last) && is_digit(after)) {
                continue;
            }
            let span = crate::text::span::Span::new(found.start(), found.end());
            if let Some((start, end)) = self.work.layout.positions(span)
                && start < end
            {
                let weight = self.work.layout.weight(start, end);
                self.work.hits.add_set(set, 0, (start, end), weight);
            }
        }
    }

    /// Runs a phrase; its ways are then in the verifier.
    fn run(&mut self, id: PhraseId) {
        let index = self.index;
        let pattern = &index.patterns[id.index()];
        let ops = index.ops_of(pattern);
        if pattern.has_regex {
            let of_parts = index.bag_of(pattern).iter().flat_map(|&part| index.ops_of_part(part));
            for op in ops.iter().chain(of_parts) {
                if let Op::Set { set, .. } = *op
                    && index.sets[set as usize].is_regex
                {
                    self.search(set as usize);
                }
            }
        }
        let parts = index.bag_of(pattern);
        let Work { layout, hits, verifier, .. } = &mut *self.work;
        let scene = Scene { layout, hits, entities: &self.heard.entities, alternatives: &index.alternatives };
        if parts.is_empty() {
            return verifier.run(ops, scene);
        }
        let ceiling = verifier.run_parts(index, parts, scene);
        let known = self.known_score(id);
        let Work { layout, verifier, .. } = &mut *self.work;
        match ceiling {
            Some(ceiling) if highest_score(layout, ceiling) >= known => verifier.run_bag(parts, layout.n()),
            _ => verifier.ways.clear(),
        }
    }
}
