//! Lines in front matter that are neither keys nor values of any format.

use super::super::lines;
use super::super::split::Format;
use super::values::is_text_key;
use super::{Failed, Mistake, keys};

/// What a merge leaves where two versions differ.
pub(super) fn merge_marks(failed: &Failed<'_>) -> Option<Mistake> {
    let is_mark = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
    let line = lines::from(failed.text, 0).find(|line| is_mark(line.text))?;
    let place = lines::place(failed.text, line.start, line.text.len());
    let message = "A merge has left two versions here. Keep one of them, and take out the lines \
                   with `<<<<<<<`, `=======` and `>>>>>>>`.";
    Some(Mistake::new(place, message))
}

/// A comment as other languages have it.
pub(super) fn comment(failed: &Failed<'_>) -> Option<Mistake> {
    const SIGNS: [(&str, &str); 4] = [("//", ""), ("/*", "*/"), ("<!--", "-->"), (";", "")];
    failed.lines().find_map(|line| {
        let text = line.text.trim();
        let is_json = failed.format == Format::Json;
        let &(open, close) = SIGNS.iter().find(|(open, _)| text.starts_with(open))?;
        let note = text.strip_prefix(open)?;
        let note = note.strip_suffix(close).unwrap_or(note).trim();
        let at = line.text.len() - line.text.trim_start().len();
        let mended = format!("{}# {note}", &line.text[..at]);
        let place = lines::place(failed.text, line.start + at, text.len());
        if is_json {
            let message = "JSON has no comments. Take this line out.";
            return failed
                .is_better_with(&line, "")
                .then(|| Mistake::new(place, message));
        }
        let message = format!("A comment begins with `#` in {}.", failed.format.name());
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}

/// A space that cannot be seen to be another one, where only ordinary ones count: before a key, or
/// behind it.
pub(super) fn no_break_space(failed: &Failed<'_>) -> Option<Mistake> {
    let is_odd = |letter: char| {
        matches!(
            letter,
            '\u{a0}' | '\u{200b}' | '\u{202f}' | '\u{3000}' | '\u{feff}'
        )
    };
    failed.lines().find_map(|line| {
        let at = line.text.find(is_odd)?;
        let end = line.text.find([':', '=']).unwrap_or(line.text.len());
        let value = line.text[end..]
            .find(|c: char| !is_odd(c) && !c.is_whitespace() && c != ':' && c != '=');
        let (before, after) = line
            .text
            .split_at(end + value.unwrap_or(line.text.len() - end));
        let seen = |letter: char| match letter {
            '\u{200b}' | '\u{feff}' => None,
            odd if is_odd(odd) => Some(' '),
            letter => Some(letter),
        };
        let mended: String = before
            .chars()
            .filter_map(seen)
            .chain(after.chars())
            .collect();
        let mended = match lines::entry(Format::Yaml, &mended) {
            Some(entry) if failed.format == Format::Yaml && is_text_key(entry.key) => {
                let key_end = entry.key_at + entry.key.len();
                keys::written(&mended[..key_end], mended[entry.value_at..].trim_end())
            }
            _ => mended,
        };
        let place = lines::place(failed.text, line.start + at, 1);
        let message = "Here is a space of another kind, such as a no-break space, where only an \
                       ordinary one counts.";
        failed
            .is_better_with(&line, &mended)
            .then(|| Mistake::new(place, message).with_suggestion(Some(mended)))
    })
}
