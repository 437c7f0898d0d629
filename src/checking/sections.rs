//! What a Zola post hangs on: sections that list it, since Zola publishes none that no list has, and a
//! template.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::config::Config;
use crate::blog::Blog;
use crate::check::Omission;
use crate::dialect::Dialect;
use crate::parse::{self, Metadata};
use crate::resolve;
use crate::site::{Entry, Save};
use crate::watch::{self, Reading};

/// Templates that Zola has itself.
const BUILT_IN: [&str; 10] = [
    "404.html",
    "anchor-link.html",
    "atom.xml",
    "index.html",
    "page.html",
    "robots.txt",
    "rss.xml",
    "section.html",
    "sitemap.xml",
    "split_sitemap_index.xml",
];

/// The pages of sections, by their path from the root; each is read once.
#[derive(Debug, Default)]
pub(super) struct Sections(Mutex<HashMap<String, Option<Arc<Section>>>>);

/// What the page of a section says of the posts in it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Section {
    sort: Option<Sort>,
    is_transparent: bool,
    is_draft: bool,
    /// That of its posts that name none.
    template: Option<String>,
}

/// By what a section sorts its posts, where a post can lack it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Date,
    UpdateDate,
    Title,
    Weight,
}

impl Sections {
    /// Why a post is not published, or which lists leave it out. Blocks.
    pub(super) fn omissions(&self, blog: &Blog, entry: &Entry, config: &Config) -> Vec<Omission> {
        let ending = entry.path.rsplit_once('.').map(|(_, ending)| ending);
        let is_page = ending == Some("md") && blog.dialect == Dialect::Zola;
        // Without front matter, or with one that cannot be read, there is no page to list.
        if !is_page || entry.metadata_of != Save::Newest || !is_rendered(&entry.metadata) {
            return Vec::new();
        }
        let pages = resolve::section_pages(blog, &entry.path);
        let is_draft = |page: &&String| self.at(blog, page).is_some_and(|it| it.is_draft);
        if let Some(page) = pages.iter().find(is_draft) {
            let section = page.clone();
            return vec![Omission::OfDraft { section }];
        }
        let mut omissions = self.left_out(blog, entry, &pages);
        if config.has_all_layouts {
            omissions.extend(self.no_template(blog, entry, pages));
        }
        omissions
    }

    /// The template that a post names, or else the innermost section that names one, if that is not
    /// there.
    fn no_template(&self, blog: &Blog, entry: &Entry, pages: Vec<String>) -> Option<Omission> {
        let own = text(&entry.metadata, "template").map(|template| (template, None));
        let (template, section) = own.or_else(|| {
            // Without a section of its own it is in none above either.
            self.at(blog, pages.first()?)?;
            let mut pages = pages.into_iter();
            pages.find_map(|page| Some((self.at(blog, &page)?.template.clone()?, Some(page))))
        })?;
        (!has_template(blog, &template)).then_some(Omission::NoTemplate { template, section })
    }

    /// The lists that leave a post out.
    fn left_out(&self, blog: &Blog, entry: &Entry, pages: &[String]) -> Vec<Omission> {
        let mut lists = 0;
        let mut left_out = Vec::new();
        for page in pages {
            let Some(section) = self.at(blog, page) else {
                break;
            };
            lists += 1;
            if let Some(sort) = section.sort.filter(|sort| !sort.takes(&entry.metadata)) {
                left_out.push((page.clone(), sort.keys()));
            }
            if !section.is_transparent {
                break;
            }
        }
        let is_published = left_out.len() < lists;
        // Where it is not published at all, one reason says so.
        left_out.truncate(if is_published { lists } else { 1 });
        let omission = |(section, keys)| Omission::Unsorted {
            section,
            keys,
            is_published,
        };
        left_out.into_iter().map(omission).collect()
    }

    fn at(&self, blog: &Blog, page: &str) -> Option<Arc<Section>> {
        // A panic while they were held leaves at worst one too few.
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().get(page) {
            return known.clone();
        }
        let section = Section::read(blog, page).map(Arc::new);
        held().insert(page.to_owned(), section.clone());
        section
    }
}

impl Section {
    /// `None` where there is no such page. One that cannot be read says nothing.
    fn read(blog: &Blog, page: &str) -> Option<Self> {
        let text = match watch::read_now(&blog.absolute(page)) {
            Reading::Text(text) => parse::decode(page, text.bytes),
            Reading::Gone => return None,
            Reading::Unreadable(_) => return Some(Self::default()),
        };
        let metadata = text
            .ok()
            .and_then(|text| parse::parse(page, &text).metadata);
        Some(metadata.as_ref().map(Self::of).unwrap_or_default())
    }

    fn of(metadata: &Metadata) -> Self {
        let keys = &metadata.keys;
        let is = |key: &str| keys.get(key).and_then(serde_yaml::Value::as_bool) == Some(true);
        let sort = keys.get("sort_by").and_then(serde_yaml::Value::as_str);
        Self {
            sort: sort.and_then(Sort::of),
            is_transparent: is("transparent"),
            is_draft: is("draft"),
            template: text(metadata, "page_template"),
        }
    }
}

impl Sort {
    /// What `sort_by` says. Every post has a slug and a permalink.
    fn of(word: &str) -> Option<Self> {
        match word {
            "date" => Some(Self::Date),
            "update_date" => Some(Self::UpdateDate),
            "title" | "title_bytes" => Some(Self::Title),
            "weight" => Some(Self::Weight),
            _ => None,
        }
    }

    /// The keys of which a post needs one.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Date => &["date"],
            Self::UpdateDate => &["date", "updated"],
            Self::Title => &["title"],
            Self::Weight => &["weight"],
        }
    }

    fn takes(self, metadata: &Metadata) -> bool {
        let has = |key: &&str| {
            metadata
                .keys
                .get(*key)
                .is_some_and(|value| !value.is_null())
        };
        // A file's name may bear a date.
        let is_dated = matches!(self, Self::Date | Self::UpdateDate) && metadata.date.is_some();
        is_dated || self.keys().iter().any(has)
    }
}

fn text(metadata: &Metadata, key: &str) -> Option<String> {
    let text = metadata.keys.get(key)?.as_str()?;
    Some(text.to_owned())
}

/// Whether there is a template of this name; themes have theirs by the names of their folders too.
fn has_template(blog: &Blog, name: &str) -> bool {
    let is_built_in = BUILT_IN.contains(&name) || name.starts_with("__zola_builtins/");
    // It is no path: `./page.html` is another name than `page.html`.
    let mut parts = name.split('/');
    let is_name = parts.all(|part| !matches!(part, "" | "." | ".."));
    let folders = blog.partial_folders().into_iter();
    let mut folders = folders.chain([blog.root.join("themes")]);
    is_built_in || is_name && folders.any(|folder| folder.join(name).is_file())
}

/// Whether a post has a page of its own: lists have no others.
fn is_rendered(metadata: &Metadata) -> bool {
    metadata
        .keys
        .get("render")
        .and_then(serde_yaml::Value::as_bool)
        != Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;
    use crate::checking::{Scope, all};

    const NOTHING: &str = "content/a/b/post.md=+++\n+++\n";

    /// What is left out of the lists of a blog with these files, as words.
    #[track_caller]
    fn check(path: &str, files: &[&str], expected: &[&str]) {
        let tree = Tree::of(&[&["config.toml=base_url = 'x'\n[languages.fr]\n"], files].concat());
        let blog = detect(tree.root(), None).unwrap();
        let site = all::read(&blog, &Scope::All);
        let sections = Sections::default();
        let config = Config::of(&blog);
        let omissions = sections.omissions(&blog, site.entry(path).unwrap(), &config);
        let words = omissions.into_iter().map(|omission| match omission {
            Omission::OfDraft { section } => format!("draft {section}"),
            Omission::NoTemplate { template, section } => {
                format!("none {template} {}", section.unwrap_or_default())
            }
            Omission::Unsorted {
                section,
                keys,
                is_published,
            } => {
                let way = if is_published {
                    "unlisted"
                } else {
                    "unpublished"
                };
                format!("{way} {section} {}", keys.join("|"))
            }
        });
        assert_eq!(words.collect::<Vec<_>>(), expected, "{files:?}");
    }

    fn check_post(front: &str, sort: &str, expected: &[&str]) {
        let post = format!("content/a/b/post.md=+++\n{front}\n+++\n");
        let section = format!("content/a/b/_index.md=+++\nsort_by = '{sort}'\n+++\n");
        check("content/a/b/post.md", &[&post, &section], expected);
    }

    #[test]
    fn a_post_needs_what_its_section_sorts_by() {
        let without = |keys: &str| format!("unpublished content/a/b/_index.md {keys}");
        check_post("title = 'x'", "date", &[&without("date")]);
        check_post("updated = 2024-01-02", "date", &[&without("date")]);
        check_post("title = 'x'", "update_date", &[&without("date|updated")]);
        check_post("weight = 1", "title_bytes", &[&without("title")]);
        check_post("date = 2024-01-02", "weight", &[&without("weight")]);
        check_post("date = 2024-01-02", "date", &[]);
        check_post("updated = 2024-01-02", "update_date", &[]);
        check_post("title = ''", "title", &[]);
        check_post("weight = 0", "weight", &[]);
        check_post("", "slug", &[]);
        check_post("", "permalink", &[]);
        check_post("", "none", &[]);
        check_post("render = false", "date", &[]);
    }

    #[test]
    fn the_name_of_a_file_dates_a_post() {
        let section = "content/a/_index.md=+++\nsort_by = 'date'\n+++\n";
        let check = |post: &str, expected: &[&str]| {
            let file = format!("{post}=+++\n+++\n");
            check(post, &[&file, section], expected);
        };
        let without = "unpublished content/a/_index.md date";
        check("content/a/2024-01-02-post.md", &[]);
        check("content/a/2024-01-02-post/index.md", &[]);
        check("content/a/post/index.md", &[without]);
        // A section of another language lists none of these.
        check("content/a/post.fr.md", &[]);
        // Nor does one above a folder without a page of its own.
        check("content/a/deep/post.md", &[]);
    }

    #[test]
    fn transparent_sections_list_their_posts_above_too() {
        let path = "content/a/b/post.md";
        let inner = "content/a/b/_index.md=+++\ntransparent = true\nsort_by = 'weight'\n+++\n";
        let middle = "content/a/_index.md=+++\nsort_by = 'date'\n+++\n";
        let outer = "content/_index.md=+++\nsort_by = 'title'\n+++\n";
        let all = [NOTHING, inner, middle, outer];
        check(path, &all, &["unpublished content/a/b/_index.md weight"]);
        let weighed = "content/a/b/post.md=+++\nweight = 1\n+++\n";
        let all = [weighed, inner, middle, outer];
        check(path, &all, &["unlisted content/a/_index.md date"]);
        let dated = "content/a/b/post.md=+++\ndate = 2024-01-02\n+++\n";
        let all = [dated, inner, middle, outer];
        check(path, &all, &["unlisted content/a/b/_index.md weight"]);
        check(path, &[NOTHING, middle, outer], &[]);
    }

    #[test]
    fn the_template_of_a_post_is_there() {
        let check_at = check;
        let check = |template: &str, files: &[&str], expected: &[&str]| {
            let post = format!("content/a.md=+++\ntemplate = '{template}'\n+++\n");
            check("content/a.md", &[&[&*post], files].concat(), expected);
        };
        check("x.html", &[], &["none x.html "]);
        check("x.html", &["templates/x.html"], &[]);
        check("d/x.html", &["templates/d/x.html"], &[]);
        check("./x.html", &["templates/x.html"], &["none ./x.html "]);
        check("404.html", &[], &[]);
        let theme = [
            "config.toml=base_url = 'x'\ntheme = 't'\n",
            "themes/t/templates/x.html",
        ];
        check("x.html", &theme, &[]);
        check("t/templates/x.html", &theme, &[]);
        // The theme may have it.
        check("x.html", &theme[..1], &[]);
        let path = "content/a/b/post.md";
        let inner = "content/a/b/_index.md=+++\npage_template = 'y.html'\n+++\n";
        let outer = "content/a/_index.md=+++\npage_template = 'z.html'\n+++\n";
        check_at(path, &[NOTHING, outer], &[]);
        let silent = "content/a/b/_index.md=+++\n+++\n";
        let all = [NOTHING, outer, silent];
        check_at(path, &all, &["none z.html content/a/_index.md"]);
        let all = [NOTHING, outer, inner];
        check_at(path, &all, &["none y.html content/a/b/_index.md"]);
    }

    #[test]
    fn a_section_that_is_a_draft_hides_its_posts() {
        let path = "content/a/b/post.md";
        let draft = "content/a/_index.md=+++\ndraft = true\n+++\n";
        check(path, &[NOTHING, draft], &["draft content/a/_index.md"]);
        let dated = "content/a/b/post.md=+++\ndate = 2024-01-02\n+++\n";
        let inner = "content/a/b/_index.md=+++\nsort_by = 'date'\n+++\n";
        check(path, &[dated, inner, draft], &["draft content/a/_index.md"]);
    }
}
