//! Tables as JSON Schema (draft 2020-12), so that an editor knows what the reader knows.
//!
//! A schema judges one value at a time and one map at a time. What holds across a document only the reader knows.
//!
//! A string of ours is one scalar by its spelling, and a schema sees no spelling: a number may stand where some number's
//! spelling is right.

pub(in crate::frontends) mod example;
pub(in crate::frontends) mod maker;
mod rules;
mod scalars;

use serde_json::{Map, Value, json};

use super::keys::{Key, Table};

/// A JSON object in the order of its making.
pub type Object = Map<String, Value>;

/// The names of the definitions that hold the targets' settings; whoever completes a schema adds them.
pub mod settings {
    /// Those of the pipeline.
    pub const PIPELINE: &str = "targets";
    /// Those of `defaults`, which hold for each step; null removes what the pipeline has.
    pub const DEFAULTS: &str = "targets_in_defaults";
    /// Those of a step; null removes what a default or the pipeline has.
    pub const STEP: &str = "targets_in_a_step";
    /// Those of a stack file; null is what nobody set.
    pub const STACK: &str = "targets_in_a_stack";
}

/// What only an input format knows of its tables.
pub(in crate::frontends) trait Format {
    /// The definition of the settings that stand at a key of `table`, one of [`settings`].
    fn settings(&self, table: &Table) -> &'static str;

    /// Whether the map may lack a required key, since something else can bring it.
    fn may_lack(&self, table: &Table, key: &Key) -> bool;

    /// Whether null may stand at a key, where null removes at all.
    fn is_removable(&self, table: &Table, key: &Key) -> bool;

    /// Whether the table stands only where null removes, so that there is one definition of it.
    fn only_removes(&self, table: &Table) -> bool;
}

/// A schema that refers to the definition `name`.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The same schema, or null.
pub fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}
