//! Numbers and marks of a code block's lines, as Hugo's `{linenos=table, hl_lines=[2,"4-6"]}` asks for
//! them.

/// The longest list of options that is read.
const LONGEST: usize = 1024;

/// How the lines of a code block are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::render) struct Options {
    /// Whether lines have numbers, and where.
    pub(super) numbers: Numbers,
    /// The number of the first line.
    pub(super) first: Option<u32>,
    /// Lines that are marked, counted from 1: first and last of each stretch.
    pub(super) marked: Vec<(u32, u32)>,
}

/// Where the numbers of lines stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// There are none.
    #[default]
    None,
    /// In a column of a table, beside the code.
    Table,
    /// Before each line.
    Inline,
}

impl Options {
    /// What an info string says: `go {linenos=table hl_lines=[2]}`; `usual` is what counts where it
    /// says nothing.
    pub(in crate::render) fn of_info(info: &str, usual: Numbers) -> Self {
        let inner = info.split_once('{').map(|(_, rest)| rest);
        let inner = inner.map(|rest| rest.rsplit_once('}').map_or(rest, |(inner, _)| inner));
        Self::of_list(inner.unwrap_or_default(), usual)
    }

    /// What a list says: `linenos=table,hl_lines=2 4-6,linenostart=10`.
    pub(in crate::render) fn of_list(list: &str, usual: Numbers) -> Self {
        let mut options = Self {
            numbers: usual,
            ..Self::default()
        };
        for (key, value) in pairs(list) {
            match key.to_lowercase().as_str() {
                "linenos" => options.numbers = Numbers::of(&value, usual),
                "linenostart" => options.first = value.trim().parse().ok(),
                "hl_lines" => options.marked = stretches(&value),
                _ => {}
            }
        }
        options
    }

    /// Whether the block is shown like any other.
    pub(in crate::render) fn are_none(&self) -> bool {
        self.numbers == Numbers::None && self.marked.is_empty()
    }

    /// Whether the line of this place, counted from 1, is marked.
    pub(super) fn marks(&self, line: u32) -> bool {
        self.marked
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&line))
    }
}

impl Numbers {
    fn of(value: &str, usual: Self) -> Self {
        match value {
            "table" => Self::Table,
            "inline" => Self::Inline,
            "false" => Self::None,
            // Hugo has them in a table unless it is told otherwise.
            _ if usual == Self::Inline => Self::Inline,
            _ => Self::Table,
        }
    }
}

/// The keys and values of a list. Values may stand in quotes or brackets; a comma or a blank separates
/// them.
fn pairs(list: &str) -> Vec<(&str, String)> {
    let mut pairs = Vec::new();
    let reach = (0..=list.len().min(LONGEST)).rev();
    let reach = { reach }.find(|at| list.is_char_boundary(*at)).unwrap_or(0);
    let list = &list[..reach];
    let mut rest = list.trim_start_matches([' ', ',', '\t']);
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.trim().rsplit([' ', ',']).next().unwrap_or_default();
        let (value, after) = value(after.trim_start(), key);
        pairs.push((key, value));
        rest = after.trim_start_matches([' ', ',', '\t']);
    }
    pairs
}

/// The value with which a text begins, and what follows it.
fn value<'a>(text: &'a str, key: &str) -> (String, &'a str) {
    let within = |open: char, close: char| {
        let rest = text.strip_prefix(open)?;
        let end = rest.find(close)?;
        Some((rest[..end].to_owned(), &rest[end + close.len_utf8()..]))
    };
    let found = within('"', '"')
        .or_else(|| within('\'', '\''))
        .or_else(|| within('[', ']'));
    found.unwrap_or_else(|| {
        // `hl_lines=2 4-6` goes on behind a blank.
        let ends = if key.eq_ignore_ascii_case("hl_lines") {
            &[','][..]
        } else {
            &[',', ' ']
        };
        let end = text.find(ends).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        (value.trim_end_matches('}').to_owned(), rest)
    })
}

/// `2 "4-6"` → 2 to 2 and 4 to 6.
fn stretches(text: &str) -> Vec<(u32, u32)> {
    let words = text.split([' ', ',', '"', '\'', '[', ']']);
    let stretch = |word: &str| {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        Some((first.parse().ok()?, last.parse().ok()?))
    };
    words.filter_map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_from_info_strings_and_lists() {
        let check = |info: &str, numbers: Numbers, marked: &[(u32, u32)]| {
            let options = Options::of_info(info, Numbers::None);
            assert_eq!(
                (options.numbers, &*options.marked),
                (numbers, marked),
                "{info}"
            );
        };
        check("go", Numbers::None, &[]);
        check("go {linenos=true}", Numbers::Table, &[]);
        check(
            "go {linenos=inline,hl_lines=[1,\"3-4\"]}",
            Numbers::Inline,
            &[(1, 1), (3, 4)],
        );
        check("go {hl_lines=[2] linenostart=7}", Numbers::None, &[(2, 2)]);
        check("go {linenos=\"table\"}", Numbers::Table, &[]);
        let list = Options::of_list("linenos=table,hl_lines=2 4-6,linenostart=10", Numbers::None);
        assert_eq!(list.first, Some(10));
        assert_eq!(list.marked, [(2, 2), (4, 6)]);
        let usual = Options::of_info("go", Numbers::Table);
        assert_eq!(usual.numbers, Numbers::Table);
        let off = Options::of_info("go {linenos=false}", Numbers::Table);
        assert_eq!(off.numbers, Numbers::None);
    }
}
