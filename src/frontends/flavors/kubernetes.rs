//! `KubernetesOrchestratorSettings` and `KubernetesOrchestratorConfig`
//! (integrations/kubernetes/flavors/kubernetes_orchestrator_flavor.py, 0.98.0).

use super::pod_settings::POD_SETTINGS;
use crate::frontends::shape::keys::{Form, Key, Table, table};

pub(super) const KEYS: &[Key] = &[
    Key::new("synchronous", Form::Bool, "false", "Whether ZenML's client waits for the run.").default("true"),
    Key::new(
        "service_account_name",
        Form::Name,
        "trainer",
        "The account of the orchestrator's pod, and of steps without one.",
    ),
    Key::new("step_pod_service_account_name", Form::Name, "trainer", "The account that steps run as."),
    Key::new("privileged", Form::Bool, "true", "Whether containers are root on the node.").default("false"),
    Key::new("pod_settings", Form::Fields(&POD_SETTINGS), "{node_selectors: {pool: ml}}", "The pods of steps."),
    Key::new("orchestrator_pod_settings", Form::Any, "{}", "The pod of ZenML's orchestrator."),
    Key::new("job_name_prefix", Form::Any, "churn", "How ZenML's jobs begin."),
    Key::new("max_parallelism", Form::Integer(1), "4", "How many steps of a run may run at a time."),
    Key::new(
        "successful_jobs_history_limit",
        Form::Integer(0),
        "3",
        "How many jobs of the schedule stay that succeeded.",
    ),
    Key::new("failed_jobs_history_limit", Form::Integer(0), "1", "How many jobs of the schedule stay that failed."),
    Key::new("concurrency_policy", Form::Name, "Forbid", "What happens when a run is due while another still runs."),
    Key::new("starting_deadline_seconds", Form::Integer(0), "600", "How late a scheduled run may still start."),
    Key::new("ttl_seconds_after_finished", Form::Integer(0), "86400", "How long ended jobs stay."),
    Key::new("active_deadline_seconds", Form::Integer(0), "3600", "The longest time of a run, and of a step."),
    Key::new("backoff_limit_margin", Form::Integer(0), "1", "Starts of a pod beyond its retries.").default("0"),
    Key::new("orchestrator_job_backoff_limit", Form::Integer(0), "3", "Starts of the orchestrator's pod.").default("3"),
    Key::new("fail_on_container_waiting_reasons", Form::Any, "[ErrImagePull]", "What ends a job before its time."),
    Key::new("job_monitoring_interval", Form::Any, "3", "How often ZenML looks at its jobs.").default("3"),
    Key::new("job_monitoring_delay", Form::Any, "0.0", "How long ZenML waits between two jobs.").default("0.0"),
    Key::new("interrupt_check_interval", Form::Any, "1.0", "How often ZenML asks whether a run was stopped.")
        .default("1.0"),
    Key::new("pod_failure_policy", Form::Any, "{}", "Which failures count."),
    Key::new("prevent_orchestrator_pod_caching", Form::Any, "false", "How the orchestrator's pod caches.")
        .default("false"),
    Key::new("always_build_pipeline_image", Form::Any, "false", "Which images ZenML builds.").default("false"),
    Key::new("pod_stop_grace_period", Form::Any, "30", "How long a pod has to end.").default("30"),
    Key::new("api_request_timeout", Form::Any, "60", "How long ZenML waits for the API server."),
    Key::new("max_api_retries", Form::Any, "3", "How often ZenML asks the API server.").default("3"),
    Key::new("timeout", Form::Any, "60", "Not used by ZenML."),
    Key::new("stream_step_logs", Form::Any, "true", "Not used by ZenML."),
    Key::new("pod_startup_timeout", Form::Any, "60", "Not used by ZenML."),
    Key::new("pod_failure_max_retries", Form::Any, "3", "Not used by ZenML."),
    Key::new("pod_failure_retry_delay", Form::Any, "10", "Not used by ZenML."),
    Key::new("pod_failure_backoff", Form::Any, "1.0", "Not used by ZenML."),
    Key::new("pod_name_prefix", Form::Any, "churn", "How ZenML's jobs began."),
];

pub(super) static SETTINGS: Table = table("flavor `kubernetes`", KEYS);

pub(super) static CONFIGURATION: Table = table(
    "a component of flavor `kubernetes`",
    joined!(
        KEYS,
        &[
            Key::new("kubernetes_namespace", Form::DnsLabel, "ml", "The namespace of all that runs."),
            Key::new("incluster", Form::Any, "false", "Whether ZenML's client runs in the cluster."),
            Key::new("kubernetes_context", Form::Any, "prod", "The cluster, for ZenML's client."),
            Key::new("local", Form::Any, "false", "Whether the cluster is on the client's machine."),
            Key::new("skip_local_validations", Form::Any, "false", "What ZenML's client checks."),
            Key::new("parallel_step_startup_waiting_period", Form::Any, "1.0", "A wait between two pods."),
            Key::new("pass_zenml_token_as_secret", Form::Any, "true", "How ZenML passes its token."),
            Key::new("skip_owner_references", Form::Any, "false", "What belongs to ZenML's job."),
        ]
    ),
);
