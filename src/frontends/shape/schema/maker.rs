//! From tables and forms to schemas; each table and each scalar form is one definition.
//!
//! A table that stands where null removes what a default has has a second definition.

use serde_json::{Value, json};

use super::{Format, Object, example, or_null, reference, rules, scalars, settings};
use crate::frontends::shape::keys::{Form, Key, KeyKind, Others, Table};
use crate::ir::pattern;

/// Whether null may stand at the keys of a map.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(in crate::frontends) enum Nulls {
    /// Nowhere.
    Refused,
    /// Where it removes what a default has.
    Remove,
    /// Everywhere: it is what nobody set.
    Unset,
}

impl Nulls {
    /// Whether it may stand in a part of the value.
    fn within(self) -> Self {
        match self {
            Nulls::Unset => Nulls::Unset,
            Nulls::Refused | Nulls::Remove => Nulls::Refused,
        }
    }
}

/// Collects definitions as forms need them.
pub(in crate::frontends) struct Maker<'f> {
    format: &'f dyn Format,
    pub(in crate::frontends) definitions: Object,
}

impl<'f> Maker<'f> {
    /// Nothing yet.
    pub(in crate::frontends) fn new(format: &'f dyn Format) -> Self {
        Self { format, definitions: Object::new() }
    }

    /// The schema of a value.
    pub(in crate::frontends) fn form(&mut self, form: &'static Form, nulls: Nulls) -> Value {
        match form {
            Form::Bool => json!({ "type": "boolean" }),
            Form::Choice(words) => json!({ "enum": choices(words) }),
            Form::Integer(least) => scalars::integer(*least),
            Form::KubeInteger => json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX }),
            Form::List(item) => self.list(item, 0, nulls.within()),
            Form::Filled(item) => self.list(item, 1, nulls.within()),
            Form::OneOrList(item) => self.one_or_list(item, 0, nulls.within()),
            Form::OneOrFilled(item) => self.one_or_list(item, 1, nulls.within()),
            Form::MapOf(kind, value) => self.map(*kind, value, nulls),
            Form::Fields(table) => self.named(table, nulls),
            Form::Short(table, short) => {
                let long = self.named(table, nulls);
                match table.key(short) {
                    Some(key) => json!({ "anyOf": [self.form(&key.form, Nulls::Refused), long] }),
                    None => long,
                }
            }
            Form::Settings => reference(settings::PIPELINE),
            Form::Any => Value::Bool(true),
            Form::Version
            | Form::String
            | Form::Name
            | Form::Text
            | Form::EnvValue
            | Form::Factor
            | Form::Duration
            | Form::Cores
            | Form::Bytes
            | Form::Cuda
            | Form::Image
            | Form::AbsolutePath
            | Form::Path
            | Form::SubPath
            | Form::DnsLabel
            | Form::ResourceName
            | Form::EnvName
            | Form::PodField
            | Form::Cron
            | Form::Zone
            | Form::Moment
            | Form::KubeString => self.scalar(form),
        }
    }

    fn scalar(&mut self, form: &'static Form) -> Value {
        let Some((name, schema)) = scalars::definition(form) else { return Value::Bool(true) };
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), schema);
            for part in scalars::parts(form) {
                self.scalar(part);
            }
        }
        reference(name)
    }

    fn list(&mut self, item: &'static Form, least: usize, nulls: Nulls) -> Value {
        // An item has a value, whatever it may be.
        let items = self.form(item, nulls);
        let items = if items == Value::Bool(true) { json!({ "not": { "type": "null" } }) } else { items };
        if least == 0 {
            json!({ "type": "array", "items": items })
        } else {
            json!({ "type": "array", "items": items, "minItems": least })
        }
    }

    fn one_or_list(&mut self, item: &'static Form, least: usize, nulls: Nulls) -> Value {
        json!({ "anyOf": [self.form(item, nulls), self.list(item, least, nulls)] })
    }

    fn map(&mut self, kind: KeyKind, value: &'static Form, nulls: Nulls) -> Value {
        let value = match kind {
            KeyKind::StepId => self.form(value, Nulls::Remove),
            KeyKind::EnvName | KeyKind::Parameter | KeyKind::LabelKey | KeyKind::Target | KeyKind::ComponentType => {
                let schema = self.form(value, nulls);
                if nulls == Nulls::Refused { schema } else { or_null(schema) }
            }
        };
        match kind {
            KeyKind::StepId => json!({
                "type": "object",
                "propertyNames": { "pattern": pattern::NOT_BLANK },
                "additionalProperties": value,
                "minProperties": 1,
            }),
            KeyKind::EnvName | KeyKind::Parameter | KeyKind::LabelKey | KeyKind::Target | KeyKind::ComponentType => {
                json!({
                    "type": "object",
                    "propertyNames": { "pattern": key_pattern(kind) },
                    "additionalProperties": value,
                })
            }
        }
    }

    /// A reference to the definition of a table.
    pub(in crate::frontends) fn fields(&mut self, table: &'static Table, nulls: Nulls) -> Value {
        self.named(table, nulls)
    }

    fn named(&mut self, table: &'static Table, nulls: Nulls) -> Value {
        let name = match nulls {
            Nulls::Remove if !self.format.only_removes(table) => format!("{}_in_a_step", name(table)),
            Nulls::Refused | Nulls::Remove | Nulls::Unset => name(table),
        };
        if !self.definitions.contains_key(&name) {
            // A place is kept, should a table hold itself.
            self.definitions.insert(name.clone(), Value::Null);
            let schema = self.table(table, nulls);
            self.definitions.insert(name.clone(), Value::Object(schema));
        }
        reference(&name)
    }

    /// The schema of a map with the keys of a table.
    pub(in crate::frontends) fn table(&mut self, table: &'static Table, nulls: Nulls) -> Object {
        let mut properties = Object::new();
        for key in table.keys {
            properties.insert(key.name.to_owned(), Value::Object(self.property(table, key, nulls)));
        }
        let mut schema = Object::new();
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        if table.others == Others::Extensions {
            schema.insert("patternProperties".to_owned(), json!({ "^x-": true }));
        }
        match table.others {
            Others::Refused | Others::Extensions => {
                schema.insert("additionalProperties".to_owned(), json!(false));
            }
            Others::Ignored | Others::Kept => {}
        }
        let required: Vec<&str> = table
            .keys
            .iter()
            .filter(|key| key.required && !self.format.may_lack(table, key))
            .map(|key| key.name)
            .collect();
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if !table.one_of.is_empty() {
            let each: Vec<Value> = table.one_of.iter().map(|key| json!({ "required": [key] })).collect();
            schema.insert("oneOf".to_owned(), json!(each));
        }
        if let Some(rule) = table.rule {
            schema.insert("allOf".to_owned(), Value::Array(rules::schemas(rule)));
        }
        schema
    }

    fn property(&mut self, table: &'static Table, key: &'static Key, nulls: Nulls) -> Object {
        let schema = if matches!(key.form, Form::Settings) {
            reference(self.format.settings(table))
        } else {
            self.form(&key.form, nulls)
        };
        let is_nullable = match nulls {
            Nulls::Refused => false,
            Nulls::Remove => self.format.is_removable(table, key),
            Nulls::Unset => !key.required,
        };
        let takes_anything = schema == Value::Bool(true);
        let schema = if is_nullable && !takes_anything { or_null(schema) } else { schema };
        let mut property = Object::new();
        let default = key.default.and_then(|default| example::value(default, &key.form));
        let description = match key.default {
            Some(words) if default.is_none() => format!("{} Without it: {words}.", key.doc),
            Some(_) | None => key.doc.to_owned(),
        };
        property.insert("description".to_owned(), json!(description));
        if let Value::Object(schema) = schema {
            property.extend(schema);
        }
        if let Some(default) = default {
            property.insert("default".to_owned(), default);
        }
        if let Some(example) = example::value(key.example, &key.form) {
            property.insert("examples".to_owned(), json!([example]));
        }
        property
    }
}

/// The name of a table's definition: `a GPU request` is `gpu_request`.
pub(in crate::frontends) fn name(table: &Table) -> String {
    let bare = ["a ", "an ", "the "].iter().find_map(|article| table.name.strip_prefix(article)).unwrap_or(table.name);
    bare.replace(['`', '\''], "").replace(' ', "_").to_lowercase()
}

/// The words, and the numbers that are spelt as one of them.
fn choices(words: &[&str]) -> Vec<Value> {
    let numbers = words.iter().filter_map(|word| word.parse::<u32>().ok());
    words.iter().map(|word| json!(word)).chain(numbers.map(|number| json!(number))).collect()
}

fn key_pattern(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::StepId | KeyKind::LabelKey => pattern::NOT_BLANK,
        KeyKind::EnvName => pattern::ENV_NAME,
        KeyKind::Parameter => pattern::PARAM_ID,
        KeyKind::Target | KeyKind::ComponentType => pattern::TEXT,
    }
}
