//! What the edges of flows must hold: every step can be reached, nothing goes round without the caller, nothing that cannot
//! be undone happens unconfirmed, and every intent can be reached.

use std::collections::BTreeSet;

use super::Work;
use super::hotline::{Action, Command, Flow, State, StateKind, Target};
use super::id::{ChoiceId, IntentId};
use crate::finding::{Finding, Part};

impl State {
    /// Returns the options of the state: those of a menu, and what a question hears beside its answer.
    pub fn choices(&self) -> &[ChoiceId] {
        match &self.kind {
            StateKind::Choose { choices, .. } => choices,
            StateKind::Ask { question, .. } | StateKind::Confirm { question, .. } => &question.hear,
            _ => &[],
        }
    }

    /// Returns every edge of the state but those of its options.
    pub fn edges(&self) -> Vec<Target> {
        match &self.kind {
            StateKind::Pass | StateKind::Say(_) | StateKind::Set(_) | StateKind::Clear(_) => vec![self.next],
            StateKind::Ask { question, .. } => vec![self.next, question.failed],
            StateKind::Confirm { question, no } => vec![self.next, *no, question.failed],
            StateKind::Choose { question, .. } => vec![question.failed],
            StateKind::If { then, otherwise, .. } => vec![*then, *otherwise],
            StateKind::Call { edges, error, .. } => edges.iter().copied().chain([*error]).collect(),
            StateKind::Run { failed, .. } => vec![self.next, *failed],
            StateKind::Start { .. } | StateKind::Transfer { .. } | StateKind::End { .. } => Vec::new(),
        }
    }
}

impl Work<'_> {
    /// Checks all flows.
    pub(super) fn check_flows(&mut self, flows: &[Flow], actions: &[Action]) {
        for flow in flows {
            // Where a way leads nowhere, what it was to lead to is reached by none.
            let leads_astray = |finding: &Finding| {
                finding.place.file == flow.place.file
                    && ["undefined-target", "undefined-outcome"].contains(&finding.code)
            };
            if !self.findings.iter().any(leads_astray) {
                self.check_reachable(flow);
            }
            self.check_rounds(flow);
            self.check_confirmed(flow, actions);
            self.check_values(flow, actions);
        }
    }

    /// Reports intents that no phrase, command, menu or other flow leads to.
    pub(super) fn check_intents(&mut self, flows: &[Flow], commands: &[Command], menu: &[IntentId]) {
        let rules = self.rules;
        let mut reached: BTreeSet<IntentId> = menu.iter().copied().collect();
        reached.extend(commands.iter().filter_map(|command| command.intent));
        for flow in flows {
            reached.extend(flow.states.clone().filter_map(|nth| match self.states[nth].kind {
                StateKind::Start { intent, .. } => Some(intent).filter(|intent| flow.intent != Some(*intent)),
                _ => None,
            }));
        }
        for (nth, intent) in rules.intents.iter().enumerate() {
            let is_heard = !intent.is.phrases.is_empty() || !intent.is.alone.is_empty();
            if !is_heard && !reached.contains(&IntentId::new(nth)) {
                let message = format!("没有人能走到“{}”：它没有说法，也没有别处会转到它", intent.is.intent);
                let finding = Finding::warning("unreachable-intent", intent.place("intent"), message);
                self.findings.push(finding.help("加上 phrases:，或者在别的流程里写 start:，或者把它放进主菜单"));
            }
        }
    }

    /// The states that an edge of state `nth` goes to.
    fn followers(&self, nth: usize) -> Vec<usize> {
        let mut edges = self.states[nth].edges();
        edges.extend(self.states[nth].choices().iter().map(|choice| self.choices[choice.index()].target));
        edges.iter().filter_map(state_of).collect()
    }

    /// The states that follow state `nth` while no confirmation is answered with yes.
    fn without_yes(&self, nth: usize) -> Vec<usize> {
        match &self.states[nth].kind {
            StateKind::Confirm { question, no } => {
                let heard = question.hear.iter().map(|choice| self.choices[choice.index()].target);
                [*no, question.failed].into_iter().chain(heard).filter_map(|target| state_of(&target)).collect()
            }
            _ => self.followers(nth),
        }
    }

    fn check_reachable(&mut self, flow: &Flow) {
        let Some(entry) = state_of(&flow.entry) else { return };
        let reached = closure(entry, |nth| self.followers(nth));
        // Only the first step of an unreachable stretch is worth a finding.
        let mut before_reached = true;
        for nth in flow.states.clone() {
            let here = reached.contains(&nth);
            if !here && before_reached {
                let place = self.states[nth].place.clone();
                let finding = Finding::warning("unreachable-step", place, "没有任何一步会走到这里");
                self.findings.push(finding.help("在前面加一个指向它的去处，或者删掉它"));
            }
            before_reached = here;
        }
    }

    /// Reports states from which the flow comes back to themselves without a turn of the caller or the backend; of each round the first.
    fn check_rounds(&mut self, flow: &Flow) {
        let mut reported: BTreeSet<usize> = BTreeSet::new();
        for nth in flow.states.clone() {
            if reported.contains(&nth) {
                continue;
            }
            let waits = |nth: usize| {
                matches!(
                    self.states[nth].kind,
                    StateKind::Ask { .. }
                        | StateKind::Confirm { .. }
                        | StateKind::Choose { .. }
                        | StateKind::Run { .. }
                )
            };
            let onward = |nth: usize| if waits(nth) { Vec::new() } else { self.followers(nth) };
            let ahead: BTreeSet<usize> = onward(nth).iter().flat_map(|next| closure(*next, onward)).collect();
            if ahead.contains(&nth) && !waits(nth) {
                reported.extend(ahead.iter().copied().filter(|other| closure(*other, onward).contains(&nth)));
                let place = self.states[nth].place.clone();
                self.findings.push(
                    Finding::error("endless-round", place, "从这一步会绕回自己，中间没有等来电的人说话")
                        .help("在圈里加一个 ask、confirm 或 choose，或者改掉往回跳的去处"),
                );
            }
        }
    }

    /// Reports actions that cannot be undone and that some way reaches without a yes to a confirmation.
    fn check_confirmed(&mut self, flow: &Flow, actions: &[Action]) {
        let Some(entry) = state_of(&flow.entry) else { return };
        let unconfirmed = closure(entry, |nth| self.without_yes(nth));
        for nth in unconfirmed {
            let StateKind::Call { action, .. } = &self.states[nth].kind else { continue };
            let action = &actions[action.index()];
            if !action.irreversible {
                continue;
            }
            let mut place = self.states[nth].place.clone();
            if let Part::Value(path) = &place.part {
                place.part = Part::Value(path.key("call"));
            }
            let message = format!("{} 办了就不能撤回，但这里没有先确认", action.name);
            self.findings.push(
                Finding::error("unconfirmed-action", place, message)
                    .related(action.place.clone(), "在这里声明为不能撤回")
                    .help("在它前面加一步 confirm: ……吗？"),
            );
        }
    }

    /// Reports wordings without a value in the confirmations whose yes leads to an action that cannot be undone.
    fn check_values(&mut self, flow: &Flow, actions: &[Action]) {
        for nth in flow.states.clone() {
            let state = &self.states[nth];
            let StateKind::Confirm { question, .. } = &state.kind else { continue };
            let Some(yes) = state_of(&state.next) else { continue };
            let done = closure(yes, |nth| self.without_yes(nth));
            let action = done.into_iter().find_map(|nth| match &self.states[nth].kind {
                StateKind::Call { action, .. } => Some(&actions[action.index()]).filter(|action| action.irreversible),
                _ => None,
            });
            let Some(action) = action else { continue };
            let mut place = state.place.clone();
            if let Part::Value(path) = &place.part {
                place.part = Part::Value(path.key("confirm"));
            }
            let is_list = self.prompts.n_wordings(question.say) > 1;
            for (which, text) in self.prompts.sources(question.say).enumerate() {
                if has_value(text) {
                    continue;
                }
                let at = if is_list { place.item(which) } else { place.clone() };
                let message = format!("{} 办了就不能撤回，但这句确认里没有要办的内容", action.name);
                self.findings.push(
                    Finding::warning("confirmation-without-values", at, message)
                        .related(action.place.clone(), "在这里声明为不能撤回")
                        .help("把金额、账户这样的值写进这句话，例如 {金额|元}、{手机号|尾号}"),
                );
            }
        }
    }
}

/// Returns whether a text says a value, `{…}`; blocks and comments say none.
fn has_value(text: &str) -> bool {
    text.split('{').skip(1).any(|behind| !behind.starts_with(['%', '#']))
}

fn state_of(target: &Target) -> Option<usize> {
    match target {
        Target::State(id) => Some(id.index()),
        Target::Done | Target::Failed | Target::Transfer | Target::Menu | Target::HangUp => None,
    }
}

/// Everything that can be reached from `start`, itself included.
fn closure(start: usize, followers: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(here) = open.pop() {
        for next in followers(here) {
            if reached.insert(next) {
                open.push(next);
            }
        }
    }
    reached
}
