//! Go's `url.URL`.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::gotemplate::value::{Object, Value};

/// A URL in its parts.
#[derive(Debug)]
pub(super) struct Url {
    whole: String,
    scheme: String,
    opaque: String,
    user: String,
    host: String,
    path: String,
    query: String,
    fragment: String,
}

impl Url {
    pub(super) fn parse(text: &str) -> Result<Url, String> {
        if text.chars().any(|c| c.is_ascii_control()) {
            return Err("parse: invalid control character in URL".into());
        }
        let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, after))
                if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) =>
            {
                (scheme.to_ascii_lowercase(), after)
            }
            Some(("", _)) => return Err("parse: missing protocol scheme".into()),
            _ => (String::new(), rest),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
            None => ("", rest),
        };
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let is_opaque = !scheme.is_empty() && authority.is_empty() && !path.starts_with('/');
        let decode = |it: &str| percent_decode_str(it).decode_utf8_lossy().into_owned();
        Ok(Url {
            whole: text.to_owned(),
            opaque: if is_opaque {
                path.to_owned()
            } else {
                String::new()
            },
            path: if is_opaque {
                String::new()
            } else {
                decode(path)
            },
            scheme,
            user: user.to_owned(),
            host: host.to_owned(),
            query: query.to_owned(),
            fragment: decode(fragment),
        })
    }

    fn port(&self) -> &str {
        match self.host.rsplit_once(':') {
            Some((_, port)) if port.bytes().all(|b| b.is_ascii_digit()) => port,
            _ => "",
        }
    }
}

impl Object for Url {
    fn member(&self, name: &str, _arguments: &[Value]) -> Result<Option<Value>, String> {
        Ok(Some(match name {
            "Scheme" => (&*self.scheme).into(),
            "Opaque" => (&*self.opaque).into(),
            "User" => (&*self.user).into(),
            "Host" => (&*self.host).into(),
            "Hostname" => {
                let host = self.host.strip_suffix(self.port()).unwrap_or(&self.host);
                host.trim_end_matches(':').trim_matches(['[', ']']).into()
            }
            "Port" => self.port().into(),
            "Path" | "EscapedPath" => (&*self.path).into(),
            "RawQuery" => (&*self.query).into(),
            "Query" => Value::Object(Arc::new(Query::parse(&self.query))),
            "Fragment" | "EscapedFragment" => (&*self.fragment).into(),
            "IsAbs" => Value::Bool(!self.scheme.is_empty()),
            "RequestURI" => match &*self.query {
                "" => (&*self.path).into(),
                query => format!("{}?{query}", self.path).into(),
            },
            "String" => (&*self.whole).into(),
            _ => return Ok(None),
        }))
    }

    fn type_name(&self) -> &'static str {
        "*url.URL"
    }

    fn text(&self) -> String {
        self.whole.clone()
    }
}

/// Go's `url.Values`.
#[derive(Debug)]
struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    fn parse(text: &str) -> Query {
        let decode = |it: &str| {
            percent_decode_str(&it.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        };
        let pairs = text.split('&').filter(|it| !it.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        });
        Query {
            pairs: pairs.collect(),
        }
    }
}

impl Object for Query {
    fn member(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let key = arguments
            .first()
            .and_then(Value::as_text)
            .map_or("", |it| &**it);
        let found = self.pairs.iter().find(|(it, _)| it == key);
        Ok(match name {
            "Get" => Some(found.map_or("", |(_, value)| &**value).into()),
            "Has" => Some(Value::Bool(found.is_some())),
            "Encode" => Some(self.text().into()),
            _ => None,
        })
    }

    fn text(&self) -> String {
        let mut pairs: Vec<_> = self.pairs.iter().collect();
        pairs.sort_by(|left, right| left.0.cmp(&right.0));
        let encode = crate::gotemplate::escape::escape_query;
        let encoded = pairs
            .iter()
            .map(|(key, value)| format!("{}={}", encode(key), encode(value)));
        encoded.collect::<Vec<_>>().join("&")
    }

    fn is_true(&self) -> bool {
        !self.pairs.is_empty()
    }
}
