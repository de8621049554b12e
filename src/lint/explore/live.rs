//! What a flow still reads from a step on: the slots and variables that are live there. What is not read any more makes no two
//! situations different.

use std::collections::BTreeSet;

use super::terms::Terms;
use crate::compile::hotline::{Hotline, State, StateKind, Target, Variable};
use crate::compile::id::{SlotId, StateId};

/// The live names by state.
#[derive(Debug, Default)]
pub(super) struct Live<'h>(Vec<BTreeSet<&'h str>>);

impl<'h> Live<'h> {
    pub(super) fn of(hotline: &'h Hotline, terms: &'h Terms) -> Live<'h> {
        let mut live = Live(vec![BTreeSet::new(); hotline.states.len()]);
        // Backwards, because what is read later is known first; again until a round through a flow changes nothing.
        let mut is_new = true;
        while is_new {
            is_new = false;
            for (nth, state) in hotline.states.iter().enumerate().rev() {
                let names = live.before(hotline, terms, state);
                is_new |= names.len() > live.0[nth].len();
                live.0[nth] = names;
            }
        }
        live
    }

    /// Returns whether the value of that name is still read when the flow stands at this state.
    pub(super) fn has(&self, state: StateId, name: &str) -> bool {
        self.0[state.index()].contains(name)
    }

    /// What is read from the entry of a state on.
    fn before(&self, hotline: &'h Hotline, terms: &'h Terms, state: &'h State) -> BTreeSet<&'h str> {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let of_options = state.choices().iter().map(|choice| hotline.choice(*choice).target);
        for target in of_options.chain(state.edges()) {
            if let Target::State(next) = target {
                names.extend(&self.0[next.index()]);
            }
        }
        let slot_name = |slot: &SlotId| hotline.slot(*slot).name.as_str();
        match &state.kind {
            StateKind::Ask { slot, .. } => _ = names.insert(slot_name(slot)),
            StateKind::If { condition, .. } => names.extend(terms.read_by(*condition)),
            StateKind::Set(set) => {
                for (variable, expression) in set.iter().rev() {
                    let name = match variable {
                        Variable::Slot(slot) => slot_name(slot),
                        Variable::Free(name) => name.as_str(),
                    };
                    if names.remove(name) {
                        names.extend(terms.read_by(*expression));
                    }
                }
            }
            StateKind::Clear(slots) => names.retain(|name| !slots.iter().any(|slot| slot_name(slot) == *name)),
            StateKind::Call { action, .. } => {
                let gives = &hotline.action(*action).gives;
                names.retain(|name| !gives.iter().any(|(given, _)| given == name));
            }
            StateKind::Start { intent, .. } => {
                // Slots of the same name are carried over.
                let flow = hotline.intent(*intent).flow.map(|flow| hotline.flow(flow));
                if let Some((flow, Target::State(entry))) = flow.map(|flow| (flow, flow.entry)) {
                    let live = |name: &&str| self.0[entry.index()].contains(name);
                    names.extend(flow.slots.iter().map(slot_name).filter(live));
                }
            }
            StateKind::Pass
            | StateKind::Say(_)
            | StateKind::Confirm { .. }
            | StateKind::Choose { .. }
            | StateKind::Run { .. }
            | StateKind::Transfer { .. }
            | StateKind::End { .. } => {}
        }
        names
    }
}
