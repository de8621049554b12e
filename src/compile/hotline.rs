//! The compiled, immutable hotline: ids instead of names, states instead of steps, patterns instead of phrases.
//!
//! Knows no YAML. After `compile` nothing in it can be undefined, so whoever walks it needs no error paths.

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::id::{ActionId, ChoiceId, ExpressionId, FlowId, IntentId, PromptId, QueueId, SetId, SlotId, StateId};
use super::index::Index;
use super::index::examples::Examples;
use super::later::Later;
use super::prompt::Prompts;
use crate::finding::Place;
use crate::limits::{REGEX_BYTES, REGEX_CHARS};
use crate::rules::command::Verb;
use crate::rules::hotline::{Ladder, Thresholds};
use crate::rules::wordings::Sentence;
use crate::text::entity::{Kind, Kinds};

/// The whole of a hotline. Shared between calls, never changed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Hotline {
    /// Its name.
    pub name: String,
    /// What it says first.
    pub greeting: PromptId,
    /// The intents of the main menu, pressed as 1, 2, ….
    pub menu: Vec<IntentId>,
    /// The bands of a decision.
    pub thresholds: Thresholds,
    /// How often a caller may be misunderstood.
    pub no_match: Ladder,
    /// How often a caller may be silent.
    pub no_input: Ladder,
    /// The slot of the call that is filled when a caller volunteers a code or a password.
    pub volunteered: Option<SlotId>,
    /// The intents, in the order of their files.
    pub intents: Vec<Intent>,
    /// The flows.
    pub flows: Vec<Flow>,
    /// The states of all flows; a flow's states stand side by side in the order of its steps.
    pub states: Vec<State>,
    /// The slots: first those of the call, then flow by flow.
    pub slots: Vec<Slot>,
    /// The kinds of entities that any slot takes.
    pub slot_kinds: Kinds,
    /// The sets of named values.
    pub sets: Vec<ValueSet>,
    /// The options of all menus.
    pub choices: Vec<Choice>,
    /// The words that announce a correction, folded.
    pub corrections: Vec<String>,
    /// The commands that have a key or phrases.
    pub commands: Vec<Command>,
    /// The actions.
    pub actions: Vec<Action>,
    /// The queues.
    pub queues: Vec<Queue>,
    /// The queue of callers without one of their own.
    pub default_queue: QueueId,
    /// All texts that are said and all expressions.
    pub prompts: Prompts,
    /// The standing sentences, by [`Sentence`] order.
    pub sentences: Vec<PromptId>,
    /// All phrases, ready to be heard.
    pub index: Index,
    /// What callers say that the hotline has nothing to do with: utterances near to these are not taken for an intent.
    pub outside: Later<Vec<String>>,
    /// The examples, ready to be compared with; made or decoded when first nothing is understood.
    pub(super) nearby: Later<Examples>,
}

impl Hotline {
    /// Returns the examples of all intents, and what is outside, ready to be compared with.
    pub(crate) fn examples(&self) -> &Examples {
        self.nearby.get_or_make(|| {
            let of_intents = self.intent_ids().flat_map(|id| {
                self.intent(id)
                    .examples
                    .iter()
                    .enumerate()
                    .map(move |(n, example)| (Some(id), n, example.text.as_str()))
            });
            let outside = self.outside.iter().enumerate().map(|(n, text)| (None, n, text.as_str()));
            Examples::of(&self.index, of_intents.chain(outside))
        })
    }

    /// Returns an intent.
    pub fn intent(&self, id: IntentId) -> &Intent {
        &self.intents[id.index()]
    }

    /// Returns a flow.
    pub fn flow(&self, id: FlowId) -> &Flow {
        &self.flows[id.index()]
    }

    /// Returns a state.
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.index()]
    }

    /// Returns a slot.
    pub fn slot(&self, id: SlotId) -> &Slot {
        &self.slots[id.index()]
    }

    /// Returns a set of values.
    pub fn set(&self, id: SetId) -> &ValueSet {
        &self.sets[id.index()]
    }

    /// Returns an option of a menu.
    pub fn choice(&self, id: ChoiceId) -> &Choice {
        &self.choices[id.index()]
    }

    /// Returns an action.
    pub fn action(&self, id: ActionId) -> &Action {
        &self.actions[id.index()]
    }

    /// Returns a queue.
    pub fn queue(&self, id: QueueId) -> &Queue {
        &self.queues[id.index()]
    }

    /// Returns the prompt of a standing sentence.
    pub fn sentence(&self, sentence: Sentence) -> PromptId {
        self.sentences[sentence as usize]
    }

    /// Returns the intent of that name.
    pub fn intent_named(&self, name: &str) -> Option<IntentId> {
        self.intents.iter().position(|intent| intent.name == name).map(IntentId::new)
    }

    /// Returns the ids of all intents, in order.
    pub fn intent_ids(&self) -> impl Iterator<Item = IntentId> + use<> {
        (0..self.intents.len()).map(IntentId::new)
    }

    /// Returns the ids of all flows, in order.
    pub fn flow_ids(&self) -> impl Iterator<Item = FlowId> + use<> {
        (0..self.flows.len()).map(FlowId::new)
    }

    /// Returns the ids of all states, in order.
    pub fn state_ids(&self) -> impl Iterator<Item = StateId> + use<> {
        (0..self.states.len()).map(StateId::new)
    }

    /// Returns the ids of all sets of values, in order.
    pub fn set_ids(&self) -> impl Iterator<Item = SetId> + use<> {
        (0..self.sets.len()).map(SetId::new)
    }

    /// Returns the ids of all slots, in order.
    pub fn slot_ids(&self) -> impl Iterator<Item = SlotId> + use<> {
        (0..self.slots.len()).map(SlotId::new)
    }
}

/// An intent.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Intent {
    /// The authored name.
    pub name: String,
    /// What it is for, as said before callers (查询账单).
    pub about: String,
    /// The queue in which a person takes over.
    pub queue: QueueId,
    /// Its dialogue, if it has one.
    pub flow: Option<FlowId>,
    /// Sentences that must route to it. Read only by tests, so decoded late.
    pub examples: Later<Vec<Example>>,
    /// Where it is authored.
    pub place: Place,
}

/// A sentence that must route to the intent it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Where it is authored.
    pub place: Place,
}

/// A flow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flow {
    /// The name of its intent or its own.
    pub name: String,
    /// What it is for, as said before callers.
    pub about: String,
    /// The intent that it serves; a shared flow has none.
    pub intent: Option<IntentId>,
    /// Its slots; those of the call are not among them.
    pub slots: Vec<SlotId>,
    /// Its states: `first..end`.
    pub states: std::ops::Range<usize>,
    /// Whether its name, its purpose or one of its prompts speaks of a code or a password: digits said in it may be one.
    pub speaks_of_secrets: bool,
    /// Where it starts.
    pub entry: Target,
    /// Where it is authored.
    pub place: Place,
}

/// A state: one step, with its edges resolved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    /// The flow.
    pub flow: FlowId,
    /// The label, or for a question the slot's name, or for a call the action's; how logs and conversations name it.
    pub name: String,
    /// What it does.
    pub kind: StateKind,
    /// Where it goes when it is done.
    pub next: Target,
    /// Where it is authored.
    pub place: Place,
}

/// What a state does. States that wait for the caller are `Ask`, `Confirm` and `Choose`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum StateKind {
    /// Does nothing but go on: a label alone, or a `goto`.
    Pass,
    /// Says something.
    Say(PromptId),
    /// Asks for a slot, unless it is filled.
    Ask {
        /// The slot.
        slot: SlotId,
        /// The question.
        question: Question,
    },
    /// Asks a yes/no question; yes goes to `next`.
    Confirm {
        /// The question.
        question: Question,
        /// Where no goes.
        no: Target,
    },
    /// Offers options.
    Choose {
        /// The question.
        question: Question,
        /// The options, pressed as 1, 2, ….
        choices: Vec<ChoiceId>,
    },
    /// Goes one of two ways; does not use `next`.
    If {
        /// The condition.
        condition: ExpressionId,
        /// Where it goes when it holds.
        then: Target,
        /// Where it goes when it does not.
        otherwise: Target,
    },
    /// Sets slots or variables, in order.
    Set(Vec<(Variable, ExpressionId)>),
    /// Empties slots.
    Clear(Vec<SlotId>),
    /// Carries out an action. `edges[n]` belongs to outcome n of the action; the edge of the first outcome is `next`.
    Call {
        /// The action.
        action: ActionId,
        /// Said before it is carried out.
        say: Option<PromptId>,
        /// Where each outcome goes.
        edges: Vec<Target>,
        /// Where it goes when the backend does not answer.
        error: Target,
    },
    /// Runs a shared flow.
    Run {
        /// Said before.
        say: Option<PromptId>,
        /// The flow.
        flow: FlowId,
        /// Where it goes when that flow failed.
        failed: Target,
    },
    /// Goes over to another intent's flow and does not come back.
    Start {
        /// Said before.
        say: Option<PromptId>,
        /// The intent.
        intent: IntentId,
    },
    /// Hands over to a person.
    Transfer {
        /// Said before.
        say: Option<PromptId>,
        /// The queue; the intent's own if none.
        queue: Option<QueueId>,
        /// Why.
        reason: Option<String>,
    },
    /// Ends the flow.
    End {
        /// Said before.
        say: Option<PromptId>,
        /// How it ended.
        ending: Ending,
        /// The authored name of the ending.
        name: String,
    },
}

/// How a flow can end by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ending {
    /// The task is done.
    Done,
    /// A shared flow failed.
    Failed,
    /// The call is over.
    HangUp,
}

/// What belongs to every question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    /// What is asked: the n-th time the n-th wording.
    pub say: PromptId,
    /// How often it may go unanswered.
    pub retries: u8,
    /// Where it goes after that.
    pub failed: Target,
    /// What it hears beside its answer (我不记得了), each with where that goes.
    pub hear: Vec<ChoiceId>,
}

/// Where an edge goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// To a state of the same flow.
    State(StateId),
    /// The flow is done.
    Done,
    /// The flow failed: the caller of a shared flow sees it; an intent's own flow then hands over.
    Failed,
    /// To a person.
    Transfer,
    /// To the main menu; the task is dropped.
    Menu,
    /// The call is over.
    HangUp,
}

/// What `set` changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Variable {
    /// A slot.
    Slot(SlotId),
    /// A variable of the flow, by name.
    Free(String),
}

/// A slot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Slot {
    /// The authored name.
    pub name: String,
    /// How it is called before callers.
    pub title: String,
    /// The flow it belongs to; a slot of the call has none.
    pub flow: Option<FlowId>,
    /// What it takes.
    pub takes: SlotType,
    /// The slots that are asked again when this one is corrected.
    pub dependents: Vec<SlotId>,
    /// Where it is authored.
    pub place: Place,
}

/// What a slot takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SlotType {
    /// A built-in entity; a date range also takes a date and a month, a month also a range that is one.
    Entity(Kind),
    /// So many digits: `least..=most`.
    Digits {
        /// The fewest.
        least: u8,
        /// The most.
        most: u8,
    },
    /// One of several named values.
    Values(SetId),
    /// Whatever is said.
    Text,
}

impl SlotType {
    /// Returns the kinds of entities that can be a value.
    pub fn kinds(self) -> Kinds {
        match self {
            SlotType::Entity(Kind::DateRange | Kind::Month) => Kinds::from([Kind::DateRange, Kind::Month, Kind::Date]),
            SlotType::Entity(Kind::Money) => Kinds::from([Kind::Money, Kind::Number]),
            SlotType::Entity(kind) => Kinds::of(kind),
            SlotType::Digits { .. } => Kinds::of(Kind::Digits),
            SlotType::Values(_) => Kinds::of(Kind::Ordinal),
            SlotType::Text => Kinds::EMPTY,
        }
    }

    /// Returns the set of values that it chooses from, if it does.
    pub fn set(self) -> Option<SetId> {
        match self {
            SlotType::Values(set) => Some(set),
            SlotType::Entity(_) | SlotType::Digits { .. } | SlotType::Text => None,
        }
    }
}

/// A set of named values.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ValueSet {
    /// The authored name: a lexicon's, an entity's, or `flow.slot`.
    pub name: String,
    /// The values, in order. Thousands of words of the language are never said by a hotline, so decoded late.
    pub values: Later<Vec<String>>,
    /// The expression that finds values; then `values` is empty and a value is the text found. Compiled when first needed.
    pub regex: Option<LazyRegex>,
}

/// A regular expression that was checked at compile time and is built when first needed.
#[derive(Debug, Serialize, Deserialize)]
pub struct LazyRegex {
    pattern: String,
    #[serde(skip)]
    built: std::sync::OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// Keeps a pattern whose syntax was checked.
    pub(super) fn new(pattern: String) -> LazyRegex {
        LazyRegex { pattern, built: std::sync::OnceLock::new() }
    }

    /// Returns the regex; `None` only if it is too large to build, which `compile` reports.
    pub fn get(&self) -> Option<&Regex> {
        self.built.get_or_init(|| LazyRegex::build(&self.pattern).ok()).as_ref()
    }

    fn build(pattern: &str) -> Result<Regex, regex::Error> {
        // What is built while it runs may be as large again, and no larger.
        regex::RegexBuilder::new(pattern).size_limit(REGEX_BYTES).dfa_size_limit(REGEX_BYTES).build()
    }

    /// Returns what is wrong with a pattern, and how to mend it.
    pub(super) fn check(pattern: &str) -> Result<(), (String, String)> {
        if pattern.chars().count() > REGEX_CHARS {
            return Err((format!("正则表达式超过 {REGEX_CHARS} 个字"), "写短一些，或者改成几个值".to_owned()));
        }
        match LazyRegex::build(pattern) {
            Ok(_) => Ok(()),
            Err(regex::Error::CompiledTooBig(_)) => {
                Err(("正则表达式展开后太大".to_owned(), "把 {…} 里的次数写小一些".to_owned()))
            }
            Err(error) => {
                let reason = error.to_string().lines().last().unwrap_or_default().to_owned();
                Err(("正则表达式写得不对".to_owned(), reason))
            }
        }
    }
}

/// An option of a menu step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    /// What it is called.
    pub title: String,
    /// Where it goes.
    pub target: Target,
}

/// A command.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Command {
    /// Which one.
    pub verb: Verb,
    /// The key that means it.
    pub key: Option<char>,
    /// The intent whose phrases say it too and whose flow serves it when no task is open.
    pub intent: Option<IntentId>,
}

/// An action.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Action {
    /// The authored name, such as `account.freeze`.
    pub name: String,
    /// What it does, in a few words; its name where the author did not say.
    pub about: String,
    /// The names of what it is given, in order.
    pub takes: Vec<String>,
    /// The names of what it gives back, with their types.
    pub gives: Vec<(String, OutputType)>,
    /// The outcomes, the success first.
    pub outcomes: Vec<String>,
    /// Whether it cannot be undone.
    pub irreversible: bool,
    /// Where it is authored.
    pub place: Place,
}

/// The type of what an action gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OutputType {
    /// An amount, as text: `"1234.50"`.
    Money,
    /// A day: `"2025-07-01"`.
    Date,
    /// A moment: `"2025-07-01T10:00:00"`.
    Time,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A sequence.
    List,
    /// A mapping.
    Record,
}

/// A queue.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Queue {
    /// The authored name.
    pub name: String,
    /// How it is called before callers.
    pub title: String,
    /// Opening hours, half-open; `None` is always open.
    pub hours: Option<(jiff::civil::Time, jiff::civil::Time)>,
    /// Whether its callers go first.
    pub urgent: bool,
    /// Where it is authored.
    pub place: Place,
}
