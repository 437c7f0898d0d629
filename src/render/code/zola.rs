//! Code blocks as Zola writes them where it highlights code.

use std::fmt::Write as _;

use super::lines::{lines, write_marked};
use crate::render::{CodeForm, escape};

/// What a fence says: `rust,linenos,hl_lines=2 4-6`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::render) struct Fence {
    /// Empty if it names none.
    pub(in crate::render) language: String,
    has_numbers: bool,
    /// The number of the first line, if it is not 1.
    first: Option<usize>,
    /// Lines that are marked, counted from 1: first and last of each stretch.
    marked: Vec<(usize, usize)>,
    /// Lines that are left out.
    hidden: Vec<(usize, usize)>,
}

impl Fence {
    /// What stands behind the three backticks.
    pub(in crate::render) fn of(info: &str) -> Self {
        let mut fence = Self::default();
        for part in info.split(',').map(str::trim) {
            let mut words = part.split('=');
            let key = words.next().unwrap_or_default().trim();
            let value = words.next();
            match (key, value) {
                ("" | "copy" | "name", _) => {}
                ("linenos", _) => fence.has_numbers = true,
                ("linenostart", value) => {
                    fence.first = value.and_then(|value| value.parse().ok()).or(fence.first);
                }
                ("hl_lines", value) => fence.marked.extend(stretches(value)),
                ("hide_lines", value) => fence.hidden.extend(stretches(value)),
                (language, None) => language.clone_into(&mut fence.language),
                (_, Some(_)) => {}
            }
        }
        fence.marked = merged(fence.marked);
        fence.hidden = merged(fence.hidden);
        fence
    }

    /// Appends the block; `code` is HTML.
    pub(in crate::render) fn write(&self, html: &mut String, code: &str, form: CodeForm) {
        let is_giallo = form == CodeForm::Giallo;
        html.push_str(if is_giallo {
            "<pre class=\"giallo\" tabindex=\"0\"><code"
        } else {
            "<pre tabindex=\"0\"><code"
        });
        if !self.language.is_empty() {
            html.push_str(" class=\"language-");
            escape::attribute(html, &self.language);
            html.push('"');
        }
        html.push('>');
        let start = html.len();
        self.write_lines(html, code);
        if is_giallo {
            // There is no line break behind the last line, nor behind the block.
            if html.len() > start && html.ends_with('\n') {
                html.pop();
            }
            html.push_str("</code></pre>");
        } else {
            html.push_str("</code></pre>\n");
        }
    }

    fn write_lines(&self, html: &mut String, code: &str) {
        let is_bare = self.marked.is_empty() && self.hidden.is_empty() && !self.has_numbers;
        if is_bare {
            return html.push_str(code);
        }
        let lines = lines(code);
        for (at, line) in (1..).zip(lines) {
            if is_in(&self.hidden, at) {
                continue;
            }
            let mut written = String::with_capacity(line.len() + 40);
            if self.has_numbers {
                let number = self.first.unwrap_or(1).saturating_add(at - 1);
                let _ = write!(written, "<span class=\"line-number\">{number}</span>");
            }
            let (text, end) = match line.strip_suffix('\n') {
                Some(text) => (text, "\n"),
                None => (&*line, ""),
            };
            written.push_str(text);
            write_marked(html, &written, is_in(&self.marked, at));
            html.push_str(end);
        }
    }
}

/// Whether a line is in one of these, which [`merged`] has put in order.
fn is_in(stretches: &[(usize, usize)], line: usize) -> bool {
    let before = stretches.partition_point(|(first, _)| *first <= line);
    before
        .checked_sub(1)
        .is_some_and(|at| line <= stretches[at].1)
}

/// The same lines in order, none in two stretches.
fn merged(mut stretches: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    stretches.sort_unstable();
    stretches.dedup_by(|(first, last), (_, last_before)| {
        let is_within = *first <= *last_before;
        if is_within {
            *last_before = (*last_before).max(*last);
        }
        is_within
    });
    stretches
}

/// `2 4-6` → 2 to 2 and 4 to 6.
fn stretches(value: Option<&str>) -> Vec<(usize, usize)> {
    let words = value.unwrap_or_default().split(' ');
    let stretch = |word: &str| {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        Some((first.min(last), first.max(last)))
    };
    words.filter_map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(info: &str, expected: &str) {
        let mut html = String::new();
        Fence::of(info).write(&mut html, "a\nb\nc\n", CodeForm::Giallo);
        let code = html.split_once("<code").map(|(_, code)| code);
        assert_eq!(code, Some(expected), "{info}");
    }

    #[test]
    fn a_fence_says_what_its_lines_have() {
        check("rust", " class=\"language-rust\">a\nb\nc</code></pre>");
        check(
            "rust, name=x.rs",
            " class=\"language-rust\">a\nb\nc</code></pre>",
        );
        check("", ">a\nb\nc</code></pre>");
        check("hide_lines=1 3", ">b</code></pre>");
        check(
            "linenos,linenostart=9,hide_lines=1-2",
            "><span class=\"line-number\">11</span>c</code></pre>",
        );
        check(
            "linenos,linenostart=18446744073709551615,hide_lines=1",
            "><span class=\"line-number\">18446744073709551615</span>b\n\
             <span class=\"line-number\">18446744073709551615</span>c</code></pre>",
        );
        check(
            "hl_lines=3-3 3-2 9 2",
            ">a\n<mark class=\"line\">b</mark>\n<mark class=\"line\">c</mark></code></pre>",
        );
    }
}
