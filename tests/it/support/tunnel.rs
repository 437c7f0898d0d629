//! A real `ssh -R`, to a real sshd on this machine.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::{free_port, listens};

/// A port of the machine that was logged in to, which leads back here; ends when dropped.
pub(crate) struct Tunnel {
    /// On the machine that was logged in to, which is this one.
    pub(crate) port: u16,
    _client: Child,
    _server: Child,
    _folder: TempDir,
}

impl Tunnel {
    /// `ssh -R port:127.0.0.1:to`, and the server for it.
    pub(crate) async fn to(to: u16) -> Self {
        let (login, port) = (free_port().await, free_port().await);
        let folder = tempfile::tempdir().expect("a folder for keys");
        for key in ["host", "user"] {
            make_key(folder.path(), key).await;
        }
        let server = serve(folder.path(), login).await;
        let client = Command::new("ssh")
            .args(["-F", "none", "-N", "-i", "user", "-p", &login.to_string()])
            .args(["-o", "BatchMode=yes", "-o", "ExitOnForwardFailure=yes"])
            .args([
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
            ])
            .args(["-o", "LogLevel=ERROR"])
            .args([
                "-R",
                &format!("127.0.0.1:{port}:127.0.0.1:{to}"),
                "127.0.0.1",
            ])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("there is an ssh; on Debian: apt-get install openssh-client");
        listens(port).await;
        Self {
            port,
            _client: client,
            _server: server,
            _folder: folder,
        }
    }
}

/// Starts an sshd that lets in whoever runs this test, by the test's key alone.
async fn serve(folder: &Path, port: u16) -> Child {
    let folder = folder.display();
    // Without PAM, sshd takes an account for locked whose password it may not look at.
    let pam = if rustix::process::geteuid().is_root() {
        "no"
    } else {
        "yes"
    };
    let configuration = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n\
         AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nUsePAM {pam}\n\
         PermitRootLogin prohibit-password\nPasswordAuthentication no\n"
    );
    let file = format!("{folder}/sshd_config");
    fs::write(&file, configuration).expect("the folder is writable");
    // Run by root, sshd wants this folder, which the system's own service makes before it starts
    // it. Run by anybody else it does not.
    let _ = fs::create_dir_all("/run/sshd");
    // It wants to be called by its whole path.
    let mut server = Command::new("/usr/sbin/sshd")
        .args(["-D", "-e", "-f", &file])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("there is an sshd; on Debian: apt-get install openssh-server");
    let mut said = BufReader::new(server.stderr.take().expect("it is piped")).lines();
    let mut before = Vec::new();
    // Knocking instead would count against this machine as a failed login.
    while let Some(line) = said.next_line().await.expect("it says text") {
        if line.starts_with("Server listening on") {
            // Nobody reads what it says later; a full pipe must not stop it.
            tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
            return server;
        }
        before.push(line);
    }
    panic!("sshd does not start: {before:?}");
}

async fn make_key(folder: &Path, name: &str) {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", name])
        .current_dir(folder)
        .status()
        .await;
    assert!(
        made.expect("there is an ssh-keygen; on Debian: apt-get install openssh-client")
            .success()
    );
}
