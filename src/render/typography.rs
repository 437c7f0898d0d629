//! Quotes, dashes and dots as Hugo's Markdown parser, goldmark, sets them.
//!
//! What a quote becomes hangs on what stands around it in the source of its line, and on the quotes
//! that are open anywhere before it. `''` and `""` are looked at as one.

use unicode_general_category::GeneralCategory as Of;
use unicode_general_category::get_general_category as category;

/// How straight quotes, dashes and dots become typographic ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typography {
    /// They stay as they are.
    Straight,
    /// In the Markdown parser's own way.
    Commonmark,
    /// In Hugo's.
    Goldmark,
}

/// A sign that is set otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// ‘
    LeftSingleQuote,
    /// ’
    RightSingleQuote,
    /// “
    LeftDoubleQuote,
    /// ”
    RightDoubleQuote,
    /// –
    EnDash,
    /// —
    EmDash,
    /// …
    Ellipsis,
    /// «
    LeftAngleQuote,
    /// »
    RightAngleQuote,
    /// ’ inside of a word.
    Apostrophe,
}

impl Sign {
    /// How many there are.
    pub const COUNT: usize = 10;

    /// As it is set if nothing else is said.
    pub(super) fn usual(self) -> &'static str {
        match self {
            Self::LeftSingleQuote => "\u{2018}",
            Self::RightSingleQuote | Self::Apostrophe => "\u{2019}",
            Self::LeftDoubleQuote => "\u{201c}",
            Self::RightDoubleQuote => "\u{201d}",
            Self::EnDash => "\u{2013}",
            Self::EmDash => "\u{2014}",
            Self::Ellipsis => "\u{2026}",
            Self::LeftAngleQuote => "\u{ab}",
            Self::RightAngleQuote => "\u{bb}",
        }
    }
}

/// The quotes that are open in a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quotes {
    single: u32,
    double: u32,
}

/// What stands around a sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The character before it; a line break at the beginning of a line.
    pub before: char,
    /// The rest of the line in the source, from the sign on, its line break included.
    pub line: &'a str,
}

/// So many equal quotes are looked at as one; looking no further keeps long texts linear.
const LONGEST_RUN: usize = 64;

impl Quotes {
    /// What takes the place of the sign at the beginning of a line, and how many bytes it takes the
    /// place of.
    pub(super) fn set(&mut self, place: Place<'_>) -> Option<(Sign, usize)> {
        let line = place.line.as_bytes();
        match line {
            [b'-', b'-', b'-', ..] => Some((Sign::EmDash, 3)),
            [b'-', b'-', ..] => Some((Sign::EnDash, 2)),
            [b'.', b'.', b'.', ..] => Some((Sign::Ellipsis, 3)),
            [b'<', b'<', ..] => Some((Sign::LeftAngleQuote, 2)),
            [b'>', b'>', ..] => Some((Sign::RightAngleQuote, 2)),
            [b'\'', ..] => self.single(place).map(|sign| (sign, 1)),
            [b'"', ..] => self.double(place).map(|sign| (sign, 1)),
            _ => None,
        }
    }

    fn single(&mut self, place: Place<'_>) -> Option<Sign> {
        const OPEN: Sign = Sign::LeftSingleQuote;
        const CLOSE: Sign = Sign::RightSingleQuote;
        let Place { before, line } = place;
        let (opens, closes) = place.flanks();
        let after = line[1..].chars().next();
        let follows = line.as_bytes().get(1).copied();
        if opens && !closes && is_decade(line) {
            return Some(Sign::Apostrophe);
        }
        // 'twas, 'em, 'net
        let is_first = is_punctuation(before) || before.is_whitespace();
        if is_first && matches!(follows, Some(b't' | b'e' | b'n' | b'l')) {
            return Some(Sign::Apostrophe);
        }
        if is_alphanumeric(before) && after.is_some_and(char::is_alphabetic) {
            return Some(Sign::Apostrophe);
        }
        if opens && !closes {
            if is_contraction(line) {
                return Some(CLOSE);
            }
            self.single += 1;
            return Some(OPEN);
        }
        // Smiths', doin'
        if line.len() > 2 && !after.is_some_and(is_digit) {
            return Some(CLOSE);
        }
        if self.single > 0 && place.ends(opens, closes) {
            self.single -= 1;
            return Some(CLOSE);
        }
        None
    }

    fn double(&mut self, place: Place<'_>) -> Option<Sign> {
        let (opens, closes) = place.flanks();
        if opens && !closes {
            self.double += 1;
            return Some(Sign::LeftDoubleQuote);
        }
        if self.double == 0 || !place.ends(opens, closes) {
            return None;
        }
        // The first of two behind a number means inches.
        let is_inches = place.line.as_bytes().get(1) == Some(&b'"') && is_digit(place.before);
        if is_inches {
            return None;
        }
        self.double -= 1;
        Some(Sign::RightDoubleQuote)
    }
}

impl Place<'_> {
    /// Whether the run of quotes that begins here may open or close something.
    fn flanks(self) -> (bool, bool) {
        let quote = self.line.chars().next();
        let after = self
            .line
            .chars()
            .take(LONGEST_RUN)
            .find(|c| Some(*c) != quote)
            .unwrap_or(' ');
        flanks(self.before, after)
    }

    /// Whether a quote here ends what an earlier one began.
    fn ends(self, opens: bool, closes: bool) -> bool {
        let line = self.line.as_bytes();
        let after = self.line[1..].chars().next();
        let may = || {
            let is_last = match line.get(2) {
                None => true,
                Some(byte) => byte.is_ascii_punctuation() || byte.is_ascii_whitespace(),
            };
            after.is_some_and(is_punctuation) && is_last
        };
        closes && (!opens || may())
    }
}

/// Whether signs between two characters may open something, and whether they may close something:
/// <https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run>
pub(super) fn flanks(before: char, after: char) -> (bool, bool) {
    let [space_before, space_after] = [before, after].map(char::is_whitespace);
    let [sign_before, sign_after] = [before, after].map(is_sign);
    let opens = !space_after && (!sign_after || space_before || sign_before);
    let closes = !space_before && (!sign_before || space_after || sign_after);
    (opens, closes)
}

/// `'90s`
fn is_decade(line: &str) -> bool {
    let [_, b'0'..=b'9', b'0'..=b'9', b's', ..] = line.as_bytes() else {
        return false;
    };
    let after = line[4..].chars().next().unwrap_or(' ');
    after.is_whitespace() || is_sign(after)
}

/// `'s`, `'ve` and the like behind something that is no letter.
fn is_contraction(line: &str) -> bool {
    let line = line.as_bytes();
    let ends_at = |at: usize| {
        let byte = line.get(at);
        byte.is_none_or(|byte| byte.is_ascii_punctuation() || byte.is_ascii_whitespace())
    };
    match line {
        [_, b's' | b'm' | b't' | b'd', ..] if ends_at(2) => true,
        [_, b'v' | b'r', b'e', ..] | [_, b'l', b'l', ..] => ends_at(3),
        _ => false,
    }
}

fn is_alphanumeric(c: char) -> bool {
    c.is_alphabetic() || is_digit(c)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && category(c) == Of::DecimalNumber)
}

/// Unicode's punctuation.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation() && !"$+<=>^`|~".contains(c);
    }
    matches!(
        category(c),
        Of::ConnectorPunctuation
            | Of::DashPunctuation
            | Of::OpenPunctuation
            | Of::ClosePunctuation
            | Of::InitialPunctuation
            | Of::FinalPunctuation
            | Of::OtherPunctuation
    )
}

/// Unicode's punctuation and symbols.
fn is_sign(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    let is_symbol = matches!(
        category(c),
        Of::MathSymbol | Of::CurrencySymbol | Of::ModifierSymbol | Of::OtherSymbol
    );
    is_symbol || is_punctuation(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a paragraph of one line without markup.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut quotes = Quotes::default();
        let mut set = String::new();
        let mut at = 0;
        let mut before = '\n';
        while let Some(c) = text[at..].chars().next() {
            let place = Place {
                before,
                line: &text[at..],
            };
            if let Some((sign, length)) = quotes.set(place) {
                set.push_str(sign.usual());
                at += length;
            } else {
                set.push(c);
                at += c.len_utf8();
            }
            before = text[..at].chars().next_back().unwrap_or('\n');
        }
        assert_eq!(set, expected, "{text}");
    }

    /// What Hugo 0.168 makes of these.
    #[test]
    fn quotes_are_set_as_goldmark_sets_them() {
        check("'x' \"a\" it's 'tis '90s", "‘x’ “a” it’s ’tis ’90s");
        check(
            "5'10\" don't doin' Smiths' \"x\"y",
            "5'10\" don’t doin’ Smiths’ “x\"y",
        );
        check(
            "rock 'n' roll 'em 'later' 'tier 2', 'foo'.",
            "rock ’n’ roll ’em ’later’ ’tier 2’, ‘foo’.",
        );
        check("'a'b 'a' 'a'", "‘a’b ‘a’ ‘a’");
        check("'foo'", "‘foo’");
        check(
            "14\" 15.6\" 1.5'x 10' high' 5'.",
            "14\" 15.6\" 1.5’x 10’ high’ 5'.",
        );
        check(
            "(\"b\") ['c'] \"—\" —\"x\"— $\"x\"$ +'x'+",
            "(“b”) [‘c’] “—” —“x”— $“x”$ +‘x’+",
        );
        check("\"\"x\"\" ''y'' \"\" '' said", "““x”” ‘‘y’’ \"\" ’’ said");
        check(
            "中文\"引号\"中文 '引号' \"中\" 中'文",
            "中文\"引号\"中文 ‘引号’ “中” 中’文",
        );
    }

    #[test]
    fn dashes_and_dots_are_set() {
        check(
            "a--b a---b a----b - -- x... .... .....",
            "a–b a—b a—-b - – x… …. …..",
        );
        check("a <- b -> <-- <<a>>", "a <- b -> <– «a»");
    }
}
