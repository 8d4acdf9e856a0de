//! The language as JSON Schema, made from its tables.
//!
//! What holds across a document only the reader knows, but for what a step must have where no default can bring it: that
//! stands at the root. Null may stand only in a step, where it removes what a default has.

mod document;

use serde_json::Value;

use super::tables::{DEFAULTS, PIPELINE, STEP};
use crate::frontends::shape::keys::{Key, Table};
use crate::frontends::shape::schema::maker::{Maker, Nulls};
use crate::frontends::shape::schema::{Format, Object, settings};

/// The language as JSON Schema (draft 2020-12): the schema of the root, and the definitions that it refers to, by name.
/// It lacks those of [`settings`].
pub fn schema() -> (Object, Object) {
    let mut maker = Maker::new(&Language);
    let mut root = maker.table(&PIPELINE, Nulls::Refused);
    root.insert("allOf".to_owned(), Value::Array(document::without_defaults()));
    (root, maker.definitions)
}

/// What the language says of its own tables.
struct Language;

impl Format for Language {
    fn settings(&self, table: &Table) -> &'static str {
        if std::ptr::eq(table, &raw const STEP) {
            settings::STEP
        } else if std::ptr::eq(table, &raw const DEFAULTS) {
            settings::DEFAULTS
        } else {
            settings::PIPELINE
        }
    }

    fn may_lack(&self, table: &Table, key: &Key) -> bool {
        document::is_merged(table, key)
    }

    /// What no default can have cannot be removed, and what must be there stays.
    fn is_removable(&self, table: &Table, key: &Key) -> bool {
        if self.only_removes(table) {
            return DEFAULTS.key(key.name).is_some() && key.name != "image";
        }
        !key.required
    }

    fn only_removes(&self, table: &Table) -> bool {
        std::ptr::eq(table, &raw const STEP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontends::native::listing;
    use crate::frontends::shape::schema::example;
    use crate::frontends::shape::schema::maker::name;

    #[test]
    fn no_two_tables_share_a_name() {
        let found: Vec<&Table> = listing::tables().into_iter().chain([&DEFAULTS]).collect();
        assert!(found.len() > 15);
        for (index, table) in found.iter().enumerate() {
            assert!(found[..index].iter().all(|other| name(other) != name(table)), "{}", table.name);
        }
    }

    #[test]
    fn every_example_is_of_its_form() {
        for key in listing::tables().into_iter().chain([&DEFAULTS]).flat_map(|table| table.keys) {
            assert!(example::value(key.example, &key.form).is_some(), "{}: {}", key.name, key.example);
        }
    }
}
