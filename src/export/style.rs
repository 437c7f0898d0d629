//! What a style sheet shows, put into it.

/// What an address in a style sheet is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Another style sheet.
    Import,
    /// A picture or a font.
    Show,
}

/// What an address that leads nowhere is replaced by: no browser asks anybody for it.
const NOWHERE: &str = "data:,";

/// Functions in which a text is an address.
const OF_ADDRESSES: [&str; 3] = ["image-set", "-webkit-image-set", "image"];

/// The style sheet with each address replaced by what `address` says, if anything; in comments and
/// other texts there is none.
///
/// <https://www.w3.org/TR/css-syntax-3/#consume-token>, as far as it takes to find `url(`, `src(`,
/// `image-set(` and `@import`.
pub(super) fn with_addresses(
    css: &str,
    address: &mut dyn FnMut(&str, Use) -> Option<String>,
) -> String {
    let mut reader = Reader {
        rest: css,
        out: String::with_capacity(css.len()),
        next: Next::Shown,
        functions: Vec::new(),
        address,
    };
    while reader.step() {}
    reader.out
}

/// What the next address is for, or the next text outside all functions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// An address is of something shown, and a text is a text.
    Shown,
    /// Either is the address of a style sheet.
    Import,
    /// Either is the name of a language, which nobody opens.
    Name,
}

/// Reads a style sheet piece by piece.
struct Reader<'a, 'f> {
    rest: &'a str,
    out: String,
    next: Next,
    /// The brackets that are open: whether a text in them is an address.
    functions: Vec<bool>,
    address: &'f mut dyn FnMut(&str, Use) -> Option<String>,
}

impl<'a> Reader<'a, '_> {
    /// Takes the next piece, if there is one.
    fn step(&mut self) -> bool {
        let mut following = self.rest.chars();
        let Some(first) = following.next() else {
            return false;
        };
        let is_escape = first == '\\' && following.next().is_some_and(|c| c != '\n');
        if let Some(comment) = self.rest.strip_prefix("/*") {
            let end = comment.find("*/").map_or(self.rest.len(), |end| end + 4);
            self.keep(end);
        } else if matches!(first, '"' | '\'') {
            self.text();
        } else if is_word(first) || is_escape {
            self.word();
        } else {
            self.sign(first);
        }
        true
    }

    fn text(&mut self) {
        let (value, length) = quoted(self.rest);
        let is_address = self.functions.last() == Some(&true) || self.next == Next::Import;
        if is_address {
            self.skip(length);
            self.replace(&value);
        } else {
            self.keep(length);
        }
        self.next = Next::Shown;
    }

    fn word(&mut self) {
        let (name, length) = unescaped(self.rest, &|c| c != "\\" && !c.starts_with(is_word));
        let name = name.to_ascii_lowercase();
        let after = &self.rest[length..];
        let inner = after.strip_prefix('(');
        match (&*name, inner) {
            ("@import", _) => self.next = Next::Import,
            ("@namespace", _) => self.next = Next::Name,
            ("url" | "src", Some(inner)) if self.next != Next::Name && is_url(&name, inner) => {
                let (value, inner_length) = url(inner);
                self.skip(length + 1 + inner_length);
                self.replace(&value);
                self.next = Next::Shown;
                return;
            }
            // The name of a language.
            ("url", Some(inner)) => {
                let (_, inner_length) = url(inner);
                self.keep(length + 1 + inner_length);
                self.next = Next::Shown;
                return;
            }
            (name, Some(_)) => {
                self.functions.push(OF_ADDRESSES.contains(&name));
                self.keep(length + 1);
                return;
            }
            _ => {}
        }
        self.keep(length);
    }

    fn sign(&mut self, sign: char) {
        match sign {
            ';' | '{' | '}' => self.next = Next::Shown,
            '(' => self.functions.push(false),
            ')' => drop(self.functions.pop()),
            _ => {}
        }
        self.keep(sign.len_utf8());
    }

    /// Goes on after so much, which stays.
    fn keep(&mut self, length: usize) {
        let kept = self.skip(length);
        self.out.push_str(kept);
    }

    /// Goes on after so much.
    fn skip(&mut self, length: usize) -> &'a str {
        let (skipped, rest) = self.rest.split_at(length);
        self.rest = rest;
        skipped
    }

    /// Writes what stands for an address.
    fn replace(&mut self, written: &str) {
        let used = match self.next {
            Next::Import => Use::Import,
            Next::Shown | Next::Name => Use::Show,
        };
        let address = (self.address)(written, used).unwrap_or_else(|| NOWHERE.to_owned());
        self.out.push_str("url(\"");
        for c in address.chars() {
            match c {
                '"' | '\\' => self.out.extend(['\\', c]),
                '\n' | '\r' | '\x0c' => {}
                c => self.out.push(c),
            }
        }
        self.out.push_str("\")");
    }
}

/// A style sheet as it stands in a `<style>`, which nothing in it ends.
pub(super) fn enclosed(css: &str) -> String {
    css.replace("</", "<\\/")
}

/// Whether what stands in the brackets of such a function is an address: in `src()`, a text is.
fn is_url(name: &str, inner: &str) -> bool {
    name == "url" || inner.trim_start().starts_with(['"', '\''])
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '@') || !c.is_ascii()
}

/// The value of a text with whose quote `css` begins, and its length with both quotes.
fn quoted(css: &str) -> (String, usize) {
    let quote = &css[..1];
    let end = |c: &str| c == quote || matches!(c, "\n" | "\r" | "\x0c");
    let (value, length) = unescaped(&css[1..], &end);
    let closed = css[1 + length..].starts_with(quote);
    (value, 1 + length + usize::from(closed))
}

/// The address with which what follows `url(` begins, and its length with the `)`.
fn url(css: &str) -> (String, usize) {
    let start = css.len() - css.trim_start().len();
    let rest = &css[start..];
    let (value, length) = if rest.starts_with(['"', '\'']) {
        quoted(rest)
    } else {
        unescaped(rest, &|c| c == ")")
    };
    let after = &rest[length..];
    let end = after.find(')').map_or(after.len(), |end| end + 1);
    (value.trim().to_owned(), start + length + end)
}

/// What stands before a character that ends it, and its length in the source.
fn unescaped(css: &str, ends: &dyn Fn(&str) -> bool) -> (String, usize) {
    let mut value = String::new();
    let mut at = 0;
    while let Some(c) = css[at..].chars().next() {
        let length = c.len_utf8();
        if ends(&css[at..at + length]) {
            break;
        }
        at += length;
        if c != '\\' {
            value.push(c);
            continue;
        }
        let digits = css[at..].bytes().take(6);
        let digits = digits.take_while(u8::is_ascii_hexdigit).count();
        if digits > 0 {
            let code = u32::from_str_radix(&css[at..at + digits], 16).ok();
            let character = code.and_then(char::from_u32).filter(|c| *c != '\0');
            value.push(character.unwrap_or('\u{fffd}'));
            at += digits;
            at += usize::from(css[at..].starts_with([' ', '\t', '\n']));
        } else if let Some(escaped) = css[at..].chars().next() {
            at += escaped.len_utf8();
            // A line that goes on.
            if escaped != '\n' {
                value.push(escaped);
            }
        }
    }
    (value, at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_found_where_a_browser_finds_them() {
        let check = |css: &str, expected: &str| {
            let changed = with_addresses(css, &mut |address, used| {
                (address != "none").then(|| format!("{used:?}:{address}"))
            });
            assert_eq!(changed, expected, "{css}");
        };
        check("a{b:url(c.png)}", "a{b:url(\"Show:c.png\")}");
        check("a{b:URL( 'c d.png' ) x}", "a{b:url(\"Show:c d.png\") x}");
        check("url(a\\)b.png)", "url(\"Show:a)b.png\")");
        check("url(\"a\\22 b\")", "url(\"Show:a\\\"b\")");
        check("url(none)", "url(\"data:,\")");
        check("@import 'a.css';", "@import url(\"Import:a.css\");");
        check(
            "@IMPORT url(a.css) print;b{c:url(d)}",
            "@IMPORT url(\"Import:a.css\") print;b{c:url(\"Show:d\")}",
        );
        check(
            "a{b:image-set('c.png' 1x, url(d.png) 2x type(\"image/png\"), \"none\" 3x) e 'f'}",
            "a{b:image-set(url(\"Show:c.png\") 1x, url(\"Show:d.png\") 2x type(\"image/png\"), url(\"data:,\") 3x) e 'f'}",
        );
        check(
            "a{b:-WebKit-Image-Set('c' 1x)}",
            "a{b:-WebKit-Image-Set(url(\"Show:c\") 1x)}",
        );
        check("a{b:src('c.png')}", "a{b:url(\"Show:c.png\")}");
        check("a{b:u\\72 L(c.png)}", "a{b:url(\"Show:c.png\")}");
        check("a{b:'c\rurl(d)", "a{b:'c\rurl(\"Show:d\")");
        for same in [
            "@namespace svg url(http://www.w3.org/2000/svg);",
            "@namespace 'http://www.w3.org/2000/svg';",
            "a{b:src(var(--c))}",
            "a{b:url\\(c)}",
            "a{b:format('woff2')}",
            "/* url(a) */",
            "a::before{content:\"url(a)\"}",
            "a{content:'\\'url(x)'}",
            "my-url(a)",
            "a{}/* open",
            "\"open url(a)",
            "ü{}\\\"",
            "@media print{a{b:c}}",
        ] {
            check(same, same);
        }
        check("url(open", "url(\"Show:open\")");
    }

    #[test]
    fn a_style_sheet_does_not_end_its_element() {
        assert_eq!(enclosed("a{}</STYLE><b>"), "a{}<\\/STYLE><b>");
        assert_eq!(enclosed("<!-- a > b {} -->"), "<!-- a > b {} -->");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(css in "([a-z(){};:@'\"\\\\/*\nü]|url\\(|src\\(|image-set\\(|@import |@namespace ){0,40}") {
            with_addresses(&css, &mut |address, _| Some(address.to_owned()));
        }
    }
}
