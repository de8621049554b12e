//! The exploration: every flow is walked with callers and backends that do everything they can, and the promises are held against
//! every situation that is reached.
//!
//! Breadth first from the greeting, so that the shortest call that breaks a promise is the one that is shown. A situation is a call
//! up to what makes no difference (`dialogue::outline`): values that no condition reads, and how often something went wrong. What is
//! proved is proved of the engine that takes the calls, because it is the one that walks here.
//!
//! | code | the promise |
//! |---|---|
//! | `no-way-to-a-person` | who says 转人工 is in a queue after one question at most |
//! | `never-ends` | who says nothing, nonsense or only 重复 is not kept for ever |
//! | `unanswerable` | every question has an answer, every option can be said |

mod backend;
mod caller;
mod conversation;
mod ending;
mod live;
mod person;
mod promise;
mod spell;
mod terms;
mod world;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::DateTime;

use self::ending::Known;
use self::promise::{Broken, Fault};
use self::terms::Terms;
use self::world::{Move, World};
use crate::compile::hotline::Hotline;
use crate::compile::id::StateId;
use crate::dialogue::outline::Waiting;
use crate::dialogue::state::Dialogue;
use crate::dialogue::trail::{Passed, Way};
use crate::finding::Finding;
use crate::matching::many;
use crate::matching::scratch::Scratch;

/// Situations after which no new ones are looked for: some seconds. The shipped hotline has more, and the report says that it was cut.
const MOST_SITUATIONS: usize = 20_000;
/// Nonsense in a row after which a question must have given up, where it does so at all.
const MOST_NONSENSE: usize = 12;

/// What was explored, and what was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exploration {
    /// The situations that were reached.
    pub n_situations: usize,
    /// The steps of all flows, and those that were reached.
    pub n_steps: usize,
    /// The steps that no call came to, as flow and step: their conditions ask for more than the abstract backend gives.
    pub unreached: Vec<String>,
    /// Whether there were more situations than are explored.
    pub is_cut: bool,
    /// The broken promises, one for each step and way of breaking it.
    pub findings: Vec<Finding>,
}

/// A situation and how it was come to.
struct Situation {
    dialogue: Dialogue,
    /// Its place in the tree of all ways.
    nth: usize,
}

/// What a situation leads to.
#[derive(Default)]
struct Visit {
    next: Vec<(Vec<Move>, Dialogue, String)>,
    passed: BTreeSet<Passed>,
    /// The ways that no sentence took, each with what was said for it.
    missed: Vec<(StateId, Way, Vec<Move>)>,
    broken: Vec<Broken>,
}

/// Explores all flows at the time `now`.
///
/// `progress` is told how many steps of all flows are reached, and of how many.
pub fn explore(hotline: &Hotline, now: DateTime, progress: &dyn Fn(usize, usize)) -> Exploration {
    let terms = Terms::of(hotline);
    let world = World::of(hotline, &terms, now);
    let known = Known::default();
    let mut search = Search::from(&world);
    let mut level = vec![Situation { dialogue: world.greeted.clone(), nth: 0 }];
    while !level.is_empty() {
        let visits =
            many::in_order(&level, |scratch, situation| visit(&world, scratch, &situation.dialogue, &known), &|_| {});
        let nths = level.iter().map(|situation| situation.nth);
        let found: Vec<(usize, Visit)> = nths.zip(visits).collect();
        level = found.into_iter().flat_map(|(nth, visit)| search.enter(nth, visit)).collect();
        progress(search.n_entered(), hotline.states.len());
    }
    search.close()
}

/// Everything that was found so far.
struct Search<'w, 'h> {
    world: &'w World<'h>,
    /// How each situation was come to: from which, by what.
    ways: Vec<(usize, Vec<Move>)>,
    is_cut: bool,
    /// The outlines that are known, with how often the caller was misunderstood on the way there: by a way with less of it the same
    /// situation has more before it.
    outlines: HashMap<String, u8>,
    passed: BTreeSet<Passed>,
    missed: BTreeMap<(StateId, Way), (usize, Vec<Move>)>,
    /// The first of each kind at each step, and in how many situations it came.
    broken: BTreeMap<(Fault, Option<StateId>), (usize, Vec<Move>)>,
}

impl<'w, 'h> Search<'w, 'h> {
    fn from(world: &'w World<'h>) -> Search<'w, 'h> {
        Search {
            world,
            ways: vec![(0, Vec::new())],
            is_cut: false,
            outlines: HashMap::from([(world.outline(&world.greeted), 0)]),
            passed: BTreeSet::new(),
            missed: BTreeMap::new(),
            broken: BTreeMap::new(),
        }
    }

    /// Takes in what a situation leads to; returns what of it is new.
    fn enter(&mut self, nth: usize, visit: Visit) -> Vec<Situation> {
        self.passed.extend(visit.passed);
        for (state, way, moves) in visit.missed {
            self.missed.entry((state, way)).or_insert((nth, moves));
        }
        for broken in visit.broken {
            self.broken.entry((broken.fault, broken.state)).or_insert((nth, broken.moves));
        }
        let mut new = Vec::new();
        for (moves, dialogue, outline) in visit.next {
            let n_misses = dialogue.n_misses();
            if self.outlines.get(&outline).is_some_and(|known| *known <= n_misses) {
                continue;
            }
            if self.ways.len() >= MOST_SITUATIONS {
                self.is_cut = true;
                break;
            }
            self.outlines.insert(outline, n_misses);
            new.push(Situation { dialogue, nth: self.ways.len() });
            self.ways.push((nth, moves));
        }
        new
    }

    fn n_entered(&self) -> usize {
        self.passed.iter().filter(|passed| matches!(passed, Passed::Entered(_))).count()
    }

    /// Returns everything that happened from the greeting to the situation.
    fn moves_to(&self, nth: usize) -> Vec<Move> {
        let mut parts = Vec::new();
        let mut at = nth;
        while at != 0 {
            let (before, moves) = &self.ways[at];
            parts.push(moves.as_slice());
            at = *before;
        }
        parts.into_iter().rev().flatten().cloned().collect()
    }

    fn close(mut self) -> Exploration {
        let hotline = self.world.hotline;
        self.unanswered();
        let mut findings = Vec::new();
        // A command that is nowhere heard is one fault, not one for each question.
        let n_unheard = self.broken.keys().filter(|(fault, _)| *fault == Fault::PersonUnheard).count();
        let turns = |(nth, moves): &(usize, Vec<Move>)| {
            self.moves_to(*nth).iter().chain(moves).filter(|happens| matches!(happens, Move::Say(_))).count()
        };
        let mut broken: Vec<_> = self.broken.iter().map(|(key, shown)| (turns(shown), key, shown)).collect();
        broken.sort_by_key(|(n_turns, key, (nth, _))| (key.0, *n_turns, *nth));
        broken.dedup_by(|(_, later, _), (_, earlier, _)| {
            later.0 == earlier.0 && matches!(later.0, Fault::PersonUnheard | Fault::Long(_))
        });
        for (_, key, (nth, moves)) in broken {
            let all: Vec<Move> = self.moves_to(*nth).into_iter().chain(moves.iter().cloned()).collect();
            let n_more = if key.0 == Fault::PersonUnheard { n_unheard - 1 } else { 0 };
            findings.extend(promise::finding(hotline, *key, n_more, conversation::written(self.world, &all)));
        }
        let is_entered = |state: &StateId| self.passed.contains(&Passed::Entered(*state));
        let name = |state: StateId| {
            let state = hotline.state(state);
            format!("{}/{}", hotline.flow(state.flow).name, state.name)
        };
        let unreached = hotline.state_ids().filter(|state| !is_entered(state)).map(name).collect();
        Exploration {
            n_situations: self.ways.len(),
            n_steps: hotline.states.len(),
            unreached,
            is_cut: self.is_cut,
            findings,
        }
    }

    /// Makes faults of the ways that no sentence took anywhere: of a question none of whose ways was taken, and of options.
    fn unanswered(&mut self) {
        let is_way = |way: &Way| !matches!(way, Way::Failed | Way::NoMatch | Way::NoInput);
        for ((state, way), shown) in std::mem::take(&mut self.missed) {
            if self.passed.contains(&Passed::Went(state, way)) {
                continue;
            }
            let fault = promise::unanswered(self.world.hotline, state, way);
            let is_answered =
                self.passed.iter().any(|passed| matches!(passed, Passed::Went(at, way) if *at == state && is_way(way)));
            if !is_answered || fault != Fault::Unanswerable {
                self.broken.entry((fault, Some(state))).or_insert(shown);
            }
        }
    }
}

/// Lets everything happen in a situation that can, and holds the promises against it.
fn visit(world: &World, scratch: &mut Scratch, dialogue: &Dialogue, known: &Known) -> Visit {
    let mut visit = Visit::default();
    if dialogue.is_over() {
        return visit;
    }
    let in_between = world.in_between(dialogue);
    if !in_between.is_empty() {
        for happens in in_between {
            let after = world.after(scratch, dialogue, &happens);
            visit.add(world, vec![happens], after);
        }
        return visit;
    }
    visit.broken.extend(person::check(world, scratch, dialogue));
    visit.broken.extend(ending::check(world, scratch, dialogue, known));
    for line in caller::lines(world, dialogue) {
        visit.say(world, scratch, dialogue, &line);
    }
    match dialogue.waits_for(world.hotline) {
        Waiting::Wish | Waiting::WrapUp => {
            for opening in world.openings.iter().flatten() {
                visit.follow(world, scratch, dialogue, opening.clone());
            }
        }
        Waiting::Question(_) | Waiting::Menu | Waiting::Intent => visit.babble(world, scratch, dialogue),
        Waiting::Action(..) | Waiting::Queue(_) | Waiting::Nothing => {}
    }
    visit
}

impl Visit {
    fn add(&mut self, world: &World, moves: Vec<Move>, after: Dialogue) {
        self.passed.extend(after.trail());
        if !after.is_over() {
            let outline = world.outline(&after);
            self.next.push((moves, after, outline));
        }
    }

    /// Says one thing in the first wording that is taken as it is meant; where none is, in the first.
    fn say(&mut self, world: &World, scratch: &mut Scratch, dialogue: &Dialogue, line: &caller::Line) {
        let way = match (dialogue.waits_for(world.hotline), line.way) {
            (Waiting::Question(state), Some(way)) => Some((state, way)),
            _ => None,
        };
        for text in &line.telling {
            let say = Move::Say(text.clone());
            let after = world.after(scratch, dialogue, &say);
            self.add(world, vec![say], after);
        }
        let mut first = None;
        for text in &line.texts {
            let say = Move::Say(text.clone());
            let after = world.after(scratch, dialogue, &say);
            if way.is_none_or(|(state, way)| after.trail().contains(&Passed::Went(state, way))) {
                return self.add(world, vec![say], after);
            }
            first = first.or(Some((say, after)));
        }
        let said = first.as_ref().map(|(say, _)| say.clone()).into_iter().collect();
        self.missed.extend(way.map(|(state, way)| (state, way, said)));
        if let Some((say, after)) = first {
            self.add(world, vec![say], after);
        }
    }

    fn follow(&mut self, world: &World, scratch: &mut Scratch, dialogue: &Dialogue, moves: Vec<Move>) {
        let mut after = dialogue.clone();
        for happens in &moves {
            after = world.after(scratch, &after, happens);
            self.passed.extend(after.trail());
        }
        self.add(world, moves, after);
    }

    /// Says nonsense until the question gives up.
    fn babble(&mut self, world: &World, scratch: &mut Scratch, dialogue: &Dialogue) {
        let here = world.outline(dialogue);
        let mut after = dialogue.clone();
        let say = Move::Say(world.nonsense.to_owned());
        for n_said in 1..=MOST_NONSENSE {
            after = world.after(scratch, &after, &say);
            self.passed.extend(after.trail());
            if after.is_over() || world.outline(&after) != here {
                return self.add(world, vec![say; n_said], after);
            }
        }
    }
}
