//! Zola's shortcodes: all are the blog's own, or its theme's.

use super::scan::{Call, Node};
use super::{Given, Shortcode, Writer, label, shown, write_box};
use crate::problem::Severity;
use crate::render::tera::{Engine, Unrendered};

/// What the shortcodes of one post share.
pub(super) struct Zolas {
    pub(super) engine: Engine,
    /// How often each was called.
    calls: std::collections::HashMap<String, u64>,
}

impl Zolas {
    pub(super) fn of(engine: Engine) -> Self {
        Self {
            engine,
            calls: std::collections::HashMap::new(),
        }
    }

    fn count(&mut self, name: &str) -> u64 {
        let count = self.calls.entry(name.to_owned()).or_insert(0);
        *count += 1;
        *count
    }
}

impl Writer<'_, '_> {
    /// What takes the place of a shortcode of Zola's.
    pub(super) fn given_by_zola(&mut self, call: &Call) -> Given {
        let name = call.name.as_str();
        self.world.looked_for(name);
        let nth = self.zolas.count(name);
        let body = call.inner.as_ref().map(|nodes| self.body_of(nodes));
        let inner = body.clone().unwrap_or_default();
        match self.known.templates.shortcodes.get(name) {
            Some(Shortcode::Tera { file, text }) => {
                let mut context = call.arguments.clone();
                if let Some(body) = &body {
                    context.insert("body".into(), body.trim_end().into());
                }
                context.insert("nth".into(), nth.into());
                let (file, text) = (file.clone(), text.clone());
                match self.zolas.engine.render(&file, &text, context) {
                    Ok(given) if file.rsplit('.').next() == Some("md") => Given::Markdown(given),
                    Ok(given) => Given::Text(given),
                    // What it waits for is wanted, and the page is rendered again with it.
                    Err(Unrendered::Waiting) => Given::Text(String::new()),
                    Err(Unrendered::Failed(message)) => {
                        let message = format!("The shortcode `{name}` cannot be shown: {message}");
                        self.complain_of(call, Severity::Error, message);
                        Given::Unknown(self.block(&inner))
                    }
                }
            }
            Some(Shortcode::Broken(message)) => {
                let message =
                    format!("The template of the shortcode `{name}` cannot be read: {message}");
                self.complain_of(call, Severity::Error, message);
                Given::Unknown(self.block(&inner))
            }
            // That there is none is for the checks to say.
            _ => Given::Unknown(self.block(&inner)),
        }
    }

    /// What stands in a shortcode, with what others in it give.
    fn body_of(&mut self, nodes: &[Node]) -> String {
        let mut body = String::new();
        for node in nodes {
            match node {
                Node::Text(span) => body.push_str(&self.body[span.clone()]),
                Node::Shown(span) => shown(&self.body[span.clone()], &mut body),
                Node::Call(call) => match self.given_by_zola(call) {
                    Given::Text(text) | Given::Html(text) | Given::Markdown(text) => {
                        body.push_str(&text);
                    }
                    Given::Unknown(within) => write_box(&mut body, &label(call), &within, true),
                },
            }
        }
        body.trim().to_owned()
    }
}
