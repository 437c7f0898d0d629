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
/// has windows, else the Neovim we run in, else one that is running. An editor that needs a terminal
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
    let nvim = environment.nvim.as_deref();
    let variables = [&environment.visual, &environment.editor];
    let named = variables.into_iter().flatten();
    let named: Vec<_> = named.filter_map(|text| words(text).ok()).collect();
    let by_name = named.iter().find_map(|(program, flags)| {
        let known = Known::named(program)?;
        known.template(program, flags, nvim)
    });
    let ours = || remote("nvim".to_owned(), &[], nvim);
    by_name.or_else(ours).or_else(running).ok_or_else(|| {
        let needs_terminal = |(program, _): &&(String, _)| Known::named(program).is_some();
        let named = named.iter().find(needs_terminal);
        Failure::NoEditor(named.map(|(program, _)| name_of(program).to_owned()))
    })
}
