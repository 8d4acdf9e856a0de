//! What only Argo Workflows has a word for.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::backends::settings::{EnvNames, Namespace, StartingDeadline};

/// Settings of a pipeline for Argo Workflows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The namespace of everything emitted; wins over the pipeline's.
    pub namespace: Option<Namespace>,
    /// Variables that hold the run id, besides the pipeline's.
    pub run_id_env: EnvNames,
    /// The version of Argo Workflows that takes the files: `3.6` is 3.6 and later. Version 3.5 knows one schedule a
    /// CronWorkflow, in the field `schedule`, which 4.0 no longer reads.
    pub version: Version,
    /// True if the cluster has Argo's minimal CRDs, which take more than 200 steps.
    pub minimal_crds: bool,
    /// How steps refer to parameters: `exact` carries every value that a person types at start byte for byte, at the cost
    /// of an expression in place of a tag.
    pub parameters: Parameters,
    /// How late a scheduled run may still start, when the controller was away at its time.
    pub starting_deadline: StartingDeadline,
}

/// Settings of a step for Argo Workflows: none yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {}

/// A dialect of Argo's API.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Version {
    /// 3.5.
    #[serde(rename = "3.5")]
    V3_5,
    /// 3.6 and later.
    #[default]
    #[serde(rename = "3.6")]
    V3_6,
}

/// How steps refer to parameters.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Parameters {
    /// By a tag, where the default arrives exactly so; else by the expression.
    #[default]
    Plain,
    /// Always by the expression.
    Exact,
}
