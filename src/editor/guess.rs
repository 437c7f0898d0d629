//! Which editor is the author's, where `--editor` does not say.

use std::env;

use super::known::{Known, remote};
use super::{Failure, Template, name_of, words};

/// What the environment says of the author's editor. What is empty says nothing.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `VISUAL`.
    pub visual: Option<String>,
    /// `EDITOR`.
    pub editor: Option<String>,
    /// Where the Neovim listens in whose terminal we run: `NVIM`, or `NVIM_LISTEN_ADDRESS`, as it
    /// was called before.
    pub nvim: Option<String>,
}

impl Environment {
    /// Ours.
    #[must_use]
    pub fn of_this_process() -> Self {
        let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            visual: variable("VISUAL"),
            editor: variable("EDITOR"),
            nvim: variable("NVIM").or_else(|| variable("NVIM_LISTEN_ADDRESS")),
        }
    }
}

/// The author's editor: the one that was asked for, else the one that the environment names if it
/// has windows or says in which terminal it runs, else the Neovim we run in, else one that is running. An editor that needs a terminal
/// is never guessed: it would have none.
///
/// # Errors
///
/// [`Failure::NoEditor`] when there is none.
pub fn choose(
    asked: Option<&Template>,
    environment: &Environment,
    running: impl FnOnce() -> Option<Template>,
) -> Result<Template, Failure> {
    if let Some(asked) = asked {
        return Ok(asked.clone());
    }
    let variables = [&environment.visual, &environment.editor];
    let named = variables.into_iter().flatten();
    let named: Vec<_> = named.filter_map(|text| words(text).ok()).collect();
    let by_name = named.iter().find_map(|(program, flags)| {
        let precise = Template::precise(program, flags, environment);
        precise.ok().flatten()
    });
    let ours = || remote("nvim".to_owned(), &[], environment.nvim.as_deref());
    by_name
        .or_else(ours)
        .or_else(running)
        .ok_or_else(|| Failure::NoEditor(named.first().map(|(program, _)| Unfit::of(program))))
}

/// The editor that the environment names, and why it is not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It needs a terminal.
    Terminal(String),
    /// How it is told a file and a line is not known; it may need a terminal too.
    Unknown(String),
}

impl Unfit {
    fn of(program: &str) -> Self {
        let name = name_of(program).to_owned();
        match Known::named(program) {
            Some(_) => Self::Terminal(name),
            None => Self::Unknown(name),
        }
    }
}
