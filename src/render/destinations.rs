//! Where links and pictures lead.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use pulldown_cmark::CowStr;

use super::{Span, Target, escape};

/// Whether a destination leads to something on this machine: it has no scheme and no host, and is
/// not only a place on the same page.
pub(crate) fn is_local(destination: &str) -> bool {
    // A browser ignores blanks before an address, and reads `\` as `/`.
    let address = destination.trim_start_matches(|c: char| c <= ' ');
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
    targets: &'k HashMap<String, Target>,
    seen: HashSet<String>,
    /// What was looked for, each once.
    pub asked: Vec<String>,
    /// What was not found, each once.
    pub wanted: Vec<String>,
}

impl<'k> Destinations<'k> {
    /// Knows `targets`, and was asked for nothing yet.
    pub(super) fn new(targets: &'k HashMap<String, Target>) -> Self {
        Self {
            targets,
            seen: HashSet::new(),
            asked: Vec::new(),
            wanted: Vec::new(),
        }
    }

    /// Where a local destination leads, if that is known; it is noted as asked for.
    pub(super) fn look_up(&mut self, destination: &str) -> Option<&'k Target> {
        if !is_local(destination) {
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
            escape::address(resolved, &target.address);
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
