//! Filters, tests and functions that pay for what they read and make.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use tera::{Error, Filter, Function, Result, Tera, Test};

use super::functions::Arguments;
use super::meter::Meter;

/// Has all that are there pay.
pub(super) fn meter_all(tera: &mut Tera, meter: &Arc<Meter>) {
    for (name, inner) in &mut tera.filters {
        *inner = Arc::new(Metered::of(name, inner, longest_of(name), meter));
    }
    for (name, inner) in &mut tera.testers {
        *inner = Arc::new(Metered::of(name, inner, None, meter));
    }
    for (name, inner) in &mut tera.functions {
        *inner = Arc::new(Metered::of(name, inner, None, meter));
    }
}

/// What a call costs in steps, and how many bytes' work a byte is.
fn price(name: &str) -> (u64, usize) {
    match name {
        "markdown" => (20, 16),
        "load_data" | "json_encode" | "get_hash" => (2, 4),
        "regex_replace" | "matching" => (2, 2),
        "title" | "slugify" | "spaceless" | "sort" | "unique" => (2, 8),
        "date" => (4, 4),
        _ => (1, 2),
    }
}

/// How long at most is what a filter gives, if that can be more than what it is given.
type Longest = fn(&Value, &Arguments) -> usize;

fn longest_of(name: &str) -> Option<Longest> {
    fn argument<'a>(arguments: &'a Arguments, name: &str) -> &'a str {
        arguments.get(name).and_then(Value::as_str).unwrap_or("")
    }
    Some(match name {
        "replace" => |value, arguments| {
            let (from, to) = (argument(arguments, "from"), argument(arguments, "to"));
            let value = value.as_str().unwrap_or_default();
            let times = value.matches(from).count();
            times.saturating_mul(to.len()).saturating_add(value.len())
        },
        "join" => |value, arguments| {
            let count = value.as_array().map_or(0, Vec::len);
            let between = argument(arguments, "sep").len();
            count.saturating_mul(between).saturating_add(written(value))
        },
        "indent" => |value, arguments| {
            let value = value.as_str().unwrap_or_default();
            let prefix = argument(arguments, "prefix").len().max(4);
            let lines = value.matches('\n').count() + 1;
            lines.saturating_mul(prefix).saturating_add(value.len())
        },
        "split" => |value, arguments| {
            let value = value.as_str().unwrap_or_default();
            let parts = value.matches(argument(arguments, "pat")).count() + 1;
            parts.saturating_mul(64).saturating_add(value.len())
        },
        // What is asked of every value is read again for each.
        "sort" | "unique" | "group_by" | "filter" | "map" => |value, arguments| {
            let count = value.as_array().map_or(0, Vec::len);
            count.saturating_mul(argument(arguments, "attribute").len())
        },
        "json_encode" => |value, arguments| {
            let is_pretty = arguments.get("pretty").and_then(Value::as_bool);
            let blanks = if is_pretty == Some(true) { 2 } else { 0 };
            encoded(value, blanks, 0)
        },
        "as_str" => |value, _| written(value),
        "blog_serve_list" => |value, _| {
            let signs = value.as_str().map_or(0, |text| text.chars().count());
            signs.saturating_mul(64)
        },
        _ => return None,
    })
}

/// How long a value is as a template writes it, at most.
fn written(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(|value| written(value) + 2).sum::<usize>() + 2,
        _ => 32,
    }
}

/// How long a value is as JSON, at most, with so many blanks before a line for each of those around it.
fn encoded(value: &Value, blanks: usize, depth: usize) -> usize {
    let line = 4 + blanks * depth;
    let inner = match value {
        Value::String(text) => text.len() * 6,
        Value::Array(values) => values
            .iter()
            .map(|value| encoded(value, blanks, depth + 1))
            .sum(),
        Value::Object(values) => values
            .iter()
            .map(|(key, value)| key.len() * 6 + 4 + encoded(value, blanks, depth + 1))
            .sum(),
        _ => 32,
    };
    inner + 2 * line
}

/// Something that pays when it is called.
struct Metered<T: ?Sized> {
    inner: Arc<T>,
    longest: Option<Longest>,
    meter: Arc<Meter>,
    each: u64,
    dearness: usize,
}

impl<T: ?Sized> Metered<T> {
    fn of(name: &str, inner: &Arc<T>, longest: Option<Longest>, meter: &Arc<Meter>) -> Self {
        let (each, dearness) = price(name);
        Self {
            inner: inner.clone(),
            longest,
            meter: meter.clone(),
            each,
            dearness,
        }
    }

    fn pay<'v>(&self, values: impl Iterator<Item = &'v Value>) -> Result<()> {
        self.meter.step(self.each)?;
        for value in values {
            self.meter.work(self.meter.size(value)?, self.dearness)?;
        }
        Ok(())
    }

    fn pay_for(&self, made: Result<Value>) -> Result<Value> {
        let made = made?;
        self.meter.makes(self.meter.size(&made)?)?;
        Ok(made)
    }
}

impl Filter for Metered<dyn Filter> {
    fn filter(&self, value: &Value, arguments: &HashMap<String, Value>) -> Result<Value> {
        self.pay(arguments.values().chain([value]))?;
        if let Some(longest) = self.longest {
            self.meter.makes(longest(value, arguments))?;
        }
        self.pay_for(self.inner.filter(value, arguments))
    }

    fn is_safe(&self) -> bool {
        self.inner.is_safe()
    }
}

impl Function for Metered<dyn Function> {
    fn call(&self, arguments: &HashMap<String, Value>) -> Result<Value> {
        self.pay(arguments.values())?;
        self.pay_for(self.inner.call(arguments))
    }

    fn is_safe(&self) -> bool {
        self.inner.is_safe()
    }
}

impl Test for Metered<dyn Test> {
    fn test(&self, value: Option<&Value>, arguments: &[Value]) -> Result<bool> {
        self.pay(value.into_iter().chain(arguments))?;
        self.inner.test(value, arguments)
    }
}

/// What is asked of with a regular expression, read once.
#[derive(Debug, Default)]
pub(super) struct Patterns(std::sync::Mutex<HashMap<String, Pattern>>);

/// One of them, and how dear it is to look for it in a byte.
type Pattern = (regex::Regex, usize);

impl Patterns {
    /// How many bytes one may need. The more it needs, the longer it may look at each byte of a text.
    const SIZES: [usize; 4] = [64 * 1024, 128 * 1024, 256 * 1024, 512 * 1024];
    /// How many steps it is to read one.
    const DEARNESS: u64 = 5_000;

    fn get(&self, pattern: &str, meter: &Meter) -> Result<Pattern> {
        // A panic in the middle of an insertion leaves at worst a pattern too few.
        let mut read = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = read.get(pattern) {
            return Ok(known.clone());
        }
        meter.step(Self::DEARNESS)?;
        let built = Self::SIZES.iter().find_map(|&size| {
            let mut builder = regex::RegexBuilder::new(pattern);
            let regex = builder.size_limit(size).build().ok()?;
            Some((regex, size / 1024))
        });
        let found = built.ok_or_else(|| Error::msg("this regular expression cannot be read."))?;
        read.insert(pattern.to_owned(), found.clone());
        Ok(found)
    }
}

/// Adds what Tera or Zola have in a way that could go on for ever, in another.
pub(super) fn register(tera: &mut Tera, meter: &Arc<Meter>) {
    let patterns: Arc<Patterns> = Arc::default();
    let (known, pays) = (patterns.clone(), meter.clone());
    tera.register_filter(
        "regex_replace",
        move |text: &Value, arguments: &Arguments| {
            let pattern = super::functions::text_of(arguments, "pattern")?;
            let by = super::functions::text_of(arguments, "rep")?;
            let (regex, dearness) = known.get(&pattern, &pays)?;
            let text = super::functions::written(text);
            pays.work(text.len(), dearness)?;
            replaced(&text, &regex, &by, &pays).map(Value::from)
        },
    );
    let pays = meter.clone();
    tera.register_tester(
        "matching",
        move |value: Option<&Value>, arguments: &[Value]| {
            let text = value.and_then(Value::as_str);
            let pattern = arguments.first().and_then(Value::as_str);
            let (Some(text), Some(pattern)) = (text, pattern) else {
                return Err(Error::msg(
                    "`matching` wants a text and a regular expression.",
                ));
            };
            let (regex, dearness) = patterns.get(pattern, &pays)?;
            pays.work(text.len(), dearness)?;
            Ok(regex.is_match(text))
        },
    );
    tera.register_filter("striptags", |text: &Value, _: &Arguments| {
        let text = text.as_str();
        let text = text.ok_or_else(|| Error::msg("`striptags` wants a text."))?;
        Ok(Value::from(without_tags(text)))
    });
    tera.register_filter("blog_serve_list", |value: &Value, _: &Arguments| {
        Ok(match value {
            Value::String(text) => text.chars().map(String::from).collect(),
            value => value.clone(),
        })
    });
    let int = tera.filters.get("int").cloned();
    tera.register_filter("int", move |value: &Value, arguments: &Arguments| {
        let base = arguments.get("base").and_then(Value::as_u64).unwrap_or(10);
        match &int {
            Some(int) if (2..=36).contains(&base) => int.filter(value, arguments),
            _ => Err(Error::msg("`int` knows the bases 2 to 36.")),
        }
    });
}

/// A text with another in the place of what is found.
fn replaced(text: &str, regex: &regex::Regex, by: &str, meter: &Meter) -> Result<String> {
    let mut made = String::new();
    let mut end = 0;
    for found in regex.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        // Each name in it stands for no more than what is found.
        let names = by.matches('$').count();
        let most = names.saturating_mul(whole.len()).saturating_add(by.len());
        made.push_str(&text[end..whole.start()]);
        end = whole.end();
        meter.work(most, 1)?;
        meter.is_short(made.len().saturating_add(most))?;
        found.expand(by, &mut made);
    }
    made.push_str(&text[end..]);
    Ok(made)
}

/// A text without comments that end on their line, and without tags.
fn without_tags(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut ends = Ends::default();
    let mut rest = 0;
    while let Some(at) = text[rest..].find('<').map(|at| rest + at) {
        made.push_str(&text[rest..at]);
        let comment = text[at..].starts_with("<!--");
        let comment = comment.then(|| ends.comment(text, at + 4)).flatten();
        let end = comment.or_else(|| ends.tag(text, at + 1));
        rest = end.unwrap_or(at + 1);
        if end.is_none() {
            made.push('<');
        }
    }
    made.push_str(&text[rest..]);
    made
}

/// Where the next of these stand, looked for once.
#[derive(Default)]
struct Ends {
    tag: Option<usize>,
    comment: Option<usize>,
    line: Option<usize>,
}

impl Ends {
    /// Where there is none any more.
    const NEVER: usize = usize::MAX;

    fn next(known: &mut Option<usize>, text: &str, from: usize, what: &str) -> usize {
        match known.filter(|at| *at >= from) {
            Some(at) => at,
            None => *known.insert(text[from..].find(what).map_or(Self::NEVER, |at| from + at)),
        }
    }

    fn tag(&mut self, text: &str, from: usize) -> Option<usize> {
        let end = Self::next(&mut self.tag, text, from, ">");
        (end != Self::NEVER).then(|| end + 1)
    }

    fn comment(&mut self, text: &str, from: usize) -> Option<usize> {
        let end = Self::next(&mut self.comment, text, from, "-->");
        let line = Self::next(&mut self.line, text, from, "\n");
        (end != Self::NEVER && line > end).then(|| end + 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_out() {
        let check = |text: &str, expected: &str| assert_eq!(without_tags(text), expected, "{text}");
        check("a<b>c</b>d", "acd");
        check("a<!-- > b -->c", "ac");
        check("a<!-- >\n b -->c", "a\n b -->c");
        check("a < b", "a < b");
        check("<!-->x", "x");
        check("<<>", "");
    }
}
