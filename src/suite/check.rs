//! Holds the names in a conversation against the hotline: a misspelt intent would never hold, or always.

use super::condition::{Condition, Subject, Test};
use super::conversation::{Conversation, Step};
use super::run::START;
use super::setting::{Setting, Stub};
use super::stub::ENQUEUE;
use super::unmask::unmasked;
use crate::compile::hotline::{Action, Hotline};
use crate::dialogue::state::Dialogue;
use crate::finding::{Finding, Part, Place, nearest};
use crate::session::ERROR;

/// How a queue takes a caller in.
const PLACEMENTS: [&str; 3] = ["queued", "closed", "full"];

/// Returns what in a conversation names something that the hotline does not have.
pub fn check(hotline: &Hotline, conversation: &Conversation) -> Vec<Finding> {
    let mut findings = Vec::new();
    let place = |line: usize, column: usize, width: usize| Place {
        file: conversation.file,
        part: Part::At { line, column, width },
    };
    for step in &conversation.steps {
        match step {
            Step::Set { line, setting } => {
                let wrong = check_setting(hotline, setting);
                findings.extend(
                    wrong.map(|(code, message, help)| Finding::error(code, place(*line, 1, 1), message).help(help)),
                );
            }
            Step::Turn { expected, .. } => {
                for (line, expected) in expected {
                    for condition in &expected.conditions {
                        let width = condition.text.chars().count();
                        for (code, message, help) in check_condition(hotline, condition) {
                            let place = place(*line, condition.column, width);
                            findings.push(Finding::error(code, place, message).help(help));
                        }
                    }
                }
            }
        }
    }
    findings
}

type Wrong = (&'static str, String, String);

fn check_setting(hotline: &Hotline, setting: &Setting) -> Option<Wrong> {
    match setting {
        Setting::Slot { name, value } => {
            let names: Vec<&str> = hotline.slots.iter().map(|slot| slot.name.as_str()).collect();
            let unknown = undefined("undefined-slot", "槽", name, &names);
            unknown.or_else(|| {
                // The value is only tried here; which slots it fits does not depend on where the call stands.
                let fits = Dialogue::default().preset(hotline, name, &unmasked(value), START);
                let message = || format!("槽“{name}”填不进“{value}”");
                (!fits).then(|| ("wrong-type", message(), "写成来电人会说的话，类型要和槽相符".to_owned()))
            })
        }
        Setting::Stub(stub) if stub.action == ENQUEUE => {
            undefined("undefined-outcome", "排队结果", &stub.outcome, &PLACEMENTS)
        }
        Setting::Stub(stub) => {
            let names: Vec<&str> = hotline.actions.iter().map(|action| action.name.as_str()).collect();
            match hotline.actions.iter().find(|action| action.name == stub.action) {
                None => undefined("undefined-action", "动作", &stub.action, &names),
                Some(action) => check_stub(action, stub),
            }
        }
        Setting::Resume(Some(task)) => {
            let names: Vec<&str> = hotline.intents.iter().map(|intent| intent.name.as_str()).collect();
            undefined("undefined-intent", "意图", task, &names)
        }
        Setting::Now(_) | Setting::Later(_) | Setting::NextCall | Setting::HangUp | Setting::Resume(None) => None,
    }
}

fn check_stub(action: &Action, stub: &Stub) -> Option<Wrong> {
    let outcomes: Vec<&str> = action.outcomes.iter().map(String::as_str).chain([ERROR]).collect();
    let outputs: Vec<&str> = action.gives.iter().map(|(name, _)| name.as_str()).collect();
    let outcome = undefined("undefined-outcome", "结果", &stub.outcome, &outcomes);
    outcome.or_else(|| stub.outputs.keys().find_map(|output| undefined("undefined-name", "返回值", output, &outputs)))
}

fn check_condition(hotline: &Hotline, condition: &Condition) -> Vec<Wrong> {
    if let Subject::Slot(name) = &condition.subject {
        let names: Vec<&str> = hotline.slots.iter().map(|slot| slot.name.as_str()).collect();
        return undefined("undefined-slot", "槽", name, &names).into_iter().collect();
    }
    let (Test::Is(pattern) | Test::IsNot(pattern)) = &condition.test else { return Vec::new() };
    let literals = pattern.literals().unwrap_or_default();
    let literals = literals.iter().filter(|literal| !literal.is_empty());
    let (code, what, names): (_, _, Vec<String>) = match &condition.subject {
        Subject::Intent => {
            ("undefined-intent", "意图", hotline.intents.iter().map(|intent| intent.name.clone()).collect())
        }
        Subject::Queue => ("undefined-queue", "队列", hotline.queues.iter().map(|queue| queue.name.clone()).collect()),
        Subject::State => ("undefined-state", "流程或步骤", states(hotline)),
        Subject::Call => ("undefined-action", "动作", calls(hotline)),
        Subject::Slot(_) | Subject::Event | Subject::Ticket | Subject::Score | Subject::Option | Subject::Without => {
            return Vec::new();
        }
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    literals.filter_map(|literal| undefined(code, what, literal, &names)).collect()
}

/// The names by which an open question can be called.
fn states(hotline: &Hotline) -> Vec<String> {
    let mut names: Vec<String> = hotline.flows.iter().map(|flow| flow.name.clone()).collect();
    for state in &hotline.states {
        names.push(state.name.clone());
        names.push(format!("{}/{}", hotline.flow(state.flow).name, state.name));
    }
    names
}

/// The names by which a call of an action can be told.
fn calls(hotline: &Hotline) -> Vec<String> {
    let mut names = Vec::new();
    for action in &hotline.actions {
        names.push(action.name.clone());
        let outcomes = action.outcomes.iter().map(String::as_str).chain([ERROR]);
        names.extend(outcomes.map(|outcome| format!("{}:{outcome}", action.name)));
    }
    names
}

fn undefined(code: &'static str, what: &str, name: &str, names: &[&str]) -> Option<Wrong> {
    if names.contains(&name) {
        return None;
    }
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("是不是想写“{near}”？"),
        None if names.len() <= 12 => format!("有这些：{}", names.join("、")),
        None => String::new(),
    };
    Some((code, format!("没有叫“{name}”的{what}"), help))
}
