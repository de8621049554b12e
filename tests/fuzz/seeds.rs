//! The inputs to begin with: what the project's own files hold.

use std::path::{Path, PathBuf};

use super::archive;

/// Returns the files below a folder of the project that end in `.extension`: path from that folder, and content.
pub fn files(folder: &str, extension: &str) -> Vec<(String, Vec<u8>)> {
    let root = root().join(folder);
    let mut paths = Vec::new();
    collect(&root, extension, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().into_owned();
        Some((name, std::fs::read(&path).ok()?))
    };
    paths.into_iter().filter_map(read).collect()
}

/// Returns the texts of those files that are UTF-8.
pub fn texts(folder: &str, extension: &str) -> Vec<String> {
    files(folder, extension).into_iter().filter_map(|(_, bytes)| String::from_utf8(bytes).ok()).collect()
}

/// Returns a folder of the project as one input.
pub fn folder(folder: &str) -> String {
    let files = files(folder, "yaml");
    let texts: Vec<(&str, std::borrow::Cow<'_, str>)> =
        files.iter().map(|(name, bytes)| (name.as_str(), String::from_utf8_lossy(bytes))).collect();
    archive::join(texts.iter().map(|(name, text)| (*name, text.as_ref())))
}

/// Returns what callers say in the conversations of the project.
pub fn sayings() -> Vec<String> {
    let said = |text: &String| {
        text.lines().filter_map(|line| line.strip_prefix("客：").map(str::to_owned)).collect::<Vec<_>>()
    };
    texts("tests/conversations", "chat").iter().flat_map(said).filter(|text| !text.is_empty()).collect()
}

/// Returns the project's folder: the package that is compiled, or the one that holds it.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.join("intents").is_dir() { here.to_owned() } else { here.join("..") }
}

fn collect(folder: &Path, extension: &str, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, extension, paths);
        } else if path.extension().is_some_and(|ending| ending == extension) {
            paths.push(path);
        }
    }
}
