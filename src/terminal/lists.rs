//! What the terminal answers to a key: what the keys do, and lists to choose from.

use std::fmt::Write;
use std::sync::Arc;

use blog_serve::parse::Status;
use blog_serve::share::{Door, Lent, Link, Shared};
use blog_serve::site::{Entry, Site};
use jiff::Timestamp;

use super::words::{ago, clip, count, fill, left};
use super::{BOLD, LINK, QUIET};

/// How many posts are there to choose from: those with a number of one digit.
const POSTS: usize = 9;

/// What the keys do before anything is shared.
pub(super) fn keys() -> String {
    format!(
        "  {}   {}   {}   {BOLD}Ctrl-C{BOLD:#} stop        {QUIET}(key, then Enter){QUIET:#}\n",
        key("s", "share"),
        key("o", "open in browser"),
        key("?", "more")
    )
}

/// What the keys do while something is shared.
pub(super) fn keys_while_shared(door: &Door) -> String {
    let addresses = match door.addresses.len().saturating_sub(1) {
        0 => String::new(),
        others => format!("   {}", key("a", &format!("other addresses ({others})"))),
    };
    format!(
        "  {}   {}{addresses}   {}   {}\n",
        key("c", "copy"),
        key("p", "other post"),
        key("w", "who is reading"),
        key("x", "end it")
    )
}

pub(super) fn key(letter: &str, does: &str) -> String {
    format!("{BOLD}{letter}{BOLD:#} {does}")
}

/// What all keys do.
pub(crate) fn help(shared: &Shared) -> String {
    let share = match (&shared.door, shared.links.as_slice()) {
        (Some(_), _) => "say the link again",
        (None, []) => "share the post saved last: a link, and a code to scan",
        (None, [_]) => "resume the link that is paused",
        (None, _) => "resume the links that are paused",
    };
    let mut keys = vec![
        ("s", share),
        (
            "p",
            "share another post, several, all drafts, or with your own device",
        ),
        ("o", "open your page in the browser"),
    ];
    if shared.door.is_some() {
        keys.extend([
            ("c", "copy the link"),
            ("a", "the link at this machine's other addresses"),
        ]);
    }
    if !shared.links.is_empty() {
        keys.extend([
            ("w", "who is reading"),
            (
                "x",
                "end a link for good: x 2 the second of several, x all all of them",
            ),
        ]);
    }
    keys.push(("Ctrl-C", "stop; links are paused until you share again"));
    let mut text = String::from("\n");
    for (letter, does) in keys {
        let _ = writeln!(text, "  {BOLD}{letter:<8}{BOLD:#}{does}");
    }
    text + &format!("  {QUIET}Type the key, then Enter.{QUIET:#}\n\n")
}

/// The keys that there are, in one line: said when somebody presses another.
pub(crate) fn unknown(shared: &Shared) -> String {
    let mut keys = vec![("s", "share"), ("p", "post"), ("o", "open")];
    if shared.door.is_some() {
        keys.extend([("c", "copy"), ("a", "addresses")]);
    }
    if !shared.links.is_empty() {
        keys.extend([("w", "who"), ("x", "end")]);
    }
    keys.extend([("?", "all"), ("Ctrl-C", "stop")]);
    let keys: Vec<_> = keys
        .into_iter()
        .map(|(letter, does)| key(letter, does))
        .collect();
    format!("  {}\n", keys.join("  "))
}

/// The posts to choose from: those that were written last.
pub(crate) fn choices(site: &Site) -> Vec<Arc<Entry>> {
    let readable = site.ordered().filter(|entry| entry.readable);
    readable.take(POSTS).cloned().collect()
}

/// The question which of these posts to share.
pub(crate) fn posts(choices: &[Arc<Entry>], now: Timestamp) -> String {
    let mut text = String::from("\n");
    for (number, entry) in (1..).zip(choices) {
        let status = match entry.status {
            Status::Draft => "draft",
            Status::Scheduled(_) => "scheduled",
            Status::Expired(_) => "expired",
            Status::Published => "published",
        };
        let status = clip(&format!("{status}, {}", ago(now, entry.saved)), 26);
        let title = fill(&entry.title, 42);
        let _ = writeln!(
            text,
            "    {BOLD}{number:<3}{BOLD:#}  {title}  {QUIET}{status}{QUIET:#}"
        );
    }
    for (word, opens) in [
        ("all", "all drafts, also those that you begin later"),
        ("own", "everything, for a device of your own"),
    ] {
        let _ = writeln!(text, "    {BOLD}{word}{BOLD:#}  {opens}");
    }
    text + "  Which? 2, or 1 3 for one link to both. Enter alone leaves it.\n"
}

/// The link at the other addresses of this machine.
pub(crate) fn addresses(door: &Door, link: &Link) -> String {
    let others = door.addresses.get(1..).unwrap_or_default();
    if others.is_empty() {
        return "  This machine has no other address.\n".to_owned();
    }
    let mut text = "\n  The same link at other addresses of this machine:\n".to_owned();
    for address in others {
        let url = door.url_at(&address.host(), link);
        let network = clip(&address.network(), 70);
        let _ = writeln!(text, "    {network}\n      {LINK}{url}{LINK:#}");
    }
    text + "\n"
}

/// Who is reading through each of the links.
pub(crate) fn readers(shared: &Shared, site: &Site, now: Timestamp) -> String {
    format!("\n{}\n", table(shared, site, now))
}

fn table(shared: &Shared, site: &Site, now: Timestamp) -> String {
    /// How wide a row is without what the link opens and how long it does.
    const BESIDES: usize = 25;
    let times = shared.links.iter().map(|lent| left(now, lent.link.ends));
    let times: Vec<_> = times.collect();
    let widest = times.iter().map(String::len).max().unwrap_or_default();
    let mut text = String::new();
    for ((number, lent), left) in (1..).zip(&shared.links).zip(times) {
        let opens = fill(&lent.link.scope.opens(site), 80 - BESIDES - widest);
        let who = fill(&reading(shared, lent), 14);
        let _ = writeln!(text, "  {number:>3}  {opens}  {who}  {left}");
    }
    text
}

fn reading(shared: &Shared, lent: &Lent) -> String {
    match lent.readers {
        _ if shared.door.is_none() => "paused".to_owned(),
        0 if lent.was_used => "nobody now".to_owned(),
        0 => "nobody yet".to_owned(),
        readers => count(readers, "reader"),
    }
}

/// The question which of the links to end.
pub(crate) fn ends(shared: &Shared, site: &Site, now: Timestamp) -> String {
    let list = table(shared, site, now);
    format!("\n{list}  Which one? 2 ends the second, all ends them all.\n")
}

#[cfg(test)]
mod tests {
    use blog_serve::blog::Blog;
    use blog_serve::dialect::Dialect;
    use blog_serve::share::Scope;
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::terminal::plain;
    use crate::terminal::sharing::tests::given;

    fn shared(links: usize) -> Shared {
        let (door, link) = given();
        let lent = |scope: &Scope| Lent {
            link: Arc::new(Link {
                scope: scope.clone(),
                ..link.clone()
            }),
            readers: usize::from(*scope == Scope::Drafts),
            was_used: *scope == Scope::Drafts,
            lonely: false,
        };
        let scopes = [Scope::Drafts, link.scope.clone(), Scope::Own];
        Shared {
            door: Some(door),
            links: scopes[..links].iter().map(lent).collect(),
        }
    }

    fn site() -> Site {
        Site::new(Arc::new(Blog {
            root: "/blog".into(),
            dialect: Dialect::Plain,
            configuration: Arc::default(),
            because: String::new(),
            content: vec!["/blog".into()],
            mounts: Vec::new(),
            only: None,
        }))
    }

    fn check_width(text: &str) {
        for line in plain(text).lines() {
            assert!(line.width() <= 80, "{line:?}");
        }
    }

    #[test]
    fn the_keys_are_one_line() {
        let expected =
            "  s share   o open in browser   ? more   Ctrl-C stop        (key, then Enter)\n";
        assert_eq!(plain(&keys()), expected);
        check_width(&keys());
        let (mut door, _) = given();
        door.addresses.truncate(1);
        assert!(!keys_while_shared(&door).contains("other addresses"));
    }

    #[test]
    fn help_names_the_keys_that_do_something_now() {
        let check = |shared: &Shared, letters: &str| {
            let text = plain(&help(shared));
            let told = text
                .lines()
                .filter(|line| line.as_bytes().get(3) == Some(&b' '));
            let told: String = told.filter_map(|line| line.trim().chars().next()).collect();
            assert_eq!(told, letters);
            check_width(&text);
            check_width(&unknown(shared));
        };
        check(&Shared::default(), "spo");
        let mut shared = shared(2);
        check(&shared, "spocawx");
        shared.door = None;
        check(&shared, "spowx");
    }

    #[test]
    fn links_are_listed_with_those_who_read() {
        let mut shared = shared(3);
        let lines = |shared: &Shared| {
            let text = plain(&ends(shared, &site(), Timestamp::UNIX_EPOCH));
            check_width(&text);
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let told = lines(&shared);
        assert!(told[1].starts_with("    1  all drafts  "), "{told:?}");
        assert!(
            told[1].ends_with("  1 reader        7 days left"),
            "{told:?}"
        );
        assert!(
            told[2].ends_with("  nobody yet      7 days left"),
            "{told:?}"
        );
        assert!(told[4].contains("2 ends the second"), "{told:?}");
        shared.door = None;
        assert!(lines(&shared)[1].contains("paused"));
        let mut short = Link::clone(&shared.links[0].link);
        short.ends = Timestamp::UNIX_EPOCH;
        shared.links[0].link = Arc::new(short);
        let told = lines(&shared);
        assert!(told[1].ends_with("less than a minute left"), "{told:?}");
    }

    #[test]
    fn what_shares_more_than_a_post_is_a_word() {
        let text = plain(&posts(&[], Timestamp::UNIX_EPOCH));
        check_width(&text);
        assert!(text.contains("    all  all drafts"), "{text}");
        assert!(text.contains("    own  everything"), "{text}");
    }

    #[test]
    fn the_other_addresses_have_the_whole_link() {
        let (mut door, link) = given();
        let text = plain(&addresses(&door, &link));
        assert!(!text.contains("192.168.178.23"), "{text}");
        let whole = format!("http://10.8.0.2:7879/{}\n", link.path());
        assert!(text.contains(&whole), "{text}");
        door.addresses.truncate(1);
        assert!(addresses(&door, &link).contains("no other"));
    }
}
