//! The title of a post whose front matter has none.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The text of the first-level heading that a body begins with, without markup.
///
/// Looks no further than the first empty line, so that its cost does not depend on the body.
#[must_use]
pub fn first_heading(body: &str) -> Option<String> {
    let body = body.trim_start_matches(['\n', '\r']);
    let end = ["\n\n", "\n\r\n"]
        .iter()
        .filter_map(|gap| body.find(gap))
        .min();
    let start = &body[..end.unwrap_or(body.len())];
    let mut events = Parser::new_ext(start, Options::ENABLE_HEADING_ATTRIBUTES);
    match events.next()? {
        Event::Start(Tag::Heading {
            level: HeadingLevel::H1,
            ..
        }) => {}
        _ => return None,
    }
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Heading(_)) => break,
            _ => {}
        }
    }
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::first_heading;

    #[test]
    fn a_heading_at_the_start_is_the_title() {
        let check = |body: &str, title: Option<&str>| {
            assert_eq!(first_heading(body).as_deref(), title, "{body:?}");
        };
        check("# A title\n\nText", Some("A title"));
        check("\r\n# *A* `title` {#id}\r\n\r\nText", Some("A title"));
        check("A title\n=======\nText", Some("A title"));
        check("# A\n# B", Some("A"));
        check("## No title\n", None);
        check("Text\n\n# Later", None);
        check("#\n\nText", None);
        check("", None);
    }
}
