//! What a text wants to know of the world outside it, looked up until it wants nothing more.
//!
//! Pages, checks and exports all render through here, so that a shortcode gives the same in each.
//! The edge around [`render`](crate::render::render()); it blocks.

use std::cell::OnceCell;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Zoned;

use crate::checking;
use crate::dialect::Dialect;
use crate::gotemplate::Value;
use crate::pages::Body;
use crate::problem::{Kind, Problem};
use crate::render::{
    Calls, Known, Mistake, PageFacts, PageName, Rendered, ResourceFacts, Rules, Shortcode, Target,
    Templates, Wanted, Whole, render,
};
use crate::resolve::bundle::BundleFile;
use crate::resolve::data::Data;
use crate::resolve::{self, Lookup, Places};
use crate::site::{Entry, Site};

/// How often what is wanted is looked up, at most: a shortcode, its partial, that one's partial and
/// so on. No blog has a chain of templates that is as long.
const ROUNDS: usize = 16;
/// As many mistakes of one text as are told.
const MOST_MISTAKES: usize = 50;

/// Renders a text, and again with what `more` tells of what it wanted to know, until that is nothing.
pub(crate) fn rendered(
    (text, line): (&str, u32),
    rules: &Rules,
    known: Arc<Known>,
    mut more: impl FnMut(&Rendered, &Known) -> Option<Known>,
) -> (Rendered, Arc<Known>) {
    let mut known = known;
    let mut rendered = render(text, line, rules, &known);
    // Of a text without shortcodes, what is wanted does not depend on what is known, and twice is
    // enough. A template, once it is known, may want partials and pages, and those others.
    for _ in 0..ROUNDS {
        let Some(more) = more(&rendered, &known) else {
            break;
        };
        known = Arc::new(more);
        rendered = render(text, line, rules, &known);
    }
    (rendered, known)
}

/// Templates that were read for one post, for others.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<Templates>);

/// A post rendered with its shortcodes, and without what else the disk knows: links and pictures are
/// as they are written, and code is plain.
///
/// With what was known to make it.
pub(crate) fn with_shortcodes(
    site: &Site,
    entry: &Entry,
    body: &Body,
    shelf: &Shelf,
) -> (Rendered, Arc<Known>) {
    let rules = &site.blog.configuration.rules;
    let text = body.text.get(body.start..).unwrap_or_default();
    let known = match rules.calls {
        Calls::None => Known::default(),
        Calls::Hugo | Calls::Zola => Known {
            base: site.blog.configuration.base.clone(),
            templates: Arc::new(shelf.templates(site, entry)),
            ..Known::default()
        },
    };
    let more = |rendered: &Rendered, known: &Known| {
        let templates = templates_wanted(site, entry, &rendered.wanted, &known.templates)?;
        shelf.take(&templates);
        Some(Known {
            templates: Arc::new(templates),
            ..known.clone()
        })
    };
    self::rendered((text, body.line), rules, Arc::new(known), more)
}

impl Shelf {
    /// What the templates of a post may ask for, with what is here.
    fn templates(&self, site: &Site, entry: &Entry) -> Templates {
        let Templates {
            shortcodes,
            hooks,
            partials,
            sources,
            ..
        } = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Templates {
            shortcodes,
            hooks,
            partials,
            sources,
            ..templates(site, entry)
        }
    }

    /// Keeps what is the same for all posts. A panic in the middle of it leaves at worst one too few.
    fn take(&self, templates: &Templates) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Templates {
            shortcodes,
            hooks,
            partials,
            sources,
            ..
        } = templates.clone();
        kept.hooks = kept.hooks.take().or(hooks);
        kept.shortcodes.extend(shortcodes);
        kept.partials.extend(partials);
        kept.sources.extend(sources);
    }
}

/// What templates may ask for before they have asked for anything.
pub(crate) fn templates(site: &Site, entry: &Entry) -> Templates {
    let post = facts(site, entry);
    let values = &site.blog.configuration.values;
    // Zola tells templates what is said for all.
    let is_hugo = site.blog.dialect == Dialect::Hugo;
    let own_values = is_hugo.then(|| values.in_language(&post.language));
    let own_values = own_values.flatten().map(Arc::new);
    Templates {
        post,
        around: resolve::around(&site.blog, &entry.path),
        values: own_values.unwrap_or_else(|| values.clone()),
        now: Zoned::now(),
        ..Templates::default()
    }
}

/// Whether what templates were told of a page is what they would be told now, as long as addresses
/// are what they were.
pub(crate) fn is_up_to_date(site: &Site, page: &PageFacts) -> bool {
    site.entry(&page.path)
        .is_none_or(|now| Arc::ptr_eq(&now.metadata, &page.metadata) && *now.title == *page.title)
}

/// What is known of templates, with what is told of pages now; the same if nothing is another.
pub(crate) fn up_to_date(site: &Site, entry: &Entry, known: &Arc<Templates>) -> Arc<Templates> {
    let is_old = |page: &&Arc<PageFacts>| !is_up_to_date(site, page);
    let mut pages = known.pages.values().flatten();
    let is_same = is_up_to_date(site, &known.post) && !pages.any(|it| is_old(&it));
    if is_same && known.named_files.is_empty() {
        return known.clone();
    }
    let mut templates = Templates::clone(known);
    // They may lie where nobody watches.
    templates.named_files.clear();
    templates.post = facts(site, entry);
    for page in templates.pages.values_mut().flatten() {
        if let Some(now) = site.entry(&page.path).filter(|_| is_old(&&*page)) {
            *page = facts(site, now);
        }
    }
    Arc::new(templates)
}

/// What templates are told of a post.
pub(crate) fn facts(site: &Site, entry: &Entry) -> Arc<PageFacts> {
    Arc::new(PageFacts {
        url: site.url(entry),
        path: entry.path.to_string(),
        inner: site.blog.below_content(&entry.path).to_owned(),
        title: entry.title.to_string(),
        language: site.blog.configuration.addresses.language(&entry.path),
        metadata: entry.metadata.clone(),
    })
}

/// What is known of templates, with what they want to know besides; nothing if they want nothing.
pub(crate) fn templates_wanted(
    site: &Site,
    entry: &Entry,
    wanted: &Wanted,
    known: &Templates,
) -> Option<Templates> {
    if wanted.wants_no_template() {
        return None;
    }
    let blog = &site.blog;
    let mut more = known.clone();
    let wants = |whole| wanted.wholes.contains(&whole);
    let checks_tell = OnceCell::new();
    for name in &wanted.shortcodes {
        let mut shortcode = resolve::templates::shortcode(blog, name);
        if matches!(shortcode, Shortcode::None)
            && !checks_tell.get_or_init(|| checking::know_all_shortcodes(blog))
        {
            shortcode = Shortcode::Elsewhere;
        }
        more.shortcodes.insert(name.clone(), shortcode);
    }
    if wants(Whole::Hooks) {
        more.hooks = Some(Arc::new(resolve::templates::hooks(blog)));
    }
    for name in &wanted.partials {
        let partial = resolve::templates::partial(blog, name);
        more.partials.insert(name.clone(), partial);
    }
    for name in &wanted.sources {
        let source = resolve::templates::source(blog, name);
        more.sources.insert(name.clone(), source);
    }
    for name in &wanted.pages {
        more.pages.insert(name.clone(), page(site, entry, name));
    }
    if !wanted.files.is_empty() {
        let places = Places::of(blog);
        let files = wanted.files.iter();
        more.files
            .extend(files.map(|name| target(&places, site, entry, name)));
    }
    for name in &wanted.named_files {
        // Before it is read, so that what comes between is not missed.
        for path in resolve::templates::places_of(blog, name) {
            site.loaded.note(path);
        }
        let file = resolve::templates::file(blog, name).map(Arc::new);
        more.named_files.insert(name.clone(), file);
    }
    if wants(Whole::Resources) {
        more.resources = Some(resources(site, entry));
    }
    if wants(Whole::Data) {
        let read = || data_value(resolve::data::data(blog));
        more.data = Some(site.data.at(site.surroundings, read));
    }
    if wants(Whole::Phrases) {
        let usual = known.values.text("defaultcontentlanguage").unwrap_or("en");
        let languages = [&*known.post.language, usual];
        let phrases = resolve::templates::phrases(blog, &languages);
        more.phrases = Some(Arc::new(phrases));
    }
    Some(more)
}

/// The files of a post's folder, each with the address that it has.
fn resources(site: &Site, entry: &Entry) -> Arc<[ResourceFacts]> {
    let files = resolve::bundle::files(&site.blog, &entry.path).into_iter();
    let files = files.filter_map(|BundleFile { name, plain, page }| {
        let page = site.entry(&page)?;
        let address = format!("{}{name}", site.url(page));
        Some(ResourceFacts {
            name,
            plain,
            address,
            metadata: page.metadata.clone(),
        })
    });
    files.collect()
}

/// Data files as templates see them.
fn data_value(data: Data) -> Value {
    match data {
        Data::Folder(inner) => {
            let inner = inner.into_iter();
            Value::map(inner.map(|(name, data)| (name, data_value(data))))
        }
        Data::File(value) => Value::of(&value),
        Data::Broken(message) => Value::broken(&message),
    }
}

/// What is told of the page that a post names like this, if there is one.
pub(crate) fn page(site: &Site, entry: &Entry, page: &PageName) -> Option<Arc<PageFacts>> {
    let PageName { name, language } = page;
    let named = site.named(&entry.path, name, language.as_deref());
    let named = named.map(|page| facts(site, page));
    let section = || site.section(&entry.path, name, language.as_deref());
    let named = named.or_else(|| section().map(facts_of_section));
    named.or_else(|| named_by_zola(site, name))
}

/// The page that Zola's `@/blog/post.md` names: a post, or a section.
fn named_by_zola(site: &Site, name: &str) -> Option<Arc<PageFacts>> {
    let path = name.strip_prefix("@/")?;
    let places = Places::of(&site.blog);
    let found = places.in_content(path, &|lookup| posts(site, lookup))?;
    Some(Arc::new(PageFacts {
        url: found.address,
        ..PageFacts::default()
    }))
}

fn facts_of_section((url, title): (String, String)) -> Arc<PageFacts> {
    Arc::new(PageFacts {
        url,
        title,
        ..PageFacts::default()
    })
}

/// Where a destination leads from a post, with the destination itself.
pub(crate) fn target(
    places: &Places<'_>,
    site: &Site,
    entry: &Entry,
    destination: &str,
) -> (String, Target) {
    let url = site.url(entry);
    let origin = resolve::Origin {
        path: &entry.path,
        url: &url,
    };
    let target = places.target(origin, destination, &|lookup| posts(site, lookup));
    (destination.to_owned(), target)
}

/// The address of the post that is looked up.
pub(crate) fn posts(site: &Site, lookup: Lookup<'_>) -> Option<String> {
    let post = match lookup {
        Lookup::Path(path) => site.entry(path),
        Lookup::Url(url) => site.at(url).or_else(|| site.moved(url)),
        Lookup::Beside(url) => return site.in_bundle(url),
        Lookup::Page(from, path) => return site.page_at(from, path),
    };
    post.map(|post| site.url(post))
}

/// The mistakes in a body as problems of its file.
pub(crate) fn problems(entry: &Entry, body: &Body, rendered: &Rendered) -> Vec<Problem> {
    let mistakes = rendered.mistakes.iter().take(MOST_MISTAKES);
    let problem = |mistake: &Mistake| {
        let Mistake { place, message, .. } = mistake;
        Problem::at(&entry.path, &body.text, *place, Kind::Shortcode, message)
            .with_severity(mistake.severity)
    };
    mistakes.map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blog::detect;
    use crate::blog::tests::Tree;
    use crate::reading::{read_blog, read_post};

    /// What of a post is shown in a blog of these files, and what is wrong.
    fn shown(files: &[&str]) -> (String, Vec<String>) {
        shown_at("content/posts/a.md", files)
    }

    fn shown_at(path: &str, files: &[&str]) -> (String, Vec<String>) {
        let tree = Tree::of(files);
        let blog = Arc::new(detect(tree.root(), None).unwrap());
        let site = read_blog(&blog);
        let (_, body) = read_post(&blog, path);
        let entry = site.entry(path).unwrap();
        let (rendered, _) = with_shortcodes(&site, entry, &body.unwrap(), &Shelf::default());
        let html = rendered.blocks.iter().map(|block| &*block.html);
        let html = html.collect::<Vec<_>>().join("\n");
        let mistakes = rendered.mistakes.into_iter();
        (html, mistakes.map(|mistake| mistake.message).collect())
    }

    #[test]
    fn a_shortcode_that_may_be_elsewhere_has_a_problem_where_checks_have_none() {
        let post = "content/posts/a.md={{< far >}} {{< figure src=x >}}";
        let told = |files: &[&str]| shown(&[files, &[post]].concat()).1;
        assert_eq!(told(&["hugo.toml="]), [""; 0], "checks tell it");
        for elsewhere in ["go.mod=", "hugo.toml=theme = 'not-fetched'"] {
            let [problem] = &told(&["hugo.toml=", elsewhere])[..] else {
                panic!("{elsewhere}");
            };
            assert!(problem.contains("`far` is nowhere"), "{problem}");
        }
        let vendored = [
            "hugo.toml=[[module.imports]]\npath = 'ex.org/m'\n",
            "_vendor/modules.txt=# ex.org/m v1.0.0\n",
            "_vendor/ex.org/m/layouts/shortcodes/far.html=<b>far</b>",
            post,
        ];
        let (html, problems) = shown(&vendored);
        assert!(html.contains("<b>far</b>"), "{html}");
        assert!(problems.is_empty(), "{problems:?}");
    }

    /// What Hugo 0.168 says of these files.
    #[test]
    fn templates_see_the_files_of_a_posts_folder() {
        let names = "{{ range . }}{{ .Name }} {{ end }}";
        let template = format!(
            "layouts/shortcodes/files.html={{{{ with .Page.Resources }}}}<p>{names}/ \
             {{{{ with .Match \"**.PNG\" }}}}{names}{{{{ end }}}}/ \
             {{{{ with .ByType \"image\" }}}}{names}{{{{ end }}}}/ \
             {{{{ with .GetMatch \"*.t?t\" }}}}{{{{ .RelPermalink }}}} {{{{ .ResourceType }}}}{{{{ end }}}} \
             {{{{ with .Get \"A.png\" }}}}{{{{ .Name }}}}{{{{ end }}}}</p>{{{{ else }}}}<p>none</p>{{{{ end }}}}"
        );
        let files = [
            "hugo.toml=",
            &template,
            "content/posts/a.md={{< files >}}",
            "content/posts/b/index.md={{< files >}}",
            "content/posts/b/data.json=x",
            "content/posts/b/a.png=x",
            "content/posts/b/s.svg=x",
            "content/posts/b/sub/b.png=x",
            "content/posts/b/n.txt=x",
            "content/posts/b/m.md=x",
        ];
        assert_eq!(shown(&files).0, "<p>none</p>");
        let (html, mistakes) = shown_at("content/posts/b/index.md", &files);
        assert_eq!(
            html,
            "<p>data.json a.png s.svg sub/b.png n.txt m.md / a.png sub/b.png / \
             a.png s.svg sub/b.png / /posts/b/n.txt text a.png</p>"
        );
        assert!(mistakes.is_empty(), "{mistakes:?}");
    }

    /// What a shortcode gives that asks this in a post with files beside it, or what is wrong.
    fn told_of_files(asks: &str) -> String {
        let template = format!("layouts/shortcodes/x.html=<p>{{{{ {asks} }}}}</p>");
        let files = [
            "hugo.toml=theme = 't'",
            "content/posts/b/index.md={{< x >}}",
            "content/posts/b/x.yaml=a: {b: [1, two]}",
            "content/posts/b/wrong.json={",
            "content/posts/b/a.png=x",
            "content/posts/b/b.jpg=x",
            "assets/d/j.json={\"k\": 3}",
            "assets/d/t.toml=k = 1.5",
            "themes/t/assets/icons/i.svg=<svg/>",
            &template,
        ];
        let (html, mistakes) = shown_at("content/posts/b/index.md", &files);
        mistakes.first().cloned().unwrap_or(html)
    }

    /// What Hugo 0.168 gives for these files.
    #[test]
    fn templates_read_what_is_in_files() {
        for (asks, expected) in [
            (
                "(.Page.Resources.Get \"x.yaml\").Content",
                "a: {b: [1, two]}",
            ),
            (
                "index (.Page.Resources.Get \"x.yaml\" | transform.Unmarshal).a.b 1",
                "two",
            ),
            ("(resources.Get \"d/j.json\" | unmarshal).k", "3"),
            (
                "(resources.Get \"d/t.toml\" | transform.Unmarshal).k",
                "1.5",
            ),
            (
                "(resources.Get \"icons/i.svg\").Content | safeHTML | len",
                "6",
            ),
        ] {
            assert_eq!(told_of_files(asks), format!("<p>{expected}</p>"), "{asks}");
        }
        let told = told_of_files("(.Page.Resources.Get \"wrong.json\" | transform.Unmarshal).a");
        assert!(told.contains("posts/b/wrong.json: it is no JSON"), "{told}");
    }

    /// What Hugo 0.168 gives for these files.
    #[test]
    fn templates_choose_among_files() {
        for (asks, expected) in [
            ("len (.Page.Resources.ByType \"image\")", "2"),
            (
                "((.Page.Resources.Match \"*.j*\").GetMatch \"b*\").Name",
                "b.jpg",
            ),
            ("(index (.Page.Resources.ByType \"image\") 0).Name", "a.png"),
            (
                "range first 1 (.Page.Resources.ByType \"image\") }}{{ .Name }}{{ end",
                "a.png",
            ),
            (
                "with .Page.Resources.Match \"no*\" }}some{{ else }}none{{ end",
                "none",
            ),
            (
                "(.Page.Resources.GetMatch \"*.jpg\").MediaType.Type",
                "image/jpeg",
            ),
            (
                "(resources.Get \"d/j.json\" | fingerprint).MediaType.SubType",
                "json",
            ),
            (".Page.CurrentSection.RelPermalink", "/posts/"),
            (".Page.CurrentSection.Title", "Posts"),
            (
                "with try (resources.GetRemote \"https://a.example/x\") }}{{ with .Err }}error{{ end }}{{ end",
                "error",
            ),
        ] {
            assert_eq!(told_of_files(asks), format!("<p>{expected}</p>"), "{asks}");
        }
    }

    /// What a shortcode gives that asks this of data files, or what is wrong.
    fn told_of_data(asks: &str, more: &[&str]) -> String {
        let template = format!("layouts/shortcodes/x.html=<p>{asks}</p>");
        let files = [
            "hugo.toml=theme = 't'",
            "data/People.yaml=Jo:\n  Age: 3\nann: {x: 1}",
            "data/list.json=[{\"a\": 1}, {\"a\": \"two\"}]",
            "data/Sub/deep/t.toml=k = \"v\"",
            "data/.hidden.yaml=[",
            "data/notes.md=text",
            "themes/t/data/People.yaml=Jo: {Age: 9, extra: 1}\nBob: {Age: 1}",
            "themes/t/data/Sub/theme.yml=only: theme",
            &template,
            "content/posts/a.md={{< x >}}",
        ];
        let (html, mistakes) = shown(&[&files, more].concat());
        mistakes.first().cloned().unwrap_or(html)
    }

    /// What Hugo 0.168 gives for these files.
    #[test]
    fn data_files_are_read() {
        for (asks, expected) in [
            ("{{ .Site.Data.People.Jo.Age }}", "<p>3</p>"),
            ("{{ hugo.Data.People.Bob.Age }}", "<p>1</p>"),
            (
                "{{ with site.Data.people }}x{{ end }}{{ site.Data.People.Jo.extra }}",
                "<p></p>",
            ),
            (
                "{{ range site.Data.list }}{{ .a }},{{ end }}",
                "<p>1,two,</p>",
            ),
            (
                "{{ range $name, $it := site.Data.People }}{{ $name }} {{ end }}",
                "<p>Bob Jo ann </p>",
            ),
            ("{{ index site.Data.People \"ann\" \"x\" }}", "<p>1</p>"),
            (
                "{{ site.Data.Sub.deep.t.k }} {{ site.Data.Sub.theme.only }}",
                "<p>v theme</p>",
            ),
            ("{{ site.Data.nosuch }}", "<p></p>"),
        ] {
            assert_eq!(told_of_data(asks, &[]), expected, "{asks}");
        }
    }

    #[test]
    fn a_broken_data_file_is_told_to_whoever_asks_it() {
        for (file, expected) in [
            (
                "data/bad.toml=a = 1\nb = [\n",
                "data/bad.toml: line 2, column ",
            ),
            ("data/bad.yaml=a: [", "data/bad.yaml: it is no YAML: "),
            ("data/bad.json={", "data/bad.json: it is no JSON: "),
        ] {
            for asks in [
                "{{ site.Data.bad.x }}",
                "{{ range site.Data.bad }}{{ .x }}{{ end }}",
            ] {
                let found = told_of_data(asks, &[file]);
                assert!(found.contains(expected), "{asks}: {found}");
            }
            assert_eq!(
                told_of_data("{{ len site.Data.list }}", &[file]),
                "<p>2</p>"
            );
        }
        for (file, expected) in [
            ("data/odd.json=\u{feff}{\"a\": 1}", "<p>1</p>"),
            ("data/odd.json=", "<p></p>"),
            ("data/odd.yaml=a: 1\n---\na: 2", "<p>1</p>"),
            ("data/odd.yaml=x: &x {a: 1}\n<<: *x", "<p>1</p>"),
        ] {
            assert_eq!(
                told_of_data("{{ site.Data.odd.a }}", &[file]),
                expected,
                "{file}"
            );
        }
    }

    /// What Hugo 0.168 gives for these files; what it says in other numbers is not known here.
    #[test]
    fn phrases_are_translated() {
        let told = |asks: &str| {
            let template = format!("layouts/shortcodes/x.html=<p>{{{{ {asks} }}}}</p>");
            let files = [
                "hugo.toml=theme = 't'",
                "i18n/en.toml=hello = 'Hallo'\n[Read]\nother = 'Read {{ .Count }}'\n[deep.er]\nother = 'D'\n",
                "themes/t/i18n/en.yaml=hello: no\nbye:\n  other: Bye\n",
                "themes/t/i18n/en.yml=more: More",
                &template,
                "content/posts/a.md={{< x >}}",
            ];
            let (html, mistakes) = shown(&files);
            mistakes.first().cloned().unwrap_or(html)
        };
        for (asks, expected) in [
            ("i18n \"hello\"", "<p>Hallo</p>"),
            ("T \"deep.er\"", "<p>D</p>"),
            ("i18n \"bye\"", "<p>Bye</p>"),
            ("i18n \"read\"", "<p></p>"),
            ("i18n \"nosuch\"", "<p></p>"),
        ] {
            assert_eq!(told(asks), expected, "{asks}");
        }
        let broken = [
            "hugo.toml=",
            "i18n/en.yaml=h: [x",
            "layouts/shortcodes/x.html={{ i18n \"h\" }}",
            "content/posts/a.md={{< x >}}",
        ];
        let [mistake] = &shown(&broken).1[..] else {
            panic!("it is told");
        };
        assert!(
            mistake.contains("i18n/en.yaml, line 1, column "),
            "{mistake}"
        );
        let told = told("i18n \"Read\" 1");
        assert!(told.contains("with a number or a template in it"), "{told}");
    }

    /// What Hugo 0.168 gives for these files.
    #[test]
    fn times_are_in_the_zone_of_the_blog() {
        let asks = "{{ .Page.Date.Format \"15:04 -0700 MST\" }}, {{ (time \"2024-02-02 10:00:00\").Format \"-0700\" }}, \
             {{ (time \"2024-02-02T10:00:00+09:00\").Format \"-0700\" }}";
        let template = format!("layouts/shortcodes/x.html=<p>{asks}</p>");
        let files = [
            "hugo.toml=timeZone = 'Europe/Berlin'",
            &template,
            "content/posts/a.md=---\ndate: 2023-06-01T00:30:00\n---\n{{< x >}}",
        ];
        assert_eq!(shown(&files).0, "<p>00:30 +0200 CEST, +0100, +0900</p>");
    }

    #[test]
    fn what_is_not_known_is_said_and_not_made_up() {
        for (asks, told) in [
            ("lang.Merge 1 2", "the function `lang.Merge`"),
            (".Page.HasShortcode \"x\"", "`.HasShortcode`"),
            (".Page.Summary", "`.Summary`"),
            ("len .Site.RegularPages", "`.RegularPages`"),
            ("range .Site.Taxonomies.tags }}{{ end", "`.Taxonomies`"),
            (".Page.GetTerms \"tags\"", "`.GetTerms`"),
            ("(.Page.GetPage \"/posts\").Date", "`.Date`"),
        ] {
            let template = format!("layouts/shortcodes/x.html={{{{ {asks} }}}}");
            let (_, mistakes) = shown(&["hugo.toml=", &template, "content/posts/a.md={{< x >}}"]);
            let [mistake] = &mistakes[..] else {
                panic!("{asks}: {mistakes:?}");
            };
            assert!(
                mistake.contains(&format!("{told} is not known here")),
                "{mistake}"
            );
        }
        let (html, mistakes) = shown(&[
            "hugo.toml=",
            "layouts/shortcodes/x.html={{ with .Page }}{{ .Section }} {{ .Type }} {{ .Kind }} {{ .Path }} {{ .Lang }} {{ .File.Path }}{{ end }} {{ emojify \":smile:\" }}",
            "content/posts/a.md={{< x >}}",
        ]);
        assert_eq!(
            html,
            "<div>posts posts page /posts/a en posts/a.md 😄</div>"
        );
        assert!(mistakes.is_empty(), "{mistakes:?}");
    }

    #[test]
    fn a_render_hook_that_fails_is_told_once_and_changes_nothing() {
        let post =
            "content/posts/a.md=[one](https://a.example/) `x`\n\n## [two](https://b.example/)\n";
        let plain = shown(&["hugo.toml=", post]).0;
        for (hook, told) in [
            ("{{ .Nosuch }}", "`.Nosuch` is not known here"),
            ("{{ errorf \"no\" }}", "no"),
            ("{{ if }}", "line 1, column "),
            (
                "{{ range seq 1000000 }}{{ range seq 1000000 }}x{{ end }}{{ end }}",
                "line 1, column ",
            ),
        ] {
            let hook = format!("layouts/_markup/render-link.html={hook}");
            let (html, mistakes) = shown(&["hugo.toml=", &hook, post]);
            assert_eq!(html, plain, "{hook}");
            let [mistake] = &mistakes[..] else {
                panic!("{hook}: {mistakes:?}");
            };
            let start = "The render hook `link` cannot be used: layouts/_markup/render-link.html, line 1, column ";
            assert!(mistake.starts_with(start), "{mistake}");
            assert!(mistake.contains(told), "{mistake}");
        }
    }

    #[test]
    fn render_hooks_within_each_other_come_to_an_end() {
        let hook =
            "layouts/_markup/render-blockquote.html=<div>{{ .Page.RenderString \"> x\" }}</div>";
        let (html, mistakes) = shown(&["hugo.toml=", hook, "content/posts/a.md=> y"]);
        let depth = html.matches("<div>").count();
        assert!((2..10).contains(&depth), "{html}");
        assert!(
            html.contains("<blockquote>"),
            "the innermost is Hugo's: {html}"
        );
        assert!(mistakes.is_empty(), "{mistakes:?}");
    }

    #[test]
    fn a_render_hook_for_a_language_comes_before_others() {
        let files = [
            "hugo.toml=[languages.en]\n[languages.de]",
            "layouts/_markup/render-heading.html=<h2>all {{ .Text }}</h2>",
            "layouts/_markup/render-heading.de.html=<h2>de {{ .Text }}</h2>",
            "content/posts/a.md=## x",
            "content/posts/a.de.md=## x",
        ];
        assert_eq!(shown(&files).0, "<h2>all x</h2>");
        assert_eq!(shown_at("content/posts/a.de.md", &files).0, "<h2>de x</h2>");
    }

    #[test]
    fn what_is_wanted_is_looked_up_to_the_end() {
        let partial = |number: usize| {
            format!(
                "layouts/partials/{number}.html={number} {{{{ partial \"{}.html\" . }}}}",
                number + 1
            )
        };
        let mut files = vec![
            "hugo.toml=".to_owned(),
            "layouts/shortcodes/x.html=<p>{{ partial \"1.html\" . }}</p>".to_owned(),
            "layouts/partials/12.html=the end".to_owned(),
            "content/posts/a.md={{< x >}}".to_owned(),
        ];
        files.extend((1..12).map(partial));
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let (html, mistakes) = shown(&files);
        assert_eq!(html, "<p>1 2 3 4 5 6 7 8 9 10 11 the end</p>");
        assert!(mistakes.is_empty(), "{mistakes:?}");
    }
}
