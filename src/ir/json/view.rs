//! The shapes that are printed, in the order of their keys.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// One piece of a text.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "piece")]
pub(super) enum PieceView {
    /// A literal, byte for byte what the container gets.
    Text(String),
    /// A fact of the run: `id`.
    Run(&'static str),
    /// The value of the parameter of this name in this run.
    Param(String),
    /// The value of the step's own variable of this name, expanded by the platform.
    Env(String),
}

pub(super) type Strings = IndexMap<String, String>;

/// A pipeline.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "pipeline")]
pub(super) struct PipelineView<'a> {
    /// The version of this format: 1.
    pub(super) ir: u8,
    /// The pipeline's name as written. Each target gets a legal name from it.
    pub(super) name: &'a str,
    /// A word for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    /// The Kubernetes namespace of everything emitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<&'a str>,
    /// Labels of the pipeline's own objects. Those of the pods stand at each step, these among them.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) labels: Strings,
    /// Annotations of the pipeline's own objects. Those of the pods stand at each step, these among them.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) annotations: Strings,
    /// Values that a person may change at start, by their names.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) parameters: IndexMap<&'a str, ParameterView>,
    /// The variables that hold the run id in every step.
    pub(super) run_id_env: Vec<&'a str>,
    /// The longest time that a whole run may take, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<serde_json::Number>,
    /// How many steps of one run may run at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parallelism: Option<u32>,
    /// What a failed step means for the others: `stop`, `continue` or `cancel`. Absent: what the target does by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) on_failure: Option<&'static str>,
    /// When the pipeline runs by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) schedules: Vec<ScheduleView<'a>>,
    /// The steps by their ids, in the order of the file, which implies no edge.
    pub(super) steps: IndexMap<&'a str, StepView<'a>>,
    /// Settings of targets by the target's name, as written.
    pub(super) settings: IndexMap<&'a str, SectionView<'a>>,
}

/// A value that a person may change at start; always text.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "parameter")]
pub(super) struct ParameterView {
    /// The value of a run that names no other. Absent: required at start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default: Option<String>,
    /// A word for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
}

/// A schedule: one of `cron`, `every` and `once`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "schedule")]
pub(super) struct ScheduleView<'a> {
    /// Five fields in numbers, read in `timezone`. Sunday is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cron: Option<String>,
    /// An interval in seconds, counted from `start`, else from 1970-01-01T00:00 in `timezone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) every: Option<serde_json::Number>,
    /// One time, in UTC (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) once: Option<String>,
    /// A zone of the IANA database.
    pub(super) timezone: &'a str,
    /// No run before this time, in UTC (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<String>,
    /// No run after this time, in UTC (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<String>,
    /// What happens when a run is due while another still runs: `forbid`, `allow` or `replace`.
    pub(super) overlap: &'static str,
    /// Whether runs that were missed since `start` are made up for.
    pub(super) catchup: bool,
    /// Whether the schedule is emitted but does not fire.
    pub(super) suspended: bool,
    /// The key path in the input.
    pub(super) at: String,
}

/// A step.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "step")]
pub(super) struct StepView<'a> {
    /// The key path in the input.
    pub(super) at: String,
    /// What must have ended before this step starts.
    pub(super) needs: Vec<NeedView<'a>>,
    /// A word for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    /// What runs, where, and as whom.
    pub(super) work: WorkView<'a>,
    /// Further attempts after a failure. Absent: one attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry: Option<RetryView>,
    /// The longest time that one attempt may take, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<serde_json::Number>,
    /// Settings of targets for this step by the target's name, as written.
    pub(super) settings: IndexMap<&'a str, SectionView<'a>>,
}

/// An edge: the step that holds it runs after the one it names.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "need")]
pub(super) struct NeedView<'a> {
    /// The id of the step that comes first.
    pub(super) step: &'a str,
    /// How that step must have ended: `succeeded`.
    pub(super) on: &'static str,
}

/// Further attempts after a failure.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "retry")]
pub(super) struct RetryView {
    /// Attempts after the first, at least one.
    pub(super) limit: u32,
    /// The wait before the second attempt, in seconds. Absent: at once, as far as the target can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delay: Option<serde_json::Number>,
    /// The factor by which each wait is longer than the one before. Absent: 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) backoff: Option<serde_json::Number>,
    /// The longest wait, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_delay: Option<serde_json::Number>,
}

/// What a step runs, where, and as whom. Two steps with equal work do the same.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "work")]
pub(super) struct WorkView<'a> {
    /// The container image, with digest or tag as written.
    pub(super) image: Option<String>,
    /// Replaces the image's entrypoint, a text an argument. Absent: the entrypoint runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<Vec<Vec<PieceView>>>,
    /// Appended to the command or the entrypoint, a text an argument.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) args: Option<Vec<Vec<PieceView>>>,
    /// The folder that the command starts in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) working_dir: Option<String>,
    /// Secrets and config maps of which each entry is a variable, the later before the earlier, `env` before all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) env_from: Vec<EnvSourceView<'a>>,
    /// The environment variables in their order.
    pub(super) env: Vec<EnvView<'a>>,
    /// What the step takes of its machine, with every default resolved.
    pub(super) resources: ResourcesView,
    /// What is mounted, one entry a mount.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) volumes: Vec<VolumeView>,
    /// When the image is pulled: `Always`, `IfNotPresent` or `Never`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image_pull_policy: Option<&'static str>,
    /// Secrets that the image is pulled with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) image_pull_secrets: Vec<String>,
    /// Kubernetes' container security context, in its own shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) security_context: Option<ValueView>,
    /// The account that the step runs as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service_account: Option<String>,
    /// Constraints on the node.
    #[serde(skip_serializing_if = "PlacementView::is_empty")]
    pub(super) placement: PlacementView,
    /// Labels of the step's pod.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) labels: Strings,
    /// Annotations of the step's pod.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) annotations: Strings,
}

/// A source of variables: one of `secret` and `config`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "env_source")]
pub(super) struct EnvSourceView<'a> {
    /// The name of a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// The name of a config map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) config: Option<String>,
    /// What stands before each key in the variable's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefix: Option<&'a str>,
    /// Whether the step starts without the object.
    pub(super) optional: bool,
}

/// An environment variable: one of `value`, `secret`, `config` and `field`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "env")]
pub(super) struct EnvView<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// A text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Vec<PieceView>>,
    /// A secret's entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<ReferenceView>,
    /// A config map's entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) config: Option<ReferenceView>,
    /// A field of the step's own pod, by Kubernetes' path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) field: Option<&'a str>,
}

/// An entry of a secret or config map.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "reference")]
pub(super) struct ReferenceView {
    /// The secret or config map.
    pub(super) name: String,
    /// The entry.
    pub(super) key: String,
    /// Whether the step starts without it.
    pub(super) optional: bool,
}

/// What a step takes of its machine.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "resources")]
pub(super) struct ResourcesView {
    /// What the scheduler reserves: `cpu`, `memory`, `ephemeral-storage`, as Kubernetes quantities.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) requests: IndexMap<&'static str, String>,
    /// What the step may not exceed, by the same names.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) limits: IndexMap<&'static str, String>,
    /// The size of a memory-backed `/dev/shm`, a Kubernetes quantity. It counts against the memory limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shared_memory: Option<String>,
    /// GPUs. Absent: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gpu: Option<GpuView>,
}

/// GPUs.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "gpu")]
pub(super) struct GpuView {
    /// How many, in requests and limits.
    pub(super) count: u32,
    /// The extended resource that is counted.
    pub(super) resource: String,
    /// What their node must be like.
    #[serde(skip_serializing_if = "GpuNodeView::is_empty")]
    pub(super) node: GpuNodeView,
}

/// What the node of a GPU must be like, by the labels of NVIDIA's GPU feature discovery.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "gpu_node")]
pub(super) struct GpuNodeView {
    /// Accepted products, any of them. Absent: any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) product: Vec<String>,
    /// The least memory of one card, a Kubernetes quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<String>,
    /// The least CUDA version that the node's driver supports, as `MAJOR.MINOR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cuda: Option<String>,
}

impl GpuNodeView {
    fn is_empty(&self) -> bool {
        self.product.is_empty() && self.memory.is_none() && self.cuda.is_none()
    }
}

/// Constraints on the node.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "placement")]
pub(super) struct PlacementView {
    /// Labels that the node must have.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) node_selector: Strings,
    /// Taints that the step accepts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tolerations: Vec<TolerationView>,
    /// Kubernetes' affinity, in its own shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) affinity: Option<ValueView>,
    /// The name of a priority class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) priority_class: Option<String>,
    /// The name of a runtime class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) runtime_class: Option<String>,
    /// The scheduler that chooses the node. Absent: the cluster's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scheduler: Option<String>,
}

impl PlacementView {
    fn is_empty(&self) -> bool {
        self.node_selector.is_empty()
            && self.tolerations.is_empty()
            && self.affinity.is_none()
            && self.priority_class.is_none()
            && self.runtime_class.is_none()
            && self.scheduler.is_none()
    }
}

/// A taint that a step accepts, in Kubernetes' own shape.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "toleration")]
pub(super) struct TolerationView {
    /// The taint's key. Absent with `Exists`: every taint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    /// `Equal` or `Exists`. Absent: `Equal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operator: Option<&'static str>,
    /// The taint's value, only with `Equal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<String>,
    /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`. Absent: every effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) effect: Option<&'static str>,
    /// How long a running pod stays, only with `NoExecute`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) toleration_seconds: Option<i64>,
}

/// A mount: one of `claim`, `secret`, `config` and `empty`. Mounts of an equal one of the first three share a volume.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "volume")]
pub(super) struct VolumeView {
    /// The absolute path in the container.
    pub(super) mount: String,
    /// An existing persistent volume claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) claim: Option<String>,
    /// A secret, its entries as files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    /// A config map, its entries as files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) config: Option<String>,
    /// An empty folder that lives as long as the pod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) empty: Option<EmptyView>,
    /// Whether the container must not write.
    pub(super) read_only: bool,
    /// A path inside the volume, mounted instead of its root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub_path: Option<String>,
}

/// An empty folder.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "empty")]
pub(super) struct EmptyView {
    /// The most that it may hold, a Kubernetes quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<String>,
    /// Whether it is kept in memory.
    pub(super) memory: bool,
}

/// A part in Kubernetes' own shape.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(rename = "value")]
pub(super) enum ValueView {
    Bool(bool),
    Integer(i64),
    String(String),
    List(Vec<ValueView>),
    Map(IndexMap<String, ValueView>),
}

/// Settings as written: scalars are strings by their spelling.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(rename = "section")]
pub(super) enum SectionView<'a> {
    /// Of a step: what it does not inherit of the pipeline's settings.
    Null,
    Scalar(&'a str),
    List(Vec<SectionView<'a>>),
    Map(IndexMap<&'a str, SectionView<'a>>),
}
