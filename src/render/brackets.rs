//! Where brackets are open in the lines of a paragraph: goldmark takes no address for a link there.

/// How far the end of code is looked for.
const LONGEST_CODE: usize = 4096;

/// Where in a text brackets open and close.
#[derive(Debug)]
pub(super) struct Brackets {
    /// The places, in their order, and how many are open behind each.
    places: Vec<(usize, usize)>,
}

impl Brackets {
    /// Those of a text. What is in code or a tag is none.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut places = Vec::new();
        let mut open = 0_usize;
        let mut at = 0;
        while let Some(next) = bytes.get(at..).and_then(|rest| {
            rest.iter()
                .position(|byte| matches!(byte, b'[' | b']' | b'\\' | b'`' | b'<'))
        }) {
            at += next;
            match bytes[at] {
                b'[' => {
                    open += 1;
                    places.push((at, open));
                }
                b']' => {
                    open = open.saturating_sub(1);
                    places.push((at, open));
                }
                b'\\' => at += 1,
                b'`' => at += code(&bytes[at..]) - 1,
                _ => at += tag(&bytes[at..]) - 1,
            }
            at += 1;
        }
        Self { places }
    }

    /// Whether some are open at a place.
    pub(super) fn are_open(&self, at: usize) -> bool {
        let before = self.places.partition_point(|(place, _)| *place < at);
        let last = before.checked_sub(1).and_then(|last| self.places.get(last));
        last.is_some_and(|(_, open)| *open > 0)
    }
}

/// The length of the code with which a text begins, or of its backticks if nothing ends them.
fn code(bytes: &[u8]) -> usize {
    let run = |bytes: &[u8]| bytes.iter().take_while(|byte| **byte == b'`').count();
    let count = run(bytes);
    let reach = bytes.len().min(count + LONGEST_CODE);
    let mut at = count;
    while let Some(next) = memchr::memchr(b'`', &bytes[at..reach]) {
        at += next;
        let length = run(&bytes[at..reach]);
        at += length;
        if length == count {
            return at;
        }
    }
    count
}

/// The length of the tag with which a text begins, or 1 if it is none.
fn tag(bytes: &[u8]) -> usize {
    let begins = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'/';
    let reach = bytes.len().min(LONGEST_CODE);
    let end = memchr::memchr(b'>', &bytes[..reach]);
    let end = end.filter(|_| bytes.get(1).is_some_and(begins));
    end.map_or(1, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth;

    /// In `text` a `|` stands where one is open, and a `.` where none is.
    #[track_caller]
    fn check(text: &str) {
        let brackets = Brackets::of(text);
        for (at, sign) in text.match_indices(['|', '.']) {
            assert_eq!(brackets.are_open(at), sign == "|", "{text} at {at}");
        }
    }

    #[test]
    fn brackets_are_open_up_to_their_ends() {
        check(". [ | [ | ] | ] . ] . [ |");
        check(". \\[ . [ | \\] | ] .");
        check(". `[` . ``[`` . ` [ | ``");
        check(". <a title=\"[\"> . </b [> . < [ |");
        check("");
    }

    #[test]
    fn long_texts_stay_linear() {
        for piece in ["[", "`", "` ", "`` ` ", "<a", "\\", "] "] {
            let text = |size: usize| piece.repeat(size);
            growth::check(20_000, text, |text| drop(Brackets::of(text)));
        }
    }
}
