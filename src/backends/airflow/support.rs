//! What Airflow keeps.

use super::settings::{ActiveRuns, Settings};
use crate::backends::calendar::{clocks, interval};
use crate::ir::{Factor, Feature, Moment, Note, Schedule, Support, Use, When};
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
        Feature::CatchupOff => Support::Emulated(Note::new(
            "starts at once the last run that was due since the start, if it sees the DAG after it or a pause ends",
            "let Airflow see the DAG before its start",
        )),
        Feature::OverlapReplace => Support::Lost(Note::new(
            "does not end a run because the next is due; that one waits",
            "write `overlap: forbid` or `allow`",
        )),
        Feature::Suspended => Support::Emulated(Note::new(
            "pauses a DAG only when it is seen for the first time",
            "pause a DAG that is there already with `airflow dags pause`",
        )),
        Feature::Interval => Support::Emulated(Note::new(
            "counts an interval that no single cron line says from 1970-01-01T00:00Z, whatever the start, unless `catchup` \
             is on",
            "write an interval that divides an hour, hours that divide a day, or `7d`, such as `30m` or `6h`",
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
        Feature::Interval => schedule.filter(|schedule| keeps_phase(schedule)).map(|_| Support::Native),
        Feature::Timezone => schedule.and_then(clocks),
        Feature::CatchupOff if schedule.is_some_and(Schedule::is_once) => Some(Support::Emulated(Note::new(
            "starts the run at once if it sees the DAG for the first time after that time",
            "let Airflow see the DAG before that time, or remove the schedule",
        ))),
        // Without a start there is a note of its own (`start::check`).
        Feature::CatchupOff if schedule.is_some_and(|schedule| schedule.start.is_none()) => Some(Support::Native),
        // Nothing is due beside the only run.
        Feature::OverlapForbid | Feature::OverlapReplace if schedule.is_some_and(Schedule::is_once) => {
            Some(Support::Native)
        }
        Feature::RetryBackoff => {
            retry.and_then(|retry| retry.backoff.as_ref()).and_then(|factor| backoff(factor.value))
        }
        Feature::OverlapForbid => settings.max_active_runs.and_then(|most| forbidden(most, used.written)),
        Feature::OverlapAllow => settings.max_active_runs.and_then(allowed),
        _ => None,
    };
    decided.unwrap_or_else(|| table(used.feature))
}

/// Whether the runs of an interval are at the wanted moments (`DeltaDataIntervalTimetable`, airflow 2.8 to 3.3: without
/// catch-up it skips to whole intervals since the epoch).
fn keeps_phase(schedule: &Schedule) -> bool {
    let When::Every(length) = schedule.when.value else { return false };
    let milliseconds = |Moment(seconds): Moment| i128::from(seconds) * 1_000;
    let is_whole = |anchor| milliseconds(anchor).rem_euclid(i128::from(length.milliseconds())) == 0;
    interval::line(length, schedule).is_some()
        || schedule.catchup.as_ref().is_some_and(|catchup| catchup.value)
        || schedule.anchor().is_some_and(is_whole)
}

/// What the timetable makes of a zone's clocks (`CronMixin`, airflow 2.8 to 3.3): a line that names hours is counted on the
/// wall clock alone, one of every hour in whole hours that have passed.
fn clocks(schedule: &Schedule) -> Option<Support> {
    let zone = schedule.timezone.value.as_str();
    let (what, remedy) = match (clocks::touched(schedule), clocks::uneven(schedule)) {
        (Some(time), _) => (
            format!(
                "runs once, the second time, at a time that a change of the clocks repeats, and as much later at one that \
                 it skips, of several on a day at the first only (`{time}` in `{zone}`)"
            ),
            clocks::REMEDY,
        ),
        (None, Some(minutes)) if is_of_every_hour(schedule) => (
            format!("starts runs at other times on days on which the clocks of `{zone}` change by {minutes} minutes"),
            clocks::UNEVEN_REMEDY,
        ),
        (None, None) if is_of_every_hour(schedule) && clocks::is_paused_over_a_change(schedule) => (
            format!(
                "is early or late with the first run after a pause of the line in which the clocks of `{zone}` change, by \
                 as much as they do"
            ),
            "write the line in UTC, with `timezone: UTC`, if that run matters",
        ),
        (None, _) => return None,
    };
    Some(Support::Emulated(Note::new(what, remedy)))
}

fn is_of_every_hour(schedule: &Schedule) -> bool {
    let When::Cron(cron) = &schedule.when.value else { return false };
    let [_, hours, ..] = cron.fields();
    !hours.is_restricted()
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

/// The setting wins, and where it lets runs overlap nobody asked for anything else, unless it was written.
fn forbidden(ActiveRuns(most): ActiveRuns, is_written: bool) -> Option<Support> {
    (most > 1).then(|| {
        if !is_written {
            return Support::Native;
        }
        Support::Lost(Note::new(
            format!("lets {most} runs stand side by side, as `max_active_runs` says"),
            "remove `max_active_runs`, or write `overlap: allow`",
        ))
    })
}

fn allowed(ActiveRuns(most): ActiveRuns) -> Option<Support> {
    (most == 1).then(|| {
        Support::Lost(Note::new(
            "lets a run that is due wait for the one that still runs, as `max_active_runs` says",
            "remove `max_active_runs`, or write `overlap: forbid`",
        ))
    })
}
