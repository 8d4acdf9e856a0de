//! A target's own settings, as written: the IR does not know what they mean.

use super::{Origin, Table};

/// What stands under `targets`, one section a target. Each back end reads its own and tells every mistake in it. A null
/// in a step's removes there what the pipeline's says.
pub type Sections = Table<Box<str>, Section>;

/// A node of a target's settings: spelling and place, with nothing read into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The value.
    pub kind: SectionKind,
    /// Where the key stands.
    pub key: Origin,
    /// Where the value stands.
    pub origin: Origin,
}

/// The shape of a [`Section`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionKind {
    /// One scalar.
    Scalar {
        /// Its content.
        text: Box<str>,
        /// True if it stood there without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Section>),
    /// A map.
    Map(Table<Box<str>, Section>),
}

impl Section {
    /// What stands at a key of it, if it is a map that has the key.
    pub fn entry(&self, key: &str) -> Option<&Self> {
        match &self.kind {
            SectionKind::Map(entries) => entries.get(key),
            SectionKind::Scalar { .. } | SectionKind::List(_) => None,
        }
    }

    /// True for a scalar that holds a NUL character.
    pub fn has_nul(&self) -> bool {
        match &self.kind {
            SectionKind::Scalar { text, .. } => text.contains('\0'),
            SectionKind::List(_) | SectionKind::Map(_) => false,
        }
    }

    /// True for a null written without quotes.
    pub fn is_null(&self) -> bool {
        match &self.kind {
            SectionKind::Scalar { text, plain } => *plain && matches!(&**text, "" | "~" | "null" | "Null" | "NULL"),
            SectionKind::List(_) | SectionKind::Map(_) => false,
        }
    }
}
