//! What Zola refuses in front matter that can be read: it stops there, and publishes nothing.
//!
//! Held against Zola 0.19 and 0.22; what only one of them refuses is not told.

mod values;
#[cfg(test)]
mod tests;

use serde_yaml::Value;

use super::mistakes::Mistake;
use super::places::Places;
use super::split::{self, Begin, End, Format, FrontMatter};
use super::{Post, lines, refusals};
use crate::problem::Place;
pub use values::listed;
use values::{Refused, Wants};

/// Whose front matter it is.
#[derive(Clone, Copy, Debug)]
pub enum Page<'a> {
    /// A post's.
    Post {
        /// The taxonomies that the configuration defines for its language; `None` where that is not
        /// known.
        taxonomies: Option<&'a [&'a str]>,
    },
    /// That of the page of a section.
    Section,
}

/// What the keys of a post want.
const OF_POSTS: [(&str, Wants); 14] = [
    ("title", Wants::Text),
    ("description", Wants::Text),
    ("slug", Wants::Name),
    ("path", Wants::Name),
    ("template", Wants::Text),
    ("date", Wants::Date),
    ("updated", Wants::Date),
    ("draft", Wants::Truth),
    ("render", Wants::Truth),
    ("in_search_index", Wants::Truth),
    ("weight", Wants::Number),
    ("aliases", Wants::Texts),
    ("authors", Wants::Texts),
    ("extra", Wants::Keys),
];

/// What the keys of a section want. It may have no others.
const OF_SECTIONS: [(&str, Wants); 18] = [
    ("title", Wants::Text),
    ("description", Wants::Text),
    ("sort_by", Wants::OneOf(&SORTS)),
    ("weight", Wants::ANumber),
    ("draft", Wants::Truth),
    ("template", Wants::Text),
    ("paginate_by", Wants::Number),
    ("paginate_reversed", Wants::Truth),
    ("paginate_path", Wants::Text),
    ("insert_anchor_links", Wants::OneOf(&ANCHORS)),
    ("render", Wants::Truth),
    ("redirect_to", Wants::Text),
    ("in_search_index", Wants::Truth),
    ("transparent", Wants::Truth),
    ("page_template", Wants::Text),
    ("aliases", Wants::Texts),
    ("generate_feeds", Wants::Truth),
    ("extra", Wants::Keys),
];

const SORTS: [&str; 8] = [
    "date",
    "update_date",
    "title",
    "title_bytes",
    "weight",
    "slug",
    "permalink",
    "none",
];

const ANCHORS: [&str; 4] = ["left", "right", "heading", "none"];

/// How many problems are told of one front matter: more than anybody mends in one go.
const MOST: usize = 50;

/// Adds to the problems of a post, or of the page of a section, what Zola refuses in its front matter;
/// what is told of the same line already becomes an error.
pub fn hold_against_zola(path: &str, text: &str, page: Page<'_>, post: &mut Post) {
    let refused = match split::split(text).0 {
        Some(front) if front.begin != Begin::Opened || front.end == End::Missing => return,
        // What is between thematic breaks is text to us, and no front matter to Zola either.
        Some(front) if post.body_start > front.start => {
            let mut refused = frame(text, &front);
            if let (true, Some(metadata)) = (refused.is_empty(), &post.metadata) {
                refused = keys(&front, &metadata.keys, page);
            }
            refused
        }
        _ => vec![missing(text)],
    };
    let refused = refused.into_iter().take(MOST).map(|mistake| Mistake {
        message: format!("Zola stops here: {}", mistake.message),
        ..mistake
    });
    refusals::tell(path, text, refused, post, |_, _| {});
}

/// That there is no front matter.
fn missing(text: &str) -> Mistake {
    let first = text.lines().next().unwrap_or_default();
    let first = first.trim_start_matches('\u{feff}').trim_end();
    let place = Place {
        line: 1,
        column: 1,
        length: u32::try_from(first.chars().count().max(1)).unwrap_or(1),
    };
    let message = "there is no front matter at the top of the file. A line with `+++` and below it another \
                   one are enough.";
    Mistake::new(place, message)
}

/// What hides the front matter from Zola.
fn frame(text: &str, front: &FrontMatter<'_>) -> Vec<Mistake> {
    if front.format == Format::Json {
        let place = lines::place(text, front.start, 1);
        let message = "it reads front matter in TOML or YAML, and not in JSON.";
        return vec![Mistake::new(place, message)];
    }
    let delimiter = front.format.closing();
    let above = text[..front.start].trim_end_matches(['\n', '\r']);
    let opening = above.rsplit('\n').next().unwrap_or_default();
    let at = front.start + front.text.len();
    let closing = text[at..].lines().next().unwrap_or_default();
    let (at, length, message) = if opening.ends_with([' ', '\t']) {
        let behind = opening.trim_end().len();
        let at = above.len() - opening.len() + behind;
        let message = format!("behind this `{delimiter}` nothing may stand, not even a space.");
        (at, opening.len() - behind, message)
    } else if closing.trim_end() == "..." {
        let message = format!("it ends front matter with `{delimiter}` alone.");
        (at, closing.len(), message)
    } else {
        return Vec::new();
    };
    let place = lines::place(text, at, length);
    vec![Mistake::new(place, message).with_suggestion(Some(delimiter.to_owned()))]
}

/// What is refused of keys and values.
fn keys(front: &FrontMatter<'_>, keys: &serde_yaml::Mapping, page: Page<'_>) -> Vec<Mistake> {
    let places = Places::of(front);
    let known: &[(&str, Wants)] = match page {
        Page::Post { .. } => &OF_POSTS,
        Page::Section => &OF_SECTIONS,
    };
    let mut mistakes = Vec::new();
    for (key, wants) in known {
        let value = keys.get(*key);
        let refused = value.and_then(|value| values::refused(&places, key, value, *wants));
        mistakes.extend(refused.and_then(|refused| mistake(&places, &[key], refused)));
    }
    match page {
        Page::Post { taxonomies } => {
            if let Some(value) = keys.get("taxonomies") {
                mistakes.extend(terms(&places, value, taxonomies));
            }
        }
        Page::Section => {
            let names = keys.keys().filter_map(Value::as_str);
            let others = names.filter(|name| known.iter().all(|(key, _)| key != name));
            mistakes.extend(others.take(MOST).filter_map(|name| {
                let message = format!(
                    "the page of a section can have no `{name}`, but for one below `[extra]`."
                );
                Some(Mistake::new(places.key(name)?, message))
            }));
        }
    }
    mistakes
}

/// What is refused of a post's `taxonomies`.
fn terms(places: &Places<'_>, value: &Value, defined: Option<&[&str]>) -> Vec<Mistake> {
    let groups = match values::untagged(value) {
        Value::Mapping(groups) => groups,
        Value::Null => return Vec::new(),
        _ => {
            let message = "`taxonomies` should be a group of lists, as `tags = [\"rust\"]` in a line \
                           below `[taxonomies]` is one.";
            let refused = Refused::because(message);
            return Vec::from_iter(mistake(places, &["taxonomies"], refused));
        }
    };
    let refused = groups.iter().filter_map(|(name, terms)| {
        let name = match values::untagged(name) {
            Value::String(name) => name.clone(),
            Value::Number(name) => name.to_string(),
            _ => return None,
        };
        let refused = values::refused(places, &name, terms, Wants::Terms);
        let refused = refused.or_else(|| values::undefined(&name, defined?));
        Some((name, refused?))
    });
    // Each is looked for on all lines.
    let refused = refused
        .take(MOST)
        .filter_map(|(name, refused)| mistake(places, &["taxonomies", &name], refused));
    refused.collect()
}

/// The mistake at the value of a key; nothing where that cannot be found, and so may stand elsewhere.
fn mistake(places: &Places<'_>, path: &[&str], refused: Refused) -> Option<Mistake> {
    let place = places.value(path)?;
    Some(Mistake::new(place, refused.message).with_suggestion(refused.mended))
}
