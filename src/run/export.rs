//! `blog-serve export`: one post as one file.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use blog_serve::blog::{self, is_markdown};
use blog_serve::export::{self, Export};
use blog_serve::site::Site;
use tempfile::NamedTempFile;

use super::print;
use crate::Stop;
use crate::arguments::ExportArguments;
use crate::choose::choose;
use crate::terminal;

/// A file of more bytes is more than most mail takes.
const LARGE_BYTES: usize = 10_000_000;

/// What a file of ours says of itself.
const OURS: &str = "<meta name=\"generator\" content=\"blog-serve";

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// There is a file, and it is none of ours.
    #[error(
        "cannot write {0}: there is another file; name it with -o to have it replaced, or another one"
    )]
    Taken(String),
    /// It would replace a source.
    #[error("cannot write {0}: it is Markdown, and may be a post; give a name that ends in .html")]
    Source(String),
    /// The system refuses.
    #[error("cannot write {path}: {source}; choose another place with -o")]
    Refused { path: String, source: io::Error },
    /// The post or a style sheet cannot be read.
    #[error("cannot read {path}: {cause}")]
    Unreadable { path: String, cause: String },
}

/// Writes a post as one file.
pub(crate) fn export(arguments: &ExportArguments) -> Result<ExitCode, Stop> {
    let (site, path) = post(arguments)?;
    let entry = site.entry(&path).ok_or_else(|| Error::Unreadable {
        path: path.clone(),
        cause: "it is gone".to_owned(),
    })?;
    for problem in entry.problems.iter() {
        tell(&terminal::frame_alone(problem));
    }
    let exported = export::export(&site, entry, arguments.css.as_deref()).map_err(|problem| {
        Error::Unreadable {
            path: problem.path.clone(),
            cause: problem.message.trim_end_matches('.').to_owned(),
        }
    })?;
    let said = match arguments.output.as_deref() {
        Some(path) if path == Path::new("-") => {
            print(exported.html.as_bytes())?;
            None
        }
        output => Some(write(&exported.html, output, &entry.path)?),
    };
    tell(&lacks(&exported));
    if let Some(path) = said {
        tell(&format!(
            "{} ({})\n",
            path.display(),
            size(exported.html.len())
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The post that is meant, in a site that has it: alone if its path is given.
fn post(arguments: &ExportArguments) -> Result<(Site, String), Stop> {
    let named = Path::new(&arguments.post);
    if named.is_file() {
        return alone(named, arguments);
    }
    let blog = blog::detect(Path::new("."), arguments.dialect)?;
    let in_blog = blog.absolute(&arguments.post);
    if !named.is_absolute() && in_blog.is_file() {
        return alone(&in_blog, arguments);
    }
    let site = export::site(blog, None);
    let here = std::env::current_dir().unwrap_or_default();
    let path = choose(&site, &arguments.post, &here)?.path.to_string();
    Ok((site, path))
}

fn alone(path: &Path, arguments: &ExportArguments) -> Result<(Site, String), Stop> {
    let blog = blog::detect(path, arguments.dialect)?;
    let only = blog.only.clone().unwrap_or_default();
    Ok((export::site(blog, Some(&only)), only))
}

/// Writes the file, and says which that is.
fn write(html: &str, output: Option<&Path>, post: &str) -> Result<PathBuf, Error> {
    let path = output.map_or_else(|| PathBuf::from(name(post)), Path::to_owned);
    let shown = path.display().to_string();
    if path
        .file_name()
        .and_then(|name| name.to_str())
        .is_some_and(is_markdown)
    {
        return Err(Error::Source(shown));
    }
    if output.is_none() && path.exists() && !is_ours(&path) {
        return Err(Error::Taken(shown));
    }
    let refused = |source| Error::Refused {
        path: shown.clone(),
        source,
    };
    if path.is_dir() {
        return Err(refused(io::ErrorKind::IsADirectory.into()));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    // As a whole or not at all.
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(refused)?;
    file.write_all(html.as_bytes()).map_err(refused)?;
    let mode = readable(file.as_file());
    mode.map_err(refused)?;
    file.persist(&path).map_err(|error| refused(error.error))?;
    Ok(path)
}

/// A file made for a moment is for its owner alone; this one is for others.
fn readable(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// `posts/a.md` and `posts/a/index.md` → `a.html`.
fn name(post: &str) -> String {
    let path = Path::new(post);
    let stem = |path: &Path| {
        path.file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
    };
    let own = stem(path).unwrap_or_default();
    let is_bundle = own == "index" || own.starts_with("index.");
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.map(|folder| folder.to_string_lossy().into_owned());
    format!("{}.html", folder.filter(|_| is_bundle).unwrap_or(own))
}

/// Whether an earlier export of ours is there.
fn is_ours(path: &Path) -> bool {
    fs::read_to_string(path).is_ok_and(|text| text.contains(OURS))
}

/// What is not in the file.
fn lacks(exported: &Export) -> String {
    let mut text = String::new();
    for missing in &exported.missing {
        let _ = writeln!(text, "  not there          {missing}");
    }
    for remote in &exported.remote {
        let _ = writeln!(text, "  needs the network  {remote}");
    }
    if exported.unlinked > 0 {
        let count = exported.unlinked;
        let links = if count == 1 {
            "link to the blog is"
        } else {
            "links to the blog are"
        };
        let _ = writeln!(text, "  {count} {links} plain text in it");
    }
    if exported.html.len() > LARGE_BYTES {
        text += "  It is large for a mail; smaller pictures make it smaller.\n";
    }
    text
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Says something beside the file. Nobody reads standard error: then there is nobody to tell.
fn tell(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_its_post() {
        assert_eq!(name("content/posts/a.md"), "a.html");
        assert_eq!(name("content/posts/trip/index.md"), "trip.html");
        assert_eq!(name("content/posts/trip/index.fr.md"), "trip.html");
        assert_eq!(name("index.md"), "index.html");
    }

    #[test]
    fn sizes_are_said_in_full() {
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(34_100), "35 KB");
        assert_eq!(size(12_340_000), "12.3 MB");
    }
}
