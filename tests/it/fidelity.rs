//! Pages hold what the blog's own generator makes of the posts: the same text, heading ids, structure,
//! links, pictures and addresses.
//!
//! The folders in `tests/fidelity` are blogs of ours in which each post exercises some rules;
//! `rendered.json` in each is what Hugo 0.168 or Zola 0.22 made of it, and `tests/fidelity/render hugo`
//! makes it again.

use std::path::Path;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::support::{Browser, Folder, Served, get};

/// Of a page and of what the generator made of the same post, in one browser: the first thing that
/// differs, or nothing. An element with `data-ui` is the preview's own.
const FIRST_DIFFERENCE: &str = r"
const [html, address, base] = arguments;
const wanted = document.implementation.createHTMLDocument('');
const root = wanted.createElement('article');
root.innerHTML = html;
const found = document.querySelector('article[data-post]').cloneNode(true);
for (const one of [root, found]) {
  for (const gone of one.querySelectorAll('[data-ui], button, script, style, template')) gone.remove();
}
const own = (url) => {
  const { origin, pathname, search, hash, protocol, href } = url;
  if (origin !== 'https://example.org') return protocol === 'data:' ? 'data:' : href;
  const path = pathname.startsWith(base) ? pathname.slice(base.length - 1) : pathname;
  return path + search + hash;
};
const lead = (value, page) => value === null ? '' : own(new URL(value, 'https://example.org' + page));
const OUTLINE = 'h1,h2,h3,h4,h5,h6,p,ul,ol,li,blockquote,pre,table,tr,td,th,dl,dt,dd,hr,em,strong,del,' +
  'code,img,sup,a,figure,iframe,video';
const aspects = (one, page) => ({
  text: one.textContent.normalize('NFC').split(/\s+/).filter((word) => word).join(' '),
  headings: [...one.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((it) => it.id).join(' | '),
  outline: [...one.querySelectorAll(OUTLINE)].filter((it) => !it.closest('pre') || it.localName === 'pre')
    .map((it) => it.localName).join(' '),
  links: [...one.querySelectorAll('a')].map((it) => lead(it.getAttribute('href'), page)).join(' | '),
  pictures: [...one.querySelectorAll('img')].map((it) => lead(it.getAttribute('src'), page)).join(' | '),
});
const one = aspects(root, address);
const other = aspects(found, location.pathname);
for (const aspect of Object.keys(one)) {
  if (one[aspect] === other[aspect]) continue;
  let at = 0;
  while (one[aspect][at] === other[aspect][at]) at += 1;
  const part = (text) => text.slice(Math.max(0, at - 40), at + 60);
  return `${aspect}: wanted …${part(one[aspect])}…, found …${part(other[aspect])}…`;
}
return '';
";

/// The posts of a blog of ours, as its generator rendered them.
fn rendered(blog: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(blog.join("rendered.json")).expect("rendered.json is there");
    serde_json::from_str(&text).expect("rendered.json is a list of posts")
}

async fn check(name: &str, base: &str) {
    let blog = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fidelity")
        .join(name);
    let folder = Folder::new().copy_of(&blog);
    let served = Served::start(&folder).await;
    let listed = get(served.port, "/_/posts").await.json();
    let listed = listed.as_array().expect("a list of posts");
    let browser = served.browser("/").await;
    let mut differences = Vec::new();
    let posts = rendered(&blog);
    assert!(posts.len() > 2, "{name} has posts");
    for post in posts {
        let path = post["path"].as_str().expect("a path");
        let wanted = post["url"].as_str().expect("an address");
        let wanted = wanted
            .strip_prefix(base)
            .map_or(wanted.to_owned(), |rest| format!("/{rest}"));
        let entry = listed.iter().find(|entry| {
            let listed = entry["path"].as_str().unwrap_or_default();
            listed.strip_prefix("content/") == Some(path)
        });
        let url = entry.map_or("", |entry| entry["url"].as_str().unwrap_or_default());
        if percent_decode_str(url).decode_utf8_lossy() != *wanted {
            differences.push(format!("{path}: wanted at {wanted}, found at {url}"));
            continue;
        }
        browser.open(&served.url(url)).await;
        let difference = difference(&browser, &post, base).await;
        if !difference.is_empty() {
            differences.push(format!("{path}: {difference}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

async fn difference(browser: &Browser, post: &Value, base: &str) -> String {
    let arguments = vec![post["html"].clone(), post["url"].clone(), base.into()];
    let found = browser.run_with(FIRST_DIFFERENCE, arguments).await;
    found.as_str().expect("a text").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_look_as_hugo_publishes_them() {
    check("hugo", "/journal/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_look_as_hugo_reads_marks_of_its_own() {
    check("hugo-markup", "/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_look_as_zola_publishes_them() {
    check("zola", "/journal/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_look_as_zola_publishes_them_with_other_settings() {
    check("zola-safe", "/journal/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_look_as_hugo_publishes_them_in_several_languages() {
    check("hugo-languages", "/journal/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_look_as_hugos_render_hooks_make_them() {
    check("hugo-hooks", "/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_look_as_hugos_templates_see_the_blog() {
    check("hugo-templates", "/").await;
}
