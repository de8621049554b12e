//! Which intents are used, and what becomes of the mistakes in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use include_dir::{Dir, include_dir};

use super::args::{Common, Format};
use super::output;
use crate::compile::compile;
use crate::compile::hotline::Hotline;
use crate::finding::{Finding, Sources, show};
use crate::rules::load::{self, LoadError};

/// The set that is built into the binary.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/intents");

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
    /// All mistakes.
    pub(super) findings: Vec<Finding>,
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

    /// Reads and compiles the intents; fails only where the folder cannot be read.
    pub(super) fn load(&self) -> anyhow::Result<Loaded> {
        let (rules, mut findings) = match self {
            Origin::Folder(folder) => load::folder(folder).map_err(said)?,
            Origin::Embedded => {
                let mut files = Vec::new();
                collect(&EMBEDDED, &mut files);
                load::files(files)
            }
        };
        let (hotline, mut more) = compile(&rules);
        if findings.iter().any(Finding::is_error) {
            more.retain(|finding| !misses_something(finding));
        }
        findings.extend(more);
        // A file that could not be read may be the reason for a hotline that is whole and yet not what was meant.
        let is_whole = !findings.iter().any(Finding::is_error);
        let hotline = hotline.filter(|_| is_whole).map(Arc::new);
        Ok(Loaded { hotline, sources: rules.sources, findings })
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
    let loaded = Origin::of(common.intents.as_deref()).load()?;
    match (common.format, &loaded.hotline) {
        (Format::Json, None) => output::note(&show::json(&loaded.sources, &loaded.findings).to_string()),
        (Format::Text, _) | (Format::Json, Some(_)) => loaded.show_errors(),
    }
    Ok(loaded.hotline)
}

/// Returns whether a finding says that something is not there. It may well be there, in a file or a part that could not be
/// read; then the finding would send its author the wrong way.
fn misses_something(finding: &Finding) -> bool {
    finding.code.starts_with("undefined-") || finding.code == "unreachable-intent"
}

/// Gathers the files of an embedded folder, named as they lie in the project.
fn collect(folder: &Dir<'_>, files: &mut Vec<(String, Vec<u8>)>) {
    for file in folder.files() {
        let name = format!("intents/{}", file.path().to_string_lossy().replace('\\', "/"));
        files.push((name, file.contents().to_vec()));
    }
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

/// Drops the cause where the message says it already.
fn said(error: LoadError) -> anyhow::Error {
    match error {
        LoadError::Missing { .. } | LoadError::NotAFolder { .. } => anyhow!("{error}"),
        LoadError::Unreadable { .. } => error.into(),
    }
}
