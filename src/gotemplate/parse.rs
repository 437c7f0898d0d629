//! Tokens → tree.

mod pipeline;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::gotemplate::error::{Error, Kind, error_at};
use crate::gotemplate::escape::StaticText;
use crate::gotemplate::lexer::{Complaint, Piece, Placed, Token, lex};
use crate::gotemplate::tree::{Arm, Body, Branch, Node, Nodes, Pipeline, Range, Tree};

/// Constructs and parentheses nest at most this deep: parsing, running and dropping them recurse.
const MAX_NESTING: u32 = 100;

/// Parses `source`.
pub(crate) fn parse(name: &str, source: &str) -> Result<Tree, Error> {
    let complain = |(at, message): Complaint| error_at(name, source, at, Kind::Syntax, message);
    // Editors on Windows start files with a mark that is not part of the text.
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let pieces = lex(source).map_err(complain)?;
    let members = members(&pieces);
    let mut parser = Parser {
        pieces: pieces.into_iter(),
        scope: Scope::default(),
        defined: HashMap::new(),
        nesting: 0,
        loops: 0,
        end: source.len(),
    };
    let body = parser.body(true).map_err(complain)?;
    Ok(Tree {
        name: name.to_owned(),
        source: source.to_owned(),
        body,
        defined: parser.defined,
        members,
    })
}

/// The names of all members that a template asks anything for.
fn members(pieces: &[Piece<'_>]) -> HashSet<Arc<str>> {
    let actions = pieces.iter().filter_map(|piece| match piece {
        Piece::Action { tokens, .. } => Some(tokens),
        Piece::Text(_) => None,
    });
    let names = actions.flatten().filter_map(|placed| match &placed.token {
        Token::Field(name) => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

/// The variables in reach, innermost last, and the most there ever were.
struct Scope {
    names: Vec<Arc<str>>,
    most: usize,
}

impl Default for Scope {
    /// Every body starts with `$`, whose name is empty.
    fn default() -> Scope {
        Scope {
            names: vec![Arc::from("")],
            most: 1,
        }
    }
}

impl Scope {
    fn declare(&mut self, name: Arc<str>) -> usize {
        self.names.push(name);
        self.most = self.most.max(self.names.len());
        self.names.len() - 1
    }

    fn slot(&self, name: &str) -> Option<usize> {
        self.names.iter().rposition(|it| &**it == name)
    }
}

struct Parser<'a> {
    pieces: std::vec::IntoIter<Piece<'a>>,
    scope: Scope,
    defined: HashMap<Arc<str>, Body>,
    nesting: u32,
    loops: u32,
    end: usize,
}

/// The rest of an action's tokens.
struct Tokens {
    tokens: std::iter::Peekable<std::vec::IntoIter<Placed>>,
    /// Where to complain about something missing.
    at: usize,
}

impl Tokens {
    fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek().map(|it| &it.token)
    }

    fn word(&mut self) -> Option<Arc<str>> {
        match self.peek() {
            Some(Token::Word(it)) => Some(Arc::clone(it)),
            _ => None,
        }
    }

    fn next(&mut self) -> Option<Placed> {
        let next = self.tokens.next();
        if let Some(next) = &next {
            self.at = next.at;
        }
        next
    }

    /// The quoted name after `template`, `define` and `block`.
    fn name(&mut self, keyword: &str) -> Result<Arc<str>, Complaint> {
        match self.next() {
            Some(Placed {
                token: Token::Text(name),
                ..
            }) => Ok(name),
            _ => Err((self.at, format!("missing name in {keyword} clause"))),
        }
    }

    fn finish(&mut self, keyword: &str) -> Result<(), Complaint> {
        match self.next() {
            None => Ok(()),
            Some(it) => Err((it.at, format!("unexpected {:?} in {keyword}", it.token))),
        }
    }
}

/// What ended a list of nodes.
enum Stop {
    End,
    Else(Tokens),
    Source,
}

impl Parser<'_> {
    /// A template or the inside of a `define`, with a scope of its own.
    fn body(&mut self, whole: bool) -> Result<Body, Complaint> {
        let outer = std::mem::take(&mut self.scope);
        let loops = std::mem::take(&mut self.loops);
        let (nodes, end) = self.nodes(whole)?;
        match end {
            Stop::Source if whole => {}
            Stop::End if !whole => {}
            Stop::Source => return Err((self.end, "unexpected EOF".into())),
            Stop::End => return Err((self.end, "unexpected {{end}}".into())),
            Stop::Else(tokens) => return Err((tokens.at, "unexpected {{else}}".into())),
        }
        self.loops = loops;
        let scope = std::mem::replace(&mut self.scope, outer);
        Ok(Body {
            nodes,
            slots: scope.most,
        })
    }

    fn nodes(&mut self, top: bool) -> Result<(Nodes, Stop), Complaint> {
        let mut nodes = Nodes::new();
        while let Some(piece) = self.pieces.next() {
            let (tokens, at) = match piece {
                Piece::Text(text) => {
                    nodes.push(Node::Text(StaticText::new(text)));
                    continue;
                }
                Piece::Action { tokens, at } => (tokens, at),
            };
            let mut tokens = Tokens {
                tokens: tokens.into_iter().peekable(),
                at,
            };
            let word = tokens.word();
            match word.as_deref() {
                Some("end") => {
                    tokens.next();
                    tokens.finish("end")?;
                    return Ok((nodes, Stop::End));
                }
                Some("else") => {
                    tokens.next();
                    return Ok((nodes, Stop::Else(tokens)));
                }
                Some("define") => {
                    if !top {
                        return Err((at, "unexpected {{define}}".into()));
                    }
                    self.define(tokens)?;
                }
                word => nodes.push(self.node(word, tokens)?),
            }
        }
        Ok((nodes, Stop::Source))
    }

    fn nested<T>(
        &mut self,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Result<T, Complaint>,
    ) -> Result<T, Complaint> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err((at, "the template nests too deeply".into()));
        }
        let result = inner(self);
        self.nesting -= 1;
        result
    }

    fn node(&mut self, word: Option<&str>, mut tokens: Tokens) -> Result<Node, Complaint> {
        let at = tokens.at;
        if matches!(
            word,
            Some("if" | "with" | "range" | "template" | "block" | "break" | "continue" | "return")
        ) {
            tokens.next();
        }
        match word {
            Some(keyword @ ("if" | "with")) => self
                .nested(at, |it| it.branch(tokens, keyword))
                .map(Node::Branch),
            Some("range") => self.nested(at, |it| it.range(tokens)),
            Some("template") => self.template(tokens),
            Some("block") => self.nested(at, |it| it.block(tokens)),
            Some(keyword @ ("break" | "continue")) => {
                tokens.finish(keyword)?;
                if self.loops == 0 {
                    return Err((at, format!("{{{{{keyword}}}}} outside {{{{range}}}}")));
                }
                Ok(if keyword == "break" {
                    Node::Break
                } else {
                    Node::Continue
                })
            }
            Some("return") => Ok(Node::Return(self.optional_pipeline(tokens, "return")?)),
            _ => Ok(Node::Action(self.pipeline(&mut tokens, "command")?)),
        }
    }

    fn optional_pipeline(
        &mut self,
        mut tokens: Tokens,
        context: &str,
    ) -> Result<Option<Pipeline>, Complaint> {
        if tokens.peek().is_none() {
            return Ok(None);
        }
        self.pipeline(&mut tokens, context).map(Some)
    }

    fn define(&mut self, mut tokens: Tokens) -> Result<(), Complaint> {
        tokens.next();
        let name = tokens.name("define")?;
        tokens.finish("define")?;
        let at = tokens.at;
        let body = self.body(false)?;
        self.add(name, body, at)
    }

    /// A second definition is an error unless one of the two is blank.
    fn add(&mut self, name: Arc<str>, body: Body, at: usize) -> Result<(), Complaint> {
        match self.defined.get(&name) {
            Some(old) if !old.is_blank() && !body.is_blank() => Err((
                at,
                format!("template: multiple definition of template {name:?}"),
            )),
            Some(_) if body.is_blank() => Ok(()),
            _ => {
                self.defined.insert(name, body);
                Ok(())
            }
        }
    }

    fn template(&mut self, mut tokens: Tokens) -> Result<Node, Complaint> {
        let name = tokens.name("template")?;
        let at = tokens.at;
        let argument = self.optional_pipeline(tokens, "template clause")?;
        Ok(Node::Template { name, argument, at })
    }

    fn block(&mut self, mut tokens: Tokens) -> Result<Node, Complaint> {
        let name = tokens.name("block")?;
        let at = tokens.at;
        let argument = Some(self.pipeline(&mut tokens, "block clause")?);
        let body = self.body(false)?;
        self.add(Arc::clone(&name), body, at)?;
        Ok(Node::Template { name, argument, at })
    }

    /// `if` and `with`, after the keyword; `else if` takes the `end` of the whole.
    fn branch(&mut self, mut tokens: Tokens, keyword: &str) -> Result<Branch, Complaint> {
        let visible = self.scope.names.len();
        let mut keyword: Arc<str> = Arc::from(keyword);
        let mut arms = Vec::new();
        let otherwise = loop {
            let at = tokens.at;
            let condition = self.pipeline(&mut tokens, &keyword)?;
            let (then, stop) = self.nodes(false)?;
            arms.push(Arm {
                condition,
                sets_dot: &*keyword == "with",
                then,
            });
            tokens = match stop {
                Stop::End => break Nodes::new(),
                Stop::Source => return Err((at, format!("unclosed {keyword}: unexpected EOF"))),
                Stop::Else(tokens) => tokens,
            };
            match tokens.word().filter(|it| matches!(&**it, "if" | "with")) {
                Some(next) => {
                    tokens.next();
                    keyword = next;
                }
                None => break self.otherwise(tokens)?,
            }
        };
        self.scope.names.truncate(visible);
        Ok(Branch { arms, otherwise })
    }

    /// What follows a plain `else`.
    fn otherwise(&mut self, mut tokens: Tokens) -> Result<Nodes, Complaint> {
        let at = tokens.at;
        tokens.finish("else")?;
        match self.nodes(false)? {
            (nodes, Stop::End) => Ok(nodes),
            (_, Stop::Source) => Err((at, "unexpected EOF".into())),
            (_, Stop::Else(tokens)) => Err((tokens.at, "expected end; found {{else}}".into())),
        }
    }

    fn range(&mut self, mut tokens: Tokens) -> Result<Node, Complaint> {
        let at = tokens.at;
        let visible = self.scope.names.len();
        let (over, variables) = self.range_pipeline(&mut tokens)?;
        self.loops += 1;
        let (body, end) = self.nodes(false)?;
        self.loops -= 1;
        let otherwise = match end {
            Stop::End => Nodes::new(),
            Stop::Source => return Err((at, "unclosed range: unexpected EOF".into())),
            Stop::Else(tokens) => self.otherwise(tokens)?,
        };
        self.scope.names.truncate(visible);
        Ok(Node::Range(Range {
            over,
            variables,
            body,
            otherwise,
        }))
    }
}
