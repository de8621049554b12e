//! A YAML text as a tree of nodes with their places, for findings only.
//!
//! Good files never come here: reading them goes through serde, which is faster and knows no places. The tree is built
//! without recursion, from the events of saphyr-parser, and ends where the text stops being YAML.

use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::{Path, Segment};

/// The nodes of a text, as far as it is YAML.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    documents: Vec<Id>,
    broken: Option<Broken>,
}

/// Which node of a [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(usize);

/// A position: line from 1, column from 0 in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 0, in characters.
    pub column: usize,
}

impl From<Marker> for Position {
    fn from(marker: Marker) -> Position {
        Position { line: marker.line(), column: marker.col() }
    }
}

/// One value or key with its place.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it starts. For a block scalar this is the first character of its content.
    pub start: Position,
    /// Where it ends, exclusive; for a block collection that may be far below its last line.
    pub end: Position,
}

/// What a [`Node`] is.
#[derive(Debug)]
pub enum Kind {
    /// Text as read, that is, after quotes, escapes and indentation.
    Scalar {
        /// The content.
        text: Arc<str>,
        /// How it is written.
        style: Written,
    },
    /// A list.
    Sequence {
        /// Its items.
        items: Vec<Id>,
        /// Whether it is written in `[…]`.
        flow: bool,
    },
    /// Keys and their values in the order written, repeated keys included.
    Mapping {
        /// Key and value.
        entries: Vec<(Id, Id)>,
        /// Whether it is written in `{…}`.
        flow: bool,
    },
    /// `*name`: the node with that anchor.
    Alias(Option<Id>),
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Without quotes.
    Plain,
    /// In `'…'`.
    Single,
    /// In `"…"`.
    Double,
    /// After `|`.
    Literal,
    /// After `>`.
    Folded,
}

/// Where and why the text stops being YAML.
#[derive(Debug)]
pub struct Broken {
    /// The parser's English words.
    pub message: String,
    /// Where it stopped.
    pub at: Position,
}

/// A collection whose end has not been read.
struct Open {
    id: Id,
    key: Option<Id>,
}

impl Tree {
    /// Reads a text. Never fails: what follows the first mistake is left out.
    pub fn parse(text: &str) -> Tree {
        let mut tree = Tree::default();
        let mut open: Vec<Open> = Vec::new();
        let mut anchors: Vec<(usize, Id)> = Vec::new();
        for event in Parser::new_from_str(text) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    tree.broken = Some(Broken { message: error.info().to_owned(), at: (*error.marker()).into() });
                    break;
                }
            };
            let flow = span.end.col() > span.start.col();
            let (kind, anchor, opens) = match event {
                Event::Scalar(text, style, anchor, _) => {
                    let style = match style {
                        ScalarStyle::Plain => Written::Plain,
                        ScalarStyle::SingleQuoted => Written::Single,
                        ScalarStyle::DoubleQuoted => Written::Double,
                        ScalarStyle::Literal => Written::Literal,
                        ScalarStyle::Folded => Written::Folded,
                    };
                    let text = text.as_ref().into();
                    (Kind::Scalar { text, style }, anchor, false)
                }
                Event::SequenceStart(anchor, _) => {
                    let items = Vec::new();
                    (Kind::Sequence { items, flow }, anchor, true)
                }
                Event::MappingStart(anchor, _) => {
                    let entries = Vec::new();
                    (Kind::Mapping { entries, flow }, anchor, true)
                }
                Event::Alias(anchor) => {
                    let target = anchors.binary_search_by_key(&anchor, |(anchor, _)| *anchor);
                    let target = target.ok().and_then(|at| anchors.get(at));
                    (Kind::Alias(target.map(|(_, id)| *id)), 0, false)
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    if let Some(closed) = open.pop()
                        && let Some(node) = tree.nodes.get_mut(closed.id.0)
                    {
                        node.end = span.end.into();
                    }
                    continue;
                }
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_)
                | Event::DocumentEnd => continue,
            };
            let id = Id(tree.nodes.len());
            if anchor > 0 {
                anchors.push((anchor, id));
            }
            tree.nodes.push(Node { kind, start: span.start.into(), end: span.end.into() });
            tree.attach(id, open.last_mut());
            if opens {
                open.push(Open { id, key: None });
            }
        }
        tree
    }

    /// Hangs a node into the innermost open collection, or makes it a document.
    fn attach(&mut self, id: Id, parent: Option<&mut Open>) {
        let Some(parent) = parent else {
            self.documents.push(id);
            return;
        };
        match self.nodes.get_mut(parent.id.0).map(|node| &mut node.kind) {
            Some(Kind::Sequence { items, .. }) => items.push(id),
            Some(Kind::Mapping { entries, .. }) => match parent.key.take() {
                None => parent.key = Some(id),
                Some(key) => entries.push((key, id)),
            },
            Some(Kind::Scalar { .. } | Kind::Alias(_)) | None => {}
        }
    }

    /// Returns where the text stops being YAML, or `None` if it is YAML to its end.
    pub fn broken(&self) -> Option<&Broken> {
        self.broken.as_ref()
    }

    /// Returns the top node of each document.
    pub fn documents(&self) -> &[Id] {
        &self.documents
    }

    /// Returns all nodes, each before what is in it.
    pub fn nodes(&self) -> impl Iterator<Item = (Id, &Node)> {
        (0..).map(Id).zip(&self.nodes)
    }

    /// Returns a node of this tree.
    pub fn get(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id.0)
    }

    /// Returns the text of a scalar.
    pub fn text(&self, id: Id) -> Option<&Arc<str>> {
        match &self.get(id)?.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::Sequence { .. } | Kind::Mapping { .. } | Kind::Alias(_) => None,
        }
    }

    /// Follows a path from the top of the first document.
    pub fn find(&self, path: &Path) -> Found {
        let mut found = Found { key: None, value: self.documents.first().copied(), whole: true };
        for segment in path.segments() {
            let next = match (found.value.and_then(|id| self.target(id)), segment) {
                (Some(Kind::Mapping { entries, .. }), Segment::Key(name)) => entries
                    .iter()
                    .find(|(key, _)| self.text(*key).is_some_and(|text| text == name))
                    .map(|(key, value)| (Some(*key), *value)),
                (Some(Kind::Sequence { items, .. }), Segment::Index(index)) => {
                    items.get(*index).map(|item| (None, *item))
                }
                _ => None,
            };
            let Some((key, value)) = next else {
                found.whole = false;
                return found;
            };
            found.key = key;
            found.value = Some(value);
        }
        found
    }

    /// Returns what a node is, through an alias.
    fn target(&self, id: Id) -> Option<&Kind> {
        match &self.get(id)?.kind {
            Kind::Alias(target) => self.get((*target)?).map(|node| &node.kind),
            kind @ (Kind::Scalar { .. } | Kind::Sequence { .. } | Kind::Mapping { .. }) => Some(kind),
        }
    }
}

/// What stands at a path.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// The key before the value, unless it is an item or the top.
    pub key: Option<Id>,
    /// The value, or the deepest one on the way to it.
    pub value: Option<Id>,
    /// Whether the whole way was there.
    pub whole: bool,
}
