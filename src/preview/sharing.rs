//! Sharing while the preview runs: the author's commands, whether they come from the terminal or
//! from a page.

use std::sync::Arc;

use tokio::sync::watch;

use super::Desk;
use crate::error::Error;
use crate::share::{Life, LinkId, Scope, Shared};

impl Desk {
    /// What is shared now, and every change of it.
    #[must_use]
    pub fn shared(&self) -> watch::Receiver<Arc<Shared>> {
        self.shared.subscribe()
    }

    /// Opens the readers' door, if it is closed, and gives a link of this scope: the one that there
    /// is already, or a new one. Reports [`crate::report::Report::Shared`].
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] or [`Error::Listen`] when the door cannot be opened; then there is no new
    /// link either.
    #[expect(clippy::unused_async, reason = "skeleton")]
    pub async fn share(self: &Arc<Self>, _scope: Scope, _life: Option<Life>) -> Result<(), Error> {
        Ok(())
    }

    /// Opens the readers' door for the links that there are.
    ///
    /// # Errors
    ///
    /// As [`Desk::share`].
    #[expect(clippy::unused_async, reason = "skeleton")]
    pub async fn resume(self: &Arc<Self>) -> Result<(), Error> {
        Ok(())
    }

    /// Ends one link; with the last one the door is closed.
    pub fn end_link(self: &Arc<Self>, _id: LinkId) {}

    /// Ends every link and closes the door.
    pub fn end_sharing(self: &Arc<Self>) {}
}
