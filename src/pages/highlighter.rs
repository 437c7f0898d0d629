//! Highlights code off the path of a save, and remembers what it did.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::recent::Recent;
use super::{Pages, lock};
use crate::render::Code;
use crate::render::highlight::highlight;

/// Bytes of highlighted code that are held.
const BYTES: usize = 8 << 20;

/// Highlighted code, and the thread that makes it.
pub(super) struct Highlighter {
    /// By [`Code::key`]; `None` where the language is unknown.
    done: Mutex<Recent<u64, Option<Arc<str>>>>,
    /// The thread is started with the first code. It ends when this is dropped.
    jobs: OnceLock<Option<Sender<Job>>>,
}

/// The code of one page.
struct Job {
    pages: Weak<Pages>,
    path: Arc<str>,
    code: Vec<Code>,
    results: Sender<(u64, Option<Arc<str>>)>,
    /// Set when nobody waits for the results any more.
    too_late: Arc<AtomicBool>,
}

impl Default for Highlighter {
    fn default() -> Self {
        let weigh = |html: &Option<Arc<str>>| html.as_ref().map_or(64, |html| html.len());
        Self {
            done: Mutex::new(Recent::weighted(BYTES, weigh)),
            jobs: OnceLock::new(),
        }
    }
}

impl Pages {
    /// What of `code` is highlighted within `patience`, by [`Code::key`]. The rest goes on in the
    /// background and improves the page of `path` when it is done.
    pub(super) fn highlight(
        self: &Arc<Self>,
        path: &Arc<str>,
        code: &[Code],
        patience: Duration,
    ) -> HashMap<u64, Arc<str>> {
        let mut ready = HashMap::new();
        let mut cold = Vec::new();
        for code in code {
            match lock(&self.highlighter.done).get(&code.key).cloned() {
                Some(Some(html)) => drop(ready.insert(code.key, html)),
                Some(None) => {}
                None => cold.push(code.clone()),
            }
        }
        if !cold.is_empty() {
            self.wait_for(path, cold, patience, &mut ready);
        }
        ready
    }

    fn wait_for(
        self: &Arc<Self>,
        path: &Arc<str>,
        code: Vec<Code>,
        patience: Duration,
        ready: &mut HashMap<u64, Arc<str>>,
    ) {
        let deadline = Instant::now() + patience;
        let (tx, results) = channel();
        let too_late = Arc::new(AtomicBool::new(false));
        let job = Job {
            pages: Arc::downgrade(self),
            path: path.clone(),
            code,
            results: tx,
            too_late: too_late.clone(),
        };
        let jobs = self.highlighter.jobs.get_or_init(start).as_ref();
        // Without a thread the code stays plain.
        if jobs.is_none_or(|jobs| jobs.send(job).is_err()) {
            return;
        }
        let mut take = |(key, html): (u64, Option<Arc<str>>)| {
            if let Some(html) = html {
                ready.insert(key, html);
            }
        };
        while let Ok(result) =
            results.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            take(result);
        }
        // In this order no result is lost: what was sent before the mark is taken here, and who
        // sends after it sees the mark.
        too_late.store(true, Ordering::SeqCst);
        results.try_iter().for_each(take);
    }
}

/// Starts the thread; nothing if the system gives none.
fn start() -> Option<Sender<Job>> {
    let (tx, jobs) = channel();
    let thread = thread::Builder::new().name("highlighter".to_owned());
    thread.spawn(move || work(&jobs)).ok().map(|_| tx)
}

/// One page after the other; of several states of one page only the newest.
fn work(jobs: &Receiver<Job>) {
    let mut waiting: Vec<Job> = Vec::new();
    while let Ok(job) = jobs.recv() {
        waiting.push(job);
        while !waiting.is_empty() {
            for newer in jobs.try_iter() {
                waiting.retain(|job| job.path != newer.path);
                waiting.push(newer);
            }
            waiting.remove(0).run();
        }
    }
}

impl Job {
    fn run(self) {
        for code in &self.code {
            let Some(pages) = self.pages.upgrade() else {
                return;
            };
            // A panic in a syntax is a mistake of ours that leaves this code plain.
            let highlighted = std::panic::catch_unwind(|| highlight(code)).ok().flatten();
            lock(&pages.highlighter.done).insert(code.key, highlighted.clone());
            // An error means that nobody waits; then the mark is set.
            let _ = self.results.send((code.key, highlighted));
        }
        if self.too_late.load(Ordering::SeqCst)
            && let Some(pages) = self.pages.upgrade()
        {
            pages.improve(&self.path);
        }
    }
}
