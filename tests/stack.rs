//! What a stack file does to a snapshot, seen in the files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use segue::{Compiled, Options, Source, Sources, compile};

const SNAPSHOT: &str = "{id: 1, metadata: {client_version: 0.98.0, pipeline_configuration: {name: p, settings: SETTINGS}, \
                        step_configurations: {a: {spec: {upstream_steps: []}, config: {name: a, settings: SETTINGS}}}}, \
                        resources: {build: {metadata: {images: {orchestrator: {image: i}}}}}}";

fn argo(flavor: &str, configuration: &str, settings: &str) -> Compiled {
    let stack = format!(
        "{{stack_name: s, components: {{orchestrator: {{name: o, flavor: {flavor}, configuration: {configuration}}}}}}}"
    );
    let snapshot = SNAPSHOT.replace("SETTINGS", &format!("{{'orchestrator:o': {settings}}}"));
    let sources = Sources::new(Source::new("snapshot.yaml", snapshot.into_bytes()));
    let sources = sources.with_stack(Source::new("stack.yaml", stack.into_bytes()));
    let compiled = compile(&sources, &Options::new(["argo"]).unwrap());
    assert!(!compiled.has_errors(), "{:?}", compiled.findings);
    compiled
}

/// The messages of what is lost.
fn lost(compiled: &Compiled) -> Vec<&str> {
    let lost = compiled.findings.iter().filter(|finding| finding.code.id == "W8110");
    lost.map(|finding| finding.message.as_str()).collect()
}

#[test]
fn kubeflow_names_the_namespace_in_settings_too() {
    for (configuration, settings) in [
        ("{user_namespace: ml}", "{}"),
        ("{}", "{user_namespace: ml}"),
        ("{user_namespace: x}", "{user_namespace: ml}"),
    ] {
        let compiled = argo("kubeflow", configuration, settings);
        assert!(compiled.artifacts[0].content.contains("  namespace: ml\n"), "{}", compiled.artifacts[0].content);
        assert_eq!(lost(&compiled), [] as [&str; 0]);
    }
}

#[test]
fn what_only_another_target_has_a_word_for_is_told() {
    let told =
        lost(&argo("airflow", "{}", "{operator_args: {namespace: ml}, dag_args: {max_active_runs: 2}}")).join("\n");
    assert!(told.contains("`argo` has no word for `namespace`"), "{told}");
    assert!(told.contains("`argo` has no word for `max_active_runs`"), "{told}");
    let told = lost(&argo("tekton", "{user_namespace: ml}", "{}")).join("\n");
    assert!(told.contains("`user_namespace` has no meaning"), "{told}");
}
