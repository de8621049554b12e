//! Flows and the whole hotline as pictures: SVG laid out here, Mermaid, DOT, and JSON for other tools.
//!
//! [`model`] turns a flow into boxes and arrows with short Chinese labels, [`overview`] the hotline into columns of cards; the
//! writers set them. Knows no calls: how often something was visited comes from outside, as [`Visits`].

pub mod dot;
pub mod json;
mod label;
mod layout;
mod legend;
pub mod mermaid;
pub mod model;
pub mod overview;
mod palette;
pub mod poster;
mod shape;
pub mod svg;
#[cfg(test)]
mod tests;
pub mod ways;

use crate::compile::id::StateId;
use crate::dialogue::trail::Way;

/// How often what is drawn was visited; colours the picture.
pub trait Visits {
    /// Returns how often a step was entered, `None` if no call can reach it.
    fn step(&self, state: StateId) -> Option<u64>;

    /// Returns how often a way was taken.
    fn way(&self, state: StateId, way: Way) -> Taken;

    /// Returns what can go wrong at a question and does not lead on, by name, with how often it did.
    fn misses(&self, state: StateId) -> Vec<(String, u64)>;
}

/// How often a way was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// So often.
    Times(u64),
    /// Whenever its step was, because there is no other way on.
    WithStep,
    /// No call can take it.
    Unreachable,
}
