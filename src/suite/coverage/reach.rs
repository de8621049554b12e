//! What calls can reach in a hotline, found by walking all edges and hearing nothing: only that is to be covered.
//!
//! Conditions count as open both ways, and so do the outcomes of actions. Knows the same ways as `dialogue::trail`.

use super::{Place, Thing};
use crate::compile::hotline::{Hotline, SlotType, State, StateKind, Target};
use crate::compile::id::{FlowId, IntentId, QueueId, StateId};
use crate::compile::index::Owner;
use crate::dialogue::trail::Way;
use crate::graph::ways;

/// Returns everything that a call can reach, without repetition.
pub(super) fn things(hotline: &Hotline) -> Vec<Thing> {
    let reach = Reach::of(hotline);
    let mut things: Vec<Thing> = Vec::new();
    things.extend(hotline.intent_ids().filter(|intent| reach.intents[intent.index()]).map(Thing::Intent));
    let phrases = hotline.index.phrase_ids().filter(|phrase| match hotline.index.phrase(*phrase).owner {
        Owner::Intent(intent) => reach.intents[intent.index()],
        Owner::Command(_) => true,
        Owner::Unless(_) | Owner::Choice(_) | Owner::Value(..) => false,
    });
    things.extend(phrases.map(Thing::Phrase));
    for id in reach.states() {
        things.push(Thing::Step(id));
        let state = hotline.state(id);
        let is_question = ways::question(&state.kind).is_some();
        let ways = reach.ways(state).into_iter().map(|(way, _)| way);
        if is_question {
            things.extend(ways.filter(|way| *way != Way::Failed).map(|way| Thing::Edge(id, way)));
            things.extend(reach.misses(state).into_iter().map(|way| Thing::Miss(id, way)));
        } else if !matches!(state.kind, StateKind::End { .. }) && !is_plain(&state.kind) {
            things.extend(ways.map(|way| Thing::Edge(id, way)));
        }
    }
    for queue in reach.queues() {
        things.push(Thing::Queue(queue, Place::InLine));
        things.push(Thing::Queue(queue, Place::Full));
        if hotline.queue(queue).hours.is_some() {
            things.push(Thing::Queue(queue, Place::Closed));
        }
    }
    things.sort_unstable();
    things.dedup();
    things
}

/// What is reached so far.
struct Reach<'h> {
    hotline: &'h Hotline,
    intents: Vec<bool>,
    flows: Vec<bool>,
    states: Vec<bool>,
    /// The flows that can be done.
    done: Vec<bool>,
    /// The flows that can fail.
    failed: Vec<bool>,
}

impl<'h> Reach<'h> {
    fn of(hotline: &'h Hotline) -> Reach<'h> {
        let mut reach = Reach {
            hotline,
            intents: heard(hotline),
            flows: vec![false; hotline.flows.len()],
            states: vec![false; hotline.states.len()],
            done: vec![false; hotline.flows.len()],
            failed: vec![false; hotline.flows.len()],
        };
        // What a shared flow can come to opens ways in those that run it, so all are walked until nothing new is found.
        while reach.round() {}
        reach
    }

    /// Walks everything that is open; returns whether something new was found.
    fn round(&mut self) -> bool {
        let hotline = self.hotline;
        let mut is_new = false;
        for intent in hotline.intent_ids().filter(|intent| self.intents[intent.index()]).collect::<Vec<_>>() {
            if let Some(flow) = hotline.intent(intent).flow {
                is_new |= reached(&mut self.flows, flow.index());
            }
        }
        for flow in hotline.flow_ids() {
            if self.flows[flow.index()] {
                is_new |= self.arrive(flow, hotline.flow(flow).entry);
            }
        }
        for id in hotline.state_ids() {
            if !self.states[id.index()] {
                continue;
            }
            let state = hotline.state(id);
            match state.kind {
                StateKind::Run { flow, .. } => is_new |= reached(&mut self.flows, flow.index()),
                StateKind::Start { intent, .. } => is_new |= reached(&mut self.intents, intent.index()),
                _ => {}
            }
            for (_, target) in self.ways(state) {
                is_new |= self.arrive(state.flow, target);
            }
        }
        is_new
    }

    /// Notes that a flow comes to a target; returns whether that is new.
    fn arrive(&mut self, flow: FlowId, target: Target) -> bool {
        match target {
            Target::State(state) => reached(&mut self.states, state.index()),
            Target::Done => reached(&mut self.done, flow.index()),
            Target::Failed => reached(&mut self.failed, flow.index()),
            Target::Transfer | Target::Menu | Target::HangUp => false,
        }
    }

    /// The ways that lead on from a state and can be taken, each with its target.
    fn ways(&self, state: &State) -> Vec<(Way, Target)> {
        let can_be_taken = |way: Way| match (&state.kind, way) {
            (StateKind::Run { flow, .. }, Way::Next) => self.done[flow.index()],
            (StateKind::Run { flow, .. }, Way::Failed) => self.failed[flow.index()],
            (kind, Way::Failed) => self.given_up(kind).is_some(),
            _ => true,
        };
        ways::of(self.hotline, state).into_iter().filter(|(way, _)| can_be_taken(*way)).collect()
    }

    /// What can go wrong at a question.
    fn misses(&self, state: &State) -> Vec<Way> {
        let no_match = (!self.takes_anything(&state.kind)).then_some(Way::NoMatch);
        let failed = self.given_up(&state.kind).map(|_| Way::Failed);
        no_match.into_iter().chain([Way::NoInput]).chain(failed).collect()
    }

    /// Where a question goes that was asked as often as it may be; `None` where the call is handed over before that.
    fn given_up(&self, kind: &StateKind) -> Option<Target> {
        let question = ways::question(kind)?;
        let in_time = question.retries.max(1) < self.hotline.no_match.session.max(1);
        (in_time && !self.takes_anything(kind)).then_some(question.failed)
    }

    /// Whether a question takes whatever is said.
    fn takes_anything(&self, kind: &StateKind) -> bool {
        matches!(kind, StateKind::Ask { slot, .. } if self.hotline.slot(*slot).takes == SlotType::Text)
    }

    fn states(&self) -> impl Iterator<Item = StateId> {
        self.hotline.state_ids().filter(|state| self.states[state.index()])
    }

    /// The queues that callers can come to: a person can be asked for with any business.
    fn queues(&self) -> Vec<QueueId> {
        let hotline = self.hotline;
        let of_intents = hotline.intent_ids().filter(|intent| self.intents[intent.index()]);
        let of_steps = self.states().filter_map(|state| match hotline.state(state).kind {
            StateKind::Transfer { queue, .. } => queue,
            _ => None,
        });
        let of_intents = of_intents.map(|intent| hotline.intent(intent).queue);
        let mut queues: Vec<QueueId> = of_intents.chain(of_steps).chain([hotline.default_queue]).collect();
        queues.sort_unstable();
        queues.dedup();
        queues
    }
}

/// The intents that callers can come to by saying something: by phrases, by examples, by the menu, by a command.
fn heard(hotline: &Hotline) -> Vec<bool> {
    let mut heard: Vec<bool> = hotline.intents.iter().map(|intent| !intent.examples.is_empty()).collect();
    let by_phrase = hotline.index.phrase_ids().filter_map(|phrase| match hotline.index.phrase(phrase).owner {
        Owner::Intent(intent) => Some(intent),
        Owner::Unless(_) | Owner::Command(_) | Owner::Choice(_) | Owner::Value(..) => None,
    });
    let by_command = hotline.commands.iter().filter_map(|command| command.intent);
    let intents: Vec<IntentId> = by_phrase.chain(by_command).chain(hotline.menu.iter().copied()).collect();
    for intent in intents {
        heard[intent.index()] = true;
    }
    heard
}

/// Notes one as reached; returns whether that is new.
fn reached(list: &mut [bool], index: usize) -> bool {
    !std::mem::replace(&mut list[index], true)
}

/// Whether there is only one way on, so that the way is taken whenever the step is.
pub(super) fn is_plain(kind: &StateKind) -> bool {
    matches!(kind, StateKind::Pass | StateKind::Say(_) | StateKind::Set(_) | StateKind::Clear(_))
}
