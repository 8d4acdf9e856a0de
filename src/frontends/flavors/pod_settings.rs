//! `KubernetesPodSettings`: what several flavors let a step say about its pod.
//!
//! The keys are ZenML's (integrations/kubernetes/pod_settings.py, 0.98.0); inside `volumes`, `tolerations`, `affinity` and
//! the like stands Kubernetes' own shape, which is checked as everywhere.

use crate::frontends::shape::keys::{Form, Key, KeyKind, Others, Table, table};
use crate::frontends::shape::kube_keys;

const STRINGS: Form = Form::MapOf(KeyKind::LabelKey, &Form::KubeString);
const AMOUNTS: Form = Form::MapOf(KeyKind::LabelKey, &Form::String);

/// `pod_settings`.
pub(in crate::frontends) static POD_SETTINGS: Table = table(
    "`pod_settings`",
    &[
        Key::new("node_selectors", STRINGS, "{pool: gpu}", "Labels that the node must have."),
        Key::new("affinity", Form::Fields(&kube_keys::AFFINITY), "{}", "Kubernetes' affinity."),
        Key::new(
            "tolerations",
            Form::List(&Form::Fields(&kube_keys::TOLERATION)),
            "[]",
            "Taints that the pod accepts.",
        ),
        Key::new(
            "resources",
            Form::Fields(&POD_RESOURCES),
            "{limits: {nvidia.com/gpu: \"1\"}}",
            "Requests and limits, over those of the settings `resources`.",
        ),
        Key::new("annotations", STRINGS, "{owner: churn@example.com}", "Annotations of the pod."),
        Key::new("volumes", Form::List(&Form::Fields(&VOLUME)), "[]", "Volumes, which `volume_mounts` name."),
        Key::new("volume_mounts", Form::List(&Form::Fields(&VOLUME_MOUNT)), "[]", "Where volumes are mounted."),
        Key::new("host_ipc", Form::Bool, "false", "Whether the pod shares the node's memory segments.")
            .default("false"),
        Key::new("scheduler_name", Form::String, "volcano", "Who places the pod."),
        Key::new(
            "image_pull_secrets",
            Form::List(&Form::Name),
            "[registry-key]",
            "Secrets that the image is pulled with.",
        ),
        Key::new("labels", STRINGS, "{team: churn}", "Labels of the pod."),
        Key::new("env", Form::List(&Form::Fields(&VARIABLE)), "[]", "Variables, after the step's own."),
        Key::new("env_from", Form::List(&Form::Fields(&VARIABLES)), "[]", "Secrets and config maps as variables."),
        Key::new(
            "container_security_context",
            Form::Fields(&kube_keys::SECURITY_CONTEXT),
            "{runAsNonRoot: true}",
            "Kubernetes' container security context.",
        ),
        Key::new(
            "additional_pod_spec_args",
            Form::Fields(&POD_SPEC),
            "{priority_class_name: batch}",
            "Further fields of the pod, in snake case.",
        ),
    ],
);

static POD_RESOURCES: Table = table(
    "a pod's `resources`",
    &[
        Key::new("requests", AMOUNTS, "{cpu: 500m}", "What the scheduler reserves."),
        Key::new("limits", AMOUNTS, "{memory: 2Gi}", "What the step may not exceed."),
    ],
);

/// A volume. Kinds that are not listed are told as lost where they are read.
static VOLUME: Table = Table {
    others: Others::Ignored,
    ..table(
        "a volume",
        &[
            Key::new("name", Form::Name, "data", "Its name for `volume_mounts`.").required(),
            Key::new("persistentVolumeClaim", Form::Fields(&CLAIM), "{claimName: churn-data}", "A claim."),
            Key::new("secret", Form::Fields(&SECRET), "{secretName: site-tls}", "A secret, its entries as files."),
            Key::new("configMap", Form::Fields(&CONFIG_MAP), "{name: site}", "A config map, its entries as files."),
            Key::new("emptyDir", Form::Fields(&EMPTY_DIR), "{medium: Memory}", "An empty folder."),
        ],
    )
};

static CLAIM: Table = table(
    "a claim",
    &[
        Key::new("claimName", Form::Name, "churn-data", "The claim.").required(),
        Key::new("readOnly", Form::Bool, "true", "Whether no mount may write.").default("false"),
    ],
);

static SECRET: Table = Table {
    others: Others::Ignored,
    ..table("a secret volume", &[Key::new("secretName", Form::Name, "site-tls", "The secret.").required()])
};

static CONFIG_MAP: Table = Table {
    others: Others::Ignored,
    ..table("a config map volume", &[Key::new("name", Form::Name, "site", "The config map.").required()])
};

static EMPTY_DIR: Table = table(
    "an empty volume",
    &[
        Key::new("medium", Form::Choice(&["", "Memory"]), "Memory", "Memory, or the node's disk."),
        Key::new("sizeLimit", Form::String, "8Gi", "The most that it may hold."),
    ],
);

static VOLUME_MOUNT: Table = Table {
    others: Others::Ignored,
    ..table(
        "a volume mount",
        &[
            Key::new("name", Form::Name, "data", "The volume.").required(),
            Key::new("mountPath", Form::AbsolutePath, "/data", "The path in the container.").required(),
            Key::new("readOnly", Form::Bool, "true", "Whether the container must not write.").default("false"),
            Key::new("subPath", Form::SubPath, "raw", "A path inside the volume."),
        ],
    )
};

static VARIABLE: Table = table(
    "a variable",
    &[
        Key::new("name", Form::EnvName, "LOG_LEVEL", "Its name.").required(),
        Key::new("value", Form::KubeString, "info", "Its value."),
        Key::new("valueFrom", Form::Fields(&VALUE_FROM), "{}", "Where its value comes from."),
    ],
);

static VARIABLES: Table = table(
    "a source of variables",
    &[
        Key::new("prefix", Form::String, "WAREHOUSE_", "What stands before each key in the variable's name."),
        Key::new("secretRef", Form::Fields(&OBJECT_REFERENCE), "{name: warehouse}", "A secret."),
        Key::new("configMapRef", Form::Fields(&OBJECT_REFERENCE), "{name: site}", "A config map."),
    ],
);

static OBJECT_REFERENCE: Table = table(
    "a reference to a secret or config map",
    &[
        Key::new("name", Form::Name, "warehouse", "The secret or config map.").required(),
        Key::new("optional", Form::Bool, "true", "Whether the step starts without it.").default("false"),
    ],
);

static VALUE_FROM: Table = table(
    "`valueFrom`",
    &[
        Key::new("secretKeyRef", Form::Fields(&KEY_REFERENCE), "{name: warehouse, key: password}", "A secret's entry."),
        Key::new("configMapKeyRef", Form::Fields(&KEY_REFERENCE), "{name: site, key: region}", "A config map's entry."),
        Key::new("fieldRef", Form::Fields(&FIELD_REFERENCE), "{fieldPath: status.podIP}", "A field of the pod."),
        Key::new("resourceFieldRef", Form::Any, "{resource: limits.cpu}", "An amount of the container."),
        Key::new("fileKeyRef", Form::Any, "{}", "An entry of a file."),
    ],
);

static KEY_REFERENCE: Table = table(
    "a reference",
    &[
        Key::new("name", Form::Name, "warehouse", "The secret or config map.").required(),
        Key::new("key", Form::Name, "password", "Its entry.").required(),
        Key::new("optional", Form::Bool, "true", "Whether the variable is left out where there is no such entry.")
            .default("false"),
    ],
);

static FIELD_REFERENCE: Table = table(
    "a reference to a field",
    &[
        Key::new("fieldPath", Form::Name, "status.podIP", "The field.").required(),
        Key::new("apiVersion", Form::Name, "v1", "The version of Kubernetes' API that has the field.").default("v1"),
    ],
);

/// Fields of a pod in snake case; ZenML leaves out any other spelling. The rest is told as lost where it is read.
static POD_SPEC: Table = Table {
    others: Others::Kept,
    ..table(
        "further pod fields",
        &[
            Key::new("priority_class_name", Form::Name, "batch", "The priority class."),
            Key::new("priorityClassName", Form::Name, "batch", "The same in a spelling that ZenML leaves out."),
            Key::new("runtime_class_name", Form::Name, "nvidia", "The runtime class."),
            Key::new("runtimeClassName", Form::Name, "nvidia", "The same in a spelling that ZenML leaves out."),
            Key::new("scheduler_name", Form::Name, "volcano", "Who places the pod, over the key of that name."),
            Key::new("schedulerName", Form::Name, "volcano", "The same in a spelling that ZenML leaves out."),
        ],
    )
};
