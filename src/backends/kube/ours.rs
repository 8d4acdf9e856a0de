//! Texts that may stand in an artifact without an escape: no user wrote them, or a type is the proof of their letters.
//!
//! There is no way to make one of a `String`.

use crate::backends::settings::{DataKey, ImageName, ObjectName};
use crate::ir::PodField;

/// A text of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::backends) struct Ours(String);

impl Ours {
    /// The text, for the type of a back end's own.
    pub(in crate::backends) fn into_string(self) -> String {
        self.0
    }
}

impl From<&'static str> for Ours {
    fn from(text: &'static str) -> Self {
        Self(text.to_owned())
    }
}

impl From<u64> for Ours {
    fn from(number: u64) -> Self {
        Self(number.to_string())
    }
}

impl From<&ObjectName> for Ours {
    fn from(ObjectName(name): &ObjectName) -> Self {
        Self(name.clone())
    }
}

impl From<&DataKey> for Ours {
    fn from(DataKey(key): &DataKey) -> Self {
        Self(key.clone())
    }
}

impl From<&ImageName> for Ours {
    fn from(ImageName(image): &ImageName) -> Self {
        Self(image.clone())
    }
}

impl From<&PodField> for Ours {
    fn from(field: &PodField) -> Self {
        Self(field.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Ours;
    use crate::ir::Literal;
    use crate::proof::never;

    never!(Ours: From<String>);
    never!(Ours: for<'a> From<&'a String>);
    never!(Ours: for<'a> From<&'a str>);
    never!(Ours: From<Literal>);
    never!(Ours: serde::de::DeserializeOwned);
}
