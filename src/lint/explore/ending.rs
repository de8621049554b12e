//! The promise of an end: a caller who says nothing, nonsense, or only 重复 is not kept for ever.
//!
//! What the caller does is given by the mood; how actions and queues come out is not, so all of it is tried, depth first. A call that
//! comes round to where it was, or that takes longer than anybody would bear, breaks the promise.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::promise::{Broken, Fault, Mood};
use super::world::{Move, World};
use crate::compile::id::StateId;
use crate::dialogue::outline::Waiting;
use crate::dialogue::state::Dialogue;
use crate::matching::scratch::Scratch;
use crate::rules::command::Verb;

/// Turns of the caller after which a call must be over. With the default ladders the most patient hotline takes some thirty.
const MOST_TURNS: usize = 60;
/// What the caller says of a call that takes too long, as far as it is shown.
const SHOWN_TURNS: usize = 6;

/// The calls that are known to end, with the number of turns that it takes at most; shared by all that explore.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<String, usize>>);

impl Known {
    fn turns(&self, call: &str) -> Option<usize> {
        // A poisoned lock is another thread's panic; what was entered is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(call).copied()
    }

    fn enter(&self, call: String, n_turns: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(call, n_turns);
    }
}

/// Holds a call in which the caller may speak to the promise, in every mood.
pub(super) fn check(world: &World, scratch: &mut Scratch, dialogue: &Dialogue, known: &Known) -> Vec<Broken> {
    let mut broken = Vec::new();
    // None of them goes back, and what going back would restore is most of what a call remembers.
    let dialogue = &dialogue.without_way_back();
    for mood in Mood::ALL {
        // Who does all of it by turns shows nothing new where one of it is enough.
        if mood == Mood::Mixed && !broken.is_empty() {
            break;
        }
        let mut walk = Walk { world, scratch, mood, known, path: Vec::new(), moves: Vec::new() };
        if walk.ends(dialogue, 0).is_ok() {
            continue;
        }
        // Where others found a part of it before, the way would be cut short by what is known: it is walked once more alone.
        let alone = Known::default();
        let mut walk = Walk { world, scratch, mood, known: &alone, path: Vec::new(), moves: Vec::new() };
        if let Err(endless) = walk.ends(dialogue, 0) {
            broken.push(endless.broken(mood));
        }
    }
    broken
}

/// A way that does not end.
struct Endless {
    fault: fn(Mood) -> Fault,
    /// The first step in the order of the files at which the call waits on the way that is gone again and again.
    state: Option<StateId>,
    moves: Vec<Move>,
}

impl Endless {
    fn broken(self, mood: Mood) -> Broken {
        let mut n_said = 0;
        let is_shown = |happens: &Move| {
            n_said += usize::from(matches!(happens, Move::Say(_)));
            n_said <= SHOWN_TURNS
        };
        let moves = self.moves.into_iter().take_while(is_shown).collect();
        Broken { fault: (self.fault)(mood), state: self.state, moves }
    }
}

/// The walk of one mood from one call.
struct Walk<'w, 'h> {
    world: &'w World<'h>,
    scratch: &'w mut Scratch,
    mood: Mood,
    known: &'w Known,
    /// The calls on the way, and the step that each waits at.
    path: Vec<(String, Option<StateId>)>,
    /// What happened on the way.
    moves: Vec<Move>,
}

impl Walk<'_, '_> {
    /// Returns within how many turns of the caller the call ends at most.
    fn ends(&mut self, dialogue: &Dialogue, n_said: usize) -> Result<usize, Endless> {
        if dialogue.is_over() {
            return Ok(0);
        }
        let turn = if self.mood == Mood::Mixed { n_said % 3 } else { 0 };
        let call = format!("{:?} {turn} {}", self.mood, self.world.counted(dialogue));
        if let Some(n_turns) = self.known.turns(&call) {
            return if n_said + n_turns > MOST_TURNS { Err(self.endless(Fault::Long, 0)) } else { Ok(n_turns) };
        }
        if let Some(at) = self.path.iter().position(|(before, _)| *before == call) {
            return Err(self.endless(Fault::Round, at));
        }
        if n_said > MOST_TURNS {
            return Err(self.endless(Fault::Long, 0));
        }
        let state = match dialogue.waits_for(self.world.hotline) {
            Waiting::Question(state) | Waiting::Action(state, _) => Some(state),
            _ => None,
        };
        self.path.push((call.clone(), state));
        let in_between = self.world.in_between(dialogue);
        let is_turn = in_between.is_empty();
        let happens = if is_turn { vec![Move::Say(self.say(turn))] } else { in_between };
        let mut most = 0;
        for happens in happens {
            let after = self.world.after(self.scratch, dialogue, &happens);
            self.moves.push(happens);
            most = most.max(self.ends(&after, n_said + usize::from(is_turn))? + usize::from(is_turn));
            self.moves.pop();
        }
        self.path.pop();
        self.known.enter(call, most);
        Ok(most)
    }

    fn say(&self, turn: usize) -> String {
        match (self.mood, turn) {
            (Mood::Silent, _) | (Mood::Mixed, 0) => String::new(),
            (Mood::Babbling, _) | (Mood::Mixed, 1) => self.world.nonsense.to_owned(),
            (Mood::Deaf, _) | (Mood::Mixed, _) => Verb::Repeat.name().to_owned(),
        }
    }

    fn endless(&self, fault: fn(Mood) -> Fault, from: usize) -> Endless {
        let round = self.path.iter().skip(from).filter_map(|(_, state)| *state);
        Endless { fault, state: round.min(), moves: self.moves.clone() }
    }
}
