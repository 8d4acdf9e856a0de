//! Subtrees in Kubernetes' own shape as the Kubernetes client's models.
//!
//! Classes and arguments: kubernetes client 29.0.0 (Airflow 2.8) to 36.0.3, kubernetes/client/models. An argument is the
//! field's name in lower case with underscores; the tables say where a map or a list is a model of its own.

use crate::backends::kube::values::Escaped;
use crate::emit::python::{Call, DottedName, Expr, Identifier, dotted, identifier};

use super::escape::AirflowText;

/// A class of the client.
pub(super) struct Model {
    class: DottedName,
    fields: &'static [(&'static str, Identifier, Kind)],
}

/// What a field holds.
enum Kind {
    /// A scalar, a list of scalars, or a map of them.
    Plain,
    /// A model.
    One(&'static Model),
    /// A list of models.
    Many(&'static Model),
}

use Kind::{Many, One, Plain};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
const REQUIRED_ARGUMENT: Identifier = identifier!("required_during_scheduling_ignored_during_execution");
const PREFERRED_ARGUMENT: Identifier = identifier!("preferred_during_scheduling_ignored_during_execution");

/// `V1Affinity`.
pub(super) static AFFINITY: Model = Model {
    class: dotted!("k8s.V1Affinity"),
    fields: &[
        ("nodeAffinity", identifier!("node_affinity"), One(&NODE_AFFINITY)),
        ("podAffinity", identifier!("pod_affinity"), One(&POD_AFFINITY)),
        ("podAntiAffinity", identifier!("pod_anti_affinity"), One(&POD_ANTI_AFFINITY)),
    ],
};

static NODE_AFFINITY: Model = Model {
    class: dotted!("k8s.V1NodeAffinity"),
    fields: &[
        (REQUIRED, REQUIRED_ARGUMENT, One(&NODE_SELECTOR)),
        (PREFERRED, PREFERRED_ARGUMENT, Many(&PREFERRED_NODE)),
    ],
};

static NODE_SELECTOR: Model = Model {
    class: dotted!("k8s.V1NodeSelector"),
    fields: &[("nodeSelectorTerms", identifier!("node_selector_terms"), Many(&NODE_TERM))],
};

static NODE_TERM: Model = Model {
    class: dotted!("k8s.V1NodeSelectorTerm"),
    fields: &[
        ("matchExpressions", identifier!("match_expressions"), Many(&NODE_RULE)),
        ("matchFields", identifier!("match_fields"), Many(&NODE_RULE)),
    ],
};

static NODE_RULE: Model = Model {
    class: dotted!("k8s.V1NodeSelectorRequirement"),
    fields: &[
        ("key", identifier!("key"), Plain),
        ("operator", identifier!("operator"), Plain),
        ("values", identifier!("values"), Plain),
    ],
};

static PREFERRED_NODE: Model = Model {
    class: dotted!("k8s.V1PreferredSchedulingTerm"),
    fields: &[("weight", identifier!("weight"), Plain), ("preference", identifier!("preference"), One(&NODE_TERM))],
};

static POD_AFFINITY: Model = Model {
    class: dotted!("k8s.V1PodAffinity"),
    fields: &[(REQUIRED, REQUIRED_ARGUMENT, Many(&POD_TERM)), (PREFERRED, PREFERRED_ARGUMENT, Many(&PREFERRED_POD))],
};

static POD_ANTI_AFFINITY: Model = Model {
    class: dotted!("k8s.V1PodAntiAffinity"),
    fields: &[(REQUIRED, REQUIRED_ARGUMENT, Many(&POD_TERM)), (PREFERRED, PREFERRED_ARGUMENT, Many(&PREFERRED_POD))],
};

static POD_TERM: Model = Model {
    class: dotted!("k8s.V1PodAffinityTerm"),
    fields: &[
        ("labelSelector", identifier!("label_selector"), One(&LABEL_SELECTOR)),
        ("namespaces", identifier!("namespaces"), Plain),
        ("topologyKey", identifier!("topology_key"), Plain),
        ("namespaceSelector", identifier!("namespace_selector"), One(&LABEL_SELECTOR)),
        ("matchLabelKeys", identifier!("match_label_keys"), Plain),
        ("mismatchLabelKeys", identifier!("mismatch_label_keys"), Plain),
    ],
};

static PREFERRED_POD: Model = Model {
    class: dotted!("k8s.V1WeightedPodAffinityTerm"),
    fields: &[
        ("weight", identifier!("weight"), Plain),
        ("podAffinityTerm", identifier!("pod_affinity_term"), One(&POD_TERM)),
    ],
};

static LABEL_SELECTOR: Model = Model {
    class: dotted!("k8s.V1LabelSelector"),
    fields: &[
        ("matchLabels", identifier!("match_labels"), Plain),
        ("matchExpressions", identifier!("match_expressions"), Many(&LABEL_RULE)),
    ],
};

static LABEL_RULE: Model = Model {
    class: dotted!("k8s.V1LabelSelectorRequirement"),
    fields: &[
        ("key", identifier!("key"), Plain),
        ("operator", identifier!("operator"), Plain),
        ("values", identifier!("values"), Plain),
    ],
};

/// `V1SecurityContext`, that of a container.
static SECURITY_CONTEXT: Model = Model {
    class: dotted!("k8s.V1SecurityContext"),
    fields: &[
        ("allowPrivilegeEscalation", identifier!("allow_privilege_escalation"), Plain),
        ("capabilities", identifier!("capabilities"), One(&CAPABILITIES)),
        ("privileged", identifier!("privileged"), Plain),
        ("procMount", identifier!("proc_mount"), Plain),
        ("readOnlyRootFilesystem", identifier!("read_only_root_filesystem"), Plain),
        ("runAsGroup", identifier!("run_as_group"), Plain),
        ("runAsNonRoot", identifier!("run_as_non_root"), Plain),
        ("runAsUser", identifier!("run_as_user"), Plain),
        ("seLinuxOptions", identifier!("se_linux_options"), One(&SE_LINUX)),
        ("seccompProfile", identifier!("seccomp_profile"), One(&SECCOMP)),
        ("windowsOptions", identifier!("windows_options"), One(&WINDOWS)),
    ],
};

static SECCOMP: Model = Model {
    class: dotted!("k8s.V1SeccompProfile"),
    fields: &[("type", identifier!("type"), Plain), ("localhostProfile", identifier!("localhost_profile"), Plain)],
};

static CAPABILITIES: Model = Model {
    class: dotted!("k8s.V1Capabilities"),
    fields: &[("add", identifier!("add"), Plain), ("drop", identifier!("drop"), Plain)],
};

static SE_LINUX: Model = Model {
    class: dotted!("k8s.V1SELinuxOptions"),
    fields: &[
        ("level", identifier!("level"), Plain),
        ("role", identifier!("role"), Plain),
        ("type", identifier!("type"), Plain),
        ("user", identifier!("user"), Plain),
    ],
};

static WINDOWS: Model = Model {
    class: dotted!("k8s.V1WindowsSecurityContextOptions"),
    fields: &[
        ("gmsaCredentialSpec", identifier!("gmsa_credential_spec"), Plain),
        ("gmsaCredentialSpecName", identifier!("gmsa_credential_spec_name"), Plain),
        ("hostProcess", identifier!("host_process"), Plain),
        ("runAsUserName", identifier!("run_as_user_name"), Plain),
    ],
};

/// A container's security context: a model, or the API's own map where no model of the floor has a field. Kubernetes'
/// client knows `appArmorProfile` from 30.0 on, Airflow 2.8 brings 29.0; the operator takes both (`pod.py`, 8.0.1).
pub(super) fn security_context(value: Escaped<AirflowText>) -> Expr {
    let needs_map = matches!(&value, Escaped::Map(entries) if entries.contains_key("appArmorProfile"));
    if needs_map { plain(value) } else { expression(value, &SECURITY_CONTEXT) }
}

/// The constructor call of a subtree; the front end's tables know no other fields than these.
pub(super) fn expression(value: Escaped<AirflowText>, model: &'static Model) -> Expr {
    let Escaped::Map(entries) = value else { return plain(value) };
    let mut call = Call::new(model.class.clone());
    for (key, value) in entries {
        let Some((_, argument, kind)) = model.fields.iter().find(|(name, ..)| *name == key) else { continue };
        let value = match (kind, value) {
            (One(model), value) => expression(value, model),
            (Many(model), Escaped::List(items)) => {
                Expr::List(items.into_iter().map(|item| expression(item, model)).collect())
            }
            (Many(_) | Plain, value) => plain(value),
        };
        call = call.keyword(argument.clone(), value);
    }
    call.into()
}

fn plain(value: Escaped<AirflowText>) -> Expr {
    match value {
        Escaped::Bool(flag) => flag.into(),
        Escaped::Integer(number) => number.into(),
        Escaped::String(text) => text.expression(),
        Escaped::List(items) => Expr::List(items.into_iter().map(plain).collect()),
        Escaped::Map(entries) => Expr::Dict(entries.into_iter().map(|(key, value)| (key, plain(value))).collect()),
    }
}
