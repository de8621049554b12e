//! Watches time and memory while an input runs: what takes too much of either is kept, and ends the process.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What runs now.
struct Now {
    target: &'static str,
    input: Vec<u8>,
    begin: Instant,
    memory_before: usize,
}

/// The watch over a run.
pub struct Watch {
    now: Arc<Mutex<Option<Now>>>,
}

impl Watch {
    /// Begins to watch; what breaks a limit is kept in `found`.
    pub fn start(patience: Duration, most_memory: usize, found: &Path) -> Watch {
        let now: Arc<Mutex<Option<Now>>> = Arc::default();
        let (watched, found) = (Arc::clone(&now), found.to_owned());
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(20));
                let Ok(now) = watched.lock() else { return };
                let Some(now) = now.as_ref() else { continue };
                let used = MEMORY.current_usage().saturating_sub(now.memory_before);
                if now.begin.elapsed() > patience {
                    give_up(now, "slow", &found);
                }
                if used > most_memory {
                    give_up(now, "large", &found);
                }
            }
        });
        Watch { now }
    }

    /// Notes that an input begins.
    pub fn begin(&self, target: &'static str, input: &[u8]) {
        MEMORY.reset_peak_usage();
        let memory_before = MEMORY.current_usage();
        if let Ok(mut now) = self.now.lock() {
            *now = Some(Now { target, input: input.to_vec(), begin: Instant::now(), memory_before });
        }
    }

    /// Notes that it ended; returns the most memory that it needed, in bytes.
    pub fn end(&self) -> usize {
        let now = self.now.lock().ok().and_then(|mut now| now.take());
        now.map_or(0, |now| MEMORY.peak_usage().saturating_sub(now.memory_before))
    }
}

/// Keeps the input and ends the process: a thread that hangs cannot be ended otherwise.
fn give_up(now: &Now, why: &str, found: &Path) -> ! {
    let path: PathBuf = found.join(format!("{}-{why}-{:x}", now.target, now.input.len()));
    let written = std::fs::create_dir_all(found).and_then(|()| std::fs::write(&path, &now.input));
    match written {
        Ok(()) => eprintln!("{}: too {why}: {}", now.target, path.display()),
        Err(error) => eprintln!("{}: too {why}, and it cannot be kept: {error}", now.target),
    }
    std::process::exit(70)
}
