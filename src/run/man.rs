//! `blog-serve man`: the manual page, from the same source as `--help`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::output;
use crate::Stop;
use crate::arguments::CommandLine;

/// Prints the manual page.
pub(crate) fn print() -> Result<ExitCode, Stop> {
    output::print(page()?.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// One page for the command and what it does besides serving.
fn page() -> io::Result<String> {
    let mut command = CommandLine::command();
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone()).section("1").manual("");
    man.render_title(&mut page)?;
    let about = command.get_about().map(ToString::to_string);
    let about = about.unwrap_or_default();
    let short = about.split(':').next().unwrap_or_default();
    writeln!(page, ".SH NAME\nblog\\-serve \\- {}", roff(short))?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut page = text(page);
    page.push_str(".SH COMMANDS\n");
    for subcommand in command.get_subcommands() {
        page.push_str(&section_of(subcommand)?);
    }
    page.push_str(&after(&command, ".SH"));
    page.push_str(
        ".SH FILES\n.TP\n.B $XDG_STATE_HOME/blog\\-serve/\nLinks that were shared, and the ports of \
         each blog. Nothing is written into a blog but by export, where you say.\n",
    );
    Ok(page)
}

/// What one of the commands does, and how it is called.
fn section_of(command: &Command) -> io::Result<String> {
    let man = Man::new(command.clone());
    let mut parts = Vec::new();
    man.render_synopsis_section(&mut parts)?;
    man.render_description_section(&mut parts)?;
    if command.get_arguments().next().is_some() {
        man.render_options_section(&mut parts)?;
    }
    let mut section = format!(".SS {}\n", roff(command.get_name()));
    for line in text(parts).lines() {
        match line {
            // Each would be a section of the page.
            ".SH SYNOPSIS" => {}
            line if line.starts_with(".SH") => section.push_str(".PP\n"),
            line => {
                section.push_str(line);
                section.push('\n');
            }
        }
    }
    section.push_str(&after(command, ".PP\n.B"));
    Ok(section)
}

/// What stands under the options in `--help`, as it stands there. Its headings follow `heading`.
fn after(command: &Command, heading: &str) -> String {
    let Some(help) = command.get_after_help() else {
        return String::new();
    };
    let mut section = String::new();
    if heading != ".SH" {
        section.push_str(".PP\n");
    }
    let mut is_verbatim = false;
    let help = help.to_string();
    for line in help.lines() {
        let is_indented = line.starts_with(' ');
        if is_indented != is_verbatim {
            section.push_str(if is_indented { ".nf\n" } else { ".fi\n" });
            is_verbatim = is_indented;
        }
        match line.strip_suffix(':').filter(|_| !is_indented) {
            Some(title) if heading == ".SH" => {
                let title = roff(&title.to_uppercase());
                section.extend([".SH ", &title, "\n"]);
            }
            Some(title) => section.extend([heading, " ", &roff(title), "\n"]),
            None if line.is_empty() => section.push_str(".PP\n"),
            None => {
                section.push_str(&roff(line));
                section.push('\n');
            }
        }
    }
    if is_verbatim {
        section.push_str(".fi\n");
    }
    section
}

/// A line of text as roff wants it.
fn roff(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-");
    if line.starts_with(['.', '\'']) {
        format!("\\&{line}")
    } else {
        line
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("clap's texts are texts")
}
