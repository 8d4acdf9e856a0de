//! The picked strings of `tests/conformance/strings/picked.yaml` through two readers of YAML in Rust.
//!
//! The conformance run asks go-yaml 2 and 3 and PyYAML about the same strings in the same places, and compares what the
//! targets' own code reads with what was written.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;

use segue::{Options, Registry, Source, Sources, compile};
use serde_json::{Map, Value, json};

/// The short strings of the table that a target carries in a field: `args` or `env`.
fn carried(target: &str, field: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/strings/picked.yaml");
    let rows: Vec<Map<String, Value>> = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let is_carried = |row: &Map<String, Value>| {
        let cell = row[target].as_str().unwrap();
        let (argument, variable) = cell.split_once(" / ").unwrap_or((cell, cell));
        "exact" == if field == "args" { argument } else { variable }
    };
    rows.iter().filter(|row| is_carried(row)).filter_map(|row| row["text"].as_str().map(str::to_owned)).collect()
}

/// A description of all of them, each as an argument and in a variable.
fn description(target: &str) -> String {
    let env: Map<String, Value> = carried(target, "env")
        .into_iter()
        .enumerate()
        .map(|(index, text)| (format!("V{index}"), text.into()))
        .collect();
    let step = json!({"image": "i", "command": ["c"], "args": carried(target, "args"), "env": env});
    json!({"segue": 1, "name": "picked", "steps": {"s": step}}).to_string()
}

/// Every text in a document, keys and values.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(entries) => entries.iter().for_each(|(key, item)| {
            found.insert(key.clone());
            texts(item, found);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn two_readers_agree_on_the_picked_strings() {
    let mut read = 0;
    for target in Registry::default().names() {
        let sources = Sources::new(Source::new("picked.json", description(target).into_bytes()));
        let compiled = compile(&sources, &Options::new([target]).unwrap());
        assert!(!compiled.has_errors(), "{target} refuses what the table says it carries");
        let is_yaml = |path: &str| path.ends_with(".yaml");
        for artifact in compiled.artifacts.iter().filter(|artifact| is_yaml(artifact.path.as_str())) {
            let mut found = BTreeSet::new();
            for document in artifact.content.split("\n---\n") {
                let options = serde_saphyr::options! {
                    strict_booleans: true,
                    leading_zero_numbers_as_strings: true,
                    underscored_numbers_as_strings: true,
                };
                let one: Value = serde_saphyr::from_str_with_options(document, options).unwrap();
                let other: Value = serde_yaml::from_str(document).unwrap();
                assert_eq!(one, other, "{target}: {}", artifact.path);
                texts(&one, &mut found);
            }
            // What no engine reads stands there as it is.
            let plain =
                ["no", "1e3", "12:30:45", "=", "<<", "a\rb", "\u{85}", "\u{feff}mark", "a\n---\nb", "\u{1b}[31m"];
            let is_holder = found.contains("V0");
            assert!(!is_holder || plain.iter().all(|text| found.contains(*text)), "{target}: {}", artifact.path);
            read += usize::from(is_holder);
        }
    }
    assert_eq!(read, 3, "three targets write YAML");
}
