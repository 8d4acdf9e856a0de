//! The ways out of a literal into Kubeflow's files.
//!
//! Between the file and the container stand, in order: Argo's templates over the workflow that the backend compiles, the
//! kubelet of the driver's pod (the container's JSON is one of its arguments), the driver, which puts parameters in,
//! Argo again, the kubelet of the step's pod, and the launcher, which replaces its own placeholders. Environment values
//! meet all but driver and launcher. So the kubelet's rules apply twice, and a `{{` must not exist before the last
//! kubelet, which a reference to a variable that holds `{` brings about:
//!
//! | literal | written | after the driver's kubelet | in the container |
//! |-|-|-|-|
//! | `{{x}}` | `$(SEGUE_BRACE){x}}` | the same | `{{x}}` |
//! | `$(A)` | `$$$$(A)` | `$$(A)` | `$(A)` |
//! | `${{x}}` | `$$$$$(SEGUE_BRACE){x}}` | `$$$(SEGUE_BRACE){x}}` | `${{x}}` |
//! | `$5` | `$5` | the same | the same |
//!
//! What the launcher replaces after all that has no escape and is refused.
//!
//! Sources: kubeflow/pipelines 7b70c7b9, backend/src/v2/{compiler/argocompiler,driver,component}; kubernetes v1.35,
//! third_party/forked/golang/expansion.

mod default;
mod known;
mod object;
mod step;

use serde::Serialize;

use super::printable;
use crate::backends::kube::lowering::Carried;
use crate::backends::kube::ours::Ours;
use crate::ir::Refusal;
use crate::rule::rules;

rules! {
    RULES;
    UNPRINTABLE: "kubeflow/refused-unprintable" keeps "DEL, and what Go does not print above U+FFFF";
}

/// The rules of all escapes here.
#[cfg(feature = "switches")]
pub(super) fn all_rules() -> Vec<&'static crate::rule::Rule> {
    [RULES, step::RULES, object::RULES, default::RULES].concat()
}

pub(super) use default::DefaultEscape;
pub(super) use known::{Final, Known};
pub(super) use object::ObjectEscape;
pub(super) use step::{LATE_VARIABLE, PARAMETER_IN_VALUE, StepEscape};

/// A text as Kubeflow's files hold it. Only the escapes of this file make one from a user's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(super) struct KubeflowText(String);

impl KubeflowText {
    /// The empty text, where a refused one is left out.
    pub(super) fn none() -> Self {
        Self(String::new())
    }

    /// A name of Kubernetes' for comparisons.
    pub(super) fn as_name(&self) -> &str {
        &self.0
    }
}

impl Carried for KubeflowText {
    fn of_ours(text: Ours) -> Self {
        Self(text.into_string())
    }
}

/// Refuses what Argo's parameters do not carry.
fn carried(text: &str) -> Result<(), Refusal> {
    match printable::first_lost(text) {
        None => Ok(()),
        Some(_) if !UNPRINTABLE.holds() => Ok(()),
        Some(lost) => Err(Refusal {
            what: format!("holds U+{:04X}, which Argo quotes into JSON that is none", u32::from(lost)),
            remedy: "write it without, or read it from a file".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::KubeflowText;
    use crate::proof::never_made;

    // Nothing but the escapes here, and `Ours`, makes one.
    never_made!(KubeflowText);
}
