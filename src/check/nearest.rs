//! The name that was meant.

use strsim::osa_distance;

/// A name that differs in more than this part of it is another name.
const NEAR: usize = 3;
/// Nobody mistypes a longer one.
const LONGEST: usize = 200;

/// The name that is most like `name`, if one is at all like it.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let length = folded.chars().count();
    if length > LONGEST {
        return None;
    }
    let most = (length / NEAR).max(1);
    let distance = |other: &str| {
        let length_of_other = other.chars().count();
        if length_of_other > LONGEST {
            return None;
        }
        // `tables` for `a-table-of-tables`: what a heading is called by in short.
        let is_part = length > 3 && other.split('-').any(|part| part == folded);
        if is_part {
            return Some(1);
        }
        if length.abs_diff(length_of_other) > most {
            return None;
        }
        let distance = osa_distance(&folded, &other.to_lowercase());
        (distance <= most).then_some(distance)
    };
    let near = known.filter_map(|other| Some((distance(other)?, other)));
    near.min().map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<&str>) {
        let known = ["tables", "own-name", "the-end-of-all", "Ärger"];
        assert_eq!(nearest(name, known.into_iter()), expected, "{name}");
    }

    #[test]
    fn what_differs_little_is_near() {
        check("tabels", Some("tables"));
        check("own_name", Some("own-name"));
        check("OWN-NAME", Some("own-name"));
        check("end", None);
        check("ärger", Some("Ärger"));
        check("chairs", None);
        check("", None);
        check(&"x".repeat(1000), None);
    }
}
