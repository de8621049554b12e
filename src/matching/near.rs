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

/// The memory of looking for near examples.
#[derive(Debug, Default)]
pub struct Nearness {
    comparison: Comparison,
    /// By intent: the nearest three.
    best: Vec<[(f32, usize); 3]>,
    near: Vec<Near>,
}

impl Nearness {
    /// Finds the intents whose examples are near a folded text, the nearest first; ties by intent. `but` is an example that does not
    /// count, so that an example cannot speak for itself.
    pub(super) fn find(&mut self, hotline: &Hotline, text: &str, but: Option<(IntentId, usize)>) -> &[Near] {
        let examples = hotline.examples();
        let n_intents = hotline.intents.len();
        self.best.clear();
        self.best.resize(n_intents + 1, [(0.0, 0); 3]);
        let best = &mut self.best;
        examples.compare(&hotline.index, text, &mut self.comparison, |owner, place, score| {
            if but.is_some() && owner.map(|owner| (owner, place)) == but {
                return;
            }
            let nearest = &mut best[owner.map_or(n_intents, IntentId::index)];
            if score < nearest[2].0 {
                return;
            }
            let found = (score, place);
            let at = nearest.iter().position(|&(known, at)| score > known || (score == known && place < at));
            if let Some(at) = at {
                nearest[at..].rotate_right(1);
                nearest[at] = found;
            }
        });
        self.near.clear();
        let owners = hotline.intent_ids().map(Some).chain([None]);
        for (intent, nearest) in owners.zip(&self.best) {
            let score: f32 = nearest.iter().zip(COUNTS).map(|(&(score, _), count)| score * count).sum();
            if score > 0.0 {
                self.near.push(Near { intent, score, example: nearest[0].1 });
            }
        }
        self.near.sort_by(|one, other| other.score.total_cmp(&one.score));
        &self.near
    }
}
