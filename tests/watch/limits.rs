//! What happens when the system grants no more watches.

use std::fs;
use std::process::Command;

use blog_serve::watch::Mode;

use crate::desk::Desk;

#[tokio::test]
async fn exhausted_watches_are_replaced_by_polling() {
    if is_limited() {
        watch_in_vain("max_user_watches").await;
    } else {
        run_limited("exhausted_watches_are_replaced_by_polling", "watches", 5);
    }
}

#[tokio::test]
async fn exhausted_instances_are_replaced_by_polling() {
    if is_limited() {
        watch_in_vain("max_user_instances").await;
    } else {
        run_limited(
            "exhausted_instances_are_replaced_by_polling",
            "instances",
            0,
        );
    }
}

#[tokio::test]
async fn watches_that_run_out_later_are_replaced_too() {
    if is_limited() {
        run_out_of_watches().await;
    } else {
        run_limited("watches_that_run_out_later_are_replaced_too", "watches", 5);
    }
}

/// Whether this is the process that [`run_limited`] started.
fn is_limited() -> bool {
    std::env::var_os("BLOG_SERVE_TEST_LIMITED").is_some()
}

/// Runs a test again in a user namespace that is granted fewer inotify watches or instances.
/// Where the system allows none, `tests/run` says so and sets `BLOG_SERVE_TEST_NO_NAMESPACES`.
fn run_limited(test: &str, of: &str, limit: u32) {
    if std::env::var_os("BLOG_SERVE_TEST_NO_NAMESPACES").is_some() {
        return;
    }
    let (_, module) = module_path!().split_once("::").unwrap();
    let limits = "/proc/sys/user/max_inotify";
    let script = format!("echo {limit} >{limits}_{of} && echo limited && exec \"$@\"");
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "sh", "-c", &script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args([&format!("{module}::{test}"), "--exact", "--nocapture"])
        .env("BLOG_SERVE_TEST_LIMITED", "1")
        .output();
    let output = output.expect("this test needs unshare, of util-linux");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.starts_with("limited"),
        "this test needs user namespaces, or BLOG_SERVE_TEST_NO_NAMESPACES=1 to do without: {errors}"
    );
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{errors}"
    );
}

/// Asks for more watches than are granted, and sees everything in spite of that.
async fn watch_in_vain(remedy: &str) {
    let files: Vec<_> = (0..10)
        .map(|folder| format!("content/{folder}/x.md"))
        .collect();
    let files: Vec<_> = files.iter().map(|path| (path.as_str(), "old")).collect();
    let mut desk = Desk::with_files(Mode::Events, &files);
    desk.until("a notice", |desk| !desk.notices.is_empty())
        .await;
    assert!(
        desk.notices[0].to_string().contains(remedy),
        "{}",
        desk.notices[0]
    );
    for (path, _) in &files {
        fs::write(desk.path(path), "new").unwrap();
    }
    for (path, _) in &files {
        desk.until_shown(path, "new").await;
    }
    assert_eq!(desk.notices.len(), 1, "it is said once");
}

/// Begins with few folders and makes more than can be watched.
async fn run_out_of_watches() {
    let mut desk = Desk::new(Mode::Events);
    for folder in 0..10 {
        let path = format!("content/{folder}/x.md");
        fs::create_dir(desk.path(&path).parent().unwrap()).unwrap();
        fs::write(desk.path(&path), "new").unwrap();
    }
    for folder in 0..10 {
        desk.until_shown(&format!("content/{folder}/x.md"), "new")
            .await;
    }
    assert_eq!(desk.notices.len(), 1, "{:?}", desk.notices);
}
