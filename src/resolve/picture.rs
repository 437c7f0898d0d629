//! The size of a picture in pixels, as a browser shows it, from the first bytes of its file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use imagesize::ImageType;

/// How much of an SVG is read: its root element comes after comments and a document type at most.
const SVG_HEAD_BYTES: u64 = 16 * 1024;

/// Width and height; `None` when they cannot be known, or not without reading more than a header.
pub(super) fn size(path: &Path) -> Option<(u32, u32)> {
    let mut file = BufReader::new(File::open(path).ok()?);
    let ending = path.extension()?.to_str()?;
    let (width, height) = if ending.eq_ignore_ascii_case("svg") {
        let mut head = Vec::new();
        file.take(SVG_HEAD_BYTES).read_to_end(&mut head).ok()?;
        svg_size(&String::from_utf8_lossy(&head))?
    } else {
        raster_size(&mut file)?
    };
    (width > 0 && height > 0).then_some((width, height))
}

fn raster_size(file: &mut (impl BufRead + Seek)) -> Option<(u32, u32)> {
    let kind = imagesize::reader_type(&mut *file).ok()?;
    let turned = match kind {
        ImageType::Jpeg => is_turned_jpeg(file),
        // Its orientation stands at the end of the file.
        ImageType::Webp if has_exif_webp(file) => return None,
        ImageType::Png
        | ImageType::Gif
        | ImageType::Webp
        | ImageType::Bmp
        | ImageType::Ico
        | ImageType::Heif(_) => false,
        _ => return None,
    };
    let mut header = [0; 12];
    file.seek(SeekFrom::Start(0)).ok()?;
    // The sizes are read from behind these bytes.
    file.read_exact(&mut header).ok()?;
    let size = kind.reader_size(file).ok()?;
    let (width, height) = (
        u32::try_from(size.width).ok()?,
        u32::try_from(size.height).ok()?,
    );
    Some(if turned {
        (height, width)
    } else {
        (width, height)
    })
}

/// Whether a WebP says in its header that it has EXIF data.
fn has_exif_webp(file: &mut (impl BufRead + Seek)) -> bool {
    const EXIF: u8 = 0x08;
    let mut header = [0; 21];
    let is_read = file.seek(SeekFrom::Start(0)).is_ok() && file.read_exact(&mut header).is_ok();
    is_read && &header[12..16] == b"VP8X" && header[20] & EXIF != 0
}

/// Whether a JPEG is shown turned by a quarter: its EXIF orientation is 5 to 8.
fn is_turned_jpeg(file: &mut (impl BufRead + Seek)) -> bool {
    jpeg_orientation(file).is_some_and(|orientation| (5..=8).contains(&orientation))
}

/// The orientation in a JPEG's EXIF segment, which stands before the picture itself.
fn jpeg_orientation(file: &mut (impl BufRead + Seek)) -> Option<u16> {
    const EXIF: &[u8] = b"Exif\0\0";
    file.seek(SeekFrom::Start(2)).ok()?;
    loop {
        let mut header = [0; 4];
        file.read_exact(&mut header).ok()?;
        let [0xff, marker, high, low] = header else {
            return None;
        };
        let length = u16::from_be_bytes([high, low]).checked_sub(2)?;
        match marker {
            0xe1 => {
                let mut segment = vec![0; usize::from(length)];
                file.read_exact(&mut segment).ok()?;
                if let Some(tiff) = segment.strip_prefix(EXIF) {
                    return tiff_orientation(tiff);
                }
            }
            // The frame or the scan begins: no more headers.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => return None,
            0xd8..=0xda => return None,
            _ => file.seek_relative_by(length)?,
        }
    }
}

/// Skipping within what is already buffered costs no system call.
trait Skip {
    fn seek_relative_by(&mut self, length: u16) -> Option<()>;
}

impl<R: BufRead + Seek> Skip for R {
    fn seek_relative_by(&mut self, length: u16) -> Option<()> {
        self.seek_relative(i64::from(length)).ok()
    }
}

/// Tag 0x0112 of the first directory of a TIFF header.
fn tiff_orientation(tiff: &[u8]) -> Option<u16> {
    const ORIENTATION: u16 = 0x0112;
    const ENTRY_BYTES: usize = 12;
    let is_little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let offset: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let offset = if is_little {
        u32::from_le_bytes(offset)
    } else {
        u32::from_be_bytes(offset)
    };
    let directory = usize::try_from(offset).ok()?;
    let entries = directory.checked_add(2)?;
    (0..usize::from(short(directory)?))
        .map_while(|index| entries.checked_add(index * ENTRY_BYTES))
        .find(|entry| short(*entry) == Some(ORIENTATION))
        .and_then(|entry| short(entry.checked_add(8)?))
}

/// The size in an SVG's root element. One with a `viewBox` alone has a shape, but no size: a
/// browser gives it the width there is.
fn svg_size(text: &str) -> Option<(u32, u32)> {
    let attributes = svg_attributes(text)?;
    let value = |name: &str| {
        let (_, value) = attributes.iter().find(|(found, _)| *found == name)?;
        Some(*value)
    };
    let (width, height) = (
        value("width").and_then(pixels),
        value("height").and_then(pixels),
    );
    let ratio = || {
        let numbers: Vec<f64> = value("viewBox")?
            .split([' ', ',', '\t', '\n', '\r'])
            .filter(|number| !number.is_empty())
            .map_while(|number| number.parse().ok())
            .collect();
        match numbers[..] {
            [_, _, width, height] if width > 0.0 && height > 0.0 => Some(width / height),
            _ => None,
        }
    };
    let (width, height) = match (width, height) {
        (Some(width), Some(height)) => (width, height),
        (Some(width), None) if value("height").is_none() => (width, width / ratio()?),
        (None, Some(height)) if value("width").is_none() => (height * ratio()?, height),
        _ => return None,
    };
    Some((whole(width)?, whole(height)?))
}

/// A length in pixels: `12`, `12.5`, `12px`.
fn pixels(length: &str) -> Option<f64> {
    let length = length.trim();
    let number = length.strip_suffix("px").unwrap_or(length);
    number
        .trim_end()
        .parse()
        .ok()
        .filter(|number| *number > 0.0)
}

fn whole(pixels: f64) -> Option<u32> {
    const LARGEST: f64 = 1_000_000.0;
    let rounded = pixels.round();
    // A tiny number survives `pixels` and rounds to nothing.
    (1.0..=LARGEST).contains(&rounded).then(|| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number between one and a million"
        )]
        let whole = rounded as u32;
        whole
    })
}

/// The attributes of the root element, if that is `<svg>`.
fn svg_attributes(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut rest = after_prolog(text)?.strip_prefix("<svg")?;
    if !rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/') {
        return None;
    }
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some((name, after)) = rest.split_once('=') else {
            return Some(attributes);
        };
        if name.contains('>') {
            return Some(attributes);
        }
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        attributes.push((name.trim_end(), value));
        rest = after;
    }
}

/// What follows the XML declaration, comments and document type.
fn after_prolog(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<!") {
            let end = rest.find('>')?;
            // Its own declarations stand in brackets.
            match rest[..end].find('[') {
                Some(_) => rest.find("]>").map(|at| at + 2)?,
                None => end + 1,
            }
        } else {
            return Some(rest);
        };
        rest = rest[end..].trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    /// A JPEG of 40 × 30 pixels, as far as its frame header, with this EXIF orientation.
    fn jpeg(orientation: Option<u16>) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        bytes.extend([0xff, 0xe0, 0, 6, b'J', b'F', b'I', b'F']);
        if let Some(orientation) = orientation {
            let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
            exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1]);
            exif.extend(orientation.to_be_bytes());
            exif.extend([0, 0, 0, 0, 0, 0]);
            bytes.extend([0xff, 0xe1]);
            bytes.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
            bytes.extend(exif);
        }
        bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0]);
        bytes
    }

    #[test]
    fn a_turned_photograph_has_its_sides_swapped() {
        let check = |orientation, expected| {
            let size = raster_size(&mut Cursor::new(jpeg(orientation)));
            assert_eq!(size, Some(expected), "{orientation:?}");
        };
        check(None, (40, 30));
        check(Some(1), (40, 30));
        check(Some(4), (40, 30));
        check(Some(5), (30, 40));
        check(Some(6), (30, 40));
        check(Some(8), (30, 40));
        check(Some(9), (40, 30));
    }

    #[test]
    fn sizes_are_read_from_headers() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x07\0\0\0\x05".to_vec();
        png.extend([8, 6, 0, 0, 0]);
        assert_eq!(raster_size(&mut Cursor::new(png)), Some((7, 5)));
        let gif = b"GIF89a\x07\0\x05\0\0\0\0".to_vec();
        assert_eq!(raster_size(&mut Cursor::new(gif)), Some((7, 5)));
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x06\0\0\x04\0\0".to_vec();
        assert_eq!(raster_size(&mut Cursor::new(webp.clone())), Some((7, 5)));
        webp[20] = 0x08;
        assert_eq!(raster_size(&mut Cursor::new(webp)), None);
        assert_eq!(
            raster_size(&mut Cursor::new(b"no picture at all".to_vec())),
            None
        );
    }

    #[test]
    fn an_svg_has_the_size_of_its_root() {
        fn check(text: &str, expected: Option<(u32, u32)>) {
            assert_eq!(svg_size(text), expected, "{text}");
        }
        check(r#"<svg width="12" height="8.4px">"#, Some((12, 8)));
        check("<svg\n width='12' height = '8'\n/>", Some((12, 8)));
        check(r#"<svg viewBox="0 0 24 12" width="48">"#, Some((48, 24)));
        check(
            r#"<svg viewBox="0,0,24,12" height="48"></svg>"#,
            Some((96, 48)),
        );
        check(r#"<svg viewBox="0 0 24 12">"#, None);
        check(r#"<svg width="100%" height="20" viewBox="0 0 2 1">"#, None);
        check(r#"<svg width="2em" height="2em">"#, None);
        check(r#"<svg stroke-width="9" height="8"><a width="3">"#, None);
        check(
            "\u{feff}<?xml version='1.0'?>\n<!-- <svg width='1'> -->\n<!DOCTYPE svg [\n<!ENTITY a \"b\">\n]>\n<svg width='3' height='4'>",
            Some((3, 4)),
        );
        check("<html><svg width='3' height='4'>", None);
        check("<svgx width='3' height='4'>", None);
        check("<svg width='0' height='4'>", None);
        check("<svg width='1e-9' height='4'>", None);
        check("<svg width='inf' height='nan'>", None);
        check("<!DOCTYPE", None);
        check("", None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..80) {
            let _ = raster_size(&mut Cursor::new(bytes.clone()));
            let _ = tiff_orientation(&bytes);
            let mut photograph = jpeg(Some(6));
            photograph.truncate(cut);
            photograph.extend(bytes);
            let _ = raster_size(&mut Cursor::new(photograph));
        }

        #[test]
        fn any_text_is_taken(text in r#"[<>!?/\-\[\] ="'a-z0-9svgü]{0,60}"#) {
            let _ = svg_size(&text);
            let _ = svg_size(&format!("<svg {text}"));
        }
    }
}
