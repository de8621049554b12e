//! An intent file, and a file with a flow that others run.

use serde::Deserialize;

use super::lines::Lines;
use super::slot::Slots;
use super::step::Steps;

/// What callers may want: how they say it, and the dialogue that serves them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// The name, unique among intents and subflows.
    pub intent: String,
    /// What it is for, in a few words: menus, help and clarifying questions say it (您是要…吗？).
    #[serde(default)]
    pub about: Option<String>,
    /// The queue in which a person would take over; the hotline's default one if none is named.
    #[serde(default)]
    pub queue: Option<String>,
    /// How callers say it, in the phrase language.
    #[serde(default)]
    pub phrases: Lines,
    /// Phrases too general to be found within a longer sentence (怎么关闭): they count only where they explain nearly all of it.
    #[serde(default)]
    pub alone: Lines,
    /// Phrases that, where they match, forbid the intent.
    #[serde(default)]
    pub unless: Lines,
    /// Sentences that must route here.
    #[serde(default)]
    pub examples: Lines,
    /// The slots of its flow.
    #[serde(default)]
    pub slots: Slots,
    /// The dialogue. Without one the intent is understood, its `about` said back, and a person offered.
    #[serde(default)]
    pub flow: Steps,
}

/// A flow that other flows run and that comes back `done` or `failed`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subflow {
    /// The name, unique among intents and subflows.
    pub subflow: String,
    /// What it does, in a few words.
    #[serde(default)]
    pub about: Option<String>,
    /// The slots of its flow.
    #[serde(default)]
    pub slots: Slots,
    /// The dialogue; `end: failed` comes back as failed, any other end as done.
    #[serde(default)]
    pub flow: Steps,
}
