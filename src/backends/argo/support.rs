//! What Argo keeps.

use super::lower::Common;
use super::schedule;
use super::settings::{Kind, Settings, Version};
use crate::backends::calendar::{clocks, once};
use crate::ir::{Duration, Factor, Feature, Note, Schedule, Step, Support, Use, When};
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
        | Feature::EnvField
        | Feature::EnvFrom
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
        | Feature::GpuMemory
        | Feature::GpuCuda
        | Feature::Parameters
        | Feature::NodeSelector
        | Feature::Tolerations
        | Feature::Affinity
        | Feature::PriorityClass
        | Feature::Scheduler
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
        | Feature::Suspended
        | Feature::CatchupOff => Support::Native,
        Feature::Entrypoint => Support::Emulated(Note::new(
            "asks the registry for the entrypoint when it creates the pod, for the controller's own platform",
            "write `command`, so that no registry has to answer",
        )),
        Feature::RuntimeClass => Support::Emulated(Note::new(
            "has no field for a runtime class, so it goes into a patch of the pod",
            "check that the cluster's policies take `podSpecPatch`",
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
        Feature::ScheduleStart => Support::Emulated(Note::new(
            "asks at each tick whether the start has come, so runs begin at the first tick after it",
            "apply the CronWorkflow after that time if it must not exist before",
        )),
        Feature::ScheduleEnd => Support::Emulated(Note::new(
            "stops the schedule at the first tick after the end, and keeps the object",
            "delete the CronWorkflow after the end",
        )),
        Feature::Interval => Support::Emulated(Note::new(
            "counts an interval that no cron lines say from when its controller sees the schedule, anew after each restart",
            "write an interval that divides a day, such as `90m` or `6h`, or `cron`",
        )),
        Feature::Once => Support::Emulated(Note::new(
            "runs once by a cron line of that minute in UTC, which ends with the run",
            "delete the CronWorkflow afterwards, or submit the workflow yourself at that time",
        )),
    }
}

/// The answer for a use, where its value decides.
#[expect(clippy::wildcard_enum_match_arm, reason = "`table` is the exhaustive answer; here stand the exceptions")]
pub(super) fn judge(used: &Use<'_>, plan: &Plan, settings: &Settings) -> Support {
    let step = used.step.and_then(|id| plan.pipeline().steps.get(id));
    let retry = step.and_then(|step| step.retry.as_ref()).map(|retry| &retry.value);
    let schedule = plan.pipeline().schedules.first();
    let decided = match used.feature {
        Feature::RetryBackoff => {
            retry.and_then(|retry| retry.backoff.as_ref()).and_then(|factor| backoff(factor.value))
        }
        Feature::RetryMaxDelay if settings.version == Version::V3_5 => Some(Support::Lost(Note::new(
            "knows no longest delay in version 3.5: delays grow without end",
            "remove `max_delay`, or lower `limit`",
        ))),
        Feature::StepTimeout => step.and_then(|step| step.timeout.as_ref()).and_then(|length| rounded(length.value)),
        Feature::PipelineTimeout => plan.pipeline().timeout.as_ref().and_then(|length| rounded(length.value)),
        Feature::Interval => schedule.and_then(|schedule| interval(schedule, settings.version)),
        Feature::Timezone => schedule.and_then(clocks),
        // The line of one moment has its own bounds.
        Feature::ScheduleStart | Feature::ScheduleEnd if schedule.is_some_and(Schedule::is_once) => {
            Some(Support::Native)
        }
        Feature::Once if settings.version == Version::V3_5 => Some(Support::Unsupported(Note::new(
            "cannot end a schedule after one run in version 3.5",
            "submit the workflow yourself at that time, or set `version: \"3.6\"` if the cluster runs that or a later one",
        ))),
        Feature::Once => schedule.and_then(after_its_second),
        Feature::ScheduleStart | Feature::ScheduleEnd if settings.version == Version::V3_5 => {
            Some(Support::Unsupported(Note::new(
                "knows no start and end of a schedule in version 3.5",
                "remove it, or set `version: \"3.6\"` if the cluster runs that or a later one",
            )))
        }
        Feature::Namespace if settings.kind == Kind::ClusterWorkflowTemplate => match settings.namespace {
            // It wins, and is told where it stands.
            Some(_) => None,
            None => Some(Support::Lost(without_namespace(plan))),
        },
        Feature::PullSecrets => step.and_then(|step| pull_secret(used, step, plan)),
        _ => None,
    };
    decided.unwrap_or_else(|| table(used.feature))
}

/// Cron lines in UTC run at exactly the wanted moments.
fn interval(schedule: &Schedule, version: Version) -> Option<Support> {
    let When::Every(length) = schedule.when.value else { return None };
    if schedule::cron_lines(length, schedule, version).is_some() {
        return Some(Support::Native);
    }
    (!length.is_whole_seconds()).then(|| {
        Support::Emulated(Note::new(
            format!(
                "counts whole seconds, from when its controller sees the schedule: {length} becomes {} s",
                length.seconds_up()
            ),
            "write an interval that divides a day, such as `90m` or `6h`, or `cron`",
        ))
    })
}

/// Argo's cron lines count no seconds.
fn after_its_second(schedule: &Schedule) -> Option<Support> {
    let When::At(moment) = schedule.when.value else { return None };
    (once::minute_up(moment) != moment).then(|| {
        Support::Emulated(Note::new(
            "runs once by a cron line of the first whole minute after that moment in UTC, which ends with the run",
            "write a whole minute, or submit the workflow yourself at that time",
        ))
    })
}

fn clocks(schedule: &Schedule) -> Option<Support> {
    if let Some(minutes) = clocks::uneven(schedule) {
        return Some(Support::Emulated(Note::new(
            format!(
                "starts runs at other times, or leaves them out, on days on which the clocks of `{}` change by {minutes} \
                 minutes",
                schedule.timezone.value.as_str()
            ),
            clocks::UNEVEN_REMEDY,
        )));
    }
    let time = clocks::touched(schedule)?;
    Some(Support::Emulated(Note::new(
        format!(
            "starts no run at a time that a change of the clocks skips, and two at one that it repeats (`{time}` in `{}`)",
            schedule.timezone.value.as_str()
        ),
        clocks::REMEDY,
    )))
}

/// What becomes of a namespace where the template stands in none.
pub(super) fn without_namespace(plan: &Plan) -> Note {
    let what = match plan.pipeline().schedules.is_empty() {
        true => "writes a ClusterWorkflowTemplate, which stands in no namespace, so no file names one",
        false => "writes a ClusterWorkflowTemplate, which stands in no namespace, so only the CronWorkflow names it",
    };
    Note::new(what, "submit runs with `argo submit --namespace NAME`, or write `kind: WorkflowTemplate`")
}

fn backoff(factor: Factor) -> Option<Support> {
    factor.whole().is_none().then(|| {
        Support::Unsupported(Note::new(
            format!("takes whole backoff factors only, and `{factor}` is none"),
            "write a whole number, such as `backoff: 2`",
        ))
    })
}

fn pull_secret(used: &Use<'_>, step: &Step, plan: &Plan) -> Option<Support> {
    let this = step.pod.pull_secrets.iter().find(|secret| secret.origin.place() == used.origin.place())?;
    if Common::of(plan).pull_secrets.contains(&this) {
        return None;
    }
    Some(Support::Emulated(Note::new(
        "has pull secrets for all steps only, so those that not every step has go into a patch of the pod",
        "list the secret under `defaults` if every step may have it",
    )))
}

fn rounded(length: Duration) -> Option<Support> {
    (!length.is_whole_seconds()).then(|| {
        Support::Emulated(Note::new(
            format!("counts whole seconds, so a timeout of {length} becomes {} s", length.seconds_up()),
            "write whole seconds",
        ))
    })
}
