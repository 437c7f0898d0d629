use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use xxhash_rust::xxh3::xxh3_64;

use super::*;
use crate::preview::{Options, Preview};
use crate::report::Reports;
use crate::share::Links;
use crate::share::store::Store;
use crate::site::Site;

/// A preview of two posts, whose links are kept.
struct Running {
    preview: Preview,
    reports: UnboundedReceiver<Report>,
    blog: TempDir,
    state: TempDir,
}

impl Running {
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let (blog, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for post in ["a", "b"] {
            let text = format!("# Post {post}\n\nOf {post}.\n");
            fs::write(blog.path().join(format!("{post}.md")), text).unwrap();
        }
        Self::of(blog, state, change).await
    }

    async fn of(blog: TempDir, state: TempDir, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options {
            path: blog.path().canonicalize().unwrap(),
            state: Some(state.path().to_owned()),
            ..Options::default()
        };
        options.sharing.bind = Some(Ipv4Addr::LOCALHOST.into());
        options.sharing.port = Some(0);
        change(&mut options);
        let (sender, reports) = Reports::channel();
        let found = crate::blog::detect(&options.path, None).unwrap();
        let listeners = crate::serve::bind(Some(0), None).unwrap();
        let preview = crate::preview::start(found, options, listeners, sender).unwrap();
        preview.desk.site().await;
        Self {
            preview,
            reports,
            blog,
            state,
        }
    }

    fn desk(&self) -> &Arc<Desk> {
        &self.preview.desk
    }

    /// What the newest link opens.
    fn opens(&self) -> Scope {
        self.desk().links.living()[0].scope.clone()
    }

    /// Has something happen to the blog, and waits for the moment when the new `text` of a `file` is
    /// in the site.
    async fn after(self, change: impl FnOnce(&Path), file: &str, text: &str) -> Self {
        let mut sites = self.desk().sites.clone();
        let is_there = |site: &Arc<Site>| {
            let content = site.entry(file).map(|entry| entry.content);
            content == Some(xxh3_64(text.as_bytes()))
        };
        change(self.blog.path());
        let there = sites.wait_for(is_there);
        let there = tokio::time::timeout(Duration::from_secs(10), there).await;
        drop(there.unwrap().unwrap());
        self
    }

    async fn share(&self, path: &str) {
        self.desk().share(post(path), None).await.unwrap();
    }

    /// The port of the door, which is open.
    fn port(&self) -> u16 {
        let shared = self.desk().shared().borrow().clone();
        shared.door.as_ref().expect("the door is open").port
    }

    /// What is kept, as another process finds it.
    fn kept(&self) -> Links {
        let root = self.blog.path().canonicalize().unwrap();
        Links::new(Some(Store::new(self.state.path(), &root))).0
    }

    fn lock(&self) -> PathBuf {
        let mut entries = fs::read_dir(self.state.path()).unwrap();
        let lock = entries.find_map(|entry| {
            let path = entry.unwrap().path();
            (path.extension()? == "lock").then_some(path)
        });
        lock.expect("something was kept before")
    }

    /// The next notice with this word.
    async fn notice(&mut self, word: &str) -> String {
        let search = async {
            loop {
                match self.reports.recv().await {
                    Some(Report::Notice(text)) if text.contains(word) => return text,
                    Some(_) => {}
                    None => panic!("the preview is running"),
                }
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(10), search).await;
        found.expect("the notice comes")
    }

    /// Stops it as Ctrl-C does; what is left for the next run.
    fn stop(self) -> (TempDir, TempDir) {
        (self.blog, self.state)
    }
}

fn post(path: &str) -> Scope {
    Scope::Posts(vec![path.into()])
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_never_left_behind_a_closed_door() {
    let running = Running::start().await;
    let desk = running.desk();
    for _ in 0..20 {
        running.share("b.md").await;
        // What both wait for brings them close together.
        let lock = File::open(running.lock()).unwrap();
        lock.lock().unwrap();
        let last = desk.links.living()[0].id;
        let release = async {
            tokio::task::yield_now().await;
            lock.unlock().unwrap();
        };
        let (_, shared, ()) =
            tokio::join!(desk.end_link(last), desk.share(post("a.md"), None), release);
        shared.unwrap();
        assert_eq!(desk.links.living().len(), 1);
        assert!(desk.is_door_open());
        desk.end_sharing().await;
        assert!(!desk.is_door_open());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shared_again_at_once_has_its_port_again() {
    // None that the system gives to whoever asks for any: another test may get it meanwhile.
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let first = 20_000 + u16::try_from(std::process::id() % 8_000).unwrap();
    let port = (first..30_000).find(is_free).unwrap();
    let running = Running::with(|options| options.sharing.port = Some(port)).await;
    for _ in 0..40 {
        running.share("a.md").await;
        assert_eq!(running.port(), port);
        running.desk().end_sharing().await;
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_under_way_at_the_end_opens_nothing_afterwards() {
    let running = Running::start().await;
    let desk = running.desk().clone();
    running.share("a.md").await;
    desk.end_sharing().await;
    let lock = File::open(running.lock()).unwrap();
    lock.lock().unwrap();
    let sharing = desk.clone();
    let shared = tokio::spawn(async move { sharing.share(post("a.md"), None).await });
    eventually("it is under way", || desk.commands.try_lock().is_err()).await;
    let _folders = running.stop();
    lock.unlock().unwrap();
    assert!(shared.await.unwrap().is_err());
    assert!(!desk.is_door_open());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_port_of_the_readers_is_left_for_the_next_one() {
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, DEFAULT_SHARE_PORT));
    let running = Running::with(|options| options.sharing.port = None).await;
    running.share("a.md").await;
    let port = running.port();
    assert_ne!(port, DEFAULT_SHARE_PORT);
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    // There was none kept before.
    assert_eq!(running.kept().ports().1, Some(port));
    drop(first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_carried_out_though_its_page_is_closed_meanwhile() {
    let running = Running::start().await;
    running.share("a.md").await;
    let desk = running.desk();
    tokio::select! {
        biased;
        () = desk.end_sharing() => panic!("it takes its time"),
        () = std::future::ready(()) => {}
    }
    eventually("the door is closed", || !desk.is_door_open()).await;
    eventually("that is known", || desk.shared().borrow().links.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_of_ours_leaves_nobody_waiting() {
    let mut running = Running::start().await;
    let desk = running.desk().clone();
    let kept = desk.keep::<()>(|_| panic!("a mistake of ours"));
    assert!(kept.await.is_err());
    running.notice("A mistake of blog-serve's own").await;
    let ended = desk.end(|_| panic!("a mistake of ours"));
    running.share("a.md").await;
    assert!(!ended.await);
    let command = desk.in_turn::<()>(async { panic!("a mistake of ours") });
    assert!(command.await.is_err());
    assert!(desk.end_link(desk.links.living()[0].id).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_waits_for_nobody_who_looks() {
    let running = Running::start().await;
    running.share("a.md").await;
    let shared = running.desk().shared();
    let looking = shared.borrow();
    let (desk, (done, is_done)) = (running.desk().clone(), std::sync::mpsc::channel());
    std::thread::spawn(move || {
        desk.publish_shared();
        done.send(()).unwrap();
    });
    is_done.recv_timeout(Duration::from_secs(10)).unwrap();
    drop(looking);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_cannot_be_kept_is_said_every_time() {
    let mut running = Running::start().await;
    running.share("a.md").await;
    running.share("b.md").await;
    let lock = running.lock();
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    for title in ["Post b", "Post a"] {
        let newest = running.desk().links.living()[0].id;
        assert!(running.desk().end_link(newest).await);
        let notice = running.notice("after a restart").await;
        for part in [
            title,
            "ended now",
            lock.to_str().unwrap(),
            "not a regular file",
            "remove it",
        ] {
            assert!(notice.contains(part), "{part}: {notice}");
        }
    }
    assert_eq!(running.kept().living().len(), 2);
    fs::remove_dir(&lock).unwrap();
    let is_kept = || running.kept().living().is_empty();
    eventually("it is kept once that is mended", is_kept).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_follows_a_chain_of_renames_in_its_order() {
    let running = Running::start().await;
    running.share("a.md").await;
    let names: Vec<Arc<str>> = (0..40).map(|name| format!("{name}.md").into()).collect();
    let follow = |from: &Arc<str>, to: &Arc<str>| {
        running.desk().follow([(from.clone(), to.clone())].into());
    };
    follow(&"a.md".into(), &names[0]);
    for pair in names.windows(2) {
        follow(&pair[0], &pair[1]);
    }
    let last = post("39.md");
    let is_there = || running.kept().living()[0].scope == last;
    eventually("the link names the last path", is_there).await;
}

/// A preview in which `a.md` is shared and something then happens to the blog.
async fn after(change: impl FnOnce(&Path), file: &str, text: &str) -> Running {
    let running = Running::start().await;
    running.share("a.md").await;
    running.after(change, file, text).await
}

/// What a link to `a.md` opens as soon as that is shown.
async fn followed(change: impl FnOnce(&Path), file: &str, text: &str) -> Scope {
    after(change, file, text).await.opens()
}

const A: &str = "# Post a\n\nOf a.\n";
const NEW: &str = "# Another\n\nNot for readers.\n";

/// Moves or writes files of a blog.
struct Doing<'a>(&'a Path);

impl Doing<'_> {
    fn rename(&self, from: &str, to: &str) -> &Self {
        fs::rename(self.0.join(from), self.0.join(to)).unwrap();
        self
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        fs::write(self.0.join(path), text).unwrap();
        self
    }

    fn copy(&self, from: &str, to: &str) -> &Self {
        fs::copy(self.0.join(from), self.0.join(to)).unwrap();
        self
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_takes_the_place_of_a_renamed_post_at_once_is_never_opened() {
    let written = |blog: &Path| {
        Doing(blog).rename("a.md", "c.md").write("a.md", NEW);
    };
    assert_eq!(followed(written, "a.md", NEW).await, post("c.md"));
    let renamed = |blog: &Path| {
        let doing = Doing(blog);
        doing.write("a.tmp", NEW).rename("a.md", "0.md");
        doing.rename("a.tmp", "a.md");
    };
    assert_eq!(followed(renamed, "a.md", NEW).await, post("0.md"));
    let edited = |blog: &Path| {
        let doing = Doing(blog);
        doing
            .rename("a.md", "c.md")
            .write("c.md", "Of a, and more.");
        doing.write("a.md", NEW);
    };
    assert_eq!(followed(edited, "a.md", NEW).await, post("c.md"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_in_the_place_of_a_renamed_post_is_another() {
    let copied = |blog: &Path| {
        Doing(blog).rename("a.md", "c.md").copy("c.md", "a.md");
    };
    // The copy is noticed when it is written, and shows the same until it is changed.
    let running = after(copied, "c.md", A).await;
    eventually("it follows", || running.opens() == post("c.md")).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn links_follow_a_post_whose_bytes_and_place_say_nothing() {
    let edited = |blog: &Path| {
        Doing(blog).rename("a.md", "c.md").write("c.md", NEW);
    };
    // That nothing is at the old path is believed only after a while.
    let running = after(edited, "c.md", NEW).await;
    eventually("it follows", || running.opens() == post("c.md")).await;
    let over = |blog: &Path| {
        Doing(blog).rename("a.md", "b.md");
    };
    let running = after(over, "b.md", A).await;
    eventually("it follows", || running.opens() == post("b.md")).await;
    let swapped = |blog: &Path| {
        let doing = Doing(blog);
        doing.rename("a.md", "x").rename("b.md", "a.md");
        doing.rename("x", "b.md");
    };
    assert_eq!(followed(swapped, "b.md", A).await, post("b.md"));
}

/// The blog becomes another generator's in the same moment, so that all of it is read again.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn links_follow_before_everything_that_was_read_again_is_shown() {
    let (blog, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(blog.path().join("content")).unwrap();
    let doing = Doing(blog.path());
    doing.write("hugo.toml", "").write("content/a.md", A);
    doing.write("config.toml", "base_url = 'https://example.org'");
    let running = Running::of(blog, state, |_| {}).await;
    running.share("content/a.md").await;
    let change = |blog: &Path| {
        let doing = Doing(blog);
        doing.rename("hugo.toml", "hugo.toml.bak");
        doing.rename("content/a.md", "content/c.md");
        doing.write("content/a.md", NEW);
    };
    let running = running.after(change, "content/a.md", NEW).await;
    let dialect = running.desk().sites.borrow().blog.dialect;
    assert_eq!(dialect, crate::dialect::Dialect::Zola);
    assert_eq!(running.opens(), post("content/c.md"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_under_a_new_file_is_no_rename() {
    let saved = |blog: &Path| {
        Doing(blog).write("a.tmp", NEW).rename("a.tmp", "a.md");
    };
    assert_eq!(followed(saved, "a.md", NEW).await, post("a.md"));
    // A copy of what it was, in a file that may get the old one's number.
    let copied = |blog: &Path| {
        Doing(blog).copy("a.md", "c.md");
        saved(blog);
    };
    assert_eq!(followed(copied, "a.md", NEW).await, post("a.md"));
    // As programs do that keep two computers' files the same.
    let synchronised = |blog: &Path| {
        let doing = Doing(blog);
        doing.write(".a.tmp", NEW);
        doing.rename("a.md", "a.sync-conflict-20261123-090000.md");
        doing.rename(".a.tmp", "a.md");
    };
    assert_eq!(followed(synchronised, "a.md", NEW).await, post("a.md"));
}

/// Shares `a.md` and stops, has something done to the blog, and starts again; what the link opens.
async fn restarted(change: impl FnOnce(&Path)) -> Scope {
    let running = Running::start().await;
    running.share("a.md").await;
    // What counts is what was in it last.
    let text = "# Post a\n\nOf a, and more.\n";
    fs::write(running.blog.path().join("a.md"), text).unwrap();
    let is_read = || {
        let site = running.desk().sites.borrow().clone();
        site.entry("a.md").unwrap().content == xxh3_64(text.as_bytes())
    };
    eventually("the save is read", is_read).await;
    let (blog, state) = running.stop();
    change(blog.path());
    let again = Running::of(blog, state, |_| {}).await;
    again.desk().resume().await.unwrap();
    // The first; a second one is made where that opens nothing.
    let living = again.desk().links.living();
    living.last().unwrap().scope.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_follows_its_post_through_a_rename_before_the_start() {
    let rename = |blog: &Path| fs::rename(blog.join("a.md"), blog.join("c.md")).unwrap();
    assert_eq!(restarted(rename).await, post("c.md"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_follows_its_post_away_from_another_that_takes_its_place() {
    let replace = |blog: &Path| {
        fs::rename(blog.join("a.md"), blog.join("c.md")).unwrap();
        fs::write(blog.join("a.md"), "# Private\n").unwrap();
    };
    assert_eq!(restarted(replace).await, post("c.md"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_follows_no_other_post_than_its_own() {
    let rewrite = |blog: &Path| {
        fs::remove_file(blog.join("a.md")).unwrap();
        fs::write(blog.join("c.md"), "# Post a\n").unwrap();
    };
    assert_eq!(restarted(rewrite).await, post("a.md"));
    let copy_twice = |blog: &Path| {
        fs::copy(blog.join("a.md"), blog.join("c.md")).unwrap();
        fs::rename(blog.join("a.md"), blog.join("d.md")).unwrap();
    };
    assert_eq!(restarted(copy_twice).await, post("a.md"));
    let copy = |blog: &Path| {
        fs::copy(blog.join("a.md"), blog.join("c.md")).unwrap();
    };
    assert_eq!(restarted(copy).await, post("a.md"));
}
