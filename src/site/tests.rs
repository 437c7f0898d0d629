use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::dialect::Dialect;

fn site() -> Site {
    Site::new(Arc::new(Blog {
        root: PathBuf::from("/blog"),
        dialect: Dialect::Hugo,
        configuration: Arc::default(),
        because: String::new(),
        content: Vec::new(),
        mounts: Vec::new(),
        only: None,
    }))
}

fn entry(path: &str, permalink: &str, status: Status, second: i64) -> Entry {
    Entry {
        path: path.into(),
        permalink: permalink.into(),
        metadata: Arc::default(),
        metadata_of: Save::Newest,
        title: path.into(),
        status,
        problems: Arc::new([]),
        head: None,
        saved: Timestamp::from_second(second).unwrap(),
        content: 0,
        seen: None,
        made: None,
        file: None,
        readable: true,
        summary: None,
    }
}

fn draft(path: &str, permalink: &str) -> Entry {
    entry(path, permalink, Status::Draft, 0)
}

fn path_at<'a>(site: &'a Site, url: &str) -> Option<&'a str> {
    site.at(url).map(|entry| &*entry.path)
}

#[test]
fn two_posts_with_one_permalink_can_both_be_reached() {
    let mut site = site();
    site.insert(draft("b.md", "/x/"));
    site.insert(draft("a.md", "/x/"));
    assert_eq!(path_at(&site, "/x/"), Some("a.md"));
    let beside = site.url(site.entry("b.md").unwrap());
    assert!(
        beside.starts_with("/x-") && beside.ends_with('/'),
        "{beside}"
    );
    assert!(!beside.contains("b.md"), "no file's name: {beside}");
    assert_eq!(path_at(&site, &beside), Some("b.md"));
    assert_eq!(path_at(&site, &beside.replace('-', "-0")), None);
    assert_eq!(&*site.elsewhere("/b.md").unwrap().path, "b.md");
    let first = site.entry("a.md").unwrap();
    assert_eq!(site.rivals(first), ["b.md".into()]);
    assert_eq!(site.problem_count(first), 1);
    site.remove("a.md");
    assert_eq!(path_at(&site, "/x/"), Some("b.md"));
    assert_eq!(site.url(site.entry("b.md").unwrap()), "/x/");
    assert_eq!(&*site.elsewhere(&beside).unwrap().path, "b.md");
}

#[test]
fn a_post_that_could_never_be_read_claims_no_address() {
    let mut site = site();
    site.insert(draft("a.md", "/x/"));
    site.insert(Entry {
        metadata_of: Save::Never,
        ..draft("b.md", "/x/")
    });
    for path in ["a.md", "b.md"] {
        let entry = site.entry(path).unwrap();
        assert_eq!(site.rivals(entry), []);
        assert!(site.shared_permalink(entry).is_none());
    }
}

#[test]
fn a_former_permalink_leads_to_the_post() {
    let mut site = site();
    site.insert(draft("a.md", "/one/"));
    site.insert(draft("a.md", "/two/"));
    assert_eq!(path_at(&site, "/one/"), None);
    assert_eq!(&*site.moved("/one/").unwrap().path, "a.md");
    site.insert(draft("b.md", "/one/"));
    assert_eq!(path_at(&site, "/one/"), Some("b.md"));
}

#[test]
fn a_renamed_post_is_found_under_its_former_names() {
    let mut site = site();
    site.insert(draft("a.md", "/a/"));
    for (from, to) in [("a", "b"), ("b", "c")] {
        let gone = site.remove(&format!("{from}.md")).unwrap();
        site.insert(draft(&format!("{to}.md"), &format!("/{to}/")));
        site.rename(&gone, &format!("{to}.md"));
    }
    for former in ["a.md", "b.md", "/a/", "/b/"] {
        assert_eq!(&*site.moved(former).unwrap().path, "c.md", "{former}");
    }
    assert!(site.moved("d.md").is_none());
}

#[test]
fn names_that_go_in_a_circle_end() {
    let mut site = site();
    site.insert(draft("a.md", "/a/"));
    let a = site.remove("a.md").unwrap();
    site.rename(&a, "b.md");
    site.rename(&draft("b.md", "/b/"), "a.md");
    assert!(site.moved("a.md").is_none());
}

#[test]
fn drafts_come_by_last_save_and_then_the_others() {
    let mut site = site();
    site.insert(entry("old.md", "/1/", Status::Published, 5));
    site.insert(entry("first.md", "/2/", Status::Draft, 1));
    site.insert(entry("second.md", "/3/", Status::Draft, 2));
    site.insert(entry("new.md", "/4/", Status::Published, 9));
    let order: Vec<_> = site.ordered().map(|entry| &*entry.path).collect();
    assert_eq!(order, ["second.md", "first.md", "new.md", "old.md"]);
    assert_eq!(&*site.latest().unwrap().path, "second.md");
}

#[test]
fn the_post_of_the_last_event_was_saved_last_and_before_any_that_of_the_newest_file() {
    let mut site = site();
    let saved = |path: &str, second, seen| Entry {
        seen,
        ..entry(path, &format!("/{path}/"), Status::Published, second)
    };
    assert!(site.saved_last().is_none());
    site.insert(saved("old.md", 1, None));
    site.insert(saved("to-come.md", 9_999_999_999, None));
    site.insert(saved("new.md", 5, None));
    let last = |site: &Site| site.saved_last().unwrap().path.to_string();
    assert_eq!(last(&site), "to-come.md");
    let first = Instant::now();
    let second = first + std::time::Duration::from_millis(1);
    site.insert(saved("old.md", 6, Some(first)));
    assert_eq!(last(&site), "old.md");
    // Several at once: by the files' own times.
    site.insert(saved("c.md", 8, Some(second)));
    site.insert(saved("b.md", 9, Some(second)));
    site.insert(saved("d.md", 7, Some(second)));
    assert_eq!(last(&site), "b.md");
    site.insert(Entry {
        readable: false,
        ..saved("b.md", 9, Some(second))
    });
    assert_eq!(last(&site), "c.md");
    site.remove("c.md");
    site.remove("d.md");
    assert_eq!(last(&site), "old.md");
}

proptest! {
    /// Whatever comes, changes and goes: the indexes tell what the entries tell.
    #[test]
    fn every_index_follows_the_entries(
        steps in proptest::collection::vec((0..6_usize, 0..4_usize, 0..4_usize, 0..3_i64), 0..40),
    ) {
        let statuses = [Status::Draft, Status::Published];
        let mut site = site();
        for (path, permalink, what, second) in steps {
            let path = format!("{path}.md");
            if what == 3 {
                site.remove(&path);
            } else {
                let permalink = format!("/{permalink}/");
                site.insert(entry(&path, &permalink, statuses[what % 2], second));
            }
            let entries: Vec<_> = site.entries().collect();
            prop_assert_eq!(site.ordered().count(), entries.len());
            let newest = entries.iter().map(|entry| entry.saved).max();
            prop_assert_eq!(site.saved_last().map(|entry| entry.saved), newest);
            prop_assert_eq!(site.counts().posts, entries.len());
            let drafts = entries.iter().filter(|entry| entry.status == Status::Draft).count();
            prop_assert_eq!(site.counts().drafts, drafts);
            for entry in entries {
                prop_assert_eq!(path_at(&site, &site.url(entry)), Some(&*entry.path));
            }
        }
    }
}
