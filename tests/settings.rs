//! Settings of targets: every mistake in one run, each at its place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use segue::{Options, Source, Sources, compile};

/// Compiles a pipeline whose `targets`, `defaults.targets` and step's `targets` are these, and tells each finding as
/// `line:column code message; help`.
fn findings(pipeline: &str, defaults: &str, step: &str) -> Vec<String> {
    let text = format!(
        "segue: 1\nname: x\ntargets: {pipeline}\ndefaults: {{targets: {defaults}}}\nsteps:\n  s: {{image: i, command: [c], \
         targets: {step}}}\n"
    );
    let sources = Sources::new(Source::new("x.yaml", text.into_bytes()));
    let compiled = compile(&sources, &Options::new(["argo"]).unwrap());
    let told = |finding: &segue::Finding| {
        let (line, column) = sources.main().line_column(finding.at.span.start);
        format!("{line}:{column} {} {}; {}", finding.code.id, finding.message, finding.help.join("; "))
    };
    compiled.findings.iter().map(told).collect()
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
    for id in [".", "..", "-x", ".x", "a b", "é", "con", &"a".repeat(201)] {
        let told = findings(&format!("{{airflow: {{dag_id: \"{id}\"}}}}"), "{}", "{}");
        assert!(told.len() == 1 && told[0].contains("not an id that is a file's name too"), "{id}: {told:?}");
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
            "3:65 E0102 `ttl` is 30000d, more than Kubeflow counts; write at most 2147483647 s",
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
            "6:64 E0101 target `argo` has no setting `verison` here; remove it: a step has no settings of this target",
        ]
    );
    assert_eq!(
        findings("{}", "{argo: {minimal_crds: true}}", "{}"),
        ["4:29 E0101 setting `minimal_crds` of target `argo` is for the whole pipeline, not for a step; move it to \
             `targets.argo` of the pipeline",]
    );
}
