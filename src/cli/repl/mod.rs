//! The conversation on a terminal.

mod command;
mod editor;
mod helper;
mod history;
mod terminal;
