//! What the author types, as commands.

/// A letter, then Enter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Share the post saved last; go on with links that are paused; say the link again.
    Share,
    /// Open the author's page in the browser.
    Open,
    /// Say what the keys do.
    Help,
    /// Copy the link.
    Copy,
    /// Choose what to share.
    Post,
    /// Say the other addresses of the link.
    Addresses,
    /// Say who is reading.
    Who,
    /// End sharing.
    End(Which),
    /// No key of ours.
    Unknown,
}

/// Which links to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The only one there is.
    Only,
    /// These of the list that was printed, counted from one.
    Numbers(Vec<usize>),
    /// All of them.
    All,
}

impl Command {
    /// Nothing for an empty line.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let line = line.trim().to_lowercase();
        let letter = line.chars().next()?;
        let rest = line[letter.len_utf8()..].trim_start();
        Some(match (letter, rest) {
            ('s', "") => Self::Share,
            ('o', "") => Self::Open,
            ('?' | 'h', "") => Self::Help,
            ('c', "") => Self::Copy,
            ('p', "") => Self::Post,
            ('a', "") => Self::Addresses,
            ('w', "") => Self::Who,
            ('x', "") => Self::End(Which::Only),
            ('x', "all" | "a") => Self::End(Which::All),
            ('x', rest) => {
                numbers(rest).map_or(Self::Unknown, |chosen| Self::End(Which::Numbers(chosen)))
            }
            _ => Self::Unknown,
        })
    }
}

/// What answers "which posts?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// These of the list, counted from zero, each once; never empty.
    Posts(Vec<usize>),
    /// All drafts.
    Drafts,
    /// A device of the author's own.
    Own,
    /// None.
    Nothing,
    /// A number that the list does not have.
    NotListed(usize),
    /// No answer to this question; perhaps a command.
    None,
}

impl Answer {
    /// Reads the answer to a list of this length.
    pub(crate) fn parse(line: &str, length: usize) -> Self {
        match line.trim().to_lowercase().as_str() {
            "" => return Self::Nothing,
            // Words: a letter is soon typed, and `a` and `o` are keys that share nothing.
            "all" => return Self::Drafts,
            "own" => return Self::Own,
            _ => {}
        }
        let Some(chosen) = numbers(line) else {
            return Self::None;
        };
        let mut posts = Vec::new();
        for number in chosen {
            match number.checked_sub(1) {
                Some(index) if index < length => {
                    if !posts.contains(&index) {
                        posts.push(index);
                    }
                }
                _ => return Self::NotListed(number),
            }
        }
        Self::Posts(posts)
    }
}

/// "1 3" and "1, 3": numbers and nothing else, at least one.
fn numbers(text: &str) -> Option<Vec<usize>> {
    let words = text.split([' ', ',', '\t']).filter(|word| !word.is_empty());
    let numbers: Option<Vec<usize>> = words.map(|word| word.parse().ok()).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_a_letter_in_any_case() {
        let check = |line: &str, expected: Option<Command>| {
            assert_eq!(Command::parse(line), expected, "{line:?}");
        };
        check("", None);
        check("  \t", None);
        check("s", Some(Command::Share));
        check(" S ", Some(Command::Share));
        check("o", Some(Command::Open));
        check("?", Some(Command::Help));
        check("c", Some(Command::Copy));
        check("p", Some(Command::Post));
        check("a", Some(Command::Addresses));
        check("w", Some(Command::Who));
        check("x", Some(Command::End(Which::Only)));
        check("X All", Some(Command::End(Which::All)));
        check("x 2", Some(Command::End(Which::Numbers(vec![2]))));
        check("x1, 3", Some(Command::End(Which::Numbers(vec![1, 3]))));
        for unknown in [
            "share",
            "x y",
            "x -1",
            "x 2 y",
            "q",
            "ſ",
            "é",
            "İ",
            "\u{1b}[A",
            "\u{fffd}",
            "99999999999999999999999",
            "x 99999999999999999999999",
            "2",
        ] {
            check(unknown, Some(Command::Unknown));
        }
    }

    #[test]
    fn a_list_is_answered_with_numbers_or_a_word() {
        let check = |line: &str, expected| {
            assert_eq!(Answer::parse(line, 3), expected, "{line:?}");
        };
        check("2", Answer::Posts(vec![1]));
        check("1 3", Answer::Posts(vec![0, 2]));
        check("3,1, 3", Answer::Posts(vec![2, 0]));
        check("All", Answer::Drafts);
        check(" own", Answer::Own);
        check("a", Answer::None);
        check("O", Answer::None);
        check(" ", Answer::Nothing);
        check("0", Answer::NotListed(0));
        check("1 4", Answer::NotListed(4));
        check("s", Answer::None);
        check("1 and 2", Answer::None);
        check(",", Answer::None);
    }
}
