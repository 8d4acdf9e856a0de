//! Whatever Segue reads is written as a description that means the same: it compiles to the same bytes on every target,
//! is refused where the input is, and comes out as itself when it is converted again.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod cases;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cases::cases;
use proptest::prelude::*;
use segue::driver::IR;
use segue::source::SourceId;
use segue::{Compiled, Options, Registry, Severity, Source, Sources, compile, convert};
use serde_json::{Value, json};

fn sources(name: &str, text: impl Into<Vec<u8>>) -> Sources {
    Sources::new(Source::new(name, text.into()))
}

fn compiled(sources: &Sources, choice: Option<&str>, target: &str) -> Compiled {
    compile(sources, &Options::new([target]).unwrap().choosing(choice.map(str::to_owned)))
}

fn files(compiled: &Compiled) -> Vec<(&str, &str)> {
    compiled.artifacts.iter().map(|artifact| (artifact.path.as_str(), &*artifact.content)).collect()
}

/// The codes of errors and warnings. Notes tell of what nobody wrote.
fn codes(compiled: &Compiled) -> BTreeSet<&'static str> {
    compiled.findings.iter().map(|finding| finding.code.id).filter(|id| !id.starts_with('N')).collect()
}

/// The IR as JSON, without the places in the input.
fn meaning(sources: &Sources, choice: Option<&str>) -> String {
    let compiled = compiled(sources, choice, IR);
    let text = compiled.artifacts.first().map_or("", |artifact| &artifact.content);
    text.lines().filter(|line| !line.trim_start().starts_with("\"at\": ")).collect::<Vec<&str>>().join("\n")
}

/// Another format's defaults are written in a description, and what it lost is not said there again.
fn is_description(sources: &Sources) -> bool {
    let tree = sources.main().read(SourceId::MAIN).tree;
    tree.root().get("segue").is_some() && sources.stack().is_none()
}

/// Holds what the head of this file says of one input.
fn check(name: &str, original: &Sources, choice: Option<&str>) {
    let converted = convert(original, choice);
    let Some(text) = converted.text else {
        assert!(converted.has_errors(), "{name} has no text and no error");
        return;
    };
    let description = sources("converted.yaml", text.as_str());
    assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}: {text}");
    assert_eq!(meaning(original, choice), meaning(&description, None), "{name}: {text}");
    for target in Registry::default().names() {
        let (before, after) = (compiled(original, choice, target), compiled(&description, None, target));
        assert_eq!(files(&before), files(&after), "{name} on {target}: {text}");
        if is_description(original) {
            assert_eq!(codes(&before), codes(&after), "{name} on {target}: {text}");
        }
    }
    assert_eq!(convert(&description, None).text.as_deref(), Some(text.as_str()), "{name} is converted again");
}

#[test]
fn every_case_and_example_compiles_to_the_same_bytes() {
    for case in cases("ok") {
        let (name, choice) = (case.folder.display().to_string(), case.given.choice());
        let original = case.given.sources();
        assert!(convert(&original, choice.as_deref()).text.is_some(), "{name} is converted");
        check(&name, &original, choice.as_deref());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, stack) in examples(&root.join("examples")) {
        let source = |path: &Path| Source::new(path.display().to_string(), fs::read(path).unwrap());
        let original = Sources::new(source(&path));
        let original = stack.iter().fold(original, |original, stack| original.with_stack(source(stack)));
        assert!(convert(&original, None).text.is_some(), "{} is converted", path.display());
        check(&path.display().to_string(), &original, None);
    }
}

/// Each example, with the stack file that it needs.
fn examples(folder: &Path) -> Vec<(PathBuf, Option<PathBuf>)> {
    let files = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
    };
    let snapshots =
        files(&folder.join("zenml")).into_iter().filter(|path| path.extension().is_some_and(|it| it == "json"));
    let found: Vec<_> = files(folder)
        .into_iter()
        .map(|path| (path, None))
        .chain(snapshots.map(|path| (path.clone(), Some(path.with_file_name("stack.yaml")))))
        .collect();
    assert!(found.len() > 5, "the examples are there");
    found
}

/// What no target keeps is a description all the same; what cannot be read is not.
#[test]
fn every_error_case_is_refused_by_the_same_targets() {
    for case in cases("errors") {
        // Thousands of steps show nothing that ten do not.
        if case.given.files.values().all(|file| file.len() < 100_000) {
            let choice = case.given.choice();
            check(&case.folder.display().to_string(), &case.given.sources(), choice.as_deref());
        }
    }
}

/// One of few values, so that steps share some and differ in others, or none.
fn some_of(values: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    let values: Vec<Value> = values.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    // The first is the one that most have.
    prop_oneof![
        2 => Just(None),
        3 => Just(values.first().cloned()),
        2 => proptest::sample::select(values).prop_map(Some),
    ]
}

/// A map of some of these keys, in any order.
fn map_of(entries: &'static [(&'static str, &'static [&'static str])]) -> impl Strategy<Value = Option<Value>> {
    let entries: Vec<_> =
        entries.iter().map(|(key, values)| some_of(values).prop_map(move |value| (*key, value))).collect();
    (entries, any::<bool>(), any::<bool>()).prop_map(|(mut entries, is_there, is_turned)| {
        if is_turned {
            entries.reverse();
        }
        let map = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
        is_there.then_some(Value::Object(map))
    })
}

const LABELS: &[(&str, &[&str])] =
    &[("team", &[r#""a""#, r#""b""#]), ("tier", &[r#""1""#]), ("zone", &[r#""x""#, r#""y""#, r#""z""#])];
const RETRIES: &[&str] =
    &["3", r#"{"limit": 3, "delay": "30s"}"#, r#"{"limit": 2, "delay": "30s", "backoff": 2, "max_delay": "5m"}"#, "0"];
const GPU: &[&str] = &[
    "1",
    "2",
    r#"{"product": "A100"}"#,
    r#"{"count": 2, "product": ["A100", "H100"], "memory": "80GB", "cuda": "12.4"}"#,
    r#"{"count": 1, "resource": "amd.com/gpu"}"#,
    "0",
];
const CONTEXTS: &[&str] = &[
    r#"{"runAsNonRoot": true, "capabilities": {"drop": ["ALL"]}}"#,
    r#"{"runAsNonRoot": true, "runAsUser": 1000, "capabilities": {"drop": ["ALL"]}}"#,
    r#"{"capabilities": {"drop": ["ALL"], "add": ["KILL"]}, "runAsNonRoot": true}"#,
    r#"{"seccompProfile": {"type": "Localhost", "localhostProfile": "a.json"}}"#,
    r#"{"seccompProfile": {"type": "Localhost", "localhostProfile": "b.json"}}"#,
    "{}",
];

fn resources() -> impl Strategy<Value = Option<Value>> {
    map_of(&[
        ("cpu", &["1", "2", r#""500m""#]),
        ("memory", &[r#""4GiB""#, r#""8GB""#, r#""6000MB""#]),
        ("limits", &[r#"{"cpu": 4}"#, r#"{"cpu": 4, "memory": "16GiB"}"#, r#"{"storage": "1TB"}"#]),
        ("shared_memory", &[r#""1GiB""#]),
        ("gpu", GPU),
    ])
}

fn placement() -> impl Strategy<Value = Option<Value>> {
    map_of(&[
        ("node_selector", &[r#"{"pool": "gpu", "zone": "a"}"#, r#"{"zone": "a", "pool": "cpu"}"#]),
        ("tolerations", &[r#"[{"key": "gpu", "operator": "Exists"}]"#, "[]"]),
        (
            "affinity",
            &[
                r#"{"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "In", "values": ["1", "x"]}]}]}}}"#,
                r#"{"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 5, "preference": {"matchExpressions": [{"key": "a", "operator": "Exists"}]}}]}}"#,
            ],
        ),
        ("priority_class", &[r#""batch""#, r#""007""#]),
    ])
}

/// What runs: a command with or without arguments, arguments alone, a script, or the image's own entrypoint.
fn argv() -> impl Strategy<Value = Value> {
    let commands = [
        r#"{"command": ["python", "-m", "x"]}"#,
        r#"{"command": ["python", "-m", "x"], "args": ["--a", {"run": "id"}]}"#,
        r#"{"command": ["python", "-m", "x"], "args": ["--b", {"join": ["", {"param": "since"}, "/", "y"]}]}"#,
        r#"{"command": ["python", "-m", "x"], "args": []}"#,
        r#"{"command": ["/bin/sh", "-eu", "-c", "echo one\necho two\n"]}"#,
        r#"{"command": ["bash", "-c", "echo one\necho two"]}"#,
        r#"{"command": [], "args": ["--a"]}"#,
        r#"{"args": ["--a"]}"#,
        r#"{"script": "echo one\necho two\n"}"#,
        r#"{"script": "echo\n", "shell": ["bash", "-c"]}"#,
        "{}",
    ];
    proptest::sample::select(commands.map(|text| serde_json::from_str::<Value>(text).unwrap()).to_vec())
}

fn env() -> impl Strategy<Value = Option<Value>> {
    map_of(&[
        ("LEVEL", &[r#""info""#, r#""debug""#, r#""""#]),
        ("count", &[r#""1""#, r#""null""#]),
        ("gpu", &[r#"{"secret": "s/k"}"#, r#"{"secret": {"name": "s", "key": "k", "optional": true}}"#]),
        ("SITE", &[r#"{"config": "site/region"}"#, r#"{"config": {"name": "a b", "key": "k"}}"#]),
        ("NO", &[r#""no""#, r#"{"param": "since"}"#, r#"{"run": "id"}"#]),
    ])
}

/// Settings of a step, with nulls over what the pipeline says where it says something.
fn targets() -> impl Strategy<Value = Option<Value>> {
    map_of(&[
        ("argo", &[r#"{"archive_logs": true}"#, r#"{"archive_logs": false}"#, "{}"]),
        (
            "airflow",
            &[
                r#"{"pool": "gpu", "owner": "ml"}"#,
                r#"{"pool": "007", "queue": "slow"}"#,
                r#"{"queue": "slow", "pool": "gpu"}"#,
                "{}",
            ],
        ),
        ("kubeflow", &[r#"{"display_name": "Step"}"#, r#"{"display_name": "12"}"#]),
    ])
}

fn step() -> impl Strategy<Value = Value> {
    let keys = vec![
        ("image", some_of(&[r#""one:1""#, r#""two:2""#]).prop_map(|image| image.or(Some("three".into()))).boxed()),
        ("working_dir", some_of(&[r#""/app""#, r#""/data""#]).boxed()),
        ("env", env().boxed()),
        ("resources", resources().boxed()),
        ("retries", some_of(RETRIES).boxed()),
        ("timeout", some_of(&[r#""1h""#, r#""90s""#, r#""P1DT2H""#]).boxed()),
        ("placement", placement().boxed()),
        (
            "volumes",
            some_of(&[
                r#"[{"mount": "/a", "claim": "a"}]"#,
                r#"[{"mount": "/b", "empty": {"memory": true, "size": "1GiB"}, "sub_path": "x", "read_only": true}]"#,
            ])
            .boxed(),
        ),
        ("service_account", some_of(&[r#""trainer""#, r#""null""#]).boxed()),
        ("image_pull_policy", some_of(&[r#""Always""#, r#""Never""#]).boxed()),
        ("image_pull_secrets", some_of(&[r#"["key"]"#, r#"["key", "other"]"#]).boxed()),
        ("security_context", some_of(CONTEXTS).boxed()),
        ("labels", map_of(LABELS).boxed()),
        ("annotations", map_of(LABELS).boxed()),
        ("description", some_of(&[r#""one\ntwo\n""#, r#""- #x""#]).boxed()),
        ("targets", targets().boxed()),
    ];
    let keys: Vec<_> = keys.into_iter().map(|(key, value)| value.prop_map(move |value| (key, value))).collect();
    (argv(), keys).prop_map(|(mut step, keys)| {
        let map = step.as_object_mut().unwrap();
        map.extend(keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        step
    })
}

/// Says at some settings of a step that what the pipeline says does not hold.
fn remove_settings(step: &mut Value, pipeline: &Value) {
    let inherited = &pipeline["targets"]["airflow"]["queue"];
    let Some(airflow) = step.pointer_mut("/targets/airflow").filter(|_| inherited.is_string()) else { return };
    if airflow.get("owner").is_some() {
        *airflow = Value::Null;
    } else if let Some(queue) = airflow.get_mut("queue") {
        *queue = Value::Null;
    }
}

fn pipeline() -> impl Strategy<Value = Value> {
    let top = [
        ("labels", map_of(LABELS).boxed()),
        ("annotations", map_of(LABELS).boxed()),
        ("targets", some_of(&[r#"{"airflow": {"queue": "fast"}}"#, r#"{"argo": {"archive_logs": true}}"#]).boxed()),
        ("defaults", proptest::option::of(step()).boxed()),
    ];
    let top: Vec<_> = top.map(|(key, value)| value.prop_map(move |value| (key, value))).to_vec();
    let ids = ["a", "null", "1", "x-b", "für {{ ds }}", "<<"];
    (proptest::collection::vec(step(), 1..=ids.len()), top).prop_map(move |(steps, top)| {
        let mut pipeline = json!({"segue": 1, "name": "random", "parameters": {"since": "2026-01-01"}});
        let map = pipeline.as_object_mut().unwrap();
        map.extend(top.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        let steps = ids.iter().zip(steps).map(|(id, mut step)| {
            remove_settings(&mut step, &pipeline);
            ((*id).to_owned(), step)
        });
        pipeline["steps"] = Value::Object(steps.collect());
        pipeline
    })
}

fn errors(sources: &Sources) -> Vec<String> {
    let findings = convert(sources, None).findings.into_iter();
    findings.filter(|finding| finding.severity() == Severity::Error).map(|finding| finding.message).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_pipelines_mean_the_same(pipeline in pipeline()) {
        let original = sources("random.json", pipeline.to_string());
        let refused = errors(&original);
        // Parts that are right alone may contradict each other when merged.
        prop_assume!(refused.is_empty() || pipeline.get("defaults").is_some());
        check("a random pipeline", &original, None);
    }
}
