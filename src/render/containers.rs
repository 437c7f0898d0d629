//! What stands on a line before what it says: the signs of quotes, lists and definitions that it is in.

/// So many columns a tab goes on at most.
const TAB: usize = 4;

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

/// At which column a text ends that begins a line.
pub(super) fn column(before: &str) -> usize {
    before.chars().fold(0, |column, c| match c {
        '\t' => column + TAB - column % TAB,
        _ => column + 1,
    })
}

/// At which column that begins what the item of a list says whose sign stands there.
pub(super) fn column_of_item(text: &str, sign: usize) -> usize {
    let line = memchr::memrchr(b'\n', &text.as_bytes()[..sign]).map_or(0, |at| at + 1);
    let rest = text[sign..].split('\n').next().unwrap_or_default();
    let rest = rest.trim_start_matches([' ', '\t']);
    let start = text[sign..].len() - text[sign..].trim_start_matches([' ', '\t']).len() + sign;
    let behind = without_item(rest).unwrap_or_default();
    let sign_end = start + rest.len() - behind.len();
    let said = behind.trim_start_matches([' ', '\t']);
    let after_sign = column(&text[line..sign_end]);
    let begins = column(&text[line..sign_end + behind.len() - said.len()]);
    // More blanks are code.
    if said.trim_ascii().is_empty() || begins > after_sign + TAB {
        after_sign + 1
    } else {
        begins
    }
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
    fn an_item_begins_at_a_column() {
        let check = |text: &str, sign: usize, expected: usize| {
            assert_eq!(column_of_item(text, sign), expected, "{text:?}");
        };
        check("- a", 0, 2);
        check("x\n  10.  a", 4, 7);
        check("-\ta", 0, 4);
        check("-     a", 0, 2);
        check("> - a", 2, 4);
        check("- \n", 0, 2);
        check("1.", 0, 3);
    }

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
