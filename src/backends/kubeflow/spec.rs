//! The parts of a pipeline's specification that we write, and nothing else of it.
//!
//! Shapes and field names: kubeflow/pipelines 7b70c7b9, api/v2alpha1/pipeline_spec.proto, in the JSON form of protocol
//! buffers. A field that does not exist makes the backend skip the whole document, or is dropped in silence. Strings that
//! a user's text can reach are [`KubeflowText`]s; those that are plain are ours.

use indexmap::IndexMap;
use serde::Serialize;

use super::escape::KubeflowText;
use crate::backends::kube::env;
use crate::emit::Marked;

pub(super) type EnvVar = env::EnvVar<KubeflowText>;
pub(super) type Strings = IndexMap<String, KubeflowText>;

/// `schemaVersion`: the only one there is.
pub(super) const SCHEMA_VERSION: &str = "2.1.0";
/// `sdkVersion`: who reads the file takes it for a file of that SDK.
pub(super) const SDK_VERSION: &str = "kfp-2.17.0";

/// `PipelineSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PipelineSpec {
    pub components: IndexMap<String, Marked<Component>>,
    pub deployment_spec: DeploymentSpec,
    pub pipeline_info: PipelineInfo,
    pub root: Root,
    pub schema_version: &'static str,
    pub sdk_version: &'static str,
    /// Where runs put what they keep, as far as the client that starts them takes it: the backend reads the run's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_pipeline_root: Option<KubeflowText>,
}

/// `ComponentSpec` of a container.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    pub executor_label: String,
    /// The backend keys it by the hash of the container alone, so equal containers must have equal ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_definitions: Option<Inputs<Definition>>,
}

/// `ComponentInputsSpec` or `TaskInputsSpec`, of which we use parameters only.
#[derive(Debug, Serialize)]
pub(super) struct Inputs<T> {
    pub parameters: IndexMap<String, T>,
}

/// `ComponentInputsSpec.ParameterSpec`. Without `defaultValue` a run that gives none is refused when it is created.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Definition {
    /// Always text: another type changes what a person writes.
    pub parameter_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<KubeflowText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<KubeflowText>,
}

/// `PipelineDeploymentConfig`.
#[derive(Debug, Serialize)]
pub(super) struct DeploymentSpec {
    pub executors: IndexMap<String, Marked<Executor>>,
}

/// `ExecutorSpec`.
#[derive(Debug, Serialize)]
pub(super) struct Executor {
    pub container: Container,
}

/// `PipelineContainerSpec`. `command` and `args` are one list to the launcher, and the image's entrypoint is never used.
#[derive(Debug, Serialize)]
pub(super) struct Container {
    pub image: Marked<KubeflowText>,
    pub command: Vec<Marked<KubeflowText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<Marked<KubeflowText>>,
    /// Texts only; the rest stands in the platform's document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<Marked<EnvVar>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Marked<Resources>>,
}

/// `ResourceSpec`: quantities as Kubernetes writes them. The fields without `resource` in front are older, and doubles.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resources {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_cpu_limit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_cpu_request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_memory_limit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_memory_request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerator: Option<Accelerator>,
}

/// `AcceleratorConfig`: becomes a limit of that name, from which Kubernetes takes the request. One field without the
/// other is dropped in silence.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Accelerator {
    pub resource_count: String,
    pub resource_type: String,
}

/// `PipelineInfo`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PipelineInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<KubeflowText>,
    /// The original name, where it had to change; kfp writes a pipeline's `display_name` there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<KubeflowText>,
    pub name: String,
}

/// `ComponentSpec` of the whole.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Root {
    pub dag: Dag,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_definitions: Option<Inputs<Marked<Definition>>>,
}

/// `DagSpec`.
#[derive(Debug, Serialize)]
pub(super) struct Dag {
    pub tasks: IndexMap<String, Marked<Task>>,
}

/// `PipelineTaskSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Task {
    pub caching_options: CachingOptions,
    pub component_ref: ComponentRef,
    /// A name that no task has compiles in silence, so the plan's edges are what protects it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependent_tasks: Vec<Marked<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Inputs<InputParameter>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_policy: Option<Marked<RetryPolicy>>,
    pub task_info: TaskInfo,
}

/// `CachingOptions`: without `enableCache` a task always runs.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CachingOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_cache: Option<bool>,
}

/// `ComponentRef`.
#[derive(Debug, Serialize)]
pub(super) struct ComponentRef {
    pub name: String,
}

/// `TaskInputsSpec.InputParameterSpec`: the pipeline's parameter of that name.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InputParameter {
    pub component_input_parameter: String,
}

/// `PipelineTaskSpec.RetryPolicy`, of which all four fields are always read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RetryPolicy {
    /// Attempts after the first.
    pub max_retry_count: u32,
    /// The first wait, in whole seconds.
    pub backoff_duration: String,
    /// A whole number: a fraction is none to Argo.
    pub backoff_factor: u32,
    /// Not the longest wait, but the time from the start of the first attempt after which nothing is tried again; without
    /// it, nothing ever is.
    pub backoff_max_duration: &'static str,
}

/// `PipelineTaskInfo`: the driver fails without.
#[derive(Debug, Serialize)]
pub(super) struct TaskInfo {
    pub name: KubeflowText,
}
