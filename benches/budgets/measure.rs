//! How time and memory are taken.
//!
//! A busy machine only ever makes things slower, so of several measurements of the same work the quickest counts. Each utterance is
//! measured once in a pass over all of them, not several times in a row, so that caches are as cold as in service.

use std::fs;
use std::time::{Duration, Instant};

/// Returns the result of some work and how long it took.
#[allow(clippy::disallowed_methods, reason = "measuring is what this is for")]
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let result = work();
    (result, begin.elapsed())
}

/// The quickest times of many pieces of work.
#[derive(Debug)]
pub struct Times {
    /// In nanoseconds, by piece of work.
    each: Vec<f64>,
    /// The quickest pass over all.
    pass: Duration,
    /// What taking the time costs, in nanoseconds.
    overhead: f64,
}

impl Times {
    /// Makes room for so many pieces of work.
    pub fn new(n: usize) -> Times {
        let mut empty: Vec<f64> = (0..1001).map(|_| timed(|| ()).1.as_nanos() as f64).collect();
        empty.sort_unstable_by(f64::total_cmp);
        Times { each: vec![f64::INFINITY; n], pass: Duration::MAX, overhead: empty[500] }
    }

    /// Takes the time of each piece of work, once, and then of all together.
    pub fn pass(&mut self, mut work: impl FnMut(usize)) {
        self.each(&mut work);
        let n = self.each.len();
        self.pass = self.pass.min(timed(|| (0..n).for_each(work)).1);
    }

    /// Takes the time of each piece of work, once.
    pub fn each(&mut self, mut work: impl FnMut(usize)) {
        for (n, quickest) in self.each.iter_mut().enumerate() {
            let taken = timed(|| work(n)).1.as_nanos() as f64;
            *quickest = quickest.min((taken - self.overhead).max(1.0));
        }
    }

    /// Returns how many pieces of work a second has room for.
    pub fn per_second(&self) -> f64 {
        self.each.len() as f64 / self.pass.as_secs_f64()
    }

    /// Returns the time in microseconds that so many of a hundred pieces of work stay within.
    pub fn percentile(&self, percent: usize) -> f64 {
        percentile(self.each.clone(), percent) / 1000.0
    }
}

/// Returns the value that so many of a hundred stay within; 0 of none.
pub fn percentile(mut values: Vec<f64>, percent: usize) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) * percent / 100).copied().unwrap_or(0.0)
}

/// The memory of this process in megabytes: what it holds now, and the most that it ever held. Zero where the system does not tell.
pub fn memory() -> (f64, f64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok());
        kilobytes.unwrap_or(0.0) / 1024.0
    };
    (of("VmRSS:"), of("VmHWM:"))
}

/// The time that the processors spent on this process so far, all threads together, in milliseconds; zero where the system does not
/// tell. What other programs take of the machine does not lengthen it, as it does the time on the clock.
pub fn processor() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold spaces; what follows its bracket does not. User and system time come as hundredths of a second.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}
