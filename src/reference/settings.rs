//! The settings of one target, from their JSON Schema.

use serde_json::{Map, Value};

use super::{code, markdown};
use crate::backends::ErasedBackend;

/// The section of a target: its pipeline's settings, then a step's.
pub(super) fn section(backend: &dyn ErasedBackend) -> String {
    let target = backend.target();
    let (pipeline, step) = backend.schemas();
    let mut text = format!("\n## Settings of {target}\n\n{}.\n\n", backend.about());
    text.push_str(&format!("Of a pipeline, under `targets.{target}`:\n\n{}", table(pipeline.as_value())));
    if properties(step.as_value()).next().is_some() {
        let step = table(step.as_value());
        text.push_str(&format!("\nOf a step, under its `targets.{target}` or that of `defaults`:\n\n{step}"));
    }
    text
}

fn table(schema: &Value) -> String {
    let rows = properties(schema).map(|(name, property)| {
        let found = resolve(property, schema);
        let text = |key: &str| property.get(key).or_else(|| found.get(key));
        vec![
            format!("`{name}`"),
            form(property, schema),
            text("default").filter(|value| !value.is_null()).map(|value| code(&short(value))).unwrap_or_default(),
            text("description").and_then(Value::as_str).unwrap_or_default().to_owned(),
        ]
    });
    markdown(&["setting", "form", "default", "meaning"], rows.collect())
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// A default as one writes it.
fn short(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a schema refers to in the end; a type around another refers to a reference.
fn resolve<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    const DEEPEST: usize = 8;
    let target = |schema: &'s Value| {
        let name = schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?;
        root.get("$defs")?.get(name)
    };
    std::iter::successors(Some(schema), |schema| target(schema)).take(DEEPEST).last().unwrap_or(schema)
}

/// A schema in words. Settings nest a few levels at most: they are structs of ours.
fn form(schema: &Value, root: &Value) -> String {
    let schema = resolve(schema, root);
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return choices(words.iter());
    }
    for choice in ["anyOf", "oneOf"] {
        if let Some(parts) = schema.get(choice).and_then(Value::as_array) {
            if parts.iter().all(|part| part.get("const").is_some()) {
                return choices(parts.iter().filter_map(|part| part.get("const")));
            }
            let mut words: Vec<String> = Vec::new();
            for word in parts.iter().map(|part| form(part, root)).filter(|word| word != "null") {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            return words.join(", or ");
        }
    }
    if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
        let fields: Vec<String> =
            fields.iter().map(|(name, field)| format!("`{name}`: {}", form(field, root))).collect();
        return format!("map of {}", fields.join("; "));
    }
    if let Some(item) = schema.get("items") {
        return format!("list of: {}", form(item, root));
    }
    types(schema)
}

fn choices<'v>(words: impl Iterator<Item = &'v Value>) -> String {
    let words: Vec<String> = words.filter(|word| !word.is_null()).map(|word| code(&short(word))).collect();
    words.join(", ")
}

fn types(schema: &Value) -> String {
    let names: Vec<&str> = match schema.get("type") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(name)) => vec![name],
        _ => Vec::new(),
    };
    if names.contains(&"string") {
        return schema
            .get("examples")
            .and_then(Value::as_array)
            .map_or_else(|| "string".to_owned(), |examples| format!("string such as {}", choices(examples.iter())));
    }
    match names.iter().find(|name| **name != "null") {
        Some(&"boolean") => "`true` or `false`".to_owned(),
        Some(&"integer") => {
            let bound = |key| schema.get(key).map(Value::to_string);
            match (bound("minimum"), bound("maximum")) {
                (Some(least), Some(most)) => format!("whole number, {least} to {most}"),
                (Some(least), None) => format!("whole number, at least {least}"),
                _ => "whole number".to_owned(),
            }
        }
        Some(other) => (*other).to_owned(),
        // What is not set: no form that anybody writes.
        None if names.contains(&"null") => "null".to_owned(),
        None => "anything".to_owned(),
    }
}
