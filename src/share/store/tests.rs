use std::fs;
use std::thread;

use tempfile::TempDir;

use super::*;
use crate::share::{Life, Link, Scope, Secret};

const ROOT: &str = "/home/ada/My blog";

fn temporary() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The store of a folder that is not there yet.
fn store(temporary: &TempDir) -> Store {
    Store::new(&temporary.path().join("state/blog-serve"), Path::new(ROOT))
}

fn lend(kept: &mut Kept) -> Link {
    let now = Timestamp::now();
    let link = Link {
        id: kept.take_id(),
        secret: Secret::random(),
        scope: Scope::Posts(vec!["content/a.md".into()]),
        made: now,
        ends: Life::default().from(now),
        line: Some("Is the ending too long?".to_owned()),
    };
    kept.links.push(link.clone());
    link
}

/// The names of the files in the store's folder.
fn files(store: &Store) -> Vec<String> {
    let entries = fs::read_dir(&store.folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn nothing_is_kept_of_a_new_blog() {
    let temporary = temporary();
    let store = store(&temporary);
    let kept = store.read().unwrap();
    assert_eq!(kept.root, ROOT);
    assert_eq!((kept.links.len(), kept.port), (0, None));
    assert_eq!(store.stamp(), Stamp::default());
    assert!(!store.folder.exists());
}

#[test]
fn what_was_kept_is_found_again() {
    let temporary = temporary();
    let updated = store(&temporary)
        .update(|kept| {
            kept.port = Some(7878);
            kept.share_port = Some(7879);
            lend(kept)
        })
        .unwrap();
    assert_eq!(updated.notice, None);
    let again = store(&temporary).read().unwrap();
    assert_eq!(again, updated.kept);
    assert_eq!(again.links, [updated.value]);
    assert_eq!((again.port, again.share_port), (Some(7878), Some(7879)));
    let names = files(&store(&temporary));
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].starts_with("My-blog-"), "{names:?}");
}

#[test]
fn blogs_are_told_apart_by_their_whole_path() {
    let check = |root: &str, start: &str| {
        let name = name(Path::new(root));
        let (last, hash) = name.rsplit_once('-').unwrap();
        assert_eq!(last, start, "{root}");
        assert_eq!(hash.len(), 16);
        assert!(hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    };
    check("/home/ada/blog", "blog");
    check("/", "blog");
    check("/home/ada/..hidden", "hidden");
    check("/home/ada/Ünïcode & more", "n-code---more");
    check("/home/ada/日本語", "blog");
    check(&format!("/{}", "long".repeat(60)), &"long".repeat(10));
    assert_ne!(name(Path::new("/a/blog")), name(Path::new("/b/blog")));
}

#[test]
fn a_change_of_another_server_is_noticed() {
    let temporary = temporary();
    let (one, other) = (store(&temporary), store(&temporary));
    let mine = one.update(|kept| kept.port = Some(1)).unwrap();
    assert_eq!(one.stamp(), mine.stamp);
    let same = other.update(|kept| kept.port = Some(1)).unwrap();
    assert_eq!(same.stamp, mine.stamp, "nothing was written");
    let theirs = other.update(|kept| kept.port = Some(2)).unwrap();
    assert_ne!(one.stamp(), mine.stamp);
    assert_eq!(one.stamp(), theirs.stamp);
    assert_eq!(one.read().unwrap().port, Some(2));
}

#[test]
fn servers_lose_nothing_of_each_other() {
    const THREADS: usize = 8;
    const CHANGES: usize = 12;
    let temporary = temporary();
    let stores = [store(&temporary), store(&temporary)];
    thread::scope(|scope| {
        for index in 0..THREADS {
            let store = &stores[index % stores.len()];
            scope.spawn(move || {
                for _ in 0..CHANGES {
                    store.update(lend).unwrap();
                    // A reader without the lock finds a whole file at every moment.
                    store.read().unwrap();
                }
            });
        }
    });
    let kept = stores[0].read().unwrap();
    let mut ids: Vec<_> = kept.links.iter().map(|link| link.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..96).collect::<Vec<_>>());
    assert_eq!(ids.len(), THREADS * CHANGES);
    assert_eq!(files(&stores[0]).len(), 2, "nothing is left lying about");
}

/// A store whose file holds a link that is over, and that link.
fn with_a_link_that_is_over(temporary: &TempDir) -> (Store, Link) {
    let store = store(temporary);
    let mut kept = store.update(lend).unwrap().kept;
    kept.links[0].ends = Timestamp::now();
    fs::write(&store.file, serde_json::to_vec(&kept).unwrap()).unwrap();
    (store, kept.links.remove(0))
}

#[test]
fn a_link_whose_time_is_up_ends_with_the_next_change() {
    let temporary = temporary();
    let (store, link) = with_a_link_that_is_over(&temporary);
    assert_eq!(store.read().unwrap().links, std::slice::from_ref(&link));
    let kept = store.update(|_| ()).unwrap().kept;
    assert_eq!(kept.links, []);
    assert_eq!(kept.ended[0].secret, link.secret);
    assert_eq!(store.read().unwrap(), kept);
}

#[test]
fn a_change_that_prolongs_a_link_comes_before_its_end() {
    let temporary = temporary();
    let (store, link) = with_a_link_that_is_over(&temporary);
    let kept = store
        .update(|kept| kept.links[0].ends = Timestamp::MAX)
        .unwrap()
        .kept;
    assert_eq!(kept.links[0].secret, link.secret);
    assert_eq!(kept.ended, []);
}

#[test]
fn a_file_that_cannot_be_understood_is_put_aside() {
    let check = |text: &str| {
        let temporary = temporary();
        let store = store(&temporary);
        store.update(lend).unwrap();
        fs::write(&store.file, text).unwrap();
        assert!(matches!(store.read(), Err(Error::Broken { .. })), "{text}");
        assert_eq!(fs::read_to_string(&store.file).unwrap(), text);

        let updated = store.update(lend).unwrap();
        assert_eq!(updated.kept.links, [updated.value]);
        let names = files(&store);
        let aside = names.iter().find(|name| name.contains(".json.broken-2"));
        let aside = aside.expect("the broken file is kept");
        let kept = fs::read_to_string(store.folder.join(aside)).unwrap();
        assert_eq!(kept, text);
        let notice = updated.notice.expect("the author is told");
        assert!(notice.contains(aside.as_str()), "{notice}");
        assert_eq!(store.update(|_| ()).unwrap().notice, None);
    };
    check("");
    check("{}");
    check("{\"version\": 1, \"links\": [");
    check("[1, 2]");
    check("{\"version\": 1, \"port\": 99999}");
    check("{\"version\": 1, \"links\": [{\"id\": 1}]}");
    check("\u{0}\u{0}\u{0}");
}

#[test]
fn an_error_says_no_secret() {
    let temporary = temporary();
    let store = store(&temporary);
    store.update(|_| ()).unwrap();
    let text = "{\"version\": 1, \"links\": [{\"id\": \"4f7KqW2mX9cTzLr8VbN0pA\"}]}";
    fs::write(&store.file, text).unwrap();
    let error = store.read().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("4f7K"), "{error}");
    assert!(error.to_string().contains("line 1, column 56"), "{error}");
}

#[test]
fn a_field_of_a_later_version_is_no_mistake() {
    let temporary = temporary();
    let store = store(&temporary);
    store.update(|_| ()).unwrap();
    fs::write(
        &store.file,
        r#"{"version": 1, "port": 80, "colour": "red"}"#,
    )
    .unwrap();
    assert_eq!(store.read().unwrap().port, Some(80));
}

#[test]
fn a_file_of_a_newer_blog_serve_stays_as_it_is() {
    let temporary = temporary();
    let store = store(&temporary);
    store.update(|_| ()).unwrap();
    let text = r#"{"version": 2, "links": "elsewhere"}"#;
    fs::write(&store.file, text).unwrap();
    assert!(matches!(store.read(), Err(Error::Newer { .. })));
    let error = store.update(lend).unwrap_err();
    assert!(error.to_string().contains("newer blog-serve"), "{error}");
    assert_eq!(fs::read_to_string(&store.file).unwrap(), text);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_made_is_said_with_its_path_and_cause() {
    let temporary = temporary();
    let file = temporary.path().join("file");
    fs::write(&file, "").unwrap();
    let store = Store::new(&file.join("blog-serve"), Path::new(ROOT));
    let error = store.update(lend).unwrap_err().to_string();
    assert!(
        error.contains("file/blog-serve: Not a directory"),
        "{error}"
    );
    assert!(!error.contains(".new"), "{error}");
}

#[cfg(unix)]
#[test]
fn the_state_folder_is_where_the_system_has_it() {
    let check = |state: Option<&str>, home: Option<&str>, expected: Option<&str>| {
        let found = folder_of(state.map(OsString::from), home.map(PathBuf::from));
        assert_eq!(found, expected.map(PathBuf::from), "{state:?} {home:?}");
    };
    let home = Some("/home/ada");
    let own = Some("/home/ada/.local/state/blog-serve");
    check(Some("/state"), home, Some("/state/blog-serve"));
    check(None, home, own);
    check(Some(""), home, own);
    check(Some("relative"), home, own);
    check(Some("/state"), None, Some("/state/blog-serve"));
    check(None, None, None);
    check(None, Some(""), None);
}

#[cfg(unix)]
mod unix {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    fn is_root() -> bool {
        rustix::process::geteuid().is_root()
    }

    fn check_refused(store: &Store, expected: &str) {
        let error = store.update(lend).unwrap_err();
        assert!(matches!(error, Error::Unsafe { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(matches!(store.read(), Err(Error::Unsafe { .. })));
    }

    #[test]
    fn nobody_else_can_read_what_is_kept() {
        let temporary = temporary();
        let store = store(&temporary);
        store.update(lend).unwrap();
        assert_eq!(mode(&store.folder), 0o700);
        assert_eq!(mode(store.folder.parent().unwrap()), 0o700);
        assert_eq!((mode(&store.file), mode(&store.lock)), (0o600, 0o600));
    }

    #[test]
    fn what_others_could_read_is_taken_from_them() {
        let temporary = temporary();
        let store = store(&temporary);
        store.update(lend).unwrap();
        set_mode(&store.file, 0o644);
        set_mode(&store.lock, 0o666);
        store.read().unwrap();
        assert_eq!(mode(&store.file), 0o600);
        set_mode(&store.file, 0o666);
        store.update(lend).unwrap();
        assert_eq!((mode(&store.file), mode(&store.lock)), (0o600, 0o600));
    }

    #[test]
    fn a_broken_file_is_closed_to_others_too() {
        let temporary = temporary();
        let store = store(&temporary);
        store.update(lend).unwrap();
        fs::write(&store.file, "{").unwrap();
        set_mode(&store.file, 0o644);
        store.update(lend).unwrap();
        for name in files(&store) {
            assert_eq!(mode(&store.folder.join(&name)), 0o600, "{name}");
        }
    }

    #[test]
    fn a_link_in_the_place_of_the_folder_is_not_followed() {
        let temporary = temporary();
        let elsewhere = temporary.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        let folder = temporary.path().join("folder");
        for target in [elsewhere, "nowhere".into()] {
            symlink(target, &folder).unwrap();
            check_refused(&Store::new(&folder, Path::new(ROOT)), "a symbolic link");
            let slash = folder.join("");
            check_refused(&Store::new(&slash, Path::new(ROOT)), "a symbolic link");
            fs::remove_file(&folder).unwrap();
        }
    }

    #[test]
    fn a_link_in_the_place_of_a_file_is_not_followed() {
        let temporary = temporary();
        let store = store(&temporary);
        store.update(lend).unwrap();
        fs::remove_file(&store.file).unwrap();
        let target = temporary.path().join("target");
        symlink(&target, &store.file).unwrap();
        check_refused(&store, "not a regular file");
        assert!(!target.exists());
    }

    #[test]
    fn a_folder_that_others_write_to_is_refused() {
        let temporary = temporary();
        let store = store(&temporary);
        store.update(lend).unwrap();
        set_mode(&store.folder, 0o770);
        check_refused(&store, "chmod 700");
        set_mode(&store.folder, 0o755);
        store.update(lend).unwrap();
    }

    /// Only root can give a file away; elsewhere there is nothing to see.
    #[test]
    fn what_belongs_to_somebody_else_is_refused() {
        if !is_root() {
            return;
        }
        let temporary = temporary();
        let store = store(&temporary);
        store.update(lend).unwrap();
        chown(&store.file, Some(65534), None).unwrap();
        check_refused(&store, "belongs to another user");
        chown(&store.file, Some(0), None).unwrap();
        chown(&store.folder, Some(65534), None).unwrap();
        check_refused(&store, "belongs to another user");
    }

    /// Root writes everywhere.
    #[test]
    fn a_read_only_folder_is_said_and_can_still_be_read() {
        if is_root() {
            return;
        }
        let temporary = temporary();
        let store = store(&temporary);
        let link = store.update(lend).unwrap().value;
        set_mode(&store.folder, 0o500);
        let error = store.update(lend).unwrap_err().to_string();
        set_mode(&store.folder, 0o700);
        assert!(error.contains("Permission denied (os error 13)"), "{error}");
        assert!(error.contains(store.file.to_str().unwrap()), "{error}");
        assert!(!error.contains(".new"), "{error}");
        assert_eq!(store.read().unwrap().links, [link]);
    }
}
