//! Files of hostile names: whatever a pipeline is called, every target writes its files, into its own folder, under names
//! that are files' everywhere and differ from each other on disks that do not tell capitals apart.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use segue::backends::BACKENDS;
use segue::{Options, Source, Sources, compile};

/// How many files each target and the IR write of one scheduled step.
const FILES: [(&str, usize); 5] = [("argo", 2), ("tekton", 3), ("airflow", 1), ("kubeflow", 2), ("ir", 1)];

/// What Windows takes for a device, whatever follows the first dot.
fn is_device(file: &str) -> bool {
    let stem = file.split('.').next().unwrap().to_ascii_uppercase();
    let numbered = ["COM", "LPT"].iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    });
    numbered || ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
}

/// The wrongs of a path, none for a good one.
fn wrongs(path: &str, target: &str) -> Vec<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    let [folder, file] = parts[..] else { return vec!["not one file in one folder"] };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let checks = [
        (folder != target, "in another folder"),
        (!file.chars().all(is_plain), "signs that no disk need take"),
        (file.starts_with(['.', '-']), "hidden, or an option"),
        (file.ends_with('.'), "a dot that Windows takes away"),
        (is_device(file), "a device"),
        (file.len() > 255, "too long for a disk"),
    ];
    checks.into_iter().filter_map(|(is_wrong, word)| is_wrong.then_some(word)).collect()
}

fn check(name: &str, dag_id: Option<&str>) {
    let quoted = serde_json::to_string(name).unwrap();
    let dag = dag_id.map(|id| format!(", \"airflow\": {{\"dag_id\": {}}}", serde_json::to_string(id).unwrap()));
    let text = format!(
        "{{\"segue\": 1, \"name\": {quoted}, \"namespace\": \"ml\", \"schedule\": \"0 3 * * *\", \"targets\": {{\"tekton\": \
         {{\"schedule_image\": \"kubectl:1\"}}{}}}, \"steps\": {{{quoted}: {{\"image\": \"busybox\", \"command\": [\"x\"]}}}}}}",
        dag.unwrap_or_default()
    );
    let sources = Sources::new(Source::new("input.json", text.into_bytes()));
    let compiled = compile(&sources, &Options::new(["all", "ir"]).unwrap());
    let errors: Vec<&str> = compiled
        .findings
        .iter()
        .filter(|finding| finding.severity() == segue::Severity::Error)
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(errors, [] as [&str; 0], "{name:?}");
    for (target, count) in FILES {
        let paths: Vec<&str> = compiled
            .artifacts
            .iter()
            .map(|artifact| artifact.path.as_str())
            .filter(|path| path.starts_with(&format!("{target}/")))
            .collect();
        assert_eq!(paths.len(), count, "{name:?} on {target}: {paths:?}");
        for path in paths {
            assert_eq!(wrongs(path, target), [] as [&str; 0], "{name:?} on {target}: {path}");
        }
    }
    let small: BTreeSet<String> =
        compiled.artifacts.iter().map(|artifact| artifact.path.as_str().to_lowercase()).collect();
    assert_eq!(small.len(), compiled.artifacts.len(), "{name:?}: {small:?}");
}

#[test]
fn every_target_is_looked_at() {
    let known: BTreeSet<&str> = BACKENDS.iter().map(|backend| backend.target()).chain(["ir"]).collect();
    assert_eq!(known, FILES.iter().map(|(target, _)| *target).collect());
}

#[test]
fn a_wrong_path_is_seen() {
    for path in [
        "argo/../x.yaml",
        "argo/..",
        "argo",
        "/argo/x.yaml",
        "tekton/x.yaml",
        "argo/a\\b.yaml",
        "argo/Con.tar.yaml",
        "argo/lpt0",
        "argo/.x.yaml",
        "argo/x.",
        "argo/é.yaml",
    ] {
        assert!(!wrongs(path, "argo").is_empty(), "{path}");
    }
    assert!(wrongs("argo/con-cron.yaml", "argo").is_empty());
}

#[test]
fn names_that_lead_elsewhere_lead_nowhere() {
    for name in [
        "..",
        ".",
        "...",
        "../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\x",
        "\\\\server\\share",
        "a/../../b",
        "~",
        "-rf",
        "--help",
        ".ssh",
        "$HOME",
        "a\nb",
        "a\tb",
        "x.",
        "x. ",
        "x...",
        "學習",
        "😀",
        "\u{202e}txt.exe",
        "file:stream",
        "a*?<>|\"b",
        "\u{ff0e}\u{ff0e}\u{ff0f}x",
        "%2e%2e%2f",
    ] {
        check(name, None);
    }
    check(&"x".repeat(300), None);
    check(&"../".repeat(100), None);
}

#[test]
fn names_of_devices_are_files() {
    for device in ["con", "prn", "aux", "nul", "com0", "com1", "com9", "lpt0", "lpt1", "lpt9"] {
        for name in [device.to_owned(), device.to_uppercase()] {
            for ending in ["", ".", ".x", ".tar.gz", "-cron", ":", " ", "._", "!"] {
                check(&format!("{name}{ending}"), None);
            }
        }
    }
    check("com¹", None);
    check("churn", Some("con-x"));
    check("churn", Some("x.con"));
    check("churn", Some("x."));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_is_a_file(
        name in prop_oneof![
            "\\PC{1,40}",
            "[.~/\\\\:-]{1,8}[a-zA-Z_. -]{0,4}[./\\\\]{0,3}",
            "(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])[. _A-Za-z-]{0,3}",
            "[a-zA-Z0-9_. -]{1,300}",
        ]
    ) {
        // A blank name is an error of its own.
        prop_assume!(!name.trim().is_empty());
        check(&name, None);
    }
}
