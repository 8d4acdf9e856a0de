//! Finds what steps share, and says it once under `defaults`.
//!
//! A value becomes a default if at least two steps have it, no fewer than all others together, and if that is shorter:
//! a step that must write a null to be without it weighs against three that need not write it. `share` asks `over`
//! what each step would write, and what some step could not write exactly is no default: the meaning stays, down to the
//! order of variables.

use indexmap::IndexMap;

use super::over::{self, Overlay};
use super::share::{self, Column};
use super::value::{Map, Value};
use crate::frontends::native::tables::{DEFAULTS, STEP};

/// What lies under the steps, and what each writes over it.
pub(super) struct Factored {
    pub(super) defaults: Value,
    pub(super) steps: Vec<Value>,
}

/// Factors `steps`. What `pipeline` says at `labels`, `annotations` and `targets` lies below the defaults.
pub(super) fn factor(pipeline: &Value, steps: &[Value]) -> Factored {
    let mut defaults: IndexMap<&str, Value> = IndexMap::new();
    for key in DEFAULTS.keys {
        let reached = steps.iter().filter(|step| !is_excluded(key.name, step));
        let values: Vec<_> = reached.map(|step| step.get(key.name)).collect();
        // A default shell is for the steps that have a script, other defaults are for all.
        let of = if key.name == "shell" { values.len() } else { steps.len() };
        let further = pipeline.get(key.name).filter(|_| key.name == "targets");
        let below = pipeline.get(key.name).filter(|_| is_inherited(key.name)).and_then(Value::map);
        let shared = share::field(key.name, &key.form, &Column { values, of, further }, below);
        defaults.extend(shared.map(|value| (key.name, value)));
    }
    // A step that has neither would get both.
    if defaults.contains_key("script") {
        defaults.retain(|key, _| !matches!(*key, "command" | "args"));
    }
    let overlay = |step: &Value| {
        let at = |key: &str| Some((key.into(), written(key, defaults.get(key), pipeline, step).value?));
        Value::Fields(STEP.keys.iter().filter_map(|key| at(key.name)).collect())
    };
    let steps = steps.iter().map(overlay).collect();
    let defaults = defaults.iter().map(|(key, value)| ((*key).into(), value.clone())).collect();
    Factored { defaults: Value::Fields(defaults), steps }
}

/// Whether every pod gets what the whole pipeline says at this key.
fn is_inherited(key: &str) -> bool {
    matches!(key, "labels" | "annotations")
}

/// Whether a step drops a default by what else it has (`lower_step::without_excluded`).
fn is_excluded(key: &str, step: &Value) -> bool {
    let has = |key: &str| step.get(key).is_some();
    match key {
        "command" | "args" => has("script"),
        "script" => has("command") || has("args"),
        "shell" => !has("script"),
        _ => false,
    }
}

/// What a step writes at one of its keys.
fn written(key: &str, default: Option<&Value>, pipeline: &Value, step: &Value) -> Overlay {
    let wanted = step.get(key);
    let default = default.filter(|_| !is_excluded(key, step));
    if is_inherited(key) {
        return over::field(key, both(pipeline.get(key), default).as_ref(), wanted, None);
    }
    if key != "targets" {
        return over::field(key, default, wanted, None);
    }
    // Target by target, since a null at `targets` itself would be about the pipeline's settings too.
    let none = Value::Map(Map::new());
    over::field(key, default, wanted.or(default.map(|_| &none)), pipeline.get(key))
}

/// The default over what the pipeline says; they have no key in common.
fn both(pipeline: Option<&Value>, default: Option<&Value>) -> Option<Value> {
    let parts: Vec<&Map> = pipeline.into_iter().chain(default).filter_map(Value::map).collect();
    let entries = parts.iter().flat_map(|part| part.iter()).map(|(key, value)| (key.clone(), value.clone()));
    (!parts.is_empty()).then(|| Value::Map(entries.collect()))
}
