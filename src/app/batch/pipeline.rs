//! Tasks read one after the other, worked on side by side, and taken up in order.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, sync_channel};

/// Reads tasks until there are none, works on so many at once, and hands what comes of them to `take` in the order of the tasks. Never
/// are more than a few tasks held. Ends at the first error: of reading, of taking, in the order of the tasks.
pub fn run<T: Send, W: Send, E: Send>(
    threads: usize,
    mut next: impl FnMut() -> Option<Result<T, E>> + Send,
    work: impl Fn(T) -> Result<W, E> + Sync,
    mut take: impl FnMut(W) -> Result<(), E>,
) -> Result<(), E> {
    let (tasks, queue) = sync_channel::<(u64, Result<T, E>)>(threads);
    let queue = Mutex::new(queue);
    let over = AtomicBool::new(false);
    let (done, results) = channel::<(u64, Result<W, E>)>();
    // So many tasks may be under way; each that is taken up lets another one in.
    let (more, room) = channel::<()>();
    for _ in 0..2 * threads + 2 {
        let _ = more.send(());
    }
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut number = 0;
            while room.recv().is_ok() {
                let Some(task) = next() else {
                    break;
                };
                let last = task.is_err();
                if tasks.send((number, task)).is_err() || last {
                    break;
                }
                number += 1;
            }
        });
        for _ in 0..threads {
            let (queue, work, done, over) = (&queue, &work, done.clone(), &over);
            scope.spawn(move || {
                loop {
                    let task = match queue.lock() {
                        Ok(queue) => queue.recv(),
                        Err(_) => return,
                    };
                    let Ok((number, task)) = task else {
                        return;
                    };
                    // Once the run has ended, what was read already is only let go of.
                    if !over.load(Ordering::Relaxed) {
                        let _ = done.send((number, task.and_then(work)));
                    }
                }
            });
        }
        drop(done);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        let mut ended = Ok(());
        'all: while let Ok((number, result)) = results.recv() {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&turn) {
                turn += 1;
                if let Err(error) = result.and_then(&mut take) {
                    ended = Err(error);
                    break 'all;
                }
                // The reader may have ended.
                let _ = more.send(());
            }
        }
        // Without room the reader ends, and without tasks so do the workers.
        over.store(true, Ordering::Relaxed);
        drop(more);
        ended
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_errors_end_it() {
        for threads in [1, 2, 5] {
            let mut numbers = 0..1_000u64;
            let mut taken = Vec::new();
            let work = |n: u64| {
                if n.is_multiple_of(7) {
                    std::thread::yield_now();
                }
                Ok::<_, String>(n * 2)
            };
            run(
                threads,
                || numbers.next().map(Ok),
                work,
                |n| {
                    taken.push(n);
                    Ok(())
                },
            )
            .unwrap();
            assert_eq!(taken, (0..1_000).map(|n| n * 2).collect::<Vec<_>>());
            let mut numbers = 0..1_000u64;
            let bad = |n: u64| {
                if n == 500 || n == 400 {
                    Err(n.to_string())
                } else {
                    Ok(n)
                }
            };
            let mut last = 0;
            let ended = run(
                threads,
                || numbers.next().map(Ok),
                bad,
                |n| {
                    last = n;
                    Ok(())
                },
            );
            assert_eq!((ended, last), (Err("400".to_owned()), 399));
        }
    }
}
