//! Single values: which types and patterns a form admits.
//!
//! Types stand beside a pattern, which JSON Schema asks of strings only, and bounds, which it asks of numbers only.

use serde_json::{Value, json};

use super::reference;
use crate::frontends::shape::forms;
use crate::frontends::shape::keys::Form;
use crate::ir::pattern;

/// A scalar by its spelling.
const SCALAR: [&str; 3] = ["string", "number", "boolean"];
/// A scalar by its spelling, or a map.
const SCALAR_OR_MAP: [&str; 4] = ["string", "number", "boolean", "object"];

/// The definition of a form that has one: its name and its schema.
pub(super) fn definition(form: &Form) -> Option<(&'static str, Value)> {
    let (name, mut schema) = match form {
        Form::Version => ("version", json!({ "enum": [1, "1"] })),
        Form::String => ("string", json!({ "type": SCALAR, "pattern": pattern::TEXT })),
        Form::Name => ("name", json!({ "type": SCALAR, "pattern": pattern::NOT_BLANK })),
        Form::Text => ("text", text(&[])),
        Form::EnvValue => ("env_value", text(&["secret", "config", "field"])),
        Form::Factor => (
            "factor",
            json!({ "type": ["number", "string"], "minimum": 1, "maximum": 1000, "pattern": pattern::FACTOR }),
        ),
        Form::Duration => ("duration", json!({ "type": "string", "pattern": pattern::DURATION })),
        Form::Cores => (
            "cores",
            json!({
                "type": ["number", "string"],
                "exclusiveMinimum": 0,
                "maximum": 1_000_000,
                "pattern": pattern::CORES,
            }),
        ),
        Form::Bytes => ("bytes", json!({ "type": "string", "pattern": pattern::BYTES })),
        Form::Cuda => (
            "cuda_version",
            json!({ "type": ["number", "string"], "minimum": 0, "exclusiveMaximum": 1000, "pattern": pattern::CUDA }),
        ),
        Form::Image => ("image", json!({ "type": SCALAR, "pattern": pattern::IMAGE })),
        Form::AbsolutePath => ("absolute_path", json!({ "type": "string", "pattern": pattern::ABSOLUTE_PATH })),
        Form::Path => ("path", json!({ "type": SCALAR, "pattern": pattern::NOT_EMPTY })),
        Form::SubPath => ("sub_path", json!({ "type": SCALAR, "pattern": pattern::SUB_PATH })),
        Form::DnsLabel => (
            "dns_label",
            json!({ "type": ["string", "integer", "boolean"], "minimum": 0, "pattern": pattern::DNS_LABEL }),
        ),
        Form::ResourceName => ("resource_name", json!({ "type": "string", "pattern": pattern::RESOURCE_NAME })),
        // `true` is a name too.
        Form::EnvName => ("env_name", json!({ "type": ["string", "boolean"], "pattern": pattern::ENV_NAME })),
        Form::PodField => ("pod_field", json!({ "type": "string", "pattern": pattern::POD_FIELD })),
        Form::Cron => ("cron", json!({ "type": "string", "pattern": pattern::cron() })),
        Form::Zone => ("zone", json!({ "type": "string", "pattern": pattern::ZONE })),
        Form::Moment => ("moment", json!({ "type": "string", "pattern": pattern::MOMENT })),
        Form::KubeString => ("kubernetes_string", json!({ "type": "string", "pattern": pattern::TEXT })),
        Form::Bool
        | Form::Integer(_)
        | Form::KubeInteger
        | Form::Choice(_)
        | Form::List(_)
        | Form::Filled(_)
        | Form::OneOrList(_)
        | Form::OneOrFilled(_)
        | Form::MapOf(..)
        | Form::Fields(_)
        | Form::Short(..)
        | Form::Settings
        | Form::Any => return None,
    };
    if let Value::Object(schema) = &mut schema {
        schema.shift_insert(0, "title".to_owned(), json!(forms::expectation(form)));
    }
    Some((name, schema))
}

/// The forms whose definitions a form's own refers to.
pub(super) fn parts(form: &Form) -> &'static [Form] {
    if matches!(form, Form::EnvValue) { &[Form::Text, Form::Name, Form::PodField] } else { &[] }
}

/// A whole number in digits; in quotes too, since its spelling is what counts.
pub(super) fn integer(least: u32) -> Value {
    let pattern = if least == 0 { pattern::DIGITS } else { pattern::DIGITS_ABOVE_ZERO };
    json!({ "type": ["integer", "string"], "minimum": least, "maximum": u32::MAX, "pattern": pattern })
}

/// A string, or a map of exactly one key. `references` are the keys that only an environment value has.
fn text(references: &[&str]) -> Value {
    let mut properties = json!({
        "param": {
            "description": "The parameter's value in this run.",
            "type": ["string", "boolean"],
            "pattern": pattern::PARAM_ID,
        },
        "run": { "description": "The id of the run.", "enum": ["id"] },
        "env": {
            "description": "The value of the step's own variable; in an environment value, of an earlier one.",
            "type": ["string", "boolean"],
            "pattern": pattern::ENV_NAME,
        },
        "join": {
            "description": "The parts without separator.",
            "type": "array",
            "items": reference("text"),
        },
    });
    if let Value::Object(properties) = &mut properties {
        for name in references {
            let schema = if *name == "field" { field() } else { entry(name) };
            properties.insert((*name).to_owned(), schema);
        }
    }
    json!({
        "type": SCALAR_OR_MAP,
        "pattern": pattern::TEXT,
        "properties": properties,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    })
}

/// A field of the pod.
fn field() -> Value {
    json!({
        "description": "A field of the step's own pod, as it is when the container starts, by Kubernetes' path.",
        "$ref": "#/$defs/pod_field",
    })
}

/// A reference to an entry of a secret or config map.
fn entry(of: &str) -> Value {
    let what = if of == "secret" { "secret" } else { "config map" };
    json!({
        "description": format!("An entry of a {what}, by reference: `NAME/KEY`, or its parts."),
        "type": ["string", "object"],
        "pattern": pattern::REFERENCE,
        "properties": {
            "name": { "description": format!("The {what}."), "$ref": "#/$defs/name" },
            "key": { "description": "The entry.", "$ref": "#/$defs/name" },
            "optional": { "description": "Whether the step starts without it.", "type": "boolean", "default": false },
        },
        "additionalProperties": false,
        "required": ["name", "key"],
    })
}
