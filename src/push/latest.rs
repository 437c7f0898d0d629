//! A page that shows whichever post was saved last.

use super::view::{Turned, View};
use super::{Browser, Disconnected, Hello};
use crate::protocol::ToBrowser;
use crate::site::Site;

impl Hello {
    /// The post of which the browser need not be told that it was saved last, if it wants to be told
    /// of others.
    pub(super) fn latest(&self) -> Option<String> {
        self.latest.is_some().then(|| self.post.clone())
    }
}

impl Browser {
    /// Says which post was saved last, if that is news. The browser moves on when it likes.
    pub(super) async fn tell_latest(&mut self, site: &Site) -> Result<(), Disconnected> {
        let Some(told) = &mut self.latest else {
            return Ok(());
        };
        let entry = site.saved_last();
        let Some(entry) = entry.filter(|entry| self.visitor.sees(site, entry)) else {
            return Ok(());
        };
        let url = site.url(entry);
        if *told == url || matches!(self.view, View::Index { .. }) {
            return Ok(());
        }
        told.clone_from(&url);
        self.say(&ToBrowser::Latest { url: &url }).await
    }

    /// Shows the post at another address in the place of this one. What is not there is passed over.
    pub(super) async fn turn_to(&mut self, post: &str) -> Result<(), Disconnected> {
        let site = self.desk.site().await;
        self.visitor.renew(&self.desk.links);
        if self.view.turn_to(&site, &self.visitor, post) == Turned::No {
            return Ok(());
        }
        // The browser keeps nothing of the post before.
        (self.page, self.sent, self.gone) = (None, None, false);
        self.catch_up(None).await
    }

    /// Shows a browser that has just turned to a post how that was before its last save, where
    /// somebody has looked at it then: the patch that follows tells it what was changed, as after
    /// any save.
    pub(super) async fn show_as_it_was(&mut self, site: &Site) -> Result<(), Disconnected> {
        let path = self.view.path();
        let entry = path.and_then(|path| site.entry(&path));
        if let Some(before) = entry.and_then(|entry| self.desk.pages.before(site, entry)) {
            self.say(&ToBrowser::whole(&before)).await?;
            self.page = Some(before);
        }
        Ok(())
    }
}
