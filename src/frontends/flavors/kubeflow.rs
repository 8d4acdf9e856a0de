//! `KubeflowOrchestratorSettings` and `KubeflowOrchestratorConfig`
//! (integrations/kubeflow/flavors/kubeflow_orchestrator_flavor.py, 0.98.0).

use super::pod_settings::POD_SETTINGS;
use crate::frontends::shape::keys::{Form, Key, Table, table};

pub(super) const KEYS: &[Key] = &[
    Key::new("synchronous", Form::Any, "false", "Whether ZenML's client waits for the run.").default("true"),
    Key::new("timeout", Form::Any, "1200", "How long ZenML's client waits for the run.").default("1200"),
    Key::new("client_args", Form::Any, "{}", "Arguments of the client."),
    Key::new("client_username", Form::Any, "\"{{kubeflow.user}}\"", "Who the client is."),
    Key::new("client_password", Form::Any, "\"{{kubeflow.password}}\"", "Its password."),
    Key::new("user_namespace", Form::DnsLabel, "ml", "The namespace that runs belong to."),
    Key::new("pod_settings", Form::Fields(&POD_SETTINGS), "{node_selectors: {pool: ml}}", "The pods of steps."),
];

pub(super) static SETTINGS: Table = table("flavor `kubeflow`", KEYS);

pub(super) static CONFIGURATION: Table = table(
    "a component of flavor `kubeflow`",
    joined!(
        KEYS,
        &[
            Key::new("kubeflow_hostname", Form::Any, "https://kubeflow.example", "The server, for ZenML's client."),
            Key::new("kubeflow_namespace", Form::Any, "kubeflow", "Where Kubeflow itself runs."),
            Key::new("kubernetes_context", Form::Any, "prod", "The cluster, for ZenML's client."),
        ]
    ),
);
