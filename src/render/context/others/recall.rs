//! What other pages say, kept from one rendering to the next.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::Which;
use crate::dialect::Values;
use crate::gotemplate::{Map, Template, Value};
use crate::render::context::Asked;
use crate::render::shortcodes::{with_included, write_included};
use crate::render::{
    Base, Code, FileFacts, Known, PageFacts, PageName, Phrases, RenderHooks, ResourceFacts, Rules,
    Shortcode, Target, Whole,
};

/// So many bytes are kept, and as many of those that were not asked for since: a page that lists a thousand
/// posts of 10 KB asks for most of it.
const MOST_KEPT: usize = 32 << 20;

/// What other pages said before. A page that lists all posts with their lengths has each of them rendered, again
/// and again while it learns what their shortcodes ask for, and with each save.
///
/// It changes nothing but how long it takes; clones remember together.
#[derive(Clone, Debug, Default)]
pub struct OtherTexts(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    ground: Option<Ground>,
    /// What was made or asked for since the others became old.
    young: HashMap<Key, Arc<Made>>,
    old: HashMap<Key, Arc<Made>>,
    /// What the young ones have.
    bytes: usize,
}

/// What everything that is kept was made with.
#[derive(Debug)]
struct Ground {
    base: Arc<Base>,
    values: Arc<Values>,
    rules: Rules,
}

/// Which text of which page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::render::context) struct Key {
    /// The page's file.
    pub(super) path: String,
    pub(super) which: Which,
    /// How many pages ask each for the next.
    pub(super) depth: usize,
    /// The language of the post that is shown, in which the site and its lists are.
    pub(super) language: String,
}

/// A text of another page, and what it was made of.
#[derive(Debug, Default)]
pub(in crate::render::context) struct Made {
    pub(super) text: Arc<str>,
    /// What shortcodes gave in it, by the numbers in the words that stand for it.
    pub(super) included: Vec<Arc<str>>,
    /// Where in it the author says that the summary ends.
    pub(super) parting: Option<usize>,
    /// What was asked for to make it.
    pub(super) asked: Asked,
    /// How many steps it took, with what other pages say in it.
    pub(super) cost: u64,
    pub(super) basis: Basis,
    /// The same without markup, once it was asked for.
    pub(super) plain: OnceLock<Arc<str>>,
    /// How many words that has, and whether wide characters are some, once it was asked for.
    pub(super) words: OnceLock<(usize, bool)>,
}

/// What was known of what a text asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Basis {
    page: Arc<PageFacts>,
    hooks: Option<Arc<RenderHooks>>,
    shortcodes: Vec<(String, Shortcode)>,
    partials: Vec<(String, Option<Template>)>,
    pages: Vec<(PageName, Option<Arc<PageFacts>>)>,
    named_files: Vec<(String, Option<Arc<FileFacts>>)>,
    files: Vec<(String, Target)>,
    digests: Vec<((String, u64), u64)>,
    resources: Vec<(String, Arc<[ResourceFacts]>)>,
    lists: Vec<Option<Arc<[Arc<PageFacts>]>>>,
    phrases: Option<Arc<Phrases>>,
    data: Option<Data>,
    code: Vec<Option<Arc<str>>>,
}

/// What data files say: the same if it was read at once.
#[derive(Debug)]
struct Data(Arc<Map>);

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Data {}

impl Basis {
    /// What is known of what the text of a page asked for.
    pub(super) fn of(page: &Arc<PageFacts>, asked: &Asked, known: &Known) -> Self {
        let templates = &known.templates;
        let asks = |whole| asked.wholes.contains(&whole);
        let lists = [
            (Whole::Pages, &templates.all_pages),
            (Whole::Sections, &templates.sections),
            (Whole::Everywhere, &templates.everywhere),
        ];
        let lists = lists.into_iter().filter(|(whole, _)| asks(*whole));
        let data = match &templates.data {
            Some(Value::Map(data)) if asks(Whole::Data) => Some(Data(data.clone())),
            _ => None,
        };
        let code = asked.code.iter();
        let code = code.map(|(language, text)| Code::new(language, text).key);
        Self {
            page: page.clone(),
            hooks: templates.hooks.clone(),
            shortcodes: known_of(&asked.shortcodes, &templates.shortcodes),
            partials: known_of(&asked.partials, &templates.partials),
            pages: known_of(&asked.references, &templates.pages),
            named_files: known_of(&asked.named_files, &templates.named_files),
            files: known_of(&asked.files, &templates.files),
            digests: known_of(&asked.digests, &templates.digests),
            resources: known_of(&asked.resources, &templates.resources),
            lists: lists.map(|(_, list)| list.clone()).collect(),
            phrases: templates.phrases.clone().filter(|_| asks(Whole::Phrases)),
            data,
            code: code.map(|key| known.code.get(&key).cloned()).collect(),
        }
    }
}

/// What is known of what was asked for; what was not looked up is not among it.
fn known_of<N: Clone + Eq + Hash, T: Clone>(
    asked: &BTreeSet<N>,
    known: &HashMap<N, T>,
) -> Vec<(N, T)> {
    let found = asked.iter().filter_map(|name| known.get_key_value(name));
    found.map(|(name, it)| (name.clone(), it.clone())).collect()
}

impl Ground {
    fn is_of(&self, known: &Known, rules: &Rules) -> bool {
        Arc::ptr_eq(&self.values, &known.templates.all_values)
            && (Arc::ptr_eq(&self.base, &known.base) || self.base == known.base)
            && self.rules == *rules
    }
}

impl Made {
    /// The same among others, where what its shortcodes gave has other numbers.
    pub(super) fn handed_on(self: Arc<Self>, all: &mut Vec<Arc<str>>) -> Arc<Self> {
        if self.included.is_empty() {
            return self;
        }
        let first = all.len();
        all.extend(self.included.iter().cloned());
        let text = with_included(self.text.to_string(), |text, number| {
            if number < self.included.len() {
                write_included(text, first + number);
            }
        });
        Arc::new(Self {
            text: text.into(),
            ..Self::default()
        })
    }

    /// How many bytes it has, or will have when it is asked for without markup.
    fn weight(&self) -> usize {
        let included: usize = self.included.iter().map(|it| it.len()).sum();
        self.text.len() * 2 + included
    }
}

impl OtherTexts {
    /// A text as it was made, if it was made of what is known now.
    pub(super) fn recall(
        &self,
        key: &Key,
        page: &Arc<PageFacts>,
        known: &Known,
        rules: &Rules,
    ) -> Option<Arc<Made>> {
        let kept = self.on_ground(known, rules);
        let made = kept.young.get(key).cloned();
        let made = made.or_else(|| kept.old.get(key).cloned())?;
        drop(kept);
        if made.basis != Basis::of(page, &made.asked, known) {
            return None;
        }
        self.keep(key.clone(), made.clone(), known, rules);
        Some(made)
    }

    /// Keeps a text for the next time.
    pub(super) fn keep(&self, key: Key, made: Arc<Made>, known: &Known, rules: &Rules) {
        let mut kept = self.on_ground(known, rules);
        let weight = made.weight();
        if kept.bytes + weight > MOST_KEPT {
            kept.old = take(&mut kept.young);
            kept.bytes = 0;
        }
        kept.bytes += weight;
        if let Some(before) = kept.young.insert(key, made) {
            kept.bytes = kept.bytes.saturating_sub(before.weight());
        }
    }

    /// What is kept, if all of it was made with the same configuration. A panic in the middle of a change leaves
    /// at worst a text too few.
    fn on_ground(&self, known: &Known, rules: &Rules) -> MutexGuard<'_, Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |ground: &Ground| ground.is_of(known, rules);
        if !kept.ground.as_ref().is_some_and(is_same) {
            let ground = Ground {
                base: known.base.clone(),
                values: known.templates.all_values.clone(),
                rules: rules.clone(),
            };
            *kept = Kept {
                ground: Some(ground),
                ..Kept::default()
            };
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Templates;

    fn key(path: &str) -> Key {
        Key {
            path: path.to_owned(),
            which: Which::Html,
            depth: 0,
            language: String::new(),
        }
    }

    fn made(text: &str, asked: Asked, known: &Known) -> Arc<Made> {
        Arc::new(Made {
            text: text.into(),
            basis: Basis::of(&Arc::default(), &asked, known),
            asked,
            ..Made::default()
        })
    }

    fn with_shortcode(known: &Known, template: &str) -> Known {
        let mut templates = Templates::clone(&known.templates);
        let template = Template::parse("x", template).unwrap();
        let shortcode = Shortcode::Template(template);
        templates.shortcodes.insert("x".to_owned(), shortcode);
        Known {
            templates: Arc::new(templates),
            ..known.clone()
        }
    }

    #[test]
    fn a_text_is_the_same_as_long_as_what_it_asked_for_is() {
        let rules = Rules::COMMONMARK;
        let texts = OtherTexts::default();
        let first = with_shortcode(&Known::default(), "one");
        let asked = Asked {
            shortcodes: ["x".to_owned()].into(),
            ..Asked::default()
        };
        let text = made("text", asked, &first);
        texts.keep(key("a"), text.clone(), &first, &rules);
        let recall =
            |known: &Known, rules: &Rules| texts.recall(&key("a"), &Arc::default(), known, rules);
        let again = with_shortcode(&first, "one");
        assert!(recall(&again, &rules).is_some_and(|it| Arc::ptr_eq(&it, &text)));
        assert!(recall(&with_shortcode(&first, "two"), &rules).is_none());
        assert!(recall(&first, &rules).is_some(), "it is still there");
        let page = Arc::new(PageFacts {
            title: "another".to_owned(),
            ..PageFacts::default()
        });
        assert!(texts.recall(&key("a"), &page, &first, &rules).is_none());
        let others = Rules {
            block_attributes: true,
            ..Rules::COMMONMARK
        };
        assert!(recall(&first, &others).is_none());
    }

    #[test]
    fn what_nobody_asks_for_is_given_up() {
        let (known, rules) = (Known::default(), Rules::COMMONMARK);
        let texts = OtherTexts::default();
        let long = made(&"x".repeat(MOST_KEPT / 8), Asked::default(), &known);
        let recall = |name: &str| texts.recall(&key(name), &Arc::default(), &known, &rules);
        texts.keep(key("asked"), long.clone(), &known, &rules);
        texts.keep(key("other"), long.clone(), &known, &rules);
        for number in 0..12 {
            texts.keep(key(&number.to_string()), long.clone(), &known, &rules);
            assert!(recall("asked").is_some());
        }
        assert!(recall("other").is_none());
        let kept = texts.0.lock().unwrap();
        assert!(kept.young.len() + kept.old.len() <= 8, "{kept:?}");
    }
}
