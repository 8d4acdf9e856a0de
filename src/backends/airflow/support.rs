//! What Airflow keeps.

use crate::ir::{Factor, Feature, Note, Support, Use};
use crate::passes::Plan;

/// The answer whatever the value.
pub(super) fn table(feature: Feature) -> Support {
    match feature {
        Feature::Entrypoint
        | Feature::Arguments
        | Feature::Env
        | Feature::EnvReference
        | Feature::Secret
        | Feature::Config
        | Feature::PullPolicy
        | Feature::SecurityContext
        | Feature::RunId
        | Feature::Parameters
        | Feature::Cpu
        | Feature::Memory
        | Feature::Storage
        | Feature::Limits
        | Feature::SharedMemory
        | Feature::Gpu
        | Feature::GpuProduct
        | Feature::GpuMemory
        | Feature::GpuCuda
        | Feature::NodeSelector
        | Feature::Tolerations
        | Feature::Affinity
        | Feature::PriorityClass
        | Feature::ClaimVolume
        | Feature::SecretVolume
        | Feature::ConfigVolume
        | Feature::EmptyVolume
        | Feature::Namespace
        | Feature::ServiceAccount
        | Feature::PullSecrets
        | Feature::Labels
        | Feature::Annotations
        | Feature::Description
        | Feature::Needs
        | Feature::Retries
        | Feature::RetryDelay
        | Feature::RetryMaxDelay
        | Feature::StepTimeout
        | Feature::PipelineTimeout
        | Feature::FailureContinue
        | Feature::FailureCancel
        | Feature::Parallelism
        | Feature::Cron
        | Feature::Once
        | Feature::Timezone
        | Feature::ScheduleStart
        | Feature::ScheduleEnd
        | Feature::Catchup
        | Feature::OverlapAllow => Support::Native,
        Feature::WorkingDir => Support::Emulated(Note::new(
            "has no argument for a working directory, so it goes into a full pod spec",
            "set the directory in the image if all steps have the same",
        )),
        Feature::RuntimeClass => Support::Emulated(Note::new(
            "has no argument for a runtime class in all versions, so it goes into a full pod spec",
            "remove it if the nodes' default runtime is the right one",
        )),
        Feature::RetryBackoff => Support::Emulated(Note::new(
            "doubles the delay each time, with a random part",
            "remove it if the delay must be constant",
        )),
        Feature::FailureStop => Support::Lost(Note::new(
            "lets branches that do not need the failed step go on to their end",
            "write `on_failure: continue`, which is what happens, or `cancel`",
        )),
        Feature::OverlapForbid => Support::Emulated(Note::new(
            "lets a run that is due wait for the one that still runs, and does not leave it out",
            "write `overlap: allow` if runs may stand side by side",
        )),
        Feature::OverlapReplace => Support::Lost(Note::new(
            "does not end a run because the next is due; that one waits",
            "write `overlap: forbid` or `allow`",
        )),
        Feature::Suspended => Support::Emulated(Note::new(
            "pauses a DAG only when it is seen for the first time",
            "pause a DAG that is there already with `airflow dags pause`",
        )),
        Feature::Interval => Support::NotYet,
    }
}

/// The answer for a use, where its value decides.
#[expect(clippy::wildcard_enum_match_arm, reason = "`table` is the exhaustive answer; here stand the exceptions")]
pub(super) fn judge(used: &Use<'_>, plan: &Plan) -> Support {
    let step = used.step.and_then(|id| plan.pipeline().steps.get(id));
    let retry = step.and_then(|step| step.retry.as_ref()).map(|retry| &retry.value);
    let decided = match used.feature {
        Feature::RetryBackoff => {
            retry.and_then(|retry| retry.backoff.as_ref()).and_then(|factor| backoff(factor.value))
        }
        _ => None,
    };
    decided.unwrap_or_else(|| table(used.feature))
}

/// A constant delay is what Airflow does by itself.
fn backoff(factor: Factor) -> Option<Support> {
    match factor.whole() {
        Some(1) => Some(Support::Native),
        Some(2) => None,
        Some(_) | None => Some(Support::Emulated(Note::new(
            format!("doubles the delay each time, with a random part, instead of multiplying it by {factor}"),
            "write `backoff: 2`, or remove it for a constant delay",
        ))),
    }
}
