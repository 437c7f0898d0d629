//! The beginning of a post, as lists of posts show it.

use super::escape::without_tags;
use super::shortcodes::PARTING;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// How many bytes are looked at for an author's own mark of where the summary ends.
const REACH: usize = 16 * 1024;
/// How many bytes are read: more than the words below take.
const BYTES: usize = 1024;
/// How many words are shown: Hugo's `summaryLength`.
const WORDS: usize = 70;
/// How many characters are shown; a text without blanks has few words.
const LETTERS: usize = 320;

/// What is markup in any dialect. The text of a footnote may stand behind what is read.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_OLD_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_DEFINITION_LIST);

/// The text before the author's `<!--more-->`, or with which the post begins, without markup.
///
/// `None` where there is no text at the beginning. What is longer than some lines is cut and ends
/// with `…`. Its cost does not depend on the body.
#[must_use]
pub fn summary(body: &str, given: Option<&str>) -> Option<String> {
    let marked = end_of_summary(body);
    if let Some(given) = given.filter(|_| marked.is_none()) {
        return shortened(&plain(given), given.len() > BYTES);
    }
    let end = marked.unwrap_or(body.len());
    let start = &body[..floor(body, end.min(BYTES))];
    shortened(&plain(start), start.len() < end)
}

/// Where the author's mark of the end of the summary stands.
fn end_of_summary(body: &str) -> Option<usize> {
    let start = &body[..floor(body, body.len().min(REACH))];
    let mut comments = memchr::memmem::find_iter(start.as_bytes(), b"<!--");
    comments.find(|at| {
        let rest = start[at + "<!--".len()..].trim_start();
        let rest = rest.strip_prefix("more");
        rest.is_some_and(|rest| rest.trim_start().starts_with("-->"))
    })
}

/// Takes out of HTML what stands where the author says that the summary ends: where that is. As with Hugo, no line
/// ends behind such HTML.
pub(super) fn take_parting(html: &mut String) -> Option<usize> {
    let at = html.find(PARTING)?;
    let mut parting = at..at + PARTING.len();
    let (before, after) = (&html[..parting.start], &html[parting.end..]);
    // Most often it is a paragraph of its own.
    if before.ends_with("<p>") && after.starts_with("</p>") {
        let line_end = usize::from(after["</p>".len()..].starts_with('\n'));
        parting = at - "<p>".len()..parting.end + "</p>".len() + line_end;
    }
    html.replace_range(parting.clone(), "");
    html.truncate(html.trim_end().len());
    let parting = parting.start.min(html.len());
    Some(parting)
}

/// Where the paragraph ends with which HTML has as many words as Hugo's summary of it has at least; the end of
/// the HTML where it has fewer. Characters count as words if they are `wide`.
pub(super) fn automatic_end(html: &str, length: usize, is_wide: bool) -> usize {
    let count = |word: &str| match word {
        word if is_bare_tag(word) => 0,
        word if is_wide => match without_tags(word) {
            plain if plain.is_ascii() => 1,
            plain => plain.chars().count(),
        },
        _ => 1,
    };
    let (mut words, mut start) = (0, 0);
    while let Some(end) = html[start..].find("</p") {
        let paragraph = &html[start..start + end];
        words += paragraph.split_whitespace().map(count).sum::<usize>();
        start += end + "</p".len();
        if words >= length {
            return html[start..]
                .find('>')
                .map_or(html.len(), |at| start + at + 1);
        }
    }
    html.len()
}

/// Whether a word of HTML is a tag without attributes, or a part of one.
fn is_bare_tag(word: &str) -> bool {
    let name = word.strip_prefix('<');
    let name = name.map(|name| name.strip_prefix('/').unwrap_or(name));
    let name = name.map(|name| name.strip_suffix('>').unwrap_or(name));
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    word == ">" || name.is_some_and(is_name)
}

/// The last place at or before `at` where a character begins.
fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// The text of paragraphs and lists, without markup, shortcodes and code.
fn plain(markdown: &str) -> String {
    // What stands in the way of Markdown: `[here]({{< ref "a" >}})`.
    let markdown = without_calls(markdown);
    let mut text = String::new();
    // How many elements we are in that give no text.
    let mut silent = 0_usize;
    for event in Parser::new_ext(&markdown, EXTENSIONS) {
        match event {
            Event::Start(tag) if is_silent(&tag) => silent += 1,
            Event::End(
                TagEnd::Heading(_)
                | TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::Table
                | TagEnd::Image
                | TagEnd::FootnoteDefinition,
            ) => silent = silent.saturating_sub(1),
            _ if silent > 0 => {}
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Item
                | TagEnd::DefinitionListTitle
                | TagEnd::DefinitionListDefinition,
            ) => text.push(' '),
            _ => {}
        }
    }
    text
}

fn is_silent(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Heading { .. }
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::Table(_)
            | Tag::Image { .. }
            | Tag::FootnoteDefinition(_)
    )
}

/// A text without what stands between the marks of shortcodes and of Liquid.
fn without_calls(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        kept.push_str(&rest[..at]);
        let close = if rest[at..].starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        match rest[at..].find(close) {
            Some(end) => rest = &rest[at + end + close.len()..],
            None => return kept,
        }
    }
    kept.push_str(rest);
    kept
}

/// As much of a text as is shown; `is_cut` where more of it follows.
fn shortened(text: &str, is_cut: bool) -> Option<String> {
    let mut words = text.split_whitespace();
    let mut short = String::new();
    let mut count = 0;
    let mut is_whole = true;
    for word in words.by_ref() {
        if count == WORDS || short.chars().count() + word.chars().count() > LETTERS {
            is_whole = false;
            break;
        }
        if count > 0 {
            short.push(' ');
        }
        short.push_str(word);
        count += 1;
    }
    if short.is_empty() {
        // One word, in a language without blanks.
        short = text.trim().chars().take(LETTERS).collect();
    } else if is_cut && is_whole && count > 1 {
        // The last word may be half of one.
        short.truncate(short.rfind(' ').unwrap_or(short.len()));
    }
    if short.is_empty() {
        return None;
    }
    if is_cut || !is_whole {
        let end = short.trim_end_matches([',', ';', ':', '.']).len();
        short.truncate(end);
        short.push('…');
    }
    Some(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(body: &str, expected: Option<&str>) {
        assert_eq!(summary(body, None).as_deref(), expected, "{body:?}");
    }

    #[test]
    fn a_post_begins_with_its_summary() {
        check(
            "One *two* `three`.\n\n## Four\n\nFive [six](/x).",
            Some("One two three. Five six."),
        );
        check("One\n\n<!--more-->\n\nTwo", Some("One"));
        check("One\n\n<!-- more -->\nTwo", Some("One"));
        check(
            "![x](y.png)\n\n```\ncode\n```\n\n{{< a b=\"c\" >}}One{{< /a >}}",
            Some("One"),
        );
        check("- a\n- b\n", Some("a b"));
        check(
            "[One]({{< ref \"a.md\" >}}) {% tag %}and[^1] ~~two~~.\n\n[^1]: Note.",
            Some("One and two."),
        );
        check(
            "- [ ] a\n- [x] b\n\nTerm\n: What it is\n",
            Some("a b Term What it is"),
        );
        check("# Title\n", None);
        check("", None);
    }

    #[test]
    fn a_long_beginning_is_cut_behind_a_word() {
        let long = "word, ".repeat(100);
        let found = summary(&long, None).unwrap();
        assert!(found.ends_with("word…"), "{found}");
        assert!(found.chars().count() <= LETTERS + 1);
        let unbroken = "字".repeat(2000);
        let found = summary(&unbroken, None).unwrap();
        assert_eq!(found.chars().count(), LETTERS + 1);
    }

    #[test]
    fn the_front_matters_own_counts_unless_the_text_has_a_mark() {
        let given = Some("Given *here*");
        assert_eq!(summary("One", given).as_deref(), Some("Given here"));
        assert_eq!(summary("One<!--more-->", given).as_deref(), Some("One"));
    }

    #[test]
    fn the_end_of_an_automatic_summary_is_found_in_one_go() {
        let text = |paragraphs: usize| "<p>word</p>\n".repeat(paragraphs);
        crate::growth::check(5_000, text, |html| {
            assert_eq!(automatic_end(html, usize::MAX, true), html.len());
        });
    }

    proptest! {
        #[test]
        fn any_text_has_a_short_one(text in r"(?s)(<!--|more|-->|\{\{|%\}|[#` \n]|.){0,60}") {
            if let Some(found) = summary(&text, None) {
                prop_assert!(!found.is_empty() && found.chars().count() <= LETTERS + 1);
            }
        }
    }
}
