//! HTML fragments in attributes: only their text is of use there.

use super::context::{Context, Delimiter, Element, State};
use super::transition::step;

/// The text of an HTML fragment without its tags and comments.
pub(super) fn strip_tags(text: &str) -> String {
    let mut out = String::new();
    let mut context = Context::default();
    let mut at = 0;
    let mut plain = true;
    while at < text.len() {
        if context.delimiter != Delimiter::None {
            let ends: &[char] = match context.delimiter {
                Delimiter::DoubleQuote => &['"'],
                Delimiter::SingleQuote => &['\''],
                _ => &[' ', '\t', '\n', '\u{c}', '\r', '>'],
            };
            let Some(end) = text[at..].find(ends) else {
                return out;
            };
            at += end + usize::from(context.delimiter != Delimiter::SpaceOrTagEnd);
            context = Context::tag(context.element);
            continue;
        }
        let mut from = context;
        if context.element != Element::None && !context.state.is_in_tag() {
            from.state = State::Rcdata;
        }
        let Ok((next, length)) = step(from, &text[at..]) else {
            return out;
        };
        let end = at + length;
        if matches!(context.state, State::Text | State::Rcdata) {
            let tag = (next.state != context.state).then(|| text[at..end].rfind('<'));
            let stop = tag.flatten().map_or(end, |tag| at + tag);
            out.push_str(&text[at..stop]);
        } else {
            plain = false;
        }
        if length == 0 && next == context {
            return out;
        }
        (context, at) = (next, end);
    }
    if plain { text.to_owned() } else { out }
}
