//! Documents whose examples are run: each block is carried out in an empty folder, in order, and prints what it shows.
//!
//! - `yaml` and `chat`: a block whose first line is `# PATH` is written to that path.
//! - `diff`: the first line is `# PATH`; the lines with `-` or a blank stand in that file exactly once, those with `+` or a blank take
//!   their place.
//! - `console`: `$ COMMAND`, then exactly what it prints on both outputs.
//! - `terminal`: `$ COMMAND` in a real terminal; what stands behind `您 ›` is typed, and all other rows are what it
//!   shows in the end.
//!
//! Other blocks are only shown. `UPDATE_EXPECT=1` rewrites what is printed.

use std::fs;
use std::path::Path;
use std::process::Command;

#[cfg(unix)]
use crate::terminal::{PROMPT, Terminal};

/// A fenced block: the word behind the fence, and the lines.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    pub(crate) kind: String,
    pub(crate) lines: Vec<String>,
}

/// A text, cut at its blocks.
pub(crate) struct Document {
    file: &'static str,
    pieces: Vec<Piece>,
}

enum Piece {
    Prose(String),
    Block(Block),
}

impl Document {
    /// Reads a file of the project.
    #[track_caller]
    pub(crate) fn read(file: &'static str) -> Document {
        let mut pieces = Vec::new();
        let mut open: Option<Block> = None;
        for line in fs::read_to_string(file).unwrap().lines() {
            match (line.strip_prefix("```"), open.take()) {
                (Some(kind), None) => open = Some(Block { kind: kind.to_owned(), lines: Vec::new() }),
                (Some(_), Some(block)) => pieces.push(Piece::Block(block)),
                (None, Some(mut block)) => {
                    block.lines.push(line.to_owned());
                    open = Some(block);
                }
                (None, None) => pieces.push(Piece::Prose(line.to_owned())),
            }
        }
        assert!(open.is_none(), "a block is not closed");
        Document { file, pieces }
    }

    /// Returns the blocks in order.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let block = |piece: &Piece| match piece {
            Piece::Block(block) => Some(block.clone()),
            Piece::Prose(_) => None,
        };
        self.pieces.iter().filter_map(block).collect()
    }

    /// Writes the file with other blocks in the place of its own.
    fn rewrite(&self, blocks: &[Block]) {
        let mut blocks = blocks.iter();
        let text = self.pieces.iter().map(|piece| match piece {
            Piece::Prose(line) => format!("{line}\n"),
            Piece::Block(_) => {
                let Block { kind, lines } = blocks.next().unwrap();
                let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
                format!("```{kind}\n{lines}```\n")
            }
        });
        fs::write(self.file, text.collect::<String>()).unwrap();
    }
}

/// Carries out the blocks, which all documents have in common, and holds what they print against what they show; returns how many
/// commands were run.
#[track_caller]
pub(crate) fn check(documents: &[Document]) -> usize {
    let shown = documents[0].blocks();
    for document in documents {
        assert_eq!(document.blocks(), shown, "{} has other examples than {}", document.file, documents[0].file);
    }
    let is_rewritten = std::env::var_os("UPDATE_EXPECT").is_some();
    let folder = tempfile::tempdir().unwrap();
    let mut played = Vec::new();
    for block in &shown {
        let block_played = play(block, folder.path());
        if !is_rewritten {
            let lines = block.lines.join("\n");
            assert_eq!(block_played.lines.join("\n"), lines, "{}\nUPDATE_EXPECT=1 rewrites", documents[0].file);
        }
        played.push(block_played);
    }
    if is_rewritten {
        documents.iter().for_each(|document| document.rewrite(&played));
    }
    let commands = shown.iter().filter(|block| ["console", "terminal"].contains(&block.kind.as_str()));
    commands.flat_map(|block| &block.lines).filter(|line| line.starts_with("$ ")).count()
}

/// Carries out a block and returns it as it should be.
fn play(block: &Block, folder: &Path) -> Block {
    let path = block.lines.first().and_then(|line| line.strip_prefix("# "));
    let lines = match (block.kind.as_str(), path) {
        ("yaml" | "chat", Some(path)) => {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, block.lines.join("\n") + "\n").unwrap();
            return block.clone();
        }
        ("diff", Some(path)) => {
            edit(&folder.join(path), &block.lines[1..]);
            return block.clone();
        }
        ("console", _) => print(&block.lines, folder),
        #[cfg(unix)]
        ("terminal", _) => show(&block.lines, folder),
        _ => return block.clone(),
    };
    Block { kind: block.kind.clone(), lines }
}

/// Puts the new lines of a change in the place of the old ones.
fn edit(path: &Path, change: &[String]) {
    let side = |other: char| -> String {
        let lines = change.iter().filter(|line| !line.starts_with(other));
        lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect()
    };
    let (old, new) = (side('+'), side('-'));
    let text = fs::read_to_string(path).unwrap();
    let n_found = text.matches(&old).count();
    assert_eq!(n_found, 1, "these lines stand {n_found} times in {}:\n{old}\nit is:\n{text}", path.display());
    fs::write(path, text.replace(&old, &new)).unwrap();
}

/// The command of a line, as a shell in the folder takes it, with the binary of this build in its path.
fn shell(command: &str, folder: &Path) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_daohang"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env("PATH", path).env("NO_COLOR", "1").env("HOME", folder);
    shell
}

/// Runs commands one after the other.
fn print(lines: &[String], folder: &Path) -> Vec<String> {
    let mut printed = Vec::new();
    for command in lines.iter().filter_map(|line| line.strip_prefix("$ ")) {
        let output = shell(&format!("{{ {command}; }} 2>&1"), folder).output().unwrap();
        printed.push(format!("$ {command}"));
        printed.extend(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned));
    }
    printed
}

/// Types a call into a terminal.
#[cfg(unix)]
fn show(lines: &[String], folder: &Path) -> Vec<String> {
    /// Wide enough for any line that a document shows.
    const WIDTH: u16 = 100;
    const HEIGHT: u16 = 120;
    let command = lines[0].strip_prefix("$ ").unwrap();
    let mut terminal = Terminal::start(shell(command, folder), WIDTH, HEIGHT);
    let prompt = format!("  {PROMPT}");
    let typed: Vec<&String> = lines.iter().filter(|line| line.starts_with(&prompt)).collect();
    typed.iter().filter_map(|line| line.strip_prefix(&prompt)).for_each(|line| terminal.say(line));
    // A line that is given stands on the screen as its mask, which nobody could type: the document keeps what was typed.
    let mut typed = typed.into_iter();
    let rows = terminal.rows().into_iter();
    let rows = rows.map(|row| if row.starts_with(&prompt) { typed.next().cloned().unwrap_or(row) } else { row });
    [lines[0].clone()].into_iter().chain(rows).collect()
}
