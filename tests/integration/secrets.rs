//! The corpus of secrets through the real binary: every byte that it writes is searched for every secret that went in.
//!
//! `tests/secrets/*.txt` hold the ways to say one. `[kind value]` begins the entries of a secret; a line is an entry, its turns parted by
//! ` / `. What stands in braces must be written nowhere, neither as it was said nor in digits; of a value no six digits in a row.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use crate::process::daohang;

/// What the hotline says to somebody who volunteers a code or a password.
const WARNING: &str = "您先停一下";

/// What is said before an entry, so that it falls into another state: nothing is open, or a question of each kind.
const STATES: [&str; 10] = [
    "",
    "查余额",
    "查余额 / 13900139000",
    "查余额 / 13900139000 / 5678",
    "冻结账户 / 13900139000 / 5678",
    "我被骗了",
    "我收不到验证码",
    "查账单 / 13900139000 / 5678",
    "退款",
    "转人工",
];

/// One way to say a secret.
#[derive(Clone)]
struct Entry {
    kind: String,
    value: String,
    turns: Vec<String>,
    /// What must be written nowhere, as it was said.
    hidden: Vec<String>,
    place: String,
}

impl Entry {
    /// Whether it is stopped and warned about: a code or a password.
    fn is_stopped(&self) -> bool {
        matches!(self.kind.as_str(), "code" | "password")
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/secrets")
}

/// Reads the entries of all files but the harmless ones.
fn entries() -> Vec<Entry> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.file_name().unwrap() != "harmless.txt");
    let mut entries = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let (mut kind, mut value) = (String::new(), String::new());
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            if let Some(head) =
                line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).filter(|_| !line.contains('{'))
            {
                let (of, what) = head.split_once(' ').unwrap();
                (kind, value) = (of.to_owned(), what.to_owned());
                continue;
            }
            let hidden = line.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
            let turns = line.replace(['{', '}'], "").split(" / ").map(str::to_owned).collect();
            let place = format!("{name}:{}", number + 1);
            entries.push(Entry { kind: kind.clone(), value: value.clone(), turns, hidden, place });
        }
    }
    entries
}

/// Returns a text with every digit, of whatever script, as ASCII and next to its neighbour: what a reader would make of it.
fn read_as_digits(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' => read.push(character),
            '０'..='９' => read.push(char::from(b'0' + u8::try_from(character as u32 - '０' as u32).unwrap())),
            ' ' | '\u{3000}' | '\u{200b}' | '-' | '－' | '—' | ',' | '，' | '、' | '.' | '…' | '_' | '/' => {}
            _ => match "零一二三四五六七八九〇幺壹贰叁肆伍陆柒捌玖".chars().position(|digit| digit == character)
            {
                Some(nth @ 0..10) => read.push(char::from(b'0' + u8::try_from(nth).unwrap())),
                Some(10) => read.push('0'),
                Some(11) => read.push('1'),
                Some(nth) => read.push(char::from(b'1' + u8::try_from(nth - 12).unwrap())),
                None => read.push(character),
            },
        }
    }
    read
}

/// Returns what of an entry stands in `written`, whose digits are `digits`.
fn leaks(entry: &Entry, written: &str, digits: &str) -> Vec<String> {
    let said = entry.hidden.iter().filter(|hidden| written.contains(hidden.as_str())).cloned();
    // Of a number in parts the first part is known for one only when the next is said.
    let first = if entry.turns.len() > 1 && !entry.is_stopped() { 3 } else { 0 };
    let value: Vec<char> = entry.value.chars().skip(first).collect();
    let is_number = value.iter().all(|character| character.is_ascii_digit() || *character == 'X');
    let width = if entry.is_stopped() { value.len().min(6) } else { 6 };
    let runs = value.windows(width).filter(|_| is_number).map(|run| run.iter().collect::<String>());
    let runs = runs.filter(|run| digits.lines().any(|line| line.contains(run.as_str())));
    said.chain(runs).collect()
}

/// Returns the line of a conversation that begins the `nth` call. A clock that is set back is written out.
fn moment(nth: usize) -> String {
    let seconds = 24 * 3600 - 1 - nth;
    format!("@now 2025-07-01T{:02}:{:02}:{:02}+08:00\n", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A call of its own for each of `calls`: the turns said before, then its turns.
fn script<'t>(calls: impl Iterator<Item = (&'static str, Vec<&'t str>)>) -> String {
    let mut script = String::new();
    for (nth, (before, turns)) in calls.enumerate() {
        script.push_str(&moment(nth));
        script.push_str("@call\n");
        for turn in before.split(" / ").filter(|turn| !turn.is_empty()).chain(turns) {
            writeln!(script, "客：{turn}").unwrap();
        }
    }
    script
}

/// Returns what was written about each of so many calls.
fn calls(written: &str, n_calls: usize) -> Vec<&str> {
    let starts: Vec<usize> = (0..n_calls).map(|nth| written.find(&moment(nth)).unwrap()).collect();
    let ends = starts.iter().skip(1).copied().chain([written.len()]);
    starts.iter().zip(ends).map(|(start, end)| written.get(*start..end).unwrap()).collect()
}

/// Pipes a script through the binary; returns what it wrote to its streams, and to files in its folder.
fn talk(script: &str) -> (String, String, TempDir) {
    let folder = TempDir::new().unwrap();
    let mut child = daohang(folder.path())
        .args(["--now", "2025-07-02T10:00", "--db", "demo.db"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = script.to_owned().into_bytes();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap(), folder)
}

/// Runs all entries in a state each and holds what was written against them; `state` says which.
#[track_caller]
fn check_states(state: impl Fn(usize) -> &'static str) {
    let entries = entries();
    let said = entries.iter().enumerate().map(|(nth, entry)| {
        let turns = entry.turns.iter().map(String::as_str).chain(["转人工", "别的"]);
        // Whatever answers which business ends the call, and so does the same trouble again: what goes on is another caller's. Where the
        // last four digits are asked for, four digits are the answer and no part of a number.
        let is_other = state(nth) == "转人工" || state(nth) == "查余额 / 13900139000" || state(nth) == entry.turns[0];
        let before = if entry.turns.len() > 1 && is_other { "" } else { state(nth) };
        (before, turns.collect())
    });
    let (stdout, stderr, folder) = talk(&script(said));
    let calls = calls(&stdout, entries.len());
    let mut wrong = Vec::new();
    for (nth, (entry, call)) in entries.iter().zip(&calls).enumerate() {
        let found = leaks(entry, call, &read_as_digits(call));
        let is_warned = call.contains(WARNING);
        // Six digits alone may be the beginning of an identity number, or a code: to warn is right either way.
        let may_warn = entry.is_stopped() || entry.turns.len() > 1 && entry.kind != "mobile";
        if !found.is_empty() || is_warned && !may_warn || !is_warned && entry.is_stopped() {
            let said = entry.turns.join(" / ");
            wrong.push(format!(
                "{} [{}] {said}: {found:?}{}",
                entry.place,
                state(nth),
                if is_warned { ", warned" } else { "" }
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), entries.len(), wrong.join("\n"));
    // Whatever else was written: the database, its log, standard error. What is short stands there by chance, in the number of a ticket.
    let mut all = stderr;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        all.push_str(&String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()));
    }
    let digits = read_as_digits(&all);
    let is_there = |entry: &&Entry| {
        let is_long = |hidden: &&String| hidden.chars().count() >= 6;
        digits.contains(&entry.value) || entry.hidden.iter().filter(is_long).any(|hidden| all.contains(hidden.as_str()))
    };
    let wrong: Vec<&str> =
        entries.iter().filter(|entry| entry.value.len() >= 6).filter(is_there).map(|entry| &*entry.place).collect();
    assert!(wrong.is_empty(), "in files: {wrong:?}");
}

#[test]
fn no_secret_of_the_corpus_is_written_where_nothing_is_open() {
    assert!(entries().len() >= 800, "the corpus has shrunk");
    check_states(|_| "");
}

#[test]
fn no_secret_of_the_corpus_is_written_in_any_state() {
    for first in [0, 5] {
        check_states(|nth| STATES[(first + nth) % STATES.len()]);
    }
}

#[test]
fn harmless_numbers_are_written_as_they_were_said() {
    let text: &'static str = include_str!("../secrets/harmless.txt");
    let (mut state, mut cases) = ("", Vec::new());
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(before) => state = before,
            None => cases.push((state, line)),
        }
    }
    assert!(cases.len() >= 150, "the corpus has shrunk");
    let (stdout, ..) = talk(&script(cases.iter().map(|(before, line)| (*before, vec![*line]))));
    let calls = calls(&stdout, cases.len());
    let is_wrong = |(line, call): &(&str, &str)| !call.contains(&format!("客：{line}\n")) || call.contains(WARNING);
    let wrong: Vec<&str> = cases
        .iter()
        .zip(&calls)
        .map(|((_, line), call)| (*line, *call))
        .filter(is_wrong)
        .map(|(line, _)| line)
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
