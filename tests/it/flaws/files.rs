//! Flaws by which files were served that lay outside, or were nobody's business.

use blog_serve::dialect::Dialect;
use blog_serve::share::Scope;

use super::get;
use crate::support::{Connection, Folder, Served, Tab, post};

/// What nobody may be given.
const CANARY: &str = "yellow bird";

/// A blog in a folder that has others beside it.
async fn blog() -> (Folder, Served) {
    let folder = Folder::new()
        .file("blog/hugo.toml", format!("# {CANARY}"))
        .file("blog/content/posts/a.md", post("A", "Text."))
        .file("blog/static/ok.txt", "Open words.")
        .file("blog/static/.env.txt", CANARY)
        .file("blog/static/keys.pem", CANARY)
        .file("blog-secret/secret.txt", CANARY)
        .file("blog/static-secret/secret.txt", CANARY)
        .file("secret.txt", CANARY);
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    (folder, served)
}

/// Asks for each of these, and gets none.
async fn nothing_is_at<P: AsRef<str>>(served: &Served, paths: impl IntoIterator<Item = P>) {
    let own = served.share(Scope::Own).await;
    let mut author = Connection::to(served.port);
    let mut device = Connection::to(served.readers_port());
    let open = get(served.readers_port(), &format!("{own}/ok.txt")).await;
    assert_eq!(open.text(), "Open words.");
    assert_eq!(get(served.port, "/ok.txt").await.text(), "Open words.");
    for path in paths {
        let path = path.as_ref();
        let by_link = format!("{own}{path}");
        for (connection, path) in [(&mut author, path), (&mut device, &by_link)] {
            let answer = connection.get(path.as_bytes()).await;
            let answer = answer.unwrap_or_else(|| panic!("{path} gets an answer"));
            assert!(!answer.text().contains(CANARY), "{path}");
            assert!(!answer.text().contains("root:x:"), "{path}");
            let status = answer.status;
            assert!((300..500).contains(&status), "{path}: {status}");
        }
    }
}

/// CVE-2025-30208 and CVE-2026-53571 (vite): an address for any file, and a list of what it may not
/// be, which an ending, a query, a stream (`::$DATA`) or a short name (`ENV~1`) got around.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_what_it_is_and_not_how_it_is_asked_for() {
    let (folder, served) = blog().await;
    let secret = folder.path("secret.txt");
    let secret = secret.to_str().unwrap();
    let mut paths = Vec::new();
    for way in [
        "/@fs",
        "/@fs/",
        "/@id/",
        "/file://",
        "/_next/image?url=",
        "/_/file?path=",
    ] {
        for ending in [
            "",
            "?raw",
            "?import&raw??",
            "?url",
            "?.svg?.wasm?init",
            "#/../ok.txt",
        ] {
            paths.push(format!("{way}{secret}{ending}"));
            paths.push(format!("{way}/etc/passwd{ending}"));
        }
    }
    for name in [".env.txt", "keys.pem", "hugo.toml", "../hugo.toml"] {
        for ending in [
            "",
            ".",
            "%20",
            "::$DATA",
            "::%24DATA",
            "?raw",
            "%00.png",
            "/",
            "/.",
            ";.png",
        ] {
            paths.push(format!("/{name}{ending}"));
        }
    }
    paths.extend(["/ENV~1.TXT", "/KEYS~1.PEM", "/.ENV.txt", "/Keys.Pem"].map(str::to_owned));
    nothing_is_at(&served, paths).await;
}

/// CVE-2021-40978 (`MkDocs`), CVE-2026-41612 (Live Preview), markserv#139: `..`, encoded once.
#[tokio::test(flavor = "multi_thread")]
async fn no_number_of_steps_up_leads_out() {
    let (folder, served) = blog().await;
    let depth = folder.root().components().count() + 3;
    let mut paths = Vec::new();
    for step in ["..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae"] {
        for separator in ["/", "%2f", "%252f", "//", "/./"] {
            for start in ["/", "/posts/", "/posts/a/", "/ok.txt/", "/_/assets/", "//"] {
                for steps in 1..=depth {
                    let up = [step, separator].concat().repeat(steps);
                    for end in ["secret.txt", "hugo.toml", "etc/passwd"] {
                        paths.push(format!("{start}{up}{end}"));
                    }
                }
            }
        }
    }
    nothing_is_at(&served, paths).await;
}

/// GHSA-g7r4-m6w7-qqqr (esbuild): what is no separator here is one elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_backslash_or_a_nul_leads_nowhere() {
    let (_folder, served) = blog().await;
    let mut paths = Vec::new();
    for separator in [
        "\\", "%5c", "%5C", "%255c", "\\\\", "/\\", "%00", "%00/", "%2500", "/%00/",
    ] {
        for end in ["secret.txt", "hugo.toml", "ok.txt", "blog\\hugo.toml"] {
            paths.push(format!("/..{separator}{end}"));
            paths.push(format!("/..{separator}..{separator}{end}"));
            paths.push(format!("/{separator}{end}"));
            paths.push(format!("/posts{separator}..{separator}..{separator}{end}"));
        }
    }
    paths.extend(
        [
            "/ok.txt%00",
            "/ok.txt%00.html",
            "/C:%5cok.txt",
            "/C:/ok.txt",
        ]
        .map(str::to_owned),
    );
    let clean = |path: &String| path != "//ok.txt";
    nothing_is_at(&served, paths.into_iter().filter(clean)).await;
}

/// Eleventy's server and md-review compared paths as texts: `/blog-secret` begins with `/blog`.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_whose_name_begins_as_ours_is_another_one() {
    let (folder, served) = blog().await;
    let beside = folder.path("blog-secret/secret.txt");
    let paths = [
        "/../blog-secret/secret.txt",
        "/%2e%2e/blog-secret/secret.txt",
        "/-secret/secret.txt",
        "-secret/secret.txt",
        "/../static-secret/secret.txt",
        "/static-secret/secret.txt",
        beside.to_str().unwrap(),
    ];
    let with_slash = paths.iter().filter(|path| path.starts_with('/'));
    nothing_is_at(&served, with_slash).await;
    let malformed = get(served.port, "-secret/secret.txt").await;
    assert!(!malformed.text().contains(CANARY));
}

/// markdown-preview.nvim served any path that a post could name (`_local_image_`).
#[tokio::test(flavor = "multi_thread")]
async fn a_post_names_no_file_outside_into_being_served() {
    let folder = Folder::new()
        .file("outside.png", CANARY)
        .file("blog/inside.png", "GIF89a");
    let outside = folder.path("outside.png");
    let outside = outside.to_str().unwrap();
    let ways = [
        outside.to_owned(),
        format!("file://{outside}"),
        "../../outside.png".to_owned(),
        "..%2f..%2foutside.png".to_owned(),
        "out.png".to_owned(),
        "/../outside.png".to_owned(),
    ];
    let pictures = ways
        .iter()
        .map(|way| format!("![]({way})\n<img src=\"{way}\">\n\n"));
    let pictures: Vec<_> = pictures.collect();
    folder.save("blog/posts/a.md", post("A", &pictures.concat()));
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside, folder.path("blog/posts/out.png")).unwrap();
    let served = Served::with(&folder, |options| options.path.push("blog")).await;
    let page = get(served.port, "/posts/a").await.text();
    let sources = page.split("src=\"").skip(1);
    let sources: Vec<_> = sources.filter_map(|rest| rest.split('"').next()).collect();
    assert!(sources.len() >= ways.len(), "{sources:?}");
    for source in sources
        .iter()
        .map(|source| (*source).to_owned())
        .chain(ways)
    {
        for path in [format!("/posts/{source}"), format!("/{source}"), source] {
            let answer = get(served.port, &path).await;
            assert!(!answer.text().contains(CANARY), "{path}");
        }
    }
}

/// `PyMdown`'s snippets (`--8<-- "/etc/passwd"`): a draft, which may be somebody else's, took any
/// file into its page.
#[tokio::test(flavor = "multi_thread")]
async fn a_post_takes_no_file_outside_into_its_page() {
    let includes = "
--8<-- \"../../secret.txt\"
{% include ../../secret.txt %} {% include_relative ../../secret.txt %}
{{< readfile \"../../secret.txt\" >}} {{% include \"../../secret.txt\" %}} {{< code file=\"../../secret.txt\" >}}
{{ load_data(path=\"../../secret.txt\") }} {{ resources.Get \"../../secret.txt\" }} {{ readFile \"/etc/passwd\" }}
!include ../../secret.txt
<!--#include file=\"../../secret.txt\" --> <object data=\"../../secret.txt\"></object>
[[../../secret.txt]] ![[../../secret.txt]]

```{literalinclude} ../../secret.txt
```
";
    for dialect in [
        Dialect::Hugo,
        Dialect::Jekyll,
        Dialect::Zola,
        Dialect::Plain,
    ] {
        let folder = Folder::new()
            .file("secret.txt", CANARY)
            .file("secret.md", post("S", CANARY))
            .file("blog/content/posts/2024-05-01-a.md", post("A", includes))
            .file("blog/_posts/2024-05-01-a.md", post("A", includes));
        #[cfg(unix)]
        for place in [
            "blog/content/posts/2024-05-02-l.md",
            "blog/_posts/2024-05-02-l.md",
        ] {
            std::os::unix::fs::symlink(folder.path("secret.md"), folder.path(place)).unwrap();
        }
        let served = Served::with(&folder, |options| {
            options.path.push("blog");
            options.dialect = Some(dialect);
        })
        .await;
        let posts = get(served.port, "/_/posts").await.json();
        let posts = posts.as_array().expect("a list");
        assert!(!posts.is_empty(), "{dialect:?}");
        for entry in posts {
            let url = entry["url"].as_str().expect("an address");
            let page = get(served.port, url).await;
            assert_eq!(page.status, 200, "{dialect:?} {url}");
            assert!(!page.text().contains(CANARY), "{dialect:?} {url}");
            assert!(!page.text().contains("root:x:"), "{dialect:?} {url}");
            let tab = Tab::open(served.port, url).await;
            let told = format!("{:?}", tab.shown());
            assert!(!told.contains(CANARY), "{dialect:?} {url}");
        }
    }
}
