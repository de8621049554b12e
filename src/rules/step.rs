//! The steps of a flow, as authored.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

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
    /// What else a question hears beside its answer (我不记得了): title of each → what happens.
    pub hear: Option<Ordered<ChoiceRule>>,
    /// A condition in the expression language of the prompts.
    #[serde(deserialize_with = "condition")]
    pub r#if: Option<String>,
    /// Where `if` goes when it holds.
    pub then: Option<Branch>,
    /// Where `if` goes when it does not; on when absent.
    pub r#else: Option<Branch>,
    /// Slots (or variables) and the expressions that they are set to.
    #[serde(deserialize_with = "expressions")]
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
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

/// An expression, which may be written as a bare number, `true`, `false` or `~`.
struct Expression(String);

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expression, D::Error> {
        deserializer.deserialize_any(ExpressionVisitor)
    }
}

struct ExpressionVisitor;

impl Visitor<'_> for ExpressionVisitor {
    type Value = Expression;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("这里要写表达式，例如 金额 > 100")
    }

    fn visit_str<E>(self, text: &str) -> Result<Expression, E> {
        Ok(Expression(text.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Expression, E> {
        Ok(Expression(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Expression, E> {
        Ok(Expression(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Expression, E> {
        Ok(Expression(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Expression, E> {
        Ok(Expression(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Expression, E> {
        Ok(Expression("none".to_owned()))
    }
}

/// Reads one expression.
fn condition<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Expression::deserialize(deserializer).map(|expression| Some(expression.0))
}

/// Reads expressions by name.
fn expressions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Ordered<String>>, D::Error> {
    let read = Ordered::<Expression>::deserialize(deserializer)?;
    let expressions = read.0.into_iter().map(|(name, is)| (name, is.0));
    Ok(Some(Ordered(expressions.collect())))
}

/// Where an edge goes: a target by name, or steps of its own, after which the flow goes on behind the step.
#[derive(Debug, Clone)]
pub enum Branch {
    /// A label of the flow, or `transfer`, `end`, `menu`, `failed`, `hangup`, `next`.
    Target(String),
    /// Steps taken in between.
    Steps(Steps),
}

/// One option of a menu, or one thing that a question hears beside its answer: just where it goes, or with phrases of its own.
#[derive(Debug, Clone)]
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

impl<'de> Deserialize<'de> for Branch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Branch, D::Error> {
        deserializer.deserialize_any(BranchVisitor)
    }
}

struct BranchVisitor;

impl<'de> Visitor<'de> for BranchVisitor {
    type Value = Branch;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(BRANCH)
    }

    fn visit_str<E: serde::de::Error>(self, target: &str) -> Result<Branch, E> {
        Ok(Branch::Target(target.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, steps: A) -> Result<Branch, A::Error> {
        Steps::deserialize(SeqAccessDeserializer::new(steps)).map(Branch::Steps)
    }
}

/// What is written as a branch, in words for a finding.
pub(super) const BRANCH: &str = "这里要写去处（标签、transfer、end、menu、failed、hangup、next），或一串步骤";

impl<'de> Deserialize<'de> for ChoiceRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ChoiceRule, D::Error> {
        deserializer.deserialize_any(ChoiceVisitor)
    }
}

struct ChoiceVisitor;

impl<'de> Visitor<'de> for ChoiceVisitor {
    type Value = ChoiceRule;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(CHOICE)
    }

    fn visit_str<E: serde::de::Error>(self, target: &str) -> Result<ChoiceRule, E> {
        BranchVisitor.visit_str(target).map(ChoiceRule::Goes)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, steps: A) -> Result<ChoiceRule, A::Error> {
        BranchVisitor.visit_seq(steps).map(ChoiceRule::Goes)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ChoiceRule, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Full {
            hear: Lines,
            then: Branch,
        }
        let Full { hear, then } = Full::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ChoiceRule::Full { hear, then })
    }
}

/// What is written as an option of a menu, in words for a finding.
pub(super) const CHOICE: &str = "这里要写去处，或 {hear: 说法, then: 去处}";
