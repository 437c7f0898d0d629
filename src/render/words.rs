//! Counts words while the text goes by.

const LETTER: u8 = 1;
const SPACE: u8 = 2;
const SPECIAL: u8 = 4;
const LINK: u8 = 8;
const BEYOND_ASCII: u8 = 16;

/// What each byte is to us.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte: u8 = 0;
    loop {
        class[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => LETTER,
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => SPACE,
            b'&' | b'<' | b'>' | 0 => SPECIAL,
            b':' | b'@' => LINK,
            0x80.. => BEYOND_ASCII,
            _ => 0,
        };
        if byte == u8::MAX {
            break class;
        }
        byte += 1;
    }
};

/// What a text holds, as far as it was seen in passing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seen(u8);

impl Seen {
    /// Whether something in it must be escaped in HTML.
    pub(super) fn special(self) -> bool {
        self.0 & SPECIAL != 0
    }

    /// Whether it has a `:` or an `@`, without which there is no address but one with `www.`.
    pub(super) fn address(self) -> bool {
        self.0 & LINK != 0
    }

    /// What one or the other holds.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How many words went by.
///
/// A word stands between blanks and has at least one letter or digit. Chinese and Japanese, which
/// are written without blanks, count by the character; Korean has blanks.
#[derive(Debug, Default)]
pub(super) struct Words {
    count: u32,
    /// 1 when the word we are in is counted already.
    counted: u32,
    markup: Markup,
}

/// Where we are in raw HTML.
#[derive(Debug, Default, Clone, Copy)]
enum Markup {
    #[default]
    Text,
    /// Nothing is text until this.
    Until(&'static str),
}

impl Words {
    /// How many so far.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// What comes next is another word.
    pub(super) fn end_word(&mut self) {
        self.counted = 0;
    }

    /// Counts a piece of text, which goes on where the last one ended.
    pub(super) fn add(&mut self, text: &str) -> Seen {
        let mut seen = 0;
        let (mut count, mut counted) = (self.count, self.counted);
        for byte in text.bytes() {
            let class = CLASS[usize::from(byte)];
            seen |= class;
            let letter = u32::from(class & LETTER);
            let space = u32::from(class & SPACE) / u32::from(SPACE);
            count += letter & !counted;
            counted = (counted | letter) & !space;
        }
        if seen & BEYOND_ASCII == 0 {
            (self.count, self.counted) = (count, counted);
        } else {
            self.add_characters(text);
        }
        Seen(seen)
    }

    fn add_characters(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.counted = 0;
            } else if matches!(c, '\u{2010}'..='\u{2027}') {
                // Dashes, quotes, dots: the most frequent of all, so they come first.
            } else if is_written_without_blanks(c) {
                self.count += 1;
                self.counted = 0;
            } else if self.counted == 0 && c.is_alphanumeric() {
                self.count += 1;
                self.counted = 1;
            }
        }
    }

    /// A block of raw HTML begins.
    pub(super) fn start_markup(&mut self) {
        self.markup = Markup::Text;
        self.end_word();
    }

    /// Counts the text of a piece of raw HTML, which goes on where the last one ended: no tags, no
    /// comments, no scripts or styles.
    pub(super) fn add_markup(&mut self, html: &str) {
        let mut rest = html;
        loop {
            match self.markup {
                Markup::Text => {
                    let at = rest.find('<').unwrap_or(rest.len());
                    self.add(&rest[..at]);
                    rest = &rest[at..];
                    if rest.is_empty() {
                        return;
                    }
                    self.end_word();
                    self.markup = Markup::Until(end_of_markup(rest));
                }
                Markup::Until(end) => {
                    let Some(at) = rest.find(end) else { return };
                    rest = &rest[at + end.len()..];
                    self.markup = Markup::Text;
                }
            }
        }
    }
}

/// What ends the tag, comment or unreadable element with which `html` begins.
fn end_of_markup(html: &str) -> &'static str {
    let begins = |with: &str| {
        html.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    if begins("<!--") {
        "-->"
    } else if begins("<script") {
        "</script>"
    } else if begins("<style") {
        "</style>"
    } else {
        ">"
    }
}

/// Han and kana.
/// Whether a character of this kind fills a square: lines that begin and end with such are joined.
pub(super) fn is_wide(c: char) -> bool {
    is_written_without_blanks(c)
        || matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3000}'..='\u{303f}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

fn is_written_without_blanks(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: u32) {
        let mut words = Words::default();
        words.add(text);
        assert_eq!(words.count(), expected, "{text:?}");
    }

    #[test]
    fn a_word_has_a_letter_or_a_digit() {
        check("", 0);
        check("one two  three\nfour", 4);
        check("a - b -- 3 & !? ...", 3);
        check("don't e-mail", 2);
        check("\u{201c}don\u{2019}t\u{201d} \u{2014} naïve café", 3);
    }

    #[test]
    fn chinese_and_japanese_count_by_the_character() {
        check("日本語", 3);
        check("Rust是 好的。", 4);
        check("ひらがな カタカナ", 8);
        check("한국어 단어", 2);
    }

    #[test]
    fn a_word_may_come_in_pieces() {
        let mut words = Words::default();
        words.add("un");
        words.add("believ\u{e4}");
        words.add("ble");
        assert_eq!(words.count(), 1);
        words.end_word();
        words.add("ble");
        assert_eq!(words.count(), 2);
    }

    #[test]
    fn of_raw_html_only_the_text_counts() {
        let mut words = Words::default();
        words.add_markup("<p class=\"a b\">one<br>two</p> <!-- no\n");
        words.add_markup("no --> three <script>no no</script>four <SCRIPT\n");
        assert_eq!(words.count(), 4);
    }

    #[test]
    fn says_what_it_saw() {
        let mut words = Words::default();
        assert!(words.add("a&b").special());
        assert!(!words.add("a b").special());
        assert!(words.add("a@b").address());
        assert!(!words.add("é").address());
    }
}
