//! What a browser is told of a post after its page: nothing of it holds a save up.

use std::sync::Arc;

use super::{Browser, Disconnected};
use crate::problem::Problem;
use crate::protocol::{Shown, ToBrowser, json};
use crate::share::Role;
use crate::site::Site;

impl Browser {
    /// Says what else there is to say of the post whose page has just been sent, and has it
    /// checked.
    pub(super) async fn tell_more(&mut self, site: &Site) -> Result<(), Disconnected> {
        let path = self.view.path();
        let post = path.and_then(|path| site.entry(&path)).cloned();
        let before = std::mem::replace(&mut self.post, post);
        if let (Some(before), Some(now)) = (&before, &self.post)
            && before.path != now.path
            && self.checks.take().is_some()
        {
            // What was said of another post does not hold for this one.
            let checks = Vec::new();
            self.say(&ToBrowser::Checks { checks }).await?;
        }
        self.tell_gain(site).await?;
        self.tell_checks().await?;
        if let Some(post) = &self.post {
            self.desk.checks.want(site, post);
        }
        Ok(())
    }

    /// Says how many words there are more than at the start, if that is news.
    async fn tell_gain(&mut self, site: &Site) -> Result<(), Disconnected> {
        let Some(post) = &self.post else {
            return Ok(());
        };
        let words = site.written.since_start(post);
        if self.gain.replace(words) == Some(words) {
            return Ok(());
        }
        self.say(&ToBrowser::Gain { words }).await
    }

    /// Says what the author would want to know before publishing, if that is known of the text
    /// that the browser shows, and news.
    pub(super) async fn tell_checks(&mut self) -> Result<(), Disconnected> {
        if self.visitor.role() < Role::OwnDevice {
            return Ok(());
        }
        let known: Arc<[Problem]> = match &self.post {
            Some(post) => match self.desk.checks.known(&post.path, post.content) {
                Some(known) => known,
                None => return Ok(()),
            },
            // A post that is gone is not going to be published.
            None if self.checks.is_some() => Arc::default(),
            None => return Ok(()),
        };
        let message = json(&ToBrowser::Checks {
            checks: known.iter().map(Shown::new).collect(),
        });
        if self.checks.as_ref() == Some(&message) {
            return Ok(());
        }
        self.checks = Some(message.clone());
        self.send(axum::extract::ws::Message::Text(message.into()))
            .await
    }
}
