//! Sounds, pictures and style sheets of a page that changes.

use serde_json::json;

use crate::support::{Browser, Folder, Served, post};

const A: &str = "posts/a.md";

/// A picture of one pixel in this colour: <https://www.w3.org/Graphics/GIF/spec-gif89a.txt>
fn gif(colour: [u8; 3]) -> Vec<u8> {
    let [red, green, blue] = colour;
    let mut bytes = b"GIF89a\x01\0\x01\0\x80\0\0".to_vec();
    bytes.extend([red, green, blue, 0, 0, 0]);
    bytes.extend(b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;");
    bytes
}

/// Silence of this many seconds, as a WAV file of 8,000 bytes a second.
fn silence(seconds: u32) -> Vec<u8> {
    let length = 8000 * seconds;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + length).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(8000_u32.to_le_bytes());
    bytes.extend(b"\x01\0\x08\0data");
    bytes.extend(length.to_le_bytes());
    bytes.resize(bytes.len() + length as usize, 0x80);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_plays_on() {
    let body = |text: &str| {
        format!(
            "Before it, {text}.\n\n<p>{text} <audio controls autoplay loop src=\"s.wav\"></audio> {text}</p>\n\nAfter it."
        )
    };
    let folder = Folder::with_post(&body("one")).file("posts/s.wav", silence(60));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser
        .run("window.sound = document.querySelector('audio')")
        .await;
    browser.eventually("sound.currentTime > 0").await;
    browser.run("window.stops = 0; for (const name of ['pause', 'emptied']) sound.addEventListener(name, () => stops += 1)").await;
    for text in ["two", "three", "four"] {
        folder.save(A, post("A", &body(text)));
        browser.shows(&format!("Before it, {text}.")).await;
        let before = browser.number("sound.currentTime").await;
        browser
            .eventually(&format!("sound.currentTime > {before}"))
            .await;
        let same =
            "return stops === 0 && !sound.paused && document.querySelector('audio') === sound";
        assert_eq!(browser.run(same).await, json!(true), "after {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_not_loaded_again_when_the_text_beside_it_changes() {
    let folder = Folder::with_post("One ![it](x.gif) two.").file("posts/x.gif", gif([255, 0, 0]));
    let served = Served::start(&folder).await;
    let browser = served.browser("/posts/a").await;
    browser
        .eventually("document.querySelector('article img').naturalWidth === 1")
        .await;
    browser
        .run("window.picture = document.querySelector('article img'); window.loads = 0; picture.onload = () => loads += 1")
        .await;
    folder.save(A, post("A", "Three *and* ![it](x.gif) four.\n\nFive."));
    browser.shows("Five.").await;
    let same = "return picture.isConnected && loads === 0 && picture.complete";
    assert_eq!(browser.run(same).await, json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_which_only_the_bytes_changed_is_swapped_in_place() {
    let folder = Folder::with_post("![it](x.gif)").file("posts/x.gif", gif([255, 0, 0]));
    let served = Served::start(&folder).await;
    let author = served.browser("/posts/a").await;
    is_swapped(&folder, &author).await;
}

/// Readers' browsers may keep nothing, which is not how they treat pictures.
#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_a_picture_swapped_too() {
    let folder = Folder::with_post("![it](x.gif)").file("posts/x.gif", gif([255, 0, 0]));
    let served = Served::start(&folder).await;
    let link = served.share_post(A).await;
    let reader = Browser::start().await;
    reader
        .open(&format!(
            "http://127.0.0.1:{}{link}/",
            served.readers_port()
        ))
        .await;
    is_swapped(&folder, &reader).await;
}

async fn is_swapped(folder: &Folder, browser: &Browser) {
    let colour = |wanted: [u8; 3]| {
        let wanted = json!(wanted);
        format!(
            "(() => {{ const picture = document.querySelector('article img'); if (!picture.complete) return false;
               const canvas = new OffscreenCanvas(1, 1).getContext('2d'); canvas.drawImage(picture, 0, 0);
               return String([...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)) === String({wanted}); }})()"
        )
    };
    browser.eventually(&colour([255, 0, 0])).await;
    browser
        .run("window.picture = document.querySelector('article img')")
        .await;
    for wanted in [[0, 255, 0], [0, 0, 255], [255, 0, 0]] {
        folder.replace("posts/x.gif", gif(wanted));
        browser.eventually(&colour(wanted)).await;
    }
    assert_eq!(browser.run("return picture.isConnected").await, json!(true));
    assert!(browser.was_never_reloaded().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authors_style_sheet_is_swapped_in_place() {
    let folder = Folder::with_post("One.").file("own.css", "article p { color: rgb(1, 2, 3) }");
    let sheet = folder.path("own.css");
    let served = Served::with(&folder, |options| options.style_sheet = Some(sheet)).await;
    let browser = served.browser("/posts/a").await;
    let colour = "getComputedStyle(document.querySelector('article p')).color";
    browser
        .eventually(&format!("{colour} === 'rgb(1, 2, 3)'"))
        .await;
    folder.save("own.css", "article p { color: rgb(3, 2, 1) }");
    browser
        .eventually(&format!("{colour} === 'rgb(3, 2, 1)'"))
        .await;
    assert!(browser.was_never_reloaded().await);
}
