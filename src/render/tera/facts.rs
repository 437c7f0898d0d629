//! What Zola tells its templates of the page and of the configuration.

use serde_json::{Map, Value, json};
use unicode_segmentation::UnicodeSegmentation;

use crate::parse::Date;
use crate::render::{Known, PageFacts};

/// `page`
pub(super) fn page(facts: &PageFacts, known: &Known) -> Value {
    let metadata = &facts.metadata;
    let around = &known.templates.around;
    let keys = serde_json::to_value(&metadata.keys).unwrap_or_default();
    let key = |name: &str| keys.get(name).cloned();
    let written = |name: &str| key(name).filter(Value::is_string);
    let date = metadata.date.map(|date| date.civil);
    let content = facts.inner.as_str();
    let parts: Vec<&str> = facts
        .url
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let colocated = content
        .rsplit_once('/')
        .filter(|_| facts.is_bundle())
        .map(|(folder, _)| format!("{folder}/"));
    let assets = around.assets.iter().map(|path| format!("/{path}"));
    json!({
        "title": facts.title,
        "description": metadata.description,
        "date": written("date").or_else(|| metadata.date.map(date_as_text)),
        "updated": written("updated").or_else(|| metadata.updated.map(date_as_text)),
        "year": date.map(jiff::civil::DateTime::year),
        "month": date.map(jiff::civil::DateTime::month),
        "day": date.map(jiff::civil::DateTime::day),
        "draft": metadata.draft,
        "slug": parts.last(),
        "path": facts.url,
        "permalink": format!("{}{}", known.base.url.trim_end_matches('/'), facts.url),
        "relative_path": content,
        "colocated_path": colocated,
        "components": parts,
        "authors": key("authors").unwrap_or_else(|| json!([])),
        "taxonomies": key("taxonomies").unwrap_or_else(|| json!({})),
        "extra": key("extra").unwrap_or_else(|| json!({})),
        "lang": facts.language,
        "content": "",
        "summary": null,
        "toc": [],
        "assets": assets.collect::<Vec<_>>(),
        "ancestors": around.sections,
        "translations": [],
        "backlinks": [],
        "lower": null,
        "higher": null,
    })
}

/// `page.word_count` and `page.reading_time`: of the text as it is written.
pub(super) fn counts(text: &str) -> [(String, Value); 2] {
    /// How many words are read in a minute.
    const A_MINUTE: usize = 200;
    let words = text.unicode_words().count();
    let minutes = words.div_ceil(A_MINUTE);
    [("word_count", words), ("reading_time", minutes)]
        .map(|(name, count)| (name.to_owned(), count.into()))
}

/// A date as Zola writes it.
fn date_as_text(date: Date) -> Value {
    let text = date.to_string();
    let utc = text.strip_suffix("+00:00").map(|time| format!("{time}Z"));
    Value::from(utc.unwrap_or(text))
}

/// `config`
pub(super) fn config(known: &Known) -> Value {
    let said = serde_json::to_value(known.templates.values.mapping()).unwrap_or_default();
    let mut config = json!({
        "title": null,
        "description": null,
        "author": null,
        "default_language": "en",
        "languages": {},
        "extra": {},
        "mode": "build",
        "taxonomies": [],
        "generate_feeds": false,
        "feed_filenames": ["atom.xml"],
        "build_search_index": false,
        "generate_sitemap": true,
        "generate_robots_txt": true,
        "markdown": {
            "highlighting": null,
            "render_emoji": false,
            "external_links_class": null,
            "external_links_target_blank": false,
            "external_links_no_follow": false,
            "external_links_no_referrer": false,
            "external_links_external": true,
            "smart_punctuation": false,
            "definition_list": false,
            "bottom_footnotes": false,
            "lazy_async_image": false,
            "insert_anchor_links": "none",
            "github_alerts": false,
        },
        "search": { "index_format": "elasticlunr_javascript" },
    });
    if let (Value::Object(all), Value::Object(said)) = (&mut config, said) {
        say(all, said);
        say_in(all, &known.templates.post.language);
        let feeds = all["generate_feeds"].clone();
        all.insert("generate_feed".to_owned(), feeds);
        let url = known.base.url.trim_end_matches('/');
        all.insert("base_url".to_owned(), url.into());
    }
    config
}

/// In another language than the blog's first, what the blog says of itself is what it says in that.
fn say_in(all: &mut Map<String, Value>, language: &str) {
    if all["default_language"] == language {
        return;
    }
    let Some(own) = all["languages"].get(language).cloned() else {
        return;
    };
    for key in ["title", "description"] {
        all.insert(key.to_owned(), own[key].clone());
    }
    for key in [
        "generate_feeds",
        "feed_filenames",
        "taxonomies",
        "build_search_index",
    ] {
        if let Some(value) = own.get(key) {
            all.insert(key.to_owned(), value.clone());
        }
    }
}

/// Takes what is said in the place of what counts otherwise.
fn say(all: &mut Map<String, Value>, said: Map<String, Value>) {
    for (key, value) in said {
        match (all.get_mut(&key), value) {
            (Some(Value::Object(all)), Value::Object(said)) => say(all, said),
            (_, value) => {
                all.insert(key, value);
            }
        }
    }
}
