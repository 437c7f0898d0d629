//! Template source → texts and the tokens of actions.

pub(crate) mod literal;

use std::sync::Arc;

/// One word of an action.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// `.Name`, without the dot.
    Field(Arc<str>),
    /// `$name`, without the dollar.
    Variable(Arc<str>),
    /// The name of a function or a keyword.
    Word(Arc<str>),
    Text(Arc<str>),
    Int(i64),
    Float(f64),
    Dot,
    Open,
    Close,
    Pipe,
    Assign,
    Declare,
    Comma,
}

/// A token, where it starts, and whether white space precedes it.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) token: Token,
    pub(crate) at: usize,
    pub(crate) spaced: bool,
}

/// A piece of the source.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    /// `{{ … }}` that starts at byte `at`.
    Action {
        tokens: Vec<Placed>,
        at: usize,
    },
}

/// A message and the byte it is about.
pub(crate) type Complaint = (usize, String);

/// Cuts `source` into texts and actions; comments vanish, trim markers are applied.
pub(crate) fn lex(source: &str) -> Result<Vec<Piece<'_>>, Complaint> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut trim_start = false;
    while at < source.len() {
        let open = source[at..].find("{{").map(|i| at + i);
        let mut text = &source[at..open.unwrap_or(source.len())];
        if trim_start {
            text = text.trim_start_matches(is_space);
        }
        let trims = |i: usize| {
            let bytes = &source.as_bytes()[i..];
            bytes.first() == Some(&b'-') && bytes.get(1).is_some_and(|b| is_space(char::from(*b)))
        };
        let inside = open.map(|i| if trims(i + 2) { i + 3 } else { i + 2 });
        if inside.is_some_and(|i| source.as_bytes()[i - 1] == b'-') {
            text = text.trim_end_matches(is_space);
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        let (Some(open), Some(inside)) = (open, inside) else {
            break;
        };
        let mut lexer = Lexer { source, at: inside };
        if let Some(end) = lexer.comment()? {
            (at, trim_start) = end;
            continue;
        }
        let mut tokens = Vec::new();
        (at, trim_start) = lexer.action(open, &mut tokens)?;
        pieces.push(Piece::Action { tokens, at: open });
    }
    Ok(pieces)
}

/// What Go's lexer takes for white space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn skip_space(&mut self) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(is_space);
        self.at += rest.len() - trimmed.len();
        rest.len() != trimmed.len()
    }

    /// Where the action ends and whether it trims what follows, if it ends here.
    fn end(&self, spaced: bool) -> Option<(usize, bool)> {
        if self.rest().starts_with("}}") {
            Some((self.at + 2, false))
        } else if spaced && self.rest().starts_with("-}}") {
            Some((self.at + 3, true))
        } else {
            None
        }
    }

    /// Skips a comment, which takes a whole action.
    fn comment(&self) -> Result<Option<(usize, bool)>, Complaint> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(is_space);
        let after_trim_marker = self.source.as_bytes()[self.at - 1] == b'-';
        let comment = if after_trim_marker { trimmed } else { rest };
        if !comment.starts_with("/*") {
            return Ok(None);
        }
        let start = self.source.len() - comment.len();
        let Some(length) = comment.find("*/") else {
            return Err((start, "unclosed comment".into()));
        };
        let mut inner = Lexer {
            source: self.source,
            at: start + length + 2,
        };
        let spaced = inner.skip_space();
        match inner.end(spaced) {
            Some((end, trim)) if trim || !spaced => Ok(Some((end, trim))),
            _ => Err((start, "comment ends before closing delimiter".into())),
        }
    }

    /// Reads tokens up to the end of the action.
    fn action(
        &mut self,
        open: usize,
        tokens: &mut Vec<Placed>,
    ) -> Result<(usize, bool), Complaint> {
        loop {
            let spaced = self.skip_space();
            if let Some(end) = self.end(spaced) {
                return Ok(end);
            }
            if self.rest().is_empty() {
                return Err((open, "unclosed action".into()));
            }
            let at = self.at;
            let token = self.token(open)?;
            tokens.push(Placed { token, at, spaced });
        }
    }

    fn token(&mut self, open: usize) -> Result<Token, Complaint> {
        let rest = self.rest();
        let mut chars = rest.chars();
        let first = chars.next().unwrap_or('}');
        let second = chars.next().unwrap_or('}');
        let simple = match first {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            '|' => Some(Token::Pipe),
            ',' => Some(Token::Comma),
            '=' => Some(Token::Assign),
            _ => None,
        };
        if let Some(token) = simple {
            self.at += 1;
            return Ok(token);
        }
        match first {
            ':' if second == '=' => {
                self.at += 2;
                Ok(Token::Declare)
            }
            '"' => self.string(open),
            '`' => match rest[1..].find('`') {
                Some(length) => {
                    self.at += length + 2;
                    Ok(Token::Text(rest[1..=length].replace('\r', "").into()))
                }
                None => Err((open, "unterminated raw quoted string".into())),
            },
            '\'' => self.character(open),
            '.' if !second.is_ascii_digit() => {
                self.at += 1;
                let name = self.word()?;
                Ok(if name.is_empty() {
                    Token::Dot
                } else {
                    Token::Field(name)
                })
            }
            '$' => {
                self.at += 1;
                Ok(Token::Variable(self.word()?))
            }
            '+' | '-' | '.' | '0'..='9' => self.number(),
            c if is_word(c) => Ok(Token::Word(self.word()?)),
            c => Err((self.at, format!("unexpected {c:?} in command"))),
        }
    }

    /// Letters and digits, which only some characters may follow.
    fn word(&mut self) -> Result<Arc<str>, Complaint> {
        let rest = self.rest();
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        self.at += end;
        match rest[end..].chars().next() {
            None | Some('.' | ',' | '|' | ':' | ')' | '(' | '}' | '=') => {}
            Some(c) if is_space(c) => {}
            Some(c) => return Err((self.at, format!("bad character {c:?}"))),
        }
        Ok(Arc::from(&rest[..end]))
    }

    fn string(&mut self, open: usize) -> Result<Token, Complaint> {
        let mut text = String::new();
        let rest = &self.rest()[1..];
        let unterminated = || (open, "unterminated quoted string".to_owned());
        let mut left = rest;
        loop {
            let end = left.find(['"', '\\', '\n']).ok_or_else(unterminated)?;
            text.push_str(&left[..end]);
            match left.as_bytes()[end] {
                b'"' => {
                    let length = rest.len() - left.len() + end;
                    self.at += length + 2;
                    return Ok(Token::Text(text.into()));
                }
                b'\\' => {
                    let (c, after) = literal::escape(&left[end + 1..], '"')
                        .ok_or_else(|| (self.at, "invalid escape in a quoted string".into()))?;
                    text.push(c);
                    left = after;
                }
                _ => return Err(unterminated()),
            }
        }
    }

    fn character(&mut self, open: usize) -> Result<Token, Complaint> {
        let rest = &self.rest()[1..];
        let bad = || (open, "malformed character constant".to_owned());
        let (c, after) = if let Some(escaped) = rest.strip_prefix('\\') {
            literal::escape(escaped, '\'').ok_or_else(bad)?
        } else {
            let mut chars = rest.chars();
            (
                chars.next().filter(|c| *c != '\'').ok_or_else(bad)?,
                chars.as_str(),
            )
        };
        let after = after.strip_prefix('\'').ok_or_else(bad)?;
        self.at = self.source.len() - after.len();
        Ok(Token::Int(i64::from(u32::from(c))))
    }

    fn number(&mut self) -> Result<Token, Complaint> {
        let rest = self.rest();
        let length = literal::length(rest);
        let text = &rest[..length];
        let follows_word = rest[length..].starts_with(is_word);
        let token = literal::parse(text).filter(|_| !follows_word);
        let token = token.ok_or_else(|| (self.at, format!("bad number syntax: {text:?}")))?;
        self.at += length;
        Ok(token)
    }
}
