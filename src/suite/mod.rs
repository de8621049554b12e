//! Conversations as tests: `.chat` files are read, run against a hotline with a fresh demo backend and a clock that stands
//! still, and compared with what was said.
//!
//! [`script`] interprets one line, and the pipe uses it too; [`conversation`] reads a file; [`run`] runs; [`report`] shows;
//! [`coverage`] says what of the hotline was used; [`update`] writes down what is said now; [`junit`] tells build servers.
//! The format is that of `session::notation`.

pub mod cases;
pub mod check;
pub mod condition;
pub mod conversation;
pub mod coverage;
pub mod evaluation;
pub mod examples;
pub mod junit;
pub mod load;
pub mod pattern;
pub mod report;
pub mod run;
pub mod script;
pub mod setting;
pub mod stub;
pub mod uncovered;
pub mod unmask;
pub mod update;

#[cfg(test)]
mod tests;
