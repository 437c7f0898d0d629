//! Sharing while the preview runs: the author's commands, whether they come from the terminal or
//! from a page.

mod door;
mod kept;
mod upkeep;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio::task::JoinError;

use super::Desk;
use crate::error::Error;
use crate::report::Report;
use crate::serve::{DEFAULT_SHARE_PORT, ReadersDoor};
use crate::share::address::addresses;
use crate::share::{Change, Door, Life, Link, LinkId, Scope, Shared};
pub(super) use kept::{find_moved, keep_followed};
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
        let desk = self.clone();
        self.in_turn(async move {
            desk.found_moved().await;
            let was_closed = desk.open_door().await?;
            let scope = scope.in_order();
            let change = Change {
                life: change.life.or(desk.options.sharing.life),
                ..change
            };
            let link = desk.keep(move |links| links.lend(&scope, &change)).await?;
            desk.announce(&link, was_closed).await;
            desk.have_contents_noted().await;
            Ok(())
        })
        .await?
    }

    /// Opens the readers' door for the links that there are, and gives the newest of those that
    /// open a post, or else all drafts; that for an own device only if there is no other. Shares
    /// the post saved last if there is none that opens anything.
    ///
    /// # Errors
    ///
    /// As [`Desk::share`].
    pub async fn resume(self: &Arc<Self>) -> Result<(), Error> {
        let desk = self.clone();
        self.in_turn(async move {
            desk.found_moved().await;
            let site = desk.site().await;
            let living = desk.links.living().into_iter();
            let given = living.filter_map(|link| Some((link.scope.rank(&site)?, link)));
            // Of equals the first, which is the newest.
            let given = given.min_by_key(|(rank, _)| *rank);
            let link = match (given, site.latest()) {
                (Some((_, link)), _) => link,
                (None, Some(latest)) => {
                    let scope = Scope::Posts(vec![latest.path.clone()]);
                    let life = desk.options.sharing.life;
                    let change = Change { life, line: None };
                    desk.keep(move |links| links.lend(&scope, &change)).await?
                }
                (None, None) => return Ok(()),
            };
            let was_closed = desk.open_door().await?;
            desk.announce(&link, was_closed).await;
            Ok(())
        })
        .await?
    }

    /// Changes a link. `false` when there is none.
    pub async fn change_link(self: &Arc<Self>, id: LinkId, change: Change) -> bool {
        let desk = self.clone();
        let changed = self.in_turn(async move {
            let changed = desk.keep(move |links| links.change(id, &change)).await;
            desk.publish_shared();
            matches!(changed, Ok(Some(_)))
        });
        changed.await.unwrap_or_default()
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
        let readers = if let Some(door) = &self.shared.borrow().door {
            format!("theirs is port {}", door.port)
        } else {
            let asked = self.options.sharing.port.filter(|port| *port != 0);
            let port = asked.or(self.links.ports().1);
            let port = port.unwrap_or(DEFAULT_SHARE_PORT);
            format!("theirs is port {port}, once something is shared")
        };
        let notice = format!(
            "A request came under another name or through a tunnel or proxy, and was refused: \
             this address is for your own browser on this machine. Tunnels and proxies belong to \
             the readers' door: {readers}."
        );
        self.reports.send(Report::Notice(notice));
    }

    async fn end(self: &Arc<Self>, meant: impl Fn(&Link) -> bool + Send + 'static) -> bool {
        let desk = self.clone();
        let ended = self.in_turn(async move {
            let ended = desk.keep_end(meant).await?;
            desk.report_ended(&ended).await;
            Ok::<_, Error>(!ended.is_empty())
        });
        // An error has been told.
        ended.await.flatten().unwrap_or_default()
    }

    /// Carries out a command when those before it are done, and to its end, also when whoever gave
    /// it hangs up: one that closes the door never comes between another's door and link.
    async fn in_turn<T: Send + 'static>(
        self: &Arc<Self>,
        command: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Error> {
        let desk = self.clone();
        let carried_out = tokio::spawn(async move {
            let _turn = desk.commands.lock().await;
            command.await
        });
        carried_out.await.map_err(|error| self.contain(&error))
    }

    /// What is left of a task that did not come to its end.
    fn contain(&self, error: &JoinError) -> Error {
        if error.is_panic() {
            self.reports.send(Report::Notice(
                "A mistake of blog-serve's own stopped it while it changed what is shared. Look at \
                 what is shared now; a restart pauses all of it."
                    .to_owned(),
            ));
        }
        Error::Runtime(std::io::Error::other(
            "a mistake of blog-serve's own stopped it",
        ))
    }

    /// Takes note that links have ended. Whoever calls this has the turn.
    async fn report_ended(self: &Arc<Self>, ended: &[Arc<Link>]) {
        if ended.is_empty() {
            return;
        }
        let closed = self.links.living().is_empty();
        if closed {
            self.close_door().await;
        }
        for (_, opens) in self.with_words(ended.to_vec()) {
            self.reports.send(Report::Ended { opens, closed });
        }
        self.publish_shared();
    }

    /// Makes what is shared known, and says so in the terminal.
    async fn announce(self: &Arc<Self>, link: &Arc<Link>, was_closed: bool) {
        let is_kept = self.is_kept(link.id).await;
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
            is_kept,
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
        let _publishing = lock(&self.publishing);
        let port = lock(&self.door).as_ref().map(ReadersDoor::port);
        let door = port.map(|port| Door {
            port,
            addresses: addresses(self.options.sharing.bind),
        });
        let links = self.links.lent();
        let now = Shared { door, links };
        // Whoever looks at what is known waits for none of this.
        let is_news = **self.shared.borrow() != now;
        if is_news {
            self.shared.send_replace(Arc::new(now));
        }
    }
}

/// What the author's commits are signed with; otherwise just "The author".
fn name_of_author(blog: &Path) -> String {
    signature(blog).unwrap_or_else(|| "The author".to_owned())
}

/// What the author's commits in a blog are signed with, if git knows. Blocks.
#[must_use]
pub fn signature(blog: &Path) -> Option<String> {
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
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // What it holds is whole at any time.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
