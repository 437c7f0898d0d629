//! The shortcodes in a text, as Hugo finds them: before Markdown is read.
//!
//! `{{< name "a" key="b" >}}` gives HTML, `{{% name %}}` Markdown; `{{< /name >}}` ends one that has
//! something in it, `{{< name />}}` ends at once, and `{{</* name */>}}` shows what it says.

pub(super) mod zola;

use std::collections::HashMap;
use std::ops::Range;

use super::Span;

/// A piece of a text.
#[derive(Debug, PartialEq)]
pub(super) enum Node {
    /// Text as it stands there.
    Text(Span),
    /// A text that takes the place of what stands there: a shortcode that is shown, not called.
    Shown(Span),
    /// A shortcode.
    Call(Call),
}

/// A shortcode that is called.
#[derive(Debug, PartialEq)]
pub(super) struct Call {
    /// Its name: `figure`, `ui/button`.
    pub(super) name: String,
    pub(super) parameters: Parameters,
    /// The same with the types that Zola knows; empty for Hugo's.
    pub(super) arguments: serde_json::Map<String, serde_json::Value>,
    /// What it gives is Markdown.
    pub(super) is_markdown: bool,
    /// What stands between its beginning and its end; `None` where it has no end.
    pub(super) inner: Option<Vec<Node>>,
    /// From the first mark to the last.
    pub(super) span: Span,
    /// Where its first tag is over.
    pub(super) opening_end: usize,
    /// Where the tag begins that ends it, or the `/` with which it ends at once.
    pub(super) closing_at: Option<usize>,
    /// Where its name stands.
    pub(super) name_at: usize,
    /// It has an end, and stands too deep in others for that to be looked for.
    pub(super) is_too_deep: bool,
}

/// What a shortcode is given.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parameters {
    /// In their order; the name is empty for what is named by its place alone.
    pub(super) all: Vec<(String, Parameter)>,
}

/// One of the things that a shortcode is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parameter {
    pub(super) text: String,
    /// It stands in quotes, and is a text whatever it looks like.
    pub(super) is_quoted: bool,
}

impl Parameters {
    /// Whether they have names.
    pub(super) fn are_named(&self) -> bool {
        self.all.first().is_some_and(|(name, _)| !name.is_empty())
    }

    /// The one of this name.
    pub(super) fn named(&self, name: &str) -> Option<&str> {
        let found = self
            .all
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(&found.1.text)
    }

    /// The one at this place.
    pub(super) fn at(&self, index: usize) -> Option<&str> {
        let (name, parameter) = self.all.get(index)?;
        name.is_empty().then_some(&parameter.text)
    }

    /// The one of this name, or without names the one at this place.
    pub(super) fn get(&self, name: &str, index: usize) -> Option<&str> {
        if self.are_named() {
            self.named(name)
        } else {
            self.at(index)
        }
    }
}

/// What is wrong with the shortcodes of a text.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    pub(super) span: Span,
    pub(super) message: String,
}

/// How deep shortcodes may stand in each other; what is deeper is text.
pub(super) const DEEPEST: usize = 32;

/// What is said of a shortcode that stands deeper.
pub(super) fn too_deep() -> String {
    format!(
        "Shortcodes stand more than {DEEPEST} deep in each other here: what is deeper is not shown here \
         as it will be published."
    )
}

/// So many mistakes of one text are told.
const MOST_MISTAKES: usize = 100;

/// The longest shortcode, from mark to mark.
const LONGEST: usize = 64 * 1024;

/// A mark-to-mark stretch.
#[derive(Debug)]
enum Tag {
    Begin(Call),
    /// It has no end of its own.
    Alone(Call),
    End {
        name: String,
        span: Span,
    },
    Shown(Span),
}

/// The pieces of a text, and what is wrong with its shortcodes.
pub(super) fn scan(text: &str) -> (Vec<Node>, Vec<Mistake>) {
    let (tags, mut mistakes, broken) = tags(text);
    let ends = matched(&tags, &broken, &mut mistakes);
    let mut builder = Builder {
        tags: tags.into_iter().map(Some).collect(),
        ends,
    };
    let count = builder.tags.len();
    let nodes = builder.nodes(0..count, 0..text.len());
    (nodes, mistakes)
}

/// All tags in their order.
fn tags(text: &str) -> (Vec<Tag>, Vec<Mistake>, HashMap<&str, usize>) {
    let mut tags = Vec::new();
    let mut mistakes = Vec::new();
    let mut broken = HashMap::new();
    let mut at = 0;
    let mut searched = [0; 2];
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..], b"{{") {
        let start = at + found;
        at = start + 1;
        let Some(mark @ (b'<' | b'%')) = text.as_bytes().get(start + 2).copied() else {
            continue;
        };
        let mut reader = Reader {
            text,
            at: start + 3,
            marks: if mark == b'<' { &ANGLES } else { &PERCENTS },
            name: "",
            searched,
        };
        match reader.tag(start, mark == b'%') {
            Ok(tag) => {
                tags.push(tag);
                at = reader.at;
            }
            Err(Failure { at: place, message }) => {
                if mistakes.len() < MOST_MISTAKES {
                    let begin = place.unwrap_or(start);
                    let end = (begin + 1).max(reader.at);
                    mistakes.push(Mistake {
                        span: begin..text.ceil_char_boundary(end),
                        message,
                    });
                }
                if !reader.name.is_empty() {
                    broken.entry(reader.name).or_insert(start);
                }
                // What was read is not read again, or a hostile text would take for ever.
                at = at.max(reader.at.min(text.len()));
            }
        }
        searched = reader.searched;
    }
    (tags, mistakes, broken)
}

/// For each tag that begins something, which one ends it. That a tag could not be read which began one
/// of the `broken` names, from that place on, is told already.
fn matched(
    tags: &[Tag],
    broken: &HashMap<&str, usize>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<Option<usize>> {
    let mut ends = vec![None; tags.len()];
    let mut open: Vec<usize> = Vec::new();
    // Where in `open` those of each name are, the last one last; what is not there any more is stale.
    let mut by_name: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
    for (index, tag) in tags.iter().enumerate() {
        match tag {
            Tag::Begin(call) => {
                by_name
                    .entry(&call.name)
                    .or_default()
                    .push((open.len(), index));
                open.push(index);
            }
            Tag::End { name, span } => {
                let begun = by_name.get_mut(name.as_str()).and_then(|begun| {
                    loop {
                        let (place, begin) = begun.pop()?;
                        if open.get(place) == Some(&begin) {
                            return Some((place, begin));
                        }
                    }
                });
                // What was begun after it stands alone.
                if let Some((place, begin)) = begun {
                    ends[begin] = Some(index);
                    open.truncate(place);
                } else if mistakes.len() < MOST_MISTAKES
                    && broken.get(name.as_str()).is_none_or(|at| span.start < *at)
                {
                    mistakes.push(Mistake {
                        span: span.clone(),
                        message: format!("Nothing begins the shortcode `{name}` that ends here."),
                    });
                }
            }
            Tag::Alone(_) | Tag::Shown(_) => {}
        }
    }
    ends
}

struct Builder {
    tags: Vec<Option<Tag>>,
    ends: Vec<Option<usize>>,
}

impl Builder {
    /// The pieces of the stretch `span`, which has these tags.
    fn nodes(&mut self, tags: Range<usize>, span: Span) -> Vec<Node> {
        self.nodes_within(tags, span, 0)
    }

    fn nodes_within(&mut self, tags: Range<usize>, span: Span, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut done = span.start;
        let mut index = tags.start;
        while index < tags.end {
            let Some(tag) = self.tags[index].take() else {
                index += 1;
                continue;
            };
            let (node, end) = match tag {
                Tag::Shown(span) => (Some(Node::Shown(span.clone())), span),
                Tag::Alone(call) => {
                    let span = call.span.clone();
                    (Some(Node::Call(call)), span)
                }
                // Nothing begins it; it is left out, as its problem says.
                Tag::End { span, .. } => (None, span),
                Tag::Begin(mut call) => {
                    let begin = call.span.clone();
                    let ended = self.ends[index].filter(|_| depth < DEEPEST);
                    call.is_too_deep = self.ends[index].is_some() && ended.is_none();
                    let end = ended.and_then(|end| match self.tags[end].take() {
                        Some(Tag::End { span, .. }) => Some((end, span)),
                        _ => None,
                    });
                    if let Some((last, span)) = end {
                        let inner = begin.end..span.start;
                        call.inner = Some(self.nodes_within(index + 1..last, inner, depth + 1));
                        call.closing_at = Some(span.start);
                        call.span = begin.start..span.end;
                        index = last;
                    }
                    let span = call.span.clone();
                    (Some(Node::Call(call)), span)
                }
            };
            push_text(&mut nodes, done..end.start);
            nodes.extend(node);
            done = end.end;
            index += 1;
        }
        push_text(&mut nodes, done..span.end);
        nodes
    }
}

fn push_text(nodes: &mut Vec<Node>, span: Span) {
    if !span.is_empty() {
        nodes.push(Node::Text(span));
    }
}

/// The marks around a shortcode.
struct Marks {
    open: &'static str,
    close: &'static str,
    /// What closes one that is shown.
    shown: &'static str,
}

const ANGLES: Marks = Marks {
    open: "{{<",
    close: ">}}",
    shown: "*/>}}",
};
const PERCENTS: Marks = Marks {
    open: "{{%",
    close: "%}}",
    shown: "*/%}}",
};

/// What is wrong with a tag, and where, if that is not where it begins.
struct Failure {
    at: Option<usize>,
    message: String,
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self { at: None, message }
    }
}

impl Failure {
    fn at(at: usize, message: String) -> Self {
        let at = Some(at);
        Self { at, message }
    }
}

/// Reads what stands between two marks.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    marks: &'static Marks,
    /// What the tag is called, as soon as that is read.
    name: &'a str,
    /// Up to where nothing closes a shortcode that is shown, by its marks: there nobody looks again.
    searched: [usize; 2],
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Whether the closing mark stands here; then it is passed.
    fn closes(&mut self) -> bool {
        self.skip_blanks();
        let closes = self.rest().starts_with(self.marks.close);
        if closes {
            self.at += self.marks.close.len();
        }
        closes
    }

    fn tag(&mut self, start: usize, is_markdown: bool) -> Result<Tag, Failure> {
        if self.rest().starts_with("/*") {
            return self.shown(start);
        }
        self.skip_blanks();
        if let Some(rest) = self.rest().strip_prefix('/') {
            self.at = self.text.len() - rest.len();
            self.skip_blanks();
            let name = self.name().to_owned();
            return if !name.is_empty() && self.closes() {
                Ok(Tag::End {
                    name,
                    span: start..self.at,
                })
            } else {
                Err(self.unclosed().into())
            };
        }
        let name_at = self.at;
        let name = self.name();
        if name.is_empty() {
            return Err("This shortcode has no name.".to_owned().into());
        }
        self.name = name;
        let mut call = Call {
            name: name.to_owned(),
            parameters: Parameters::default(),
            arguments: serde_json::Map::new(),
            is_markdown,
            inner: None,
            span: 0..0,
            opening_end: 0,
            closing_at: None,
            is_too_deep: false,
            name_at,
        };
        let is_alone = self.parameters(start, &mut call.parameters)?;
        call.span = start..self.at;
        call.opening_end = self.at;
        if is_alone {
            call.closing_at = Some(self.at - self.marks.close.len() - 1);
            // It may use what is in it, and that is nothing.
            call.inner = Some(Vec::new());
            return Ok(Tag::Alone(call));
        }
        Ok(Tag::Begin(call))
    }

    /// `{{</* x */>}}`, behind whose `<` we are.
    fn shown(&mut self, start: usize) -> Result<Tag, Failure> {
        let close = self.marks.shown.as_bytes();
        let end = self.text.len().min(self.at + LONGEST);
        let searched = &mut self.searched[usize::from(self.marks.open == PERCENTS.open)];
        let from = self.at.max(searched.saturating_sub(close.len()));
        let within = self.text.as_bytes().get(from..end).unwrap_or_default();
        let Some(found) = memchr::memmem::find(within, close) else {
            *searched = end;
            let message = "The comment that begins here is not closed.";
            return Err(message.to_owned().into());
        };
        self.at = from + found + close.len();
        Ok(Tag::Shown(start..self.at))
    }

    /// A name, as far as it goes.
    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        // `{{< name/>}}`
        let name = rest[..end].strip_suffix('/').unwrap_or(&rest[..end]);
        self.at += name.len();
        name
    }

    /// Everything up to the closing mark; whether the shortcode ends with it.
    fn parameters(&mut self, start: usize, parameters: &mut Parameters) -> Result<bool, Failure> {
        loop {
            if self.closes() {
                return Ok(false);
            }
            let rest = self.rest();
            if let Some(rest) = rest.strip_prefix('/')
                && rest.starts_with(self.marks.close)
            {
                self.at += 1 + self.marks.close.len();
                return Ok(true);
            }
            if rest.is_empty() || self.at - start > LONGEST {
                return Err(self.unclosed().into());
            }
            let at = self.at;
            let parameter = self.parameter()?;
            let is_first = parameters.all.is_empty();
            if !is_first && parameters.are_named() == parameter.0.is_empty() {
                let message =
                    "The parameters of a shortcode have names all, or none of them has one.";
                return Err(Failure::at(at, message.to_owned()));
            }
            parameters.all.push(parameter);
        }
    }

    /// `"value"`, `value` or `key="value"`
    fn parameter(&mut self) -> Result<(String, Parameter), Failure> {
        if let Some(text) = self.quoted()? {
            return Ok((String::new(), text));
        }
        let word = self.word();
        if word.is_empty() {
            return Err(self.unexpected());
        }
        if !self.rest().starts_with('=') {
            let parameter = Parameter {
                text: word.to_owned(),
                is_quoted: false,
            };
            return Ok((String::new(), parameter));
        }
        self.at += 1;
        self.skip_blanks();
        let value = match self.quoted()? {
            Some(value) => value,
            None => Parameter {
                text: self.value().to_owned(),
                is_quoted: false,
            },
        };
        Ok((word.to_owned(), value))
    }

    /// What is wrong with a sign that cannot stand here.
    fn unexpected(&self) -> Failure {
        let rest = self.rest();
        let sign = rest.chars().next().unwrap_or(' ');
        let mut others = [ANGLES, PERCENTS].into_iter();
        let message = match others.find(|marks| rest.starts_with(marks.close)) {
            Some(other) => format!(
                "This shortcode begins with `{}` and ends with `{}`: both have the same sign.",
                self.marks.open, other.close
            ),
            None => format!(
                "`{sign}` cannot stand here in a shortcode: put what has such a sign in quotes."
            ),
        };
        Failure::at(self.at, message)
    }

    /// A text in quotes or backticks.
    fn quoted(&mut self) -> Result<Option<Parameter>, Failure> {
        let rest = self.rest();
        let Some(quote @ ('"' | '`' | '“' | '”')) = rest.chars().next() else {
            return Ok(None);
        };
        if matches!(quote, '“' | '”') {
            let message = format!("`{quote}` is no quote that a shortcode knows: write `\"`.");
            return Err(Failure::at(self.at, message));
        }
        let mut text = String::new();
        let mut letters = rest[1..].char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                letter if letter == quote => {
                    self.at += 1 + at + 1;
                    return Ok(Some(Parameter {
                        text,
                        is_quoted: true,
                    }));
                }
                '\\' if quote == '"' => match letters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    Some((_, other)) => text.extend(['\\', other]),
                    None => {}
                },
                '\n' if quote == '"' => break,
                letter => text.push(letter),
            }
        }
        let message = "The quote that begins here is not closed on its line.";
        Err(Failure::at(self.at, message.to_owned()))
    }

    /// Letters, digits, `_`, `-` and, but at its beginning, `.`: no more has a value without quotes or
    /// a name.
    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let mut letters = rest.char_indices();
        let end = letters.find(|(at, c)| !is_part(*c) && (*at == 0 || *c != '.'));
        let end = end.map_or(rest.len(), |(at, _)| at);
        self.at += end;
        &rest[..end]
    }

    /// A value without quotes, up to a blank or the closing mark.
    fn value(&mut self) -> &'a str {
        self.take(char::is_whitespace)
    }

    fn take(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let closing = |at: usize| {
            let rest = &rest[at..];
            rest.starts_with(self.marks.close)
                || rest
                    .strip_prefix('/')
                    .is_some_and(|rest| rest.starts_with(self.marks.close))
        };
        let end = rest
            .char_indices()
            .find(|(at, c)| ends(*c) || closing(*at))
            .map_or(rest.len(), |(at, _)| at);
        self.at += end;
        &rest[..end]
    }

    fn unclosed(&self) -> String {
        format!(
            "Nothing closes this shortcode: `{}` is missing.",
            self.marks.close
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The pieces, each call as `name(parameters)[inner]`.
    fn show(text: &str, nodes: &[Node]) -> String {
        let shown = nodes.iter().map(|node| match node {
            Node::Text(span) => text[span.clone()].to_owned(),
            Node::Shown(span) => format!("⟪{}⟫", &text[span.clone()]),
            Node::Call(call) => {
                let all = call.parameters.all.iter();
                let parameters: Vec<String> = all
                    .map(|(name, value)| match name.as_str() {
                        "" => value.text.clone(),
                        name => format!("{name}={}", value.text),
                    })
                    .collect();
                let mark = if call.is_markdown { "%" } else { "" };
                let inner = call.inner.as_ref().map(|inner| show(text, inner));
                let inner = inner.map_or(String::new(), |inner| format!("⟦{inner}⟧"));
                format!("{mark}{}({}){inner}", call.name, parameters.join(","))
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
        check("a {{< x >}} b", "a x() b");
        check("{{<x>}}{{%y%}}{{< z/>}}", "x()%y()z()⟦⟧");
        check("{{< x >}} a {{< /x >}} b", "x()⟦ a ⟧ b");
        check("{{< x />}}{{< ui/a-b.c >}}", "x()⟦⟧ui/a-b.c()");
        check("{{ x }} {{{< y >}}", "{{ x }} {y()");
    }

    #[test]
    fn parameters_have_names_or_places() {
        check(
            r#"{{< x "a b" c 1.5 `d "e" \` >}}"#,
            r#"x(a b,c,1.5,d "e" \)"#,
        );
        check(
            r#"{{< x k="a\"b" l=c/d.e m=`f` >}}"#,
            r#"x(k=a"b,l=c/d.e,m=f)"#,
        );
        check("{{< x\n  a=\"1\"\n  b=\"2\"\n>}}", "x(a=1,b=2)");
        check(r#"{{< x "a\d" >}}"#, r"x(a\d)");
        check(
            "{{< x u=https://a.b/c?d=e v= \"f\" >}}",
            "x(u=https://a.b/c?d=e,v=f)",
        );
        check(r#"{{< x "b""d" a.b-c_d -1 >}}"#, "x(b,d,a.b-c_d,-1)");
    }

    #[test]
    fn shortcodes_stand_in_each_other() {
        check(
            "{{< a >}}{{< b >}}x{{< /b >}}{{< c >}}{{< /a >}}",
            "a()⟦b()⟦x⟧c()⟧",
        );
        check("{{< a >}}{{< a >}}{{< /a >}}", "a()a()⟦⟧");
        check("{{% a %}}{{< /a >}}", "%a()⟦⟧");
    }

    #[test]
    fn what_is_shown_is_not_called() {
        check(
            "{{</* x */>}} {{%/* y \"a\" */%}}",
            "⟪{{</* x */>}}⟫ ⟪{{%/* y \"a\" */%}}⟫",
        );
    }

    #[track_caller]
    fn check_mistake(text: &str, place: Span, words: &str) {
        let (_, mistakes) = scan(text);
        let [mistake] = &mistakes[..] else {
            panic!("{mistakes:?}");
        };
        assert!(mistake.message.contains(words), "{}", mistake.message);
        assert_eq!(mistake.span.start, place.start, "{text}");
    }

    #[test]
    fn mistakes_have_a_place() {
        check_mistake("ab {{< x \"y >}}\nz", 9..10, "quote");
        check_mistake("ab {{< x a=`y >}}\nz", 11..12, "quote");
        check_mistake("ab {{< x y", 3..4, "`>}}` is missing");
        check_mistake("{{< /x >}}", 0..1, "Nothing begins");
        check_mistake("{{< >}}", 0..1, "no name");
        check_mistake("{{< x a=1 b >}}", 10..11, "names all");
        check_mistake("{{</* x >}}", 0..1, "not closed");
        check_mistake("{{< x “a” >}}", 6..7, "write `\"`");
        check_mistake("{{< x https://a.b/c >}}", 11..12, "`:` cannot stand here");
        check_mistake("{{< x 'a' >}}y{{< /x >}}", 6..7, "`'` cannot stand here");
        check_mistake("{{< x /a >}}", 6..7, "`/` cannot stand here");
        check_mistake("{{< x .5 >}}", 6..7, "`.` cannot stand here");
    }

    #[test]
    fn both_marks_of_a_shortcode_have_the_same_sign() {
        let both = "both have the same sign";
        check_mistake("{{% x >}}y{{% /x %}}", 6..7, both);
        check_mistake("{{< x a %}}y{{< /x >}}", 8..9, both);
        check_mistake("{{< x a=\"b\" %}} and more.", 12..13, both);
        // The tag that ends it may have the other.
        check("{{% x %}}y{{< /x >}}", "%x()⟦y⟧");
    }

    proptest! {
        #[test]
        fn every_byte_is_in_one_piece(text in r#"(?s)(\{\{[<%]|[>%]\}\}|/?x|/\*|\*/|"|`|=|[a ü\n]){0,40}"#) {
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
                prop_assert!(span.start >= end, "{nodes:?}");
                end = span.end;
            }
            prop_assert!(end <= text.len());
        }
    }
}
