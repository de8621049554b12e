//! Finds and reads conversation files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::conversation::{self, Conversation};
use crate::finding::{FileId, Finding, Part, Place, Sources};
use crate::limits::CONVERSATION_BYTES;

/// What conversation files end in.
pub const EXTENSION: &str = "chat";

/// Conversations, with what is wrong in their files.
#[derive(Debug, Default)]
pub struct Suite {
    /// The files.
    pub sources: Sources,
    /// The conversations, in the order of their files' paths.
    pub conversations: Vec<Conversation>,
    /// What is wrong; a conversation whose file has an error is not run.
    pub findings: Vec<Finding>,
}

/// Why conversations cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read.
    #[error("读不了 {}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl Suite {
    /// Adds a conversation that is already in memory.
    pub fn add(&mut self, name: &str, text: &str) {
        let file = self.sources.add(name, text);
        let (conversation, findings) = conversation::read(file, name, text);
        self.conversations.push(conversation);
        self.findings.extend(findings);
    }

    /// Keeps the conversations whose file or title contains `text`, and the findings of files that are kept.
    pub fn filter(&mut self, text: &str) {
        let named = self.sources.iter().filter(|(_, source)| source.name.contains(text)).map(|(file, _)| file);
        let titled = self.conversations.iter().filter(|one| one.title.contains(text)).map(|one| one.file);
        let kept: BTreeSet<FileId> = named.chain(titled).collect();
        self.conversations.retain(|conversation| kept.contains(&conversation.file));
        self.findings.retain(|finding| kept.contains(&finding.place.file));
    }

    /// Adds a file whose bytes were read; what is no text becomes a finding.
    fn add_bytes(&mut self, name: &str, bytes: Vec<u8>) {
        let wrong = match String::from_utf8(bytes) {
            Ok(text) if text.len() <= CONVERSATION_BYTES => return self.add(name, &text),
            Ok(_) => ("too-large", "文件超过 1 MB，没有读".to_owned(), "把对话分成几个文件".to_owned()),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = 1 + error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
                ("unreadable-file", format!("第 {line} 行不是 UTF-8 文字"), "把文件另存为 UTF-8 编码".to_owned())
            }
        };
        let (code, message, help) = wrong;
        let file = self.sources.add(name, "");
        self.findings.push(Finding::error(code, Place { file, part: Part::File }, message).help(help));
    }
}

/// Reads files, and all `*.chat` files below folders, by path.
///
/// # Errors
///
/// If a path cannot be read; what is wrong within a file is a finding.
pub fn load(paths: &[PathBuf]) -> Result<Suite, Error> {
    let mut suite = Suite::default();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            collect(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    for path in files {
        let unreadable = |source| Error::Unreadable { path: path.clone(), source };
        let file = std::fs::File::open(&path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, CONVERSATION_BYTES as u64 + 1), &mut bytes)
            .map_err(unreadable)?;
        suite.add_bytes(&path.display().to_string(), bytes);
    }
    Ok(suite)
}

/// Collects the conversation files below a folder, sorted; hidden folders and links to folders are passed over.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let unreadable = |source| Error::Unreadable { path: folder.to_owned(), source };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        let path = entry.path();
        let is_wanted = if kind.is_dir() { true } else { path.extension().is_some_and(|ending| ending == EXTENSION) };
        if is_wanted && !is_hidden {
            paths.push((path, kind.is_dir()));
        }
    }
    paths.sort();
    for (path, is_folder) in paths {
        if is_folder {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
