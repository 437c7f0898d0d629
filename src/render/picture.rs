//! Pictures, and what stands for them.

use std::collections::HashSet;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::writer::{Inside, Writer};
use super::zola::alternative;
use super::{Form, HeadingIds, LineEnds, Span, escape, hooks};

/// A picture whose alternative text is being written.
#[derive(Debug)]
pub(super) struct Picture<'a> {
    title: CowStr<'a>,
    is_local: bool,
    /// How many elements we are in, inside the picture.
    depth: usize,
}

/// Whether the lines of a paragraph are a picture and nothing else.
pub(super) fn is_picture(lines: &[(Event<'_>, Span)]) -> bool {
    let [
        (Event::Start(Tag::Image { .. }), _),
        inner @ ..,
        (Event::End(TagEnd::Image), _),
    ] = lines
    else {
        return false;
    };
    let mut depth = 0_usize;
    inner.iter().all(|(event, _)| {
        let is_in = !matches!(event, Event::End(_)) || depth > 0;
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_in
    })
}

/// Where the pictures begin that have no neighbours in what they stand in.
pub(super) fn lone_pictures(lines: &[(Event<'_>, Span)]) -> HashSet<usize> {
    let begins = |at: usize| at == 0 || matches!(lines[at - 1].0, Event::Start(_));
    let ends = |at: usize| matches!(lines.get(at + 1), None | Some((Event::End(_), _)));
    let mut open = Vec::new();
    let mut lone = HashSet::new();
    for (at, (event, span)) in lines.iter().enumerate() {
        match event {
            Event::Start(Tag::Image { .. }) => open.push((begins(at), span.start)),
            Event::End(TagEnd::Image) => {
                let picture = open.pop().filter(|(is_first, _)| *is_first && ends(at));
                lone.extend(picture.map(|(_, start)| start));
            }
            _ => {}
        }
    }
    lone
}

impl<'a> Writer<'a, '_> {
    /// Takes the paragraph away in which there is a picture alone.
    pub(super) fn begin_bare_picture(&mut self) {
        if self.formulas.paragraph == Some(self.html.len()) {
            self.formulas.paragraph = None;
            let of_picture = self
                .attributes
                .html(self.paragraph_at, Some(TagEnd::Paragraph));
            let mut tag = "<p>".len();
            if self.formulas.are_none() {
                tag += of_picture.len();
            }
            self.html.truncate(self.html.len() - tag);
            self.picture_attributes = of_picture;
        }
    }

    pub(super) fn start_picture(&mut self, destination: CowStr<'a>, title: CowStr<'a>) {
        self.met.lazy_picture = self.rules.zola.has_lazy_pictures;
        let (begin, references) = (self.html.len(), self.references.len());
        let hooked = self.hooks.has("image").then(|| hooks::Of::Picture {
            destination: destination.to_string(),
            title: title.to_string(),
        });
        self.html.push_str("<img src=\"");
        let is_hooked = self.rules.goldmark.embedded_hooks.pictures && hooked.is_none();
        let is_local = self.write_destination(destination, is_hooked);
        self.html.push_str("\" alt=\"");
        if let Some(hooked) = hooked {
            self.open_hooked(begin, references, hooked);
        }
        self.inside = Inside::Picture(Picture {
            title,
            is_local,
            depth: 0,
        });
    }

    /// Writes an event inside a picture: its text, without markup, stands for the picture.
    pub(super) fn write_alternative(&mut self, event: Event<'a>, span: Span) {
        if let Event::Text(text) = event {
            let without = alternative(&text, self.rules, self.outputs).map(CowStr::from);
            return self.push_text(without.unwrap_or(text), span);
        }
        self.flush_text();
        self.leaf.goes_on();
        let Inside::Picture(picture) = &mut self.inside else {
            return;
        };
        let is_goldmark = self.rules.form == Form::Goldmark;
        match event {
            Event::Start(_) => picture.depth += 1,
            Event::End(_) if picture.depth == 0 => {
                self.hooks.span = span;
                self.end_picture();
            }
            Event::End(_) => picture.depth -= 1,
            Event::InlineHtml(_) | Event::FootnoteReference(_) if is_goldmark => {}
            Event::Code(text) | Event::InlineHtml(text) => {
                escape::attribute(&mut self.html, &text);
                self.name_alternative(&text);
            }
            Event::SoftBreak | Event::HardBreak if is_goldmark => {
                self.leaf.begins_line = true;
                let is_hard =
                    event == Event::HardBreak || self.rules.goldmark.line_ends == LineEnds::Breaks;
                // The element is text there.
                self.html
                    .push_str(if is_hard { "&lt;br&gt;\n" } else { "\n" });
            }
            Event::SoftBreak | Event::HardBreak => self.html.push(' '),
            Event::FootnoteReference(label) => {
                self.html.push_str("[^");
                escape::attribute(&mut self.html, &label);
                self.html.push(']');
            }
            _ => {}
        }
    }

    /// Adds what stands for a picture to the name of the heading it stands in: Hugo's ids have it.
    pub(super) fn name_alternative(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading
            && !self.met.lazy_picture
            && self.rules.heading_ids != Some(HeadingIds::Kramdown)
        {
            heading.name(text);
        }
    }

    pub(super) fn is_in_picture(&self) -> bool {
        matches!(self.inside, Inside::Picture(_))
    }

    fn end_picture(&mut self) {
        self.formulas.depth = self.formulas.depth.saturating_sub(1);
        let hooked = self.end_hooked_picture();
        self.html.push('"');
        if let Inside::Picture(picture) = std::mem::replace(&mut self.inside, Inside::Page) {
            self.write_title(&picture.title);
            if picture.is_local
                && let Some(reference) = self.references.last_mut()
            {
                reference.size_at = Some(self.html.len());
            }
        }
        if self.rules.zola.has_lazy_pictures {
            self.html.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        let of_paragraph = std::mem::take(&mut self.picture_attributes);
        self.html.extend([&of_paragraph, " />"]);
        if let Some(hooked) = hooked {
            self.write_hooked_picture(hooked);
        }
        if let Some(heading) = &mut self.heading {
            heading.end_name();
            heading.leave();
        }
    }
}
