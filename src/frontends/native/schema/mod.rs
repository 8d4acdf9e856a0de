//! The language as JSON Schema, made from its tables, so that an editor knows what the reader knows.
//!
//! A schema judges one value at a time and one map at a time. What holds across a document only the reader knows, but
//! for what a step must have where no default can bring it: that stands at the root.
//!
//! A string of the language is one scalar by its spelling, and a schema sees no spelling: a number may stand where some
//! number's spelling is right. Null may stand only in a step, where it removes what a default has.

mod document;
mod example;
mod maker;
mod rules;
mod scalars;

use serde_json::{Map, Value, json};

use super::tables::PIPELINE;
use maker::{Maker, Nulls};

/// A JSON object in the order of its making.
pub type Object = Map<String, Value>;

/// The names of the definitions that hold the targets' settings; whoever completes the schema adds them.
pub mod settings {
    /// Those of the pipeline.
    pub const PIPELINE: &str = "targets";
    /// Those of `defaults`, which hold for each step; null removes what the pipeline has.
    pub const DEFAULTS: &str = "targets_in_defaults";
    /// Those of a step; null removes what a default or the pipeline has.
    pub const STEP: &str = "targets_in_a_step";
}

/// The language as JSON Schema (draft 2020-12): the schema of the root, and the definitions that it refers to, by name.
/// It lacks those of [`settings`].
pub fn schema() -> (Object, Object) {
    let mut maker = Maker::default();
    let mut root = maker.table(&PIPELINE, Nulls::Refused);
    root.insert("allOf".to_owned(), Value::Array(document::without_defaults()));
    (root, maker.definitions)
}

/// A schema that refers to the definition `name`.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The same schema, or null.
pub fn or_null(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontends::shape::keys::{Form, Table};
    use maker::name;

    static DOCUMENT: Form = Form::Fields(&PIPELINE);

    fn tables(form: &'static Form, found: &mut Vec<&'static Table>) {
        if let Form::Fields(table) | Form::Short(table, _) = form
            && !found.iter().any(|known| std::ptr::eq(*known, *table))
        {
            found.push(table);
            table.keys.iter().for_each(|key| tables(&key.form, found));
        }
        if let Form::List(form) | Form::Filled(form) | Form::OneOrList(form) | Form::OneOrFilled(form) = form {
            tables(form, found);
        }
        if let Form::MapOf(_, form) = form {
            tables(form, found);
        }
    }

    #[test]
    fn no_two_tables_share_a_name() {
        let mut found = Vec::new();
        tables(&DOCUMENT, &mut found);
        assert!(found.len() > 15);
        for (index, table) in found.iter().enumerate() {
            assert!(found[..index].iter().all(|other| name(other) != name(table)), "{}", table.name);
        }
    }

    #[test]
    fn every_example_is_of_its_form() {
        let mut found = Vec::new();
        tables(&DOCUMENT, &mut found);
        for key in found.iter().flat_map(|table| table.keys) {
            assert!(example::value(key.example, &key.form).is_some(), "{}: {}", key.name, key.example);
        }
    }
}
