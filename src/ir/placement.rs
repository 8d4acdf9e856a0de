//! Where a step may run.

use super::{At, Literal, Table, Value};

/// Constraints on the node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Placement {
    /// Labels that the node must have.
    pub node_selector: Table<Box<str>, At<Literal>>,
    /// Taints that the step accepts.
    pub tolerations: Vec<At<Toleration>>,
    /// Kubernetes' affinity, in its own shape.
    pub affinity: Option<At<Value>>,
    /// The name of a priority class.
    pub priority_class: Option<At<Literal>>,
    /// The name of a runtime class.
    pub runtime_class: Option<At<Literal>>,
    /// The scheduler that chooses the node; absent: the cluster's default.
    pub scheduler: Option<At<Literal>>,
}

/// A taint that a step accepts (Kubernetes' `core/v1` Toleration).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Toleration {
    /// The taint's key; absent with `Exists` matches every taint.
    pub key: Option<Literal>,
    /// How key and value are compared; absent means `Equal`.
    pub operator: Option<Operator>,
    /// The taint's value; only with `Equal`.
    pub value: Option<Literal>,
    /// The taint's effect; absent matches every effect.
    pub effect: Option<TaintEffect>,
    /// How long a running step stays on a node that gets the taint; only with `NoExecute`.
    pub seconds: Option<i64>,
}

/// How a toleration compares.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Key and value are equal.
    Equal,
    /// The key exists.
    Exists,
}

/// What a taint does.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum TaintEffect {
    /// Nothing new is scheduled.
    NoSchedule,
    /// Avoided where possible.
    PreferNoSchedule,
    /// Running pods are evicted too.
    NoExecute,
}

impl Operator {
    /// Kubernetes' spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Operator::Equal => "Equal",
            Operator::Exists => "Exists",
        }
    }
}

impl TaintEffect {
    /// Kubernetes' spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            TaintEffect::NoSchedule => "NoSchedule",
            TaintEffect::PreferNoSchedule => "PreferNoSchedule",
            TaintEffect::NoExecute => "NoExecute",
        }
    }
}
