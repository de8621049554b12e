//! Slots and the sets of values that they choose from.

use std::collections::HashMap;

use super::hotline::{LazyRegex, Slot, SlotType, ValueSet};
use super::id::{FlowId, SetId, SlotId};
use super::index::Owner;
use super::later::Later;
use super::names::Names;
use super::{ByName, Work, placed};
use crate::finding::{FileId, Finding, Path, Place};
use crate::limits::SET_VALUES;
use crate::rules::Authored;
use crate::rules::entity::Entity;
use crate::rules::lexicon;
use crate::rules::lines::Lines;
use crate::rules::slot::{Slot as SlotRule, Takes};
use crate::text::entity::Kind;
use crate::text::fold;

/// The slots that a flow sees by name: its own, and those of the call.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Name → slot and what it takes.
    pub slots: ByName<(SlotId, SlotType)>,
    /// The flow's own slots, in order.
    pub own: Vec<SlotId>,
}

impl Work<'_> {
    /// Makes the sets of the lexicons and the authored entities, in the order in which `Names` numbered them.
    pub(super) fn shared_sets(&mut self) {
        let rules = self.rules;
        for lexicon in &rules.lexicons {
            let set = SetId::new(self.sets.len());
            let mut values: Vec<String> = Vec::new();
            let mut places: HashMap<&str, usize> = HashMap::new();
            let mut words = Vec::new();
            for word in &lexicon.rule.is.words {
                let nth = *places.entry(&word.value).or_insert_with(|| {
                    values.push(word.value.clone());
                    values.len() - 1
                });
                words.push((u16::try_from(nth).unwrap_or(u16::MAX), word.word.as_str()));
            }
            self.check_size(values.len(), lexicon.rule.file, &lexicon.rule.path);
            self.builder.lexicon(set, &lexicon.name, &words);
            self.sets.push(ValueSet { name: lexicon.name.clone(), values: values.into(), regex: None });
        }
        for entity in &rules.entities {
            let at = &entity.rule;
            match &at.is {
                Entity::Regex(pattern) => {
                    let set = SetId::new(self.sets.len());
                    if let Err((message, help)) = LazyRegex::check(pattern) {
                        let place = Place::value(at.file, at.path.key("regex"));
                        self.findings.push(Finding::error("bad-regex", place, message).help(help));
                    }
                    self.builder.regex_set(set, &entity.name);
                    let regex = Some(LazyRegex::new(pattern.clone()));
                    self.sets.push(ValueSet { name: entity.name.clone(), values: Later::default(), regex });
                }
                Entity::Values(values) => {
                    let values = values.0.iter().map(|(value, phrases)| (value.clone(), phrases.0.clone()));
                    self.values(&entity.name, values.collect(), at, &at.path, &Scope::default());
                }
            }
        }
    }

    /// Notes a set that has more values than can be told apart.
    fn check_size(&mut self, n_values: usize, file: FileId, path: &Path) {
        if n_values > SET_VALUES {
            let place = Place::key(file, path.clone());
            let finding = Finding::error("too-large", place, format!("这里有 {n_values} 个值，最多 {SET_VALUES} 个"));
            self.findings.push(finding.help("分成几个"));
        }
    }

    /// Returns the words that announce a correction, folded.
    pub(super) fn corrections(&self) -> Vec<String> {
        let lexicon = self.rules.lexicons.iter().find(|lexicon| lexicon.name == lexicon::CORRECTIONS);
        let words = lexicon.into_iter().flat_map(|lexicon| &lexicon.rule.is.words);
        words.map(|word| fold::fold(&word.word).text().to_owned()).collect()
    }

    /// Makes the slots of the call, of every intent and of every subflow, and returns the scope of each flow, in that order.
    pub(super) fn slots_of_all(&mut self) -> Vec<Scope> {
        let rules = self.rules;
        let mut call = Scope::default();
        for slot in &rules.slots {
            let taken = self.slot(&slot.name, &slot.rule.is, None, &slot.rule, &slot.rule.path, &call);
            call.slots.insert(slot.name.clone(), taken);
        }
        for slot in &rules.slots {
            self.depend(&slot.name, &slot.rule.is, slot.rule.file, &slot.rule.path, &call);
        }
        let mut scopes = Vec::new();
        let mut n_flows = 0;
        for intent in &rules.intents {
            let flow = FlowId::new(n_flows);
            n_flows += usize::from(!intent.is.flow.is_empty());
            scopes.push(self.scope(&intent.is.slots.0, flow, intent, &call));
        }
        for subflow in &rules.subflows {
            let flow = FlowId::new(n_flows);
            n_flows += 1;
            scopes.push(self.scope(&subflow.is.slots.0, flow, subflow, &call));
        }
        scopes
    }

    fn scope<T>(&mut self, slots: &[(String, SlotRule)], flow: FlowId, at: &Authored<T>, call: &Scope) -> Scope {
        let mut scope = call.clone();
        for (name, rule) in slots {
            let path = at.path.key("slots").key(name);
            let taken = self.slot(name, rule, Some(flow), at, &path, call);
            scope.slots.insert(name.clone(), taken);
            scope.own.push(taken.0);
        }
        for (name, rule) in slots {
            self.depend(name, rule, at.file, &at.path.key("slots").key(name), &scope);
        }
        scope
    }

    /// Makes one slot.
    fn slot<T>(
        &mut self,
        name: &str,
        rule: &SlotRule,
        flow: Option<FlowId>,
        at: &Authored<T>,
        path: &Path,
        scope: &Scope,
    ) -> (SlotId, SlotType) {
        let id = SlotId::new(self.slots.len());
        let takes = match &rule.takes {
            Takes::Type(r#type) => self.slot_type(r#type, at.file, path),
            Takes::Values(values) => SlotType::Values(self.values(name, values.clone(), at, path, scope)),
        };
        self.slots.push(Slot {
            name: name.to_owned(),
            title: rule.title.clone().unwrap_or_else(|| name.to_owned()),
            flow,
            takes,
            dependents: Vec::new(),
            place: Place::key(at.file, path.clone()),
        });
        (id, takes)
    }

    /// Enters a slot among the dependents of those that it depends on.
    fn depend(&mut self, name: &str, rule: &SlotRule, file: FileId, path: &Path, scope: &Scope) {
        let Some((slot, _)) = scope.slots.get(name).copied() else { return };
        for (nth, other) in rule.depends.iter().enumerate() {
            match scope.slots.get(other) {
                Some((other, _)) => self.slots[other.index()].dependents.push(slot),
                None => {
                    let place = Place::value(file, path.key("depends").index(nth));
                    let known = scope.slots.keys().map(String::as_str);
                    self.findings.push(Names::undefined("undefined-slot", "槽", other, known, place));
                }
            }
        }
    }

    /// Reads a type by name: `mobile`, `digits(4)`, `digits(4-6)`, `text`, `<产品>`, 产品.
    fn slot_type(&mut self, written: &str, file: FileId, path: &Path) -> SlotType {
        let trimmed = written.trim();
        if trimmed == "text" {
            return SlotType::Text;
        }
        if let Some(kind) = Kind::from_name(trimmed) {
            return SlotType::Entity(kind);
        }
        if let Some(lengths) = digits_lengths(trimmed) {
            return lengths;
        }
        let name = trimmed.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(trimmed);
        if let Some(set) = self.names.sets.get(name) {
            return SlotType::Values(*set);
        }
        let kinds = Kind::ALL.iter().map(|kind| kind.name());
        let known = kinds.chain(["text", "digits(4)"]).chain(self.names.sets.keys().map(String::as_str));
        let place = Place::value(file, path.clone());
        self.findings.push(Names::undefined("undefined-type", "类型", name, known, place));
        SlotType::Text
    }

    /// Makes a set of values, each said by its name and its phrases.
    fn values<T>(
        &mut self,
        name: &str,
        values: Vec<(String, Lines)>,
        at: &Authored<T>,
        path: &Path,
        scope: &Scope,
    ) -> SetId {
        let set = SetId::new(self.sets.len());
        self.check_size(values.len(), at.file, path);
        self.builder.value_set(set, name, values.len());
        for (nth, (value, phrases)) in values.iter().enumerate() {
            let owner = Owner::Value(set, u16::try_from(nth).unwrap_or(u16::MAX));
            let resolve = |name: &str| self.names.in_phrase(name, scope);
            let place = Place::key(at.file, path.key(value));
            self.builder.add_literal(owner, value, place);
            for (text, place) in placed(phrases, at, path.key(value)) {
                self.builder.add(owner, text, place, &resolve, &mut self.findings);
            }
        }
        self.sets.push(ValueSet {
            name: name.to_owned(),
            values: values.into_iter().map(|(value, _)| value).collect::<Vec<_>>().into(),
            regex: None,
        });
        set
    }
}

/// Reads `digits(4)` or `digits(4-6)`; half- or full-width brackets.
fn digits_lengths(written: &str) -> Option<SlotType> {
    let inside = written.strip_prefix("digits")?.trim();
    let inside = inside.strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?;
    let (least, most) = inside.split_once('-').unwrap_or((inside, inside));
    let (least, most) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
    (1 <= least && least <= most).then_some(SlotType::Digits { least, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expect: Option<(u8, u8)>) {
        assert_eq!(digits_lengths(written), expect.map(|(least, most)| SlotType::Digits { least, most }));
    }

    #[test]
    fn lengths_are_one_number_or_a_range() {
        check("digits(4)", Some((4, 4)));
        check("digits（4-6）", Some((4, 6)));
        check("digits(6-4)", None);
        check("digits()", None);
        check("digits", None);
    }
}
