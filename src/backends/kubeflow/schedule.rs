//! From a schedule to the request for a recurring run.
//!
//! A recurring run needs ids that exist only once the pipeline is uploaded; both are left empty for a person to fill in.
//! Fields: kfp-server-api 2.17.3, `V2beta1RecurringRun`. The cron line is robfig's of version 1, which has seconds first:
//! one of five fields is taken, and means something else.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::escape::{KubeflowText, ObjectEscape};
use super::refused;
use super::settings::{MaxConcurrency, Settings};
use crate::diag::Diagnostics;
use crate::ir::{At, Duration, Field, Literal, Moment, Overlap, Schedule, When};
use crate::passes::Plan;
use crate::source::Place;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

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
    pipeline_version_reference: VersionReference,
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
    diags: &mut Diagnostics,
) -> RecurringRun {
    let place = super::name_place(plan);
    let name = settings.display_name.as_deref().unwrap_or_else(|| plan.name().as_str());
    let mut text = |literal: &Literal, field| text(literal, field, place, diags);
    RecurringRun {
        display_name: text(&Literal::new(name), Field::Description).unwrap_or_else(KubeflowText::none),
        mode: if schedule.suspended.as_ref().is_some_and(|suspended| suspended.value) { "DISABLE" } else { "ENABLE" },
        max_concurrency: max_concurrency(schedule, settings),
        no_catchup: !schedule.catchup.as_ref().is_some_and(|catchup| catchup.value),
        service_account: match &settings.service_account {
            Some(account) => text(&Literal::new(account.as_str()), Field::ObjectName),
            None => common_account(plan).and_then(|account| text(&account.value, Field::ObjectName)),
        },
        trigger: trigger(schedule),
        experiment_id: settings
            .experiment_id
            .as_ref()
            .and_then(|id| text(&Literal::new(id.as_str()), Field::Description)),
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
    let time = |moment: &Option<At<Moment>>| moment.as_ref().map(|moment| moment.value.to_rfc3339());
    let (start_time, end_time) = (time(&schedule.start), time(&schedule.end));
    match &schedule.when.value {
        // The normal form has numbers only, Sunday as 0 and a step in a day field as a range, which are what this cron
        // reads rightly.
        When::Cron(cron) => Trigger::CronSchedule(CronSchedule { start_time, end_time, cron: format!("0 {cron}") }),
        When::Every(length) => match schedule.anchor().and_then(|anchor| interval(*length, anchor)) {
            Some(cron) => Trigger::CronSchedule(CronSchedule { start_time, end_time, cron }),
            None => Trigger::PeriodicSchedule(PeriodicSchedule {
                start_time,
                end_time,
                interval_second: length.seconds_up().to_string(),
            }),
        },
        When::At(moment) => Trigger::CronSchedule(CronSchedule {
            start_time: Some(Moment(moment.0.saturating_sub(60)).to_rfc3339()),
            end_time: Some(Moment(moment.0.saturating_add(DAY)).to_rfc3339()),
            cron: once(*moment),
        }),
    }
}

/// Whether a cron line says the interval of a schedule.
pub(super) fn is_cron(length: Duration, schedule: &Schedule) -> bool {
    schedule.anchor().is_some_and(|anchor| interval(length, anchor).is_some())
}

/// The line in UTC that fires at each whole interval from the anchor, if one does.
fn interval(length: Duration, Moment(anchor): Moment) -> Option<String> {
    let length = i64::try_from(length.seconds_up()).ok().filter(|_| length.is_whole_seconds())?;
    let (second, minute) = (anchor.rem_euclid(60), anchor.rem_euclid(HOUR) / 60);
    // A field of `numbers` units at which an interval of whole units fires.
    let field = |unit: i64, numbers: i64| match (length / unit, anchor.rem_euclid(length) / unit) {
        (1, _) => "*".to_owned(),
        (step, 0) => format!("*/{step}"),
        (step, phase) => format!("{phase}-{}/{step}", numbers - 1),
    };
    if length < HOUR && length % 60 == 0 && HOUR % length == 0 {
        return Some(format!("{second} {} * * * *", field(60, 60)));
    }
    if length < DAY && length % HOUR == 0 && DAY % length == 0 {
        return Some(format!("{second} {minute} {} * * *", field(HOUR, 24)));
    }
    let hour = anchor.rem_euclid(DAY) / HOUR;
    match length {
        DAY => Some(format!("{second} {minute} {hour} * * *")),
        // 1970-01-01 was a Thursday.
        _ if length == 7 * DAY => {
            Some(format!("{second} {minute} {hour} * * {}", (anchor.div_euclid(DAY) + 4).rem_euclid(7)))
        }
        _ => None,
    }
}

/// The line of one moment, in UTC; it would fire again in a year.
fn once(Moment(moment): Moment) -> String {
    let civil = jiff::Timestamp::from_second(moment).unwrap_or_default().to_zoned(TimeZone::UTC);
    let (second, minute, hour) = (civil.second(), civil.minute(), civil.hour());
    format!("{second} {minute} {hour} {} {} *", civil.day(), civil.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(length: &str, anchor: &str, expected: Option<&str>) {
        let zone = crate::ir::Zone::utc();
        let anchor = Moment::parse(anchor, &zone).expect("a moment");
        let length = Duration::parse(length).expect("a duration");
        assert_eq!(interval(length, anchor).as_deref(), expected);
    }

    #[test]
    fn an_interval_is_a_line_where_one_line_says_it() {
        check("15m", "1970-01-01", Some("0 */15 * * * *"));
        check("15m", "2026-01-01T00:20:30", Some("30 5-59/15 * * * *"));
        check("1m", "1970-01-01", Some("0 * * * * *"));
        check("1h", "2026-01-01T00:20", Some("0 20 * * * *"));
        check("6h", "2026-01-01T02:20", Some("0 20 2-23/6 * * *"));
        check("1d", "2026-01-01T02:20", Some("0 20 2 * * *"));
        check("7d", "1970-01-01", Some("0 0 0 * * 4"));
        for length in ["90m", "7m", "45s", "2d", "5h", "500ms"] {
            check(length, "1970-01-01", None);
        }
    }

    #[test]
    fn a_moment_is_its_line() {
        let moment = Moment::parse("2026-03-04T05:06:07Z", &crate::ir::Zone::utc()).expect("a moment");
        assert_eq!(once(moment), "7 6 5 4 3 *");
    }
}
