//! The one runner of `snapshots/`: a folder a case, the input beside all outputs.
//!
//! `ok/<words>/`: the input goes to every target and to the IR; `<target>.snap` holds what the target makes of it, files
//! and findings, or its refusal. `errors/<CODE>-<words>/`: the input raises just that code on some target, in `human.snap`. A snapshot
//! shows change; that the files are right is shown by `tests/conformance`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use segue::diag::human;
use segue::driver::IR;
use segue::{Compiled, Options, Registry, Source, Sources, compile};

fn folders(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(kind);
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// The case's input, named without its folder so that findings read the same everywhere.
fn input(folder: &Path) -> Sources {
    let found: Vec<&str> = ["input.yaml", "input.json"].into_iter().filter(|name| folder.join(name).exists()).collect();
    assert_eq!(found.len(), 1, "{} holds exactly one of input.yaml and input.json", folder.display());
    let name = found[0];
    Sources::new(Source::new(name, fs::read(folder.join(name)).unwrap()))
}

fn compiled(sources: &Sources, target: &str) -> Compiled {
    let options = Options::new([target]).unwrap();
    let first = compile(sources, &options);
    let second = compile(sources, &options);
    assert_eq!(first.artifacts, second.artifacts, "compiled twice, the bytes differ");
    first
}

fn findings(compiled: &Compiled, sources: &Sources) -> String {
    compiled.findings.iter().map(|finding| human::render(finding, sources, false)).collect()
}

fn snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Each file of a case is its input or a snapshot that the runner writes.
fn no_strangers(folder: &Path, names: &[&str]) {
    let known: BTreeSet<String> =
        names.iter().map(|name| format!("{name}.snap")).chain(["input.yaml".into(), "input.json".into()]).collect();
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
    for folder in folders("ok") {
        let sources = input(&folder);
        no_strangers(&folder, &targets());
        for target in targets() {
            let compiled = compiled(&sources, target);
            assert!(target != IR || !compiled.has_errors(), "{}: {}", folder.display(), findings(&compiled, &sources));
            let mut text = findings(&compiled, &sources);
            for artifact in &compiled.artifacts {
                text.push_str(&format!("==> {} <==\n{}", artifact.path, artifact.content));
            }
            snapshot(&folder, target, &text);
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
    for folder in folders("errors") {
        let sources = input(&folder);
        no_strangers(&folder, &["human"]);
        let name = folder.file_name().unwrap().to_str().unwrap();
        let (code, _) = name.split_once('-').unwrap_or((name, ""));
        let all: Vec<Compiled> =
            Registry::default().names().into_iter().chain(["all"]).map(|target| compiled(&sources, target)).collect();
        let Some(case) = all.iter().find(|compiled| is_case_of(code, compiled)) else {
            let told: Vec<String> = all.iter().map(|compiled| findings(compiled, &sources)).collect();
            panic!("no target raises {code} alone: {name}: {}", told.join("\n"));
        };
        snapshot(&folder, "human", &findings(case, &sources));
    }
}

#[test]
fn every_step_has_a_mark_in_every_target() {
    for folder in folders("ok") {
        let sources = input(&folder);
        let tree = sources.main().read(segue::source::SourceId::MAIN).tree;
        let Some(steps) = tree.root().get("steps") else { continue };
        for target in Registry::default().names() {
            let compiled = compiled(&sources, target);
            if compiled.has_errors() {
                continue;
            }
            let marked: BTreeSet<_> =
                compiled.artifacts.iter().flat_map(|artifact| &artifact.marks).flat_map(|mark| &mark.places).collect();
            for step in steps.entries() {
                let place = step.key_place();
                assert!(marked.contains(&place), "{}: {target} marks nothing of {:?}", folder.display(), step.key());
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
    for folder in folders("ok") {
        let sources = input(&folder);
        for target in Registry::default().names() {
            for artifact in compiled(&sources, target).artifacts.iter().filter(|artifact| is_yaml(artifact)) {
                // No line of a printed scalar is `---`.
                for document in artifact.content.split("\n---\n") {
                    let second: serde_json::Value = serde_yaml::from_str(document).unwrap();
                    let options = serde_saphyr::options! {
                        strict_booleans: true,
                        leading_zero_numbers_as_strings: true,
                        underscored_numbers_as_strings: true,
                    };
                    let first: serde_json::Value = serde_saphyr::from_str_with_options(document, options).unwrap();
                    assert_eq!(first, second, "{}: {}", folder.display(), artifact.path);
                }
            }
        }
    }
}
