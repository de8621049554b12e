//! Fuzzes with nothing but Rust: `fuzz TARGET… [--seconds N] [--runs N] [--seed N]`, `fuzz replay FILE…`, `fuzz list`.
//!
//! Deterministic but for the time: the same seed makes the same inputs. What breaks a promise is made smaller and kept in
//! `found/`, named for its target; an input that takes too long or too much memory is kept there too, and ends the run.

#[allow(dead_code, reason = "each driver uses its own part")]
#[path = "../../tests/fuzz/mod.rs"]
mod fuzz;
mod watch;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use fuzz::campaign::{Campaign, Find, attempt, kind, shrink};
use fuzz::{Signs, TARGETS, Target};
use watch::Watch;

/// The most that one input may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most memory that one input may need, in bytes.
const MOST_MEMORY: usize = 512 << 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    set_program();
    match arguments.as_slice() {
        ["list"] => {
            TARGETS.iter().for_each(|target| println!("{}", target.name));
            ExitCode::SUCCESS
        }
        ["replay", files @ ..] => replay(files),
        ["seeds", folder] => write_seeds(Path::new(folder)),
        _ => match options(&arguments) {
            Some(options) if !options.targets.is_empty() => run(&options),
            Some(_) | None => {
                eprintln!("fuzz TARGET… [--seconds N] [--runs N] [--seed N] | replay FILE… | seeds FOLDER | list");
                ExitCode::from(2)
            }
        },
    }
}

/// What is asked for.
struct Options {
    targets: Vec<Target>,
    time: Duration,
    n_runs: usize,
    seed: u64,
}

fn options(arguments: &[&str]) -> Option<Options> {
    let mut options = Options { targets: Vec::new(), time: Duration::from_secs(60), n_runs: usize::MAX, seed: 1 };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match *argument {
            "--seconds" => options.time = Duration::from_secs(rest.next()?.parse().ok()?),
            "--runs" => options.n_runs = rest.next()?.parse().ok()?,
            "--seed" => options.seed = rest.next()?.parse().ok()?,
            "all" => options.targets.extend(TARGETS),
            name => options.targets.push(*TARGETS.iter().find(|target| target.name == name)?),
        }
    }
    Some(options)
}

/// Tells the pipe's target where the program is: beside this one.
fn set_program() {
    let program = std::env::var_os("DAOHANG").map(PathBuf::from);
    let beside = || Some(std::env::current_exe().ok()?.with_file_name("daohang"));
    if let Some(program) = program.or_else(beside).filter(|program| program.is_file()) {
        fuzz::target::pipe::PROGRAM.get_or_init(|| program);
    }
}

fn run(options: &Options) -> ExitCode {
    // Panics are caught and told once; the hook would tell each.
    std::panic::set_hook(Box::new(|_| {}));
    let watch = Watch::start(PATIENCE, MOST_MEMORY, &found());
    let mut n_kinds = 0;
    for target in &options.targets {
        if target.name == "pipe" && fuzz::target::pipe::PROGRAM.get().is_none() {
            eprintln!("pipe: passed over: no program; set DAOHANG to its path");
            continue;
        }
        n_kinds += one(*target, options, &watch);
    }
    if n_kinds == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one target, and says how it went; returns how many kinds of finds there were.
fn one(target: Target, options: &Options, watch: &Watch) -> usize {
    let begin = Instant::now();
    let mut campaign = Campaign::new(target, options.seed);
    let mut finds: BTreeSet<String> = BTreeSet::new();
    let (mut n_runs, mut slowest, mut most_memory) = (0_usize, Duration::ZERO, 0);
    while n_runs < options.n_runs && begin.elapsed() < options.time {
        let input = campaign.next();
        watch.begin(target.name, &input);
        let start = Instant::now();
        let broken = campaign.run(&input);
        slowest = slowest.max(start.elapsed());
        most_memory = most_memory.max(watch.end());
        n_runs += 1;
        if let Some(find) = broken.filter(|find| finds.insert(kind(&find.message))) {
            let small = shrink(target, &find);
            let path = keep(target.name, &small);
            eprintln!("{}: {} ({})", target.name, kind(&small.message), path.display());
        }
    }
    let (n_kept, n_signs) = campaign.sizes();
    println!(
        "{}: seed {}, {} s, {n_runs} runs, {n_kept} kept, {n_signs} signs, slowest {} ms, most memory {} KiB, {} finds",
        target.name,
        options.seed,
        begin.elapsed().as_secs(),
        slowest.as_millis(),
        most_memory >> 10,
        finds.len()
    );
    finds.len()
}

/// Runs inputs that were kept; the name of each begins with its target's.
fn replay(files: &[&str]) -> ExitCode {
    let mut failed = false;
    for file in files {
        let name = Path::new(file).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(target) = TARGETS.iter().find(|target| name.starts_with(target.name)) else {
            eprintln!("{file}: the name begins with no target");
            return ExitCode::from(2);
        };
        match std::fs::read(file) {
            Ok(input) => {
                let start = Instant::now();
                let broken = attempt(*target, &input, &mut Signs::default());
                failed |= broken.is_some();
                let message = broken.map_or_else(|| "fine".to_owned(), |find| find.message);
                println!("{file}: {} ms: {message}", start.elapsed().as_millis());
            }
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(3);
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Writes the seeds of all targets into folders, for the guided run.
fn write_seeds(folder: &Path) -> ExitCode {
    for target in TARGETS {
        let folder = folder.join(target.name);
        let written = std::fs::create_dir_all(&folder).and_then(|()| {
            let mut seeds = (target.seeds)().into_iter().enumerate();
            seeds.try_for_each(|(nth, seed)| std::fs::write(folder.join(format!("seed-{nth}")), seed))
        });
        if let Err(error) = written {
            eprintln!("{}: {error}", folder.display());
            return ExitCode::from(3);
        }
    }
    ExitCode::SUCCESS
}

/// Where finds are kept.
fn found() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("found")
}

fn keep(target: &str, find: &Find) -> PathBuf {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    kind(&find.message).hash(&mut hasher);
    let path = found().join(format!("{target}-{:08x}", hasher.finish() >> 32));
    let written = std::fs::create_dir_all(found()).and_then(|()| std::fs::write(&path, &find.input));
    let text = format!("{}\n", find.message);
    let written = written.and_then(|()| std::fs::write(path.with_extension("why"), text));
    if let Err(error) = written {
        eprintln!("{}: {error}", path.display());
    }
    path
}
