//! From authored rules to a hotline: names to ids, phrases to patterns, steps to states.

pub mod hotline;
pub mod id;
pub mod index;
pub mod phrase;
pub mod prompt;
