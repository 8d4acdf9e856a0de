//! What the README shows is what the program makes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use segue::diag::human;
use segue::{Options, Registry, Source, Sources, compile};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The fenced blocks of one language.
fn blocks<'a>(readme: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    readme.split(&fence).skip(1).map(|rest| rest.split("```\n").next().unwrap()).collect()
}

fn sources(text: &str) -> Sources {
    Sources::new(Source::new("churn.yaml", text.as_bytes().to_vec()))
}

#[test]
fn the_description_compiles_to_the_files_shown() {
    let readme = readme();
    let description = blocks(&readme, "yaml")[0];
    let shown = [blocks(&readme, "yaml"), blocks(&readme, "python")].concat();
    for target in Registry::default().names() {
        let compiled = compile(&sources(description), &Options::new([target]).unwrap());
        assert!(compiled.findings.is_empty(), "{target}: {:?}", compiled.findings);
        for artifact in &compiled.artifacts {
            assert!(readme.contains(&format!("`out/{}`", artifact.path)), "{} is named", artifact.path);
            assert!(shown.contains(&artifact.content.as_str()), "the README shows:\n{}", artifact.content);
        }
    }
}

#[test]
fn the_table_is_what_the_program_prints() {
    let printed = assert_cmd::Command::cargo_bin("segue").unwrap().arg("targets").output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert!(blocks(&readme(), "text").contains(&printed.as_str()), "the README shows:\n{printed}");
}

#[test]
fn the_mistake_is_told_as_shown() {
    let readme = readme();
    let description = blocks(&readme, "yaml")[0].replace("needs: load", "needs: laod");
    let sources = sources(&description);
    let compiled = compile(&sources, &Options::new(["argo"]).unwrap());
    let told: String = compiled.findings.iter().map(|finding| human::render(finding, &sources, false)).collect();
    assert!(blocks(&readme, "text").contains(&told.as_str()), "the README shows:\n{told}");
}

#[test]
fn every_example_compiles_for_every_target_without_an_error() {
    let read = |path: &Path| Source::new(path.display().to_string(), fs::read(path).unwrap());
    let entries = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    for path in entries {
        let sources = if path.is_dir() {
            Sources::new(read(&path.join("train-fan.json"))).with_stack(read(&path.join("stack.yaml")))
        } else {
            Sources::new(read(&path))
        };
        for target in Registry::default().names() {
            let compiled = compile(&sources, &Options::new([target]).unwrap());
            assert!(!compiled.has_errors(), "{} to {target}: {:?}", path.display(), compiled.findings);
        }
    }
}
