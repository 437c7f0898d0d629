//! The shortcodes in a text, as Zola finds them: before Markdown is read, in code too.
//!
//! `{{ name(key="v", n=1) }}` stands alone, `{% name() %}` goes up to its `{% end %}`, and `{{/* … */}}`
//! and `{%/* … */%}` show what they say. What is none of these is text.

use serde_json::{Map, Value};

use super::{Call, DEEPEST, LONGEST, Mistake, Node, Parameter, Parameters, push_text, too_deep};
use crate::render::Span;

/// What stands between two marks.
enum Tag {
    Alone(Call),
    Begin(Call),
    End(Span),
    /// A text that is shown, between two marks that are shown or without them.
    Shown(Vec<Node>, Span),
}

/// The pieces of a text, and what is wrong with its shortcodes.
pub(in crate::render::shortcodes) fn scan(text: &str) -> (Vec<Node>, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let mut nodes = Vec::new();
    // The calls that we are in, with what stands before each.
    let mut open: Vec<(Call, Vec<Node>)> = Vec::new();
    let (mut at, mut done) = (0, 0);
    // How many have begun that stand too deep.
    let mut deeper = 0_usize;
    let shown_up_to = last_shown_end(text);
    while let Some(found) = memchr::memchr(b'{', &text.as_bytes()[at..]) {
        let start = at + found;
        at = start + 1;
        let Some(tag) = tag(text, start, shown_up_to) else {
            continue;
        };
        let (Tag::Alone(Call { span, .. })
        | Tag::Begin(Call { span, .. })
        | Tag::End(span)
        | Tag::Shown(_, span)) = &tag;
        let span = span.clone();
        at = span.end;
        push_text(&mut nodes, done..start);
        done = span.end;
        match tag {
            Tag::Alone(call) => nodes.push(Node::Call(call)),
            Tag::Shown(shown, _) => nodes.extend(shown),
            Tag::Begin(call) if open.len() < DEEPEST => {
                open.push((call, std::mem::take(&mut nodes)));
            }
            Tag::Begin(_) => {
                if deeper == 0 {
                    let (span, message) = (span.clone(), too_deep());
                    mistakes.push(Mistake { span, message });
                }
                deeper += 1;
                push_text(&mut nodes, span);
            }
            Tag::End(_) if deeper > 0 => {
                deeper -= 1;
                push_text(&mut nodes, span);
            }
            Tag::End(_) => {
                if let Some((mut call, before)) = open.pop() {
                    call.span.end = span.end;
                    call.inner = Some(std::mem::replace(&mut nodes, before));
                    nodes.push(Node::Call(call));
                } else {
                    push_text(&mut nodes, span.clone());
                    let message = "Nothing begins what this `{% end %}` ends.".to_owned();
                    mistakes.push(Mistake { span, message });
                }
            }
        }
    }
    push_text(&mut nodes, done..text.len());
    let nodes = unended(open, nodes, &mut mistakes);
    (nodes, mistakes)
}

/// The pieces with the beginnings of what nothing ends as text; `nodes` are those in the innermost.
fn unended(
    mut open: Vec<(Call, Vec<Node>)>,
    mut nodes: Vec<Node>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Node> {
    while let Some((call, mut before)) = open.pop() {
        let message = format!(
            "Nothing ends the shortcode `{}`: `{{% end %}}` is missing.",
            call.name
        );
        mistakes.push(Mistake {
            span: call.span.clone(),
            message,
        });
        push_text(&mut before, call.span);
        before.append(&mut nodes);
        nodes = before;
    }
    nodes
}

/// Whether Zola reads a shortcode, or the end of one, where this mark stands.
pub(crate) fn is_call(text: &str, start: usize) -> bool {
    tag(text, start, None).is_some()
}

/// The place of the last `{%/* end */%}`: behind it nothing is shown that has an inner text, and nobody
/// has to look for its end again and again.
fn last_shown_end(text: &str) -> Option<usize> {
    let mut starts = memchr::memmem::rfind_iter(text.as_bytes(), b"{%/*");
    starts.find(|&start| {
        let mut reader = Reader {
            text,
            at: start + "{%/*".len(),
            end: text.len(),
        };
        reader.takes("end") && reader.takes("*/%}")
    })
}

/// The tag that begins there, if one does; none with an inner text that is shown ends behind
/// `shown_up_to`.
fn tag(text: &str, start: usize, shown_up_to: Option<usize>) -> Option<Tag> {
    let mut reader = Reader {
        text,
        at: start,
        end: text.len().min(start + LONGEST),
    };
    if reader.takes("{{/*") {
        reader.call(start)?;
        reader.takes("*/}}").then_some(())?;
        let span = start..reader.at;
        return Some(Tag::Shown(vec![Node::Shown(span.clone())], span));
    }
    if reader.takes("{%/*") {
        return if shown_up_to > Some(start) {
            reader.shown(start)
        } else {
            None
        };
    }
    if reader.takes("{{") {
        let mut call = reader.call(start)?;
        reader.takes("}}").then_some(())?;
        call.span.end = reader.at;
        return Some(Tag::Alone(call));
    }
    reader.takes("{%").then_some(())?;
    let after_mark = reader.at;
    if reader.takes("end") && reader.takes("%}") {
        return Some(Tag::End(start..reader.at));
    }
    reader.at = after_mark;
    let mut call = reader.call(start)?;
    reader.takes("%}").then_some(())?;
    call.span.end = reader.at;
    Some(Tag::Begin(call))
}

/// Reads what stands between two marks.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// No tag reaches farther.
    end: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    /// Whether this stands here, behind blanks; then it is passed.
    fn takes(&mut self, sign: &str) -> bool {
        if !sign.starts_with('{') {
            self.skip_blanks();
        }
        let stands = self.at < self.end && self.rest().starts_with(sign);
        if stands {
            self.at += sign.len();
        }
        stands
    }

    /// `{%/* x() */%}` up to `{%/* end */%}`, behind whose first mark we are.
    fn shown(mut self, start: usize) -> Option<Tag> {
        self.call(start)?;
        self.takes("*/%}").then_some(())?;
        let first = start..self.at;
        let mut from = self.at;
        loop {
            let last = from + self.text.get(from..)?.find("{%/*")?;
            self.at = last + "{%/*".len();
            self.end = self.text.len();
            if self.takes("end") && self.takes("*/%}") {
                let inner = Node::Text(first.end..last);
                let nodes = vec![Node::Shown(first), inner, Node::Shown(last..self.at)];
                return Some(Tag::Shown(nodes, start..self.at));
            }
            from = last + 1;
        }
    }

    /// `name(key="v", n=1)`
    fn call(&mut self, start: usize) -> Option<Call> {
        self.skip_blanks();
        let name_at = self.at;
        let name = self.name()?.to_owned();
        self.takes("(").then_some(())?;
        let mut arguments = Map::new();
        let mut parameters = Parameters::default();
        while !self.takes(")") {
            if !parameters.all.is_empty() {
                self.takes(",");
            }
            self.skip_blanks();
            let key = self.name()?.to_owned();
            self.takes("=").then_some(())?;
            self.skip_blanks();
            let at = self.at;
            let value = self.literal(0)?;
            let is_quoted = value.is_string();
            let text = match &value {
                Value::String(text) => text.clone(),
                _ => self.text[at..self.at].to_owned(),
            };
            parameters
                .all
                .push((key.clone(), Parameter { text, is_quoted }));
            arguments.insert(key, value);
        }
        Some(Call {
            name,
            parameters,
            arguments,
            is_markdown: false,
            inner: None,
            span: start..self.at,
            opening_end: self.at,
            closing_at: None,
            is_too_deep: false,
            name_at,
        })
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let name = &rest[..end];
        self.at += end;
        let begins = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit());
        (begins && self.at < self.end).then_some(name)
    }

    /// A truth value, a text in quotes, a number or a list of these.
    fn literal(&mut self, depth: usize) -> Option<Value> {
        for (word, truth) in [("true", true), ("false", false)] {
            if self.takes(word) {
                return Some(Value::Bool(truth));
            }
        }
        let rest = self.rest();
        match rest.chars().next()? {
            quote @ ('"' | '\'' | '`') => {
                let end = rest[1..].find(quote)?;
                self.at += end + 2;
                Some(Value::from(&rest[1..=end]))
            }
            '[' if depth < DEEPEST => {
                self.at += 1;
                let mut values = Vec::new();
                while !self.takes("]") {
                    if !values.is_empty() {
                        self.takes(",").then_some(())?;
                        if self.takes("]") {
                            break;
                        }
                    }
                    self.skip_blanks();
                    values.push(self.literal(depth + 1)?);
                }
                Some(Value::Array(values))
            }
            _ => self.number(),
        }
    }

    fn number(&mut self) -> Option<Value> {
        let rest = self.rest();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let sign = usize::from(rest.starts_with('-'));
        let whole = sign + digits(&rest[sign..]);
        let fraction = rest[whole..].strip_prefix('.').map_or(0, digits);
        if whole == sign {
            return None;
        }
        let end = if fraction > 0 {
            whole + 1 + fraction
        } else {
            whole
        };
        self.at += end;
        if fraction > 0 {
            rest[..end].parse::<f64>().ok().map(Value::from)
        } else {
            rest[..end].parse::<i64>().ok().map(Value::from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(text: &str, nodes: &[Node]) -> String {
        let shown = nodes.iter().map(|node| match node {
            Node::Text(span) => text[span.clone()].to_owned(),
            Node::Shown(span) => format!("⟪{}⟫", &text[span.clone()]),
            Node::Call(call) => {
                let arguments = Value::Object(call.arguments.clone());
                let inner = call.inner.as_ref().map(|inner| show(text, inner));
                let inner = inner.map_or(String::new(), |inner| format!("⟦{inner}⟧"));
                format!("{}{arguments}{inner}", call.name)
            }
        });
        shown.collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (nodes, mistakes) = scan(text);
        assert_eq!(show(text, &nodes), expected, "{text}");
        assert!(mistakes.is_empty(), "{mistakes:?}");
    }

    #[test]
    fn shortcodes_are_found() {
        check("a {{ x() }} b{{y()}}", "a x{} by{}");
        check(
            "{{ x(s=\"a\", t='b', u=`c`, n=-1, f=2.5, b=true, l=[1, \"x\",], m=[[]]) }}",
            r#"x{"s":"a","t":"b","u":"c","n":-1,"f":2.5,"b":true,"l":[1,"x"],"m":[[]]}"#,
        );
        check("{{ x (\n a = 1\n) }}", r#"x{"a":1}"#);
        check("{% a() %} t {% end %} u", "a{}⟦ t ⟧ u");
        check(
            "{% a() %}{% b() %}t{% end %}{{ c() }}{% end %}",
            "a{}⟦b{}⟦t⟧c{}⟧",
        );
    }

    #[test]
    fn what_is_no_shortcode_is_text() {
        for text in [
            "{{ x }}",
            "{{ x(a) }}",
            "{{ x(a=b) }}",
            "{{- x() }}",
            "{{ x(",
            "{% if a %}",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn what_is_shown_is_not_called() {
        check("{{/* x(a=1) */}}", "⟪{{/* x(a=1) */}}⟫");
        check(
            "{%/* x() */%}a {{ y() }}{%/* end */%} b",
            "⟪{%/* x() */%}⟫a {{ y() }}⟪{%/* end */%}⟫ b",
        );
    }

    #[test]
    fn mistakes_have_a_place() {
        let check = |text: &str, place: usize, words: &str| {
            let (nodes, mistakes) = scan(text);
            assert!(mistakes[0].message.contains(words), "{mistakes:?}");
            assert_eq!(mistakes[0].span.start, place);
            assert!(!show(text, &nodes).contains('⟦'));
        };
        check("ab {% x() %} y", 3, "`{% end %}` is missing");
        check("ab {% end %} y", 3, "Nothing begins");
    }

    proptest! {
        #[test]
        fn every_byte_is_in_one_piece(text in r#"(?s)(\{\{|\}\}|\{%|%\}|x\(|\)|/\*|\*/|end|"|=|[a1 ü\n,]){0,40}"#) {
            fn spans(nodes: &[Node], all: &mut Vec<Span>) {
                for node in nodes {
                    match node {
                        Node::Text(span) | Node::Shown(span) => all.push(span.clone()),
                        Node::Call(call) => all.push(call.span.clone()),
                    }
                }
            }
            let (nodes, _) = scan(&text);
            let mut all = Vec::new();
            spans(&nodes, &mut all);
            let mut end = 0;
            for span in all {
                prop_assert!(span.start == end, "{nodes:?}");
                end = span.end;
            }
            prop_assert!(end == text.len());
        }
    }
}
