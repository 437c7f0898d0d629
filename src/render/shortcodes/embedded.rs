//! The shortcodes that Hugo itself has.

use std::fmt::Write as _;

use super::frame::Frame;
use super::scan::Call;
use crate::render::code::Options;
use crate::render::context::Reader;
use crate::render::escape;
use crate::render::raw_html::FURNITURE;

/// What one of Hugo's own shortcodes gives; `None`: it is none of them.
pub(super) fn give(call: &Call, frame: &Frame, inner: &str) -> Option<Result<String, String>> {
    let given = match call.name.as_str() {
        "figure" => Ok(figure(call, frame)),
        "highlight" => Ok(highlight(call, frame, inner)),
        "ref" => reference(call, frame).map(|to| frame.world().absolute(&to)),
        "relref" => reference(call, frame),
        "details" => Ok(details(call, frame, inner)),
        "param" => parameter(call, frame),
        "comment" => Ok(String::new()),
        "youtube" => needs(call, "id").map(|id| youtube(call, &id)),
        "vimeo" | "vimeo_simple" => needs(call, "id").map(|id| vimeo(call, &id)),
        "gist" => gist(call),
        "x" | "x_simple" | "tweet" | "twitter" | "twitter_simple" => post_on_x(call),
        "instagram" => needs(call, "id").map(|id| instagram(&id)),
        "instagram_simple" => needs(call, "id")
            .map(|id| card("Instagram", &format!("https://www.instagram.com/p/{id}"))),
        "qr" => qr(call, inner),
        _ => return None,
    };
    Some(given)
}

/// Whether one of Hugo's own shortcodes reads what is in it; `None`: it is none of them.
pub(super) fn reads_inner(name: &str) -> Option<bool> {
    match name {
        "comment" | "details" | "highlight" | "qr" => Some(true),
        "figure" | "ref" | "relref" | "param" | "youtube" | "vimeo" | "vimeo_simple" | "gist"
        | "x" | "x_simple" | "tweet" | "twitter" | "twitter_simple" | "instagram"
        | "instagram_simple" => Some(false),
        _ => None,
    }
}

fn needs(call: &Call, name: &str) -> Result<String, String> {
    let found = call.parameters.get(name, 0).filter(|text| !text.is_empty());
    let found = found.map(str::to_owned);
    found.ok_or_else(|| format!("The shortcode `{}` needs an `{name}`.", call.name))
}

/// Appends ` name="value"` if there is a value.
fn attribute(html: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        let _ = write!(html, " {name}=\"");
        escape::attribute(html, value);
        html.push('"');
    }
}

fn figure(call: &Call, frame: &Frame) -> String {
    let given = |name: &str| call.parameters.named(name).filter(|text| !text.is_empty());
    let source = given("src").or_else(|| call.parameters.at(0));
    let mut html = String::from("<figure");
    attribute(&mut html, "class", given("class"));
    html.push('>');
    if let Some(link) = given("link") {
        html.push_str("<a");
        attribute(&mut html, "href", Some(link));
        attribute(&mut html, "target", given("target"));
        attribute(&mut html, "rel", given("rel"));
        html.push('>');
    }
    // It may be a file of the page's own folder.
    let own = source.filter(|source| !source.starts_with('/') && !source.contains("://"));
    let own = own.and_then(|name| frame.world().own_file(name));
    html.push_str("<img");
    attribute(&mut html, "src", own.as_deref().or(source));
    let caption = given("caption").map(|caption| frame.world().phrase(caption, Reader::Home));
    let plain = caption.as_deref().map(escape::without_tags);
    attribute(&mut html, "alt", given("alt").or(plain.as_deref()));
    for name in ["width", "height", "loading"] {
        attribute(&mut html, name, given(name));
    }
    html.push('>');
    if given("link").is_some() {
        html.push_str("</a>");
    }
    write_caption(&mut html, call, caption.as_deref(), frame);
    html.push_str("\n</figure>\n");
    html
}

fn write_caption(html: &mut String, call: &Call, caption: Option<&str>, frame: &Frame) {
    let given = |name: &str| call.parameters.named(name).filter(|text| !text.is_empty());
    let (title, by) = (given("title"), given("attr"));
    if title.is_none() && caption.is_none() && by.is_none() {
        return;
    }
    html.push_str("<figcaption>\n");
    if let Some(title) = title {
        html.push_str("<h4>");
        escape::text(html, title);
        html.push_str("</h4>");
    }
    if caption.is_some() || by.is_some() {
        html.push_str("<p>");
        html.push_str(caption.unwrap_or_default());
        if let Some(by) = by {
            let by = frame.world().phrase(by, Reader::Home);
            html.push('\n');
            match given("attrlink") {
                Some(link) => {
                    html.push_str("<a");
                    attribute(html, "href", Some(link));
                    html.extend([">", &by, "</a>"]);
                }
                None => html.push_str(&by),
            }
        }
        html.push_str("</p>");
    }
    html.push_str("\n</figcaption>");
}

fn highlight(call: &Call, frame: &Frame, inner: &str) -> String {
    let language = call.parameters.get("type", 0).unwrap_or_default();
    let mut list = call
        .parameters
        .get("options", 1)
        .unwrap_or_default()
        .to_owned();
    for name in ["linenos", "hl_lines", "linenostart"] {
        if let Some(value) = call.parameters.named(name) {
            let _ = write!(list, ",{name}={value}");
        }
    }
    let usual = frame.world().numbers();
    let options = Options::of_list(&list, usual);
    let code = inner.trim_matches(['\n', '\r']);
    frame.world().code(language, code, &options)
}

fn reference(call: &Call, frame: &Frame) -> Result<String, String> {
    let path = needs(call, "path")?;
    // That there is no such page is for the checks to say.
    let language = call.parameters.named("lang");
    let found = frame.world().own_reference(&path, language);
    Ok(found.unwrap_or_default())
}

fn details(call: &Call, frame: &Frame, inner: &str) -> String {
    let given = |name: &str| call.parameters.named(name).filter(|text| !text.is_empty());
    let mut html = String::from("\n<details");
    for name in ["class", "name", "title"] {
        attribute(&mut html, name, given(name));
    }
    let is_open = call
        .parameters
        .get("open", 1)
        .is_some_and(|open| open == "true");
    if is_open {
        html.push_str(" open");
    }
    let summary = call.parameters.get("summary", 0).unwrap_or("Details");
    let summary = frame.world().phrase(summary, Reader::Post);
    let inner = frame.world().block(inner, Reader::Post);
    let _ = write!(html, ">\n<summary>{summary}</summary>\n{inner}</details>\n");
    html
}

fn parameter(call: &Call, frame: &Frame) -> Result<String, String> {
    let name = needs(call, "name")?;
    match frame.world().parameter(&name) {
        Some(value) => {
            let mut html = String::new();
            escape::text(&mut html, &value.printed());
            Ok(html)
        }
        None => Err(format!("There is no parameter `{name}`.")),
    }
}

fn youtube(call: &Call, id: &str) -> String {
    let title = call.parameters.named("title").unwrap_or("YouTube video");
    let number = |name: &str| call.parameters.named(name).unwrap_or("0").to_owned();
    let mut source = String::new();
    let _ = write!(
        source,
        "https://www.youtube.com/embed/{id}?autoplay=0&controls=1&end={}&loop=0&mute=0&start={}",
        number("end"),
        number("start")
    );
    film(&source, title)
}

fn vimeo(call: &Call, id: &str) -> String {
    let title = call.parameters.named("title").unwrap_or_default();
    film(&format!("https://player.vimeo.com/video/{id}?dnt=0"), title)
}

/// A film from elsewhere, in a frame that is as wide as the text.
fn film(source: &str, title: &str) -> String {
    let mut html = String::from("<div class=\"film\">\n<iframe");
    attribute(&mut html, "src", Some(source));
    attribute(&mut html, "title", Some(title));
    html.push_str(" allow=\"fullscreen\"></iframe>\n</div>\n");
    html
}

fn gist(call: &Call) -> Result<String, String> {
    let user = needs(call, "user")?;
    let Some(id) = call.parameters.get("id", 1) else {
        return Err("The shortcode `gist` needs the name of its author and an id.".to_owned());
    };
    let address = format!("https://gist.github.com/{user}/{id}");
    Ok(card("Gist", &address))
}

fn post_on_x(call: &Call) -> Result<String, String> {
    let by_place = call.parameters.at(0).map(str::to_owned);
    let id = call.parameters.named("id").map(str::to_owned).or(by_place);
    let Some(id) = id else {
        return Err(format!("The shortcode `{}` needs an `id`.", call.name));
    };
    let user = call.parameters.named("user").unwrap_or("i");
    Ok(card(
        "Post on X",
        &format!("https://x.com/{user}/status/{id}"),
    ))
}

/// What Hugo writes for its script to fill, without that.
fn instagram(id: &str) -> String {
    let address = format!("https://www.instagram.com/p/{id}");
    let mut html = String::from("<blockquote class=\"instagram-media\"");
    attribute(&mut html, "data-instgrm-permalink", Some(&address));
    html.push_str("><a");
    attribute(&mut html, "href", Some(&address));
    html.push_str(" target=\"_blank\">View this post on Instagram</a></blockquote>\n");
    html
}

/// What stands for something that only a script from elsewhere could show.
fn card(what: &str, address: &str) -> String {
    let mut html = format!("<div class=\"elsewhere\"><p {FURNITURE}>");
    escape::text(&mut html, what);
    html.push_str(": <a href=\"");
    escape::attribute(&mut html, address);
    html.push_str("\">");
    escape::text(&mut html, address.trim_start_matches("https://"));
    html.push_str("</a></p></div>\n");
    html
}

fn qr(call: &Call, inner: &str) -> Result<String, String> {
    let text = call.parameters.get("text", 0).unwrap_or(inner).trim();
    let Ok(code) = fast_qr::QRBuilder::new(text.as_bytes()).build() else {
        return Err("This text is too long for a code, or there is none.".to_owned());
    };
    let size = code.size;
    let mut path = String::new();
    for (row, line) in (0..size).map(|row| (row, &code[row])) {
        for (column, module) in line.iter().enumerate() {
            if module.value() {
                let _ = write!(path, "M{} {}h1v1h-1z", column + 4, row + 4);
            }
        }
    }
    let width = size + 8;
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {width}'>\
         <path fill='white' d='M0 0h{width}v{width}h-{width}z'/><path d='{path}'/></svg>"
    );
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, svg);
    let mut html = String::from("<img");
    attribute(
        &mut html,
        "src",
        Some(&format!("data:image/svg+xml;base64,{encoded}")),
    );
    attribute(&mut html, "alt", call.parameters.named("alt"));
    attribute(&mut html, "class", call.parameters.named("class"));
    let pixels = (width * 4).to_string();
    attribute(&mut html, "width", Some(&pixels));
    attribute(&mut html, "height", Some(&pixels));
    html.push('>');
    Ok(html)
}
