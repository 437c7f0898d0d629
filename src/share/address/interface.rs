//! What kind of network is behind an interface.

use std::path::Path;

use super::Kind;

/// How the names of VPNs and other tunnels begin, in lower case.
const TUNNELS: [&str; 17] = [
    "tun",
    "tap",
    "wg",
    "utun",
    "tailscale",
    "zt",
    "ppp",
    "ipsec",
    "nordlynx",
    "proton",
    "openvpn",
    "wireguard",
    "zerotier",
    "sit",
    "gre",
    "ip6tnl",
    "vti",
];

/// How the names of bridges to containers and virtual machines begin, in lower case.
const VIRTUAL: [&str; 19] = [
    "docker",
    "br-",
    "virbr",
    "veth",
    "vmnet",
    "vboxnet",
    "lxc",
    "lxdbr",
    "incusbr",
    "podman",
    "cni",
    "flannel",
    "cali",
    "kube-",
    "vethernet",
    "vmware",
    "virtualbox",
    // On macOS, where a real network is `en0`.
    "bridge",
    "dummy",
];

/// What an interface's name says.
pub(super) fn kind(name: &str) -> Kind {
    let name = name.to_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if begins(&TUNNELS) {
        Kind::Tunnel
    } else if begins(&VIRTUAL) {
        Kind::Virtual
    } else {
        Kind::Network
    }
}

/// What the system says, where it knows more than the name. On Linux point-to-point means little:
/// the one interface of some virtual servers is.
pub(super) fn told(interface: &if_addrs::Interface) -> Option<Kind> {
    if cfg!(target_os = "linux") {
        told_by_linux(Path::new("/sys/class/net"), &interface.name)
    } else {
        interface.is_p2p().then_some(Kind::Tunnel)
    }
}

/// `ARPHRD_NONE` and `ARPHRD_PPP` of Linux's `if_arp.h`: no Ethernet, so no network of devices.
const POINT_TO_POINT: [&str; 2] = ["65534", "512"];

/// See Linux's `Documentation/ABI/testing/sysfs-class-net`.
fn told_by_linux(folder: &Path, name: &str) -> Option<Kind> {
    let interface = folder.join(name);
    if is_hardware(&interface) {
        return Some(Kind::Network);
    }
    if interface.join("bridge").exists() {
        // A bridge that has the network card in it has the network card's address, too.
        let members = interface.join("brif").read_dir().into_iter().flatten();
        let mut members = members.filter_map(Result::ok);
        let has_hardware = members.any(|member| is_hardware(&folder.join(member.file_name())));
        return Some(if has_hardware {
            Kind::Network
        } else {
            Kind::Virtual
        });
    }
    let number = std::fs::read_to_string(interface.join("type")).unwrap_or_default();
    let is_tunnel = interface.join("tun_flags").exists() || POINT_TO_POINT.contains(&number.trim());
    is_tunnel.then_some(Kind::Tunnel)
}

fn is_hardware(interface: &Path) -> bool {
    interface.join("device").exists()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn names_tell_tunnels_and_bridges_from_networks() {
        let check = |names: &[&str], expected: Kind| {
            for name in names {
                assert_eq!(kind(name), expected, "{name}");
            }
        };
        check(
            &["eth0", "wlan0", "wlp3s0", "enp0s31f6", "en0", "wwan0"],
            Kind::Network,
        );
        check(&["br0", "bond0", "eth0.10", "Wi-Fi", ""], Kind::Network);
        check(&["Ethernet", "Ethernet 2", "usb0"], Kind::Network);
        check(&["tun0", "tap1", "wg0", "wg-home", "utun4"], Kind::Tunnel);
        check(&["tailscale0", "Tailscale", "ztabc", "ppp0"], Kind::Tunnel);
        check(&["nordlynx", "proton0", "ProtonVPN TUN"], Kind::Tunnel);
        check(&["docker0", "br-1f0c2a", "virbr0", "veth12"], Kind::Virtual);
        check(&["vmnet8", "vboxnet0", "lxcbr0", "lxdbr0"], Kind::Virtual);
        check(&["podman1", "cni0", "flannel.1"], Kind::Virtual);
        check(&["bridge100", "vEthernet (WSL)"], Kind::Virtual);
    }

    #[test]
    fn linux_tells_what_a_name_does_not() {
        let check = |files: &[&str], expected: Option<Kind>| {
            let temporary = tempfile::tempdir().unwrap();
            for file in files {
                let (path, content) = file.split_once('=').unwrap_or((file, ""));
                let path = temporary.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content).unwrap();
            }
            assert_eq!(told_by_linux(temporary.path(), "x"), expected, "{files:?}");
        };
        check(&[], None);
        check(&["x/type=1\n"], None);
        check(&["x/type=1\n", "x/device"], Some(Kind::Network));
        check(&["x/type=65534\n"], Some(Kind::Tunnel));
        check(&["x/type=512\n"], Some(Kind::Tunnel));
        // A modem without Ethernet frames.
        check(&["x/type=65534\n", "x/device"], Some(Kind::Network));
        check(&["x/type=1\n", "x/tun_flags=0x1002"], Some(Kind::Tunnel));
        check(&["x/bridge/stp_state"], Some(Kind::Virtual));
        let containers = ["x/bridge/stp_state", "x/brif/veth1/state", "veth1/type=1"];
        check(&containers, Some(Kind::Virtual));
        let card = ["x/bridge/stp_state", "x/brif/eth0/state", "eth0/device"];
        check(&card, Some(Kind::Network));
    }
}
