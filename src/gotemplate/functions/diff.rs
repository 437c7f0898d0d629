//! `strings.Diff`: an anchored diff, which keeps together what stands once in both texts.

use std::collections::HashMap;

use super::arguments::text;
use super::{Entry, entry};
use crate::gotemplate::error::Failure;
use crate::gotemplate::exec::Machine;
use crate::gotemplate::number;
use crate::gotemplate::print::push_format;
use crate::gotemplate::value::Value;

pub(super) const FUNCTIONS: &[Entry] = &[entry(&["strings.Diff"], 4, 4, diff)];

/// So many equal lines are shown around what differs.
const CONTEXT: usize = 3;

const NO_NEWLINE: &str = "\n\\ No newline at end of file\n";

/// `strings.Diff oldName old newName new`.
fn diff(machine: &mut Machine<'_>, arguments: &[Value]) -> Result<Value, Failure> {
    let (old_name, old) = (text(&arguments[0])?, text(&arguments[1])?);
    let (new_name, new) = (text(&arguments[2])?, text(&arguments[3])?);
    // Sorting takes its part.
    machine.spend(number::cost(old.len() + new.len()).saturating_mul(4))?;
    if old == new {
        return Ok("".into());
    }
    let mut out = format!("diff {old_name} {new_name}\n--- {old_name}\n+++ {new_name}\n");
    let (old, new) = (lines(&old), lines(&new));
    Hunks {
        old: &old,
        new: &new,
        out: &mut out,
        text: String::new(),
        start: [0, 0],
        counts: [0, 0],
    }
    .write();
    Ok(out.into())
}

/// The lines of a text with their ends.
fn lines(text: &str) -> Vec<String> {
    let lines = text.split_inclusive('\n');
    let whole = |line: &str| {
        let end = if line.ends_with('\n') { "" } else { NO_NEWLINE };
        format!("{line}{end}")
    };
    lines.map(whole).collect()
}

/// Lines that stand once in each text, as many as come in the same order in both; the ends are among them.
fn anchors(old: &[String], new: &[String]) -> Vec<[usize; 2]> {
    let mut seen: HashMap<&str, [Option<usize>; 2]> = HashMap::new();
    let mut often: HashMap<&str, [usize; 2]> = HashMap::new();
    for (side, lines) in [old, new].into_iter().enumerate() {
        for (at, line) in lines.iter().enumerate() {
            seen.entry(line).or_default()[side] = Some(at);
            often.entry(line).or_default()[side] += 1;
        }
    }
    let is_single = |line: &str| often.get(line) == Some(&[1, 1]);
    let singles = old.iter().enumerate().filter(|(_, line)| is_single(line));
    let pairs = singles.filter_map(|(at, line)| Some([at, seen.get(&**line)?[1]?]));
    let pairs: Vec<[usize; 2]> = pairs.collect();
    let mut anchors = vec![[0, 0]];
    anchors.extend(longest_rise(&pairs));
    anchors.push([old.len(), new.len()]);
    anchors
}

/// The most pairs of which the second numbers rise as the first do.
fn longest_rise(pairs: &[[usize; 2]]) -> Vec<[usize; 2]> {
    // The pair with the smallest second number that a rise of each length ends with.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end][1] < pair[1]);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut rise = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        rise.push(pairs[index]);
        next = before[index];
    }
    rise.reverse();
    rise
}

/// Writes what differs, with lines around it.
struct Hunks<'t> {
    old: &'t [String],
    new: &'t [String],
    out: &'t mut String,
    /// The hunk so far, where it begins, and how many lines it has of each text.
    text: String,
    start: [usize; 2],
    counts: [usize; 2],
}

impl Hunks<'_> {
    fn write(&mut self) {
        let mut done = [0, 0];
        let mut has_changes = false;
        for anchor in anchors(self.old, self.new) {
            if anchor[0] < done[0] {
                continue;
            }
            let (start, end) = self.around(anchor, done);
            has_changes |= start != done;
            self.push("-", done[0]..start[0], 0);
            self.push("+", done[1]..start[1], 1);
            let equal = end[0] - start[0];
            let is_end = end == [self.old.len(), self.new.len()];
            if !is_end && (equal < CONTEXT || (!self.text.is_empty() && equal < 2 * CONTEXT)) {
                self.push_equal(start[0]..end[0]);
                done = end;
                continue;
            }
            if has_changes {
                let shown = equal.min(CONTEXT);
                self.push_equal(start[0]..start[0] + shown);
                self.end_hunk();
                has_changes = false;
            }
            if is_end {
                break;
            }
            self.text.clear();
            self.counts = [0, 0];
            self.start = [end[0] - CONTEXT, end[1] - CONTEXT];
            self.push_equal(end[0] - CONTEXT..end[0]);
            done = end;
        }
    }

    /// Where the equal lines around an anchor begin and end.
    fn around(&self, anchor: [usize; 2], done: [usize; 2]) -> ([usize; 2], [usize; 2]) {
        let [mut old, mut new] = anchor;
        while old > done[0] && new > done[1] && self.old[old - 1] == self.new[new - 1] {
            (old, new) = (old - 1, new - 1);
        }
        let start = [old, new];
        [old, new] = anchor;
        while old < self.old.len() && new < self.new.len() && self.old[old] == self.new[new] {
            (old, new) = (old + 1, new + 1);
        }
        (start, [old, new])
    }

    fn push(&mut self, sign: &str, lines: std::ops::Range<usize>, side: usize) {
        self.counts[side] += lines.len();
        for line in &[self.old, self.new][side][lines] {
            self.text.extend([sign, line]);
        }
    }

    fn push_equal(&mut self, lines: std::ops::Range<usize>) {
        self.counts[1] += lines.len();
        self.push(" ", lines, 0);
    }

    fn end_hunk(&mut self) {
        let line = |side: usize| self.start[side] + usize::from(self.counts[side] > 0);
        let (old, new) = (line(0), line(1));
        let [removed, added] = self.counts;
        push_format!(self.out, "@@ -{old},{removed} +{new},{added} @@\n");
        self.out.push_str(&self.text);
        self.text.clear();
        self.counts = [0, 0];
    }
}
