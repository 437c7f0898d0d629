//! The addresses at which other devices reach this machine.

use std::net::IpAddr;

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

impl Address {
    /// As it stands in a URL: `192.168.178.23`, `[fd00::1]`.
    #[must_use]
    pub fn host(&self) -> String {
        match self.ip {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        }
    }
}
