use proptest::prelude::*;

use super::*;

fn highlighted(language: &str, text: &str) -> Option<Arc<str>> {
    highlight(&Code {
        key: 0,
        language: language.to_owned(),
        text: text.into(),
    })
}

/// Checks what it says with `[k fn]` for `<span class=k>fn</span>`.
fn check(language: &str, text: &str, expected: &str) {
    let html = highlighted(language, text).unwrap();
    let short = html
        .replace("<span class=", "[")
        .replace("</span>", "]")
        .replace('>', " ");
    assert_eq!(short, expected, "{language}");
}

/// The text that a browser shows for HTML of ours.
fn shown(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#13;", "\r")
        .replace("&amp;", "&")
}

#[test]
fn words_have_the_class_of_what_they_are() {
    check(
        "rust",
        "pub fn a(b: &str) -> u8 { \"x\\n\".len() } // c < d\n",
        "[k pub fn] [f a]([v b]: [o &amp;][k str]) -&gt; [k u8] { [s \"x][e \\n][s \"].[f len]() } [c // c &lt; d]\n",
    );
    check(
        "rs",
        "#[derive(A)]\nlet x: Vec<u8> = vec![1];\n",
        "[m #[derive(A)]]\n[k let] x: [t Vec]&lt;[k u8]&gt; [o =] [m vec!][[n 1]];\n",
    );
    check(
        "json",
        "{\"a\": [1, true, \"b\"]}\n",
        "{[a \"a\"]: [[n 1], [n true], [s \"b\"]]}\n",
    );
    check(
        "yaml",
        "a: b\nc: [1, 'd'] # e\n",
        "[a a]: b\n[a c]: [[n 1], [s 'd']] [c # e]\n",
    );
    check("toml", "[a]\nb = \"c\"\n", "[[t a]]\n[a b] = [s \"c\"]\n");
    check(
        "html",
        "<a href=\"b\">c</a> &amp;\n",
        "&lt;[g a] [a href]=[s \"b\"]&gt;c&lt;/[g a]&gt; [e &amp;amp;]\n",
    );
    check(
        "css",
        ".a { color: #fff; margin: 1px }\n",
        "[a .a] { [a color]: [n #fff]; [a margin]: [n 1px] }\n",
    );
    check(
        "py",
        "@a\ndef b(c): return f\"{c} d\" and None\n",
        "[m @a]\n[k def] [f b]([v c]): [k return] [s f\"][e {]c[e }] [s d\"] [k and] [n None]\n",
    );
    check(
        "js",
        "const a = `b ${c} d`; f(/e/);\n",
        "[k const] a [o =] [s `b] [e ${]c[e }] [s d`]; [f f]([r /e/]);\n",
    );
    check(
        "ts",
        "type A = { b: string }; class C<D> extends E {}\n",
        "[k type] [t A] [o =] { b[o :] [t string] }; [k class] [t C]&lt;[t D]&gt; [k extends] [t E] {}\n",
    );
    check(
        "sh",
        "for a in b; do echo \"$a\" | grep -v c; done # d\n",
        "[k for] a [k in] b[o ;] [k do] [f echo] [s \"][v $a][s \"] [o |] [f grep] [v -v] c[o ;] [k done] [c # d]\n",
    );
}

#[test]
fn words_of_other_languages_have_the_same_classes() {
    check(
        "go",
        "func (a *B) C() error { return nil }\n",
        "[k func] ([v a] [o *][k B]) [f C]() [t error] { [k return] [n nil] }\n",
    );
    check(
        "c",
        "#include <a.h>\nint main(void) { return 0; }\n",
        "[k #include] [s &lt;a.h&gt;]\n[k int] [f main]([k void]) { [k return] [n 0]; }\n",
    );
    check(
        "php",
        "$a = foo($b->c);\n",
        "[v $a] [o =] [f foo]([v $b]-&gt;c);\n",
    );
    check(
        "hs",
        "f :: Int -> Int\n",
        "[f f] [o ::] [t Int] [o -&gt;] [t Int]\n",
    );
    check(
        "sql",
        "SELECT a FROM b WHERE c = 'd';\n",
        "[k SELECT] a [k FROM] b [k WHERE] c [o =] [s 'd'];\n",
    );
    check(
        "dockerfile",
        "FROM a AS b\nRUN c\n",
        "[k FROM] a [k AS] b\n[k RUN] c\n",
    );
    check(
        "md",
        "# A\n\n**b** *c* `d`\n",
        "[h # A]\n\n[b **b**] [i *c*] [s `d`]\n",
    );
    check(
        "diff",
        "--- a\n+++ b\n@@ -1 +1 @@\n-c\n+d\n e\n",
        "[h --- a\n+++ b\n@@ -1 +1 @@]\n[z -c]\n[y +d]\n e\n",
    );
}

#[test]
fn neighbours_of_one_class_share_a_span_that_does_not_end_in_white_space() {
    check("rust", "pub  const fn\n  a", "[k pub  const fn]\n  a");
}

#[test]
fn in_a_copy_of_a_terminal_the_commands_have_colour() {
    check(
        "console",
        "$ echo \\\n  'a' # b\nfor all <c>\n$ cd d\n",
        "$ [f echo] \\\n  [s 'a'] [c # b]\nfor all &lt;c&gt;\n$ [f cd] d\n",
    );
}

#[test]
fn what_is_too_long_stays_plain() {
    let line = "a = 1; ".repeat(2_000);
    let html = highlighted("js", &format!("{line}\nlet b\n")).unwrap();
    assert_eq!(&*html, format!("{line}\n<span class=k>let</span> b\n"));
    assert_eq!(highlighted("js", &"a = 1;\n".repeat(100_000)), None);
    assert_eq!(highlighted("unheard-of", "a"), None);
}

#[test]
fn what_takes_too_long_stays_plain() {
    let code = Code {
        key: 0,
        language: "rust".to_owned(),
        text: "let a = b < c;\n".into(),
    };
    let html = highlight_until(Instant::now(), &code).unwrap();
    assert_eq!(&*html, "let a = b &lt; c;\n");
}

/// The contrast of two colours, as WCAG 2 defines it.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |colour: &str| {
        let channel = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let value = f64::from(byte) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_colour_can_be_read_in_light_and_dark() {
    let css = include_str!("../../../assets/code.css");
    let schemes: Vec<Vec<(&str, &str)>> = css
        .split(":root")
        .skip(1)
        .map(|rule| rule.split('}').next().unwrap())
        .map(|rule| {
            let declarations = rule
                .split(['{', ';'])
                .filter_map(|text| text.split_once(':'));
            declarations
                .map(|(name, value)| (name.trim(), value.trim()))
                .filter(|(name, _)| name.starts_with("--code-"))
                .collect()
        })
        .collect();
    assert_eq!(schemes.len(), 2, "one for light, one for dark");
    for scheme in schemes {
        let colour = |name: &str| scheme.iter().find(|(other, _)| *other == name).unwrap().1;
        assert!(scheme.len() > 10);
        for (name, value) in &scheme {
            let background = match *name {
                "--code-background"
                | "--code-inserted-background"
                | "--code-deleted-background" => continue,
                "--code-inserted" => colour("--code-inserted-background"),
                "--code-deleted" => colour("--code-deleted-background"),
                _ => colour("--code-background"),
            };
            let contrast = contrast(value, background);
            assert!(contrast >= 4.5, "{name}: {contrast:.2}");
        }
    }
}

proptest! {
    #[test]
    fn the_text_is_the_same_with_and_without_colours(
        language in prop::sample::select(
            &["rs", "js", "html", "md", "yaml", "sh", "console", "php", "py", "diff", "c", "tex"][..],
        ),
        text in r#"([a-z0-9"'`$#&<>(){}\[\]/*\\:;=@!|.,+-]|[ \n\t]|é|fn |<\?php|\$ |/\*|\*/|```|\r){0,60}"#,
    ) {
        let html = highlighted(language, &text).unwrap();
        prop_assert_eq!(shown(&html), text);
    }
}
