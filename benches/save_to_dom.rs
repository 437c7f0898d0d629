//! From the save to the document in a real Chromium, beside the least that any such program must
//! do: hear of the file, read it once, send one message, set one text.
//!
//! `cargo bench --bench save_to_dom` measures blogs of 10, 1,000 and 10,000 posts, saved in place
//! and by rename; `cargo bench --bench save_to_dom -- 500` one of 500. Both sides are measured in
//! one Chromium, round by round, by the page's own clock. It fails when a save is lost, the page
//! is loaded anew, or the text moves on the screen. Without `--bench` (`cargo test --benches`) it
//! runs once, small.
//!
//! Any other preview server can be measured beside the same floor by the same method:
//! `cargo bench --bench save_to_dom -- --url http://localhost:1313/posts/a/ --file
//! content/posts/a.md`. The server must be running, and a line of the file must be `MARKER`. Each
//! round saves the file with another word behind it; at the end it is as it was. Nothing fails
//! then: loads and moves are told.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

#[path = "save_to_dom/arguments.rs"]
mod arguments;
#[path = "save_to_dom/corpus.rs"]
mod corpus;
#[path = "save_to_dom/floor.rs"]
mod floor;
#[path = "save_to_dom/side.rs"]
mod side;
#[path = "../tests/it/support.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use more of it")]
mod support;

use arguments::{Arguments, Page};
use corpus::{MARKER, blog};
use floor::Floor;
use side::{Save, Times, open, round};
use support::{Browser, Folder, Program, get};

/// Rounds that count, and those before them that warm up both sides.
const ROUNDS: usize = 60;
const WARM_UP: usize = 5;
const SAVES: [Save; 2] = [Save::InPlace, Save::ByRename];

fn main() -> ExitCode {
    let arguments = match Arguments::read(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => {
            say(format_args!("save_to_dom: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let rounds = if arguments.measures { ROUNDS } else { 3 };
    let runtime = tokio::runtime::Runtime::new().expect("the system has threads");
    say(format_args!(
        "posts   saved      floor: median  95 %   page: median  95 %   ratio: median  95 %   lost  moved  loads"
    ));
    if let Some(page) = &arguments.other {
        for save in SAVES {
            runtime.block_on(measure(page, "theirs", save, rounds));
        }
        return ExitCode::SUCCESS;
    }
    for size in arguments.sizes() {
        for save in SAVES {
            runtime.block_on(measure_ours(size, save, rounds));
        }
    }
    ExitCode::SUCCESS
}

/// Measures our own server with a blog of `size` posts, which must lose, load and move nothing.
async fn measure_ours(size: usize, save: Save, rounds: usize) {
    let folder = blog(size);
    let file = folder.path("posts/post-00000.md");
    let program = Program::start([folder.root().as_os_str(), "--port".as_ref(), "0".as_ref()]);
    let port = program.port().await;
    get(port, "/posts/post-00000").await;
    let url = format!("http://localhost:{port}/posts/post-00000");
    let ours = measure(&Page { url, file }, &size.to_string(), save, rounds).await;
    assert_eq!(ours.ms.len(), rounds, "every save is shown");
    assert_eq!(ours.lost, 0, "no save is lost");
    assert_eq!(ours.loads, 0, "the page is never loaded anew");
    assert_eq!(ours.moved, 0, "the text never moves");
}

/// Measures a page and the floor in turn, and says what came out.
async fn measure(page: &Page, name: &str, save: Save, rounds: usize) -> Times {
    let text = fs::read_to_string(&page.file).expect("the file can be read");
    assert!(
        text.lines().any(|line| line == MARKER),
        "a line of the file is {MARKER}"
    );
    let below = Folder::new().file("post.md", &text);
    let floor = Floor::start(&below.path("post.md"));

    let browser = Browser::start().await;
    let floor_side = open(&browser, 0, &floor.url(), below.path("post.md")).await;
    browser.new_tab().await;
    let page_side = open(&browser, 1, &page.url, page.file.clone()).await;

    let (mut least, mut times) = (Times::default(), Times::default());
    for number in 0..WARM_UP + rounds {
        for (side, times) in [(&floor_side, &mut least), (&page_side, &mut times)] {
            let hit = round(&browser, side, save, number).await;
            if number >= WARM_UP {
                times.note(hit);
            }
        }
    }
    report(name, save, &least, &times);
    times
}

fn report(name: &str, save: Save, least: &Times, times: &Times) {
    let saved = match save {
        Save::InPlace => "in place",
        Save::ByRename => "by rename",
    };
    let [floor, floor_most] = [50, 95].map(|percent| least.percentile(percent));
    let [own, own_most] = [50, 95].map(|percent| times.percentile(percent));
    say(format_args!(
        "{name:<7} {saved:<10} {floor:>10.2} ms {floor_most:>5.2}   {own:>8.2} ms {own_most:>6.2}   {:>11.2} × {:>5.2}   {:>4}  {:>5}  {:>5}",
        own / floor,
        own_most / floor_most,
        times.lost,
        times.moved,
        times.loads,
    ));
}

fn say(line: std::fmt::Arguments<'_>) {
    writeln!(io::stdout(), "{line}").expect("somebody reads the figures");
}
