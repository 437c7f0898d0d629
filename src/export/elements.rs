//! What becomes of the elements of a post in a file that somebody opens who knows nothing of where
//! it comes from: nothing in it acts, and everything it shows is in it.

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, ns};

use super::About;
use super::address::Address;
use super::files::Files;
use super::shown::{self, Sources};
use crate::render::{Changes, Fate, Named};

/// Elements that act, or that show a document of its own.
const LEFT_OUT: [&str; 12] = [
    "script",
    "embed",
    "applet",
    "frame",
    "frameset",
    "portal",
    "fencedframe",
    "link",
    "bgsound",
    "base",
    "meta",
    "param",
];
/// Elements that are for browsers which cannot do something.
const UNSEEN: [&str; 3] = ["noscript", "noframes", "noembed"];
/// Attributes that send something somewhere, hold another document, or are our own.
const DROPPED: [&str; 23] = [
    "action",
    "archive",
    "attributionsrc",
    "classid",
    "codebase",
    "data",
    "data-line",
    "data-post",
    "data-region",
    "data-revision",
    "data-ui",
    "dynsrc",
    "formaction",
    "http-equiv",
    "imagesrcset",
    "integrity",
    "lowsrc",
    "manifest",
    "method",
    "nonce",
    "ping",
    "profile",
    "srcdoc",
];
/// Attributes that name where a quotation is from.
const SOURCES: [&str; 2] = ["cite", "longdesc"];

/// Attributes that hold style.
const STYLES: [&str; 11] = [
    "style",
    "clip-path",
    "cursor",
    "fill",
    "filter",
    "marker",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
];

/// Changes the elements of a post.
pub(super) struct Elements<'f, 'a> {
    files: &'f mut Files<'a>,
    /// What is known of the sources of the elements that wait, from the outside in.
    media: Vec<Sources>,
}

impl<'f, 'a> Elements<'f, 'a> {
    /// Takes pictures from `files`, and notes there what cannot be had.
    pub(super) fn new(files: &'f mut Files<'a>) -> Self {
        Self {
            files,
            media: Vec::new(),
        }
    }

    /// A frame becomes a link to what it would have shown, if that is on another server.
    fn frame(&mut self, frame: &mut Named<'_>) -> Fate {
        let source = value(frame, "src").or_else(|| value(frame, "data-src"));
        let source = source.unwrap_or_default();
        let Address::Network(address) = Address::read(&source) else {
            self.files.notes.note(About::LeftOut, "<iframe>");
            return Fate::Goes;
        };
        self.files.notes.note(About::LeftOut, "<iframe>");
        let title = value(frame, "title").filter(|title| !title.trim().is_empty());
        frame.rename("a");
        *frame.attributes() = vec![attribute("href", address.clone())];
        Fate::Says(title.unwrap_or(address))
    }

    fn link(&mut self, link: &mut Named<'_>) {
        let mut leads_nowhere = false;
        let files = &mut *self.files;
        link.attributes().retain_mut(|attribute| {
            if &*attribute.name.local != "href" && &*attribute.name.local != "xlink:href" {
                return true;
            }
            let written = attribute.value.to_string();
            let address = match Address::read(&written) {
                Address::Here(_) | Address::Program => return true,
                Address::Network(address) => Some(address),
                Address::Local(destination) => files.place_here(destination),
                Address::Nothing | Address::Inline | Address::Forbidden => None,
            };
            let Some(address) = address else {
                leads_nowhere = true;
                // One without an address leads nowhere in the page either.
                if !written.trim().is_empty() {
                    files.notes.note(About::Link, &written);
                }
                return false;
            };
            attribute.value = address.into();
            true
        });
        if leads_nowhere {
            let only_for_links = ["download", "target", "rel", "hreflang", "type"];
            let attributes = link.attributes();
            attributes.retain(|attribute| !only_for_links.contains(&&*attribute.name.local));
        }
    }

    /// Whatever shows something that is not in the text.
    fn shows(&mut self, name: &str, element: &mut Named<'_>) -> Fate {
        let sources = shown::take_along(element, self.files);
        match name {
            // What stands in them may show it.
            "video" | "audio" | "picture" => {
                self.media.push(sources);
                return Fate::Waits;
            }
            "source" => {
                if let Some(media) = self.media.last_mut() {
                    media.count(sources);
                }
            }
            "img" => {
                let in_picture = self.media.last().is_some_and(|media| media.any);
                if !sources.any && !in_picture {
                    return shown::mark(element, sources.missing);
                }
            }
            _ => {}
        }
        Fate::Stays
    }

    fn styles(&mut self, element: &mut Named<'_>) {
        for attribute in element.attributes() {
            if STYLES.contains(&&*attribute.name.local) {
                let css = self.files.style_of_post(&attribute.value);
                attribute.value = css.into();
            }
        }
    }
}

impl Changes for Elements<'_, '_> {
    fn element(&mut self, element: &mut Named<'_>) -> Fate {
        let name = element.name().to_owned();
        match &*name {
            name if LEFT_OUT.contains(&name) => {
                self.files.notes.note(About::LeftOut, &format!("<{name}>"));
                return Fate::Goes;
            }
            name if UNSEEN.contains(&name) => return Fate::Goes,
            // It could make a link of another element lead elsewhere.
            "set" | "animate" | "animateMotion" | "animateTransform"
                if animates_address(element) =>
            {
                return Fate::Goes;
            }
            "iframe" => return self.frame(element),
            // It asks for what a frame shows.
            "button" if value(element, "data-ui").is_some() => return Fate::Goes,
            // What stands in it is shown in its place, as in our page.
            "object" => {
                self.files.notes.note(About::LeftOut, "<object>");
                element.rename("span");
                element.attributes().clear();
                return Fate::Stays;
            }
            "form" => element.rename("div"),
            _ => {}
        }
        element.attributes().retain(is_harmless);
        self.styles(element);
        match &*name {
            "a" | "area" => {
                self.link(element);
                Fate::Stays
            }
            name => self.shows(name, element),
        }
    }

    fn after(&mut self, element: &mut Named<'_>) -> Fate {
        let media = self.media.pop().unwrap_or_default();
        match element.name() {
            "video" | "audio" if !media.any => shown::mark(element, media.missing),
            _ => Fate::Stays,
        }
    }

    fn style_sheet(&mut self, css: &mut String) {
        *css = super::style::enclosed(&self.files.style_of_post(css));
    }
}

fn is_harmless(attribute: &Attribute) -> bool {
    let name = attribute.name.local.to_ascii_lowercase();
    if SOURCES.contains(&&*name) {
        return matches!(Address::read(&attribute.value), Address::Network(_));
    }
    !name.starts_with("on") && !DROPPED.contains(&&*name)
}

fn animates_address(element: &mut Named<'_>) -> bool {
    let name = value(element, "attributeName").unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    name.ends_with("href") || name.starts_with("on")
}

/// The value of an attribute.
pub(super) fn value(element: &mut Named<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().iter();
    let found = attributes.find(|attribute| &*attribute.name.local == name)?;
    Some(found.value.to_string())
}

/// An attribute of HTML.
pub(super) fn attribute(name: &str, value: String) -> Attribute {
    Attribute {
        name: QualName::new(None, ns!(), LocalName::from(name)),
        value: StrTendril::from(value),
    }
}
