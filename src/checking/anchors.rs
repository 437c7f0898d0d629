//! Every place in a post's page that a link can name.

use std::collections::HashSet;

use crate::pages::Body;
use crate::render::Rendered;

/// The ids of a rendered body, its footnotes and its raw HTML included, and what may be one: the
/// words in shortcodes and in attributes that only the generator reads.
pub(super) fn anchors(rendered: &Rendered, body: &Body) -> HashSet<String> {
    let mut anchors = HashSet::new();
    for block in &rendered.blocks {
        collect(&block.html, &mut anchors);
    }
    let text = body.text.get(body.start..).unwrap_or_default();
    collect_possible(text, &mut anchors);
    anchors
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

/// The words between `{` and `}`: of shortcodes, of `{: #id}` and `{#id}`.
fn collect_possible(text: &str, anchors: &mut HashSet<String>) {
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let inner = &rest[start + 1..];
        let line = inner.find('\n').unwrap_or(inner.len());
        let end = inner[..line].find('}').unwrap_or(line);
        let is_ours = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
        if inner.starts_with(['{', '%', ':', '#', '.', ' ']) {
            let words = inner[..end].split(|c| !is_ours(c));
            anchors.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
        rest = &inner[end..];
    }
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
        let rendered = render(text, 1, &Dialect::Hugo.rules(), &Known::default());
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
}
