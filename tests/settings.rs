//! Settings of targets: every mistake in one run, each at its place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use segue::backends::BACKENDS;
use segue::{Options, Source, Sources, compile};
use serde_json::Value;

mod cases;

use cases::{Case, cases};

/// Compiles a pipeline whose `targets`, `defaults.targets` and step's `targets` are these, and tells each finding as
/// `line:column code message; help`.
fn findings(pipeline: &str, defaults: &str, step: &str) -> Vec<String> {
    told(&["argo"], pipeline, defaults, step)
}

fn told(targets: &[&str], pipeline: &str, defaults: &str, step: &str) -> Vec<String> {
    let text = format!(
        "segue: 1\nname: x\ntargets: {pipeline}\ndefaults: {{targets: {defaults}}}\nsteps:\n  s: {{image: i, command: [c], \
         targets: {step}}}\n"
    );
    let sources = Sources::new(Source::new("x.yaml", text.into_bytes()));
    let compiled = compile(&sources, &Options::new(targets.iter().copied()).unwrap());
    let one = |finding: &segue::Finding| {
        let (line, column) = sources.main().line_column(finding.at.span.start);
        format!("{line}:{column} {} {}; {}", finding.code.id, finding.message, finding.help.join("; "))
    };
    compiled.findings.iter().map(one).collect()
}

fn check(pipeline: &str, expected: &[&str]) {
    assert_eq!(findings(pipeline, "{}", "{}"), expected, "{pipeline}");
}

#[test]
fn right_settings_are_taken() {
    check(
        "{argo: {version: 3.5, minimal_crds: true, starting_deadline: PT5M, run_id_env: [A, B], namespace: ml}}",
        &[],
    );
    check("{argo: {version: \"3.6\", run_id_env: A}}", &[]);
    check("{argo: {}}", &[]);
}

#[test]
fn every_mistake_is_told_in_one_run() {
    check(
        "{argo: {versoin: \"3.6\", minimal_crds: yes, namespace: My NS, starting_deadline: 600, run_id_env: [A, 1B]}}",
        &[
            "3:18 E0101 target `argo` has no setting `versoin` here; use `version`",
            "3:48 E0102 `minimal_crds` is `yes`, not `true` or `false`; write `true`",
            "3:64 E0102 `namespace` is `My NS`, not a DNS label; use lower-case letters, digits and `-`, at most 63, with a \
             letter or digit at both ends",
            "3:90 E0102 `starting_deadline` is `600`, which has no unit; write numbers and units, such as `10m`",
            "3:111 E0102 `run_id_env` is `1B`, not a variable's name; use letters, digits, `_`, `.` and `-`, beginning with \
             a letter or `_`",
        ],
    );
}

#[test]
fn kubeflow_takes_one_to_ten_runs_at_a_time() {
    check("{kubeflow: {max_concurrency: 10, caching: true, display_name: x, experiment_id: 5b2f}}", &[]);
    check(
        "{kubeflow: {max_concurrency: 11}}",
        &["3:39 E0102 `max_concurrency` is `11`, not 1 to 10; write a number from 1 to 10"],
    );
}

#[test]
fn airflow_takes_what_airflow_takes() {
    check(
        "{airflow: {dag_id: churn.nightly_1, tags: [a, b], max_active_runs: 2, start_date: 2026-02-01T03:00, owner: me, \
         on_finish_action: keep_pod, deferrable: true, pool: p, queue: q, kubernetes_conn_id: k8s/eu, startup_timeout: 10m}}",
        &[],
    );
    check(
        "{airflow: {dag_id: a/b, max_active_runs: 0, start_date: 02.01.2026, on_finish_action: delete_active_pod, \
         deferrable: yes, startup_timeout: 600}}",
        &[
            "3:29 E0102 `dag_id` is `a/b`, not an id that is a file's name too; use letters, digits, `_`, `.` and `-`, at \
             most 200, beginning with a letter, a digit or `_`",
            "3:51 E0102 `max_active_runs` is `0`, not 1 or more; write 1 or more",
            "3:66 E0102 `start_date` is `02.01.2026`, not a point in time; write a date or RFC 3339, such as `2026-01-02` \
             or `2026-01-02T03:00:00Z`",
            "3:96 E0102 `on_finish_action` is `delete_active_pod`, not one of `delete_pod`, `delete_succeeded_pod`, \
             `keep_pod`; write `delete_pod`",
            "3:127 E0102 `deferrable` is `yes`, not `true` or `false`; write `true`",
            "3:149 E0102 `startup_timeout` is `600`, which has no unit; write numbers and units, such as `10m`",
        ],
    );
}

#[test]
fn airflow_names_are_names() {
    for (key, column) in
        [("dag_id", 29), ("pool", 27), ("queue", 28), ("owner", 28), ("kubernetes_conn_id", 41), ("start_date", 33)]
    {
        let told = format!("3:{column} E0102 `{key}` is blank; write a text, or remove the key");
        check(&format!("{{airflow: {{{key}: \"\"}}}}"), &[&told]);
        check(&format!("{{airflow: {{{key}: \" \"}}}}"), &[&told]);
    }
    check(
        "{airflow: {pool: \"a b\", queue: \"a\\nb\", kubernetes_conn_id: \"{{ x }}\"}}",
        &[
            "3:27 E0102 `pool` is `a b`, not a pool that all versions of Airflow take; use letters, digits, `_`, `.` and \
             `-`, at most 250",
            "3:41 E0102 `queue` holds a line break or another control character; write it in one line",
            "3:69 E0102 `kubernetes_conn_id` is `{{ x }}`, not a connection's id; use letters, digits and `_#!().-:/\\`, \
             at most 250",
        ],
    );
    for id in [".", "..", "-x", ".x", "a b", "é", "con", "CON", "aux.x", &"a".repeat(201)] {
        let told = findings(&format!("{{airflow: {{dag_id: \"{id}\"}}}}"), "{}", "{}");
        assert!(told.len() == 1 && told[0].contains("not an id that is a file's name too"), "{id}: {told:?}");
    }
    for id in ["_", "_..", "__-"] {
        let told = findings(&format!("{{airflow: {{dag_id: \"{id}\"}}}}"), "{}", "{}");
        assert!(told.len() == 1 && told[0].contains("a label that no pod may have"), "{id}: {told:?}");
    }
    for id in ["_x", "x.", "con-x", "x.con", "__0"] {
        check(&format!("{{airflow: {{dag_id: \"{id}\"}}}}"), &[]);
    }
}

#[test]
fn airflow_tags_are_told_at_their_items() {
    check(
        &format!("{{airflow: {{tags: [a, \"\", b, a, {}]}}}}", "a".repeat(101)),
        &[
            "3:31 E0102 `tags` holds a tag that is blank or not in one line; write a short text",
            "3:38 E0102 `tags` holds `a` twice; remove one of them",
            "3:41 E0102 `tags` holds a tag of 101 characters, more than 100; write a shorter text",
        ],
    );
    check("{airflow: {tags: a}}", &["3:27 E0102 `tags` is a single value, not a list; "]);
}

#[test]
fn a_step_has_settings_of_its_own() {
    let step = "{airflow: {pool: \"\", owner: me, on_finish_action: keep, dag_id: x}, kubeflow: {display_name: \"\", ttl: 1d}}";
    assert_eq!(
        findings("{}", "{}", step),
        [
            "6:57 E0102 `pool` is blank; write a text, or remove the key",
            "6:90 E0102 `on_finish_action` is `keep`, not one of `delete_pod`, `delete_succeeded_pod`, `keep_pod`; write \
             `keep_pod`",
            "6:96 E0101 setting `dag_id` of target `airflow` is for the whole pipeline, not for a step; move it to \
             `targets.airflow` of the pipeline",
            "6:133 E0102 `display_name` is blank; write a text, or remove the key",
            "6:137 E0101 setting `ttl` of target `kubeflow` is for the whole pipeline, not for a step; move it to \
             `targets.kubeflow` of the pipeline",
        ]
    );
}

#[test]
fn kubeflow_settings_are_checked() {
    check("{kubeflow: {manifests: true, pipeline_root: \"gs://b/x?y=1\", ttl: 7d, service_account: runner}}", &[]);
    check(
        "{kubeflow: {manifests: yes, pipeline_root: /data, ttl: 30000d, display_name: \"\", service_account: A, \
         experiment_id: \" \"}}",
        &[
            "3:33 E0102 `manifests` is `yes`, not `true` or `false`; write `true`",
            "3:53 E0102 `pipeline_root` is `/data`, not a place in a store; write scheme, bucket and path, such as \
             `s3://bucket/churn`",
            "3:65 E0102 `ttl` is 30000d, longer than 2147483647 seconds; write a shorter time, or remove it",
            "3:87 E0102 `display_name` is blank; write a text, or remove the key",
            "3:108 E0102 `service_account` is `A`, not a name that Kubernetes takes; use lower-case letters, digits, `-` \
             and `.`, with a letter or digit at both ends",
            "3:126 E0102 `experiment_id` is blank; write a text, or remove the key",
        ],
    );
    check(
        "{kubeflow: {pipeline_root: \"s3://b/{{x}}\"}}",
        &[
            "3:37 E0102 `pipeline_root` is `s3://b/{{x}}`, not a place in a store; write scheme, bucket and path, such as \
           `s3://bucket/churn`",
        ],
    );
    check(
        "{kubeflow: {caching: 1, ttl: 0s}}",
        &[
            "3:31 E0102 `caching` is `1`, not `true` or `false`; write `true` or `false`",
            "3:39 E0102 `ttl` is `0s`, which is not above zero; write numbers and units, such as `10m`",
        ],
    );
}

#[test]
fn words_shapes_and_nulls_are_checked() {
    check("{argo: {version: \"3.7\"}}", &["3:27 E0102 `version` is `3.7`, not one of `3.5`, `3.6`; write `3.5`"]);
    check(
        "{argo: {minimal_crds: \"true\"}}",
        &["3:32 E0102 `minimal_crds` is the text `true` in quotes; write `true` without quotes"],
    );
    check("{argo: {namespace: [a]}}", &["3:29 E0102 `namespace` is a list, not a single value; "]);
    check("{argo: [a]}", &["3:17 E0102 `argo` is a list, not a map; "]);
    check("{argo: 1}", &["3:17 E0102 `argo` is a single value, not a map; "]);
    check(
        "{argo: {version: ~}}",
        &["3:18 E0108 `version` has no value; write one of the words known here, or remove the key"],
    );
    check("{agro: {}}", &["3:11 E0110 there is no target `agro`; use `argo`"]);
}

#[test]
fn what_is_for_the_whole_pipeline_is_an_error_at_a_step() {
    assert_eq!(
        findings("{}", "{}", "{argo: {version: \"3.5\", verison: 1}}"),
        [
            "6:48 E0101 setting `version` of target `argo` is for the whole pipeline, not for a step; move it to \
             `targets.argo` of the pipeline",
            "6:64 E0101 target `argo` has no setting `verison` here; use one of `archive_logs`, `synchronization`",
        ]
    );
    assert_eq!(
        findings("{}", "{argo: {minimal_crds: true}}", "{}"),
        ["4:29 E0101 setting `minimal_crds` of target `argo` is for the whole pipeline, not for a step; move it to \
             `targets.argo` of the pipeline",]
    );
}

#[test]
fn settings_of_argo_are_checked() {
    check("{argo: {kind: Workflow}}", &[]);
    check(
        "{argo: {kind: workflow}}",
        &[
            "3:24 E0102 `kind` is `workflow`, not one of `WorkflowTemplate`, `Workflow`, `ClusterWorkflowTemplate`; write \
           `Workflow`",
        ],
    );
    check("{argo: {ttl: {completion: 7d, success: 90s, failure: PT1H}}}", &[]);
    check(
        "{argo: {ttl: {complete: 1d, success: 60, failure: 100y}}}",
        &[
            "3:24 E0101 target `argo` has no setting `complete` here; use `completion`",
            "3:47 E0102 `success` is `60`, which has no unit; write numbers and units, such as `10m`",
            "3:60 E0102 `failure` is `100y`, which is not a duration; write numbers and units, such as `10m`",
        ],
    );
    check(
        "{argo: {ttl: {completion: 30000d}}}",
        &["3:36 E0102 `completion` is 30000d, longer than 2147483647 seconds; write a shorter time, or remove it"],
    );
    check("{argo: {pod_gc: {strategy: OnPodCompletion}}}", &[]);
    check("{argo: {pod_gc: {delay: 10m}}}", &["3:26 E0102 `pod_gc` has no `strategy`; add `strategy`"]);
    check(
        "{argo: {pod_gc: {strategy: OnPodSucces, delay: 0s}, priority: high}}",
        &[
            "3:37 E0102 `strategy` is `OnPodSucces`, not one of `OnPodCompletion`, `OnPodSuccess`, \
             `OnWorkflowCompletion`, `OnWorkflowSuccess`; write `OnPodSuccess`",
            "3:57 E0102 `delay` is `0s`, which is not above zero; write numbers and units, such as `10m`",
            "3:72 E0102 `priority` is `high`, not a whole number; write it in digits, without quotes",
        ],
    );
    check("{argo: {archive_logs: no}}", &["3:32 E0102 `archive_logs` is `no`, not `true` or `false`; write `false`"]);
    check("{argo: {priority: -2147483648}}", &[]);
    check(
        "{argo: {priority: 2147483648}}",
        &["3:28 E0102 `priority` is `2147483648`, not -2147483648 to 2147483647; write a number from -2147483648 to \
           2147483647"],
    );
    check(
        "{argo: {history: {succeeded: -1, failed: 2147483648, all: 3}}}",
        &[
            "3:39 E0102 `succeeded` is `-1`, which is too small; write a larger number",
            "3:51 E0102 `failed` is `2147483648`, above 2147483647; write a number from 0 to 2147483647",
            "3:63 E0101 target `argo` has no setting `all` here; use one of `succeeded`, `failed`",
        ],
    );
    check("{argo: {history: 3}}", &["3:27 E0102 `history` is a single value, not a map; "]);
}

#[test]
fn locks_of_argo_are_checked() {
    check("{argo: {synchronization: {mutexes: [1, yes, A b], semaphores: [{config: c, key: A_b}]}}}", &[]);
    check(
        "{argo: {synchronization: {mutexes: m, semaphores: [{config: C, key: a/b}, {config: c}]}}}",
        &[
            "3:45 E0102 `mutexes` is a single value, not a list; ",
            "3:70 E0102 `config` is `C`, not a name that Kubernetes takes; use lower-case letters, digits, `-` and `.`, \
             with a letter or digit at both ends",
            "3:78 E0102 `key` is `a/b`, not a key of a config map; use letters, digits, `-`, `_` and `.`, at most 253",
            "3:84 E0102 `semaphores` has no `key`; add `key`",
        ],
    );
    check(
        "{argo: {synchronization: {mutexes: [a, b, a]}}}",
        &["3:45 E0102 `mutexes` names one item twice; remove the second"],
    );
    check("{argo: {synchronization: {mutexes: [\"\"]}}}", &["3:46 E0102 `mutexes` is empty; write a name"]);
    check(
        "{argo: {synchronization: {mutexes: [\"{{workflow.name}}\"]}}}",
        &[
            "3:46 E1101 target `argo` cannot carry this name of a mutex: it holds `{{`, which Argo's templates would read; \
           write it without `{{`",
        ],
    );
    let step = |step| findings("{argo: {version: \"3.5\"}}", "{}", step);
    assert_eq!(step("{argo: {archive_logs: true, synchronization: {mutexes: [a]}}}"), Vec::<String>::new());
    assert_eq!(
        step("{argo: {archive_logs: 1, synchronization: {mutexes: [a], semaphores: [{config: c, key: k}]}}}"),
        ["6:62 E0102 `archive_logs` is `1`, not `true` or `false`; write `true` or `false`"]
    );
    assert_eq!(
        step("{argo: {synchronization: {mutexes: [a], semaphores: [{config: c, key: k}]}}}"),
        [
            "6:48 E1105 version 3.5 of Argo takes one mutex or one semaphore here, and these are 2; keep one of them, or set \
          `version: \"3.6\"` if the cluster runs that or a later one"
        ]
    );
}

#[test]
fn settings_of_tekton_are_checked() {
    check(
        "{tekton: {schedule_image: kubectl, schedule_service_account: a.b, history: {failed: 0}, pipeline_run: false}}",
        &[],
    );
    check(
        "{tekton: {schedule_image: \"a b\", schedule_service_account: A, starting_deadline: 1, history: 3, embedded: 1, \
         pipeline_run: \"no\"}}",
        &[
            "3:36 E0102 `schedule_image` is `a b`, not an image; write a name and a tag, such as \
             `registry.example.com/kubectl:1.35`",
            "3:69 E0102 `schedule_service_account` is `A`, not a name that Kubernetes takes; use lower-case letters, \
             digits, `-` and `.`, with a letter or digit at both ends",
            "3:91 E0102 `starting_deadline` is `1`, which has no unit; write numbers and units, such as `10m`",
            "3:103 E0102 `history` is a single value, not a map; ",
            "3:116 E0102 `embedded` is `1`, not `true` or `false`; write `true` or `false`",
            "3:133 E0102 `pipeline_run` is `no`, not `true` or `false`; write `false`",
        ],
    );
    assert_eq!(
        told(&["tekton"], "{tekton: {pipeline_run: false, embedded: true}}", "{}", "{}"),
        [
            "3:20 E0109 `embedded` writes the pipeline into its run, and `pipeline_run: false` writes no run; remove one of \
          them"
        ]
    );
    assert_eq!(told(&["tekton"], "{tekton: {pipeline_run: true, embedded: true}}", "{}", "{}"), Vec::<String>::new());
}

#[test]
fn null_in_a_step_removes_what_the_pipeline_says() {
    let pipeline = "{argo: {archive_logs: true, synchronization: {mutexes: [a]}}, kubeflow: {caching: true}}";
    for step in
        ["{argo: {archive_logs: ~}}", "{argo: {synchronization: ~}}", "{argo: ~}", "{kubeflow: {caching: null}}"]
    {
        assert_eq!(findings(pipeline, "{}", step), Vec::<String>::new(), "{step}");
        assert!(findings("{}", "{}", step).iter().all(|told| told.contains("E0108")), "{step}");
    }
    // Defaults lie over the pipeline's settings too.
    assert_eq!(findings(pipeline, "{argo: {archive_logs: ~}}", "{}"), Vec::<String>::new());
    assert_eq!(findings("{}", "{argo: {archive_logs: ~}}", "{}").len(), 1);
    assert_eq!(
        findings("{argo: {archive_logs: true}}", "{}", "{argo: {synchronization: ~}}"),
        [
            "6:65 E0108 `synchronization` has no value, and no default to remove; write a value (`\"\"` is the empty text), or \
          remove the key"
        ]
    );
    assert_eq!(
        findings("{argo: {version: \"3.5\"}}", "{}", "{argo: {version: ~}}"),
        ["6:48 E0101 setting `version` of target `argo` is for the whole pipeline, not for a step; move it to \
          `targets.argo` of the pipeline"]
    );
}

#[test]
fn what_settings_of_argo_need_is_named() {
    let text = "segue: 1\nname: x\ntargets: {argo: {kind: ClusterWorkflowTemplate, archive_logs: true, synchronization: \
                {semaphores: [{config: limits, key: runs}]}}}\nsteps: {s: {image: i, command: [c]}}\n";
    let sources = Sources::new(Source::new("x.yaml", text.into()));
    let compiled = compile(&sources, &Options::new(["argo"]).unwrap());
    let needs = &compiled.needs_on_cluster["argo"];
    for wanted in
        ["the config map `limits` with the key `runs`", "artifact repository", "read ClusterWorkflowTemplates"]
    {
        assert!(needs.iter().any(|sentence| sentence.contains(wanted)), "{wanted}: {needs:?}");
    }
}

/// The keys of `target` in a map of settings.
fn keys_of(settings: &Value, target: &str) -> BTreeSet<String> {
    let settings = settings.get(target).and_then(Value::as_object);
    settings.into_iter().flat_map(|settings| settings.keys().cloned()).collect()
}

/// The settings that a target has and no case in `snapshots/ok` sets: the pipeline's, and those of a step.
#[test]
fn each_setting_has_a_case() {
    let mut printed: Vec<Value> = Vec::new();
    for Case { given, folder } in cases("ok") {
        // The IR holds all settings as written, with the defaults in the steps.
        let compiled = compile(&given.sources(), &Options::new(["ir"]).unwrap().choosing(given.choice()));
        assert!(!compiled.artifacts.is_empty(), "{}", folder.display());
        printed.extend(compiled.artifacts.iter().map(|artifact| serde_json::from_str(&artifact.content).unwrap()));
    }
    let mut without_a_case: Vec<String> = Vec::new();
    for backend in BACKENDS {
        let target = backend.target();
        let (of_pipeline, of_step) = backend.schemas();
        let names = |schema: &schemars::Schema| -> Vec<String> {
            let properties = schema.get("properties").and_then(Value::as_object);
            properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
        };
        let set: BTreeSet<String> = printed.iter().flat_map(|case| keys_of(&case["settings"], target)).collect();
        let steps = printed.iter().flat_map(|case| case["steps"].as_object().unwrap().values());
        let set_in_steps: BTreeSet<String> = steps.flat_map(|step| keys_of(&step["settings"], target)).collect();
        let missing = |names: Vec<String>, set: &BTreeSet<String>, whose: &str| -> Vec<String> {
            let names = names.into_iter().filter(|name| !set.contains(name));
            names.map(|name| format!("{target}: `{name}` of {whose}")).collect()
        };
        without_a_case.extend(missing(names(&of_pipeline), &set, "a pipeline"));
        without_a_case.extend(missing(names(&of_step), &set_in_steps, "a step"));
    }
    assert_eq!(without_a_case, Vec::<String>::new(), "add a case to snapshots/ok for each");
}
