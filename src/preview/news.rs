//! When browsers look at the newest snapshot: the author's at once, readers' when the author's has
//! had time to show it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::Desk;
use crate::share::Role;
use crate::site::Site;

/// How much later than the author readers get a save: half a frame, in which the author's browser
/// has the processor to itself. A thousand readers are a burst of work.
const AFTER_THE_AUTHOR: Duration = Duration::from_millis(8);
/// When a browser is to look at the newest snapshot.
pub(crate) enum News {
    /// As soon as there is one, or a page could be made better.
    AtOnce {
        sites: watch::Receiver<Arc<Site>>,
        improvements: watch::Receiver<u64>,
    },
    /// When the author's own browser has had time to show it.
    AfterTheAuthor(watch::Receiver<()>),
}

/// The writer is gone: the program is ending.
pub(crate) struct NoMore;

impl News {
    /// Waits for news.
    pub(crate) async fn changed(&mut self) -> Result<(), NoMore> {
        let changed = match self {
            Self::AtOnce {
                sites,
                improvements,
            } => tokio::select! {
                changed = sites.changed() => changed,
                changed = improvements.changed() => changed,
            },
            Self::AfterTheAuthor(turn) => turn.changed().await,
        };
        changed.map_err(|_| NoMore)
    }

    /// What there is now is no news any more.
    fn mark_seen(&mut self) {
        match self {
            Self::AtOnce {
                sites,
                improvements,
            } => {
                sites.mark_unchanged();
                improvements.mark_unchanged();
            }
            Self::AfterTheAuthor(turn) => turn.mark_unchanged(),
        }
    }
}

impl Desk {
    /// When somebody's browser is to look at the newest snapshot.
    pub(crate) fn news(&self, role: Role) -> News {
        if role == Role::Author {
            News::AtOnce {
                sites: self.sites.clone(),
                improvements: self.pages.improvements(),
            }
        } else {
            News::AfterTheAuthor(self.readers_turn.subscribe())
        }
    }

    /// Gives readers their turn after each change, for as long as their door is open.
    pub(crate) async fn give_readers_their_turn(&self) {
        let mut news = self.news(Role::Author);
        while news.changed().await.is_ok() {
            sleep(AFTER_THE_AUTHOR).await;
            news.mark_seen();
            self.readers_turn.send_replace(());
        }
    }
}
