//! The promise of a person: who says 转人工 is in a queue at once, or after one question.

use super::caller;
use super::promise::{Broken, Fault};
use super::world::{Move, World};
use crate::compile::id::StateId;
use crate::dialogue::outline::Waiting;
use crate::dialogue::state::Dialogue;
use crate::matching::scratch::Scratch;
use crate::rules::command::Verb;

/// Holds a call in which the caller may speak to the promise.
pub(super) fn check(world: &World, scratch: &mut Scratch, dialogue: &Dialogue) -> Option<Broken> {
    let hotline = world.hotline;
    let state = match dialogue.waits_for(hotline) {
        Waiting::Question(state) => Some(state),
        _ => None,
    };
    let broken = |fault, moves| Some(Broken { fault, state, moves });
    let happens = Move::Say(Verb::Transfer.name().to_owned());
    for (moves, after) in world.settled(scratch, dialogue, happens) {
        match after.waits_for(hotline) {
            Waiting::Queue(_) => {}
            _ if after.n_misses() > dialogue.n_misses() => return broken(Fault::PersonUnheard, moves),
            Waiting::Question(asked) if Some(asked) != state => {
                if let Some((fault, at, more)) = check_question(world, scratch, &after, asked) {
                    let moves = moves.into_iter().chain(more).collect();
                    return Some(Broken { fault, state: at.or(state), moves });
                }
            }
            _ => return broken(Fault::PersonElsewhere, moves),
        }
    }
    None
}

/// Holds what was asked after 转人工 to it: no answer leads to one more question, and one at least leads to a person. An answer
/// may end the task: who was asked may think better of it. Returns the fault, the question that is too many, and what leads to it.
fn check_question(
    world: &World,
    scratch: &mut Scratch,
    dialogue: &Dialogue,
    asked: StateId,
) -> Option<(Fault, Option<StateId>, Vec<Move>)> {
    let mut elsewhere = None;
    let mut is_reached = false;
    for line in caller::answers(world, asked) {
        let Some(text) = line.texts.first() else { continue };
        for (moves, after) in world.settled(scratch, dialogue, Move::Say(text.clone())) {
            match after.waits_for(world.hotline) {
                Waiting::Queue(_) => is_reached = true,
                Waiting::Question(more) => return Some((Fault::PersonQuestioned, Some(more), moves)),
                _ => elsewhere = elsewhere.or(Some(moves)),
            }
        }
    }
    match elsewhere {
        Some(moves) if !is_reached => Some((Fault::PersonElsewhere, None, moves)),
        _ => None,
    }
}
