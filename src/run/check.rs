//! `blog-serve check`: what is wrong in the posts.

use std::io::{self, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use blog_serve::checking::{self, Scope, Told};
use blog_serve::dialect::Dialect;
use blog_serve::problem::Problem;
use indicatif::{ProgressBar, ProgressStyle};

use crate::Stop;
use crate::arguments::{CheckArguments, Format};
use crate::terminal;
use asked::{Asked, asked};

mod asked;

/// How long it takes before how far it is is worth a line.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why nothing was checked.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// No post lies there.
    #[error("cannot check {}: there is no post in it (a Markdown file in {looked}); give a blog's folder, a folder of posts or one post", path.display())]
    Empty {
        /// As it was given.
        path: PathBuf,
        /// Where posts are looked for.
        looked: String,
    },
    /// Standard output takes nothing.
    #[error("cannot write what was found: {0}")]
    Output(#[from] io::Error),
}

/// Says what is wrong: 0 nothing, 1 something.
pub(crate) fn check(arguments: &CheckArguments) -> Result<ExitCode, Stop> {
    // A panic is contained, and told as a problem of the post concerned.
    std::panic::set_hook(Box::new(|_| {}));
    let asked = asked(&arguments.paths, arguments.dialect)?;
    let progress = Progress::new(arguments.format);
    let tell = |done, total| progress.tell(done, total);
    let mut told = Told::default();
    for Asked { blog, scope, .. } in &asked {
        let of_blog = checking::all(blog, scope, tell);
        told.posts += of_blog.posts;
        let root = match arguments.format {
            // A program knows which blog it has asked about, if that is one.
            Format::Json if asked.len() == 1 => None,
            Format::Json | Format::Human => Some(&blog.root),
        };
        let problems = of_blog.problems.into_iter();
        told.problems.extend(problems.map(|problem| Problem {
            path: root.map_or_else(|| problem.path.clone(), |root| seen(root, &problem.path)),
            ..problem
        }));
    }
    progress.end();
    if let Some(empty) = asked.iter().find_map(Asked::without_posts)
        && told.posts == 0
    {
        return Err(Box::new(empty));
    }
    let text = match arguments.format {
        Format::Human => terminal::checked(&told),
        Format::Json => json(&told),
    };
    print(&text)?;
    Ok(ExitCode::from(u8::from(!told.problems.is_empty())))
}

impl Asked {
    /// What to say if there is no post: that of a generator's blog is not written yet, a folder of
    /// none may be the wrong one.
    fn without_posts(&self) -> Option<Error> {
        let is_blog = self.blog.dialect != Dialect::Plain && self.scope == Scope::All;
        let folder = self.folder.as_ref().filter(|_| !is_blog)?;
        Some(Error::Empty {
            path: folder.clone(),
            looked: self.blog.looked().join(" or "),
        })
    }
}

fn json(told: &Told) -> String {
    let json = serde_json::to_string_pretty(&told.problems);
    let json = json.expect("problems hold nothing that JSON does not have");
    terminal::visible_json(&json) + "\n"
}

/// Nobody who stops reading (`| head`) makes it fail.
fn print(text: &str) -> Result<(), Error> {
    let mut stdout = anstream::stdout();
    let printed = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match printed {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => Ok(printed?),
    }
}

/// A path in the blog as it is seen from the current folder, so that a terminal or an editor opens it.
fn seen(root: &Path, path: &str) -> String {
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let file = root.join(path);
    let way = match current {
        Ok(current) => between(&current, root, &file),
        Err(_) => file,
    };
    way.display().to_string()
}

/// The way from a folder to a file, both absolute: up only within `root`, in which the file lies.
fn between(from: &Path, root: &Path, file: &Path) -> PathBuf {
    if let Ok(below) = file.strip_prefix(from) {
        return below.to_owned();
    }
    if !from.starts_with(root) {
        return file.to_owned();
    }
    let ups = from
        .ancestors()
        .take_while(|above| !file.starts_with(above));
    let up: PathBuf = ups.map(|_| Component::ParentDir).collect();
    let shared = from
        .ancestors()
        .find_map(|above| file.strip_prefix(above).ok());
    up.join(shared.unwrap_or(file))
}

/// A bar on standard error, when somebody waits for it in a terminal and it takes long.
struct Progress {
    begun: Instant,
    /// Nothing where nobody would see it.
    bar: Option<Mutex<Option<ProgressBar>>>,
}

impl Progress {
    fn new(format: Format) -> Self {
        let is_seen = io::stderr().is_terminal() && io::stdout().is_terminal();
        let is_shown = is_seen && format == Format::Human;
        Self {
            begun: Instant::now(),
            bar: is_shown.then(Mutex::default),
        }
    }

    fn tell(&self, done: usize, total: usize) {
        let Some(bar) = &self.bar else {
            return;
        };
        if self.begun.elapsed() < PATIENCE {
            return;
        }
        let mut bar = bar.lock().unwrap_or_else(PoisonError::into_inner);
        let bar = bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("  {bar:30} {pos} of {len} posts");
            let bar = ProgressBar::new(total as u64);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        // Of several blogs each has posts of its own.
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }

    fn end(&self) {
        let Some(bar) = &self.bar else {
            return;
        };
        if let Some(bar) = &*bar.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_comes_when_somebody_has_waited_long_enough() {
        let progress = |begun| Progress {
            begun,
            bar: Some(Mutex::default()),
        };
        let position = |progress: &Progress| {
            let bar = progress.bar.as_ref()?.lock().unwrap();
            bar.as_ref().map(|bar| (bar.position(), bar.length()))
        };
        let early = progress(Instant::now());
        early.tell(1, 10);
        assert_eq!(position(&early), None);
        let late = progress(Instant::now().checked_sub(PATIENCE).unwrap());
        late.tell(3, 10);
        assert_eq!(position(&late), Some((3, Some(10))));
        late.tell(1, 20);
        assert_eq!(position(&late), Some((1, Some(20))), "another blog");
        late.end();
    }

    #[test]
    fn paths_are_as_they_are_seen_from_here() {
        let check = |from: &str, expected: &str| {
            let blog = Path::new("/home/a/blog");
            let way = between(Path::new(from), blog, &blog.join("content/posts/x.md"));
            assert_eq!(way, Path::new(expected), "{from}");
        };
        check("/home/a/blog", "content/posts/x.md");
        check("/home/a", "blog/content/posts/x.md");
        check("/home/a/blog/content/posts", "x.md");
        check("/home/a/blog/content/notes", "../posts/x.md");
        check("/home/a/blog/static/img", "../../content/posts/x.md");
        check("/home/b", "/home/a/blog/content/posts/x.md");
    }
}
