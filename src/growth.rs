//! How the time that work takes grows with its size. A bound on the time itself would say more of the
//! machine than of the work.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// So many times as large is the larger work.
const FACTOR: usize = 4;
/// So many times as long it may take: what grows with the square takes 16 times as long.
const MOST: u32 = 10;
/// Each is done so often at most, in turn, and the quickest counts: beside other work on the machine few
/// are undisturbed.
const TIMES: usize = 12;

/// Asserts that `work` on what `make` makes of a size grows with the size and not with its square.
#[track_caller]
pub(crate) fn check<T>(size: usize, make: impl Fn(usize) -> T, work: impl Fn(&T)) {
    let (small, large) = (make(size), make(size * FACTOR));
    let time = |made: &T| {
        let begun = Instant::now();
        work(black_box(made));
        begun.elapsed()
    };
    let (mut quick, mut slow) = (Duration::MAX, Duration::MAX);
    for _ in 0..TIMES {
        quick = quick.min(time(&small));
        slow = slow.min(time(&large));
        if slow <= quick * MOST {
            return;
        }
    }
    panic!("size {size} takes {quick:?}, {FACTOR} times as much {slow:?}");
}
