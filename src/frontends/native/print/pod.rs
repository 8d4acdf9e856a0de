//! Where a step runs and what is mounted into it.

use super::amounts::bytes;
use super::texts::{literal, string, strings};
use super::value::Value;
use crate::ir::{self, Operator, Placement, TaintEffect, Toleration, Volume, VolumeSource};

/// The map `placement`.
pub(super) fn placement(placement: &Placement) -> Value {
    let tolerations = placement.tolerations.iter().map(|item| toleration(&item.value)).collect();
    Value::fields([
        ("node_selector", strings(&placement.node_selector)),
        ("tolerations", Value::List(tolerations).if_filled()),
        ("affinity", placement.affinity.as_ref().map(|affinity| kube_value(&affinity.value))),
        ("priority_class", literal(placement.priority_class.as_ref())),
        ("runtime_class", literal(placement.runtime_class.as_ref())),
        ("scheduler", literal(placement.scheduler.as_ref())),
    ])
}

fn toleration(toleration: &Toleration) -> Value {
    Value::fields([
        ("key", toleration.key.as_ref().map(|key| string(key).into())),
        ("operator", toleration.operator.map(|operator| Operator::as_str(operator).into())),
        ("value", toleration.value.as_ref().map(|value| string(value).into())),
        ("effect", toleration.effect.map(|effect| TaintEffect::as_str(effect).into())),
        ("tolerationSeconds", toleration.seconds.map(Value::Integer)),
    ])
}

/// One of `volumes`.
pub(super) fn volume(volume: &Volume) -> Value {
    let yes = |flag: bool| flag.then_some(Value::Bool(true));
    let (source, value) = match &volume.source {
        VolumeSource::Claim(name) => ("claim", string(name).into()),
        VolumeSource::Secret(name) => ("secret", string(name).into()),
        VolumeSource::Config(name) => ("config", string(name).into()),
        VolumeSource::Empty { size, memory } => {
            ("empty", Value::fields([("size", size.map(bytes)), ("memory", yes(*memory))]))
        }
    };
    Value::fields([
        ("mount", Some(string(&volume.mount).into())),
        ("read_only", yes(volume.read_only)),
        ("sub_path", volume.sub_path.as_ref().map(|path| string(path).into())),
        (source, Some(value)),
    ])
}

/// A subtree in Kubernetes' own shape; at most as deep as a document may be. Targets print it in its order.
pub(super) fn kube_value(value: &ir::Value) -> Value {
    match value {
        ir::Value::Bool(flag) => Value::Bool(*flag),
        ir::Value::Integer(number) => Value::Integer(*number),
        ir::Value::String(literal) => string(literal).into(),
        ir::Value::List(items) => Value::List(items.iter().map(kube_value).collect()),
        ir::Value::Map(entries) => {
            Value::Map(entries.iter().map(|(key, value)| (key.clone(), kube_value(value))).collect())
        }
    }
}
