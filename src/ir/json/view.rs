//! The shapes that are printed, in the order of their keys.

use indexmap::IndexMap;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PieceView {
    Text(String),
    Run(&'static str),
    Param(String),
    Env(String),
}

pub(super) type Strings = IndexMap<String, String>;

#[derive(Serialize)]
pub(super) struct PipelineView<'a> {
    pub(super) ir: u8,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<&'a str>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) labels: Strings,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) annotations: Strings,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) parameters: IndexMap<&'a str, ParameterView>,
    pub(super) run_id_env: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parallelism: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) on_failure: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) schedules: Vec<ScheduleView<'a>>,
    pub(super) steps: IndexMap<&'a str, StepView<'a>>,
    pub(super) settings: IndexMap<&'a str, SectionView<'a>>,
}

#[derive(Serialize)]
pub(super) struct ParameterView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ScheduleView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cron: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) every: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) once: Option<String>,
    pub(super) timezone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<String>,
    pub(super) overlap: &'static str,
    pub(super) catchup: bool,
    pub(super) suspended: bool,
    pub(super) at: String,
}

#[derive(Serialize)]
pub(super) struct StepView<'a> {
    pub(super) at: String,
    pub(super) needs: Vec<NeedView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    pub(super) work: WorkView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry: Option<RetryView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timeout: Option<serde_json::Number>,
    pub(super) settings: IndexMap<&'a str, SectionView<'a>>,
}

#[derive(Serialize)]
pub(super) struct NeedView<'a> {
    pub(super) step: &'a str,
    pub(super) on: &'static str,
}

#[derive(Serialize)]
pub(super) struct RetryView {
    pub(super) limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) delay: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) backoff: Option<serde_json::Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_delay: Option<serde_json::Number>,
}

#[derive(Serialize)]
pub(super) struct WorkView<'a> {
    pub(super) image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) command: Option<Vec<Vec<PieceView>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) args: Option<Vec<Vec<PieceView>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) working_dir: Option<String>,
    pub(super) env: Vec<EnvView<'a>>,
    pub(super) resources: ResourcesView,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) volumes: Vec<VolumeView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image_pull_policy: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) image_pull_secrets: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) security_context: Option<ValueView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service_account: Option<String>,
    #[serde(skip_serializing_if = "PlacementView::is_empty")]
    pub(super) placement: PlacementView,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) labels: Strings,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) annotations: Strings,
}

#[derive(Serialize)]
pub(super) struct EnvView<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Vec<PieceView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<ReferenceView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) config: Option<ReferenceView>,
}

#[derive(Serialize)]
pub(super) struct ReferenceView {
    pub(super) name: String,
    pub(super) key: String,
    pub(super) optional: bool,
}

#[derive(Serialize)]
pub(super) struct ResourcesView {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) requests: IndexMap<&'static str, String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) limits: IndexMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shared_memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gpu: Option<GpuView>,
}

#[derive(Serialize)]
pub(super) struct GpuView {
    pub(super) count: u32,
    pub(super) resource: String,
    #[serde(skip_serializing_if = "GpuNodeView::is_empty")]
    pub(super) node: GpuNodeView,
}

#[derive(Serialize)]
pub(super) struct GpuNodeView {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) product: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) memory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cuda: Option<String>,
}

impl GpuNodeView {
    fn is_empty(&self) -> bool {
        self.product.is_empty() && self.memory.is_none() && self.cuda.is_none()
    }
}

#[derive(Serialize)]
pub(super) struct PlacementView {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub(super) node_selector: Strings,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tolerations: Vec<TolerationView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) affinity: Option<ValueView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) priority_class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) runtime_class: Option<String>,
}

impl PlacementView {
    fn is_empty(&self) -> bool {
        self.node_selector.is_empty()
            && self.tolerations.is_empty()
            && self.affinity.is_none()
            && self.priority_class.is_none()
            && self.runtime_class.is_none()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TolerationView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operator: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) effect: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) toleration_seconds: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct VolumeView {
    pub(super) mount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) claim: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) config: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) empty: Option<EmptyView>,
    pub(super) read_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub_path: Option<String>,
}

#[derive(Serialize)]
pub(super) struct EmptyView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size: Option<String>,
    pub(super) memory: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ValueView {
    Bool(bool),
    Integer(i64),
    String(String),
    List(Vec<ValueView>),
    Map(IndexMap<String, ValueView>),
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum SectionView<'a> {
    /// Of a step: what it does not inherit of the pipeline's settings.
    Null,
    Scalar(&'a str),
    List(Vec<SectionView<'a>>),
    Map(IndexMap<&'a str, SectionView<'a>>),
}
