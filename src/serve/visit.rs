//! A request's way to what there is to see: it holds back what is not the visitor's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocket;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::posts::{self, Post};
use crate::assets;
use crate::blog;
use crate::dialect::address;
use crate::page::Page;
use crate::page::document::{Kind, Reader, Shell, document};
use crate::pages::{index, missing, style_sheet_address};
use crate::preview::Desk;
use crate::push;
use crate::resolve::{self, Places};
use crate::share::{Role, Scope, Visitor};
use crate::site::{Entry, Site};

/// Somebody's request, and what is theirs to see of the desk. Handlers have no other way to it.
#[derive(Clone)]
pub(super) struct Visit {
    desk: Arc<Desk>,
    visitor: Visitor,
}

/// The author's request, with the desk for the author's commands. Nobody else's gets here.
pub(super) struct Author(pub(super) Arc<Desk>);

/// What is at an address, for this visitor.
pub(super) enum Found {
    /// A page.
    Page(Arc<Page>, Kind),
    /// Another address, relative to the one that was asked for.
    Elsewhere(String),
    /// A file of the blog.
    File(PathBuf),
    /// Nothing; a page that says so, if one may become of it.
    Nothing(Option<Arc<Page>>),
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Without one, nobody has been let in.
        let visit = parts.extensions.get::<Self>().cloned();
        visit.ok_or(StatusCode::FORBIDDEN)
    }
}

impl<S: Sync> FromRequestParts<S> for Author {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, StatusCode> {
        let Visit { desk, visitor } = Visit::from_request_parts(parts, state).await?;
        match visitor.role() {
            Role::Author => Ok(Self(desk)),
            Role::OwnDevice | Role::Reviewer => Err(StatusCode::FORBIDDEN),
        }
    }
}

impl Visit {
    pub(super) fn new(desk: Arc<Desk>, visitor: Visitor) -> Self {
        Self { desk, visitor }
    }

    /// Whether it is the author's.
    pub(super) fn is_authors(&self) -> bool {
        self.visitor.role() == Role::Author
    }

    /// What is at the root: the index, or the post when there is only one to see.
    pub(super) async fn front(&mut self, query: &index::Query) -> Found {
        let site = self.desk.site().await;
        self.renew();
        if let Some(entry) = self.only_post(&site) {
            return Found::Elsewhere(resolve::relative("/", &site.url(entry)));
        }
        if !self.visitor.has_list() {
            return Found::Nothing(None);
        }
        if self.visitor.sees_everything() && site.counts().posts == 0 {
            return Found::Page(index::empty(&site, &self.visitor), Kind::Nothing);
        }
        let page = index::page(&site, &self.visitor, &query.q, query.count);
        self.desk.pages.remember(&page);
        Found::Page(page, Kind::Index)
    }

    /// What is at any other address, as it was asked for.
    pub(super) async fn at(&mut self, asked: &str) -> Found {
        let url = resolve::normalise(asked);
        let site = if is_of_a_page(&url) {
            self.desk.site_with(&url).await
        } else {
            // Most likely a picture, which need not wait until all posts have been read.
            let now = self.desk.sites.borrow().clone();
            if !now.complete
                && let Some(path) = self.file(&now, asked).await
            {
                return Found::File(path);
            }
            self.desk.site().await
        };
        self.renew();
        let seen = |entry: &&Arc<Entry>| self.visitor.sees(&site, entry);
        if let Some(entry) = site.at(&url).filter(seen) {
            self.note_opened(entry);
            let shown = self.desk.page_for(&self.visitor, &site, entry).await;
            return Found::Page(shown.page, Kind::Post);
        }
        // Readers never see a file's name: theirs would be told by leading somewhere.
        let leads = self.visitor.sees_everything() || !blog::is_markdown(&url);
        if let Some(entry) = site.elsewhere(&url).filter(|_| leads).filter(seen) {
            return Found::Elsewhere(resolve::relative(&url, &site.url(entry)));
        }
        if let Some(path) = self.file(&site, asked).await {
            return Found::File(path);
        }
        let beside = site.beside(&url).and_then(|(_, path)| site.entry(&path));
        if let Some(entry) = beside.filter(|_| leads).filter(seen) {
            return Found::Elsewhere(resolve::relative(&url, &site.url(entry)));
        }
        if let Some(entry) = site.alias(&url).filter(seen) {
            return Found::Elsewhere(resolve::relative(&url, &site.url(entry)));
        }
        let page = self.becomes_a_page(asked, &url);
        Found::Nothing(page.then(|| missing::page(&site, &url)))
    }

    /// Where the post is that was saved last, as a page that moves on with the author; the root while
    /// there is none, whose page becomes the first.
    pub(super) async fn latest(&mut self) -> Found {
        let site = self.desk.site().await;
        self.renew();
        let entry = site.saved_last();
        let entry = entry.filter(|entry| self.visitor.sees(&site, entry));
        let url = entry.map_or_else(|| "/".to_owned(), |entry| site.url(entry));
        let address = resolve::relative("/_/latest", &url);
        Found::Elsewhere(format!("{address}?latest"))
    }

    /// All posts, for editors and scripts.
    pub(super) async fn posts(&mut self) -> Vec<Post> {
        let site = self.desk.site().await;
        self.renew();
        posts::list(&site, &self.visitor)
    }

    /// Takes note of what the visitor's link opens by now. After a site was taken, because links
    /// follow their posts before the site tells that these were renamed.
    fn renew(&mut self) {
        self.visitor.renew(&self.desk.links);
    }

    /// The author's own style sheet.
    pub(super) fn style_sheet(&self) -> Option<&Path> {
        self.desk.options.style_sheet.as_deref()
    }

    /// Keeps a page at the newest state.
    pub(super) async fn live(self, socket: WebSocket, hello: push::Hello) {
        push::run(socket, self.desk, self.visitor, hello).await;
    }

    /// The whole document of a page.
    pub(super) fn document(&self, page: &Page, kind: Kind, nonce: &str) -> String {
        let css = self.style_sheet().map(|_| style_sheet_address(&page.url));
        let shell = Shell {
            to_root: &resolve::relative(&page.url, "/"),
            nonce,
            build: &assets::build_id(),
            css: css.as_deref(),
            kind,
            reader: self.reader(),
        };
        document(page, &shell)
    }

    fn reader(&self) -> Reader<'_> {
        match (&self.visitor, self.visitor.role()) {
            (Visitor::Holder(link), Role::Reviewer) => Reader::Reviewer {
                author: self.desk.author(),
                line: link.line.as_deref(),
                list: self.visitor.has_list(),
            },
            (_, Role::OwnDevice) => Reader::OwnDevice,
            _ => Reader::Author,
        }
    }

    /// The one post that there is to see.
    fn only_post<'a>(&self, site: &'a Site) -> Option<&'a Arc<Entry>> {
        let by_link = self.visitor.link();
        let by_link = by_link.and_then(|link| link.scope.only(site));
        let only = by_link.or_else(|| site.ordered().next().filter(|_| site.blog.only.is_some()));
        only.filter(|entry| self.visitor.sees(site, entry))
    }

    /// The file of the blog that an address serves. The disk is asked on a thread that may wait
    /// for it.
    async fn file(&self, site: &Arc<Site>, asked: &str) -> Option<PathBuf> {
        if let Some(posts) = self.posts_whose_files_are_seen(site)
            && !self.is_shown(site, &posts, asked).await
        {
            return None;
        }
        let url = resolve::normalise(asked);
        let beside = site.beside(&url).map(|(_, path)| path);
        let (blog, asked) = (site.blog.clone(), asked.to_owned());
        let find = move || {
            let places = Places::of(&blog);
            let file = places.file(&asked);
            file.or_else(|| places.file_at(&beside?))
        };
        // An error is a panic, which finds nothing.
        tokio::task::spawn_blocking(find).await.ok().flatten()
    }

    /// The posts outside of which no file is the visitor's to see; `None` when all files are.
    fn posts_whose_files_are_seen(&self, site: &Site) -> Option<Vec<Arc<Entry>>> {
        let of_paths = |paths: &[Arc<str>]| {
            let entries = paths
                .iter()
                .filter_map(|path| site.entry(path).or_else(|| site.moved(path)));
            let seen = entries.filter(|entry| self.visitor.sees(site, entry));
            seen.cloned().collect()
        };
        let scope = self.visitor.link().map(|link| (&link.scope, link.id));
        match scope {
            Some((Scope::Posts(paths), _)) => Some(of_paths(paths)),
            // Of the drafts those that were opened: to ask all of them for each picture would
            // mean to make the pages of all.
            Some((Scope::Drafts, id)) => Some(of_paths(&self.desk.links.opened(id))),
            Some((Scope::Own, _)) | None if site.blog.only.is_some() => {
                Some(site.ordered().take(1).cloned().collect())
            }
            Some((Scope::Own, _)) | None => None,
        }
    }

    /// Whether one of these posts shows or offers the file.
    async fn is_shown(&self, site: &Arc<Site>, posts: &[Arc<Entry>], asked: &str) -> bool {
        let url = resolve::normalise(asked);
        for entry in posts {
            let page = self.desk.page_for(&self.visitor, site, entry).await.page;
            let path = |shown: &str| {
                let path = shown.split(['?', '#']).next().unwrap_or_default();
                resolve::published(&page.url, &address::decode(path))
            };
            let mut files = page.files.iter();
            if files.any(|file| path(&file.address) == url) {
                return true;
            }
        }
        false
    }

    fn note_opened(&self, entry: &Entry) {
        if let Some(link) = self.visitor.link() {
            self.desk.links.note_opened(link.id, &entry.path);
        }
    }

    /// Whether to show a page that becomes the post that is saved at this address.
    fn becomes_a_page(&self, asked: &str, url: &str) -> bool {
        // The page's own addresses are relative, and lead astray from one that is not clean.
        let is_clean = asked.matches('/').count() == url.matches('/').count();
        self.visitor.sees_everything() && is_clean && is_of_a_page(url)
    }
}

/// Whether a post could have this address: it is not one of ours, nor that of a picture, a style
/// sheet or another kind of file.
fn is_of_a_page(url: &str) -> bool {
    let content_type = resolve::content_type(Path::new(url));
    let is_page = content_type.contains("html") || content_type == "application/octet-stream";
    !url.starts_with("/_/") && (is_page || url.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_files_are_not_those_of_posts() {
        for url in [
            "/posts/a",
            "/posts/a/",
            "/a.html",
            "/v1.2",
            "/a.css/",
            "/b.md",
        ] {
            assert!(is_of_a_page(url), "{url}");
        }
        for url in ["/a.png", "/posts/style.css", "/x.js", "/feed.xml", "/_/x"] {
            assert!(!is_of_a_page(url), "{url}");
        }
    }
}
