//! Imports go down the floors only, and a text leaves the IR in named files only.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod sources;

use std::path::Path;

use sources::{File, sources};

/// The floor of each part of the crate; parts of one floor do not know each other, but for those named below.
const FLOORS: [(&str, u8); 12] = [
    ("source", 0),
    ("diag", 0),
    ("rule", 0),
    ("ir", 1),
    ("emit", 1),
    ("passes", 2),
    ("frontends", 3),
    ("backends", 3),
    ("driver", 4),
    ("reference", 4),
    ("schema", 4),
    ("cli", 5),
];

/// The files that may hold an `impl Escape for`.
const ESCAPES: [&str; 10] = [
    "ir/json/mod.rs",
    "frontends/native/print/texts.rs",
    "backends/airflow/escape.rs",
    "backends/argo/escape.rs",
    "backends/kube/prerequisites.rs",
    "backends/kubeflow/escape/default.rs",
    "backends/kubeflow/escape/known.rs",
    "backends/kubeflow/escape/object.rs",
    "backends/kubeflow/escape/step.rs",
    "backends/tekton/escape.rs",
];

fn part(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

fn floor(part: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == part).map(|(_, floor)| *floor)
}

/// The parts of the crate that a file names: `crate::ir::…`.
fn imports(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split("crate::").skip(1).map(|rest| rest.split(|c: char| !is_word(c)).next().unwrap()).collect()
}

fn may_import(from: &str, to: &str) -> bool {
    let (Some(above), Some(below)) = (floor(from), floor(to)) else { return true };
    from == to || below < above || (from == "diag" && to == "source")
}

#[test]
fn imports_go_down_the_floors() {
    for File { path, text } in sources() {
        for import in imports(&text) {
            assert!(may_import(part(&path), import), "src/{path} imports crate::{import}, which is not below it");
        }
    }
}

#[test]
fn the_rule_itself_refuses() {
    assert!(!may_import("source", "diag"));
    assert!(!may_import("ir", "emit"));
    assert!(!may_import("ir", "passes"));
    assert!(!may_import("frontends", "backends"));
    assert!(!may_import("backends", "driver"));
    assert!(may_import("cli", "source"));
}

#[test]
fn no_front_end_or_back_end_knows_another() {
    for File { path, text } in sources() {
        let mut parts = path.split('/');
        let (Some(kind @ ("frontends" | "backends")), Some(own)) = (parts.next(), parts.next()) else { continue };
        for import in text.split(&format!("crate::{kind}::")).skip(1) {
            let name = import.split(|c: char| !c.is_ascii_lowercase()).next().unwrap();
            let is_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(kind).join(name).is_dir();
            let is_shared = ["calendar", "flavors", "kube", "settings", "shape", "stack"].contains(&name);
            assert!(name.is_empty() || !is_folder || is_shared || name == own, "src/{path} imports {kind}::{name}");
        }
    }
}

#[test]
fn back_ends_use_the_plan_and_no_pass() {
    for File { path, text } in sources().iter().filter(|file| file.path.starts_with("backends/")) {
        for import in text.split("crate::passes").skip(1) {
            let is_plan = import.starts_with("::Plan;") || import.starts_with("::{Plan");
            // Tests build their plans the only way there is.
            let is_test = text.find("#[cfg(test)]").is_some_and(|tests| text.len() - import.len() > tests)
                || path.ends_with("/tests.rs");
            assert!(is_plan || is_test, "src/{path} imports a pass");
        }
    }
}

#[test]
fn texts_leave_the_ir_in_named_files_only() {
    for File { path, text } in sources() {
        // What a test lowers reaches no artifact.
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        if text.contains("impl Escape for") || text.contains("Escape for ") {
            assert!(ESCAPES.contains(&path.as_str()), "src/{path} implements Escape");
        }
    }
}
