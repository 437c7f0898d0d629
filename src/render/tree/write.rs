//! Tree → HTML: what the specification calls the [HTML fragment serialisation algorithm], without
//! comments.
//!
//! [HTML fragment serialisation algorithm]: https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments

use html5ever::{QualName, local_name, ns};

use super::nodes::{Element, Id, Kind, Tree};
use crate::render::raw_html::addresses::{WAITING, host};

impl Tree {
    /// Appends `node` and what is in it.
    pub(in crate::render) fn write(&self, node: Id, out: &mut String) {
        let mut current = node;
        loop {
            self.write_start(current, out);
            if let Some(child) = self.child_to_write(current) {
                current = child;
                continue;
            }
            self.write_end(current, out);
            while current != node && self.next(current).is_none() {
                let Some(parent) = self.parent(current) else {
                    return;
                };
                current = parent;
                self.write_end(current, out);
            }
            match self.next(current) {
                Some(next) if current != node => current = next,
                _ => return,
            }
        }
    }

    fn child_to_write(&self, node: Id) -> Option<Id> {
        match self.kind(node) {
            Kind::Element(element) if element.is_void() || element.unfinished_script => None,
            _ => self.first_child(node),
        }
    }

    fn write_start(&self, node: Id, out: &mut String) {
        match self.kind(node) {
            Kind::Element(element) if element.acts_on_document() => {}
            Kind::Element(element) => {
                write_start_tag(element, out);
                if element.drops_first_line_break() && self.begins_with_line_break(node) {
                    out.push('\n');
                }
            }
            Kind::Text(text) if self.is_in_raw_text(node) => out.push_str(text),
            Kind::Text(text) => write_text(text, out),
            Kind::Fragment | Kind::Comment | Kind::Boundary => {}
        }
    }

    fn write_end(&self, node: Id, out: &mut String) {
        if let Kind::Element(element) = self.kind(node)
            && !element.is_void()
        {
            out.push_str("</");
            out.push_str(element.written_name());
            out.push('>');
            if let Some(host) = element.waits_for() {
                // Furniture of the page: it stands in the place of what is not asked for yet.
                out.push_str("<button type=\"button\" class=\"from-elsewhere\" data-ui>Show from ");
                write_text(host, out);
                out.push_str("</button>");
            }
        }
    }

    fn begins_with_line_break(&self, node: Id) -> bool {
        let first = self.first_child(node).map(|child| self.kind(child));
        matches!(first, Some(Kind::Text(text)) if text.starts_with('\n'))
    }

    fn is_in_raw_text(&self, node: Id) -> bool {
        let parent = self.parent(node).map(|parent| self.kind(parent));
        matches!(parent, Some(Kind::Element(element)) if element.is_raw_text())
    }
}

impl Element {
    /// Whether it can have no content and no end tag.
    fn is_void(&self) -> bool {
        self.name.ns == ns!(html)
            && matches!(
                self.name.local,
                local_name!("area")
                    | local_name!("base")
                    | local_name!("basefont")
                    | local_name!("bgsound")
                    | local_name!("br")
                    | local_name!("col")
                    | local_name!("embed")
                    | local_name!("frame")
                    | local_name!("hr")
                    | local_name!("img")
                    | local_name!("input")
                    | local_name!("keygen")
                    | local_name!("link")
                    | local_name!("meta")
                    | local_name!("param")
                    | local_name!("source")
                    | local_name!("track")
                    | local_name!("wbr")
            )
    }

    /// The host of what a frame shows once the reader asks for it.
    fn waits_for(&self) -> Option<&str> {
        if self.name.ns != ns!(html) || self.name.local != local_name!("iframe") {
            return None;
        }
        let mut attributes = self.attributes.iter();
        let waiting = attributes.find(|attribute| &*attribute.name.local == WAITING)?;
        host(&waiting.value)
    }

    /// Whether `<` and `&` in it are just that.
    fn is_raw_text(&self) -> bool {
        self.name.ns == ns!(html)
            && matches!(
                self.name.local,
                local_name!("style")
                    | local_name!("script")
                    | local_name!("xmp")
                    | local_name!("iframe")
                    | local_name!("noembed")
                    | local_name!("noframes")
                    | local_name!("noscript")
            )
    }

    /// Whether a line break right after the start tag is no content.
    fn drops_first_line_break(&self) -> bool {
        self.name.ns == ns!(html) && matches!(self.written_name(), "pre" | "textarea" | "listing")
    }

    /// The name to write: that of the element, but for the one element that cannot end.
    fn written_name(&self) -> &str {
        match *self.name {
            QualName {
                ns: ns!(html),
                local: local_name!("plaintext"),
                ..
            } => "pre",
            ref name => &name.local,
        }
    }
}

fn write_start_tag(element: &Element, out: &mut String) {
    out.push('<');
    out.push_str(element.written_name());
    for attribute in &element.attributes {
        out.push(' ');
        write_attribute_name(&attribute.name, out);
        out.push_str("=\"");
        write_value(&attribute.value, out);
        out.push('"');
    }
    out.push('>');
}

fn write_attribute_name(name: &QualName, out: &mut String) {
    match name.ns {
        ns!(xml) => out.push_str("xml:"),
        ns!(xlink) => out.push_str("xlink:"),
        ns!(xmlns) if name.local != local_name!("xmlns") => out.push_str("xmlns:"),
        _ => {}
    }
    out.push_str(&name.local);
}

/// Appends `text` as content.
pub(in crate::render) fn write_text(text: &str, out: &mut String) {
    write_escaped(text, &['&', '<', '>', '\r'], out);
}

/// Appends `value` as what stands between an attribute's double quotes.
fn write_value(value: &str, out: &mut String) {
    write_escaped(value, &['&', '<', '>', '\r', '"'], out);
}

fn write_escaped(text: &str, special: &[char], out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(special) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#13;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
