//! Text and classes → as few spans as say it.

use std::collections::HashMap;

use syntect::parsing::{BasicScopeStackOp, Scope, ScopeStack, ScopeStackOp};

use super::scopes::{self, Class, NAME, PLAIN, STRING};
use crate::render::tree::write_text;

/// Writes code. Neighbours of one class share a span; white space between them joins it.
pub(super) struct Spans {
    html: String,
    stack: ScopeStack,
    /// The class of each scope on the stack, those without one having that of the scope below.
    classes: Vec<Class>,
    known: HashMap<Scope, Option<Class>>,
    /// The class of the span that is open, or [`PLAIN`].
    open: Class,
    /// White space that is not yet written, as it may come before or after the end of the span.
    gap: String,
}

impl Spans {
    /// Spans around about `bytes` of code.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            html: String::with_capacity(bytes * 2),
            stack: ScopeStack::new(),
            classes: Vec::new(),
            known: HashMap::new(),
            open: PLAIN,
            gap: String::new(),
        }
    }

    /// Adds a line with the changes of scope in it, by their byte.
    pub(super) fn add(&mut self, line: &str, changes: &[(usize, ScopeStackOp)]) {
        let mut from = 0;
        for (at, change) in changes {
            // The line break that we added for the definitions may be beyond the end.
            let at = (*at).clamp(from, line.len());
            self.add_text(&line[from..at], self.class());
            from = at;
            self.apply(change);
        }
        self.add_text(&line[from..], self.class());
    }

    /// Adds text without any colour.
    pub(super) fn add_plain(&mut self, text: &str) {
        self.add_text(text, PLAIN);
    }

    /// The HTML of all that was added.
    pub(super) fn finish(mut self) -> String {
        self.switch_to(PLAIN);
        self.html.push_str(&self.gap);
        self.html
    }

    fn class(&self) -> Class {
        self.classes.last().copied().unwrap_or(PLAIN)
    }

    fn apply(&mut self, change: &ScopeStackOp) {
        let Self {
            stack,
            classes,
            known,
            ..
        } = self;
        // An error is a definition that takes away more than is there; the stack is then as empty
        // as it can be, and so are the classes.
        let _ = stack.apply_with_hook(change, |change, _| match change {
            BasicScopeStackOp::Push(scope) => {
                let below = classes.last().copied().unwrap_or(PLAIN);
                let own = *known.entry(scope).or_insert_with(|| scopes::class(scope));
                classes.push(match own {
                    Some(STRING) if below == NAME => NAME,
                    own => own.unwrap_or(below),
                });
            }
            BasicScopeStackOp::Pop => {
                classes.pop();
            }
        });
    }

    fn add_text(&mut self, text: &str, class: Class) {
        let code = text.trim_start();
        self.gap.push_str(&text[..text.len() - code.len()]);
        if code.is_empty() {
            return;
        }
        if class == self.open {
            self.html.push_str(&self.gap);
            self.gap.clear();
        } else {
            self.switch_to(class);
        }
        let end = code.trim_end().len();
        write_text(&code[..end], &mut self.html);
        self.gap.push_str(&code[end..]);
    }

    /// Ends the span that is open and begins one of `class`.
    fn switch_to(&mut self, class: Class) {
        if self.open != PLAIN {
            self.html.push_str("</span>");
        }
        self.html.push_str(&self.gap);
        self.gap.clear();
        if class != PLAIN {
            self.html.push_str("<span class=");
            self.html.push(char::from(class));
            self.html.push('>');
        }
        self.open = class;
    }
}
