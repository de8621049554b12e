//! The program itself on a pipe: bytes in, bytes out, and the exit code.
//!
//! The first byte chooses the command. The process runs under a limit of memory; how long it may take is the driver's to say.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::super::Signs;
use super::super::Target;
use super::super::seeds;

/// Pipes bytes into the program.
pub const TARGET: Target = Target { name: "pipe", run, seeds: inputs, most_bytes: 256 << 10, n_short: 12 };

/// The program; a driver sets it before the first run.
pub static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// The most address space that the program gets, in KiB. The binary, its threads' stacks and SQLite map some 200 MiB of it, hardly any of
/// which is used.
const MOST_KIB: usize = 600 << 10;

/// The commands, chosen by the first byte of an input.
const COMMANDS: [&[&str]; 5] = [
    &["--now", "2025-07-01T10:00"],
    &["route"],
    &["--now", "2025-07-01T10:00", "entities"],
    &["--now", "9999-12-31T23:59:59"],
    &["route", "--format", "json"],
];

fn inputs() -> Vec<Vec<u8>> {
    let mut inputs: Vec<Vec<u8>> =
        seeds::texts("tests/conversations", "chat").into_iter().map(|text| format!("0{text}").into_bytes()).collect();
    inputs.push(b"0\xce\xd2\xb5\xc4\xd5\xcb\xbb\xa7\xb1\xbb\xb6\xb3\xbd\xe1\xc1\xcb\n".to_vec());
    inputs.push(b"1\xff\xfe\xbb\x51\xd3\x7e\n\0\0".to_vec());
    inputs.push(["2".to_owned(), "查".repeat(80_000)].concat().into_bytes());
    inputs.push("3我想查上个月的账单\n13900139000\n5678\n转人工\n\n\n\n\n\n".into());
    inputs.push("4花贝怎么还款\n上个月花了三百五\n".into());
    inputs
}

fn run(input: &[u8], signs: &mut Signs) {
    let Some(program) = PROGRAM.get() else { return };
    let (command, bytes) = input.split_first().unwrap_or((&0, &[]));
    let arguments = COMMANDS[usize::from(*command) % COMMANDS.len()];
    let mut child = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MOST_KIB}; exec \"$0\" \"$@\"")])
        .arg(program)
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell can be started");
    let mut stdin = child.stdin.take().expect("it is piped");
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("writing does not panic");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}: {errors}", output.status);
    assert!(!errors.contains("panicked"), "{errors}");
    let written = String::from_utf8(output.stdout).expect("what is written is UTF-8");
    signs.note((arguments.len(), output.status.code()));
    signs.note_size("written", written.lines().count());
    for line in errors.lines() {
        signs.note(line.chars().filter(|c| !c.is_ascii_digit()).take(16).collect::<String>());
    }
    for line in written.lines().take(2000) {
        // What is said, without what was put into it.
        signs.note(line.chars().filter(|c| !c.is_ascii_alphanumeric()).take(12).collect::<String>());
    }
}
