//! Where in an HTML document a byte of the output stands.

/// What kind of text surrounds the place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum State {
    #[default]
    Text,
    Tag,
    AttrName,
    AfterName,
    BeforeValue,
    HtmlComment,
    /// The inside of `textarea` and `title`.
    Rcdata,
    Attr,
    Url,
    Srcset,
    Js,
    JsDqStr,
    JsSqStr,
    JsTemplate,
    JsRegexp,
    JsBlockComment,
    JsLineComment,
    JsHtmlOpen,
    JsHtmlClose,
    Css,
    CssDqStr,
    CssSqStr,
    CssDqUrl,
    CssSqUrl,
    CssUrl,
    CssBlockComment,
    CssLineComment,
}

impl State {
    /// Whether nothing of it reaches the output.
    pub(super) fn is_comment(self) -> bool {
        matches!(
            self,
            State::HtmlComment
                | State::JsBlockComment
                | State::JsLineComment
                | State::JsHtmlOpen
                | State::JsHtmlClose
                | State::CssBlockComment
                | State::CssLineComment
        )
    }

    pub(super) fn is_in_tag(self) -> bool {
        matches!(
            self,
            State::Tag | State::AttrName | State::AfterName | State::BeforeValue | State::Attr
        )
    }

    pub(super) fn is_script_literal(self) -> bool {
        matches!(
            self,
            State::JsDqStr | State::JsSqStr | State::JsTemplate | State::JsRegexp
        )
    }
}

/// What ends the attribute value around the place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Delimiter {
    #[default]
    None,
    DoubleQuote,
    SingleQuote,
    SpaceOrTagEnd,
}

/// Which part of a URL the place is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum UrlPart {
    #[default]
    None,
    PreQuery,
    QueryOrFragment,
    /// It depends on a branch; only when a template is checked.
    Unknown,
}

/// What a slash would mean in JavaScript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Slash {
    #[default]
    Regexp,
    Division,
    /// It depends on a branch; only when a template is checked.
    Unknown,
}

/// What the value of the attribute at hand is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Attr {
    #[default]
    None,
    Script,
    /// The `type` of a `script`.
    ScriptType,
    Style,
    Url,
    Srcset,
}

/// The elements whose content is not HTML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Element {
    #[default]
    None,
    Script,
    Style,
    Textarea,
    Title,
}

impl Element {
    pub(super) fn content(self) -> State {
        match self {
            Element::None => State::Text,
            Element::Script => State::Js,
            Element::Style => State::Css,
            Element::Textarea | Element::Title => State::Rcdata,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Element::None => "",
            Element::Script => "script",
            Element::Style => "style",
            Element::Textarea => "textarea",
            Element::Title => "title",
        }
    }
}

/// How many template literals may nest in JavaScript before their braces are no longer counted.
const MAX_LITERALS: usize = 6;

/// The braces open inside of each `${…}` around the place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Braces {
    depths: [u16; MAX_LITERALS],
    literals: u8,
}

impl Braces {
    fn innermost(&mut self) -> Option<&mut u16> {
        let index = usize::from(self.literals).checked_sub(1)?;
        self.depths.get_mut(index)
    }

    pub(super) fn enter(&mut self) {
        if usize::from(self.literals) < MAX_LITERALS {
            self.literals += 1;
            if let Some(depth) = self.innermost() {
                *depth = 0;
            }
        }
    }

    pub(super) fn open(&mut self) {
        if let Some(depth) = self.innermost() {
            *depth = depth.saturating_add(1);
        }
    }

    /// Whether the brace ends a `${…}`.
    pub(super) fn close(&mut self) -> bool {
        match self.innermost() {
            None => false,
            Some(0) => {
                self.literals -= 1;
                true
            }
            Some(depth) => {
                *depth -= 1;
                false
            }
        }
    }
}

/// Everything that decides how a value is escaped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Context {
    pub(super) state: State,
    pub(super) delimiter: Delimiter,
    pub(super) url_part: UrlPart,
    pub(super) slash: Slash,
    pub(super) braces: Braces,
    pub(super) attr: Attr,
    pub(super) element: Element,
}

impl Context {
    pub(super) fn tag(element: Element) -> Context {
        Context {
            state: State::Tag,
            element,
            ..Context::default()
        }
    }

    /// The state of the value of the attribute at hand.
    pub(super) fn value_state(&self) -> State {
        match self.attr {
            Attr::None | Attr::ScriptType => State::Attr,
            Attr::Script => State::Js,
            Attr::Style => State::Css,
            Attr::Url => State::Url,
            Attr::Srcset => State::Srcset,
        }
    }

    /// A value is about to be written: between attributes it is a name, after `=` a value.
    pub(super) fn nudge(&mut self) {
        match self.state {
            State::Tag => self.state = State::AttrName,
            State::BeforeValue => {
                self.state = self.value_state();
                self.delimiter = Delimiter::SpaceOrTagEnd;
                self.attr = Attr::None;
            }
            State::AfterName => {
                self.state = State::AttrName;
                self.attr = Attr::None;
            }
            _ => {}
        }
    }

    /// After a value a slash divides.
    pub(super) fn after_js_value(&mut self) {
        self.slash = Slash::Division;
    }
}
