//! Where links and pictures lead.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use pulldown_cmark::CowStr;

use super::{Known, Span, Target, escape};

/// Where a blog is published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// `https://example.org/blog/` as it is written; empty if nothing is said.
    pub url: String,
    /// `example.org`; empty if nothing is said.
    pub host: String,
    /// `/blog`, without a `/` at its end; empty for the root.
    pub path: String,
}

impl Base {
    /// What `https://example.org/blog/` says; a path alone has no host.
    #[must_use]
    pub fn of(url: &str) -> Self {
        let url = url.trim();
        let (host, path) = match url.split_once("://") {
            Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => match url.strip_prefix("//") {
                Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
                None => ("", url),
            },
        };
        let path = path.trim_matches('/');
        Self {
            url: url.to_owned(),
            host: host.to_lowercase(),
            path: if path.is_empty() {
                String::new()
            } else {
                format!("/{path}")
            },
        }
    }

    /// What a destination is from the blog's root, if it names the blog's own host or begins with
    /// the path that the blog is published under: `https://example.org/blog/x` → `/x`.
    #[must_use]
    pub fn own<'a>(&self, destination: &'a str) -> Option<&'a str> {
        let after_host = (!self.host.is_empty())
            .then(|| without_host(destination, &self.host))
            .flatten();
        let path = match after_host {
            Some(path) => path,
            None if destination.starts_with('/') && !self.path.is_empty() => destination,
            None => return None,
        };
        let inner = path.strip_prefix(&self.path);
        match inner.filter(|inner| inner.is_empty() || inner.starts_with(['/', '?', '#'])) {
            Some("") => Some("/"),
            // Another site on the same host.
            None if !self.path.is_empty() => None,
            inner => inner,
        }
    }
}

/// What follows the host in an address, if it is this one.
fn without_host<'a>(address: &'a str, host: &str) -> Option<&'a str> {
    let starts = ["https://", "http://", "//"];
    let rest = starts
        .iter()
        .find_map(|start| address.strip_prefix(start))?;
    let written = rest.get(..host.len())?;
    let path = &rest[host.len()..];
    let is_over = path.is_empty() || path.starts_with(['/', '?', '#']);
    (written.eq_ignore_ascii_case(host) && is_over).then_some(path)
}

/// Whether a destination leads to something on this machine: it has no scheme and no host, and is
/// not only a place on the same page.
pub(crate) fn is_local(destination: &str) -> bool {
    // What most of them begin with.
    if destination.starts_with("https://") || destination.starts_with("http://") {
        return false;
    }
    // A browser ignores blanks before an address, and reads `\` as `/`.
    let address = destination.trim_start_matches(|c: char| c <= ' ');
    if memchr::memchr3(b'\t', b'\n', b'\r', address.as_bytes()).is_some() {
        // Wherever they stand, it leaves these out.
        return is_local(&address.replace(['\t', '\n', '\r'], ""));
    }
    let mut start = address.chars();
    let on_a_host = [start.next(), start.next()]
        .iter()
        .all(|c| matches!(c, Some('/' | '\\')));
    let on_this_page = address.is_empty() || address.starts_with('#');
    !on_a_host && !on_this_page && !has_scheme(address)
}

/// <https://www.rfc-editor.org/rfc/rfc3986#section-3.1>
fn has_scheme(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// An address of ours in a block's HTML, as the author wrote it.
#[derive(Debug)]
pub(super) struct Reference<'a> {
    /// Where it stands in the HTML, between the quotes.
    pub at: Span,
    /// The same before it was escaped.
    pub destination: CowStr<'a>,
    /// Where width and height go, if it is a picture's.
    pub size_at: Option<usize>,
    /// Whether it is one of Markdown.
    pub is_hooked: bool,
}

impl Reference<'_> {
    /// So many bytes were put in before it.
    pub(super) fn shift(&mut self, bytes: usize) {
        self.at = self.at.start + bytes..self.at.end + bytes;
        self.size_at = self.size_at.map(|at| at + bytes);
    }
}

/// The destinations of one document: what is known of them, and which were asked for.
#[derive(Debug)]
pub(super) struct Destinations<'k> {
    base: &'k Base,
    targets: &'k HashMap<String, Target>,
    seen: BTreeSet<String>,
    /// What was looked for, each once.
    pub asked: Vec<String>,
    /// What was not found, each once.
    pub wanted: Vec<String>,
}

impl<'k> Destinations<'k> {
    /// Knows what leads where, and was asked for nothing yet.
    pub(super) fn new(known: &'k Known) -> Self {
        Self {
            base: &known.base,
            targets: &known.targets,
            seen: BTreeSet::new(),
            asked: Vec::new(),
            wanted: Vec::new(),
        }
    }

    /// Whether a destination leads to something of the blog's: on this machine, or on the host where
    /// the blog is published.
    pub(super) fn are_own(&self, destination: &str) -> bool {
        is_local(destination) || self.base.own(destination).is_some()
    }

    /// Where a local destination leads, if that is known; it is noted as asked for.
    pub(super) fn look_up(&mut self, destination: &str) -> Option<&'k Target> {
        if !self.are_own(destination) {
            return None;
        }
        let target = self.targets.get(destination);
        if !self.seen.contains(destination) {
            self.seen.insert(destination.to_owned());
            self.asked.push(destination.to_owned());
            if target.is_none() {
                self.wanted.push(destination.to_owned());
            }
        }
        target
    }

    /// Appends `html` with its `references`, which are in its order, leading where they should.
    pub(super) fn resolve(
        &mut self,
        resolved: &mut String,
        html: &str,
        references: &[Reference<'_>],
    ) {
        let mut done = 0;
        for reference in references {
            let Some(target) = self.look_up(&reference.destination) else {
                continue;
            };
            resolved.push_str(&html[done..reference.at.start]);
            let start = resolved.len();
            let hooked = target.hooked.of(reference.size_at.is_some(), false);
            let hooked = hooked.filter(|_| reference.is_hooked);
            escape::address(resolved, hooked.unwrap_or(&target.address));
            // As it was encoded where it was written.
            let written = &html[reference.at.clone()];
            if written.contains("%5E") || written.contains("%25") {
                escape::encode_as_goldmark(resolved, start);
            }
            done = reference.at.end;
            let Some(at) = reference.size_at else {
                continue;
            };
            if let Some((width, height)) = target.pixels {
                resolved.push_str(&html[done..at]);
                let _ = write!(resolved, " width=\"{width}\" height=\"{height}\"");
                done = at;
            } else if target.fingerprint.is_none() {
                // The author's style sheet shows a box in its place, from the first frame on.
                resolved.push_str(&html[done..at]);
                resolved.push_str(" data-missing=\"");
                escape::attribute(resolved, &reference.destination);
                resolved.push('"');
                done = at;
            }
        }
        resolved.push_str(&html[done..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_and_a_path() {
        let check = |url: &str, host: &str, path: &str| {
            let base = Base::of(url);
            assert_eq!(
                (base.host.as_str(), base.path.as_str()),
                (host, path),
                "{url}"
            );
        };
        check("https://Example.org/blog/", "example.org", "/blog");
        check("https://example.org", "example.org", "");
        check("//example.org/a/b", "example.org", "/a/b");
        check("/blog/", "", "/blog");
        check("", "", "");
    }

    #[test]
    fn addresses_on_the_blogs_own_host_are_its_own() {
        let check = |url: &str, destination: &str, expected: Option<&str>| {
            assert_eq!(Base::of(url).own(destination), expected, "{destination}");
        };
        let root = "https://example.org/";
        check(root, "https://example.org/a/?b#c", Some("/a/?b#c"));
        check(root, "HTTP://example.org", None);
        check(root, "http://EXAMPLE.org", Some("/"));
        check(root, "//example.org#a", Some("#a"));
        check(root, "https://example.org.evil/a", None);
        check(root, "/a", None);
        let below = "https://example.org/blog/";
        check(below, "https://example.org/blog/a", Some("/a"));
        check(below, "https://example.org/other", None);
        check(below, "/blog", Some("/"));
        check(below, "/blogs/a", None);
    }

    fn check(local: bool, destinations: &[&str]) {
        for destination in destinations {
            assert_eq!(is_local(destination), local, "{destination:?}");
        }
    }

    #[test]
    fn a_path_is_local() {
        check(
            true,
            &[
                "a.md",
                "/a/b.png",
                "../x y.md#z",
                "?q=1",
                "@/a.md",
                "./a:b",
                "ä:b",
            ],
        );
    }

    #[test]
    fn what_has_a_scheme_or_a_host_leaves_this_machine() {
        check(
            false,
            &[
                "https://a.b/c",
                "HTTP:x",
                "mailto:a@b",
                "data:image/png;base64,",
                "//host/x",
                "\\\\host/x",
                "/\\host/x",
                " https://a.b",
                "\n//host",
            ],
        );
    }

    #[test]
    fn a_place_on_this_page_is_not_looked_for() {
        check(false, &["#a", "", " "]);
    }
}
