//! Many utterances at once: the work is spread over the cores, the results come in the order of the utterances.
//!
//! For measuring and proving; a call hears one utterance after the other and needs nothing of this.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::scratch::Scratch;

/// How many items a thread takes at a time.
const HANDFUL: usize = 16;

/// Does `work` for each item on all cores and returns the results in the order of the items, whichever thread did them.
///
/// `done` is told now and then how many items are finished, from any thread and not always in rising order.
pub fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&mut Scratch, &T) -> R + Sync,
    done: &(dyn Fn(usize) + Sync),
) -> Vec<R> {
    let handfuls: Vec<&[T]> = items.chunks(HANDFUL).collect();
    let (next, n_done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let run = || {
        let mut scratch = Scratch::default();
        let mut results: Vec<(usize, Vec<R>)> = Vec::new();
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            let Some(handful) = handfuls.get(nth) else { return results };
            results.push((nth, handful.iter().map(|item| work(&mut scratch, item)).collect()));
            done(n_done.fetch_add(handful.len(), Ordering::Relaxed) + handful.len());
        }
    };
    let n_threads = thread::available_parallelism().map_or(1, NonZero::get).min(handfuls.len());
    let mut results: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(run)).collect();
        // A panic of the work is the caller's, as if there were no threads.
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    results.sort_by_key(|(nth, _)| *nth);
    results.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for n_items in [0, 1, 15, 16, 17, 1000] {
            let items: Vec<usize> = (0..n_items).collect();
            let most = AtomicUsize::new(0);
            let done = |n| _ = most.fetch_max(n, Ordering::Relaxed);
            let squares = in_order(&items, |_, item| item * item, &done);
            assert_eq!(squares, items.iter().map(|item| item * item).collect::<Vec<_>>());
            assert_eq!(most.into_inner(), n_items);
        }
    }
}
