//! What other pages say, as templates see it.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::{DEEPEST, World};
use crate::gotemplate::Value;
use crate::parse;
use crate::render::shortcodes::with_included;
use crate::render::{Known, PageFacts, Templates, escape, included, with_shortcodes, words};

/// Hugo's mark of the end of a summary.
const DIVIDER: &str = "<!--more-->";
/// How many words a reader takes in a minute, plain and of wide characters.
const A_MINUTE: [usize; 2] = [213, 501];

impl World {
    /// What a member of another page that is made of its text gives; `None`: it is none of these.
    pub(super) fn of_text(
        self: &Arc<Self>,
        facts: &Arc<PageFacts>,
        name: &str,
    ) -> Result<Option<Value>, String> {
        // What the page itself says hangs on what is asked: to its own templates it says nothing.
        let is_own = facts.path == self.post().path;
        let text = |which: &str| {
            if is_own {
                Ok(Arc::from(""))
            } else {
                self.text_of(facts, which)
            }
        };
        Ok(Some(match name {
            "RawContent" => Value::text(&text("RawContent")?),
            "RenderShortcodes" => Value::html(&text("RenderShortcodes")?),
            "Content" => Value::html(&text("Content")?),
            "Summary" | "ContentWithoutSummary" => Value::html(&text(name)?),
            "Plain" => Value::text(&text("Plain")?),
            "PlainWords" => {
                let plain = text("Plain")?;
                Value::list(plain.split_whitespace().map(Value::text).collect())
            }
            "Len" => Value::Int(number(text("Content")?.len())),
            "WordCount" => Value::Int(number(self.words(&text("Plain")?).0)),
            "FuzzyWordCount" => {
                let (words, _) = self.words(&text("Plain")?);
                let hundreds = (words + 100) / 100;
                Value::Int(number(if words == 0 { 0 } else { hundreds * 100 }))
            }
            "ReadingTime" => {
                let (words, is_wide) = self.words(&text("Plain")?);
                let a_minute = A_MINUTE[usize::from(is_wide)];
                Value::Int(number(words.div_ceil(a_minute)))
            }
            _ => return Ok(None),
        }))
    }

    /// One of the texts of another page, made once.
    fn text_of(self: &Arc<Self>, facts: &Arc<PageFacts>, which: &str) -> Result<Arc<str>, String> {
        let key = format!("{which} {}", facts.path);
        let texts = || self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = texts().get(&key) {
            return Ok(known.clone());
        }
        let take = |left: usize| left.checked_sub(1);
        let is_one_more = self.others.fetch_update(Relaxed, Relaxed, take).is_ok();
        if self.depth == DEEPEST || !is_one_more {
            return Err("too many pages ask for what others say".to_owned());
        }
        let made: Arc<str> = match which {
            "Plain" => escape::without_tags(&self.text_of(facts, "Content")?).into(),
            which => {
                // What is not looked up yet will be.
                let text = self
                    .text_in(&format!("./{}", facts.path))
                    .unwrap_or_default();
                let post = parse::parse(&facts.path, &text);
                let body = text.get(post.body_start..).unwrap_or_default();
                self.made(facts, body, which).into()
            }
        };
        texts().insert(key, made.clone());
        Ok(made)
    }

    /// A text made of the body of another page, whose shortcodes see that page as theirs.
    fn made(self: &Arc<Self>, facts: &Arc<PageFacts>, body: &str, which: &str) -> String {
        if which == "RawContent" {
            return body.to_owned();
        }
        let known = Known {
            templates: Arc::new(Templates {
                post: facts.clone(),
                // Those are the post's own.
                resources: None,
                ..Templates::clone(&self.known.templates)
            }),
            ..self.known.clone()
        };
        let mut world = World::new(body, &known, &self.rules);
        if let Some(world) = Arc::get_mut(&mut world) {
            world.depth = self.depth + 1;
            world.others = self.others.clone();
        }
        let made = match which {
            "RenderShortcodes" => with_shortcodes(body, &self.rules, &known, &world, |html| {
                let mut included = self.all_included();
                included.push(html.into());
                included.len() - 1
            }),
            "Summary" | "ContentWithoutSummary" => {
                let is_summary = which == "Summary";
                let parts = body.split_once(DIVIDER);
                let part = parts.map_or(body, |(one, other)| if is_summary { one } else { other });
                let html = included(part, &self.rules, &known, &world);
                let (summary, rest) = html.split_at(end_of_summary(&html));
                let part = if is_summary { summary } else { rest };
                if parts.is_some() { &html } else { part }.to_owned()
            }
            _ => included(body, &self.rules, &known, &world),
        };
        let asked = world.end();
        self.note(|all| all.extend(asked));
        made
    }

    fn all_included(&self) -> MutexGuard<'_, Vec<Arc<str>>> {
        self.included.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the shortcode of another page gave that is known by this number.
    pub(in crate::render) fn included(&self, number: usize) -> Option<Arc<str>> {
        self.all_included().get(number).cloned()
    }

    /// HTML with what shortcodes of other pages gave in the place of the words that stand for it.
    pub(in crate::render) fn with_included(&self, html: String) -> String {
        with_included(html, |html, number| {
            let Some(included) = self.included(number) else {
                return;
            };
            let take = |left: usize| left.checked_sub(included.len());
            // Templates can write one word as often as they like.
            if self
                .left_to_fill
                .fetch_update(Relaxed, Relaxed, take)
                .is_ok()
            {
                html.push_str(&included);
            }
        })
    }

    /// How many words a text has, and whether wide characters are words of their own in it.
    fn words(&self, plain: &str) -> (usize, bool) {
        let values = &self.known.templates.values;
        let is_wide =
            values.truth("hascjklanguage") == Some(true) && plain.chars().any(words::is_wide);
        let words = plain.split_whitespace();
        let count = |word: &str| match word.chars().count() {
            length if length == word.len() => 1,
            length => length,
        };
        let count = if is_wide {
            words.map(count).sum()
        } else {
            words.count()
        };
        (count, is_wide)
    }
}

/// How many words a summary has at least that Hugo makes itself.
const SUMMARY: usize = 70;

/// Where the paragraph ends with which a text has as many words as a summary.
fn end_of_summary(html: &str) -> usize {
    let mut end = 0;
    while let Some(at) = html[end..].find("</p>") {
        end += at + "</p>".len();
        if escape::without_tags(&html[..end])
            .split_whitespace()
            .count()
            >= SUMMARY
        {
            return end;
        }
    }
    html.len()
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
