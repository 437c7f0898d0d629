//! One changed text inside a block.
//!
//! Most saves change a few words of one paragraph. Then the browser gets those words and where
//! they stand, not the paragraph: it has nothing to parse and nothing to compare, however long the
//! block is.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What turns one text of a block into another, as the browser's document counts:
/// `{"node": 2, "start": 4, "length": 30, "removed": "old", "added": "new"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    /// Which of the block's texts, in the order of the document, from 0.
    pub node: usize,
    /// Where in it, in UTF-16 units.
    pub start: usize,
    /// How long it is before, in UTF-16 units. With `removed` this tells whether the browser has
    /// the text that is meant.
    pub length: usize,
    /// What goes.
    pub removed: String,
    /// What comes.
    pub added: String,
}

/// The splice that turns `old` into `new`, both one element; nothing if more than one text
/// differs, or it is not certain that a browser finds the same texts in them as we do.
pub(super) fn between(old: &str, new: &str) -> Option<Splice> {
    let (gone, come) = differing(old, new);
    let (removed, added) = (&old[gone.clone()], &new[come]);
    // Of a text written anew both versions would be sent.
    if removed.len() + added.len() > new.len() || [removed, added].iter().any(|it| has_markup(it)) {
        return None;
    }
    let (node, text) = texts(old)
        .enumerate()
        .find_map(|(node, text)| match text {
            None => Some(None),
            Some(text) => (text.end >= gone.end).then_some(Some((node, text))),
        })??;
    if gone.start < text.start || text.len() == removed.len() {
        return None;
    }
    let grows_too_long = text.len() - removed.len() + added.len() > LONGEST;
    // After a `<pre>`, it is not part of the text.
    let gets_line_break = gone.start == text.start && new[text.start..].starts_with('\n');
    if grows_too_long || gets_line_break {
        return None;
    }
    Some(Splice {
        node,
        start: units(&old[text.start..gone.start])?,
        length: units(&old[text])?,
        removed: removed.to_owned(),
        added: added.to_owned(),
    })
}

impl Splice {
    /// What `html` becomes; nothing if the splice was not made for it.
    #[must_use]
    pub fn apply(&self, html: &str) -> Option<String> {
        let text = texts(html).nth(self.node)??;
        if units(&html[text.clone()])? != self.length {
            return None;
        }
        let start = text.start + byte_at(&html[text], self.start)?;
        let rest = html[start..].strip_prefix(self.removed.as_str())?;
        Some(format!("{}{}{rest}", &html[..start], self.added))
    }
}

/// The spans outside of which both are the same.
fn differing(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let same = |(one, other): &(u8, u8)| one == other;
    let start = old.bytes().zip(new.bytes()).take_while(same).count();
    let start = old.floor_char_boundary(start);
    let ends = old[start..].bytes().rev().zip(new[start..].bytes().rev());
    let tail = ends.take_while(same).count();
    let end = old.ceil_char_boundary(old.len() - tail);
    (start..end, start..new.len() - (old.len() - end))
}

/// Whether a stretch of HTML is more than text as it is, or is read as something else.
fn has_markup(html: &str) -> bool {
    html.bytes()
        .any(|byte| matches!(byte, b'<' | b'>' | b'&' | b'\r' | 0))
}

/// Chromium makes two texts of one that is longer, in UTF-16 units; of bytes there are never fewer.
const LONGEST: usize = 65_536;

/// The texts of an element: what stands between tags. Ends with `None` where it is not certain
/// that a browser reads it so.
fn texts(html: &str) -> impl Iterator<Item = Option<Range<usize>>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = html.get(at..).filter(|rest| !rest.is_empty())?;
            if rest.starts_with('<') {
                let Some(length) = tag_length(rest) else {
                    at = html.len();
                    return Some(None);
                };
                at += length;
            } else {
                let start = at;
                at += rest.find('<').unwrap_or(rest.len());
                return Some((at - start <= LONGEST).then_some(start..at));
            }
        }
    })
}

/// Elements whose content is not read as text and tags, or not as children of theirs.
const UNLIKE_OTHERS: [&str; 16] = [
    "iframe",
    "listing",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// The bytes of the tag at the start of `html`; nothing for anything else, and for tags after which
/// other rules hold.
fn tag_length(html: &str) -> Option<usize> {
    let (is_start, name) = match html[1..].strip_prefix('/') {
        Some(name) => (false, name),
        None => (true, &html[1..]),
    };
    let length = name.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))?;
    let name = &name[..length];
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !is_name || UNLIKE_OTHERS.contains(&name) {
        return None;
    }
    let (mut quote, mut before) = (None, 0);
    let end = html.bytes().position(|byte| {
        match quote {
            Some(open) if open == byte => quote = None,
            // Elsewhere a quote is part of a name.
            None if before == b'=' && matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        before = byte;
        quote.is_none() && byte == b'>'
    })?;
    // A line break at the beginning of a `pre` is not part of its text.
    let is_dropped = is_start && name == "pre" && html[end + 1..].starts_with('\n');
    (!is_dropped).then_some(end + 1)
}

/// The character references that our writers and templates use, all of one UTF-16 unit.
const REFERENCES: [&str; 11] = [
    "amp", "lt", "gt", "quot", "nbsp", "#34", "#38", "#39", "#60", "#62", "#x27",
];

/// The units of a text: their lengths in the HTML and in UTF-16. `None` for a reference that is
/// not one of ours.
fn pieces(text: &str) -> impl Iterator<Item = Option<(usize, usize)>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let c = rest.chars().next()?;
        let piece = if c == '&' {
            let reference = rest[1..].split(';').next().unwrap_or_default();
            let is_closed = rest.len() > reference.len() + 1;
            (is_closed && REFERENCES.contains(&reference)).then_some((reference.len() + 2, 1))
        } else {
            Some((c.len_utf8(), c.len_utf16()))
        };
        rest = piece.map_or("", |(bytes, _)| &rest[bytes..]);
        Some(piece)
    })
}

/// Length of a text in UTF-16 units, its references read; nothing if one is not ours, or is cut.
fn units(text: &str) -> Option<usize> {
    if text.bytes().all(|byte| byte.is_ascii() && byte != b'&') {
        return Some(text.len());
    }
    pieces(text).try_fold(0, |sum, piece| Some(sum + piece?.1))
}

/// Where in a text so many UTF-16 units have gone by.
fn byte_at(text: &str, units: usize) -> Option<usize> {
    let (mut bytes, mut left) = (0, units);
    for piece in pieces(text) {
        let (length, count) = piece?;
        if left == 0 {
            break;
        }
        bytes += length;
        left = left.checked_sub(count)?;
    }
    (left == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: Option<(usize, usize, &str, &str)>) {
        let splice = between(old, new);
        let found = splice.as_ref().map(|splice| {
            let (removed, added) = (splice.removed.as_str(), splice.added.as_str());
            (splice.node, splice.start, removed, added)
        });
        assert_eq!(found, expected, "{old} → {new}");
        if let Some(splice) = splice {
            assert_eq!(splice.apply(old).as_deref(), Some(new), "{splice:?}");
        }
    }

    #[test]
    fn a_changed_word_is_a_splice() {
        check(
            "<p>one two</p>",
            "<p>one six two</p>",
            Some((0, 4, "", "six ")),
        );
        check("<p>one two</p>", "<p>one</p>", Some((0, 3, " two", "")));
        check(
            "<p title=\"a > b\">one <em>two</em> three</p>",
            "<p title=\"a > b\">one <em>two</em> tree</p>",
            Some((2, 2, "h", "")),
        );
        check(
            "<ul>\n<li>one</li>\n</ul>",
            "<ul>\n<li>on</li>\n</ul>",
            Some((1, 2, "e", "")),
        );
    }

    #[test]
    fn tags_are_passed_over_as_a_browser_reads_them() {
        check(
            "<blockquote><pre><code>a</code></pre>\n<p>one two</p></blockquote>",
            "<blockquote><pre><code>a</code></pre>\n<p>one</p></blockquote>",
            Some((2, 3, " two", "")),
        );
        check(
            "<p it's=\"x\">one <b>it's</b> two</p>",
            "<p it's=\"x\">one <b>it's</b> six two</p>",
            Some((2, 1, "", "six ")),
        );
    }

    #[test]
    fn offsets_are_in_utf_16_with_references_read() {
        check(
            "<p>a &amp; 😀 b is long</p>",
            "<p>a &amp; 😀 c is long</p>",
            Some((0, 7, "b", "c")),
        );
        check("<p>ä and ö</p>", "<p>ä and ü</p>", Some((0, 6, "ö", "ü")));
        check(
            "<p>one &amp; two; three</p>",
            "<p>one &amp; two three</p>",
            Some((0, 9, ";", "")),
        );
    }

    #[test]
    fn what_is_more_than_a_text_is_none() {
        check("<p>one</p>", "<p><em>one</em></p>", None);
        check("<p>one two</p>", "<p>one &amp; two</p>", None);
        check("<p>a &lt; b</p>", "<p>a &gt; b</p>", None);
        check("<p>a&amp;b</p>", "<p>a&ampb</p>", None);
        check("<h2 id=\"one\">one</h2>", "<h2 id=\"two\">two</h2>", None);
        check(
            "<p title=\"one two\">x</p>",
            "<p title=\"one six\">x</p>",
            None,
        );
        check("<p>one</p>", "<p>six</p>", None);
        check("<p></p>", "<p>x</p>", None);
        check("<p>one two<b></b></p>", "<p>one two<b>x</b></p>", None);
    }

    #[test]
    fn where_a_browser_may_read_other_texts_there_is_none() {
        check(
            "<p><!-- a --> one two</p>",
            "<p><!-- a --> one three</p>",
            None,
        );
        check("<pre>\none two</pre>", "<pre>\none three</pre>", None);
        check("<p>&copy; one two</p>", "<p>&copy; one three</p>", None);
        check(
            "<p><svg><text>one two</text></svg></p>",
            "<p><svg><text>one tw</text></svg></p>",
            None,
        );
        check("<p>one\r two</p>", "<p>one\r tw\r</p>", None);
    }

    #[test]
    fn a_splice_for_another_text_does_not_fit() {
        let splice = between("<p>one two</p>", "<p>one three</p>").unwrap();
        assert_eq!(splice.apply("<p>one two!</p>"), None);
        assert_eq!(splice.apply("<p>one tax</p>"), None);
        assert_eq!(splice.apply("<hr />"), None);
    }
}
