//! The shapes that Kubernetes owns, as tables: toleration, affinity, security context.
//!
//! Field names and types are those of `core/v1` (k8s.io/api v0.35, core/v1/types.go). Users write them in Kubernetes'
//! own spelling, so a wrong name is told here and not by a cluster.

use super::keys::{Form, Key, KeyKind, Rule, Table, table};

const STRING: Form = Form::KubeString;
const STRING_LIST: Form = Form::List(&Form::KubeString);
const STRING_MAP: Form = Form::MapOf(KeyKind::LabelKey, &Form::KubeString);

/// `Toleration`. Its scalars are strings by their spelling, as elsewhere in the language.
pub(in crate::frontends) static TOLERATION: Table = Table {
    rule: Some(Rule::Toleration),
    ..table(
        "a toleration",
        &[
            Key::new(
                "key",
                Form::String,
                "nvidia.com/gpu",
                "The taint's key; without it, `Exists` matches every taint.",
            ),
            Key::new("operator", Form::Choice(&["Equal", "Exists"]), "Exists", "How key and value are compared.")
                .default("Equal"),
            Key::new("value", Form::String, "present", "The taint's value; only with `Equal`."),
            Key::new(
                "effect",
                Form::Choice(&["NoSchedule", "PreferNoSchedule", "NoExecute"]),
                "NoSchedule",
                "The taint's effect; without it, every effect.",
            ),
            Key::new(
                "tolerationSeconds",
                Form::KubeInteger,
                "300",
                "How long a running pod stays; only with `NoExecute`.",
            ),
        ],
    )
};

/// `Affinity`.
pub(in crate::frontends) static AFFINITY: Table = table(
    "an affinity",
    &[
        Key::new("nodeAffinity", Form::Fields(&NODE_AFFINITY), "{}", "Rules about nodes."),
        Key::new("podAffinity", Form::Fields(&POD_AFFINITY), "{}", "Pods to be near."),
        Key::new("podAntiAffinity", Form::Fields(&POD_AFFINITY), "{}", "Pods to be far from."),
    ],
);

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

static NODE_AFFINITY: Table = table(
    "a node affinity",
    &[
        Key::new(
            REQUIRED,
            Form::Fields(&NODE_SELECTOR),
            "{nodeSelectorTerms: [{matchExpressions: [{key: pool, operator: Exists}]}]}",
            "What a node must fulfil.",
        ),
        Key::new(PREFERRED, Form::List(&Form::Fields(&PREFERRED_NODE)), "[]", "What a node should fulfil."),
    ],
);

static NODE_SELECTOR: Table = Table {
    rule: Some(Rule::Terms),
    ..table(
        "a node selector",
        &[Key::new(
            "nodeSelectorTerms",
            Form::List(&Form::Fields(&NODE_TERM)),
            "[{matchExpressions: [{key: pool, operator: Exists}]}]",
            "Terms, any of which suffices.",
        )
        .required()],
    )
};

static NODE_TERM: Table = Table {
    rule: Some(Rule::NodeTerm),
    ..table(
        "a node selector term",
        &[
            Key::new(
                "matchExpressions",
                Form::List(&Form::Fields(&NODE_EXPRESSION)),
                "[]",
                "Rules on labels, all of which hold.",
            ),
            Key::new(
                "matchFields",
                Form::List(&Form::Fields(&NODE_EXPRESSION)),
                "[]",
                "Rules on fields, all of which hold.",
            ),
        ],
    )
};

static NODE_EXPRESSION: Table = Table {
    rule: Some(Rule::Values),
    ..table(
        "a node rule",
        &[
            Key::new("key", STRING, "pool", "The label.").required(),
            Key::new(
                "operator",
                Form::Choice(&["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
                "In",
                "The comparison.",
            )
            .required(),
            Key::new("values", STRING_LIST, "[gpu]", "What it is compared with."),
        ],
    )
};

static PREFERRED_NODE: Table = Table {
    rule: Some(Rule::Weight),
    ..table(
        "a node preference",
        &[
            Key::new("weight", Form::KubeInteger, "10", "From 1 to 100.").required(),
            Key::new("preference", Form::Fields(&NODE_TERM), "{}", "The term.").required(),
        ],
    )
};

static POD_AFFINITY: Table = table(
    "a pod affinity",
    &[
        Key::new(REQUIRED, Form::List(&Form::Fields(&POD_TERM)), "[]", "What must hold."),
        Key::new(PREFERRED, Form::List(&Form::Fields(&PREFERRED_POD)), "[]", "What should hold."),
    ],
);

static POD_TERM: Table = Table {
    rule: Some(Rule::PodTerm),
    ..table(
        "a pod affinity term",
        &[
            Key::new("labelSelector", Form::Fields(&LABEL_SELECTOR), "{}", "The pods."),
            Key::new("namespaces", STRING_LIST, "[ml]", "Their namespaces."),
            Key::new("topologyKey", STRING, "kubernetes.io/hostname", "The node label that says what is near.")
                .required(),
            Key::new("namespaceSelector", Form::Fields(&LABEL_SELECTOR), "{}", "Their namespaces, by label."),
            Key::new("matchLabelKeys", STRING_LIST, "[app]", "Labels whose values must be the pod's own."),
            Key::new("mismatchLabelKeys", STRING_LIST, "[app]", "Labels whose values must differ from the pod's own."),
        ],
    )
};

static PREFERRED_POD: Table = Table {
    rule: Some(Rule::Weight),
    ..table(
        "a pod preference",
        &[
            Key::new("weight", Form::KubeInteger, "10", "From 1 to 100.").required(),
            Key::new("podAffinityTerm", Form::Fields(&POD_TERM), "{topologyKey: kubernetes.io/hostname}", "The term.")
                .required(),
        ],
    )
};

static LABEL_SELECTOR: Table = Table {
    rule: Some(Rule::Selector),
    ..table(
        "a label selector",
        &[
            Key::new("matchLabels", STRING_MAP, "{app: db}", "Labels and their values."),
            Key::new(
                "matchExpressions",
                Form::List(&Form::Fields(&LABEL_EXPRESSION)),
                "[]",
                "Rules, all of which hold.",
            ),
        ],
    )
};

static LABEL_EXPRESSION: Table = Table {
    rule: Some(Rule::Values),
    ..table(
        "a label rule",
        &[
            Key::new("key", STRING, "app", "The label.").required(),
            Key::new("operator", Form::Choice(&["In", "NotIn", "Exists", "DoesNotExist"]), "In", "The comparison.")
                .required(),
            Key::new("values", STRING_LIST, "[db]", "What it is compared with."),
        ],
    )
};

/// `SecurityContext`, that of a container.
pub(in crate::frontends) static SECURITY_CONTEXT: Table = Table {
    rule: Some(Rule::SecurityContext),
    ..table(
        "a security context",
        &[
            Key::new("allowPrivilegeEscalation", Form::Bool, "false", "Whether a process may gain rights."),
            Key::new(
                "appArmorProfile",
                Form::Fields(&LOADED_PROFILE),
                "{type: RuntimeDefault}",
                "The AppArmor profile.",
            ),
            Key::new("capabilities", Form::Fields(&CAPABILITIES), "{drop: [ALL]}", "Linux capabilities."),
            Key::new("privileged", Form::Bool, "false", "Whether the container is root on the node."),
            Key::new("procMount", Form::Choice(&["Default", "Unmasked"]), "Default", "How `/proc` is mounted."),
            Key::new("readOnlyRootFilesystem", Form::Bool, "true", "Whether the root file system is read-only."),
            Key::new("runAsGroup", Form::KubeInteger, "1000", "The group id."),
            Key::new("runAsNonRoot", Form::Bool, "true", "Whether root is refused."),
            Key::new("runAsUser", Form::KubeInteger, "1000", "The user id."),
            Key::new("seLinuxOptions", Form::Fields(&SE_LINUX), "{level: \"s0\"}", "The SELinux context."),
            Key::new("seccompProfile", Form::Fields(&PROFILE), "{type: RuntimeDefault}", "The seccomp profile."),
            Key::new("windowsOptions", Form::Fields(&WINDOWS), "{}", "Windows' own options."),
        ],
    )
};

const KIND_OF_PROFILE: Key =
    Key::new("type", Form::Choice(&["RuntimeDefault", "Localhost", "Unconfined"]), "RuntimeDefault", "Which kind.")
        .required();

static PROFILE: Table = Table {
    rule: Some(Rule::Profile),
    ..table(
        "a profile",
        &[
            KIND_OF_PROFILE,
            Key::new("localhostProfile", STRING, "audit.json", "The profile on the node; only with `Localhost`."),
        ],
    )
};

static LOADED_PROFILE: Table = Table {
    rule: Some(Rule::LoadedProfile),
    ..table(
        "a loaded profile",
        &[
            KIND_OF_PROFILE,
            Key::new("localhostProfile", STRING, "churn", "The profile that the node has; only with `Localhost`."),
        ],
    )
};

static CAPABILITIES: Table = table(
    "`capabilities`",
    &[Key::new("add", STRING_LIST, "[NET_ADMIN]", "Added."), Key::new("drop", STRING_LIST, "[ALL]", "Removed.")],
);

static SE_LINUX: Table = table(
    "`seLinuxOptions`",
    &[
        Key::new("level", STRING, "\"s0:c123\"", "The level."),
        Key::new("role", STRING, "system_r", "The role."),
        Key::new("type", STRING, "container_t", "The type."),
        Key::new("user", STRING, "system_u", "The user."),
    ],
);

static WINDOWS: Table = Table {
    rule: Some(Rule::Windows),
    ..table(
        "`windowsOptions`",
        &[
            Key::new("gmsaCredentialSpec", STRING, "\"{}\"", "The credential spec."),
            Key::new("gmsaCredentialSpecName", STRING, "churn", "The credential spec's name."),
            Key::new("hostProcess", Form::Bool, "false", "Whether the container runs on the host."),
            Key::new("runAsUserName", STRING, "ContainerUser", "The user."),
        ],
    )
};
