//! The steps of a flow, as authored.

use serde::Deserialize;

use super::lines::{Lines, Wordings};
use super::slot::Ordered;

/// Steps in the order in which they are taken.
pub type Steps = Vec<Step>;

/// One step: at most one verb, and what goes with it.
///
/// A step whose only verb is `say` says and goes on; beside `ask`, `choose`, `call`, `transfer`, `end`, `goto`, `run` or `start`
/// a `say` is part of that step. `label` may stand on any step. Which keys fit which verb is `compile`'s to check.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Step {
    /// The name by which other steps jump here.
    pub label: Option<String>,
    /// What is said.
    pub say: Option<Wordings>,
    /// The slot to be asked for; passed over when it is filled.
    pub ask: Option<String>,
    /// A yes/no question; yes goes on, no takes the edge `no`.
    pub confirm: Option<Wordings>,
    /// A menu: title of each option → what happens.
    pub choose: Option<Ordered<ChoiceRule>>,
    /// A condition in the expression language of the prompts.
    pub r#if: Option<String>,
    /// Where `if` goes when it holds.
    pub then: Option<Branch>,
    /// Where `if` goes when it does not; on when absent.
    pub r#else: Option<Branch>,
    /// Slots (or variables) and the expressions that they are set to.
    pub set: Option<Ordered<String>>,
    /// Slots to be emptied.
    pub clear: Option<Vec<String>>,
    /// The action to be carried out; its outcomes are further keys of the step.
    pub call: Option<String>,
    /// The subflow to be run.
    pub run: Option<String>,
    /// The intent to go over to; does not come back.
    pub start: Option<String>,
    /// The target to jump to.
    pub goto: Option<String>,
    /// To a person: the queue, or the intent's own when empty (`transfer:` or `transfer: ~`).
    #[serde(deserialize_with = "present")]
    pub transfer: Option<Option<String>>,
    /// Why, for the person who takes over.
    pub reason: Option<String>,
    /// The end of the task, and its name in the records. `failed` in a subflow comes back as failed; `hangup` ends the call.
    pub end: Option<String>,
    /// The edge when the caller says no to `confirm`.
    pub no: Option<Branch>,
    /// The edge when the retries of a question are used up, or a subflow failed.
    pub failed: Option<Branch>,
    /// How often this question may go unanswered; the hotline's number if absent.
    pub retries: Option<u8>,
    /// Every other key: an outcome of `call` and its edge.
    #[serde(flatten)]
    pub outcomes: Ordered<Branch>,
}

/// Reads a key that is present even when its value is null.
fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

/// Where an edge goes: a target by name, or steps of its own, after which the flow goes on behind the step.
#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "这里要写去处（标签、transfer、end、menu、failed、next），或一串步骤"
)]
pub enum Branch {
    /// A label of the flow, or `transfer`, `end`, `menu`, `failed`, `hangup`, `next`.
    Target(String),
    /// Steps taken in between.
    Steps(Steps),
}

/// One option of a menu: just where it goes, or with phrases of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "选项要写去处，或 {hear: 说法, then: 去处}")]
pub enum ChoiceRule {
    /// Heard by its title.
    Goes(Branch),
    /// Heard by its title and by these phrases.
    Full {
        /// Further phrases that mean it.
        hear: Lines,
        /// Where it goes.
        then: Branch,
    },
}
