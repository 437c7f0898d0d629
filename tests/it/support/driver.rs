//! The one chromedriver of this test run.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use tokio::sync::{Semaphore, SemaphorePermit};

/// How many tests have Chromium at once: each wants a core.
const AT_ONCE: usize = 2;

/// The turn of a test, until the last of its browsers ends.
pub(super) type Turn = Arc<SemaphorePermit<'static>>;

thread_local! {
    /// The turn that the test of this thread has. A test that has a browser gets another at once:
    /// if it waited for a turn, two such tests would wait for each other.
    static TURN: RefCell<Weak<SemaphorePermit<'static>>> = const { RefCell::new(Weak::new()) };
}

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
static DRIVER: OnceLock<Driver> = OnceLock::new();

struct Driver {
    port: u16,
    /// Where Chromiums keep what they write.
    profiles: PathBuf,
    /// Ends when our end of its standard input closes: with this process, however that ends.
    _keeper: Child,
}

/// Ends chromedriver and the Chromiums that it has started when its own input ends, of which the
/// first line is the driver's port, and removes what they wrote.
const KEEP: &str = r#"
chromedriver --port=0 --log-level=SEVERE &
driver=$!
read -r port
cat >/dev/null
if exec 3<>"/dev/tcp/127.0.0.1/$port"; then
  printf 'GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n' >&3
  read -r -t 10 <&3
fi
kill $driver
rm -rf "$1"
"#;

/// Waits for a turn, and returns the port of the driver.
pub(super) async fn turn() -> (u16, Turn) {
    let mut turn = TURN.with_borrow(Weak::upgrade);
    if turn.is_none() {
        let permit = TURNS.acquire().await.expect("it is never closed");
        turn = Some(Arc::new(permit));
    }
    let turn = turn.expect("just taken");
    TURN.set(Arc::downgrade(&turn));
    (driver().port, turn)
}

/// A folder for a Chromium to write to, which is removed when this process ends.
pub(super) fn profile() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    driver().profiles.join(number.to_string())
}

fn driver() -> &'static Driver {
    DRIVER.get_or_init(start)
}

fn start() -> Driver {
    let profiles = tempfile::tempdir()
        .expect("a folder for the profiles")
        .keep();
    let mut keeper = Command::new("bash")
        .args(["-c", KEEP, "keep"])
        .arg(&profiles)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("there is bash");
    let output = BufReader::new(keeper.stdout.take().expect("it is piped"));
    let mut lines = output.lines().map_while(Result::ok);
    // "ChromeDriver was started successfully on port 34567."
    let port = lines.find_map(|line| {
        line.split_once("successfully on port ")?
            .1
            .trim_end_matches('.')
            .parse()
            .ok()
    });
    // Nobody reads what it says later; a full pipe must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    let port = port.expect(
        "chromedriver does not start; these tests need chromium and chromedriver \
         (on Debian: apt-get install chromium chromium-driver; tests/run does it)",
    );
    let input = keeper.stdin.as_mut().expect("it is piped");
    writeln!(input, "{port}").expect("it reads");
    Driver {
        port,
        profiles,
        _keeper: keeper,
    }
}
