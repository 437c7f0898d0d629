//! The accidents in YAML.

use super::super::date;
use super::super::lines::{self, Entry, Line};
use super::super::read::{self, Failure};
use super::super::split::Format;
use super::keys::meant_key;
use super::values::{
    has_half_a_pair, is_date_key, is_text_key, meant_by_quotes, quoted, read_alone, subject,
    with_value,
};
use super::{Failed, Mistake};

const YAML: Format = Format::Yaml;

/// A line indented with a tab. It is the mistake if without tabs the text can be read, or read
/// further.
pub(super) fn tab(failed: &Failed<'_>) -> Option<Mistake> {
    let (text, syntax) = (failed.text, failed.syntax);
    let is_tabbed = |line: &Line<'_>| indentation(line.text).contains('\t');
    let line = lines::from(text, 0)
        .take(syntax.place.line as usize)
        .find(is_tabbed)?;
    let read_with = |tab| {
        let text: String = lines::from(text, 0)
            .map(|line| without_tabs(line.text, tab) + "\n")
            .collect();
        read::yaml(&text)
    };
    let suggestion = ["  ", ""]
        .into_iter()
        .find(|tab| failed.may_try() && read_with(tab).is_ok())
        .map(|tab| without_tabs(line.text, tab));
    let is_better = || {
        failed.may_try()
            && matches!(read_with("  "), Err(Failure::Syntax(then)) if then.place.line > syntax.place.line)
    };
    if suggestion.is_none() && !is_better() {
        return None;
    }
    let place = lines::place(text, line.start, indentation(line.text).len());
    let message = "This line is indented with a tab, and YAML takes only spaces.";
    Some(Mistake::new(place, message).with_suggestion(suggestion))
}

pub(super) fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The line with something else for each tab of its indentation.
fn without_tabs(line: &str, replacement: &str) -> String {
    let tabs = indentation(line);
    tabs.replace('\t', replacement) + &line[tabs.len()..]
}

/// A key that is there already. The parser tells the key, and no place.
pub(super) fn duplicate_key(failed: &Failed<'_>) -> Option<Mistake> {
    let (text, syntax) = (failed.text, failed.syntax);
    let (_, quoted) = syntax.words.split_once("duplicate entry with key ")?;
    let key = quoted.trim_matches('"');
    let mut above: Vec<usize> = Vec::new();
    for line in lines::from(text, 0).filter(|line| !line.is_blank()) {
        let Some(entry) = lines::entry(YAML, line.text) else {
            continue;
        };
        // A line less indented ends the mappings that are deeper, and a dash begins a new one.
        let is_new = line.text[..entry.key_at].contains('-');
        above.retain(|&at| {
            if is_new {
                at < entry.key_at
            } else {
                at <= entry.key_at
            }
        });
        if entry.key != key {
            continue;
        }
        if above.contains(&entry.key_at) {
            let place = lines::place(text, line.start + entry.key_at, key.len());
            let message = format!("`{key}` is written twice. Keep one of the two lines.");
            return Some(Mistake::new(place, message));
        }
        above.push(entry.key_at);
    }
    None
}

/// A quote that opens a value and is not closed before the next key, or at all.
pub(super) fn unclosed_quote(failed: &Failed<'_>) -> Option<Mistake> {
    let (text, syntax) = (failed.text, failed.syntax);
    let before_next_key = lines::from(text, 0)
        .take(syntax.place.line as usize)
        .filter_map(|line| Some((line, open_quote(line.text)?)))
        .find(|(line, entry)| next_begins_anew(text, line, entry));
    let Some((line, entry)) = before_next_key else {
        return never_closed(failed);
    };
    let mended = format!("{}{}", line.text.trim_end(), &entry.value[..1]);
    let is_readable = read_alone(YAML, &mended).is_some() && !has_half_a_pair(entry.value);
    let mistake = quote_mistake(text, &line, &entry);
    Some(mistake.with_suggestion(is_readable.then_some(mended)))
}

/// A quote that runs over several lines to the end. Which of them its author meant cannot be told.
fn never_closed(failed: &Failed<'_>) -> Option<Mistake> {
    let (text, syntax) = (failed.text, failed.syntax);
    let opening = syntax
        .context
        .filter(|_| syntax.words.contains("quoted scalar"))?;
    let line = lines::from(text, 0).nth(opening.line as usize - 1)?;
    let entry = open_quote(line.text)?;
    Some(quote_mistake(text, &line, &entry))
}

fn quote_mistake(text: &str, line: &Line<'_>, entry: &Entry<'_>) -> Mistake {
    let meant = line.text.len() - entry.value_at;
    let message = format!(
        "{} begins with a quote that is never closed.",
        subject(entry.key)
    );
    Mistake::new(
        lines::place(text, line.start + entry.value_at, meant),
        message,
    )
}

/// Whether after this entry there is another one beside or above it, or nothing.
fn next_begins_anew(text: &str, line: &Line<'_>, entry: &Entry<'_>) -> bool {
    let Some(next) = lines::from(text, line.end).find(|line| !line.is_blank()) else {
        return true;
    };
    lines::entry(YAML, next.text)
        .or_else(|| lines::list_entry(next.text))
        .is_some_and(|next| next.key_at <= entry.key_at)
}

/// The entry of a line whose value opens a quote and does not close it on that line.
fn open_quote(line: &str) -> Option<Entry<'_>> {
    let entry = entry_of(line)?;
    let quote = entry
        .value
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let mut is_escaped = false;
    let is_closed = line[entry.value_at + 1..].chars().any(|letter| {
        let closes = letter == quote && !is_escaped;
        is_escaped = letter == '\\' && quote == '"' && !is_escaped;
        closes
    });
    (!is_closed).then_some(entry)
}

/// A value that begins with an apostrophe, which YAML takes for a quote: `'Tis the season`.
pub(super) fn leading_apostrophe(failed: &Failed<'_>) -> Option<Mistake> {
    const SHORTENED: [&str; 9] = [
        "tis", "twas", "til", "cause", "em", "n", "round", "bout", "twixt",
    ];
    let is_shortened = |value: &str| {
        let word = value[1..].split(|c: char| !c.is_alphanumeric()).next();
        let word = word.unwrap_or_default().to_lowercase();
        let is_year = word.len() >= 2 && word.as_bytes()[..2].iter().all(u8::is_ascii_digit);
        is_year || SHORTENED.contains(&word.as_str())
    };
    failed.lines().find_map(|line| {
        let entry = open_quote(line.text)?;
        let value = entry.value;
        if !value.starts_with('\'') || !is_shortened(value) {
            return None;
        }
        let message = format!(
            "{} begins with an apostrophe, which YAML takes for a quote. It needs quotes around it.",
            subject(entry.key)
        );
        in_quotes(failed, &line, &entry, message, value)
    })
}

/// A bare value with a colon and a space in it, which YAML takes for a key and its value.
pub(super) fn colon_in_value(failed: &Failed<'_>) -> Option<Mistake> {
    if !failed
        .syntax
        .words
        .starts_with("mapping values are not allowed")
    {
        return None;
    }
    let line = failed.line()?;
    let entry = entry_of(line.text).filter(|entry| !entry.key.is_empty())?;
    let is_bare = !entry
        .value
        .starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '@', '`', '%']);
    let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
    if !is_bare || entry.value.is_empty() || failed.syntax.place.column < place.column {
        return None;
    }
    if is_date_key(entry.key) && date::date(entry.value).is_none() {
        let mended = date::meant(entry.value).map(|date| with_value(&line, &entry, &date));
        let message = date::why_none(entry.key, entry.value);
        return Some(Mistake::new(place, message).with_suggestion(mended));
    }
    let message = format!(
        "{} has a colon in it, so it needs quotes around it.",
        subject(entry.key)
    );
    let mended = with_value(&line, &entry, &quoted(YAML, entry.value));
    let is_meant = read_alone(YAML, &mended).as_deref() == Some(entry.value);
    Some(Mistake::new(place, message).with_suggestion(is_meant.then_some(mended)))
}

/// A value that begins with a quote, closes it, and goes on.
pub(super) fn inner_quote(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = entry_of(line.text)?;
        let quote = entry.value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let after = entry.value[1..].split_once(quote)?.1;
        if after.trim().is_empty() {
            return None;
        }
        let (word, other) = if quote == '"' {
            ("a quote", "single")
        } else {
            ("an apostrophe", "double")
        };
        let message = format!(
            "{} has {word} in it, where YAML takes the text to end. Put {other} quotes around the whole of it.",
            subject(entry.key),
        );
        if let Some(meant) = meant_by_quotes(entry.value) {
            return in_quotes(failed, &line, &entry, message, meant);
        }
        let without = with_value(&line, &entry, "\"\"");
        let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
        failed.is_better_with(&line, &without).then(|| Mistake::new(place, message))
    })
}

/// A backslash between double quotes, where it begins a sign of YAML's own.
pub(super) fn backslash(failed: &Failed<'_>) -> Option<Mistake> {
    let is_told = ["escape", "hexadecimal"].map(|word| failed.syntax.words.contains(word));
    if !is_told.contains(&true) {
        return None;
    }
    let line = failed.line()?;
    let entry = entry_of(line.text)?;
    let meant = entry.value.strip_prefix('"')?.strip_suffix('"')?;
    in_quotes(failed, &line, &entry, backslash_message(entry.key), meant)
}

pub(super) fn backslash_message(key: &str) -> String {
    format!(
        "{} has a backslash in it, which means something between double quotes. Single quotes leave it alone.",
        subject(key)
    )
}

/// A group of keys whose brace is never closed.
pub(super) fn unclosed_group(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = entry_of(line.text)?;
        let inside = entry.value.strip_prefix('{')?;
        if is_text_key(entry.key) || inside.contains(['}', '{']) || !inside.contains(": ") {
            return None;
        }
        let group = format!("{}}}", entry.value.trim_end_matches(','));
        let mended = with_value(&line, &entry, &group);
        let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
        let message = format!(
            "{} begins with a brace that is never closed.",
            subject(entry.key)
        );
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// A bare value that begins with a character that means something to YAML.
pub(super) fn leading_character(failed: &Failed<'_>) -> Option<Mistake> {
    failed.lines().find_map(|line| {
        let entry = entry_of(line.text)?;
        let first = entry.value.chars().next()?;
        let is_special = match first {
            '@' | '`' | '%' | '*' | '&' | '!' | '[' | '{' | ']' | '}' | ',' | '|' | '>' => true,
            '-' | '?' | ':' => entry.value[1..].starts_with(' '),
            _ => false,
        };
        // What is closed at its end is a list or a group, with another mistake in it.
        let last = entry.value.chars().next_back();
        let is_closed = matches!((first, last), ('[', Some(']')) | ('{', Some('}')))
            || matches!((first, last), ('[' | '{', Some(']' | '}' | ')')))
                && !is_text_key(entry.key);
        if !is_special || is_closed || is_block_sign(entry.value) {
            return None;
        }
        if let Some(mistake) = begun_too_early(failed, &line, &entry) {
            return Some(mistake);
        }
        let character = match first {
            '`' => "a backtick".to_owned(),
            other => format!("`{other}`"),
        };
        let message = format!(
            "{} begins with {character}, which means something to YAML, so it needs quotes around it.",
            subject(entry.key),
        );
        in_quotes(failed, &line, &entry, message, entry.value)
    })
}

/// Whether a value is the sign of a text below it: `|`, `>-`, `|2`.
fn is_block_sign(value: &str) -> bool {
    value.strip_prefix(['|', '>']).is_some_and(|rest| {
        let is_sign = |letter: char| matches!(letter, '+' | '-' | '1'..='9');
        rest.chars().all(is_sign)
    })
}

/// A line of a long text that is indented less than those above it, or not at all.
pub(super) fn unindented_text(failed: &Failed<'_>) -> Option<Mistake> {
    let told = failed.syntax.context.map(|place| place.line);
    let numbers = [told, Some(failed.syntax.place.line)];
    numbers.into_iter().flatten().find_map(|number| {
        let line = failed.line_at(number).filter(|line| !line.is_blank())?;
        let above = lines::from(failed.text, 0).take_while(|above| above.start < line.start);
        let above: Vec<_> = above.filter(|above| !above.is_blank()).collect();
        let head = above.iter().rposition(|above| {
            entry_of(above.text).is_some_and(|entry| is_block_sign(entry.value))
        })?;
        let own = indentation(line.text);
        let first = above.get(head + 1).map(|first| indentation(first.text));
        let of_head = indentation(above[head].text);
        let wanted = first.map_or_else(|| format!("{of_head}  "), str::to_owned);
        let is_below = above[head + 1..]
            .iter()
            .all(|line| indentation(line.text).len() >= wanted.len());
        if !is_below || own.len() >= wanted.len() {
            return None;
        }
        let mended = format!("{wanted}{}", line.text.trim_start());
        let place = lines::place(failed.text, line.start, own.len().max(1));
        let message = "Each line of a text below `|` or `>` is indented like its first one.";
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// A list or a long text that begins on the line of its key, and goes on below it.
fn begun_too_early(failed: &Failed<'_>, line: &Line<'_>, entry: &Entry<'_>) -> Option<Mistake> {
    let next = lines::from(failed.text, line.end).find(|line| !line.is_blank())?;
    let is_deeper = indentation(next.text).len() > indentation(line.text).len();
    let is_list = next.text.trim_start().starts_with("- ");
    let (what, sign) = match entry.value.chars().next()? {
        '-' if is_list => ("list", ":"),
        '|' if is_deeper && !is_block_sign(entry.value) => ("text", "|"),
        '>' if is_deeper && !is_block_sign(entry.value) => ("text", ">"),
        _ => return None,
    };
    let place = lines::place(failed.text, line.start + entry.value_at, entry.value.len());
    let message = format!(
        "The {what} of `{}` begins on the line below the `{sign}`.",
        entry.key
    );
    Some(Mistake::new(place, message))
}

/// A line that begins further in, or less far, than those beside it.
pub(super) fn uneven_indentation(failed: &Failed<'_>) -> Option<Mistake> {
    let first = failed.line_at(1).filter(|line| line.text.starts_with(' '));
    let here = failed.line().filter(|line| line.start > 0);
    [here, first].into_iter().flatten().find_map(|line| {
        let entry = entry_of(line.text)?;
        let own = indentation(line.text);
        if entry.key.contains(char::is_whitespace) && !own.is_empty() {
            return in_wrapped_text(failed, &line);
        }
        let others = indentations_beside(failed.text, &line);
        let others = others.into_iter().filter(|other| *other != own);
        others.into_iter().find_map(|other| {
            let mended = format!("{other}{}", line.text.trim_start());
            if !failed.is_better_with(&line, &mended) {
                return None;
            }
            let message = if other.is_empty() {
                "This line is indented, and those beside it are not."
            } else {
                "This line is not indented like those that it belongs to."
            };
            let place = lines::place(failed.text, line.start, own.len().max(1));
            Some(Mistake::new(place, message).with_suggestion(Some(mended)))
        })
    })
}

/// A text that goes on below its key, and has a colon in it there.
fn in_wrapped_text(failed: &Failed<'_>, line: &Line<'_>) -> Option<Mistake> {
    let above = lines::from(failed.text, 0).take_while(|above| above.start < line.start);
    let above = above.filter(|above| !above.is_blank()).last()?;
    let begun = entry_of(above.text).filter(|begun| !begun.value.is_empty())?;
    let own = indentation(line.text).len();
    let place = lines::place(failed.text, line.start + own, line.text.len() - own);
    let message = format!(
        "{} goes on here and has a colon in it, so it needs quotes around the whole of it.",
        subject(begun.key)
    );
    Some(Mistake::new(place, message))
}

/// How other lines are indented, those above first and the nearest before the others, each once.
fn indentations_beside<'a>(text: &'a str, line: &Line<'_>) -> Vec<&'a str> {
    let of = |line: Line<'a>| (!line.is_blank()).then(|| indentation(line.text));
    let above = lines::from(text, 0).take_while(|other| other.start < line.start);
    let mut all: Vec<_> = above.filter_map(of).collect();
    all.reverse();
    all.extend(lines::from(text, line.end).filter_map(of));
    let mut seen = Vec::new();
    all.retain(|indentation| {
        let is_new = !seen.contains(indentation);
        seen.push(*indentation);
        is_new
    });
    all
}

/// A line without a key, between lines that have one.
pub(super) fn stray_line(failed: &Failed<'_>) -> Option<Mistake> {
    let is_told = failed
        .syntax
        .words
        .starts_with("could not find expected ':'");
    let number = failed.syntax.context.filter(|_| is_told)?.line;
    let line = failed.line_at(number)?;
    if lines::entry(YAML, line.text).is_some() {
        return None;
    }
    let place = lines::place(failed.text, line.start, line.text.len());
    let message = "This line has no key. Is it part of the line above, or is its key missing, as \
                   `title: ` in `title: My post`?";
    Some(Mistake::new(place, message))
}

/// The mistake that a value is bare or badly quoted, with the line in which it is quoted well.
fn in_quotes(
    failed: &Failed<'_>,
    line: &Line<'_>,
    entry: &Entry<'_>,
    message: String,
    meant: &str,
) -> Option<Mistake> {
    let mended = with_value(line, entry, &quoted(YAML, meant));
    let span = entry.value_at..entry.value_at + entry.value.len();
    failed.mended(line, span, message, mended, meant)
}

/// The entry of a line, unless its key is one that cannot be meant.
pub(super) fn entry_of(line: &str) -> Option<Entry<'_>> {
    let entry = lines::entry(YAML, line).or_else(|| lines::list_entry(line))?;
    meant_key(entry.key).is_none().then_some(entry)
}
