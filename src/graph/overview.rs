//! The whole hotline on one page: its intents by the queue that takes over, and the flows that they share.

use crate::compile::hotline::{Flow, Hotline, Queue, StateKind};
use crate::compile::id::{FlowId, IntentId, QueueId, StateId};

/// The hotline, ready to be drawn.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Its name.
    pub name: String,
    /// What it says first.
    pub greeting: String,
    /// The intents of the main menu, in the order of their keys.
    pub menu: Vec<String>,
    /// The intents by queue, queues in the order of their declaration; those without intents are left out.
    pub groups: Vec<Group>,
    /// The flows that other flows run.
    pub shared: Vec<Card>,
    /// How many actions there are.
    pub n_actions: usize,
}

/// The intents of a queue.
#[derive(Debug, Clone)]
pub struct Group {
    /// The queue's name.
    pub name: String,
    /// How it is called before callers.
    pub title: String,
    /// When it is open, such as `09:00–21:00`; none is always.
    pub hours: Option<String>,
    /// Whether its callers go first.
    pub is_urgent: bool,
    /// The intents, in the order of their files.
    pub cards: Vec<Card>,
}

/// An intent, or a shared flow.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its name.
    pub name: String,
    /// What it is for; empty if that is its name.
    pub about: String,
    /// Its flow, if it has one.
    pub flow: Option<FlowId>,
    /// How many steps that has.
    pub n_steps: usize,
    /// Its key in the main menu, from 1.
    pub key: Option<usize>,
    /// The shared flows that it runs, as indices into [`Overview::shared`].
    pub runs: Vec<usize>,
    /// The intents that it goes over to.
    pub starts: Vec<String>,
    /// The other queues that it hands over to.
    pub queues: Vec<String>,
    /// The actions that it carries out.
    pub actions: Vec<String>,
}

impl Overview {
    /// Makes the overview of a hotline.
    pub fn of(hotline: &Hotline) -> Overview {
        let shared: Vec<FlowId> = hotline.flow_ids().filter(|flow| hotline.flow(*flow).intent.is_none()).collect();
        let greeting = hotline.prompts.sources(hotline.greeting).next().map(super::label::of_prompt);
        let mut groups: Vec<(QueueId, Group)> = Vec::new();
        for id in hotline.intent_ids() {
            let queue = hotline.intent(id).queue;
            let card = of_intent(hotline, &shared, id);
            match groups.iter_mut().find(|(known, _)| *known == queue) {
                Some((_, group)) => group.cards.push(card),
                None => groups.push((queue, Group { cards: vec![card], ..of_queue(hotline.queue(queue)) })),
            }
        }
        groups.sort_by_key(|(queue, _)| *queue);
        Overview {
            name: hotline.name.clone(),
            greeting: greeting.unwrap_or_default(),
            menu: hotline.menu.iter().map(|intent| hotline.intent(*intent).name.clone()).collect(),
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            shared: shared.iter().map(|flow| of_flow(hotline, &shared, *flow)).collect(),
            n_actions: hotline.actions.len(),
        }
    }

    /// Returns the intents of all groups.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.groups.iter().flat_map(|group| &group.cards)
    }

    /// Returns how many flows run a shared one.
    pub fn n_users(&self, shared: usize) -> usize {
        self.cards().chain(&self.shared).filter(|card| card.runs.contains(&shared)).count()
    }
}

fn of_queue(queue: &Queue) -> Group {
    let hours = queue.hours.map(|(from, to)| format!("{}–{}", from.strftime("%H:%M"), to.strftime("%H:%M")));
    Group { name: queue.name.clone(), title: queue.title.clone(), hours, is_urgent: queue.urgent, cards: Vec::new() }
}

fn of_intent(hotline: &Hotline, shared: &[FlowId], id: IntentId) -> Card {
    let intent = hotline.intent(id);
    let key = hotline.menu.iter().position(|known| *known == id).map(|at| at + 1);
    let about = Some(intent.about.clone()).filter(|about| *about != intent.name).unwrap_or_default();
    let card = match intent.flow {
        Some(flow) => of_flow(hotline, shared, flow),
        None => Card {
            name: String::new(),
            about: String::new(),
            flow: None,
            n_steps: 0,
            key: None,
            runs: Vec::new(),
            starts: Vec::new(),
            queues: Vec::new(),
            actions: Vec::new(),
        },
    };
    let own = &hotline.queue(intent.queue).name;
    let queues = card.queues.iter().filter(|queue| *queue != own).cloned().collect();
    Card { name: intent.name.clone(), about, key, queues, ..card }
}

fn of_flow(hotline: &Hotline, shared: &[FlowId], id: FlowId) -> Card {
    let flow = hotline.flow(id);
    let mut card = Card {
        name: flow.name.clone(),
        about: Some(flow.about.clone()).filter(|about| *about != flow.name).unwrap_or_default(),
        flow: Some(id),
        n_steps: flow.states.len(),
        key: None,
        runs: Vec::new(),
        starts: Vec::new(),
        queues: Vec::new(),
        actions: Vec::new(),
    };
    for state in states(hotline, flow) {
        match &hotline.state(state).kind {
            StateKind::Run { flow, .. } => {
                if let Some(at) = shared.iter().position(|known| known == flow) {
                    note(&mut card.runs, at);
                }
            }
            StateKind::Start { intent, .. } => note(&mut card.starts, hotline.intent(*intent).name.clone()),
            StateKind::Transfer { queue: Some(queue), .. } => {
                note(&mut card.queues, hotline.queue(*queue).name.clone());
            }
            StateKind::Call { action, .. } => note(&mut card.actions, hotline.action(*action).name.clone()),
            _ => {}
        }
    }
    card
}

fn states(hotline: &Hotline, flow: &Flow) -> impl Iterator<Item = StateId> {
    flow.states.clone().filter_map(|nth| StateId::at(hotline, nth))
}

/// Notes something once.
fn note<T: PartialEq>(known: &mut Vec<T>, new: T) {
    if !known.contains(&new) {
        known.push(new);
    }
}
