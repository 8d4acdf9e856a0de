//! A scalar in the spelling that a person chose.
//!
//! Readers of YAML disagree on what `010` is, so our printer writes no such thing by itself. Where we print for our own
//! reader, which keeps spellings, `3.10` must come out as `3.10`: neither the number 3.1 nor a text in quotes.

use serde::{Serialize, Serializer};

/// The name of the newtype struct under which our printer meets such a scalar.
pub(super) const SPELLED: &str = "$segue::emit::Spelled";

/// A scalar that stands bare, whatever readers take it for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spelled(Box<str>);

impl Spelled {
    /// The scalar, if it is one word of letters, digits, `.`, `+` and `-`, such as `true`, `3.10`, `-1e3` or `.inf`:
    /// that ends neither a plain scalar nor a list in flow, and is no other sign of YAML's.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-'));
        let has_letter = text.bytes().any(|byte| byte.is_ascii_alphanumeric());
        (is_word && has_letter).then(|| Self(text.into()))
    }
}

impl Serialize for Spelled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(SPELLED, &*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Spelled;
    use crate::emit::yaml;

    #[test]
    fn a_word_stands_as_it_was_spelt() {
        for word in ["3.10", "007", "-1", "1e+3", "0x1F", "true", "Null", ".inf", "16GiB", "1h30m"] {
            let spelled = Spelled::new(word).unwrap();
            let printed = yaml::print(&[("flow", vec![spelled.clone()])].into_iter().collect::<Flow>()).unwrap();
            assert_eq!(printed.text, format!("flow: [{word}]\n"));
            assert_eq!(yaml::print(&spelled).unwrap().text, format!("{word}\n"));
        }
    }

    type Flow = indexmap::IndexMap<&'static str, Vec<Spelled>>;

    #[test]
    fn what_is_more_than_a_word_is_refused() {
        for text in ["", "-", "---", ".", "a b", "a:", "[a", "a,b", "\"a\"", "#a", "a\n", "ä", "1_000"] {
            assert_eq!(Spelled::new(text), None, "{text:?}");
        }
    }
}
