//! `blog-serve completions`: what completes the command in a shell.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::output;
use crate::Stop;
use crate::arguments::{CommandLine, CompletionsArguments};

/// Prints the completions for a shell.
pub(crate) fn print(arguments: &CompletionsArguments) -> Result<ExitCode, Stop> {
    let mut script = Vec::new();
    let mut command = CommandLine::command();
    clap_complete::generate(arguments.shell, &mut command, "blog-serve", &mut script);
    if arguments.shell == Shell::Bash {
        script = one_name(&script);
    }
    output::print(&script)?;
    Ok(ExitCode::SUCCESS)
}

/// clap writes a command with a hyphen in its name in two ways, and so offers nothing for what
/// stands after `blog-serve check`: <https://github.com/clap-rs/clap/issues/6421>.
fn one_name(script: &[u8]) -> Vec<u8> {
    let script = String::from_utf8_lossy(script);
    script
        .replace("blog__subcmd__serve", "blog__serve")
        .into_bytes()
}
