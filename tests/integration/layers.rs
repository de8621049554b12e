//! Reads `src/` and fails where a layer knows a later one, and where a file breaks a habit that no lint checks.
//!
//! Looks at text, not at syntax trees: comments and strings are blanked by a small scanner, which is enough for paths.

use std::fmt::Write as _;
use std::path::Path;

/// The layers in the order of the pipeline: a layer knows only those before it.
const LAYERS: [&str; 12] = [
    "finding", "text", "rules", "compile", "matching", "dialogue", "session", "backend", "lint", "graph", "suite",
    "cli",
];

/// Layers that know no other one at all, not even the earlier ones.
const GROUND: [&str; 2] = ["finding", "text"];

/// The file that every layer may know, and that knows none.
const BELOW_ALL: &str = "limits.rs";

/// Names that say nothing about what is in a module.
const NAMELESS: [&str; 5] = ["utils", "util", "helpers", "common", "prelude"];

/// The longest file, tests not counted.
const MAX_LINES: usize = 600;

/// The sources obey.
#[test]
fn every_file_keeps_to_its_layer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = String::new();
    let mut n_files = 0;
    for folder in ["src", "tests", "benches"] {
        for path in rust_files(&root.join(folder)) {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            n_files += 1;
            for fault in faults_of(&name, &text) {
                writeln!(faults, "{fault}").unwrap();
            }
        }
    }
    assert!(n_files > 20, "only {n_files} files found: is this the right folder?");
    assert!(faults.is_empty(), "\n{faults}");
}

/// The build script compiles the shipped intents, and takes the layers that it needs for it by their paths.
#[test]
fn the_build_script_is_made_of_the_layers_up_to_compile() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs")).unwrap();
    assert_eq!(faults_of("build.rs", &text), Vec::<String>::new());
    let mut lines = text.lines();
    let mut layers = Vec::new();
    while let Some(line) = lines.next() {
        let Some(path) = line.strip_prefix("#[path = ") else { continue };
        let layer = lines.next().and_then(|line| line.strip_prefix("mod ")?.strip_suffix(';')).unwrap();
        if path == format!("\"src/{BELOW_ALL}\"]") {
            continue;
        }
        assert_eq!(path, format!("\"src/{layer}/mod.rs\"]"));
        layers.push(layer);
    }
    layers.sort_by_key(|layer| LAYERS.iter().position(|known| known == layer));
    assert_eq!(layers.as_slice(), LAYERS.split_at(4).0);
    assert_eq!(layers.last(), Some(&"compile"));
}

/// Returns all `.rs` files below a folder, sorted.
fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return files };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Returns what is wrong with one file, each as `path:line: what`. `path` starts at the root of the package.
fn faults_of(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let scanned = scan(text);
    if !text.starts_with("//!") {
        faults.push(format!("{path}:1: starts without `//!`: say what the file is for"));
    }
    for (line, comment) in &scanned.comments {
        if ["TODO", "FIXME", "XXX", "HACK"].iter().any(|mark| comment.contains(mark)) {
            faults.push(format!("{path}:{line}: something left to do: do it, or open an issue"));
        }
        if is_code(comment) {
            faults.push(format!("{path}:{line}: commented-out code: delete it, git keeps it"));
        }
    }
    let n_lines = scanned.code.lines().take_while(|line| !line.trim_start().starts_with("#[cfg(test)]")).count();
    if n_lines > MAX_LINES {
        faults.push(format!("{path}:{n_lines}: over {MAX_LINES} lines without tests: there are two subjects in it"));
    }
    let Some(inner) = path.strip_prefix("src/") else { return faults };
    if matches!(inner, "lib.rs" | "main.rs") {
        return faults;
    }
    if inner == BELOW_ALL {
        let paths = crate_paths(&scanned.code);
        faults.extend(paths.iter().map(|(line, layer)| format!("{path}:{line}: knows no layer, not even `{layer}`")));
        return faults;
    }
    let modules: Vec<&str> = inner.trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect();
    for module in &modules {
        if NAMELESS.contains(module) {
            faults.push(format!("{path}:1: `{module}` says nothing: name it for its subject"));
        }
    }
    let Some(own) = LAYERS.iter().position(|layer| layer == &modules[0]) else {
        faults.push(format!("{path}:1: `{}` is no layer: put it into one, or add it to the map", modules[0]));
        return faults;
    };
    for (line, layer) in crate_paths(&scanned.code) {
        if BELOW_ALL.strip_suffix(".rs") == Some(&layer) {
            continue;
        }
        match LAYERS.iter().position(|known| *known == layer) {
            None => faults.push(format!("{path}:{line}: `crate::{layer}` is no layer: name the thing where it is")),
            Some(other) if other > own => {
                faults.push(format!("{path}:{line}: `{}` must not know the later layer `{layer}`", LAYERS[own]));
            }
            Some(other) if other != own && GROUND.contains(&LAYERS[own]) => {
                faults.push(format!("{path}:{line}: `{}` must not know any other layer: `{layer}`", LAYERS[own]));
            }
            Some(_) => {}
        }
    }
    for line in escaping_supers(&scanned.code, modules.len()) {
        faults.push(format!("{path}:{line}: `super::` leads out of the layer: write `crate::…`"));
    }
    for (index, line) in scanned.code.lines().enumerate() {
        if line.trim_start().starts_with("pub use ") {
            faults.push(format!("{path}:{}: only lib.rs re-exports", index + 1));
        }
    }
    faults
}

/// Returns whether a plain comment reads like Rust rather than like a sentence.
fn is_code(comment: &str) -> bool {
    let Some(body) = comment.strip_prefix("//") else { return false };
    if body.starts_with(['/', '!']) {
        return false;
    }
    let body = body.trim();
    let starts = ["let ", "use ", "pub ", "fn ", "impl ", "#[", "if let ", "return "];
    let ends_like_code = body.ends_with(';') || body.ends_with('{');
    let is_like_code =
        starts.iter().any(|start| body.starts_with(start)) || body.contains("::") || body.ends_with(");");
    (ends_like_code && is_like_code) || matches!(body, "}" | "};" | "})" | "});" | "},")
}

/// Returns each first name after `crate::`, with its line; all of them in `crate::{a, b::c}`.
fn crate_paths(code: &str) -> Vec<(usize, String)> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = line_of(code, at);
        let rest = code.get(at + "crate::".len()..).unwrap_or_default();
        match rest.strip_prefix('{') {
            None => paths.push((line, identifier(rest))),
            Some(group) => paths.extend(group_names(group).into_iter().map(|name| (line, name))),
        }
    }
    paths
}

/// Returns the first names of a `{a, b::c, d::{e}}` whose opening brace is already read.
fn group_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut is_start = true;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => is_start = true,
            _ if character.is_whitespace() => {}
            _ if is_start => {
                names.push(identifier(group.get(at..).unwrap_or_default()));
                is_start = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// Returns the lines on which a chain of `super::` climbs out of the topmost module, in a file whose module is `depth`
/// names deep. Modules written inline are one deeper each.
fn escaping_supers(code: &str, depth: usize) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut braces: Vec<bool> = Vec::new();
    let mut opens_module = false;
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        let at = code.len() - rest.len();
        let starts_word = code
            .get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|before| !(before.is_alphanumeric() || before == '_' || before == ':'));
        if starts_word && rest.starts_with("mod ") {
            opens_module = true;
        }
        match character {
            '{' => {
                braces.push(opens_module);
                opens_module = false;
            }
            '}' => drop(braces.pop()),
            ';' => opens_module = false,
            's' if starts_word && rest.starts_with("super::") => {
                let mut chain = rest;
                let mut n_supers = 0;
                while let Some(next) = chain.strip_prefix("super::") {
                    chain = next;
                    n_supers += 1;
                }
                let n_inline = braces.iter().filter(|is_module| **is_module).count();
                if n_supers >= depth + n_inline {
                    lines.push(line_of(code, at));
                }
                rest = chain;
                continue;
            }
            _ => {}
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    lines
}

fn line_of(code: &str, at: usize) -> usize {
    code.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// A file taken apart.
struct Scanned {
    /// The text with comments and the contents of strings blanked; lines stay where they were.
    code: String,
    /// The comments with their lines.
    comments: Vec<(usize, String)>,
}

/// Takes a file apart into code and comments.
fn scan(text: &str) -> Scanned {
    let mut code = String::with_capacity(text.len());
    let mut comments = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let n_bytes = if rest.starts_with("//") {
            let n_bytes = rest.find('\n').unwrap_or(rest.len());
            comments.push((code.matches('\n').count() + 1, rest.get(..n_bytes).unwrap_or_default().to_owned()));
            n_bytes
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(n_bytes) = string_length(rest) {
            n_bytes
        } else {
            let is_word = character.is_alphanumeric() || character == '_';
            let n_bytes = if is_word { identifier(rest).len() } else { character.len_utf8() };
            code.push_str(rest.get(..n_bytes).unwrap_or_default());
            rest = rest.get(n_bytes..).unwrap_or_default();
            continue;
        };
        let blanked = rest.get(..n_bytes).unwrap_or_default();
        code.extend(blanked.chars().filter(|character| *character == '\n'));
        rest = rest.get(n_bytes..).unwrap_or_default();
    }
    Scanned { code, comments }
}

/// Returns the length of the string or character literal that `rest` starts with, `None` if it starts with none.
fn string_length(rest: &str) -> Option<usize> {
    let after_prefix = rest.trim_start_matches(['b', 'c']);
    let raw = after_prefix.strip_prefix('r').map(|after| {
        let hashes = after.len() - after.trim_start_matches('#').len();
        (hashes, after.trim_start_matches('#'))
    });
    if let Some((hashes, inner)) = raw.filter(|(_, inner)| inner.starts_with('"')) {
        let begin = rest.len() - inner.len() + 1;
        let closing = format!("\"{}", "#".repeat(hashes));
        return Some(rest.get(begin..)?.find(&closing).map_or(rest.len(), |end| begin + end + closing.len()));
    }
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    if quote == '\'' {
        // A lifetime has no closing quote after its first character; a literal has, except behind a backslash.
        let mut characters = rest.chars().skip(1);
        let (first, second) = (characters.next()?, characters.next());
        if first != '\\' && second != Some('\'') {
            return None;
        }
    }
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return Some(at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// Bad samples: the checker itself must be able to fail.
mod samples {
    use super::faults_of;

    #[track_caller]
    fn check(path: &str, text: &str, expect: &[&str]) {
        assert_eq!(faults_of(path, text), expect, "{text}");
    }

    #[test]
    fn later_layer_is_a_fault() {
        check(
            "src/matching/rank.rs",
            "//! Ranks.\nuse crate::text::span::Span;\nuse crate::dialogue::event::Event;\n",
            &["src/matching/rank.rs:3: `matching` must not know the later layer `dialogue`"],
        );
    }

    #[test]
    fn later_layer_in_a_group_or_in_the_middle_of_a_line_is_a_fault() {
        check(
            "src/rules/load.rs",
            "//! Loads.\nuse crate::{\n    finding::{Finding, Place},\n    compile::id,\n};\nfn f() { crate::cli::run() }\n",
            &[
                "src/rules/load.rs:2: `rules` must not know the later layer `compile`",
                "src/rules/load.rs:6: `rules` must not know the later layer `cli`",
            ],
        );
    }

    #[test]
    fn ground_layers_know_nobody() {
        check(
            "src/text/fold.rs",
            "//! Folds.\nuse crate::finding::Place;\n",
            &["src/text/fold.rs:2: `text` must not know any other layer: `finding`"],
        );
    }

    #[test]
    fn super_out_of_the_layer_is_a_fault() {
        check(
            "src/dialogue/step/ask.rs",
            "//! Asks.\nuse super::super::record;\nuse super::super::super::session;\n",
            &["src/dialogue/step/ask.rs:3: `super::` leads out of the layer: write `crate::…`"],
        );
        check(
            "src/dialogue/mod.rs",
            "//! Walks.\nmod tests { use super::*; }\nuse super::session;\n",
            &["src/dialogue/mod.rs:3: `super::` leads out of the layer: write `crate::…`"],
        );
    }

    #[test]
    fn module_without_a_layer_or_a_name_is_a_fault() {
        check(
            "src/misc.rs",
            "//! Things.\n",
            &["src/misc.rs:1: `misc` is no layer: put it into one, or add it to the map"],
        );
        check(
            "src/text/utils.rs",
            "//! Things.\n",
            &["src/text/utils.rs:1: `utils` says nothing: name it for its subject"],
        );
    }

    #[test]
    fn missing_first_line_is_a_fault() {
        check(
            "src/text/fold.rs",
            "use std::fmt;\n",
            &["src/text/fold.rs:1: starts without `//!`: say what the file is for"],
        );
    }

    #[test]
    fn leftovers_are_faults() {
        let text = "//! Folds.\n// TODO: more\nfn f() {} // let x = 1;\n// }\n// fold(text);\n// width first (then case), then the rest;\n";
        check(
            "src/text/fold.rs",
            text,
            &[
                "src/text/fold.rs:2: something left to do: do it, or open an issue",
                "src/text/fold.rs:3: commented-out code: delete it, git keeps it",
                "src/text/fold.rs:4: commented-out code: delete it, git keeps it",
                "src/text/fold.rs:5: commented-out code: delete it, git keeps it",
            ],
        );
    }

    #[test]
    fn long_file_is_a_fault_and_its_tests_do_not_count() {
        let long = format!("//! Long.\n{}", "fn f() {}\n".repeat(600));
        check(
            "src/text/a.rs",
            &long,
            &["src/text/a.rs:601: over 600 lines without tests: there are two subjects in it"],
        );
        let tested = format!("//! Short.\n#[cfg(test)]\nmod tests {{\n{}}}\n", "fn f() {}\n".repeat(600));
        check("src/text/a.rs", &tested, &[]);
    }

    #[test]
    fn re_export_is_a_fault() {
        check("src/text/mod.rs", "//! Text.\npub use fold::fold;\n", &["src/text/mod.rs:2: only lib.rs re-exports"]);
    }

    #[test]
    fn comments_strings_and_lifetimes_are_not_paths() {
        let text = "//! See `crate::cli`.\n// crate::cli is later\nfn f<'a>(_: &'a str) -> char {\n    let _ = \"crate::cli \\\" super::super\";\n    let _ = r#\"use crate::cli;\"#;\n    '\\''\n}\n";
        check("src/text/fold.rs", text, &[]);
    }
}
