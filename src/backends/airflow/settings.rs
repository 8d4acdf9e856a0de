//! What only Airflow has a word for.

mod types;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::backends::settings::{EnvNames, Namespace, Phrase, PositiveDuration};

pub(super) use types::{ActiveRuns, ConnectionId, DagId, OnFinishAction, PoolName, StartDate, Tags};

/// Settings of a pipeline for Airflow.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The namespace of all pods; wins over the pipeline's.
    pub namespace: Option<Namespace>,
    /// Variables that hold the run id, besides the pipeline's.
    pub run_id_env: EnvNames,
    /// The DAG's id, which is the file's name too and stands in front of each run id: at most 200 of letters, digits, `_`,
    /// `.` and `-`. Without it, it is made from the pipeline's name.
    pub dag_id: Option<DagId>,
    /// Tags of the DAG, by which people filter in the user interface: at most 100 characters each. None unless set.
    pub tags: Tags,
    /// How many runs of the DAG may be under way at a time, scheduled or started by hand; wins over `overlap`, which gives
    /// 1 for `forbid` and 16 for `allow`. A run above it waits.
    pub max_active_runs: Option<ActiveRuns>,
    /// No scheduled run before this, in RFC 3339, or as local time or a date in the schedule's zone; for schedules without
    /// a `start` of their own. Unless set, 2026-01-01.
    pub start_date: Option<StartDate>,
    /// How long a pod may take to start, image pull included, in whole seconds. Airflow's own two minutes are short for
    /// GPU images.
    pub startup_timeout: Option<PositiveDuration>,
    /// The pool that each task takes a slot of, and which must exist; Airflow's `default_pool` unless set.
    pub pool: Option<PoolName>,
    /// The queue that the tasks are sent to, of which a worker must take; the installation's default unless set. Only some
    /// executors have queues.
    pub queue: Option<Phrase<256>>,
    /// Who owns the tasks, as the user interface shows it; the installation's `default_owner` unless set.
    pub owner: Option<Phrase<500>>,
    /// What happens to a pod that has ended: `delete_pod` (which Airflow does unless it is set), `delete_succeeded_pod`,
    /// which keeps failed ones for a look at them, or `keep_pod`.
    pub on_finish_action: Option<OnFinishAction>,
    /// True if a task waits for its pod in the triggerer, which must run, and takes no worker's slot meanwhile; the
    /// installation's `default_deferrable` unless set.
    pub deferrable: Option<bool>,
    /// The connection to the cluster; unless set, the cluster that the worker runs in, or its kube config.
    pub kubernetes_conn_id: Option<ConnectionId>,
}

/// Settings of a step for Airflow, each over the pipeline's of that name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepSettings {
    /// How long the pod may take to start, image pull included, in whole seconds; two minutes unless set.
    pub startup_timeout: Option<PositiveDuration>,
    /// The pool that the task takes a slot of, and which must exist; Airflow's `default_pool` unless set.
    pub pool: Option<PoolName>,
    /// The queue that the task is sent to, of which a worker must take; the installation's default unless set.
    pub queue: Option<Phrase<256>>,
    /// Who owns the task; the installation's `default_owner` unless set.
    pub owner: Option<Phrase<500>>,
    /// What happens to the pod when it has ended: `delete_pod` (unless set), `delete_succeeded_pod` or `keep_pod`.
    pub on_finish_action: Option<OnFinishAction>,
    /// True if the task waits for its pod in the triggerer; the installation's `default_deferrable` unless set.
    pub deferrable: Option<bool>,
    /// The connection to the cluster; unless set, the cluster that the worker runs in, or its kube config.
    pub kubernetes_conn_id: Option<ConnectionId>,
}
