//! Go's `fmt.Sprintf`.

mod numbers;

use crate::gotemplate::error::Failure;
use crate::gotemplate::number;
use crate::gotemplate::print::{TOO_LARGE, print_into};
use crate::gotemplate::value::Value;

/// What stands between `%` and the verb.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own in Go"
)]
#[derive(Clone, Copy, Default)]
struct Flags {
    plus: bool,
    minus: bool,
    sharp: bool,
    space: bool,
    zero: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// One call of `printf`.
struct Printer<'a> {
    out: String,
    limit: usize,
    arguments: &'a [Value],
    next: usize,
    /// Whether a directive named its argument: then unused ones are no mistake.
    reordered: bool,
}

/// `format` with its verbs replaced by `arguments`; at most about `limit` bytes.
pub(crate) fn sprintf(format: &str, arguments: &[Value], limit: usize) -> Result<String, Failure> {
    let mut printer = Printer {
        out: String::with_capacity(format.len() + 16),
        limit,
        arguments,
        next: 0,
        reordered: false,
    };
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        printer.out.push_str(&rest[..at]);
        rest = printer.directive(&rest[at + 1..])?;
    }
    printer.out.push_str(rest);
    printer.report_extra()?;
    Ok(printer.out)
}

impl Printer<'_> {
    /// Formats one directive and gives what follows it.
    fn directive<'f>(&mut self, text: &'f str) -> Result<&'f str, Failure> {
        let (mut flags, mut rest) = read_flags(text);
        (flags.width, rest) = self.read_size(rest);
        if let Some(after) = rest.strip_prefix('.') {
            let (precision, after) = self.read_size(after);
            flags.precision = Some(precision.unwrap_or(0));
            rest = after;
        }
        if flags.minus {
            flags.zero = false;
        }
        rest = self.read_index(rest);
        let mut chars = rest.chars();
        let Some(verb) = chars.next() else {
            self.out.push_str("%!(NOVERB)");
            return Ok("");
        };
        if verb == '%' {
            self.out.push('%');
        } else if let Some(argument) = self.arguments.get(self.next) {
            self.next += 1;
            let sizes = flags.width.unwrap_or(0).max(flags.precision.unwrap_or(0));
            if self.out.len().saturating_add(sizes) > self.limit {
                return Err(TOO_LARGE);
            }
            self.argument(argument, verb, flags)?;
        } else {
            self.out.push_str("%!");
            self.out.push(verb);
            self.out.push_str("(MISSING)");
        }
        if self.out.len() > self.limit {
            return Err(TOO_LARGE);
        }
        Ok(chars.as_str())
    }

    /// A width or precision: digits, or `*` for the next argument.
    fn read_size<'f>(&mut self, text: &'f str) -> (Option<usize>, &'f str) {
        if let Some(after) = text.strip_prefix('*') {
            let size = match self.arguments.get(self.next) {
                Some(Value::Int(it)) => Some(number::count(*it)),
                _ => None,
            };
            self.next += 1;
            return (size, after);
        }
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        // A width beyond usize is beyond every limit too.
        let size = (end > 0).then(|| text[..end].parse().unwrap_or(usize::MAX));
        (size, &text[end..])
    }

    /// `[2]`: the number of the argument to go on with.
    fn read_index<'f>(&mut self, text: &'f str) -> &'f str {
        let inside = text.strip_prefix('[').and_then(|it| it.split_once(']'));
        if let Some((number, after)) = inside
            && let Ok(number @ 1..) = number.parse::<usize>()
        {
            self.next = number - 1;
            self.reordered = true;
            return after;
        }
        text
    }

    fn argument(&mut self, value: &Value, verb: char, flags: Flags) -> Result<(), Failure> {
        match (verb, value) {
            ('T', _) => self.pad(value.type_name(), flags),
            (_, Value::List(items)) if !(verb == 'v' && flags.sharp) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.out.push(' ');
                    }
                    self.argument(item, verb, flags)?;
                }
                self.out.push(']');
            }
            (_, Value::Map(entries)) if !(verb == 'v' && flags.sharp) => {
                self.out.push_str("map[");
                for (index, (key, item)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.out.push(' ');
                    }
                    self.argument(&Value::Text(key.clone()), verb, flags)?;
                    self.out.push(':');
                    self.argument(item, verb, flags)?;
                }
                self.out.push(']');
            }
            // `%+v` asks for the names of fields, not for signs.
            ('v', _) if flags.plus => {
                let flags = Flags {
                    plus: false,
                    ..flags
                };
                self.argument(value, verb, flags)?;
            }
            ('v', Value::Nil) => self.pad("<nil>", flags),
            (_, Value::Bool(it)) if matches!(verb, 'v' | 't') => {
                self.pad(if *it { "true" } else { "false" }, flags);
            }
            (_, Value::Int(it)) => self.integer(*it, verb, flags)?,
            (_, Value::Float(it)) => self.float(*it, verb, flags)?,
            (_, Value::Text(it) | Value::Safe(_, it)) => self.text(it, value, verb, flags)?,
            ('v' | 's' | 'q', Value::Object(_) | Value::Time(_)) => {
                let text = crate::gotemplate::print::printed(value, self.limit)?;
                self.text(&text, value, verb, flags)?;
            }
            ('d', Value::Object(it)) if it.number().is_some() => {
                self.integer(it.number().unwrap_or(0), verb, flags)?;
            }
            ('v', _) => self.go_syntax(value)?,
            _ => self.bad_verb(value, verb)?,
        }
        if self.out.len() > self.limit {
            return Err(TOO_LARGE);
        }
        Ok(())
    }

    fn text(&mut self, text: &str, value: &Value, verb: char, flags: Flags) -> Result<(), Failure> {
        let cut: &str = match flags.precision {
            Some(most) => {
                let end = text
                    .char_indices()
                    .nth(most)
                    .map_or(text.len(), |(at, _)| at);
                &text[..end]
            }
            None => text,
        };
        match verb {
            'v' if flags.sharp => self.pad(&quoted(cut), flags),
            'v' | 's' => self.pad(cut, flags),
            'q' => self.pad(&quoted(cut), flags),
            'x' | 'X' => {
                let mut hex = String::with_capacity(cut.len() * 2);
                for byte in cut.bytes() {
                    crate::gotemplate::print::push_format!(hex, "{byte:02x}");
                }
                if verb == 'X' {
                    hex.make_ascii_uppercase();
                }
                self.pad(&hex, flags);
            }
            _ => self.bad_verb(value, verb)?,
        }
        Ok(())
    }

    fn pad(&mut self, text: &str, flags: Flags) {
        let missing = flags
            .width
            .map_or(0, |w| w.saturating_sub(text.chars().count()));
        let filler = if flags.zero { '0' } else { ' ' };
        if flags.minus {
            self.out.push_str(text);
            self.out.extend(std::iter::repeat_n(' ', missing));
        } else {
            self.out.extend(std::iter::repeat_n(filler, missing));
            self.out.push_str(text);
        }
    }

    /// `%!d(string=x)`: the verb does not fit the argument.
    fn bad_verb(&mut self, value: &Value, verb: char) -> Result<(), Failure> {
        self.out.push_str("%!");
        self.out.push(verb);
        self.out.push('(');
        self.described(value)?;
        self.out.push(')');
        Ok(())
    }

    /// `string=x`, as complaints name an argument.
    fn described(&mut self, value: &Value) -> Result<(), Failure> {
        self.out.push_str(value.type_name());
        if !matches!(value, Value::Nil) {
            self.out.push('=');
            print_into(&mut self.out, value, self.limit)?;
        }
        Ok(())
    }

    fn report_extra(&mut self) -> Result<(), Failure> {
        if self.reordered || self.next >= self.arguments.len() {
            return Ok(());
        }
        self.out.push_str("%!(EXTRA ");
        for index in self.next..self.arguments.len() {
            if index > self.next {
                self.out.push_str(", ");
            }
            self.described(&self.arguments[index])?;
        }
        self.out.push(')');
        Ok(())
    }

    /// `%#v`: the value as Go source.
    fn go_syntax(&mut self, value: &Value) -> Result<(), Failure> {
        match value {
            Value::List(items) => {
                self.out.push_str(value.type_name());
                self.out.push('{');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(", ");
                    }
                    self.go_syntax(item)?;
                }
                self.out.push('}');
            }
            Value::Map(entries) => {
                self.out.push_str("map[string]interface {}{");
                for (index, (key, item)) in entries.iter().enumerate() {
                    if index > 0 {
                        self.out.push_str(", ");
                    }
                    self.out.push_str(&quoted(key));
                    self.out.push(':');
                    self.go_syntax(item)?;
                }
                self.out.push('}');
            }
            Value::Text(it) | Value::Safe(_, it) => self.out.push_str(&quoted(it)),
            _ => print_into(&mut self.out, value, self.limit)?,
        }
        if self.out.len() > self.limit {
            return Err(TOO_LARGE);
        }
        Ok(())
    }
}

fn read_flags(text: &str) -> (Flags, &str) {
    let mut flags = Flags::default();
    let end = text
        .find(|c| {
            match c {
                '+' => flags.plus = true,
                '-' => flags.minus = true,
                '#' => flags.sharp = true,
                ' ' => flags.space = true,
                '0' => flags.zero = true,
                _ => return true,
            }
            false
        })
        .unwrap_or(text.len());
    (flags, &text[end..])
}

/// Go's `strconv.Quote`.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            c if u32::from(c) < 0x20 || c == '\u{7f}' => {
                crate::gotemplate::print::push_format!(out, "\\x{:02x}", u32::from(c));
            }
            c if c.is_control() => {
                crate::gotemplate::print::push_format!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
