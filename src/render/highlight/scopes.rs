//! What Sublime's scopes mean, in one letter each.

use std::collections::HashMap;
use std::sync::OnceLock;

use syntect::parsing::Scope;

/// A class of `assets/code.css`; a space is none.
pub(super) type Class = u8;

/// No colour of its own.
pub(super) const PLAIN: Class = b' ';

/// The name of a value, which stays one where it is written as a string.
pub(super) const NAME: Class = b'a';

/// A string.
pub(super) const STRING: Class = b's';

/// What begins with these is of this class; the longest beginning counts. What is not here is of
/// the class of what it stands in.
const CLASSES: [(&str, Class); 69] = [
    // What may stand in a string and is code again.
    ("source", PLAIN),
    ("text", PLAIN),
    ("meta.embedded", PLAIN),
    ("meta.interpolation", PLAIN),
    ("meta.template.expression", PLAIN),
    ("comment", b'c'),
    ("markup.quote", b'c'),
    ("string", STRING),
    ("markup.raw", STRING),
    ("string.regexp", b'r'),
    ("string.unquoted", PLAIN),
    ("string.unquoted.heredoc", STRING),
    ("string.unquoted.block", STRING),
    ("constant", b'n'),
    ("constant.character.escape", b'e'),
    ("constant.other.placeholder", b'e'),
    ("punctuation.definition.template-expression", b'e'),
    ("punctuation.section.interpolation", b'e'),
    ("constant.character.entity", b'e'),
    ("keyword.other.substitution", b'e'),
    ("keyword.other.template", STRING),
    ("support.constant", b'n'),
    ("keyword", b'k'),
    ("keyword.operator", b'o'),
    ("keyword.operator.word", b'k'),
    ("keyword.operator.logical.python", b'k'),
    ("keyword.other.unit", b'n'),
    ("storage", b'k'),
    ("storage.type.haskell", b't'),
    ("keyword.other.double-colon", b'o'),
    ("keyword.other.arrow", b'o'),
    ("support.keyword", b'k'),
    ("variable.language", b'k'),
    ("entity.name", b't'),
    ("support.type", b't'),
    ("support.class", b't'),
    ("storage.type.numeric", b'n'),
    ("storage.type.string", STRING),
    ("entity.other.inherited-class", b't'),
    ("entity.name.function", b'f'),
    ("entity.name.command", b'f'),
    ("support.function", b'f'),
    ("variable.function", b'f'),
    ("entity.name.macro", b'm'),
    ("support.macro", b'm'),
    ("meta.preprocessor", b'm'),
    ("meta.annotation", b'm'),
    ("variable.annotation", b'm'),
    ("entity.name.tag", b'g'),
    ("entity.other.attribute-name", NAME),
    ("support.type.property-name", NAME),
    ("meta.mapping.key", NAME),
    ("meta.structure.dictionary.key", NAME),
    ("entity.name.tag.yaml", NAME),
    ("entity.name.tag.toml", NAME),
    ("variable.parameter", b'v'),
    ("variable.other.readwrite.shell", b'v'),
    ("variable.other.normal.shell", b'v'),
    ("variable.other.php", b'v'),
    ("punctuation.definition.variable", b'v'),
    ("storage.modifier.lifetime", b'v'),
    ("entity.name.section", b'h'),
    ("markup.heading", b'h'),
    ("meta.diff.header", b'h'),
    ("meta.diff.range", b'h'),
    ("markup.bold", b'b'),
    ("markup.italic", b'i'),
    ("markup.inserted", b'y'),
    ("markup.deleted", b'z'),
];

/// The class of `scope`, if it has one.
pub(super) fn class(scope: Scope) -> Option<Class> {
    static SCOPES: OnceLock<HashMap<Scope, Class>> = OnceLock::new();
    let scopes = SCOPES.get_or_init(|| {
        let parsed = CLASSES.iter().map(|(name, class)| {
            let scope = Scope::new(name).expect("no scope in the list has more than 8 parts");
            (scope, *class)
        });
        parsed.collect()
    });
    scopes
        .iter()
        .filter(|(beginning, _)| beginning.is_prefix_of(scope))
        .max_by_key(|(beginning, _)| beginning.len())
        .map(|(_, class)| *class)
}
