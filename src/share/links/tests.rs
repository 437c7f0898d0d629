use jiff::SignedDuration;
use tempfile::TempDir;

use super::*;

fn post(path: &str) -> Scope {
    Scope::Posts(vec![path.into()])
}

fn kept_in(folder: &TempDir) -> Arc<Links> {
    let store = Store::new(folder.path(), std::path::Path::new("/blog"));
    let (links, notice) = Links::new(Some(store));
    assert_eq!(notice, None);
    Arc::new(links)
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

#[test]
fn links_follow_a_renamed_post() {
    let folder = tempfile::tempdir().unwrap();
    let links = kept_in(&folder);
    lend(&links, &post("a.md"));
    lend(&links, &Scope::Drafts);
    assert!(!links.follow("x.md", &"y.md".into()).0);
    assert!(links.follow("a.md", &"b.md".into()).0);
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
    std::fs::write(&no_folder, "").unwrap();
    let store = Store::new(&no_folder, std::path::Path::new("/blog"));
    let (links, notice) = Links::new(Some(store));
    assert!(notice.unwrap().contains("cannot"));
    let (link, kept) = links.lend(&post("a.md"), &Change::default());
    assert!(kept.is_err());
    assert!(opens(&links, &link));
}
