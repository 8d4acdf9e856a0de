//! The parts of the platform's document that we write, and nothing else of it.
//!
//! Shapes and field names: kubeflow/pipelines 7b70c7b9, kubernetes_platform/proto/kubernetes_executor_config.proto, in
//! the JSON form of protocol buffers: 64-bit integers are strings there. Each field is one of kfp-kubernetes 2.17.0.

use indexmap::IndexMap;
use serde::Serialize;

use super::escape::KubeflowText;
use super::spec::Strings;
use crate::backends::kube::values::Escaped;
use crate::emit::Marked;

/// `PlatformSpec`. A document without `kubernetes` is ignored.
#[derive(Debug, Serialize)]
pub(super) struct PlatformSpec {
    pub platforms: Platforms,
}

/// The platforms by name.
#[derive(Debug, Serialize)]
pub(super) struct Platforms {
    pub kubernetes: Platform,
}

/// `SinglePlatformSpec`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Platform {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_spec: Option<DeploymentSpec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline_config: Option<PipelineConfig>,
}

/// `PlatformDeploymentConfig`: executors by the labels of the pipeline's own document.
#[derive(Debug, Serialize)]
pub(super) struct DeploymentSpec {
    pub executors: IndexMap<String, Marked<Config>>,
}

/// `PipelineConfig`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PipelineConfig {
    /// How long the run's workflow stays after its end (`TTLStrategy.secondsAfterCompletion` of Argo's); 32 bits, so a
    /// number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_ttl_on_completion: Option<u32>,
    /// The longest time of a run; a 32-bit integer, so a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<Marked<u64>>,
}

/// `KubernetesExecutorConfig`: what becomes of the step's pod.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Config {
    /// The longest time of one attempt, pending and pulling included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_deadline_seconds: Option<Marked<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub config_map_as_env: Vec<Marked<ConfigMapAsEnv>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub config_map_as_volume: Vec<Marked<ConfigMapAsVolume>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub empty_dir_mounts: Vec<Marked<EmptyDirMount>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub field_path_as_env: Vec<Marked<FieldPathAsEnv>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_pull_policy: Option<Marked<&'static str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secret: Vec<Marked<SecretName>>,
    /// Terms: alternatives, and those with a weight preferences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub node_affinity: Vec<Marked<IndexMap<String, Escaped<KubeflowText>>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_selector: Option<NodeSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_metadata: Option<PodMetadata>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pvc_mount: Vec<Marked<PvcMount>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secret_as_env: Vec<Marked<SecretAsEnv>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secret_as_volume: Vec<Marked<SecretAsVolume>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_context: Option<Marked<SecurityContext>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tolerations: Vec<Marked<Toleration>>,
}

/// `SecretAsEnv`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretAsEnv {
    pub secret_name: KubeflowText,
    pub optional: bool,
    pub key_to_env: [SecretKey; 1],
}

/// `SecretAsEnv.SecretKeyToEnvMap`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretKey {
    pub env_var: String,
    pub secret_key: KubeflowText,
}

/// `ConfigMapAsEnv`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigMapAsEnv {
    pub config_map_name: KubeflowText,
    pub key_to_env: [ConfigMapKey; 1],
    pub optional: bool,
}

/// `ConfigMapAsEnv.ConfigMapKeyToEnvMap`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigMapKey {
    pub config_map_key: KubeflowText,
    pub env_var: String,
}

/// `FieldPathAsEnv`: any path that Kubernetes takes (`extendPodSpecPatch`, driver/k8s.go, hands it on).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FieldPathAsEnv {
    pub name: String,
    pub field_path: KubeflowText,
}

/// `ImagePullSecret`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretName {
    pub secret_name: KubeflowText,
}

/// `NodeSelector`.
#[derive(Debug, Serialize)]
pub(super) struct NodeSelector {
    pub labels: Strings,
}

/// `PodMetadata`.
#[derive(Debug, Default, Serialize)]
pub(super) struct PodMetadata {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub annotations: Strings,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub labels: Strings,
}

/// `PvcMount`: the volume has the claim's name.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PvcMount {
    pub constant: KubeflowText,
    pub mount_path: KubeflowText,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_path: Option<KubeflowText>,
}

/// `SecretAsVolume`: the volume has the secret's name.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecretAsVolume {
    pub secret_name: KubeflowText,
    pub mount_path: KubeflowText,
    pub optional: bool,
}

/// `ConfigMapAsVolume`: the volume has the config map's name.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigMapAsVolume {
    pub config_map_name: KubeflowText,
    pub mount_path: KubeflowText,
    pub optional: bool,
}

/// `EmptyDirMount`. Not `enabledSharedMemory`: the field exists, and the backend has no code for it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EmptyDirMount {
    pub volume_name: String,
    pub mount_path: KubeflowText,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_limit: Option<String>,
}

/// `SecurityContext`: ids are strings, since they have 64 bits.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityContext {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as_user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as_non_root: Option<bool>,
}

/// `Toleration`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Toleration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<KubeflowText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<KubeflowText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toleration_seconds: Option<String>,
}
