//! `TektonOrchestratorSettings` and `TektonOrchestratorConfig`
//! (integrations/tekton/flavors/tekton_orchestrator_flavor.py, 0.98.0).

use super::pod_settings::POD_SETTINGS;
use crate::frontends::shape::keys::{Form, Key, KeyKind, Table, table};

const KEYS: &[Key] = &[
    Key::new("synchronous", Form::Any, "false", "Whether ZenML's client waits for the run.").default("true"),
    Key::new("timeout", Form::Any, "1200", "How long ZenML's client waits for the run.").default("1200"),
    Key::new("client_args", Form::Any, "{}", "Arguments of the client."),
    Key::new("client_username", Form::Any, "\"{{tekton.user}}\"", "Who the client is."),
    Key::new("client_password", Form::Any, "\"{{tekton.password}}\"", "Its password."),
    Key::new("user_namespace", Form::DnsLabel, "ml", "The namespace that runs belong to."),
    Key::new(
        "node_selectors",
        Form::MapOf(KeyKind::LabelKey, &Form::KubeString),
        "{pool: ml}",
        "Labels that the node must have; an older spelling of those of `pod_settings`.",
    ),
    Key::new("node_affinity", Form::Any, "{pool: [ml]}", "Labels of which the node must have a value."),
    Key::new("pod_settings", Form::Fields(&POD_SETTINGS), "{node_selectors: {pool: ml}}", "The pods of steps."),
];

pub(super) static SETTINGS: Table = table("flavor `tekton`", KEYS);

pub(super) static CONFIGURATION: Table = table(
    "a component of flavor `tekton`",
    joined!(
        KEYS,
        &[
            Key::new("tekton_hostname", Form::Any, "https://tekton.example", "The server, for ZenML's client."),
            Key::new("kubernetes_context", Form::Any, "prod", "The cluster, for ZenML's client."),
            Key::new("kubernetes_namespace", Form::DnsLabel, "ml", "The namespace of all that runs."),
        ]
    ),
);
