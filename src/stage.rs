//! Work on many things at once: in parallel, in order, within bounds of memory and of harm.
//!
//! Things are worked on in batches; the next batch is in work while the results of the last are taken. At
//! most three batches are alive at a time, whatever the number of things, and results come in the order of
//! things, whatever the number of threads. What the work is, is for others.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rayon::prelude::*;

/// The most things of a batch.
pub const MOST_THINGS: usize = 512;
/// The bytes at which a batch is full, once there is something for each thread.
pub const FULL: u64 = 4 << 20;
/// The stack of a thread: parsers call themselves, and memory that is not used costs nothing.
const STACK: usize = 16 << 20;

/// Says how many threads work at once, before anything does; `None`: one a core.
///
/// # Errors
/// Threads that the system does not give, in words.
pub fn threads(jobs: Option<usize>) -> Result<(), String> {
    let builder = rayon::ThreadPoolBuilder::new().stack_size(STACK).num_threads(jobs.unwrap_or(0));
    builder.build_global().map_err(|error| format!("the threads cannot be started: {error}"))
}

/// Cuts things into batches by their number and their size in bytes.
pub struct Batches<I, S> {
    things: I,
    size: S,
}

impl<T, I: Iterator<Item = T>, S: Fn(&T) -> u64> Batches<I, S> {
    /// Batches of the things, whose sizes are asked once.
    pub fn new(things: I, size: S) -> Batches<I, S> {
        Batches { things, size }
    }
}

impl<T, I: Iterator<Item = T>, S: Fn(&T) -> u64> Iterator for Batches<I, S> {
    type Item = Vec<T>;

    fn next(&mut self) -> Option<Vec<T>> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let threads = rayon::current_num_threads();
        while batch.len() < MOST_THINGS && (bytes < FULL || batch.len() < threads) {
            let Some(thing) = self.things.next() else { break };
            bytes += (self.size)(&thing);
            batch.push(thing);
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// A place for results, and where they can be taken from.
pub fn results<R>() -> (SyncSender<Vec<R>>, Receiver<Vec<R>>) {
    sync_channel(1)
}

/// Works on batch after batch until there are no more or nobody takes the results.
pub fn work_through<T: Send, R: Send>(
    batches: impl Iterator<Item = Vec<T>>,
    work: impl Fn(T) -> R + Sync,
    results: SyncSender<Vec<R>>,
) {
    for batch in batches {
        let done = batch.into_par_iter().map(&work).collect();
        if results.send(done).is_err() {
            return;
        }
    }
}

/// Works on all batches and takes the results of each in order.
///
/// # Errors
/// What `take` fails with; the rest is then not worked on.
pub fn in_order<T: Send, R: Send, E>(
    batches: impl Iterator<Item = Vec<T>> + Send,
    work: impl Fn(T) -> R + Sync + Send,
    mut take: impl FnMut(Vec<R>) -> Result<(), E>,
) -> Result<(), E> {
    std::thread::scope(|scope| {
        let (sender, results) = results();
        scope.spawn(|| work_through(batches, work, sender));
        results.into_iter().try_for_each(&mut take)
    })
}

/// Does the work on one document. A fault of the program in it harms no other document.
///
/// # Errors
/// What went wrong, in words.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
        let said = cause.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no reason is known");
        format!("letterbook has a fault that this document meets ({said}); please report it")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_end_at_their_number_or_at_their_size() {
        let threads = rayon::current_num_threads();
        for (number, size, lengths) in [
            (0, 1, vec![]),
            (3, 1, vec![3]),
            (MOST_THINGS + 1, 1, vec![MOST_THINGS, 1]),
            (2 * threads + 1, FULL, vec![threads, threads, 1]),
        ] {
            let batches = Batches::new(0..number, |_| size);
            assert_eq!(batches.map(|batch| batch.len()).collect::<Vec<_>>(), lengths, "{number} of {size}");
        }
    }

    #[test]
    fn results_come_in_the_order_of_things() {
        let batches = Batches::new(0..5000_u64, |_| 1);
        let mut all = Vec::new();
        let uneven = |number: u64| {
            std::thread::sleep(std::time::Duration::from_micros(number * 7919 % 50));
            number
        };
        let taken = in_order(batches, uneven, |results| {
            all.extend(results);
            Ok::<(), ()>(())
        });
        assert_eq!(taken, Ok(()));
        assert_eq!(all, (0..5000).collect::<Vec<_>>());
    }

    #[test]
    fn work_ends_when_the_results_cannot_be_taken() {
        let batches = Batches::new(0.., |_| 1);
        assert_eq!(in_order(batches, |number: u64| number, |_| Err("full")), Err("full"));
    }

    #[test]
    fn a_panic_in_the_work_is_a_failure_with_its_reason() {
        assert_eq!(guarded(|| 7), Ok(7));
        let failed = guarded(|| -> u8 { panic!("no {}", "ink") });
        assert!(failed.is_err_and(|why| why.contains("(no ink)")));
    }
}
