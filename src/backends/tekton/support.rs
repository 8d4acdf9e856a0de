//! What Tekton keeps.

use super::settings::Settings;
use crate::backends::calendar::{clocks, interval};
use crate::ir::{Feature, Note, Pipeline, Schedule, Step, Support, Use, When};
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
        | Feature::Scheduler
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
        | Feature::StepTimeout
        | Feature::PipelineTimeout
        | Feature::FailureStop
        | Feature::OverlapAllow
        | Feature::Suspended
        | Feature::CatchupOff => Support::Native,
        Feature::Entrypoint => Support::Emulated(Note::new(
            "asks the registry for the entrypoint when the step is due, which fails where only nodes reach the registry",
            "write `command`, so that no registry has to answer",
        )),
        Feature::RetryDelay => Support::Lost(Note::new(
            "tries again at once (tektoncd/pipeline #1209)",
            "wait inside the program, or remove `delay`",
        )),
        Feature::RetryBackoff => Support::Lost(Note::new(
            "knows no waits between attempts, so none that grow",
            "wait inside the program, or remove `backoff`",
        )),
        Feature::RetryMaxDelay => Support::Lost(Note::new(
            "knows no waits between attempts, so no longest one",
            "wait inside the program, or remove `max_delay`",
        )),
        Feature::FailureContinue => Support::Lost(Note::new(
            "starts nothing new in any branch when a step has failed",
            "write `on_failure: stop`, which is what happens, or remove it",
        )),
        Feature::FailureCancel => Support::Lost(Note::new(
            "lets running steps finish when another has failed",
            "write `on_failure: stop`, which is what happens, or remove it",
        )),
        Feature::Parallelism => Support::Lost(Note::new(
            "starts every step whose needs have succeeded (tektoncd/pipeline #2591)",
            "limit it with a resource quota or further needs, or remove `parallelism`",
        )),
        Feature::Cron => Support::Emulated(Note::new(
            "has no schedules of its own, so a Kubernetes CronJob creates the runs",
            "check that the cluster can pull the image of the setting `schedule_image`, which must hold `kubectl`",
        )),
        Feature::Interval => Support::Emulated(Note::new(
            "has no intervals of its own, so a Kubernetes CronJob creates the runs by a cron line in UTC",
            "write `cron` if the hours of the day matter",
        )),
        Feature::Timezone => Support::Emulated(Note::new(
            "leaves the zone to a Kubernetes CronJob: times that a change of clocks skips are left out, those that it \
             repeats come twice",
            "choose a time at which no clock changes, or write `timezone: UTC`",
        )),
        Feature::Once => Support::Unsupported(Note::new(
            "has no single scheduled runs",
            "remove `schedule`, and create the run on that date with `kubectl create`",
        )),
        Feature::ScheduleStart => Support::Unsupported(Note::new(
            "knows no start of a schedule",
            "remove it, and write `suspended: true` until that date",
        )),
        Feature::ScheduleEnd => Support::Unsupported(Note::new(
            "knows no end of a schedule",
            "remove it, and delete or suspend the CronJob on that date",
        )),
        Feature::Catchup => Support::Lost(Note::new(
            "starts at most the last of the runs that were missed",
            "start missed runs by hand with `kubectl create`, or remove `catchup`",
        )),
        Feature::OverlapForbid => Support::Lost(Note::new(
            "does not look whether another run is under way: a due one starts beside it",
            "write `overlap: allow`, which is what happens",
        )),
        Feature::OverlapReplace => Support::Lost(Note::new(
            "does not end a run that is under way when another is due: both run",
            "write `overlap: allow`, which is what happens",
        )),
    }
}

/// What a Pipeline has no place for, so that its run says it.
pub(super) fn stands_in_run(feature: Feature) -> bool {
    const PARTS: &[Feature] = &[
        Feature::GpuProduct,
        Feature::GpuMemory,
        Feature::GpuCuda,
        Feature::NodeSelector,
        Feature::Tolerations,
        Feature::Affinity,
        Feature::PriorityClass,
        Feature::RuntimeClass,
        Feature::Scheduler,
        Feature::ServiceAccount,
        Feature::PullSecrets,
        Feature::PipelineTimeout,
    ];
    PARTS.contains(&feature)
}

/// The answer for a use, where its value decides.
#[expect(clippy::wildcard_enum_match_arm, reason = "`table` is the exhaustive answer; here stand the exceptions")]
pub(super) fn judge(used: &Use<'_>, plan: &Plan, settings: &Settings) -> Support {
    let pipeline = plan.pipeline();
    let step = used.step.and_then(|id| pipeline.steps.get(id));
    let schedule = pipeline.schedules.first();
    let decided = match used.feature {
        Feature::Cron => unprepared(plan, settings),
        Feature::Interval => unprepared(plan, settings).or_else(|| schedule.and_then(no_line)),
        Feature::Timezone => schedule.map(zone),
        Feature::Parameters if used.step.is_none() => required_parameter(used, pipeline),
        Feature::StepTimeout => step.and_then(|step| longer_than_the_run(step, pipeline)),
        _ => None,
    };
    decided.unwrap_or_else(|| table(used.feature))
}

/// What a schedule needs besides: the image of its pod, and a namespace, without which no role is bound to an account.
fn unprepared(plan: &Plan, settings: &Settings) -> Option<Support> {
    let has_account = settings.schedule_service_account.is_some() || settings.namespace(plan).is_some();
    let (what, remedy) = match (&settings.schedule_image, has_account) {
        (Some(_), true) => return None,
        (None, true) => (
            "creates scheduled runs by a pod with `kubectl`, and no setting names its image",
            "add `targets: {tekton: {schedule_image: IMAGE}}` with an image that holds `kubectl`",
        ),
        (Some(_), false) => (
            "creates scheduled runs by a pod with an account of its own, whose rights need a namespace",
            "add `namespace`, or name an account of yours by the setting `schedule_service_account`",
        ),
        (None, false) => (
            "creates scheduled runs by a pod with `kubectl` and an account of its own; no setting names its image, and \
             its rights need a namespace",
            "add `namespace`, and `targets: {tekton: {schedule_image: IMAGE}}` with an image that holds `kubectl`",
        ),
    };
    Some(Support::Unsupported(Note::new(what, remedy)))
}

/// Of an interval the zone is the anchor's only: the line is in UTC.
fn zone(schedule: &Schedule) -> Support {
    if let Some(minutes) = clocks::uneven(schedule) {
        return Support::Emulated(Note::new(
            format!(
                "leaves the zone to a Kubernetes CronJob, which starts runs at other times, or leaves them out, on days \
                 on which the clocks of `{}` change by {minutes} minutes",
                schedule.timezone.value.as_str()
            ),
            clocks::UNEVEN_REMEDY,
        ));
    }
    match clocks::touched(schedule) {
        None => Support::Native,
        Some(time) => Support::Emulated(Note::new(
            format!(
                "leaves the zone to a Kubernetes CronJob, which starts no run at a time that a change of the clocks \
                 skips, and two at one that it repeats (`{time}` in `{}`)",
                schedule.timezone.value.as_str()
            ),
            clocks::REMEDY,
        )),
    }
}

fn no_line(schedule: &Schedule) -> Option<Support> {
    let When::Every(every) = schedule.when.value else { return None };
    match interval::line(every, schedule) {
        Some(_) => None,
        None => Some(Support::Unsupported(Note::new(
            format!("takes intervals that one cron line says, and {every} is none of them"),
            "write one that divides an hour, hours that divide a day, or `7d`, such as `30m` or `6h`",
        ))),
    }
}

fn required_parameter(used: &Use<'_>, pipeline: &Pipeline) -> Option<Support> {
    let is_this = |origin: crate::ir::Origin| origin.place() == used.origin.place();
    let (name, parameter) = pipeline.parameters.iter().find(|(_, parameter)| is_this(parameter.origin))?;
    parameter.default.is_none().then(|| {
        Support::Emulated(Note::new(
            format!("cannot ask for a value, so a run that gives none for `{name}` fails"),
            format!("add `params: [{{name: {name}, value: …}}]` to the run before it is created, or write a `default`"),
        ))
    })
}

fn longer_than_the_run(step: &Step, pipeline: &Pipeline) -> Option<Support> {
    let (of_step, of_run) = (step.timeout.as_ref()?.value, pipeline.timeout.as_ref()?.value);
    (of_step > of_run).then(|| {
        Support::Emulated(Note::new(
            format!("ends the whole run after {of_run}, before the {of_step} of this step are over"),
            "write a longer `timeout` for the pipeline",
        ))
    })
}
