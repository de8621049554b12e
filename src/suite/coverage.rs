//! Coverage: how much of what calls can reach was reached by conversations.
//!
//! [`Coverage`] counts, as conversations run; [`Report`] holds the counts against everything that can be reached and names
//! what is missing. Knows nothing of whether a conversation passed.

mod drawn;
pub mod html;
mod reach;
#[cfg(test)]
mod tests;
pub mod text;

use std::collections::BTreeMap;

use crate::compile::hotline::{Hotline, StateKind};
use crate::compile::id::{IntentId, QueueId, StateId};
use crate::compile::index::PhraseId;
use crate::dialogue::event::Placement;
use crate::dialogue::trail::{Passed, Way};
use crate::finding::locate::Locator;
use crate::finding::{self, Sources};
use crate::graph::ways;
use crate::rules::load::BASE_NAME;
use crate::session::{Session, Turn};

/// Something that can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// An intent that is begun.
    Intent(IntentId),
    /// A phrase that decides.
    Phrase(PhraseId),
    /// A step that is entered.
    Step(StateId),
    /// A way on from a step that knows several.
    Edge(StateId, Way),
    /// What can go wrong at a question: nonsense, silence, one retry too many.
    Miss(StateId, Way),
    /// How a queue takes a caller in.
    Queue(QueueId, Place),
}

/// How a queue takes a caller in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In line.
    InLine,
    /// Not at all: it is full.
    Full,
    /// Not at this hour.
    Closed,
}

/// The kinds of things, as they are counted: one line of totals each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Intents begun.
    Intents,
    /// Phrases that decided.
    Phrases,
    /// Steps entered.
    Steps,
    /// Ways taken.
    Edges,
    /// Error paths of questions.
    Misses,
    /// Placements of queues.
    Queues,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Kind; 6] = [Kind::Intents, Kind::Phrases, Kind::Steps, Kind::Edges, Kind::Misses, Kind::Queues];

    /// Returns the English name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Intents => "intents",
            Kind::Phrases => "phrases",
            Kind::Steps => "steps",
            Kind::Edges => "edges",
            Kind::Misses => "errors",
            Kind::Queues => "queues",
        }
    }

    /// Returns the Chinese name, for people.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Intents => "意图",
            Kind::Phrases => "说法",
            Kind::Steps => "步骤",
            Kind::Edges => "去向",
            Kind::Misses => "出错",
            Kind::Queues => "队列",
        }
    }
}

impl Thing {
    /// Returns what kind of thing it is.
    pub fn kind(self) -> Kind {
        match self {
            Thing::Intent(_) => Kind::Intents,
            Thing::Phrase(_) => Kind::Phrases,
            Thing::Step(_) => Kind::Steps,
            Thing::Edge(..) => Kind::Edges,
            Thing::Miss(..) => Kind::Misses,
            Thing::Queue(..) => Kind::Queues,
        }
    }
}

/// How often things were reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage(BTreeMap<Thing, u64>);

impl Coverage {
    /// Counts what a turn that was just taken passed.
    pub fn note(&mut self, hotline: &Hotline, session: &Session, turn: &Turn) {
        // Without a decision no utterance was taken, and the trail is still that of the turn before.
        if turn.decided.is_some() {
            for passed in session.dialogue().trail() {
                self.count(match *passed {
                    Passed::Decided(phrase) => Thing::Phrase(phrase),
                    Passed::Started(intent) => Thing::Intent(intent),
                    Passed::Entered(state) => Thing::Step(state),
                    Passed::Went(state, way) if is_miss(hotline, state, way) => Thing::Miss(state, way),
                    Passed::Went(state, way) => Thing::Edge(state, way),
                });
            }
        }
        if let Some((handoff, queue)) = turn.handoff.as_ref().and_then(|handoff| Some((handoff, handoff.queue_id?))) {
            let place = match handoff.placement {
                Placement::Queued { .. } => Place::InLine,
                Placement::Full { .. } => Place::Full,
                Placement::Closed { .. } => Place::Closed,
            };
            self.count(Thing::Queue(queue, place));
        }
    }

    /// Counts a thing.
    pub fn count(&mut self, thing: Thing) {
        *self.0.entry(thing).or_default() += 1;
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Coverage) {
        for (thing, count) in &other.0 {
            *self.0.entry(*thing).or_default() += count;
        }
    }

    /// Returns everything that was reached, in order.
    pub fn things(&self) -> impl Iterator<Item = Thing> {
        self.0.keys().copied()
    }

    /// Returns how often a thing was reached.
    pub fn of(&self, thing: Thing) -> u64 {
        self.0.get(&thing).copied().unwrap_or(0)
    }
}

/// Whether a way is one of those on which something goes wrong at a question.
fn is_miss(hotline: &Hotline, state: StateId, way: Way) -> bool {
    match way {
        Way::NoMatch | Way::NoInput => true,
        Way::Failed => !matches!(hotline.state(state).kind, StateKind::Run { .. }),
        Way::Next
        | Way::No
        | Way::Then
        | Way::Otherwise
        | Way::Option(_)
        | Way::Heard(_)
        | Way::Outcome(_)
        | Way::Error => false,
    }
}

/// Counts held against what can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Everything that can be reached, with the number of times that it was.
    pub things: Vec<(Thing, u64)>,
}

/// Something to be shown of a place in the files: what was never reached there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The file, as shown.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is not covered.
    pub kind: Kind,
    /// Its name: of an intent or a queue, the text of a phrase, flow and step.
    pub name: String,
    /// What of it was never reached, such as ways; empty if nothing of it was.
    pub missing: Vec<String>,
}

impl Report {
    /// Holds counts against what can be reached in the hotline. Phrases that every hotline inherits are not counted: they are
    /// not its author's.
    pub fn of(hotline: &Hotline, sources: &Sources, coverage: &Coverage) -> Report {
        // A phrase of a command speaks for its intent as well; it is written once and counts once.
        let mut first: BTreeMap<&finding::Place, PhraseId> = BTreeMap::new();
        let mut phrases: BTreeMap<PhraseId, u64> = BTreeMap::new();
        let is_inherited = |file| sources.get(file).is_some_and(|source| source.name == BASE_NAME);
        let is_own = |phrase: &PhraseId| !is_inherited(hotline.index.phrase(*phrase).place.file);
        for phrase in hotline.index.phrase_ids().filter(is_own) {
            let first = *first.entry(&hotline.index.phrase(phrase).place).or_insert(phrase);
            *phrases.entry(first).or_default() += coverage.of(Thing::Phrase(phrase));
        }
        let counted = |thing| match thing {
            Thing::Phrase(phrase) => phrases.get(&phrase).map(|count| (thing, *count)),
            _ => Some((thing, coverage.of(thing))),
        };
        Report { things: reach::things(hotline).into_iter().filter_map(counted).collect() }
    }

    /// Returns how many things of a kind were reached, and how many there are.
    pub fn total(&self, kind: Kind) -> (usize, usize) {
        let of_kind = self.things.iter().filter(|(thing, _)| thing.kind() == kind);
        of_kind.fold((0, 0), |(reached, all), (_, count)| (reached + usize::from(*count > 0), all + 1))
    }

    /// Returns how often a thing was reached; `None` if it cannot be.
    pub fn count(&self, thing: Thing) -> Option<u64> {
        let at = self.things.binary_search_by_key(&thing, |(thing, _)| *thing).ok()?;
        self.things.get(at).map(|(_, count)| *count)
    }

    /// Returns what was never reached, by file and line. Of a step that was never entered its ways are not listed, and all
    /// that is missing of a step or a queue is one gap.
    pub fn gaps(&self, hotline: &Hotline, sources: &Sources) -> Vec<Gap> {
        let mut locator = Locator::new(sources);
        let mut gaps: Vec<Gap> = Vec::new();
        let missed: Vec<Thing> = self.things.iter().filter(|(_, count)| *count == 0).map(|(thing, _)| *thing).collect();
        let is_missed = |thing: Thing| missed.binary_search(&thing).is_ok();
        for thing in &missed {
            let mut gap = |place: &finding::Place, name: String, missing: Option<String>| {
                let file = sources.get(place.file).map(|source| source.name.clone()).unwrap_or_default();
                let line = locator.spot(place).map_or(1, |spot| spot.line);
                let kind = match thing.kind() {
                    Kind::Edges | Kind::Misses => Kind::Steps,
                    kind => kind,
                };
                let missing: Vec<String> = missing.into_iter().collect();
                match gaps.iter_mut().rfind(|gap| gap.file == file && gap.line == line && gap.name == name) {
                    Some(gap) if gap.kind >= Kind::Steps && !missing.is_empty() => gap.missing.extend(missing),
                    _ => gaps.push(Gap { file, line, kind, name, missing }),
                }
            };
            match *thing {
                Thing::Intent(intent) => {
                    let intent = hotline.intent(intent);
                    gap(&intent.place, intent.name.clone(), None);
                }
                Thing::Phrase(phrase) => {
                    let phrase = hotline.index.phrase(phrase);
                    gap(&phrase.place, phrase.text.clone(), None);
                }
                Thing::Step(state) => gap(&place_of(hotline, state), step_name(hotline, state), None),
                Thing::Edge(state, way) | Thing::Miss(state, way) => {
                    if !is_missed(Thing::Step(state)) {
                        let missing = Some(ways::name(hotline, state, way));
                        gap(&place_of(hotline, state), step_name(hotline, state), missing);
                    }
                }
                Thing::Queue(queue, place) => {
                    let queue = hotline.queue(queue);
                    gap(&queue.place, queue.name.clone(), Some(placement_name(place).to_owned()));
                }
            }
        }
        gaps.sort();
        gaps
    }
}

/// Where a step is written.
fn place_of(hotline: &Hotline, state: StateId) -> finding::Place {
    hotline.state(state).place.clone()
}

/// Flow and step, and what the step does where its name does not say it.
fn step_name(hotline: &Hotline, id: StateId) -> String {
    let state = hotline.state(id);
    let flow = &hotline.flow(state.flow).name;
    let verb = ways::verb(&state.kind);
    if state.name == *flow { format!("{flow}/{verb}") } else { format!("{flow}/{verb} {}", state.name) }
}

fn placement_name(place: Place) -> &'static str {
    match place {
        Place::InLine => "排上队",
        Place::Full => "坐席全忙",
        Place::Closed => "下班",
    }
}
