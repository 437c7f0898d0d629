//! What the terminal is told of the files that were read.

use super::Writer;
use crate::report::Report;
use crate::site::Entry;

/// Up to so many posts that went at once are named; a checkout of a thousand files is summed up.
const FEW: usize = 5;

impl Writer {
    /// Says which posts went or got another name: one by one if they are few.
    pub(super) fn report_departed(&mut self) {
        if self.departed.is_empty() {
            return;
        }
        let departed = std::mem::take(&mut self.departed);
        let moves = departed
            .iter()
            .filter_map(|(from, to)| Some((from.clone(), to.clone()?)));
        // Before the site is published: what lies at the old paths now is not for their readers.
        self.desk.follow(moves.collect());
        if departed.len() > FEW {
            let count = departed.len();
            return self.desk.reports.send(Report::ManyGone { count });
        }
        for (from, to) in departed {
            self.desk.reports.send(Report::Gone { from, to });
        }
    }

    /// Says what is wrong now and was not before, and when nothing is any more.
    pub(super) fn report(&self, before: Option<&Entry>, now: &Entry) {
        if !self.site.complete {
            return;
        }
        let known = before.map_or(&[][..], |before| &before.problems);
        for problem in now.problems.iter() {
            if !known.iter().any(|known| known.message == problem.message) {
                let problem = problem.clone();
                self.desk.reports.send(Report::Problem {
                    problem,
                    metadata_of: now.metadata_of,
                });
            }
        }
        if now.problems.is_empty() && !known.is_empty() {
            self.desk.reports.send(Report::Fine {
                path: now.path.clone(),
            });
        }
    }
}
