//! The addresses at which other devices reach this machine.

mod interface;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// An address of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub ip: IpAddr,
    /// The interface that has it: `wlan0`; empty when it was given with `--bind`.
    pub interface: String,
    /// What kind of network is behind it.
    pub kind: Kind,
}

/// What kind of network is behind an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A network of other devices: Wi-Fi, Ethernet.
    Network,
    /// A VPN or another tunnel.
    Tunnel,
    /// Containers and virtual machines on this one.
    Virtual,
    /// This machine alone.
    Loopback,
}

/// An IPv6 interface has a lasting address and one that changes daily; those of the days before
/// are still there, and help nobody.
const IPV6_PER_INTERFACE: usize = 2;

impl Address {
    /// As it stands in a URL: `192.168.178.23`, `[fd00::1]`.
    #[must_use]
    pub fn host(&self) -> String {
        match self.ip {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        }
    }

    /// The network behind it, in words: `wlan0`, `VPN (tun0)`, `containers (docker0)`,
    /// `this machine`.
    #[must_use]
    pub fn network(&self) -> String {
        let name = match self.kind {
            Kind::Network if self.interface.is_empty() => return "this network".to_owned(),
            Kind::Network => return self.interface.clone(),
            Kind::Tunnel => "VPN",
            Kind::Virtual => "containers",
            Kind::Loopback => return "this machine".to_owned(),
        };
        if self.interface.is_empty() {
            name.to_owned()
        } else {
            format!("{name} ({})", self.interface)
        }
    }
}

/// What other devices can use to reach a listener on `bind`, the address to give away first. Never
/// empty: without a network it is this machine's own.
///
/// Asks the system, without sending anything. An unspecified `bind` (`0.0.0.0`, `::`) stands for
/// every address of its family, `None` for all.
#[must_use]
pub fn addresses(bind: Option<IpAddr>) -> Vec<Address> {
    match bind {
        Some(ip) if !ip.is_unspecified() => vec![given(ip, found())],
        _ => {
            let mut found = found();
            let mut default_route = default_route();
            if let Some(bind) = bind {
                found.retain(|found| found.ip.is_ipv4() == bind.is_ipv4());
                default_route.retain(|ip| ip.is_ipv4() == bind.is_ipv4());
            }
            let loopback = match bind {
                Some(IpAddr::V6(_)) => Ipv6Addr::LOCALHOST.into(),
                _ => Ipv4Addr::LOCALHOST.into(),
            };
            let ordered = ordered(found, &default_route);
            if ordered.is_empty() {
                vec![given(loopback, Vec::new())]
            } else {
                ordered
            }
        }
    }
}

/// An address of an interface, as the system tells it.
#[derive(Clone, Debug)]
struct Found {
    ip: IpAddr,
    interface: String,
    /// Whether there is a cable in it, so to speak.
    is_running: bool,
    /// What the system says about the interface, where its name would mislead.
    told: Option<Kind>,
}

impl Found {
    fn kind(&self) -> Kind {
        if self.ip.is_loopback() {
            return Kind::Loopback;
        }
        self.told
            .unwrap_or_else(|| interface::kind(&self.interface))
    }
}

fn given(ip: IpAddr, found: Vec<Found>) -> Address {
    let kind = if ip.is_loopback() {
        Kind::Loopback
    } else {
        let found = found.into_iter().find(|found| found.ip == ip);
        found.map_or(Kind::Network, |found| found.kind())
    };
    Address {
        ip,
        interface: String::new(),
        kind,
    }
}

/// The addresses that help other devices, the best first. `default_route` holds the addresses from
/// which this machine talks to the rest of the world.
///
/// The best is the default route's, unless a VPN has taken that route: then it is one of a network
/// that has devices in it.
fn ordered(found: Vec<Found>, default_route: &[IpAddr]) -> Vec<Address> {
    let routed = |ip: &IpAddr| default_route.contains(ip);
    let useful = found
        .into_iter()
        .filter(|found| is_reachable(found.ip) && (found.is_running || routed(&found.ip)));
    let mut addresses: Vec<Address> = useful
        .map(|found| Address {
            ip: found.ip,
            kind: found.kind(),
            interface: found.interface,
        })
        .collect();
    if addresses.is_empty() {
        // A system that does not tell its interfaces, Android for one, still has a route.
        let unknown = default_route.iter().filter(|ip| is_reachable(**ip));
        addresses.extend(unknown.map(|ip| given(*ip, Vec::new())));
    }
    let best = addresses
        .iter()
        .filter(|address| address.kind == Kind::Network && routed(&address.ip))
        .map(|address| address.ip)
        .min_by_key(IpAddr::is_ipv6);
    addresses.sort_by_key(|address| {
        (
            Reverse(best == Some(address.ip)),
            address.kind,
            address.ip.is_ipv6(),
            Reverse(routed(&address.ip)),
            Reverse(is_private(address.ip)),
        )
    });
    without_surplus(addresses)
}

fn without_surplus(mut addresses: Vec<Address>) -> Vec<Address> {
    let mut seen = Vec::new();
    let mut ipv6: BTreeMap<String, usize> = BTreeMap::new();
    addresses.retain(|address| {
        if seen.contains(&address.ip) {
            return false;
        }
        seen.push(address.ip);
        if address.ip.is_ipv4() {
            return true;
        }
        let count = ipv6.entry(address.interface.clone()).or_default();
        *count += 1;
        *count <= IPV6_PER_INTERFACE
    });
    addresses
}

/// Whether a browser elsewhere could use the address. Link-local ones need the name of the reader's
/// own interface beside them, which no browser takes.
fn is_reachable(ip: IpAddr) -> bool {
    let is_link_local = match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !(is_link_local || ip.is_loopback() || ip.is_unspecified() || ip.is_multicast())
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private(),
        IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

fn found() -> Vec<Found> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let found = interfaces.into_iter().map(|interface| Found {
        ip: interface.ip(),
        is_running: interface.is_oper_up(),
        told: interface::told(&interface),
        interface: interface.name,
    });
    found.collect()
}

/// The addresses from which this machine would talk to the rest of the world, over IPv4 and IPv6.
/// The peers are of the ranges for documentation; a UDP socket that connects sends nothing.
fn default_route() -> Vec<IpAddr> {
    let from = |local: IpAddr, peer: IpAddr| {
        let socket = UdpSocket::bind((local, 0)).ok()?;
        socket.connect((peer, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    let ipv4 = from(
        Ipv4Addr::UNSPECIFIED.into(),
        Ipv4Addr::new(192, 0, 2, 1).into(),
    );
    let ipv6 = from(
        Ipv6Addr::UNSPECIFIED.into(),
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
    );
    ipv4.into_iter().chain(ipv6).collect()
}

#[cfg(test)]
mod tests;
