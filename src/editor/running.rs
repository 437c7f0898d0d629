//! Which editor is running. Asks the system.

use std::collections::HashSet;
use std::env;
use std::path::{Path, PathBuf};

use super::Template;
use super::known::EDITORS;

/// An editor with windows that this user has running, if its program can be found too. Blocks.
#[must_use]
pub fn running() -> Option<Template> {
    let processes = processes();
    let is_running = |name: &&str| processes.contains(*name);
    let mut candidates = EDITORS
        .iter()
        .filter(|known| known.processes.iter().any(is_running));
    candidates.find_map(|known| {
        let program = known.names().iter().find(|name| find(name).is_some())?;
        known.template(program, &[], None)
    })
}

/// What this user's processes are called.
#[cfg(target_os = "linux")]
fn processes() -> HashSet<String> {
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    let own = rustix::process::geteuid().as_raw();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbered = entries.filter(|entry| {
        let name = entry.file_name();
        name.as_encoded_bytes().iter().all(u8::is_ascii_digit)
    });
    let own = numbered.filter(|entry| entry.metadata().is_ok_and(|about| about.uid() == own));
    // One that has ended meanwhile has no name.
    let names = own.filter_map(|entry| fs::read_to_string(entry.path().join("comm")).ok());
    names.map(|name| name.trim_end().to_owned()).collect()
}

/// What this user's processes are called.
#[cfg(all(unix, not(target_os = "linux")))]
fn processes() -> HashSet<String> {
    use std::process::{Command, Stdio};

    let mut list = Command::new("ps");
    list.args(["-xww", "-o", "comm="]).stdin(Stdio::null());
    let told = list.output().map(|told| told.stdout).unwrap_or_default();
    let told = String::from_utf8_lossy(&told);
    told.lines()
        .map(|line| name_in_list(line).to_owned())
        .collect()
}

/// Nobody is asked there.
#[cfg(not(unix))]
fn processes() -> HashSet<String> {
    HashSet::new()
}

/// What a process is called by its path: on macOS by its application, whose programs have names such
/// as `Electron`.
#[cfg(any(test, all(unix, not(target_os = "linux"))))]
fn name_in_list(path: &str) -> &str {
    let path = path.trim();
    if let Some((before, _)) = path.split_once(".app/") {
        return before.rsplit('/').next().unwrap_or(before);
    }
    path.rsplit('/').next().unwrap_or(path)
}

/// Where a program is: as it stands when a folder is named, else in the folders of `PATH`.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let is_path = Path::new(program).components().count() > 1;
    let folders = env::var_os("PATH").filter(|_| !is_path).unwrap_or_default();
    let folders: Vec<_> = if is_path {
        vec![PathBuf::new()]
    } else {
        env::split_paths(&folders).collect()
    };
    // Windows knows by the ending what can be started; some editors are scripts there.
    let endings: &[&str] = if cfg!(windows) {
        &["", ".exe", ".cmd", ".bat"]
    } else {
        &[""]
    };
    let paths = folders.iter().flat_map(|folder| {
        let named = endings
            .iter()
            .map(move |ending| format!("{program}{ending}"));
        named.map(|name| folder.join(name))
    });
    paths.into_iter().find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    let about = path.metadata();
    about.is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.extension().is_some() && path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_called_as_its_application() {
        let check = |path, expected| assert_eq!(name_in_list(path), expected, "{path}");
        check("/usr/local/bin/kate", "kate");
        check("kate", "kate");
        let electron = "/Applications/Visual Studio Code.app/Contents/MacOS/Electron";
        check(electron, "Visual Studio Code");
        let part = "/Applications/Zed.app/Contents/Frameworks/Help.app/Contents/MacOS/Help ";
        check(part, "Zed");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_is_among_those_of_its_user() {
        let own = std::fs::read_to_string("/proc/self/comm").unwrap();
        assert!(processes().contains(own.trim_end()), "{own}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_is_a_file_that_can_be_run() {
        assert!(find("sh").is_some_and(|path| path.is_absolute()));
        assert!(find("/bin/sh").is_some());
        assert_eq!(find("/etc/passwd"), None);
        assert_eq!(find("/bin"), None);
        assert_eq!(find("no-program-is-called-this"), None);
    }
}
