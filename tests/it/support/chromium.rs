//! Running Chromiums, which tests use one after the other: to start one costs as much as most tests.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

use super::{Answer, DEADLINE, ask, driver};

/// As headless and as quiet as possible.
const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
    "--window-size=1280,900",
];

/// Those that no test has at the moment; each was started without further flags.
static IDLE: Mutex<Vec<Chromium>> = Mutex::new(Vec::new());

/// A running Chromium and the driver's session with it.
#[derive(Debug)]
pub(super) struct Chromium {
    driver: u16,
    session: String,
    /// Where it takes commands that are not for one page: `127.0.0.1:34567`.
    debugger: String,
    /// Whether it was started without further flags.
    is_plain: bool,
    /// The window that stays when those of a test are closed.
    keeper: String,
    /// What the test that had it last left.
    context: Option<String>,
}

impl Chromium {
    /// One that is idle, or a new one; in an empty window that shares nothing with any before it.
    pub(super) async fn take(driver: u16, further: &[&str]) -> Self {
        let idle = further.is_empty().then(|| idle().pop()).flatten();
        let mut chromium = match idle {
            Some(chromium) => chromium,
            None => Self::start(driver, further).await,
        };
        chromium.clear().await;
        chromium
    }

    async fn start(driver: u16, further: &[&str]) -> Self {
        let data = format!("--user-data-dir={}", driver::profile().display());
        let flags = [&FLAGS, further, &[data.as_str()]].concat();
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let told = post(driver, "/session", &wanted).await;
        let told =
            told.expect("chromium starts; on Debian: apt-get install chromium chromium-driver");
        let debugger = &told["capabilities"]["goog:chromeOptions"]["debuggerAddress"];
        let mut chromium = Self {
            driver,
            session: told["sessionId"].as_str().expect("a session").to_owned(),
            debugger: debugger.as_str().expect("it can be debugged").to_owned(),
            is_plain: further.is_empty(),
            keeper: String::new(),
            context: None,
        };
        let windows = chromium.windows().await;
        chromium.keeper = windows.into_iter().next().expect("there is a window");
        chromium
    }

    /// A command of the driver; what it returns.
    ///
    /// <https://www.w3.org/TR/webdriver2/#endpoints>
    pub(super) async fn command(&self, command: &str, body: &Value) -> Result<Value, String> {
        let path = format!("/session/{}/{command}", self.session);
        post(self.driver, &path, body).await
    }

    /// A question to the driver; the answer.
    pub(super) async fn question(&self, question: &str) -> Value {
        let path = format!("/session/{}/{question}", self.session);
        let answer = ask(self.driver, "GET", &path, &[HOST], "").await;
        value(&answer).unwrap_or_else(|error| panic!("{question}: {error}"))
    }

    /// The handles of the open windows and tabs, but of the one that stays.
    pub(super) async fn windows(&self) -> Vec<String> {
        let told = self.question("window/handles").await;
        let handles = told.as_array().into_iter().flatten();
        let handles = handles.filter_map(|handle| handle.as_str());
        let handles = handles.filter(|handle| *handle != self.keeper);
        handles.map(str::to_owned).collect()
    }

    /// Turns to a window or tab.
    pub(super) async fn look_into(&self, handle: &str) {
        let turned = self.command("window", &json!({ "handle": handle })).await;
        turned.expect("the window is there");
    }

    /// Closes what the test before has left, and opens a window with a new profile.
    async fn clear(&mut self) {
        let mut commands = Vec::new();
        if let Some(context) = self.context.take() {
            self.look_into(&self.keeper).await;
            let context = json!({ "browserContextId": context });
            commands.push(("Target.disposeBrowserContext", context));
        }
        commands.push(("Target.createBrowserContext", json!({})));
        let told = self.devtools(&commands).await;
        let context = told["browserContextId"].as_str().expect("it has a name");
        self.context = Some(context.to_owned());
        let window = self.new_window(true).await;
        self.look_into(&window).await;
    }

    /// Opens a tab, or a window, that shares a profile with those before it. Its handle.
    pub(super) async fn new_window(&self, is_window: bool) -> String {
        let parameters = json!({
            "url": "about:blank",
            "browserContextId": self.context,
            "newWindow": is_window,
        });
        let told = self.devtools(&[("Target.createTarget", parameters)]).await;
        told["targetId"].as_str().expect("it has a name").to_owned()
    }

    /// Commands that are not for one page; what the last one returns.
    async fn devtools(&self, commands: &[(&str, Value)]) -> Value {
        let (_, port) = self.debugger.rsplit_once(':').expect("it has a port");
        let port = port.parse().expect("a port is a number");
        let host = [("Host", self.debugger.as_str())];
        let version = ask(port, "GET", "/json/version", &host, "").await.json();
        let url = version["webSocketDebuggerUrl"].as_str();
        let url = url.expect("it says where").to_owned();
        let exchange = async {
            let stream = tokio::net::TcpStream::connect(&self.debugger).await;
            let stream = stream.expect("chromium lives");
            let (mut socket, _) = client_async(url, stream).await.expect("it opens a socket");
            let mut result = Value::Null;
            for (id, (command, parameters)) in commands.iter().enumerate() {
                let message = json!({ "id": id, "method": command, "params": parameters });
                let message = Message::text(message.to_string());
                socket.send(message).await.expect("it takes a command");
                result = loop {
                    let message = socket.next().await.expect("it answers");
                    let message = message.expect("it answers").into_text();
                    let message = message.expect("it answers with text");
                    let answer: Value = serde_json::from_str(&message).expect("it is JSON");
                    if answer["id"] == id {
                        assert_eq!(answer["error"], Value::Null, "{command}");
                        break answer["result"].clone();
                    }
                };
            }
            result
        };
        timeout(DEADLINE, exchange).await.expect("it answers")
    }

    /// Gives it to the next test, if it can have it; otherwise ends it. There is no waiting for it in
    /// an async `drop`.
    pub(super) fn give_back(self) {
        if self.is_plain && !std::thread::panicking() {
            idle().push(self);
            return;
        }
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.driver)) else {
            return;
        };
        let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
        let request = format!(
            "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.session, self.driver
        );
        // What fails here leaves a process behind until chromedriver ends, and no more.
        let _ = stream
            .write_all(request.as_bytes())
            .and_then(|()| stream.read(&mut [0; 512]));
    }
}

/// A `Host` that chromedriver takes.
const HOST: (&str, &str) = ("Host", "127.0.0.1");

async fn post(driver: u16, path: &str, body: &Value) -> Result<Value, String> {
    let headers = [HOST, ("Content-Type", "application/json")];
    value(&ask(driver, "POST", path, &headers, &body.to_string()).await)
}

/// What chromedriver returns, or what it says is wrong.
fn value(answer: &Answer) -> Result<Value, String> {
    let value = answer.json()["value"].take();
    match answer.status {
        200 => Ok(value),
        _ => Err(value["message"].to_string()),
    }
}

/// Locks; a panic in the middle of `push` or `pop` leaves at worst one too few.
fn idle() -> MutexGuard<'static, Vec<Chromium>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}
