//! How literal text moves from context to context.

use super::context::{Attr, Context, Delimiter, Element, State, UrlPart};
use super::transition_script::{
    block_comment, css, css_string, javascript, js_delimited, js_template, line_comment,
};
use super::{html, javascript};
use crate::gotemplate::error::Failure;

/// The context after some bytes, and how many bytes that were.
pub(super) type Step = Result<(Context, usize), Failure>;

/// Writes literal text and follows it: comments are dropped, stray `<` are escaped.
pub(crate) fn write_text(
    out: &mut String,
    context: &mut Context,
    text: &str,
) -> Result<(), Failure> {
    let mut here = *context;
    let mut end_tag = EndTag::default();
    let mut written = 0;
    let mut at = 0;
    while at < text.len() {
        let (next, length) = after_text(here, text, at, &mut end_tag)?;
        let end = at + length;
        if matches!(here.state, State::Text | State::Rcdata) {
            let stop = match text[at..end].rfind('<') {
                Some(tag) if next.state != here.state => at + tag,
                _ => end,
            };
            for (stray, _) in text[at..stop].match_indices('<') {
                let stray = at + stray;
                if !starts_with(&text[stray..], "<!doctype") {
                    out.push_str(&text[written..stray]);
                    out.push_str("&lt;");
                    written = stray + 1;
                }
            }
        } else if here.state.is_comment() && here.delimiter == Delimiter::None {
            match here.state {
                State::JsBlockComment => {
                    let breaks = ['\n', '\r', '\u{2028}', '\u{2029}'];
                    out.push(if text[written..end].contains(breaks) {
                        '\n'
                    } else {
                        ' '
                    });
                }
                State::CssBlockComment => out.push(' '),
                _ => {}
            }
            written = end;
        } else if here.state.is_script_literal() && javascript::has_tag(&text[at..end]) {
            out.push_str(&text[written..at]);
            out.push_str(&javascript::escape_tags(&text[at..end]));
            written = end;
        }
        if here.state != next.state && next.state.is_comment() && next.delimiter == Delimiter::None
        {
            let marker = match next.state {
                State::HtmlComment | State::JsHtmlOpen => 4,
                State::JsHtmlClose => 3,
                _ => 2,
            };
            out.push_str(&text[written..end - marker]);
            written = end;
        }
        if length == 0 && here == next {
            return Err("html/template: no progress in literal text".into());
        }
        here = next;
        at = end;
    }
    if !here.state.is_comment() || here.delimiter != Delimiter::None {
        out.push_str(&text[written..]);
    }
    *context = here;
    Ok(())
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// One step: within an attribute value up to its end, elsewhere to the next change of state.
fn after_text(context: Context, whole: &str, at: usize, end_tag: &mut EndTag) -> Step {
    let text = &whole[at..];
    let ends: &[char] = match context.delimiter {
        Delimiter::None => {
            let (next, length) = end_tag.special_end(context, whole, at);
            if length == 0 {
                return Ok((next, 0));
            }
            return step(context, &text[..length]);
        }
        Delimiter::DoubleQuote => &['"'],
        Delimiter::SingleQuote => &['\''],
        Delimiter::SpaceOrTagEnd => &[' ', '\t', '\n', '\u{c}', '\r', '>'],
    };
    let found = text.find(ends);
    let value = &text[..found.unwrap_or(text.len())];
    if context.delimiter == Delimiter::SpaceOrTagEnd
        && let Some(bad) = value
            .chars()
            .find(|c| matches!(c, '"' | '\'' | '<' | '=' | '`'))
    {
        let shown = shortened(value);
        return Err(format!("html/template: {bad:?} in unquoted attr: {shown:?}").into());
    }
    let Some(end) = found else {
        let unescaped = html::unescape(value);
        let mut inner = context;
        let mut rest = &*unescaped;
        while !rest.is_empty() {
            let (next, length) = step(inner, rest)?;
            if length == 0 && next == inner {
                break;
            }
            inner = next;
            rest = &rest[length..];
        }
        return Ok((inner, text.len()));
    };
    let is_script_type = context.state == State::Attr
        && context.element == Element::Script
        && context.attr == Attr::ScriptType;
    let element = if is_script_type && !javascript::is_script_type(value) {
        Element::None
    } else {
        context.element
    };
    let quote = usize::from(context.delimiter != Delimiter::SpaceOrTagEnd);
    Ok((Context::tag(element), end + quote))
}

/// The transition of each state.
pub(super) fn step(context: Context, text: &str) -> Step {
    match context.state {
        State::Text => Ok(outside(context, text)),
        State::Tag => tag(context, text),
        State::AttrName => attr_name(context, text),
        State::AfterName => Ok(after_name(context, text)),
        State::BeforeValue => Ok(before_value(context, text)),
        State::HtmlComment => Ok(match text.find("-->") {
            Some(at) => (Context::default(), at + 3),
            None => (context, text.len()),
        }),
        State::Rcdata => Ok(special_end(context, text)),
        State::Attr => Ok((context, text.len())),
        State::Url | State::Srcset => Ok((url(context, text), text.len())),
        State::Js => javascript(context, text),
        State::JsDqStr | State::JsSqStr | State::JsRegexp => js_delimited(context, text),
        State::JsTemplate => js_template(context, text),
        State::JsBlockComment | State::CssBlockComment => Ok(block_comment(context, text)),
        State::JsLineComment | State::JsHtmlOpen | State::JsHtmlClose | State::CssLineComment => {
            Ok(line_comment(context, text))
        }
        State::Css => Ok(css(context, text)),
        State::CssDqStr | State::CssSqStr | State::CssDqUrl | State::CssSqUrl | State::CssUrl => {
            css_string(context, text)
        }
    }
}

fn outside(context: Context, text: &str) -> (Context, usize) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = text[from..].find('<') {
        let mut at = from + found;
        if at + 1 == text.len() {
            break;
        }
        if text[at..].starts_with("<!--") {
            let comment = Context {
                state: State::HtmlComment,
                ..Context::default()
            };
            return (comment, at + 4);
        }
        at += 1;
        let closes = bytes[at] == b'/';
        if closes {
            at += 1;
        }
        let (end, element) = tag_name(text, at);
        if end != at {
            let element = if closes { Element::None } else { element };
            return (Context::tag(element), end);
        }
        from = at;
    }
    (context, text.len())
}

/// Where the tag name that starts at `at` ends, and whose it is.
fn tag_name(text: &str, at: usize) -> (usize, Element) {
    let bytes = text.as_bytes();
    if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
        return (at, Element::None);
    }
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        if byte.is_ascii_alphanumeric() {
            end += 1;
        } else if matches!(byte, b':' | b'-')
            && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)
        {
            end += 2;
        } else {
            break;
        }
    }
    let name = &text[at..end];
    let element = [
        Element::Script,
        Element::Style,
        Element::Textarea,
        Element::Title,
    ]
    .into_iter()
    .find(|it| it.name().eq_ignore_ascii_case(name));
    (end, element.unwrap_or_default())
}

pub(super) fn skip_space(text: &str) -> usize {
    let space = [' ', '\t', '\n', '\u{c}', '\r'];
    text.len() - text.trim_start_matches(space).len()
}

/// As much of a text as an error message should show.
fn shortened(text: &str) -> String {
    text.chars().take(32).collect()
}

/// Where the attribute name at the start of `text` ends.
fn name_end(text: &str) -> Result<usize, Failure> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b' ' | b'\t' | b'\n' | 0xc | b'\r' | b'=' | b'>' => return Ok(at),
            b'\'' | b'"' | b'<' => {
                let byte = char::from(byte);
                let message = format!(
                    "html/template: {byte:?} in attribute name: {:?}",
                    shortened(text)
                );
                return Err(message.into());
            }
            _ => {}
        }
    }
    Ok(text.len())
}

fn tag(context: Context, text: &str) -> Step {
    let start = skip_space(text);
    if start == text.len() {
        return Ok((context, start));
    }
    if text.as_bytes()[start] == b'>' {
        let state = context.element.content();
        let inside = Context {
            state,
            element: context.element,
            ..Context::default()
        };
        return Ok((inside, start + 1));
    }
    let end = start + name_end(&text[start..])?;
    if start == end {
        let message = "html/template: expected space, attr name, or end of tag";
        return Err(message.into());
    }
    let name = text[start..end].to_ascii_lowercase();
    let attr = if context.element == Element::Script && name == "type" {
        Attr::ScriptType
    } else {
        html::attribute_type(&name)
    };
    let state = if end == text.len() {
        State::AttrName
    } else {
        State::AfterName
    };
    let next = Context {
        state,
        element: context.element,
        attr,
        ..Context::default()
    };
    Ok((next, end))
}

fn attr_name(mut context: Context, text: &str) -> Step {
    let end = name_end(text)?;
    if end != text.len() {
        context.state = State::AfterName;
    }
    Ok((context, end))
}

fn after_name(mut context: Context, text: &str) -> (Context, usize) {
    let start = skip_space(text);
    if start == text.len() {
        return (context, start);
    }
    if text.as_bytes()[start] != b'=' {
        context.state = State::Tag;
        return (context, start);
    }
    context.state = State::BeforeValue;
    (context, start + 1)
}

fn before_value(mut context: Context, text: &str) -> (Context, usize) {
    let start = skip_space(text);
    if start == text.len() {
        return (context, start);
    }
    context.delimiter = match text.as_bytes()[start] {
        b'"' => Delimiter::DoubleQuote,
        b'\'' => Delimiter::SingleQuote,
        _ => Delimiter::SpaceOrTagEnd,
    };
    context.state = context.value_state();
    // The kind of a script stays known until its attribute ends.
    if context.attr != Attr::ScriptType {
        context.attr = Attr::None;
    }
    (
        context,
        start + usize::from(context.delimiter != Delimiter::SpaceOrTagEnd),
    )
}

pub(super) fn url(mut context: Context, text: &str) -> Context {
    if text.contains(['#', '?']) {
        context.url_part = UrlPart::QueryOrFragment;
    } else if context.url_part == UrlPart::None && skip_space(text) != text.len() {
        context.url_part = UrlPart::PreQuery;
    }
    context
}

/// The end tag of an element whose content is not HTML ends every state inside of it.
fn special_end(context: Context, text: &str) -> (Context, usize) {
    EndTag::default().special_end(context, text, 0)
}

/// Where the next end tag of an element is. It is remembered because scripts are followed in many
/// small steps, each of which wants to know.
#[derive(Default)]
struct EndTag {
    element: Element,
    /// The search began here.
    from: usize,
    found: Option<usize>,
}

impl EndTag {
    fn special_end(&mut self, context: Context, text: &str, at: usize) -> (Context, usize) {
        if context.element == Element::None
            || (context.element == Element::Script
                && (context.state.is_script_literal() || context.state.is_comment()))
        {
            return (context, text.len() - at);
        }
        if self.element != context.element || self.found.is_some_and(|it| it < at) || self.from > at
        {
            self.element = context.element;
            self.from = at;
            self.found = find_end_tag(&text[at..], context.element.name()).map(|it| at + it);
        }
        match self.found {
            Some(found) => (Context::default(), found - at),
            None => (context, text.len() - at),
        }
    }
}

fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    let ends = |at: usize| {
        let after = &text[at + 2..];
        starts_with(after, name)
            && after[name.len()..].starts_with(['>', ' ', '\t', '\n', '\u{c}', '/'])
    };
    text.match_indices("</")
        .map(|(at, _)| at)
        .find(|at| ends(*at))
}
