//! The least that any such program must do. Nothing is parsed, nothing is kept.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::corpus::MARKER;

/// One file, one page, and a message for each save.
pub(crate) struct Floor {
    port: u16,
    _watcher: RecommendedWatcher,
}

type Sockets = Arc<Mutex<Vec<WebSocket<TcpStream>>>>;

impl Floor {
    pub(crate) fn start(file: &Path) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("some port is free");
        let port = listener.local_addr().expect("it listens").port();
        let sockets = Sockets::default();
        let watcher = watch(file.to_owned(), sockets.clone());
        let file = file.to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (file, sockets) = (file.clone(), sockets.clone());
                // A browser opens connections that it never uses: none may hold up another.
                thread::spawn(move || answer(stream, &file, &sockets));
            }
        });
        Self {
            port,
            _watcher: watcher,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

/// Reads once for each event of the file, and sends the one line.
fn watch(file: PathBuf, sockets: Sockets) -> RecommendedWatcher {
    let folder = file.parent().expect("a file is in a folder").to_owned();
    let mut sent = String::new();
    let on_event = move |event: notify::Result<Event>| {
        let concerns =
            event.is_ok_and(|event| !event.kind.is_access() && event.paths.contains(&file));
        let Some(line) = concerns
            .then(|| marked(&file))
            .flatten()
            .filter(|line| *line != sent)
        else {
            return;
        };
        for socket in sockets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter_mut()
        {
            // A tab that is gone is no failure.
            let _ = socket.send(Message::text(line.clone()));
        }
        sent = line;
    };
    let mut watcher = notify::recommended_watcher(on_event).expect("files can be watched");
    watcher
        .watch(&folder, RecursiveMode::NonRecursive)
        .expect("the folder is there");
    watcher
}

fn marked(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines()
        .find(|line| line.starts_with(MARKER))
        .map(str::to_owned)
}

fn answer(mut stream: TcpStream, file: &Path, sockets: &Sockets) {
    let mut head = [0; 4096];
    let Ok(length) = stream.peek(&mut head) else {
        return;
    };
    let asks_for_a_socket = String::from_utf8_lossy(&head[..length]).contains("Upgrade: websocket");
    let _ = stream.set_nodelay(true);
    if asks_for_a_socket {
        if let Ok(socket) = tungstenite::accept(stream) {
            sockets
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(socket);
        }
        return;
    }
    let page = format!(
        "<!doctype html><body style=\"height:4000px\"><div style=\"height:1500px\"></div><p id=p>{}</p>\
         <script>new WebSocket('ws://'+location.host).onmessage=e=>{{p.textContent=e.data}}</script>",
        marked(file).unwrap_or_default()
    );
    // What cannot be answered is asked again by the browser.
    let _ = stream.read(&mut head).and_then(|_| {
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        )
    });
}
