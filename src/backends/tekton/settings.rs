//! What only Tekton has a word for.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::backends::settings::{EnvNames, History, ImageName, Namespace, ObjectName, StartingDeadline};

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
    /// A service account that may create `PipelineRun`s, for that pod; one is written, with its rights, if not set.
    pub schedule_service_account: Option<ObjectName>,
    /// How late a scheduled run may still start, when the controller was away at its time; ten minutes if not set.
    pub starting_deadline: StartingDeadline,
    /// How many ended jobs of the schedule stay on the cluster; each has created a run, which is none of them.
    pub history: History,
    /// False to write no `PipelineRun` to create, where something else starts the runs; true if not set. What only a run
    /// says, such as selectors and accounts, is then lost, unless a schedule starts it.
    pub pipeline_run: Option<bool>,
    /// True to write the pipeline into its run, so that there is no `Pipeline` to apply; false if not set.
    pub embedded: bool,
}

/// Settings of a step for Tekton: none yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {}
