//! Actions: calls to the backend, declared once.

use serde::Deserialize;

use super::slot::Ordered;

/// An action as authored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// What it does, in a few words.
    #[serde(default)]
    pub about: Option<String>,
    /// The names of the slots that it is given; an unfilled one is given as null.
    #[serde(default)]
    pub takes: Vec<String>,
    /// What it gives back, by name: `money`, `date`, `time`, `number`, `text`, `list` or `record`.
    #[serde(default)]
    pub gives: Ordered<String>,
    /// How it can come out. The first one is the success, after which the flow goes on; every other needs an edge
    /// (in the step or hotline-wide). `error` (the backend did not answer) is always possible and need not be listed.
    #[serde(default)]
    pub outcomes: Vec<String>,
    /// Whether it cannot be undone: then a confirmation must stand before every call of it.
    #[serde(default)]
    pub irreversible: bool,
}
