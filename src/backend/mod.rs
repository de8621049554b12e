//! The demo backend: fictional accounts, bills, orders, cases and queues in one SQLite database.
//!
//! In memory it lives as long as the session and is built only when the first action is called, so that a start costs
//! nothing; in a file (`--db`) everything outlives the call: a freeze lasts until it is lifted. The file can be opened
//! with any SQLite tool while the hotline runs.
//!
//! What stands in the tables and what is computed:
//!
//! - `accounts`, `orders`, `cases`, `tickets` are stored, and each effect is noted in `changes` within its transaction
//!   ([`changes`]), so that a process that is killed leaves both or neither; the seed is written when the first action is called, relative
//!   to that moment ([`seed`]).
//! - Bills are computed from the account and the month ([`bills`]): any `now` has the months before it, a file used for
//!   years never runs out of bills, and nothing has to be kept in step.
//! - Working days come from a table of announced holidays ([`workdays`]).

mod accounts;
mod arguments;
pub mod bills;
pub mod calls;
mod cases;
mod changes;
pub mod demo;
pub mod error;
mod orders;
mod queues;
mod schema;
pub mod seed;
pub mod workdays;

#[cfg(test)]
mod tests;
