//! Every way in which folders come, go, move and are replaced, with the system's events and by
//! polling.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use blog_serve::watch::{Change, Mode};

use crate::desk::{Desk, POLL};

#[tokio::test]
async fn a_file_in_folders_just_made_is_never_lost() {
    let mut desk = Desk::new(Mode::Events);
    for round in 0..100 {
        let file = format!("content/a{round}/b/c/new.md");
        fs::create_dir_all(desk.path(&file).parent().unwrap()).unwrap();
        fs::write(desk.path(&file), "new").unwrap();
        desk.until_shown(&file, "new").await;
        fs::write(desk.path(&file), "newer").unwrap();
        desk.until_shown(&file, "newer").await;
    }
}

#[tokio::test]
async fn folders_are_followed_when_they_move() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::with_files(mode, &[("content/a/b/x.md", "old")]);
        fs::rename(desk.path("content/a"), desk.path("content/z")).unwrap();
        desk.until_shown("content/z/b/x.md", "old").await;
        desk.until_gone("content/a").await;
        assert_eq!(desk.change("content/a"), Some(Change::Gone));
        fs::write(desk.path("content/z/b/x.md"), "new").unwrap();
        desk.until_shown("content/z/b/x.md", "new").await;
        fs::rename(desk.path("content/z"), desk.path("content/a")).unwrap();
        desk.until_shown("content/a/b/x.md", "new").await;
        fs::write(desk.path("content/a/b/x.md"), "newest").unwrap();
        desk.until_shown("content/a/b/x.md", "newest").await;
        fs::remove_dir_all(desk.path("content/a")).unwrap();
        desk.until_gone("content/a").await;
    }
}

#[tokio::test]
async fn folders_moved_out_and_in_are_seen() {
    for mode in [Mode::Events, POLL] {
        let elsewhere = tempfile::tempdir().unwrap();
        let mut desk = Desk::with_files(mode, &[("content/a/b/x.md", "old")]);
        fs::rename(desk.path("content/a"), elsewhere.path().join("a")).unwrap();
        desk.until_gone("content/a").await;
        fs::write(elsewhere.path().join("a/b/x.md"), "outside").unwrap();
        fs::rename(elsewhere.path().join("a"), desk.path("content/a")).unwrap();
        desk.until_shown("content/a/b/x.md", "outside").await;
        fs::write(desk.path("content/a/b/x.md"), "inside").unwrap();
        desk.until_shown("content/a/b/x.md", "inside").await;
    }
}

#[tokio::test]
async fn folders_made_again_and_again_are_watched() {
    let mut desk = Desk::new(Mode::Events);
    for round in 0..50 {
        for _ in 0..3 {
            fs::create_dir_all(desk.path("content/a/b")).unwrap();
            fs::write(desk.path("content/a/b/x.md"), "first").unwrap();
            fs::rename(desk.path("content/a"), desk.path("content/z")).unwrap();
            fs::remove_dir_all(desk.path("content/z")).unwrap();
        }
        fs::create_dir_all(desk.path("content/a/b")).unwrap();
        fs::write(desk.path("content/a/b/x.md"), format!("{round}")).unwrap();
        desk.until_shown("content/a/b/x.md", &format!("{round}"))
            .await;
        fs::write(desk.path("content/a/b/x.md"), format!("{round} again")).unwrap();
        desk.until_shown("content/a/b/x.md", &format!("{round} again"))
            .await;
        fs::remove_dir_all(desk.path("content/a")).unwrap();
        desk.until_gone("content/a").await;
    }
}

#[tokio::test]
async fn a_root_that_went_and_came_back_is_watched() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        fs::remove_dir_all(desk.path("content")).unwrap();
        desk.until_gone("content").await;
        fs::create_dir(desk.path("content")).unwrap();
        fs::write(desk.path("content/x.md"), "back").unwrap();
        desk.until_shown("content/x.md", "back").await;
        fs::write(desk.path("content/x.md"), "new").unwrap();
        desk.until_shown("content/x.md", "new").await;
    }
}

#[tokio::test]
async fn the_whole_blog_may_go_and_come_back() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        let (blog, away) = (desk.path(""), desk.path("").with_extension("away"));
        fs::rename(&blog, &away).unwrap();
        desk.until_gone("content").await;
        fs::write(away.join("content/x.md"), "away").unwrap();
        fs::rename(&away, &blog).unwrap();
        desk.until_shown("content/x.md", "away").await;
        fs::write(desk.path("content/x.md"), "new").unwrap();
        desk.until_shown("content/x.md", "new").await;
    }
}

#[tokio::test]
async fn a_root_replaced_by_another_folder_is_watched() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        fs::create_dir(desk.path("other")).unwrap();
        fs::write(desk.path("other/y.md"), "other").unwrap();
        fs::rename(desk.path("content"), desk.path("away")).unwrap();
        fs::rename(desk.path("other"), desk.path("content")).unwrap();
        desk.until_shown("content/y.md", "other").await;
        desk.until_gone("content/x.md").await;
        fs::write(desk.path("content/y.md"), "new").unwrap();
        desk.until_shown("content/y.md", "new").await;
    }
}

#[tokio::test]
async fn a_folder_that_appears_in_the_blog_is_told() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        fs::create_dir(desk.path("drafts")).unwrap();
        desk.until("a folder", |desk| {
            desk.change("drafts") == Some(Change::Written)
        })
        .await;
        fs::write(desk.path("hugo.toml"), "title = 'x'").unwrap();
        desk.until_shown("hugo.toml", "title = 'x'").await;
        desk.folders.roots.push(desk.path("drafts"));
        desk.watcher.watch(desk.folders.clone());
        fs::write(desk.path("drafts/y.md"), "new").unwrap();
        desk.until_shown("drafts/y.md", "new").await;
        fs::remove_dir_all(desk.path("drafts")).unwrap();
        desk.until("its end", |desk| {
            desk.change("drafts") == Some(Change::Gone)
        })
        .await;
    }
}

#[tokio::test]
async fn a_root_may_come_later() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::with_files(mode, &[]);
        fs::create_dir(desk.path("content")).unwrap();
        fs::write(desk.path("content/x.md"), "new").unwrap();
        desk.until_shown("content/x.md", "new").await;
    }
}

#[tokio::test]
async fn folders_that_are_left_out_are_silent() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::with_files(
            mode,
            &[
                ("content/x.md", "old"),
                ("public/x.md", ""),
                ("content/node_modules/x.md", ""),
            ],
        );
        for path in [
            "public/x.md",
            "content/node_modules/x.md",
            ".git/x.md",
            "content/.obsidian/x.md",
        ] {
            fs::create_dir_all(desk.path(path).parent().unwrap()).unwrap();
            fs::write(desk.path(path), "new").unwrap();
        }
        fs::write(desk.path("content/unimportant.o"), "new").unwrap();
        fs::write(desk.path("content/x.md"), "new").unwrap();
        desk.until_shown("content/x.md", "new").await;
        assert_eq!(
            desk.changes.keys().collect::<Vec<_>>(),
            [&desk.path("content/x.md")]
        );
    }
}

#[tokio::test]
async fn links_between_folders_are_followed_once() {
    for mode in [Mode::Events, POLL] {
        let elsewhere = tempfile::tempdir().unwrap();
        fs::create_dir(elsewhere.path().join("v1")).unwrap();
        fs::write(elsewhere.path().join("v1/x.md"), "v1").unwrap();
        let mut desk = Desk::new(mode);
        symlink("..", desk.path("content/loop")).unwrap();
        symlink(elsewhere.path().join("v1"), desk.path("content/linked")).unwrap();
        desk.until_shown("content/linked/x.md", "v1").await;
        fs::write(elsewhere.path().join("v1/x.md"), "new").unwrap();
        desk.until_shown("content/linked/x.md", "new").await;
        assert!(
            !desk
                .changes
                .keys()
                .any(|path| path.ends_with("loop/content/x.md"))
        );
    }
}

#[tokio::test]
async fn a_folder_that_is_a_root_is_known_by_its_own_path() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::with_files(mode, &[("content/x.md", ""), ("drafts/y.md", "old")]);
        symlink("../drafts", desk.path("content/linked")).unwrap();
        desk.folders.roots.push(desk.path("drafts"));
        for text in ["new", "newer"] {
            desk.folders.roots.reverse();
            desk.watcher.watch(desk.folders.clone());
            fs::write(desk.path("drafts/y.md"), text).unwrap();
            desk.until_shown("drafts/y.md", text).await;
        }
    }
}

#[tokio::test]
async fn a_folder_renamed_over_another_is_watched() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::with_files(mode, &[("content/a/x.md", "old")]);
        fs::create_dir(desk.path("content/b")).unwrap();
        fs::rename(desk.path("content/a"), desk.path("content/b")).unwrap();
        desk.until_shown("content/b/x.md", "old").await;
        desk.until_gone("content/a").await;
        // Until the last event about the replaced folder has been acted on.
        for round in 0..20 {
            fs::write(desk.path("content/b/x.md"), format!("{round}")).unwrap();
            desk.until_shown("content/b/x.md", &format!("{round}"))
                .await;
        }
    }
}

#[tokio::test]
async fn a_swapped_link_to_a_folder_is_followed() {
    for mode in [Mode::Events, POLL] {
        let elsewhere = tempfile::tempdir().unwrap();
        for version in ["v1", "v2"] {
            fs::create_dir(elsewhere.path().join(version)).unwrap();
            fs::write(elsewhere.path().join(version).join("x.md"), version).unwrap();
        }
        fs::write(elsewhere.path().join("v1/y.md"), "only in v1").unwrap();
        let mut desk = Desk::new(mode);
        symlink(elsewhere.path().join("v1"), desk.path("content/linked")).unwrap();
        desk.until_shown("content/linked/y.md", "only in v1").await;
        symlink(elsewhere.path().join("v2"), desk.path("content/next")).unwrap();
        fs::rename(desk.path("content/next"), desk.path("content/linked")).unwrap();
        desk.until_shown("content/linked/x.md", "v2").await;
        desk.until_gone("content/linked/y.md").await;
        fs::write(elsewhere.path().join("v2/x.md"), "new").unwrap();
        desk.until_shown("content/linked/x.md", "new").await;
    }
}

/// As Kubernetes mounts a configuration: `x.md` leads to `..data/x.md`, and `..data` is swapped.
#[tokio::test]
async fn a_swapped_link_on_the_way_to_a_file_is_followed() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::with_files(
            mode,
            &[("content/..v1/x.md", "v1"), ("content/..v2/x.md", "v2")],
        );
        symlink("..v1", desk.path("content/..data")).unwrap();
        symlink("..data/x.md", desk.path("content/x.md")).unwrap();
        desk.until_shown("content/x.md", "v1").await;
        symlink("..v2", desk.path("content/..next")).unwrap();
        fs::rename(desk.path("content/..next"), desk.path("content/..data")).unwrap();
        desk.until_shown("content/x.md", "v2").await;
    }
}

#[tokio::test]
async fn a_directory_named_like_a_post_is_no_post() {
    for mode in [Mode::Events, POLL] {
        let mut desk = Desk::new(mode);
        fs::create_dir(desk.path("content/folder.md")).unwrap();
        fs::write(desk.path("content/folder.md/y.md"), "inside").unwrap();
        desk.until_shown("content/folder.md/y.md", "inside").await;
    }
}

/// Does at random what people and programs do to files and folders.
struct Chaos {
    state: u64,
}

impl Chaos {
    /// A number below the limit (Knuth's linear congruential generator).
    fn below(&mut self, limit: u64) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.state >> 33) % limit
    }

    fn folder(&mut self, root: &Path) -> PathBuf {
        let mut path = root.to_path_buf();
        for _ in 0..=self.below(3) {
            path.push(["a", "b", "c"][usize::try_from(self.below(3)).unwrap()]);
        }
        path
    }

    /// One step. Steps that are not possible at the moment are left out.
    fn step(&mut self, root: &Path) {
        let (one, other) = (self.folder(root), self.folder(root));
        let post = format!("{}.md", self.below(2));
        let text = self.below(1_000_000).to_string();
        let _ = match self.below(8) {
            0 | 1 => fs::create_dir_all(&one),
            2 | 3 => fs::create_dir_all(&one).and_then(|()| fs::write(one.join(post), text)),
            4 => fs::write(one.join("temporary"), text)
                .and_then(|()| fs::rename(one.join("temporary"), one.join(post))),
            5 => fs::rename(one, other),
            6 => fs::remove_dir_all(one),
            _ => fs::remove_file(one.join(post)),
        };
    }
}

#[tokio::test]
async fn whatever_happens_the_end_is_known() {
    for (mode, rounds) in [(Mode::Events, 100), (POLL, 20)] {
        let mut desk = Desk::new(mode);
        let root = desk.path("content");
        let mut chaos = Chaos { state: 1 };
        for round in 0..rounds {
            for _ in 0..chaos.below(60) {
                chaos.step(&root);
            }
            let what = format!("{mode:?}, round {round}: the state of the disk");
            desk.until(&what, |desk| desk.shown == desk.on_disk()).await;
            for (post, number) in desk.on_disk().into_keys().zip(0..) {
                fs::write(post, format!("still watched: {round}, {number}")).unwrap();
            }
            let what = format!("{mode:?}, round {round}: a save in every folder");
            desk.until(&what, |desk| desk.shown == desk.on_disk()).await;
        }
    }
}
