//! A description as a tree, before it is text.
//!
//! Its variants are those that merging tells apart: what is replaced whole, maps that merge and keep an order that
//! counts, and maps of a table, whose order is the table's. So defaults can be found in it by the rules that the reader
//! merges by, for every key alike.

use serde::{Serialize, Serializer};

use crate::emit::Spelled;
use crate::ir::Table;

/// The entries of a map.
pub(super) type Map = Table<Box<str>, Value>;

/// A part of a description.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value {
    /// Removes what lies below.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A scalar that must keep its spelling.
    Spelled(Spelled),
    /// A string.
    Text(String),
    /// A list: replaced whole.
    List(Vec<Value>),
    /// A map of one key that is one value, such as `{param: since}`: replaced whole.
    Form(&'static str, Box<Value>),
    /// The keys of a table of the language. Their order does not count.
    Fields(Map),
    /// Keys of the user's. Their order counts.
    Map(Map),
}

impl Value {
    /// A map of a table with the entries that are there.
    pub(super) fn fields<const N: usize>(entries: [(&str, Option<Value>); N]) -> Self {
        Self::Fields(entries.into_iter().filter_map(|(key, value)| Some((key.into(), value?))).collect())
    }

    /// A map of a table with these entries too.
    pub(super) fn with<const N: usize>(self, added: [(&str, Option<Value>); N]) -> Self {
        let added = added.into_iter().filter_map(|(key, value)| Some((key.into(), value?)));
        let own = self.map().into_iter().flat_map(Map::iter).map(|(key, value)| (key.clone(), value.clone()));
        Self::Fields(own.chain(added).collect())
    }

    /// The entries of a map that merges.
    pub(super) fn map(&self) -> Option<&Map> {
        match self {
            Value::Fields(entries) | Value::Map(entries) => Some(entries),
            Value::Null
            | Value::Bool(_)
            | Value::Integer(_)
            | Value::Spelled(_)
            | Value::Text(_)
            | Value::List(_)
            | Value::Form(..) => None,
        }
    }

    /// What stands at a key of a map that merges.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.map()?.get(key)
    }

    /// The map, unless it is empty: a key without entries says nothing.
    pub(super) fn if_filled(self) -> Option<Self> {
        let is_empty = self.map().is_some_and(Map::is_empty) || self == Value::List(Vec::new());
        (!is_empty).then_some(self)
    }

    /// True if it removes anything.
    pub(super) fn removes(&self) -> bool {
        *self == Value::Null || self.map().is_some_and(|entries| entries.iter().any(|(_, value)| value.removes()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(flag) => serializer.serialize_bool(*flag),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Spelled(scalar) => scalar.serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items),
            Value::Form(key, value) => serializer.collect_map([(key, value)]),
            Value::Fields(entries) | Value::Map(entries) => serializer.collect_map(entries.iter()),
        }
    }
}
