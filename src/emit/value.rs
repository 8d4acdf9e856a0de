//! Subtrees in Kubernetes' own shape: what a person wrote under a target's section and we pass on as it is.
//!
//! Not `serde_json::Value`: its numbers lose the difference between "a whole number" and "some float", and it could
//! hold what YAML readers disagree on.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

/// A tree of plain data. Maps keep the order in which they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Printed as `null`.
    Null,
    /// Printed as `true` or `false`.
    Bool(bool),
    /// Printed in decimal digits.
    Integer(i64),
    /// A number with a fraction.
    Decimal(Decimal),
    /// Text; printed so that every reader sees text.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(IndexMap<String, Value>),
}

/// A finite number with a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decimal(f64);

// Lawful, since the constructor keeps out what does not equal itself.
impl Eq for Decimal {}

impl Decimal {
    /// The number, unless it is infinite or not a number.
    #[must_use]
    pub fn new(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Decimal(value) => serializer.serialize_f64(value.0),
            Self::String(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => serializer.collect_map(entries),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}
