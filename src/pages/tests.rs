use std::fs;
use std::time::SystemTime;

use jiff::Timestamp;

use super::*;
use crate::blog::detect;
use crate::parse::{Metadata, Status};

/// A blog of one post on the disk, and the site that knows it.
struct Fixture {
    _folder: tempfile::TempDir,
    site: Arc<Site>,
    pages: Arc<Pages>,
}

impl Fixture {
    fn of(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("posts")).unwrap();
        fs::write(folder.path().join("posts/a.md"), text).unwrap();
        let blog = detect(folder.path(), None).unwrap();
        let mut site = Site::new(Arc::new(blog));
        site.insert(entry(text));
        Self {
            _folder: folder,
            site: Arc::new(site),
            pages: Arc::new(Pages::new(None)),
        }
    }

    fn post(&self) -> &Arc<Entry> {
        self.site.entry("posts/a.md").unwrap()
    }

    async fn shown(&self) -> Shown {
        self.pages.page(&self.site, self.post()).await
    }
}

fn entry(text: &str) -> Entry {
    Entry {
        path: "posts/a.md".into(),
        permalink: "/posts/a".into(),
        metadata: Arc::new(Metadata::default()),
        metadata_of: Save::Newest,
        title: "A".into(),
        status: Status::Draft,
        problems: Arc::new([]),
        head: None,
        saved: Timestamp::try_from(SystemTime::now()).unwrap(),
        content: xxhash_rust::xxh3::xxh3_64(text.as_bytes()),
        seen: None,
        made: None,
        file: None,
        readable: true,
        summary: None,
    }
}

fn text_of(shown: &Shown) -> String {
    shown.page.blocks.iter().map(|block| &*block.html).collect()
}

#[tokio::test]
async fn a_page_is_made_once_for_all_who_ask() {
    let fixture = Fixture::of("A paragraph.\n");
    let (one, other) = tokio::join!(fixture.shown(), fixture.shown());
    assert!(Arc::ptr_eq(&one.page, &other.page));
    assert_eq!(text_of(&one), "<p>A paragraph.</p>");
    assert_eq!(one.made.words, 2);
}

#[tokio::test]
async fn after_a_panic_the_last_good_page_stays_with_a_problem() {
    let stage: Stage = |pages, site, entry, last| match entry.content {
        13 => panic!("a mistake of ours"),
        _ => make::make(pages, site, entry, last),
    };
    let mut fixture = Fixture::of("A paragraph.\n");
    fixture.pages = Arc::new(Pages {
        stage,
        ..Pages::new(None)
    });
    let good = fixture.shown().await;
    let mut site = Site::clone(&fixture.site);
    site.insert(Entry {
        content: 13,
        ..entry("")
    });
    let site = Arc::new(site);
    let shown = fixture
        .pages
        .page(&site, site.entry("posts/a.md").unwrap())
        .await;
    assert_eq!(text_of(&shown), text_of(&good));
    assert_eq!(shown.problems.len(), 1);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_any_more_keeps_its_last_text() {
    let fixture = Fixture::of("A paragraph.\n");
    let good = fixture.shown().await;
    fs::remove_file(fixture.site.blog.absolute("posts/a.md")).unwrap();
    let mut site = Site::clone(&fixture.site);
    site.insert(Entry {
        content: 1,
        ..entry("")
    });
    let site = Arc::new(site);
    let shown = fixture
        .pages
        .page(&site, site.entry("posts/a.md").unwrap())
        .await;
    assert_eq!(text_of(&shown), text_of(&good));
    assert_eq!(shown.problems.len(), 1);
    assert_eq!(shown.text_of, Save::Earlier(fixture.post().saved));
}

#[tokio::test]
async fn a_file_that_is_not_to_be_read_is_not_read_for_its_page_either() {
    let fixture = Fixture::of("A text from outside of the blog.\n");
    let mut site = Site::clone(&fixture.site);
    site.insert(Entry {
        readable: false,
        content: 0,
        ..entry("")
    });
    let site = Arc::new(site);
    let shown = fixture
        .pages
        .page(&site, site.entry("posts/a.md").unwrap())
        .await;
    assert_eq!((text_of(&shown).as_str(), shown.problems.len()), ("", 0));
    assert_eq!(shown.text_of, Save::Never);
}

#[tokio::test]
async fn what_a_page_was_before_its_last_save_is_known_when_somebody_looked() {
    let fixture = Fixture::of("One.\n");
    let before = |site: &Arc<Site>| {
        let entry = site.entry("posts/a.md").unwrap();
        let page = fixture.pages.before(site, entry);
        page.map(|page| page.blocks[0].html.to_string())
    };
    let with = |content| {
        let mut site = Site::clone(&fixture.site);
        site.insert(Entry {
            content,
            ..entry("")
        });
        Arc::new(site)
    };
    assert_eq!(before(&fixture.site), None);
    fixture.shown().await;
    assert_eq!(before(&fixture.site), None);
    // Twice, and nobody looked in between.
    for content in [1, 2] {
        assert_eq!(before(&with(content)).as_deref(), Some("<p>One.</p>"));
    }
    // What else changes is no save of the text.
    let mut site = Site::clone(&with(2));
    site.surroundings += 1;
    assert_eq!(before(&Arc::new(site)).as_deref(), Some("<p>One.</p>"));
}

#[tokio::test]
async fn a_patch_is_the_same_bytes_for_everybody() {
    let fixture = Fixture::of("One.\n");
    let one = fixture.shown().await.page;
    let text = "Two.\n";
    let mut site = Site::clone(&fixture.site);
    site.insert(entry(text));
    let site = Arc::new(site);
    let content = site.entry("posts/a.md").unwrap().content;
    let body = Body {
        text: text.into(),
        start: 0,
        line: 1,
    };
    fixture.pages.offer(&"posts/a.md".into(), content, body);
    let two = fixture
        .pages
        .page(&site, site.entry("posts/a.md").unwrap())
        .await
        .page;
    let seen = Some(Instant::now());
    let first = fixture.pages.patch(&one, &two, seen);
    let second = fixture.pages.patch(&one, &two, seen);
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!(first.blocks, 1);
}
