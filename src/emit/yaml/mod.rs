//! Prints specs as YAML that readers of YAML 1.1 and 1.2 agree on.
//!
//! No library's printer does: each leaves `no`, `1e3`, `12:30:45` or a control character bare where one reader or
//! another sees something else. A spec is written straight from its `Serialize` implementation, text and marks at
//! once; no tree of values stands between.

#[cfg(test)]
mod hard_texts;
mod key;
mod printer;
#[cfg(test)]
mod read_back;
mod scalar;
mod serializer;
#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::Serialize;

use self::printer::{Printer, Slot, position};
use self::serializer::ValueSerializer;
use super::EmitError;
use crate::source::Place;

/// The rules of this printer.
#[cfg(feature = "switches")]
pub fn rules() -> Vec<&'static crate::rule::Rule> {
    [scalar::RULES, super::characters::RULES].concat()
}

/// How deep maps and lists may stand in each other: twice what our readers of sources accept.
pub const MAX_DEPTH: usize = 256;

/// A printed document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// The text; it ends in exactly one line break.
    pub text: String,
    /// Which bytes came from where, outer parts before the parts inside them.
    pub marks: Vec<Mark>,
}

/// A part of a text and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes of the whole entry, from its key or dash to its end, without the last line break.
    pub bytes: Range<u32>,
    /// Where it came from; several where parts with equal bodies are shared.
    pub places: Vec<Place>,
}

/// Prints one document.
///
/// # Errors
/// Only for what a spec must never hold; see [`EmitError`].
pub fn print<T: ?Sized + Serialize>(document: &T) -> Result<Printed, EmitError> {
    let mut printer = Printer::default();
    let keys = &mut Vec::new();
    document.serialize(ValueSerializer { printer: &mut printer, slot: Slot::DOCUMENT, keys })?;
    position(printer.text.len())?;
    Ok(Printed { text: printer.text, marks: printer.marks })
}

/// Several documents as one text, with a line `---` between each two.
///
/// # Errors
/// When the whole grows longer than a mark can point into.
pub fn join(documents: impl IntoIterator<Item = Printed>) -> Result<Printed, EmitError> {
    let mut joined = Printed::default();
    for document in documents {
        if !joined.text.is_empty() {
            joined.text.push_str("---\n");
        }
        let offset = position(joined.text.len())?;
        joined.text.push_str(&document.text);
        position(joined.text.len())?;
        joined.marks.extend(
            document
                .marks
                .into_iter()
                .map(|mark| Mark { bytes: mark.bytes.start + offset..mark.bytes.end + offset, places: mark.places }),
        );
    }
    Ok(joined)
}
