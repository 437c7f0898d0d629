//! `humanize`, `pluralize`, `singularize`: simple English.

use super::arguments::text;
use super::strings::first_upper;
use super::{Entry, entry};

pub(super) const FUNCTIONS: &[Entry] = &[
    entry(&["humanize", "inflect.Humanize"], 1, 1, |_, a| {
        Ok(humanize(&text(&a[0])?).into())
    }),
    entry(&["pluralize", "inflect.Pluralize"], 1, 1, |_, a| {
        Ok(inflected(&text(&a[0])?, pluralize).into())
    }),
    entry(&["singularize", "inflect.Singularize"], 1, 1, |_, a| {
        Ok(inflected(&text(&a[0])?, singularize).into())
    }),
];

/// A number becomes an ordinal, words a sentence.
fn humanize(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    if let Ok(number) = text.parse::<i64>() {
        let ending = match (number.unsigned_abs() % 100, number.unsigned_abs() % 10) {
            (11..=13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        return format!("{text}{ending}");
    }
    let words: Vec<String> = words(text).iter().map(|it| humanized(it)).collect();
    first_upper(&words.join(" "))
}

/// The words of `snake_case`, `kebab-case`, `camelCase` and `ABCWords`.
fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let separates = matches!(c, '-' | '_' | '/' | ':' | '+') || c.is_whitespace();
        let before = at.checked_sub(1).and_then(|it| chars.get(it));
        let lower = |it: Option<&char>| it.is_some_and(|c| c.is_lowercase());
        let upper = |it: Option<&char>| it.is_some_and(|c| c.is_uppercase());
        let starts =
            c.is_uppercase() && (lower(before) || (upper(before) && lower(chars.get(at + 1))));
        if separates || starts {
            words.push(String::new());
        }
        if let (false, Some(word)) = (separates, words.last_mut()) {
            word.push(*c);
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

/// The words that are written in capitals.
const ACRONYMS: &[&str] = &[
    "ACL", "API", "ASCII", "CLI", "CPU", "CSV", "DB", "DNS", "EOF", "FTP", "GPU", "GUI", "HTML",
    "HTTP", "HTTPS", "ID", "IDS", "IMAP", "IP", "ISP", "JSON", "JWT", "LAN", "PDF", "PHP", "QA",
    "RAM", "RPC", "RSS", "SDK", "SMTP", "SQL", "SSH", "SSL", "TCP", "TLS", "TTL", "UDP", "UI",
    "UID", "URI", "URL", "USB", "UTF8", "UUID", "VM", "VPN", "WAN", "XML",
];

fn humanized(word: &str) -> String {
    let upper = word.to_uppercase();
    if ACRONYMS.contains(&&*upper) {
        upper
    } else {
        word.to_lowercase()
    }
}

const IRREGULAR: &[(&str, &str)] = &[
    ("child", "children"),
    ("person", "people"),
    ("man", "men"),
    ("woman", "women"),
    ("tooth", "teeth"),
    ("foot", "feet"),
    ("mouse", "mice"),
    ("goose", "geese"),
    ("ox", "oxen"),
    ("datum", "data"),
    ("medium", "media"),
    ("analysis", "analyses"),
    ("crisis", "crises"),
    ("index", "indices"),
    ("matrix", "matrices"),
    ("vertex", "vertices"),
    ("quiz", "quizzes"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("knife", "knives"),
    ("wife", "wives"),
    ("half", "halves"),
    ("shelf", "shelves"),
    ("wolf", "wolves"),
    ("self", "selves"),
    ("hero", "heroes"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("echo", "echoes"),
    ("bus", "buses"),
    ("status", "statuses"),
    ("alias", "aliases"),
    ("virus", "viruses"),
    ("movie", "movies"),
    ("cache", "caches"),
    ("house", "houses"),
    ("axis", "axes"),
    ("axe", "axes"),
    ("cookie", "cookies"),
    ("criterion", "criteria"),
    ("phenomenon", "phenomena"),
];

const UNCHANGED: &[&str] = &[
    "sheep",
    "fish",
    "deer",
    "series",
    "species",
    "news",
    "information",
    "equipment",
    "money",
    "rice",
    "software",
    "hardware",
    "feedback",
    "music",
    "jeans",
    "police",
];

/// Inflects the last word and keeps its capital.
fn inflected(text: &str, inflect: fn(&str) -> String) -> String {
    let start = text.rfind([' ', '-', '_']).map_or(0, |at| at + 1);
    let (before, word) = text.split_at(start);
    let lower = word.to_lowercase();
    if word.is_empty() || UNCHANGED.contains(&&*lower) {
        return text.to_owned();
    }
    let inflected = inflect(&lower);
    // The part that did not change keeps its case.
    let common = lower
        .bytes()
        .zip(inflected.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    match (word.get(..common), inflected.get(common..)) {
        (Some(kept), Some(ending)) if lower.len() == word.len() => {
            format!("{before}{kept}{ending}")
        }
        _ => format!("{before}{inflected}"),
    }
}

fn pluralize(word: &str) -> String {
    if let Some((_, plural)) = IRREGULAR
        .iter()
        .find(|(one, many)| word == *one || word == *many)
    {
        return (*plural).to_owned();
    }
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
        && !stem.is_empty()
    {
        return format!("{stem}ies");
    }
    if ["x", "ch", "sh", "ss", "us", "z"]
        .iter()
        .any(|it| word.ends_with(it))
    {
        return format!("{word}es");
    }
    if word.ends_with('s') {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

fn singularize(word: &str) -> String {
    if let Some((one, _)) = IRREGULAR
        .iter()
        .find(|(one, many)| word == *one || word == *many)
    {
        return (*one).to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|it| !it.is_empty()) {
        return format!("{stem}y");
    }
    if let Some(stem) = word.strip_suffix("es")
        && ["x", "ch", "sh", "ss", "us", "zz"]
            .iter()
            .any(|it| stem.ends_with(it))
    {
        return stem.to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") => {
            stem.to_owned()
        }
        _ => word.to_owned(),
    }
}
