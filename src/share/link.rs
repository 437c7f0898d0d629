//! What a link is: a secret, a scope, an end.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use constant_time_eq::constant_time_eq;
use jiff::{SignedDuration, Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Tells a link from others of the same blog, and is no secret.
pub type LinkId = u32;

/// What somebody holds who may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Unique among the links that the blog ever had.
    pub id: LinkId,
    /// What stands in the address.
    pub secret: Secret,
    /// What it opens.
    pub scope: Scope,
    /// When it was made.
    pub made: Timestamp,
    /// When it ends by itself.
    pub ends: Timestamp,
    /// A sentence of the author's for those who read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// These posts, by their paths relative to the blog's root; never empty.
    Posts(Vec<Arc<str>>),
    /// Every post that is not published yet.
    Drafts,
    /// All there is to read, on a device of the author's own.
    Own,
}

/// 131 bits that nobody can guess, as 22 letters and digits: nothing that a chat program takes
/// for the end of an address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Secret(String);

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 22;

impl Secret {
    /// A new one from the system's randomness.
    ///
    /// # Panics
    ///
    /// On a system without a source of randomness.
    #[must_use]
    pub fn random() -> Self {
        let mut secret = String::with_capacity(LENGTH);
        while secret.len() < LENGTH {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes)
                .expect("every system we build for has a source of randomness");
            // 248 is four times 62: larger values would make some letters likelier than others.
            let letters = bytes.iter().filter(|byte| **byte < 248);
            let letters = letters.map(|byte| char::from(LETTERS[usize::from(*byte) % 62]));
            secret.extend(letters.take(LENGTH - secret.len()));
        }
        Self(secret)
    }

    /// Whether this is the secret that somebody gave; takes as long for every guess.
    #[must_use]
    pub fn is(&self, given: &str) -> bool {
        constant_time_eq(self.0.as_bytes(), given.as_bytes())
    }
}

/// A text that was never one of ours; it is not said which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a secret of {LENGTH} letters and digits")]
pub struct NoSecret;

impl TryFrom<String> for Secret {
    type Error = NoSecret;

    fn try_from(text: String) -> Result<Self, NoSecret> {
        let is_one = text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_one.then_some(Self(text)).ok_or(NoSecret)
    }
}

/// The log never shows a secret.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Link {
    /// What follows a server's root in the link's address: `~4f7K…/`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("~{}/", self.secret.0)
    }

    /// Whether its time is up.
    #[must_use]
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.ends <= now
    }
}

/// What a link becomes when the author changes it; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// From now on.
    pub life: Option<Life>,
    /// Empty for none.
    pub line: Option<String>,
}

impl Change {
    /// Makes it, at `now`.
    pub(super) fn apply(&self, link: &mut Link, now: Timestamp) {
        if let Some(life) = self.life {
            link.ends = life.from(now);
        }
        if let Some(sentence) = &self.line {
            let sentence = sentence.trim();
            link.line = (!sentence.is_empty()).then(|| sentence.to_owned());
        }
    }
}

/// How long a link lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life(SignedDuration);

impl Life {
    /// When a link ends that lives as long from `now` on.
    #[must_use]
    pub fn from(self, now: Timestamp) -> Timestamp {
        now.checked_add(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// Seven days.
impl Default for Life {
    fn default() -> Self {
        Self(SignedDuration::from_hours(7 * 24))
    }
}

/// Why a text is no [`Life`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a time such as 2h, 7d or 4 weeks, from a minute to a year")]
pub struct NoLife;

impl FromStr for Life {
    type Err = NoLife;

    /// `90m`, `2h`, `7d`, `4 weeks`; from a minute to a year.
    fn from_str(text: &str) -> Result<Self, NoLife> {
        let span: Span = text.trim().parse().map_err(|_| NoLife)?;
        let life = span
            .to_duration(jiff::SpanRelativeTo::days_are_24_hours())
            .map_err(|_| NoLife)?;
        let year = SignedDuration::from_hours(366 * 24);
        if (SignedDuration::from_mins(1)..=year).contains(&life) {
            Ok(Self(life))
        } else {
            Err(NoLife)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_letters_and_digits_and_never_the_same() {
        let secrets: std::collections::BTreeSet<_> = (0..200).map(|_| Secret::random().0).collect();
        assert_eq!(secrets.len(), 200);
        for secret in &secrets {
            assert_eq!(secret.len(), 22);
            assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        let all: String = secrets.into_iter().collect();
        assert!(
            LETTERS
                .iter()
                .all(|letter| all.contains(char::from(*letter)))
        );
    }

    #[test]
    fn a_secret_is_only_itself() {
        let secret = Secret("a".repeat(22));
        assert!(secret.is(&"a".repeat(22)));
        for other in ["", "a", &"a".repeat(21), &"a".repeat(23), &"A".repeat(22)] {
            assert!(!secret.is(other), "{other}");
        }
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[test]
    fn a_secret_is_read_only_where_it_is_one() {
        let read = |text: &str| serde_json::from_str::<Secret>(&format!("\"{text}\""));
        let secret = Secret::random();
        assert_eq!(read(&secret.0).unwrap(), secret);
        for other in [
            "",
            "a",
            "/../../../../../../../",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert!(read(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_life_is_written_as_people_do() {
        let check = |text: &str, hours: Option<i64>| {
            let life = text.parse::<Life>().ok();
            assert_eq!(
                life,
                hours.map(|hours| Life(SignedDuration::from_hours(hours))),
                "{text}"
            );
        };
        check("7d", Some(168));
        check("2h", Some(2));
        check("120m", Some(2));
        check("1 week", Some(168));
        check("2 days", Some(48));
        for none in [
            "", "7", "30s", "d", "-2h", "2 years", "0h", "tomorrow", "1 month",
        ] {
            check(none, None);
        }
    }
}
