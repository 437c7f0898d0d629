//! Where each dialect keeps posts and files.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Blog, Holds, Mount, Watched, is_entered};
use crate::dialect::{Configuration, Dialect};

/// Folders of a plain blog that hold what posts show, each under its own name.
const ASSET_FOLDERS: [&str; 6] = ["images", "img", "assets", "media", "files", "uploads"];

/// The folder of posts in a plain blog.
pub(super) const POSTS: &str = "posts";

impl Blog {
    /// A blog with the folders its dialect has, whether they exist yet or not.
    pub(super) fn laid_out(root: PathBuf, dialect: Dialect, because: &str) -> Self {
        let configuration = Configuration::read(&root, dialect, None);
        let content = content(&root, dialect, &configuration);
        Self::with_content(root, dialect, because, content, configuration)
    }

    /// A blog with the folders its dialect has, or, if none of those that hold posts exists, with
    /// the root itself as the folder of posts.
    pub(super) fn laid_out_or_files(root: PathBuf, dialect: Dialect, because: &str) -> Self {
        let configuration = Configuration::read(&root, dialect, None);
        let mut content = content(&root, dialect, &configuration);
        if !content.iter().any(|folder| folder.is_dir()) {
            content = vec![root.clone()];
        }
        Self::with_content(root, dialect, because, content, configuration)
    }

    /// The same blog with another configuration.
    pub(super) fn laid_out_again(self, configuration: Configuration) -> Self {
        let is_of_files = self.content.contains(&self.root);
        let content = if is_of_files {
            self.content
        } else {
            content(&self.root, self.dialect, &configuration)
        };
        let because = &self.because;
        let blog = Self::with_content(self.root, self.dialect, because, content, configuration);
        Self {
            only: self.only,
            ..blog
        }
    }

    fn with_content(
        root: PathBuf,
        dialect: Dialect,
        because: &str,
        content: Vec<PathBuf>,
        configuration: Configuration,
    ) -> Self {
        let mounts = mounts(&root, dialect, &content, &configuration);
        let because = because.to_owned();
        Self {
            root,
            dialect,
            configuration: Arc::new(configuration),
            because,
            content,
            mounts,
            only: None,
        }
    }

    /// What to watch, as the folders are now.
    ///
    /// Never a whole root with hidden folders or `node_modules` in it: those can be larger than
    /// the blog by far.
    #[must_use]
    pub fn watched(&self) -> Watched {
        if let Some(only) = &self.only {
            return self.watched_around(only);
        }
        let mut recursive = self.content.clone();
        recursive.extend(self.mounts.iter().map(|mount| mount.folder.clone()));
        recursive.extend(self.decisive_folders());
        if recursive.contains(&self.root) {
            let folders = folders_in(&self.root);
            let (entered, others): (Vec<_>, Vec<_>) = folders
                .into_iter()
                .partition(|folder| is_worth_watching(folder));
            // Jekyll's `_site` appears with the next build.
            if !others.is_empty() || self.dialect == Dialect::Jekyll {
                recursive.retain(|folder| *folder != self.root);
                recursive.extend(entered);
            }
        }
        Watched {
            recursive: outermost(recursive),
            shallow: vec![self.root.clone()],
        }
    }

    /// Folders with the templates of shortcodes, the blog's own and its themes'; they need not exist.
    #[must_use]
    pub fn shortcode_folders(&self) -> Vec<PathBuf> {
        self.own_or_themes(match self.dialect {
            Dialect::Hugo => &["layouts/_shortcodes", "layouts/shortcodes"],
            Dialect::Zola => &["templates/shortcodes"],
            Dialect::Jekyll | Dialect::Plain => &[],
        })
    }

    /// Folders with the partial templates of the blog and its themes; they need not exist.
    #[must_use]
    pub fn partial_folders(&self) -> Vec<PathBuf> {
        self.own_or_themes(match self.dialect {
            Dialect::Hugo => &["layouts/_partials", "layouts/partials"],
            Dialect::Zola => &["templates"],
            Dialect::Jekyll | Dialect::Plain => &[],
        })
    }

    /// Folders with the render hooks of the blog and its themes; they need not exist.
    #[must_use]
    pub fn hook_folders(&self) -> Vec<PathBuf> {
        self.own_or_themes(match self.dialect {
            Dialect::Hugo => &["layouts/_markup", "layouts/_default/_markup"],
            Dialect::Zola | Dialect::Jekyll | Dialect::Plain => &[],
        })
    }

    /// Folders with what Hugo's templates say in each language; they need not exist.
    #[must_use]
    pub fn phrase_folders(&self) -> Vec<PathBuf> {
        self.own_or_themes(match self.dialect {
            Dialect::Hugo => &["i18n"],
            Dialect::Zola | Dialect::Jekyll | Dialect::Plain => &[],
        })
    }

    /// Folders with Hugo's data files; they need not exist.
    #[must_use]
    pub fn data_folders(&self) -> Vec<PathBuf> {
        let mut folders = self.own_or_themes(match self.dialect {
            Dialect::Hugo => &["data"],
            Dialect::Zola | Dialect::Jekyll | Dialect::Plain => &[],
        });
        if let (Some(folder), Some(name)) = (folders.first_mut(), self.data_folder()) {
            *folder = self.root.join(name);
        }
        folders
    }

    /// What Hugo's `dataDir` names; one that lies elsewhere is not the blog's.
    fn data_folder(&self) -> Option<&str> {
        let named = self.configuration.values.text("datadir")?;
        let mut parts = Path::new(named).components();
        let is_below = parts.all(|part| matches!(part, Component::Normal(_)));
        (is_below && !named.is_empty()).then_some(named)
    }

    fn own_or_themes(&self, names: &[&str]) -> Vec<PathBuf> {
        let themes = match names {
            [] => Vec::new(),
            _ => themes(&self.root, &self.configuration),
        };
        let roots = std::iter::once(self.root.clone()).chain(themes);
        let folders = roots.flat_map(|root| names.iter().map(move |name| root.join(name)));
        folders.collect()
    }

    /// Whether this file decides what is right in a post: a shortcode's template, the page of a
    /// section, or the generator's configuration. The path is absolute; which themes there are is asked of the disk.
    #[must_use]
    pub fn is_decisive(&self, path: &Path) -> bool {
        let may_be_below = || {
            let folders = ["layouts", "templates", "themes", "config", "i18n", "data"];
            let data = self.data_folder();
            let themes = self.configuration.themes.iter().flatten();
            let mut folders = { folders.into_iter() }
                .chain(data)
                .chain(themes.map(String::as_str));
            folders.any(|folder| path.starts_with(self.root.join(folder)))
        };
        let is_section = || {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| self.is_section_page(name))
        };
        let is_below = || {
            let mut folders = self.decisive_folders().into_iter();
            folders.any(|folder| path.starts_with(folder))
        };
        self.is_configuration(path) || is_section() || (may_be_below() && is_below())
    }

    /// Whether this is a file of the generator's configuration, by its name alone. The path is
    /// absolute.
    #[must_use]
    pub fn is_configuration(&self, path: &Path) -> bool {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let is_in_place = path.parent() == Some(&self.root)
            || self.dialect == Dialect::Hugo && path.starts_with(self.root.join("config"));
        self.dialect != Dialect::Plain
            && is_in_place
            && ending.is_some_and(|it| matches!(it, "toml" | "yaml" | "yml" | "json"))
    }

    /// Folders of nothing but files that decide what is right in a post.
    fn decisive_folders(&self) -> Vec<PathBuf> {
        let mut folders = self.shortcode_folders();
        folders.extend(self.partial_folders());
        folders.extend(self.hook_folders());
        folders.extend(self.phrase_folders());
        folders.extend(self.data_folders());
        if self.dialect == Dialect::Hugo {
            folders.push(self.root.join("config"));
        }
        folders
    }

    /// One post: its folder, and the folders of files that are neither the root nor content.
    fn watched_around(&self, only: &str) -> Watched {
        let mut folder = self.absolute(only);
        folder.pop();
        let sources = |mount: &&Mount| mount.holds == Holds::Published;
        let recursive = self
            .mounts
            .iter()
            .filter(sources)
            .map(|mount| mount.folder.clone())
            .chain(self.decisive_folders());
        let mut shallow = vec![folder];
        if shallow[0] != self.root {
            shallow.push(self.root.clone());
        }
        Watched {
            recursive: outermost(recursive.collect()),
            shallow,
        }
    }
}

fn content(root: &Path, dialect: Dialect, configuration: &Configuration) -> Vec<PathBuf> {
    if let Some(content) = &configuration.content {
        return content
            .iter()
            .filter_map(|name| below(root, name))
            .collect();
    }
    let names: &[&str] = match dialect {
        Dialect::Hugo | Dialect::Zola => &["content"],
        Dialect::Jekyll => &crate::dialect::JEKYLL_POST_FOLDERS,
        Dialect::Plain => &[POSTS],
    };
    names.iter().map(|name| root.join(name)).collect()
}

/// A folder that a configuration names, if it lies in the blog.
fn below(root: &Path, name: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = name
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let is_within = !parts.contains(&"..") && !Path::new(name).is_absolute();
    let mut folder = root.to_owned();
    folder.extend(&parts);
    (is_within && !parts.is_empty()).then_some(folder)
}

fn folders_in(root: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect()
}

fn is_worth_watching(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.is_some_and(is_entered)
}

/// The folders without those that lie in another of them, each once, in order.
fn outermost(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut outermost: Vec<PathBuf> = Vec::with_capacity(folders.len());
    for folder in folders {
        if !outermost.iter().any(|outer| folder.starts_with(outer)) {
            outermost.retain(|inner| !inner.starts_with(&folder));
            outermost.push(folder);
        }
    }
    outermost
}

fn mounts(
    root: &Path,
    dialect: Dialect,
    content: &[PathBuf],
    configuration: &Configuration,
) -> Vec<Mount> {
    let is_folder_of_files = content.iter().any(|folder| folder == root);
    let published = |name: &str, url: &str| mount(root.join(name), url, Holds::Published);
    let sources = |name: &str, url: &str| mount(root.join(name), url, Holds::Sources);
    let mut mounts = Vec::new();
    match dialect {
        Dialect::Hugo => {
            let folders = content.iter().filter(|folder| *folder != root);
            mounts.extend(folders.map(|folder| mount(folder.clone(), "/", Holds::Sources)));
            let statics = configuration.statics.clone();
            let statics = statics.unwrap_or_else(|| vec!["static".to_owned()]);
            let statics = statics.iter().filter_map(|name| below(root, name));
            mounts.extend(statics.map(|folder| mount(folder, "/", Holds::Published)));
            mounts.push(published("assets", "/"));
            mounts.extend(theme_statics(root, configuration));
        }
        Dialect::Zola => {
            mounts.push(sources("content", "/"));
            mounts.push(published("static", "/"));
            mounts.extend(theme_statics(root, configuration));
        }
        Dialect::Jekyll => mounts.push(published("assets", "/assets/")),
        Dialect::Plain if is_folder_of_files => {}
        Dialect::Plain => {
            mounts.push(sources(POSTS, "/posts/"));
            mounts.push(published("static", "/"));
            let named = ASSET_FOLDERS.map(|name| published(name, &format!("/{name}/")));
            mounts.extend(named);
        }
    }
    if dialect == Dialect::Jekyll || is_folder_of_files {
        mounts.push(mount(root.to_owned(), "/", Holds::Sources));
    }
    mounts
}

fn mount(folder: PathBuf, url: &str, holds: Holds) -> Mount {
    Mount {
        folder,
        url: url.to_owned(),
        holds,
    }
}

/// The folders of the themes that the configuration names; where it names none, all in
/// `themes/`, by name.
fn themes(root: &Path, configuration: &Configuration) -> Vec<PathBuf> {
    if let Some(themes) = &configuration.themes {
        let folders = themes.iter();
        return folders.filter_map(|theme| below(root, theme)).collect();
    }
    let mut folders = folders_in(&root.join("themes"));
    folders.sort();
    folders
}

/// What themes publish as it is.
fn theme_statics(root: &Path, configuration: &Configuration) -> impl Iterator<Item = Mount> {
    let folders = themes(root, configuration).into_iter();
    // What templates take from `assets` is published when they do.
    let folders = folders.flat_map(|theme| ["static", "assets"].map(|name| theme.join(name)));
    let folders = folders.filter(|folder| folder.is_dir());
    folders.map(|folder| mount(folder, "/", Holds::Published))
}

/// The path for people: below the home folder it begins with `~`.
pub(super) fn with_tilde(path: &Path, home: Option<&Path>) -> String {
    let home = home.filter(|home| home.components().count() > 1);
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}
