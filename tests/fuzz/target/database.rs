//! A database file that holds anything: refused, or used as if nothing had been; never a panic, never a call without an answer.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use daohang::backend::demo::Demo;
use daohang::session::Session;
use daohang::session::clock::Clock;

use super::super::Signs;
use super::super::Target;
use super::NOW;
use super::calls::SHIPPED;

/// Opens a database and talks with it.
pub const TARGET: Target = Target { name: "database", run, seeds: inputs, most_bytes: 256 << 10, n_short: 12 };

/// Calls that read and write every table.
const TALK: [&str; 14] = [
    "查上个月的账单",
    "13900139000",
    "5678",
    "看明细",
    "没有了",
    "买的耳机一直没收到",
    "88010000000011",
    "是",
    "我要冻结账户",
    "是的",
    "查一下案件进度",
    "202507010001",
    "转人工",
    "账户",
];

fn inputs() -> Vec<Vec<u8>> {
    let place = Place::new();
    talk(&place.file, &mut Signs::default());
    let used = std::fs::read(&place.file).unwrap_or_default();
    vec![used, Vec::new(), b"SQLite format 3\0".to_vec(), "不是数据库".into()]
}

fn run(input: &[u8], signs: &mut Signs) {
    let place = Place::new();
    if std::fs::write(&place.file, input).is_err() {
        return;
    }
    talk(&place.file, signs);
}

fn talk(path: &Path, signs: &mut Signs) {
    let demo = match Demo::open(path) {
        Ok(demo) => demo,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            signs.note(std::mem::discriminant(&error));
            return;
        }
    };
    let mut session = Session::new(Arc::clone(&SHIPPED), Box::new(demo), Clock::Fixed(NOW));
    session.open();
    for line in TALK {
        if session.is_over() {
            session.open();
        }
        let turn = session.say(line);
        assert!(turn.ended.is_some() || !turn.said.is_empty(), "a turn in silence: {line:?}");
        turn.calls.iter().for_each(|call| signs.note((&call.action, &call.outcome)));
        turn.failures.iter().for_each(|failure| signs.note(failure.chars().rev().take(24).collect::<String>()));
    }
    let ticket = session.last_handoff().map(|handoff| format!("{:?}", handoff.placement));
    signs.note(ticket.is_some());
    let _ = session.ticket("T202507010001");
    session.hang_up();
}

/// A file's name of this run alone; what is there goes with it, logs beside it included.
struct Place {
    file: PathBuf,
}

impl Place {
    fn new() -> Place {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("daohang-fuzz-{}-{number}.db", std::process::id());
        Place { file: std::env::temp_dir().join(name) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.file.clone().into_os_string();
            name.push(ending);
            let _ = std::fs::remove_file(name);
        }
    }
}
