//! A page in a real Chromium, and the file that makes it: from a save to the changed document, by
//! the page's own clock.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::corpus::MARKER;
use crate::support::Browser;

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
pub(crate) enum Save {
    InPlace,
    ByRename,
}

/// One of the two sides: a tab, and the file that it shows. The file is as it was afterwards.
pub(crate) struct Side {
    tab: usize,
    file: PathBuf,
    original: String,
}

/// One save that was shown.
pub(crate) struct Hit {
    ms: f64,
    was_loaded: bool,
    has_moved: bool,
}

/// What the rounds of one side told.
#[derive(Default)]
pub(crate) struct Times {
    pub(crate) ms: Vec<f64>,
    pub(crate) lost: usize,
    pub(crate) moved: usize,
    pub(crate) loads: usize,
}

/// Opens a page in the tab that is looked into.
pub(crate) async fn open(browser: &Browser, tab: usize, url: &str, file: PathBuf) -> Side {
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
pub(crate) async fn round(
    browser: &Browser,
    side: &Side,
    save: Save,
    number: usize,
) -> Option<Hit> {
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
    pub(crate) fn note(&mut self, hit: Option<Hit>) {
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
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.ms.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        sorted
            .get((sorted.len() * percent / 100).min(last))
            .copied()
            .unwrap_or(f64::NAN)
    }
}
