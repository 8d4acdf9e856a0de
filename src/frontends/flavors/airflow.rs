//! `AirflowOrchestratorSettings` and `AirflowOrchestratorConfig`
//! (integrations/airflow/flavors/airflow_orchestrator_flavor.py, 0.98.0).

use crate::frontends::shape::keys::{Form, Key, KeyKind, Others, Table, table};
use crate::frontends::shape::kube_keys;

const STRINGS: Form = Form::MapOf(KeyKind::LabelKey, &Form::KubeString);

const KEYS: &[Key] = &[
    Key::new("dag_output_dir", Form::Any, "/dags", "Where ZenML writes its DAG."),
    Key::new("dag_id", Form::Name, "churn", "The DAG's id."),
    Key::new("dag_tags", Form::List(&Form::Name), "[churn]", "Tags of the DAG."),
    Key::new("dag_args", Form::Fields(&DAG), "{max_active_runs: 1}", "Arguments of the DAG."),
    Key::new("operator", Form::Any, "docker", "The operator that runs a step.")
        .default("airflow.providers.docker.operators.docker.DockerOperator"),
    Key::new("operator_args", Form::Fields(&OPERATOR), "{}", "Arguments of the operator."),
    Key::new("custom_dag_generator", Form::Any, "churn.dags.generator", "A module that makes the DAG."),
];

/// The arguments that mean something to our DAG; the rest is told as lost where it is read.
static DAG: Table = Table {
    others: Others::Kept,
    ..table("arguments of a DAG", &[Key::new("max_active_runs", Form::Integer(1), "1", "How many runs at a time.")])
};

/// The arguments of `KubernetesPodOperator` that mean something elsewhere too.
static OPERATOR: Table = Table {
    others: Others::Kept,
    ..table(
        "arguments of an operator",
        &[
            Key::new("namespace", Form::DnsLabel, "ml", "The namespace of the pod."),
            Key::new("service_account_name", Form::Name, "trainer", "The account that the step runs as."),
            Key::new("node_selector", STRINGS, "{pool: gpu}", "Labels that the node must have."),
            Key::new(
                "tolerations",
                Form::List(&Form::Fields(&kube_keys::TOLERATION)),
                "[]",
                "Taints that the pod accepts.",
            ),
            Key::new("affinity", Form::Fields(&kube_keys::AFFINITY), "{}", "Kubernetes' affinity."),
            Key::new("labels", STRINGS, "{team: churn}", "Labels of the pod."),
            Key::new("annotations", STRINGS, "{owner: churn@example.com}", "Annotations of the pod."),
            Key::new("priority_class_name", Form::Name, "batch", "The priority class."),
            Key::new("schedulername", Form::String, "volcano", "The scheduler that chooses the node."),
            Key::new("startup_timeout_seconds", Form::Integer(1), "600", "How long the pod may take to start."),
        ],
    )
};

pub(super) static SETTINGS: Table = table("flavor `airflow`", KEYS);

pub(super) static CONFIGURATION: Table = table(
    "a component of flavor `airflow`",
    joined!(KEYS, &[Key::new("local", Form::Any, "true", "Whether Airflow runs on the client's machine.")]),
);
