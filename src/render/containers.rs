//! What stands on a line before what it says: the signs of quotes, lists and definitions that it is in.

/// A line without such signs and blanks.
pub(super) fn inner(line: &str) -> &str {
    let mut rest = line.trim_start_matches([' ', '\t', '>']);
    while let Some(after) = without_item(rest) {
        rest = after.trim_start_matches([' ', '\t', '>']);
    }
    rest
}

/// What stands before the next line of the same paragraph: blanks in the place of the signs of lists.
pub(super) fn same(before: &str) -> String {
    let is_kept = |c: char| matches!(c, ' ' | '\t' | '>');
    { before.chars() }
        .map(|c| if is_kept(c) { c } else { ' ' })
        .collect()
}

/// A line without the sign of a list that it begins with.
fn without_item(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = match digits {
        0 => line.strip_prefix(['-', '*', '+', ':'])?,
        1..=9 => line[digits..].strip_prefix(['.', ')'])?,
        _ => return None,
    };
    (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_quotes_and_lists_are_taken_off() {
        let check = |line: &str, expected: &str| assert_eq!(inner(line), expected, "{line}");
        check("a", "a");
        check("> - 1. a - b", "a - b");
        check("  *\ta", "a");
        check("-a", "-a");
        check("2024 a", "2024 a");
        check("> ", "");
        check("-", "");
    }
}
