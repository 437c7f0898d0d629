//! Every way in which a file is saved, linked, moved and deleted: in the end the newest content is
//! known, and the page is never empty in between. Each is tried with the system's events and by
//! polling.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use blog_serve::watch::{Change, Mode};

use crate::desk::{Desk, POLL};

/// Saves `new` in `content/x.md` in this way, with events and by polling.
async fn check(save: fn(&Path)) {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        let file = desk.path("content/x.md");
        let saving = tokio::task::spawn_blocking(move || save(&file));
        desk.until("the save", |desk| {
            desk.change("content/x.md") == Some(Change::Written)
                && desk
                    .shown
                    .get(&desk.path("content/x.md"))
                    .is_some_and(|text| text == "new")
        })
        .await;
        saving.await.unwrap();
        let was_empty = desk.history.iter().any(|(_, text)| text.is_empty());
        assert!(!was_empty, "{mode:?}: the page was empty in between");
    }
}

fn pause() {
    // Part of the save, not a wait for its result.
    std::thread::sleep(Duration::from_millis(3));
}

fn beside(file: &Path, name: &str) -> PathBuf {
    file.with_file_name(name)
}

#[tokio::test]
async fn truncate_and_write_is_seen() {
    check(|file| fs::write(file, "new").unwrap()).await;
}

#[tokio::test]
async fn write_and_rename_is_seen() {
    check(|file| {
        fs::write(beside(file, ".x.md.tmp"), "new").unwrap();
        fs::rename(beside(file, ".x.md.tmp"), file).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_rename_from_an_unwatched_folder_is_seen() {
    check(|file| {
        let elsewhere = tempfile::tempdir_in(file.parent().unwrap().parent().unwrap()).unwrap();
        fs::write(elsewhere.path().join("x"), "new").unwrap();
        fs::rename(elsewhere.path().join("x"), file).unwrap();
    })
    .await;
}

#[tokio::test]
async fn vim_with_a_backup_is_seen() {
    check(|file| {
        fs::write(beside(file, "4913"), "").unwrap();
        fs::remove_file(beside(file, "4913")).unwrap();
        fs::rename(file, beside(file, "x.md~")).unwrap();
        let mut new = File::create(file).unwrap();
        pause();
        new.write_all(b"new").unwrap();
        drop(new);
        fs::remove_file(beside(file, "x.md~")).unwrap();
    })
    .await;
}

#[tokio::test]
async fn emacs_with_lock_and_auto_save_is_seen() {
    check(|file| {
        symlink("somebody@somewhere.1234:1", beside(file, ".#x.md")).unwrap();
        fs::write(beside(file, "#x.md#"), "ne").unwrap();
        fs::write(file, "new").unwrap();
        fs::remove_file(beside(file, "#x.md#")).unwrap();
        fs::remove_file(beside(file, ".#x.md")).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_safe_write_of_jetbrains_is_seen() {
    check(|file| {
        fs::write(beside(file, "x.md___jb_tmp___"), "new").unwrap();
        fs::rename(file, beside(file, "x.md___jb_old___")).unwrap();
        fs::rename(beside(file, "x.md___jb_tmp___"), file).unwrap();
        fs::remove_file(beside(file, "x.md___jb_old___")).unwrap();
    })
    .await;
}

#[tokio::test]
async fn delete_and_create_is_seen() {
    check(|file| {
        fs::remove_file(file).unwrap();
        pause();
        fs::write(file, "new").unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_moment_of_emptiness_is_not_shown() {
    check(|file| {
        drop(File::create(file).unwrap());
        pause();
        fs::write(file, "new").unwrap();
    })
    .await;
}

#[tokio::test]
async fn chunks_with_pauses_are_seen() {
    check(|file| {
        let mut new = File::create(beside(file, ".x.md.part")).unwrap();
        for chunk in ["n", "e", "w"] {
            new.write_all(chunk.as_bytes()).unwrap();
            pause();
        }
        fs::rename(beside(file, ".x.md.part"), file).unwrap();
    })
    .await;
    check(|file| {
        let mut new = File::options().write(true).open(file).unwrap();
        for chunk in ["n", "e", "w"] {
            new.write_all(chunk.as_bytes()).unwrap();
            pause();
        }
    })
    .await;
}

#[tokio::test]
async fn a_hard_link_is_seen() {
    check(|file| {
        fs::write(beside(file, "draft"), "new").unwrap();
        fs::remove_file(file).unwrap();
        fs::hard_link(beside(file, "draft"), file).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_link_put_in_the_place_of_the_file_is_seen() {
    check(|file| {
        fs::write(beside(file, "v2"), "new").unwrap();
        fs::remove_file(file).unwrap();
        symlink("v2", file).unwrap();
    })
    .await;
    check(|file| {
        fs::write(beside(file, "v2"), "new").unwrap();
        symlink("v2", beside(file, "next")).unwrap();
        fs::rename(beside(file, "next"), file).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_link_that_is_turned_is_seen() {
    check(|file| {
        fs::write(beside(file, "v1"), "old").unwrap();
        fs::write(beside(file, "v2"), "new").unwrap();
        for version in ["v1", "v2"] {
            let done = Command::new("ln")
                .args(["-sfn", version])
                .arg(file)
                .status();
            assert!(done.unwrap().success());
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_behind_a_link_is_followed() {
    for mode in [Mode::Events, POLL] {
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("notes.txt");
        fs::write(&target, "old").unwrap();
        let mut desk = Desk::new(mode);
        symlink(&target, desk.path("content/linked.md")).unwrap();
        desk.until_shown("content/linked.md", "old").await;
        fs::write(&target, "longer").unwrap();
        desk.until_shown("content/linked.md", "longer").await;
    }
}

#[tokio::test]
async fn touching_a_file_is_told() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        let touch = Command::new("touch")
            .arg(desk.path("content/x.md"))
            .status();
        assert!(touch.unwrap().success());
        desk.until("a touch", |desk| {
            desk.change("content/x.md") == Some(Change::Written)
        })
        .await;
    }
}

#[tokio::test]
async fn permissions_are_told() {
    use std::os::unix::fs::PermissionsExt;
    for (mode, expected) in [(Mode::Events, Change::Attributes), (POLL, Change::Written)] {
        let mut desk = Desk::new(mode);
        let file = desk.path("content/x.md");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
        desk.until("a lock", |desk| desk.change("content/x.md").is_some())
            .await;
        assert_eq!(desk.change("content/x.md"), Some(expected));
        desk.changes.clear();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        desk.until_shown("content/x.md", "old").await;
    }
}

#[tokio::test]
async fn the_last_of_many_saves_is_shown() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        let file = desk.path("content/x.md");
        let saving = tokio::task::spawn_blocking(move || {
            for round in 0..=100 {
                fs::write(&file, format!("save {round:03}")).unwrap();
                pause();
            }
        });
        desk.until_shown("content/x.md", "save 100").await;
        saving.await.unwrap();
        assert!(
            desk.history.iter().all(|(_, text)| !text.is_empty()),
            "{mode:?}"
        );
    }
}

#[tokio::test]
async fn deleting_and_renaming_files_is_told() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::with_files(mode, &[("content/a.md", "a"), ("content/b.md", "b")]);
        fs::remove_file(desk.path("content/a.md")).unwrap();
        desk.until_gone("content/a.md").await;
        assert_eq!(desk.change("content/a.md"), Some(Change::Gone));
        fs::rename(desk.path("content/b.md"), desk.path("content/c.md")).unwrap();
        desk.until_shown("content/c.md", "b").await;
        desk.until_gone("content/b.md").await;
    }
}

#[tokio::test]
async fn a_checkout_of_a_thousand_files_is_seen() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        let root = desk.path("");
        git(&root, "init --quiet --initial-branch=first");
        write_posts(&root, "first");
        git(&root, "add .");
        commit(&root);
        git(&root, "checkout --quiet -b second");
        write_posts(&root, "second");
        commit(&root);
        desk.until("the second", |desk| all_posts_say(desk, "second"))
            .await;
        let checkout = tokio::task::spawn_blocking(move || git(&root, "checkout --quiet first"));
        desk.until("the checkout", |desk| all_posts_say(desk, "first"))
            .await;
        checkout.await.unwrap();
        assert!(
            !desk
                .changes
                .keys()
                .any(|path| path.to_string_lossy().contains(".git"))
        );
    }
}

fn write_posts(root: &Path, text: &str) {
    for post in 0..1_000 {
        let folder = root.join(format!("content/{text}-{}", post % 7));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{post}.md")), text).unwrap();
        fs::write(root.join(format!("content/{post}.md")), text).unwrap();
    }
}

fn all_posts_say(desk: &Desk, text: &str) -> bool {
    (0..1_000).all(|post| {
        let inside = desk.path(&format!("content/{text}-{}/{post}.md", post % 7));
        let above = desk.path(&format!("content/{post}.md"));
        [inside, above]
            .iter()
            .all(|path| desk.shown.get(path).is_some_and(|it| it == text))
    })
}

fn commit(root: &Path) {
    git(
        root,
        "-c user.name=a -c user.email=a@b commit --quiet --all --message=posts",
    );
}

fn git(root: &Path, arguments: &str) {
    let done = Command::new("git")
        .current_dir(root)
        .args(arguments.split(' '))
        .status();
    assert!(done.expect("git is there").success(), "git {arguments}");
}
