//! The last touch: keys in the order of the reference, and short forms where a map says no more than they do.

use super::value::{Map, Value};
use crate::frontends::shape::keys::{Form, Table};

/// A value of a form as people write it. At most as deep as the tables.
pub(super) fn tidy(value: Value, form: &Form) -> Value {
    match (form, value) {
        (Form::Fields(table), Value::Fields(entries)) => Value::Fields(fields(&entries, table)),
        (Form::Short(table, short), Value::Fields(entries)) => match entries.get(*short) {
            Some(only) if entries.len() == 1 && *only != Value::Null => only.clone(),
            Some(_) | None => Value::Fields(fields(&entries, table)),
        },
        (Form::MapOf(_, inner), Value::Map(entries)) => {
            Value::Map(entries.iter().map(|(key, value)| (key.clone(), tidy(value.clone(), inner))).collect())
        }
        (Form::OneOrList(_) | Form::OneOrFilled(_), Value::List(items)) => match items.as_slice() {
            [only] => only.clone(),
            _ => Value::List(items),
        },
        (_, value) => value,
    }
}

/// Keys that the table does not have are none of the language, and none is ever made.
fn fields(entries: &Map, table: &Table) -> Map {
    debug_assert!(entries.iter().all(|(key, _)| table.key(key).is_some()), "{} has all of {entries:?}", table.name);
    let found = |name: &str, form| Some((name.into(), tidy(entries.get(name)?.clone(), form)));
    table.keys.iter().filter_map(|key| found(key.name, &key.form)).collect()
}
