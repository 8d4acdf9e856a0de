//! ZenML's orchestrator flavors: which settings each knows, and what a step of it expects.
//!
//! A snapshot names its orchestrator component, not its flavor; the stack file does. Keys and defaults are those of
//! ZenML 0.98.0 (`integrations/*/flavors/*_orchestrator_flavor.py`), run id variables those that each orchestrator class
//! reads (`get_orchestrator_run_id`).

/// The keys that several tables have, and some of a table's own.
macro_rules! joined {
    ($first:expr, $second:expr) => {{
        const JOINED: [crate::frontends::shape::keys::Key; $first.len() + $second.len()] =
            crate::frontends::shape::keys::join($first, $second);
        &JOINED
    }};
}

mod airflow;
mod kubeflow;
mod kubernetes;
pub(in crate::frontends) mod pod_settings;
mod segue;
mod tekton;

use super::shape::keys::Table;

/// What is known of a flavor.
pub(in crate::frontends) struct Flavor {
    /// Its name in a stack.
    pub(in crate::frontends) name: &'static str,
    /// The variable that its steps read the run id from; none where a step makes one up, or has another source.
    pub(in crate::frontends) run_id: Option<&'static str>,
    /// Who repeats a step that failed.
    pub(in crate::frontends) retries: Retries,
    /// The keys of its settings and of its configuration; none for flavors whose settings are not translated.
    pub(in crate::frontends) tables: Option<Tables>,
}

/// The keys of a flavor.
pub(in crate::frontends) struct Tables {
    /// What a pipeline or step may set.
    pub(in crate::frontends) settings: &'static Table,
    /// What a component may set: the same and static facts.
    pub(in crate::frontends) configuration: &'static Table,
    /// The static facts that lead to this namespace.
    pub(in crate::frontends) namespace: Option<&'static str>,
}

/// Who repeats a step that failed (`handles_step_retries`).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(in crate::frontends) enum Retries {
    /// The platform alone.
    Platform,
    /// ZenML's own process in the container too.
    Container,
}

const fn unread(name: &'static str, run_id: Option<&'static str>) -> Flavor {
    Flavor { name, run_id, retries: Retries::Container, tables: None }
}

/// The flavors of ZenML 0.98.0, and our own.
static FLAVORS: &[Flavor] = &[
    Flavor {
        name: "kubernetes",
        run_id: Some("ZENML_KUBERNETES_RUN_ID"),
        retries: Retries::Platform,
        tables: Some(Tables {
            settings: &kubernetes::SETTINGS,
            configuration: &kubernetes::CONFIGURATION,
            namespace: Some("kubernetes_namespace"),
        }),
    },
    Flavor {
        name: "kubeflow",
        run_id: Some("KFP_RUN_ID"),
        retries: Retries::Container,
        tables: Some(Tables {
            settings: &kubeflow::SETTINGS,
            configuration: &kubeflow::CONFIGURATION,
            namespace: Some("user_namespace"),
        }),
    },
    Flavor {
        name: "tekton",
        run_id: Some("ZENML_TEKTON_RUN_ID"),
        retries: Retries::Container,
        tables: Some(Tables {
            settings: &tekton::SETTINGS,
            configuration: &tekton::CONFIGURATION,
            namespace: Some("kubernetes_namespace"),
        }),
    },
    Flavor {
        name: "airflow",
        run_id: Some("ZENML_AIRFLOW_RUN_ID"),
        retries: Retries::Container,
        tables: Some(Tables { settings: &airflow::SETTINGS, configuration: &airflow::CONFIGURATION, namespace: None }),
    },
    Flavor {
        name: "segue",
        run_id: None,
        retries: Retries::Platform,
        tables: Some(Tables {
            settings: &segue::SETTINGS,
            configuration: &segue::CONFIGURATION,
            namespace: Some("namespace"),
        }),
    },
    unread("vertex", Some("ZENML_VERTEX_RUN_ID")),
    unread("sagemaker", Some("ZENML_SAGEMAKER_RUN_ID")),
    unread("azureml", Some("AZUREML_ROOT_RUN_ID")),
    unread("databricks", Some("ZENML_DATABRICKS_ORCHESTRATOR_RUN_ID")),
    unread("lightning", Some("ZENML_LIGHTNING_ORCHESTRATOR_RUN_ID")),
    unread("hyperai", Some("ZENML_HYPERAI_ORCHESTRATOR_RUN_ID")),
    unread("ssh", Some("ZENML_SSH_ORCHESTRATOR_RUN_ID")),
    unread("vm_aws", Some("ZENML_SKYPILOT_ORCHESTRATOR_RUN_ID")),
    unread("vm_azure", Some("ZENML_SKYPILOT_ORCHESTRATOR_RUN_ID")),
    unread("vm_gcp", Some("ZENML_SKYPILOT_ORCHESTRATOR_RUN_ID")),
    unread("vm_kubernetes", Some("ZENML_SKYPILOT_ORCHESTRATOR_RUN_ID")),
    unread("vm_lambda", Some("ZENML_SKYPILOT_ORCHESTRATOR_RUN_ID")),
    unread("local_docker", Some("ZENML_DOCKER_ORCHESTRATOR_RUN_ID")),
    Flavor { retries: Retries::Platform, ..unread("modal", Some("ZENML_MODAL_RUN_ID")) },
    unread("local", None),
];

/// All of them.
pub(in crate::frontends) fn all() -> &'static [Flavor] {
    FLAVORS
}

/// The flavor of this name.
pub(in crate::frontends) fn find(name: &str) -> Option<&'static Flavor> {
    FLAVORS.iter().find(|flavor| flavor.name == name)
}

/// The names of all flavors whose settings are translated.
pub(in crate::frontends) fn translated() -> impl Iterator<Item = &'static str> {
    FLAVORS.iter().filter(|flavor| flavor.tables.is_some()).map(|flavor| flavor.name)
}
