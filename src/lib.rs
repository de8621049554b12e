//! **daohang** (导航) navigates callers of a Chinese hotline: it understands an utterance by rules written in YAML and
//! walks a dialogue until the caller is served or stands in the right queue.
pub mod backend;
pub mod cli;
pub mod compile;
pub mod dialogue;
pub mod finding;
pub mod matching;
pub mod rules;
pub mod session;
pub mod suite;
pub mod text;
