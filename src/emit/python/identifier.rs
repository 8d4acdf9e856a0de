//! Names that Python accepts, so that no other text can be printed as one.
//!
//! Names that stand in our code are checked when it is compiled (`identifier!`, `dotted!`), names made from a user's
//! when they are built.

use std::borrow::Cow;
use std::fmt;

use super::reserved::is_keyword;

/// One name of at most [`Identifier::MAX`] characters, ASCII only: Python would fold other letters (NFKC), so that two
/// names could become one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier(Cow<'static, str>);

/// A name, or names joined by dots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DottedName(Cow<'static, str>);

/// An [`Identifier`] of our own; one that is wrong does not compile.
macro_rules! identifier {
    ($name:literal) => {
        const { $crate::emit::python::Identifier::fixed($name) }
    };
}

/// A [`DottedName`] of our own; one that is wrong does not compile.
macro_rules! dotted {
    ($name:literal) => {
        const { $crate::emit::python::DottedName::fixed($name) }
    };
}

pub(crate) use {dotted, identifier};

impl Identifier {
    /// The greatest length. The first line of a statement then fits, so that its layout follows from its brackets.
    pub const MAX: usize = 56;

    /// `name`, unless it is too long or Python would not take it: it is a letter or `_`, then letters, digits and `_`,
    /// and no keyword.
    pub fn new(name: impl Into<String>) -> Option<Self> {
        let name = name.into();
        is_identifier(name.as_bytes()).then_some(Self(Cow::Owned(name)))
    }

    /// For `identifier!`, which runs it when our code is compiled.
    #[doc(hidden)]
    #[must_use]
    pub const fn fixed(name: &'static str) -> Self {
        assert!(is_identifier(name.as_bytes()), "not a Python identifier");
        Self(Cow::Borrowed(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DottedName {
    /// For `dotted!`, which runs it when our code is compiled.
    #[doc(hidden)]
    #[must_use]
    pub const fn fixed(name: &'static str) -> Self {
        assert!(is_name(name.as_bytes(), Dots::Allowed), "not Python identifiers and dots");
        Self(Cow::Borrowed(name))
    }

    /// The names with their dots.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Identifier> for DottedName {
    fn from(identifier: Identifier) -> Self {
        Self(identifier.0)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

const fn is_identifier(name: &[u8]) -> bool {
    name.len() <= Identifier::MAX && is_name(name, Dots::Refused)
}

/// Whether names may be joined.
#[derive(Clone, Copy)]
enum Dots {
    Allowed,
    Refused,
}

const fn is_name(text: &[u8], dots: Dots) -> bool {
    let mut start = 0;
    let mut index = 0;
    while index < text.len() {
        match text[index] {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {}
            b'0'..=b'9' if index > start => {}
            b'.' if matches!(dots, Dots::Allowed) && is_word(text, start, index) => start = index + 1,
            _ => return false,
        }
        index += 1;
    }
    is_word(text, start, index)
}

/// Whether there is a word between the two and it is no keyword.
const fn is_word(text: &[u8], start: usize, end: usize) -> bool {
    let (_, rest) = text.split_at(start);
    let (word, _) = rest.split_at(end - start);
    !word.is_empty() && !is_keyword(word)
}

#[cfg(test)]
mod tests {
    use super::{Dots, Identifier, is_name};

    fn check(text: &str, is_identifier: bool, is_dotted: bool) {
        assert_eq!(Identifier::new(text).is_some(), is_identifier, "{text:?}");
        assert_eq!(is_name(text.as_bytes(), Dots::Allowed), is_identifier || is_dotted, "{text:?}");
    }

    #[test]
    fn only_names_of_python_are_names() {
        for name in ["a", "_", "a1", "K8s", "__x", "match", "print", "none", "classes"] {
            check(name, true, false);
        }
        for path in ["k8s.V1EnvVar", "a.b.c", "_._"] {
            check(path, false, true);
        }
        for text in
            ["", "1a", "a-b", "a b", "é", "a\n", "None", "class", "lambda", ".", "a.", ".a", "a..b", "a.if", "a.1"]
        {
            check(text, false, false);
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_refused() {
        assert!(Identifier::new("a".repeat(Identifier::MAX)).is_some());
        assert!(Identifier::new("a".repeat(Identifier::MAX + 1)).is_none());
    }
}
