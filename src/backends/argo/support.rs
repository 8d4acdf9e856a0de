//! What Argo keeps.

use super::lower::Common;
use super::settings::{Settings, Version};
use crate::ir::{Duration, Feature, Note, Support, Use};
use crate::passes::Plan;

/// The answer whatever the value.
pub(super) fn table(feature: Feature) -> Support {
    match feature {
        Feature::Arguments
        | Feature::WorkingDir
        | Feature::Env
        | Feature::EnvReference
        | Feature::Secret
        | Feature::Config
        | Feature::PullPolicy
        | Feature::SecurityContext
        | Feature::RunId
        | Feature::Cpu
        | Feature::Memory
        | Feature::Storage
        | Feature::Limits
        | Feature::SharedMemory
        | Feature::Gpu
        | Feature::GpuProduct
        | Feature::NodeSelector
        | Feature::Tolerations
        | Feature::Affinity
        | Feature::PriorityClass
        | Feature::RuntimeClass
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
        | Feature::RetryBackoff
        | Feature::StepTimeout
        | Feature::PipelineTimeout
        | Feature::FailureContinue
        | Feature::Parallelism
        | Feature::Cron
        | Feature::Timezone
        | Feature::OverlapForbid
        | Feature::OverlapAllow
        | Feature::OverlapReplace
        | Feature::Suspended => Support::Native,
        Feature::Entrypoint => Support::Emulated(Note::new(
            "asks the registry for the entrypoint when it creates the pod, for the controller's own platform",
            "write `command`, so that no registry has to answer",
        )),
        Feature::RetryMaxDelay => Support::Emulated(Note::new(
            "knows a longest delay from 3.7 on, and before that lets delays grow without end",
            "remove `max_delay` if the cluster runs 3.6",
        )),
        Feature::FailureStop => Support::Lost(Note::new(
            "lets branches that do not need the failed step go on to their end (argo-workflows #10312)",
            "write `on_failure: continue`, which is what happens, or remove it",
        )),
        Feature::FailureCancel => Support::Lost(Note::new(
            "does not end running steps when another fails",
            "write `on_failure: continue`, which is what happens, or remove it",
        )),
        Feature::Catchup => Support::Lost(Note::new(
            "starts at most the last of the runs that were missed",
            "start missed runs by hand with `argo submit --from`, or remove `catchup`",
        )),
        Feature::Parameters
        | Feature::GpuMemory
        | Feature::GpuCuda
        | Feature::Interval
        | Feature::Once
        | Feature::ScheduleStart
        | Feature::ScheduleEnd => Support::NotYet,
    }
}

/// The answer for a use, where its value decides.
pub(super) fn judge(used: &Use<'_>, plan: &Plan, settings: &Settings) -> Support {
    let step = used.step.and_then(|id| plan.pipeline().steps.get(id));
    let retry = step.and_then(|step| step.retry.as_ref()).map(|retry| &retry.value);
    match used.feature {
        Feature::RetryBackoff => match retry.and_then(|retry| retry.backoff.as_ref()) {
            Some(factor) if factor.value.whole().is_none() => Support::Unsupported(Note::new(
                format!("takes whole backoff factors only, and `{}` is none", factor.value),
                "write a whole number, such as `backoff: 2`",
            )),
            Some(_) | None => Support::Native,
        },
        Feature::RetryMaxDelay if settings.version == Version::V3_5 => Support::Lost(Note::new(
            "knows no longest delay in version 3.5: delays grow without end",
            "remove `max_delay`, or lower `limit`",
        )),
        Feature::StepTimeout => whole_seconds(step.and_then(|step| step.timeout.as_ref()).map(|length| length.value)),
        Feature::PipelineTimeout => whole_seconds(plan.pipeline().timeout.as_ref().map(|length| length.value)),
        Feature::GpuProduct => {
            let gpu = step.and_then(|step| step.work.resources.gpu.as_ref());
            if gpu.is_some_and(|gpu| gpu.value.product.len() > 1) { Support::NotYet } else { Support::Native }
        }
        Feature::PullSecrets => {
            let common = Common::of(plan);
            let secrets = step.map(|step| step.pod.pull_secrets.as_slice()).unwrap_or_default();
            let this = secrets.iter().find(|secret| secret.origin.place() == used.origin.place());
            if this.is_some_and(|secret| common.pull_secrets.contains(&secret)) {
                return Support::Native;
            }
            Support::Emulated(Note::new(
                "has pull secrets for all steps only, so those that not every step has go into a patch of the pod",
                "list the secret under `defaults` if every step may have it",
            ))
        }
        feature => table(feature),
    }
}

fn whole_seconds(length: Option<Duration>) -> Support {
    match length {
        Some(length) if !length.is_whole_seconds() => Support::Emulated(Note::new(
            format!("counts whole seconds, so a timeout of {length} becomes {} s", length.seconds_up()),
            "write whole seconds",
        )),
        Some(_) | None => Support::Native,
    }
}
