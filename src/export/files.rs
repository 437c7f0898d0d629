//! The files that a post shows, as addresses that hold them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::address::Address;
use super::find::{Base, Finder, Found};
use super::notes::Notes;
use super::room::Room;
use super::style::{self, Use};
use super::{About, Error};
use crate::resolve::{self, Origin, Places};

/// How deep style sheets may import each other. Each makes what it imports a third longer.
const IMPORTS: usize = 8;

/// Takes along what a post shows, and notes what cannot be taken.
///
/// Invariant: whatever gets into the file was found by `finder`, and read and paid for in `room`.
pub(super) struct Files<'a> {
    finder: Finder<'a>,
    room: Room,
    /// What was noted so far.
    pub(super) notes: Notes<'a>,
    /// The address that holds a file, or why there is none.
    taken: HashMap<PathBuf, Result<Rc<str>, About>>,
    /// The style sheets that are being read: each imports the next.
    importing: Vec<PathBuf>,
}

/// A file, taken along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// A `data:` address that holds it.
    pub(super) address: String,
    /// Width and height, of a picture.
    pub(super) pixels: Option<(u32, u32)>,
}

impl<'a> Files<'a> {
    /// The files around the post at `origin`, of which those are taken that have room.
    pub(super) fn new(
        places: &'a Places<'a>,
        origin: Origin<'a>,
        notes: Notes<'a>,
        room: Room,
    ) -> Self {
        Self {
            finder: Finder::new(places, origin),
            room,
            notes,
            taken: HashMap::new(),
            importing: Vec::new(),
        }
    }

    /// What stands for the address of a picture or recording: nothing when it cannot be had, which
    /// is noted.
    pub(super) fn shown(&mut self, written: &str) -> Option<Taken> {
        self.shown_from(&Base::Post, written)
    }

    /// The place in this file that a link of the blog means, if it means one: `#part`.
    pub(super) fn place_here(&self, destination: &str) -> Option<String> {
        self.finder.place_here(destination)
    }

    /// A style sheet of the post's, or what stands in a `style`, with what it shows.
    pub(super) fn style_of_post(&mut self, css: &str) -> String {
        self.style(&Base::Post, css)
    }

    /// The author's style sheet, with what it shows.
    ///
    /// # Errors
    ///
    /// [`Error::StyleSheet`] when it cannot be read, or is larger than a whole file may be.
    pub(super) fn own_style(&mut self, sheet: &Path) -> Result<String, Error> {
        let failed = |source| Error::StyleSheet {
            path: sheet.to_owned(),
            source,
        };
        let css = self.room.text(sheet).map_err(failed)?;
        let base = self.finder.own(sheet);
        // It has room: so much was read at most.
        let _ = self.room.take(css.len());
        self.importing.extend(sheet.canonicalize());
        let css = self.style(&base, &as_text(&css));
        self.importing.clear();
        Ok(css)
    }

    fn shown_from(&mut self, base: &Base, written: &str) -> Option<Taken> {
        let kept = |address: String| {
            let pixels = None;
            Some(Taken { address, pixels })
        };
        match Address::read(written) {
            Address::Nothing => None,
            Address::Here(fragment) => kept(fragment.to_owned()),
            Address::Inline => kept(written.to_owned()),
            Address::Network(address) => {
                self.notes.note(About::Network, &address);
                kept(address)
            }
            Address::Local(destination) => {
                let found = self.finder.find(base, destination);
                let taken = found.ok_or(About::Missing).and_then(|it| self.take(&it));
                taken
                    .inspect_err(|about| self.notes.note(*about, destination))
                    .ok()
            }
            Address::Program | Address::Forbidden => {
                self.notes.note(About::Missing, written);
                None
            }
        }
    }

    fn style(&mut self, base: &Base, css: &str) -> String {
        style::with_addresses(css, &mut |written, used| {
            let is_elsewhere = matches!(Address::read(written), Address::Network(_));
            if used == Use::Import && is_elsewhere {
                self.notes.note(About::LeftOut, written);
                return None;
            }
            Some(self.shown_from(base, written)?.address)
        })
    }

    /// A file's address, as long as there is room for it.
    fn take(&mut self, found: &Found) -> Result<Taken, About> {
        let address = self.data_address(&found.file, &found.base)?;
        self.room.take(address.len())?;
        Ok(Taken {
            address: address.to_string() + &found.fragment,
            pixels: found.pixels,
        })
    }

    /// The `data:` address that holds a file, made once.
    fn data_address(&mut self, file: &Path, base: &Base) -> Result<Rc<str>, About> {
        let is_circle = self.importing.iter().any(|sheet| sheet == file);
        if is_circle || self.importing.len() > IMPORTS {
            return Err(About::Circle);
        }
        if let Some(taken) = self.taken.get(file) {
            return taken.clone();
        }
        let taken = self.read(file, base).map(Rc::from);
        self.taken.insert(file.to_owned(), taken.clone());
        taken
    }

    fn read(&mut self, file: &Path, base: &Base) -> Result<String, About> {
        let kind = media_type(file).ok_or(About::Missing)?;
        let bytes = self.room.bytes(file)?;
        if kind != "text/css" {
            return Ok(data_address(&kind, &bytes));
        }
        self.importing.push(file.to_owned());
        let css = self.style(base, &as_text(&bytes));
        self.importing.pop();
        Ok(data_address("text/css;charset=utf-8", css.as_bytes()))
    }
}

/// What a page may show of a file, by its ending; nothing for a document or data.
fn media_type(file: &Path) -> Option<String> {
    let kind = resolve::content_type(file);
    let kind = kind.split(';').next().unwrap_or_default();
    let families = ["image/", "audio/", "video/", "font/"];
    let is_shown = families.iter().any(|family| kind.starts_with(family));
    match kind {
        "text/vtt" => Some("text/vtt;charset=utf-8".to_owned()),
        "text/css" => Some(kind.to_owned()),
        _ => is_shown.then(|| kind.to_owned()),
    }
}

/// The text of a style sheet, without its byte order mark.
fn as_text(css: &[u8]) -> String {
    let css = String::from_utf8_lossy(css);
    css.trim_start_matches('\u{feff}').to_owned()
}

fn data_address(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_shows_is_taken_along_and_nothing_else() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(media_type(Path::new(name)).as_deref(), expected, "{name}");
        };
        check("a.PNG", Some("image/png"));
        check("a.svg", Some("image/svg+xml"));
        check("a.mp4", Some("video/mp4"));
        check("a.vtt", Some("text/vtt;charset=utf-8"));
        check("a.woff2", Some("font/woff2"));
        check("a.css", Some("text/css"));
        check("a.pdf", None);
        check("a.html", None);
        check("a.js", None);
        check("id_rsa", None);
    }
}
