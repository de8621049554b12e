//! Which intents are used, and what becomes of the mistakes in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use include_dir::{Dir, include_dir};

use super::args::{Common, Format};
use super::output;
use crate::compile::hotline::Hotline;
use crate::compile::{binary, compile_read};
use crate::finding::allow::Allows;
use crate::finding::{Finding, Sources, show};
use crate::rules::Rules;
use crate::rules::load::{self, LoadError};

/// The set that is built into the binary.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/intents");

/// The same, compiled by the build script; empty where `check` has something to say about the set.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hotline.bin"));

/// Where intents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// A folder.
    Folder(PathBuf),
    /// The binary.
    Embedded,
}

/// Intents, read and compiled.
pub(super) struct Loaded {
    /// The hotline; `None` if a finding is an error.
    pub(super) hotline: Option<Arc<Hotline>>,
    /// The files.
    pub(super) sources: Sources,
    /// What the files say.
    pub(super) rules: Rules,
    /// What is wrong, but for what the files themselves accept.
    pub(super) findings: Vec<Finding>,
    /// What they accept.
    pub(super) allows: Allows,
    /// All that was found.
    pub(super) found: Vec<Finding>,
}

impl Origin {
    /// Returns where the intents are: the folder asked for, else `./intents` where it has a `hotline.yaml`, else the binary.
    pub(super) fn of(asked: Option<&Path>) -> Origin {
        let here = Path::new("intents");
        match asked {
            Some(folder) => Origin::Folder(folder.to_owned()),
            None if here.join("hotline.yaml").is_file() => Origin::Folder(here.to_owned()),
            None => Origin::Embedded,
        }
    }

    /// Returns the hotline that was compiled with this program, if the intents are, byte for byte, those that it was compiled
    /// from: compiling them again takes ten times as long as decoding it and would find nothing.
    fn compiled(&self) -> Option<Hotline> {
        let is_shipped = match self {
            Origin::Embedded => true,
            Origin::Folder(folder) => {
                let mut files = Vec::new();
                collect(&EMBEDDED, &mut files);
                load::holds_exactly(folder, &files)
            }
        };
        if is_shipped { binary::decode(COMPILED) } else { None }
    }

    /// Returns the names of the intents and what they are for, as far as they can be read; for completion, so nothing is complained
    /// about.
    pub(super) fn intents(&self) -> Vec<(String, Option<String>)> {
        match self {
            Origin::Embedded => self.compiled().map_or_else(Vec::new, |hotline| {
                let intents = hotline.intents.into_iter();
                intents.map(|intent| (intent.name, Some(intent.about))).collect()
            }),
            Origin::Folder(folder) => load::folder(folder).map_or_else(
                |_| Vec::new(),
                |(rules, _)| rules.intents.into_iter().map(|intent| (intent.is.intent, intent.is.about)).collect(),
            ),
        }
    }

    /// Reads and compiles the intents; fails only where the folder cannot be read.
    pub(super) fn load(&self) -> anyhow::Result<Loaded> {
        let (rules, findings) = match self {
            Origin::Folder(folder) => load::folder(folder).map_err(said)?,
            Origin::Embedded => {
                let mut files = Vec::new();
                collect(&EMBEDDED, &mut files);
                let named = |path: &Path| format!("intents/{}", path.to_string_lossy().replace('\\', "/"));
                load::files(files.into_iter().map(|(path, bytes)| (named(path), bytes.to_vec())))
            }
        };
        let (hotline, found) = compile_read(&rules, findings);
        let hotline = hotline.map(Arc::new);
        let sources = rules.sources.clone();
        let allows = Allows::of(&sources);
        let findings = allows.left(&sources, found.clone());
        Ok(Loaded { hotline, sources, rules, findings, allows, found })
    }
}

impl Loaded {
    /// Shows the findings on standard error, those that are errors at least.
    ///
    /// Warnings alone do not keep anybody from talking: they are only counted.
    pub(super) fn show_errors(&self) {
        if self.hotline.is_none() {
            output::note(show::text(&self.sources, &self.findings, output::findings_style()).trim_end());
        } else if !self.findings.is_empty() {
            let counts = show::counts(&self.sources, &self.findings);
            output::note(&format!("意图里有 {} 处提醒，用 daohang check 查看", counts.warnings));
        }
    }
}

/// Returns the hotline that the command line asks for. `None` if there are errors in it, which have been shown.
pub(super) fn hotline(common: &Common) -> anyhow::Result<Option<Arc<Hotline>>> {
    let origin = Origin::of(common.intents.as_deref());
    if let Some(hotline) = origin.compiled() {
        return Ok(Some(Arc::new(hotline)));
    }
    let loaded = origin.load()?;
    match (common.format, &loaded.hotline) {
        (Format::Json, None) => output::note(&show::json(&loaded.sources, &loaded.findings).to_string()),
        (Format::Text, _) | (Format::Json, Some(_)) => loaded.show_errors(),
    }
    Ok(loaded.hotline)
}

/// Gathers the files of an embedded folder, named from the top of the set on.
fn collect<'f>(folder: &Dir<'f>, files: &mut Vec<(&'f Path, &'f [u8])>) {
    files.extend(folder.files().map(|file| (file.path(), file.contents())));
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

/// Drops the cause where the message says it already.
pub(super) fn said(error: LoadError) -> anyhow::Error {
    match error {
        LoadError::Missing { .. } | LoadError::NotAFolder { .. } => anyhow!("{error}"),
        LoadError::Unreadable { .. } => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::matching::scratch::Scratch;
    use crate::matching::understand::understand;
    use crate::suite::run::START;

    /// Equal bytes say that nothing is lost, and that nothing stands in the order of a hash.
    #[test]
    fn what_is_built_in_is_what_the_files_compile_to() {
        let loaded = Origin::Embedded.load().expect("the set is in the binary");
        assert_eq!(loaded.findings, []);
        let fresh = loaded.hotline.expect("there is no finding");
        assert!(binary::encode(&fresh) == COMPILED, "the build script compiles otherwise");
        let decoded = Origin::Embedded.compiled().expect("the build script wrote it");
        assert!(binary::encode(&decoded) == COMPILED, "decoding loses something");
        let mut scratch = Scratch::default();
        let mut route =
            |hotline: &Hotline, text: &str| format!("{:?}", understand(hotline, &mut scratch, text, START).ranking);
        let examples: Vec<_> = fresh.intents.iter().flat_map(|intent| intent.examples.iter()).collect();
        assert!(examples.len() > 100, "only {} examples", examples.len());
        for example in examples {
            assert_eq!(route(&decoded, &example.text), route(&fresh, &example.text), "{}", example.text);
        }
    }

    #[test]
    fn only_a_folder_with_the_same_files_is_the_built_in_set() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let folder = place.path().join("intents");
        fs::create_dir(&folder).expect("it is new");
        EMBEDDED.extract(&folder).expect("its folder is empty");
        let is_built_in = || Origin::Folder(folder.clone()).compiled().is_some();
        assert!(is_built_in());
        fs::write(folder.join("README.md"), "no intent").expect("the folder is ours");
        assert!(is_built_in());
        fs::write(folder.join("more.yml"), "").expect("the folder is ours");
        assert!(!is_built_in());
        fs::remove_file(folder.join("more.yml")).expect("it was written above");
        assert!(is_built_in());
        let head = folder.join("hotline.yaml");
        let text = fs::read_to_string(&head).expect("every set has one");
        fs::write(&head, text.clone() + "\n").expect("the folder is ours");
        assert!(!is_built_in());
        fs::rename(&head, folder.join("head.yaml")).expect("the folder is ours");
        fs::write(folder.join("head.yaml"), text).expect("the folder is ours");
        assert!(!is_built_in());
    }
}
