//! What generators read from a file's path: folders, date, language, title.

use jiff::civil;
use unicode_general_category::GeneralCategory as Category;
use unicode_general_category::get_general_category as category;

/// Languages that a file name may end with (`post.fr.md`), in the spelling of BCP 47. Only codes
/// that are not also common file endings or abbreviations: without the generator's configuration a
/// name is all there is to go by.
const LANGUAGES: [&str; 40] = [
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "pt-br",
    "ro", "ru", "sv", "tr", "uk", "vi", "zh", "zh-cn", "zh-tw",
];

/// A path's folders, and its file name without the ending.
pub(super) fn split(path: &str) -> (Vec<&str>, &str) {
    let mut folders: Vec<&str> = path.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    (folders, stem)
}

/// The folder of a post that is a page bundle, `folder/index.md` or `folder/index.fr.md`: the files in it
/// are the post's own.
pub(crate) fn bundle(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    (name.split('.').next() == Some("index")).then_some(folder)
}

/// A stem without its language, and the language: `post.fr` → `post`, `fr`.
pub(super) fn language(stem: &str) -> (&str, Option<String>) {
    if let Some((rest, code)) = stem.rsplit_once('.') {
        let code = code.to_lowercase();
        if !rest.is_empty() && LANGUAGES.contains(&code.as_str()) {
            return (rest, Some(code));
        }
    }
    (stem, None)
}

/// The first segment of an address in this language; none for English, which most blogs with
/// several languages have without a prefix.
pub(super) fn language_prefix(language: Option<&str>) -> Option<&str> {
    language.filter(|code| *code != "en")
}

/// The day at the beginning of a stem, and what follows it: `2024-01-02-a` → that day, `-a`.
///
/// As Jekyll reads it: two to four digits of the year, one or two of month and day.
pub(super) fn dated(stem: &str) -> Option<(civil::Date, &str)> {
    let (year_digits, rest) = digits(stem, 2..=4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 1..=2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 1..=2)?;
    let year: i16 = year_digits.parse().ok()?;
    let year = match (year_digits.len(), year) {
        (2, 69..) => 1900 + year,
        (2, _) => 2000 + year,
        _ => year,
    };
    let date = civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((date, rest))
}

fn digits(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    count.contains(&length).then(|| text.split_at(length))
}

/// A title for a post that has none: `2024-01-02-rust-at_work.md` → `Rust at work`.
///
/// `path` is relative to the blog's root; `index.md` is named by its folder.
#[must_use]
pub fn title_from_name(path: &str) -> String {
    let (folders, stem) = split(path);
    let (stem, _) = language(stem);
    let name = match folders.last() {
        Some(folder) if stem == "index" => folder,
        _ => stem,
    };
    let slug = match dated(name) {
        Some((_, rest)) if rest.starts_with(['-', '_']) && rest.len() > 1 => rest,
        _ => name,
    };
    let words: Vec<&str> = slug
        .split(['-', '_', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    let mut characters = words.join(" ");
    if characters.is_empty() {
        name.clone_into(&mut characters);
    }
    let mut characters = characters.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// A Latin letter without its accent: `ü` → `u`. Letters that are more than one with an accent, as
/// `ø` and `ß`, stay.
pub(crate) fn without_accent(character: char) -> char {
    let has_accent = matches!(character, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
        && !"ÆÐØÞßæðøþĐđĦħıĸŁłŊŋŒœŦŧ".contains(character);
    let mut plain = deunicode::deunicode_char(character)
        .unwrap_or_default()
        .chars();
    match (plain.next(), plain.next()) {
        (Some(letter), None) if has_accent => letter,
        _ => character,
    }
}

/// Zola's `slug` crate: ASCII letters and digits, one dash for anything between them.
pub(crate) fn ascii_slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut push = |c: char| {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    };
    for c in name.chars() {
        if c.is_ascii() {
            push(c);
        } else {
            deunicode::deunicode_char(c)
                .unwrap_or("-")
                .chars()
                .for_each(&mut push);
        }
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    slug
}

/// Whether Jekyll keeps the character in a slug: letters, digits, and the marks that belong to letters
/// (accents of decomposed file names, vowel signs and viramas of Indic scripts).
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || is_mark(character)
}

/// Whether the character is a letter, as Go tells letters.
pub(crate) fn is_letter(c: char) -> bool {
    use Category::{
        LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter,
    };
    c.is_ascii_alphabetic()
        || matches!(
            category(c),
            LowercaseLetter | ModifierLetter | OtherLetter | TitlecaseLetter | UppercaseLetter
        )
}

/// Whether the character is a decimal digit; `½` and `²` are numbers, but no digits.
pub(crate) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || category(c) == Category::DecimalNumber
}

/// Whether the character is a mark that belongs to a letter.
pub(super) fn is_mark(c: char) -> bool {
    use Category::{EnclosingMark, NonspacingMark, SpacingMark};
    matches!(category(c), EnclosingMark | NonspacingMark | SpacingMark)
}

/// A text in lower case, each letter by itself, as Go does: `İ` is one letter, and no sigma is a final one.
pub(crate) fn lower(text: &str) -> String {
    text.chars()
        .filter_map(|c| c.to_lowercase().next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_from_the_beginning_of_a_name() {
        fn check(stem: &str, expected: Option<(civil::Date, &str)>) {
            assert_eq!(dated(stem), expected, "{stem}");
        }
        check("2024-01-02-a", Some((civil::date(2024, 1, 2), "-a")));
        check("2024-1-2-a", Some((civil::date(2024, 1, 2), "-a")));
        check("24-01-02-a", Some((civil::date(2024, 1, 2), "-a")));
        check("99-01-02", Some((civil::date(1999, 1, 2), "")));
        check("2024-02-30-a", None);
        check("2024_01_02-a", None);
        check("20240-01-02", None);
        check("notes", None);
    }

    #[test]
    fn titles_are_made_from_names() {
        fn check(path: &str, expected: &str) {
            assert_eq!(title_from_name(path), expected);
        }
        check(
            "posts/rust-community_leadership.md",
            "Rust community leadership",
        );
        check("_posts/2024-01-02-a-b.md", "A b");
        check("content/my-trip/index.fr.md", "My trip");
        check("index.md", "Index");
        check("2024-01-02.md", "2024 01 02");
        check("---.md", "---");
        check("über.md", "Über");
    }

    #[test]
    fn languages_are_taken_off() {
        assert_eq!(language("post.fr"), ("post", Some("fr".into())));
        assert_eq!(language("post.pt-BR"), ("post", Some("pt-br".into())));
        assert_eq!(language("v1.0"), ("v1.0", None));
        assert_eq!(language(".fr"), (".fr", None));
    }
}
