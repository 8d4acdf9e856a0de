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
