//! Where keys and values stand in the files of a configuration.

use crate::problem::Place;

/// What may stand between a key and the sign behind it.
const QUOTES: [char; 4] = ['"', '\'', ' ', '\t'];
/// What stands behind a key, or behind a part of one.
const BEHIND_KEYS: [char; 4] = ['=', ':', '.', ']'];

/// Where the last part of a key stands in a configuration, behind the parts before it; its first line
/// if that cannot be told.
pub(super) fn key(text: &str, key: &str) -> Place {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut parts = key.split('.').peekable();
    let mut found = None;
    // A part may be in the name of the file alone: then the next is looked for from the same place.
    let mut lines = (1u32..).zip(text.lines());
    let mut begun = 0;
    while let Some(part) = parts.next() {
        let mut ahead = lines.clone();
        let place = ahead.find_map(|(number, line)| {
            let lower = line.to_lowercase();
            let from = if found.is_some_and(|place: Place| place.line == number) {
                begun
            } else {
                0
            };
            let is_comment = lower.trim_start().starts_with('#');
            let mut words = lower.match_indices(part).filter(|(at, _)| {
                let before = lower[..*at].chars().next_back();
                let after = lower[at + part.len()..].trim_start_matches(QUOTES);
                *at >= from && !before.is_some_and(is_name) && after.starts_with(BEHIND_KEYS)
            });
            let (at, _) = words.next().filter(|_| !is_comment)?;
            let column = line.chars().count().min(lower[..at].chars().count()) + 1;
            let place = Place {
                line: number,
                column: u32::try_from(column).unwrap_or(1),
                length: u32::try_from(part.len()).unwrap_or(1),
            };
            Some((place, at + part.len()))
        });
        let is_last = parts.peek().is_none();
        match place {
            Some((place, end)) => {
                while lines
                    .clone()
                    .next()
                    .is_some_and(|(number, _)| number < place.line)
                {
                    lines.next();
                }
                (found, begun) = (Some(place), end);
            }
            None if is_last => found = None,
            None => {}
        }
    }
    found.unwrap_or(Place {
        line: 1,
        column: 1,
        length: 1,
    })
}

/// Where the value of a key stands, or this part of it; the key where the value is on other lines.
pub(super) fn value(text: &str, name: &str, part: Option<&str>) -> Place {
    let place = key(text, name);
    let line = text.lines().nth(place.line.saturating_sub(1) as usize);
    let line = line.unwrap_or_default();
    let behind = (place.column + place.length).saturating_sub(1) as usize;
    let behind = line
        .char_indices()
        .nth(behind)
        .map_or(line.len(), |(at, _)| at);
    let rest = line[behind..].trim_start_matches(QUOTES);
    let Some(value) = rest.strip_prefix(['=', ':']) else {
        return place;
    };
    let value = value.trim_start();
    let at = line.len() - value.len();
    let written = written(value);
    let found = part.and_then(|part| Some((at + written.find(part)?, part)));
    let (at, meant) = found.unwrap_or((at, written));
    if meant.is_empty() {
        return place;
    }
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(1);
    Place {
        column: count(&line[..at]) + 1,
        length: count(meant),
        ..place
    }
}

/// A value at the beginning of a text, as it is written.
fn written(text: &str) -> &str {
    let end = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].find(quote).map(|at| at + 2),
        Some('[') => text.find(']').map(|at| at + 1),
        Some('{') => text.find('}').map(|at| at + 1),
        _ => text.find([',', '}', '#']),
    };
    text[..end.unwrap_or(text.len())].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_where_it_stands() {
        let text = "title = 'x'\n# mounts\n[module]\n  [[module.Mounts]]\n";
        let place = key(text, "module.mounts");
        assert_eq!((place.line, place.column), (4, 12));
        assert_eq!(key(text, "nothing").line, 1);
        let text = "[menu]\nposts = 1\n[permalinks]\n  posts = ':x'\n";
        let place = key(text, "permalinks.posts");
        assert_eq!((place.line, place.column), (4, 3));
        let place = key("permalinks = { posts = ':x' }", "permalinks.posts");
        assert_eq!((place.line, place.column), (1, 16));
        let place = key("title = 'my theme'\ntheme = 'x'", "theme");
        assert_eq!((place.line, place.column), (2, 1));
    }

    #[test]
    fn a_value_is_found_behind_its_key() {
        let check = |text: &str, name: &str, part: Option<&str>, expected: (u32, u32, u32)| {
            let place = value(text, name, part);
            assert_eq!((place.line, place.column, place.length), expected, "{text}");
        };
        check("a = 1\nb = 'ü' # c", "b", None, (2, 5, 3));
        check("[x]\nb = yes # c", "x.b", None, (2, 5, 3));
        check("{\"x\": {\"b\": \"d\"}}", "x.b", None, (1, 13, 3));
        check("x:\n  b:\n    - c\n", "x.b", None, (2, 3, 1));
        check("x = { b = '/:yaer/' }", "x.b", Some(":yaer"), (1, 13, 5));
        check("x = [1, 2] # c", "x", None, (1, 5, 6));
    }
}
