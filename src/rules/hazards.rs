//! What goes wrong when Chinese content is written into YAML: full-width signs, brackets that YAML takes for its own,
//! encodings, bombs.
//!
//! Only `quiet` and `bomb` look at files that are fine, and only at what a glance over the bytes makes suspicious.

mod bombs;
mod encoding;
mod lines;
mod mend;
mod quiet;
mod syntax;
mod values;

pub(super) use bombs::bomb;
pub(super) use encoding::decode;
pub(super) use mend::mended;
pub(super) use quiet::quiet;
pub(super) use syntax::{Slips, plain, syntax};
pub(super) use values::{key, key_is_no_text, value};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::tree::{Id, Kind, Position, Tree};
use crate::finding::{FileId, Finding, Part, Place};

/// A file that is looked at closely.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    /// Which one it is.
    pub(super) file: FileId,
    /// What is in it.
    pub(super) text: &'s str,
    /// The same as a tree.
    pub(super) tree: &'s Tree,
}

/// Returns the place of a stretch of a line. `column` counts from 0.
fn at(file: FileId, start: Position, width: usize) -> Place {
    let part = Part::At { line: start.line, column: start.column + 1, width };
    Place { file, part }
}

/// Returns the place of a node that is no block collection.
fn node_at(file: FileId, tree: &Tree, id: Id) -> Option<Place> {
    let node = tree.get(id)?;
    let width = if node.end.line == node.start.line { node.end.column.saturating_sub(node.start.column) } else { 1 };
    Some(at(file, node.start, width))
}

/// Notes that a file has several documents.
pub(super) fn many_documents(file: FileId, tree: &Tree) -> Finding {
    let second = tree.documents().get(1).and_then(|id| tree.get(*id));
    let place = second.map_or(Place { file, part: Part::File }, |node| at(file, node.start, 0));
    Finding::error("many-documents", place, "“---”把文件分成了几份，只读取第一份").help("请删掉“---”，或者分成几个文件")
}

/// Notes where the parser that knows places gave up on a text that the YAML library could read.
pub(super) fn stricter(file: FileId, start: Position) -> Finding {
    Finding::error("yaml-syntax", at(file, start, 1), "从这里起不是 YAML 的写法").help("文字以 ! 开头时要加引号")
}

/// Notes every key that stands a second time in its mapping.
pub(super) fn duplicate_keys(file: FileId, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, node) in tree.nodes() {
        let Kind::Mapping { entries, .. } = &node.kind else {
            continue;
        };
        let mut first: BTreeMap<&Arc<str>, Id> = BTreeMap::new();
        for (key, _) in entries {
            let Some(name) = tree.text(*key) else {
                continue;
            };
            let Some(earlier) = first.get(name) else {
                first.insert(name, *key);
                continue;
            };
            let places = node_at(file, tree, *key).zip(node_at(file, tree, *earlier));
            findings.extend(places.map(|(place, earlier)| {
                Finding::error("duplicate-key", place, format!("“{name}”写了两遍"))
                    .related(earlier, "第一遍在这里")
                    .help("同一层里一个键只能写一次，请合并或删掉一个")
            }));
        }
    }
    findings
}
