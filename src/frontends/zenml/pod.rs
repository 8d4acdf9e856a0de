//! Where and as whom a step runs, by the settings of ZenML's flavors.

use crate::frontends::shape::check::Bad;
use crate::frontends::shape::merge::Fields;
use crate::frontends::shape::read::{Strings, at_literal, kube_value, strings, toleration};
use crate::ir::{At, Literal, Placement, Pod, Table, Toleration, Value};
use crate::source::{Node, Place};

use super::lost::Lost;
use super::notes::laid;

/// Fields of `additional_pod_spec_args` that are kept, under both spellings; ZenML leaves out the second.
const POD_SPEC: &[&str] = &[
    "priority_class_name",
    "priorityClassName",
    "runtime_class_name",
    "runtimeClassName",
    "scheduler_name",
    "schedulerName",
];

/// Arguments of Airflow's operator that are kept.
const OPERATOR: &[&str] = &[
    "namespace",
    "service_account_name",
    "node_selector",
    "tolerations",
    "affinity",
    "labels",
    "annotations",
    "priority_class_name",
    "schedulername",
    "startup_timeout_seconds",
];

/// The parts of a step's settings that speak of its pod.
#[derive(Copy, Clone)]
pub(super) struct Settings<'s, 't> {
    whole: &'s Fields<'t>,
    /// `pod_settings`, of most flavors.
    pub(super) pod: Option<&'s Fields<'t>>,
    /// `operator_args`, of flavor `airflow`.
    operator: Option<&'s Fields<'t>>,
}

impl<'s, 't> Settings<'s, 't> {
    pub(super) fn new(whole: &'s Fields<'t>) -> Self {
        Self { whole, pod: whole.map("pod_settings"), operator: whole.map("operator_args") }
    }

    /// Tells what is lost of them.
    pub(super) fn lose(self, step: Option<&str>, lost: &mut Lost<'_>) {
        if let Some(extra) = self.pod.and_then(|pod| pod.map("additional_pod_spec_args")) {
            for (name, entry) in extra.entries().filter(|(name, _)| !POD_SPEC.contains(name)) {
                lost.other(name, entry.key, format!("the pod's field `{name}` is lost"), step);
            }
        }
        if let Some(operator) = self.operator {
            for (name, entry) in operator.entries().filter(|(name, _)| !OPERATOR.contains(name)) {
                lost.other(name, entry.key, format!("the operator's argument `{name}` is lost"), step);
            }
        }
        if let Some(dag) = self.whole.map("dag_args") {
            for (name, entry) in dag.entries().filter(|(name, _)| *name != "max_active_runs") {
                lost.other(name, entry.key, format!("the DAG's argument `{name}` is lost"), step);
            }
        }
    }

    /// The pod, with the pipeline's labels and annotations, and those of `notes`, below its own.
    pub(super) fn lower(self, bad: &Bad, notes: &Strings) -> Pod {
        let own = |key: &str| strings(self.map(key, key));
        Pod {
            placement: Placement {
                node_selector: laid(
                    &strings(self.whole.map("node_selectors")),
                    &strings(self.map("node_selectors", "node_selector")),
                ),
                tolerations: self.tolerations(bad),
                affinity: self.kube_value("affinity"),
                priority_class: self.spec(&["priority_class_name", "priorityClassName"]),
                runtime_class: self.spec(&["runtime_class_name", "runtimeClassName"]),
                scheduler: self.scheduler(),
            },
            service_account: self.service_account(),
            pull_secrets: self.pod.and_then(|pod| pod.node("image_pull_secrets")).map_or_else(Vec::new, |list| {
                list.items().filter(|item| !bad.touches(*item)).filter_map(at_literal).collect()
            }),
            labels: own("labels"),
            annotations: laid(notes, &own("annotations")),
        }
    }

    /// The container's security context; `privileged` is a key of its own in ZenML's settings.
    ///
    /// Kubernetes refuses a privileged container that may not gain rights; the narrower of the two stays.
    pub(super) fn security_context(self, step: &str, lost: &mut Lost<'_>) -> Option<At<Value>> {
        let context =
            self.pod.and_then(|pod| kube_value(pod, "container_security_context")).filter(|at| !is_empty(&at.value));
        let mut privileged = self.whole.scalar("privileged").filter(|(text, _)| *text == "true");
        if let (Some(At { value: Value::Map(entries), .. }), Some((_, place))) = (&context, privileged)
            && entries.get("allowPrivilegeEscalation") == Some(&Value::Bool(false))
        {
            let what =
                "`privileged` is lost: Kubernetes refuses it beside `allowPrivilegeEscalation: false`".to_owned();
            lost.other("privileged", place, what, Some(step));
            privileged = None;
        }
        match (context, privileged) {
            (context, None) => context,
            // What is told of the whole is told where a step makes it its own.
            (Some(At { value: Value::Map(entries), .. }), Some((_, place))) if entries.get("privileged").is_none() => {
                let added = (Box::from("privileged"), Value::Bool(true));
                let entries = entries.iter().map(|(key, value)| (key.clone(), value.clone()));
                Some(At::new(Value::Map(entries.chain([added]).collect()), place))
            }
            (Some(context), Some(_)) => Some(context),
            (None, Some((_, place))) => {
                Some(At::new(Value::Map(Table::from_iter([(Box::from("privileged"), Value::Bool(true))])), place))
            }
        }
    }

    /// The place of a pod field in the spelling that ZenML leaves out.
    pub(super) fn left_out_by_zenml(self) -> Option<(&'static str, Place)> {
        let extra = self.pod?.map("additional_pod_spec_args")?;
        let found = ["priorityClassName", "runtimeClassName", "schedulerName"].into_iter();
        found.filter_map(|name| Some((name, extra.entry(name)?.key))).next()
    }

    fn map(self, pod: &str, operator: &str) -> Option<&'s Fields<'t>> {
        self.pod.and_then(|fields| fields.map(pod)).or_else(|| self.operator.and_then(|fields| fields.map(operator)))
    }

    fn list(self, key: &str) -> Option<Node<'t>> {
        self.pod.and_then(|pod| pod.node(key)).or_else(|| self.operator.and_then(|operator| operator.node(key)))
    }

    fn tolerations(self, bad: &Bad) -> Vec<At<Toleration>> {
        let items = self.list("tolerations").into_iter().flat_map(Node::items);
        items.filter(|item| !bad.touches(*item)).filter_map(toleration).collect()
    }

    fn kube_value(self, key: &str) -> Option<At<Value>> {
        let read = |fields: Option<&Fields<'_>>| fields.and_then(|fields| kube_value(fields, key));
        read(self.pod).or_else(|| read(self.operator)).filter(|at| !is_empty(&at.value))
    }

    fn spec(self, names: &[&str]) -> Option<At<Literal>> {
        let extra = self.pod.and_then(|pod| pod.map("additional_pod_spec_args"));
        let places = [extra, self.operator];
        let mut found = places.into_iter().flatten().flat_map(|fields| names.iter().map(|name| fields.scalar(name)));
        found.find_map(|scalar| scalar.map(|(text, place)| At::new(Literal::new(text), place)))
    }

    /// A further field of the pod wins, as in ZenML; an empty name is none there.
    fn scheduler(self) -> Option<At<Literal>> {
        let extra = self.pod.and_then(|pod| pod.map("additional_pod_spec_args"));
        let places = [
            (extra, "scheduler_name"),
            (extra, "schedulerName"),
            (self.pod, "scheduler_name"),
            (self.operator, "schedulername"),
        ];
        let mut found = places.into_iter().filter_map(|(fields, key)| fields?.scalar(key));
        found.find(|(name, _)| !name.is_empty()).map(|(name, place)| At::new(Literal::new(name), place))
    }

    fn service_account(self) -> Option<At<Literal>> {
        let own =
            |fields: &Fields<'_>, key: &str| fields.scalar(key).map(|(text, place)| At::new(Literal::new(text), place));
        own(self.whole, "step_pod_service_account_name")
            .or_else(|| own(self.whole, "service_account_name"))
            .or_else(|| own(self.operator?, "service_account_name"))
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Map(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::List(_) => false,
    }
}
