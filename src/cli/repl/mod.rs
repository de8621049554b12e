//! The conversation on a terminal.

mod command;
mod helper;
mod history;
