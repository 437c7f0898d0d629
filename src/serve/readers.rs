//! The readers' door: a listener on every address, open while something is shared.
//!
//! It has a thread and a runtime of its own. However many readers there are, and whatever they do,
//! the author's requests wait behind none of them.

use std::convert::Infallible;
use std::net::{Shutdown, SocketAddr};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

use super::connections::{Connection, Connections};
use super::doors::{Door, Doors};
use super::listen::{self, BREATHER, Listeners};
use crate::error::Error;
use crate::preview::Desk;

/// How long a request's headers may take.
const HEADERS: Duration = Duration::from_secs(5);
/// How large a request may be: an address, some headers, and no body.
const REQUEST_BYTES: usize = 16 << 10;
/// How long a peer may take nothing of what is sent to it.
const DEAFNESS: Duration = Duration::from_secs(15);
/// How many connections there may be, if the system allows as many files.
const CONNECTIONS: usize = 4096;
/// Files for as many connections, and for everything else.
const ENOUGH_FILES: u64 = 8192;
/// How long pages may take to be told that their link has ended when the door is closed.
const FAREWELL: Duration = Duration::from_millis(300);
/// How long closing the door waits for its port at most: its thread may be busy with readers.
const RELEASE: Duration = Duration::from_secs(1);

/// The readers' door while it is open; dropping it closes it and every connection.
#[derive(Debug)]
pub struct ReadersDoor {
    port: u16,
    port_to_keep: Option<u16>,
    closed: watch::Sender<bool>,
    /// Hangs up when nobody listens any more.
    released: mpsc::Receiver<Infallible>,
}

impl ReadersDoor {
    /// Opens it, if possible at the port that it had `last`.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] or [`Error::Listen`] when it cannot be had as it was asked for.
    pub fn open(desk: &Arc<Desk>, last: Option<u16>) -> Result<Self, Error> {
        let wanted = &desk.options.sharing;
        let listeners = listen::bind_readers(wanted.port, last, wanted.bind)?;
        let (port, port_to_keep) = (listeners.port(), listeners.port_to_keep());
        let (closed, closing) = watch::channel(false);
        let (listening, released) = mpsc::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        let desk = desk.clone();
        let thread = std::thread::Builder::new().name("readers".to_owned());
        let live = move || {
            runtime.block_on(accept(listeners, desk, closing, listening));
            // Whoever is still connected is not any more.
            runtime.shutdown_background();
        };
        thread.spawn(live).map_err(Error::Runtime)?;
        Ok(Self {
            port,
            port_to_keep,
            closed,
            released,
        })
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its port, if that is to be tried first the next time.
    #[must_use]
    pub fn port_to_keep(&self) -> Option<u16> {
        self.port_to_keep
    }

    /// Closes it, and waits until its port is free again.
    pub fn close(self) {
        self.closed.send_replace(true);
        // Nothing is ever sent: this ends when the listeners are gone, or in time.
        let _ = self.released.recv_timeout(RELEASE);
    }
}

impl Drop for ReadersDoor {
    fn drop(&mut self) {
        self.closed.send_replace(true);
    }
}

async fn accept(
    listeners: Listeners,
    desk: Arc<Desk>,
    mut closing: watch::Receiver<bool>,
    listening: mpsc::Sender<Infallible>,
) {
    let doors = Arc::new(Doors::new(desk.clone()));
    let connections = Connections::new(most_connections());
    let mut accepting = JoinSet::new();
    for listener in listeners.take() {
        let listener = Listener(listener);
        accepting.spawn(accept_on(listener, doors.clone(), connections.clone()));
    }
    tokio::select! {
        // An error means that nobody holds the door any more.
        _ = closing.wait_for(|closed| *closed) => {}
        () = desk.give_readers_their_turn() => {}
    }
    accepting.shutdown().await;
    drop(listening);
    tokio::time::sleep(FAREWELL).await;
}

/// A listener that listens no more once it is dropped. Closed alone it would go on for as long as a
/// program that is just being started, an editor, has all that is open here.
struct Listener(TcpListener);

impl Drop for Listener {
    fn drop(&mut self) {
        // A system that cannot do this closes it all the same.
        let _ = SockRef::from(&self.0).shutdown(Shutdown::Both);
    }
}

async fn accept_on(listener: Listener, doors: Arc<Doors>, connections: Arc<Connections>) {
    loop {
        match listener.0.accept().await {
            Ok((stream, peer)) => {
                if let Some(connection) = connections.enter() {
                    // Not in a set of this task's: they outlive it for a farewell.
                    tokio::spawn(serve(stream, peer, doors.clone(), Arc::new(connection)));
                }
            }
            Err(_) => tokio::time::sleep(BREATHER).await,
        }
    }
}

async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    doors: Arc<Doors>,
    connection: Arc<Connection>,
) {
    // A patch is one small packet that must not wait for the next. Without it we are slower, no more.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(DEAFNESS));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(REQUEST_BYTES);
    let answer = |request| answer(doors.clone(), connection.clone(), peer, request);
    tokio::select! {
        () = listen::converse(&http, Box::pin(stream), answer) => {}
        () = connection.needed() => {}
    }
}

async fn answer(
    doors: Arc<Doors>,
    connection: Arc<Connection>,
    peer: SocketAddr,
    mut request: Request,
) -> Response {
    if let Some(link) = doors.link_of(&request)
        && !connection.came_by(link)
    {
        return doors.full();
    }
    request.extensions_mut().insert(connection);
    doors.answer(Door::Readers, peer, request).await
}

/// As many connections as leave the author and the blog's own files enough of what the system
/// allows this process to open.
fn most_connections() -> usize {
    let files = files_allowed();
    files.saturating_sub(files / 4).clamp(16, CONNECTIONS)
}

/// How many files and sockets this process may have open, once it has asked for all it may have.
#[cfg(unix)]
fn files_allowed() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    // No more than is of use: a browser that we open inherits it.
    let enough = limit
        .maximum
        .map_or(ENOUGH_FILES, |most| most.min(ENOUGH_FILES));
    limit.current = limit.current.map(|now| now.max(enough));
    // An error leaves the limit as it was.
    let _ = setrlimit(Resource::Nofile, limit);
    let files = getrlimit(Resource::Nofile).current;
    files.map_or(usize::MAX, |files| {
        usize::try_from(files).unwrap_or(usize::MAX)
    })
}

#[cfg(not(unix))]
fn files_allowed() -> usize {
    usize::MAX
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{self, Ipv4Addr};

    use super::*;

    #[tokio::test]
    async fn a_listener_that_somebody_else_has_open_listens_no_more() {
        let own = net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        own.set_nonblocking(true).unwrap();
        let address = own.local_addr().unwrap();
        let others = own.try_clone().unwrap();
        let listener = Listener(TcpListener::from_std(own).unwrap());
        assert!(net::TcpStream::connect(address).is_ok());
        drop(listener);
        assert!(net::TcpStream::connect(address).is_err());
        drop(others);
    }
}
