//! A folder → a [`Blog`]: whose dialect it is and what lies where.

mod detect;
mod layout;
mod walk;

use std::borrow::Cow;
use std::path::{MAIN_SEPARATOR, Path, PathBuf, is_separator};
use std::sync::Arc;

pub use detect::{Error, detect};
pub use walk::{Found, unreadable, walk_with};

use crate::dialect::{Configuration, Dialect};
use crate::problem::{Kind, Problem};

/// What lies where in a blog.
#[derive(Clone, Debug, PartialEq)]
pub struct Blog {
    /// Absolute, with links resolved.
    pub root: PathBuf,
    /// Whose rules apply.
    pub dialect: Dialect,
    /// What its generator's configuration says.
    pub configuration: Arc<Configuration>,
    /// Why: the file or folder that told, relative to the root (`hugo.toml`), or `--dialect`.
    /// Empty when nothing did: a folder of Markdown files.
    pub because: String,
    /// Folders that hold posts, absolute; they need not exist yet.
    ///
    /// Jekyll: `_posts` and `_drafts` at the root; those in categories' folders count as well.
    pub content: Vec<PathBuf>,
    /// Folders whose files are served, in the order in which they are asked; they need not exist
    /// yet.
    pub mounts: Vec<Mount>,
    /// The only post that is shown, when PATH named one file: relative to the root.
    pub only: Option<String>,
}

/// A folder and the address its files have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Absolute.
    pub folder: PathBuf,
    /// Begins and ends with `/`.
    pub url: String,
    /// What else lies in the folder.
    pub holds: Holds,
}

/// What lies in a mounted folder, and with it which kinds of files are served from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Files that are published as they are: HTML and JSON are served too.
    Published,
    /// Sources, configuration and pictures side by side: what a page shows or offers for download
    /// is served, nothing else.
    Sources,
}

/// What to watch for changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Folders to watch with everything below them. Some need not exist yet.
    pub recursive: Vec<PathBuf>,
    /// Folders of which the direct entries alone matter: the missing ones of `recursive` appear
    /// here. When a folder appears in one of these, ask again.
    pub shallow: Vec<PathBuf>,
}

/// Folders that hold what tools made or fetched, never an author's posts.
const MADE_BY_TOOLS: [&str; 6] = [
    "node_modules",
    "target",
    "public",
    "_site",
    "resources",
    "vendor",
];

/// Endings of Markdown files, in lower case.
const MARKDOWN: [&str; 6] = ["md", "markdown", "mkd", "mkdn", "mkdown", "mdown"];

impl Blog {
    /// The post's path relative to the root, with `/` between the parts, if the file counts as a
    /// post. Looks at the path alone, which is absolute and below the root.
    ///
    /// Posts are Markdown files in the content folders, but no hidden files, no editors' scratch
    /// files (`#a.md#`, `.#a.md`), and nothing in `node_modules` and the like. Hugo's and Zola's
    /// `_index.md` are pages of sections, not posts. A name that is no UTF-8 is none either.
    #[must_use]
    pub fn is_post(&self, path: &Path) -> Option<String> {
        let relative = self.inner(path)?;
        if let Some(only) = &self.only {
            return (relative == *only).then(|| relative.into_owned());
        }
        let (folder, name) = relative.rsplit_once('/').unwrap_or(("", &relative));
        let is_post =
            is_markdown(name) && !name.starts_with(['.', '#']) && !self.is_section_page(name);
        (is_post && self.holds_posts(folder)).then(|| relative.into_owned())
    }

    /// Whether posts may lie in this folder or below it. The folder is absolute.
    #[must_use]
    pub fn enters(&self, folder: &Path) -> bool {
        let Some(relative) = self.inner(folder) else {
            return folder == self.root;
        };
        if self.holds_posts(&relative) {
            return true;
        }
        if self.finds_posts_anywhere() {
            return relative.split('/').all(is_jekyll_entered);
        }
        self.content
            .iter()
            .any(|content| content.starts_with(folder))
    }

    /// Whether what the path leads to, links followed, is Markdown or a folder within the blog, and
    /// not hidden; `true` also for what does not exist. Asks the disk.
    ///
    /// Ask before reading a post: a link in the content folder may lead anywhere.
    #[must_use]
    pub fn keeps(&self, path: &Path) -> bool {
        let Ok(real) = path.canonicalize() else {
            return true;
        };
        let is_within = self.has_within(&real, &self.content);
        let name = real.file_name().and_then(|name| name.to_str());
        is_within && (name.is_some_and(is_markdown) || real.is_dir())
    }

    /// Whether what the path leads to, links followed, is there and lies within the blog or one of
    /// these folders, and is not hidden. Asks the disk.
    ///
    /// Ask before reading what a post or a template names.
    #[must_use]
    pub fn keeps_file(&self, path: &Path, folders: &[PathBuf]) -> bool {
        let real = path.canonicalize();
        real.is_ok_and(|real| self.has_within(&real, folders))
    }

    /// Whether this lies within the blog or one of these folders, and is not hidden there.
    fn has_within(&self, real: &Path, folders: &[PathBuf]) -> bool {
        match real.strip_prefix(&self.root) {
            Ok(inner) => inner.iter().all(is_shown),
            // A folder may itself be a link to elsewhere.
            Err(_) => folders.iter().any(|folder| {
                let folder = folder.canonicalize().ok();
                folder
                    .and_then(|folder| real.strip_prefix(folder).ok())
                    .is_some_and(|inner| inner.iter().all(is_shown))
            }),
        }
    }

    /// This blog, or where its configuration cannot be read at the moment or is gone, the one before
    /// with what is wrong now.
    #[must_use]
    pub fn or_last_good(self, before: &Self) -> Self {
        if let Some(lost) = self.lost(before) {
            let problem = Problem::unreadable(&lost, "This file is gone.");
            let mut configuration = Configuration::clone(&before.configuration);
            configuration.problems = [problem.with_kind(Kind::Configuration)].into();
            return Self {
                configuration: Arc::new(configuration),
                ..before.clone()
            };
        }
        let mut blog = self.still_of_zola(before);
        if blog.root != before.root || blog.dialect != before.dialect {
            return blog;
        }
        if blog.configuration.lacks_parts {
            let before = Some(&*before.configuration);
            let configuration = Configuration::read(&blog.root, blog.dialect, before);
            blog = blog.laid_out_again(configuration);
        }
        if blog.configuration.is_whole {
            return blog;
        }
        let configuration = Configuration::clone(&blog.configuration);
        Self {
            configuration: Arc::new(configuration.or_last_good(&before.configuration)),
            ..before.clone()
        }
    }

    /// The file of the configuration that was there before, where nothing is in its place: a blog of
    /// another generator would have one of its own.
    #[must_use]
    pub fn lost(&self, before: &Self) -> Option<String> {
        let is_generators = matches!(before.dialect, Dialect::Hugo | Dialect::Zola);
        let is_here = self.root == before.root && self.dialect == before.dialect;
        let is_lost =
            self.dialect == Dialect::Plain || is_here && self.configuration.file.is_none();
        let file = before.configuration.file.clone();
        file.filter(|_| is_generators && is_lost)
    }

    /// This one as Zola's, if it was Zola's before and is taken for Hugo's only for want of a
    /// `base_url` that can be read.
    fn still_of_zola(self, before: &Self) -> Self {
        let was_of_zola = self.root == before.root
            && (before.dialect, self.dialect) == (Dialect::Zola, Dialect::Hugo)
            && self.because == before.because;
        if !was_of_zola || self.configuration.values.text("baseurl").is_some() {
            return self;
        }
        let blog = Self::laid_out(self.root, before.dialect, &before.because);
        Self {
            only: self.only,
            ..blog
        }
    }

    /// The path of a post, relative to the root, from its content folder.
    #[must_use]
    pub fn below_content<'p>(&self, path: &'p str) -> &'p str {
        let inner = self
            .content
            .iter()
            .filter_map(|folder| match self.inner(folder) {
                Some(folder) => path.strip_prefix(&*folder)?.strip_prefix('/'),
                None => Some(path),
            });
        // One may lie in another.
        inner.min_by_key(|inner| inner.len()).unwrap_or(path)
    }

    /// The absolute path of a post.
    #[must_use]
    pub fn absolute(&self, relative: &str) -> PathBuf {
        let mut path = self.root.clone();
        path.extend(relative.split('/'));
        path
    }

    /// The path relative to the root, with `/` between the parts; `None` for the root itself, for
    /// what is not below it, for paths with `.` or `..` in them, and for names that are no UTF-8.
    #[must_use]
    pub fn relative(&self, path: &Path) -> Option<String> {
        self.inner(path).map(Cow::into_owned)
    }

    /// [`Blog::relative`] without a copy where there is nothing to change: a walk asks it of every
    /// file.
    fn inner<'a>(&self, path: &'a Path) -> Option<Cow<'a, str>> {
        let root = self.root.as_os_str().as_encoded_bytes();
        let inner = path.as_os_str().as_encoded_bytes().strip_prefix(root)?;
        let inner = std::str::from_utf8(inner).ok()?;
        let inner = match inner.strip_prefix(is_separator) {
            Some(inner) => inner,
            // `/` or a drive.
            None if root.ends_with(b"/") || root.ends_with(b"\\") => inner,
            None => return None,
        };
        let inner = if MAIN_SEPARATOR == '/' {
            Cow::Borrowed(inner)
        } else {
            Cow::Owned(inner.replace(is_separator, "/"))
        };
        let is_plain = inner
            .split('/')
            .all(|part| !matches!(part, "" | "." | ".."));
        is_plain.then_some(inner)
    }

    /// Where posts are looked for, relative to the root, for people: `content/`. `./` is the root.
    #[must_use]
    pub fn looked(&self) -> Vec<String> {
        if let Some(only) = &self.only {
            return vec![only.clone()];
        }
        self.content
            .iter()
            .map(|folder| format!("{}/", self.relative(folder).as_deref().unwrap_or(".")))
            .collect()
    }

    /// Whether the content folder is the root itself: a folder of Markdown files.
    #[must_use]
    pub fn is_folder_of_files(&self) -> bool {
        self.content.contains(&self.root)
    }

    /// The folder above all posts, with the home folder as `~`.
    #[must_use]
    pub fn place(&self) -> String {
        layout::with_tilde(&self.root, std::env::home_dir().as_deref())
    }

    /// What was found, for the terminal: `Hugo blog in ~/blog (hugo.toml)`.
    #[must_use]
    pub fn describe(&self) -> String {
        let place = self.place();
        let kind = match (&self.only, self.dialect, self.is_folder_of_files()) {
            (Some(only), Dialect::Plain, _) => return format!("One post in {place}: {only}"),
            (Some(only), dialect, _) => {
                return format!("One post of the {} blog in {place}: {only}", dialect.name());
            }
            (None, Dialect::Plain, true) => "Folder of posts".to_owned(),
            (None, Dialect::Plain, false) => "Blog".to_owned(),
            (None, dialect, _) => format!("{} blog", dialect.name()),
        };
        match self.because.as_str() {
            "" => format!("{kind}: {place}"),
            because => format!("{kind} in {place} ({because})"),
        }
    }

    /// Whether what is known of posts may hang on what is at this path: the page of a section, or a
    /// folder with some in it. The path is absolute.
    #[must_use]
    pub fn makes_sections(&self, path: &Path) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        let may_be = path.extension().is_none() || name.is_some_and(|it| self.is_section_page(it));
        may_be
            && self.configuration.addresses.have_sections()
            && self.content.iter().any(|content| path.starts_with(content))
    }

    /// Hugo's and Zola's `_index.md`, also `_index.fr.md`.
    fn is_section_page(&self, name: &str) -> bool {
        matches!(self.dialect, Dialect::Hugo | Dialect::Zola) && is_section_page(name)
    }

    /// Whether a folder, relative to the root, is one that holds posts or lies in one.
    fn holds_posts(&self, folder: &str) -> bool {
        let parts = || folder.split('/').filter(|part| !part.is_empty());
        if self.finds_posts_anywhere() {
            return jekyll_holds_posts(&parts().collect::<Vec<_>>());
        }
        self.content.iter().any(|content| {
            match self.inner(content) {
                // The author named or made this folder for posts: only what is never theirs stays out.
                Some(prefix) => {
                    below(folder, &prefix).is_some_and(|rest| rest.split('/').all(is_visible))
                }
                None => parts().all(is_entered),
            }
        })
    }

    /// Jekyll takes posts from `_posts` in any folder.
    fn finds_posts_anywhere(&self) -> bool {
        self.dialect == Dialect::Jekyll && !self.is_folder_of_files()
    }
}

/// Whether a folder is one of Jekyll's for posts or lies in one, and not in what Jekyll ignores.
fn jekyll_holds_posts(folders: &[&str]) -> bool {
    let is_post_folder = |folder: &&str| crate::dialect::JEKYLL_POST_FOLDERS.contains(folder);
    let Some(at) = folders.iter().position(is_post_folder) else {
        return false;
    };
    let (above, below) = folders.split_at(at);
    above.iter().all(|folder| is_jekyll_entered(folder))
        && below.iter().all(|folder| is_visible(folder))
}

/// Jekyll looks into no folder whose name begins with `_`, its own ones apart.
fn is_jekyll_entered(folder: &str) -> bool {
    is_entered(folder) && !folder.starts_with('_')
}

/// What follows `prefix` and its `/` in `folder`, if it is that folder or lies below.
fn below<'a>(folder: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = folder.strip_prefix(prefix)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('/')
}

fn is_shown(name: &std::ffi::OsStr) -> bool {
    !name.as_encoded_bytes().starts_with(b".")
}

fn is_visible(folder: &str) -> bool {
    !folder.starts_with('.') && folder != "node_modules"
}

fn is_entered(folder: &str) -> bool {
    is_visible(folder) && !MADE_BY_TOOLS.contains(&folder)
}

/// Whether a folder of this name holds what tools made or fetched.
pub(crate) fn is_made_by_tools(folder: &str) -> bool {
    MADE_BY_TOOLS.contains(&folder)
}

/// Whether a file is the page of a section, by its name: `_index.md`, `_index.fr.md`, `_index.html`.
pub(crate) fn is_section_page(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let is_html = matches!(ending.to_lowercase().as_str(), "html" | "htm");
    name.split('.').next() == Some("_index") && (is_html || is_markdown(name))
}

/// Whether the name ends as Markdown files do.
#[must_use]
pub fn is_markdown(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && MARKDOWN
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
pub(crate) mod tests;
