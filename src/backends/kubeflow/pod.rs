//! What the platform's document says of a step's pod, but for variables and volumes.

use indexmap::{IndexMap, IndexSet};

use super::escape::{KubeflowText, StepEscape};
use super::platform::{Config, NodeSelector, PodMetadata, SecretName, SecurityContext, Toleration};
use crate::backends::kube::groups::origin;
use crate::backends::kube::lowering::Lowering;
use crate::backends::kube::values::Escaped;
use crate::emit::Marked;
use crate::ir::{At, Field, Literal, PullPolicy, Value};

impl Lowering<'_, '_, StepEscape<'_>> {
    /// Fills in deadlines, policies, metadata and placement.
    pub(super) fn pod(&mut self, config: &mut Config) {
        let (group, step) = (self.group, self.step);
        config.active_deadline_seconds = step
            .timeout
            .as_ref()
            .map(|length| group.mark(length.value.seconds_up().to_string(), |step| origin(step.timeout.as_ref())));
        config.image_pull_policy =
            step.work.pull_policy.as_ref().map(|policy| {
                group.mark(PullPolicy::as_str(policy.value), |step| origin(step.work.pull_policy.as_ref()))
            });
        let labels = self.strings(&step.pod.labels, Field::LabelValue);
        let annotations = self.strings(&step.pod.annotations, Field::Annotation);
        config.pod_metadata =
            (!labels.is_empty() || !annotations.is_empty()).then_some(PodMetadata { annotations, labels });
        let mut secrets: IndexSet<&At<Literal>> = IndexSet::new();
        secrets.extend(&step.pod.pull_secrets);
        for secret in secrets {
            if let Some(secret_name) = self.object_name(Some(secret)) {
                config.image_pull_secret.push(Marked::new(SecretName { secret_name }, [secret.origin.place()]));
            }
        }
        let (labels, products) = self.node_selector();
        config.node_selector = (!labels.is_empty()).then_some(NodeSelector { labels });
        if let Some(affinity) = self.affinity(products, KubeflowText::of_ours) {
            config.node_affinity =
                terms(affinity.value).map(|term| Marked::new(term, affinity.places.iter().copied())).collect();
        }
        config.tolerations = self
            .tolerations()
            .into_iter()
            .map(|toleration| {
                let it = toleration.value;
                let toleration_seconds = it.toleration_seconds.map(|seconds| seconds.to_string());
                let value = Toleration {
                    key: it.key,
                    operator: it.operator,
                    value: it.value,
                    effect: it.effect,
                    toleration_seconds,
                };
                Marked::new(value, toleration.places)
            })
            .collect();
        config.security_context = step.work.security_context.as_ref().map(|context| {
            group.mark(security_context(&context.value), |step| origin(step.work.security_context.as_ref()))
        });
    }
}

/// The terms of node affinity: what must be, then what is preferred. `support` refuses affinity between pods.
fn terms<T>(affinity: Escaped<T>) -> impl Iterator<Item = IndexMap<String, Escaped<T>>> {
    let mut node = map(map(affinity).shift_remove("nodeAffinity"));
    let required =
        map(node.shift_remove("requiredDuringSchedulingIgnoredDuringExecution")).shift_remove("nodeSelectorTerms");
    let preferred = node.shift_remove("preferredDuringSchedulingIgnoredDuringExecution");
    let preferred = list(preferred).into_iter().map(|item| {
        let mut item = map(item);
        let weight = item.shift_remove("weight");
        let mut term = map(item.shift_remove("preference"));
        term.extend(weight.map(|weight| ("weight".to_owned(), weight)));
        term
    });
    list(required).into_iter().map(map).chain(preferred)
}

fn map<T>(value: impl Into<Option<Escaped<T>>>) -> IndexMap<String, Escaped<T>> {
    match value.into() {
        Some(Escaped::Map(entries)) => entries,
        _ => IndexMap::new(),
    }
}

fn list<T>(value: Option<Escaped<T>>) -> Vec<Escaped<T>> {
    match value {
        Some(Escaped::List(items)) => items,
        _ => Vec::new(),
    }
}

/// What the platform has fields for; the rest of what `support` accepts is what the backend sets by itself.
fn security_context(value: &Value) -> SecurityContext {
    let mut context = SecurityContext::default();
    let Value::Map(entries) = value else { return context };
    for (key, value) in entries.iter() {
        match (&**key, value) {
            ("runAsUser", Value::Integer(id)) => context.run_as_user = Some(id.to_string()),
            ("runAsGroup", Value::Integer(id)) => context.run_as_group = Some(id.to_string()),
            ("runAsNonRoot", Value::Bool(flag)) => context.run_as_non_root = Some(*flag),
            _ => {}
        }
    }
    context
}

/// Whether a step's security context can be kept.
pub(super) fn keeps(value: &Value) -> bool {
    let Value::Map(entries) = value else { return false };
    entries.iter().all(|(key, value)| match (&**key, value) {
        ("runAsUser" | "runAsGroup", Value::Integer(_)) | ("runAsNonRoot", Value::Bool(_)) => true,
        ("allowPrivilegeEscalation", Value::Bool(flag)) => !flag,
        ("capabilities", Value::Map(sets)) => {
            sets.iter().all(|(set, value)| &**set == "drop" && is_list_of(value, "ALL"))
        }
        ("seccompProfile", Value::Map(profile)) => {
            profile.iter().all(|(key, value)| &**key == "type" && is_text(value, "RuntimeDefault"))
        }
        _ => false,
    })
}

fn is_list_of(value: &Value, text: &str) -> bool {
    matches!(value, Value::List(items) if matches!(items.as_slice(), [item] if is_text(item, text)))
}

fn is_text(value: &Value, text: &str) -> bool {
    matches!(value, Value::String(literal) if *literal == Literal::new(text))
}
