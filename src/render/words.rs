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

/// So many bytes are looked at together.
const TOGETHER: usize = 16;

/// Where the letters and blanks among some bytes are, a bit for each.
struct Marks {
    letters: u32,
    blanks: u32,
    /// What else there is.
    seen: u8,
}

impl Marks {
    /// What [`CLASS`] says of each, without a look at one after the other.
    fn of(bytes: &[u8; TOGETHER]) -> Self {
        let is = |byte: u8, other: u8| u8::from(byte == other);
        let letters = bytes.map(|byte| {
            let is_letter = u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
            is_letter | u8::from(byte.wrapping_sub(b'0') < 10)
        });
        let blanks = bytes.map(|byte| is(byte, b' ') | u8::from(byte.wrapping_sub(b'\t') < 5));
        let seen = bytes.map(|byte| {
            let special = is(byte, b'&') | is(byte, b'<') | is(byte, b'>') | is(byte, 0);
            let link = is(byte, b':') | is(byte, b'@');
            (special * SPECIAL) | (link * LINK) | ((byte >> 7) * BEYOND_ASCII)
        });
        Self {
            letters: bits(letters),
            blanks: bits(blanks),
            seen: seen.into_iter().fold(0, |seen, class| seen | class),
        }
    }

    /// How many words there are after these, and whether the last is counted.
    ///
    /// A letter makes a word counted, a blank ends it, and anything else hands on what was before, as
    /// the digits of a sum hand on what is carried.
    fn count(&self, count: u32, counted: u32) -> (u32, u32) {
        let hands_on = !self.blanks & ((1 << TOGETHER) - 1);
        let sum = self.letters + hands_on + counted;
        let before = sum ^ self.letters ^ hands_on;
        let first = self.letters & !before;
        (count + first.count_ones(), (sum >> TOGETHER) & 1)
    }
}

/// A bit for each byte, which is 0 or 1.
fn bits(bytes: [u8; TOGETHER]) -> u32 {
    let (halves, _) = bytes.as_chunks::<8>();
    let bits = |half: &[u8; 8]| {
        // The product has them all in its highest byte.
        let product = u64::from_le_bytes(*half).wrapping_mul(0x0102_0408_1020_4080);
        u32::from(product.to_be_bytes()[0])
    };
    halves
        .iter()
        .rev()
        .fold(0, |all, half| (all << 8) | bits(half))
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
        let (chunks, rest) = text.as_bytes().as_chunks();
        for chunk in chunks {
            let marks = Marks::of(chunk);
            seen |= marks.seen;
            (count, counted) = marks.count(count, counted);
        }
        for byte in rest {
            let class = CLASS[usize::from(*byte)];
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
    fn bytes_together_count_as_one_after_the_other() {
        let mut text = String::new();
        let mut state: u32 = 1;
        for _ in 0..4000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push(char::from(b" \ta-z.&:\nB7 <@"[(state >> 24) as usize % 14]));
            let together = &text[text.len().saturating_sub(100)..];
            let (mut at_once, mut in_turn) = (Words::default(), Words::default());
            let seen = at_once.add(together);
            let each = (0..together.len()).map(|at| in_turn.add(&together[at..=at]));
            let seen_in_turn = each.fold(Seen::default(), Seen::or);
            let told = |seen: Seen| (seen.special(), seen.address());
            assert_eq!(told(seen), told(seen_in_turn), "{together:?}");
            assert_eq!(at_once.count, in_turn.count, "{together:?}");
            assert_eq!(at_once.counted, in_turn.counted, "{together:?}");
        }
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
