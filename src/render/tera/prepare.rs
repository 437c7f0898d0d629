//! Reads a template before Tera does: whether it may read it, and which others it uses.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::meter::BYTES_A_STEP;

/// A template that Tera may read.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) text: Arc<str>,
    /// The names of those that it includes, imports or extends.
    pub(super) uses: BTreeSet<String>,
}

/// How often its parser may look at brackets of one template, some 10 µs each.
const MOST_LOOKS: u64 = 30_000;
/// What each is in steps.
const STEPS_A_LOOK: u64 = 10;

/// Under the first of these names Tera gives all that a template knows; with the second one begin the
/// calls that are put into it, one of which ends a macro.
const REFUSED: [&str; 2] = ["__tera_context", "blog_serve_"];

/// The longest tag; Tera's parser goes as deep as one nests.
const LONGEST_TAG: usize = 8 * 1024;
/// How deep blocks may stand in each other.
const DEEPEST: usize = 50;
/// How deep brackets may stand in each other in one tag.
const DEEPEST_BRACKETS: usize = 30;

/// The names of the templates that this one includes, imports or extends, and how many steps it is to
/// read it, if Tera may.
pub(super) fn look_through(template: &str) -> Result<(BTreeSet<String>, u64), String> {
    let mut uses = BTreeSet::new();
    let mut rest = template;
    let (mut depth, mut looks) = (0_usize, 0_u64);
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
        let (deepest, more) = brackets(tag);
        looks = looks.saturating_add(more);
        if tag.len() > LONGEST_TAG || deepest > DEEPEST_BRACKETS {
            return Err("a tag in it is too long.".to_owned());
        }
        if looks > MOST_LOOKS {
            return Err("it has too many brackets in each other.".to_owned());
        }
        if let Some(name) = REFUSED.iter().find(|name| tag.contains(**name)) {
            return Err(format!("blog-serve does not know `{name}`."));
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
    let length = (template.len() / BYTES_A_STEP) as u64;
    Ok((uses, length + looks * STEPS_A_LOOK))
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
pub(super) fn tag(text: &str) -> Option<&str> {
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
pub(super) fn words(tag: &str) -> Vec<&str> {
    let Some(inner) = tag.strip_prefix("{%") else {
        return Vec::new();
    };
    let inner = inner.trim_start_matches('-');
    let words = inner.split(|c: char| c.is_whitespace() || matches!(c, '=' | '(' | '%' | '-'));
    words.filter(|word| !word.is_empty()).take(2).collect()
}

/// How deep brackets stand in each other, and how often Tera's parser looks at them: it reads again
/// what is in them for each of the things that they may be.
fn brackets(tag: &str) -> (usize, u64) {
    let mut open = vec![1_u64];
    let (mut deepest, mut looks) = (0, 0_u64);
    let mut quote = None;
    for byte in tag.bytes() {
        let times = match (quote, byte) {
            (Some(open), byte) if open == byte => {
                quote = None;
                continue;
            }
            (None, b'"' | b'\'' | b'`') => {
                quote = Some(byte);
                continue;
            }
            (None, b'(') => 4,
            (None, b'[') => 2,
            (None, b'{') => 1,
            (None, b')' | b']' | b'}') => {
                if open.len() > 1 {
                    open.pop();
                }
                continue;
            }
            _ => continue,
        };
        let inside = open.last().map_or(times, |all| all.saturating_mul(times));
        looks = looks.saturating_add(inside);
        open.push(inside);
        deepest = deepest.max(open.len() - 1);
    }
    (deepest, looks)
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
        let uses: Vec<_> = uses.0.iter().collect();
        assert_eq!(uses, ["a.html", "b.html", "m.html"]);
    }

    #[test]
    fn what_nests_too_deep_is_refused() {
        assert!(look_through(&"{% if a %}".repeat(60)).is_err());
        assert!(look_through(&format!("{{{{ {} }}}}", "(".repeat(60))).is_err());
    }
}
