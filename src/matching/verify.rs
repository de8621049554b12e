//! Runs the program of a phrase over the words that were heard.
//!
//! One pass over the instructions. Each that takes something keeps the places of the text at which it can be reached, each
//! place once, with the way that explains most; so the cost is instructions times places times hits, whatever the nesting. Jumps
//! are followed at once and keep nothing.

use super::bag::Bags;
use super::text::Layout;
use crate::compile::pattern::Op;
use crate::text::entity::{Entity, Kind, Value};

/// The most characters, fillers and punctuation not counted, that `*` lets pass.
pub(super) const GAP: u16 = 6;

/// No entry, no hit.
pub(super) const NONE: u32 = u32::MAX;

/// Something heard that an instruction can take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) start: u16,
    pub(super) end: u16,
    /// Which value, if it is one of a set.
    pub(super) value: u16,
    /// What it explains.
    pub(super) weight: u32,
    next: u32,
}

/// The hits of all words and sets, each in a list of its own. Lists of an earlier epoch are empty.
#[derive(Debug, Default)]
pub(super) struct Hits {
    arena: Vec<Hit>,
    words: Vec<List>,
    sets: Vec<List>,
    epoch: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct List {
    epoch: u32,
    first: u32,
    last: u32,
}

impl Hits {
    /// Forgets everything and makes room for so many words and sets.
    pub(super) fn reset(&mut self, epoch: u32, n_words: usize, n_sets: usize) {
        self.epoch = epoch;
        self.arena.clear();
        if epoch == 1 {
            self.words.clear();
            self.sets.clear();
        }
        self.words.resize(self.words.len().max(n_words), List::default());
        self.sets.resize(self.sets.len().max(n_sets), List::default());
    }

    /// Adds a hit of a word; returns whether it is the first one.
    pub(super) fn add_word(&mut self, word: u32, (start, end): (u16, u16), weight: u32) -> bool {
        let hit = Hit { start, end, value: 0, weight, next: NONE };
        self.words.get_mut(word as usize).is_some_and(|list| append(list, &mut self.arena, self.epoch, hit))
    }

    /// Adds a hit of a value of a set; returns whether it is the first one of the set.
    pub(super) fn add_set(&mut self, set: usize, value: u16, (start, end): (u16, u16), weight: u32) -> bool {
        let hit = Hit { start, end, value, weight, next: NONE };
        self.sets.get_mut(set).is_some_and(|list| append(list, &mut self.arena, self.epoch, hit))
    }

    /// Whether a word was heard.
    pub(super) fn has_word(&self, word: usize) -> bool {
        self.words.get(word).is_some_and(|list| list.epoch == self.epoch)
    }

    /// Whether a value of a set was heard.
    pub(super) fn has_set(&self, set: usize) -> bool {
        self.sets.get(set).is_some_and(|list| list.epoch == self.epoch)
    }

    /// The hits of a set, in the order of adding.
    pub(super) fn of_set(&self, set: usize) -> impl Iterator<Item = &Hit> {
        self.list(self.sets.get(set))
    }

    fn of_word(&self, word: u32) -> impl Iterator<Item = &Hit> {
        self.list(self.words.get(word as usize))
    }

    fn list(&self, list: Option<&List>) -> impl Iterator<Item = &Hit> {
        let first = list.filter(|list| list.epoch == self.epoch).map_or(NONE, |list| list.first);
        let mut next = first;
        std::iter::from_fn(move || {
            let hit = self.arena.get(next as usize)?;
            next = hit.next;
            Some(hit)
        })
    }
}

fn append(list: &mut List, arena: &mut Vec<Hit>, epoch: u32, hit: Hit) -> bool {
    let at = arena.len() as u32;
    arena.push(hit);
    let is_first = list.epoch != epoch;
    if is_first {
        *list = List { epoch, first: at, last: at };
    } else {
        if let Some(last) = arena.get_mut(list.last as usize) {
            last.next = at;
        }
        list.last = at;
    }
    is_first
}

/// What stands between a place and the next word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Fillers and punctuation.
    Silence,
    /// A few characters.
    Near,
    /// Anything.
    Anywhere,
}

/// A place that an instruction can be reached at.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The end of what was taken last.
    at: u16,
    /// The start of what was taken first.
    first: u16,
    reach: Reach,
    /// What was explained so far.
    weight: u32,
    /// The next entry of the same instruction.
    next: u32,
    /// The last thing taken.
    taken: u32,
}

/// Something taken on the way.
#[derive(Debug, Clone, Copy)]
struct Taken {
    step: Step,
    before: u32,
}

/// A part of the utterance that a phrase took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) start: u16,
    pub(super) end: u16,
    pub(super) item: Item,
    /// The place of the capture in the index, from 1; 0 is none.
    pub(super) capture: u32,
}

/// What a step took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Word,
    Value {
        set: u32,
        value: u16,
    },
    /// By its place in the entities.
    Entity(u16),
    Text,
}

/// A way through a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) first: u16,
    pub(super) end: u16,
    pub(super) weight: u32,
    /// The last thing taken; in a bag the last part taken.
    pub(super) taken: u32,
    pub(super) is_bag: bool,
}

/// The working memory of runs.
#[derive(Debug, Default)]
pub(super) struct Verifier {
    /// By instruction, the first of its entries; only of those that are live.
    heads: Vec<u32>,
    /// One bit for each instruction that was reached.
    live: Vec<u64>,
    entries: Vec<Entry>,
    /// What all runs since the last reset took.
    taken: Vec<Taken>,
    pub(super) bags: Bags,
    /// The ways of the last run: one for each end, most explained first, then tightest, then earliest.
    pub(super) ways: Vec<Way>,
}

/// What a run looks at.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) layout: &'a Layout,
    pub(super) hits: &'a Hits,
    pub(super) entities: &'a [Entity],
    /// The words of choices.
    pub(super) alternatives: &'a [u32],
}

impl Verifier {
    /// Forgets what the runs for the last utterance took.
    pub(super) fn reset(&mut self) {
        self.taken.clear();
        self.bags.reset();
    }

    /// Runs a program and leaves the ways through it in `ways`.
    pub(super) fn run(&mut self, ops: &[Op], scene: Scene<'_>) {
        self.run_all(ops, scene, false);
        self.tidy();
    }

    /// Leaves in `ways` the best one for each end, in order.
    pub(super) fn tidy(&mut self) {
        let order = |way: &Way| (std::cmp::Reverse(way.weight), way.end.saturating_sub(way.first), way.first, way.end);
        if self.ways.len() > 1 {
            self.ways.sort_unstable_by_key(|way| (way.end, order(way)));
            self.ways.dedup_by_key(|way| way.end);
            self.ways.sort_unstable_by_key(order);
        }
    }

    /// Runs a program and leaves the ways through it in `ways`: some for each end, or for each start and end if the starts are
    /// kept apart.
    pub(super) fn run_all(&mut self, ops: &[Op], scene: Scene<'_>, keeps_starts: bool) {
        self.entries.clear();
        self.ways.clear();
        if self.heads.len() < ops.len() {
            self.heads.resize(ops.len(), NONE);
        }
        self.live.clear();
        self.live.resize(ops.len().div_ceil(64), 0);
        let start = Entry { at: 0, first: u16::MAX, reach: Reach::Anywhere, weight: 0, next: NONE, taken: NONE };
        let mut run = Run { ops, scene, keeps_starts, memory: self };
        run.go(0, start);
        // Everything goes forward, so the first live instruction has all its entries.
        for block in 0..run.memory.live.len() {
            while run.memory.live[block] != 0 {
                let place = block * 64 + run.memory.live[block].trailing_zeros() as usize;
                run.memory.live[block] &= run.memory.live[block] - 1;
                let mut next = run.memory.heads[place];
                while let Some(&entry) = run.memory.entries.get(next as usize) {
                    next = entry.next;
                    run.step(&ops[place], place, entry);
                }
            }
        }
    }

    /// The steps of a way, from the last to the first.
    pub(super) fn steps(&self, way: Way) -> impl Iterator<Item = &Step> {
        let (mut next, mut part) = if way.is_bag { (NONE, way.taken) } else { (way.taken, NONE) };
        std::iter::from_fn(move || {
            if next == NONE {
                (next, part) = self.bags.link(part)?;
            }
            let taken = self.taken.get(next as usize)?;
            next = taken.before;
            Some(&taken.step)
        })
    }
}

/// One run.
struct Run<'a> {
    ops: &'a [Op],
    scene: Scene<'a>,
    /// Whether ways with different starts are different.
    keeps_starts: bool,
    memory: &'a mut Verifier,
}

impl Run<'_> {
    /// Does what an instruction says that takes something.
    fn step(&mut self, op: &Op, place: usize, entry: Entry) {
        let Scene { layout, hits, entities, alternatives } = self.scene;
        match *op {
            Op::Word(word) => {
                for hit in hits.of_word(word) {
                    self.take(place, entry, (hit, Item::Word, 0));
                }
            }
            Op::AnyWord { first, end } => {
                for &word in alternatives.get(first as usize..end as usize).unwrap_or_default() {
                    for hit in hits.of_word(word) {
                        self.take(place, entry, (hit, Item::Word, 0));
                    }
                }
            }
            Op::Set { set, capture } => {
                for hit in hits.of_set(set as usize) {
                    self.take(place, entry, (hit, Item::Value { set, value: hit.value }, capture));
                }
            }
            Op::Entity { kinds, least, most, capture } => {
                for (n, entity) in (0u16..).zip(entities) {
                    if !kinds.contains(entity.kind) || !fits(entity, least, most) {
                        continue;
                    }
                    if let Some((start, end)) = layout.positions(entity.span) {
                        let hit = Hit { start, end, value: 0, weight: layout.weight(start, end), next: NONE };
                        self.take(place, entry, (&hit, Item::Entity(n), capture));
                    }
                }
            }
            Op::Text { capture } => self.text(place, entry, capture),
            // These are followed on arrival.
            Op::Split(_) | Op::Jump(_) | Op::Gap | Op::Anything | Op::Done => {}
        }
    }

    /// Takes a hit, if it can be reached.
    fn take(&mut self, place: usize, entry: Entry, (hit, item, capture): (&Hit, Item, u32)) {
        let layout = self.scene.layout;
        let can_reach = hit.start >= entry.at
            && match entry.reach {
                Reach::Silence => hit.start == entry.at || layout.is_silent(entry.at, hit.start),
                Reach::Near => layout.is_near(entry.at, hit.start),
                Reach::Anywhere => true,
            };
        if can_reach {
            let step = Step { start: hit.start, end: hit.end, item, capture };
            self.advance(place, entry, step, hit.weight);
        }
    }

    /// Takes text from here on, to any later place of the clause.
    fn text(&mut self, place: usize, entry: Entry, capture: u32) {
        let layout = self.scene.layout;
        let mut start = entry.at;
        while start < layout.n() && layout.is_silent(start, start + 1) {
            start += 1;
        }
        for end in start + 1..=layout.clause_end(start) {
            let step = Step { start, end, item: Item::Text, capture };
            self.advance(place, entry, step, layout.weight(start, end));
        }
    }

    fn advance(&mut self, place: usize, entry: Entry, step: Step, weight: u32) {
        let first = if entry.taken == NONE { step.start } else { entry.first };
        let taken = self.memory.taken.len() as u32;
        let weight = entry.weight + weight;
        self.memory.taken.push(Taken { step, before: entry.taken });
        self.go(place + 1, Entry { at: step.end, first, reach: Reach::Silence, weight, next: NONE, taken });
    }

    /// Goes on at an instruction, following jumps to those that take something.
    fn go(&mut self, mut place: usize, mut entry: Entry) {
        loop {
            match self.ops.get(place) {
                Some(Op::Jump(to)) => place = *to as usize,
                Some(Op::Split(to)) => {
                    self.go(place + 1, entry);
                    place = *to as usize;
                }
                Some(Op::Gap) => {
                    entry.reach = entry.reach.max(Reach::Near);
                    place += 1;
                }
                Some(Op::Anything) => {
                    entry.reach = Reach::Anywhere;
                    place += 1;
                }
                // Most alternatives of a choice begin with a word that was not heard.
                Some(Op::Word(word)) if !self.scene.hits.has_word(*word as usize) => return,
                Some(Op::Set { set, .. }) if !self.scene.hits.has_set(*set as usize) => return,
                Some(Op::Done) | None => {
                    let Entry { at, first, weight, taken, .. } = entry;
                    if taken != NONE {
                        self.memory.ways.push(Way { first, end: at, weight, taken, is_bag: false });
                    }
                    return;
                }
                Some(_) if self.keeps_starts => return self.memory.reach_apart(place, entry),
                Some(_) => return self.memory.reach(place, entry),
            }
        }
    }
}

impl Verifier {
    /// Notes that an instruction can be reached. Of two ways to the same place the better one stays, and where anything may
    /// follow, none that starts later and explains no more.
    fn reach(&mut self, place: usize, entry: Entry) {
        let mut next = self.head(place);
        while let Some(known) = self.entries.get_mut(next as usize) {
            let is_better = (entry.weight, entry.first) > (known.weight, known.first);
            if (known.at, known.reach) == (entry.at, entry.reach) {
                if is_better {
                    *known = Entry { next: known.next, ..entry };
                }
                return;
            }
            if known.reach == Reach::Anywhere && known.at <= entry.at && !is_better {
                return;
            }
            next = known.next;
        }
        self.push(place, entry);
    }

    /// The same, where ways with different starts are different.
    fn reach_apart(&mut self, place: usize, entry: Entry) {
        let mut next = self.head(place);
        while let Some(known) = self.entries.get_mut(next as usize) {
            if (known.at, known.reach, known.first) == (entry.at, entry.reach, entry.first) {
                if entry.weight > known.weight {
                    *known = Entry { next: known.next, ..entry };
                }
                return;
            }
            next = known.next;
        }
        self.push(place, entry);
    }

    /// The first entry of an instruction.
    fn head(&self, place: usize) -> u32 {
        if self.live[place / 64] >> (place % 64) & 1 == 1 { self.heads[place] } else { NONE }
    }

    fn push(&mut self, place: usize, entry: Entry) {
        let at = self.entries.len() as u32;
        self.entries.push(Entry { next: self.head(place), ..entry });
        self.heads[place] = at;
        self.live[place / 64] |= 1 << (place % 64);
    }
}

/// Whether an entity has as many digits as asked for.
fn fits(entity: &Entity, least: u8, most: u8) -> bool {
    match &entity.value {
        Value::Digits(digits) if entity.kind == Kind::Digits && least > 0 => {
            (usize::from(least)..=usize::from(most)).contains(&digits.len())
        }
        _ => true,
    }
}
