//! A page shows what its shortcodes give now, whatever of what they rest on is saved.

use crate::support::{Folder, Served, post};

/// A blog whose post shows what a shortcode, a partial, the configuration and another post say.
fn blog() -> Folder {
    Folder::new()
        .file("hugo.toml", "[params]\nmotto = 'First motto'\n")
        .file(
            "layouts/shortcodes/all.html",
            "<p>{{ .Site.Params.motto }}, {{ partial \"note.html\" . }}, \
             {{ with .Page.GetPage \"b.md\" }}{{ .Title }} {{ .Params.mood }}{{ end }}</p>",
        )
        .file("layouts/partials/note.html", "first note")
        .file(
            "content/posts/a.md",
            post("A", "{{< all >}}\n\n[B]({{< ref \"b.md\" >}})"),
        )
        .file("content/posts/b.md", titled("First title", "calm", "Text."))
}

fn titled(title: &str, mood: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2024-05-01\nmood: {mood}\n---\n{body}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_names_is_followed() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.shows("First motto, first note, First title calm").await;
    folder.save(
        "content/posts/b.md",
        titled("Second title", "calm", "Text."),
    );
    tab.shows("Second title calm").await;
    folder.save(
        "content/posts/b.md",
        titled("Second title", "wild", "Text."),
    );
    tab.shows("Second title wild").await;
    folder.remove("content/posts/b.md");
    tab.shows("first note, </p>").await;
    folder.save("content/posts/b.md", titled("Third title", "calm", "Text."));
    tab.shows("Third title calm").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_and_the_configuration_are_followed() {
    let folder = blog();
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.shows("First motto, first note, First title").await;
    folder.save("layouts/partials/note.html", "second note");
    tab.shows("First motto, second note, First title").await;
    folder.save("hugo.toml", "[params]\nmotto = 'Second motto'\n");
    tab.shows("Second motto, second note, First title").await;
    folder.save(
        "layouts/shortcodes/all.html",
        "<p>{{ .Site.Params.motto }} alone</p>",
    );
    tab.shows("<p>Second motto alone</p>").await;
    folder.remove("layouts/shortcodes/all.html");
    tab.shows("shortcode-unknown").await;
    folder.save("layouts/shortcodes/all.html", "<p>back</p>");
    tab.shows("<p>back</p>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn render_hooks_are_followed() {
    let folder = Folder::new()
        .file("hugo.toml", "theme = 't'\n")
        .file("layouts/_partials/n.html", "?")
        .file("content/posts/a.md", post("A", "[x](https://a.example/)"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.shows("<p><a href=\"https://a.example/\">x</a></p>")
        .await;
    let theirs = "themes/t/layouts/_default/_markup/render-link.html";
    folder.save(theirs, "<b>theirs {{ .Text }}</b>");
    tab.shows("<b>theirs x</b>").await;
    let own = "layouts/_markup/render-link.html";
    folder.save(
        own,
        "<b>own {{ .Destination }}{{ partial \"n.html\" . }}</b>",
    );
    tab.shows("<b>own https://a.example/?</b>").await;
    folder.save("layouts/_partials/n.html", "!");
    tab.shows("<b>own https://a.example/!</b>").await;
    folder.save(own, "{{ if }}");
    tab.shows("<p><a href=\"https://a.example/\">x</a></p>")
        .await;
    folder.remove(own);
    tab.shows("<b>theirs x</b>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_front_matter_calls_files_is_followed() {
    let folder = Folder::new()
        .file("hugo.toml", "[languages.en]\n[languages.de]\n")
        .file(
            "layouts/shortcodes/x.html",
            "<p>{{ with .Page.Resources.Get \"a.txt\" }}{{ .Title }}{{ end }}</p>",
        )
        .file("content/b/a.txt", "x")
        .file("content/b/index.md", named("First"))
        .file("content/b/index.de.md", post("B", "{{< x >}}"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/b/").await;
    let mut other = served.tab("/de/b/").await;
    tab.shows("<p>First</p>").await;
    other.shows("<p>First</p>").await;
    folder.save("content/b/index.md", named("Second"));
    tab.shows("<p>Second</p>").await;
    other.shows("<p>Second</p>").await;
    folder.save("content/b/index.md", post("B", "{{< x >}}"));
    tab.shows("<p>a.txt</p>").await;
    other.shows("<p>a.txt</p>").await;
}

/// A post that calls its file by a title.
fn named(title: &str) -> String {
    let resources = format!("resources:\n- {{src: a.txt, title: {title}}}");
    format!("---\ntitle: B\ndate: 2024-05-01\n{resources}\n---\n{{{{< x >}}}}\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_sections_are_followed() {
    let folder = Folder::new()
        .file(
            "hugo.toml",
            "[permalinks]\nposts = '/:sections/:slugorfilename/'\n",
        )
        .file("content/posts/deep/a.md", post("A", "Text."));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    folder.save("content/posts/deep/_index.md", post("Deep", ""));
    let moved =
        |url: &'static str| move |shown: &crate::support::Shown| shown.url.as_deref() == Some(url);
    tab.eventually("it lies in the section", moved("/posts/deep/a/"))
        .await;
    folder.remove("content/posts/deep/_index.md");
    tab.eventually("it does not any more", moved("/posts/a/"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sections_pass_down_is_followed() {
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file(
            "layouts/shortcodes/who.html",
            "<p>by {{ .Page.Params.author }}</p>",
        )
        .file("content/posts/a.md", post("A", "{{< who >}}\n"))
        .file("content/b.md", post("B", "{{< who >}}\n"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    let mut other = served.tab("/b/").await;
    tab.shows("<p>by </p>").await;
    let section = |author: &str| format!("---\ncascade:\n  author: {author}\n---\n");
    folder.save("content/_index.md", section("all"));
    tab.shows("<p>by all</p>").await;
    other.shows("<p>by all</p>").await;
    folder.save("content/posts/_index.md", section("some"));
    tab.shows("<p>by some</p>").await;
    // What cannot be read changes nothing, and is told.
    folder.save(
        "content/posts/_index.md",
        "---\ncascade:\n  author: [x\n---\n",
    );
    tab.eventually("it is told", |shown| {
        let mut problems = shown.problems.iter();
        problems.any(|problem| problem["path"] == "content/posts/_index.md")
    })
    .await;
    tab.shows("<p>by some</p>").await;
    folder.save("content/posts/_index.md", section("fewer"));
    tab.shows("<p>by fewer</p>").await;
    other.shows("<p>by all</p>").await;
    folder.remove("content/posts/_index.md");
    tab.shows("<p>by all</p>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_pages_and_lists_of_them_are_followed() {
    let public =
        |title: &str, text: &str| format!("---\ntitle: {title}\ndate: 2020-01-01\n---\n{text}");
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file(
            "layouts/shortcodes/all.html",
            "<p>{{ range site.RegularPages.ByTitle }}{{ .Title }} {{ end }}</p>",
        )
        .file(
            "layouts/shortcodes/text.html",
            "<p>{{ with site.GetPage \"/posts/b\" }}{{ .Plain }}{{ end }}</p>",
        )
        .file(
            "layouts/shortcodes/file.html",
            "<p>{{ readFile \"notes.txt\" }}</p>",
        )
        .file("notes.txt", "one")
        .file("content/posts/b.md", public("B", "Before\n"))
        .file("content/posts/a.md", public("A", "{{< all >}}\n"))
        .file(
            "content/posts/c.md",
            public("C", "{{< text >}}\n\n{{< file >}}\n"),
        );
    let served = Served::start(&folder).await;
    let mut list = served.tab("/posts/a/").await;
    let mut text = served.tab("/posts/c/").await;
    list.shows("<p>A B C </p>").await;
    text.shows("<p>Before\n</p>").await;
    folder.save("content/posts/b.md", public("Bee", "After\n"));
    list.shows("<p>A Bee C </p>").await;
    text.shows("<p>After\n</p>").await;
    text.shows("<p>one</p>").await;
    folder.save("notes.txt", "two");
    text.shows("<p>two</p>").await;
    folder.save("content/posts/d.md", public("D", "New\n"));
    list.shows("<p>A Bee C D </p>").await;
    folder.remove("content/posts/b.md");
    list.shows("<p>A C D </p>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn data_files_are_followed() {
    let folder = Folder::new()
        .file("hugo.toml", "")
        .file(
            "layouts/shortcodes/who.html",
            "<p>{{ site.Data.people.first.name }}</p>",
        )
        .file("content/posts/a.md", post("A", "{{< who >}}\n"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.shows("<p></p>").await;
    folder.save("data/people/first.yaml", "name: Jo\n");
    tab.shows("<p>Jo</p>").await;
    folder.save("data/people/first.yaml", "name: Ann\n");
    tab.shows("<p>Ann</p>").await;
    folder.remove("data/people/first.yaml");
    tab.shows("<p></p>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_templates_load_are_followed() {
    let folder = Folder::new()
        .file("config.toml", "base_url = 'https://a.b'\n")
        .file(
            "templates/shortcodes/data.html",
            "{% set d = load_data(path='facts/d.toml', required=false) %}\
             <p>{% if d %}{{ d.k }}{% else %}nothing{% endif %}</p>",
        )
        .file("content/a.md", "+++\ntitle = 'A'\n+++\n{{ data() }}\n")
        .file("facts/d.toml", "k = 'first'\n");
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/a/").await;
    tab.shows("<p>first</p>").await;
    folder.save("facts/d.toml", "k = 'second'\n");
    tab.shows("<p>second</p>").await;
    folder.remove("facts/d.toml");
    tab.shows("<p>nothing</p>").await;
    folder.save("facts/d.toml", "k = 'third'\n");
    tab.shows("<p>third</p>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shortcodes_are_told_of_the_language_of_the_post() {
    let configuration = "title = 'All'\ndefaultContentLanguage = 'en'\n[params]\nmotto = 'one'\n\
                         also = 'kept'\n[languages.en]\nweight = 1\ntitle = 'English'\n\
                         [languages.de]\ntitle = 'Deutsch'\n[languages.de.params]\nmotto = 'eins'\n";
    let folder = Folder::new()
        .file("hugo.toml", configuration)
        .file(
            "layouts/shortcodes/say.html",
            "<p>{{ site.Language.Lang }} {{ .Page.Lang }} {{ site.Title }} {{ .Site.Params.motto }} \
             {{ .Site.Params.also }}</p>",
        )
        .file("content/posts/a.md", post("A", "{{< say >}}"))
        .file("content/posts/a.de.md", post("A", "{{< say >}}"));
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/posts/a/").await;
    tab.shows("<p>en en English one kept</p>").await;
    let mut tab = served.tab("/de/posts/a/").await;
    tab.shows("<p>de de Deutsch eins kept</p>").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_a_shortcode_takes_from_the_posts_folder_is_there() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>";
    let folder = Folder::new()
        .file(
            "hugo.toml",
            "baseURL = 'https://example.org/blog/'\n[permalinks]\nposts = '/:year/:slug/'\n",
        )
        .file(
            "layouts/shortcodes/own.html",
            "{{ with .Page.Resources.GetMatch \"*.svg\" }}<img src=\"{{ .RelPermalink }}\">{{ end }}",
        )
        .file("content/posts/a/index.md", titled("Own", "calm", "{{< own >}}"))
        .file("content/posts/a/p.svg", svg);
    let served = Served::start(&folder).await;
    let mut tab = served.tab("/2024/own/").await;
    tab.shows("p.svg").await;
    let shown = tab.shows("width=\"3\"").await;
    assert!(!shown.article().contains("data-missing"));
}
