use std::fs;
use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_64;

use super::*;
use crate::blog::detect;
use crate::parse::Status;
use crate::site::Save;

const TEXT: &str = "A text.\n";

/// A blog of one post, and the checks of it.
fn fixture(stage: Stage) -> (TempDir, Site, Checks) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("posts")).unwrap();
    fs::write(folder.path().join("posts/a.md"), TEXT).unwrap();
    let mut site = Site::new(Arc::new(detect(folder.path(), None).unwrap()));
    site.insert(entry(TEXT));
    let checks = Checks {
        stage,
        ..Checks::default()
    };
    (folder, site, checks)
}

fn entry(text: &str) -> Entry {
    Entry {
        path: "posts/a.md".into(),
        permalink: "/posts/a".into(),
        metadata: Arc::default(),
        metadata_of: Save::Newest,
        title: "A".into(),
        status: Status::Draft,
        problems: Arc::new([]),
        head: None,
        saved: Timestamp::UNIX_EPOCH,
        content: xxh3_64(text.as_bytes()),
        file: None,
        seen: None,
        made: None,
        readable: true,
        summary: None,
    }
}

fn post(site: &Site) -> Arc<Entry> {
    site.entry("posts/a.md").unwrap().clone()
}

/// What is checked next, as if that was done at once.
fn done(checks: &Checks, site: &Site) {
    let Turn::Post(path) = checks.next() else {
        panic!("a post is to be checked");
    };
    checks.note(path, Of::now(site, &post(site)), Vec::new());
}

#[test]
fn a_panic_becomes_a_problem_that_says_whose_mistake_it_is() {
    let (_folder, site, checks) = fixture(|_, _, _, _| panic!("a mistake of ours"));
    let checked = checks.check(&Pages::new(None), &site, &post(&site));
    let [problem] = &checked.unwrap().problems[..] else {
        panic!("one problem");
    };
    assert_eq!(problem.kind, Kind::Render);
    assert!(problem.message.contains("our mistake"));
}

#[test]
fn a_file_in_the_middle_of_a_save_is_not_checked() {
    let (folder, site, checks) = fixture(|_, _, _, _| Checked::default());
    let pages = Pages::new(None);
    assert!(checks.check(&pages, &site, &post(&site)).is_some());
    fs::write(folder.path().join("posts/a.md"), "Half").unwrap();
    assert!(checks.check(&pages, &site, &post(&site)).is_none());
}

#[test]
fn each_state_of_a_post_is_checked_once_and_the_newest_at_most_once_in_line() {
    let (_folder, mut site, checks) = fixture(checking::check);
    checks.want(&site, &post(&site));
    checks.want(&site, &post(&site));
    site.insert(entry("Another text.\n"));
    checks.want(&site, &post(&site));
    done(&checks, &site);
    assert!(matches!(checks.next(), Turn::Rest));
    checks.want(&site, &post(&site));
    assert!(matches!(checks.next(), Turn::Rest));
    // Where its links lead may be different now.
    site.surroundings += 1;
    checks.want(&site, &post(&site));
    assert!(matches!(checks.next(), Turn::Post(_)));
}

#[test]
fn what_is_known_of_a_post_is_of_its_newest_text_and_forgotten_with_it() {
    let (_folder, site, checks) = fixture(checking::check);
    let post = post(&site);
    checks.want(&site, &post);
    assert!(checks.known(&post.path, post.content).is_none());
    done(&checks, &site);
    assert!(checks.known(&post.path, post.content).is_some());
    assert!(checks.known(&post.path, post.content ^ 1).is_none());
    checks.forget(&post.path);
    assert!(checks.known(&post.path, post.content).is_none());
}

#[test]
fn posts_are_checked_again_when_the_places_that_they_link_to_are_others() {
    let (_folder, mut site, checks) = fixture(checking::check);
    site.insert(Entry {
        path: "posts/b.md".into(),
        permalink: "/posts/b".into(),
        ..entry("B.\n")
    });
    let (one, other): (Arc<str>, Arc<str>) = ("posts/a.md".into(), "posts/b.md".into());
    let has_places = |anchors| Checked {
        anchors,
        ..Checked::default()
    };
    let asks = Checked {
        asked: [(other.clone(), 1)].into(),
        ..Checked::default()
    };
    checks.want(&site, &post(&site));
    done(&checks, &site);
    checks.connect(&one, &asks);
    checks.connect(&other, &has_places(1));
    checks.connect(&other, &has_places(1));
    assert!(matches!(checks.next(), Turn::Rest));
    // Somebody looks at it: it is checked at once.
    checks.connect(&other, &has_places(2));
    done(&checks, &site);
    assert!(matches!(checks.next(), Turn::Rest));
    // Nobody does: it is surveyed.
    checks.state().found.remove(&one);
    checks.connect(&other, &has_places(3));
    assert_eq!(checks.next_of_survey(), Some(one.clone()));
    checks.forget(&one);
    checks.connect(&other, &has_places(4));
    assert!(matches!(checks.next(), Turn::Rest));
}
