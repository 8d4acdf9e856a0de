//! Prints specs as JSON: whole files, and the one-line JSON that stands in annotations and patches.

use serde::Serialize;

use super::{EmitError, Printed};

/// Prints one document, indented by two blanks, with a line break at the end. It carries no marks.
///
/// # Errors
/// For what a spec must never hold, as the YAML printer does; see [`EmitError`].
pub fn print<T: ?Sized + Serialize>(document: &T) -> Result<Printed, EmitError> {
    let _ = document;
    Err(EmitError::Shape("not printed yet"))
}

/// Prints one document on one line, without blanks and without a line break at the end.
///
/// # Errors
/// For what a spec must never hold, as the YAML printer does; see [`EmitError`].
pub fn compact<T: ?Sized + Serialize>(document: &T) -> Result<String, EmitError> {
    let _ = document;
    Err(EmitError::Shape("not printed yet"))
}
