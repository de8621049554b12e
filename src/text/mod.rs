//! Pure functions of text: folding, offsets, numbers, dates, amounts, cards, masks.
//!
//! This is the lowest layer. It knows no YAML, no clock (the moment of the call is an argument) and
//! does no I/O. Everything after [`fold`](crate::text::fold::fold) works on folded text and byte offsets into it;
//! [`origin`](crate::text::fold::Folded::origin) leads back to the characters of what the caller typed.

pub mod entity;
pub mod fold;
pub mod mask;
pub mod span;

/// Tells whether two digits, of whatever script, stand in `text`.
pub fn has_digits(text: &str) -> bool {
    text.chars().filter(|character| numeral::spelled_digit(*character).is_some()).nth(1).is_some()
}

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
mod loose;
mod money;
mod number;
mod numeral;
pub mod pieces;
mod relative;
mod scan;
pub mod secret;
pub mod sound;
mod time;
pub mod told;
mod traditional;
