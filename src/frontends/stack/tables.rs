//! The keys of a stack file.
//!
//! What `zenml stack export` writes (`StackResponse.to_yaml`, models/v2/core/stack.py, 0.98.0), and keys of ours:
//! `segue_stack`, `environment`, `base_environment`, `targets`, and `environment` of a component.

use crate::frontends::shape::keys::{Form, Key, KeyKind, Others, Table, table};

const VARIABLES: Form = Form::MapOf(KeyKind::EnvName, &Form::EnvValue);
/// Variables, of the stack or of a component.
pub(super) static ENVIRONMENT: Form = VARIABLES;

/// The whole file.
pub(in crate::frontends) static STACK: Table = Table {
    others: Others::Extensions,
    ..table(
        "a stack",
        &[
            Key::new(
                "segue_stack",
                Form::Choice(&["1"]),
                "1",
                "The version of this format, for a file without `stack_name`.",
            ),
            Key::new("stack_name", Form::Name, "prod", "The stack's name, as `zenml stack export` writes it."),
            Key::new("zenml_version", Form::String, "0.98.0", "The version of ZenML that wrote the file."),
            Key::new(
                "components",
                Form::MapOf(KeyKind::ComponentType, &Form::OneOrFilled(&Form::Fields(&COMPONENT))),
                "{orchestrator: {name: prod, flavor: kubernetes}}",
                "The components by type, one or a list each; exactly one orchestrator.",
            )
            .required(),
            Key::new(
                "environment",
                VARIABLES,
                "{TEAM: growth}",
                "The stack's own variables, over those of the components.",
            ),
            Key::new(
                "base_environment",
                VARIABLES,
                "{ZENML_STORE_URL: \"https://zenml.example\"}",
                "What ZenML's client would pass to every step of a snapshot, below all other variables.",
            ),
            Key::new(
                "targets",
                Form::Settings,
                "{argo: {version: \"3.5\"}}",
                "Settings of single targets, below those of a description.",
            ),
        ],
    )
};

/// A component.
pub(in crate::frontends) static COMPONENT: Table = Table {
    others: Others::Extensions,
    ..table(
        "a component",
        &[
            Key::new("name", Form::Name, "orch_kubernetes", "Its name, which a snapshot's settings refer to.")
                .required(),
            Key::new("type", Form::Name, "orchestrator", "Its type, which is that of the key that it stands at."),
            Key::new("flavor", Form::Name, "kubernetes", "Its flavor, which says what its configuration means.")
                .required(),
            Key::new("configuration", Form::Any, "{kubernetes_namespace: ml}", "Static facts and default settings."),
            Key::new(
                "environment",
                VARIABLES,
                "{HTTP_PROXY: \"http://proxy.example:3128\"}",
                "Variables that it brings.",
            ),
        ],
    )
};

/// ZenML's types of components (`StackComponentType`, enums.py, 0.98.0, and those of older versions).
pub(in crate::frontends) const TYPES: &[&str] = &[
    "alerter",
    "annotator",
    "artifact_store",
    "container_registry",
    "data_validator",
    "deployer",
    "experiment_tracker",
    "feature_store",
    "image_builder",
    "log_store",
    "model_deployer",
    "model_registry",
    "orchestrator",
    "sandbox",
    "secrets_store",
    "step_operator",
];
