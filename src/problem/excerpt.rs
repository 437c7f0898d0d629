//! The few lines of a file that a code frame shows.

use super::{Excerpt, Place};

/// How many lines are shown above and below the one that is meant.
const AROUND: u32 = 2;

/// The longest line shown, in characters. A paragraph on one line stays out of an 80-column frame's
/// way, and a minified file does not end up in the browser as a "line".
const WIDTH: usize = 200;

/// How many characters are left in front of the column where a line has to be cut there.
const LEAD: usize = 40;

impl Excerpt {
    /// The lines around a place: two above, its own and two below.
    #[must_use]
    pub fn around(text: &str, place: Place) -> Self {
        Self::at_or_before(text, place).1
    }

    /// The excerpt, and the place moved to where there is text.
    pub(super) fn at_or_before(text: &str, place: Place) -> (Place, Self) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (first_line, around, line) = lines_around(text, place.line.max(1));
        let meant = around
            .get((line - first_line) as usize)
            .copied()
            .unwrap_or_default();
        let (column, length) = clamp(meant, place);
        let window = Window::of(column as usize, length as usize, meant);
        let lines = around
            .iter()
            .zip(first_line..)
            .map(|(&text, number)| {
                let start = if number == line { window.start } else { 0 };
                cut(text, start)
            })
            .collect();
        let excerpt = Self {
            first_line,
            lines,
            column: column
                - u32::try_from(window.start).expect("a column fits, and this is smaller"),
            length: u32::try_from(window.length).expect("no longer than WIDTH"),
        };
        (
            Place {
                line,
                column,
                length,
            },
            excerpt,
        )
    }
}

/// Number of the first line, the lines, and the number of the meant one, which exists unless the
/// text is empty.
fn lines_around(text: &str, line: u32) -> (u32, Vec<&str>, u32) {
    let first = line.saturating_sub(AROUND).max(1);
    let lines = lines_from(text, first, AROUND * 2 + 1);
    let after_meant = (line - first) as usize;
    if lines.len() > after_meant {
        let end = lines.len().min(after_meant + 1 + AROUND as usize);
        return (first, lines[..end].to_vec(), line);
    }
    let last = u32::try_from(text.lines().count())
        .unwrap_or(u32::MAX)
        .max(1);
    let first = last.saturating_sub(AROUND).max(1);
    (first, lines_from(text, first, AROUND + 1), last)
}

fn lines_from(text: &str, first: u32, count: u32) -> Vec<&str> {
    text.lines()
        .skip(first as usize - 1)
        .take(count as usize)
        .collect()
}

/// Column and length, moved into the line; the column may be one past its end.
fn clamp(line: &str, place: Place) -> (u32, u32) {
    let characters = u32::try_from(line.chars().count()).unwrap_or(u32::MAX - 1);
    let column = place.column.clamp(1, characters + 1);
    let length = place.length.min(characters + 1 - column).max(1);
    (column, length)
}

/// Which part of the meant line is shown.
struct Window {
    /// Characters left out on the left.
    start: usize,
    /// Characters of the marked run that are inside.
    length: usize,
}

impl Window {
    fn of(column: usize, length: usize, line: &str) -> Self {
        let start = if column + length <= WIDTH || line.chars().count() <= WIDTH {
            0
        } else {
            (column - 1).saturating_sub(LEAD)
        };
        let room = WIDTH - (column - 1 - start).min(WIDTH - 1);
        Self {
            start,
            length: length.min(room),
        }
    }
}

/// At most [`WIDTH`] characters of a line, with an ellipsis in the place of the first and the last
/// one where something is left out.
fn cut(line: &str, start: usize) -> String {
    let mut rest = line.chars().skip(start);
    let mut shown: String = rest.by_ref().take(WIDTH).collect();
    if rest.next().is_some() {
        shown.pop();
        shown.push('…');
    }
    if start > 0 {
        let mut whole = String::from("…");
        whole.extend(shown.chars().skip(1));
        return whole;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "one\ntwo\nthree\r\nfour\nfive\nsix\nseven\n";

    fn place(line: u32, column: u32, length: u32) -> Place {
        Place {
            line,
            column,
            length,
        }
    }

    #[test]
    fn two_lines_above_and_below_are_shown() {
        let excerpt = Excerpt::around(TEXT, place(4, 2, 3));
        assert_eq!(excerpt.first_line, 2);
        assert_eq!(excerpt.lines, ["two", "three", "four", "five", "six"]);
        assert_eq!((excerpt.column, excerpt.length), (2, 3));
    }

    #[test]
    fn the_first_and_the_last_line_have_fewer_neighbours() {
        assert_eq!(
            Excerpt::around(TEXT, place(1, 1, 1)).lines,
            ["one", "two", "three"]
        );
        let last = Excerpt::around(TEXT, place(7, 1, 1));
        assert_eq!((last.first_line, last.lines.len()), (5, 3));
    }

    #[test]
    fn a_place_beyond_the_text_moves_to_its_end() {
        let (moved, excerpt) = Excerpt::at_or_before(TEXT, place(99, 99, 99));
        assert_eq!(moved, place(7, 6, 1));
        assert_eq!(excerpt.lines.last().map(String::as_str), Some("seven"));
        let (moved, excerpt) = Excerpt::at_or_before("", place(3, 3, 0));
        assert_eq!(moved, place(1, 1, 1));
        assert!(excerpt.lines.is_empty());
    }

    #[test]
    fn a_byte_order_mark_is_not_shown() {
        assert_eq!(
            Excerpt::around("\u{feff}a\nb", place(1, 1, 1)).lines,
            ["a", "b"]
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_column() {
        let line = format!("{}HERE{}", "ä".repeat(5000), "ö".repeat(5000));
        let excerpt = Excerpt::around(&line, place(1, 5001, 4));
        let shown = &excerpt.lines[0];
        assert_eq!(shown.chars().count(), WIDTH);
        assert!(shown.starts_with('…') && shown.ends_with('…'));
        let marked: String = shown
            .chars()
            .skip(excerpt.column as usize - 1)
            .take(excerpt.length as usize)
            .collect();
        assert_eq!(marked, "HERE");
    }

    #[test]
    fn a_long_run_is_marked_as_far_as_it_is_shown() {
        let line = "x".repeat(1000);
        let excerpt = Excerpt::around(&line, place(1, 10, 900));
        assert!(excerpt.column + excerpt.length - 1 <= 200);
        assert!(excerpt.length > 100);
    }
}
