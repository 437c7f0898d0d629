//! `blog-serve completions` and `blog-serve man`: the arguments, of the same source as `--help`.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::print;
use crate::Stop;
use crate::arguments::{CommandLine, EXAMPLES};

/// Writes what a shell needs to complete our arguments.
pub(crate) fn completions(shell: Shell) -> Result<ExitCode, Stop> {
    let mut command = CommandLine::command();
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut text);
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the man page.
pub(crate) fn man() -> Result<ExitCode, Stop> {
    print(&page()?)?;
    Ok(ExitCode::SUCCESS)
}

/// One page for the command and what it does besides serving.
fn page() -> Result<Vec<u8>, std::io::Error> {
    // A man page has no colours.
    let examples = anstream::adapter::strip_str(EXAMPLES).to_string();
    let command = CommandLine::command().after_help(examples);
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for command in command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        let name = format!("blog-serve {}", command.get_name());
        let man = clap_mangen::Man::new(command.clone().bin_name(name.clone()));
        let mut section = Vec::new();
        man.render_synopsis_section(&mut section)?;
        man.render_description_section(&mut section)?;
        man.render_options_section(&mut section)?;
        let section = String::from_utf8_lossy(&section);
        let section = section.replacen(
            ".SH SYNOPSIS",
            &format!(".SH \"{}\"", name.to_uppercase()),
            1,
        );
        let section = section
            .replace(".SH DESCRIPTION", ".PP")
            .replace(".SH OPTIONS", ".SS \"Options\"");
        text.extend_from_slice(section.as_bytes());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_man_page_knows_every_option() {
        let page = String::from_utf8(page().unwrap()).unwrap();
        let plain = page
            .replace("\\-", "-")
            .replace("\\fB", "")
            .replace("\\fR", "");
        let mut command = CommandLine::command();
        command.build();
        let all = std::iter::once(&command).chain(command.get_subcommands());
        for command in all.filter(|command| !command.is_hide_set()) {
            for option in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(plain.contains(&format!("--{option}")), "{option}");
            }
        }
        assert!(plain.contains("blog-serve --share --for 2h"), "{plain}");
        assert!(!plain.contains('\u{1b}'));
    }
}
