//! Prints specs as JSON: whole files, and the one-line JSON that stands in annotations and patches.
//!
//! `serde_json` does the printing. It alone would write a float that is not finite as `null` and a key twice without
//! a word, so the YAML printer looks at the spec first: what one refuses, the other refuses.

use std::fmt::Write;

use serde::Serialize;

use super::characters::is_visible;
use super::{EmitError, Printed, yaml};

/// Prints one document, indented by two blanks, with a line break at the end. It carries no marks.
///
/// # Errors
/// For what a spec must never hold, as the YAML printer does; see [`EmitError`].
pub fn print<T: ?Sized + Serialize>(document: &T) -> Result<Printed, EmitError> {
    yaml::print(document)?;
    let mut text = escape(serde_json::to_string_pretty(document).map_err(message)?);
    text.push('\n');
    Ok(Printed { text, marks: Vec::new() })
}

/// Prints one document on one line, without blanks and without a line break at the end.
///
/// # Errors
/// For what a spec must never hold, as the YAML printer does; see [`EmitError`].
pub fn compact<T: ?Sized + Serialize>(document: &T) -> Result<String, EmitError> {
    yaml::print(document)?;
    serde_json::to_string(document).map(escape).map_err(message)
}

/// The document on one line as Go's `encoding/json` writes it, by which clusters and controllers measure: `<`, `>`, `&`
/// and two line separators take six bytes each.
///
/// # Errors
/// For what a spec must never hold, as the YAML printer does; see [`EmitError`].
pub fn by_go<T: ?Sized + Serialize>(document: &T) -> Result<String, EmitError> {
    yaml::print(document)?;
    let json = serde_json::to_string(document).map_err(message)?;
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if matches!(character, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') {
            // Writing to a `String` does not fail.
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    Ok(out)
}

fn message(error: serde_json::Error) -> EmitError {
    EmitError::Message(error.to_string())
}

/// Escapes what nobody sees (DEL, C1, NEL, U+2028, BOM, …); it occurs within strings only.
///
/// Characters above U+FFFF stay as they are: their escape would be a surrogate pair, which go-yaml refuses where JSON
/// is read as YAML.
fn escape(json: String) -> String {
    let needs_escape = |character: char| character != '\n' && character <= '\u{ffff}' && !is_visible(character);
    if json.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) || !json.contains(needs_escape) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if needs_escape(character) {
            // Writing to a `String` does not fail.
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{by_go, compact, print};
    use crate::emit::{EmitError, Marked, Value};
    use indexmap::IndexMap;

    fn check(text: &str, expected: &str) {
        let printed = compact(text).expect("text is printed");
        assert_eq!(printed, expected);
        let read: String = serde_json::from_str(&printed).expect("JSON is read");
        assert_eq!(read, text);
    }

    #[test]
    fn what_nobody_sees_is_escaped() {
        check("a\"\\/\n\t", r#""a\"\\/\n\t""#);
        check("\0\u{1b}\u{7f}\u{85}\u{9f}", r#""\u0000\u001b\u007f\u0085\u009f""#);
        check("\u{2028}\u{feff}学😀", r#""\u2028\ufeff学😀""#);
    }

    #[test]
    fn go_escapes_what_would_be_read_as_html() {
        assert_eq!(by_go("<a>&\u{2028}\u{7f}\n").as_deref(), Ok("\"\\u003ca\\u003e\\u0026\\u2028\u{7f}\\n\""));
    }

    #[test]
    fn a_file_is_indented_and_ends_in_a_line_break() {
        let document = IndexMap::from([("a", Marked::new(Value::List(vec!["b".into()]), []))]);
        assert_eq!(print(&document).expect("printed").text, "{\n  \"a\": [\n    \"b\"\n  ]\n}\n");
    }

    #[test]
    fn a_float_that_is_not_finite_is_refused() {
        assert_eq!(compact(&f64::NAN), Err(EmitError::NotFinite));
        assert_eq!(compact(&[f64::INFINITY]), Err(EmitError::NotFinite));
    }
}
