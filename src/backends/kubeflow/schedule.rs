//! From a schedule to the request for a recurring run.
//!
//! A recurring run needs ids that exist only once the pipeline is uploaded; both are left empty for a person to fill in.
//! Fields: kfp-server-api 2.17.3, `V2beta1RecurringRun`. The cron line is robfig's of version 1, which has seconds first:
//! one of five fields is taken, and means something else.

use serde::Serialize;

use super::escape::{KubeflowText, ObjectEscape};
use super::names::Names;
use super::settings::{MaxConcurrency, Settings};
use super::{lower, refused};
use crate::backends::calendar::{interval, once};
use crate::backends::settings::{ObjectName, Phrase};
use crate::diag::Diagnostics;
use crate::ir::{At, Duration, Field, Literal, Moment, Overlap, Schedule, When};
use crate::passes::Plan;
use crate::source::Place;

const DAY: i64 = 86_400;

/// `V2beta1RecurringRun`.
#[derive(Debug, Serialize)]
pub(super) struct RecurringRun {
    display_name: KubeflowText,
    mode: &'static str,
    /// Runs at a time, 1 to 10.
    max_concurrency: String,
    no_catchup: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_account: Option<KubeflowText>,
    trigger: Trigger,
    #[serde(skip_serializing_if = "Option::is_none")]
    experiment_id: Option<KubeflowText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime_config: Option<RuntimeConfig>,
    pipeline_version_reference: VersionReference,
}

/// `V2beta1RuntimeConfig`; parameters are left to their defaults.
#[derive(Debug, Serialize)]
struct RuntimeConfig {
    pipeline_root: KubeflowText,
}

/// `V2beta1Trigger`: one of the two.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Trigger {
    CronSchedule(CronSchedule),
    PeriodicSchedule(PeriodicSchedule),
}

/// `V2beta1CronSchedule`, read in the installation's zone (`CRON_SCHEDULE_TIMEZONE`, UTC unless set).
#[derive(Debug, Serialize)]
struct CronSchedule {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    cron: String,
}

/// `V2beta1PeriodicSchedule`, which counts from its creation.
#[derive(Debug, Serialize)]
struct PeriodicSchedule {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    interval_second: String,
}

/// `V2beta1PipelineVersionReference`: ids that the upload gives.
#[derive(Debug, Serialize)]
struct VersionReference {
    pipeline_id: &'static str,
    pipeline_version_id: &'static str,
}

/// The request; what Kubeflow cannot carry is told and left out.
pub(super) fn recurring_run(
    plan: &Plan,
    schedule: &Schedule,
    settings: &Settings,
    names: &Names<'_>,
    diags: &mut Diagnostics,
) -> RecurringRun {
    let place = super::name_place(plan);
    let pipeline_root = settings.pipeline_root.as_ref().and_then(|root| super::root(root, plan, diags));
    let mut text = |literal: &Literal, field| text(literal, field, place, diags);
    RecurringRun {
        display_name: settings
            .display_name
            .as_ref()
            .and_then(|Phrase(name)| text(&Literal::new(name.as_str()), Field::Description))
            .or_else(|| lower::name(plan.name()))
            .or_else(|| text(&Literal::new(names.pipeline.as_str()), Field::Description))
            .unwrap_or_else(KubeflowText::none),
        mode: if schedule.suspended.as_ref().is_some_and(|suspended| suspended.value) { "DISABLE" } else { "ENABLE" },
        max_concurrency: max_concurrency(schedule, settings),
        no_catchup: !schedule.catchup.as_ref().is_some_and(|catchup| catchup.value),
        service_account: match &settings.service_account {
            Some(ObjectName(account)) => text(&Literal::new(account.as_str()), Field::ObjectName),
            None => common_account(plan).and_then(|account| text(&account.value, Field::ObjectName)),
        },
        trigger: trigger(schedule),
        experiment_id: settings
            .experiment_id
            .as_ref()
            .and_then(|Phrase(id)| text(&Literal::new(id.as_str()), Field::Description)),
        runtime_config: pipeline_root.map(|pipeline_root| RuntimeConfig { pipeline_root }),
        pipeline_version_reference: VersionReference { pipeline_id: "", pipeline_version_id: "" },
    }
}

fn text(literal: &Literal, field: Field, place: Place, diags: &mut Diagnostics) -> Option<KubeflowText> {
    let lowered = literal.lower(&mut ObjectEscape, field);
    lowered.map_err(|refusal| diags.push(refused(&refusal, field, None, crate::ir::Origin::new(place)))).ok()
}

/// The account of every step, if all have the same: a run has one.
fn common_account(plan: &Plan) -> Option<&At<Literal>> {
    let mut accounts = plan.steps().map(|(_, step)| step.pod.service_account.as_ref());
    let first = accounts.next().flatten()?;
    accounts.all(|account| account == Some(first)).then_some(first)
}

fn max_concurrency(schedule: &Schedule, settings: &Settings) -> String {
    let overlap = schedule.overlap.as_ref().map_or(Overlap::Forbid, |overlap| overlap.value);
    let most = match (settings.max_concurrency, overlap) {
        (Some(MaxConcurrency(most)), _) => most,
        (None, Overlap::Forbid | Overlap::Replace) => 1,
        (None, Overlap::Allow) => 10,
    };
    most.to_string()
}

fn trigger(schedule: &Schedule) -> Trigger {
    let start = schedule.start.as_ref().map(|start| start.value);
    // The controller looks for runs after the start, so one that is due just then needs an earlier one.
    let start_time = start.map(|start| before(start, 1));
    let end_time = schedule.end.as_ref().map(|end| end.value.to_rfc3339());
    match &schedule.when.value {
        // The normal form has numbers only, Sunday as 0 and a step in a day field as a range, which are what this cron
        // reads rightly.
        When::Cron(cron) => Trigger::CronSchedule(CronSchedule { start_time, end_time, cron: format!("0 {cron}") }),
        When::Every(length) => match interval_line(*length, schedule) {
            Some(cron) => Trigger::CronSchedule(CronSchedule { start_time, end_time, cron }),
            None => Trigger::PeriodicSchedule(PeriodicSchedule {
                // The first run is due one interval after the start.
                start_time: start.map(|start| before(start, length.seconds_up())),
                end_time,
                interval_second: length.seconds_up().to_string(),
            }),
        },
        When::At(moment) => {
            let once = once::line(*moment);
            Trigger::CronSchedule(CronSchedule {
                start_time: Some(before(*moment, 60)),
                end_time: Some(Moment(moment.0.saturating_add(DAY)).to_rfc3339()),
                cron: format!("{} {}", once.second, once.line),
            })
        }
    }
}

/// The time some seconds before a moment.
fn before(Moment(moment): Moment, seconds: u64) -> String {
    Moment(i64::try_from(seconds).map_or(moment, |seconds| moment.saturating_sub(seconds))).to_rfc3339()
}

/// The line of seconds and minutes that says the interval alone, if one does.
pub(super) fn interval_line(length: Duration, schedule: &Schedule) -> Option<String> {
    let lines = interval::lines(length, schedule)?;
    lines.single().map(|line| format!("{} {line}", lines.second))
}
