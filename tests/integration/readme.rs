//! The examples of the two READMEs: they are run, and both READMEs show the same ones.
//!
//! A `yaml` or `chat` block whose first line is `# PATH` is written to that path of an empty folder; a `console` block is run there
//! line by line: `$ COMMAND`, then exactly what it prints on both outputs. `UPDATE_EXPECT=1` rewrites what is printed.

use std::fs;
use std::path::Path;
use std::process::Command;

const FILES: [&str; 2] = ["README.md", "README.zh-CN.md"];

/// A fenced block: the word behind the fence, and the lines.
#[derive(Debug, PartialEq)]
struct Block {
    kind: String,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(kind), None) => open = Some(Block { kind: kind.to_owned(), lines: Vec::new() }),
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(mut block)) => {
                block.lines.push(line.to_owned());
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

/// Runs the commands of a block and returns the block as it should be.
fn run(block: &Block, folder: &Path) -> Block {
    let binary = Path::new(env!("CARGO_BIN_EXE_daohang"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut lines = Vec::new();
    for command in block.lines.iter().filter_map(|line| line.strip_prefix("$ ")) {
        let output = Command::new("sh")
            .args(["-c", &format!("{{ {command}; }} 2>&1")])
            .current_dir(folder)
            .env("PATH", &path)
            .env("NO_COLOR", "1")
            .env("HOME", folder)
            .output()
            .unwrap();
        lines.push(format!("$ {command}"));
        lines.extend(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned));
    }
    Block { kind: block.kind.clone(), lines }
}

#[test]
fn examples_print_what_they_show() {
    let texts = FILES.map(|file| fs::read_to_string(file).unwrap());
    let shown = blocks(&texts[0]);
    assert_eq!(blocks(&texts[1]), shown, "the READMEs differ in their examples");
    let folder = tempfile::tempdir().unwrap();
    let mut n_run = 0;
    let mut rewritten = texts.clone();
    for block in &shown {
        if ["yaml", "chat"].contains(&block.kind.as_str())
            && let Some(path) = block.lines.first().and_then(|line| line.strip_prefix("# "))
        {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, block.lines.join("\n") + "\n").unwrap();
        }
        if block.kind != "console" {
            continue;
        }
        let printed = run(block, folder.path());
        n_run += 1;
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            for text in &mut rewritten {
                *text = text.replace(&block.lines.join("\n"), &printed.lines.join("\n"));
            }
        } else {
            assert_eq!(printed.lines.join("\n"), block.lines.join("\n"));
        }
    }
    assert!(n_run >= 4, "only {n_run} examples are run");
    for (file, text) in FILES.iter().zip(&rewritten) {
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(file, text).unwrap();
        }
    }
}

/// The first two commands are all that a newcomer needs: one talks, one tests.
#[test]
fn the_first_commands_talk_and_test() {
    for file in FILES {
        let text = fs::read_to_string(file).unwrap();
        let commands: Vec<String> =
            blocks(&text).into_iter().filter(|block| block.kind == "sh").flat_map(|block| block.lines).collect();
        let first: Vec<&str> = commands.iter().take(2).map(|line| line.split('#').next().unwrap().trim()).collect();
        assert_eq!(first, ["cargo run --release", "scripts/test"], "{file}");
    }
}
