//! The library, serving from within the test.

use blog_serve::blog;
use std::sync::Arc;

use blog_serve::preview::{self, Desk, Options, Preview};
use blog_serve::report::{Report, Reports};
use blog_serve::serve;
use blog_serve::share::Scope;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

use super::{Browser, DEADLINE, Folder, Tab};

/// A running preview; stops when dropped.
pub(crate) struct Served {
    /// What it would say in the terminal.
    pub(crate) reports: UnboundedReceiver<Report>,
    /// Where it listens.
    pub(crate) port: u16,
    preview: Preview,
    _state: TempDir,
}

impl Served {
    /// Serves a blog on a free port.
    pub(crate) async fn start(folder: &Folder) -> Self {
        Self::with(folder, |_| {}).await
    }

    /// Serves a blog with other options than the default ones.
    #[expect(
        clippy::unused_async,
        reason = "starting is waited for where it is called"
    )]
    pub(crate) async fn with(folder: &Folder, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options {
            path: folder.root().to_owned(),
            ..Options::default()
        };
        let state = tempfile::tempdir().expect("a folder for the state");
        options.state = Some(state.path().to_owned());
        // Any port, so that no test takes another's.
        options.sharing.port = Some(0);
        change(&mut options);
        Self::after(options, state, || {})
    }

    /// Serves a blog to which something happens between the first look at it and the start.
    pub(crate) fn after(options: Options, state: TempDir, happens: impl FnOnce()) -> Self {
        let blog = blog::detect(&options.path, options.dialect).expect("a folder is a blog");
        happens();
        let listeners = serve::bind(Some(0), None).expect("some port is free");
        let port = listeners.port();
        let (sender, reports) = Reports::channel();
        let preview =
            preview::start(blog, options, listeners, sender).expect("files can be watched");
        Self {
            reports,
            port,
            preview,
            _state: state,
        }
    }

    /// Shares something; what stands before every address of the link: `/~4f7K…`.
    pub(crate) async fn share(&self, scope: Scope) -> String {
        let desk = &self.preview.desk;
        desk.site().await;
        desk.share(scope.clone(), None)
            .await
            .expect("a door can be opened");
        let links = desk.links.living();
        let link = links.iter().find(|link| link.scope == scope);
        let path = link
            .unwrap_or_else(|| panic!("{scope:?} is not among {links:?}"))
            .path();
        format!("/{}", path.trim_end_matches('/'))
    }

    /// Shares the post whose file is at this path.
    pub(crate) async fn share_post(&self, path: &str) -> String {
        self.share(Scope::Posts(vec![path.into()])).await
    }

    /// The port of the readers' door, which is open.
    pub(crate) fn readers_port(&self) -> u16 {
        let shared = self.preview.desk.shared();
        let door = shared.borrow().door.clone();
        door.expect("something is shared").port
    }

    /// What the author's commands go to.
    pub(crate) fn desk(&self) -> &Arc<Desk> {
        &self.preview.desk
    }

    /// The address of a page, for a browser.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// A browser's socket, without a browser, that has nothing yet.
    pub(crate) async fn tab(&self, post: &str) -> Tab {
        Tab::open(self.port, post).await
    }

    /// A Chromium that shows this page.
    pub(crate) async fn browser(&self, path: &str) -> Browser {
        let browser = Browser::start().await;
        browser.open(&self.url(path)).await;
        browser
    }

    /// The next report that is meant.
    pub(crate) async fn report<T>(&mut self, mut meant: impl FnMut(Report) -> Option<T>) -> T {
        let search = async {
            loop {
                let report = self.reports.recv().await.expect("the preview is running");
                if let Some(found) = meant(report) {
                    return found;
                }
            }
        };
        timeout(DEADLINE, search).await.expect("the report comes")
    }
}
