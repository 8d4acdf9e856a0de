//! Settings that no file can carry, told key by key.
//!
//! What stands at ZenML's own default counts as not written: a note. A step's `config` repeats what the pipeline says, so
//! each key is told once, at its first place, unless a step says something else.

use indexmap::IndexMap;

use crate::diag::{Code, Diagnostic, Diagnostics, codes, words};
use crate::frontends::flavors::Tables;
use crate::frontends::shape::keys::{Form, Table};
use crate::frontends::shape::merge::{Fields, Item};
use crate::source::Place;

/// What a key of a flavor means for the files of targets.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Each target keeps it, as far as it has the feature.
    Kept,
    /// Only these targets have a word for it.
    Partly(&'static [&'static str]),
    /// None: only ZenML's client or its own launcher could act on it.
    Nowhere,
}

/// What a key of a flavor means, wherever in its settings or its configuration the key stands.
pub(in crate::frontends) fn meaning(tables: &Tables, key: &str) -> Meaning {
    if tables.namespace == Some(key) {
        return Meaning::Kept;
    }
    match PARTLY.iter().find(|(known, _)| *known == key) {
        Some((_, targets)) => Meaning::Partly(targets),
        None if NOWHERE.contains(&key) || UNREAD.contains(&key) => Meaning::Nowhere,
        None => Meaning::Kept,
    }
}

/// Keys that no settings of a step have: facts of a component, which speak of ZenML's client or its server, and sources of
/// a variable, which `environment` tells.
const UNREAD: &[&str] = &[
    "incluster",
    "kubernetes_context",
    "local",
    "skip_local_validations",
    "parallel_step_startup_waiting_period",
    "pass_zenml_token_as_secret",
    "skip_owner_references",
    "kubeflow_hostname",
    "kubeflow_namespace",
    "tekton_hostname",
    "target",
    "output_dir",
    "binary",
    "secret_environment",
    "inputs_dir",
    "fieldRef",
    "resourceFieldRef",
    "fileKeyRef",
];

/// Settings that only ZenML's client or its own launcher could act on.
const NOWHERE: &[&str] = &[
    "synchronous",
    "orchestrator_pod_settings",
    "job_name_prefix",
    "pod_name_prefix",
    "backoff_limit_margin",
    "orchestrator_job_backoff_limit",
    "fail_on_container_waiting_reasons",
    "job_monitoring_interval",
    "job_monitoring_delay",
    "interrupt_check_interval",
    "pod_failure_policy",
    "prevent_orchestrator_pod_caching",
    "always_build_pipeline_image",
    "pod_stop_grace_period",
    "api_request_timeout",
    "max_api_retries",
    "timeout",
    "stream_step_logs",
    "pod_startup_timeout",
    "pod_failure_max_retries",
    "pod_failure_retry_delay",
    "pod_failure_backoff",
    "client_args",
    "client_username",
    "client_password",
    // Where it is not the flavor's own key for the namespace.
    "user_namespace",
    "node_affinity",
    "dag_output_dir",
    "operator",
    "custom_dag_generator",
    "host_ipc",
];

/// Settings that some targets have a word for.
const PARTLY: &[(&str, &[&str])] = &[
    ("starting_deadline_seconds", &["argo", "tekton"]),
    ("successful_jobs_history_limit", &["argo", "tekton"]),
    ("failed_jobs_history_limit", &["argo", "tekton"]),
    ("ttl_seconds_after_finished", &["argo", "kubeflow"]),
    ("dag_id", &["airflow"]),
    ("dag_tags", &["airflow"]),
    ("max_active_runs", &["airflow"]),
    ("startup_timeout_seconds", &["airflow"]),
    // Of `operator_args`.
    ("namespace", &["airflow"]),
];

/// Settings that hold for a whole pipeline, so that a step alone cannot have them.
const WHOLE: &[&[&str]] = &[
    &["max_parallelism"],
    &["concurrency_policy"],
    &["starting_deadline_seconds"],
    &["successful_jobs_history_limit"],
    &["failed_jobs_history_limit"],
    &["ttl_seconds_after_finished"],
    &["user_namespace"],
    &["dag_id"],
    &["dag_tags"],
    &["dag_args", "max_active_runs"],
    &["operator_args", "namespace"],
];

/// Collects what is lost.
pub(super) struct Lost<'a> {
    /// The targets that are asked for.
    targets: &'a [&'a str],
    found: IndexMap<(String, String), Found>,
}

struct Found {
    place: Place,
    what: String,
    code: &'static Code,
    steps: Vec<String>,
}

impl<'a> Lost<'a> {
    /// Nothing yet.
    pub(super) fn new(targets: &'a [&'a str]) -> Self {
        Self { targets, found: IndexMap::new() }
    }

    /// Adds the keys of a map of settings that nothing, or not every target, has a word for. `step` is none for the
    /// pipeline's own.
    pub(super) fn settings(&mut self, fields: &Fields<'_>, tables: &Tables, step: Option<&str>) {
        self.keys(fields, tables, tables.settings, step);
    }

    fn keys(&mut self, fields: &Fields<'_>, tables: &Tables, table: &Table, step: Option<&str>) {
        for (name, entry) in fields.entries() {
            if let (Item::Map(inner), Some(Form::Fields(table))) = (&entry.item, table.key(name).map(|key| key.form)) {
                self.keys(inner, tables, table, step);
                continue;
            }
            let what = match meaning(tables, name) {
                Meaning::Kept => continue,
                Meaning::Nowhere => format!("`{name}` has no meaning in the files of a target, so it is lost"),
                Meaning::Partly(kept) => {
                    let missing: Vec<&str> =
                        self.targets.iter().copied().filter(|target| !kept.contains(target)).collect();
                    if missing.is_empty() {
                        continue;
                    }
                    let verb = if missing.len() == 1 { "has" } else { "have" };
                    format!("{} {verb} no word for `{name}`, so it is lost there", words(missing))
                }
            };
            let spelling = spelling(&entry.item);
            if name == "operator" && is_pod_operator(&spelling) {
                continue;
            }
            let default = table.key(name).and_then(|key| key.default);
            let is_default = default.is_some_and(|default| default == spelling) || is_empty(&entry.item);
            let code = if is_default { &codes::DEFAULT_LOST } else { &codes::SETTING_LOST };
            self.add(name, spelling, Found { place: entry.key, what, code, steps: Vec::new() }, step);
        }
    }

    /// Adds what a step says of the whole pipeline otherwise than the pipeline does.
    pub(super) fn of_the_whole(&mut self, own: &Fields<'_>, pipeline: &Fields<'_>, step: &str) {
        for path in WHOLE {
            let Some(entry) = own.at(path) else { continue };
            if pipeline.at(path).is_none_or(|there| there.place != entry.place) {
                let name = path.join(".");
                let what = format!("`{name}` is for a whole pipeline, so that of a single step is lost");
                self.other(&name, entry.key, what, Some(step));
            }
        }
    }

    /// Adds something else that is lost.
    pub(super) fn other(&mut self, name: &str, place: Place, what: String, step: Option<&str>) {
        self.add(name, what.clone(), Found { place, what, code: &codes::SETTING_LOST, steps: Vec::new() }, step);
    }

    /// Adds a docker setting that ends in no image.
    pub(super) fn unbuilt(&mut self, name: &str, place: Place, what: String, step: &str) {
        self.add(
            name,
            what.clone(),
            Found { place, what, code: &codes::BUILD_SETTING_LOST, steps: Vec::new() },
            Some(step),
        );
    }

    fn add(&mut self, name: &str, value: String, found: Found, step: Option<&str>) {
        let found = self.found.entry((name.to_owned(), value)).or_insert(found);
        found.steps.extend(step.map(str::to_owned));
    }

    /// Tells all of it.
    pub(super) fn tell(self, diags: &mut Diagnostics) {
        for Found { place, what, code, steps } in self.found.into_values() {
            let mut message = what;
            if steps.len() > 1 {
                message.push_str(&format!(" ({} steps)", steps.len()));
            }
            let diagnostic = Diagnostic::new(code, place, message).help(remedy(code));
            diags.push(match steps.first() {
                Some(step) => diagnostic.step(step),
                None => diagnostic,
            });
        }
    }
}

/// Whether Airflow's operator is the one that makes a pod of each step, as every target does.
fn is_pod_operator(operator: &str) -> bool {
    operator == "kubernetes_pod" || operator.ends_with(".KubernetesPodOperator")
}

fn remedy(code: &'static Code) -> &'static str {
    if code == &codes::DEFAULT_LOST {
        "leave it: it says what ZenML does by itself"
    } else if code == &codes::BUILD_SETTING_LOST {
        "build an image for the step (`skip_build: false`), or set variables in `environment` of the step"
    } else {
        "say under `targets` of the stack file what the files need, or remove the setting"
    }
}

fn spelling(item: &Item<'_>) -> String {
    match item {
        Item::Node(node) => node.text().unwrap_or_else(|| node.spelling()).to_owned(),
        Item::Map(fields) => {
            let inner: Vec<String> =
                fields.entries().map(|(name, entry)| format!("{name}: {}", spelling(&entry.item))).collect();
            inner.join(", ")
        }
        Item::Bad => String::new(),
    }
}

fn is_empty(item: &Item<'_>) -> bool {
    match item {
        Item::Node(node) => node.text().is_none() && node.items().next().is_none() && node.entries().next().is_none(),
        Item::Map(fields) => fields.entries().next().is_none(),
        Item::Bad => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontends::flavors;
    use crate::frontends::shape::listing;

    /// A word that no flavor has would be told of nothing, and a misspelt one would leave its key untold.
    #[test]
    fn every_word_is_a_key_of_a_flavor() {
        let roots = flavors::all().iter().filter_map(|flavor| Some(flavor.tables.as_ref()?.configuration));
        let tables = listing::tables(roots, |_| Vec::new());
        let partly = PARTLY.iter().map(|(key, _)| key);
        for key in NOWHERE.iter().chain(UNREAD).chain(partly) {
            assert!(tables.iter().any(|table| table.key(key).is_some()), "{key}");
        }
    }
}
