//! A destination in a post → where it leads.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use super::bundle::BundleFile;
use super::relative::{encode_suffix, folder_of};
use super::{Places, Served, bundle, fingerprint, media, picture, relative};
use crate::blog::is_markdown;
use crate::dialect::{Dialect, address};
use crate::render::{Hooked, Target};

/// The post in which a destination stands.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// Its file, relative to the blog's root, with `/` between the parts.
    pub path: &'a str,
    /// Its permalink.
    pub url: &'a str,
}

/// A question about the blog's posts; the answer is the permalink of the post that is meant, or the
/// path of the file, relative to the blog's root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// The post whose file this is, relative to the blog's root.
    Path(&'a str),
    /// The post that is served at this address, percent-decoded: its permalink, or a former one.
    Url(&'a str),
    /// The page that Hugo means by a path, seen from the post whose file is the first.
    Page(&'a str, &'a str),
    /// The file in the folder of a bundle that is published at this address, percent-decoded.
    Beside(&'a str),
}

/// What a destination leads to.
#[derive(Debug)]
pub struct Found {
    /// Its address, percent-decoded: where it is served, or, if there is nothing, where a browser
    /// would look.
    pub address: String,
    /// What is there.
    pub what: What,
    /// How it was found.
    pub way: Way,
}

/// What is at an address.
#[derive(Clone, Debug)]
pub enum What {
    /// A post.
    Post,
    /// A file of the blog.
    File(Served),
    /// Nothing that is known.
    Nothing,
}

/// How something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By its place beside the post's source, or by its path in the blog.
    Source,
    /// By its address, as a browser would look for it on the published page; or as the generator
    /// itself looks for it when it publishes.
    Address,
}

impl Found {
    fn post(address: String, way: Way) -> Self {
        Self {
            address,
            what: What::Post,
            way,
        }
    }

    fn file(address: String, file: Served) -> Self {
        Self {
            address,
            what: What::File(file),
            way: Way::Address,
        }
    }
}

/// Answers questions about the blog's posts.
type Posts<'a> = &'a dyn Fn(Lookup<'_>) -> Option<String>;

impl Places<'_> {
    /// Where a destination leads, for the page of the post it stands in.
    ///
    /// `/x` is a file of the blog's or a post's permalink; `x` is a file beside the post or, as
    /// browsers read it, something relative to the post's permalink; a Markdown file stands for
    /// its post. What is not found keeps its meaning: an address relative to the page. A
    /// destination that leaves the blog comes back as it is.
    #[must_use]
    pub fn target(&self, origin: Origin<'_>, destination: &str, posts: Posts<'_>) -> Target {
        let Some((found, suffix)) = self.meant(origin, destination, posts) else {
            return Target {
                address: encode_suffix(destination),
                hooked: Hooked::default(),
                pixels: None,
                fingerprint: None,
            };
        };
        let file = match &found.what {
            What::File(file) => Some(file),
            What::Post | What::Nothing => None,
        };
        // A page has the addresses that it will be published with, and a browser that follows them
        // here finds what is meant all the same.
        let written = self.own(destination);
        let (path, written_suffix) = split_suffix(written);
        let address = if self.keeps_addresses(path) {
            as_written(origin.url, path) + written_suffix
        } else {
            relative(origin.url, &found.address) + &suffix
        };
        let hooked = self.hooked(origin, destination, posts).map(|found| {
            let found = found?;
            Some(relative(origin.url, &found.address) + &suffix)
        });
        Target {
            address,
            hooked,
            pixels: file
                .filter(|file| is_picture(&file.path))
                .and_then(|file| picture::size(&file.path)),
            fingerprint: file.map(|file| fingerprint(&file.metadata)),
        }
    }

    /// What a destination is meant for, and its query and fragment, percent-encoded; `None` when it
    /// leaves the blog or stays on its page.
    #[must_use]
    pub fn meant(
        &self,
        origin: Origin<'_>,
        destination: &str,
        posts: Posts<'_>,
    ) -> Option<(Found, String)> {
        let (path, suffix) = split_suffix(self.own(destination));
        if path.is_empty() || leaves(path) {
            return None;
        }
        Some((self.find(origin, path, posts), encode_suffix(suffix)))
    }

    /// What Hugo's own hooks find for a destination.
    fn hooked(&self, origin: Origin<'_>, destination: &str, posts: Posts<'_>) -> Hooked<Found> {
        let Some(path) = self.hooked_path(destination) else {
            return Hooked::default();
        };
        let from_top = format!("/{}", path.trim_start_matches('/'));
        Hooked {
            page: self.page_of_hooks(origin, &path, posts),
            page_from_home: self.page_of_hooks(origin, &from_top, posts),
            own: self.own_file(origin, path.trim_start_matches('/'), posts),
            asset: self.asset(&path),
        }
    }

    /// A file of the bundle that a post is, where that is published: below the page in its language.
    fn own_file(&self, origin: Origin<'_>, path: &str, posts: Posts<'_>) -> Option<Found> {
        let (_, name) = origin.path.rsplit_once('/')?;
        if name.split('.').next() != Some("index") {
            return None;
        }
        let files = self.bundle(origin.path);
        let found = files.get(&join("", path)?.to_lowercase())?;
        let url = posts(Lookup::Path(&found.page))?;
        let (above, _) = found.page.rsplit_once('/')?;
        let file = self.served(&self.blog.absolute(&join(above, &found.name)?))?;
        Some(Found::file(published(&url, &found.name), file))
    }

    /// The files of a bundle by their names in lower case, with and without their language.
    fn bundle(&self, page: &str) -> Rc<HashMap<String, BundleFile>> {
        let known = self.bundles.borrow().get(page).cloned();
        known.unwrap_or_else(|| {
            let mut files = HashMap::new();
            for file in bundle::files(self.blog, page) {
                let plain = file.plain.to_lowercase();
                files.entry(plain).or_insert_with(|| file.clone());
                files.insert(file.name.to_lowercase(), file);
            }
            let files = Rc::new(files);
            let mut bundles = self.bundles.borrow_mut();
            bundles.insert(page.to_owned(), files.clone());
            files
        })
    }

    /// The path of a destination that Hugo's own hooks look up, if they do.
    fn hooked_path(&self, destination: &str) -> Option<String> {
        let hooks = self.blog.configuration.rules.goldmark.embedded_hooks;
        let (path, _) = split_suffix(destination);
        let are_none = !(hooks.links || hooks.pictures);
        if are_none || path.is_empty() || leaves(path) {
            return None;
        }
        Some(address::decode(path.strip_prefix("./").unwrap_or(path)))
    }

    fn page_of_hooks(&self, origin: Origin<'_>, path: &str, posts: Posts<'_>) -> Option<Found> {
        let is_on = self.blog.configuration.rules.goldmark.embedded_hooks.links;
        let page = is_on.then(|| posts(Lookup::Page(origin.path, path)));
        page.flatten()
            .map(|address| Found::post(address, Way::Address))
    }

    /// A file in `assets`.
    fn asset(&self, path: &str) -> Option<Found> {
        let file = self.served(&self.blog.absolute(&join("assets", path)?))?;
        Some(Found::file(published("/", path), file))
    }

    /// A destination without the host and the path that the blog is published under.
    fn own<'d>(&self, destination: &'d str) -> &'d str {
        let own = self.blog.configuration.base.own(destination);
        own.unwrap_or(destination)
    }

    /// What a local destination leads to; `path` is the destination without query and fragment,
    /// and not empty.
    #[must_use]
    pub fn find(&self, origin: Origin<'_>, path: &str, posts: Posts<'_>) -> Found {
        if let Some(found) = self.hooked(origin, path, posts).into_linked() {
            return found;
        }
        let path = address::decode(path);
        let found = if let Some(path) = path.strip_prefix("@/").filter(|_| self.is_zola()) {
            self.in_content(path, posts)
        } else if is_absolute(&path) {
            None
        } else {
            self.beside(origin, &path, posts)
        };
        found.unwrap_or_else(|| self.at_address(published(origin.url, &path), posts))
    }

    /// What lies beside the post's own file.
    fn beside(&self, origin: Origin<'_>, path: &str, posts: Posts<'_>) -> Option<Found> {
        let folder = origin
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let candidate = join(folder, path)?;
        if is_markdown(&candidate) {
            let post = posts(Lookup::Path(&candidate));
            return post.map(|address| Found::post(address, Way::Source));
        }
        let path = self.blog.absolute(&candidate);
        let address = self.address_of(&path)?;
        let what = self.at(&address).map_or(What::Nothing, What::File);
        Some(Found {
            address,
            what,
            way: Way::Source,
        })
    }

    /// What an address leads to: a file, a post, or the post of a Markdown file.
    fn at_address(&self, address: String, posts: Posts<'_>) -> Found {
        if let Some(file) = self.at(&address) {
            return Found {
                address,
                what: What::File(file),
                way: Way::Address,
            };
        }
        let other = match address.strip_suffix('/') {
            Some(without) => without.to_owned(),
            None => format!("{address}/"),
        };
        let post = posts(Lookup::Url(&address)).or_else(|| posts(Lookup::Url(&other)));
        if let Some(post) = post {
            return Found::post(post, Way::Address);
        }
        let beside = posts(Lookup::Beside(&address));
        if let Some(file) = beside.and_then(|path| self.served(&self.blog.absolute(&path))) {
            return Found {
                address,
                what: What::File(file),
                way: Way::Address,
            };
        }
        self.post_of_file(&address, posts).unwrap_or(Found {
            address,
            what: What::Nothing,
            way: Way::Address,
        })
    }

    /// The post whose file an address names, from the blog's root or from a content folder.
    fn post_of_file(&self, address: &str, posts: Posts<'_>) -> Option<Found> {
        let path = address.trim_start_matches('/');
        if !is_markdown(path) {
            return None;
        }
        let post = posts(Lookup::Path(path)).map(|address| Found::post(address, Way::Source));
        post.or_else(|| self.in_content(path, posts))
    }

    /// The post whose file this is, from a content folder.
    #[must_use]
    pub fn in_content(&self, path: &str, posts: Posts<'_>) -> Option<Found> {
        let mut folders = self.blog.content.iter();
        folders.find_map(|folder| {
            let folder = self.blog.relative(folder).unwrap_or_default();
            let post = posts(Lookup::Path(&join(&folder, path)?));
            let post = post.or_else(|| self.section(&folder, path));
            post.map(|address| Found::post(address, Way::Source))
        })
    }

    /// The address of a section that Zola's links name by its file: `blog/_index.md`.
    fn section(&self, content: &str, path: &str) -> Option<String> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let language = name.strip_prefix("_index.")?.strip_suffix("md")?;
        let is_there = |file: String| self.blog.absolute(&file).is_file();
        if !self.is_zola() || !is_there(join(content, path)?) {
            return None;
        }
        let parts = [language.trim_end_matches('.'), folders];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        Some(parts.fold("/".to_owned(), |url, part| url + part + "/"))
    }

    /// Whether the generator publishes this destination as it is written.
    fn keeps_addresses(&self, path: &str) -> bool {
        match self.blog.dialect {
            Dialect::Hugo => true,
            Dialect::Zola => !path.starts_with("@/"),
            Dialect::Jekyll | Dialect::Plain => false,
        }
    }

    fn is_zola(&self) -> bool {
        self.blog.dialect == Dialect::Zola
    }
}

/// The path of a destination as it is written, relative to the page at `url`.
fn as_written(url: &str, path: &str) -> String {
    // A browser leaves these out of an address, and takes `%2e` for a dot.
    let path = &path.replace(['\t', '\n', '\r'], "");
    let climbs = |part: &str| matches!(&*address::decode(part), "." | "..");
    let ups = folder_of(url).matches('/').count().saturating_sub(1);
    let is_absolute = path.starts_with(['/', '\\']);
    // What climbs could leave the prefix that the page is served under.
    let leaves = path.split(['/', '\\']).filter(|part| climbs(part)).count() > ups;
    if leaves || path.starts_with('\\') || is_absolute && path.split('/').any(climbs) {
        return relative(url, &published(url, &address::decode(path)));
    }
    match path.strip_prefix('/') {
        Some(inner) => {
            let first = inner.split('/').next().unwrap_or_default();
            // What has a colon in its first part would have a scheme.
            let here = if ups == 0 && (first.is_empty() || first.contains(':')) {
                "./"
            } else {
                ""
            };
            "../".repeat(ups) + here + inner
        }
        None => path.to_owned(),
    }
}

fn is_picture(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(media::is_picture)
}

/// The address that a browser reads in a destination on the page at `url`; `path` is decoded.
#[must_use]
pub fn published(url: &str, path: &str) -> String {
    let folder = if is_absolute(path) {
        ""
    } else {
        folder_of(url)
    };
    address::clean(&format!("{folder}{path}"))
}

/// Browsers take a backslash for a slash.
fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\'])
}

/// The path of a destination, and its query and fragment.
#[must_use]
pub fn split_suffix(destination: &str) -> (&str, &str) {
    destination.split_at(destination.find(['?', '#']).unwrap_or(destination.len()))
}

/// Whether a destination has a host or a scheme of its own.
#[must_use]
pub fn leaves(path: &str) -> bool {
    if path.starts_with("//") {
        return true;
    }
    let Some((scheme, _)) = path.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// A path relative to a folder of the blog; `None` when it climbs out of the root or is empty.
#[must_use]
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    if path.contains(['\\', '\0']) {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty() && !path.ends_with('/')).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::tests::Tree;
    use crate::blog::{Blog, detect};

    const SVG: &str = "<svg width='4' height='3'>";

    fn posts(lookup: Lookup<'_>) -> Option<String> {
        let url = match lookup {
            Lookup::Path("content/posts/b.md") | Lookup::Url("/posts/b/") => "/posts/b/",
            Lookup::Path("content/notes/c.md") | Lookup::Url("/notes/sea/") => "/notes/sea/",
            _ => return None,
        };
        Some(url.to_owned())
    }

    fn hugo() -> (Tree, Blog) {
        let tree = Tree::of(&[
            "hugo.toml",
            "content/posts/a.md",
            "content/posts/a b.svg=<svg width='4' height='3'>",
            "content/posts/sub/x.csv",
            "content/posts/secret.env",
            "static/images/x.svg=<svg width='4' height='3'>",
            "static/doc.pdf",
            "static/shadow.svg=<svg width='8' height='8'>",
        ]);
        let blog = detect(tree.root(), None).unwrap();
        (tree, blog)
    }

    fn target(blog: &Blog, destination: &str) -> Target {
        let origin = Origin {
            path: "content/posts/a.md",
            url: "/posts/a/",
        };
        Places::of(blog).target(origin, destination, &posts)
    }

    #[test]
    fn destinations_lead_where_they_mean_to() {
        let (_tree, blog) = hugo();
        let check = |destination: &str, expected: &str| {
            assert_eq!(
                target(&blog, destination).address,
                expected,
                "{destination}"
            );
        };
        // As a browser reads them on the published page, whatever they are meant for.
        check("/images/x.svg", "../../images/x.svg");
        check("/images/../doc.pdf#page=2", "../../doc.pdf#page=2");
        check("a b.svg", "a b.svg");
        check("a%20b.svg?x=1#y z", "a%20b.svg?x=1#y z");
        check("../../images/x.svg", "../../images/x.svg");
        check("./b.md#part", "./b.md#part");
        check("../notes/c.md?x", "../notes/c.md?x");
        check("/posts/b", "../../posts/b");
        check("/posts/b/", "../../posts/b/");
        check("/content/posts/b.md", "../../content/posts/b.md");
        check("../b", "../b");
        // Nothing climbs out of the prefix that the page is served under.
        check("/%2e%2e/%2E./x", "../../x");
        check(".%2e/.\t./../../x", "../../x");
        // What is not there keeps its meaning.
        check("/missing.png", "../../missing.png");
        check("missing.png", "missing.png");
        check("../../../../up.png", "../../up.png");
        check("/", "../../");
        check(".", ".");
        check("a:b/c", "a:b/c");
        check("./a:b", "./a:b");
        check("/ü x", "../../ü x");
        // What leaves, or stays on the page.
        check(
            "https://example.org/ü?q#f",
            "https://example.org/%C3%BC?q#f",
        );
        check("//example.org/x", "//example.org/x");
        check("mailto:a@example.org", "mailto:a@example.org");
        check("#part", "#part");
        check("?q", "?q");
        check("", "");
    }

    #[test]
    fn addresses_on_the_blogs_own_host_are_relative() {
        let tree = Tree::of(&[
            "hugo.toml=baseURL = 'https://example.org/blog/'",
            "static/x.svg=<svg width='4' height='3'>",
        ]);
        let blog = detect(tree.root(), None).unwrap();
        let check = |destination: &str, expected: &str| {
            assert_eq!(
                target(&blog, destination).address,
                expected,
                "{destination}"
            );
        };
        check("https://example.org/blog/x.svg?a#b", "../../x.svg?a#b");
        check("//example.org/blog", "../../");
        check("/blog/posts/b/", "../../posts/b/");
        check("https://example.org/other", "https://example.org/other");
        assert_eq!(target(&blog, "/blog/x.svg").pixels, Some((4, 3)));
    }

    #[test]
    fn jekylls_files_and_posts_are_found_by_their_source() {
        let tree = Tree::of(&["_config.yml", "_posts/2024-01-02-a.md", "x.svg=<svg>"]);
        let blog = detect(tree.root(), None).unwrap();
        let origin = Origin {
            path: "content/posts/a.md",
            url: "/posts/a/",
        };
        let check = |destination: &str, expected: &str| {
            let found = Places::of(&blog).target(origin, destination, &posts);
            assert_eq!(found.address, expected, "{destination}");
        };
        check("b.md", "../b/");
        check("./b.md#part", "../b/#part");
        check("../notes/c.md?x", "../../notes/sea/?x");
        check("/posts/b", "../b/");
        check("/content/posts/b.md", "../b/");
    }

    #[test]
    fn local_pictures_have_size_and_fingerprint() {
        let (tree, blog) = hugo();
        let found = target(&blog, "/images/x.svg");
        assert_eq!(found.pixels, Some((4, 3)));
        std::fs::write(
            tree.path("static/images/x.svg"),
            "<svg width='14' height='13'>",
        )
        .unwrap();
        let again = target(&blog, "/images/x.svg");
        assert_eq!(again.pixels, Some((14, 13)));
        assert_ne!(found.fingerprint, again.fingerprint);

        let document = target(&blog, "/doc.pdf");
        assert_eq!(document.pixels, None);
        assert!(document.fingerprint.is_some());
        for nothing in ["/missing.png", "b.md", "secret.env", "/../../etc/passwd"] {
            assert_eq!(target(&blog, nothing).fingerprint, None, "{nothing}");
        }
    }

    #[test]
    fn a_file_that_another_hides_is_not_taken_for_it() {
        let (tree, blog) = hugo();
        std::fs::write(tree.path("content/shadow.svg"), SVG).unwrap();
        let places = Places::of(&blog);
        let origin = Origin {
            path: "content/a.md",
            url: "/a/",
        };
        assert_eq!(
            places.target(origin, "shadow.svg", &posts).pixels,
            Some((4, 3))
        );
        assert_eq!(places.address_of(&tree.path("static/shadow.svg")), None);
    }

    #[test]
    fn zolas_internal_links_lead_to_posts() {
        let tree = Tree::of(&["config.toml=base_url = 'x'", "content/posts/a.md"]);
        let blog = detect(tree.root(), None).unwrap();
        assert_eq!(target(&blog, "@/posts/b.md#h").address, "../b/#h");
    }

    #[test]
    fn files_of_a_plain_folder_link_to_each_other() {
        let tree = Tree::of(&["a.md", "img/x.svg=<svg width='4' height='3'>", "notes/b.md"]);
        let blog = detect(tree.root(), None).unwrap();
        let posts = |lookup: Lookup<'_>| match lookup {
            Lookup::Path("notes/b.md") | Lookup::Url("/notes/b") => Some("/notes/b".to_owned()),
            Lookup::Path("a.md") => Some("/a".to_owned()),
            _ => None,
        };
        let check = |path: &str, url: &str, destination: &str, expected: &str| {
            let found = Places::of(&blog).target(Origin { path, url }, destination, &posts);
            assert_eq!(found.address, expected);
        };
        check("a.md", "/a", "img/x.svg", "img/x.svg");
        check("a.md", "/a", "notes/b.md", "notes/b");
        check("a.md", "/a", "notes/b", "notes/b");
        check("notes/b.md", "/notes/b", "../a.md", "../a");
        check("notes/b.md", "/notes/b", "../img/x.svg", "../img/x.svg");
    }
}
