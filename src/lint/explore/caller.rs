//! The abstract caller: everything that somebody could say where the call stands, one sentence for each way on.

use super::world::World;
use crate::compile::hotline::{SlotType, StateKind};
use crate::compile::id::StateId;
use crate::dialogue::outline::Waiting;
use crate::dialogue::state::Dialogue;
use crate::dialogue::trail::Way;
use crate::rules::command::Verb;

/// Of a set of more values only those are said that a condition compares, and the first.
const MOST_VALUES: usize = 16;

/// What can be said at any moment and leads elsewhere. Saying something again and asking for help leave a call where it is.
const COMMANDS: [Verb; 4] = [Verb::Back, Verb::Cancel, Verb::Menu, Verb::HangUp];

/// One thing that the caller can want to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Sentences for it, the likeliest first.
    pub texts: Vec<String>,
    /// Sentences for it that tell more besides: they go the same way, and may lead elsewhere later.
    pub telling: Vec<String>,
    /// The way on that it is meant for; `None` where it is no answer.
    pub way: Option<Way>,
}

impl Line {
    fn answer(texts: Vec<String>, way: Way) -> Line {
        Line { texts, telling: Vec::new(), way: Some(way) }
    }

    fn other(text: &str) -> Line {
        Line { texts: vec![text.to_owned()], telling: Vec::new(), way: None }
    }
}

/// Returns what can be said, answers first; nothing where the caller is not to speak.
pub(super) fn lines(world: &World, dialogue: &Dialogue) -> Vec<Line> {
    let commands = || COMMANDS.into_iter().map(|verb| Line::other(verb.name()));
    match dialogue.waits_for(world.hotline) {
        Waiting::Question(state) => {
            let aside = world.aside.iter().map(|text| Line::other(text));
            answers(world, state)
                .into_iter()
                .chain(corrections(world, dialogue, state))
                .chain(commands())
                .chain(aside)
                .collect()
        }
        Waiting::Menu => {
            let n_options = world.hotline.menu.len().min(9);
            (1..=n_options).map(|nth| Line::other(&nth.to_string())).chain(commands()).collect()
        }
        Waiting::Intent => vec![Line::other("是的"), Line::other("不是")],
        Waiting::WrapUp => vec![Line::other("没有了"), Line::other(Verb::Menu.name())],
        Waiting::Wish => vec![Line::other(Verb::Menu.name())],
        Waiting::Action(..) | Waiting::Queue(_) | Waiting::Nothing => Vec::new(),
    }
}

/// Returns corrections of everything that the flow of a state asks for and that was given.
fn corrections(world: &World, dialogue: &Dialogue, state: StateId) -> Vec<Line> {
    let hotline = world.hotline;
    let states = hotline.flow(hotline.state(state).flow).states.clone();
    let asked = states.filter_map(|nth| match &hotline.states[nth].kind {
        StateKind::Ask { slot, .. } if dialogue.holds(*slot) => Some(*slot),
        _ => None,
    });
    let mut lines: Vec<Line> = Vec::new();
    for slot in asked {
        let texts = match hotline.slot(slot).takes {
            SlotType::Values(set) => (0..2).flat_map(|nth| world.for_value(set, nth).into_iter().next()).collect(),
            SlotType::Entity(_) | SlotType::Digits { .. } => world.for_slot(slot),
            SlotType::Text => Vec::new(),
        };
        let title = &hotline.slot(slot).title;
        let line = texts.get(1).or(texts.first()).map(|text| Line::other(&format!("不对，{title}是{text}")));
        lines.extend(line.filter(|line| !lines.contains(line)));
    }
    lines
}

/// Returns what answers the question of a state.
pub(super) fn answers(world: &World, state: StateId) -> Vec<Line> {
    let kind = &world.hotline.state(state).kind;
    let mut lines = own_answers(world, kind);
    if let StateKind::Ask { question, .. } | StateKind::Confirm { question, .. } = kind {
        let nth = (0..u16::MAX).map(Way::Heard);
        lines.extend(question.hear.iter().zip(nth).map(|(choice, way)| Line::answer(world.for_choice(*choice), way)));
    }
    lines
}

/// Returns what answers a question, but for what it hears beside.
fn own_answers(world: &World, kind: &StateKind) -> Vec<Line> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    match kind {
        StateKind::Confirm { .. } => {
            vec![
                Line::answer(words(&["是的", "是", "对"]), Way::Next),
                Line::answer(words(&["不是", "不用", "不"]), Way::No),
            ]
        }
        StateKind::Choose { choices, .. } => {
            let nth = (0..u16::MAX).map(Way::Option);
            choices.iter().zip(nth).map(|(choice, way)| Line::answer(world.for_choice(*choice), way)).collect()
        }
        StateKind::Ask { slot, .. } => {
            let name = &world.hotline.slot(*slot).name;
            match world.hotline.slot(*slot).takes {
                SlotType::Text => {
                    let told = world.terms.texts(name).filter(|text| !text.trim().is_empty());
                    let told = told.map(|text| Line::answer(vec![text.to_owned()], Way::Next));
                    [Line::answer(vec![world.nonsense.to_owned()], Way::Next)].into_iter().chain(told).collect()
                }
                SlotType::Values(set) if world.hotline.set(set).regex.is_some() => {
                    vec![Line::answer(world.for_value(set, 0), Way::Next)]
                }
                SlotType::Values(set) => {
                    let values = &world.hotline.set(set).values;
                    let is_told = |value: &str| world.terms.texts(name).any(|text| text == value);
                    let all = (0..u16::MAX).zip(values.iter());
                    let some = all.filter(|(nth, value)| *nth == 0 || values.len() <= MOST_VALUES || is_told(value));
                    let line = |nth| Line {
                        telling: world.telling_for_value(set, nth),
                        ..Line::answer(world.for_value(set, nth), Way::Option(nth))
                    };
                    some.map(|(nth, _)| line(nth)).collect()
                }
                SlotType::Entity(_) | SlotType::Digits { .. } => {
                    let texts = world.for_slot(*slot);
                    match world.terms.is_compared(name) {
                        true => texts.into_iter().map(|text| Line::answer(vec![text], Way::Next)).collect(),
                        false => vec![Line::answer(texts, Way::Next)],
                    }
                }
            }
        }
        _ => Vec::new(),
    }
}
