//! Every place in a post's page that a link can name.

use std::collections::HashSet;

use crate::check::Anchors;
use crate::pages::Body;
use crate::render::Rendered;

/// The ids of a rendered body, its footnotes and its raw HTML included, and what may be one: the
/// words in shortcodes and in attributes that only the generator reads.
pub(super) fn anchors(rendered: &Rendered, body: &Body) -> Anchors {
    let mut anchors = HashSet::new();
    for block in &rendered.blocks {
        collect(&block.html, &mut anchors);
    }
    let text = body.text.get(body.start..).unwrap_or_default();
    collect_possible(text, &mut anchors);
    anchors.into_iter().collect()
}

/// The value of every `id`, and of `name` where old texts have it, in well-formed HTML.
fn collect(html: &str, anchors: &mut HashSet<String>) {
    for attribute in [" id=\"", " name=\""] {
        for (at, _) in html.match_indices(attribute) {
            let value = &html[at + attribute.len()..];
            if let Some(end) = value.find('"') {
                anchors.insert(unescape(&value[..end]));
            }
        }
    }
}

fn unescape(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    let value = value.replace("&lt;", "<").replace("&gt;", ">");
    let value = value.replace("&quot;", "\"").replace("&#39;", "'");
    value.replace("&amp;", "&")
}

/// The words between `{` and `}`: of shortcodes, of `{: #id}` and `{#id}`. A shortcode may also make
/// a longer name of one (`{{< code "x" >}}` → `code-x`): a name that the text links to is taken for
/// such a one.
fn collect_possible(text: &str, anchors: &mut HashSet<String>) {
    let mut of_shortcodes = HashSet::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let inner = &rest[start + 1..];
        // Nothing is looked at twice, however many of them one line has.
        let end = inner.find(['}', '\n']).unwrap_or(inner.len());
        if inner.starts_with(['{', '%', ':', '#', '.', ' ']) {
            let words = inner[..end].split(|c| !is_of_name(c));
            let words = words.filter(|word| !word.is_empty());
            if inner.starts_with(['{', '%']) {
                of_shortcodes.extend(words.clone().filter(|word| word.len() >= LEAST));
            }
            anchors.extend(words.map(str::to_owned));
        }
        rest = &inner[end..];
    }
    if of_shortcodes.is_empty() {
        return;
    }
    for (at, _) in text.match_indices("(#") {
        let name = &text[at + 2..];
        let name = &name[..name.find(|c| !is_of_name(c)).unwrap_or(name.len())];
        if is_made_of(name, &of_shortcodes) {
            anchors.insert(name.to_owned());
        }
    }
}

/// The shortest word of a shortcode that is recognised in a longer name, in bytes.
const LEAST: usize = 4;
/// The most parts of a name that are looked at.
const PARTS: usize = 16;

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')
}

/// Whether one of the words stands in a name, between its beginning or a `-` and its end or a `-`.
fn is_made_of(name: &str, words: &HashSet<&str>) -> bool {
    let breaks = name.match_indices('-').map(|(at, _)| at);
    let ends: Vec<usize> = breaks.chain([name.len()]).take(PARTS).collect();
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    starts.take(ends.len()).any(|start| {
        let ends = ends.iter().filter(|end| **end > start);
        ends.map(|end| &name[start..*end])
            .any(|part| words.contains(part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::render::{Known, render};

    #[test]
    fn headings_footnotes_raw_html_and_shortcodes_have_places() {
        let text = "## What *it* is\n\n## Named {#own-id}\n\nText.[^a]\n\n[^a]: Note.\n\n\
                    <div id=\"raw\" class='x'>x</div>\n\n<a name='old'></a>\n\n<p id='a&amp;b'>\n\n\
                    {{< figure id=\"fig-1\" src=x >}}\n\nText\n{: #kram}\n";
        let rendered = render(text, 1, Dialect::Jekyll.rules(), &Known::default());
        let body = Body {
            text: text.into(),
            start: 0,
            line: 1,
        };
        let anchors = anchors(&rendered, &body);
        for id in [
            "what-it-is",
            "own-id",
            "fn:1",
            "raw",
            "old",
            "a&b",
            "fig-1",
            "kram",
        ] {
            assert!(anchors.contains(id), "{id} in {anchors:?}");
        }
        assert!(!anchors.contains("what"), "{anchors:?}");
    }

    #[test]
    fn a_shortcode_may_make_a_name_of_what_it_is_given() {
        let text = "{{< code-rust \"option-map\" >}}\n\n[a](#code-option-map) [b](#code-option-map-2) \
                    [c](#code-other) [d](#) [e](#-) [f](#code-option)\n";
        let mut anchors = HashSet::new();
        collect_possible(text, &mut anchors);
        for (name, is_possible) in [
            ("code-option-map", true),
            ("code-option-map-2", true),
            ("code-other", false),
            ("code-option", false),
            ("", false),
            ("-", false),
        ] {
            assert_eq!(anchors.contains(name), is_possible, "{name}");
        }
    }
}
