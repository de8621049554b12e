//! What is wrong in an authored file, where, and how to mend it.
//!
//! Knows neither rules nor hotlines: a layer that notices a mistake names its place by the YAML path, and only when the
//! finding is shown is the path turned into a line and a column (`locate`), so that loading good files pays nothing.

pub mod allow;
pub mod code;
pub mod locate;
pub mod sarif;
pub mod show;
pub mod tree;

use std::sync::Arc;

use tree::Position;

/// The authored files of one hotline, in the order in which they were read.
#[derive(Debug, Default, Clone)]
pub struct Sources(Vec<Source>);

/// One authored file: the name as shown to people and the text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the author would type it, such as `intents/account/freeze.yaml`.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
    /// What was read instead, where the text is not readable as it is; paths lead through this.
    pub mended: Option<Mended>,
}

/// A text in which slips are mended so that it can be read.
#[derive(Debug, Clone)]
pub struct Mended {
    /// The text, with as many lines as the author's.
    pub text: Arc<str>,
    /// The spaces in it that the author's text has not; of those in one line each later one stands further right or was put in later.
    pub inserted: Vec<Position>,
}

impl Mended {
    /// Returns where a position of this text is in the author's.
    pub fn authored(&self, position: Position) -> Position {
        let before = self.inserted.iter().rev().fold(position.column, |column, space| {
            if space.line == position.line && space.column < column { column - 1 } else { column }
        });
        Position { line: position.line, column: before }
    }
}

/// Which of the [`Sources`] something is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct FileId(u32);

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(Source { name: name.into(), text: text.into(), mended: None });
        id
    }

    /// Says what was read instead of a file's text.
    pub fn mend(&mut self, file: FileId, mended: Mended) {
        if let Some(source) = self.0.get_mut(file.0 as usize) {
            source.mended = Some(mended);
        }
    }

    /// Returns the file with that id, or `None` if it is of another set of sources.
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.0.get(file.0 as usize)
    }

    /// Returns all files with their ids, in the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0u32..).map(FileId).zip(&self.0)
    }

    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One step of the way from the top of a YAML file to a value in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Segment {
    /// The value under this key of a mapping.
    Key(Arc<str>),
    /// The item with this index of a sequence, from 0.
    Index(usize),
}

/// The way to a value, such as `flow[3].failed`. Cheap to clone and to extend.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Path(Vec<Segment>);

impl Path {
    /// Returns the path of the value under `key`.
    pub fn key(&self, key: &str) -> Path {
        let mut segments = self.0.clone();
        segments.push(Segment::Key(key.into()));
        Path(segments)
    }

    /// Returns the path of item `index`, from 0.
    pub fn index(&self, index: usize) -> Path {
        let mut segments = self.0.clone();
        segments.push(Segment::Index(index));
        Path(segments)
    }

    /// Returns the steps from the top.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }
}

/// Where in a file something is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The part of it.
    pub part: Part,
}

/// The part of a file that a [`Place`] names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Part {
    /// The file as a whole.
    File,
    /// A position known from the text: line from 1, column and width in characters, the column from 1.
    At {
        /// Line, from 1.
        line: usize,
        /// Column, from 1, in characters.
        column: usize,
        /// Width in characters; 0 stands before a character.
        width: usize,
    },
    /// The value at a path.
    Value(Path),
    /// The key at the end of a path.
    Key(Path),
    /// Characters `from..to` of line `line` (from 0) of the text scalar at a path.
    Text {
        /// The scalar.
        path: Path,
        /// The line within the scalar's content, from 0.
        line: usize,
        /// The first character, from 0.
        from: usize,
        /// One past the last character.
        to: usize,
    },
}

impl Place {
    /// The place of a value.
    pub fn value(file: FileId, path: Path) -> Place {
        Place { file, part: Part::Value(path) }
    }

    /// Returns the place of item `index`, from 0, where this is the place of a list's value; else this place.
    pub fn item(&self, index: usize) -> Place {
        match &self.part {
            Part::Value(path) => Place::value(self.file, path.index(index)),
            Part::File | Part::At { .. } | Part::Key(_) | Part::Text { .. } => self.clone(),
        }
    }

    /// The place of a key.
    pub fn key(file: FileId, path: Path) -> Place {
        Place { file, part: Part::Key(path) }
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The hotline cannot be built, or would break a promise.
    Error,
    /// It works, but probably not as meant.
    Warning,
}

/// One mistake of an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable kebab-case name of this kind of mistake, such as `undefined-target`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one Chinese sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// A few words shown at the caret, or nothing.
    pub label: String,
    /// Other places that matter, each with a few words, such as the first definition.
    pub related: Vec<(Place, String)>,
    /// How to mend it, or nothing.
    pub help: String,
    /// A conversation that shows it, in the form of a `.chat` file, or nothing.
    pub conversation: String,
}

impl Finding {
    /// Makes an error.
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity: Severity::Error,
            message: message.into(),
            place,
            label: String::new(),
            related: Vec::new(),
            help: String::new(),
            conversation: String::new(),
        }
    }

    /// Makes a warning.
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Finding {
        Finding { severity: Severity::Warning, ..Finding::error(code, place, message) }
    }

    /// Adds how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = help.into();
        self
    }

    /// Adds a conversation that shows it.
    pub fn conversation(mut self, conversation: impl Into<String>) -> Finding {
        self.conversation = conversation.into();
        self
    }

    /// Adds the words at the caret.
    pub fn label(mut self, label: impl Into<String>) -> Finding {
        self.label = label.into();
        self
    }

    /// Adds another place that matters.
    pub fn related(mut self, place: Place, note: impl Into<String>) -> Finding {
        self.related.push((place, note.into()));
        self
    }

    /// Returns whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Returns the candidate nearest to a misspelt `name`, or `None` if all are too far to be meant.
///
/// Near is an edit distance of at most a third of the longer name's characters, at least one. Ties go to the candidate
/// that comes first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.chars().collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other: Vec<char> = candidate.chars().collect();
        let allowed = (name.len().max(other.len()) / 3).max(1);
        let distance = edit_distance(&name, &other);
        if distance <= allowed && distance < other.len() && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The number of characters to insert, remove, replace or swap with their neighbour to make one of the other.
fn edit_distance(one: &[char], other: &[char]) -> usize {
    let mut rows = vec![(0..=other.len()).collect::<Vec<_>>()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(a != b)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, candidates: &[&str], expect: Option<&str>) {
        assert_eq!(nearest(name, candidates.iter().copied()), expect);
    }

    #[test]
    fn one_wrong_character_is_near() {
        check("账单月分", &["账户", "账单月份", "月份"], Some("账单月份"));
    }

    #[test]
    fn swapped_neighbours_are_near() {
        check("phrsaes", &["examples", "phrases"], Some("phrases"));
    }

    #[test]
    fn another_word_is_not_near() {
        check("冻结", &["退款", "账单"], None);
    }
}
