//! What a user wrote, and the one way out of it.
//!
//! A string in the IR is a [`Literal`]: it has no `Display`, no `Deref`, no `Serialize`. It reaches an artifact only
//! through a back end's [`Escape`], which sees the whole [`Text`] at a time, since a hazard can stand across pieces:
//! `{` beside `{x}}`, `$` beside `(X)`.
//!
//! Each way round it fails to compile, and its twin, which differs in just that, compiles:
//!
//! ```compile_fail,E0599
//! use segue::ir::Literal;
//! let text: String = Literal::new("{{ ds }}").to_string(); // it has no `Display`
//! ```
//! ```
//! use segue::ir::Literal;
//! let text: String = format!("{:?}", Literal::new("{{ ds }}")); // what it is can be shown to people who debug
//! ```
//! ```compile_fail,E0277
//! use segue::ir::Literal;
//! let json = serde_json::to_string(&Literal::new("{{ ds }}")); // nor a `Serialize`, so no spec can hold it
//! ```
//! ```
//! let json = serde_json::to_string("{{ ds }}");
//! ```
//! ```compile_fail,E0616
//! use segue::ir::Literal;
//! let text: &str = &Literal::new("{{ ds }}").0; // its string is private
//! ```
//! ```
//! use segue::ir::Literal;
//! let length: &usize = &Literal::new("{{ ds }}").len();
//! ```
//! ```compile_fail,E0423
//! use segue::ir::{Escape, Field, Literal, RawText};
//! fn open(escape: &mut impl Escape, text: &Literal) {
//!     escape.lower(RawText(text), Field::Argument).is_ok(); // nobody else opens a text
//! }
//! ```
//! ```
//! use segue::ir::{Escape, Field, Literal, RawText};
//! fn open(escape: &mut impl Escape, text: &Literal) {
//!     text.lower(escape, Field::Argument).is_ok();
//! }
//! ```
//! A piece of a text is a literal all the same:
//!
//! ```compile_fail,E0308
//! use segue::ir::{Literal, Piece, Text};
//! let text = Text::literal(Literal::new("{{ ds }}"));
//! let Some(Piece::Literal(literal)) = text.pieces().first() else { return };
//! let written: &str = literal;
//! ```
//! ```
//! use segue::ir::{Literal, Piece, Text};
//! let text = Text::literal(Literal::new("{{ ds }}"));
//! let Some(Piece::Literal(literal)) = text.pieces().first() else { return };
//! let written: &Literal = literal;
//! ```

use std::fmt;

use super::{EnvName, ParamId};

/// A string that the container gets byte for byte.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Literal(Box<str>);

impl Literal {
    /// Takes what the user wrote.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// Lowers this string as a text of its own.
    ///
    /// # Errors
    /// What the target cannot carry in `field`.
    pub fn lower<E: Escape>(&self, escape: &mut E, field: Field) -> Result<E::Out, Refusal> {
        escape.lower(RawText(Raw::One(self)), field)
    }

    /// The same path without `/` at its end, so that paths compare by what they name.
    pub fn without_trailing_slash(&self) -> Self {
        let trimmed = self.0.trim_end_matches('/');
        Self::new(if trimmed.is_empty() { &*self.0 } else { trimmed })
    }

    /// What is left of it for a name of ours: ASCII letters in lower case and digits, each run of anything else one
    /// `-`, at most `longest` bytes. No engine finds anything to do in it.
    pub fn slug(&self, longest: usize) -> String {
        let mut slug = String::new();
        for letter in self.0.chars().map(|letter| letter.to_ascii_lowercase()) {
            if letter.is_ascii_alphanumeric() {
                slug.push(letter);
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
        }
        slug.truncate(longest);
        slug
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True for the empty string.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Literal").field(&self.0).finish()
    }
}

/// A fact of the run that only the platform knows.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum RunFact {
    /// The run id: one value in all steps and attempts of a run, another in each run.
    Id,
}

/// A part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// As written.
    Literal(Literal),
    /// A fact of the run.
    Run(RunFact),
    /// A parameter's value in this run.
    Param(ParamId),
    /// The value of the step's own variable, expanded by the platform.
    EnvVar(EnvName),
}

/// An argument or an environment value: pieces without separator, nested joins flattened, neighbouring literals
/// merged, so that equal texts are equal however they were written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text(Vec<Piece>);

impl Text {
    /// A text of one literal.
    pub fn literal(literal: Literal) -> Self {
        Self(vec![Piece::Literal(literal)])
    }

    /// A text of these pieces in their order.
    pub fn join(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut merged: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (merged.last_mut(), piece) {
                (_, Piece::Literal(new)) if new.is_empty() => {}
                (Some(Piece::Literal(last)), Piece::Literal(new)) => {
                    *last = Literal::new([&*last.0, &*new.0].concat());
                }
                (_, piece) => merged.push(piece),
            }
        }
        if merged.is_empty() {
            merged.push(Piece::Literal(Literal::new("")));
        }
        Self(merged)
    }

    /// The pieces, of which literals stay closed.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// True if the text is one literal.
    pub fn is_literal(&self) -> bool {
        matches!(self.0.as_slice(), [Piece::Literal(_)])
    }

    /// Lowers the whole text through a back end's escape.
    ///
    /// # Errors
    /// What the target cannot carry in `field`.
    pub fn lower<E: Escape>(&self, escape: &mut E, field: Field) -> Result<E::Out, Refusal> {
        escape.lower(RawText(Raw::Many(&self.0)), field)
    }
}

/// The kind of field that a text is lowered into: engines differ from field to field.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// An item of `command`.
    Command,
    /// An item of `args`.
    Argument,
    /// An environment variable's value.
    EnvValue,
    /// A parameter's default.
    Default,
    /// A container image.
    Image,
    /// A working directory, a mount path, a sub path.
    Path,
    /// The name of a secret, a config map, a claim, a service account, a pull secret, a class, a scheduler.
    ObjectName,
    /// A key of a secret or a config map.
    DataKey,
    /// The key of a label, an annotation or a node selector.
    LabelKey,
    /// The value of a label or a node selector.
    LabelValue,
    /// The value of an annotation.
    Annotation,
    /// The key or the value of a toleration.
    Toleration,
    /// A string in an affinity.
    Affinity,
    /// A string in a security context.
    SecurityContext,
    /// What names something of the target's own, such as a lock or an experiment: another spelling is another thing.
    Identifier,
    /// Text for people: descriptions, display names, original names.
    Description,
}

impl Field {
    /// What people call the field.
    pub fn name(self) -> &'static str {
        match self {
            Field::Command => "command",
            Field::Argument => "argument",
            Field::EnvValue => "environment value",
            Field::Default => "default",
            Field::Image => "image",
            Field::Path => "path",
            Field::ObjectName => "object name",
            Field::DataKey => "key",
            Field::LabelKey => "key",
            Field::LabelValue => "label value",
            Field::Annotation => "annotation",
            Field::Toleration => "toleration",
            Field::Affinity => "affinity",
            Field::SecurityContext => "security context",
            Field::Identifier => "identifier",
            Field::Description => "description",
        }
    }
}

/// Why a target cannot carry a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is so, in the form "holds `{{`, which …".
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

/// One way out of the IR. A back end has one, and one value of it lives per step, so that it can reserve a helper
/// variable that is free in that step.
pub trait Escape {
    /// What comes out: a type of the back end's own that its specs hold.
    type Out;

    /// Writes `text` so that after all of the target's engines the container gets it byte for byte.
    ///
    /// # Errors
    /// What the target cannot carry in `field`.
    fn lower(&mut self, text: RawText<'_>, field: Field) -> Result<Self::Out, Refusal>;
}

/// A text opened for an [`Escape`]; only [`Text::lower`] and [`Literal::lower`] make one.
pub struct RawText<'a>(Raw<'a>);

enum Raw<'a> {
    One(&'a Literal),
    Many(&'a [Piece]),
}

/// A piece of an opened text.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RawPiece<'a> {
    /// As written.
    Literal(&'a str),
    /// A fact of the run.
    Run(RunFact),
    /// A parameter.
    Param(&'a ParamId),
    /// One of the step's own variables.
    EnvVar(&'a EnvName),
}

impl<'a> RawText<'a> {
    /// The pieces in order.
    pub fn pieces(&self) -> impl Iterator<Item = RawPiece<'a>> {
        let (one, many) = match self.0 {
            Raw::One(literal) => (Some(RawPiece::Literal(&literal.0)), [].as_slice()),
            Raw::Many(pieces) => (None, pieces),
        };
        one.into_iter().chain(many.iter().map(|piece| match piece {
            Piece::Literal(literal) => RawPiece::Literal(&literal.0),
            Piece::Run(fact) => RawPiece::Run(*fact),
            Piece::Param(name) => RawPiece::Param(name),
            Piece::EnvVar(name) => RawPiece::EnvVar(name),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::never;

    never!(Literal: fmt::Display);
    never!(Literal: serde::Serialize);
    never!(Literal: std::ops::Deref);
    never!(Literal: AsRef<str>);
    never!(Literal: Into<String>);
    never!(Literal: Into<Box<str>>);
    never!(Text: serde::Serialize);
    never!(Piece: serde::Serialize);
    never!(RawText<'static>: serde::Serialize);

    fn literal(text: &str) -> Piece {
        Piece::Literal(Literal::new(text))
    }

    #[test]
    fn neighbouring_literals_merge() {
        let joined = Text::join([literal("a"), literal(""), literal("b"), Piece::Run(RunFact::Id), literal("c")]);
        assert_eq!(joined.pieces(), [literal("ab"), Piece::Run(RunFact::Id), literal("c")]);
    }

    #[test]
    fn a_join_of_nothing_is_the_empty_text() {
        assert_eq!(Text::join([]), Text::literal(Literal::new("")));
    }

    #[test]
    fn debug_shows_that_a_literal_is_one() {
        assert_eq!(format!("{:?}", Literal::new("x\n")), r#"Literal("x\n")"#);
    }
}
