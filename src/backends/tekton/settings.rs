//! What only Tekton has a word for.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::backends::settings::{EnvNames, ImageName, Namespace, ObjectName, StartingDeadline};

/// Settings of a pipeline for Tekton.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The namespace of everything emitted; wins over the pipeline's.
    pub namespace: Option<Namespace>,
    /// Variables that hold the run id, besides the pipeline's.
    pub run_id_env: EnvNames,
    /// An image with `kubectl`, whose pod creates each scheduled run; required with a schedule.
    pub schedule_image: Option<ImageName>,
    /// A service account that may create `PipelineRun`s, for that pod. Without it one is written, with its rights.
    pub schedule_service_account: Option<ObjectName>,
    /// How late a scheduled run may still start, when the controller was away at its time.
    pub starting_deadline: StartingDeadline,
    /// How many ended jobs of the schedule stay on the cluster, of those that succeeded and of those that failed; by
    /// itself Kubernetes keeps three and one.
    pub history: Option<u32>,
    /// True to write the pipeline into its run, so that there is no `Pipeline` to apply.
    pub embedded: bool,
}

/// Settings of a step for Tekton: none yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {}
