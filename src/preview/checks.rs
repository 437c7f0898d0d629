//! What is wrong with a post is found out after each save, and never on its way.
//!
//! One task checks one post at a time: those that a browser shows or that were saved just now, and
//! while nobody writes, all others ([`survey`](super::survey)).

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::survey::Survey;
use super::{Desk, Note};
use crate::checking::{self, Checked, Surroundings};
use crate::pages::recent::Recent;
use crate::pages::{Body, Pages};
use crate::problem::{Kind, Problem};
use crate::site::{Entry, Made, Site};

/// How many posts' checks are held: more than anybody has open.
const HELD: usize = 64;
/// How long a check lets a save have the processors to itself, so that the browser has drawn it.
const AFTER_A_SAVE: Duration = Duration::from_millis(20);

/// Which posts are to be checked, and what was found out.
pub(crate) struct Checks {
    /// Never locked for longer than a look takes: who saves and who shows a page looks too.
    state: Mutex<State>,
    /// When somebody wrote last.
    saved: Mutex<Option<Instant>>,
    /// What the checks of posts rest on in the pages of others. Only who checks looks at it.
    asked: Mutex<HashMap<Arc<str>, Asked>>,
    wake: Notify,
    news: watch::Sender<()>,
    stage: Stage,
}

/// Checks a post: [`checking::check`], or what a test puts in its place.
pub(super) type Stage = fn(&Site, &Entry, &Body, &Surroundings) -> Checked;

struct State {
    /// Posts that somebody waits for, each once: what is checked is always the newest.
    wanted: VecDeque<Arc<str>>,
    running: Option<(Arc<str>, Of)>,
    found: Recent<Arc<str>, Found>,
    around: Option<(u64, Arc<Surroundings>)>,
    survey: Survey,
}

/// Of what something is: the file's bytes, and what was around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Of {
    content: u64,
    surroundings: u64,
}

struct Found {
    of: Of,
    problems: Arc<[Problem]>,
}

/// The posts that a post links to places of, and which places those had when it was checked.
type Asked = Box<[(Arc<str>, u64)]>;

/// How many words and problems a post has, for the index.
#[derive(Debug)]
pub(super) struct Count {
    pub(super) path: Arc<str>,
    pub(super) content: u64,
    pub(super) words: Counted,
    pub(super) checks: usize,
}

/// How many words there are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Counted {
    /// So many.
    Words(u32),
    /// As many as the post's page has told; so many as long as it has told nothing.
    ByPage(u32),
}

/// What is to be done next.
enum Turn {
    Post(Arc<str>),
    Survey,
    /// Nothing before so long.
    Wait(Duration),
    Rest,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            state: Mutex::new(State {
                wanted: VecDeque::new(),
                running: None,
                found: Recent::new(HELD),
                around: None,
                survey: Survey::default(),
            }),
            saved: Mutex::default(),
            asked: Mutex::default(),
            wake: Notify::new(),
            news: watch::Sender::default(),
            stage: checking::check,
        }
    }
}

impl Checks {
    /// Changes whenever something was found out about a post that somebody waited for.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    /// What was found out about a post whose file has these bytes, if that is known.
    pub(crate) fn known(&self, path: &Arc<str>, content: u64) -> Option<Arc<[Problem]>> {
        let mut state = self.state();
        let found = state.found.get(path)?;
        (found.of.content == content).then(|| found.problems.clone())
    }

    /// Has a post checked, unless what it is now has been checked already. For when its page has
    /// been made and its patch has gone out.
    pub(crate) fn want(&self, site: &Site, entry: &Entry) {
        let of = Of::now(site, entry);
        let mut state = self.state();
        let is_running = |(path, running): &(Arc<str>, Of)| *path == entry.path && *running == of;
        let known = state.found.get(&entry.path);
        if known.is_some_and(|found| found.of == of)
            || state.running.as_ref().is_some_and(is_running)
            || state.wanted.contains(&entry.path)
        {
            return;
        }
        state.wanted.push_back(entry.path.clone());
        self.wake.notify_one();
    }

    /// Forgets a post that is gone.
    pub(super) fn forget(&self, path: &Arc<str>) {
        self.state().found.remove(path);
        self.asked().remove(path);
    }

    /// Takes in how a checked post hangs together with others. Those that were checked when it had
    /// other places in its page, and link to one, are to be checked again.
    pub(super) fn connect(&self, path: &Arc<str>, checked: &Checked) {
        let askers: Vec<_> = {
            let mut asked = self.asked();
            asked.insert(path.clone(), checked.asked.clone());
            let is_other =
                |(post, places): &(Arc<str>, u64)| post == path && *places != checked.anchors;
            let others = asked.iter().filter(|(_, asked)| asked.iter().any(is_other));
            others.map(|(asker, _)| asker.clone()).collect()
        };
        if askers.is_empty() {
            return;
        }
        let mut state = self.state();
        let (shown, others) = askers
            .into_iter()
            .partition::<Vec<_>, _>(|asker| state.found.remove(asker));
        for asker in shown {
            if !state.wanted.contains(&asker) {
                state.wanted.push_back(asker);
            }
        }
        if !others.is_empty() {
            state.survey.add(&others);
        }
        self.wake.notify_one();
    }

    /// Somebody writes: the survey steps aside. On the way of a save, so it wakes nobody.
    pub(super) fn step_aside(&self) {
        *self.saved() = Some(Instant::now());
    }

    /// Takes in that what is around the posts may be another now.
    pub(super) fn look_around(&self, site: &Site) {
        if self.state().survey.look_around(site) {
            self.wake.notify_one();
        }
    }

    /// Changes what is to be surveyed.
    pub(super) fn survey(&self, change: impl FnOnce(&mut Survey)) {
        change(&mut self.state().survey);
        self.wake.notify_one();
    }

    /// The next post of the survey, unless something else comes first.
    pub(super) fn next_of_survey(&self) -> Option<Arc<str>> {
        let (now, saved) = (Instant::now(), *self.saved());
        let mut state = self.state();
        if !state.wanted.is_empty() || state.survey.waits(now, saved).is_some() {
            return None;
        }
        state.survey.next()
    }

    /// Whether it is time to survey all posts again.
    pub(super) fn survey_begins_again(&self) -> bool {
        self.state().survey.begins_again(Instant::now())
    }

    /// Checks a post as its file is now. Nothing while its file is another than `entry` tells of:
    /// then an event is on its way.
    pub(super) fn check(&self, pages: &Pages, site: &Site, entry: &Entry) -> Option<Checked> {
        if !entry.readable {
            // Why is among the post's own problems.
            return Some(Checked::default());
        }
        let body = pages.body(site, entry)?;
        let around = self.around(site);
        let check = AssertUnwindSafe(|| (self.stage)(site, entry, &body, &around));
        Some(catch_unwind(check).unwrap_or_else(|_| after_panic(entry)))
    }

    /// What is around the posts of a site; made once for each state of it.
    fn around(&self, site: &Site) -> Arc<Surroundings> {
        if let Some((of, around)) = &self.state().around
            && *of == site.surroundings
        {
            return around.clone();
        }
        let look = AssertUnwindSafe(|| Surroundings::of(&site.blog));
        let around = Arc::new(catch_unwind(look).unwrap_or_default());
        let made = Some((site.surroundings, around.clone()));
        let before = std::mem::replace(&mut self.state().around, made);
        // Which may be megabytes, and nobody waits for it.
        drop(before);
        around
    }

    /// Lets go of what is known of all posts' pages, which grows with each that is checked.
    pub(super) fn forget_around(&self) {
        let around = self.state().around.take();
        drop(around);
    }

    fn next(&self) -> Turn {
        let saved = *self.saved();
        let mut state = self.state();
        if let Some(path) = state.wanted.pop_front() {
            return Turn::Post(path);
        }
        match state.survey.waits(Instant::now(), saved) {
            Some(wait) => Turn::Wait(wait),
            None if state.survey.is_over() => Turn::Rest,
            None => Turn::Survey,
        }
    }

    /// Whether a state of a post is still to be checked; if so, that has begun.
    fn begins(&self, path: &Arc<str>, of: Of) -> bool {
        let mut state = self.state();
        let is_known = state.found.get(path).is_some_and(|found| found.of == of);
        if !is_known {
            state.running = Some((path.clone(), of));
        }
        !is_known
    }

    /// Notes what was found out, and tells it.
    fn note(&self, path: Arc<str>, of: Of, problems: Vec<Problem>) {
        let problems = problems.into();
        let mut state = self.state();
        state.running = None;
        state.found.insert(path, Found { of, problems });
        drop(state);
        self.news.send_replace(());
    }

    fn saved(&self) -> MutexGuard<'_, Option<Instant>> {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> MutexGuard<'_, HashMap<Arc<str>, Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks; a panic while it was locked leaves at worst a post that is not checked.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Of {
    fn now(site: &Site, entry: &Entry) -> Self {
        Self {
            content: entry.content,
            surroundings: site.surroundings,
        }
    }
}

impl Count {
    /// What the index wants to know of what was found out.
    pub(super) fn of(entry: &Entry, checked: &Checked, words: Counted) -> Self {
        let shared = |problem: &&Problem| problem.kind == Kind::Permalink;
        Self {
            path: entry.path.clone(),
            content: entry.content,
            words,
            checks: checked.problems.len() - checked.problems.iter().filter(shared).count(),
        }
    }

    /// How many words the post has, of which so much is `known`.
    pub(super) fn words(&self, known: Option<Made>) -> u32 {
        match (self.words, known) {
            (Counted::ByPage(_), Some(known)) => known.words,
            (Counted::Words(words) | Counted::ByPage(words), _) => words,
        }
    }
}

/// Our own mistake, told as a problem of the post.
fn after_panic(entry: &Entry) -> Checked {
    Checked {
        words: entry.made.map_or(0, |made| made.words),
        problems: vec![checking::our_mistake(entry)],
        ..Checked::default()
    }
}

/// Checks whatever is to be checked, for as long as the preview lives.
pub(super) async fn follow(desk: Arc<Desk>) {
    loop {
        match desk.checks.next() {
            Turn::Post(path) => {
                sleep(AFTER_A_SAVE).await;
                let desk = desk.clone();
                // A panic is contained within; it ends early only with the program.
                let _ = spawn_blocking(move || check_now(&desk, &path)).await;
            }
            Turn::Survey => {
                let desk = desk.clone();
                let _ = spawn_blocking(move || super::survey::go_on(&desk)).await;
            }
            // Whether it was woken or has waited, it looks again.
            Turn::Wait(wait) => drop(timeout(wait, desk.checks.wake.notified()).await),
            Turn::Rest => desk.checks.wake.notified().await,
        }
    }
}

/// Checks the newest state of a post.
fn check_now(desk: &Desk, path: &Arc<str>) {
    let site = desk.sites.borrow().clone();
    let Some(entry) = site.entry(path) else {
        return;
    };
    let of = Of::now(&site, entry);
    if !desk.checks.begins(path, of) {
        return;
    }
    let Some(mut checked) = desk.checks.check(&desk.pages, &site, entry) else {
        desk.checks.state().running = None;
        return;
    };
    desk.checks.connect(path, &checked);
    let count = Count::of(entry, &checked, Counted::ByPage(checked.words));
    desk.tell(Note::Checked(vec![count]));
    desk.tell(Note::TellCounts);
    // Its own message tells it, at once.
    checked
        .problems
        .retain(|problem| problem.kind != Kind::Permalink);
    desk.checks.note(path.clone(), of, checked.problems);
}

#[cfg(test)]
mod tests;
