//! Files at their limits: of rules, of conversations, of sentences, and the lines of a pipe.

use std::path::Path;
use std::process::Stdio;

use daohang::limits::*;
use daohang::rules::load;
use daohang::suite;

use super::{answer, check, one};
use crate::hotline;
use crate::process::{Run, daohang};

/// A file of so many bytes that is read to the end and found wanting at its first byte, which costs less than reading rules.
fn filler(n_bytes: usize) -> Vec<u8> {
    let mut bytes = "#######\n".repeat(n_bytes / 8 + 1).into_bytes();
    bytes.truncate(n_bytes);
    bytes[0] = 1;
    bytes
}

#[test]
fn size_of_a_file() {
    check("FILE_BYTES", one(filler(FILE_BYTES)), one(filler(FILE_BYTES + 1)));
}

#[test]
fn length_of_a_line_of_rules() {
    let line = |n_bytes: usize| one(format!("lexicons: {{}}\n{}\n", "#".repeat(n_bytes)));
    check("RULE_BYTES", line(RULE_BYTES), line(RULE_BYTES + 1));
}

#[test]
fn size_of_a_folder() {
    let files = |n_bytes: usize| {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        let mut left = n_bytes;
        while left > 0 {
            let n_now = left.min(FILE_BYTES);
            files.push((format!("{:02}.yaml", files.len()), filler(n_now)));
            left -= n_now;
        }
        files
    };
    check("FOLDER_BYTES", files(FOLDER_BYTES), files(FOLDER_BYTES + 1));
}

#[test]
fn number_of_files() {
    let files =
        |n_files: usize| (0..n_files).map(|nth| (format!("{nth:05}.yaml"), b"lexicons: {}\n".to_vec())).collect();
    check("FOLDER_FILES", files(FOLDER_FILES), files(FOLDER_FILES + 1));
}

#[test]
fn folders_in_folders() {
    let said = |depth: usize| {
        let place = tempfile::tempdir().unwrap();
        let mut folder = place.path().to_owned();
        (0..depth).for_each(|_| folder.push("d"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.yaml"), super::HEAD).unwrap();
        let (_, findings) = load::folder(place.path()).unwrap();
        findings.iter().map(|finding| format!("`{}` {}", finding.code, finding.message)).collect::<Vec<_>>()
    };
    assert_eq!(said(FOLDER_DEPTH), Vec::<String>::new());
    // The file that is not read is missed as well.
    assert_eq!(said(FOLDER_DEPTH + 1).first(), Some(&answer("FOLDER_DEPTH")));
}

#[test]
fn depth_of_yaml() {
    let nested = |depth: usize| one(format!("{}{}\n", "[".repeat(depth), "]".repeat(depth)));
    check("YAML_DEPTH", nested(YAML_DEPTH), nested(YAML_DEPTH + 1));
    let steps = |depth: usize| one("- ".repeat(depth) + "x\n");
    check("YAML_DEPTH", steps(YAML_DEPTH), steps(YAML_DEPTH + 1));
}

#[test]
fn aliases() {
    let copies = |n_copies: u64| {
        one(format!("lexicons:\n  a: &a x\n  b: [{}]\n", "*a,".repeat(usize::try_from(n_copies).unwrap())))
    };
    check("ALIAS_VALUES", copies(ALIAS_VALUES), copies(ALIAS_VALUES + 1));
}

#[test]
fn findings_of_a_file() {
    let keys = |n_keys: usize| {
        one(format!("intent: 甲\nphrases: 甲\n{}", (0..n_keys).map(|nth| format!("k{nth}: 1\n")).collect::<String>()))
    };
    check("FILE_FINDINGS", keys(FILE_FINDINGS), keys(FILE_FINDINGS + 1));
}

#[test]
fn findings_of_a_hotline() {
    let bad = |n_phrases: usize| one(format!("intent: 甲\nphrases: |\n{}", "  [查]\n".repeat(n_phrases)));
    check("HOTLINE_FINDINGS", bad(HOTLINE_FINDINGS), bad(HOTLINE_FINDINGS + 1));
}

/// Checks files beside the rules, which are read through their path.
#[track_caller]
fn check_file(name: &str, most_bytes: usize, said: impl Fn(&Path) -> Vec<String>) {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a.chat");
    std::fs::write(&file, " ".repeat(most_bytes)).unwrap();
    assert!(!said(&file).contains(&answer(name)));
    std::fs::write(&file, " ".repeat(most_bytes + 1)).unwrap();
    assert_eq!(said(&file), [answer(name)]);
}

#[test]
fn size_of_a_conversation() {
    check_file("CONVERSATION_BYTES", CONVERSATION_BYTES, |file| {
        let suite = suite::load::load(&[file.to_owned()]).unwrap();
        suite.findings.iter().map(|finding| format!("`{}` {}", finding.code, finding.message)).collect()
    });
}

#[test]
fn size_of_labelled_sentences() {
    check_file("CASES_BYTES", CASES_BYTES, |file| {
        let cases = suite::cases::load(&[file.to_owned()]).unwrap();
        cases.findings.iter().map(|finding| format!("`{}` {}", finding.code, finding.message)).collect()
    });
}

#[test]
fn length_of_a_line() {
    let (_, words) =
        answer("LINE_BYTES").split_once('：').map(|(stream, words)| (stream.to_owned(), words.to_owned())).unwrap();
    let said = |n_bytes: usize| {
        let run = Run::new("route").small_hotline().stdin("a".repeat(n_bytes));
        let line = format!("第 1 {words}\n");
        if n_bytes > LINE_BYTES { run.stderr(&line) } else { run }.stdout_has(["\"decision\":\"reject\""]).check()
    };
    said(LINE_BYTES);
    said(LINE_BYTES + 1);
}

/// A line of 200 MB goes through the pipe in the memory of a short one, and the next line is heard.
#[cfg(target_os = "linux")]
#[test]
fn an_endless_line_takes_no_memory() {
    use std::io::Write as _;
    let place = tempfile::tempdir().unwrap();
    hotline::write(place.path());
    let mut child = daohang(place.path())
        .arg("route")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let block = vec![b'a'; 1 << 20];
    let memory = |child: &std::process::Child| {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<usize>().unwrap()
    };
    (0..4).for_each(|_| stdin.write_all(&block).unwrap());
    let before = memory(&child);
    (0..200).for_each(|_| stdin.write_all(&block).unwrap());
    let after = memory(&child);
    stdin.write_all("\n冻结账户\n".as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let written = String::from_utf8(output.stdout).unwrap();
    assert!(written.lines().nth(1).unwrap().contains("\"intent\":\"冻结账户\""), "{}", written.lines().nth(1).unwrap());
    assert!(after < before + 4096, "{before} KiB became {after} KiB");
}
