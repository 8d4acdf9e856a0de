//! Settings of targets, as they were written.

use super::value::{Map, Value};
use crate::emit::Spelled;
use crate::frontends::shape::forms;
use crate::ir::{Section, SectionKind, Sections};

/// The map `targets`, unless it is empty.
pub(super) fn sections(sections: &Sections) -> Option<Value> {
    Value::Map(map(sections)).if_filled()
}

fn map(sections: &Sections) -> Map {
    sections.iter().map(|(key, section)| (key.clone(), value(section))).collect()
}

/// At most as deep as a document may be. A scalar that stood without quotes and is no text to YAML 1.2 stands without
/// quotes again, in its spelling; for a text it makes no difference.
fn value(section: &Section) -> Value {
    match &section.kind {
        SectionKind::Scalar { .. } if section.is_null() => Value::Null,
        SectionKind::Scalar { text, plain } => Some(text)
            .filter(|text| *plain && forms::is_typed(text))
            .and_then(|text| Spelled::new(text))
            .map_or_else(|| Value::from(&**text), Value::Spelled),
        SectionKind::List(items) => Value::List(items.iter().map(value).collect()),
        SectionKind::Map(entries) => Value::Map(map(entries)),
    }
}
