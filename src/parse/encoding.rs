//! Bytes → text, or what is wrong with them.

use crate::problem::{Kind, Place, Problem};

/// How much of a file is looked at to tell text from other things; as git does.
const HEAD: usize = 8000;

/// The file's text, when it is UTF-8.
///
/// # Errors
///
/// A [`Kind::Read`] problem at the first byte that is not UTF-8, with the encoding it probably is;
/// or one without a place when the file is not text at all.
pub fn decode(path: &str, bytes: Vec<u8>) -> Result<String, Box<Problem>> {
    if let Some(message) = not_text(&bytes) {
        return Err(Box::new(Problem::unreadable(path, message)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let mistake = error.utf8_error();
        Box::new(bad_byte(path, error.as_bytes(), mistake))
    })
}

/// Why these bytes are no text that could be shown even in part.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Some("This file is written in UTF-16. Save it as UTF-8.");
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let zeros = |skip| {
        head.iter()
            .skip(skip)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    // A stray NUL in a text is shown as the replacement character; one byte in ten is no accident.
    if (even + odd) * 10 <= head.len() {
        return None;
    }
    // UTF-16 without its mark: in western text every second byte is NUL, and hardly another one.
    if even.min(odd) * 10 < even.max(odd) {
        return Some("This file seems to be written in UTF-16. Save it as UTF-8.");
    }
    Some("This is not a text file.")
}

fn bad_byte(path: &str, bytes: &[u8], mistake: std::str::Utf8Error) -> Problem {
    let at = mistake.valid_up_to();
    let good = std::str::from_utf8(&bytes[..at]).expect("valid up to here");
    let line_start = good.rfind('\n').map_or(0, |newline| newline + 1);
    let line = 1 + good.matches('\n').count();
    let column = 1 + good[line_start..]
        .trim_start_matches('\u{feff}')
        .chars()
        .count();
    let place = Place {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
        length: 1,
    };
    let message = match (mistake.error_len(), bytes[at]) {
        (None, _) => {
            "The file ends in the middle of a character. It may have been cut off.".to_owned()
        }
        // UTF-8 writes other characters with these; on their own they are letters of Latin-1.
        (Some(_), 0xc0..) => format!(
            "This character is not UTF-8. The file seems to be written in Latin-1 or Windows-1252 \
             (as such it would be “{}”). Save it as UTF-8.",
            char::from(bytes[at])
        ),
        (Some(_), _) => "This character is not UTF-8. The file may be written in Windows-1252. \
             Save it as UTF-8."
            .to_owned(),
    };
    Problem::at(
        path,
        &String::from_utf8_lossy(bytes),
        place,
        Kind::Read,
        message,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> Problem {
        *decode("a.md", bytes.to_vec()).unwrap_err()
    }

    #[test]
    fn utf_8_is_text() {
        assert_eq!(
            decode("a.md", "né\0".repeat(5).replace('\0', "").into_bytes()).unwrap(),
            "né".repeat(5)
        );
        assert_eq!(decode("a.md", Vec::new()).unwrap(), "");
        assert_eq!(
            decode("a.md", b"a stray \0 in a text".to_vec()).unwrap(),
            "a stray \0 in a text"
        );
    }

    #[test]
    fn the_first_bad_byte_is_pointed_at() {
        let problem = problem(b"---\ntitle: \xc3\xa9t\xe9 x\n---\n");
        assert_eq!((problem.line, problem.column), (2, 10));
        assert_eq!(problem.kind, Kind::Read);
        assert!(
            problem.message.contains("Latin-1") && problem.message.contains('é'),
            "{}",
            problem.message
        );
        assert_eq!(problem.excerpt.lines, ["---", "title: ét\u{fffd} x", "---"]);
    }

    #[test]
    fn windows_quotes_are_guessed() {
        let problem = problem(b"it\x92s");
        assert_eq!((problem.line, problem.column), (1, 3));
        assert!(problem.message.contains("Windows-1252"));
    }

    #[test]
    fn a_cut_file_is_named_as_such() {
        let problem = problem(b"a\nb\xe2\x82");
        assert_eq!((problem.line, problem.column), (2, 2));
        assert!(problem.message.contains("ends in the middle"));
    }

    #[test]
    fn utf_16_and_binary_files_are_named() {
        assert!(problem(&[0xff, 0xfe, b'a', 0]).message.contains("UTF-16"));
        let wide: Vec<u8> = "title".bytes().flat_map(|byte| [byte, 0]).collect();
        assert!(problem(&wide).message.contains("UTF-16"));
        assert_eq!(
            problem(&vec![0; 100_000]).message,
            "This is not a text file."
        );
        assert!(problem(&[0; 3]).excerpt.lines.is_empty());
    }
}
