//! The published schemas are current, and say what the program says.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "../cases/mod.rs"]
mod cases;
mod differences;
mod doc;
mod documents;
mod judge;
#[path = "../pages/mod.rs"]
mod pages;
mod settings;
mod singles;
mod stack;
mod values;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::test_runner::{Config, TestCaseError, TestRng, TestRunner};
use segue::frontends::Frontend;
use segue::frontends::native::Native;
use segue::source::SourceId;
use segue::{Options, Registry, Severity, Source, compile, schema};

use cases::{Case, Given, cases};
use doc::Doc;
use judge::{Judge, findings};

#[test]
fn the_schema_of_descriptions_is_current() {
    pages::check("schema/pipeline.json", &schema::pipeline(Registry::default()));
}

#[test]
fn the_schema_of_the_ir_is_current() {
    pages::check("schema/ir.json", &schema::ir());
}

/// Equal runs make equal documents; with PROPTEST_CASES there are more of them.
fn check_agreement(judge: &Judge, cases: u32, documents: &proptest::strategy::BoxedStrategy<Doc>) {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let random = TestRng::deterministic_rng(config.rng_algorithm);
    let done = TestRunner::new_with_rng(config, random)
        .run(documents, |document| judge.agrees(&document).map_err(TestCaseError::fail));
    if let Err(error) = done {
        panic!("{error}");
    }
}

#[test]
fn schema_and_program_agree_on_documents() {
    check_agreement(&Judge::new(), 300, &documents::document());
}

#[test]
fn schema_and_program_agree_on_mistakes() {
    check_agreement(&Judge::new(), 700, &documents::mutated());
}

#[test]
fn schema_and_program_agree_on_each_form() {
    use proptest::strategy::Strategy;
    let judge = Judge::new();
    for (form, keys) in singles::PLACES {
        let documents = values::near(form).prop_map(|value| singles::document(keys, value)).boxed();
        check_agreement(&judge, 150, &documents);
    }
}

/// Every file of a folder, however deep, whose name ends so.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().unwrap().ends_with(end) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found.sort();
    found
}

/// The descriptions in the tree that the program takes, as values.
#[test]
fn what_the_program_takes_is_valid() {
    let judge = Judge::new();
    let mut texts: Vec<(String, String)> = Vec::new();
    let inputs = ["snapshots", "examples"].map(|folder| files(folder, ".yaml"));
    for path in inputs.into_iter().flatten().chain(files("snapshots", "input.json")) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        texts.push((path.display().to_string(), text));
    }
    for code in segue::diag::codes::ALL {
        let repaired = code.page.split("```yaml\n").nth(2).and_then(|rest| rest.split("```").next());
        texts.extend(repaired.map(|text| (code.id.to_owned(), text.to_owned())));
    }
    let mut taken = 0;
    for (name, text) in texts {
        // The schema is that of our own format; what lies beside an input is no description.
        if !Native.detects(&Source::new("x.yaml", text.clone().into()).read(SourceId::MAIN).tree) {
            continue;
        }
        if findings(&name, &text).iter().any(|finding| finding.code.severity == Severity::Error) {
            continue;
        }
        taken += 1;
        // JSON has no infinity.
        let text = text.replace(".inf]", "1]");
        let value = doc::read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mistakes = judge.mistakes(&value);
        assert!(mistakes.is_empty(), "{name}: {mistakes:?}");
    }
    assert!(taken > 150, "{taken} descriptions are taken");
}

/// What the program prints of each description is of the published form.
#[test]
fn the_ir_is_valid() {
    let schema: serde_json::Value = serde_json::from_str(&schema::ir()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    // What lies beside a snapshot is no description.
    let examples = files("examples", ".yaml").into_iter().filter_map(|path| {
        let text = fs::read(&path).unwrap();
        let is_description = Native.detects(&Source::new("x.yaml", text.clone()).read(SourceId::MAIN).tree);
        let given = Given { files: [("input.yaml".to_owned(), text)].into() };
        is_description.then_some(Case { given, folder: path })
    });
    for Case { given, folder } in cases("ok").into_iter().chain(examples) {
        let compiled = compile(&given.sources(), &Options::new(["ir"]).unwrap().choosing(given.choice()));
        assert!(!compiled.artifacts.is_empty(), "{}", folder.display());
        for artifact in compiled.artifacts {
            let printed = serde_json::from_str(&artifact.content).unwrap();
            let mistakes: Vec<String> = validator.iter_errors(&printed).map(|error| error.to_string()).collect();
            assert!(mistakes.is_empty(), "{}: {mistakes:?}", folder.display());
        }
    }
    assert!(!validator.is_valid(&serde_json::json!({ "ir": 1 })));
}

#[test]
fn every_key_has_a_description() {
    fn undescribed(schema: &serde_json::Value, at: &str, found: &mut Vec<String>) {
        let properties = schema.get("properties").and_then(serde_json::Value::as_object);
        for (key, property) in properties.into_iter().flatten() {
            let at = format!("{at}.{key}");
            undescribed(property, &at, found);
            if property.get("description").is_none() && !at.starts_with("targets") {
                found.push(at);
            }
        }
    }
    for schema in [schema::pipeline(Registry::default()), schema::stack(Registry::default()), schema::ir()] {
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        let mut found = Vec::new();
        undescribed(&schema, "", &mut found);
        for (name, definition) in schema["$defs"].as_object().unwrap() {
            undescribed(definition, name, &mut found);
        }
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn every_example_names_its_schema() {
    for path in files("examples", ".yaml") {
        let text = fs::read_to_string(&path).unwrap();
        let line = match path.file_name().unwrap().to_str().unwrap() {
            "stack.yaml" => "# yaml-language-server: $schema=../../docs/schema/stack.json\n",
            _ => "# yaml-language-server: $schema=../docs/schema/pipeline.json\n",
        };
        assert!(text.starts_with(line), "{} begins with {line}", path.display());
    }
}

#[test]
fn every_zone_of_the_database_is_valid() {
    let judge = Judge::new();
    let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    assert!(names.len() > 400);
    for name in names.iter().filter(|name| segue::ir::Zone::new(name).is_some()) {
        let document = singles::document(&["schedule", "timezone"], Doc::Quoted(name.clone()));
        assert!(judge.mistakes(&document.value()).is_empty(), "{name}");
    }
}

#[test]
fn the_schema_refuses_at_all() {
    let judge = Judge::new();
    assert!(!judge.mistakes(&serde_json::json!({ "segue": 1, "name": "x", "steps": {} })).is_empty());
}
