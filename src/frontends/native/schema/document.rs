//! What a step must have where no default can bring it.
//!
//! A step alone may lack an image, since the defaults may have one; so the rule stands at the root, where both are seen.

use serde_json::{Value, json};

use super::super::tables::RETRIES;
use crate::frontends::shape::keys::{Key, Table};

/// Whether a default may bring the key, so that its map alone may lack it.
pub(super) fn is_merged(table: &Table, key: &Key) -> bool {
    std::ptr::eq(table, &RETRIES) && key.name == "limit"
}

/// What holds beside the root's own schema.
pub(super) fn without_defaults() -> Vec<Value> {
    let retries = json!({
        "properties": {
            "retries": {
                "if": { "type": "object" },
                "then": { "required": ["limit"], "dependentRequired": { "backoff": ["delay"], "max_delay": ["delay"] } },
            },
        },
    });
    vec![
        unless_default(&["image"], &json!({ "required": ["image"] })),
        unless_default(&["retries"], &retries),
        unless_default(&["script", "shell"], &json!({ "dependentRequired": { "shell": ["script"] } })),
    ]
}

/// Each step is of `schema` unless `defaults` has one of the keys.
fn unless_default(keys: &[&str], schema: &Value) -> Value {
    let one: Vec<Value> = keys.iter().map(|key| json!({ "required": [key] })).collect();
    json!({
        "if": { "required": ["defaults"], "properties": { "defaults": { "anyOf": one } } },
        "else": { "properties": { "steps": { "additionalProperties": schema } } },
    })
}
