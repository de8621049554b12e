//! One call carried out: clock, backend, transcript, masking around the pure dialogue.

pub mod backend;
