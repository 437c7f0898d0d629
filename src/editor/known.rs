//! The editors that need no template of the author's.

use super::{Template, name_of};

/// An editor, and how it is told where to go.
#[derive(Debug)]
pub(super) struct Known {
    /// What its program is called on a command line.
    names: &'static [&'static str],
    /// What it is called among the running processes, in up to 15 bytes (as Linux has it), or as an
    /// application of macOS. Empty where that says too little.
    pub(super) processes: &'static [&'static str],
    window: Window,
    arguments: &'static [&'static str],
    /// Flags with which the program waits until the file is closed, which nobody waits for here.
    waits: &'static [&'static str],
}

/// Where an editor shows its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Window {
    /// In a window of its own.
    Own,
    /// In a window of its own, but for these flags.
    OwnUnless(&'static [&'static str]),
    /// In the terminal that it is started in.
    Terminal,
}

const GOTO: &[&str] = &["--goto", "{file}:{line}:{column}"];
const COLONS: &[&str] = &["{file}:{line}:{column}"];
const LINE_AND_COLUMN: &[&str] = &["--line", "{line}", "--column", "{column}", "{file}"];
const PLUS: &[&str] = &["+{line}", "{file}"];
const PLUS_COLON: &[&str] = &["+{line}:{column}", "{file}"];
const WAIT: &[&str] = &["-w", "--wait"];

/// The first that is running is taken: those that people write blogs in come first.
pub(super) const EDITORS: &[Known] = &[
    own(&["code"], &["code", "Visual Studio Code"], GOTO, WAIT),
    own(
        &["code-insiders"],
        &["code-insiders", "Visual Studio Code - Insiders"],
        GOTO,
        WAIT,
    ),
    own(&["codium", "vscodium"], &["codium", "VSCodium"], GOTO, WAIT),
    own(&["code-oss"], &["code-oss"], GOTO, WAIT),
    own(&["cursor"], &["cursor", "Cursor"], GOTO, WAIT),
    own(&["windsurf"], &["windsurf", "Windsurf"], GOTO, WAIT),
    own(&["positron"], &["positron", "Positron"], GOTO, WAIT),
    // Not `zed`: that is also a daemon of ZFS.
    own(
        &["zed", "zeditor"],
        &["zed-editor", "zeditor", "Zed"],
        COLONS,
        WAIT,
    ),
    own(&["subl"], &["sublime_text", "Sublime Text"], COLONS, WAIT),
    own(&["lapce"], &["lapce", "Lapce"], COLONS, WAIT),
    jetbrains(
        &["idea", "idea64"],
        &["idea", "IntelliJ IDEA", "IntelliJ IDEA CE"],
    ),
    jetbrains(&["webstorm", "webstorm64"], &["webstorm", "WebStorm"]),
    jetbrains(
        &["pycharm", "pycharm64", "charm"],
        &["pycharm", "PyCharm", "PyCharm CE"],
    ),
    jetbrains(&["rustrover", "rustrover64"], &["rustrover", "RustRover"]),
    jetbrains(&["phpstorm", "phpstorm64"], &["phpstorm", "PhpStorm"]),
    jetbrains(&["goland", "goland64"], &["goland", "GoLand"]),
    jetbrains(&["clion", "clion64"], &["clion", "CLion"]),
    jetbrains(
        &["rubymine", "rubymine64", "mine"],
        &["rubymine", "RubyMine"],
    ),
    own(
        &["kate"],
        &["kate", "Kate"],
        LINE_AND_COLUMN,
        &["-b", "--block"],
    ),
    own(&["kwrite"], &["kwrite"], LINE_AND_COLUMN, &[]),
    own(&["gedit"], &["gedit"], PLUS_COLON, WAIT),
    own(
        &["gnome-text-editor"],
        &["gnome-text-edit"],
        &["{file}"],
        &[],
    ),
    own(&["pluma"], &["pluma"], PLUS, WAIT),
    own(&["geany"], &["geany"], LINE_AND_COLUMN, &[]),
    own(
        &["mate"],
        &["TextMate"],
        &["--line", "{line}:{column}", "{file}"],
        WAIT,
    ),
    own(&["bbedit"], &["BBEdit"], PLUS, WAIT),
    own(
        &["notepad++"],
        &[],
        &["-n{line}", "-c{column}", "{file}"],
        &[],
    ),
    Known {
        window: Window::OwnUnless(&["-v"]),
        ..own(
            &["gvim", "mvim"],
            &["gvim", "MacVim"],
            &["--remote-silent", "+{line}", "{file}"],
            &["-f", "--nofork"],
        )
    },
    // It reaches an Emacs that serves, which no list of processes tells.
    Known {
        window: Window::OwnUnless(&["-t", "-nw", "--tty", "--no-window-system"]),
        ..own(
            &["emacsclient"],
            &[],
            &["-n", "+{line}:{column}", "{file}"],
            &[],
        )
    },
    Known {
        window: Window::OwnUnless(&["-t", "-nw", "--no-window-system", "--batch"]),
        ..own(&["emacs"], &[], PLUS_COLON, &[])
    },
    terminal(&["vim", "vi", "nvim"], PLUS),
    terminal(&["hx", "helix"], COLONS),
    terminal(&["micro", "kak", "jed", "mg", "jmacs"], PLUS_COLON),
    terminal(&["nano", "pico"], &["+{line},{column}", "{file}"]),
    terminal(&["ne", "joe", "mcedit", "ed"], PLUS),
];

const fn own(
    names: &'static [&'static str],
    processes: &'static [&'static str],
    arguments: &'static [&'static str],
    waits: &'static [&'static str],
) -> Known {
    Known {
        names,
        processes,
        window: Window::Own,
        arguments,
        waits,
    }
}

const fn jetbrains(names: &'static [&'static str], processes: &'static [&'static str]) -> Known {
    own(names, processes, LINE_AND_COLUMN, &["--wait"])
}

const fn terminal(names: &'static [&'static str], arguments: &'static [&'static str]) -> Known {
    Known {
        window: Window::Terminal,
        ..own(names, &[], arguments, &[])
    }
}

/// What a Neovim that listens is asked. The path is a string in it and then one file name: neither
/// quotes nor `|`, `%`, `#` or `` ` `` in it mean anything.
const REMOTE_EXPRESSION: &str = "execute(['drop ' . fnameescape({vim-string}), \
                                 'call setcursorcharpos({line}, {column})'])";

impl Known {
    /// The editor whose program this is.
    pub(super) fn named(program: &str) -> Option<&'static Self> {
        let name = name_of(program);
        EDITORS.iter().find(|known| known.names.contains(&name))
    }

    /// The same for one that is started in the terminal that stands before it.
    pub(super) fn in_terminal(word: &str) -> Option<&'static Self> {
        Self::named(word).filter(|known| known.window == Window::Terminal)
    }

    /// What its programs are called, the usual name first.
    pub(super) fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// What it is told after its flags.
    pub(super) fn arguments(&self) -> impl Iterator<Item = String> {
        self.arguments.iter().map(ToString::to_string)
    }

    /// How it is started, by this program with these flags, to go to a place: if it has a window of
    /// its own, or is a Neovim that listens, at the address among its flags or at `nvim`.
    pub(super) fn template(
        &self,
        program: &str,
        flags: &[String],
        nvim: Option<&str>,
    ) -> Option<Template> {
        let program = program.to_owned();
        if name_of(&program) == "nvim" {
            return remote(program, flags, nvim);
        }
        let is_own = match self.window {
            Window::Own => true,
            Window::OwnUnless(but) => !flags.iter().any(|flag| but.contains(&flag.as_str())),
            Window::Terminal => false,
        };
        let keeps = |flag: &&String| !self.waits.contains(&flag.as_str());
        let flags = flags.iter().filter(keeps).cloned();
        is_own.then(|| Template {
            program,
            arguments: flags.chain(self.arguments()).collect(),
        })
    }
}

/// A Neovim that listens somewhere.
pub(super) fn remote(program: String, flags: &[String], nvim: Option<&str>) -> Option<Template> {
    let mut server = nvim.map(str::to_owned);
    let mut kept = Vec::new();
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        match flag.as_str() {
            "--server" => server = flags.next().cloned(),
            flag if flag.starts_with("--remote") => {}
            flag => kept.push(flag.to_owned()),
        }
    }
    let asks = ["--server".to_owned(), server?];
    let what = ["--remote-expr".to_owned(), REMOTE_EXPRESSION.to_owned()];
    Some(Template {
        program,
        arguments: kept.into_iter().chain(asks).chain(what).collect(),
    })
}
