//! The settings of targets, as definitions beside those of the language.

use serde_json::{Value, json};

use super::derived::{Nature, clean};
use crate::backends::Registry;
use crate::frontends::shape::schema::{Object, or_null, reference, settings};

/// How the second definition of a map ends in which null removes what a default has.
const REMOVED: &str = "in_a_step";
/// How it ends where null is what nobody set.
const UNSET: &str = "in_a_stack";

/// Adds what the language's schema refers to.
pub(super) fn add(registry: Registry<'_>, definitions: &mut Object) {
    let mut pipelines = Object::new();
    let mut defaults = Object::new();
    let mut steps = Object::new();
    for backend in registry.backends {
        let target = backend.target();
        let (pipeline, step) = backend.schemas();
        let pipeline = lift(target, pipeline.to_value(), definitions);
        let step = lift(target, step.to_value(), definitions);
        let removable = nullable(&step, REMOVED, definitions);
        let of_pipeline = format!("{target}_settings");
        let of_step = format!("{target}_settings_in_a_step");
        pipelines.insert(target.to_owned(), reference(&of_pipeline));
        defaults.insert(target.to_owned(), reference(&of_step));
        // In a step null takes away the whole section of a default.
        steps.insert(target.to_owned(), or_null(reference(&of_step)));
        definitions.insert(of_pipeline, pipeline);
        definitions.insert(of_step, removable);
    }
    for (name, sections) in [(settings::PIPELINE, pipelines), (settings::DEFAULTS, defaults), (settings::STEP, steps)] {
        let schema = json!({ "type": "object", "properties": sections, "additionalProperties": false });
        definitions.insert(name.to_owned(), schema);
    }
}

/// Adds what the schema of stack files refers to: there null is what nobody set.
pub(super) fn add_unset(registry: Registry<'_>, definitions: &mut Object) {
    let mut sections = Object::new();
    for backend in registry.backends {
        let target = backend.target();
        let (pipeline, _) = backend.schemas();
        let pipeline = lift(target, pipeline.to_value(), definitions);
        let pipeline = nullable(&pipeline, UNSET, definitions);
        let name = format!("{target}_settings");
        sections.insert(target.to_owned(), or_null(reference(&name)));
        definitions.insert(name, pipeline);
    }
    let schema = json!({ "type": "object", "properties": sections, "additionalProperties": false });
    definitions.insert(settings::STACK.to_owned(), schema);
}

/// The cleaned schema of a type; those that it refers to go among the definitions.
///
/// A type that several targets or the language itself have is written in lower case and stands there once; a target's
/// own is a Rust name, which the target's is put before.
fn lift(target: &str, mut schema: Value, definitions: &mut Object) -> Value {
    clean(&mut schema, Nature::Written);
    rename(&mut schema, target);
    let Value::Object(keywords) = &mut schema else { return schema };
    for key in ["$schema", "title"] {
        keywords.shift_remove(key);
    }
    if let Some(Value::Object(own)) = keywords.shift_remove("$defs") {
        for (name, schema) in own {
            definitions.entry(global(&name, target)).or_insert(schema);
        }
    }
    schema
}

/// Turns references to a type into those to its definition.
fn rename(schema: &mut Value, target: &str) {
    match schema {
        Value::Object(keywords) => {
            if let Some(Value::String(path)) = keywords.get_mut("$ref")
                && let Some(name) = path.strip_prefix("#/$defs/")
            {
                *path = format!("#/$defs/{}", global(name, target));
            }
            keywords.values_mut().for_each(|inner| rename(inner, target));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| rename(inner, target)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// `Version` of target `argo` is `argo_version`.
fn global(name: &str, target: &str) -> String {
    if !name.starts_with(|sign: char| sign.is_ascii_uppercase()) {
        return name.to_owned();
    }
    let mut global = target.to_owned();
    for sign in name.chars() {
        if sign.is_ascii_uppercase() {
            global.push('_');
        }
        global.push(sign.to_ascii_lowercase());
    }
    global
}

/// The same settings, where null may stand at each key. A map in them gets a second definition, whose name ends in `place`.
fn nullable(schema: &Value, place: &str, definitions: &mut Object) -> Value {
    let mut schema = schema.clone();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return schema };
    for property in properties.values_mut() {
        let Value::Object(keywords) = property else { continue };
        let about: Object =
            ["description", "default"].into_iter().filter_map(|key| keywords.shift_remove_entry(key)).collect();
        nullable_map(keywords, place, definitions);
        let Value::Object(mut with_null) = or_null(Value::Object(std::mem::take(keywords))) else { continue };
        with_null.extend(about);
        *keywords = with_null;
    }
    schema
}

/// A reference to a map becomes one to its second definition.
fn nullable_map(keywords: &mut Object, place: &str, definitions: &mut Object) {
    let Some(Value::String(path)) = keywords.get_mut("$ref") else { return };
    let Some(name) = path.strip_prefix("#/$defs/").map(str::to_owned) else { return };
    let Some(definition) = definitions.get(&name).filter(|schema| schema.get("properties").is_some()).cloned() else {
        return;
    };
    let own = format!("{name}_{place}");
    *path = format!("#/$defs/{own}");
    if !definitions.contains_key(&own) {
        let schema = nullable(&definition, place, definitions);
        definitions.insert(own, schema);
    }
}
