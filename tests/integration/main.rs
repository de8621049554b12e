//! The one integration binary: what the library's own tests cannot see, one module per subject.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that panics has failed, which is what it is for")]

mod cli;
mod commands;
mod database;
mod dialogue;
mod findings;
mod fuzz;
mod hotline;
mod layers;
mod limits;
mod pipe;
mod process;
mod readme;
mod repl;
mod sbom;
mod supply;
