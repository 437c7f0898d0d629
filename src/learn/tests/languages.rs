//! What templates see of languages and translations: what Hugo 0.168 gives for these files.

use super::*;

const CONFIGURATION: &str = "hugo.toml=title = 'Site'\ndefaultContentLanguage = 'en'\n\
     [languages.en]\nweight = 1\nlanguageName = 'English'\ntitle = 'English Site'\n[languages.en.params]\ncolor = 'red'\n\
     [languages.de]\nweight = 2\nlabel = 'Deutsch'\nlocale = 'de-AT'\ntitle = 'Deutsche Seite'\n\
     [languages.fr]\nweight = 3\nlanguageCode = 'fr-FR'\n\
     [languages.ar]\ndisabled = true\n";

#[track_caller]
fn check(path: &str, template: &str, expected: &str) {
    let shortcode = format!("layouts/shortcodes/x.html=<p>{template}</p>");
    let files = [
        CONFIGURATION,
        &shortcode,
        "content/m.md=---\ntitle: M\n---\n{{< x >}}",
        "content/m.de.md=---\ntitle: M DE\n---\n{{< x >}}",
        "content/m.fr.md=---\ntitle: M FR\n---\n{{< x >}}",
        "content/posts/tr/index.md=---\ntitle: Tr\n---\n",
        "content/posts/tr/index.de.md=---\ntitle: Tr DE\n---\n",
        "content/posts/one.md=---\ntitle: One\n---\n",
        "content/a.en.md=---\ntitle: A\ntranslationKey: kk\n---\n",
        "content/b.de.md=---\ntitle: B\ntranslationKey: kk\n---\n",
        "content/_index.de.md=---\ntitle: Heim\n---\n",
    ];
    let (html, mistakes) = shown_at(path, &files);
    assert_eq!(mistakes, Vec::<String>::new(), "{template}");
    assert_eq!(html, format!("<p>{expected}</p>"), "{path}: {template}");
}

#[test]
fn pages_are_translated() {
    let all = "{{ range .Translations }}{{ .Title }} {{ .Lang }} {{ .RelPermalink }},{{ end }}{{ len .AllTranslations }} {{ .IsTranslated }}";
    let of = |page: &str| format!("{{{{ with {page} }}}}{all}{{{{ end }}}}");
    let check_all = |path, page, expected| check(path, &of(page), expected);
    check_all(
        "content/m.md",
        ".Page",
        "M DE de /de/m/,M FR fr /fr/m/,3 true",
    );
    check_all("content/m.de.md", ".Page", "M en /m/,M FR fr /fr/m/,3 true");
    check_all(
        "content/m.md",
        "site.GetPage \"/posts/tr\"",
        "Tr DE de /de/posts/tr/,2 true",
    );
    check_all("content/m.md", "site.GetPage \"/posts/one\"", "1 false");
    check_all("content/m.md", "site.GetPage \"/a\"", "B de /de/b/,2 true");
    check_all(
        "content/m.md",
        "site.Home",
        "Heim de /de/,Site fr /fr/,3 true",
    );
    check(
        "content/m.md",
        "{{ .Page.TranslationKey }} {{ (site.GetPage \"/a\").TranslationKey }}",
        "/m kk",
    );
    check(
        "content/m.md",
        "{{ range .Page.Translations }}{{ .Site.Title }} {{ .Site.Language.Lang }},{{ end }}",
        "Deutsche Seite de,Site fr,",
    );
}

#[test]
fn languages_say_what_they_are() {
    let language =
        "{{ .Lang }} {{ .LanguageName }} {{ .LanguageCode }} {{ .Weight }} {{ .IsDefault }}";
    check(
        "content/m.md",
        &format!("{{{{ range site.Languages }}}}{language};{{{{ end }}}}"),
        "en English en 1 true;de Deutsch de-AT 2 false;fr  fr-FR 3 false;",
    );
    check(
        "content/m.de.md",
        &format!(
            "{{{{ with site.Language }}}}{language}{{{{ end }}}} {{{{ site.LanguagePrefix }}}}"
        ),
        "de Deutsch de-AT 2 false /de",
    );
    check(
        "content/m.md",
        "{{ range hugo.Sites }}{{ .Title }} {{ .Home.RelPermalink }};{{ end }}{{ site.Sites.Default.Title }} {{ site.Language.Params.color }}",
        "English Site /;Deutsche Seite /de/;Site /fr/;English Site red",
    );
}
