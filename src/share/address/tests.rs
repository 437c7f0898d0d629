use super::*;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn running(interface: &str, address: &str) -> Found {
    Found {
        ip: ip(address),
        interface: interface.to_owned(),
        is_running: true,
        told: None,
    }
}

/// What is given away, as `network address`.
fn check(found: &[(&str, &str)], default_route: &[&str], expected: &[&str]) {
    let found = found.iter().map(|(name, ip)| running(name, ip)).collect();
    let default_route: Vec<IpAddr> = default_route.iter().copied().map(ip).collect();
    let addresses = ordered(found, &default_route);
    let addresses = addresses
        .iter()
        .map(|address| format!("{} {}", address.network(), address.ip));
    assert_eq!(addresses.collect::<Vec<_>>(), expected);
}

const LOOPBACK: [(&str, &str); 2] = [("lo", "127.0.0.1"), ("lo", "::1")];

#[test]
fn a_laptop_at_home_gives_its_wifi() {
    check(
        &[
            LOOPBACK[0],
            LOOPBACK[1],
            ("docker0", "172.17.0.1"),
            ("wlan0", "192.168.178.23"),
            ("wlan0", "fe80::1"),
            ("wlan0", "2001:db8:1::23"),
        ],
        &["192.168.178.23", "2001:db8:1::23"],
        &[
            "wlan0 192.168.178.23",
            "wlan0 2001:db8:1::23",
            "containers (docker0) 172.17.0.1",
        ],
    );
}

#[test]
fn a_vpn_that_takes_all_traffic_takes_no_reader() {
    check(
        &[
            ("docker0", "172.17.0.1"),
            ("tun0", "10.8.0.6"),
            ("wlan0", "192.168.178.23"),
        ],
        &["10.8.0.6"],
        &[
            "wlan0 192.168.178.23",
            "VPN (tun0) 10.8.0.6",
            "containers (docker0) 172.17.0.1",
        ],
    );
}

#[test]
fn a_vpn_beside_the_network_comes_after_it() {
    check(
        &[
            ("tailscale0", "100.101.102.103"),
            ("tailscale0", "fd7a:115c:a1e0::1"),
            ("eth0", "fd00::5"),
            ("eth0", "10.0.0.5"),
        ],
        &["10.0.0.5", "fd7a:115c:a1e0::1"],
        &[
            "eth0 10.0.0.5",
            "eth0 fd00::5",
            "VPN (tailscale0) 100.101.102.103",
            "VPN (tailscale0) fd7a:115c:a1e0::1",
        ],
    );
}

#[test]
fn what_there_is_is_better_than_nothing() {
    check(
        &[LOOPBACK[0], ("docker0", "172.17.0.1")],
        &[],
        &["containers (docker0) 172.17.0.1"],
    );
    check(
        &[("docker0", "172.17.0.1"), ("wg0", "10.9.0.2")],
        &["10.9.0.2"],
        &["VPN (wg0) 10.9.0.2", "containers (docker0) 172.17.0.1"],
    );
    check(&[], &["192.168.1.5"], &["this network 192.168.1.5"]);
}

#[test]
fn a_machine_without_a_network_has_no_address_for_others() {
    check(&[], &[], &[]);
    check(
        &[LOOPBACK[0], LOOPBACK[1], ("eth0", "169.254.3.4")],
        &["127.0.0.1"],
        &[],
    );
}

#[test]
fn a_network_of_ipv6_alone_gives_ipv6() {
    check(
        &[("eth0", "fe80::1"), ("eth0", "2001:db8::5")],
        &["2001:db8::5"],
        &["eth0 2001:db8::5"],
    );
    // The device at a cable of its own is not where the readers are.
    check(
        &[("eth1", "192.168.0.1"), ("eth0", "2001:db8::5")],
        &["2001:db8::5"],
        &["eth0 2001:db8::5", "eth1 192.168.0.1"],
    );
}

#[test]
fn of_two_networks_the_default_route_s_comes_first() {
    let found = [
        ("eth0", "10.1.1.9"),
        ("wlan0", "192.168.1.5"),
        ("wlan0", "fd00::5"),
    ];
    check(
        &found,
        &["192.168.1.5", "fd00::5"],
        &["wlan0 192.168.1.5", "eth0 10.1.1.9", "wlan0 fd00::5"],
    );
    // Without one, the order of the system stands.
    check(
        &found,
        &[],
        &["eth0 10.1.1.9", "wlan0 192.168.1.5", "wlan0 fd00::5"],
    );
}

#[test]
fn a_private_address_comes_before_a_public_one() {
    check(
        &[
            ("tun0", "10.8.0.6"),
            ("eth0", "203.0.113.7"),
            ("eth1", "192.168.1.5"),
        ],
        &["10.8.0.6"],
        &[
            "eth1 192.168.1.5",
            "eth0 203.0.113.7",
            "VPN (tun0) 10.8.0.6",
        ],
    );
}

#[test]
fn temporary_addresses_are_few() {
    check(
        &[
            ("wlan0", "2001:db8::1"),
            ("wlan0", "2001:db8::2"),
            ("wlan0", "2001:db8::3"),
            ("wlan0", "2001:db8::4"),
            ("eth0", "2001:db8::5"),
            ("eth0", "2001:db8::5"),
        ],
        &["2001:db8::3"],
        &["wlan0 2001:db8::3", "wlan0 2001:db8::1", "eth0 2001:db8::5"],
    );
}

#[test]
fn an_interface_without_a_cable_is_left_out() {
    let mut unplugged = running("eth0", "192.168.1.5");
    unplugged.is_running = false;
    assert_eq!(ordered(vec![unplugged.clone()], &[]), []);
    assert_eq!(ordered(vec![unplugged], &[ip("192.168.1.5")]).len(), 1);
}

#[test]
fn the_system_knows_better_than_a_name() {
    let mut bridge = running("br-lan", "192.168.1.5");
    bridge.told = Some(Kind::Network);
    let mut tunnel = running("home", "10.9.0.2");
    tunnel.told = Some(Kind::Tunnel);
    let kinds = ordered(vec![tunnel, bridge], &[ip("10.9.0.2")]);
    let kinds: Vec<_> = kinds.iter().map(Address::network).collect();
    assert_eq!(kinds, ["br-lan", "VPN (home)"]);
}

#[test]
fn an_address_that_was_asked_for_is_the_only_one() {
    let check = |bind: &str, network: &str, host: &str| {
        let addresses = addresses(Some(ip(bind)));
        assert_eq!(addresses.len(), 1);
        assert_eq!(addresses[0].interface, "");
        assert_eq!(addresses[0].network(), network);
        assert_eq!(addresses[0].host(), host);
    };
    check("127.0.0.1", "this machine", "127.0.0.1");
    check("::1", "this machine", "[::1]");
    check("203.0.113.9", "this network", "203.0.113.9");
}

/// Whatever networks the machine has that runs this.
#[test]
fn there_is_always_an_address() {
    for bind in [None, Some(ip("0.0.0.0")), Some(ip("::"))] {
        let addresses = addresses(bind);
        assert!(!addresses.is_empty());
        for address in &addresses {
            assert!(!address.ip.is_unspecified());
            assert!(bind.is_none_or(|bind| bind.is_ipv4() == address.ip.is_ipv4()));
            assert!(address.kind != Kind::Loopback || addresses.len() == 1);
        }
    }
}
