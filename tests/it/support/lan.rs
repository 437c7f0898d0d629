//! Two machines joined by a cable, inside this one.
//!
//! A test that wants them runs itself again in a network namespace of its own ([`Lan::within`]):
//! that is the reader's machine, and whatever the test starts there, Chromium too, has no other
//! network. The author's machine is a second namespace at the other end of a veth pair. Both are
//! gone with the last process in them. It takes util-linux and iproute2, and a system that allows
//! user namespaces; where it does not, `tests/run` says so and sets
//! `BLOG_SERVE_TEST_NO_NAMESPACES`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Set in the process that is on the reader's machine.
const INSIDE: &str = "BLOG_SERVE_TEST_LAN";

/// Ends when its input does: with this process, however that ends.
const HOLD: &str = "echo there && exec cat";

/// The author's machine and the cable to it, as seen from the reader's machine.
pub(crate) struct Lan {
    /// Keeps the author's machine there.
    holder: Child,
    /// What starts a program on the author's machine.
    enter: String,
    /// The reader's end of the cable.
    end: &'static str,
}

impl Lan {
    /// Where the author's machine is, for the reader's.
    pub(crate) const AUTHOR: &str = "192.168.77.1";
    /// The same over IPv6.
    pub(crate) const AUTHOR_IPV6: &str = "fd77::1";

    /// Joins the two machines, on the reader's one. `None` elsewhere: there the test named `test`
    /// (`module::function`) has been run again on the reader's machine when this returns, and fails
    /// here if it failed there.
    pub(crate) fn within(test: &str) -> Option<Self> {
        if std::env::var_os(INSIDE).is_some() {
            return Some(Self::join());
        }
        if std::env::var_os("BLOG_SERVE_TEST_NO_NAMESPACES").is_none() {
            run_inside(test);
        }
        None
    }

    fn join() -> Self {
        let mut holder = Command::new("unshare")
            .args(["--net", "sh", "-c", HOLD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("unshare was there a moment ago");
        let mut said = String::new();
        let mut output = BufReader::new(holder.stdout.take().expect("it is piped"));
        let read = output.read_line(&mut said);
        assert!(read.is_ok() && said == "there\n", "a second machine starts");
        let id = holder.id();
        let lan = Self {
            holder,
            enter: format!("--net=/proc/{id}/ns/net"),
            end: "reader",
        };
        ip(&[], "link set lo up");
        ip(
            &[],
            &format!("link add reader type veth peer name author netns {id}"),
        );
        // An address that the system gives by itself is usable a second later, and a browser drops
        // whatever it loads in that moment.
        ip(&[], "link set reader addrgenmode none");
        for line in [
            "link set lo up",
            "link set author addrgenmode none",
            "address add 192.168.77.1/24 dev author",
            "address add fd77::1/64 dev author nodad",
            "link set author up",
            "route add default via 192.168.77.2",
        ] {
            ip(&lan.on_the_authors(), line);
        }
        ip(&[], "address add 192.168.77.2/24 dev reader");
        lan.mend();
        lan
    }

    /// What runs the program that is named after it on the author's machine.
    pub(crate) fn on_the_authors(&self) -> [&str; 2] {
        ["nsenter", &self.enter]
    }

    /// From now on nothing goes through the cable; the reader's machine notices, as it notices a
    /// Wi-Fi that is gone.
    pub(crate) fn cut(&self) {
        ip(&[], &format!("link set {} down", self.end));
    }

    /// It goes through again, at the same addresses.
    pub(crate) fn mend(&self) {
        ip(&[], &format!("link set {} up", self.end));
        // What is down loses its IPv6 addresses.
        ip(
            &[],
            &format!("address replace fd77::2/64 dev {} nodad", self.end),
        );
    }
}

impl Drop for Lan {
    fn drop(&mut self) {
        // A holder that is left ends with this process.
        let _ = self
            .holder
            .kill()
            .and_then(|()| self.holder.wait().map(drop));
    }
}

/// Runs `ip`, by way of another program if there is one.
fn ip(by: &[&str], line: &str) {
    let words: Vec<_> = by
        .iter()
        .copied()
        .chain(["ip"])
        .chain(line.split(' '))
        .collect();
    let output = Command::new(words[0]).args(&words[1..]).output();
    let output = output.expect("this test needs ip, of iproute2, and nsenter, of util-linux");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {errors}");
}

/// Runs a test of this binary again, as the only one, in a network of its own.
fn run_inside(test: &str) {
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--net"])
        .args(["sh", "-c", "echo inside && exec \"$@\"", "sh"])
        .arg(std::env::current_exe().expect("this is a program"))
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .expect("this test needs unshare, of util-linux");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.starts_with("inside"),
        "this test needs user and network namespaces, or BLOG_SERVE_TEST_NO_NAMESPACES=1 to do \
         without: {errors}"
    );
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{errors}"
    );
}
