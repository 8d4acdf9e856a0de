//! Subtrees in Kubernetes' own shape, typed by the YAML 1.2 core schema.

use super::{Literal, Table};

/// A node of a subtree that the user writes in Kubernetes' own spelling (affinity, security context). Strings stay
/// literals, keys are checked field names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A string.
    String(Literal),
    /// A list.
    List(Vec<Value>),
    /// A map in the order of the input.
    Map(Table<Box<str>, Value>),
}
