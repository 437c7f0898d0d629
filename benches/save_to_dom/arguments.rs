//! What is asked for on the command line.

use std::path::PathBuf;

/// What to measure.
#[derive(Default)]
pub(crate) struct Arguments {
    /// Whether the figures count, or are only to come about.
    pub(crate) measures: bool,
    /// Somebody else's page, instead of our own.
    pub(crate) other: Option<Page>,
    sizes: Vec<usize>,
}

/// A page of a running preview server, and the file that makes it.
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) file: PathBuf,
}

impl Arguments {
    /// Reads `[--url URL --file FILE] [SIZE]...`. Cargo adds `--bench` or `--test`, and passes what
    /// is meant for other benches and tests to all of them, which is passed over.
    pub(crate) fn read(mut given: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        let (mut is_bench, mut is_test) = (false, false);
        let (mut url, mut file) = (None, None);
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--bench" => is_bench = true,
                "--test" => is_test = true,
                "--url" => url = Some(given.next().ok_or("--url needs an address")?),
                "--file" => file = Some(given.next().ok_or("--file needs a path")?.into()),
                other => arguments.sizes.extend(other.parse::<usize>()),
            }
        }
        arguments.measures = is_bench && !is_test;
        arguments.other = match (url, file) {
            (Some(url), Some(file)) => Some(Page { url, file }),
            (None, None) => None,
            _ => return Err("--url and --file go together".to_owned()),
        };
        Ok(arguments)
    }

    /// Sizes of our own blogs, in posts.
    pub(crate) fn sizes(&self) -> Vec<usize> {
        match (&self.sizes[..], self.measures) {
            ([], true) => vec![10, 1_000, 10_000],
            ([], false) => vec![10],
            (given, _) => given.to_vec(),
        }
    }
}
