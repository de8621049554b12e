//! Pure functions of text: folding, offsets, numbers, dates, amounts, cards, masks.
//!
//! This is the lowest layer. It knows no YAML, no clock (the moment of the call is an argument) and
//! does no I/O. Everything after [`fold`](crate::text::fold::fold) works on folded text and byte offsets into it;
//! [`origin`](crate::text::fold::Folded::origin) leads back to the characters of what the caller typed.

pub mod entity;
pub mod fold;
pub mod mask;
pub mod span;

mod answer;
mod astronomy;
mod calendar;
mod date;
mod date_named;
mod date_typed;
mod digits;
mod email;
mod festival;
mod identity;
mod money;
mod number;
mod numeral;
mod relative;
mod scan;
pub mod secret;
pub mod sound;
mod time;
pub mod told;
mod traditional;
