//! The parts of Tekton's and Kubernetes' APIs that we write, and nothing else of them.
//!
//! Shapes and field names: tektoncd/pipeline v1.15.0, pkg/apis/pipeline/v1/{pipeline,pipelinerun,task,container}_types.go
//! and pkg/apis/pipeline/pod/template.go; k8s.io/api v0.35, batch/v1, rbac/v1, core/v1. Strings that a user's text can
//! reach are [`TektonText`]s; those that are plain are ours.

use indexmap::IndexMap;
use serde::Serialize;

use super::escape::TektonText;
use crate::backends::kube::env::{self, EnvSources, EnvVars};
use crate::backends::kube::resources::Requirements;
use crate::backends::kube::values::Escaped;
use crate::backends::kube::{object, placement, volumes};
use crate::emit::Marked;

pub(super) type EnvVar = env::EnvVar<TektonText>;
pub(super) type Strings = IndexMap<String, TektonText>;
pub(super) type Object<S> = object::Object<S, TektonText>;
pub(super) type ObjectMeta = object::ObjectMeta<TektonText>;
pub(super) type Metadata = object::Metadata<TektonText>;
pub(super) type LocalObject = object::LocalObject<TektonText>;

/// `apiVersion` of all of Tekton's kinds.
pub(super) const API_VERSION: &str = "tekton.dev/v1";

/// `PipelineSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PipelineSpec {
    /// The original name, where it had to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<TektonText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Marked<TektonText>>,
    /// What a person may change at start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Marked<ParamSpec>>,
    pub tasks: Vec<Marked<PipelineTask>>,
}

/// `ParamSpec`. Without `default` a run that gives no value fails (ParameterMissing).
#[derive(Debug, Serialize)]
pub(super) struct ParamSpec {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<TektonText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<TektonText>,
}

/// `PipelineTask`. Never with `onError: continue`: dependents would run too, and the run succeed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PipelineTask {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<TektonText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Marked<TektonText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub run_after: Vec<Marked<String>>,
    /// Attempts after the first, each a new pod at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<Marked<u32>>,
    /// Of each attempt; `0s` is none, and without it an hour counts.
    pub timeout: Marked<String>,
    pub task_spec: TaskSpec,
}

/// `EmbeddedTask`.
#[derive(Debug, Serialize)]
pub(super) struct TaskSpec {
    /// Of the pod; the run's own labels and annotations win over these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<volumes::Volume<TektonText>>,
    /// One: steps of a task share a pod, and their requests add up.
    pub steps: Vec<Step>,
}

/// `Step`: a container.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Step {
    pub name: &'static str,
    pub image: Marked<TektonText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<Marked<TektonText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<Marked<TektonText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<Marked<TektonText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env_from: EnvSources<TektonText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: EnvVars<TektonText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compute_resources: Option<Marked<Requirements>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volume_mounts: Vec<volumes::Mount<TektonText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_pull_policy: Option<Marked<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<Marked<Escaped<TektonText>>>,
}

/// `PipelineRunSpec`: it refers to the pipeline or holds it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PipelineRunSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline_ref: Option<PipelineRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline_spec: Option<PipelineSpec>,
    pub timeouts: Timeouts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_run_template: Option<TaskRunTemplate>,
    /// At most one entry a task: the last would win. An unknown task fails the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub task_run_specs: Vec<Marked<TaskRunSpec>>,
}

/// `PipelineRef`.
#[derive(Debug, Serialize)]
pub(super) struct PipelineRef {
    pub name: String,
}

/// `TimeoutFields`. Never with `tasks`: zero under a limit is refused.
#[derive(Debug, Serialize)]
pub(super) struct Timeouts {
    /// Of the run; `0s` is none, and without it an hour counts.
    pub pipeline: Marked<String>,
}

/// `PipelineTaskRunTemplate`: what all pods have that do not say otherwise.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaskRunTemplate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_template: Option<PodTemplate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<Marked<TektonText>>,
}

/// `PipelineTaskRunSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaskRunSpec {
    pub pipeline_task_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<Marked<TektonText>>,
    /// Each field replaces the one of all pods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_template: Option<PodTemplate>,
    /// Wins over the labels and annotations of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

/// `pod.Template`. Never with `env`, which would win over the step's.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PodTemplate {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub node_selector: Strings,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Marked<placement::Toleration<TektonText>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Marked<Escaped<TektonText>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_class_name: Option<Marked<TektonText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_class_name: Option<Marked<TektonText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduler_name: Option<Marked<TektonText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secrets: Vec<Marked<LocalObject>>,
}

/// What has only metadata: a `ServiceAccount`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bare {
    pub api_version: &'static str,
    pub kind: &'static str,
    pub metadata: ObjectMeta,
}

/// `rbac/v1` Role.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Role {
    pub api_version: &'static str,
    pub kind: &'static str,
    pub metadata: ObjectMeta,
    pub rules: [PolicyRule; 1],
}

/// `PolicyRule`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PolicyRule {
    pub api_groups: [&'static str; 1],
    pub resources: [&'static str; 1],
    pub verbs: [&'static str; 1],
}

/// `rbac/v1` RoleBinding.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RoleBinding {
    pub api_version: &'static str,
    pub kind: &'static str,
    pub metadata: ObjectMeta,
    pub role_ref: RoleRef,
    pub subjects: [Subject; 1],
}

/// `RoleRef`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RoleRef {
    pub api_group: &'static str,
    pub kind: &'static str,
    pub name: String,
}

/// `Subject`. Without a namespace the server refuses a service account.
#[derive(Debug, Serialize)]
pub(super) struct Subject {
    pub kind: &'static str,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

/// `ConfigMap`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigMap {
    pub api_version: &'static str,
    pub kind: &'static str,
    pub metadata: ObjectMeta,
    pub data: IndexMap<&'static str, String>,
}

/// `CronJobSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CronJobSpec {
    pub schedule: Marked<String>,
    /// Always written: without it the controller manager's own zone counts.
    pub time_zone: Marked<String>,
    /// Of the jobs, which only create runs. `Allow` is the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency_policy: Option<Marked<&'static str>>,
    /// A run that was missed by less is started late; only the last one.
    pub starting_deadline_seconds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<Marked<bool>>,
    /// Jobs that succeeded and stay; three are Kubernetes' default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successful_jobs_history_limit: Option<u32>,
    /// Jobs that failed and stay; one is Kubernetes' default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_jobs_history_limit: Option<u32>,
    pub job_template: JobTemplate,
}

/// `JobTemplateSpec`.
#[derive(Debug, Serialize)]
pub(super) struct JobTemplate {
    pub spec: JobSpec,
}

/// `JobSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobSpec {
    /// Zero: a second attempt could create a second run.
    pub backoff_limit: u32,
    pub template: JobPod,
}

/// `PodTemplateSpec`.
#[derive(Debug, Serialize)]
pub(super) struct JobPod {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    pub spec: JobPodSpec,
}

/// `PodSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobPodSpec {
    pub service_account_name: TektonText,
    pub restart_policy: &'static str,
    pub containers: [JobContainer; 1],
    pub volumes: [volumes::Volume<TektonText>; 1],
}

/// `core/v1` Container.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobContainer {
    pub name: &'static str,
    pub image: TektonText,
    pub command: [&'static str; 4],
    pub volume_mounts: [volumes::Mount<TektonText>; 1],
}
