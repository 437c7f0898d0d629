//! Reads a template before Tera does: puts in what counts, and sees which others it uses.

use std::collections::BTreeSet;

/// A template that Tera may read.
#[derive(Debug)]
pub(super) struct Prepared {
    /// With calls in it that count.
    pub(super) text: String,
    /// The names of those that it includes, imports or extends.
    pub(super) uses: BTreeSet<String>,
}

/// The longest tag; Tera's parser goes as deep as one nests.
const LONGEST_TAG: usize = 8 * 1024;
/// How deep blocks may stand in each other.
const DEEPEST: usize = 50;
/// How deep brackets may stand in each other in one tag.
const DEEPEST_BRACKETS: usize = 30;

/// The same template with what counts in it.
pub(super) fn prepare(template: &str) -> Result<Prepared, String> {
    let mut text = String::with_capacity(template.len() * 2);
    let mut uses = BTreeSet::new();
    let mut rest = template;
    let mut depth = 0_usize;
    let mut is_raw = false;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let Some(tag) = tag(from) else {
            text.push('{');
            rest = &from[1..];
            continue;
        };
        rest = &from[tag.len()..];
        let words = words(tag);
        if is_raw {
            is_raw = words.first() != Some(&"endraw");
            text.push_str(tag);
            continue;
        }
        if tag.len() > LONGEST_TAG || brackets(tag) > DEEPEST_BRACKETS {
            return Err("a tag in it is too long.".to_owned());
        }
        let (mut ahead, mut behind) = (String::new(), String::new());
        match words.as_slice() {
            ["raw", ..] => is_raw = true,
            ["for", ..] => behind = count("step", "", tag),
            ["macro", ..] => behind = count("enter", "", tag),
            ["endmacro", ..] => {
                let mark = if tag.starts_with("{%-") { "{{-" } else { "{{" };
                ahead = format!("{mark} blog_serve_leave() }}}}");
            }
            ["set" | "set_global", name, ..] => {
                behind = count("holds", &format!("value={name}"), tag);
            }
            ["include" | "import" | "extends", ..] => uses.extend(literals(tag)),
            _ => {}
        }
        match words.first() {
            Some(&("for" | "if" | "macro" | "block" | "filter")) => depth += 1,
            Some(word) if word.starts_with("end") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err("too much stands in each other in it.".to_owned());
        }
        text.extend([&ahead, tag, &behind]);
    }
    text.push_str(rest);
    Ok(Prepared { text, uses })
}

/// A call that counts, behind a tag: it takes away the blanks that the tag takes away.
fn count(what: &str, given: &str, tag: &str) -> String {
    if tag.ends_with("-%}") {
        format!("{{{{- blog_serve_{what}({given}) -}}}}")
    } else {
        format!("{{{{ blog_serve_{what}({given}) }}}}")
    }
}

/// The tag or comment with which a text begins, if it begins with one that ends.
fn tag(text: &str) -> Option<&str> {
    let close = match text.get(..2)? {
        "{{" => "}}",
        "{%" => "%}",
        "{#" => return text.find("#}").map(|end| &text[..end + 2]),
        _ => return None,
    };
    let mut quote = None;
    for (at, c) in text.char_indices().skip(2) {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if text[at..].starts_with(close) => return Some(&text[..at + 2]),
            Some(_) | None => {}
        }
    }
    None
}

/// The first words of a `{% … %}`.
fn words(tag: &str) -> Vec<&str> {
    let Some(inner) = tag.strip_prefix("{%") else {
        return Vec::new();
    };
    let inner = inner.trim_start_matches('-');
    let words = inner.split(|c: char| c.is_whitespace() || matches!(c, '=' | '(' | '%' | '-'));
    words.filter(|word| !word.is_empty()).take(2).collect()
}

/// How deep brackets stand in each other.
fn brackets(tag: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in tag.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The texts in quotes in a tag.
fn literals(tag: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = &rest[at..=at];
        let inner = &rest[at + 1..];
        let Some(end) = inner.find(quote) else {
            break;
        };
        found.push(inner[..end].to_owned());
        rest = &inner[end + 1..];
    }
    found
}

/// A template that uses itself, in whatever way.
pub(super) fn in_a_circle(all: &[(String, Prepared)]) -> Option<&str> {
    let uses = |name: &str| {
        let found = all.iter().find(|(known, _)| known == name);
        found.map(|(_, prepared)| &prepared.uses)
    };
    all.iter().map(|(name, _)| name.as_str()).find(|name| {
        let mut seen = BTreeSet::new();
        let mut open = vec![*name];
        while let Some(at) = open.pop() {
            for used in uses(at).into_iter().flatten() {
                if used == name {
                    return true;
                }
                if seen.insert(used.as_str()) {
                    open.push(used);
                }
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_is_put_in() {
        let check = |template: &str, expected: &str| {
            assert_eq!(prepare(template).unwrap().text, expected, "{template}");
        };
        check("a {{ b }} { c", "a {{ b }} { c");
        check(
            "{% for x in y -%} a{% endfor %}",
            "{% for x in y -%}{{- blog_serve_step() -}} a{% endfor %}",
        );
        check(
            "{% set x = \"%}\" %}",
            "{% set x = \"%}\" %}{{ blog_serve_holds(value=x) }}",
        );
        check(
            "{% macro a(b) %}c{%- endmacro a %}",
            "{% macro a(b) %}{{ blog_serve_enter() }}c{{- blog_serve_leave() }}{%- endmacro a %}",
        );
        let raw = "{% raw %}{% for x in y %}{% endraw %}{# {% for #}";
        check(raw, raw);
    }

    #[test]
    fn what_is_used_is_seen() {
        let prepared =
            prepare("{% import \"m.html\" as m %}{% include ['a.html', \"b.html\"] %}").unwrap();
        let uses: Vec<_> = prepared.uses.iter().collect();
        assert_eq!(uses, ["a.html", "b.html", "m.html"]);
    }

    #[test]
    fn what_nests_too_deep_is_refused() {
        assert!(prepare(&"{% if a %}".repeat(60)).is_err());
        assert!(prepare(&format!("{{{{ {} }}}}", "(".repeat(60))).is_err());
    }
}
