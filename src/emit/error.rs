//! What a spec must never hold: an `EmitError` is a mistake of ours, not of the person who wrote the pipeline.

use std::fmt;

/// Why a document could not be printed. Back ends meet it only through a bug in a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmitError {
    /// A map holds this key twice, as a `flatten` can bring about. Readers would keep one of them in silence.
    DuplicateKey(String),
    /// A map key is not text; the payload says what it is.
    KeyNotText(&'static str),
    /// A float is infinite or not a number: readers disagree on how these are spelt.
    NotFinite,
    /// Maps and lists stand deeper in each other than [`crate::emit::yaml::MAX_DEPTH`].
    TooDeep,
    /// The text is longer than the 4 GiB that a mark can point into.
    TooLong,
    /// A value has a shape that neither printer writes, such as bytes.
    Shape(&'static str),
    /// What a `Serialize` implementation says of itself.
    Message(String),
}

impl fmt::Display for EmitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateKey(key) => write!(formatter, "the key `{key}` stands twice in one map"),
            Self::KeyNotText(kind) => write!(formatter, "a map key is {kind}, not text"),
            Self::NotFinite => formatter.write_str("a float is not finite"),
            Self::TooDeep => formatter.write_str("maps and lists are nested too deep"),
            Self::TooLong => formatter.write_str("the text is longer than 4 GiB"),
            Self::Shape(kind) => write!(formatter, "a value is {kind}, which has no spelling"),
            Self::Message(message) => formatter.write_str(message),
        }
    }
}

impl std::error::Error for EmitError {}

impl serde::ser::Error for EmitError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}
