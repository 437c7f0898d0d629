//! Listening, and the accept loop.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::routes;
use crate::error::Error;
use crate::preview::Desk;

/// How long a request's headers may take: a browser sends them in one packet.
const HEADERS: Duration = Duration::from_secs(10);
/// How long to wait after accepting failed, for want of file descriptors for instance.
const BREATHER: Duration = Duration::from_millis(100);
/// How many ports after the default one are tried.
const PORTS: u16 = 100;
/// The port when none is asked for.
pub const DEFAULT_PORT: u16 = 7878;

/// The author's door: loopback only.
pub struct Listeners {
    listeners: Vec<TcpListener>,
    port: u16,
}

impl Listeners {
    /// The port that they listen on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

/// Listens on 127.0.0.1 and, where there is IPv6, on `[::1]`: on `port`, or else on the default
/// port or the first free one after it.
///
/// # Errors
///
/// [`Error::Busy`] when `port` is taken, [`Error::Listen`] when listening fails otherwise.
pub async fn bind(port: Option<u16>) -> Result<Listeners, Error> {
    if let Some(port) = port {
        return bind_to(port).await;
    }
    for port in DEFAULT_PORT..DEFAULT_PORT + PORTS {
        match bind_to(port).await {
            Err(Error::Busy { .. }) => {}
            other => return other,
        }
    }
    // All of them are busy: the system gives any that is not.
    bind_to(0).await
}

async fn bind_to(port: u16) -> Result<Listeners, Error> {
    let first = listen(IpAddr::V4(Ipv4Addr::LOCALHOST), port).await?;
    let port = first.local_addr().map_or(port, |address| address.port());
    let mut listeners = vec![first];
    match listen(IpAddr::V6(Ipv6Addr::LOCALHOST), port).await {
        Ok(second) => listeners.push(second),
        Err(error @ Error::Busy { .. }) => return Err(error),
        // A machine without IPv6 has no [::1]; browsers then take 127.0.0.1 for localhost.
        Err(_) => {}
    }
    Ok(Listeners { listeners, port })
}

async fn listen(ip: IpAddr, port: u16) -> Result<TcpListener, Error> {
    let address = SocketAddr::new(ip, port);
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => Error::busy(address),
            _ => Error::Listen { address, source },
        })
}

/// Serves on all listeners until dropped.
pub async fn accept(listeners: Listeners, desk: Arc<Desk>) {
    let routes = routes(desk);
    let mut doors = JoinSet::new();
    for listener in listeners.listeners {
        doors.spawn(accept_on(listener, routes.clone()));
    }
    while doors.join_next().await.is_some() {}
}

async fn accept_on(listener: TcpListener, routes: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(serve(stream, peer, routes.clone()))),
                Err(_) => tokio::time::sleep(BREATHER).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, routes: Router) {
    // A patch is one small packet that must not wait for the next. Without it we are slower, no more.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let routes = routes.clone();
        async move { Ok::<_, Infallible>(answer(routes, request.map(Body::new)).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // A browser that goes away in the middle is no failure of ours.
    let _ = connection.await;
}

async fn answer(routes: Router, request: axum::extract::Request) -> axum::response::Response {
    match routes.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
