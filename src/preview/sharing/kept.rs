//! Changes of the links, on threads that may wait for the disk, and what is said when it fails.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::error::Error;
use crate::preview::Desk;
use crate::report::Report;
use crate::share::{Link, LinkId, Links, Moves, store};

/// Keeps that links followed their posts, for as long as the preview runs.
pub(in crate::preview) async fn keep_followed(
    desk: Arc<Desk>,
    mut renames: mpsc::UnboundedReceiver<Moves>,
) {
    while let Some(moves) = renames.recv().await {
        // An error has been told.
        let _ = desk
            .keep(move |links| ((), links.keep_followed(&moves)))
            .await;
    }
}

/// Has the links follow the posts that were renamed while no server of the blog ran.
pub(in crate::preview) async fn find_moved(desk: Arc<Desk>) {
    desk.found_moved().await;
}

impl Desk {
    /// Waits until the links name the posts as they are called now.
    pub(super) async fn found_moved(self: &Arc<Self>) {
        let find = async || {
            let site = self.site().await;
            if !site.complete {
                // The program is ending.
                return;
            }
            let moves = self.links.moved(&site);
            if self.links.follow(&moves) {
                // An error has been told.
                let keep = move |links: &Links| ((), links.keep_followed(&moves));
                let _ = self.keep(keep).await;
            }
        };
        self.found_moved.get_or_init(find).await;
    }

    /// Notes what is in the posts that are shared, for the next run.
    pub(in crate::preview) fn note_contents(&self) {
        let site = self.sites.borrow().clone();
        if site.complete {
            self.links.note_contents(&site);
        }
    }

    /// The same on a thread that may wait for the disk.
    pub(super) async fn have_contents_noted(self: &Arc<Self>) {
        let desk = self.clone();
        // A panic of ours is no more than a note that is missing.
        let _ = spawn_blocking(move || desk.note_contents()).await;
    }

    /// Posts have other paths: their links follow them at once, which is kept later.
    pub(in crate::preview) fn follow(&self, moves: Moves) {
        if self.links.follow(&moves) {
            // An error means that the program is ending.
            let _ = self.renames.send(moves);
        }
    }

    /// Whether a link is there after a restart.
    pub async fn is_kept(self: &Arc<Self>, id: LinkId) -> bool {
        let kept = self.keep(move |links| (links.is_kept(id), Ok(()))).await;
        // An error has been told, and says nothing of the link.
        kept.unwrap_or(true)
    }

    /// Changes the links.
    pub(super) async fn keep<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&Links) -> (T, Result<(), store::Error>) + Send + 'static,
    ) -> Result<T, Error> {
        let desk = self.clone();
        let kept = spawn_blocking(move || {
            let (value, kept) = change(&desk.links);
            desk.tell_if_not_kept(kept);
            value
        });
        kept.await.map_err(|error| self.contain(&error))
    }

    /// Ends links; those that have ended.
    pub(super) async fn keep_end(
        self: &Arc<Self>,
        meant: impl Fn(&Link) -> bool + Send + 'static,
    ) -> Result<Vec<Arc<Link>>, Error> {
        let links = self.links.clone();
        let kept = spawn_blocking(move || links.end(meant));
        let (ended, kept) = kept.await.map_err(|error| self.contain(&error))?;
        if let Err(error) = kept
            && !ended.is_empty()
        {
            self.tell_of_unkept_end(&ended, &error);
        }
        Ok(ended)
    }

    /// Says, once, that nothing can be kept.
    pub(super) fn tell_if_not_kept(&self, kept: Result<(), store::Error>) {
        if let Err(error) = kept
            && !self.told_of_store.swap(true, Ordering::Relaxed)
        {
            let notice = format!(
                "{error}. Until that is mended, new links and changes last only as long as \
                 blog-serve runs."
            );
            self.reports.send(Report::Notice(notice));
        }
    }

    /// Says, every time, that links are back after a restart that are to be over.
    fn tell_of_unkept_end(&self, ended: &[Arc<Link>], error: &store::Error) {
        let opens = self.with_words(ended.to_vec()).into_iter();
        let opens: Vec<_> = opens.map(|(_, opens)| opens).collect();
        let (links, be) = match opens.len() {
            1 => ("link", "is"),
            _ => ("links", "are"),
        };
        self.reports.send(Report::Notice(format!(
            "The {links} to {} {be} ended now, but would be back after a restart: {error}. Once \
             that is mended, blog-serve keeps the end by itself, if it still runs.",
            opens.join(", ")
        )));
    }
}
