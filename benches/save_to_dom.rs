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
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

#[path = "save_to_dom/arguments.rs"]
mod arguments;
#[path = "save_to_dom/corpus.rs"]
mod corpus;
#[path = "save_to_dom/floor.rs"]
mod floor;
#[path = "../tests/it/support.rs"]
#[expect(dead_code, unused_imports, reason = "the tests use more of it")]
mod support;

use arguments::{Arguments, Page};
use corpus::{MARKER, blog};
use floor::Floor;
use support::{Browser, Folder, Program, get};

/// Rounds that count, and those before them that warm up both sides.
const ROUNDS: usize = 60;
const WARM_UP: usize = 5;
/// The author's pause between two saves.
const GAP: Duration = Duration::from_millis(150);
/// A save that is not shown after so long is lost.
const LOST: Duration = Duration::from_secs(4);
/// How far the text may move on the screen, in CSS pixels: less than a line.
const STILL: f64 = 2.0;

/// Notes when the wanted word is in the document, also in one that was loaded meanwhile.
const WATCH: &str = "
let seen;
const check = () => {
  const want = sessionStorage.benchWant;
  if (!want || seen === want || !document.body?.textContent.includes(want)) return;
  seen = want;
  window.benchHit = performance.timeOrigin + performance.now();
};
new MutationObserver(check).observe(document, { subtree: true, childList: true, characterData: true });";

/// The element with the marked text.
const MARKED: &str = "
const marked = () => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.data.includes('MARKER')) return texts.currentNode.parentElement;
  }
};";

/// Brings the marked text to the middle of the screen.
const CENTRE: &str = "marked().scrollIntoView({ block: 'center', behavior: 'instant' })";

/// From now on a word is wanted, of this document.
const WANT: &str = "
sessionStorage.benchWant = arguments[0];
window.benchHit = null;
window.benchStays = true;
return marked().getBoundingClientRect().top";

/// When the word came, whether by a load, and where the marked text is then.
const RESULT: &str = "
return window.benchHit && [benchHit, window.benchStays !== true, marked().getBoundingClientRect().top]";

/// How an editor saves.
#[derive(Clone, Copy)]
enum Save {
    InPlace,
    ByRename,
}

const SAVES: [Save; 2] = [Save::InPlace, Save::ByRename];

/// One of the two sides: a tab, and the file that it shows. The file is as it was afterwards.
struct Side {
    tab: usize,
    file: PathBuf,
    original: String,
}

/// One save that was shown.
struct Hit {
    ms: f64,
    was_loaded: bool,
    has_moved: bool,
}

/// What the rounds of one side told.
#[derive(Default)]
struct Times {
    ms: Vec<f64>,
    lost: usize,
    moved: usize,
    loads: usize,
}

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

/// Opens a page in the tab that is looked into.
async fn open(browser: &Browser, tab: usize, url: &str, file: PathBuf) -> Side {
    browser
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await;
    browser.goto(url).await;
    // Both say by a socket when they are there; half a second more lets everything come to rest.
    tokio::time::sleep(Duration::from_millis(500)).await;
    browser.run(&format!("{MARKED}{CENTRE}")).await;
    let original = fs::read_to_string(&file).expect("the file can be read");
    Side {
        tab,
        file,
        original,
    }
}

impl Side {
    async fn bring(&self, browser: &Browser) {
        browser.look_into(self.tab).await;
        browser.devtools("Page.bringToFront", json!({})).await;
    }

    fn save(&self, text: &str, save: Save) -> io::Result<()> {
        match save {
            Save::InPlace => fs::write(&self.file, text),
            Save::ByRename => {
                let mut beside = self.file.clone().into_os_string();
                beside.push(".tmp~");
                fs::write(&beside, text)?;
                fs::rename(&beside, &self.file)
            }
        }
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        // Where this fails, the author sees a word behind the marker.
        let _ = fs::write(&self.file, &self.original);
    }
}

/// One save. `None`: it was never shown.
async fn round(browser: &Browser, side: &Side, save: Save, number: usize) -> Option<Hit> {
    let word = format!("word{number}of{}", side.tab);
    let text = side.original.replace(MARKER, &format!("{MARKER} {word}"));
    side.bring(browser).await;
    let top = browser
        .run_with(&format!("{MARKED}{WANT}"), vec![word.into()])
        .await
        .as_f64()
        .expect("the marked text is somewhere");
    let begun = Instant::now();
    let before = SystemTime::now();
    side.save(&text, save).expect("the file can be written");
    let before = before
        .duration_since(UNIX_EPOCH)
        .expect("it is after 1970")
        .as_secs_f64()
        * 1000.0;
    // Nobody asks the page while it is busy with what is measured.
    tokio::time::sleep(GAP).await;
    while begun.elapsed() < LOST {
        // A page that is just being loaded cannot be asked.
        let result = browser
            .try_run(&format!("{MARKED}{RESULT}"), Vec::new())
            .await
            .unwrap_or(Value::Null);
        if let (Some(at), Some(was_loaded), Some(now)) =
            (result[0].as_f64(), result[1].as_bool(), result[2].as_f64())
        {
            return Some(Hit {
                ms: at - before,
                was_loaded,
                has_moved: (now - top).abs() > STILL,
            });
        }
        tokio::time::sleep(GAP).await;
    }
    None
}

impl Times {
    fn note(&mut self, hit: Option<Hit>) {
        match hit {
            Some(hit) => {
                self.ms.push(hit.ms);
                self.loads += usize::from(hit.was_loaded);
                self.moved += usize::from(hit.has_moved);
            }
            None => self.lost += 1,
        }
    }

    /// The time below which so many of a hundred rounds stayed.
    fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.ms.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted
            .get((sorted.len() * percent / 100).min(last))
            .copied()
            .unwrap_or(f64::NAN)
    }
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
