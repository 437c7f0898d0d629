//! What a save of the body alone leaves as it was.

use xxhash_rust::xxh3::xxh3_64;

use super::Post;

/// All that stands before the body of a post with front matter that has nothing wrong with it.
///
/// Most saves change the body only. A text in which the same [stands](Head::stands_in) has the
/// same metadata, and its body begins at the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    hash: u64,
    /// Byte offset of the body in the text.
    pub body_start: usize,
    /// Line of the file on which the body begins, from 1.
    pub body_line: u32,
}

impl Head {
    /// The head of `text`, of which `post` was made; nothing when there is no front matter, or
    /// something is wrong with it, or it could go on.
    #[must_use]
    pub fn of(post: &Post, text: &str) -> Option<Self> {
        let head = text.get(..post.body_start)?;
        // With its line ended, the closing delimiter is one whatever comes after it.
        let is_over = head.ends_with('\n');
        (is_over && post.metadata.is_some() && post.problems.is_empty()).then(|| Self {
            hash: xxh3_64(head.as_bytes()),
            body_start: post.body_start,
            body_line: post.body_line,
        })
    }

    /// Whether `text` begins with this head.
    #[must_use]
    pub fn stands_in(&self, text: &str) -> bool {
        let head = text.get(..self.body_start);
        head.is_some_and(|head| xxh3_64(head.as_bytes()) == self.hash)
    }
}
