//! How the time that work takes grows with its size. A bound on the time itself would say more of the
//! machine than of the work.

use std::hint::black_box;
use std::time::Duration;

/// So many times as large is the larger work.
const FACTOR: usize = 4;
/// So many times as long it may take: what grows with the square takes 16 times as long.
const MOST: u32 = 10;
/// Each is done so often at most, in turn, and the quickest counts.
const TIMES: usize = 5;

/// Asserts that `work` on what `make` makes of a size grows with the size and not with its square.
#[track_caller]
pub(crate) fn check<T>(size: usize, make: impl Fn(usize) -> T, work: impl Fn(&T)) {
    let (small, large) = (make(size), make(size * FACTOR));
    let time = |made: &T| {
        let begun = spent();
        work(black_box(made));
        spent().saturating_sub(begun)
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

/// The time that this thread has had on a processor: other work on the machine takes none of it.
#[cfg(unix)]
fn spent() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (spent.tv_sec.unsigned_abs(), spent.tv_nsec.unsigned_abs());
    Duration::from_secs(seconds) + Duration::from_nanos(nanoseconds)
}

/// The time since the first call.
#[cfg(not(unix))]
fn spent() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGAN.elapsed()
}
