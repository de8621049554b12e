//! The third chance: the intents whose examples an utterance is nearest to. For suggestions and questions only: being like
//! something that callers say is no reason to do it.

use crate::compile::hotline::Hotline;
use crate::compile::id::IntentId;
use crate::compile::index::examples::Comparison;

/// How much the nearest, the second and the third example of an intent count.
const COUNTS: [f32; 3] = [0.5, 0.3, 0.2];

/// An intent, by its nearest examples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The intent; `None` is what the hotline has nothing to do with.
    pub intent: Option<IntentId>,
    /// How near its examples are, 0 to 1: half the nearest, and a share of the next two.
    pub score: f32,
    /// The nearest example, by its place in the list of the intent.
    pub example: usize,
}

/// The nearest three where there are none.
const NONE: [(f32, usize); 3] = [(0.0, 0); 3];

/// The memory of looking for near examples.
#[derive(Debug, Default)]
pub struct Nearness {
    comparison: Comparison,
    /// By intent: the nearest three; none of any between utterances, so that only those found need a look.
    best: Vec<[(f32, usize); 3]>,
    found: Vec<Option<IntentId>>,
    near: Vec<Near>,
}

impl Nearness {
    /// Finds the intents whose examples are near a folded text, the nearest first; ties by intent. `but` is an example that does not
    /// count, so that an example cannot speak for itself.
    pub(super) fn find(&mut self, hotline: &Hotline, text: &str, but: Option<(IntentId, usize)>) -> &[Near] {
        let examples = hotline.examples();
        let n_intents = hotline.intents.len();
        let Nearness { comparison, best, found, near } = self;
        best.resize(best.len().max(n_intents + 1), NONE);
        examples.compare(&hotline.index, text, comparison, |owner, place, score| {
            if but.is_some() && owner.map(|owner| (owner, place)) == but {
                return;
            }
            let nearest = &mut best[owner.map_or(n_intents, IntentId::index)];
            if score < nearest[2].0 {
                return;
            }
            let at = nearest.iter().position(|&(known, at)| score > known || (score == known && place < at));
            if let Some(at) = at {
                if nearest[0].0 == 0.0 {
                    found.push(owner);
                }
                nearest[at..].rotate_right(1);
                nearest[at] = (score, place);
            }
        });
        near.clear();
        // What is of no intent comes last.
        found.sort_unstable_by_key(|owner| (owner.is_none(), *owner));
        for intent in found.drain(..) {
            let nearest = std::mem::replace(&mut best[intent.map_or(n_intents, IntentId::index)], NONE);
            let score: f32 = nearest.iter().zip(COUNTS).map(|(&(score, _), count)| score * count).sum();
            near.push(Near { intent, score, example: nearest[0].1 });
        }
        near.sort_by(|one, other| other.score.total_cmp(&one.score));
        near
    }
}
