//! What a call remembers: phase, frames, the open question, slots, tallies. Can be stored and read back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::event::Packet;
use super::trail::Passed;
use super::value::SlotValue;
use crate::compile::hotline::{Hotline, StateKind};
use crate::compile::id::{FlowId, IntentId, SlotId, StateId};
use crate::rules::wordings::Sentence;
use crate::text::pieces::Pieces;

/// The state of one call. The default is a call that has not begun.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dialogue {
    pub(super) phase: Phase,
    /// The tasks, the one that is talked about last. A task that runs a shared flow has that flow's frame above it.
    pub(super) frames: Vec<Frame>,
    pub(super) open: Open,
    /// The slots that belong to the whole call.
    pub(super) call_slots: BTreeMap<SlotId, SlotValue>,
    /// Values that the slots of flows not yet begun start with, for tests.
    pub(super) presets: BTreeMap<SlotId, SlotValue>,
    /// Slots whose values were lost when the call was cut off, as far as they were not asked for again.
    #[serde(default)]
    pub(super) lost: Vec<SlotId>,
    /// The order in which slots were filled, for corrections.
    pub(super) filled: Vec<SlotId>,
    /// Tasks that were announced and come next.
    pub(super) then: Vec<(IntentId, Filled)>,
    pub(super) tally: Tally,
    /// How often each standing sentence was said.
    pub(super) sentences: BTreeMap<Sentence, u16>,
    /// The question that was asked last, as it was said.
    pub(super) question: String,
    /// What was said since the caller's last turn.
    pub(super) saying: Vec<String>,
    /// What was said in the turn before.
    pub(super) last_said: Vec<String>,
    /// The call as it was before each question that was answered, for going back.
    pub(super) before: Vec<Before>,
    /// What of the turns before may be the beginning of a number or a code. Never stored.
    #[serde(skip)]
    pub(super) pieces: Pieces,
    /// The actions that were carried out and how they came out, in words for a person.
    pub(super) tried: Vec<(String, String)>,
    /// What came of the call so far.
    #[serde(default)]
    pub(super) outcome: Outcome,
    /// States walked through since the caller's last turn.
    pub(super) moves: u32,
    /// What was passed since the caller's last turn, in order.
    #[serde(default)]
    pub(super) trail: Vec<Passed>,
}

/// Values for slots.
pub(super) type Filled = Vec<(SlotId, SlotValue)>;

/// Where the call stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Phase {
    /// It has not begun.
    #[default]
    Before,
    /// The caller is to speak.
    Talking,
    /// An action is under way for the state of the last frame.
    Calling,
    /// A queue is being asked for a place.
    Placing(Box<Packet>),
    /// It is over.
    Over,
}

/// What the caller was asked last.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Open {
    /// What the call is about: after the greeting.
    #[default]
    Wish,
    /// Whether there is something else.
    WrapUp,
    /// What of the main menu.
    Menu,
    /// The question of the last frame's state.
    Question,
    /// Whether it is this intent, with what was volunteered for it.
    Guess(IntentId, Filled),
    /// Which of these intents.
    Clarify(Vec<(IntentId, Filled)>),
}

/// One flow under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Frame {
    pub flow: FlowId,
    pub state: StateId,
    /// Whether the frame below runs it as a shared flow.
    pub is_run: bool,
    pub slots: BTreeMap<SlotId, SlotValue>,
    /// What actions gave and `set` made.
    pub variables: Map<String, Json>,
    /// How often each question was asked.
    pub asked: BTreeMap<StateId, u16>,
    /// How often in a row the open question was not answered.
    pub misses: u8,
    /// Whether something that cannot be undone was carried out.
    pub carried_out: bool,
}

/// How often the caller was not understood or not heard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// In a row while no flow's question was open.
    pub misses: u8,
    /// In the whole call.
    pub all_misses: u8,
    /// In a row.
    pub silences: u8,
    /// In the whole call.
    pub all_silences: u8,
    /// Clarifying questions in a row.
    pub clarified: u8,
    /// Turns in a row that were understood and led nowhere.
    #[serde(default)]
    pub standstills: u8,
    /// How often the caller was handed over because the call got nowhere.
    #[serde(default)]
    pub given_up: u8,
}

/// What came of a call, for its goodbye.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Outcome {
    /// Whether the last action came out as wanted, and its task is not over yet.
    pub went_well: bool,
    /// Whether a task was done whose last action came out as wanted.
    pub served: bool,
    /// The ticket under which the caller was registered for a call back.
    pub registered: Option<String>,
}

/// What going back restores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Before {
    pub frames: Vec<Frame>,
    pub call_slots: BTreeMap<SlotId, SlotValue>,
    pub filled: Vec<SlotId>,
}

impl Dialogue {
    /// Returns whether the call is over.
    pub fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }

    /// Returns whether an action or a queue has to answer before the caller can.
    pub fn is_waiting(&self) -> bool {
        matches!(self.phase, Phase::Calling | Phase::Placing(_))
    }

    /// Returns what was passed since the caller last spoke, in order: in the turn that was taken last.
    pub fn trail(&self) -> &[Passed] {
        &self.trail
    }

    /// Returns the name of the intent that is being served, if any.
    pub fn intent<'h>(&self, hotline: &'h Hotline) -> Option<&'h str> {
        let intents = self.frames.iter().rev().filter_map(|frame| hotline.flow(frame.flow).intent);
        intents.map(|intent| hotline.intent(intent).name.as_str()).next()
    }

    /// Returns the open question as flow and step, such as `核验身份/手机号`, or `None` where no flow asks.
    pub fn state_name(&self, hotline: &Hotline) -> Option<String> {
        let frame = self.frames.last()?;
        Some(format!("{}/{}", hotline.flow(frame.flow).name, hotline.state(frame.state).name))
    }

    /// Returns the question that a flow has open, as it was asked last.
    pub fn question(&self) -> Option<&str> {
        (self.open == Open::Question && !self.is_over()).then_some(self.question.as_str())
    }

    /// Returns the filled slots, as shown, those of the call first.
    pub fn slots(&self, hotline: &Hotline) -> Vec<(String, String)> {
        let own = self.frames.iter().flat_map(|frame| &frame.slots);
        let all = self.call_slots.iter().chain(own);
        all.map(|(slot, value)| (hotline.slot(*slot).name.clone(), value.shown())).collect()
    }

    /// Returns the flows under way, the first task first, each with its step.
    pub fn stack(&self, hotline: &Hotline) -> Vec<String> {
        let name = |frame: &Frame| format!("{}/{}", hotline.flow(frame.flow).name, hotline.state(frame.state).name);
        self.frames.iter().map(name).collect()
    }

    /// Returns the options that are open: of a menu step, of a clarifying question, of the main menu.
    pub fn options<'h>(&self, hotline: &'h Hotline) -> Vec<&'h str> {
        let title = |intent: IntentId| hotline.intent(intent).about.as_str();
        match &self.open {
            Open::Menu => hotline.menu.iter().map(|intent| title(*intent)).collect(),
            Open::Clarify(options) => options.iter().map(|(intent, _)| title(*intent)).collect(),
            Open::Question => match self.frames.last().map(|frame| &hotline.state(frame.state).kind) {
                Some(StateKind::Choose { choices, .. }) => {
                    choices.iter().map(|choice| hotline.choice(*choice).title.as_str()).collect()
                }
                _ => Vec::new(),
            },
            Open::Wish | Open::WrapUp | Open::Guess(..) => Vec::new(),
        }
    }

    /// Returns the value of a slot, of the last frame that has it or of the call.
    pub(super) fn slot(&self, slot: SlotId) -> Option<&SlotValue> {
        let own = self.frames.iter().rev().find_map(|frame| frame.slots.get(&slot));
        own.or_else(|| self.call_slots.get(&slot)).filter(|value| !value.is_forgotten())
    }

    /// Fills a slot: one of the call, or of the last frame of its flow.
    pub(super) fn fill(&mut self, hotline: &Hotline, slot: SlotId, value: SlotValue) {
        self.filled.retain(|other| *other != slot);
        match hotline.slot(slot).flow {
            None => {
                self.call_slots.insert(slot, value);
            }
            Some(flow) => {
                let Some(frame) = self.frames.iter_mut().rev().find(|frame| frame.flow == flow) else { return };
                frame.slots.insert(slot, value);
            }
        }
        self.filled.push(slot);
    }

    /// Empties a slot and everything that depends on it.
    pub(super) fn unfill(&mut self, hotline: &Hotline, slot: SlotId) {
        let mut open = vec![slot];
        let mut done = Vec::new();
        while let Some(slot) = open.pop() {
            if done.contains(&slot) {
                continue;
            }
            done.push(slot);
            self.call_slots.remove(&slot);
            for frame in &mut self.frames {
                frame.slots.remove(&slot);
            }
            self.filled.retain(|other| *other != slot);
            open.extend(&hotline.slot(slot).dependents);
        }
    }
}
