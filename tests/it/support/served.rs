//! The library, serving from within the test.

use blog_serve::blog;
use blog_serve::preview::{self, Options, Preview};
use blog_serve::report::{Report, Reports};
use blog_serve::serve;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

use super::{Browser, DEADLINE, Folder, Tab};

/// A running preview; stops when dropped.
pub(crate) struct Served {
    /// What it would say in the terminal.
    pub(crate) reports: UnboundedReceiver<Report>,
    /// Where it listens.
    pub(crate) port: u16,
    _preview: Preview,
}

impl Served {
    /// Serves a blog on a free port.
    pub(crate) async fn start(folder: &Folder) -> Self {
        Self::with(folder, |_| {}).await
    }

    /// Serves a blog with other options than the default ones.
    pub(crate) async fn with(folder: &Folder, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options {
            path: folder.root().to_owned(),
            ..Options::default()
        };
        change(&mut options);
        let blog = blog::detect(&options.path, options.dialect).expect("a folder is a blog");
        let listeners = serve::bind(Some(0)).await.expect("some port is free");
        let port = listeners.port();
        let (sender, reports) = Reports::channel();
        let preview =
            preview::start(blog, options, listeners, sender).expect("files can be watched");
        Self {
            reports,
            port,
            _preview: preview,
        }
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
