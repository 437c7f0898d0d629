//! What other pages say, as templates see it.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::page::parameters;
use super::{Asker, DEEPEST, Told, World, at};
use crate::gotemplate::Value;
use crate::parse;
use crate::render::hooks::MOST_TOLD;
use crate::render::shortcodes::with_included;
use crate::render::summary::automatic_end;
use crate::render::{
    Known, PageFacts, Templates, WORDS_A_MINUTE, escape, included, with_shortcodes, words,
};

mod recall;

use recall::Basis;
pub use recall::OtherTexts;
pub(in crate::render::context) use recall::{Key, Made};

/// How many wide characters a reader takes in a minute.
const WIDE_A_MINUTE: usize = 501;

/// How many words a summary has at least that Hugo makes itself, unless the configuration says it.
const SUMMARY: usize = 70;

/// Each byte of another page's text counts for so many steps of templates, and takes as long.
const STEPS_A_BYTE: u64 = 20;

/// One of the texts of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Which {
    /// Markdown in which shortcodes have given what they give.
    Markdown,
    /// HTML.
    Html,
}

impl Which {
    /// The member of pages that gives it.
    fn member(self) -> &'static str {
        match self {
            Self::Markdown => "RenderShortcodes",
            Self::Html => "Content",
        }
    }
}

impl World {
    /// What a member of another page that is made of its text gives; `None`: it is none of these.
    pub(super) fn of_text(
        self: &Arc<Self>,
        facts: &Arc<PageFacts>,
        name: &str,
    ) -> Result<Option<Value>, String> {
        let html = |which| Ok::<_, String>(Value::html(&self.text_of(facts, which)?.text));
        Ok(Some(match name {
            "RawContent" => {
                let text = self.file_of(facts).unwrap_or_default();
                Value::text(body_of(facts, &text).0)
            }
            "RenderShortcodes" => html(Which::Markdown)?,
            "Content" => html(Which::Html)?,
            "Summary" => Value::html(&self.parts(facts)?[0]),
            "ContentWithoutSummary" => Value::html(&self.parts(facts)?[1]),
            "Truncated" => Value::Bool(!self.parts(facts)?[1].is_empty()),
            "Plain" => Value::text(&self.plain(facts)?),
            "PlainWords" => {
                let plain = self.plain(facts)?;
                Value::list(plain.split_whitespace().map(Value::text).collect())
            }
            "Len" => Value::Int(number(self.text_of(facts, Which::Html)?.text.len())),
            "WordCount" => Value::Int(number(self.words(facts)?.0)),
            "FuzzyWordCount" => {
                let (words, _) = self.words(facts)?;
                let hundreds = (words + 100) / 100;
                Value::Int(number(if words == 0 { 0 } else { hundreds * 100 }))
            }
            "ReadingTime" => {
                let (words, is_wide) = self.words(facts)?;
                let a_minute = if is_wide {
                    WIDE_A_MINUTE
                } else {
                    WORDS_A_MINUTE as usize
                };
                Value::Int(number(words.div_ceil(a_minute)))
            }
            _ => return Ok(None),
        }))
    }

    /// What is in the file of another page; `None`: it is not looked up yet, and will be. What the page itself says
    /// hangs on what is asked: to its own templates it says nothing.
    fn file_of(&self, facts: &PageFacts) -> Option<Arc<str>> {
        if facts.path == self.post().path {
            return None;
        }
        self.text_in(&name_of(facts))
    }

    /// What another page says, without its markup.
    fn plain(self: &Arc<Self>, facts: &Arc<PageFacts>) -> Result<Arc<str>, String> {
        let made = self.text_of(facts, Which::Html)?;
        // What Hugo writes before the ways back from footnotes does not part words.
        let html = || {
            made.text
                .replace("\u{a0}<a href=\"#fnref", "&#160;<a href=\"#fnref")
        };
        let plain = || escape::plain(&html()).into();
        Ok(made.plain.get_or_init(plain).clone())
    }

    /// One of the texts of another page.
    fn text_of(
        self: &Arc<Self>,
        facts: &Arc<PageFacts>,
        which: Which,
    ) -> Result<Arc<Made>, String> {
        let Some(text) = self.file_of(facts) else {
            return Ok(Arc::default());
        };
        let key = Key {
            path: facts.path.clone(),
            which,
            depth: self.asker.depth,
            language: { self.asker.language.clone() }
                .unwrap_or_else(|| self.post().language.clone()),
        };
        let texts = || self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = { texts().get(&key).cloned() };
        if let Some(known) = known {
            return Ok(known);
        }
        let cannot = |why: &str| format!("`.{}` of {}: {why}", which.member(), facts.path);
        if self.asker.depth == DEEPEST {
            let why = format!("pages that show each other are followed no deeper than {DEEPEST}");
            return Err(cannot(&why));
        }
        let others = &self.known.others;
        let made = match others.recall(&key, facts, &self.known, &self.rules) {
            // It counts as if it was made now: what is shown must not hang on what was shown before.
            Some(made) => self.pay(made.cost).map(|()| made),
            None => self.made(&key, facts, &text),
        };
        let made =
            made.ok_or_else(|| cannot("what is asked of other pages takes too long together"))?;
        self.note(|all| all.extend(made.asked.clone()));
        let made = made.handed_on(&mut self.all_included());
        texts().insert(key, made.clone());
        Ok(made)
    }

    /// Takes steps from those that are left for what other pages say; `None`: there are not as many.
    fn pay(&self, steps: u64) -> Option<()> {
        let left = &self.asker.left;
        let paid = left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(steps));
        if paid.is_err() {
            left.store(0, Relaxed);
        }
        paid.ok().map(drop)
    }

    /// A text made of what is in the file of another page, and kept; `None`: that takes too long.
    fn made(self: &Arc<Self>, key: &Key, facts: &Arc<PageFacts>, text: &str) -> Option<Arc<Made>> {
        let left = || self.asker.left.load(Relaxed);
        let before = left();
        self.pay(steps(text.len()).saturating_mul(STEPS_A_BYTE))?;
        let known = Known {
            templates: Arc::new(Templates {
                post: facts.clone(),
                ..Templates::clone(&self.known.templates)
            }),
            ..self.known.clone()
        };
        let (body, line) = body_of(facts, text);
        let by = Asker {
            depth: self.asker.depth + 1,
            left: self.asker.left.clone(),
            language: Some(key.language.clone()),
        };
        let world = World::asked_by(by, body, &known, &self.rules);
        if world.waits() {
            self.note(|all| all.extend(world.end()));
            return Some(Arc::default());
        }
        let mut included = Vec::new();
        let (text, parting) = world.text(key.which, line, &mut included);
        let mut asked = world.end();
        asked.named_files.insert(name_of(facts));
        asked.problems = told_of(&facts.path, asked.problems);
        self.pay(world.spent() + steps(text.len()))?;
        let made = Arc::new(Made {
            text: text.into(),
            included,
            parting,
            cost: before - left(),
            basis: Basis::of(facts, &asked, &self.known),
            asked,
            ..Made::default()
        });
        let others = &self.known.others;
        others.keep(key.clone(), made.clone(), &self.known, &self.rules);
        Some(made)
    }

    /// Whether shortcodes are not looked up yet that the body calls. They will be, and without them it need not be
    /// read.
    fn waits(&self) -> bool {
        let shortcodes = &self.known.templates.shortcodes;
        let calls = self.calls().iter();
        let unknown = calls.filter(|name| !shortcodes.contains_key(&***name));
        let count = unknown.map(|name| self.looked_for(name)).count();
        count > 0
    }

    /// A text made of the body, whose shortcodes see this world.
    ///
    /// With where in it the author says that the summary ends.
    fn text(
        self: &Arc<Self>,
        which: Which,
        line: u32,
        given: &mut Vec<Arc<str>>,
    ) -> (String, Option<usize>) {
        let (body, rules, known) = (&*self.body, &self.rules, &self.known);
        match which {
            Which::Markdown => {
                let text = with_shortcodes(body, line, rules, known, self, |html| {
                    given.push(html.into());
                    given.len() - 1
                });
                (text, None)
            }
            Which::Html => included(body, line, rules, known, self),
        }
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

    /// The summary of another page, and what stands behind it.
    fn parts(self: &Arc<Self>, facts: &Arc<PageFacts>) -> Result<[String; 2], String> {
        let made = self.text_of(facts, Which::Html)?;
        let automatic = || -> Result<usize, String> {
            let length = self.known.templates.values.at("summarylength");
            let length = length
                .and_then(serde_yaml::Value::as_u64)
                .and_then(|it| it.try_into().ok());
            let (_, is_wide) = self.words(facts)?;
            Ok(automatic_end(
                &made.text,
                length.unwrap_or(SUMMARY),
                is_wide,
            ))
        };
        let end = made.parting.map_or_else(automatic, Ok)?;
        let (summary, rest) = made.text.split_at(end);
        Ok([summary.trim().to_owned(), rest.trim().to_owned()])
    }

    /// How many words a page has, and whether wide characters are words of their own in it.
    fn words(self: &Arc<Self>, facts: &Arc<PageFacts>) -> Result<(usize, bool), String> {
        let plain = self.plain(facts)?;
        let made = self.text_of(facts, Which::Html)?;
        Ok(*made.words.get_or_init(|| self.counted(facts, &plain)))
    }

    fn counted(&self, facts: &PageFacts, plain: &str) -> (usize, bool) {
        let is_wide = self.is_wide(facts, plain);
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

    /// Whether characters of this page are words of their own: it says so itself, or the blog does for pages
    /// that have wide ones.
    fn is_wide(&self, facts: &PageFacts, plain: &str) -> bool {
        let own = at(&parameters(facts, self), "iscjklanguage");
        if let Some(Value::Bool(is_wide)) = own {
            return is_wide;
        }
        let values = &self.known.templates.values;
        values.truth("hascjklanguage") == Some(true) && plain.chars().any(words::is_wide)
    }
}

/// How the file of a page is asked for.
fn name_of(page: &PageFacts) -> String {
    format!("./{}", page.path)
}

/// The text in the file of a page, without the front matter, and the line on which it begins.
fn body_of<'t>(page: &PageFacts, text: &'t str) -> (&'t str, u32) {
    let post = parse::parse(&page.path, text);
    let body = text.get(post.body_start..).unwrap_or_default();
    (body, post.body_line)
}

/// What is wrong in the file at a path and in those that it shows, as far as it is told.
fn told_of(path: &str, problems: BTreeSet<Told>) -> BTreeSet<Told> {
    let problems = problems.into_iter().map(|told| match told.path.as_str() {
        "" => Told {
            path: path.to_owned(),
            ..told
        },
        _ => told,
    });
    problems.take(MOST_TOLD).collect()
}

fn steps(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
