//! What a match leaves unexplained, and what that costs it. The numbers stand in [`weight`].

use super::text::Layout;
use super::verify::Step;
use crate::compile::index::{Index, flag, weight};

/// The highest score of a match that explains no more than so much: of the rest as much may be forgiven as is at all.
pub(super) fn highest_score(layout: &Layout, explained: u32) -> f32 {
    let rest = layout.total().saturating_sub(explained);
    let rest = rest - weight::forgiven(rest);
    if layout.n_clauses() == 1 { weight::score(explained, rest, 0) } else { weight::score(explained, 0, rest) }
}

/// What a way leaves unexplained in its own clauses, and in the others.
pub(super) fn unexplained(layout: &Layout, steps: &[Step], explained: u32) -> (u32, u32) {
    if layout.n_clauses() == 1 {
        return (layout.total().saturating_sub(explained), 0);
    }
    let mut touched = 0;
    let mut next = 0;
    for step in steps {
        let last = layout.clause(step.end.saturating_sub(1).max(step.start));
        for clause in layout.clause(step.start).max(next)..=last {
            touched += layout.clause_weight(clause);
            next = clause + 1;
        }
    }
    (touched.saturating_sub(explained), layout.total().saturating_sub(touched))
}

/// What a way leaves unexplained counts less where its owner is usually asked with it, and fully in any clause where it speaks of
/// somebody else's business.
pub(super) fn weighed_up(
    index: &Index,
    layout: &Layout,
    steps: &[Step],
    owner: u32,
    (mut near, mut far): (u32, u32),
) -> (u32, u32) {
    for (start, end, word) in layout.pieces() {
        let Some(number) = word else { continue };
        let weight = layout.weight(start, end);
        let is_taken = steps.iter().any(|step| step.start < end && start < step.end);
        if is_taken || weight == 0 {
            continue;
        }
        let clause = layout.clause(start);
        let is_in_clause = |step: &Step| {
            let last = layout.clause(step.end.saturating_sub(1).max(step.start));
            (layout.clause(step.start)..=last).contains(&clause)
        };
        let is_near = layout.n_clauses() == 1 || steps.iter().any(is_in_clause);
        if index.words[number as usize].flags & flag::OUTSIDE != 0 {
            if !is_near {
                (near, far) = (near + weight, far.saturating_sub(weight));
            }
        } else if index.is_usual(owner, number) {
            let cost = if is_near { &mut near } else { &mut far };
            *cost = cost.saturating_sub(weight::forgiven(weight));
        }
    }
    (near, far)
}
