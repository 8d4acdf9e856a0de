//! Airflow: one DAG file that works from 2.8 to 3.3.
//!
//! Facts (apache-airflow 2.8.4, 2.11.2, 3.3.2 with cncf-kubernetes 8.0.1, 10.25.0):
//! - `airflow.sdk` exists on 3.x only, `airflow.utils.template` on 2.x only, hence the `try` block.
//! - Defaults of `schedule`, `catchup`, `max_active_runs` and `retries` differ by version or configuration: all written.
//! - `full_pod_spec` is merged under the operator's own arguments (operators/pod.py, `build_pod_request_obj`).
//! - A duplicate task id or a circle is an import error of the whole file; the plan has neither.

mod dag;
mod escape;
mod file;
mod limits;
mod models;
mod names;
mod objects;
mod operator;
mod settings;
mod start;
mod support;
mod task;

use super::kube::{self, run_id};
use super::{Artifact, ArtifactPath, Backend, Output, Scoped};
use crate::diag::Diagnostics;
use crate::ir::{Feature, Support, Use};
use crate::passes::Plan;
#[cfg(feature = "switches")]
use crate::rule::Rule;
use names::Names;
use operator::{Shared, Uses};

pub use settings::{Settings, StepSettings};

/// The target's name.
const TARGET: &str = "airflow";

/// The target `airflow`.
pub struct Airflow;

impl Backend for Airflow {
    type Settings = Settings;
    type StepSettings = StepSettings;

    fn name(&self) -> &'static str {
        TARGET
    }

    fn title(&self) -> &'static str {
        "Airflow 2.8 to 3.3 with the Kubernetes provider: a DAG file"
    }

    fn commands(&self) -> &'static [&'static str] {
        &["cp airflow/NAME.py \"$AIRFLOW_HOME/dags/\"", "airflow dags unpause NAME", "airflow dags trigger NAME"]
    }

    fn requirements(&self) -> &'static [&'static str] {
        &[
            "Airflow 2.8 to 3.3 with the provider `apache-airflow-providers-cncf-kubernetes` 8.0.1 or later",
            "a worker that may create, watch and delete pods in the namespace and read their logs",
            "the service accounts that the steps name, and the secrets and config maps with the keys that the environment names",
            "the pools, queues and connections that the settings name; for `deferrable` a triggerer",
        ]
    }

    fn support(&self, feature: Feature) -> Support {
        support::table(feature)
    }

    fn judge(&self, used: &Use<'_>, plan: &Plan, settings: &Scoped<Self>) -> Support {
        support::judge(used, plan, &settings.pipeline)
    }

    #[cfg(feature = "switches")]
    fn rules(&self) -> Vec<&'static Rule> {
        [escape::RULES.to_vec(), kube::rules(), crate::emit::python::rules()].concat()
    }

    fn compile(&self, plan: &Plan, settings: &Scoped<Self>, diags: &mut Diagnostics) -> Output {
        let Scoped { pipeline: settings, steps } = settings;
        let names = Names::new(plan, settings.dag_id.as_ref());
        limits::check(plan, diags);
        start::check(plan, settings, diags);
        let run_ids = run_id::variables(TARGET, plan, &settings.run_id_env, diags);
        let namespace = kube::namespace(plan, settings.namespace.as_ref());
        let shared =
            Shared { dag_id: names.dag.as_str(), namespace: namespace.clone(), run_ids: &run_ids, settings: steps };
        let mut uses = Uses::default();
        uses.timedelta |= plan.pipeline().timeout.is_some();
        let mut tasks = Vec::new();
        for (id, step) in plan.steps() {
            let Some(step_names) = names.step(id) else { continue };
            tasks.push(operator::lower(id, step, step_names, &shared, &mut uses, diags));
        }
        let printed = file::print(plan, &names, settings, uses, &tasks);
        let artifact = printed.ok().map(|printed| Artifact {
            path: ArtifactPath::new(TARGET, &names.dag, ".py"),
            content: printed.text,
            marks: printed.marks,
            joins: false,
        });
        let mut prerequisites = kube::prerequisites::of(plan, namespace.as_deref(), None);
        prerequisites.extend(task::prerequisites(steps.values()));
        Output {
            artifacts: artifact.into_iter().collect(),
            names: names.tasks(),
            clashes: names.clashes,
            prerequisites,
        }
    }
}
