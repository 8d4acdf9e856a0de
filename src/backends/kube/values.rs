//! Subtrees in Kubernetes' own shape (affinity, security context), with their strings escaped.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

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

/// Escapes a subtree; it is at most as deep as a document may be.
///
/// # Errors
/// The first string that the target cannot carry.
pub(in crate::backends) fn lower<E: Escape>(value: &Value, escape: &mut E) -> Result<Escaped<E::Out>, Refusal> {
    Ok(match value {
        Value::Bool(flag) => Escaped::Bool(*flag),
        Value::Integer(number) => Escaped::Integer(*number),
        Value::String(literal) => Escaped::String(literal.lower(escape, Field::Toleration)?),
        Value::List(items) => {
            Escaped::List(items.iter().map(|item| lower(item, escape)).collect::<Result<_, Refusal>>()?)
        }
        Value::Map(entries) => Escaped::Map(
            entries
                .iter()
                .map(|(key, item)| Ok((key.to_string(), lower(item, escape)?)))
                .collect::<Result<_, Refusal>>()?,
        ),
    })
}
