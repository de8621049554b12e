//! A hotline as bytes: what the build makes of the shipped intents, so that a start need not compile them.
//!
//! The bytes are as good as the program that wrote them: they carry no version, and another build cannot read them. Whoever
//! cannot read them compiles from YAML.

use serde::{Deserialize, Serialize};

use super::hotline::Hotline;

/// Returns the bytes of a hotline; the same rules give the same bytes.
pub fn encode(hotline: &Hotline) -> Vec<u8> {
    // What else would be made in the first call that needs a second chance.
    hotline.examples();
    hotline.index.sounds();
    bytes(hotline)
}

/// Returns the hotline of bytes that [`encode`] wrote; `None` if they are none.
pub fn decode(bytes: &'static [u8]) -> Option<Hotline> {
    value(bytes)
}

/// The bytes of a value.
pub(super) fn bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("a vector takes everything, and every sequence here knows its length")
}

/// The value of bytes.
pub(super) fn value<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
