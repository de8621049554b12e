//! Looks up what a phrase names, and turns its tree into parts.

use super::Builder;
use crate::compile::hotline::SlotType;
use crate::compile::id::SetId;
use crate::compile::index::Named;
use crate::compile::pattern::{Between, Op, Part};
use crate::compile::phrase::{self, Node};
use crate::finding::{Finding, Place, nearest};
use crate::text::entity::{Kind, Kinds};

/// Turns a tree into parts with everything named looked up.
pub(super) struct Resolver<'a> {
    pub(super) builder: &'a mut Builder,
    pub(super) names: &'a dyn Fn(&str) -> Option<Named>,
    pub(super) place: &'a Place,
    pub(super) findings: &'a mut Vec<Finding>,
    pub(super) kinds: Kinds,
    /// Whether everything was found.
    pub(super) is_whole: bool,
}

impl Resolver<'_> {
    pub(super) fn part(&mut self, node: &Node) -> Part {
        match node {
            Node::Literal { text, at } => self.literal(text, at),
            Node::Value { name, slot, at } => self.value(name, slot.as_deref(), at),
            Node::Lexicon { name, at } => self.lexicon(name, at),
            Node::Sequence(parts) => Part::Sequence(self.parts(parts)),
            Node::Either(parts) => Part::Either(self.parts(parts)),
            Node::Optional(inner) => Part::Optional(Box::new(self.part(inner))),
            Node::Around(parts) => Part::AnyOrder(self.parts(parts), Between::Nothing),
            Node::Anywhere(parts) => Part::AnyOrder(self.parts(parts), Between::Anything),
            Node::Gap { .. } => Part::Op(Op::Gap),
        }
    }

    fn parts(&mut self, nodes: &[Node]) -> Vec<Part> {
        nodes.iter().map(|node| self.part(node)).collect()
    }

    fn literal(&mut self, text: &str, at: &std::ops::Range<usize>) -> Part {
        let mut words = self.builder.words_of(text);
        if words.is_empty() {
            self.complain("phrase-empty", at, "这里只有标点，什么也听不到".to_owned(), "去掉标点，或补上词".to_owned());
        }
        if words.len() == 1 { words.swap_remove(0) } else { Part::Sequence(words) }
    }

    fn value(&mut self, name: &str, slot: Option<&str>, at: &std::ops::Range<usize>) -> Part {
        let Some(found) = self.look_up(name) else {
            let mut known: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
            known.extend(self.builder.index.sets.iter().map(|info| &*info.name));
            let near = nearest(name, known).map(str::to_owned);
            return self.undefined("undefined-name", at, format!("没有名为“{name}”的槽或实体"), near);
        };
        let target = match slot {
            None => match found {
                Named::Slot(slot, _) => Some(slot),
                Named::Entity(_) | Named::Set(_) => None,
            },
            Some(slot_name) => match (self.names)(slot_name) {
                Some(Named::Slot(slot, _)) => Some(slot),
                _ => return self.undefined("undefined-slot", at, format!("没有名为“{slot_name}”的槽"), None),
            },
        };
        let capture = self.builder.capture(target);
        match found {
            Named::Entity(kind) => self.entity(kind.into(), (0, 0), capture),
            Named::Set(set) => self.set(set, capture),
            Named::Slot(_, SlotType::Values(set)) => self.set(set, capture),
            Named::Slot(_, SlotType::Text) => Part::Op(Op::Text { capture }),
            Named::Slot(_, SlotType::Digits { least, most }) => {
                self.entity(Kind::Digits.into(), (least, most), capture)
            }
            // A range of days can be said as a day or a month too.
            Named::Slot(_, SlotType::Entity(Kind::DateRange)) => {
                self.entity([Kind::DateRange, Kind::Month, Kind::Date].into(), (0, 0), capture)
            }
            Named::Slot(_, SlotType::Entity(kind)) => self.entity(kind.into(), (0, 0), capture),
        }
    }

    /// What a name means here: as the caller's closure says, else a set told before.
    fn look_up(&self, name: &str) -> Option<Named> {
        (self.names)(name).or_else(|| self.set_named(name).map(Named::Set))
    }

    fn lexicon(&mut self, name: &str, at: &std::ops::Range<usize>) -> Part {
        let found = self.set_named(name).or_else(|| match (self.names)(name) {
            Some(Named::Set(set)) => Some(set),
            _ => None,
        });
        match found {
            Some(set) => self.set(set, 0),
            None => {
                let sets = self.builder.index.sets.iter().map(|info| &*info.name);
                let near = nearest(name, sets).map(str::to_owned);
                self.undefined("undefined-lexicon", at, format!("没有名为“{name}”的词库"), near)
            }
        }
    }

    fn set_named(&self, name: &str) -> Option<SetId> {
        self.builder.set_names.get(name).copied()
    }

    fn set(&mut self, set: SetId, capture: u32) -> Part {
        self.builder.set_mut(set);
        Part::Op(Op::Set { set: set.index() as u32, capture })
    }

    fn entity(&mut self, kinds: Kinds, (least, most): (u8, u8), capture: u32) -> Part {
        self.kinds = self.kinds.union(kinds);
        Part::Op(Op::Entity { kinds, least, most, capture })
    }

    fn undefined(
        &mut self,
        code: &'static str,
        at: &std::ops::Range<usize>,
        message: String,
        near: Option<String>,
    ) -> Part {
        let help = near.map_or(String::new(), |near| format!("是不是想写“{near}”？"));
        self.complain(code, at, message, help);
        Part::Sequence(Vec::new())
    }

    fn complain(&mut self, code: &'static str, at: &std::ops::Range<usize>, message: String, help: String) {
        self.is_whole = false;
        self.findings.push(Finding::error(code, narrowed(self.place, at.start, at.end), message).help(help));
    }
}

/// The finding for a mistake in the phrase at `place`.
pub(super) fn finding_of(mistake: &phrase::PhraseMistake, place: &Place) -> Finding {
    Finding {
        severity: mistake.severity,
        ..Finding::error(mistake.code, narrowed(place, mistake.from, mistake.to), mistake.message.clone())
            .help(mistake.help.clone())
    }
}

/// Narrows a place that is a line of text to characters of it; any other place stays.
fn narrowed(place: &Place, from: usize, to: usize) -> Place {
    use crate::finding::Part::Text;
    let part = match &place.part {
        Text { path, line, from: start, .. } => {
            Text { path: path.clone(), line: *line, from: start + from, to: start + to }
        }
        other => other.clone(),
    };
    Place { file: place.file, part }
}
