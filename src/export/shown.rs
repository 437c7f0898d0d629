//! What an element shows: taken along, or a mark in its place that says what is not there.

use html5ever::Attribute;

use super::About;
use super::address::Address;
use super::elements::{attribute, value};
use super::files::{Files, Taken};
use super::notes::readable;
use crate::render::{Fate, Named};
use crate::resolve::split_suffix;

/// The class of a mark, which has a style in `export.css`.
const MARK: &str = "not-there";

/// Attributes that mean as much on a mark as on what it stands for.
const KEPT_ON_MARK: [&str; 4] = ["id", "title", "lang", "dir"];

/// What became of the sources of an element.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Whether there is one that can be had.
    pub(super) any: bool,
    /// The name of the first file that cannot be had.
    pub(super) missing: Option<String>,
}

impl Sources {
    /// Counts those of an element that stands in this one.
    pub(super) fn count(&mut self, inner: Self) {
        self.any |= inner.any;
        self.missing = self.missing.take().or(inner.missing);
    }
}

/// Takes along whatever an element shows that is not in the text; what cannot be had is noted, and
/// its attribute goes. Says what became of `src` and `srcset`.
pub(super) fn take_along(element: &mut Named<'_>, files: &mut Files<'_>) -> Sources {
    let name = element.name().to_owned();
    let is_svg_picture = matches!(&*name, "image" | "feImage");
    let (mut sources, mut pixels) = (Sources::default(), None);
    element.attributes().retain_mut(|attribute| {
        let local = &*attribute.name.local;
        let taken = match local {
            "src" | "poster" | "background" => files.shown(&attribute.value),
            "href" | "xlink:href" if is_svg_picture => files.shown(&attribute.value),
            // Browsers take such things from the same document alone.
            "href" | "xlink:href" => {
                if let Address::Here(_) = Address::read(&attribute.value) {
                    return true;
                }
                files.notes.note(About::LeftOut, &attribute.value);
                None
            }
            "srcset" => candidates(&attribute.value, files),
            _ => return true,
        };
        if matches!(local, "src" | "srcset") {
            let any = taken.is_some();
            let missing = if any { None } else { missing_name(attribute) };
            sources.count(Sources { any, missing });
        }
        let is_source = local == "src";
        let Some(taken) = taken else { return false };
        if is_source {
            pixels = taken.pixels;
        }
        attribute.value = taken.address.into();
        true
    });
    if let Some(pixels) = pixels.filter(|_| name == "img") {
        set_size(element, pixels);
    }
    sources
}

/// What becomes of an element that has nothing to show: a mark with its text, or else the name of
/// what is missing. It goes when there is neither.
pub(super) fn mark(element: &mut Named<'_>, missing: Option<String>) -> Fate {
    let texts = ["alt", "aria-label", "title"];
    let mut texts = texts.iter().filter_map(|name| value(element, name));
    let text = texts.find(|text| !text.trim().is_empty());
    let Some(text) = text.or(missing) else {
        return Fate::Goes;
    };
    element.rename("span");
    let attributes = element.attributes();
    attributes.retain(|attribute| KEPT_ON_MARK.contains(&&*attribute.name.local));
    attributes.push(attribute("class", MARK.to_owned()));
    Fate::Says(text)
}

/// The name of the file that an attribute names, of a `srcset` the first.
fn missing_name(attribute: &Attribute) -> Option<String> {
    if &*attribute.name.local == "srcset" {
        return file_name(attribute.value.split_ascii_whitespace().next()?);
    }
    file_name(&attribute.value)
}

/// The name of the file that an address leads to, as people read it.
fn file_name(address: &str) -> Option<String> {
    let (path, _) = split_suffix(address.trim());
    let path = readable(path);
    let name = path.trim_end_matches('/').rsplit(['/', '\\']).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// Says how large a picture is, if the author did not: then nothing moves when it is shown.
fn set_size(element: &mut Named<'_>, (width, height): (u32, u32)) {
    let sets_size = |attribute: &Attribute| {
        matches!(&*attribute.name.local, "width" | "height")
            || &*attribute.name.local == "style" && names_size(&attribute.value)
    };
    let attributes = element.attributes();
    if !attributes.iter().any(sets_size) {
        attributes.push(attribute("width", width.to_string()));
        attributes.push(attribute("height", height.to_string()));
    }
}

/// Whether a style says how wide or high something is.
fn names_size(style: &str) -> bool {
    let properties = style
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'));
    { properties }.any(|(name, _)| {
        let name = name.trim();
        name.eq_ignore_ascii_case("width") || name.eq_ignore_ascii_case("height")
    })
}

/// The candidates of a `srcset`, as many as can be had; nothing if there are none.
///
/// <https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute>
fn candidates(srcset: &str, files: &mut Files<'_>) -> Option<Taken> {
    let is_gap = |c: char| c.is_ascii_whitespace() || c == ',';
    let mut kept = Vec::new();
    let mut rest = srcset.trim_start_matches(is_gap);
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_whitespace());
        let (written, after) = rest.split_at(end.unwrap_or(rest.len()));
        let address = written.trim_end_matches(',');
        let end = if address.len() < written.len() {
            0
        } else {
            after.find(',').unwrap_or(after.len())
        };
        let descriptors = after[..end].trim();
        rest = after[end..].trim_start_matches(is_gap);
        if let Some(taken) = files.shown(address) {
            kept.push(
                format!("{} {descriptors}", taken.address)
                    .trim_end()
                    .to_owned(),
            );
        }
    }
    (!kept.is_empty()).then(|| Taken {
        address: kept.join(", "),
        pixels: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_called_by_its_name() {
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(file_name(written).as_deref(), expected, "{written}");
        };
        check("cat.png", Some("cat.png"));
        check(" ../img/my%20cat.png?v=2#x", Some("my cat.png"));
        check("/home/ada/cat.png", Some("cat.png"));
        check("C:\\img\\cat.png", Some("cat.png"));
        check("file:///cat/", Some("cat"));
        check("#", None);
        check("", None);
    }

    #[test]
    fn a_style_may_say_how_large_something_is() {
        assert!(names_size("color: red; WIDTH : 2em"));
        assert!(!names_size("line-height: 2; max-width: 2em"));
    }
}
