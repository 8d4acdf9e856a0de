//! What only Argo Workflows has a word for.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::lifetime::{PodGc, Ttl};
use super::locks::Synchronization;
use crate::backends::settings::{EnvNames, History, Namespace, StartingDeadline};

/// Settings of a pipeline for Argo Workflows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The namespace of everything emitted; wins over the pipeline's.
    pub namespace: Option<Namespace>,
    /// Variables that hold the run id, besides the pipeline's.
    pub run_id_env: EnvNames,
    /// The kind of object that holds the pipeline; a `WorkflowTemplate` if not set.
    pub kind: Kind,
    /// The version of Argo Workflows that takes the files: `3.6`, the default, is 3.6 and later. Version 3.5 knows one
    /// schedule a CronWorkflow, in the field `schedule`, which 4.0 no longer reads, and one lock a run or step.
    pub version: Version,
    /// True if the cluster has Argo's minimal CRDs, which take more than 200 steps; false if not set.
    pub minimal_crds: bool,
    /// How steps refer to parameters: `exact` carries every value that a person types at start byte for byte, at the cost
    /// of an expression in place of a tag; `plain` if not set.
    pub parameters: Parameters,
    /// How long ended runs stay on the cluster, in durations such as `7d`; for ever if not set.
    pub ttl: Ttl,
    /// When the pods of a run are deleted; with the run if not set.
    pub pod_gc: Option<PodGc>,
    /// True to keep the logs of steps in the artifact repository; what the controller is set to if not set. Where the
    /// repository keeps all logs, `false` has no effect.
    pub archive_logs: Option<bool>,
    /// Which runs go first where the controller limits how many run at a time: higher numbers do; zero if not set.
    pub priority: Option<Priority>,
    /// Locks that a run holds from start to end; none if not set.
    pub synchronization: Synchronization,
    /// How late a scheduled run may still start, when the controller was away at its time; ten minutes if not set.
    pub starting_deadline: StartingDeadline,
    /// How many ended runs of the schedule stay on the cluster.
    pub history: History,
}

/// Settings of a step for Argo Workflows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {
    /// True to keep the logs of the step in the artifact repository; the pipeline's if not set.
    pub archive_logs: Option<bool>,
    /// Locks that each attempt of the step holds; none if not set. The pipeline's are those of the run.
    pub synchronization: Synchronization,
}

/// The kind of object that holds a pipeline.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Kind {
    /// Applied once; runs refer to it.
    #[default]
    WorkflowTemplate,
    /// A run of its own each time that the file is created; a schedule holds a copy of the pipeline.
    Workflow,
    /// As a `WorkflowTemplate`, for the runs of all namespaces; it stands in none itself.
    ClusterWorkflowTemplate,
}

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

/// A priority: Argo keeps it in 32 bits, below zero too.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Priority(pub i32);

impl Kind {
    /// Argo's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::WorkflowTemplate => "WorkflowTemplate",
            Self::Workflow => "Workflow",
            Self::ClusterWorkflowTemplate => "ClusterWorkflowTemplate",
        }
    }
}

impl<'de> Deserialize<'de> for Priority {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        i32::try_from(number).map(Self).map_err(|_| {
            let range = format!("{} to {}", i32::MIN, i32::MAX);
            D::Error::custom(format!("is `{number}`, not {range}\nwrite a number from {range}"))
        })
    }
}

impl JsonSchema for Priority {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Priority".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX })
    }
}
