//! What Zola's templates may call besides what Tera has.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use tera::{Error, Function, Result, Tera};

use super::meter::Meter;
use crate::dialect::Values;
use crate::dialect::name::ascii_slug;
use crate::parse;
use crate::render::{Known, Rules, fragment};

pub(super) type Arguments = HashMap<String, Value>;

/// The most numbers that `range` gives at once.
const LONGEST_RANGE: u64 = 100_000;
/// The longest format of a date; each part of it may be filled up with blanks.
const LONGEST_FORMAT: usize = 256;

/// A function whose text is HTML.
pub(super) struct Safe<F>(pub(super) F);

impl<F: Fn(&Arguments) -> Result<Value> + Sync + Send> Function for Safe<F> {
    fn call(&self, arguments: &Arguments) -> Result<Value> {
        self.0(arguments)
    }

    fn is_safe(&self) -> bool {
        true
    }
}

/// Adds all of them.
pub(super) fn register(tera: &mut Tera, known: &Known, rules: &Rules) {
    register_functions(tera, known);
    tera.register_function("range", range);
    let known = Known {
        base: known.base.clone(),
        ..Known::default()
    };
    let rules = rules.clone();
    tera.register_filter("markdown", move |text: &Value, arguments: &Arguments| {
        let html = fragment(&written(text), &rules, &known, None);
        let is_inline = arguments.get("inline").and_then(Value::as_bool) == Some(true);
        Ok(Value::from(if is_inline {
            let inner = html.strip_prefix("<p>").unwrap_or(&html);
            inner.strip_suffix("</p>\n").unwrap_or(inner).to_owned()
        } else {
            html
        }))
    });
    tera.register_filter("slugify", |text: &Value, _: &Arguments| {
        Ok(Value::from(ascii_slug(&written(text))))
    });
    tera.register_filter("date", date);
    tera.register_filter("base64_encode", |text: &Value, _: &Arguments| {
        use base64::Engine as _;
        let encoded = base64::engine::general_purpose::STANDARD.encode(written(text));
        Ok(Value::from(encoded))
    });
    tera.register_filter("base64_decode", |text: &Value, _: &Arguments| {
        use base64::Engine as _;
        let decoded = base64::engine::general_purpose::STANDARD.decode(written(text));
        let decoded = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        decoded
            .map(Value::from)
            .ok_or_else(|| Error::msg("this is no text in Base64."))
    });
    tera.register_filter("num_format", |number: &Value, _: &Arguments| {
        let number = number.as_i64();
        let number = number.ok_or_else(|| Error::msg("`num_format` wants a whole number."))?;
        Ok(Value::from(in_thousands(number)))
    });
}

/// What pays; see `paying`.
pub(super) fn register_meter(tera: &mut Tera, meter: &Arc<Meter>) {
    fn add<F>(tera: &mut Tera, meter: &Arc<Meter>, name: &str, pay: F)
    where
        F: Fn(&Meter, &Arguments) -> Result<()> + Sync + Send + 'static,
    {
        let meter = meter.clone();
        let pay = move |given: &Arguments| pay(&meter, given).map(|()| Value::from(""));
        tera.register_function(name, Safe(pay));
    }
    add(tera, meter, "blog_serve_pay", Meter::pays);
    add(tera, meter, "blog_serve_enter", |meter, _| meter.enter());
    add(tera, meter, "blog_serve_leave", |meter, _| {
        meter.leave();
        Ok(())
    });
    add(tera, meter, "blog_serve_index", |meter, given| {
        let mut values = given.values();
        values.try_for_each(|value| meter.is_index(value))
    });
}

/// The numbers that `range` gives.
fn range(arguments: &Arguments) -> Result<Value> {
    let number = |name: &str| arguments.get(name).and_then(Value::as_u64);
    let (start, step) = (number("start").unwrap_or(0), number("step_by").unwrap_or(1));
    let end = number("end").ok_or_else(|| Error::msg("`range` needs an `end`."))?;
    if start > end || step == 0 {
        return Err(Error::msg("`range` begins behind its end."));
    }
    let count = (end - start).div_ceil(step);
    if count > LONGEST_RANGE {
        return Err(Error::msg(format!(
            "`range` gives {LONGEST_RANGE} numbers at most."
        )));
    }
    let numbers = (0..count).map(|at| Value::from(start + at * step));
    Ok(Value::Array(numbers.collect()))
}

fn register_functions(tera: &mut Tera, known: &Known) {
    let templates = known.templates.clone();
    tera.register_function("trans", move |arguments: &Arguments| {
        let key = text_of(arguments, "key")?;
        let language = arguments.get("lang").and_then(Value::as_str);
        let found = translation(&templates.values, &key, language);
        found.ok_or_else(|| Error::msg(format!("there is no translation of `{key}`.")))
    });
    let now = known.templates.now.clone();
    tera.register_function("now", move |arguments: &Arguments| {
        if arguments.get("timestamp").and_then(Value::as_bool) == Some(true) {
            return Ok(Value::from(now.timestamp().as_second()));
        }
        Ok(Value::from(now.datetime().to_string()))
    });
    // A page looks the same each time.
    tera.register_function("get_random", |arguments: &Arguments| {
        let start = arguments.get("start").and_then(Value::as_i64);
        Ok(Value::from(start.unwrap_or_default()))
    });
    // What the environment holds is not for pages.
    tera.register_function("get_env", |arguments: &Arguments| {
        let default = arguments.get("default").cloned();
        default.ok_or_else(|| Error::msg("the environment is not shown in pages."))
    });
    // While it reads posts, Zola does not know them all yet.
    for name in [
        "get_page",
        "get_section",
        "get_taxonomy",
        "get_taxonomy_term",
    ] {
        tera.register_function(name, move |_: &Arguments| {
            let message = format!("Zola does not know `{name}` in shortcodes.");
            Err(Error::msg(message))
        });
    }
}

/// `1234567` → `1,234,567`
fn in_thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text of the blog's in a language; without one in the blog's own, whatever the post's is.
fn translation(values: &Values, key: &str, language: Option<&str>) -> Option<Value> {
    let default = values.text("default_language").unwrap_or("en");
    let language = language.unwrap_or(default);
    let own = values.at(&format!("languages.{language}.translations.{key}"));
    let found = own.or_else(|| {
        let of_all = || values.at(&format!("translations.{key}"));
        (language == default).then(of_all).flatten()
    })?;
    serde_json::to_value(found).ok()
}

/// A date in the way that `format` says.
fn date(value: &Value, arguments: &Arguments) -> Result<Value> {
    let format = arguments.get("format").and_then(Value::as_str);
    let format = format.unwrap_or("%Y-%m-%d");
    if format.len() > LONGEST_FORMAT {
        return Err(Error::msg("the format of a date is too long."));
    }
    let unreadable = || Error::msg("`date` cannot read this date or its format.");
    let date = match value {
        Value::Number(number) => {
            let seconds = number.as_i64().ok_or_else(unreadable)?;
            let timestamp = jiff::Timestamp::from_second(seconds).map_err(|_| unreadable())?;
            timestamp.to_zoned(jiff::tz::TimeZone::UTC).datetime()
        }
        Value::String(text) => parse::date(text).ok_or_else(unreadable)?.civil,
        _ => return Err(unreadable()),
    };
    let zoned = date
        .to_zoned(jiff::tz::TimeZone::UTC)
        .map_err(|_| unreadable())?;
    let text = jiff::fmt::strtime::format(format, &zoned).map_err(|_| unreadable())?;
    Ok(Value::from(text))
}

/// An argument as text.
pub(super) fn text_of(arguments: &Arguments, name: &str) -> Result<String> {
    let value = arguments.get(name);
    value
        .map(written)
        .ok_or_else(|| Error::msg(format!("`{name}` is missing.")))
}

/// A value as it is written.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}
