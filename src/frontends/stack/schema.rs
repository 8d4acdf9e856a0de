//! The stack file as JSON Schema, with the configuration of each flavor whose settings are translated.
//!
//! A program wrote the file, so null may stand at each key that may be absent.

use serde_json::{Value, json};

use super::tables::{COMPONENT, ENVIRONMENT, STACK, TYPES};
use crate::frontends::flavors;
use crate::frontends::shape::keys::{Form, Key, Table};
use crate::frontends::shape::schema::maker::{Maker, Nulls};
use crate::frontends::shape::schema::{Format, Object, or_null, reference, settings};

/// One component or more.
static COMPONENTS: Form = Form::OneOrFilled(&Form::Fields(&COMPONENT));

/// The schema of the root, and the definitions that it refers to, by name. It lacks [`settings::STACK`].
pub fn schema() -> (Object, Object) {
    let mut maker = Maker::new(&Stack);
    let mut root = maker.table(&STACK, Nulls::Unset);
    let components = maker.form(&COMPONENTS, Nulls::Unset);
    let orchestrator = orchestrator(&mut maker);
    let environment = environment(&mut maker);
    let mut definitions = maker.definitions;
    definitions.insert("components".to_owned(), components);
    definitions.insert("orchestrator".to_owned(), orchestrator);
    definitions.insert("environment".to_owned(), environment);
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        environments(properties);
        if let Some(Value::Object(property)) = properties.get_mut("components") {
            types(property);
        }
    }
    if let Some(Value::Object(properties)) =
        definitions.get_mut("component").and_then(|component| component.get_mut("properties"))
    {
        environments(properties);
    }
    root.insert("anyOf".to_owned(), json!([{ "required": ["stack_name"] }, { "required": ["segue_stack"] }]));
    (root, definitions)
}

/// What a stack file says of its tables.
struct Stack;

impl Format for Stack {
    fn settings(&self, _: &Table) -> &'static str {
        settings::STACK
    }

    fn may_lack(&self, _: &Table, _: &Key) -> bool {
        false
    }

    fn is_removable(&self, _: &Table, key: &Key) -> bool {
        !key.required
    }

    fn only_removes(&self, _: &Table) -> bool {
        false
    }
}

/// A component whose configuration is that of its flavor; of others it may be anything.
fn orchestrator(maker: &mut Maker<'_>) -> Value {
    let mut all = vec![reference("component")];
    for flavor in flavors::all() {
        let Some(tables) = &flavor.tables else { continue };
        let configuration = or_null(maker.fields(tables.configuration, Nulls::Unset));
        all.push(json!({
            "if": { "required": ["flavor"], "properties": { "flavor": { "const": flavor.name } } },
            "then": { "properties": { "configuration": configuration } },
        }));
    }
    json!({ "allOf": all })
}

/// Each known type by its name, exactly one orchestrator; other types are taken too, with a warning.
fn types(property: &mut Object) {
    let mut properties = Object::new();
    for name in TYPES {
        let (about, schema) = if *name == "orchestrator" {
            let one = reference("orchestrator");
            let list = json!({ "type": "array", "items": one, "minItems": 1, "maxItems": 1 });
            ("What runs pipelines: exactly one.".to_owned(), json!({ "anyOf": [one, list] }))
        } else {
            let words = name.replace('_', " ");
            (format!("The {words}, or a list of them."), or_null(reference("components")))
        };
        let mut property = Object::from_iter([("description".to_owned(), json!(about))]);
        if let Value::Object(schema) = schema {
            property.extend(schema);
        }
        properties.insert((*name).to_owned(), Value::Object(property));
    }
    property.insert("properties".to_owned(), Value::Object(properties));
    property.insert("additionalProperties".to_owned(), or_null(reference("components")));
    property.insert("required".to_owned(), json!(["orchestrator"]));
}

/// Variables, of which those that are secrets by their name have no plain value.
fn environment(maker: &mut Maker<'_>) -> Value {
    let mut schema = maker.form(&ENVIRONMENT, Nulls::Unset);
    let no_text = json!({ "not": { "type": ["string", "number", "boolean"], "minLength": 1 } });
    let harmless: Vec<String> = super::environment::HARMLESS.iter().map(|name| any_case(name)).collect();
    let names = format!(
        "^(?!({})$).*({}|{}|{}|_{}$)",
        harmless.join("|"),
        any_case("token"),
        any_case("password"),
        any_case("secret"),
        any_case("key")
    );
    if let Value::Object(schema) = &mut schema {
        schema.insert("allOf".to_owned(), json!([{ "patternProperties": { names: no_text } }]));
    }
    schema
}

/// A pattern of a word in capitals or not.
fn any_case(word: &str) -> String {
    let sign = |sign: char| {
        if sign.is_ascii_alphabetic() {
            format!("[{}{}]", sign.to_ascii_uppercase(), sign.to_ascii_lowercase())
        } else {
            sign.to_string()
        }
    };
    word.chars().map(sign).collect()
}

/// Lets the properties that hold variables refer to their definition.
fn environments(properties: &mut Object) {
    for name in ["environment", "base_environment"] {
        if let Some(Value::Object(property)) = properties.get_mut(name)
            && let Value::Object(schema) = or_null(reference("environment"))
        {
            property.extend(schema);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontends::shape::listing;
    use crate::frontends::shape::schema::example;
    use crate::frontends::shape::schema::maker::name;

    /// The tables of the file and of all flavors.
    fn tables() -> Vec<&'static Table> {
        let configurations = flavors::all().iter().filter_map(|flavor| Some(flavor.tables.as_ref()?.configuration));
        listing::tables([&STACK].into_iter().chain(configurations), |_| Vec::new())
    }

    #[test]
    fn no_two_tables_share_a_name() {
        let found = tables();
        assert!(found.len() > 30, "{}", found.len());
        for (index, table) in found.iter().enumerate() {
            assert!(found[..index].iter().all(|other| name(other) != name(table)), "{}", table.name);
        }
    }

    #[test]
    fn every_example_is_of_its_form() {
        for key in tables().iter().flat_map(|table| table.keys) {
            assert!(example::value(key.example, &key.form).is_some(), "{}: {}", key.name, key.example);
        }
    }
}
