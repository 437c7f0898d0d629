//! What the author types, and what is done and said in return.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use blog_serve::preview::Desk;
use blog_serve::report::Report;
use blog_serve::share::{Lent, LinkId, Scope, Shared};
use blog_serve::site::Site;
use jiff::Timestamp;

use crate::arguments::Share;
use crate::choose::choose;
use crate::commands::{Answer, Command, Which};
use crate::terminal::{Given, Line, Terminal, lists};

/// What the author was asked, and the next line may answer.
enum Question {
    /// What to share, of these posts.
    Share(Vec<Arc<str>>),
    /// Which of the listed links to end.
    End,
}

/// The author's side of a running preview.
pub(crate) struct Conversation {
    terminal: Terminal,
    desk: Arc<Desk>,
    /// The link that was said last: the one that `c` and `a` are about. In a cell, as what follows:
    /// reports go on while an answer waits for the disk.
    said: Cell<Option<LinkId>>,
    /// While the next line may answer.
    asked: Cell<Option<Question>>,
    /// The links in the list that was printed last: what the numbers of `x` mean.
    listed: RefCell<Vec<LinkId>>,
}

impl Conversation {
    pub(crate) fn new(terminal: Terminal, desk: Arc<Desk>) -> Self {
        Self {
            terminal,
            desk,
            said: Cell::default(),
            asked: Cell::default(),
            listed: RefCell::default(),
        }
    }

    /// A report in words.
    pub(crate) fn report(&self, report: Report) -> Vec<Line> {
        if let Report::Shared { link, .. } = &report {
            self.said.set(Some(link.id));
        }
        self.terminal.report(report)
    }

    /// Shares what was asked for on the command line. The words follow as a report.
    ///
    /// # Errors
    ///
    /// When no such post is there, or the door cannot be opened: whoever asks for it at the start
    /// may not be left to think that it is shared.
    pub(crate) async fn share_at_start(
        &self,
        share: Share,
        site: Arc<Site>,
    ) -> Result<Vec<Line>, Box<dyn std::error::Error>> {
        let scope = match share {
            Share::Drafts => Scope::Drafts,
            Share::Own => Scope::Own,
            Share::Latest => {
                let Some(entry) = site.latest() else {
                    let keys = self.terminal.keys();
                    return Ok([Terminal::notice(NO_POST)]
                        .into_iter()
                        .chain(keys)
                        .collect());
                };
                Scope::Posts(vec![entry.path.clone()])
            }
            Share::Post(name) => {
                let here = std::env::current_dir().unwrap_or_default();
                Scope::Posts(vec![choose(&site, &name, &here)?.path.clone()])
            }
        };
        let life = self.desk.options.sharing.life;
        self.desk.share(scope, life).await?;
        Ok(Vec::new())
    }

    /// Has it reported which links of an earlier run wait to be resumed.
    pub(crate) fn say_what_is_paused(&self) {
        self.desk.report_paused();
    }

    /// Does what a line says, and answers it.
    pub(crate) async fn hear(&self, line: &str) -> Vec<Line> {
        let command = Command::parse(line);
        let command = match self.asked.take() {
            Some(Question::Share(posts)) => match (Answer::parse(line, posts.len()), command) {
                // Another key is as good as leaving the question.
                (Answer::None, Some(command)) if command != Command::Unknown => Some(command),
                (answer, _) => return self.choose(posts, answer).await,
            },
            Some(Question::End) if command == Some(Command::Unknown) => {
                Command::parse(&format!("x {line}"))
            }
            _ => command,
        };
        match command {
            None => Vec::new(),
            Some(command) => self.follow(command).await,
        }
    }

    async fn follow(&self, command: Command) -> Vec<Line> {
        let shared = self.desk.shared().borrow().clone();
        match command {
            Command::Share => self.share(&shared).await,
            Command::Open => self.open(),
            Command::Help => vec![Line::Lasting(lists::help(&shared))],
            Command::Copy => self.copy(&shared),
            Command::Post => self.ask().await,
            Command::Addresses => self.addresses(&shared),
            Command::Who => self.readers(&shared).await,
            Command::End(which) => self.end(which, &shared).await,
            Command::Unknown => vec![Line::Lasting(lists::unknown(&shared))],
        }
    }

    async fn share(&self, shared: &Shared) -> Vec<Line> {
        match (&shared.door, self.link(shared)) {
            (Some(door), Some(lent)) => {
                let site = self.desk.site().await;
                self.terminal.shared(&Given {
                    door,
                    link: &lent.link,
                    opens: &lent.link.scope.opens(&site),
                    is_kept: self.desk.is_kept(lent.link.id).await,
                    resumed: &[],
                })
            }
            (None, Some(_)) => told(self.desk.resume().await),
            (_, None) => match self.desk.site().await.latest() {
                Some(entry) => self.give(Scope::Posts(vec![entry.path.clone()])).await,
                None => vec![Terminal::notice(NO_POST)],
            },
        }
    }

    async fn give(&self, scope: Scope) -> Vec<Line> {
        told(self.desk.share(scope, None).await)
    }

    fn open(&self) -> Vec<Line> {
        let url = self.terminal.url();
        match open::that_detached(&url) {
            Ok(()) => Vec::new(),
            Err(_) => vec![Terminal::notice(NO_BROWSER)],
        }
    }

    fn copy(&self, shared: &Shared) -> Vec<Line> {
        match (&shared.door, self.link(shared)) {
            (Some(door), Some(lent)) => self.terminal.copy(door, &lent.link),
            (_, lent) => not_shared(lent),
        }
    }

    fn addresses(&self, shared: &Shared) -> Vec<Line> {
        match (&shared.door, self.link(shared)) {
            (Some(door), Some(lent)) => {
                vec![Line::Lasting(lists::addresses(door, &lent.link))]
            }
            (_, lent) => not_shared(lent),
        }
    }

    async fn ask(&self) -> Vec<Line> {
        let site = self.desk.site().await;
        let choices = lists::choices(&site);
        let posts = choices.iter().map(|entry| entry.path.clone());
        self.asked.set(Some(Question::Share(posts.collect())));
        vec![Line::Lasting(lists::posts(&choices, Timestamp::now()))]
    }

    async fn choose(&self, posts: Vec<Arc<str>>, answer: Answer) -> Vec<Line> {
        let again = match answer {
            Answer::Nothing => return Vec::new(),
            Answer::Drafts => return self.give(Scope::Drafts).await,
            Answer::Own => return self.give(Scope::Own).await,
            Answer::Posts(chosen) => {
                let paths = chosen.into_iter().filter_map(|index| posts.get(index));
                return self.give(Scope::Posts(paths.cloned().collect())).await;
            }
            Answer::NotListed(number) => format!("There is no {number} in the list."),
            Answer::None => "A number from the list, all or own; Enter alone leaves it.".to_owned(),
        };
        self.asked.set(Some(Question::Share(posts)));
        vec![Terminal::answer(&again)]
    }

    async fn readers(&self, shared: &Shared) -> Vec<Line> {
        if shared.links.is_empty() {
            return not_shared(None);
        }
        let site = self.desk.site().await;
        self.listed.replace(ids(shared));
        vec![Line::Lasting(lists::readers(
            shared,
            &site,
            Timestamp::now(),
        ))]
    }

    async fn end(&self, which: Which, shared: &Shared) -> Vec<Line> {
        if shared.links.is_empty() {
            return not_shared(None);
        }
        let ended = ended(which, &self.listed.borrow(), &ids(shared));
        match ended {
            Ended::All => self.desk.end_sharing().await,
            Ended::These(ids) => {
                for id in ids {
                    self.desk.end_link(id).await;
                }
            }
            Ended::NotListed(number) => {
                return vec![Terminal::answer(&format!(
                    "There is no {number} in the list."
                ))];
            }
            Ended::Gone(number) => {
                return vec![Terminal::answer(&format!(
                    "Link {number} has ended already."
                ))];
            }
            Ended::Ask => {
                let site = self.desk.site().await;
                self.listed.replace(ids(shared));
                self.asked.set(Some(Question::End));
                return vec![Line::Lasting(lists::ends(shared, &site, Timestamp::now()))];
            }
        }
        Vec::new()
    }

    /// The link that the author means who names none: the one said last, or else the newest.
    fn link<'a>(&self, shared: &'a Shared) -> Option<&'a Lent> {
        let said = |lent: &&Lent| Some(lent.link.id) == self.said.get();
        shared
            .links
            .iter()
            .find(said)
            .or_else(|| shared.links.first())
    }
}

const NO_POST: &str = "There is no post to share yet. Press s again when there is one.";
pub(crate) const NO_BROWSER: &str = "No browser could be opened; open the address yourself.";

/// What the author is told besides what is reported.
fn told(shared: Result<(), blog_serve::error::Error>) -> Vec<Line> {
    match shared {
        Ok(()) => Vec::new(),
        Err(error) => vec![Terminal::notice(&format!("Not shared: {error}"))],
    }
}

fn not_shared(paused: Option<&Lent>) -> Vec<Line> {
    let said = match paused {
        Some(_) => "The link is paused. s resumes it.",
        None => "Nothing is shared. s shares the post saved last.",
    };
    vec![Terminal::answer(said)]
}

fn ids(shared: &Shared) -> Vec<LinkId> {
    shared.links.iter().map(|lent| lent.link.id).collect()
}

/// Which links an `x` ends.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    All,
    These(Vec<LinkId>),
    /// There are several, and the author has named none or seen no list.
    Ask,
    NotListed(usize),
    Gone(usize),
}

/// `listed` is what the numbers mean, `links` are those that there are; never empty.
fn ended(which: Which, listed: &[LinkId], links: &[LinkId]) -> Ended {
    let numbers = match (which, links) {
        (Which::All, _) => return Ended::All,
        (Which::Only, [only]) => return Ended::These(vec![*only]),
        (Which::Only, _) => return Ended::Ask,
        (Which::Numbers(numbers), _) => numbers,
    };
    let listed = match (listed, links) {
        // Nothing was listed, but there is only one that can be the first.
        ([], [_]) => links,
        ([], _) => return Ended::Ask,
        (listed, _) => listed,
    };
    let mut these = Vec::new();
    for number in numbers {
        match number.checked_sub(1).and_then(|index| listed.get(index)) {
            None => return Ended::NotListed(number),
            Some(id) if !links.contains(id) => return Ended::Gone(number),
            Some(id) if these.contains(id) => {}
            Some(id) => these.push(*id),
        }
    }
    Ended::These(these)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_x_ends_what_was_listed_and_nothing_else() {
        let check = |which, listed: &[LinkId], links: &[LinkId], expected| {
            assert_eq!(ended(which, listed, links), expected);
        };
        let numbers = |numbers: &[usize]| Which::Numbers(numbers.to_vec());
        check(Which::Only, &[], &[7], Ended::These(vec![7]));
        check(Which::Only, &[7, 8], &[8], Ended::These(vec![8]));
        check(Which::Only, &[], &[7, 8], Ended::Ask);
        check(Which::All, &[], &[7, 8], Ended::All);
        check(numbers(&[2]), &[], &[7, 8], Ended::Ask);
        check(numbers(&[1]), &[], &[7], Ended::These(vec![7]));
        check(numbers(&[2]), &[7, 8], &[7, 8], Ended::These(vec![8]));
        // A link that was made since the list was printed has not moved the others.
        check(numbers(&[2]), &[7, 8], &[9, 7, 8], Ended::These(vec![8]));
        check(
            numbers(&[2, 2, 1]),
            &[7, 8],
            &[7, 8],
            Ended::These(vec![8, 7]),
        );
        check(numbers(&[1]), &[7, 8], &[8], Ended::Gone(1));
        check(numbers(&[3]), &[7, 8], &[7, 8], Ended::NotListed(3));
        check(numbers(&[0]), &[7, 8], &[7, 8], Ended::NotListed(0));
    }
}
