//! The JSON Schema of what is printed here.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::view::PipelineView;

/// The schema of [`super::to_json`]'s text, as derived from the types that print it: an absent value may be null there,
/// and objects may be closed, so whoever publishes it cleans it.
pub fn json_schema() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<PipelineView<'_>>()
}
