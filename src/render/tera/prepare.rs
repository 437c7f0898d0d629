//! Reads a template before Tera does: whether it may read it, and which others it uses.

use std::collections::BTreeSet;
use std::sync::Arc;

/// A template that Tera may read.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) text: Arc<str>,
    /// The names of those that it includes, imports or extends.
    pub(super) uses: BTreeSet<String>,
}

/// What Tera gives under this name is all that a template knows.
const ALL_THERE_IS: &str = "__tera_context";

/// The longest tag; Tera's parser goes as deep as one nests.
const LONGEST_TAG: usize = 8 * 1024;
/// How deep blocks may stand in each other.
const DEEPEST: usize = 50;
/// How deep brackets may stand in each other in one tag.
const DEEPEST_BRACKETS: usize = 30;

/// The names of the templates that this one includes, imports or extends, if Tera may read it.
pub(super) fn look_through(template: &str) -> Result<BTreeSet<String>, String> {
    let mut uses = BTreeSet::new();
    let mut rest = template;
    let mut depth = 0_usize;
    while let Some(at) = rest.find('{') {
        let from = &rest[at..];
        let Some(tag) = tag(from) else {
            rest = &from[1..];
            continue;
        };
        rest = &from[tag.len()..];
        if tag.starts_with("{#") {
            continue;
        }
        let words = words(tag);
        if tag.len() > LONGEST_TAG || brackets(tag) > DEEPEST_BRACKETS {
            return Err("a tag in it is too long.".to_owned());
        }
        if tag.contains(ALL_THERE_IS) {
            return Err(format!("blog-serve does not know `{ALL_THERE_IS}`."));
        }
        match words.first() {
            Some(&"raw") => rest = behind_raw(rest),
            Some(&("include" | "import" | "extends")) => uses.extend(literals(tag)),
            Some(&("for" | "if" | "macro" | "block" | "filter")) => depth += 1,
            Some(word) if word.starts_with("end") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err("too much stands in each other in it.".to_owned());
        }
    }
    Ok(uses)
}

/// What follows the end of a text in which tags are none.
fn behind_raw(text: &str) -> &str {
    let mut rest = text;
    while let Some(at) = rest.find("{%") {
        rest = &rest[at + 2..];
        let inner = rest.strip_prefix('-').unwrap_or(rest).trim_start();
        let Some(inner) = inner.strip_prefix("endraw") else {
            continue;
        };
        let inner = inner.trim_start();
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        if let Some(behind) = inner.strip_prefix("%}") {
            return behind;
        }
    }
    ""
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
    fn nothing_hides_behind_raw_text() {
        let deep = "{% if a %}".repeat(60);
        let is_refused = |before: &str| look_through(&format!("{before}{deep}")).is_err();
        assert!(is_refused("{% raw %}{% don't %}{% endraw %}"));
        assert!(is_refused("{%- raw -%}{{ \" {%- endraw -%}"));
        assert!(is_refused("{# ' #}"));
        assert!(!is_refused("{% raw %}{% endraw x %}"));
    }

    #[test]
    fn what_is_used_is_seen() {
        let uses = look_through("{% import \"m.html\" as m %}{% include ['a.html', \"b.html\"] %}")
            .unwrap();
        let uses: Vec<_> = uses.iter().collect();
        assert_eq!(uses, ["a.html", "b.html", "m.html"]);
    }

    #[test]
    fn what_nests_too_deep_is_refused() {
        assert!(look_through(&"{% if a %}".repeat(60)).is_err());
        assert!(look_through(&format!("{{{{ {} }}}}", "(".repeat(60))).is_err());
    }
}
