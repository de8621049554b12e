//! Flows: steps to states, labels and branches to edges.
//!
//! Every step becomes exactly one state, numbered in the order of the text, branches right behind their step; so a state is
//! found again where its author wrote it, and every edge can be resolved before its target is made.

use std::collections::BTreeSet;

use super::ByName;
use super::Work;
use super::hotline::{Action, Choice, Ending, Flow, Question, State, StateKind, Target, Variable};
use super::id::{ChoiceId, FlowId, IntentId, PromptId, SlotId, StateId};
use super::index::Owner;
use super::names::Names;
use super::secrets::{self, speaks_of};
use super::slot::Scope;
use crate::finding::{FileId, Finding, Path, Place};
use crate::rules::Authored;
use crate::rules::lines::Wordings;
use crate::rules::step::{Branch, ChoiceRule, Step};

/// What a flow is made of.
pub(super) struct Source<'s> {
    pub id: FlowId,
    pub intent: Option<IntentId>,
    pub name: &'s str,
    pub about: &'s str,
    pub steps: &'s [Step],
}

/// A step with its place in the text and in the order of steps.
struct Flat<'s> {
    step: &'s Step,
    path: Path,
    /// The step behind it in the same sequence.
    sibling: Option<usize>,
    /// The step whose branch this one is in.
    parent: Option<usize>,
    /// The first step of each branch that has steps of its own, by the branch's key.
    branches: Vec<(String, usize)>,
}

/// The targets that every flow knows.
const RESERVED: [(&str, Target); 6] = [
    ("end", Target::Done),
    ("failed", Target::Failed),
    ("transfer", Target::Transfer),
    ("menu", Target::Menu),
    ("hangup", Target::HangUp),
    ("next", Target::Done),
];

/// The name under which prompts and conditions see what the task under way is for, unless a slot is called so.
pub const TASK: &str = "任务";

/// One flow while it is made.
struct Lowering<'w, 'r, 's> {
    work: &'w mut Work<'r>,
    file: FileId,
    scope: &'s Scope,
    actions: &'s [Action],
    flow: FlowId,
    name: &'s str,
    flats: Vec<Flat<'s>>,
    /// The number of states before this flow's.
    base: usize,
    labels: ByName<usize>,
    /// Names that steps of this flow define: outputs of its actions and variables that it sets.
    defined: BTreeSet<String>,
}

impl Work<'_> {
    /// Makes a flow and its states.
    pub(super) fn flow(&mut self, source: Source<'_>, file: FileId, scope: &Scope, actions: &[Action]) -> Flow {
        let base = self.states.len();
        let first_prompt = self.prompts.len();
        let mut lowering = Lowering {
            work: self,
            file,
            scope,
            actions,
            flow: source.id,
            name: source.name,
            flats: Vec::new(),
            base,
            labels: ByName::new(),
            defined: BTreeSet::new(),
        };
        lowering.flatten(source.steps, &Path::default().key("flow"), None);
        lowering.collect_names();
        for nth in 0..lowering.flats.len() {
            let state = lowering.state(nth);
            lowering.work.states.push(state);
        }
        let end = self.states.len();
        let speaks_of_secrets =
            [source.name, source.about].into_iter().any(speaks_of) || self.prompts.speak_of_secrets(first_prompt);
        Flow {
            speaks_of_secrets,
            name: source.name.to_owned(),
            about: source.about.to_owned(),
            intent: source.intent,
            slots: scope.own.clone(),
            states: base..end,
            entry: if base < end { Target::State(StateId::new(base)) } else { Target::Done },
            place: Place::value(file, Path::default().key("flow")),
        }
    }
}

impl<'s> Lowering<'_, '_, 's> {
    /// Numbers the steps of a sequence and of its branches.
    fn flatten(&mut self, steps: &'s [Step], path: &Path, parent: Option<usize>) -> Option<usize> {
        let mut before: Option<usize> = None;
        let mut first = None;
        for (nth, step) in steps.iter().enumerate() {
            let path = path.index(nth);
            let here = self.flats.len();
            first = first.or(Some(here));
            self.flats.push(Flat { step, path: path.clone(), sibling: None, parent, branches: Vec::new() });
            if let Some(before) = before {
                self.flats[before].sibling = Some(here);
            }
            for (key, branch, path) in branches(step, &path) {
                if let Branch::Steps(steps) = branch {
                    match self.flatten(steps, &path, Some(here)) {
                        Some(first) => self.flats[here].branches.push((key, first)),
                        None => self.work.findings.push(
                            Finding::error("empty-branch", Place::value(self.file, path), "这个分支里没有步骤")
                                .help("写上步骤，或者写去处：next、end、transfer、标签"),
                        ),
                    }
                }
            }
            before = Some(here);
        }
        first
    }

    /// Collects labels, and the names that steps define.
    fn collect_names(&mut self) {
        for nth in 0..self.flats.len() {
            let step = self.flats[nth].step;
            if let Some(label) = &step.label {
                let place = Place::value(self.file, self.flats[nth].path.key("label"));
                if RESERVED.iter().any(|(name, _)| name == label) {
                    let finding =
                        Finding::error("reserved-label", place, format!("“{label}”是保留的去处，不能用作标签"));
                    self.work.findings.push(finding.help("换个中文的标签名"));
                } else if let Some(first) = self.labels.get(label) {
                    let first = Place::value(self.file, self.flats[*first].path.key("label"));
                    self.work.findings.push(
                        Finding::error("duplicate-name", place, format!("这个流程里已经有标签“{label}”"))
                            .related(first, "第一次在这里")
                            .help("改个名字"),
                    );
                } else {
                    self.labels.insert(label.clone(), nth);
                }
            }
            if let Some(set) = &step.set {
                self.defined.extend(set.0.iter().map(|(name, _)| name.clone()));
            }
            if let Some(action) = step.call.as_ref().and_then(|name| self.work.names.actions.get(name)) {
                self.defined.extend(self.actions[action.index()].gives.iter().map(|(name, _)| name.clone()));
            }
        }
    }

    /// Makes the state of step `nth`.
    fn state(&mut self, nth: usize) -> State {
        let (step, path) = (self.flats[nth].step, self.flats[nth].path.clone());
        self.check_verbs(step, &path);
        let next = self.next(nth);
        let (kind, name) = self.kind(nth, step, &path);
        let next = match step.goto.as_ref() {
            Some(target) => self.target(nth, target, &path.key("goto")),
            None => next,
        };
        State {
            flow: self.flow,
            name: step.label.clone().or(name).unwrap_or_else(|| self.name.to_owned()),
            kind,
            next,
            place: Place::value(self.file, path),
        }
    }

    fn kind(&mut self, nth: usize, step: &'s Step, path: &Path) -> (StateKind, Option<String>) {
        let say = |this: &mut Self| step.say.as_ref().map(|say| this.prompt(say, &path.key("say")));
        if let Some(name) = &step.ask {
            let slot = self.slot(name, path.key("ask"));
            let wordings = step.say.clone().unwrap_or_default();
            if wordings.0.is_empty() {
                let place = Place::value(self.file, path.key("ask"));
                let finding = Finding::error("missing-key", place, format!("询问“{name}”没有写 say:"));
                self.work.findings.push(finding.help("加上要问的话，例如 say: 请问……？"));
            }
            let question = self.question(nth, step, &wordings, path, "say");
            let Some(slot) = slot else { return (StateKind::Pass, None) };
            (StateKind::Ask { slot, question }, Some(name.clone()))
        } else if let Some(wordings) = &step.confirm {
            let question = self.question(nth, step, wordings, path, "confirm");
            let no = self.edge(nth, step.no.as_ref(), "no", path).unwrap_or(Target::Done);
            (StateKind::Confirm { question, no }, Some("确认".to_owned()))
        } else if let Some(choose) = &step.choose {
            let wordings = step.say.clone().unwrap_or_else(|| Wordings::of("请选择。"));
            let question = self.question(nth, step, &wordings, path, "say");
            let choices =
                choose.0.iter().map(|(title, rule)| self.choice(nth, title, rule, &path.key("choose"))).collect();
            (StateKind::Choose { question, choices }, Some("选择".to_owned()))
        } else if let Some(condition) = &step.r#if {
            let place = Place::value(self.file, path.key("if"));
            let (scope, defined) = (self.scope, &self.defined);
            let knows = |name: &str| name == TASK || scope.slots.contains_key(name) || defined.contains(name);
            let condition = self.work.prompts.add_expression(condition, &place, &knows, &mut self.work.findings);
            let next = self.next(nth);
            let then = self.edge(nth, step.then.as_ref(), "then", path).unwrap_or(next);
            let otherwise = self.edge(nth, step.r#else.as_ref(), "else", path).unwrap_or(next);
            (StateKind::If { condition, then, otherwise }, None)
        } else if let Some(set) = &step.set {
            let mut variables = Vec::new();
            for (name, expression) in &set.0 {
                let place = Place::value(self.file, path.key("set").key(name));
                let (scope, defined) = (self.scope, &self.defined);
                let knows = |name: &str| name == TASK || scope.slots.contains_key(name) || defined.contains(name);
                let expression = self.work.prompts.add_expression(expression, &place, &knows, &mut self.work.findings);
                let variable = match self.scope.slots.get(name) {
                    Some((slot, _)) => Variable::Slot(*slot),
                    None => Variable::Free(name.clone()),
                };
                variables.push((variable, expression));
            }
            (StateKind::Set(variables), None)
        } else if let Some(clear) = &step.clear {
            let slots = clear.iter().enumerate();
            let slots: Vec<_> = slots.filter_map(|(n, name)| self.slot(name, path.key("clear").index(n))).collect();
            (StateKind::Clear(slots), None)
        } else if let Some(name) = &step.call {
            let say = say(self);
            (self.call(nth, name, say, path), Some(name.clone()))
        } else if let Some(name) = &step.run {
            let say = say(self);
            let failed = self.edge(nth, step.failed.as_ref(), "failed", path).unwrap_or(Target::Failed);
            let Some(flow) = self.work.names.flows.get(name).copied() else {
                let known = self.work.names.flows.keys().map(String::as_str);
                let finding =
                    Names::undefined("undefined-flow", "子流程（subflow）", name, known, self.at(path, "run"));
                self.work.findings.push(finding);
                return (StateKind::Pass, None);
            };
            (StateKind::Run { say, flow, failed }, Some(name.clone()))
        } else if let Some(name) = &step.start {
            let say = say(self);
            let Some(intent) = self.work.names.intents.get(name).copied() else {
                let known = self.work.names.intents.keys().map(String::as_str);
                let finding = Names::undefined("undefined-intent", "意图", name, known, self.at(path, "start"));
                self.work.findings.push(finding);
                return (StateKind::Pass, None);
            };
            (StateKind::Start { say, intent }, Some(name.clone()))
        } else if let Some(queue) = &step.transfer {
            let say = say(self);
            let queue = queue.as_ref().and_then(|name| {
                let queue = self.work.names.queues.get(name).copied();
                if queue.is_none() {
                    let known = self.work.names.queues.keys().map(String::as_str);
                    let finding = Names::undefined("undefined-queue", "队列", name, known, self.at(path, "transfer"));
                    self.work.findings.push(finding);
                }
                queue
            });
            (StateKind::Transfer { say, queue, reason: step.reason.clone() }, Some("转人工".to_owned()))
        } else if let Some(name) = &step.end {
            let say = say(self);
            let ending = match name.as_str() {
                "failed" => Ending::Failed,
                "hangup" => Ending::HangUp,
                _ => Ending::Done,
            };
            (StateKind::End { say, ending, name: name.clone() }, Some(name.clone()))
        } else {
            match say(self) {
                Some(say) => (StateKind::Say(say), None),
                None => (StateKind::Pass, None),
            }
        }
    }

    fn call(&mut self, nth: usize, name: &str, say: Option<PromptId>, path: &Path) -> StateKind {
        let Some(action) = self.work.names.actions.get(name).copied() else {
            let known = self.work.names.actions.keys().map(String::as_str);
            let finding = Names::undefined("undefined-action", "动作", name, known, self.at(path, "call"));
            self.work.findings.push(finding);
            return StateKind::Pass;
        };
        let step = self.flats[nth].step;
        let actions = self.actions;
        let declared = &actions[action.index()];
        for taken in &declared.takes {
            if !self.scope.slots.contains_key(taken) && !self.defined.contains(taken) {
                let message = format!("动作 {name} 需要“{taken}”，但这个流程里没有这个槽");
                let finding = Finding::error("missing-argument", self.at(path, "call"), message);
                self.work.findings.push(finding.help(format!("在 slots: 里加上“{taken}”，或者先 set 它")));
            }
        }
        for (outcome, _) in &step.outcomes.0 {
            if outcome != "error" && !declared.outcomes.contains(outcome) {
                let place = Place::key(self.file, path.key(outcome));
                let known = declared.outcomes.iter().map(String::as_str).chain(["error"]);
                self.work.findings.push(Names::undefined("undefined-outcome", "结果", outcome, known, place));
            }
        }
        let next = self.next(nth);
        let mut edges = Vec::new();
        for (which, outcome) in declared.outcomes.iter().enumerate() {
            let edge = self.edge(nth, step.outcomes.get(outcome), outcome, path);
            if which > 0 && edge.is_none() {
                let message = format!("动作 {name} 的结果“{outcome}”没有去处");
                let finding = Finding::error("missing-edge", self.at(path, "call"), message);
                self.work
                    .findings
                    .push(finding.help(format!("在这一步加上 {outcome}: 去处（标签、transfer、end、next）")));
            }
            edges.push(edge.unwrap_or(next));
        }
        let error = self.edge(nth, step.outcomes.get("error"), "error", path).unwrap_or(Target::Transfer);
        StateKind::Call { action, say, edges, error }
    }

    fn question(&mut self, nth: usize, step: &'s Step, wordings: &Wordings, path: &Path, key: &str) -> Question {
        let say = self.prompt(wordings, &path.key(key));
        let failed = self.edge(nth, step.failed.as_ref(), "failed", path).unwrap_or(Target::Transfer);
        let head = self.work.rules.hotline.as_ref();
        let default = head.map(|head| head.is.no_match.step).unwrap_or_default();
        let hear = step.hear.iter().flat_map(|hear| &hear.0);
        let hear = hear.map(|(title, rule)| self.choice(nth, title, rule, &path.key("hear"))).collect();
        Question { say, retries: step.retries.unwrap_or(default.max(1)), failed, hear }
    }

    fn choice(&mut self, nth: usize, title: &str, rule: &'s ChoiceRule, path: &Path) -> ChoiceId {
        let id = ChoiceId::new(self.work.choices.len());
        let owner = Owner::Choice(id);
        let path = path.key(title);
        let place = Place::key(self.file, path.clone());
        self.work.findings.extend(secrets::check(title, &place));
        self.work.builder.add_literal(owner, title, place);
        if let ChoiceRule::Full { hear, .. } = rule {
            let at = Authored { file: self.file, path: path.clone(), is: () };
            self.work.phrases(owner, &at, "hear", hear, self.scope);
        }
        let target = self.edge(nth, Some(goes(rule)), title, &path).unwrap_or(Target::Done);
        self.work.choices.push(Choice { title: title.to_owned(), target });
        id
    }

    /// Resolves a branch of step `nth`; `None` if there is none.
    fn edge(&mut self, nth: usize, branch: Option<&Branch>, key: &str, path: &Path) -> Option<Target> {
        match branch? {
            Branch::Target(name) => Some(self.target(nth, name, &path.key(key))),
            Branch::Steps(_) => {
                let first = self.flats[nth].branches.iter().find(|(branch, _)| branch == key);
                Some(first.map_or(Target::Done, |(_, first)| self.at_state(*first)))
            }
        }
    }

    fn target(&mut self, nth: usize, name: &str, path: &Path) -> Target {
        if name == "next" {
            return self.next(nth);
        }
        if let Some((_, target)) = RESERVED.iter().find(|(reserved, _)| *reserved == name) {
            return *target;
        }
        if let Some(label) = self.labels.get(name) {
            return self.at_state(*label);
        }
        let known = self.labels.keys().map(String::as_str).chain(RESERVED.iter().map(|(name, _)| *name));
        let place = Place::value(self.file, path.clone());
        let finding = Names::undefined("undefined-target", "步骤", name, known, place);
        self.work.findings.push(finding);
        Target::Done
    }

    /// Where the flow goes behind step `nth`: to the next in the sequence, or behind the step whose branch it ends.
    fn next(&self, nth: usize) -> Target {
        let mut at = Some(nth);
        while let Some(here) = at {
            if let Some(sibling) = self.flats[here].sibling {
                return self.at_state(sibling);
            }
            at = self.flats[here].parent;
        }
        Target::Done
    }

    fn at_state(&self, nth: usize) -> Target {
        Target::State(StateId::new(self.base + nth))
    }

    fn prompt(&mut self, wordings: &Wordings, path: &Path) -> PromptId {
        let place = Place::value(self.file, path.clone());
        let (scope, defined) = (self.scope, &self.defined);
        let knows = |name: &str| name == TASK || scope.slots.contains_key(name) || defined.contains(name);
        for (name, (_, takes)) in &scope.slots {
            let Some(set) = takes.set().and_then(|set| self.work.sets.get(set.index())) else { continue };
            let found = |text: &String| secrets::check_with(text, name, &set.values, &place);
            self.work.findings.extend(wordings.0.iter().find_map(found));
        }
        self.work.prompts.add(&wordings.0, &place, &knows, &mut self.work.findings)
    }

    fn slot(&mut self, name: &str, path: Path) -> Option<SlotId> {
        if let Some((slot, _)) = self.scope.slots.get(name) {
            return Some(*slot);
        }
        let known = self.scope.slots.keys().map(String::as_str);
        self.work.findings.push(Names::undefined("undefined-slot", "槽", name, known, Place::value(self.file, path)));
        None
    }

    fn at(&self, path: &Path, key: &str) -> Place {
        Place::value(self.file, path.key(key))
    }

    /// Reports a step with two verbs or none, and keys that do not go with its verb.
    fn check_verbs(&mut self, step: &Step, path: &Path) {
        let verbs = [
            ("ask", step.ask.is_some()),
            ("confirm", step.confirm.is_some()),
            ("choose", step.choose.is_some()),
            ("if", step.r#if.is_some()),
            ("set", step.set.is_some()),
            ("clear", step.clear.is_some()),
            ("call", step.call.is_some()),
            ("run", step.run.is_some()),
            ("start", step.start.is_some()),
            ("goto", step.goto.is_some()),
            ("transfer", step.transfer.is_some()),
            ("end", step.end.is_some()),
        ];
        let written: Vec<&str> = verbs.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
        if let [first, second, ..] = written.as_slice() {
            let place = Place::key(self.file, path.key(second));
            let message = format!("一步只做一件事，这里同时写了 {first} 和 {second}");
            self.work.findings.push(Finding::error("two-verbs", place, message).help("拆成两步"));
            return;
        }
        let verb = written.first().copied().unwrap_or(if step.say.is_some() { "say" } else { "label" });
        if verb == "label" && step.label.is_none() {
            let finding = Finding::error("empty-step", Place::value(self.file, path.clone()), "这一步什么也没写");
            self.work.findings.push(finding.help("写上 say、ask、confirm、call 等其中一个"));
        }
        let belongs = [
            ("say", step.say.is_some(), !matches!(verb, "confirm" | "if" | "set" | "clear")),
            ("then", step.then.is_some(), verb == "if"),
            ("else", step.r#else.is_some(), verb == "if"),
            ("no", step.no.is_some(), verb == "confirm"),
            ("failed", step.failed.is_some(), matches!(verb, "ask" | "confirm" | "choose" | "run")),
            ("retries", step.retries.is_some(), matches!(verb, "ask" | "confirm" | "choose")),
            ("hear", step.hear.is_some(), matches!(verb, "ask" | "confirm")),
            ("reason", step.reason.is_some(), verb == "transfer"),
        ];
        for (key, _, _) in belongs.iter().filter(|(_, is, fits)| *is && !fits) {
            let message = format!("{key} 不能和 {verb} 写在一步里");
            let finding = Finding::error("misplaced-key", Place::key(self.file, path.key(key)), message);
            self.work.findings.push(finding.help("把它挪到它所属的步骤里"));
        }
        if step.r#if.is_some() && step.then.is_none() && step.r#else.is_none() {
            let finding = Finding::error("missing-key", self.at(path, "if"), "if 没有 then: 也没有 else:");
            self.work.findings.push(finding.help("写上条件成立时去哪里：then: 标签，或一串步骤"));
        }
    }
}

/// Returns the branches of a step: key, branch, path of the branch.
pub(crate) fn branches<'s>(step: &'s Step, path: &Path) -> Vec<(String, &'s Branch, Path)> {
    let named = [
        ("then", step.then.as_ref()),
        ("else", step.r#else.as_ref()),
        ("no", step.no.as_ref()),
        ("failed", step.failed.as_ref()),
    ];
    let mut found = Vec::new();
    for (key, branch) in named {
        found.extend(branch.map(|branch| (key.to_owned(), branch, path.key(key))));
    }
    for (key, options) in [("choose", &step.choose), ("hear", &step.hear)] {
        for (title, rule) in options.iter().flat_map(|options| &options.0) {
            let path = path.key(key).key(title);
            let path = if matches!(rule, ChoiceRule::Full { .. }) { path.key("then") } else { path };
            found.push((title.clone(), goes(rule), path));
        }
    }
    if step.call.is_some() {
        for (outcome, branch) in &step.outcomes.0 {
            found.push((outcome.clone(), branch, path.key(outcome)));
        }
    }
    found
}

/// Where an option goes.
fn goes(rule: &ChoiceRule) -> &Branch {
    match rule {
        ChoiceRule::Goes(branch) | ChoiceRule::Full { then: branch, .. } => branch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::keys::TARGETS;

    #[test]
    fn authors_are_told_every_reserved_target() {
        let mut told: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        let mut known: Vec<&str> = RESERVED.iter().map(|(name, _)| *name).collect();
        told.sort_unstable();
        known.sort_unstable();
        assert_eq!(told, known);
    }
}
