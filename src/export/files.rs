//! The files of the blog that a post shows, as addresses that hold them.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::address::Address;
use super::style::{self, Use};
use super::{About, Note};
use crate::render::Lines;
use crate::resolve::{self, Lookup, Origin, Places};

/// How deep style sheets may import each other.
const IMPORTS: u8 = 8;

/// Finds what a post shows, and notes what cannot be taken along.
pub(super) struct Files<'a> {
    places: &'a Places<'a>,
    origin: Origin<'a>,
    /// What was noted so far.
    pub(super) notes: Vec<Note>,
    taken: HashMap<PathBuf, Result<String, io::ErrorKind>>,
    /// The lines of the block that is looked at, with the number of the first.
    block: (u32, Vec<String>),
    imports: u8,
}

/// A file of the blog, found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// A `data:` address that holds it.
    pub(super) address: String,
    /// Width and height, of a picture.
    pub(super) pixels: Option<(u32, u32)>,
}

/// From where addresses in a style sheet lead.
#[derive(Clone, Copy)]
enum Base<'a> {
    /// From the post.
    Post,
    /// From a folder on this machine.
    Folder(&'a Path),
}

impl<'a> Files<'a> {
    /// The files around the post at `path`, which is served at `url`.
    pub(super) fn new(places: &'a Places<'a>, path: &'a str, url: &'a str) -> Self {
        Self {
            places,
            origin: Origin { path, url },
            notes: Vec::new(),
            taken: HashMap::new(),
            block: (0, Vec::new()),
            imports: 0,
        }
    }

    /// What comes next stands on these lines of the post's text.
    pub(super) fn stands_in(&mut self, text: &str, lines: Lines) {
        let count = (lines.last + 1).saturating_sub(lines.first) as usize;
        let before = lines.first.saturating_sub(1) as usize;
        let shown = text.lines().skip(before).take(count);
        self.block = (lines.first, shown.map(str::to_owned).collect());
    }

    /// Notes something, once for each line.
    pub(super) fn note(&mut self, about: About, what: &str) {
        let what = readable(what);
        let line = self.line_of(&what);
        let note = Note { about, what, line };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The line on which this stands, or else the first of its block.
    fn line_of(&self, what: &str) -> u32 {
        let (first, lines) = &self.block;
        let holds =
            |line: &String| line.contains(what) || readable(&html_text(line)).contains(what);
        let at = lines.iter().position(holds).unwrap_or(0);
        u32::try_from(at).map_or(*first, |at| first + at)
    }

    /// What stands for the address of a picture or recording: nothing when it cannot be had, which
    /// is noted.
    pub(super) fn shown(&mut self, written: &str) -> Option<Taken> {
        let kept = |address: String| {
            let pixels = None;
            Some(Taken { address, pixels })
        };
        match Address::read(written) {
            Address::Nothing => None,
            Address::Here(fragment) => kept(fragment.to_owned()),
            Address::Inline => kept(written.to_owned()),
            Address::Network(address) => {
                self.note(About::Network, &address);
                kept(address)
            }
            Address::Local(destination) => self.take(destination),
            Address::Program | Address::Forbidden => {
                self.note(About::Missing, written);
                None
            }
        }
    }

    /// A file of the blog, for the post.
    fn take(&mut self, destination: &str) -> Option<Taken> {
        let target = self.target(destination);
        let (address, fragment) = target
            .address
            .split_once('#')
            .map_or((&*target.address, String::new()), |(address, fragment)| {
                (address, format!("#{fragment}"))
            });
        let address = address.split('?').next().unwrap_or_default();
        let file = self.places.file(&joined(self.origin.url, address));
        let taken = self.embed(file.as_deref(), destination)?;
        Some(Taken {
            address: taken + &fragment,
            pixels: target.pixels,
        })
    }

    /// Where a destination leads, as far as this post alone can tell.
    fn target(&self, destination: &str) -> crate::render::Target {
        let own = |lookup: Lookup<'_>| {
            let is_own = match lookup {
                Lookup::Path(path) => path == self.origin.path,
                Lookup::Url(url) => url == self.origin.url,
            };
            is_own.then(|| self.origin.url.to_owned())
        };
        self.places.target(self.origin, destination, &own)
    }

    /// The place in this file that a link of the blog means, if it means one: `#part`.
    pub(super) fn place_here(&self, destination: &str) -> Option<String> {
        let address = self.target(destination).address;
        let (address, fragment) = address.split_once('#')?;
        let here = resolve::relative(self.origin.url, self.origin.url);
        (address == here && !fragment.is_empty()).then(|| format!("#{fragment}"))
    }

    /// A file's `data:` address; what is in the way is noted.
    fn embed(&mut self, file: Option<&Path>, written: &str) -> Option<String> {
        let kind = file.and_then(media_type);
        let (Some(file), Some(kind)) = (file, kind) else {
            self.note(About::Missing, written);
            return None;
        };
        if kind == "text/css" {
            return self.import(file, written);
        }
        if !self.taken.contains_key(file) {
            let read = fs::read(file).map(|bytes| data_address(&kind, &bytes));
            let read = read.map_err(|error| error.kind());
            self.taken.insert(file.to_owned(), read);
        }
        match self.taken.get(file)? {
            Ok(address) => Some(address.clone()),
            Err(cause) => {
                let cause = *cause;
                self.note(About::Unreadable(cause), written);
                None
            }
        }
    }

    /// A style sheet's `data:` address.
    fn import(&mut self, file: &Path, written: &str) -> Option<String> {
        // Sheets that import each other in a circle.
        if self.imports == IMPORTS {
            self.note(About::LeftOut, written);
            return None;
        }
        let css = match fs::read(file) {
            Ok(css) => css,
            Err(error) => {
                self.note(About::Unreadable(error.kind()), written);
                return None;
            }
        };
        let css = String::from_utf8_lossy(&css);
        self.imports += 1;
        let css = self.style_beside(file.parent().unwrap_or(Path::new("")), &css);
        self.imports -= 1;
        Some(data_address("text/css;charset=utf-8", css.as_bytes()))
    }

    /// A style sheet of the post's, with what it shows.
    pub(super) fn style_of_post(&mut self, css: &str) -> String {
        self.style(Base::Post, css)
    }

    /// A style sheet that lies in a folder of this machine, with what it shows.
    pub(super) fn style_beside(&mut self, folder: &Path, css: &str) -> String {
        self.style(Base::Folder(folder), css)
    }

    fn style(&mut self, base: Base<'_>, css: &str) -> String {
        style::with_addresses(
            css,
            &mut |written, used| match (Address::read(written), base) {
                (Address::Network(_), _) if used == Use::Import => {
                    self.note(About::LeftOut, written);
                    None
                }
                (Address::Local(destination), Base::Folder(folder)) => {
                    self.take_beside(folder, destination)
                }
                _ => self.shown(written).map(|taken| taken.address),
            },
        )
    }

    /// A file beside a style sheet, or, when its address begins with `/`, one of the blog's.
    fn take_beside(&mut self, folder: &Path, destination: &str) -> Option<String> {
        if destination.starts_with(['/', '\\']) {
            return self.take(destination).map(|taken| taken.address);
        }
        let (path, fragment) = destination
            .split_once('#')
            .map_or((destination, String::new()), |(path, fragment)| {
                (path, format!("#{fragment}"))
            });
        let path = path.split('?').next().unwrap_or_default();
        let path = folder.join(readable(path));
        let file = path.is_file().then_some(&*path);
        Some(self.embed(file, destination)? + &fragment)
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

fn data_address(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", STANDARD.encode(bytes))
}

/// The absolute address that a relative one leads to from a page; both percent-encoded but `url`.
fn joined(url: &str, address: &str) -> String {
    let url = resolve::encode(url);
    let mut parts: Vec<&str> = url.split('/').skip(1).collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// An address as people read it.
fn readable(address: &str) -> String {
    let decoded = percent_decode_str(address).decode_utf8();
    decoded.map_or_else(|_| address.to_owned(), std::borrow::Cow::into_owned)
}

/// A line of HTML as it is meant, as far as addresses go.
fn html_text(line: &str) -> String {
    line.replace("&amp;", "&").replace("%20", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_from_the_page() {
        let check = |url: &str, address: &str, expected: &str| {
            assert_eq!(joined(url, address), expected, "{address} from {url}");
        };
        check("/posts/a/", "../../images/x.svg", "/images/x.svg");
        check("/posts/a/", "x.svg", "/posts/a/x.svg");
        check("/posts/ü b/", "../c%20d.png", "/posts/c%20d.png");
        check("/posts/ü b/", "./c.png", "/posts/%C3%BC%20b/c.png");
        check("/a", "img/x.svg", "/img/x.svg");
        check("/a", "../../x.svg", "/x.svg");
    }

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
