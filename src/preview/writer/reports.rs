//! What the terminal is told of the files that were read.

use std::sync::Arc;

use super::Writer;
use crate::problem::Problem;
use crate::report::Report;
use crate::settings;
use crate::site::{Entry, Save};

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
        self.report_problems(&now.path, known, &now.problems, now.metadata_of);
    }

    /// The same of the blog's settings; `before` is what was wrong.
    pub(super) fn report_settings(&self, before: &[Problem]) {
        let now = &self.site.settings.problems;
        self.report_problems(&settings::FILE.into(), before, now, Save::Newest);
    }

    /// The same of the generator's configuration.
    pub(super) fn report_configuration(&self, before: &[Problem]) {
        let now = &self.site.blog.configuration.problems;
        let path = now.first().or(before.first());
        let path = path.map(|problem| problem.path.as_str().into());
        let path = path.unwrap_or_else(|| Arc::from(self.site.blog.because.as_str()));
        self.report_problems(&path, before, now, Save::Newest);
    }

    fn report_problems(
        &self,
        path: &Arc<str>,
        before: &[Problem],
        now: &[Problem],
        metadata_of: Save,
    ) {
        let is_known = |problem: &Problem| {
            let mut known = before.iter().map(|known| &known.message);
            known.any(|known| *known == problem.message)
        };
        for problem in now.iter().filter(|problem| !is_known(problem)) {
            let problem = problem.clone();
            self.desk.reports.send(Report::Problem {
                problem,
                metadata_of,
            });
        }
        if now.is_empty() && !before.is_empty() {
            let path = path.clone();
            self.desk.reports.send(Report::Fine { path });
        }
    }
}
