//! When a DAG's schedule begins: the pipeline's start, the target's, or a fixed date in the past.
//!
//! Airflow wants a start of every DAG. Without catch-up all of its versions run the last tick before now once, as soon as
//! they see the DAG or it is unpaused, if that tick does not lie before the start (`CronTriggerTimetable`, 2.8.4, 2.11.2,
//! 3.3.2). Only a start that is still to come avoids it, and no file that is the same each day can say "now".

use super::TARGET;
use super::settings::Settings;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{At, Moment, Origin, Schedule, When};
use crate::passes::Plan;

/// What the schedule itself says of its start.
pub(super) fn written(schedule: &Schedule) -> Option<At<Moment>> {
    match schedule.when.value {
        When::At(moment) => Some(At { value: moment, origin: schedule.when.origin }),
        When::Cron(_) | When::Every(_) => {
            schedule.start.as_ref().map(|start| At { value: start.value, origin: start.origin })
        }
    }
}

/// Tells a start date that has no place beside the schedule, and a first run that nobody may expect.
pub(super) fn check(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) {
    let Some(schedule) = plan.pipeline().schedules.first() else { return };
    let own = settings.start_date.as_ref().and_then(|date| date.moment(&schedule.timezone.value));
    match (own, written(schedule)) {
        (Some(_), Some(start)) => {
            let message = format!("target `{TARGET}` has a `start_date`, and the schedule says itself when it starts");
            let diagnostic = Diagnostic::new(&codes::AIRFLOW_START_DATE, place(plan, schedule).place(), message);
            diags.push(
                diagnostic
                    .also(start.origin.place(), "the schedule's own start")
                    .help("remove `start_date`")
                    .target(TARGET),
            );
        }
        (Some(own), None) => {
            if let Some(end) = schedule.end.as_ref().filter(|end| end.value <= own) {
                let message = format!("the `start_date` of target `{TARGET}` is not before the schedule's end");
                let diagnostic = Diagnostic::new(&codes::AIRFLOW_START_DATE, place(plan, schedule).place(), message);
                let help = "write a start date before the end";
                diags.push(diagnostic.also(end.origin.place(), "the schedule's end").help(help).target(TARGET));
            }
        }
        (None, None) if !schedule.catchup.as_ref().is_some_and(|catchup| catchup.value) => {
            let message =
                format!("target `{TARGET}` runs the last past time of this schedule once, when it first sees the DAG");
            let help = "write `start`, or `start_date` in `targets.airflow`, with a time after which you deploy";
            let diagnostic = Diagnostic::new(&codes::AIRFLOW_FIRST_RUN, schedule.when.origin.place(), message);
            diags.push(diagnostic.help(help).target(TARGET));
        }
        (None, None | Some(_)) => {}
    }
}

/// Where the start date stands.
fn place(plan: &Plan, schedule: &Schedule) -> Origin {
    let date = plan.pipeline().settings.get(TARGET).and_then(|section| section.entry("start_date"));
    date.map_or(schedule.origin, |date| date.origin)
}
