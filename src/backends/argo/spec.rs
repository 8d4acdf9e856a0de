//! The parts of Argo's API that we write, and nothing else of it.
//!
//! Shapes and field names: argo-workflows v4.0.2, pkg/apis/workflow/v1alpha1/{workflow,cron_workflow}_types.go. Strings
//! that a user's text can reach are [`ArgoText`]s; those that are plain are ours.

use indexmap::IndexMap;
use serde::Serialize;

use super::escape::ArgoText;
use super::lifetime::{PodGcSpec, TtlStrategy};
use super::locks::Locks;
use crate::backends::kube::env::{self, EnvSources, EnvVars};
use crate::backends::kube::resources::Requirements;
use crate::backends::kube::values::Escaped;
use crate::backends::kube::{object, placement, volumes};
use crate::emit::Marked;

pub(super) type EnvVar = env::EnvVar<ArgoText>;
pub(super) type Strings = IndexMap<String, ArgoText>;
/// A `WorkflowTemplate`, its cluster's kind, a `Workflow` or a `CronWorkflow`. None of Argo's engines reads its metadata.
pub(super) type Object<S> = object::Object<S, ArgoText>;
pub(super) type ObjectMeta = object::ObjectMeta<ArgoText>;
pub(super) type Metadata = object::Metadata<ArgoText>;
pub(super) type LocalObject = object::LocalObject<ArgoText>;

/// `apiVersion` of all of Argo's kinds.
pub(super) const API_VERSION: &str = "argoproj.io/v1alpha1";

/// `WorkflowSpec`. Never with `retryStrategy` or `templateDefaults`: they would hit the DAG too.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorkflowSpec {
    /// The template that a run begins with.
    pub entrypoint: &'static str,
    /// What a person may change at start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Arguments>,
    /// The account of pods whose template names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<Marked<ArgoText>>,
    /// Of all pods; a template has no such field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secrets: Vec<Marked<LocalObject>>,
    /// Pods of one run at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelism: Option<Marked<u32>>,
    /// How long runs stay after their end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_strategy: Option<TtlStrategy>,
    /// The longest time of a run, in seconds; running pods get what is left of it as their own deadline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<Marked<u64>>,
    /// Among runs that wait for the controller's `parallelism`; the highest goes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// When pods are deleted.
    #[serde(rename = "podGC", skip_serializing_if = "Option::is_none")]
    pub pod_gc: Option<PodGcSpec>,
    /// What a run holds from start to end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronization: Option<Marked<Locks>>,
    /// Of all pods whose template does not say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_logs: Option<bool>,
    pub templates: Vec<AnyTemplate>,
}

/// `Arguments`.
#[derive(Debug, Serialize)]
pub(super) struct Arguments {
    pub parameters: Vec<Marked<Parameter>>,
}

/// `Parameter`. Without `value` a run that gives none is refused at submit.
#[derive(Debug, Serialize)]
pub(super) struct Parameter {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<ArgoText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<ArgoText>,
}

/// `Template`: the DAG or a container.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum AnyTemplate {
    Dag(DagTemplate),
    Container(Box<Marked<Template>>),
}

/// A `Template` that is a DAG.
#[derive(Debug, Serialize)]
pub(super) struct DagTemplate {
    pub name: &'static str,
    pub dag: Dag,
}

/// `DAGTemplate`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dag {
    /// False: branches that do not depend on a failed task go on. Argo v4.0.2 lets them go on in any case (#10312).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_fast: Option<Marked<bool>>,
    pub tasks: Vec<Marked<Task>>,
}

/// `DAGTask`. `dependencies`, not `depends`, whose syntax lint does not read.
#[derive(Debug, Serialize)]
pub(super) struct Task {
    pub name: String,
    pub template: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Marked<String>>,
}

/// A `Template` that is a container. Selectors, tolerations and affinity here replace those of the spec.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Template {
    pub name: String,
    /// Labels and annotations of the pod; Argo's templates read them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// A strategic merge patch of the pod, as JSON: for fields that a template does not have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_spec_patch: Option<String>,
    /// The longest time of one attempt, in seconds, from the pod's start. Not `timeout`, which counts pending pods too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<Marked<u64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_strategy: Option<Marked<RetryStrategy>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<Marked<ArgoText>>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub node_selector: Strings,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Marked<placement::Toleration<ArgoText>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<Marked<Escaped<ArgoText>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_class_name: Option<Marked<ArgoText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduler_name: Option<Marked<ArgoText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<volumes::Volume<ArgoText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_location: Option<ArchiveLocation>,
    /// What each attempt holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synchronization: Option<Marked<Locks>>,
    pub container: Container,
}

/// `ArtifactLocation` without a location: the repository's own counts (workflow/controller/workflowpod.go, v4.0.2).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArchiveLocation {
    pub archive_logs: bool,
}

/// `RetryStrategy`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RetryStrategy {
    /// Attempts after the first. Argo counts retries, not runs; without it there is no end to them.
    pub limit: u32,
    /// `Always`: the default does not retry a pod whose object vanished with its node.
    pub retry_policy: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backoff: Option<Backoff>,
}

/// `Backoff`. Never with `maxDuration`, which overrides the pod's deadline after a failure.
#[derive(Debug, Serialize)]
pub(super) struct Backoff {
    /// The first wait, as Go writes durations; constant without `factor`.
    pub duration: String,
    /// A whole number: others turn the first failure into an error (v4.0.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<u32>,
    /// The longest wait; known from 3.7 on (#13782).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<String>,
}

/// `core/v1` Container, less its name, which Argo sets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Container {
    pub image: Marked<ArgoText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<Marked<ArgoText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<Marked<ArgoText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<Marked<ArgoText>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env_from: EnvSources<ArgoText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: EnvVars<ArgoText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Marked<Requirements>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volume_mounts: Vec<volumes::Mount<ArgoText>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_pull_policy: Option<Marked<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<Marked<Escaped<ArgoText>>>,
}

/// What a `podSpecPatch` sets. Tolerations never stand here: the patch would replace the template's.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PodPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_class_name: Option<ArgoText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secrets: Vec<LocalObject>,
}

/// `CronWorkflowSpec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CronWorkflowSpec<'w> {
    /// 3.6 and later, the only form in 4.0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Marked<String>>,
    /// 3.5's form, unknown in 4.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Marked<String>>,
    /// Always written: without it the controller's own zone counts.
    pub timezone: Marked<String>,
    /// `Allow` is the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency_policy: Option<Marked<&'static str>>,
    /// A run that was missed by less is started late; only the last one.
    pub starting_deadline_seconds: u64,
    /// Runs that succeeded and stay; three are the controller's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successful_jobs_history_limit: Option<u32>,
    /// Runs that failed and stay; one is the controller's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_jobs_history_limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<Marked<bool>>,
    /// An expression that is asked at each tick; false: no run (3.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Marked<String>>,
    /// When the schedule stops for good (3.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_strategy: Option<Marked<StopStrategy>>,
    /// Of the runs that it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow_metadata: Option<Metadata>,
    pub workflow_spec: ScheduledSpec<'w>,
}

/// A `WorkflowSpec` that runs a template, or one that is whole.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum ScheduledSpec<'w> {
    Template(TemplateRun),
    Whole(&'w WorkflowSpec),
}

/// `StopStrategy`: an expression (not its 3.5 form, `condition`).
#[derive(Debug, Serialize)]
pub(super) struct StopStrategy {
    pub expression: String,
}

/// A `WorkflowSpec` that runs a template.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TemplateRun {
    pub workflow_template_ref: TemplateRef,
}

/// `WorkflowTemplateRef`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TemplateRef {
    pub name: String,
    /// True for a `ClusterWorkflowTemplate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_scope: Option<bool>,
}
