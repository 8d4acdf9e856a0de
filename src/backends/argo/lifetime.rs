//! How long ended runs and their pods stay on the cluster: what the settings say, and Argo's form of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::template::go_duration;
use crate::backends::settings::{PositiveDuration, WholeSeconds};

/// How long ended runs stay; for ever where nothing is set. Argo counts whole seconds, so fractions are rounded up.
#[derive(Copy, Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Ttl {
    /// After any end, such as `7d`; the two others win over it.
    pub completion: Option<WholeSeconds>,
    /// After success.
    pub success: Option<WholeSeconds>,
    /// After failure.
    pub failure: Option<WholeSeconds>,
}

/// When pods of a run are deleted.
#[derive(Copy, Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PodGc {
    /// Which pods, and when.
    pub strategy: PodGcStrategy,
    /// How long they stay after that, such as `10m`; by itself the controller waits five seconds.
    #[serde(default)]
    pub delay: Option<PositiveDuration>,
}

/// Argo's words for when pods are deleted (pkg/apis/workflow/v1alpha1/common.go, v4.0.2).
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub enum PodGcStrategy {
    /// Each pod when it ends.
    OnPodCompletion,
    /// Each pod when it succeeds.
    OnPodSuccess,
    /// All pods when the run ends.
    OnWorkflowCompletion,
    /// All pods when the run succeeds.
    OnWorkflowSuccess,
}

/// `TTLStrategy`, in seconds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TtlStrategy {
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_after_completion: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_after_success: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_after_failure: Option<u32>,
}

/// `PodGC`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PodGcSpec {
    strategy: PodGcStrategy,
    /// As Go writes durations.
    #[serde(skip_serializing_if = "Option::is_none")]
    delete_delay_duration: Option<String>,
}

impl Ttl {
    /// Argo's form, unless nothing is set.
    pub(super) fn lower(self) -> Option<TtlStrategy> {
        let seconds = |length: Option<WholeSeconds>| length.map(|WholeSeconds(seconds)| seconds);
        let strategy = TtlStrategy {
            seconds_after_completion: seconds(self.completion),
            seconds_after_success: seconds(self.success),
            seconds_after_failure: seconds(self.failure),
        };
        let says_something = [self.completion, self.success, self.failure].iter().any(Option::is_some);
        says_something.then_some(strategy)
    }
}

impl PodGc {
    /// Argo's form.
    pub(super) fn lower(self) -> PodGcSpec {
        let delete_delay_duration = self.delay.map(|PositiveDuration(length)| go_duration(length));
        PodGcSpec { strategy: self.strategy, delete_delay_duration }
    }
}
