//! Which way a post is read: as its title is. Pure.
//!
//! `dir="auto"` would have the browser look at every block that comes into the article (a long post
//! then takes fifteen times as long to build), and it knows the title from the first patch on, so
//! `assets/direction.js` goes on in the same way.

use super::Page;

impl Page {
    /// The value of `dir`: as the first letter of the title has it.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        let letter = self.title.chars().find(|letter| letter.is_alphabetic());
        match letter {
            Some(letter) if is_from_the_right(letter) => "rtl",
            Some(_) | None => "ltr",
        }
    }
}

/// Whether a letter stands in one of the blocks of Unicode that are written from the right to the
/// left.
///
/// <https://www.unicode.org/reports/tr9/#Bidirectional_Character_Types>
fn is_from_the_right(letter: char) -> bool {
    matches!(
        letter,
        '\u{590}'..='\u{8FF}'
            | '\u{FB1D}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_decides() {
        for (title, expected) in [
            ("A title", "ltr"),
            ("قيادة المجتمع", "rtl"),
            ("2026: שלום", "rtl"),
            ("Rust בעברית", "ltr"),
            ("指導", "ltr"),
            ("1, 2, 3", "ltr"),
            ("", "ltr"),
        ] {
            let page = Page::new("/", title, Vec::new(), Vec::new(), Vec::new());
            assert_eq!(page.direction(), expected, "{title}");
        }
    }
}
