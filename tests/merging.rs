//! Steps over defaults, case by case: what stands in the IR of the step `own`, or what is told.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use schemars::JsonSchema;
use segue::backends::{Backend, Output, Registry, Scoped};
use segue::diag::Diagnostics;
use segue::ir::{Feature, Support};
use segue::passes::Plan;
use segue::{Options, Source, Sources, compile};
use serde::Deserialize;
use serde_json::Value;

/// A target with settings to merge; the steps of real ones have few.
struct Shelf;

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Settings {
    box_of: Inner,
    label: Option<String>,
    colours: Vec<String>,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Inner {
    wood: Option<String>,
    tin: Option<String>,
}

impl Backend for Shelf {
    type Settings = Settings;
    type StepSettings = Settings;

    fn name(&self) -> &'static str {
        "shelf"
    }

    fn title(&self) -> &'static str {
        "a shelf"
    }

    fn commands(&self) -> &'static [&'static str] {
        &[]
    }

    fn requirements(&self) -> &'static [&'static str] {
        &[]
    }

    fn support(&self, _: Feature) -> Support {
        Support::Native
    }

    fn compile(&self, _: &Plan, _: &Scoped<Self>, _: &mut Diagnostics) -> Output {
        Output::default()
    }
}

/// Compiles `body`, which stands after version and name, to the IR.
fn ir(body: &str) -> Result<Value, Vec<&'static str>> {
    let text = format!("segue: 1\nname: merging\n{body}");
    let options = Options::with_registry(Registry { backends: &[&Shelf] }, ["ir"]).unwrap();
    let compiled = compile(&Sources::new(Source::new("input.yaml", text.into())), &options);
    match compiled.artifacts.first() {
        Some(artifact) => Ok(serde_json::from_str(&artifact.content).unwrap()),
        None => Err(compiled.findings.iter().map(|finding| finding.code.id).collect()),
    }
}

/// What stands at `path` below the step `own`, with the order of its keys; `absent` where nothing stands.
fn check(defaults: &str, own: &str, path: &str, expected: &str) {
    check_below("", defaults, own, path, expected);
}

fn check_below(pipeline: &str, defaults: &str, own: &str, path: &str, expected: &str) {
    let body = format!("{pipeline}\ndefaults: {{image: base, {defaults}}}\nsteps: {{own: {{{own}}}}}\n");
    let ir = ir(&body).unwrap_or_else(|codes| panic!("{codes:?} in {body}"));
    let found = ir.pointer(&format!("/steps/own/{path}")).map_or("absent".to_owned(), Value::to_string);
    let expected = serde_json::from_str(expected).map_or(expected.to_owned(), |value: Value| value.to_string());
    assert_eq!(found, expected, "{path} of {body}");
}

/// The codes that are told of a step over defaults.
fn refuses(defaults: &str, own: &str, expected: &[&str]) {
    let body = format!("defaults: {{image: base, {defaults}}}\nsteps: {{own: {{{own}}}}}\n");
    assert_eq!(ir(&body).err().unwrap_or_default(), expected, "{body}");
}

#[test]
fn what_a_step_leaves_out_comes_from_the_defaults() {
    check("timeout: 90s", "", "timeout", "90");
    check("", "", "work/image", r#""base""#);
    check("service_account: trainer", "", "work/service_account", r#""trainer""#);
    check("working_dir: /a", "working_dir: /b", "work/working_dir", r#""/b""#);
}

#[test]
fn maps_merge_and_keep_the_order_of_the_defaults() {
    check("labels: {a: '1', b: '2'}", "labels: {c: '3', b: two}", "work/labels", r#"{"a": "1", "b": "two", "c": "3"}"#);
    check(
        "env: {A: '1', B: '2'}",
        "env: {C: '3', A: one}",
        "work/env",
        r#"[{"name": "A", "value": [{"text": "one"}]}, {"name": "B", "value": [{"text": "2"}]}, {"name": "C", "value": [{"text": "3"}]}]"#,
    );
    check(
        "placement: {node_selector: {pool: gpu}, priority_class: batch}",
        "placement: {node_selector: {zone: a}}",
        "work/placement",
        r#"{"node_selector": {"pool": "gpu", "zone": "a"}, "priority_class": "batch"}"#,
    );
    check(
        "security_context: {runAsUser: 1, capabilities: {drop: [ALL]}}",
        "security_context: {capabilities: {add: [KILL]}}",
        "work/security_context",
        r#"{"runAsUser": 1, "capabilities": {"drop": ["ALL"], "add": ["KILL"]}}"#,
    );
    check(
        "resources: {cpu: 1, memory: 1GiB}",
        "resources: {memory: 2GiB}",
        "work/resources",
        r#"{"requests": {"cpu": "1", "memory": "2Gi"}, "limits": {"memory": "2Gi"}}"#,
    );
    check(
        "resources: {limits: {cpu: 4}}",
        "resources: {cpu: 1}",
        "work/resources",
        r#"{"requests": {"cpu": "1"}, "limits": {"cpu": "4"}}"#,
    );
}

#[test]
fn lists_are_replaced() {
    check("command: [a, b]", "command: [c]", "work/command", r#"[[{"text": "c"}]]"#);
    check("args: [a]", "args: []", "work/args", "[]");
    check("image_pull_secrets: [a, b]", "image_pull_secrets: [c]", "work/image_pull_secrets", r#"["c"]"#);
    check(
        "env_from: [{secret: a}]",
        "env_from: [{config: b, prefix: P_}]",
        "work/env_from",
        r#"[{"config": "b", "prefix": "P_", "optional": false}]"#,
    );
    check("env_from: [{secret: a}]", "env_from: ~", "work/env_from", "absent");
    check(
        "volumes: [{mount: /a, claim: a}]",
        "volumes: [{mount: /b, claim: b}]",
        "work/volumes",
        r#"[{"mount": "/b", "claim": "b", "read_only": false}]"#,
    );
    check(
        "placement: {tolerations: [{key: a, operator: Exists}]}",
        "placement: {tolerations: []}",
        "work/placement",
        "absent",
    );
    check(
        "resources: {gpu: {product: [a, b]}}",
        "resources: {gpu: {product: c}}",
        "work/resources/gpu/node/product",
        r#"["c"]"#,
    );
}

#[test]
fn a_short_form_counts_as_its_long_form() {
    check("retries: {limit: 3, delay: 30s}", "retries: 2", "retry", r#"{"limit": 2, "delay": 30}"#);
    check("retries: 2", "retries: {delay: 30s}", "retry", r#"{"limit": 2, "delay": 30}"#);
    check("retries: {delay: 30s}", "retries: 2", "retry", r#"{"limit": 2, "delay": 30}"#);
    check("retries: 3", "retries: 0", "retry", "absent");
    let gpu = r#"{"count": 1, "resource": "amd.com/gpu"}"#;
    check("resources: {gpu: {count: 2, resource: amd.com/gpu}}", "resources: {gpu: 1}", "work/resources/gpu", gpu);
    check("resources: {gpu: 1}", "resources: {gpu: {resource: amd.com/gpu}}", "work/resources/gpu", gpu);
    check("resources: {gpu: 1}", "resources: {gpu: 0}", "work/resources", "{}");
}

#[test]
fn null_removes_what_a_default_has() {
    check("timeout: 90s", "timeout: ~", "timeout", "absent");
    check("timeout: 90s", "timeout: null", "timeout", "absent");
    check("timeout: 90s", "timeout:", "timeout", "absent");
    check("env: {A: a, B: b}", "env: {A: ~}", "work/env", r#"[{"name": "B", "value": [{"text": "b"}]}]"#);
    check("env: {A: a}", "env: ~", "work/env", "[]");
    check("labels: {a: x, b: y}", "labels: {a: ~}", "work/labels", r#"{"b": "y"}"#);
    check("retries: {limit: 3, delay: 30s}", "retries: {delay: ~}", "retry", r#"{"limit": 3}"#);
    check("retries: 3", "retries: ~", "retry", "absent");
    check("resources: {cpu: 1, gpu: 1}", "resources: {gpu: ~}", "work/resources", r#"{"requests": {"cpu": "1"}}"#);
    check(
        "targets: {shelf: {label: a, colours: [red]}}",
        "targets: {shelf: {label: ~}}",
        "settings",
        r#"{"shelf": {"colours": ["red"]}}"#,
    );
    check("targets: {shelf: {label: a}}", "targets: {shelf: ~}", "settings", "{}");
    check("command: [a]", "command: ~", "work/command", "absent");
    check("script: a", "script: ~", "work/command", "absent");
    check_below("labels: {a: x, b: y}", "", "labels: {a: ~}", "work/labels", r#"{"b": "y"}"#);
}

#[test]
fn null_over_a_setting_of_the_pipeline_stays_for_its_target() {
    let pipeline = "targets: {shelf: {label: a, box_of: {wood: oak}}}";
    check_below(pipeline, "", "targets: {shelf: {label: ~}}", "settings", r#"{"shelf": {"label": null}}"#);
    check_below(pipeline, "", "targets: {shelf: ~}", "settings", r#"{"shelf": null}"#);
    check_below(
        pipeline,
        "targets: {shelf: {box_of: {wood: ash, tin: old}}}",
        "targets: {shelf: {box_of: {wood: ~, tin: ~}}}",
        "settings",
        r#"{"shelf": {"box_of": {"wood": null}}}"#,
    );
    let told =
        |step: &str| ir(&format!("{pipeline}\nsteps: {{own: {{image: i, targets: {{shelf: {step}}}}}}}\n")).err();
    assert_eq!(told("{colours: ~}"), Some(vec!["E0108"]));
    assert_eq!(told("{box_of: {tin: ~}}"), Some(vec!["E0108"]));
    assert_eq!(told("{box_of: {wood: ~}, label: ~}"), None);
    refuses("targets: {shelf: {label: ~}}", "", &["E0108"]);
    check_below(pipeline, "targets: {shelf: {label: ~}}", "", "settings", r#"{"shelf": {"label": null}}"#);
}

#[test]
fn null_is_an_error_where_no_default_stands() {
    refuses("", "timeout: ~", &["E0108"]);
    refuses("env: {A: a}", "env: {B: ~}", &["E0108"]);
    refuses("retries: 3", "retries: {delay: ~}", &["E0108"]);
    refuses("timeout: ~", "", &["E0108"]);
    refuses("env: {A: ~}", "", &["E0108"]);
    refuses("", "command: [~]", &["E0108"]);
    refuses("", "targets: {shelf: {label: ~}}", &["E0108"]);
    // In quotes it is a text.
    check("env: {A: a}", "env: {A: 'null'}", "work/env", r#"[{"name": "A", "value": [{"text": "null"}]}]"#);
}

#[test]
fn command_and_script_exclude_each_other() {
    let shell = r#"[[{"text": "/bin/sh"}], [{"text": "-eu"}], [{"text": "-c"}], [{"text": "x"}]]"#;
    check("command: [a], args: [b]", "script: x", "work/command", shell);
    check("command: [a], args: [b]", "script: x", "work/args", "absent");
    check("command: [a], args: [b]", "script: x, args: ~", "work/command", shell);
    check("script: x", "command: [a]", "work/command", r#"[[{"text": "a"}]]"#);
    check("script: x", "command: [a], script: ~", "work/command", r#"[[{"text": "a"}]]"#);
    check("script: x", "args: [a]", "work/command", "absent");
    check("script: x", "args: [a]", "work/args", r#"[[{"text": "a"}]]"#);
    check("args: [b]", "command: [a]", "work/args", r#"[[{"text": "b"}]]"#);
    check("command: [a]", "args: [b]", "work/command", r#"[[{"text": "a"}]]"#);
    check(
        "shell: [bash, -c]",
        "script: x",
        "work/command",
        r#"[[{"text": "bash"}], [{"text": "-c"}], [{"text": "x"}]]"#,
    );
    check(
        "script: x",
        "shell: [bash, -c]",
        "work/command",
        r#"[[{"text": "bash"}], [{"text": "-c"}], [{"text": "x"}]]"#,
    );
    check("shell: [bash, -c]", "command: [a]", "work/command", r#"[[{"text": "a"}]]"#);
    check("shell: [bash, -c]", "", "work/command", "absent");
    check("shell: [bash, -c], script: x", "script: ~", "work/command", "absent");
    refuses("", "command: [a], shell: [bash, -c]", &["E0109"]);
    refuses("command: [a], script: x", "", &["E0109"]);
}

#[test]
fn a_text_is_one_value() {
    check(
        "env: {A: {secret: {name: s, key: k, optional: true}}}",
        "env: {A: {secret: {name: t, key: l}}}",
        "work/env",
        r#"[{"name": "A", "secret": {"name": "t", "key": "l", "optional": false}}]"#,
    );
    check(
        "env: {A: {secret: s/k}}",
        "env: {A: {config: c/k}}",
        "work/env",
        r#"[{"name": "A", "config": {"name": "c", "key": "k", "optional": false}}]"#,
    );
    check(
        "env: {A: {secret: s/k}}",
        "env: {A: {field: status.podIP}}",
        "work/env",
        r#"[{"name": "A", "field": "status.podIP"}]"#,
    );
    check("env: {A: {secret: s/k}}", "env: {A: ''}", "work/env", r#"[{"name": "A", "value": [{"text": ""}]}]"#);
}

#[test]
fn labels_come_from_pipeline_defaults_and_step() {
    check_below(
        "labels: {a: pipeline, b: pipeline, c: pipeline}",
        "labels: {b: default, c: default}",
        "labels: {c: step}",
        "work/labels",
        r#"{"a": "pipeline", "b": "default", "c": "step"}"#,
    );
    check_below("annotations: {a: p}", "", "annotations: {b: s}", "work/annotations", r#"{"a": "p", "b": "s"}"#);
}

#[test]
fn settings_of_targets_merge_by_key() {
    check(
        "targets: {shelf: {box_of: {wood: oak, tin: old}, colours: [red]}}",
        "targets: {shelf: {box_of: {tin: new}, colours: [blue]}}",
        "settings",
        r#"{"shelf": {"box_of": {"wood": "oak", "tin": "new"}, "colours": ["blue"]}}"#,
    );
}

#[test]
fn aliases_and_merge_keys_stand_before_the_defaults_merge() {
    let body = "x-base: &base {env: {A: base, B: base}, timeout: 90s}\n\
                defaults: {image: base, env: {A: default, C: default}}\n\
                steps: {own: {<<: *base, env: {B: own}}}\n";
    let ir = ir(body).unwrap();
    assert_eq!(ir.pointer("/steps/own/timeout"), Some(&Value::from(90)));
    // `<<` is shallow, as everywhere: the step's `env` replaces that of the anchor, then lies over the default's.
    let names: Vec<&str> = ir
        .pointer("/steps/own/work/env")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|env| env["name"].as_str())
        .collect();
    assert_eq!(names, ["A", "C", "B"]);
}

#[test]
fn a_failed_default_is_told_once() {
    let body = "defaults: {image: base, timeout: 90}\nsteps: {a: {}, b: {timeout: 90s}}\n";
    assert_eq!(ir(body), Err(vec!["E0403"]));
    assert_eq!(ir("defaults: {imgae: base}\nsteps: {a: {}, b: {}}\n"), Err(vec!["E0101"]));
    assert_eq!(ir("defaults: {command: [c]}\nsteps: {a: {}, b: {}}\n"), Err(vec!["E0103", "E0103"]));
}
