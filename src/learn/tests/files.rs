//! What templates see of files and folders: what Hugo 0.168 gives for these files.

use super::*;

#[track_caller]
fn check(template: &str, expected: &str) {
    let shortcode = format!("layouts/shortcodes/x.html=<p>{template}</p>");
    let (html, mistakes) = shown(&[
        "hugo.toml=languageCode = 'fr-FR'\n",
        "assets/a.txt=hello",
        "assets/b/c.txt=x",
        "assets/.hidden=x",
        &shortcode,
        "content/posts/a.md=---\ntitle: A\ndate: 2020-01-02\n---\n{{< x >}}",
    ]);
    assert_eq!(mistakes, Vec::<String>::new(), "{template}");
    let html = html.replace("&#34;", "\"").replace("&#39;", "'");
    assert_eq!(html, format!("<p>{expected}</p>"), "{template}");
}

#[test]
fn templates_look_at_files_and_folders() {
    for (template, expected) in [
        (
            "{{ range readDir \"assets\" }}{{ .Name }} {{ .IsDir }};{{ end }}",
            "a.txt false;b true;",
        ),
        ("{{ range os.ReadDir \"no\" }}x{{ end }}", ""),
        (
            "{{ range readDir \"/\" }}{{ .Name }};{{ end }}",
            "assets;content;hugo.toml;layouts;",
        ),
        ("{{ range readDir \"../../..\" }}{{ .Name }};{{ end }}", ""),
        (
            "{{ with os.Stat \"assets/a.txt\" }}{{ .Name }} {{ .Size }} {{ .IsDir }}{{ end }}",
            "a.txt 5 false",
        ),
        (
            "{{ with os.Stat \"assets/b\" }}{{ .Name }} {{ .IsDir }}{{ end }}{{ with os.Stat \"no\" }}x{{ end }}",
            "b true",
        ),
        (
            "{{ fileExists \"assets\" }} {{ fileExists \"assets/a.txt\" }} {{ fileExists \"posts\" }} {{ fileExists \"\" }}",
            "true true false false",
        ),
        (
            "{{ readFile \"assets/a.txt\" }}{{ readFile \"no\" }}",
            "hello",
        ),
    ] {
        check(template, expected);
    }
}

#[test]
fn templates_ask_what_values_are() {
    for (template, expected) in [
        (
            "{{ reflect.IsPage .Page }} {{ reflect.IsPage 1 }} {{ reflect.IsSite site }} {{ reflect.IsResource (resources.Get \"a.txt\") }}",
            "true false true true",
        ),
        (
            "{{ transform.Unmarshal (dict \"targetType\" \"map\") \"a,b\\n1,2\\n3,4\" }}",
            "[map[a:1 b:2] map[a:3 b:4]]",
        ),
        (
            "{{ transform.Remarshal \"yaml\" `{\"a\": 1, \"b\": [1,2], \"c\": {\"d\": \"x: y\", \"e\": {}}, \"k\": \"12\"}` }}",
            "a: 1\nb:\n- 1.0\n- 2.0\nc:\n  d: 'x: y'\n  e: {}\nk: '12'\n",
        ),
        (
            "{{ transform.Remarshal \"toml\" (dict \"a\" 1 \"b\" (slice 1 2) \"c\" (dict \"d\" \"x\" \"e\" (dict \"f\" 1)) \"l\" (slice (dict \"q\" 1) (dict \"q\" \"it's\")) \"odd key\" true) }}",
            "a = 1\nb = [1, 2]\n'odd key' = true\n\n[c]\n  d = 'x'\n\n  [c.e]\n    f = 1\n\n[[l]]\n  q = 1\n\n[[l]]\n  q = \"it's\"\n",
        ),
        (
            "{{ transform.Remarshal \"json\" \"a = 1\\n[c]\\nd = 'x<'\" }}",
            "{\n   \"a\": 1,\n   \"c\": {\n      \"d\": \"x\\u003c\"\n   }\n}\n",
        ),
        (
            "{{ time.Format \":date_full\" .Page.Date }} {{ lang.FormatNumber 1 1234.56 }}",
            "jeudi 2 janvier 2020 1\u{202f}234,6",
        ),
    ] {
        check(template, expected);
    }
}

#[test]
fn hidden_files_and_what_lies_elsewhere_are_not_read() {
    let (html, mistakes) = shown(&[
        "hugo.toml=",
        "layouts/shortcodes/x.html=<p>{{ range slice \".env\" \"../env\" \"sub/../../env\" \"./env\" }}\
         [{{ readFile . }}{{ fileExists . }}]{{ end }}</p>",
        "env=not secret",
        ".env=secret",
        "content/posts/a.md={{< x >}}",
    ]);
    assert_eq!(mistakes, Vec::<String>::new());
    assert_eq!(html, "<p>[false][false][false][not secrettrue]</p>");
}
