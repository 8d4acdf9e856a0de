//! The part of Python that we print, as data.

use indexmap::IndexMap;

use super::{DottedName, Identifier};
use crate::emit::Marked;
use crate::source::Place;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A string literal that is read back as exactly this text.
    Text(String),
    /// A number in decimal digits.
    Integer(i64),
    /// `True` or `False`.
    Bool(bool),
    /// `None`.
    None,
    /// A variable, or an attribute of a module.
    Name(DottedName),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `(a, b)`, or `(a,)`.
    Tuple(Vec<Expr>),
    /// `{"key": value}`, in this order.
    Dict(IndexMap<String, Expr>),
    /// `callee(…)`.
    Call(Call),
    /// An expression that knows its places. The mark covers the whole entry: with its keyword or key.
    Marked(Box<Marked<Expr>>),
}

impl Expr {
    /// A string literal. For a user's text this is the last engine of the target's order: escape for the others first.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of string literals.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// The expression with a mark.
    #[must_use]
    pub fn marked(self, places: impl IntoIterator<Item = Place>) -> Self {
        Self::Marked(Box::new(Marked::new(self, places)))
    }
}

impl From<i64> for Expr {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Expr {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Call> for Expr {
    fn from(call: Call) -> Self {
        Self::Call(call)
    }
}

impl From<DottedName> for Expr {
    fn from(path: DottedName) -> Self {
        Self::Name(path)
    }
}

/// A call. However it is built, positional arguments are printed first, then keywords, then `**NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub(super) callee: DottedName,
    pub(super) positional: Vec<Expr>,
    pub(super) keywords: Vec<(Identifier, Expr)>,
    pub(super) splats: Vec<DottedName>,
}

impl Call {
    /// `callee()`.
    #[must_use]
    pub fn new(callee: DottedName) -> Self {
        Self { callee, positional: Vec::new(), keywords: Vec::new(), splats: Vec::new() }
    }

    /// Adds a positional argument.
    #[must_use]
    pub fn positional(mut self, value: impl Into<Expr>) -> Self {
        self.positional.push(value.into());
        self
    }

    /// Adds `name=value`. A name that stands twice is an error when the call is printed.
    #[must_use]
    pub fn keyword(mut self, name: Identifier, value: impl Into<Expr>) -> Self {
        self.keywords.push((name, value.into()));
        self
    }

    /// Adds `name=value` if there is a value.
    #[must_use]
    pub fn optional(self, name: Identifier, value: Option<impl Into<Expr>>) -> Self {
        match value {
            Some(value) => self.keyword(name, value),
            None => self,
        }
    }

    /// Adds `**name`.
    #[must_use]
    pub fn splat(mut self, name: DottedName) -> Self {
        self.splats.push(name);
        self
    }
}

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `target = callee(…)`. A call has brackets of its own, so no other layout than theirs comes into question.
    Assign {
        /// The variable.
        target: Identifier,
        /// What it is set to.
        value: Call,
    },
    /// `with callee(…):`, without its body.
    With(Call),
    /// `a >> b` or `[a, b] >> c`.
    Shift {
        /// One stands alone, any other number in a list.
        left: Vec<Identifier>,
        /// What they are shifted to.
        right: Identifier,
    },
}
