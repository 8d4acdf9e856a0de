//! The published schemas are current, and say what the program says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use segue::{Registry, schema};

/// Set to anything, it makes the tests write the schemas instead of comparing them.
const UPDATE: &str = "SEGUE_UPDATE_SCHEMA";

fn check_current(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema").join(name);
    if std::env::var_os(UPDATE).is_some() {
        fs::write(&path, made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "docs/schema/{name} is out of date: run `{UPDATE}=1 cargo test --test schema`");
}

#[test]
fn the_schema_of_descriptions_is_current() {
    check_current("pipeline.json", &schema::pipeline(Registry::default()));
}

#[test]
fn the_schema_of_the_ir_is_current() {
    check_current("ir.json", &schema::ir());
}
