//! Hugo's patterns of names and paths: `*.png`, `**/{a,b}-?.jpg`.

use std::iter::Peekable;
use std::str::Chars;

/// The most alternatives that a pattern may come to, and the most bytes of it.
const MOST: usize = 64;
const LONGEST: usize = 256;

/// A pattern, in lower case as Hugo compares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glob(Vec<Vec<Sign>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sign {
    Letter(char),
    /// `?`
    One,
    /// `[a-c]`, `[!x]`
    Class(bool, Vec<(char, char)>),
    /// `*`
    Some,
    /// `**`, which goes on in folders.
    All,
}

impl Glob {
    /// What a pattern says.
    pub(crate) fn of(pattern: &str) -> Result<Self, String> {
        if pattern.len() > LONGEST {
            return Err("a pattern of names is too long".to_owned());
        }
        let lower = pattern.trim_start_matches("./").to_lowercase();
        let ways = alternatives(&mut lower.chars().peekable(), false);
        ways.filter(|ways| ways.len() <= MOST)
            .map(Self)
            .ok_or_else(|| format!("`{pattern}` is no pattern of names"))
    }

    /// Whether a name is one of those.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.to_lowercase().chars().collect();
        self.0.iter().any(|signs| is_match(signs, &name))
    }
}

/// What a pattern may come to up to its end, or within braces up to a `,` or `}`.
fn alternatives(signs: &mut Peekable<Chars<'_>>, is_within: bool) -> Option<Vec<Vec<Sign>>> {
    let mut ways = vec![Vec::new()];
    while let Some(&letter) = signs.peek() {
        if is_within && matches!(letter, ',' | '}') {
            return Some(ways);
        }
        signs.next();
        let sign = match letter {
            '{' => {
                let mut inner = Vec::new();
                loop {
                    inner.extend(alternatives(signs, true)?);
                    match signs.next()? {
                        ',' => {}
                        _ => break,
                    }
                }
                if ways.len() * inner.len() > MOST {
                    return None;
                }
                let both = |before: &Vec<Sign>| {
                    let before = before.clone();
                    inner.iter().map(move |after| [&before[..], after].concat())
                };
                ways = ways.iter().flat_map(both).collect();
                continue;
            }
            '?' => Sign::One,
            '[' => class(signs)?,
            '*' if signs.next_if_eq(&'*').is_some() => Sign::All,
            '*' => Sign::Some,
            '\\' => Sign::Letter(signs.next()?),
            letter => Sign::Letter(letter),
        };
        for way in &mut ways {
            way.push(sign.clone());
        }
    }
    (!is_within).then_some(ways)
}

fn class(signs: &mut Peekable<Chars<'_>>) -> Option<Sign> {
    let is_not = signs.next_if(|sign| matches!(sign, '!' | '^')).is_some();
    let mut ranges = Vec::new();
    loop {
        match signs.next()? {
            ']' => return Some(Sign::Class(is_not, ranges)),
            first if signs.next_if_eq(&'-').is_some() => ranges.push((first, signs.next()?)),
            one => ranges.push((one, one)),
        }
    }
}

/// Takes time proportional to both: which ends of the pattern may be reached is known for each letter.
fn is_match(signs: &[Sign], name: &[char]) -> bool {
    let mut reached = vec![false; signs.len() + 1];
    reached[0] = true;
    pass_over(signs, &mut reached);
    for letter in name {
        let mut next = vec![false; signs.len() + 1];
        for (at, sign) in signs.iter().enumerate().filter(|(at, _)| reached[*at]) {
            match sign {
                Sign::All => next[at] = true,
                Sign::Some => next[at] |= *letter != '/',
                Sign::Letter(meant) => next[at + 1] |= meant == letter,
                Sign::One => next[at + 1] |= *letter != '/',
                Sign::Class(is_not, ranges) => {
                    let is_in = ranges
                        .iter()
                        .any(|(from, to)| (from..=to).contains(&letter));
                    next[at + 1] |= is_in != *is_not;
                }
            }
        }
        pass_over(signs, &mut next);
        reached = next;
    }
    reached[signs.len()]
}

/// Stars may stand for nothing.
fn pass_over(signs: &[Sign], reached: &mut [bool]) {
    for (at, sign) in signs.iter().enumerate() {
        if reached[at] && matches!(sign, Sign::Some | Sign::All) {
            reached[at + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Hugo 0.168 matches the names of resources.
    #[test]
    fn names_match_patterns() {
        let check = |pattern: &str, name: &str, expected: bool| {
            let glob = Glob::of(pattern).unwrap();
            assert_eq!(glob.matches(name), expected, "{pattern} and {name}");
        };
        check("a.png", "A.png", true);
        check("*.png", "a.png", true);
        check("*.png", "sub/b.png", false);
        check("**.PNG", "sub/b.png", true);
        check("{a,sub/b}.*", "sub/b.png", true);
        check("{a,sub/b}.*", "c.png", false);
        check("{a{1,2},b}*", "a2.png", true);
        check("?[a-c][!x].txt", "xby.txt", true);
        check("?[a-c][!x].txt", "xbx.txt", false);
        check("*a*a*a*a*a*b", &"a".repeat(200), false);
        for bad in ["{a", "[a", &"{a,b}".repeat(20), &"{".repeat(30_000)] {
            assert!(Glob::of(bad).is_err(), "{bad}");
        }
    }
}
