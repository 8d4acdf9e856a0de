//! The table of codes: one line each. A code never changes its meaning and is never used again for another.
//!
//! E00 reading, E01 shape, E02 graph, E03 support, E04 values, E05 lints, E11 argo, E12 airflow, E13 tekton,
//! E14 kubeflow, E15 to E79 further targets in order of arrival, E81 ZenML's snapshots, E82 stack files; `W` for warnings, `N` for
//! notes. `E03nn` and `W03nn` belong to the feature of that number (`ir::Feature::number`).

use std::fmt;

use super::Severity;

/// A kind of mistake.
pub struct Code {
    /// Its id, such as `E0201`.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// The page that explains it (Markdown).
    pub page: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

macro_rules! codes {
    ($($id:ident $name:ident $severity:ident $title:literal)+) => {
        $(
            #[doc = concat!("`", stringify!($id), "`: ", $title, ".")]
            pub static $name: Code = Code {
                id: stringify!($id),
                severity: Severity::$severity,
                title: $title,
                page: include_str!(concat!("explain/", stringify!($id), ".md")),
            };
        )+

        /// All codes, in order.
        pub static ALL: &[&Code] = &[$(&$name,)+];
    };
}

/// The code of this id.
pub fn find(id: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.id.eq_ignore_ascii_case(id))
}

codes! {
    E0001 NOT_TEXT Error "the file is not UTF-8 text"
    E0002 SYNTAX Error "the text is not YAML or JSON"
    E0003 TAB Error "a tab indents a line"
    E0004 DUPLICATE_KEY Error "a key stands twice"
    E0005 TAG Error "a tag other than !!str"
    E0006 TOO_BIG Error "the document is too deep or too large"
    E0007 SEVERAL_DOCUMENTS Error "the file holds several documents"
    E0008 EMPTY Error "the file holds no document"
    E0009 ALIAS Error "an alias or a merge that cannot be resolved"
    E0010 KEY_NOT_TEXT Error "a list or a map is used as a key"
    E0011 LONE_SURROGATE Error "half of a surrogate pair"
    E0101 UNKNOWN_KEY Error "a key that does not exist"
    E0102 WRONG_FORM Error "a value of the wrong form"
    E0103 MISSING_KEY Error "a required key is missing"
    E0104 RESERVED Error "a word that is reserved for later"
    E0105 NOT_A_DESCRIPTION Error "the document describes no pipeline"
    E0106 NO_VERSION Error "the key `segue` is missing"
    E0107 OTHER_VERSION Error "another version of the language"
    E0108 NULL Error "null where a value is wanted"
    E0109 EXCLUSIVE Error "keys that exclude or need each other"
    E0110 UNKNOWN_TARGET Error "a target that does not exist"
    E0201 UNKNOWN_STEP Error "a need that names no step"
    E0202 CIRCLE Error "steps that need each other in a circle"
    E0203 SELF_NEED Error "a step that needs itself"
    E0204 DOUBLE_NEED Error "a need that is named twice"
    E0205 SIMILAR_STEPS Error "two steps whose ids look the same"
    E0206 UNKNOWN_PARAMETER Error "a parameter that is not declared"
    E0207 UNKNOWN_VARIABLE Error "a variable that the step does not define"
    E0208 NO_STEPS Error "a pipeline without steps"
    E0301 ENTRYPOINT_UNSUPPORTED Error "the image's entrypoint is not used by the target"
    W0301 ENTRYPOINT_LOOKED_UP Warning "the image's entrypoint is looked up by the target"
    E0303 WORKING_DIR_UNSUPPORTED Error "a working directory that the target cannot say"
    W0303 WORKING_DIR_OTHERWISE Warning "a working directory by other means"
    E0305 REFERENCE_UNSUPPORTED Error "a reference to a variable that the target cannot say"
    E0309 SECURITY_CONTEXT_UNSUPPORTED Error "a security context that the target cannot say"
    E0310 RUN_ID_UNSUPPORTED Error "a use of the run id that the target cannot say"
    E0311 PARAMETER_UNSUPPORTED Error "a use of a parameter that the target cannot say"
    W0311 PARAMETERS_OTHERWISE Warning "parameters by other means"
    E0313 ENV_FROM_UNSUPPORTED Error "whole secrets or config maps as variables, which the target cannot say"
    W0317 STORAGE_LOST Warning "ephemeral storage is not asked for"
    E0332 AFFINITY_UNSUPPORTED Error "an affinity that the target cannot say"
    W0333 PRIORITY_CLASS_LOST Warning "a priority class is not set"
    E0334 RUNTIME_CLASS_UNSUPPORTED Error "a runtime class that the target cannot say"
    W0334 RUNTIME_CLASS_OTHERWISE Warning "a runtime class by other means"
    W0335 SCHEDULER_LOST Warning "a scheduler is not set"
    W0340 CLAIM_OTHERWISE Warning "a claim is mounted otherwise"
    E0341 SECRET_VOLUME_UNSUPPORTED Error "a mount of a secret that the target cannot say"
    E0342 CONFIG_VOLUME_UNSUPPORTED Error "a mount of a config map that the target cannot say"
    E0343 EMPTY_VOLUME_UNSUPPORTED Error "a mount of an empty volume that the target cannot say"
    W0343 EMPTY_VOLUME_OTHERWISE Warning "an empty volume is mounted otherwise"
    W0350 NAMESPACE_LOST Warning "a namespace that the files do not name"
    W0351 SERVICE_ACCOUNT_LOST Warning "a service account that the files do not name"
    W0352 PULL_SECRETS_OTHERWISE Warning "image pull secrets by other means"
    W0362 RETRY_DELAY_OTHERWISE Warning "a retry delay by other means, or none"
    E0363 BACKOFF_UNSUPPORTED Error "a backoff that the target cannot say"
    W0363 BACKOFF_OTHERWISE Warning "a backoff by other means, or none"
    W0364 MAX_DELAY_OTHERWISE Warning "a longest retry delay by other means, or none"
    W0365 STEP_TIMEOUT_OTHERWISE Warning "a step timeout by other means"
    W0366 PIPELINE_TIMEOUT_OTHERWISE Warning "a pipeline timeout by other means"
    N0367 FAILURE_DIFFERS Note "targets that differ in what a failure means"
    W0367 STOP_LOST Warning "after a failure other branches go on"
    N0368 CONTINUE_BY_DEFAULT Note "after a failure nothing new starts in any branch"
    W0368 CONTINUE_LOST Warning "after a failure nothing new starts in any branch"
    W0369 CANCEL_LOST Warning "after a failure running steps are not killed"
    W0370 PARALLELISM_LOST Warning "more steps may run at a time"
    E0380 CRON_UNSUPPORTED Error "a cron schedule that the target cannot keep as it stands"
    W0380 CRON_OTHERWISE Warning "a cron schedule by other means"
    E0381 INTERVAL_UNSUPPORTED Error "an interval that the target cannot say"
    W0381 INTERVAL_OTHERWISE Warning "an interval by other means"
    E0382 ONCE_UNSUPPORTED Error "a single scheduled run that the target cannot say"
    W0382 ONCE_OTHERWISE Warning "a single scheduled run by other means"
    W0383 TIMEZONE_OTHERWISE Warning "a time zone by other means"
    E0384 START_UNSUPPORTED Error "a schedule's start that the target cannot say"
    W0384 START_OTHERWISE Warning "a schedule's start by other means"
    E0385 END_UNSUPPORTED Error "a schedule's end that the target cannot say"
    W0385 END_OTHERWISE Warning "a schedule's end by other means"
    W0386 CATCHUP_LOST Warning "missed runs are not made up for"
    N0387 FORBID_BY_DEFAULT Note "a due run waits or overlaps instead of being left out"
    W0387 FORBID_OTHERWISE Warning "a due run waits or overlaps instead of being left out"
    W0388 ALLOW_LOST Warning "runs do not stand side by side"
    W0389 REPLACE_LOST Warning "a due run does not end the one under way"
    W0390 SUSPENDED_OTHERWISE Warning "a suspended schedule by other means"
    N0391 CATCHUP_OFF_BY_DEFAULT Note "the last missed run starts at once"
    W0391 CATCHUP_OFF_OTHERWISE Warning "the last missed run starts at once"
    E0401 IMAGE Error "an image that no platform can pull"
    E0402 QUANTITY Error "a text that is not a quantity"
    E0403 DURATION Error "a text that is not a duration"
    E0404 CRON Error "a text that is not a cron line"
    E0405 NEVER_FIRES Error "a cron line that never fires"
    E0406 UNKNOWN_ZONE Error "a time zone that does not exist"
    E0407 MOMENT Error "a text that is not a point in time"
    E0408 END_BEFORE_START Error "a schedule that ends before it starts"
    E0409 LIMIT_BELOW_REQUEST Error "a limit below the request"
    E0410 SHARED_MEMORY_ABOVE_LIMIT Error "more shared memory than the memory limit"
    W0411 SHARED_MEMORY_WITHOUT_LIMIT Warning "shared memory without a memory limit"
    E0412 NUL Error "a NUL character"
    E0413 NAME Error "a name of the wrong form"
    E0414 NUMBER Error "a text that is not the number wanted"
    E0415 SECRET_VALUE Error "a secret's value instead of a reference"
    E0416 DOUBLE_MOUNT Error "two volumes on one mount"
    E0417 PATH Error "a path that is not absolute"
    E0418 GPU_VENDOR Error "a constraint that only NVIDIA's labels can say"
    W0419 GPU_MEMORY_NOMINAL Warning "a GPU memory that no real card reports"
    E0420 RUN_ID_DEFINED Error "a variable of the run id that the user defines too"
    E0421 SCHEDULE_NEEDS_VALUE Error "a schedule with a required parameter"
    E0422 CATCHUP_NEEDS_START Error "catchup without a start"
    E0423 KUBERNETES_SHAPE Error "a part in Kubernetes' own shape that Kubernetes would refuse"
    E0424 MAX_DELAY_BELOW_DELAY Error "a longest delay below the first"
    W0501 UNUSED_PARAMETER Warning "a parameter that nothing uses"
    W0502 NAMES_COLLIDE Warning "steps whose names collide on a target"
    E1101 ARGO_TEXT Error "a text that Argo cannot carry"
    E1102 ARGO_TOO_LARGE Error "a workflow that is too large for Argo"
    W1103 ARGO_LARGE Warning "a workflow that is nearly too large for Argo"
    W1104 ARGO_ENV_NAME Warning "a variable name that Argo uses itself"
    E1105 ARGO_LOCKS Error "more locks than Argo 3.5 takes"
    E1106 ARGO_HELD_LOCK Error "a step that waits for a lock of its own run"
    E1201 AIRFLOW_TEXT Error "a text that Airflow cannot carry"
    E1202 AIRFLOW_TOO_LARGE Error "a DAG that is too large for Airflow"
    W1203 AIRFLOW_LARGE Warning "a DAG that Airflow takes long to parse"
    E1204 AIRFLOW_LABEL Error "a label that Airflow sets itself"
    E1205 AIRFLOW_START_DATE Error "a start date that does not fit the schedule"
    N1206 AIRFLOW_FIRST_RUN Note "a run at once when Airflow first sees the DAG"
    E1301 TEKTON_TEXT Error "a text that Tekton cannot carry"
    E1302 TEKTON_TOO_LARGE Error "a pipeline that is too large for Tekton"
    W1303 TEKTON_LARGE Warning "a pipeline that is nearly too large for Tekton"
    W1304 TEKTON_LABEL Warning "a label that Tekton decides about"
    W1305 TEKTON_LONG_NAME Warning "a name that Tekton cuts"
    W1306 TEKTON_NO_RUN Warning "what only a PipelineRun says, without one"
    E1401 KUBEFLOW_TEXT Error "a text that Kubeflow cannot carry"
    E1402 KUBEFLOW_TOO_LARGE Error "a pipeline that is too large for Kubeflow"
    W1403 KUBEFLOW_LARGE Warning "a pipeline that is nearly too large for Kubeflow"
    W1404 KUBEFLOW_CACHING Warning "results are used again although something changed"
    E8101 DYNAMIC_PIPELINE Error "a dynamic pipeline"
    E8102 NOT_HYDRATED Error "a snapshot without its content"
    E8103 NO_BUILD Error "a snapshot without the images of its build"
    E8104 NO_IMAGE Error "a step for which the build has no image"
    E8105 FLAVOR_UNKNOWN Error "settings of an orchestrator of unknown flavor"
    E8106 SEVERAL_SNAPSHOTS Error "a choice among snapshots that names none"
    E8107 DOUBLE_SETTINGS Error "settings of one orchestrator under two keys"
    E8108 GPU_COUNTS_DIFFER Error "two numbers of GPUs for one step"
    E8109 OTHER_BUILD Error "the build of another snapshot"
    W8110 SETTING_LOST Warning "a setting of ZenML's that is lost"
    N8111 DEFAULT_LOST Note "a default of ZenML's that no file holds"
    N8112 OTHER_FLAVOR Note "settings of another flavor"
    W8113 OTHER_ORCHESTRATOR Warning "settings of an orchestrator of another name"
    W8114 BUILD_SETTING_LOST Warning "a setting of a build that was skipped"
    W8115 NO_CUDA Warning "GPUs for an image without CUDA"
    W8116 ARGUMENT_GUESSED Warning "a snapshot or a deployment"
    W8117 VARIABLE_TWICE Warning "a variable that stands twice"
    N8118 STEP_OPERATOR Note "a step that runs elsewhere"
    W8119 UNKNOWN_OPERATOR Warning "a step operator that no stack file names"
    N8120 SECRETS_FETCHED Note "secrets that steps fetch themselves"
    N8121 NO_SCHEDULE Note "a schedule that does not fire"
    N8122 CRON_WINS Note "an interval beside a cron line"
    N8123 RETRIES_MULTIPLY Note "retries by the platform and in the container"
    W8124 LIMIT_ADDED Warning "a request that becomes the limit too"
    N8125 KEPT_BESIDE_ZENML Note "a field that ZenML leaves out"
    N8126 STEPS_SKIPPED Note "steps that end at once"
    N8127 OTHER_REGISTRY Note "an image of another registry"
    E8128 SNAPSHOT_WANTED Error "an option for snapshots only"
    E8201 NOT_A_STACK Error "the document is no stack file"
    E8202 STACK_ORCHESTRATOR Error "a stack without exactly one orchestrator"
    E8203 PLAIN_SECRET Error "a token or password in plain text"
    W8204 STACK_UNKNOWN_TYPE Warning "an unknown type of stack component"
    N8205 CONFIGURATION_UNREAD Note "a configuration that is not translated"
}
