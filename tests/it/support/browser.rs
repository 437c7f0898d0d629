//! A real Chromium.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::chromium::Chromium;
use super::{AGAIN, DEADLINE, driver};

/// What every script of a test can call.
const PAGE: &str = include_str!("page.js");

/// Counts the page's sockets, and keeps what the server said last, to be shown when a test fails.
const LISTEN: &str = "
window.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address);
    window.testSockets = (window.testSockets ?? 0) + 1;
    this.addEventListener('message', ({ data }) => {
      window.testMessages = [...(window.testMessages ?? []), data].slice(-3);
    });
  }
}";

/// A window of a Chromium, with a profile of its own.
pub(crate) struct Browser {
    /// There until it is given back.
    chromium: Option<Chromium>,
    _turn: driver::Turn,
}

impl Browser {
    /// Opens one. Fails the test where there is no Chromium.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Opens one of a Chromium that is started with further flags.
    pub(crate) async fn start_with(further: &[&str]) -> Self {
        let (driver, turn) = driver::turn().await;
        let browser = Self {
            chromium: Some(Chromium::take(driver, further).await),
            _turn: turn,
        };
        // What was said to the test before is not ours.
        browser.errors().await;
        browser
            .devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": LISTEN }),
            )
            .await;
        browser
    }

    fn chromium(&self) -> &Chromium {
        self.chromium.as_ref().expect("it is given back in `drop`")
    }

    /// Goes to a page of ours and waits until it is live.
    pub(crate) async fn open(&self, url: &str) {
        self.goto(url).await;
        self.is_live().await;
        self.run("window.testWitness = 1").await;
    }

    /// Goes anywhere.
    pub(crate) async fn goto(&self, url: &str) {
        let loaded = self.chromium().command("url", &json!({ "url": url })).await;
        loaded.expect("the page loads");
    }

    /// Waits until the dot says that the page is live.
    pub(crate) async fn is_live(&self) {
        self.eventually("document.querySelector('[data-ui=status]').dataset.state === 'live'")
            .await;
    }

    /// Whether the document is still the one that [`Browser::open`] brought.
    pub(crate) async fn was_never_reloaded(&self) -> bool {
        self.run("return window.testWitness === 1").await == json!(true)
    }

    /// Runs a script; what it returns, promises awaited.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new()).await
    }

    /// Runs a script with `arguments`.
    pub(crate) async fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.try_run(script, arguments).await {
            Ok(value) => value,
            Err(error) => panic!("{script}: {error}"),
        }
    }

    /// Runs a script with `arguments` in a page that may be just being loaded.
    pub(crate) async fn try_run(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, String> {
        let body = json!({ "script": format!("{PAGE}\n{script}"), "args": arguments });
        self.chromium().command("execute/sync", &body).await
    }

    /// Looks at an expression until it is true. A page that is just being loaded is no failure.
    pub(crate) async fn eventually(&self, expression: &str) {
        let script = format!("return Boolean({expression})");
        let begun = Instant::now();
        loop {
            let seen = self.try_run(&script, Vec::new()).await;
            if matches!(seen, Ok(Value::Bool(true))) {
                return;
            }
            if begun.elapsed() > DEADLINE {
                let page = "return [document.querySelector('main').outerHTML.slice(0, 2000), window.testMessages]";
                let page = self.try_run(page, Vec::new()).await;
                panic!("waited in vain until {expression} ({seen:?}) in {page:#?}");
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Waits until the article has this text.
    pub(crate) async fn shows(&self, text: &str) {
        let text = Value::from(text);
        self.eventually(&format!("article().textContent.includes({text})"))
            .await;
    }

    /// The text of the first element that matches.
    pub(crate) async fn text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.textContent ?? null";
        let text = self.run_with(script, vec![selector.into()]).await;
        text.as_str()
            .unwrap_or_else(|| panic!("there is no {selector}"))
            .to_owned()
    }

    /// The text in the page's first frame, whose page may be of another site.
    pub(crate) async fn text_in_frame(&self) -> String {
        let chromium = self.chromium();
        let inside = chromium.command("frame", &json!({ "id": 0 })).await;
        inside.expect("there is a frame");
        let text = self.text("html").await;
        let outside = chromium.command("frame/parent", &json!({})).await;
        outside.expect("the frame is in a page");
        text
    }

    /// A number that a script returns.
    pub(crate) async fn number(&self, expression: &str) -> f64 {
        let value = self.run(&format!("return {expression}")).await;
        value
            .as_f64()
            .unwrap_or_else(|| panic!("{expression} is {value}"))
    }

    /// The tab's title.
    pub(crate) async fn title(&self) -> String {
        let title = self.chromium().question("title").await;
        title.as_str().expect("a title is text").to_owned()
    }

    /// Waits until everything that the page shows equals a fresh load of it.
    pub(crate) async fn equals_a_fresh_load(&self) {
        self.equals_a_fresh_load_after("it changed").await;
    }

    /// The same, after something that a failure tells of.
    pub(crate) async fn equals_a_fresh_load_after(&self, what: &str) {
        let begun = Instant::now();
        loop {
            let difference = self.run("return differenceToFreshLoad()").await;
            if difference.is_null() {
                return;
            }
            if begun.elapsed() > DEADLINE {
                let said = self.run("return window.testMessages").await;
                panic!(
                    "after {what}, the patched page is not a fresh one: {difference:#} after {said:#}"
                );
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// From the next load on, `shifts` holds what in the text was moved by something else.
    pub(crate) async fn watch_shifts(&self) {
        let watch = "window.shifts = [];
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) for (const { node } of entry.sources) {
                const element = node?.nodeType === 3 ? node.parentElement : node;
                if (element?.closest('main')) shifts.push(element.outerHTML);
              }
            }).observe({ type: 'layout-shift', buffered: true })";
        self.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": watch }),
        )
        .await;
    }

    /// A new tab, which is looked into then.
    pub(crate) async fn new_tab(&self) {
        let tab = self.chromium().new_window(false).await;
        self.chromium().look_into(&tab).await;
    }

    /// Turns to the tab with this number.
    pub(crate) async fn look_into(&self, tab: usize) {
        let windows = self.chromium().windows().await;
        self.chromium().look_into(&windows[tab]).await;
    }

    /// Hides the window, and with it the tab that is looked into.
    pub(crate) async fn hide(&self) {
        let chromium = self.chromium();
        let hidden = chromium.command("window/minimize", &json!({})).await;
        hidden.expect("a window can be hidden");
        self.eventually("document.visibilityState === 'hidden'")
            .await;
    }

    /// Shows the window again.
    pub(crate) async fn show(&self) {
        let size = json!({ "width": 1280, "height": 900 });
        let shown = self.chromium().command("window/rect", &size).await;
        shown.expect("a window can be shown");
        self.eventually("document.visibilityState === 'visible'")
            .await;
    }

    /// A command of the developer tools' protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self.chromium().command("goog/cdp/execute", &body).await;
        answer.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// A screen of this size, as a phone's.
    pub(crate) async fn screen(&self, width: u32, height: u32) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", screen)
            .await;
    }

    /// The reader prefers `light` or `dark`.
    pub(crate) async fn prefers(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Presses keys where the focus is.
    pub(crate) async fn press(&self, key: &str) {
        let down = json!({ "type": "keyDown", "key": key });
        self.devtools("Input.dispatchKeyEvent", down).await;
        self.devtools(
            "Input.dispatchKeyEvent",
            json!({ "type": "keyUp", "key": key }),
        )
        .await;
    }

    /// Types a text where the focus is.
    pub(crate) async fn type_text(&self, text: &str) {
        self.devtools("Input.insertText", json!({ "text": text }))
            .await;
    }

    /// Errors that the page's scripts logged since the last call.
    pub(crate) async fn errors(&self) -> Vec<String> {
        let log = self
            .chromium()
            .command("se/log", &json!({ "type": "browser" }))
            .await;
        let log = log.expect("the driver lives");
        let entries = log.as_array().cloned().unwrap_or_default();
        let errors = entries
            .into_iter()
            .filter(|entry| entry["level"] == "SEVERE");
        errors.map(|entry| entry["message"].to_string()).collect()
    }

    /// A picture of the page in `target/screenshots`.
    pub(crate) async fn screenshot(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).expect("target is writable");
        let path = folder.join(format!("{name}.png"));
        let picture = self.chromium().question("screenshot").await;
        let picture = picture.as_str().expect("a picture is text");
        let picture = STANDARD.decode(picture).expect("in Base64");
        fs::write(&path, picture).expect("target is writable");
        path
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(chromium) = self.chromium.take() {
            chromium.give_back();
        }
    }
}
