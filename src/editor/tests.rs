use super::*;

fn asked(text: &str) -> Result<Template, Mistake> {
    Template::asked(text, &Environment::default())
}

fn place(file: &str) -> Place {
    Place {
        file: file.into(),
        line: 12,
        column: 3,
    }
}

/// The program and its arguments, for line 12 and column 3 of a file.
fn filled(template: &Template, file: &str) -> Vec<String> {
    let command = template.command(&place(file)).unwrap();
    let arguments = command.arguments.into_iter();
    let arguments = arguments.map(|argument| argument.into_string().unwrap());
    [command.program].into_iter().chain(arguments).collect()
}

fn check(text: &str, expected: &[&str]) {
    let template = asked(text).unwrap();
    assert_eq!(filled(&template, "/b/a.md"), expected, "{text}");
}

#[test]
fn a_command_is_split_once_and_filled_afterwards() {
    check("code -g {file}:{line}", &["code", "-g", "/b/a.md:12"]);
    check("e '{file}' \"a b\" c\\ d", &["e", "/b/a.md", "a b", "c d"]);
    check(
        "'/my editor' {line} {column} {file}",
        &["/my editor", "12", "3", "/b/a.md"],
    );
    check(
        "tmux send-keys ':e {file}' Enter",
        &["tmux", "send-keys", ":e /b/a.md", "Enter"],
    );
    check("e +{line}", &["e", "+12", "/b/a.md"]);
    check(
        "tmux display '#{pane}' {file} ${HOME}",
        &["tmux", "display", "#{pane}", "/b/a.md", "${HOME}"],
    );
    check(
        "e '{}' '{ }' '}{' {file}",
        &["e", "{}", "{ }", "}{", "/b/a.md"],
    );
}

#[test]
fn what_is_in_a_name_stays_in_it() {
    for name in [
        "/b/a b.md",
        "/b/it's \"quoted\".md",
        "/b/$(touch x);`y`|z&.md",
        "/b/{line} {file} {column}.md",
        "/b/-w --goto.md",
        "/b/ü 日本.md",
        "/b/%PATH% #1.md",
    ] {
        let template = asked("e --at {line} {file}").unwrap();
        assert_eq!(filled(&template, name), ["e", "--at", "12", name]);
        let template = asked("e").unwrap();
        assert_eq!(filled(&template, name), ["e", name]);
    }
}

#[test]
fn a_name_with_a_line_break_is_told_to_no_editor() {
    for editor in [
        "nvim --server /run/n",
        "gvim",
        "code",
        "e {file}",
        "kitty hx",
    ] {
        let template = asked(editor).unwrap();
        for name in ["/b/a\n:!x.md", "/b/a\r.md", "/b/\u{1b}:x.md"] {
            assert_eq!(template.command(&place(name)), None, "{editor}");
        }
    }
}

#[test]
fn on_windows_a_backslash_separates_folders() {
    let check = |text: &str, expected: &[&str]| {
        let words = shlex::split(&with_folders(text)).unwrap();
        assert_eq!(words, expected, "{text}");
    };
    check(r"C:\bin\e.exe {file}", &[r"C:\bin\e.exe", "{file}"]);
    check(r#""C:\my e.exe" -g"#, &[r"C:\my e.exe", "-g"]);
    check(r"'C:\my e.exe' 'a\b'", &[r"C:\my e.exe", r"a\b"]);
}

#[cfg(unix)]
#[test]
fn a_path_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;

    let file = Path::new(OsStr::from_bytes(b"/b\xff/a.md"));
    let command = asked("e -f={file}").unwrap().command(&Place {
        file: file.to_owned(),
        line: 1,
        column: 1,
    });
    let expected = OsStr::from_bytes(b"-f=/b\xff/a.md");
    assert_eq!(command.unwrap().arguments, [expected]);
}

#[test]
fn mistakes_are_told_at_the_start() {
    let check = |text: &str, expected: &str| {
        let mistake = asked(text).unwrap_err().to_string();
        assert!(mistake.contains(expected), "{text}: {mistake}");
    };
    check("code \"{file}", "never closed");
    check("", "no program");
    check("  ", "no program");
    check("'' {file}", "no program");
    check(
        "code {path}",
        "{path} means nothing here; there are {file}, {line} and {column}",
    );
    check("{file}", "begins with the program");
    check(
        "vim",
        "vim runs in a terminal, so say in which: 'kitty vim'",
    );
    check("nvim", "'nvim --server ADDRESS'");
    check("emacs -nw", "runs in a terminal");
    check("emacsclient -t", "runs in a terminal");
}

#[test]
fn known_editors_need_no_template() {
    let goto = "/b/a.md:12:3";
    for name in ["code", "code-insiders", "codium", "cursor", "windsurf"] {
        check(name, &[name, "--goto", goto]);
    }
    check(
        "/opt/bin/code --wait -r",
        &["/opt/bin/code", "-r", "--goto", goto],
    );
    check("zed --wait", &["zed", goto]);
    check("subl -n -w", &["subl", "-n", goto]);
    let line = ["--line", "12", "--column", "3", "/b/a.md"];
    for name in ["idea", "webstorm", "pycharm", "rustrover", "kate"] {
        check(name, &[&[name], line.as_slice()].concat());
    }
    check(
        "emacsclient -a ''",
        &["emacsclient", "-a", "", "-n", "+12:3", "/b/a.md"],
    );
    check("mate -w", &["mate", "--line", "12:3", "/b/a.md"]);
    check("gedit", &["gedit", "+12:3", "/b/a.md"]);
    check("gvim -f", &["gvim", "--remote-silent", "+12", "/b/a.md"]);
    check("my-own -x", &["my-own", "-x", "/b/a.md"]);
}

#[test]
fn a_terminal_editor_is_told_the_place_behind_its_terminal() {
    check("kitty hx", &["kitty", "hx", "/b/a.md:12:3"]);
    check(
        "alacritty -e nvim",
        &["alacritty", "-e", "nvim", "+12", "/b/a.md"],
    );
    check(
        "tmux new-window nano",
        &["tmux", "new-window", "nano", "+12,3", "/b/a.md"],
    );
    check("kitty vim {file}", &["kitty", "vim", "/b/a.md"]);
}

#[test]
fn a_neovim_that_listens_is_asked_in_its_own_words() {
    let expression = |file: &str| {
        format!("execute(['drop ' . fnameescape({file}), 'call setcursorcharpos(12, 3)'])")
    };
    let template = asked("nvim --server /run/n --remote-silent").unwrap();
    let check = |name: &str, written: &str| {
        let expression = expression(written);
        let expected = ["nvim", "--server", "/run/n", "--remote-expr", &expression];
        assert_eq!(filled(&template, name), expected);
    };
    check("/b/a.md", "'/b/a.md'");
    check("/b/it's.md", "'/b/it''s.md'");
    check("/b/'.system('x').'.md", "'/b/''.system(''x'').''.md'");
    check("/b/a | b % # \"c\" \\d.md", "'/b/a | b % # \"c\" \\d.md'");
    let environment = Environment {
        nvim: Some("/run/m".to_owned()),
        ..Environment::default()
    };
    let template = Template::asked("nvim", &environment).unwrap();
    assert_eq!(filled(&template, "/b/a.md")[1..3], ["--server", "/run/m"]);
}

fn chosen(visual: &str, editor: &str, nvim: Option<&str>) -> Result<Vec<String>, String> {
    let environment = Environment {
        visual: Some(visual.to_owned()),
        editor: Some(editor.to_owned()),
        nvim: nvim.map(str::to_owned),
    };
    let running = || Some(asked("kate").unwrap());
    let chosen = choose(None, &environment, running);
    chosen
        .map(|template| filled(&template, "/b/a.md"))
        .map_err(|failure| failure.to_string())
}

#[test]
fn the_environment_names_editors_with_windows() {
    let program = |visual, editor| chosen(visual, editor, None).unwrap().remove(0);
    assert_eq!(program("code --wait", "vim"), "code");
    assert_eq!(program("vim", "/opt/zed -w"), "/opt/zed");
    assert_eq!(program("emacsclient -c", ""), "emacsclient");
    // These say themselves how.
    assert_eq!(program("kitty hx", ""), "kitty");
    assert_eq!(program("my-own {file}:{line}", ""), "my-own");
    for terminal in [
        "vim",
        "nvim",
        "/usr/bin/nano",
        "hx",
        "emacs -nw",
        "emacsclient -t",
        "micro",
    ] {
        assert_eq!(program(terminal, terminal), "kate", "{terminal}");
    }
    for unknown in ["", "my-own", "code \"", "sh -c code"] {
        assert_eq!(program(unknown, ""), "kate", "{unknown}");
    }
}

#[test]
fn the_neovim_that_we_run_in_goes_before_one_that_only_runs() {
    let check = |editor, expected: &str| {
        let chosen = chosen("", editor, Some("/run/n")).unwrap();
        assert_eq!(chosen[0], expected, "{editor}");
    };
    check("nvim", "nvim");
    check("/opt/nvim", "/opt/nvim");
    check("vim", "nvim");
    check("", "nvim");
    check("code", "code");
}

#[test]
fn what_was_asked_for_goes_before_everything() {
    let template = asked("kitty vim").unwrap();
    let environment = Environment {
        visual: Some("code".to_owned()),
        ..Environment::default()
    };
    let chosen = choose(Some(&template), &environment, || None).unwrap();
    assert_eq!(chosen, template);
}

#[test]
fn where_there_is_none_the_author_is_told_what_to_do() {
    let check = |editor: &str, expected: &str| {
        let environment = Environment {
            editor: Some(editor.to_owned()),
            ..Environment::default()
        };
        let told = choose(None, &environment, || None).unwrap_err().to_string();
        assert!(told.contains(expected), "{told}");
    };
    check("", "No editor was found");
    check("", "--editor 'code -g {file}:{line}'");
    check("/usr/bin/vim -u x", "“vim” runs in a terminal");
    check("hx", "--editor 'kitty hx'");
    check("/opt/my-own -x", "How “my-own” is told a file");
    check("my-own", "--editor 'my-own {file}:{line}'");
}
