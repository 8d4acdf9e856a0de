//! Rules between the keys of one map, in JSON Schema's words.

use serde_json::{Value, json};

use super::super::keys::Rule;
use crate::ir::pattern;

/// What holds beside the map's own schema.
pub(super) fn schemas(rule: Rule) -> Vec<Value> {
    match rule {
        Rule::ScriptAlone => vec![apart("script", "command"), apart("script", "args")],
        Rule::Toleration => vec![
            json!({
                "if": { "required": ["operator"], "properties": { "operator": { "const": "Exists" } } },
                "then": { "properties": { "value": false } },
                "else": { "required": ["key"] },
            }),
            json!({
                "if": { "required": ["tolerationSeconds"] },
                "then": { "required": ["effect"], "properties": { "effect": { "const": "NoExecute" } } },
            }),
        ],
        Rule::Terms => vec![json!({ "properties": { "nodeSelectorTerms": { "minItems": 1 } } })],
        Rule::Values => {
            let number = json!({ "minItems": 1, "maxItems": 1, "items": { "pattern": pattern::KUBERNETES_NUMBER } });
            vec![
                operators(
                    &["In", "NotIn"],
                    &json!({ "required": ["values"], "properties": { "values": { "minItems": 1 } } }),
                ),
                operators(&["Exists", "DoesNotExist"], &json!({ "properties": { "values": { "maxItems": 0 } } })),
                operators(&["Gt", "Lt"], &json!({ "required": ["values"], "properties": { "values": number } })),
            ]
        }
        Rule::Weight => vec![json!({ "properties": { "weight": { "minimum": 1, "maximum": 100 } } })],
    }
}

/// Not both, unless one of them only removes.
fn apart(one: &str, other: &str) -> Value {
    let given = json!({ "not": { "type": "null" } });
    json!({ "not": { "required": [one, other], "properties": { one: given, other: given } } })
}

fn operators(words: &[&str], then: &Value) -> Value {
    json!({
        "if": { "required": ["operator"], "properties": { "operator": { "enum": words } } },
        "then": then,
    })
}
