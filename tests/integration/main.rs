//! The one integration binary: what the library's own tests cannot see, one module per subject.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that panics has failed, which is what it is for")]

mod authors;
mod budgets;
mod caller;
mod calls;
mod cli;
mod codes;
mod commands;
mod database;
mod dialogue;
mod document;
mod findings;
mod fuzz;
mod graph;
mod guide;
mod hotline;
mod kills;
mod layers;
mod limits;
mod pipe;
mod process;
mod proofs;
mod readme;
mod recording;
mod reference;
mod repl;
mod sbom;
mod schema;
mod secrets;
mod supply;
mod terminal;
