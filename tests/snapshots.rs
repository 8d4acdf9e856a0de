//! The one runner of `snapshots/`: a folder a case, the input beside all outputs, and beside it what it is compiled with.
//!
//! `ok/<words>/`: the input goes to every target and to the IR; `<target>.snap` holds what the target makes of it, files
//! and findings, or its refusal. `errors/<CODE>-<words>/`: the input raises just that code on some target, in `human.snap`. A snapshot
//! shows change; that the files are right is shown by `tests/conformance`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use segue::diag::human;
use segue::driver::IR;
use segue::source::Node;
use segue::{Compiled, Options, Registry, compile};

mod cases;

use cases::{Case, FILES, cases};

fn compiled(case: &Case, target: &str) -> Compiled {
    let sources = case.given.sources();
    let options = Options::new([target]).unwrap().choosing(case.given.choice());
    let first = compile(&sources, &options);
    let second = compile(&sources, &options);
    assert_eq!(first.artifacts, second.artifacts, "compiled twice, the bytes differ");
    first
}

fn findings(compiled: &Compiled, case: &Case) -> String {
    let sources = case.given.sources();
    compiled.findings.iter().map(|finding| human::render(finding, &sources, false)).collect()
}

fn snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Each file of a case is given to the program, or a snapshot that the runner writes.
fn no_strangers(folder: &Path, names: &[&str]) {
    let known: BTreeSet<String> =
        names.iter().map(|name| format!("{name}.snap")).chain(FILES.map(str::to_owned)).collect();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name) || name.ends_with(".snap.new"), "{} holds a stranger: {name}", folder.display());
    }
}

fn targets() -> Vec<&'static str> {
    Registry::default().names().into_iter().chain([IR]).collect()
}

#[test]
fn every_ok_case_on_every_target() {
    for case in cases("ok") {
        let folder = &case.folder;
        no_strangers(folder, &targets());
        for target in targets() {
            let compiled = compiled(&case, target);
            let mut text = findings(&compiled, &case);
            assert!(target != IR || !compiled.has_errors(), "{}: {text}", folder.display());
            for artifact in &compiled.artifacts {
                text.push_str(&format!("==> {} <==\n{}", artifact.path, artifact.content));
            }
            snapshot(folder, target, &text);
        }
    }
}

/// Whether findings are what a case of `code` is for: an error, alone but for notes, which tell of defaults; a warning,
/// perhaps beside others of its kind, since a key may need another (`catchup` needs `start`).
fn is_case_of(code: &str, compiled: &Compiled) -> bool {
    let raised: BTreeSet<&str> = compiled.findings.iter().map(|finding| finding.code.id).collect();
    if code.starts_with('E') {
        raised.iter().filter(|id| !id.starts_with('N')).eq([&code])
    } else {
        raised.contains(code) && !compiled.has_errors()
    }
}

/// What a target keeps is its own affair, so a case is for the first target that raises its code alone, else for all
/// together: some codes are about how they differ.
#[test]
fn every_error_case_raises_its_code_alone() {
    for case in cases("errors") {
        let folder = &case.folder;
        no_strangers(folder, &["human"]);
        let name = folder.file_name().unwrap().to_str().unwrap();
        let (code, _) = name.split_once('-').unwrap_or((name, ""));
        let all: Vec<Compiled> =
            Registry::default().names().into_iter().chain(["all"]).map(|target| compiled(&case, target)).collect();
        let Some(raising) = all.iter().find(|compiled| is_case_of(code, compiled)) else {
            let told: Vec<String> = all.iter().map(|compiled| findings(compiled, &case)).collect();
            panic!("no target raises {code} alone: {name}: {}", told.join("\n"));
        };
        snapshot(folder, "human", &findings(raising, &case));
    }
}

/// The steps of a description or a snapshot.
fn steps(root: Node<'_>) -> Option<Node<'_>> {
    let snapshot = root.get("metadata").unwrap_or(root);
    root.get("steps").or_else(|| snapshot.get("step_configurations"))
}

#[test]
fn every_step_has_a_mark_in_every_target() {
    for case in cases("ok") {
        let tree = case.given.sources().main().read(segue::source::SourceId::MAIN).tree;
        let Some(steps) = steps(tree.root()) else { continue };
        for target in Registry::default().names() {
            let compiled = compiled(&case, target);
            if compiled.has_errors() {
                continue;
            }
            let marked: BTreeSet<_> =
                compiled.artifacts.iter().flat_map(|artifact| &artifact.marks).flat_map(|mark| &mark.places).collect();
            for step in steps.entries() {
                let place = step.key_place();
                assert!(
                    marked.contains(&place),
                    "{}: {target} marks nothing of {:?}",
                    case.folder.display(),
                    step.key()
                );
            }
        }
    }
}

fn is_yaml(artifact: &segue::Artifact) -> bool {
    artifact.path.as_str().ends_with(".yaml")
}

/// Two readers that we did not write agree on every YAML file, and on every scalar in it.
#[test]
fn two_readers_agree_on_every_file() {
    for case in cases("ok") {
        for target in Registry::default().names() {
            for artifact in compiled(&case, target).artifacts.iter().filter(|artifact| is_yaml(artifact)) {
                // No line of a printed scalar is `---`.
                for document in artifact.content.split("\n---\n") {
                    let second: serde_json::Value = serde_yaml::from_str(document).unwrap();
                    let options = serde_saphyr::options! {
                        strict_booleans: true,
                        leading_zero_numbers_as_strings: true,
                        underscored_numbers_as_strings: true,
                    };
                    let first: serde_json::Value = serde_saphyr::from_str_with_options(document, options).unwrap();
                    assert_eq!(first, second, "{}: {}", case.folder.display(), artifact.path);
                }
            }
        }
    }
}
