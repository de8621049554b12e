//! The hotline's own page: name, greeting, menu, thresholds, policies, and its standing sentences.

use serde::{Deserialize, Serialize};

use super::lines::{Lines, Wordings};
use super::wordings::Standing;

/// The `hotline:` part of a file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The name of the hotline.
    pub name: String,
    /// What it says first.
    pub greeting: Wordings,
    /// The intents offered as a menu, by number from 1; if none is written, the first nine that do something.
    #[serde(default)]
    pub menu: Vec<String>,
    /// What callers say that is none of the hotline's business, one a line: what is near to it is not taken for an intent.
    #[serde(default)]
    pub outside: Lines,
    /// From which score on what is done.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// When a caller is not understood.
    #[serde(default)]
    pub no_match: Ladder,
    /// When a caller says nothing.
    #[serde(default)]
    pub no_input: Ladder,
    /// The slot of the call that is filled when a caller volunteers a code or a password, for flows that ask about it.
    #[serde(default)]
    pub volunteered: Option<String>,
    /// The sentences that no flow owns.
    #[serde(default)]
    pub wordings: Standing,
}

/// Scores from 0 to 1 that part the bands of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// From here on an intent starts.
    pub accept: f32,
    /// From here on it is confirmed; below, it is rejected.
    pub confirm: f32,
    /// Winners closer than this are offered as a question.
    pub margin: f32,
    /// Where no phrase is heard: from this nearness to its examples on an intent is offered as a question.
    pub near_offer: f32,
    /// The same: from here on one that is clearly nearer than all others is asked about alone.
    pub near_confirm: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds { accept: 0.6, confirm: 0.4, margin: 0.05, near_offer: 0.15, near_confirm: 0.42 }
    }
}

/// How often something may go wrong before the edge is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ladder {
    /// In a row at one question.
    pub step: u8,
    /// In the whole call.
    pub session: u8,
}

impl Default for Ladder {
    fn default() -> Self {
        Ladder { step: 3, session: 5 }
    }
}
