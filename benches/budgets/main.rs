//! Holds daohang against its budgets: `scripts/bench` runs it. With nothing to do named it does everything but the soak.
//!
//! Does `route`, `turns`, `process`, `sessions` and `soak` as named in its arguments; `--data FOLDER` takes the rules and queries of a
//! folder in place of its own, `--turns N` says how long the soak is and `--callers N` how many
//! callers it has.

mod authored;
mod corpus;
mod generate;
mod measure;
mod process;
mod recorded;
mod routing;
mod sessions;
mod turns;
mod words;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use corpus::Corpus;
use routing::Row;

const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];
const N_QUERIES: usize = 10_000;

/// The turns of a soak.
const N_SOAKED: usize = 10_000_000;

/// A part that prints lines.
type Run = fn() -> Result<Vec<String>, String>;

/// What is asked for on the command line.
#[derive(Debug, Default)]
struct Wanted {
    parts: Vec<String>,
    data: Option<PathBuf>,
    sizes: Vec<usize>,
    n_turns: Option<usize>,
    n_sessions: Option<usize>,
}

fn main() -> ExitCode {
    let wanted = match wanted(env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(message) => return failed(&message),
    };
    let has = |part: &str| wanted.parts.is_empty() || wanted.parts.iter().any(|wanted| wanted == part);
    let outcome = (|| {
        if let [part, folder] = wanted.parts.as_slice()
            && part == "size"
        {
            return size(&wanted, Path::new(folder));
        }
        if has("route") {
            routes(&wanted)?;
        }
        for (part, run) in [("turns", turns::run as Run), ("process", process::run), ("sessions", sessions::run)] {
            if has(part) {
                run()?.iter().for_each(|line| print(line));
            }
        }
        if wanted.parts.iter().any(|part| part == "soak") {
            soak(wanted.n_sessions.unwrap_or(sessions::N_SESSIONS), wanted.n_turns.unwrap_or(N_SOAKED))?;
        }
        Ok(())
    })();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => failed(&message),
    }
}

fn wanted(arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted::default();
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        let number = |text: String| text.parse::<usize>().map_err(|_| format!("no number: {text}"));
        match argument.as_str() {
            "--data" => wanted.data = Some(value()?.into()),
            "--callers" => wanted.n_sessions = Some(number(value()?)?),
            "--turns" => wanted.n_turns = Some(number(value()?)?),
            "--sizes" => {
                wanted.sizes = value()?.split(',').map(|size| number(size.to_owned())).collect::<Result<_, _>>()?;
            }
            // Cargo says so to every bench.
            "--bench" => {}
            other if other.starts_with('-') => return Err(format!("unknown: {other}")),
            part => wanted.parts.push(part.to_owned()),
        }
    }
    if wanted.sizes.is_empty() {
        wanted.sizes = SIZES.into();
    }
    Ok(wanted)
}

#[allow(clippy::print_stderr, reason = "this is how a bench fails")]
fn failed(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}

#[allow(clippy::print_stdout, reason = "this is how a bench talks")]
fn print(line: &str) {
    println!("{line}");
}

fn corpus(wanted: &Wanted, n_phrases: usize) -> Result<Corpus, String> {
    match &wanted.data {
        Some(data) => Corpus::read(data, n_phrases)
            .ok_or_else(|| format!("no rules of {n_phrases} phrases in {}", data.display())),
        None => Ok(generate::corpus(n_phrases, N_QUERIES)),
    }
}

/// Measures every size in a process of its own, so that the most memory it held is its own as well.
fn routes(wanted: &Wanted) -> Result<(), String> {
    let folder = env::temp_dir().join(format!("daohang-bench-{}", std::process::id()));
    let program = env::current_exe().map_err(|error| error.to_string())?;
    print(
        "phrases    load ms   of cpu  peak MB  YAML MB/s  queries/s  p50 us  p99 us  scan us  ratio   hits  misses    typo negated reorder   hard",
    );
    for &n_phrases in &wanted.sizes {
        let below = folder.join(n_phrases.to_string());
        authored::write(&corpus(wanted, n_phrases)?, &below).map_err(|error| error.to_string())?;
        let mut command = Command::new(&program);
        command.arg("size").arg(&below).args(["--sizes", &n_phrases.to_string()]);
        if let Some(data) = &wanted.data {
            command.arg("--data").arg(data);
        }
        let output = command.output().map_err(|error| error.to_string());
        let _ = fs::remove_dir_all(&below);
        let output = output?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let row: Row = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
        print(&shown(&row));
    }
    let _ = fs::remove_dir_all(&folder);
    Ok(())
}

fn shown(row: &Row) -> String {
    let share = |prefix: &[&str]| {
        let of = row.classes.iter().filter(|(name, _)| prefix.iter().any(|prefix| name.starts_with(prefix)));
        let (n_right, n) = of.fold((0, 0), |(right, n), (_, class)| (right + class.n_right, n + class.n));
        100.0 * n_right as f64 / n.max(1) as f64
    };
    let line = format!(
        "{:7} {:10.1} {:8.0} {:8.1} {:10.1} {:10.0} {:7.2} {:7.2} {:8.3} {:6.1} {:6.2} {:7.2} {:7.1} {:7.1} {:7.1} {:6.1}",
        row.n_phrases,
        row.load_ms,
        row.load_processor_ms,
        row.peak_mb,
        row.yaml_mb / row.load_ms * 1e3,
        row.per_second,
        row.p50,
        row.p99,
        row.scan_p50,
        row.p50 / row.scan_p50,
        share(&["hit"]),
        share(&["miss"]),
        share(&["typo"]),
        share(&["negated"]),
        share(&["reorder"]),
        share(&["typo", "negated", "reorder"]),
    );
    let classes = row.classes.iter().map(|(name, class)| format!("{name} {:.2}", class.p50));
    format!(
        "{line}\n        first pass {:.0} ms, holds {:.0} MB; p50 us by class: {}",
        row.first_ms,
        row.held_mb,
        classes.collect::<Vec<_>>().join(", ")
    )
}

/// The child of [`routes`].
fn size(wanted: &Wanted, folder: &Path) -> Result<(), String> {
    let [n_phrases] = wanted.sizes.as_slice() else { return Err("one size".to_owned()) };
    // Loading comes first: what it takes at most must not include the queries. They are small, but the generator is not.
    let row = routing::run(folder, || corpus(wanted, *n_phrases))?;
    print(&serde_json::to_string(&row).map_err(|error| error.to_string())?);
    Ok(())
}

/// Many turns through many sessions: memory and latency must be the same at the end as when all have begun.
fn soak(n_sessions: usize, n_turns: usize) -> Result<(), String> {
    let hotline = turns::shipped()?;
    print(&format!("{n_turns} turns through {n_sessions} sessions:"));
    print("      turns       MB   p50 us   p99 us   turns/s   most lines kept");
    let mut n_done = 0;
    sessions::soak(&hotline, n_sessions, n_turns, |part| {
        n_done += part.n_turns;
        let sessions::Part { megabytes, most_kept, p50, p99, per_second, .. } = part;
        print(&format!("{n_done:11} {megabytes:8.1} {p50:8.2} {p99:8.2} {per_second:9.0} {most_kept:17}"));
    });
    Ok(())
}
