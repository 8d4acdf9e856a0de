//! A user's text reaches an artifact through its back end's escape only.
//!
//! The compiler holds most of it: a `Literal` has no way out but an `Escape` (`src/ir/text.rs`), and the text types of the
//! back ends, which specs hold, are made by their escapes and of `kube::ours::Ours`. What a compiler cannot say stands
//! here: which fields of specs are plain strings all the same, and by what they are harmless.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod sources;

/// Why a plain string needs no escape.
#[derive(Copy, Clone, Debug)]
enum Proof {
    /// A name that `emit::names` or a numbering of ours made: letters that the target takes for names.
    Emitted,
    /// A type of the IR's or of a setting's read it: `EnvName`, `ParamId`, `DnsLabel`, `ResourceName`, `Zone`.
    Typed,
    /// Printed by us of a number, a quantity, a duration, a time or a cron line.
    Printed,
    /// Keys that `kube::grammar` has checked.
    Checked,
    /// JSON of a spec whose texts went through the escape.
    Json,
}

use Proof::{Checked, Emitted, Json, Printed, Typed};

/// Every field of a spec that is a plain string: its file below `src/backends`, its type, its name.
const PLAIN: &[(&str, &str, &str, Proof)] = &[
    ("argo/lifetime.rs", "PodGcSpec", "delete_delay_duration", Printed),
    ("argo/spec.rs", "Parameter", "name", Typed),
    ("argo/spec.rs", "Task", "name", Emitted),
    ("argo/spec.rs", "Task", "template", Emitted),
    ("argo/spec.rs", "Task", "dependencies", Emitted),
    ("argo/spec.rs", "Template", "name", Emitted),
    ("argo/spec.rs", "Template", "pod_spec_patch", Json),
    ("argo/spec.rs", "Backoff", "duration", Printed),
    ("argo/spec.rs", "Backoff", "cap", Printed),
    ("argo/spec.rs", "CronWorkflowSpec", "schedules", Printed),
    ("argo/spec.rs", "CronWorkflowSpec", "schedule", Printed),
    ("argo/spec.rs", "CronWorkflowSpec", "timezone", Typed),
    ("argo/spec.rs", "CronWorkflowSpec", "when", Printed),
    ("argo/spec.rs", "StopStrategy", "expression", Printed),
    ("argo/spec.rs", "TemplateRef", "name", Emitted),
    ("kube/env.rs", "EnvVar", "name", Typed),
    ("kube/env.rs", "EnvFromSource", "prefix", Typed),
    ("kube/object.rs", "ObjectMeta", "name", Emitted),
    ("kube/object.rs", "ObjectMeta", "generate_name", Emitted),
    ("kube/object.rs", "ObjectMeta", "namespace", Typed),
    ("kube/object.rs", "ObjectMeta", "labels", Checked),
    ("kube/object.rs", "ObjectMeta", "annotations", Checked),
    ("kube/object.rs", "Metadata", "labels", Checked),
    ("kube/object.rs", "Metadata", "annotations", Checked),
    ("kube/resources.rs", "Requirements", "requests", Typed),
    ("kube/resources.rs", "Requirements", "limits", Typed),
    ("kube/volumes.rs", "Volume", "name", Emitted),
    ("kube/volumes.rs", "EmptyDir", "size_limit", Printed),
    ("kube/volumes.rs", "Mount", "name", Emitted),
    ("kubeflow/manifests.rs", "VersionObject", "pipeline_name", Emitted),
    ("kubeflow/platform.rs", "DeploymentSpec", "executors", Emitted),
    ("kubeflow/platform.rs", "Config", "active_deadline_seconds", Printed),
    ("kubeflow/platform.rs", "Config", "node_affinity", Checked),
    ("kubeflow/platform.rs", "SecretKey", "env_var", Typed),
    ("kubeflow/platform.rs", "ConfigMapKey", "env_var", Typed),
    ("kubeflow/platform.rs", "FieldPathAsEnv", "name", Typed),
    ("kubeflow/platform.rs", "EmptyDirMount", "volume_name", Emitted),
    ("kubeflow/platform.rs", "EmptyDirMount", "size_limit", Printed),
    ("kubeflow/platform.rs", "SecurityContext", "run_as_user", Printed),
    ("kubeflow/platform.rs", "SecurityContext", "run_as_group", Printed),
    ("kubeflow/platform.rs", "Toleration", "toleration_seconds", Printed),
    ("kubeflow/schedule.rs", "RecurringRun", "max_concurrency", Printed),
    ("kubeflow/schedule.rs", "CronSchedule", "start_time", Printed),
    ("kubeflow/schedule.rs", "CronSchedule", "end_time", Printed),
    ("kubeflow/schedule.rs", "CronSchedule", "cron", Printed),
    ("kubeflow/schedule.rs", "PeriodicSchedule", "start_time", Printed),
    ("kubeflow/schedule.rs", "PeriodicSchedule", "end_time", Printed),
    ("kubeflow/schedule.rs", "PeriodicSchedule", "interval_second", Printed),
    ("kubeflow/spec.rs", "PipelineSpec", "components", Emitted),
    ("kubeflow/spec.rs", "Component", "executor_label", Emitted),
    ("kubeflow/spec.rs", "Inputs", "parameters", Typed),
    ("kubeflow/spec.rs", "DeploymentSpec", "executors", Emitted),
    ("kubeflow/spec.rs", "Resources", "resource_cpu_limit", Printed),
    ("kubeflow/spec.rs", "Resources", "resource_cpu_request", Printed),
    ("kubeflow/spec.rs", "Resources", "resource_memory_limit", Printed),
    ("kubeflow/spec.rs", "Resources", "resource_memory_request", Printed),
    ("kubeflow/spec.rs", "Accelerator", "resource_count", Printed),
    ("kubeflow/spec.rs", "Accelerator", "resource_type", Typed),
    ("kubeflow/spec.rs", "PipelineInfo", "name", Emitted),
    ("kubeflow/spec.rs", "Dag", "tasks", Emitted),
    ("kubeflow/spec.rs", "Task", "dependent_tasks", Emitted),
    ("kubeflow/spec.rs", "ComponentRef", "name", Emitted),
    ("kubeflow/spec.rs", "InputParameter", "component_input_parameter", Typed),
    ("kubeflow/spec.rs", "RetryPolicy", "backoff_duration", Printed),
    ("tekton/spec.rs", "ParamSpec", "name", Typed),
    ("tekton/spec.rs", "PipelineTask", "name", Emitted),
    ("tekton/spec.rs", "PipelineTask", "run_after", Emitted),
    ("tekton/spec.rs", "PipelineTask", "timeout", Printed),
    ("tekton/spec.rs", "PipelineRef", "name", Emitted),
    ("tekton/spec.rs", "Timeouts", "pipeline", Printed),
    ("tekton/spec.rs", "TaskRunSpec", "pipeline_task_name", Emitted),
    ("tekton/spec.rs", "RoleRef", "name", Emitted),
    ("tekton/spec.rs", "Subject", "name", Emitted),
    ("tekton/spec.rs", "Subject", "namespace", Typed),
    ("tekton/spec.rs", "ConfigMap", "data", Json),
    ("tekton/spec.rs", "CronJobSpec", "schedule", Printed),
    ("tekton/spec.rs", "CronJobSpec", "time_zone", Typed),
];

/// What Airflow's back end writes as a Python literal outside its escape: the file, and what stands there.
const EXPRESSIONS: &[(&str, &str, Proof)] = &[
    ("dag.rs", "dag_id", Emitted),
    ("dag.rs", "cron.to_string()", Printed),
    ("dag.rs", "line.to_string()", Printed),
    ("dag.rs", "schedule.timezone.value.as_str()", Typed),
    ("dag.rs", "zone.as_str()", Typed),
    ("objects.rs", "source.prefix", Typed),
    ("objects.rs", "volume.name", Emitted),
    ("objects.rs", "mount.name", Emitted),
    ("objects.rs", "path", Typed),
    ("objects.rs", "empty.medium", Typed),
    ("objects.rs", "empty.size_limit", Printed),
    ("operator.rs", "names.task.clone()", Emitted),
    ("operator.rs", "names.pod.clone()", Emitted),
    ("operator.rs", "self.shared.namespace.clone()", Typed),
    ("operator.rs", "policy.value", Typed),
    ("operator.rs", "entry.name", Typed),
    ("operator.rs", "amount", Printed),
    ("operator.rs", "value.operator", Typed),
    ("operator.rs", "value.effect", Typed),
    ("task.rs", "action.as_str()", Typed),
];

/// What a text without an escape is made of (`kube::ours`): constants, numbers, and what a type has checked.
const OURS: [&str; 6] = ["&'static str", "u64", "&ObjectName", "&DataKey", "&ImageName", "&PodField"];

/// The sources of the back ends, without their tests, by their paths below `src/backends`.
fn sources() -> Vec<(String, String)> {
    let code = |text: &str| text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
    let all = sources::sources().into_iter();
    let mut files: Vec<_> =
        all.filter_map(|file| Some((file.path.strip_prefix("backends/")?.to_owned(), code(&file.text)))).collect();
    files.sort();
    files
}

/// The named fields of every type that is printed: type, field, its own type.
fn fields(source: &str) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    let mut owner = None;
    let mut is_printed = false;
    for line in source.lines() {
        let words = line.trim();
        if words.starts_with("#[derive(") {
            is_printed = words.contains("Serialize");
        } else if let Some(rest) = words.split_once("struct ").filter(|_| words.ends_with('{')).map(|(_, rest)| rest) {
            let name = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap();
            owner = is_printed.then_some(name);
        } else if line == "}" {
            (owner, is_printed) = (None, false);
        } else if let (Some(owner), Some((field, kind))) = (owner, words.split_once(": "))
            && !words.starts_with(['/', '#'])
        {
            found.push((owner, field.rsplit(' ').next().unwrap(), kind.trim_end_matches(',')));
        }
    }
    found
}

fn is_plain(kind: &str) -> bool {
    let kind = kind.replace("&'static str", "");
    kind.split(|letter: char| !letter.is_alphanumeric()).any(|word| matches!(word, "String" | "str" | "char"))
}

/// What stands between the parenthesis at the beginning of `text` and its own end.
fn argument(text: &str) -> &str {
    let mut depth = 0;
    for (position, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => return &text[1..position],
            ')' => depth -= 1,
            _ => {}
        }
    }
    text
}

#[test]
fn plain_strings_of_specs_are_those_that_need_no_escape() {
    let mut known: Vec<_> = PLAIN.iter().map(|(file, owner, field, _)| (*file, *owner, *field)).collect();
    for (file, source) in &sources() {
        for (owner, field, kind) in fields(source).into_iter().filter(|(_, _, kind)| is_plain(kind)) {
            let place = known.iter().position(|entry| *entry == (file.as_str(), owner, field));
            let place =
                place.unwrap_or_else(|| panic!("src/backends/{file}: {owner}.{field} is a `{kind}`: no escape"));
            known.swap_remove(place);
        }
    }
    assert!(known.is_empty(), "no longer there: {known:?}");
}

#[test]
fn python_is_given_texts_by_the_escape() {
    for (file, source) in &sources() {
        let Some(name) = file.strip_prefix("airflow/").filter(|name| *name != "escape.rs") else { continue };
        for (position, found) in source.match_indices("Expr::text") {
            let rest = &source[position + found.len()..];
            let given = match rest.strip_prefix('(') {
                Some(_) => argument(rest),
                // `x.map(Expr::text)`
                None => source[..position].trim_end_matches(".map(").rsplit(' ').next().unwrap(),
            };
            let is_constant = given.starts_with('"') && given.ends_with('"');
            let is_known = EXPRESSIONS.iter().any(|(file, text, _)| *file == name && *text == given);
            assert!(is_constant || is_known, "src/backends/{file}: `{given}` has no escape");
        }
    }
}

#[test]
fn texts_of_ours_are_made_of_nothing_else() {
    let files = sources();
    let (_, source) = files.iter().find(|(file, _)| file == "kube/ours.rs").unwrap();
    let made: Vec<&str> = source
        .match_indices("impl From<")
        .map(|(position, found)| source[position + found.len()..].split("> for Ours").next().unwrap())
        .collect();
    assert_eq!(made, OURS);
    assert_eq!(source.matches("Self(").count(), OURS.len());
    assert!(source.contains("pub(in crate::backends) struct Ours(String);"));
}

#[test]
fn text_types_keep_their_string_to_themselves() {
    let files = sources();
    for (file, kept) in [
        ("argo/escape.rs", "pub(super) struct ArgoText(String);"),
        ("tekton/escape.rs", "pub(super) struct TektonText(String);"),
        ("kubeflow/escape/mod.rs", "pub(super) struct KubeflowText(String);"),
        ("airflow/escape.rs", "pub(super) struct AirflowText {\n    expression: Expr,\n"),
    ] {
        let (_, source) = files.iter().find(|(name, _)| name == file).unwrap();
        assert!(source.contains(kept), "src/backends/{file}: `{kept}` has changed");
        for made in ["pub(super) fn new(text", "impl From<", "impl FromStr", "Deserialize"] {
            assert!(!source.contains(made), "src/backends/{file} has `{made}`: a way round the escape");
        }
    }
}

#[test]
fn the_tests_themselves_see_a_plain_string() {
    let source = "#[derive(Debug, Serialize)]\npub(super) struct A {\n    /// X.\n    pub name: Option<String>,\n    pub of: \
                  &'static str,\n}\n#[derive(Debug)]\nstruct B {\n    name: String,\n}\n";
    assert_eq!(fields(source), [("A", "name", "Option<String>"), ("A", "of", "&'static str")]);
    assert!(
        is_plain("IndexMap<String, T>") && is_plain("&'a str") && !is_plain("Strings") && !is_plain("&'static str")
    );
    assert_eq!(argument("(a(b).c()) + d"), "a(b).c()");
}
