//! Masks: what may be shown of a secret.

use std::borrow::Cow;

use super::entity::Kind;
use super::fold::Folded;
use super::span::Span;

/// A code or password that a caller volunteered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Secret {
    /// What it is.
    pub kind: SecretKind,
    /// Where its value stands in the folded text.
    pub span: Span,
}

/// What a volunteered secret is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SecretKind {
    /// A verification code.
    Code,
    /// A password.
    Password,
}

/// Returns the shown form of a value.
pub fn mask_digits(_kind: Kind, digits: &str) -> String {
    digits.to_owned()
}

/// Returns `original` with every secret masked.
pub fn mask(original: &str) -> Cow<'_, str> {
    Cow::Borrowed(original)
}

/// Finds a volunteered secret.
pub fn secret(_folded: &Folded) -> Option<Secret> {
    None
}

/// Tells whether `value` could be behind `shown`.
pub fn matches_mask(shown: &str, value: &str) -> bool {
    shown == value
}

/// Finds the first masked value in `text`, in bytes.
pub fn is_masked(_text: &str) -> Option<(Kind, Span)> {
    None
}
