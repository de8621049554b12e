//! A flow as boxes and arrows: what stands in each box, where each arrow goes, what it is called.
//!
//! Every state of the flow is in exactly one box. Runs of sentences share a box, and so do runs of what the caller never
//! notices (`set`, `clear`, a jump). Wherever an arrow leaves the flow it has an exit of its own, so that a hundred ways to a
//! person are no hundred long lines to one box.

use crate::compile::hotline::{Flow, Hotline, StateKind, Target, Variable};
use crate::compile::id::{FlowId, StateId};
use crate::dialogue::trail::Way;
use crate::finding::locate::Locator;
use crate::finding::{Place, Sources};

use super::{label, ways};

/// A flow, ready to be drawn.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The flow's name.
    pub name: String,
    /// What it is for.
    pub about: String,
    /// The file it is written in.
    pub file: String,
    /// Whether it is one that other flows run.
    pub is_shared: bool,
    /// The boxes: first the entry, then the steps in the order of the text, then the exits.
    pub nodes: Vec<Node>,
    /// The arrows, at most one from a box to another.
    pub edges: Vec<Edge>,
}

/// A box.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it does.
    pub kind: Kind,
    /// A few words: the slot that is asked for, the action, the flow that is run, the queue. May be empty.
    pub head: String,
    /// What is said there, or the condition. May be empty.
    pub text: String,
    /// The label under which other steps find it, if it has one.
    pub label: Option<String>,
    /// The steps in it: none for the entry and the exits, several where a run shares the box.
    pub steps: Vec<Step>,
}

/// A step in a box.
#[derive(Debug, Clone)]
pub struct Step {
    /// The state.
    pub state: StateId,
    /// Where it is written: `intents/account/unfreeze.yaml:14`.
    pub place: String,
}

/// What a box does; its shape and its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Where the flow begins.
    Entry,
    /// Something is said.
    Say,
    /// A slot is asked for.
    Ask,
    /// Yes or no.
    Confirm,
    /// A menu.
    Choose,
    /// A condition.
    If,
    /// Slots are set or emptied.
    Note,
    /// Nothing but a place to jump to, or a jump.
    Pass,
    /// An action.
    Call,
    /// A shared flow is run.
    Run,
    /// Another intent takes over.
    Start,
    /// A person takes over.
    Transfer,
    /// An ending that is a step.
    End,
    /// Where an arrow leaves the flow.
    Exit(Exit),
}

/// Where an arrow leaves the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exit {
    /// The task is done.
    Done,
    /// A shared flow failed.
    Failed,
    /// To a person.
    Transfer,
    /// To the main menu.
    Menu,
    /// The call is over.
    HangUp,
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The box it leaves, as an index.
    pub from: usize,
    /// The box it enters.
    pub to: usize,
    /// The ways that it stands for; none for the one that leaves the entry.
    pub ways: Vec<(StateId, Way)>,
    /// What it is called; empty where there is no other one.
    pub label: String,
    /// Whether only what goes wrong takes it.
    pub is_failure: bool,
}

impl Kind {
    /// Returns the English name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Entry => "entry",
            Kind::Say => "say",
            Kind::Ask => "ask",
            Kind::Confirm => "confirm",
            Kind::Choose => "choose",
            Kind::If => "if",
            Kind::Note => "note",
            Kind::Pass => "pass",
            Kind::Call => "call",
            Kind::Run => "run",
            Kind::Start => "start",
            Kind::Transfer => "transfer",
            Kind::End => "end",
            Kind::Exit(_) => "exit",
        }
    }

    /// Returns the Chinese name, for people.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Entry => "开始",
            Kind::Say => "说",
            Kind::Ask => "问",
            Kind::Confirm => "确认",
            Kind::Choose => "选择",
            Kind::If => "判断",
            Kind::Note => "记下",
            Kind::Pass => "跳转",
            Kind::Call => "查办",
            Kind::Run => "子流程",
            Kind::Start => "转到",
            Kind::Transfer => "转人工",
            Kind::End => "结束",
            Kind::Exit(exit) => exit.title(),
        }
    }
}

impl Exit {
    /// Returns what people read.
    pub fn title(self) -> &'static str {
        match self {
            Exit::Done => "结束",
            Exit::Failed => "没办成",
            Exit::Transfer => "转人工",
            Exit::Menu => "主菜单",
            Exit::HangUp => "挂机",
        }
    }

    fn of(target: Target) -> Option<Exit> {
        match target {
            Target::State(_) => None,
            Target::Done => Some(Exit::Done),
            Target::Failed => Some(Exit::Failed),
            Target::Transfer => Some(Exit::Transfer),
            Target::Menu => Some(Exit::Menu),
            Target::HangUp => Some(Exit::HangUp),
        }
    }
}

impl Graph {
    /// Makes the graph of a flow.
    pub fn of(hotline: &Hotline, sources: &Sources, id: FlowId) -> Graph {
        let mut maker = Maker { hotline, sources, locator: Locator::new(sources), box_of: Vec::new() };
        maker.graph(hotline.flow(id))
    }

    /// Returns the arrows that leave a box, with their indices.
    pub fn edges_from(&self, node: usize) -> impl Iterator<Item = (usize, &Edge)> {
        self.edges.iter().enumerate().filter(move |(_, edge)| edge.from == node)
    }
}

struct Maker<'m> {
    hotline: &'m Hotline,
    sources: &'m Sources,
    locator: Locator<'m>,
    /// The box of each state of the flow, from its first one on.
    box_of: Vec<usize>,
}

impl Maker<'_> {
    fn graph(&mut self, flow: &Flow) -> Graph {
        let hotline = self.hotline;
        let entry =
            Node { kind: Kind::Entry, head: flow.name.clone(), text: String::new(), label: None, steps: Vec::new() };
        let mut nodes = vec![entry];
        let states: Vec<StateId> = flow.states.clone().filter_map(|nth| StateId::at(hotline, nth)).collect();
        let entered = entered(hotline, flow, &states);
        for (nth, id) in states.iter().enumerate() {
            let (node, step) = (self.node(flow, *id), self.step(*id));
            let before = nth.checked_sub(1).map(|before| states[before]);
            let follows = before.is_some_and(|before| {
                hotline.state(before).next == Target::State(*id) && entered[nth] == 1 && node.label.is_none()
            });
            match nodes.last_mut() {
                Some(last) if follows && shares(last, &node) => {
                    let gap = if last.text.is_empty() || node.text.is_empty() { "" } else { gap_of(last.kind) };
                    last.text = format!("{}{gap}{}", last.text, node.text);
                    last.kind = if last.kind == Kind::Pass { node.kind } else { last.kind };
                    last.steps.push(step);
                }
                _ => nodes.push(Node { steps: vec![step], ..node }),
            }
            self.box_of.push(nodes.len() - 1);
        }
        let mut graph = Graph {
            name: flow.name.clone(),
            about: flow.about.clone(),
            file: self.file(&flow.place),
            is_shared: flow.intent.is_none(),
            nodes,
            edges: Vec::new(),
        };
        let to = self.arrive(&mut graph, flow, 0, flow.entry);
        graph.edges.push(Edge { from: 0, to, ways: Vec::new(), label: String::new(), is_failure: false });
        for nth in 1..graph.nodes.len() {
            self.leave(&mut graph, flow, nth);
        }
        graph
    }

    /// Adds the arrows that leave a box: those of its last step, the others follow one another.
    fn leave(&self, graph: &mut Graph, flow: &Flow, from: usize) {
        let Some(last) = graph.nodes[from].steps.last().map(|step| step.state) else { return };
        let state = self.hotline.state(last);
        if matches!(state.kind, StateKind::End { .. }) {
            return;
        }
        let mut arrows: Vec<(Target, Vec<Way>)> = Vec::new();
        for (way, target) in ways::of(self.hotline, state) {
            match arrows.iter_mut().find(|(known, _)| *known == target) {
                Some((_, ways)) => ways.push(way),
                None => arrows.push((target, vec![way])),
            }
        }
        for (target, ways) in arrows {
            let to = self.arrive(graph, flow, from, target);
            let label = self.label(last, &ways);
            let is_failure = ways.iter().all(|way| matches!(way, Way::Failed | Way::Error));
            let ways = ways.into_iter().map(|way| (last, way)).collect();
            graph.edges.push(Edge { from, to, ways, label, is_failure });
        }
    }

    /// Returns the box that a target is; an exit is made for the arrow.
    fn arrive(&self, graph: &mut Graph, flow: &Flow, from: usize, target: Target) -> usize {
        let Some(exit) = Exit::of(target) else {
            let Target::State(id) = target else { return from };
            return id
                .index()
                .checked_sub(flow.states.start)
                .and_then(|nth| self.box_of.get(nth))
                .map_or(from, |at| *at);
        };
        graph.nodes.push(Node {
            kind: Kind::Exit(exit),
            head: String::new(),
            text: String::new(),
            label: None,
            steps: Vec::new(),
        });
        graph.nodes.len() - 1
    }

    /// What an arrow is called. An answer to a question needs no name where it is the way on, whatever was said.
    fn label(&self, id: StateId, ways: &[Way]) -> String {
        let kind = &self.hotline.state(id).kind;
        let is_plain = matches!(
            kind,
            StateKind::Pass | StateKind::Say(_) | StateKind::Set(_) | StateKind::Clear(_) | StateKind::Ask { .. }
        );
        let mut names: Vec<String> = Vec::new();
        for way in ways {
            match way {
                Way::Next | Way::Option(_) if is_plain => {}
                Way::Next if matches!(kind, StateKind::Run { .. }) => {}
                Way::Outcome(0) if ways.len() == 1 => {}
                Way::Then => names.push("是".to_owned()),
                Way::Otherwise => names.push("否".to_owned()),
                Way::Failed if matches!(kind, StateKind::Run { .. }) => names.push("没办成".to_owned()),
                Way::Error => names.push("系统不通".to_owned()),
                way => names.push(ways::name(self.hotline, id, *way)),
            }
        }
        names.join("、")
    }

    fn step(&mut self, state: StateId) -> Step {
        let place = &self.hotline.state(state).place;
        let line = self.locator.spot(place).map_or(1, |spot| spot.line);
        Step { state, place: format!("{}:{line}", self.file(place)) }
    }

    fn file(&self, place: &Place) -> String {
        self.sources.get(place.file).map(|source| source.name.clone()).unwrap_or_default()
    }

    /// The box of one state.
    fn node(&self, flow: &Flow, id: StateId) -> Node {
        let hotline = self.hotline;
        let state = hotline.state(id);
        let said = |prompt| hotline.prompts.sources(prompt).next().map(label::of_prompt).unwrap_or_default();
        let said_before = |say: &Option<_>| say.map(said).unwrap_or_default();
        let (kind, head, text) = match &state.kind {
            StateKind::Pass => (Kind::Pass, String::new(), String::new()),
            StateKind::Say(prompt) => (Kind::Say, String::new(), said(*prompt)),
            StateKind::Ask { slot, question } => (Kind::Ask, hotline.slot(*slot).name.clone(), said(question.say)),
            StateKind::Confirm { question, .. } => (Kind::Confirm, String::new(), said(question.say)),
            StateKind::Choose { question, .. } => (Kind::Choose, String::new(), said(question.say)),
            StateKind::If { condition, .. } => {
                (Kind::If, String::new(), label::one_line(hotline.prompts.expression(*condition)))
            }
            StateKind::Set(variables) => {
                let of_one = |(variable, value): &(Variable, _)| {
                    let name = match variable {
                        Variable::Slot(slot) => hotline.slot(*slot).name.as_str(),
                        Variable::Free(name) => name.as_str(),
                    };
                    format!("{name} = {}", label::one_line(hotline.prompts.expression(*value)))
                };
                (Kind::Note, String::new(), variables.iter().map(of_one).collect::<Vec<_>>().join("；"))
            }
            StateKind::Clear(slots) => {
                let names: Vec<&str> = slots.iter().map(|slot| hotline.slot(*slot).name.as_str()).collect();
                (Kind::Note, String::new(), format!("清空 {}", names.join("、")))
            }
            StateKind::Call { action, say, .. } => (Kind::Call, hotline.action(*action).name.clone(), said_before(say)),
            StateKind::Run { flow, say, .. } => (Kind::Run, hotline.flow(*flow).name.clone(), said_before(say)),
            StateKind::Start { intent, say } => (Kind::Start, hotline.intent(*intent).name.clone(), said_before(say)),
            StateKind::Transfer { queue, say, reason } => {
                let own = flow.intent.map(|intent| hotline.intent(intent).queue);
                let queue = queue.or(own).map(|queue| hotline.queue(queue).name.clone());
                let text = [said_before(say), reason.clone().unwrap_or_default()];
                (Kind::Transfer, queue.unwrap_or_default(), text.concat())
            }
            StateKind::End { say, name, .. } => (Kind::End, ending(name).to_owned(), said_before(say)),
        };
        let unlabelled = match &state.kind {
            StateKind::Ask { .. } | StateKind::Call { .. } | StateKind::Run { .. } | StateKind::Start { .. } => {
                head.as_str()
            }
            StateKind::Confirm { .. } => "确认",
            StateKind::Choose { .. } => "选择",
            StateKind::Transfer { .. } => "转人工",
            StateKind::End { name, .. } => name.as_str(),
            StateKind::Pass | StateKind::Say(_) | StateKind::If { .. } | StateKind::Set(_) | StateKind::Clear(_) => {
                flow.name.as_str()
            }
        };
        let label = Some(state.name.clone()).filter(|name| name != unlabelled);
        Node { kind, head, text, label, steps: Vec::new() }
    }
}

/// How an ending is called where the author gave it a reserved name.
fn ending(name: &str) -> &str {
    match name {
        "failed" => "没办成",
        "hangup" => "挂机",
        "end" => "",
        name => name,
    }
}

/// Whether a step goes into the box of the one before it.
fn shares(before: &Node, node: &Node) -> bool {
    let is_silent = |kind| matches!(kind, Kind::Note | Kind::Pass);
    match before.kind {
        Kind::Say => matches!(node.kind, Kind::Say | Kind::Pass),
        before => is_silent(before) && is_silent(node.kind),
    }
}

/// What stands between the texts of a box.
fn gap_of(kind: Kind) -> &'static str {
    if kind == Kind::Say { "" } else { "；" }
}

/// How many ways enter each state of a flow.
fn entered(hotline: &Hotline, flow: &Flow, states: &[StateId]) -> Vec<usize> {
    let mut entered = vec![0; states.len()];
    let targets = states.iter().flat_map(|id| ways::of(hotline, hotline.state(*id))).map(|(_, target)| target);
    for target in targets.chain([flow.entry]) {
        if let Target::State(id) = target
            && let Some(count) = id.index().checked_sub(flow.states.start).and_then(|nth| entered.get_mut(nth))
        {
            *count += 1;
        }
    }
    entered
}
