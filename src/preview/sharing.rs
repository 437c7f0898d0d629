//! Sharing while the preview runs: the author's commands, whether they come from the terminal or
//! from a page.

mod upkeep;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::Desk;
use crate::error::Error;
use crate::report::Report;
use crate::serve::{DEFAULT_SHARE_PORT, ReadersDoor};
use crate::share::address::addresses;
use crate::share::{Change, Door, Life, Link, LinkId, Scope, Shared, store};
pub(super) use upkeep::look_after;

impl Desk {
    /// What is shared now, and every change of it.
    #[must_use]
    pub fn shared(&self) -> watch::Receiver<Arc<Shared>> {
        self.shared.subscribe()
    }

    /// Opens the readers' door, if it is closed, and gives a link of this scope: the one that there
    /// is already, or a new one. Reports [`Report::Shared`].
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] or [`Error::Listen`] when the door cannot be opened; then there is no new
    /// link either.
    pub async fn share(self: &Arc<Self>, scope: Scope, life: Option<Life>) -> Result<(), Error> {
        self.share_with(scope, Change { life, line: None }).await
    }

    /// As [`Desk::share`], with a line for those who read.
    ///
    /// # Errors
    ///
    /// As [`Desk::share`].
    pub async fn share_with(self: &Arc<Self>, scope: Scope, change: Change) -> Result<(), Error> {
        let was_closed = self.open_door().await?;
        let scope = scope.in_order();
        let change = Change {
            life: change.life.or(self.options.sharing.life),
            ..change
        };
        let link = self
            .keep(move |desk| desk.links.lend(&scope, &change))
            .await;
        self.announce(&link, was_closed);
        Ok(())
    }

    /// Opens the readers' door for the links that there are.
    ///
    /// # Errors
    ///
    /// As [`Desk::share`].
    pub async fn resume(self: &Arc<Self>) -> Result<(), Error> {
        let Some(newest) = self.links.living().into_iter().next() else {
            return Ok(());
        };
        let was_closed = self.open_door().await?;
        self.announce(&newest, was_closed);
        Ok(())
    }

    /// Changes a link. `false` when there is none.
    pub async fn change_link(self: &Arc<Self>, id: LinkId, change: Change) -> bool {
        let changed = self
            .keep(move |desk| desk.links.change(id, &change))
            .await
            .is_some();
        self.publish_shared();
        changed
    }

    /// Ends one link; with the last one the door is closed. `false` when there is none.
    pub async fn end_link(self: &Arc<Self>, id: LinkId) -> bool {
        self.end(move |link| link.id == id).await
    }

    /// Ends every link and closes the door.
    pub async fn end_sharing(self: &Arc<Self>) {
        self.end(|_| true).await;
    }

    /// Says which links wait for the door to be opened, if any do.
    pub fn report_paused(&self) {
        let links = self.links.living();
        if !links.is_empty() && !self.is_door_open() {
            let links = self.with_words(links);
            self.reports.send(Report::Paused { links });
        }
    }

    /// How readers see the author called. The first time that takes some milliseconds.
    pub fn author(&self) -> &str {
        self.author
            .get_or_init(|| name_of_author(&self.options.path))
    }

    /// Says, once, that somebody took the author's door for the readers'.
    pub(crate) fn tell_of_refusal(&self) {
        if self.told_of_refusals.swap(true, Ordering::Relaxed) {
            return;
        }
        let readers = match &self.shared.borrow().door {
            Some(door) => format!("theirs is port {}", door.port),
            None => format!("theirs is port {DEFAULT_SHARE_PORT}, once something is shared"),
        };
        let notice = format!(
            "A request came under another name or through a tunnel or proxy, and was refused: \
             this address is for your own browser on this machine. Tunnels and proxies belong to \
             the readers' door: {readers}."
        );
        self.reports.send(Report::Notice(notice));
    }

    /// Closes the readers' door. Its links are paused.
    pub(super) fn close_door(&self) {
        *lock(&self.door) = None;
    }

    /// A post has another path: its links follow it.
    pub(super) fn follow(self: &Arc<Self>, from: &Arc<str>, to: &Arc<str>) {
        let (desk, from, to) = (self.clone(), from.clone(), to.clone());
        spawn_blocking(move || {
            let (_, kept) = desk.links.follow(&from, &to);
            desk.tell_if_not_kept(kept);
        });
    }

    async fn end(self: &Arc<Self>, meant: impl Fn(&Link) -> bool + Send + 'static) -> bool {
        let ended = self.keep(move |desk| desk.links.end(meant)).await;
        self.report_ended(&ended);
        !ended.is_empty()
    }

    fn report_ended(self: &Arc<Self>, ended: &[Arc<Link>]) {
        if ended.is_empty() {
            return;
        }
        let closed = self.links.living().is_empty();
        if closed {
            self.close_door();
        }
        for (_, opens) in self.with_words(ended.to_vec()) {
            self.reports.send(Report::Ended { opens, closed });
        }
        self.publish_shared();
    }

    /// Whether the door was closed until now.
    async fn open_door(self: &Arc<Self>) -> Result<bool, Error> {
        let desk = self.clone();
        let open = move || {
            let mut door = lock(&desk.door);
            if door.is_some() {
                return Ok(false);
            }
            let (_, last) = desk.links.ports();
            let opened = ReadersDoor::open(&desk, last)?;
            let kept = desk.links.keep_ports(None, Some(opened.port()));
            desk.tell_if_not_kept(kept);
            desk.author();
            *door = Some(opened);
            Ok(true)
        };
        match spawn_blocking(open).await {
            Ok(opened) => opened,
            // A panic of ours, contained: the door is as it was.
            Err(error) => Err(Error::Runtime(std::io::Error::other(error))),
        }
    }

    fn is_door_open(&self) -> bool {
        lock(&self.door).is_some()
    }

    /// Changes the links on a thread that may wait for the disk.
    async fn keep<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&Self) -> (T, Result<(), store::Error>) + Send + 'static,
    ) -> T {
        let desk = self.clone();
        let kept = spawn_blocking(move || {
            let (value, kept) = change(&desk);
            desk.tell_if_not_kept(kept);
            value
        });
        match kept.await {
            Ok(value) => value,
            // It does not panic: it was cancelled, because the program is ending.
            Err(_) => std::future::pending().await,
        }
    }

    fn tell_if_not_kept(&self, kept: Result<(), store::Error>) {
        if let Err(error) = kept
            && !self.told_of_store.swap(true, Ordering::Relaxed)
        {
            self.reports.send(Report::Notice(format!("{error}.")));
        }
    }

    /// Makes what is shared known, and says so in the terminal.
    fn announce(self: &Arc<Self>, link: &Arc<Link>, was_closed: bool) {
        self.links.give_away(link.id);
        self.publish_shared();
        let Some(door) = self.shared.borrow().door.clone() else {
            return;
        };
        let others = if was_closed {
            self.links.living()
        } else {
            Vec::new()
        };
        let others = others.into_iter().filter(|other| other.id != link.id);
        let resumed = self.with_words(others.collect());
        let opens = link.scope.opens(&self.sites.borrow());
        let link = link.clone();
        self.reports.send(Report::Shared {
            door,
            link,
            opens,
            resumed,
        });
    }

    fn with_words(&self, links: Vec<Arc<Link>>) -> Vec<(Arc<Link>, String)> {
        let site = self.sites.borrow();
        let words = |link: Arc<Link>| {
            let opens = link.scope.opens(&site);
            (link, opens)
        };
        links.into_iter().map(words).collect()
    }

    /// Makes known what is shared, if that is anything else than what is known.
    pub(super) fn publish_shared(&self) {
        // Looked up while nobody else can publish: an older state never follows a newer one.
        self.shared.send_if_modified(|shared| {
            let port = lock(&self.door).as_ref().map(ReadersDoor::port);
            let door = port.map(|port| Door {
                port,
                addresses: addresses(self.options.sharing.bind),
            });
            let links = self.links.lent();
            let now = Shared { door, links };
            let is_news = **shared != now;
            if is_news {
                *shared = Arc::new(now);
            }
            is_news
        });
    }
}

/// What the author's commits are signed with; otherwise just "The author".
fn name_of_author(blog: &Path) -> String {
    let folder = if blog.is_dir() {
        Some(blog)
    } else {
        blog.parent()
    };
    let mut git = Command::new("git");
    git.args(["config", "user.name"]).stdin(Stdio::null());
    if let Some(folder) = folder {
        git.current_dir(folder);
    }
    let told = git.output().ok().filter(|output| output.status.success());
    let name = told.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| "The author".to_owned())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What it holds is whole at any time.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
