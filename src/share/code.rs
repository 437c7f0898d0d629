//! A link as a code to scan.

use std::fmt::{self, Write as _};

use fast_qr::{ECL, Mode, QRBuilder};

/// A QR code, small enough for a terminal.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    /// Modules on each side, with the quiet zone.
    size: usize,
    /// Row by row, with the quiet zone; `true` is black.
    modules: Vec<bool>,
}

/// White modules on every side, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// A terminal has 24 rows when nobody has made it larger.
const ROWS: usize = 24;

/// What the largest code that fits [`ROWS`] can hold at all, in bytes: version 5, level L.
const CAPACITY: usize = 106;

/// Black on white, from the part of the 256 colours that no theme changes.
const COLOURS: &str = "\x1b[38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";

impl Code {
    /// The text as a code; `None` where it would take more than 24 rows of a terminal, which is
    /// the case above 106 bytes.
    ///
    /// Up to 84 bytes, 15 % of the code may be unreadable; above, 7 %.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        if text.len() > CAPACITY {
            return None;
        }
        let codes = [ECL::M, ECL::L].into_iter().filter_map(|level| {
            let mut builder = QRBuilder::new(text);
            builder.mode(Mode::Byte).ecl(level).build().ok()
        });
        let code = codes
            .into_iter()
            .find(|code| (code.size + 2 * QUIET).div_ceil(2) <= ROWS)?;
        let size = code.size + 2 * QUIET;
        let mut modules = vec![false; size * size];
        for row in 0..code.size {
            let start = (row + QUIET) * size + QUIET;
            for (module, to) in code[row].iter().zip(&mut modules[start..]) {
                *to = module.value();
            }
        }
        Some(Self { size, modules })
    }

    /// Modules on each side, with the quiet zone: at most 48.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The black modules as the `d` of an SVG path, one unit a module, the quiet zone included:
    /// `M4 4h7v1h-7z…`, for a `viewBox` of `0 0 size size` on white.
    #[must_use]
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.modules.chunks(self.size).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, next| one == next) {
                let length = run.len();
                if run[0] {
                    write!(path, "M{x} {y}h{length}v1h-{length}z")
                        .expect("a String takes what is written to it");
                }
                x += length;
            }
        }
        path
    }

    /// At most 24 lines for a terminal, two modules a character, black on white whatever its
    /// colours are; each line indented by two spaces, and all colours reset at its end.
    #[must_use]
    pub fn terminal(&self) -> String {
        let mut text = String::new();
        for pair in self.modules.chunks(2 * self.size) {
            let (upper, lower) = pair.split_at(self.size);
            text.push_str("  ");
            text.push_str(COLOURS);
            for (x, upper) in upper.iter().enumerate() {
                // The size is odd: below the last row there is more of the quiet zone.
                let lower = lower.get(x).copied().unwrap_or(false);
                text.push(match (*upper, lower) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text.push_str(RESET);
            text.push('\n');
        }
        text
    }
}

/// The modules spell out the link's secret.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPV4: &str = "http://192.168.178.23:7879/~4f7KqW2mX9cTzLr8VbN0pA/";
    const IPV6: &str =
        "http://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535/~4f7KqW2mX9cTzLr8VbN0pA/";

    /// Black and white as a reader sees them, row by row.
    type Bitmap = Vec<Vec<bool>>;

    /// What an independent decoder reads, with each module 4 pixels wide.
    fn decoded(bitmap: &Bitmap) -> String {
        const SCALE: usize = 4;
        let (width, height) = (bitmap[0].len() * SCALE, bitmap.len() * SCALE);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            if bitmap[y / SCALE][x / SCALE] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is found");
        grids[0].decode().unwrap().1
    }

    /// Draws what `svg_path` writes, and nothing else of SVG.
    fn drawn(path: &str, size: usize) -> Bitmap {
        let mut bitmap = vec![vec![false; size]; size];
        for run in path.split_terminator('z') {
            let run = run.strip_prefix('M').unwrap();
            let (x, run) = run.split_once(' ').unwrap();
            let (y, run) = run.split_once('h').unwrap();
            let (length, run) = run.split_once('v').unwrap();
            assert_eq!(run, format!("1h-{length}"), "the way back");
            let x: usize = x.parse().unwrap();
            let y: usize = y.parse().unwrap();
            let length: usize = length.parse().unwrap();
            bitmap[y][x..x + length].fill(true);
        }
        bitmap
    }

    /// What a terminal shows of `terminal`, each half of a character one row.
    fn shown(text: &str) -> Bitmap {
        let mut bitmap = Bitmap::new();
        for line in text.lines() {
            let line = line.strip_prefix("  \x1b[38;5;16;48;5;231m").unwrap();
            let line = line.strip_suffix("\x1b[0m").unwrap();
            bitmap.push(line.chars().map(|half| "▀█".contains(half)).collect());
            bitmap.push(line.chars().map(|half| "▄█".contains(half)).collect());
        }
        bitmap
    }

    #[test]
    fn a_phone_reads_the_picture_and_the_terminal() {
        for text in [IPV4, IPV6, "a", "http://localhost/", &"x".repeat(106)] {
            let code = Code::of(text).unwrap();
            assert_eq!(decoded(&drawn(&code.svg_path(), code.size())), text);
            assert_eq!(decoded(&shown(&code.terminal())), text);
        }
    }

    #[test]
    fn every_length_that_fits_is_read_again() {
        for length in 1..=106 {
            let text: String = IPV6.chars().cycle().take(length).collect();
            let code = Code::of(&text).unwrap();
            assert_eq!(decoded(&shown(&code.terminal())), text);
        }
    }

    #[test]
    fn every_kind_of_link_fits_a_terminal() {
        let check = |text: &str, size: usize, rows: usize| {
            let code = Code::of(text).unwrap();
            assert_eq!(code.size(), size, "{text}");
            let terminal = code.terminal();
            assert_eq!(terminal.lines().count(), rows, "{text}");
            let bitmap = shown(&terminal);
            assert!(bitmap.iter().all(|row| row.len() == size));
        };
        check("http://10.0.0.5:7879/~4f7KqW2mX9cTzLr8VbN0pA/", 41, 21);
        check(IPV4, 41, 21);
        check(IPV6, 45, 23);
        check(&"x".repeat(84), 45, 23);
        check(&"x".repeat(85), 45, 23);
        check(&"x".repeat(106), 45, 23);
    }

    #[test]
    fn what_does_not_fit_is_no_code() {
        for length in [107, 1_000, 100_000] {
            assert_eq!(Code::of(&"x".repeat(length)), None, "{length}");
        }
    }

    #[test]
    fn four_modules_on_every_side_are_white() {
        let code = Code::of(IPV4).unwrap();
        let size = code.size();
        let check = |bitmap: &Bitmap| {
            for (y, row) in bitmap.iter().enumerate() {
                for (x, black) in row.iter().enumerate() {
                    let inner = QUIET..size - QUIET;
                    assert!(
                        !black || inner.contains(&x) && inner.contains(&y),
                        "{x} {y}"
                    );
                }
            }
            assert!(bitmap[QUIET][QUIET] && bitmap[size - QUIET - 1][QUIET]);
        };
        check(&drawn(&code.svg_path(), size));
        check(&shown(&code.terminal()));
    }

    #[test]
    fn a_path_begins_with_the_upper_left_corner() {
        let code = Code::of(IPV4).unwrap();
        let path = code.svg_path();
        assert!(path.starts_with("M4 4h7v1h-7zM"), "{path}");
        assert!(path.len() < 8_000, "{}", path.len());
    }

    #[test]
    fn what_is_logged_is_no_code() {
        let logged = format!("{:?}", Code::of(IPV4).unwrap());
        assert_eq!(logged, "Code { size: 41, .. }");
    }
}
