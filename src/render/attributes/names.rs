//! The attributes that goldmark writes. What else an author gives a block only render hooks are told.

use pulldown_cmark::TagEnd;

use super::Kind;

/// Those that every element may have.
const GLOBAL: &[&str] = &[
    "accesskey",
    "autocapitalize",
    "autofocus",
    "class",
    "contenteditable",
    "dir",
    "draggable",
    "enterkeyhint",
    "hidden",
    "id",
    "inert",
    "inputmode",
    "is",
    "itemid",
    "itemprop",
    "itemref",
    "itemscope",
    "itemtype",
    "lang",
    "part",
    "role",
    "slot",
    "spellcheck",
    "style",
    "tabindex",
    "title",
    "translate",
];

/// Whether a block of this kind is written with an attribute of this name.
pub(super) fn are_written(kind: Kind, name: &str) -> bool {
    let own: &[&str] = match kind {
        // Hugo's own template writes it, with all that it is told.
        Some(TagEnd::Table) => return true,
        Some(TagEnd::BlockQuote(_)) => &["cite"],
        Some(TagEnd::List(_)) => &["start", "reversed", "type"],
        None => &["align", "color", "noshade", "size", "width"],
        Some(_) => &[],
    };
    name.starts_with("data-") || GLOBAL.contains(&name) || own.contains(&name)
}
