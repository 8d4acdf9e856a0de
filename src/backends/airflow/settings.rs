//! What only Airflow has a word for.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::backends::settings::{EnvNames, Namespace, PositiveDuration};

/// Settings of a pipeline for Airflow.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The namespace of all pods; wins over the pipeline's.
    pub namespace: Option<Namespace>,
    /// Variables that hold the run id, besides the pipeline's.
    pub run_id_env: EnvNames,
    /// How long a pod may take to start, image pull included. Airflow's own two minutes are short for GPU images.
    pub startup_timeout: Option<PositiveDuration>,
    /// The pool that all tasks take a slot of.
    pub pool: Option<String>,
    /// The queue that all tasks are sent to.
    pub queue: Option<String>,
    /// Tags of the DAG, at most 100 characters each.
    pub tags: Vec<String>,
    /// The connection to the cluster; without it the one that the worker runs in, or its kube config.
    pub kubernetes_conn_id: Option<String>,
}

/// Settings of a step for Airflow: none yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {}
