//! Commands that cannot be heard at a question, because one of its answers is said the same way.
//!
//! An answer goes before a command, so that 取消 can be one. 转人工, 重复, 返回, 帮助 and 主菜单 have no such second meaning: whoever
//! says them at any moment must get them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Subject;
use crate::compile::hotline::{Hotline, StateKind, Target};
use crate::compile::id::{ChoiceId, SetId, SlotId};
use crate::compile::index::Owner;
use crate::compile::phrase::{Node, expand, parse};
use crate::finding::{Finding, Place};
use crate::matching::{Expected, hear};
use crate::rules::command::Verb;
use crate::text::entity::Kinds;
use crate::text::span::Span;

/// How many sentences of each phrase are held against each other.
const SENTENCES: usize = 200;

/// Returns the options and the values of asked slots that take a sentence of a command, once for each answer and command.
///
/// Only what says no more than the command shadows it: 不知道 in 不知道怎么说 is an answer as good as a call for help.
pub(super) fn check(subject: &mut Subject) -> Vec<Finding> {
    let hotline = subject.hotline;
    let mut menus: BTreeMap<ChoiceId, Target> = BTreeMap::new();
    let mut asked: BTreeMap<SetId, SlotId> = BTreeMap::new();
    for id in hotline.state_ids() {
        let state = hotline.state(id);
        menus.extend(state.choices().iter().map(|choice| (*choice, hotline.choice(*choice).target)));
        if let StateKind::Ask { slot, .. } = &state.kind
            && let Some(set) = hotline.slot(*slot).takes.set()
        {
            asked.entry(set).or_insert(*slot);
        }
    }
    let commands = commands(hotline);
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for id in hotline.index.phrase_ids() {
        let info = hotline.index.phrase(id);
        let (expected, place): (Expected, &Place) = match &info.owner {
            Owner::Choice(choice) if menus.contains_key(choice) => {
                (Expected { choices: std::slice::from_ref(choice), ..Expected::default() }, &info.place)
            }
            Owner::Value(set, _) => match asked.get(set) {
                Some(slot) => {
                    let sets = std::slice::from_ref(set);
                    (Expected { sets, kinds: Kinds::EMPTY, ..Expected::default() }, &hotline.slot(*slot).place)
                }
                None => continue,
            },
            Owner::Choice(_) | Owner::Intent(_) | Owner::Unless(_) | Owner::Command(_) => continue,
        };
        for sentence in sentences(&info.text) {
            let Some(&verb) = commands.get(sentence.as_str()) else { continue };
            let heard = hear(hotline, &mut subject.scratch, &sentence, subject.now, &expected);
            let whole = Span::new(0, heard.folded.text().len());
            let message = match info.owner {
                Owner::Choice(choice) => {
                    let target = hotline.choice(choice).target;
                    let is_said = heard
                        .matches
                        .iter()
                        .any(|found| found.owner == info.owner && found.spans == [whole] && !found.negated);
                    if !is_said || leads_as(hotline, target, verb) {
                        continue;
                    }
                    let title = &hotline.choice(choice).title;
                    format!("选项“{title}”听“{sentence}”，在这里说不了命令“{}”", verb.name())
                }
                _ => {
                    let Owner::Value(set, value) = info.owner else { continue };
                    let is_said = |hit: &crate::matching::ValueHit| {
                        (hit.set, hit.value, hit.span) == (set, value, whole) && !hit.negated
                    };
                    if !heard.values.iter().any(is_said) {
                        continue;
                    }
                    let slot = asked.get(&set).map_or("", |slot| hotline.slot(*slot).name.as_str());
                    format!("“{slot}”的一个值听“{sentence}”，问它的时候说不了命令“{}”", verb.name())
                }
            };
            if seen.insert((place.clone(), verb)) {
                let finding = Finding::warning("shadowed-command", place.clone(), message);
                findings.push(finding.help("换一种说法；命令在任何时候都要听得见"));
            }
        }
    }
    findings
}

/// What says the commands that have no second meaning.
fn commands(hotline: &Hotline) -> HashMap<String, Verb> {
    let mut found = HashMap::new();
    for id in hotline.index.phrase_ids() {
        let info = hotline.index.phrase(id);
        let Owner::Command(verb) = info.owner else { continue };
        if !matches!(verb, Verb::Cancel | Verb::HangUp) {
            found.extend(sentences(&info.text).into_iter().map(|sentence| (sentence, verb)));
        }
    }
    found
}

/// What a phrase says without a name in it.
fn sentences(text: &str) -> Vec<String> {
    let nothing = |_: &Node| Vec::new();
    parse::parse(text).map(|phrase| expand::expand(&phrase, SENTENCES, &nothing)).unwrap_or_default()
}

/// Whether an option leads where the command would, whatever it says on the way.
fn leads_as(hotline: &Hotline, target: Target, verb: Verb) -> bool {
    let mut target = target;
    for _ in 0..hotline.states.len() {
        match (target, verb) {
            (Target::Transfer, Verb::Transfer) | (Target::Menu, Verb::Menu) => return true,
            (Target::State(id), _) => {
                let state = hotline.state(id);
                match state.kind {
                    StateKind::Transfer { .. } => return verb == Verb::Transfer,
                    StateKind::Pass | StateKind::Say(_) | StateKind::Set(_) | StateKind::Clear(_) => {
                        target = state.next;
                    }
                    _ => return false,
                }
            }
            _ => return false,
        }
    }
    false
}
