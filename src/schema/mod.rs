//! Floor 4: what others must know to write a description or to read the IR, as JSON Schema (draft 2020-12).
//!
//! The language's part comes from its tables, a target's from its settings, the IR's from the types that print it; here
//! they are put together. Nothing is built until it is asked for.

mod derived;
mod targets;

use serde_json::{Value, json};

use crate::backends::Registry;
use crate::frontends::shape::schema::Object;
use crate::frontends::{native, stack};
use crate::ir;
use derived::{Nature, clean};

/// The dialect of the schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of descriptions, for editors: the language, and the settings of the targets. Ends in a line break.
pub fn pipeline(registry: Registry<'_>) -> String {
    let (root, mut definitions) = native::schema::schema();
    targets::add(registry, &mut definitions);
    definitions.sort_keys();
    print("Segue pipeline", "A description of a pipeline in Segue's own language, version 1.", root, definitions)
}

/// The schema of stack files, for editors: their keys, those of ZenML's flavors, and the settings of the targets. Ends in a
/// line break.
pub fn stack(registry: Registry<'_>) -> String {
    let (root, mut definitions) = stack::schema::schema();
    targets::add_unset(registry, &mut definitions);
    derived::prune(&root, &mut definitions);
    definitions.sort_keys();
    let about = "A stack file, as `zenml stack export` writes it, with what Segue reads beside.";
    print("Segue stack", about, root, definitions)
}

/// The schema of the IR's JSON, for programs that read it: unknown keys are to be ignored. Ends in a line break.
pub fn ir() -> String {
    let mut schema = ir::json_schema().to_value();
    clean(&mut schema, Nature::Read);
    let Value::Object(mut root) = schema else { return String::new() };
    let definitions = match root.shift_remove("$defs") {
        Some(Value::Object(definitions)) => definitions,
        _ => Object::new(),
    };
    for key in ["$schema", "title", "description"] {
        root.shift_remove(key);
    }
    let about =
        "A checked pipeline as `segue compile --target ir` prints it. Readers ignore keys that they do not know.";
    print("Segue IR", about, root, definitions)
}

fn print(title: &str, description: &str, root: Object, definitions: Object) -> String {
    let mut schema = Object::new();
    schema.insert("$schema".to_owned(), json!(DIALECT));
    schema.insert("title".to_owned(), json!(title));
    schema.insert("description".to_owned(), json!(description));
    schema.extend(root);
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    format!("{:#}\n", Value::Object(schema))
}
