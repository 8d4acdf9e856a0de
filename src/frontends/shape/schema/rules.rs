//! Rules between the keys of one map, in JSON Schema's words.

use serde_json::{Value, json};

use crate::frontends::shape::keys::Rule;
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
            properties(&json!({
                "key": { "anyOf": [{ "const": "" }, { "pattern": pattern::LABEL_KEY }] },
                "value": { "pattern": pattern::LABEL_VALUE },
            })),
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
        Rule::NodeTerm => {
            let field = json!({
                "required": ["values"],
                "properties": {
                    "key": { "const": "metadata.name" },
                    "operator": { "enum": ["In", "NotIn"] },
                    "values": { "minItems": 1, "maxItems": 1, "items": { "pattern": pattern::SUBDOMAIN } },
                },
            });
            vec![properties(&json!({ "matchExpressions": labels(), "matchFields": { "items": field } }))]
        }
        Rule::Selector => vec![properties(&json!({
            "matchLabels": {
                "propertyNames": { "pattern": pattern::LABEL_KEY },
                "additionalProperties": { "pattern": pattern::LABEL_VALUE },
            },
            "matchExpressions": labels(),
        }))],
        Rule::PodTerm => {
            let keys = json!({ "items": { "pattern": pattern::LABEL_KEY } });
            let adds = |list: &str| {
                json!({
                    "if": { "required": [list], "properties": { list: { "minItems": 1 } } },
                    "then": { "required": ["labelSelector"] },
                })
            };
            let forms = properties(&json!({
                "topologyKey": { "pattern": pattern::LABEL_KEY },
                "namespaces": { "items": { "pattern": pattern::DNS_LABEL } },
                "matchLabelKeys": keys,
                "mismatchLabelKeys": keys,
            }));
            vec![forms, adds("matchLabelKeys"), adds("mismatchLabelKeys")]
        }
        Rule::SecurityContext => {
            let id = json!({ "minimum": 0, "maximum": i32::MAX });
            vec![properties(&json!({ "runAsUser": id, "runAsGroup": id }))]
        }
        Rule::Profile => vec![properties(&json!({ "localhostProfile": { "pattern": pattern::SUB_PATH } }))],
        Rule::LoadedProfile => {
            vec![properties(&json!({ "localhostProfile": { "pattern": pattern::UNPADDED, "maxLength": 4095 } }))]
        }
        Rule::Windows => vec![properties(&json!({
            "gmsaCredentialSpecName": { "pattern": pattern::SUBDOMAIN },
            "gmsaCredentialSpec": { "minLength": 1, "maxLength": 64 * 1024 },
            "runAsUserName": { "pattern": pattern::WINDOWS_USER },
        }))],
        Rule::Weight => vec![json!({ "properties": { "weight": { "minimum": 1, "maximum": 100 } } })],
    }
}

fn properties(schemas: &Value) -> Value {
    json!({ "properties": schemas })
}

/// Rules on labels.
fn labels() -> Value {
    json!({ "items": { "properties": {
        "key": { "pattern": pattern::LABEL_KEY },
        "values": { "items": { "pattern": pattern::LABEL_VALUE } },
    } } })
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
