//! What can be proved of a hotline that compiles: each rule has a file of its own and returns findings.
//!
//! Compiling says what is undefined; here stands what is defined and yet not as meant. The proofs take longer than loading, so
//! they are asked for (`check --proofs`) and never run before a call.

pub mod almost;
pub mod overmatch;
mod sample;

/// The codes of all findings of the proofs, in alphabetical order.
pub const CODES: &[&str] = &["overmatch", "phrase-excluded", "phrase-unheard"];
