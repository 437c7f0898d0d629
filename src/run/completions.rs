//! `blog-serve completions`: what completes the command in a shell.

use std::process::ExitCode;

use clap::CommandFactory;

use super::output;
use crate::Stop;
use crate::arguments::{CommandLine, CompletionsArguments};

/// Prints the completions for a shell.
pub(crate) fn print(arguments: &CompletionsArguments) -> Result<ExitCode, Stop> {
    let mut script = Vec::new();
    let mut command = CommandLine::command();
    clap_complete::generate(arguments.shell, &mut command, "blog-serve", &mut script);
    output::print(&script)?;
    Ok(ExitCode::SUCCESS)
}
