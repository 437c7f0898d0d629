use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tempfile::TempDir;

use super::*;

fn post(path: &str) -> Scope {
    Scope::Posts(vec![path.into()])
}

fn kept_in(folder: &TempDir) -> Arc<Links> {
    let store = Store::new(folder.path(), Path::new("/blog"));
    let (links, notice) = Links::new(Some(store));
    assert_eq!(notice, None);
    Arc::new(links)
}

/// The file that is locked while what is kept in the folder is changed.
fn lock_in(folder: &TempDir) -> PathBuf {
    let mut entries = fs::read_dir(folder.path()).unwrap();
    let lock = entries.find_map(|entry| {
        let path = entry.unwrap().path();
        (path.extension()? == "lock").then_some(path)
    });
    lock.expect("something was kept before")
}

/// Nothing can be kept in the folder, also by root, until it is mended.
fn break_store(folder: &TempDir) {
    let lock = lock_in(folder);
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
}

fn mend_store(folder: &TempDir) {
    fs::remove_dir(lock_in(folder)).unwrap();
}

/// A link that cannot be kept.
fn lend_unkept(links: &Links, scope: &Scope) -> Arc<Link> {
    let (link, kept) = links.lend(scope, &Change::default());
    assert!(kept.is_err());
    link
}

fn lend(links: &Links, scope: &Scope) -> Arc<Link> {
    let (link, kept) = links.lend(scope, &Change::default());
    kept.unwrap();
    link
}

/// The secret as it stands in the link's address.
fn secret(link: &Link) -> String {
    link.path().trim_matches(['~', '/']).to_owned()
}

fn opens(links: &Links, link: &Link) -> bool {
    matches!(links.admit(&secret(link)), Admission::Link(found) if found.id == link.id)
}

fn has_ended(links: &Links, link: &Link) -> bool {
    matches!(links.admit(&secret(link)), Admission::Ended)
}

#[test]
fn what_is_shared_again_has_the_same_link() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let one = lend(&links, &post("a.md"));
    assert_eq!(lend(&links, &post("a.md")), one);
    assert_ne!(lend(&links, &post("b.md")).secret, one.secret);
    assert_eq!(links.living().len(), 2);
}

#[test]
fn links_are_there_after_a_restart_until_they_are_ended() {
    let folder = tempfile::tempdir().unwrap();
    let one = lend(&kept_in(&folder), &post("a.md"));
    let links = kept_in(&folder);
    assert!(opens(&links, &one));
    let (ended, kept) = links.end(|link| link.id == one.id);
    kept.unwrap();
    assert_eq!(ended, std::slice::from_ref(&one));
    assert!(has_ended(&links, &one));
    assert!(has_ended(&kept_in(&folder), &one));
    assert_ne!(lend(&links, &post("a.md")).secret, one.secret);
}

#[test]
fn what_was_never_given_away_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let link = lend(&links, &post("a.md"));
    for guess in ["", "0", &secret(&link)[1..], &format!("{}0", secret(&link))] {
        assert!(matches!(links.admit(guess), Admission::Unknown), "{guess}");
    }
}

#[tokio::test]
async fn an_end_is_told_to_the_pages_of_the_link_alone() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let (one, other) = (lend(&links, &post("a.md")), lend(&links, &post("b.md")));
    let mut seats = [links.enter(&one).unwrap(), links.enter(&other).unwrap()];
    let (ended, _) = links.end(|link| link.id == one.id);
    assert_eq!(ended.len(), 1);
    seats[0].ended().await;
    assert!(links.enter(&one).is_none());
    assert_eq!(links.lent()[0].readers, 1);
    drop(seats);
    assert_eq!(links.lent()[0].readers, 0);
}

#[tokio::test]
async fn what_another_process_ends_ends_here_too() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (kept_in(&folder), kept_in(&folder));
    let link = lend(&there, &post("a.md"));
    assert!(here.refresh().is_empty());
    assert!(opens(&here, &link));
    let mut seat = here.enter(&link).unwrap();
    there.end(|_| true).1.unwrap();
    assert_eq!(here.refresh(), std::slice::from_ref(&link));
    assert!(has_ended(&here, &link));
    seat.ended().await;
    assert!(here.refresh().is_empty());
}

#[tokio::test]
async fn a_link_ends_by_the_clock() {
    let (links, _) = Links::new(None);
    let links = Arc::new(links);
    let link = lend(&links, &post("a.md"));
    let mut seat = links.enter(&link).unwrap();
    let earlier = Timestamp::now() - SignedDuration::from_secs(1);
    links.lock().kept.links[0].ends = earlier;
    assert!(has_ended(&links, &link));
    assert!(links.living().is_empty());
    // Another change in between must not hide it.
    lend(&links, &post("b.md"));
    assert_eq!(links.refresh().len(), 1);
    seat.ended().await;
}

fn moves(paths: &[(&str, &str)]) -> Moves {
    let moves = paths
        .iter()
        .map(|(from, to)| ((*from).into(), (*to).into()));
    moves.collect()
}

fn follow(links: &Links, paths: &[(&str, &str)]) -> Result<(), store::Error> {
    let moves = moves(paths);
    assert!(links.follow(&moves));
    links.keep_followed(&moves)
}

#[test]
fn links_follow_a_renamed_post() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    lend(&links, &post("a.md"));
    lend(&links, &Scope::Drafts);
    assert!(!links.follow(&moves(&[("x.md", "y.md")])));
    assert!(follow(&links, &[("a.md", "b.md")]).is_ok());
    let again = kept_in(&folder);
    assert_eq!(again.living()[1].scope, post("b.md"));
}

#[test]
fn ports_are_kept_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    assert_eq!(links.ports(), (None, None));
    links.keep_ports(Some(7000), None).unwrap();
    links.keep_ports(None, Some(8000)).unwrap();
    assert_eq!(kept_in(&folder).ports(), (Some(7000), Some(8000)));
}

#[test]
fn where_nothing_can_be_kept_links_last_until_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let no_folder = folder.path().join("file");
    fs::write(&no_folder, "").unwrap();
    let store = Store::new(&no_folder, Path::new("/blog"));
    let (links, notice) = Links::new(Some(store));
    assert!(notice.unwrap().contains("cannot"));
    let (link, kept) = links.lend(&post("a.md"), &Change::default());
    assert!(kept.is_err());
    assert!(opens(&links, &link));
}

#[tokio::test]
async fn a_link_whose_end_could_not_be_kept_stays_ended() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let link = lend(&links, &post("a.md"));
    let mut seat = links.enter(&link).unwrap();
    break_store(&folder);
    let (ended, kept) = links.end(|other| other.id == link.id);
    assert_eq!(ended, std::slice::from_ref(&link));
    assert!(kept.is_err());
    seat.ended().await;
    assert!(has_ended(&links, &link));
    assert!(opens(&kept_in(&folder), &link), "it was not kept");
    mend_store(&folder);
    lend(&links, &post("b.md"));
    assert!(has_ended(&links, &link));
    assert!(has_ended(&kept_in(&folder), &link));
    assert!(links.refresh().is_empty());
}

#[test]
fn what_could_not_be_kept_holds_when_another_process_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (kept_in(&folder), kept_in(&folder));
    let ended = lend(&here, &post("a.md"));
    break_store(&folder);
    assert!(here.end(|link| link.id == ended.id).1.is_err());
    let made = lend_unkept(&here, &post("b.md"));
    assert!(follow(&here, &[("b.md", "c.md")]).is_err());
    mend_store(&folder);
    let theirs = lend(&there, &post("d.md"));
    assert_ne!(theirs.id, made.id);
    // As if it could be read, but not written.
    break_store(&folder);
    assert!(here.refresh().is_empty());
    assert!(has_ended(&here, &ended));
    assert!(opens(&here, &made) && opens(&here, &theirs));
    let scopes = |links: &Links| {
        links
            .living()
            .iter()
            .map(|link| link.scope.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(scopes(&here), [post("c.md"), post("d.md")]);
    assert!(opens(&kept_in(&folder), &ended), "nothing of it was kept");
}

#[test]
fn what_could_not_be_kept_is_kept_once_that_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let ended = lend(&links, &post("a.md"));
    let changed = lend(&links, &Scope::Drafts);
    break_store(&folder);
    assert!(links.end(|link| link.id == ended.id).1.is_err());
    let made = lend_unkept(&links, &post("b.md"));
    let line = Change {
        line: Some("Well?".to_owned()),
        ..Change::default()
    };
    assert!(links.change(changed.id, &line).1.is_err());
    assert!(links.keep_ports(Some(7000), None).is_err());
    mend_store(&folder);
    assert!(links.refresh().is_empty());
    let again = kept_in(&folder);
    assert!(has_ended(&again, &ended));
    assert!(opens(&again, &made));
    assert_eq!(again.living(), links.living());
    assert_eq!(again.living()[1].line.as_deref(), Some("Well?"));
    assert_eq!(again.ports(), (Some(7000), None));
}

#[test]
fn what_another_process_ended_is_not_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (kept_in(&folder), kept_in(&folder));
    let link = lend(&there, &post("a.md"));
    here.refresh();
    break_store(&folder);
    assert!(follow(&here, &[("a.md", "b.md")]).is_err());
    mend_store(&folder);
    there.end(|_| true).1.unwrap();
    assert_eq!(here.refresh().len(), 1);
    lend(&here, &post("c.md"));
    assert!(has_ended(&here, &link) && has_ended(&kept_in(&folder), &link));
}

#[test]
fn readers_wait_for_no_other_process() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let link = lend(&links, &post("a.md"));
    let lock = File::open(lock_in(&folder)).unwrap();
    lock.lock().unwrap();
    thread::scope(|scope| {
        let change = scope.spawn(|| links.lend(&post("b.md"), &Change::default()).1);
        let is_waiting = || links.try_unkept().is_none();
        let deadline = Instant::now() + Duration::from_secs(10);
        while !is_waiting() {
            assert!(Instant::now() < deadline && !change.is_finished());
            thread::yield_now();
        }
        assert!(opens(&links, &link));
        assert_eq!(links.lent().len(), 1);
        drop(links.enter(&link).unwrap());
        assert!(links.refresh().is_empty());
        assert!(is_waiting() && !change.is_finished());
        lock.unlock().unwrap();
        change.join().unwrap().unwrap();
    });
    assert_eq!(links.living().len(), 2);
}

#[test]
fn a_change_waits_for_another_process_for_a_while() {
    let folder = tempfile::tempdir().unwrap();
    lend(&kept_in(&folder), &post("a.md"));
    let store = Store::new(folder.path(), Path::new("/blog"));
    let store = store.with_patience(Duration::from_millis(30));
    let (links, notice) = Links::new(Some(store));
    assert_eq!((notice, links.living().len()), (None, 1));
    let path = lock_in(&folder);
    let lock = File::open(&path).unwrap();
    lock.lock().unwrap();
    let asked = Instant::now();
    let (link, kept) = links.lend(&post("b.md"), &Change::default());
    assert!(asked.elapsed() >= Duration::from_millis(30));
    let error = kept.unwrap_err().to_string();
    assert!(error.contains("another process holds"), "{error}");
    assert!(error.contains(path.to_str().unwrap()), "{error}");
    assert!(error.contains("end it"), "{error}");
    assert!(opens(&links, &link));
}

#[test]
fn a_link_to_several_posts_stays_the_same_when_one_is_renamed() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let of = |paths: &[&str]| {
        let paths = paths.iter().map(|path| (*path).into()).collect();
        Scope::Posts(paths).in_order()
    };
    let link = lend(&links, &of(&["a.md", "b.md"]));
    follow(&links, &[("a.md", "z.md")]).unwrap();
    assert_eq!(lend(&links, &of(&["z.md", "b.md"])).secret, link.secret);
}

#[test]
fn a_file_that_is_broken_meanwhile_is_put_aside_and_ends_no_link() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let link = lend(&links, &post("a.md"));
    let files = std::fs::read_dir(folder.path()).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let file = files.find(|file| file.extension().is_some_and(|ending| ending == "json"));
    std::fs::write(file.unwrap(), "no JSON").unwrap();
    lend(&links, &post("b.md"));
    assert!(opens(&links, &link));
    assert!(opens(&kept_in(&folder), &link));
    assert_eq!(links.take_notices().len(), 1);
}

#[test]
fn links_follow_posts_that_change_places() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let (one, other) = (lend(&links, &post("a.md")), lend(&links, &post("b.md")));
    follow(&links, &[("a.md", "b.md"), ("b.md", "a.md")]).unwrap();
    let scope = |link: &Link| links.living_by(link.id).unwrap().scope.clone();
    assert_eq!((scope(&one), scope(&other)), (post("b.md"), post("a.md")));
}

#[test]
fn a_link_follows_before_that_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (kept_in(&folder), kept_in(&folder));
    let link = lend(&here, &post("a.md"));
    assert!(here.follow(&moves(&[("a.md", "b.md")])));
    let opens = || here.living_by(link.id).unwrap().scope.clone();
    assert_eq!(opens(), post("b.md"));
    // What another process writes still names the old path.
    lend(&there, &post("c.md"));
    here.refresh();
    assert_eq!(opens(), post("b.md"));
    assert_eq!(here.living().len(), 2);
    // Now all are kept, and it follows no further than it should.
    here.refresh();
    assert!(here.follow(&moves(&[("b.md", "a.md"), ("a.md", "b.md")])));
    here.keep_followed(&Moves::new()).unwrap();
    assert_eq!(opens(), post("a.md"));
    let again = kept_in(&folder);
    assert_eq!(again.living_by(link.id).unwrap().scope, post("a.md"));
}

#[test]
fn a_link_follows_what_was_renamed_while_it_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    let known = lend(&links, &post("b.md"));
    let renamed = moves(&[("a.md", "c.md"), ("b.md", "d.md")]);
    let (made, _) = links.update(|kept| {
        // As the writer does while this waits for another process.
        links.follow(&renamed);
        let mut link = Link::clone(&known);
        (link.id, link.secret, link.scope) = (kept.take_id(), Secret::random(), post("a.md"));
        kept.links.push(link.clone());
        link.id
    });
    let opens = |links: &Links, id| links.living_by(id).unwrap().scope.clone();
    for _ in 0..2 {
        assert_eq!(opens(&links, made), post("c.md"));
        assert_eq!(opens(&links, known.id), post("d.md"));
        links.keep_followed(&renamed).unwrap();
    }
    let again = kept_in(&folder);
    assert_eq!(opens(&again, made), post("c.md"));
    assert_eq!(opens(&again, known.id), post("d.md"));
}
