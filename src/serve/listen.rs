//! Listening on ports, and what happens on a connection.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::doors::{Door, Doors};
use crate::error::Error;
use crate::preview::Desk;
use crate::share::address::addresses;

/// How long a request's headers may take: a browser sends them in one packet.
const HEADERS: Duration = Duration::from_secs(10);
/// How long to wait after accepting failed, for want of file descriptors for instance.
pub(super) const BREATHER: Duration = Duration::from_millis(100);
/// How many ports after the first one are tried.
const PORTS: u16 = 100;
/// The author's port when none is asked for.
pub const DEFAULT_PORT: u16 = 7878;
/// The readers' port when none is asked for.
pub const DEFAULT_SHARE_PORT: u16 = 7879;
/// How many connections the system holds that were not accepted yet.
const BACKLOG: i32 = 1024;

/// What a door listens with.
pub struct Listeners {
    sockets: Vec<std::net::TcpListener>,
    port: u16,
    port_to_keep: Option<u16>,
}

/// Which port a door is to have.
#[derive(Clone, Copy, Debug)]
struct Ports {
    /// This one or none.
    asked: Option<u16>,
    /// The blog's last one.
    last: Option<u16>,
    /// The one to begin with.
    first: u16,
    /// What the author chooses it with.
    option: &'static str,
}

impl Listeners {
    /// The port that they listen on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Their port, if it is the blog's from now on. It is not when the blog's last one is merely
    /// in use, by another server of the same blog for instance, whose address is to stay.
    #[must_use]
    pub fn port_to_keep(&self) -> Option<u16> {
        self.port_to_keep
    }

    /// The same for this runtime.
    pub(super) fn take(self) -> Vec<TcpListener> {
        let taken = self.sockets.into_iter().map(TcpListener::from_std);
        // An error means that the runtime is ending.
        taken.filter_map(Result::ok).collect()
    }
}

/// Opens the author's door: on 127.0.0.1 and, where there is IPv6, on `[::1]`; at `port`, or else
/// at the blog's last port, the default one or the first free one after it.
///
/// # Errors
///
/// [`Error::Busy`] when `port` is taken, [`Error::Listen`] when listening fails otherwise.
pub fn bind(port: Option<u16>, last: Option<u16>) -> Result<Listeners, Error> {
    let ports = Ports {
        asked: port,
        last,
        first: DEFAULT_PORT,
        option: "--port",
    };
    let loopback = [
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
    ];
    ports.bind(&loopback)
}

/// Opens the readers' door: on every address, or on `only` one.
///
/// # Errors
///
/// As [`bind`]; also [`Error::NotHere`] when `only` is no address of this machine.
pub(super) fn bind_readers(
    port: Option<u16>,
    last: Option<u16>,
    only: Option<IpAddr>,
) -> Result<Listeners, Error> {
    let ports = Ports {
        asked: port,
        last,
        first: DEFAULT_SHARE_PORT,
        option: "--share-port",
    };
    match only {
        Some(only) => ports.bind(&[only]),
        None => ports.bind(&[
            IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        ]),
    }
}

impl Ports {
    fn bind(self, hosts: &[IpAddr]) -> Result<Listeners, Error> {
        self.choose(|port| self.bind_at(hosts, port))
    }

    /// What `bind` gives at the first of the ports at which it gives anything.
    fn choose(
        self,
        mut bind: impl FnMut(u16) -> Result<Listeners, Error>,
    ) -> Result<Listeners, Error> {
        if let Some(port) = self.asked {
            return bind(port);
        }
        let mut is_elsewhere = false;
        if let Some(last) = self.last {
            match bind(last) {
                Err(Error::Busy { .. }) => is_elsewhere = true,
                // One that needs a right of which this run has none, for instance.
                Err(_) => {}
                bound => return bound,
            }
        }
        let mut bound = self.bind_by_default(bind)?;
        if is_elsewhere {
            bound.port_to_keep = None;
        }
        Ok(bound)
    }

    fn bind_by_default(
        self,
        mut bind: impl FnMut(u16) -> Result<Listeners, Error>,
    ) -> Result<Listeners, Error> {
        for port in self.first..self.first + PORTS {
            match bind(port) {
                Err(Error::Busy { .. }) => {}
                other => return other,
            }
        }
        // All of them are busy: the system gives any that is not.
        bind(0)
    }

    /// Listens on all hosts at one port. One family of addresses is enough: not every machine has
    /// both.
    fn bind_at(self, hosts: &[IpAddr], mut port: u16) -> Result<Listeners, Error> {
        let mut sockets = Vec::new();
        let mut failed = None;
        for host in hosts {
            let address = SocketAddr::new(*host, port);
            match listen(address) {
                Ok(listener) => {
                    port = listener.local_addr().map_or(port, |address| address.port());
                    sockets.push(listener);
                }
                Err(source) if source.kind() == io::ErrorKind::AddrInUse => {
                    return Err(Error::busy(address, self.option));
                }
                Err(source) if source.kind() == io::ErrorKind::AddrNotAvailable => {
                    failed = failed.or_else(|| Some(not_here(address)));
                }
                Err(source) => failed = failed.or(Some(Error::Listen { address, source })),
            }
        }
        match failed {
            Some(failed) if sockets.is_empty() => Err(failed),
            _ => Ok(Listeners {
                sockets,
                port,
                port_to_keep: Some(port),
            }),
        }
    }
}

/// An address that another machine has, or none, and which ones there are instead.
fn not_here(address: SocketAddr) -> Error {
    let own = addresses(None);
    let own = own.iter().map(|own| own.ip.to_string()).collect();
    Error::NotHere { address, own }
}

fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    if address.is_ipv6() {
        // The IPv4 side has a listener of its own, whatever the system's default.
        socket.set_only_v6(true)?;
    }
    // A port is free again at once after a restart. Windows means something else by this.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// Serves the author's door until dropped.
pub async fn accept(listeners: Listeners, desk: Arc<Desk>) {
    let doors = Arc::new(Doors::new(desk));
    let mut accepting = JoinSet::new();
    for listener in listeners.take() {
        accepting.spawn(accept_on(listener, doors.clone()));
    }
    while accepting.join_next().await.is_some() {}
}

async fn accept_on(listener: TcpListener, doors: Arc<Doors>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(serve(stream, peer, doors.clone()))),
                Err(_) => tokio::time::sleep(BREATHER).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, doors: Arc<Doors>) {
    // A patch is one small packet that must not wait for the next. Without it we are slower, no more.
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    let answer = move |request| {
        let doors = doors.clone();
        async move { doors.answer(Door::Author, peer, request).await }
    };
    converse(&http, stream, answer).await;
}

/// Answers the requests of one connection until it ends.
pub(super) async fn converse<Io, Answer>(
    http: &http1::Builder,
    stream: Io,
    answer: impl Fn(axum::extract::Request) -> Answer,
) where
    Io: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    Answer: Future<Output = axum::response::Response>,
{
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let answer = answer(request.map(Body::new));
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let connection = http.serve_connection(TokioIo::new(stream), service);
    // A browser that goes away in the middle is no failure of ours.
    let _ = connection.with_upgrades().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: u16 = 80;
    const FIRST: u16 = 7000;

    fn ports(asked: Option<u16>, last: Option<u16>) -> Ports {
        Ports {
            asked,
            last,
            first: FIRST,
            option: "--port",
        }
    }

    fn bound(port: u16) -> Listeners {
        Listeners {
            sockets: Vec::new(),
            port,
            port_to_keep: Some(port),
        }
    }

    fn at(port: u16) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, port).into()
    }

    fn busy(port: u16) -> Error {
        Error::Busy {
            address: at(port),
            holder: String::new(),
            option: "--port",
        }
    }

    fn denied(port: u16) -> Error {
        Error::Listen {
            address: at(port),
            source: io::ErrorKind::PermissionDenied.into(),
        }
    }

    /// The port that is chosen, and the one that is kept.
    fn check(
        ports: Ports,
        mut fails: impl FnMut(u16) -> Option<Error>,
        expected: Option<(u16, Option<u16>)>,
    ) {
        let chosen = ports.choose(|port| fails(port).map_or_else(|| Ok(bound(port)), Err));
        let chosen = chosen
            .ok()
            .map(|bound| (bound.port(), bound.port_to_keep()));
        assert_eq!(chosen, expected, "{ports:?}");
    }

    #[test]
    fn the_port_is_the_one_asked_for_or_else_the_last() {
        let free = |_| None;
        check(ports(Some(9), Some(LAST)), free, Some((9, Some(9))));
        check(ports(Some(9), Some(LAST)), |port| Some(busy(port)), None);
        check(ports(None, Some(LAST)), free, Some((LAST, Some(LAST))));
        check(ports(None, None), free, Some((FIRST, Some(FIRST))));
    }

    #[test]
    fn a_port_in_the_place_of_one_in_use_is_not_kept() {
        let last_is_busy = |port| (port == LAST).then(|| busy(port));
        check(ports(None, Some(LAST)), last_is_busy, Some((FIRST, None)));
        let default_is_busy = |port| (port == FIRST).then(|| busy(port));
        let next = FIRST + 1;
        check(ports(None, None), default_is_busy, Some((next, Some(next))));
    }

    #[test]
    fn a_last_port_that_cannot_be_had_any_more_is_left_for_the_default_one() {
        let last_is_denied = |port| (port == LAST).then(|| denied(port));
        let expected = Some((FIRST, Some(FIRST)));
        check(ports(None, Some(LAST)), last_is_denied, expected);
        check(ports(None, Some(LAST)), |port| Some(denied(port)), None);
    }

    #[test]
    fn where_all_ports_are_busy_the_system_gives_one() {
        let busy_but_any = |port| (port != 0).then(|| busy(port));
        check(ports(None, None), busy_but_any, Some((0, Some(0))));
        check(ports(None, Some(LAST)), busy_but_any, Some((0, None)));
    }

    #[test]
    fn a_second_server_leaves_the_first_one_its_port() {
        let hosts = [IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let first = ports(Some(0), None).bind(&hosts).unwrap();
        let second = ports(None, Some(first.port())).bind(&hosts).unwrap();
        assert_ne!(second.port(), first.port());
        assert_eq!(second.port_to_keep(), None);
        drop(first);
    }
}
