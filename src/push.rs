//! One task per browser: the newest snapshot → what changed → its WebSocket.
//!
//! A task compares what its browser shows with the newest state, sends the difference and waits
//! for the next state. A slow browser skips states; nothing is queued for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{Message, WebSocket};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::assets;
use crate::page::document::Kind;
use crate::page::{Page, Revision};
use crate::pages::Patched;
use crate::preview::{Desk, Open};
use crate::protocol::{FromBrowser, ToBrowser, json};
use crate::report::Report;
use crate::share::{Role, Seat, Visitor};
use crate::site::Entry;

mod after;
mod budget;
mod latest;
mod shared;
mod view;

use budget::Budget;
use shared::Codes;
use view::{Change, View};

/// How often a browser is asked for a sign of life: a laptop that was closed is noticed within two.
const PING: Duration = Duration::from_secs(20);
/// How long a message may take to be taken: a browser that reads nothing for longer is dropped,
/// and catches up when it connects again.
const SEND: Duration = Duration::from_secs(10);
/// A browser's message is some hundred bytes.
pub(crate) const MAX_MESSAGE_BYTES: usize = 16 << 10;

/// What a browser says when it connects.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Hello {
    /// The permalink of the page that it shows; `/` for the index.
    post: String,
    /// What the page shows.
    #[serde(default)]
    view: Kind,
    /// The revision that it shows, as 16 hex digits.
    #[serde(default)]
    revision: String,
    /// There when the page shows whichever post was saved last.
    latest: Option<String>,
}

/// One browser, as long as it is connected.
struct Browser {
    socket: WebSocket,
    desk: Arc<Desk>,
    visitor: Visitor,
    view: View,
    /// What it may still say.
    budget: Budget,
    /// The build that the browser was greeted with.
    build: String,
    /// What the browser shows; `None` when its revision is not held any more.
    page: Option<Arc<Page>>,
    /// The last `problems` message.
    problems: Option<String>,
    /// The last `checks` message.
    checks: Option<String>,
    /// The last `gain` message.
    gain: Option<i64>,
    /// The post that the browser shows, as it was when its page was sent last.
    post: Option<Arc<Entry>>,
    /// The last `sharing` message.
    shared: Option<String>,
    codes: Codes,
    gone: bool,
    /// The patch that the browser was sent last, until it says that it shows it.
    sent: Option<(Revision, Arc<Patched>)>,
    /// The post that was saved last, as far as the browser knows; `None` when it does not ask.
    latest: Option<String>,
    open: Option<Open>,
}

/// The browser cannot be reached any more; it will connect again if it wants to.
struct Disconnected;

/// Keeps one browser at the newest state until it leaves.
pub(crate) async fn run(socket: WebSocket, desk: Arc<Desk>, visitor: Visitor, hello: Hello) {
    let mut browser = Browser {
        socket,
        desk,
        visitor,
        view: View::Nothing { url: String::new() },
        budget: Budget::default(),
        build: String::new(),
        page: None,
        problems: None,
        checks: None,
        gain: None,
        post: None,
        shared: None,
        codes: Codes::default(),
        gone: false,
        sent: None,
        latest: hello.latest(),
        open: None,
    };
    // A browser that leaves is no failure.
    let _ = browser.live(&hello).await;
}

impl Browser {
    async fn live(&mut self, hello: &Hello) -> Result<(), Disconnected> {
        let mut seat = self.take_seat()?;
        tokio::select! {
            biased;
            () = end_of(&mut seat) => self.say(&ToBrowser::Ended).await,
            left = self.keep_up(hello) => left,
        }
    }

    /// Counts a reader. The author needs no seat.
    fn take_seat(&self) -> Result<Option<Seat>, Disconnected> {
        match self.visitor.link() {
            Some(link) => self.desk.links.enter(link).map(Some).ok_or(Disconnected),
            None => Ok(None),
        }
    }

    /// Keeps the browser at the newest state for as long as it is there.
    async fn keep_up(&mut self, hello: &Hello) -> Result<(), Disconnected> {
        // Before the posts have been read: a browser that hears nothing gives up.
        self.greet().await?;
        let site = self.desk.site().await;
        let revision = u64::from_str_radix(&hello.revision, 16).map_or(Revision(0), Revision);
        self.view = View::of(&site, &self.visitor, &hello.post, hello.view).ok_or(Disconnected)?;
        self.page = self.desk.pages.old(&hello.post, revision);
        let mut news = self.desk.news(self.visitor.role());
        let mut shared = self.desk.shared();
        let mut checks = self.desk.checks.news();
        let mut ping = interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut waiting_for_pong = false;
        self.catch_up(Some(revision)).await?;
        self.tell_shared().await?;
        loop {
            tokio::select! {
                changed = news.changed() => {
                    changed.map_err(|_| Disconnected)?;
                    self.catch_up(None).await?;
                    self.tell_shared().await?;
                }
                Ok(()) = shared.changed(), if self.visitor.role() == Role::Author => {
                    self.tell_shared().await?;
                }
                Ok(()) = checks.changed(), if self.visitor.role() >= Role::OwnDevice => {
                    self.tell_checks().await?;
                }
                message = self.socket.recv() => match message {
                    Some(Ok(message)) => {
                        waiting_for_pong = false;
                        self.hear(&message).await?;
                    }
                    Some(Err(_)) | None => return Err(Disconnected),
                },
                _ = ping.tick() => {
                    if std::mem::replace(&mut waiting_for_pong, true) {
                        return Err(Disconnected);
                    }
                    self.send(Message::Ping(axum::body::Bytes::new())).await?;
                    // Times to come are told in words, which change by themselves.
                    self.tell_shared().await?;
                }
            }
        }
    }

    /// Says what is shared, if that is news.
    async fn tell_shared(&mut self) -> Result<(), Disconnected> {
        if self.visitor.role() < Role::Author {
            return Ok(());
        }
        let now = self.desk.shared().borrow().clone();
        let site = self.desk.sites.borrow().clone();
        let message = json(&self.codes.message(&now, &site, &self.desk));
        if self.shared.as_ref() == Some(&message) {
            return Ok(());
        }
        self.shared = Some(message.clone());
        self.send(Message::Text(message.into())).await
    }

    /// Says which build this is; again when the assets of a debug build were saved.
    async fn greet(&mut self) -> Result<(), Disconnected> {
        let build = assets::build_id();
        if *build == self.build {
            return Ok(());
        }
        self.say(&ToBrowser::Hello { build: &build }).await?;
        self.build = build.into_owned();
        Ok(())
    }

    /// Brings the browser to the newest state. `first` is the revision that it came with.
    async fn catch_up(&mut self, first: Option<Revision>) -> Result<(), Disconnected> {
        if assets::folder().is_some() {
            self.greet().await?;
        }
        let site = self.desk.site().await;
        self.visitor.renew(&self.desk.links);
        match self.view.look(&site, &self.desk, &self.visitor).await {
            Change::Gone => {
                if !std::mem::replace(&mut self.gone, true) {
                    self.say(&ToBrowser::Gone).await?;
                }
                self.tell_problems(view::Problems::default()).await?;
                self.tell_more(&site).await?;
            }
            Change::Page {
                page,
                problems,
                moved,
                seen,
            } => {
                self.keep_open();
                if let Some(moved) = moved {
                    self.say(&ToBrowser::Moved {
                        address: moved,
                        url: &page.url,
                    })
                    .await?;
                }
                let back = std::mem::replace(&mut self.gone, false);
                if self.page.is_none() && first.is_none() && !back {
                    self.show_as_it_was(&site).await?;
                }
                self.show(page, first, back, seen).await?;
                self.tell_problems(problems).await?;
                self.tell_more(&site).await?;
            }
        }
        self.tell_latest(&site).await
    }

    /// Says of the post that is looked at now that it is open.
    fn keep_open(&mut self) {
        let path = self.view.path();
        if self.open.as_ref().map(Open::path) != path.as_deref() {
            if let (Some(link), Some(path)) = (self.visitor.link(), &path) {
                self.desk.links.note_opened(link.id, path);
            }
            self.open = path.map(|path| self.desk.open(path));
        }
    }

    /// Sends what turns the page that the browser shows into `page`.
    async fn show(
        &mut self,
        page: Arc<Page>,
        first: Option<Revision>,
        back: bool,
        seen: Option<Instant>,
    ) -> Result<(), Disconnected> {
        let up_to_date = match (&self.page, first) {
            (Some(shown), _) => shown.revision == page.revision,
            (None, Some(revision)) => revision == page.revision,
            (None, None) => false,
        };
        if up_to_date && !back {
            self.page = Some(page);
            return Ok(());
        }
        let message = match &self.page {
            Some(shown) if !back => {
                let patched = self.desk.pages.patch(shown, &page, seen);
                self.sent = Some((page.revision, patched.clone()));
                patched.message.clone()
            }
            _ => json(&ToBrowser::whole(&page)).into(),
        };
        self.page = Some(page);
        self.send(Message::Text(message)).await
    }

    /// Says what is wrong with the post, if that is news.
    async fn tell_problems(&mut self, problems: view::Problems) -> Result<(), Disconnected> {
        let message = problems.message();
        if self.visitor.role() < message.least_role() {
            return Ok(());
        }
        let message = json(&message);
        let known = self.problems.as_ref();
        // The first time even that there are none: the browser may show some from before.
        if known.is_some_and(|known| *known == message) {
            return Ok(());
        }
        self.problems = Some(message.clone());
        self.send(Message::Text(message.into())).await
    }

    /// Takes in what the browser says. What cannot be understood is passed over.
    async fn hear(&mut self, message: &Message) -> Result<(), Disconnected> {
        if self.visitor.role() < Role::Author && !self.budget.pays_for_one(Instant::now()) {
            return Err(Disconnected);
        }
        let Message::Text(text) = message else {
            return Ok(());
        };
        let heard = serde_json::from_str::<FromBrowser>(text).ok();
        let heard = heard.filter(|heard| self.visitor.role() >= heard.least_role());
        match heard {
            Some(FromBrowser::Shown { revision, ms }) => {
                self.report_shown(&revision, ms);
                Ok(())
            }
            Some(FromBrowser::List { filter, count }) => {
                self.view.list(filter, count);
                self.catch_up(None).await
            }
            Some(FromBrowser::Ping) => self.say(&ToBrowser::Pong).await,
            Some(FromBrowser::Look { post }) => self.turn_to(&post).await,
            None => Ok(()),
        }
    }

    /// Tells the terminal how long a save took to the author's own screen.
    fn report_shown(&mut self, revision: &str, ms: f64) {
        let (Some(path), Some((sent, patched))) = (self.view.path(), self.sent.take()) else {
            return;
        };
        if let Some(elapsed_ms) = patched.elapsed_ms
            && sent.to_string() == revision
            && ms.is_finite()
        {
            let shown_ms = Some(elapsed_ms + ms.max(0.0));
            self.desk.reports.send(Report::Saved {
                path,
                blocks: patched.blocks,
                shown_ms,
            });
        }
    }

    /// Says something to whom it is for, and to nobody else.
    async fn say(&mut self, message: &ToBrowser<'_>) -> Result<(), Disconnected> {
        if self.visitor.role() < message.least_role() {
            return Ok(());
        }
        self.send(Message::Text(json(message).into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), Disconnected> {
        match timeout(SEND, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Disconnected),
        }
    }
}

/// Waits until the link has ended by which a browser came.
async fn end_of(seat: &mut Option<Seat>) {
    match seat {
        Some(seat) => seat.ended().await,
        None => std::future::pending().await,
    }
}
