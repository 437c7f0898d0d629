//! A real nginx, with https.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::{free_port, listens};

/// The recipe as it stands in the README.
pub(crate) const RECIPE: &str = include_str!("nginx.conf");

/// What is the recipe's own, and what it is for a test.
const OWN: &str = "443";
const CERTIFICATE: &str = "/etc/ssl/certs/blog.example.org.pem";
const KEY: &str = "/etc/ssl/private/blog.example.org.key";
const NAME: &str = "blog.example.org";

/// A running nginx with a folder of its own; killed when dropped.
pub(crate) struct Nginx {
    /// Where it listens, on this machine.
    pub(crate) port: u16,
    _child: Child,
    _folder: TempDir,
}

impl Nginx {
    /// Starts one that serves `https://localhost:{port}/drafts/` by the recipe. The server to pass
    /// requests on to stands in `pass`, as after `proxy_pass`.
    pub(crate) async fn start(pass: &str) -> Self {
        let port = free_port().await;
        let folder = tempfile::tempdir().expect("a folder for nginx");
        certify(folder.path()).await;
        let place = |name: &str| folder.path().join(name).display().to_string();
        let server = RECIPE
            .replace(OWN, &format!("127.0.0.1:{port}"))
            .replace(CERTIFICATE, &place("certificate.pem"))
            .replace(KEY, &place("key.pem"))
            .replace(NAME, "localhost")
            .replace("http://127.0.0.1:7879/", pass);
        fs::write(place("nginx.conf"), around(&server)).expect("the folder is writable");
        let prefix = place("");
        let child = Command::new("nginx")
            .args(["-p", &prefix, "-c", "nginx.conf", "-e", "stderr"])
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("there is an nginx; on Debian: apt-get install nginx-light");
        listens(port).await;
        Self {
            port,
            _child: child,
            _folder: folder,
        }
    }
}

/// What a system's own configuration says around a server, for one process in one folder.
fn around(server: &str) -> String {
    let folders: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path temporary-{name};\n"))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\n\
         http {{\naccess_log off;\n{folders}{server}}}\n"
    )
}

/// A certificate that nobody has signed but itself.
async fn certify(folder: &Path) {
    let output = Command::new("openssl")
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ])
        .args(["-keyout", "key.pem", "-out", "certificate.pem"])
        .current_dir(folder)
        .output()
        .await
        .expect("there is an openssl; on Debian: apt-get install openssl");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}
