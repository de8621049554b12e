//! Walking a flow: from a target on until something waits for the caller, the backend or a queue.

use serde_json::{Map, Value as Json};

use super::event::{CallEnd, Effect, Reply};
use super::state::{Before, Filled, Frame, Open, Phase};
use super::trail::{Passed, Way};
use super::turn::Turn;
use super::value::SlotValue;
use crate::compile::hotline::{Ending, OutputType, StateKind, Target, Variable};
use crate::compile::id::{FlowId, IntentId, PromptId, SlotId, StateId};
use crate::compile::prompt::depth;
use crate::limits::{ASKED, FRAMES, TAKEN_BACK, TURN_BYTES, TURN_STATES, VALUE_DEPTH};
use crate::rules::wordings::Sentence;

impl Turn<'_> {
    /// Walks from `target` on.
    pub fn go(&mut self, target: Target) {
        let mut target = Some(target);
        while let Some(here) = target {
            self.dialogue.moves += 1;
            if self.dialogue.moves > TURN_STATES {
                return self.transfer(None, "流程走了太多步");
            }
            if self.dialogue.saying.iter().map(String::len).sum::<usize>() > TURN_BYTES {
                return self.transfer(None, "流程一次说得太多");
            }
            target = match here {
                Target::State(state) => self.enter(state),
                Target::Done => self.leave(),
                Target::Failed => self.fail(),
                Target::Transfer => {
                    self.transfer(None, "流程转人工");
                    None
                }
                Target::Menu => {
                    self.drop_all();
                    self.menu();
                    None
                }
                Target::HangUp => {
                    self.goodbye();
                    None
                }
            };
        }
    }

    /// Enters a state of the last frame; returns where to go on, or `None` if something is waited for.
    fn enter(&mut self, id: StateId) -> Option<Target> {
        let hotline = self.hotline;
        let state = hotline.state(id);
        let frame = self.dialogue.frames.last_mut()?;
        frame.state = id;
        frame.misses = 0;
        self.pass(Passed::Entered(id));
        match &state.kind {
            StateKind::Pass => Some(state.next),
            StateKind::Say(prompt) => {
                self.say_prompt(*prompt, 0);
                Some(state.next)
            }
            StateKind::Ask { slot, question } => {
                if self.dialogue.slot(*slot).is_some() {
                    return Some(state.next);
                }
                // A flow that comes back with every answer (not found, not found, …) does so only so often.
                if frame_asked(self.dialogue.frames.last()) >= ASKED {
                    self.went(id, Way::Failed);
                    return Some(question.failed);
                }
                self.ask(question.say);
                None
            }
            StateKind::Confirm { question, .. } | StateKind::Choose { question, .. } => {
                self.ask(question.say);
                None
            }
            StateKind::If { condition, then, otherwise } => {
                let holds = hotline.prompts.evaluate(*condition, self.values()).is_true();
                self.went(id, if holds { Way::Then } else { Way::Otherwise });
                Some(if holds { *then } else { *otherwise })
            }
            StateKind::Set(variables) => {
                for (variable, expression) in variables {
                    let json = hotline.prompts.compute(*expression, self.values());
                    self.set(variable, json);
                }
                Some(state.next)
            }
            StateKind::Clear(slots) => {
                for slot in slots {
                    self.dialogue.unfill(hotline, *slot);
                }
                Some(state.next)
            }
            StateKind::Call { say, .. } => {
                if let Some(say) = say {
                    self.say_prompt(*say, 0);
                }
                self.call_again();
                None
            }
            StateKind::Run { say, flow, failed } => {
                if let Some(say) = say {
                    self.say_prompt(*say, 0);
                }
                if self.dialogue.frames.len() >= FRAMES {
                    self.went(id, Way::Failed);
                    return Some(*failed);
                }
                self.push(*flow, true, Vec::new());
                Some(hotline.flow(*flow).entry)
            }
            StateKind::Start { say, intent } => {
                if let Some(say) = say {
                    self.say_prompt(*say, 0);
                }
                self.go_over(*intent)
            }
            StateKind::Transfer { say, queue, reason } => {
                if let Some(say) = say {
                    self.say_prompt(*say, 0);
                }
                self.transfer(*queue, reason.as_deref().unwrap_or("流程转人工"));
                None
            }
            StateKind::End { say, ending, .. } => {
                if let Some(say) = say {
                    self.say_prompt(*say, 0);
                }
                Some(match ending {
                    Ending::Done => Target::Done,
                    Ending::Failed => Target::Failed,
                    Ending::HangUp => Target::HangUp,
                })
            }
        }
    }

    fn set(&mut self, variable: &Variable, json: Json) {
        match variable {
            Variable::Slot(slot) => {
                if json.is_null() {
                    self.dialogue.unfill(self.hotline, *slot);
                } else {
                    self.dialogue.fill(self.hotline, *slot, SlotValue { kind: None, json });
                }
            }
            Variable::Free(name) => {
                if let Some(frame) = self.dialogue.frames.last_mut() {
                    frame.variables.insert(name.clone(), json);
                }
            }
        }
    }

    /// Puts the question of the last frame's state, in the wording of this time of asking.
    pub fn ask(&mut self, prompt: PromptId) {
        let Some(frame) = self.dialogue.frames.last_mut() else { return };
        let asked = frame.asked.entry(frame.state).or_default();
        let nth = usize::from(*asked);
        *asked = asked.saturating_add(1);
        self.dialogue.open = Open::Question;
        self.dialogue.question = self.say_prompt(prompt, nth);
    }

    /// Asks the backend to carry out the action of the last frame's state.
    pub fn call_again(&mut self) {
        let hotline = self.hotline;
        let Some(state) = self.dialogue.frames.last().map(|frame| frame.state) else { return };
        let StateKind::Call { action, .. } = &hotline.state(state).kind else { return };
        if self.has_lost(&hotline.action(*action).takes) && self.ask_for_lost() {
            return;
        }
        let Some(frame) = self.dialogue.frames.last() else { return };
        let slots = self.dialogue.call_slots.iter().chain(&frame.slots);
        let slots: Vec<_> = slots.map(|(slot, value)| (self.hotline.slot(*slot).name.as_str(), value)).collect();
        let mut arguments = Map::new();
        for name in &self.hotline.action(*action).takes {
            let slot = slots.iter().rev().find(|(slot, _)| slot == name).map(|(_, value)| value.json.clone());
            let value = slot.or_else(|| frame.variables.get(name).cloned()).unwrap_or(Json::Null);
            arguments.insert(name.clone(), value);
        }
        self.dialogue.phase = Phase::Calling;
        self.effects.push(Effect::Call { action: *action, arguments });
    }

    /// Takes how the action came out.
    pub fn outcome(&mut self, reply: Reply) {
        self.dialogue.phase = Phase::Talking;
        let hotline = self.hotline;
        let Some(frame) = self.dialogue.frames.last_mut() else { return };
        let state = hotline.state(frame.state);
        let StateKind::Call { action, edges, error, .. } = &state.kind else { return };
        let action = hotline.action(*action);
        let outcome = action.outcomes.iter().position(|outcome| *outcome == reply.outcome);
        for (output, r#type) in &action.gives {
            match reply.outputs.get(output).filter(|value| fits(value, *r#type)) {
                Some(value) => frame.variables.insert(output.clone(), value.clone()),
                None => frame.variables.remove(output),
            };
        }
        if action.irreversible && outcome == Some(0) {
            frame.carried_out = true;
            self.dialogue.before.clear();
        }
        self.dialogue.outcome.went_well = outcome == Some(0);
        let how = match outcome {
            Some(0) => "办成".to_owned(),
            Some(_) => reply.outcome,
            None => "没有响应".to_owned(),
        };
        self.dialogue.tried.push((action.about.clone(), how));
        match outcome.and_then(|nth| Some((nth, edges.get(nth)?))) {
            Some((nth, target)) => {
                self.went_here(Way::Outcome(small(nth)));
                self.go(*target);
            }
            None => {
                self.went_here(Way::Error);
                self.say_sentence(Sentence::action_error, &[]);
                self.go(*error);
            }
        }
    }

    /// Begins a flow on top of the others.
    pub fn push(&mut self, flow: FlowId, is_run: bool, filled: Filled) {
        let hotline = self.hotline;
        let state = StateId::first_of(hotline.flow(flow));
        self.dialogue.frames.push(Frame {
            flow,
            state,
            is_run,
            slots: Default::default(),
            variables: Map::new(),
            asked: Default::default(),
            misses: 0,
            carried_out: false,
        });
        for slot in &hotline.flow(flow).slots {
            if let Some(value) = self.dialogue.presets.remove(slot) {
                self.dialogue.fill(hotline, *slot, value);
            }
        }
        for (slot, value) in filled {
            self.dialogue.fill(hotline, slot, value);
        }
    }

    /// Leaves the last flow, which is done; returns where to go on.
    fn leave(&mut self) -> Option<Target> {
        let frame = self.dialogue.frames.pop()?;
        self.forget(&frame);
        if frame.is_run {
            self.went_here(Way::Next);
            let below = self.dialogue.frames.last()?;
            return Some(self.hotline.state(below.state).next);
        }
        let went_well = std::mem::take(&mut self.dialogue.outcome.went_well);
        self.dialogue.outcome.served |= went_well;
        self.after_task();
        None
    }

    /// Leaves the last flow, which failed; returns where to go on.
    fn fail(&mut self) -> Option<Target> {
        let is_run = self.dialogue.frames.last().is_some_and(|frame| frame.is_run);
        if !is_run {
            self.transfer(None, "流程没有办成");
            return None;
        }
        let frame = self.dialogue.frames.pop()?;
        self.forget(&frame);
        self.went_here(Way::Failed);
        match &self.hotline.state(self.dialogue.frames.last()?.state).kind {
            StateKind::Run { failed, .. } => Some(*failed),
            _ => Some(Target::Transfer),
        }
    }

    /// Goes over to another intent: its flow takes the place of the task, with the slots of the same name.
    fn go_over(&mut self, intent: IntentId) -> Option<Target> {
        let hotline = self.hotline;
        self.pass(Passed::Started(intent));
        let Some(flow) = hotline.intent(intent).flow else {
            let about = hotline.intent(intent).about.clone();
            self.say_sentence(Sentence::no_flow, &[("意图", about)]);
            self.transfer(Some(hotline.intent(intent).queue), "没有自助流程");
            return None;
        };
        let mut carried: Vec<(String, SlotValue)> = Vec::new();
        while let Some(frame) = self.dialogue.frames.pop() {
            let slots = frame.slots.iter().map(|(slot, value)| (hotline.slot(*slot).name.clone(), value.clone()));
            carried.extend(slots);
            carried.extend(
                frame.variables.iter().map(|(name, json)| (name.clone(), SlotValue { kind: None, json: json.clone() })),
            );
            self.forget(&frame);
            if !frame.is_run {
                break;
            }
        }
        let same_name = |slot: &SlotId| {
            let name = &hotline.slot(*slot).name;
            carried.iter().find(|(other, _)| other == name).map(|(_, value)| (*slot, value.clone()))
        };
        let filled = hotline.flow(flow).slots.iter().filter_map(same_name).collect();
        self.dialogue.before.clear();
        self.push(flow, false, filled);
        Some(hotline.flow(flow).entry)
    }

    /// Goes on after a task: back to the one below, to the next one announced, or to the wrap-up.
    pub fn after_task(&mut self) {
        self.dialogue.before.clear();
        if let Some(frame) = self.dialogue.frames.last() {
            let about = self.hotline.flow(self.task_of(frame)).about.clone();
            self.say_sentence(Sentence::resume, &[("任务", about)]);
            self.dialogue.open = Open::Question;
            return self.take_up();
        }
        if !self.dialogue.then.is_empty() {
            let (intent, filled) = self.dialogue.then.remove(0);
            let about = self.hotline.intent(intent).about.clone();
            self.say_sentence(Sentence::next_task, &[("任务", about)]);
            return self.start(intent, filled);
        }
        self.wrap_up();
    }

    /// Takes up the question that was open: one that was answered meanwhile is passed over, any other is asked again.
    pub fn take_up(&mut self) {
        if self.ask_for_lost() {
            return;
        }
        if let Some(frame) = self.dialogue.frames.last() {
            let is_passed = match &self.hotline.state(frame.state).kind {
                StateKind::Ask { slot, .. } => self.dialogue.slot(*slot).is_some(),
                // What it takes had to be asked for again first.
                StateKind::Call { .. } => true,
                _ => false,
            };
            if is_passed {
                return self.go(Target::State(frame.state));
            }
        }
        self.ask_again_as_before();
    }

    /// Asks whether there is something else.
    pub fn wrap_up(&mut self) {
        self.dialogue.lost.clear();
        self.dialogue.open = Open::WrapUp;
        self.dialogue.question = self.sentence(Sentence::wrap_up, &[]);
        self.say(self.dialogue.question.clone());
    }

    /// Drops all tasks.
    pub fn drop_all(&mut self) {
        self.dialogue.frames.clear();
        self.dialogue.then.clear();
        self.dialogue.before.clear();
        self.dialogue.lost.clear();
        let call = |slot: &SlotId| self.hotline.slot(*slot).flow.is_none();
        self.dialogue.filled.retain(call);
    }

    /// Forgets which slots a flow that is left had filled.
    fn forget(&mut self, frame: &Frame) {
        self.dialogue.filled.retain(|slot| !frame.slots.contains_key(slot));
    }

    /// Keeps the call as it is before an answer, so that 返回 can bring it back.
    pub fn remember(&mut self) {
        if self.dialogue.before.len() >= TAKEN_BACK {
            self.dialogue.before.remove(0);
        }
        self.dialogue.before.push(Before {
            frames: self.dialogue.frames.clone(),
            call_slots: self.dialogue.call_slots.clone(),
            filled: self.dialogue.filled.clone(),
        });
    }

    /// Says the goodbye that fits what came of the call, and ends it.
    pub fn goodbye(&mut self) {
        let outcome = &self.dialogue.outcome;
        let fitting = match &outcome.registered {
            Some(ticket) => self.sentence_in_wording(Sentence::goodbye_registered, 0, &[("单号", ticket.clone())]),
            None if outcome.served => self.sentence_in_wording(Sentence::goodbye_done, 0, &[]),
            None => String::new(),
        };
        if fitting.is_empty() {
            self.say_sentence(Sentence::goodbye, &[]);
        } else {
            self.say(fitting);
        }
        self.end(CallEnd::Goodbye);
    }

    /// The flow of the task that a frame belongs to: its own, or that of the one that runs it.
    pub fn task_of(&self, frame: &Frame) -> FlowId {
        if !frame.is_run {
            return frame.flow;
        }
        let task = self.dialogue.frames.iter().rev().find(|frame| !frame.is_run);
        task.map_or(frame.flow, |frame| frame.flow)
    }
}

/// A place in a list that an author wrote, for the trail; far ones share the last number.
pub(super) fn small(nth: usize) -> u16 {
    u16::try_from(nth).unwrap_or(u16::MAX)
}

/// How often the open question of a frame was asked.
fn frame_asked(frame: Option<&Frame>) -> u16 {
    frame.and_then(|frame| frame.asked.get(&frame.state)).copied().unwrap_or(0)
}

/// Returns whether an output is of its declared type; one that is not is left out rather than said wrong.
fn fits(value: &Json, r#type: OutputType) -> bool {
    if depth(value) > VALUE_DEPTH {
        return false;
    }
    match r#type {
        OutputType::List => value.is_array(),
        OutputType::Record => value.is_object(),
        OutputType::Number => value.is_number() || value.is_string(),
        OutputType::Money | OutputType::Date | OutputType::Time => value.is_string() || value.is_number(),
        OutputType::Text => value.is_string(),
    }
}
