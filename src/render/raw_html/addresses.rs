//! Where the author's HTML leads, and what in it is not for the page.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::Tag;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

use super::Target;

/// Tells an address of Markdown from one of the author's HTML. It is in no page.
pub(in crate::render) const HOOKED: &str = "data-hooked";

/// Its value where the address is looked up from the home page.
pub(in crate::render) const FROM_HOME: &str = "home";

/// Marks an element as furniture of the page, which only we may. It is in no page.
pub(in crate::render) const FURNITURE: &str = "data-hahahugo-furniture";

/// Attributes that steer our script; written by an author they would mislead it.
const OURS: [&str; 7] = [
    HOOKED,
    FURNITURE,
    "data-line",
    "data-ui",
    "data-region",
    "data-post",
    "data-revision",
];

/// Whether an attribute of this name is one of those.
pub(in crate::render) fn is_ours(name: &str) -> bool {
    OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

/// Replaces every address in `tag` by what it leads to.
pub(super) fn resolve(tag: &mut Tag, address: &mut dyn FnMut(&str) -> Option<Target>) {
    let mark = tag.attrs.iter().find(|it| &*it.name.local == HOOKED);
    let is_picture = tag.name == local_name!("img");
    let from_home = mark.map(|mark| &*mark.value == FROM_HOME);
    let address = &mut |destination: &str| {
        let mut target = address(destination)?;
        let hooked = from_home.and_then(|it| target.hooked.of(is_picture, it).cloned());
        target.address = hooked.unwrap_or(target.address);
        Some(target)
    };
    let is_furniture = tag.attrs.iter().any(|it| &*it.name.local == FURNITURE);
    tag.attrs
        .retain(|attribute| !OURS.contains(&&*attribute.name.local));
    if is_furniture {
        tag.attrs.push(attribute("data-ui", String::new()));
    }
    if tag.name == local_name!("base") {
        return;
    }
    let mut shows = None;
    for attribute in &mut tag.attrs {
        match attribute.name.local {
            // What is elsewhere is asked for when the reader says so.
            local_name!("src") if tag.name == local_name!("iframe") => {
                replace(&mut attribute.value, address);
                if host(&attribute.value).is_some() {
                    attribute.name = QualName::new(None, ns!(), LocalName::from(WAITING));
                }
            }
            local_name!("src") => shows = replace(&mut attribute.value, address),
            local_name!("href") | local_name!("xlink:href") | local_name!("poster") => {
                replace(&mut attribute.value, address);
            }
            local_name!("data") if tag.name == local_name!("object") => {
                replace(&mut attribute.value, address);
            }
            local_name!("srcset") => {
                attribute.value = resolved_candidates(&attribute.value, address).into();
            }
            _ => {}
        }
    }
    if tag.name != local_name!("img") {
        return;
    }
    match shows {
        Some(Shows::Picture { width, height }) if !tag.attrs.iter().any(sets_size) => {
            tag.attrs.push(attribute("width", width.to_string()));
            tag.attrs.push(attribute("height", height.to_string()));
        }
        Some(Shows::Nothing { destination }) => {
            tag.attrs.push(attribute("data-missing", destination));
        }
        Some(Shows::Picture { .. } | Shows::File) | None => {}
    }
}

/// Where the address of a frame stands until the reader asks for what it shows.
pub(in crate::render) const WAITING: &str = "data-src";

/// The host that an address names, if it names one.
pub(in crate::render) fn host(address: &str) -> Option<&str> {
    let address = address.trim_start();
    let after = |start: &str| {
        let begins = address.get(..start.len())?;
        begins
            .eq_ignore_ascii_case(start)
            .then(|| &address[start.len()..])
    };
    let rest = ["https://", "http://", "//"]
        .iter()
        .find_map(|start| after(start))?;
    let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|host| !host.is_empty())
}

/// What a local address leads to.
enum Shows {
    Picture { width: u32, height: u32 },
    File,
    Nothing { destination: String },
}

/// Puts what `value` leads to in its place.
fn replace(
    value: &mut StrTendril,
    address: &mut dyn FnMut(&str) -> Option<Target>,
) -> Option<Shows> {
    let destination = value.trim_matches(|c: char| c.is_ascii_whitespace());
    if destination.is_empty() {
        return None;
    }
    let target = address(destination)?;
    let shows = match (target.pixels, target.fingerprint) {
        (Some((width, height)), _) => Shows::Picture { width, height },
        (None, Some(_)) => Shows::File,
        (None, None) => Shows::Nothing {
            destination: destination.to_owned(),
        },
    };
    *value = target.address.into();
    Some(shows)
}

/// Whether the author gave the picture a size.
fn sets_size(attribute: &Attribute) -> bool {
    match attribute.name.local {
        local_name!("width") | local_name!("height") => true,
        local_name!("style") => attribute
            .value
            .split(';')
            .filter_map(|declaration| declaration.split_once(':'))
            .map(|(property, _)| property.trim())
            .any(|property| {
                property.eq_ignore_ascii_case("width") || property.eq_ignore_ascii_case("height")
            }),
        _ => false,
    }
}

fn attribute(name: &str, value: String) -> Attribute {
    Attribute {
        name: QualName::new(None, ns!(), LocalName::from(name)),
        value: value.into(),
    }
}

/// The candidates of a [`srcset`], each with its address replaced.
///
/// [`srcset`]: https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
fn resolved_candidates(srcset: &str, address: &mut dyn FnMut(&str) -> Option<Target>) -> String {
    let is_gap = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut out = String::with_capacity(srcset.len());
    let mut rest = srcset.trim_start_matches(is_gap);
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_whitespace());
        let (written, after) = rest.split_at(end.unwrap_or(rest.len()));
        let destination = written.trim_end_matches(',');
        let has_descriptors = destination.len() == written.len();
        let end = if has_descriptors {
            end_of_descriptors(after)
        } else {
            0
        };
        let descriptors = after[..end].trim_matches(|c: char| c.is_ascii_whitespace());
        rest = after[end..].trim_start_matches(is_gap);

        if !out.is_empty() {
            out.push_str(", ");
        }
        match address(destination) {
            Some(target) => out.push_str(&target.address),
            None => out.push_str(destination),
        }
        if !descriptors.is_empty() {
            out.push(' ');
            out.push_str(descriptors);
        }
    }
    out
}

/// Where the descriptors end with which `text` begins: at a comma outside parentheses.
fn end_of_descriptors(text: &str) -> usize {
    let mut is_in_parentheses = false;
    for (at, c) in text.char_indices() {
        match c {
            '(' => is_in_parentheses = true,
            ')' => is_in_parentheses = false,
            ',' if !is_in_parentheses => return at,
            _ => {}
        }
    }
    text.len()
}
