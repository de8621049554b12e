//! What the program takes as a process: from its start to the greeting, and a script through a pipe.

use std::env;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use super::measure::{percentile, timed};

/// The program, built with the same profile.
const PROGRAM: &str = env!("CARGO_BIN_EXE_daohang");
/// How often a process is started.
const N_STARTS: usize = 101;
/// The turns of the script.
const N_TURNS: usize = 50_000;

/// Starts the program and pipes scripts through it; returns the lines to print.
pub fn run() -> Result<Vec<String>, String> {
    let folder = env::temp_dir().join(format!("daohang-bench-{}", std::process::id()));
    // Nowhere near `./intents`: the set that is built in is measured.
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let lines = measured(&folder);
    let _ = fs::remove_dir_all(&folder);
    lines.map_err(|error| error.to_string())
}

fn measured(folder: &Path) -> std::io::Result<Vec<String>> {
    let (start, nothing) = (starts(folder, PROGRAM)?, starts(folder, "/bin/echo")?);
    let mut lines = vec![format!(
        "start to the greeting and the end: p50 {:.2} ms, p99 {:.2} ms; /bin/echo p50 {:.2} ms (budget: 10)",
        percentile(start.clone(), 50),
        percentile(start, 99),
        percentile(nothing, 50)
    )];
    let script = folder.join("script.txt");
    let said = ["查账单", "13900139000", "5678", "花呗怎么还款", "转人工"];
    for (name, said) in [("查账单 over and over", &said[..1]), ("whole calls", &said[..])] {
        let text: String = said.iter().cycle().take(N_TURNS).map(|said| format!("{said}\n")).collect();
        fs::write(&script, text)?;
        for command in [&["--now", "2025-07-01T10:00:00"][..], &["route"][..]] {
            let mut quickest = f64::INFINITY;
            for _ in 0..3 {
                let (done, taken) = timed(|| piped(folder, &script, command));
                done?;
                quickest = quickest.min(taken.as_secs_f64());
            }
            let what = if command == ["route"] { "route, lines/s" } else { "pipe, turns/s " };
            lines.push(format!("{what} {:9.0}  {name} (budget: 50000)", N_TURNS as f64 / quickest));
        }
    }
    Ok(lines)
}

/// How long starts with nothing to read take, in milliseconds.
fn starts(folder: &Path, program: &str) -> std::io::Result<Vec<f64>> {
    let start = || {
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let (done, taken) = timed(|| command.status());
        done.map(|_| taken.as_secs_f64() * 1e3)
    };
    (0..N_STARTS).map(|_| start()).collect()
}

fn piped(folder: &Path, script: &Path, command: &[&str]) -> std::io::Result<()> {
    let mut program = Command::new(PROGRAM);
    program.current_dir(folder).args(command).stdin(File::open(script)?);
    program.stdout(Stdio::null()).stderr(Stdio::null()).status().map(drop)
}
