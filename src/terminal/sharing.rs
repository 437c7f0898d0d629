//! What is shared, in words. The secret of a link stands in its address and nowhere else.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blog_serve::share::address::{Address, Kind};
use blog_serve::share::words::until;
use blog_serve::share::{Code, Door, Link, Scope};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use super::words::{clip, count, day, left};
use super::{BOLD, GOOD, LINK, lists};

/// How wide a line may be.
const WIDTH: usize = 80;
/// How many other links are named; `w` shows all.
const NAMED: usize = 4;

/// A link to give away.
pub(crate) struct Given<'a> {
    /// The door it leads through.
    pub(crate) door: &'a Door,
    /// The link.
    pub(crate) link: &'a Link,
    /// What it opens: a title, "all drafts".
    pub(crate) opens: &'a str,
    /// Whether it is there after a restart.
    pub(crate) is_kept: bool,
    /// The other links that are good again, each with what it opens.
    pub(crate) resumed: &'a [(Arc<Link>, String)],
}

impl Given<'_> {
    /// The address as a code to scan, on a terminal that is wide enough for it.
    pub(super) fn code(&self, columns: u16) -> Option<String> {
        let code = Code::of(&self.door.url(self.link))?;
        (code.size() + INDENTATION <= usize::from(columns)).then(|| code.terminal())
    }

    /// The block that says everything about the link.
    pub(super) fn words(&self, now: Timestamp) -> String {
        let mut text = address(self.door, self.link);
        text.push_str(&row("It opens", &opens(self.link, self.opens)));
        let ends = until(now, self.link.ends);
        let ends = if self.is_kept {
            format!("{ends}, or when you end it. Ctrl-C only pauses it.")
        } else {
            format!("{ends}, when you end it, or with Ctrl-C: it could not be kept.")
        };
        text.push_str(&row("Ends", &ends));
        text.push_str(&row("Who", who(self.link, self.door.addresses.first())));
        for (link, opens) in self.resumed.iter().take(NAMED) {
            let left = format!(", {}", left(now, link.ends));
            let opens = clip(opens, ROOM - left.len());
            text.push_str(&row("Open again", &format!("{opens}{left}")));
        }
        let more = self.resumed.len().saturating_sub(NAMED);
        if more > 0 {
            text.push_str(&row("", &format!("and {more} more")));
        }
        text + "\n" + &lists::keys_while_shared(self.door)
    }
}

/// How many columns stand before the code.
const INDENTATION: usize = 2;
/// How many columns a row has besides its label.
const ROOM: usize = WIDTH - 15;

fn row(label: &str, text: &str) -> String {
    format!("  {label:<11}  {text}\n")
}

/// The row with the address to give away.
pub(super) fn address(door: &Door, link: &Link) -> String {
    row("Send this", &format!("{LINK}{}{LINK:#}", door.url(link)))
}

fn opens(link: &Link, opens: &str) -> String {
    const NOTHING_ELSE: &str = ", and nothing else";
    const LATER: &str = ", also those that you begin later";
    match link.scope {
        Scope::Posts(_) => clip(opens, ROOM - NOTHING_ELSE.len()) + NOTHING_ELSE,
        Scope::Drafts => clip(opens, ROOM - LATER.len()) + LATER,
        Scope::Own => clip(opens, ROOM),
    }
}

/// Who can open the link, by where its address leads. The panel says the same in the same words:
/// `assets/share-link.js`.
fn who(link: &Link, address: Option<&Address>) -> &'static str {
    if link.scope == Scope::Own {
        return "only you, while only you have the link. It travels unencrypted.";
    }
    match address.map_or(Kind::Loopback, |address| address.kind) {
        Kind::Network => "anyone in this network who has the link. It travels unencrypted.",
        Kind::Tunnel => "anyone in this VPN who has the link. It travels unencrypted.",
        Kind::Virtual => "this machine and its containers. It travels unencrypted.",
        // No network now, or --bind; a tunnel or a proxy may lead here.
        Kind::Loopback => "this machine and whom its tunnels let in. It travels unencrypted.",
    }
}

/// The request to the terminal to copy a text: OSC 52, which also works through SSH.
pub(super) fn copy_request(text: &str) -> String {
    format!("\u{1b}]52;c;{}\u{7}", BASE64_STANDARD.encode(text))
}

/// Which links wait to be good again.
pub(super) fn paused(links: &[(Arc<Link>, String)], now: Timestamp) -> Option<String> {
    let (link, opens) = links.first()?;
    let which = match links.len() {
        1 => {
            let day = day(now, link.made, &TimeZone::system());
            format!("  1 link from {day} is paused (")
        }
        many => format!("  {many} links are paused ("),
    };
    let mut rest = format!(", {}", left(now, link.ends));
    if links.len() > 1 {
        let _ = write!(rest, ", and {} more", links.len() - 1);
    }
    rest.push_str(").");
    let key = lists::key("s", "resume");
    let opens = clip(opens, WIDTH.saturating_sub(which.width() + rest.width()));
    let sentence = format!("{which}{opens}{rest}");
    let fits = sentence.width() + "   s resume".len() <= WIDTH;
    let space = if fits { "   " } else { "\n  " };
    Some(format!("{sentence}{space}{key}\n"))
}

pub(super) fn arrived(opens: &str, readers: usize) -> String {
    format!(
        "{}   {GOOD}opened{GOOD:#}, {} now",
        clip(opens, 40),
        count(readers, "reader")
    )
}

pub(super) fn ended(opens: &str, closed: bool) -> String {
    let closed = if closed {
        "; only this machine can see it"
    } else {
        ""
    };
    format!("{}   {BOLD}link ended{BOLD:#}{closed}", clip(opens, 25))
}

/// Why nobody may have reached the link.
pub(super) fn nobody_came(port: u16) -> String {
    let reason = |reason: &str, remedy: &str| format!("    {reason:<43}{remedy}\n");
    let closed = format!("this machine's firewall closes port {port}");
    let mut text = "  Nobody has reached the link yet (60 s). The usual reasons:\n".to_owned();
    text += "    the other device is in another Wi-Fi, or in one that keeps devices apart\n";
    text += &reason(&closed, &firewall(port));
    text += &reason(
        "a Mac's Chrome lacks \"Local Network\"",
        "Settings > Privacy & Security",
    );
    text + "  Quickest test: a phone hotspot with both devices in it.\n"
}

/// How this system's firewall is told to let readers in.
fn firewall(port: u16) -> String {
    if cfg!(target_os = "macos") {
        "Settings > Network > Firewall".to_owned()
    } else if cfg!(windows) {
        "Windows Security > Firewall".to_owned()
    } else if Path::new("/usr/bin/firewall-cmd").exists() {
        format!("firewall-cmd --add-port={port}/tcp")
    } else {
        format!("sudo ufw allow {port}/tcp")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::net::IpAddr;

    use blog_serve::share::{Life, Secret};

    use super::*;
    use crate::terminal::plain;

    fn address_of(ip: &str, kind: Kind) -> Address {
        Address {
            ip: ip.parse::<IpAddr>().unwrap(),
            interface: "wlan0".to_owned(),
            kind,
        }
    }

    fn link(scope: Scope) -> Link {
        let made = Timestamp::UNIX_EPOCH;
        Link {
            id: 1,
            secret: Secret::random(),
            scope,
            made,
            ends: Life::default().from(made),
            line: None,
        }
    }

    /// A door and a link to one post.
    pub(in crate::terminal) fn given() -> (Door, Link) {
        let addresses = [
            ("192.168.178.23", Kind::Network),
            ("10.8.0.2", Kind::Tunnel),
        ];
        let addresses = addresses.map(|(ip, kind)| address_of(ip, kind)).to_vec();
        let door = Door {
            port: 7879,
            addresses,
        };
        (door, link(Scope::Posts(vec!["posts/a.md".into()])))
    }

    /// The first link of the evening, given away.
    pub(in crate::terminal) fn first<'a>(door: &'a Door, link: &'a Link) -> Given<'a> {
        Given {
            door,
            link,
            opens: "A",
            is_kept: true,
            resumed: &[],
        }
    }

    #[test]
    fn the_block_says_what_whom_and_until_when() {
        let (door, link) = given();
        let other = Arc::new(self::link(Scope::Drafts));
        let given = Given {
            door: &door,
            link: &link,
            opens: "Rust: Community Leadership",
            is_kept: true,
            resumed: &[(other, "all drafts".to_owned())],
        };
        let text = plain(&given.words(Timestamp::UNIX_EPOCH));
        let expected = [
            &format!("  Send this    http://192.168.178.23:7879/{}", link.path()),
            "  It opens     Rust: Community Leadership, and nothing else",
            "  Ends         in 7 days, or when you end it. Ctrl-C only pauses it.",
            "  Who          anyone in this network who has the link. It travels unencrypted.",
            "  Open again   all drafts, 7 days left",
            "",
            "  c copy   p other post   a other addresses (1)   w who is reading   x end it",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
        let secret = link.path();
        assert_eq!(text.matches(secret.trim_matches(['~', '/'])).count(), 1);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let check = |text: &str| {
            for line in plain(text).lines() {
                assert!(line.width() <= WIDTH, "{line:?} has {}", line.width());
            }
        };
        let (mut door, mut link) = given();
        let long = "W".repeat(200);
        let others = vec![(Arc::new(link.clone()), long.clone()); 9];
        let now = Timestamp::UNIX_EPOCH;
        for kind in [Kind::Network, Kind::Tunnel, Kind::Virtual, Kind::Loopback] {
            for scope in [link.scope.clone(), Scope::Drafts, Scope::Own] {
                door.addresses[0] = address_of("192.168.178.23", kind);
                link.scope = scope.clone();
                let opens = match scope {
                    Scope::Posts(_) => &long,
                    Scope::Drafts => "all drafts",
                    Scope::Own => "everything, for a device of your own",
                };
                let given = Given {
                    door: &door,
                    link: &link,
                    opens,
                    is_kept: true,
                    resumed: &others,
                };
                check(&given.words(now));
            }
        }
        check(&paused(&others, now).unwrap());
        check(&paused(&others[..1], now).unwrap());
        check(&nobody_came(65535));
        check(&format!("  14:03:12  {}", arrived(&long, 100)));
        check(&format!("  14:03:12  {}", ended(&long, true)));
    }

    #[test]
    fn what_could_not_be_kept_is_not_said_to_be_paused() {
        let (door, link) = given();
        let says = |is_kept| {
            let given = Given {
                is_kept,
                ..first(&door, &link)
            };
            given.words(Timestamp::now())
        };
        assert!(says(true).contains("Ctrl-C only pauses it."));
        assert!(says(false).contains("or with Ctrl-C: it could not be kept."));
    }

    #[test]
    fn the_code_is_shown_where_it_fits() {
        let (door, link) = given();
        let given = first(&door, &link);
        assert_eq!(given.code(30), None);
        let code = given.code(50).unwrap();
        assert!(code.lines().count() <= 24);
        assert!(code.ends_with('\n'));
        assert!(plain(&code).lines().all(|line| line.width() <= 50));
    }

    #[test]
    fn paused_links_are_counted_and_the_first_is_named() {
        let now = Timestamp::now();
        let at = |hours| now + jiff::SignedDuration::from_hours(hours);
        let paused_at = |count: usize| {
            let mut link = link(Scope::Drafts);
            (link.made, link.ends) = (now, at(6 * 24));
            let title = "Rust".to_owned();
            let links = vec![(Arc::new(link), title); count];
            paused(&links, now).map(|text| plain(&text))
        };
        assert_eq!(paused_at(0), None);
        assert_eq!(
            paused_at(1).unwrap(),
            "  1 link from today is paused (Rust, 6 days left).   s resume\n"
        );
        assert_eq!(
            paused_at(3).unwrap(),
            "  3 links are paused (Rust, 6 days left, and 2 more).   s resume\n"
        );
    }

    #[test]
    fn comings_and_goings_are_one_line_each() {
        let check = |text: String, expected: &str| assert_eq!(plain(&text), expected);
        check(arrived("A", 1), "A   opened, 1 reader now");
        check(arrived("A", 2), "A   opened, 2 readers now");
        check(ended("A", false), "A   link ended");
        check(
            ended("A", true),
            "A   link ended; only this machine can see it",
        );
    }

    #[test]
    fn a_terminal_is_asked_to_copy_in_its_own_words() {
        assert_eq!(copy_request("http://a/"), "\u{1b}]52;c;aHR0cDovL2Ev\u{7}");
    }
}
