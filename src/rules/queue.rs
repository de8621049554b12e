//! Queues: where callers wait for a person.

use serde::Deserialize;

/// A queue as authored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// How it is called before callers; its name if absent.
    #[serde(default)]
    pub title: Option<String>,
    /// Opening hours such as `09:00-21:00`, half-open, local time; always open if absent.
    #[serde(default)]
    pub hours: Option<String>,
    /// Whether callers of this queue go before others.
    #[serde(default)]
    pub urgent: bool,
    /// Whether callers without a queue of their own come here. Exactly one queue says so.
    #[serde(default)]
    pub default: bool,
}
