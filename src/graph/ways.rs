//! The ways that lead on from a state, where each goes, and what an author calls it.

use crate::compile::hotline::{Ending, Hotline, Question, SlotType, State, StateKind, Target};
use crate::compile::id::StateId;
use crate::dialogue::trail::Way;

/// Returns every way on from a state with its target, in the order in which they are written: the answers before what goes
/// wrong. `Start` and `Transfer` lead out of the flow and have none; an `End` has the one that it is.
pub fn of(hotline: &Hotline, state: &State) -> Vec<(Way, Target)> {
    let mut ways = match &state.kind {
        StateKind::Pass | StateKind::Say(_) | StateKind::Set(_) | StateKind::Clear(_) => vec![(Way::Next, state.next)],
        StateKind::Ask { slot, .. } => match hotline.slot(*slot).takes {
            SlotType::Values(set) if hotline.set(set).regex.is_none() => {
                numbered(hotline.set(set).values.len()).map(|nth| (Way::Option(nth), state.next)).collect()
            }
            SlotType::Values(_) | SlotType::Entity(_) | SlotType::Digits { .. } | SlotType::Text => {
                vec![(Way::Next, state.next)]
            }
        },
        StateKind::Confirm { no, .. } => vec![(Way::Next, state.next), (Way::No, *no)],
        StateKind::Choose { choices, .. } => numbered(choices.len())
            .zip(choices)
            .map(|(nth, choice)| (Way::Option(nth), hotline.choice(*choice).target))
            .collect(),
        StateKind::If { then, otherwise, .. } => vec![(Way::Then, *then), (Way::Otherwise, *otherwise)],
        StateKind::Call { edges, error, .. } => {
            let outcomes = numbered(edges.len()).map(Way::Outcome).zip(edges.iter().copied());
            outcomes.chain([(Way::Error, *error)]).collect()
        }
        StateKind::Run { failed, .. } => vec![(Way::Next, state.next), (Way::Failed, *failed)],
        StateKind::Start { .. } | StateKind::Transfer { .. } => Vec::new(),
        StateKind::End { ending, .. } => vec![(
            Way::Next,
            match ending {
                Ending::Done => Target::Done,
                Ending::Failed => Target::Failed,
                Ending::HangUp => Target::HangUp,
            },
        )],
    };
    if let Some(question) = question(&state.kind) {
        ways.push((Way::Failed, question.failed));
        let heard = numbered(question.hear.len()).zip(&question.hear);
        ways.extend(heard.map(|(nth, choice)| (Way::Heard(nth), hotline.choice(*choice).target)));
    }
    ways
}

/// Returns the question of a state that waits for the caller.
pub fn question(kind: &StateKind) -> Option<&Question> {
    match kind {
        StateKind::Ask { question, .. } | StateKind::Confirm { question, .. } | StateKind::Choose { question, .. } => {
            Some(question)
        }
        StateKind::Pass
        | StateKind::Say(_)
        | StateKind::If { .. }
        | StateKind::Set(_)
        | StateKind::Clear(_)
        | StateKind::Call { .. }
        | StateKind::Run { .. }
        | StateKind::Start { .. }
        | StateKind::Transfer { .. }
        | StateKind::End { .. } => None,
    }
}

/// Returns the key that makes a step what it is, as it is written in the file.
pub fn verb(kind: &StateKind) -> &'static str {
    match kind {
        StateKind::Pass => "goto",
        StateKind::Say(_) => "say",
        StateKind::Ask { .. } => "ask",
        StateKind::Confirm { .. } => "confirm",
        StateKind::Choose { .. } => "choose",
        StateKind::If { .. } => "if",
        StateKind::Set(_) => "set",
        StateKind::Clear(_) => "clear",
        StateKind::Call { .. } => "call",
        StateKind::Run { .. } => "run",
        StateKind::Start { .. } => "start",
        StateKind::Transfer { .. } => "transfer",
        StateKind::End { .. } => "end",
    }
}

/// Returns a way as its author calls it: an option by its title, an outcome by its name.
pub fn name(hotline: &Hotline, id: StateId, way: Way) -> String {
    let kind = &hotline.state(id).kind;
    let name = match way {
        Way::Next if matches!(kind, StateKind::Confirm { .. }) => "是",
        Way::Next if matches!(kind, StateKind::Run { .. }) => "办成",
        Way::Next => "答上",
        Way::No => "不是",
        Way::Then => "then",
        Way::Otherwise => "else",
        Way::Error => "error",
        Way::Failed if matches!(kind, StateKind::Run { .. }) => "failed",
        Way::Failed => "问够次数",
        Way::NoMatch => "答非所问",
        Way::NoInput => "静默",
        Way::Option(nth) => match kind {
            StateKind::Choose { .. } => option(hotline, id, nth),
            StateKind::Ask { slot, .. } => hotline
                .slot(*slot)
                .takes
                .set()
                .map_or("", |set| hotline.set(set).values.get(usize::from(nth)).map_or("", String::as_str)),
            _ => "",
        },
        Way::Heard(nth) => option(hotline, id, nth),
        Way::Outcome(nth) => match kind {
            StateKind::Call { action, .. } => {
                hotline.action(*action).outcomes.get(usize::from(nth)).map_or("", String::as_str)
            }
            _ => "",
        },
    };
    name.to_owned()
}

fn option(hotline: &Hotline, state: StateId, nth: u16) -> &str {
    let choice = hotline.state(state).choices().get(usize::from(nth));
    choice.map_or("", |choice| hotline.choice(*choice).title.as_str())
}

fn numbered(n: usize) -> impl Iterator<Item = u16> {
    0..u16::try_from(n).unwrap_or(u16::MAX)
}
