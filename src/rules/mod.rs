//! The YAML as authored: one type per authored thing, and reading a folder of it.
//!
//! Everything here is what the author wrote, names still names; nothing is resolved. `compile` turns it into a hotline.

pub mod action;
pub mod command;
pub mod entity;
mod hazards;
pub mod hotline;
pub mod intent;
pub mod keys;
pub mod lexicon;
pub mod lines;
pub mod load;
pub mod queue;
mod read;
pub mod slot;
pub mod step;
pub mod wordings;

use crate::finding::{FileId, Mended, Path, Place, Sources};

/// Everything that the files of a folder say.
#[derive(Debug, Default)]
pub struct Rules {
    /// The files, for findings.
    pub sources: Sources,
    /// The intents, in the order of their files' paths.
    pub intents: Vec<Authored<intent::Intent>>,
    /// The shared flows that others run.
    pub subflows: Vec<Authored<intent::Subflow>>,
    /// The hotline's own page (`hotline:`), if a file has it. A second one is a finding.
    pub hotline: Option<Authored<hotline::Head>>,
    /// Named sets of words.
    pub lexicons: Vec<Named<lexicon::Lexicon>>,
    /// Kinds of values that authors define.
    pub entities: Vec<Named<entity::Entity>>,
    /// What can be said at any moment.
    pub commands: Vec<Named<command::Command>>,
    /// Where people wait for a person.
    pub queues: Vec<Named<queue::Queue>>,
    /// Calls to the backend.
    pub actions: Vec<Named<action::Action>>,
    /// Slots that belong to the whole call.
    pub slots: Vec<Named<slot::Slot>>,
    /// What was read instead of files that are not readable as they are, until the sources know it.
    mended: Vec<(FileId, Mended)>,
}

/// What a file says, with the place of its top.
#[derive(Debug, Clone)]
pub struct Authored<T> {
    /// The file.
    pub file: FileId,
    /// The way from the top of the file to it.
    pub path: Path,
    /// What is said.
    pub is: T,
}

impl<T> Authored<T> {
    /// Returns the place of the value under `key`.
    pub fn place(&self, key: &str) -> Place {
        Place::value(self.file, self.path.key(key))
    }
}

/// One entry of a mapping of shared parts.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// The key, that is, its name.
    pub name: String,
    /// The entry, with its place.
    pub rule: Authored<T>,
}
