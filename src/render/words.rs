//! Counts words while the text goes by.

/// So many bytes are looked at together, as the bytes of one number.
const TOGETHER: usize = 8;
/// A 1 in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte, which no ASCII character has.
const HIGH: u64 = ONES << 7;

/// The highest bit of each of these ASCII characters that is at least `first`, and others.
fn at_least(bytes: u64, first: u8) -> u64 {
    bytes + (0x80 - u64::from(first)) * ONES
}

/// The highest bit of each of these ASCII characters that is one from `first` to `last`.
fn between(bytes: u64, first: u8, last: u8) -> u64 {
    at_least(bytes, first) & !at_least(bytes, last + 1) & HIGH
}

/// What is known after some bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: u32,
    /// 1 when the word we are in is counted already.
    counted: u64,
    /// Not 0 when something is not ASCII.
    beyond_ascii: u64,
}

impl Sum {
    /// Adds the bytes of a number, the lowest first.
    ///
    /// A letter makes a word counted, a blank ends it, and anything else hands on what was before, as
    /// the digits of a sum hand on what is carried.
    fn add(&mut self, bytes: u64) {
        let ascii = bytes & !HIGH;
        let letters = between(ascii | (ONES * 0x20), b'a', b'z') | between(ascii, b'0', b'9');
        // What comes before a blank in ASCII is one, or is not in a text.
        let blanks = !at_least(ascii, b' ' + 1) & HIGH;
        let (letters, blanks) = (letters >> 7, blanks >> 7);
        let hands_on = (blanks ^ ONES) * 0xff;
        let (sum, is_first_carried) = letters.overflowing_add(hands_on);
        let (sum, is_carried) = sum.overflowing_add(self.counted);
        let before = sum ^ letters ^ hands_on;
        let first_letters = letters & !before;
        self.count += (first_letters.wrapping_mul(ONES) >> 56) as u32;
        self.counted = u64::from(is_first_carried | is_carried);
        self.beyond_ascii |= bytes & HIGH;
    }

    /// Adds all bytes of a text.
    fn add_all(&mut self, text: &[u8]) {
        let (chunks, rest) = text.as_chunks::<TOGETHER>();
        for chunk in chunks {
            self.add(u64::from_le_bytes(*chunk));
        }
        if rest.is_empty() {
            return;
        }
        let bits = rest.len() * 8;
        let last = if let Some(last) = text.last_chunk() {
            u64::from_le_bytes(*last) >> (64 - bits)
        } else {
            let mut last = [0; TOGETHER];
            last[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(last)
        };
        // What is neither letter nor blank changes nothing.
        self.add(last | ((ONES * u64::from(b'-')) << bits));
    }
}

/// How many words a reader takes in a minute, as Hugo counts.
pub(crate) const WORDS_A_MINUTE: u32 = 213;

/// How many words went by.
///
/// A word stands between blanks and has at least one letter or digit. Chinese and Japanese, which
/// are written without blanks, count by the character; Korean has blanks.
#[derive(Debug, Default)]
pub(super) struct Words {
    count: u32,
    /// 1 when the word we are in is counted already.
    counted: u64,
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
    pub(super) fn add(&mut self, text: &str) {
        let mut sum = Sum {
            count: self.count,
            counted: self.counted,
            ..Sum::default()
        };
        sum.add_all(text.as_bytes());
        if sum.beyond_ascii == 0 {
            (self.count, self.counted) = (sum.count, sum.counted);
        } else {
            self.add_characters(text);
        }
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

/// Whether a character of this kind fills a square: lines that begin and end with such are joined.
pub(super) fn is_wide(c: char) -> bool {
    is_written_without_blanks(c)
        || matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3000}'..='\u{303f}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

/// Han and kana.
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
            at_once.add(together);
            (0..together.len()).for_each(|at| in_turn.add(&together[at..=at]));
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
}
