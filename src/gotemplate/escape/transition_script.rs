//! Transitions inside of JavaScript and CSS.

use super::context::{Context, Slash, State};
use super::transition::{Step, url};

const SPACE: [char; 5] = ['\t', '\n', '\u{c}', '\r', ' '];

pub(super) fn javascript(mut context: Context, text: &str) -> Step {
    let Some(at) = text.find(['"', '`', '\'', '/', '{', '}', '<', '-', '#']) else {
        context.slash = after(text, context.slash);
        return Ok((context, text.len()));
    };
    context.slash = after(&text[..at], context.slash);
    let rest = &text[at..];
    let (state, length) = match rest.as_bytes()[0] {
        b'"' => (State::JsDqStr, 1),
        b'\'' => (State::JsSqStr, 1),
        b'`' => (State::JsTemplate, 1),
        b'/' if rest.starts_with("//") => (State::JsLineComment, 2),
        b'/' if rest.starts_with("/*") => (State::JsBlockComment, 2),
        b'/' if context.slash == Slash::Regexp => (State::JsRegexp, 1),
        b'/' if context.slash == Slash::Unknown => {
            return Err("html/template: '/' could start a division or regexp".into());
        }
        b'/' => {
            context.slash = Slash::Regexp;
            (State::Js, 1)
        }
        b'<' if rest.starts_with("<!--") => (State::JsHtmlOpen, 4),
        b'-' if rest.starts_with("-->") => (State::JsHtmlClose, 3),
        b'#' if rest.starts_with("#!") => (State::JsLineComment, 2),
        b'{' => {
            context.braces.open();
            (State::Js, 1)
        }
        b'}' if context.braces.close() => (State::JsTemplate, 1),
        _ => (State::Js, 1),
    };
    if matches!(state, State::JsDqStr | State::JsSqStr | State::JsTemplate) {
        context.slash = Slash::Regexp;
    }
    context.state = state;
    Ok((context, at + length))
}

/// What a slash means after `text`.
fn after(text: &str, before: Slash) -> Slash {
    let text = text.trim_end_matches(['\t', '\n', '\u{c}', '\r', ' ', '\u{2028}', '\u{2029}']);
    let Some(last) = text.chars().next_back() else {
        return before;
    };
    match last {
        '+' | '-' => {
            let run = text.len() - text.trim_end_matches(last).len();
            // `x++ / y` divides, `x + /y/` does not.
            if run % 2 == 1 {
                Slash::Regexp
            } else {
                Slash::Division
            }
        }
        '.' => {
            let number = text[..text.len() - 1].ends_with(|c: char| c.is_ascii_digit());
            if number {
                Slash::Division
            } else {
                Slash::Regexp
            }
        }
        ',' | '<' | '>' | '=' | '*' | '%' | '&' | '|' | '^' | '?' | '!' | '~' | '(' | '[' | ':'
        | ';' | '{' | '}' => Slash::Regexp,
        _ => {
            let part = |c: char| c == '$' || c == '_' || c.is_ascii_alphanumeric();
            let word = &text[text.trim_end_matches(part).len()..];
            match word {
                "break" | "case" | "continue" | "delete" | "do" | "else" | "finally" | "in"
                | "instanceof" | "return" | "throw" | "try" | "typeof" | "void" => Slash::Regexp,
                _ => Slash::Division,
            }
        }
    }
}

pub(super) fn js_template(mut context: Context, text: &str) -> Step {
    let mut from = 0;
    while let Some(found) = text[from..].find(['`', '\\', '$']) {
        let mut at = from + found;
        match text.as_bytes()[at] {
            b'\\' => at += escaped_length(text, at)?,
            b'$' if text[at..].starts_with("${") => {
                context.braces.enter();
                context.state = State::Js;
                return Ok((context, at + 2));
            }
            b'`' => {
                context.state = State::Js;
                return Ok((context, at + 1));
            }
            _ => {}
        }
        from = at + 1;
    }
    Ok((context, text.len()))
}

/// How long the character after the backslash at `at` is.
fn escaped_length(text: &str, at: usize) -> Result<usize, crate::gotemplate::error::Failure> {
    let next = text[at + 1..].chars().next();
    let next = next.ok_or("html/template: unfinished escape sequence")?;
    Ok(next.len_utf8())
}

pub(super) fn js_delimited(mut context: Context, text: &str) -> Step {
    let specials: &[char] = match context.state {
        State::JsSqStr => &['\\', '\''],
        State::JsRegexp => &['\\', '/', '[', ']'],
        _ => &['\\', '"'],
    };
    let mut from = 0;
    let mut in_set = false;
    while let Some(found) = text[from..].find(specials) {
        let mut at = from + found;
        match text.as_bytes()[at] {
            b'\\' => at += escaped_length(text, at)?,
            b'[' => in_set = true,
            b']' => in_set = false,
            _ if in_set => {}
            b'/' if at > 0
                && text
                    .get(at - 1..at + 7)
                    .is_some_and(|it| it.eq_ignore_ascii_case("</script")) =>
            {
                at += 1;
            }
            _ => {
                context.state = State::Js;
                context.slash = Slash::Division;
                return Ok((context, at + 1));
            }
        }
        from = at + 1;
    }
    if in_set {
        return Err("html/template: unfinished JS regexp charset".into());
    }
    Ok((context, text.len()))
}

pub(super) fn block_comment(mut context: Context, text: &str) -> (Context, usize) {
    let Some(end) = text.find("*/") else {
        return (context, text.len());
    };
    context.state = match context.state {
        State::JsBlockComment => State::Js,
        _ => State::Css,
    };
    (context, end + 2)
}

/// The line break that ends the comment stays.
pub(super) fn line_comment(mut context: Context, text: &str) -> (Context, usize) {
    let (ends, state): (&[char], State) = match context.state {
        State::CssLineComment => (&['\n', '\u{c}', '\r'], State::Css),
        _ => (&['\n', '\r', '\u{2028}', '\u{2029}'], State::Js),
    };
    let Some(end) = text.find(ends) else {
        return (context, text.len());
    };
    context.state = state;
    (context, end)
}

pub(super) fn css(mut context: Context, text: &str) -> (Context, usize) {
    let mut from = 0;
    while let Some(found) = text[from..].find(['(', '"', '\'', '/']) {
        let at = from + found;
        let rest = &text[at + 1..];
        let (state, length) = match (text.as_bytes()[at], rest.as_bytes().first()) {
            (b'(', _) if ends_with_url(&text[..at]) => {
                let space = rest.len() - rest.trim_start_matches(SPACE).len();
                match rest.as_bytes().get(space) {
                    Some(b'"') => (State::CssDqUrl, space + 1),
                    Some(b'\'') => (State::CssSqUrl, space + 1),
                    _ => (State::CssUrl, space),
                }
            }
            (b'/', Some(b'/')) => (State::CssLineComment, 1),
            (b'/', Some(b'*')) => (State::CssBlockComment, 1),
            (b'"', _) => (State::CssDqStr, 0),
            (b'\'', _) => (State::CssSqStr, 0),
            _ => {
                from = at + 1;
                continue;
            }
        };
        context.state = state;
        return (context, at + 1 + length);
    }
    (context, text.len())
}

/// Whether the text ends with the keyword `url` and not with a longer name.
fn ends_with_url(text: &str) -> bool {
    let text = text.trim_end_matches(SPACE);
    let Some(start) = text.len().checked_sub(3) else {
        return false;
    };
    let is_url = text
        .get(start..)
        .is_some_and(|it| it.eq_ignore_ascii_case("url"));
    let name = |c: char| c == '-' || c == '_' || c.is_alphanumeric();
    is_url && !text[..start].ends_with(name)
}

pub(super) fn css_string(mut context: Context, text: &str) -> Step {
    let ends: &[char] = match context.state {
        State::CssDqStr | State::CssDqUrl => &['\\', '"'],
        State::CssSqStr | State::CssSqUrl => &['\\', '\''],
        _ => &['\\', '\t', '\n', '\u{c}', '\r', ' ', ')'],
    };
    let mut from = 0;
    while let Some(found) = text[from..].find(ends) {
        let mut at = from + found;
        if text.as_bytes()[at] != b'\\' {
            context.state = State::Css;
            context.url_part = super::context::UrlPart::None;
            return Ok((context, at + 1));
        }
        at += escaped_length(text, at)?;
        context = url(context, &text[from..=at]);
        from = at + 1;
    }
    context = url(context, &text[from.min(text.len())..]);
    Ok((context, text.len()))
}
