//! Calls against `kill`: real processes that end in the middle of a write or at any other moment, thousands of times where asked.
//!
//! The gate kills some hundred times. `DAOHANG_KILLS=10000 cargo test --test integration kills -- --nocapture` goes on for longer,
//! with `DAOHANG_SEED=1` at other moments.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use daohang::backend::demo::Demo;
use daohang::session::journal::{Act, Kept};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::caller::{self, reply, without_cuts};

/// How many kills the gate does.
const IN_THE_GATE: u32 = 120;

/// How a process is to end before its time.
#[derive(Debug, Clone, Copy)]
enum Kill {
    /// By its first write that goes so many blocks of 512 bytes beyond the present end of the log.
    AtWrite(u64),
    /// From outside, so many microseconds after so many answers.
    Outside { n_answers: u64, microseconds: u64 },
    /// Not at all.
    Never,
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// One call, by as many processes as it takes.
struct Line {
    folder: PathBuf,
    intents: PathBuf,
}

impl Line {
    fn database(&self) -> PathBuf {
        self.folder.join("demo.db")
    }

    /// The turns of the call so far, and how it ended; none where it was not begun.
    fn turns(&self) -> (Vec<Kept>, bool) {
        if !self.database().exists() {
            return (Vec::new(), false);
        }
        let demo = Demo::open(&self.database()).unwrap();
        match demo.find_call(Some(1)).unwrap() {
            Some(call) => (demo.turns(&call).unwrap(), call.ended.is_some()),
            None => (Vec::new(), false),
        }
    }

    fn done(&self) -> Vec<String> {
        let connection = Connection::open(self.database()).unwrap();
        let query = "SELECT action FROM changes WHERE at >= '2025-07-01' ORDER BY id";
        let mut statement = connection.prepare(query).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn start(&self, kill: Kill, is_begun: bool) -> Child {
        let log = std::fs::metadata(self.folder.join("demo.db-wal")).map_or(0, |metadata| metadata.len());
        let limit = match kill {
            Kill::AtWrite(blocks) => format!("ulimit -f {}; ", log.div_ceil(512) + blocks),
            Kill::Outside { .. } | Kill::Never => String::new(),
        };
        let resume = if is_begun { " --resume 1" } else { "" };
        let shell = format!(
            "ulimit -c 0; {limit}exec \"$0\" --intents \"$1\" --db demo.db --now 2025-07-01T10:00 chat{resume}"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &shell, env!("CARGO_BIN_EXE_daohang")]).arg(&self.intents).current_dir(&self.folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Talks until the process ends, of itself or not. Returns whether it was killed.
    #[track_caller]
    fn talk(&self, kill: Kill) -> bool {
        let (before, _) = self.turns();
        let n_resumed = before.iter().filter(|turn| turn.act == Act::Resume).count();
        let mut child = self.start(kill, !before.is_empty());
        let mut stdin = child.stdin.take();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        // What comes first is what was said before the cut.
        let mut n_to_skip = if before.is_empty() { 0 } else { n_resumed + 1 };
        let (mut shown, mut n_answers) = (Vec::new(), 0);
        while let Some(Ok(line)) = answers.next() {
            if n_to_skip > 0 {
                n_to_skip -= usize::from(line == "@resume");
                continue;
            }
            let Some(sentence) = line.strip_prefix("机：") else { continue };
            shown.push(sentence.to_owned());
            if sentence.ends_with("再见。") {
                stdin = None;
            }
            let Some(answer) = reply(sentence, &self.done()) else { continue };
            n_answers += 1;
            // Who is dead hears nothing.
            let _ = stdin.as_mut().map(|stdin| stdin.write_all(format!("{answer}\n").as_bytes()));
            if let Kill::Outside { n_answers: after, microseconds } = kill
                && n_answers >= after
            {
                pause(microseconds);
                child.kill().unwrap();
            }
        }
        drop(stdin);
        let status = child.wait().unwrap();
        let mut errors = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut errors).unwrap();
        let is_killed = status.signal().is_some();
        assert!(is_killed || status.success(), "{status:?} {errors}");
        let complaints = errors.lines().find(|line| !line.starts_with("接着打第 1 通："));
        assert_eq!(complaints, None, "{errors}");
        self.check(&before, &shown);
        is_killed
    }

    /// Holds the file against what was shown: every turn that was shown is kept, no turn twice, and every effect with its turn.
    #[track_caller]
    fn check(&self, before: &[Kept], shown: &[String]) {
        let connection = Connection::open(self.database()).unwrap();
        let intact: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(intact, "ok");
        drop(connection);
        let (turns, _) = self.turns();
        assert!(turns.starts_with(before), "what was kept before is not kept any more");
        let said: Vec<&String> = turns.iter().skip(before.len()).flat_map(|turn| &turn.said).collect();
        let shown: Vec<&String> = shown.iter().collect();
        assert!(said.starts_with(&shown), "shown: {shown:?}\nkept: {said:?}");
        if !turns.is_empty() {
            let n_carried_out = turns.iter().flat_map(|turn| &turn.answers).filter(|answer| is_effect(answer)).count();
            assert_eq!(self.done().len(), n_carried_out, "an effect without its turn, or a turn without its effect");
        }
    }
}

fn is_effect(answer: &daohang::session::journal::Answer) -> bool {
    use daohang::session::journal::Answer;
    match answer {
        Answer::Called { action, outcome, .. } => {
            outcome == "ok" && ["account.freeze", "account.unfreeze", "case.open"].contains(&action.as_str())
        }
        Answer::HandedOver(_) => true,
    }
}

/// Waits so many microseconds.
#[allow(
    clippy::disallowed_methods,
    reason = "killing at any moment is what is tested; no outcome depends on how long it takes"
)]
fn pause(microseconds: u64) {
    std::thread::sleep(std::time::Duration::from_micros(microseconds));
}

/// A folder for one more call.
fn line(place: &Path, n: usize) -> Line {
    let folder = place.join(n.to_string());
    std::fs::create_dir(&folder).unwrap();
    Line { folder, intents: place.join("intents") }
}

#[test]
fn killed_at_any_write_and_any_moment_no_turn_is_lost_or_doubled() {
    let place = TempDir::new().unwrap();
    caller::write(place.path());
    let whole = line(place.path(), 0);
    assert!(!whole.talk(Kill::Never));
    let (expected, has_ended) = whole.turns();
    assert!(has_ended);
    let expected = without_cuts(&expected);
    let effects = ["account.freeze", "case.open", "account.unfreeze"];
    assert_eq!(whole.done(), effects);
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let asked = number("DAOHANG_KILLS");
    let wanted = asked.unwrap_or(IN_THE_GATE);
    let mut dice = Dice(number("DAOHANG_SEED").unwrap_or(7).into());
    let (mut n_kills, mut n_calls, mut n_writes) = (0, 0, 0);
    while n_kills < wanted {
        n_calls += 1;
        let line = line(place.path(), n_calls);
        loop {
            let kill = match dice.below(5) {
                0 | 1 => Kill::Outside { n_answers: dice.below(6), microseconds: dice.below(6_000) },
                _ => Kill::AtWrite(1 + dice.below(160)),
            };
            let is_killed = line.talk(kill);
            n_kills += u32::from(is_killed);
            n_writes += u32::from(is_killed && matches!(kill, Kill::AtWrite(_)));
            if line.turns().1 {
                break;
            }
            // The script ends only with the call: who ends before it without being killed has lost it.
            assert!(is_killed);
        }
        let turns = line.turns().0;
        let same = told(&without_cuts(&turns)) == told(&expected);
        assert!(same, "{:?}\n{:?}", without_cuts(&turns), expected);
        assert_eq!(line.done(), effects, "something was done twice, or not at all");
        std::fs::remove_dir_all(&line.folder).unwrap();
    }
    if asked.is_some() {
        eprintln!("{n_kills} kills ({n_writes} of them within a write) in {n_calls} calls: 0 turns lost, 0 doubled");
    }
}

/// What was said in a call, without the questions of the identity, which a cut after a task brings back.
fn told(turns: &[(String, Vec<String>)]) -> Vec<&String> {
    let is_asked_anew = |said: &&String| ["手机号", "后四位", "核对好了"].iter().any(|part| said.contains(part));
    turns.iter().flat_map(|(_, said)| said).filter(|said| !is_asked_anew(said)).collect()
}
