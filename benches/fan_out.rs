//! One save to 1,000 readers: `cargo bench --bench fan_out`, or `-- 200` for as many.
//!
//! The readers are sockets of this process, over loopback, that answer as a page does. The author
//! looks on in a real Chromium. What is to come out: the last reader has the save within 100 ms,
//! the author's own page takes at most twice as long as alone, and the server grows by at most
//! 40 KB a reader. All of it runs on one machine, the readers with the lowest priority: what their
//! sockets cost them is still part of the first figure.
//! Without `--bench` (`cargo test --benches`) it runs once, small.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use support::{Browser, Program, get};

#[path = "save_to_dom/corpus.rs"]
mod corpus;
#[path = "fan_out/readers.rs"]
mod readers;
#[path = "save_to_dom/side.rs"]
#[expect(dead_code, reason = "the other bench uses more of it")]
mod side;
#[path = "../tests/it/support.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use more of it")]
mod support;

use corpus::{MARKER, blog};
use readers::Readers;
use side::{Save, Side, Times, open, round};

/// Posts of the blog.
const POSTS: usize = 10;
/// The one that is shared.
const FILE: &str = "posts/post-00000.md";
const PAGE: &str = "posts/post-00000";
/// A save that has not reached everybody after so long is lost.
const LOST: Duration = Duration::from_secs(10);
/// Rounds before those that count.
const WARM_UP: usize = 5;

/// How much is measured.
struct Size {
    readers: usize,
    /// Saves that are timed until the last reader has them.
    saves: usize,
    /// Saves that are timed until they are in the author's page.
    rounds: usize,
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("the system has threads");
    runtime.block_on(measure(&size(env::args().skip(1))));
}

/// Cargo adds `--bench` or `--test`; a number says how many readers there are.
fn size(given: impl Iterator<Item = String>) -> Size {
    let given: Vec<_> = given.collect();
    let has = |flag: &str| given.iter().any(|argument| argument == flag);
    let (readers, saves, rounds) = if has("--bench") && !has("--test") {
        (1_000, 30, 60)
    } else {
        (20, 2, 3)
    };
    let asked = given.iter().find_map(|argument| argument.parse().ok());
    Size {
        readers: asked.unwrap_or(readers),
        saves,
        rounds,
    }
}

async fn measure(size: &Size) {
    readers::allow_sockets(size.readers);
    let folder = blog(POSTS);
    let arguments = ["--port", "0", "--share-port", "0"];
    let shared = format!("--share={FILE}");
    let program = Program::start(
        [folder.root().as_os_str()]
            .into_iter()
            .chain(arguments.map(AsRef::as_ref))
            .chain([shared.as_ref()]),
    );
    let port = program.port().await;
    let link = program.link().await;
    get(port, &format!("/{PAGE}")).await;

    let browser = Browser::start().await;
    let url = format!("http://localhost:{port}/{PAGE}");
    let author = open(&browser, 0, &url, folder.path(FILE)).await;
    let alone = author_times(&browser, &author, 0, size.rounds).await;

    let before = memory(&program);
    let mut readers = Readers::connect(&link, PAGE, size.readers).await;
    let connected = memory(&program);
    let mut reached = Vec::new();
    let original = folder.read(FILE);
    for number in 0..WARM_UP + size.saves {
        let text = original.replace(MARKER, &format!("{MARKER} save{number}"));
        let begun = Instant::now();
        folder.save(FILE, text);
        let last = readers.all_have_it(LOST).await;
        if number >= WARM_UP {
            reached.push((last - begun).as_secs_f64() * 1000.0);
        }
    }
    let after = memory(&program);
    readers.look_away();
    let with_readers = author_times(&browser, &author, 1, size.rounds).await;
    assert_eq!(readers.count(), size.readers, "nobody was dropped");

    report(
        size,
        &reached,
        [before, connected, after],
        &alone,
        &with_readers,
    );
}

/// Saves that are timed until they are in the author's page.
async fn author_times(browser: &Browser, author: &Side, turn: usize, rounds: usize) -> Times {
    let mut times = Times::default();
    for number in 0..WARM_UP + rounds {
        let hit = round(browser, author, Save::InPlace, turn * 1_000 + number).await;
        if number >= WARM_UP {
            times.note(hit);
        }
    }
    assert_eq!((times.lost, times.loads, times.moved), (0, 0, 0));
    times
}

/// What the server holds in memory, in KB.
fn memory(program: &Program) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id()));
    let status = status.unwrap_or_default();
    let resident = status.lines().find_map(|line| {
        line.strip_prefix("VmRSS:")?
            .trim()
            .strip_suffix(" kB")?
            .parse()
            .ok()
    });
    // Elsewhere than on Linux it is not known.
    resident.unwrap_or(f64::NAN)
}

fn report(size: &Size, reached: &[f64], memory: [f64; 3], alone: &Times, with_readers: &Times) {
    let reached = Times {
        ms: reached.to_vec(),
        ..Times::default()
    };
    let readers = f64::from(u32::try_from(size.readers).expect("a number of sockets"));
    let each = |now: f64| (now - memory[0]) / readers;
    say(format_args!(
        "{} readers, {} saves",
        size.readers, size.saves
    ));
    say(format_args!(
        "save to the last reader      median {:>7.2} ms   95 % {:>7.2} ms   (to reach: 100 ms)",
        reached.percentile(50),
        reached.percentile(95)
    ));
    say(format_args!(
        "memory for each reader    connected {:>7.1} KB  saved {:>7.1} KB   (to reach: 40 KB)",
        each(memory[1]),
        each(memory[2])
    ));
    for (name, times) in [("alone", alone), ("with readers", with_readers)] {
        say(format_args!(
            "author's page, {name:<13} median {:>7.2} ms   95 % {:>7.2} ms",
            times.percentile(50),
            times.percentile(95)
        ));
    }
    say(format_args!(
        "                              ratio {:>7.2}      95 % {:>7.2}      (to reach: 2)",
        with_readers.percentile(50) / alone.percentile(50),
        with_readers.percentile(95) / alone.percentile(95)
    ));
}

fn say(line: std::fmt::Arguments<'_>) {
    writeln!(io::stdout(), "{line}").expect("somebody reads the figures");
}
