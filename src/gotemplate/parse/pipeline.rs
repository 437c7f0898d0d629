//! Pipelines, commands, operands.

use std::sync::Arc;

use super::{Parser, Tokens};
use crate::gotemplate::functions;
use crate::gotemplate::lexer::{Complaint, Placed, Token};
use crate::gotemplate::tree::{Command, FunctionName, Operand, Pipeline};
use crate::gotemplate::value::Value;

impl Parser<'_> {
    /// The rest of an action: `$x := command | command`.
    pub(super) fn pipeline(
        &mut self,
        tokens: &mut Tokens,
        context: &str,
    ) -> Result<Pipeline, Complaint> {
        let mut ahead = tokens.tokens.clone();
        let first = ahead.next().map(|it| it.token);
        let second = ahead.next().map(|it| it.token);
        let (Some(Token::Variable(name)), Some(Token::Declare | Token::Assign)) = (first, &second)
        else {
            return self.commands(tokens, context);
        };
        tokens.next();
        tokens.next();
        let mut pipeline = self.commands(tokens, context)?;
        // The value of `$x := $x` is that of the outer `$x`: declare after the commands.
        pipeline.target = Some(if second == Some(Token::Declare) {
            self.scope.declare(name)
        } else {
            self.slot(&name, tokens.at)?
        });
        Ok(pipeline)
    }

    fn slot(&self, name: &str, at: usize) -> Result<usize, Complaint> {
        let slot = self.scope.slot(name);
        slot.ok_or_else(|| (at, format!("undefined variable \"${name}\"")))
    }

    /// `$i, $v := pipeline` of a `range`.
    pub(super) fn range_pipeline(
        &mut self,
        tokens: &mut Tokens,
    ) -> Result<(Pipeline, Vec<usize>), Complaint> {
        let mut ahead = tokens.tokens.clone();
        let mut names: Vec<Arc<str>> = Vec::new();
        let declares = loop {
            match ahead.next().map(|it| it.token) {
                Some(Token::Variable(name)) => names.push(name),
                _ => break None,
            }
            match ahead.next().map(|it| it.token) {
                Some(Token::Comma) => {}
                Some(Token::Declare) => break Some(true),
                Some(Token::Assign) => break Some(false),
                _ => break None,
            }
        };
        let Some(declares) = declares else {
            return Ok((self.commands(tokens, "range")?, Vec::new()));
        };
        if names.len() > 2 {
            return Err((tokens.at, "too many declarations in range".into()));
        }
        tokens.tokens = ahead;
        let pipeline = self.commands(tokens, "range")?;
        let mut variables = Vec::new();
        for name in names {
            variables.push(if declares {
                self.scope.declare(name)
            } else {
                self.slot(&name, tokens.at)?
            });
        }
        Ok((pipeline, variables))
    }

    fn commands(&mut self, tokens: &mut Tokens, context: &str) -> Result<Pipeline, Complaint> {
        let pipeline = self.commands_until_close(tokens, context)?;
        match tokens.next() {
            None => Ok(pipeline),
            Some(it) => Err((it.at, "unexpected right paren".into())),
        }
    }

    /// Commands up to the end of the action or a closing parenthesis, which stays.
    fn commands_until_close(
        &mut self,
        tokens: &mut Tokens,
        context: &str,
    ) -> Result<Pipeline, Complaint> {
        let at = tokens.tokens.peek().map_or(tokens.at, |it| it.at);
        let mut commands = Vec::new();
        loop {
            match tokens.peek() {
                None | Some(Token::Close) if commands.is_empty() => {
                    return Err((tokens.at, format!("missing value for {context}")));
                }
                // Go minds no bar at the end.
                None | Some(Token::Close) => {
                    return Ok(Pipeline {
                        target: None,
                        commands,
                        at,
                    });
                }
                Some(Token::Pipe) => {
                    return Err((tokens.at, "missing command after |".into()));
                }
                Some(_) => {}
            }
            let command = self.command(tokens)?;
            if !commands.is_empty()
                && matches!(
                    command.head,
                    Operand::Literal(_) | Operand::Nil | Operand::Dot
                )
            {
                let stage = commands.len() + 1;
                let message = format!("non executable command in pipeline stage {stage}");
                return Err((command.at, message));
            }
            commands.push(command);
            match tokens.peek() {
                Some(Token::Pipe) => {
                    tokens.next();
                }
                _ => {
                    return Ok(Pipeline {
                        target: None,
                        commands,
                        at,
                    });
                }
            }
        }
    }

    fn command(&mut self, tokens: &mut Tokens) -> Result<Command, Complaint> {
        let at = tokens.tokens.peek().map_or(tokens.at, |it| it.at);
        let head = self.operand(tokens)?;
        let mut arguments = Vec::new();
        loop {
            match tokens.tokens.peek() {
                None
                | Some(Placed {
                    token: Token::Pipe | Token::Close,
                    ..
                }) => break,
                Some(it) if !it.spaced && !matches!(it.token, Token::Open) => {
                    return Err((it.at, "unexpected token in operand".into()));
                }
                Some(_) => arguments.push(self.operand(tokens)?),
            }
        }
        Ok(Command {
            head,
            arguments,
            at,
        })
    }

    /// A term and the fields that follow it without a space.
    fn operand(&mut self, tokens: &mut Tokens) -> Result<Operand, Complaint> {
        let Some(Placed { token, at, .. }) = tokens.next() else {
            return Err((tokens.at, "unexpected end of action".into()));
        };
        if let Token::Word(name) = &token
            && !matches!(&**name, "nil" | "true" | "false")
        {
            return Ok(self.function(name, at, tokens));
        }
        let base = match token {
            Token::Dot => Operand::Dot,
            Token::Field(name) => {
                let mut path = vec![name];
                path.extend(fields(tokens));
                return Ok(Operand::Field { path, at });
            }
            Token::Variable(name) => {
                let slot = self.slot(&name, at)?;
                return Ok(Operand::Variable {
                    slot,
                    path: fields(tokens),
                    at,
                });
            }
            Token::Word(name) => match &*name {
                "nil" => Operand::Nil,
                name => Operand::Literal(Value::Bool(name == "true")),
            },
            Token::Text(text) => Operand::Literal(Value::Text(text)),
            Token::Int(it) => Operand::Literal(Value::Int(it)),
            Token::Float(it) => Operand::Literal(Value::Float(it)),
            Token::Open => {
                let inner = self.nested(at, |it| {
                    it.commands_until_close(tokens, "parenthesized pipeline")
                })?;
                match tokens.next().map(|it| it.token) {
                    Some(Token::Close) => Operand::Pipeline(Box::new(inner)),
                    _ => return Err((at, "unclosed left paren".into())),
                }
            }
            other => return Err((at, format!("unexpected {other:?} in operand"))),
        };
        let path = fields(tokens);
        if path.is_empty() {
            return Ok(base);
        }
        match base {
            Operand::Pipeline(_) => Ok(Operand::Chain {
                base: Box::new(base),
                path,
                at,
            }),
            _ => Err((at, "unexpected . after term".into())),
        }
    }

    /// A function's name; `strings.ToLower` is one name, `site.Title` a field of a function's value.
    #[expect(
        clippy::unused_self,
        reason = "a step of the parser like its neighbours"
    )]
    fn function(&self, name: &Arc<str>, at: usize, tokens: &mut Tokens) -> Operand {
        let mut path = fields(tokens);
        let mut name = Arc::clone(name);
        if !path.is_empty() && functions::is_namespace(&name) {
            name = Arc::from(format!("{name}.{}", path.remove(0)));
        }
        let built_in = functions::find(&name);
        let function = Operand::Function(FunctionName { name, built_in, at });
        if path.is_empty() {
            function
        } else {
            Operand::Chain {
                base: Box::new(function),
                path,
                at,
            }
        }
    }
}

/// The fields that follow without a space.
fn fields(tokens: &mut Tokens) -> Vec<Arc<str>> {
    let mut path = Vec::new();
    while let Some(Placed {
        token: Token::Field(name),
        spaced: false,
        ..
    }) = tokens.tokens.peek()
    {
        path.push(Arc::clone(name));
        tokens.next();
    }
    path
}
