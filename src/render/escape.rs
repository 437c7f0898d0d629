//! Text → HTML: what must not stand in a text, an attribute or an address as it is.

const IN_TEXT: u8 = 1;
const IN_ATTRIBUTE: u8 = 2;

/// In which places a byte must be escaped. A NUL is among them: HTML cannot hold one.
const SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    special[b'&' as usize] = IN_TEXT | IN_ATTRIBUTE;
    special[b'<' as usize] = IN_TEXT | IN_ATTRIBUTE;
    special[b'>' as usize] = IN_TEXT | IN_ATTRIBUTE;
    special[0] = IN_TEXT | IN_ATTRIBUTE;
    special[b'"' as usize] = IN_ATTRIBUTE;
    special[b'\'' as usize] = IN_ATTRIBUTE;
    special
};

/// Appends `text` as the content of an element.
pub(super) fn text(html: &mut String, text: &str) {
    escape(html, text, IN_TEXT);
}

/// Appends `value` as it stands between the quotes of an attribute.
pub(super) fn attribute(html: &mut String, value: &str) {
    escape(html, value, IN_ATTRIBUTE);
}

fn escape(html: &mut String, text: &str, place: u8) {
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|byte| SPECIAL[usize::from(byte)] & place != 0)
    {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

/// Appends `address` as it stands between the quotes of `href` or `src`.
///
/// What may not stand in an address is percent-encoded; what is encoded already stays.
pub(super) fn address(html: &mut String, address: &str) {
    let mut done = 0;
    for (at, byte) in address.bytes().enumerate() {
        if STANDS_IN_ADDRESS[usize::from(byte)] {
            continue;
        }
        if done < at {
            html.push_str(&address[done..at]);
        }
        match byte {
            b'&' => html.push_str("&amp;"),
            b'\'' => html.push_str("&#x27;"),
            0 => html.push_str("%EF%BF%BD"),
            _ => percent_encode(html, byte),
        }
        done = at + 1;
    }
    html.push_str(&address[done..]);
}

/// Encodes more of the address that begins there, as goldmark does: `^`, and a `%` with which nothing is encoded.
pub(super) fn encode_as_goldmark(html: &mut String, start: usize) {
    let address = html.split_off(start);
    for (at, c) in address.char_indices() {
        match c {
            '^' => html.push_str("%5E"),
            '%' if !encodes(&address[at..]) => html.push_str("%25"),
            c => html.push(c),
        }
    }
}

/// Whether with the `%` that a text begins with a byte is encoded.
pub(super) fn encodes(text: &str) -> bool {
    let digits = text.as_bytes().get(1..3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn percent_encode(html: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    html.push('%');
    html.push(char::from(HEX[usize::from(byte >> 4)]));
    html.push(char::from(HEX[usize::from(byte & 15)]));
}

const STANDS_IN_ADDRESS: [bool; 256] = {
    let mut stands = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        let punctuation = matches!(
            byte,
            b'!' | b'#'..=b'%' | b'('..=b'/' | b':' | b';' | b'=' | b'?' | b'@' | b'^' | b'_' | b'~'
        );
        stands[byte as usize] = punctuation || byte.is_ascii_alphanumeric();
        byte += 1;
    }
    stands
};

/// A text of HTML without its tags.
pub(super) fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    // Its entities are written again.
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    for (entity, sign) in entities {
        text = text.replace(entity, sign);
    }
    text
}

/// What HTML says as Hugo has it: without tags, with its entities, a line for each paragraph, and no more than
/// one blank between words.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut push = |c: char| {
        if !(c.is_whitespace() && text.ends_with(char::is_whitespace)) {
            text.push(c);
        }
    };
    let blank = |c: char| if c == '\n' { ' ' } else { c };
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        before.chars().map(blank).for_each(&mut push);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        if matches!(tag, "/p" | "br" | "br /") {
            push('\n');
        }
        rest = after;
    }
    rest.chars().map(blank).for_each(&mut push);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(write: fn(&mut String, &str), input: &str, expected: &str) {
        let mut html = String::new();
        write(&mut html, input);
        assert_eq!(html, expected);
    }

    #[test]
    fn plain_text_has_a_line_for_each_paragraph() {
        let html = "<p>One <b>two</b></p>\n<p>x<br>y &amp; z</p>\n<ul>\n<li>a</li>\n</ul>\n";
        assert_eq!(plain(html), "One two\nx\ny &amp; z\na ");
    }

    #[test]
    fn text_keeps_its_quotes() {
        check(
            text,
            "a < b && \"c\" > 'd'",
            "a &lt; b &amp;&amp; \"c\" &gt; 'd'",
        );
        check(text, "", "");
        check(text, "nul\0", "nul\u{fffd}");
    }

    #[test]
    fn an_attribute_cannot_be_left_by_a_quote() {
        check(attribute, "\"'<é>", "&quot;&#39;&lt;é&gt;");
    }

    #[test]
    fn an_address_is_encoded_once() {
        check(
            address,
            "/a b/ä.png?x=1&y='2'#[z]",
            "/a%20b/%C3%A4.png?x=1&amp;y=&#x27;2&#x27;#%5Bz%5D",
        );
        check(address, "/a%20b/%C3%A4.png", "/a%20b/%C3%A4.png");
    }
}
