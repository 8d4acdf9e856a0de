//! Subtrees in Kubernetes' own shape (affinity, security context), with their strings escaped.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::grammar;
use crate::ir::{Escape, Field, Refusal, Value};

/// An escaped subtree.
#[derive(Clone, Debug)]
pub(in crate::backends) enum Escaped<T> {
    Bool(bool),
    Integer(i64),
    String(T),
    List(Vec<Escaped<T>>),
    Map(IndexMap<String, Escaped<T>>),
}

impl<T: Serialize> Serialize for Escaped<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Escaped::Bool(flag) => serializer.serialize_bool(*flag),
            Escaped::Integer(number) => serializer.serialize_i64(*number),
            Escaped::String(text) => text.serialize(serializer),
            Escaped::List(items) => items.serialize(serializer),
            Escaped::Map(entries) => entries.serialize(serializer),
        }
    }
}

/// Escapes a subtree; it is at most as deep as a document may be. Its keys are Kubernetes' own, or those of labels.
///
/// # Errors
/// The first string that the target cannot carry, and where it stands in the subtree.
pub(in crate::backends) fn lower<E: Escape>(
    value: &Value,
    field: Field,
    escape: &mut E,
) -> Result<Escaped<E::Out>, Refusal> {
    at(value, field, escape).map_err(|Refused { refusal: Refusal { what, remedy }, path }| {
        let path: String = path.iter().rev().map(String::as_str).collect();
        Refusal { what: format!("{what}, at `{}`", path.trim_start_matches('.')), remedy }
    })
}

/// A refusal, and the steps to its string from the inside out.
struct Refused {
    refusal: Refusal,
    path: Vec<String>,
}

impl Refused {
    fn new(refusal: Refusal) -> Self {
        Self { refusal, path: Vec::new() }
    }

    fn below(mut self, step: String) -> Self {
        self.path.push(step);
        self
    }
}

fn at<E: Escape>(value: &Value, field: Field, escape: &mut E) -> Result<Escaped<E::Out>, Refused> {
    Ok(match value {
        Value::Bool(flag) => Escaped::Bool(*flag),
        Value::Integer(number) => Escaped::Integer(*number),
        Value::String(literal) => Escaped::String(literal.lower(escape, field).map_err(Refused::new)?),
        Value::List(items) => {
            let mut lowered = Vec::with_capacity(items.len());
            for (position, item) in items.iter().enumerate() {
                lowered.push(at(item, field, escape).map_err(|refused| refused.below(format!("[{position}]")))?);
            }
            Escaped::List(lowered)
        }
        Value::Map(entries) => {
            let mut lowered = IndexMap::new();
            for (key, item) in entries.iter() {
                let item = grammar::check(key, Field::LabelKey)
                    .map_err(Refused::new)
                    .and_then(|()| at(item, field, escape))
                    .map_err(|refused| refused.below(format!(".{key}")))?;
                lowered.insert(key.to_string(), item);
            }
            Escaped::Map(lowered)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Literal, RawText, Table};

    /// Refuses every string.
    struct Never;

    impl Escape for Never {
        type Out = ();

        fn lower(&mut self, _: RawText<'_>, _: Field) -> Result<(), Refusal> {
            Err(Refusal { what: "is a string".to_owned(), remedy: String::new() })
        }
    }

    fn map(key: &str, value: Value) -> Value {
        Value::Map(Table::from_iter([(Box::from(key), value)]))
    }

    fn check(value: &Value, expected: &str) {
        let refusal = lower(value, Field::Affinity, &mut Never).expect_err("refused");
        assert_eq!(refusal.what, expected);
    }

    #[test]
    fn a_refusal_says_where_the_string_stands() {
        let text = || Value::String(Literal::new("x"));
        check(
            &map("nodeAffinity", Value::List(vec![Value::Bool(true), map("key", text())])),
            "is a string, at `nodeAffinity[1].key`",
        );
    }

    #[test]
    fn keys_are_checked_too() {
        check(
            &map("matchLabels", map("{{x}}", Value::Bool(true))),
            "is `{{x}}`, not a key that Kubernetes takes, at `matchLabels.{{x}}`",
        );
    }
}
