//! What authors call their languages.

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// How code is to be read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Language<'a> {
    /// As one text in one language.
    Source(&'a SyntaxReference),
    /// As the copy of a terminal, with commands in this shell's language.
    Session(&'a SyntaxReference),
}

/// Names beside those that the definitions have themselves, and the definition's extension or name.
const ALIASES: [(&str, &str); 67] = [
    ("apache", "htaccess"),
    ("assembly", "asm"),
    ("babel", "js"),
    ("batch", "bat"),
    ("c#", "cs"),
    ("conf", "ini"),
    ("containerfile", "dockerfile"),
    ("csharp", "cs"),
    ("cuda", "cpp"),
    ("django", "jinja2"),
    ("docker", "dockerfile"),
    ("dos", "bat"),
    ("dosini", "ini"),
    ("dotenv", ".env"),
    ("ejs", "html"),
    ("elisp", "lisp"),
    ("emacs-lisp", "lisp"),
    ("f#", "fs"),
    ("fortran", "f90"),
    ("fsharp", "fs"),
    ("git-commit", "COMMIT_EDITMSG"),
    ("go-html-template", "html"),
    ("golang", "go"),
    ("gotmpl", "html"),
    ("handlebars", "html"),
    ("hbs", "html"),
    ("html5", "html"),
    ("ipython", "py"),
    ("javascript", "js"),
    ("json5", "js"),
    ("jsonc", "json"),
    ("jsonl", "json"),
    ("jsonld", "json"),
    ("ksh", "sh"),
    ("latex", "tex"),
    ("liquid", "html.twig"),
    ("mariadb", "sql"),
    ("mdx", "md"),
    ("mysql", "sql"),
    ("node", "js"),
    ("objc", "m"),
    ("objectivec", "m"),
    ("octave", "matlab"),
    ("pgsql", "sql"),
    ("plist", "xml"),
    ("plpgsql", "sql"),
    ("plsql", "sql"),
    ("postgres", "sql"),
    ("postgresql", "sql"),
    ("posix", "sh"),
    ("ps", "ps1"),
    ("pwsh", "ps1"),
    ("python3", "py"),
    ("regex", "re"),
    ("regexp", "re"),
    ("scheme", "lisp"),
    ("shell", "sh"),
    ("sqlite", "sql"),
    ("systemd", "ini"),
    ("tsql", "sql"),
    ("typst", "typ"),
    ("udiff", "diff"),
    ("vimscript", "vim"),
    ("wast", "lisp"),
    ("wat", "lisp"),
    ("webmanifest", "json"),
    ("zshrc", "sh"),
];

/// Names for the copy of a terminal.
const SESSIONS: [&str; 7] = [
    "bash-session",
    "console",
    "sh-session",
    "shell-session",
    "shellsession",
    "terminal",
    "zsh-session",
];

/// How to read `text`, which its author says is in `language`; `None` if we cannot say, or there
/// is nothing to colour.
pub(super) fn find<'a>(
    syntaxes: &'a SyntaxSet,
    language: &str,
    text: &str,
) -> Option<Language<'a>> {
    let name = name(language);
    if SESSIONS.contains(&name.as_str()) {
        let shell = syntaxes.find_syntax_by_token("sh")?;
        let has_prompt = text.lines().any(|line| command(line).is_some());
        return Some(if has_prompt {
            Language::Session(shell)
        } else {
            Language::Source(shell)
        });
    }
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    let token = alias.map_or(name.as_str(), |(_, token)| token);
    let syntax = if token == "php" && !text.contains("<?") {
        // The other definition of PHP begins with HTML.
        syntaxes.find_syntax_by_name("PHP Source")
    } else {
        // It may be the name of a file.
        let ending = || token.rsplit_once('.').map(|(_, ending)| ending);
        let syntax = syntaxes.find_syntax_by_token(token);
        syntax.or_else(|| syntaxes.find_syntax_by_token(ending()?))
    };
    syntax
        .filter(|syntax| syntax.name != "Plain Text")
        .map(Language::Source)
}

/// The command on `line` of a terminal, if a prompt stands before it. `# ` is none: it begins a
/// comment too.
pub(super) fn command(line: &str) -> Option<&str> {
    ["$ ", "% "]
        .iter()
        .find_map(|prompt| line.strip_prefix(prompt))
}

/// The name in `rust,ignore`, `{.python}`, `js:title` or `language-css`, in lower case.
fn name(language: &str) -> String {
    let language = language.trim_start_matches(['{', '.']);
    let language = language.strip_prefix("language-").unwrap_or(language);
    let end = language.find([',', '{', '}', ':', ';', '=', '[']);
    language[..end.unwrap_or(language.len())].to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, text: &str, expected: &str) {
        let syntaxes = super::super::syntaxes();
        let found = match find(syntaxes, language, text) {
            None => "none",
            Some(Language::Source(syntax)) => &syntax.name,
            Some(Language::Session(_)) => "session",
        };
        assert_eq!(found, expected, "{language}");
    }

    #[test]
    fn languages_are_known_by_the_names_that_authors_use() {
        for (language, expected) in [
            ("rs", "Rust"),
            ("Rust", "Rust"),
            ("rust,ignore", "Rust"),
            ("{.python}", "Python"),
            ("language-css", "CSS"),
            ("js", "JavaScript (Babel)"),
            ("jsx", "JavaScript (Babel)"),
            ("JavaScript", "JavaScript (Babel)"),
            ("ts", "TypeScript"),
            ("typescript", "TypeScript"),
            ("tsx", "TypeScriptReact"),
            ("py", "Python"),
            ("sh", "Bourne Again Shell (bash)"),
            ("bash", "Bourne Again Shell (bash)"),
            ("zsh", "Bourne Again Shell (bash)"),
            ("shell", "Bourne Again Shell (bash)"),
            ("console", "Bourne Again Shell (bash)"),
            ("yml", "YAML"),
            ("yaml", "YAML"),
            ("toml", "TOML"),
            ("dockerfile", "Dockerfile"),
            ("c", "C"),
            ("c++", "C++"),
            ("c#", "C#"),
            ("golang", "Go"),
            ("jsonc", "JSON"),
            ("html", "HTML"),
            ("diff", "Diff"),
            ("ruby", "Ruby"),
            ("makefile", "Makefile"),
            ("sql", "SQL"),
            ("kotlin", "Kotlin"),
            ("text", "none"),
            ("txt", "none"),
            ("plain", "none"),
            ("", "none"),
            ("mermaid", "none"),
        ] {
            check(language, "", expected);
        }
    }

    #[test]
    fn every_alias_leads_to_a_definition() {
        for (alias, _) in ALIASES {
            let found = find(super::super::syntaxes(), alias, "");
            assert!(found.is_some(), "{alias}");
        }
    }

    #[test]
    fn the_text_decides_where_a_name_does_not() {
        check("php", "echo 1;", "PHP Source");
        check("php", "<?php echo 1;", "PHP");
        check("console", "$ ls\na", "session");
    }
}
