//! The preview as a value: [`start`] it on listeners, and the one task that writes the site.
//!
//! ```text
//! watch ──batch──▶ read ──texts──▶ Writer (parse, site) ──snapshot──▶ push, one task per browser
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{OnceCell, mpsc, watch};
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{MissedTickBehavior, interval};

use crate::blog::Blog;
use crate::dialect::Dialect;
use crate::editor::{Pace, Template};
use crate::error::Error;
use crate::pages::{Pages, Shown};
use crate::report::{Report, Reports};
use crate::serve::{self, Listeners, ReadersDoor};
use crate::share::store::Store;
use crate::share::{Life, Links, Moves, Role, Shared, Visitor};
use crate::site::{Entry, Made, Save, Site};
use crate::watch::{Mode, Watcher};

mod checks;
mod diary;
mod early;
mod news;
mod renames;
mod sharing;
mod survey;
mod writer;

pub(crate) use checks::Checks;
use checks::Count;
use diary::Diary;
pub use sharing::signature as author;
use writer::{Look, Writer};

/// How a preview is to be; everything has a default.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What was asked to be shown: a blog, a folder of posts, or one post.
    pub path: PathBuf,
    /// Whose rules were asked for.
    pub dialect: Option<Dialect>,
    /// The author's own style sheet for the article.
    pub style_sheet: Option<PathBuf>,
    /// Look at the files this often instead of waiting for events.
    pub poll: Option<Duration>,
    /// The command that opens the author's editor; without one it is guessed.
    pub editor: Option<Template>,
    /// Whose scripts run in a page.
    pub scripts: Scripts,
    /// The folder in which links and ports are kept; nothing is kept without one.
    pub state: Option<PathBuf>,
    /// The readers' door.
    pub sharing: Sharing,
}

/// How the readers' door is to be when it is opened.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    /// How long a new link lives, and from now on one that is shared again.
    pub life: Option<Life>,
    /// The door's port: this one or none.
    pub port: Option<u16>,
    /// The only address on which it is opened.
    pub bind: Option<IpAddr>,
    /// The path under which a proxy serves it, `/drafts`; empty for none.
    pub base_path: String,
}

/// Whose scripts run in a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scripts {
    /// Only those of `blog-serve`.
    #[default]
    Ours,
    /// Also those in the draft.
    Drafts,
}

/// A running preview. Dropping it stops everything.
pub struct Preview {
    /// What the browsers' tasks and the requests share.
    pub desk: Arc<Desk>,
    _tasks: JoinSet<()>,
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.desk.slam_door();
        self.desk.note_contents();
    }
}

/// What requests and browsers' tasks work with.
pub struct Desk {
    /// The newest snapshot.
    pub sites: watch::Receiver<Arc<Site>>,
    /// The rendered pages.
    pub pages: Arc<Pages>,
    /// What is found out about posts after their saves.
    pub(crate) checks: Checks,
    /// What to tell the terminal.
    pub reports: Reports,
    /// How the preview is to be.
    pub options: Options,
    notes: mpsc::UnboundedSender<Note>,
    open: Mutex<BTreeMap<Arc<str>, usize>>,
    /// The blog's links.
    pub links: Arc<Links>,
    shared: watch::Sender<Arc<Shared>>,
    /// How often the author's editor is opened.
    pub jumps: Pace,
    /// Where the author's requests are answered.
    runtime: Handle,
    /// Changes when readers are to look at the newest snapshot.
    readers_turn: watch::Sender<()>,
    /// Locked for moments, by whoever has the turn to open or close it.
    door: Mutex<Option<ReadersDoor>>,
    /// Whether the door stays closed from now on; changed while that is locked.
    is_over: AtomicBool,
    /// Held by the one command about sharing that is being carried out.
    commands: tokio::sync::Mutex<()>,
    publishing: Mutex<()>,
    renames: mpsc::UnboundedSender<Moves>,
    /// Whether links follow the posts that were renamed before the start.
    found_moved: OnceCell<()>,
    author: OnceLock<String>,
    told_of_refusals: AtomicBool,
    told_of_store: AtomicBool,
}

/// What other tasks tell the writer.
enum Note {
    /// A page was made, so that these counts are known.
    Made {
        path: Arc<str>,
        content: u64,
        made: Made,
    },
    /// Posts were checked, so that these counts are known; the index is told of them later.
    Checked(Vec<Count>),
    /// The index is to be told now.
    TellCounts,
    /// Files that were empty or gone must be what they are by now.
    Settled {
        posts: BTreeSet<Arc<str>>,
        seen: std::time::Instant,
    },
    /// The generator's configuration, which was gone, must be what it is by now.
    SettledLayout,
}

/// How often the posts that are open in a browser are looked at, as a net under file systems
/// that report no events (network mounts, some containers).
const NET: Duration = Duration::from_secs(1);

/// Starts serving on `listeners` at once, and reads the blog meanwhile.
///
/// # Errors
///
/// [`Error::Runtime`] when the system gives no thread to watch files with.
///
/// # Panics
///
/// Outside a multi-threaded tokio runtime.
pub fn start(
    blog: Blog,
    options: Options,
    listeners: Listeners,
    reports: Reports,
) -> Result<Preview, Error> {
    let store = options
        .state
        .as_deref()
        .map(|folder| Store::new(folder, &blog.root));
    let diary = store.as_ref().map(|store| Diary::at(store.diary()));
    let (links, notice) = Links::new(store);
    let site = Arc::new(Site::new(Arc::new(blog)));
    let (snapshots, sites) = watch::channel(site.clone());
    let (notes, inbox) = mpsc::unbounded_channel();
    let (renames, to_keep) = mpsc::unbounded_channel();
    let desk = Arc::new(Desk {
        sites,
        pages: Arc::new(Pages::new(options.style_sheet.clone())),
        checks: Checks::default(),
        reports,
        options,
        notes,
        open: Mutex::default(),
        links: Arc::new(links),
        shared: watch::Sender::default(),
        jumps: Pace::default(),
        runtime: Handle::current(),
        readers_turn: watch::Sender::default(),
        door: Mutex::default(),
        is_over: AtomicBool::new(false),
        commands: tokio::sync::Mutex::default(),
        publishing: Mutex::default(),
        renames,
        found_moved: OnceCell::new(),
        author: OnceLock::new(),
        told_of_refusals: AtomicBool::new(false),
        told_of_store: AtomicBool::new(false),
    });
    if let Some(notice) = notice {
        desk.reports.send(Report::Notice(format!("{notice}.")));
    }
    let (beginning, port) = (desk.clone(), listeners.port_to_keep());
    tokio::task::spawn_blocking(move || {
        beginning.author();
        // An error is told when something is shared: until then nothing needs to be kept.
        let _ = beginning.links.keep_ports(port, None);
    });
    let mode = desk.options.poll.map_or(Mode::Events, Mode::Poll);
    let watcher = Watcher::new(mode, matters).map_err(Error::Runtime)?;
    let writer = Writer::new(Site::clone(&site), snapshots, desk.clone(), diary);
    let mut tasks = JoinSet::new();
    tasks.spawn(serve::accept(listeners, desk.clone()));
    tasks.spawn(run(writer, watcher, inbox));
    tasks.spawn(checks::follow(desk.clone()));
    tasks.spawn(sharing::look_after(desk.clone()));
    tasks.spawn(sharing::find_moved(desk.clone()));
    tasks.spawn(sharing::keep_followed(desk.clone(), to_keep));
    Ok(Preview {
        desk,
        _tasks: tasks,
    })
}

/// The life of a preview: every change, from wherever it comes, ends in a new snapshot.
async fn run(mut writer: Writer, watcher: Watcher, mut inbox: mpsc::UnboundedReceiver<Note>) {
    block_in_place(|| {
        writer.begin();
        writer.watch(&watcher);
        // It may have changed between the first look and the watch.
        if writer.lay_out(Look::First) {
            writer.watch(&watcher);
        }
        writer.read_everything();
    });
    let mut net = interval(NET);
    net.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            batch = watcher.next() => {
                // A post or two are read where we are: handing them to another thread and back
                // takes longer than reading. What takes longer than that may hold nobody up.
                if batch.is_small() {
                    writer.take(&batch, &watcher);
                } else {
                    block_in_place(|| writer.take(&batch, &watcher));
                }
            }
            Some(note) = inbox.recv() => writer.note(note),
            _ = net.tick() => writer.tick(&watcher),
        }
        writer.publish();
    }
}

/// Whether a change of this file can matter: editors' backups and half-written files never do.
fn matters(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    !name.ends_with(['~', '#']) && !["swp", "swx", "tmp", "bak", "part"].contains(&ending)
}

impl Desk {
    /// The newest snapshot, once every post has been read.
    pub async fn site(&self) -> Arc<Site> {
        let mut sites = self.sites.clone();
        match sites.wait_for(|site| site.complete).await {
            Ok(site) => site.clone(),
            // The writer is gone: the program is ending.
            Err(_) => self.sites.borrow().clone(),
        }
    }

    /// A snapshot that has the post at `url`, if there is one: the newest, or, while the posts are
    /// still being read, one with this post alone.
    pub async fn site_with(&self, url: &str) -> Arc<Site> {
        let blog = {
            let site = self.sites.borrow();
            if site.complete {
                return site.clone();
            }
            site.blog.clone()
        };
        let (pages, url) = (self.pages.clone(), url.to_owned());
        let early = tokio::task::spawn_blocking(move || early::site_with(&blog, &pages, &url));
        tokio::select! {
            site = self.site() => site,
            Ok(Some(site)) = early => Arc::new(site),
        }
    }

    /// A post's page for a visitor. What is to be made first is made where the author's requests
    /// are answered: on the readers' own thread the author might wait for it behind all of them.
    pub async fn page_for(
        self: &Arc<Self>,
        visitor: &Visitor,
        site: &Arc<Site>,
        entry: &Arc<Entry>,
    ) -> Shown {
        if visitor.role() == Role::Author {
            return self.page(site, entry).await;
        }
        if let Some(shown) = self.pages.made(site, entry) {
            return shown;
        }
        let (desk, site, entry) = (self.clone(), site.clone(), entry.clone());
        let making = self
            .runtime
            .spawn(async move { desk.page(&site, &entry).await });
        match making.await {
            Ok(shown) => shown,
            // Making contains its panics: it was cancelled, because the program is ending.
            Err(_) => std::future::pending().await,
        }
    }

    /// A post's page; the writer learns what making it told.
    pub async fn page(&self, site: &Arc<Site>, entry: &Arc<Entry>) -> Shown {
        let shown = self.pages.page(site, entry).await;
        let known = entry.made.map(|made| Made {
            checks: None,
            ..made
        });
        // Without any text there is nothing to count.
        if known != Some(shown.made) && shown.text_of != Save::Never {
            let (path, content, made) = (entry.path.clone(), entry.content, shown.made);
            self.tell(Note::Made {
                path,
                content,
                made,
            });
        }
        shown
    }

    /// Whether the program is ending.
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    fn tell(&self, note: Note) {
        // An error means that the writer is gone: the program is ending.
        let _ = self.notes.send(note);
    }

    /// Counts a browser that shows the post at `path`, until the guard is dropped.
    #[must_use]
    pub fn open(self: &Arc<Self>, path: Arc<str>) -> Open {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        *open.entry(path.clone()).or_default() += 1;
        Open {
            desk: self.clone(),
            path,
        }
    }

    /// The posts that a browser shows now.
    fn open_posts(&self) -> Vec<Arc<str>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.keys().cloned().collect()
    }
}

/// Says that a browser shows a post, as long as it lives.
pub struct Open {
    desk: Arc<Desk>,
    path: Arc<str>,
}

impl Open {
    /// The post.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = self
            .desk
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.path) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.path);
            }
        }
    }
}
