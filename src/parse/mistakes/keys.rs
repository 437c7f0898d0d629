//! The accidents at a key of YAML, and at the dash of a list's entry.

use super::super::lines;
use super::super::read;
use super::super::split::Format;
use super::values::{is_quoted, quoted, read_alone};
use super::yaml::{entry_of, indentation};
use super::{Failed, Mistake};

const YAML: Format = Format::Yaml;

/// A key and its value with no space after the colon.
pub(super) fn missing_space(failed: &Failed<'_>) -> Option<Mistake> {
    missing_space_of_dash(failed).or_else(|| missing_space_of_colon(failed))
}

/// `-b` under `- a`.
fn missing_space_of_dash(failed: &Failed<'_>) -> Option<Mistake> {
    let told = failed.syntax.context.map(|place| place.line);
    let numbers = [told, Some(failed.syntax.place.line)];
    numbers.into_iter().flatten().find_map(|number| {
        let line = failed.line_at(number)?;
        let indentation = indentation(line.text);
        let value = line.text[indentation.len()..].strip_prefix('-')?;
        if value.starts_with([' ', '-']) || value.is_empty() {
            return None;
        }
        let mended = format!("{indentation}- {value}");
        let place = lines::place(failed.text, line.start + indentation.len(), 1);
        let message = "After this dash a space is missing.";
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// `* a`, as lists are written in Markdown.
pub(super) fn star_for_dash(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let indentation = indentation(line.text);
        let value = line.text[indentation.len()..].strip_prefix("* ")?;
        let mended = format!("{indentation}- {value}");
        let place = lines::place(failed.text, line.start + indentation.len(), 1);
        let message = "An entry of a list begins with a dash in YAML, and not with a star.";
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

fn missing_space_of_colon(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        if entry_of(line.text).is_some() {
            return None;
        }
        let (key, value) = line.text.split_once(':')?;
        let name = key.trim_start().trim_start_matches("- ");
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        // Two slashes after it: an address.
        if value.is_empty() || value.starts_with("//") || value.starts_with(':') || !is_name {
            return None;
        }
        let message = format!("After the colon of `{name}` a space is missing.");
        let mended = written(key, value.trim());
        let place = lines::place(failed.text, line.start + key.len(), 1);
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// A key that is known, and its value, with no colon between them, or with another sign.
pub(super) fn missing_colon(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let text = line.text.trim_start();
        let is_end = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'));
        let (key, rest) = text.split_at(text.find(is_end)?);
        let (sign, value) = after_sign(rest);
        let is_apart = !sign.is_empty() || rest.starts_with([' ', '\t']);
        let is_sure = matches!(sign, "=" | "==" | ":=" | "：") && lines::is_name(key);
        if !(is_sure || lines::is_known_key(key)) || value.is_empty() || !is_apart {
            return None;
        }
        let message = sign_message(key, sign);
        let key_at = line.text.len() - text.len();
        let mended = written(&line.text[..key_at + key.len()], value);
        let place = lines::place(failed.text, line.start + key_at, key.len());
        // A dash may be the first sign of what is meant.
        let is_clear = !matches!(sign, "-" | "–" | "—");
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(is_clear.then_some(mended)))
    })
}

/// What stands between a key and its value where a colon or an equals sign should, and the value.
pub(super) fn after_sign(rest: &str) -> (&str, &str) {
    const SIGNS: [&str; 12] = [
        "::", ":=", "==", "=>", "->", "：", ":", "=", ";", "- ", "– ", "— ",
    ];
    let rest = rest.trim();
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
    let sign = sign.unwrap_or_default();
    (sign.trim_end(), rest[sign.len()..].trim_start())
}

/// A key without a colon, above the list or the keys that are its value.
pub(super) fn bare_key(failed: &Failed<'_>) -> Option<Mistake> {
    lines::from(failed.text, 0).find_map(|line| {
        let key = line.text.trim();
        if !lines::is_name(key) {
            return None;
        }
        let next = lines::from(failed.text, line.end).find(|line| !line.is_blank())?;
        let own = indentation(line.text).len();
        let is_list = next.text.trim_start().starts_with("- ");
        let is_below = indentation(next.text).len() > own || is_list;
        if !is_below {
            return None;
        }
        let mended = format!("{}:", line.text.trim_end());
        let place = lines::place(failed.text, line.start + own, key.len());
        let message = format!("After `{key}` the colon is missing.");
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// A known key with something around it that is not part of it: a quote, a dash, stars.
pub(super) fn adorned_key(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let (adorned, value) = line.text.split_once(':')?;
        let key = bare(adorned);
        let is_quoted = is_quoted(adorned.trim());
        if !lines::is_known_key(key) || key == adorned.trim() || is_quoted {
            return None;
        }
        let mended = written(key, value.trim());
        let place = lines::place(failed.text, line.start, adorned.len());
        let message = format!("The key `{key}` stands here with more than its name.");
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// A key without the signs around it.
fn bare(key: &str) -> &str {
    key.trim_matches(|letter: char| !letter.is_alphanumeric())
}

/// The key that was meant by one that YAML reads: `title` by `title My post: the first`, by
/// `title:Rust: a book` and by `“title”`, with the sentence about it.
pub(super) fn meant_key(key: &str) -> Option<(&str, String)> {
    let adorned = bare(key);
    let is_sure = lines::is_known_key(adorned) || key.ends_with(':') && lines::is_name(adorned);
    if adorned != key && is_sure {
        let message = if key.ends_with(':') {
            format!("After `{adorned}` stands more than one colon.")
        } else {
            format!("The key `{adorned}` stands here with more than its name.")
        };
        return Some((adorned, message));
    }
    let is_end = |letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    let (meant, rest) = key.split_at(key.find(is_end)?);
    let (sign, value) = after_sign(rest);
    let is_apart = match sign {
        "" => rest.starts_with(' ') && is_sentence(meant, rest),
        "-" | "–" | "—" => is_sentence(meant, value),
        _ => true,
    };
    (lines::is_known_key(meant) && is_apart).then(|| (meant, sign_message(meant, sign)))
}

/// What is said about a sign between a key and its value that is not a colon with a space.
fn sign_message(key: &str, sign: &str) -> String {
    match sign {
        "" => format!("After `{key}` the colon is missing."),
        ":" => format!("After the colon of `{key}` a space is missing."),
        "=" => format!("After `{key}` stands an equals sign, where YAML has a colon and a space."),
        sign => format!("After `{key}` stands `{sign}`, where YAML has a colon and a space."),
    }
}

/// Whether what follows the first word of a key is the beginning of its value, and not a part of its
/// name, as in `date created` and `Cover Image`.
fn is_sentence(key: &str, rest: &str) -> bool {
    let first_is_capital = |text: &str| text.trim().starts_with(char::is_uppercase);
    rest.split_whitespace().count() > 1 || first_is_capital(rest) && !first_is_capital(key)
}

/// A key and its value, in quotes if YAML would read another one without.
pub(super) fn written(key: &str, value: &str) -> String {
    let bare = format!("{key}: {value}");
    let name = key.trim().to_ascii_lowercase();
    let takes_lists = matches!(
        name.as_str(),
        "tags" | "categories" | "series" | "aliases" | "author"
    );
    let is_list = value.starts_with(['[', '{']);
    let is_written = is_quoted(value) || (is_list && takes_lists);
    let keys = read::yaml(bare.trim());
    let is_another = match read_alone(YAML, &bare) {
        Some(read) => read != value,
        // A number or a list is one without quotes; a comment leaves nothing, a tag leaves the rest.
        None => keys.map_or(true, |keys| {
            keys.values()
                .all(|value| value.is_null() || matches!(value, serde_yaml::Value::Tagged(_)))
        }),
    };
    if (is_another || is_list) && !is_written {
        format!("{key}: {}", quoted(YAML, value))
    } else {
        bare
    }
}
