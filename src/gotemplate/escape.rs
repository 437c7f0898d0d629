//! Contextual escaping, as html/template does it.
//!
//! The output knows at every moment in which part of an HTML document it is: literal text of the
//! template moves it from one [`Context`] to the next, and a printed value is escaped for the
//! context it lands in. Go decides this when it parses a template; here it happens while the
//! template runs, with a short cut for text that starts and ends outside of tags.

mod check;
mod context;
mod css;
mod html;
mod javascript;
mod strip;
mod transition;
mod transition_script;
mod url;

use std::borrow::Cow;
use std::sync::OnceLock;

pub(crate) use check::check;
pub(crate) use context::Context;
use context::{Delimiter, State, UrlPart};
pub(crate) use html::{escape_html, unescape};
pub(crate) use javascript::escape_js_string;
pub(crate) use url::query as escape_query;

use crate::gotemplate::error::Failure;
use crate::gotemplate::print::{TOO_LARGE, print_into, printed, push_int};
use crate::gotemplate::value::{Safe, Value};

/// What unsafe values are replaced by; Go's own marker, so that it can be searched for.
const REPLACED: &str = "ZgotmplZ";

/// Literal text of a template.
#[derive(Debug)]
pub(crate) struct StaticText {
    text: Box<str>,
    /// What is written and where it leads if the text starts outside of tags.
    outside: Option<(Box<str>, Context)>,
    /// The same for the first other context it was met in, which is nearly always the only one.
    elsewhere: OnceLock<(Context, Box<str>, Context)>,
}

impl StaticText {
    pub(crate) fn new(text: &str) -> StaticText {
        let mut out = String::new();
        let mut context = Context::default();
        let outside = transition::write_text(&mut out, &mut context, text)
            .ok()
            .map(|()| (out.into_boxed_str(), context));
        StaticText {
            text: text.into(),
            outside,
            elsewhere: OnceLock::new(),
        }
    }

    /// Whether it is nothing but white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The text produced so far and the context at its end.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) text: String,
    context: Context,
    /// Whether it is no HTML: nothing is escaped.
    is_plain: bool,
    /// How many bytes were looked at to write values, since this was last asked for.
    looked_at: usize,
}

impl Output {
    /// One that is no HTML, as text/template writes it.
    pub(crate) fn plain() -> Output {
        Output {
            is_plain: true,
            ..Output::default()
        }
    }

    /// Appends literal text of the template.
    pub(crate) fn write_text(&mut self, text: &StaticText) -> Result<(), Failure> {
        if self.is_plain {
            self.text.push_str(&text.text);
            return Ok(());
        }
        if let Some((out, end)) = &text.outside
            && self.context == Context::default()
        {
            self.text.push_str(out);
            self.context = *end;
            return Ok(());
        }
        if let Some((start, out, end)) = text.elsewhere.get()
            && self.context == *start
        {
            self.text.push_str(out);
            self.context = *end;
            return Ok(());
        }
        let (start, length) = (self.context, self.text.len());
        transition::write_text(&mut self.text, &mut self.context, &text.text)?;
        // If somebody else was faster there is nothing to do.
        let _ = text
            .elsewhere
            .set((start, self.text[length..].into(), self.context));
        Ok(())
    }

    /// How many bytes were looked at to write values, which may be many more than were written.
    pub(crate) fn take_looked_at(&mut self) -> usize {
        std::mem::take(&mut self.looked_at)
    }

    /// Whether the template may end here.
    pub(crate) fn ends_well(&self) -> bool {
        self.context.state == State::Text
    }

    /// Appends `value`, escaped for where it stands. The output stays below about `limit` bytes.
    pub(crate) fn write_value(&mut self, value: &Value, limit: usize) -> Result<(), Failure> {
        if self.is_plain {
            return match value {
                Value::Nil => {
                    self.text.push_str("<no value>");
                    Ok(())
                }
                value => print_into(&mut self.text, value, limit),
            };
        }
        self.context.nudge();
        match self.context.state {
            State::Text => self.write_outside(value, limit)?,
            State::Js if self.context.delimiter == Delimiter::None => {
                javascript::value_into(&mut self.text, value, limit)?;
                self.context.after_js_value();
            }
            _ => {
                let escaped = self.escaped(value, limit)?;
                self.text.push_str(&escaped);
            }
        }
        if self.text.len() > limit {
            return Err(TOO_LARGE);
        }
        Ok(())
    }

    /// The common case: element text.
    fn write_outside(&mut self, value: &Value, limit: usize) -> Result<(), Failure> {
        match value {
            Value::Nil => {}
            Value::Safe(Safe::Html, text) => self.text.push_str(text),
            Value::Int(it) => push_int(&mut self.text, *it),
            Value::Bool(_) => print_into(&mut self.text, value, limit)?,
            Value::Text(text) | Value::Safe(_, text) => html::text_into(&mut self.text, text),
            other => html::text_into(&mut self.text, &printed(other, limit)?),
        }
        Ok(())
    }

    fn escaped(&mut self, value: &Value, limit: usize) -> Result<String, Failure> {
        if self.context.state.is_comment() {
            return Ok(String::new());
        }
        let text = shown(value, limit)?;
        self.looked_at += text.len();
        let safe = match value {
            Value::Safe(safe, _) => Some(*safe),
            _ => None,
        };
        let inner: Cow<'_, str> = match self.context.state {
            State::Text => text,
            State::AttrName | State::Tag => {
                self.context.state = State::AttrName;
                html::attribute_name(&text, safe).into()
            }
            State::Url
            | State::CssDqStr
            | State::CssSqStr
            | State::CssDqUrl
            | State::CssSqUrl
            | State::CssUrl => self.url(&text, safe).into(),
            State::Srcset => url::srcset(&text, safe).into(),
            State::Js => {
                let mut out = String::new();
                javascript::value_into(&mut out, value, limit)?;
                self.context.after_js_value();
                out.into()
            }
            State::JsDqStr | State::JsSqStr => {
                escape_js_string(&text, safe == Some(Safe::JsStr)).into()
            }
            State::JsTemplate => {
                javascript::template_literal(&text, safe == Some(Safe::JsStr)).into()
            }
            State::JsRegexp => javascript::regular_expression(&text).into(),
            State::Css => css::value(&text, safe == Some(Safe::Css)).into(),
            State::Rcdata => {
                return Ok(html::replaceable(&text, safe == Some(Safe::Html)));
            }
            State::Attr => return Ok(self.attribute(&text, safe == Some(Safe::Html))),
            State::HtmlComment
            | State::JsBlockComment
            | State::JsLineComment
            | State::JsHtmlOpen
            | State::JsHtmlClose
            | State::CssBlockComment
            | State::CssLineComment
            | State::AfterName
            | State::BeforeValue => {
                return Err("html/template: a value in an impossible place".into());
            }
        };
        Ok(match self.context.delimiter {
            Delimiter::None => inner.into_owned(),
            _ => self.attribute(&inner, false),
        })
    }

    fn url(&self, text: &str, safe: Option<Safe>) -> String {
        let trusted = safe == Some(Safe::Url);
        match self.context.url_part {
            UrlPart::QueryOrFragment => url::escape(text, trusted),
            part => {
                let text = match part {
                    UrlPart::None if !trusted && !url::is_safe(text) => "#ZgotmplZ",
                    _ => text,
                };
                if matches!(self.context.state, State::CssDqStr | State::CssSqStr) {
                    css::escape(text)
                } else {
                    url::escape(text, true)
                }
            }
        }
    }

    fn attribute(&self, text: &str, is_html: bool) -> String {
        let unquoted = self.context.delimiter == Delimiter::SpaceOrTagEnd;
        html::attribute(text, is_html, unquoted)
    }
}

/// What printing `value` into HTML gives: nothing for nil.
fn shown(value: &Value, limit: usize) -> Result<Cow<'_, str>, Failure> {
    Ok(match value {
        Value::Nil => Cow::Borrowed(""),
        Value::Text(text) | Value::Safe(_, text) => Cow::Borrowed(text),
        other => Cow::Owned(printed(other, limit)?),
    })
}

#[cfg(test)]
mod tests;
