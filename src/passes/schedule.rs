//! A schedule fires, ends after it starts, and starts runs that need nobody.

use croner::Cron as Croner;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Zoned;
use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{Cron, Pipeline, Schedule, When};

/// A line that fires on 29 February on a given weekday may wait 40 years (1896, 1900 apart).
const YEARS: i16 = 40;

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    for schedule in &pipeline.schedules {
        if let When::Cron(cron) = &schedule.when.value {
            never_fires(cron, schedule, diags);
        }
        bounds(schedule, diags);
        required(pipeline, schedule, diags);
    }
}

fn never_fires(cron: &Cron, schedule: &Schedule, diags: &mut Diagnostics) {
    if fires(cron) {
        return;
    }
    diags.push(
        Diagnostic::new(
            &codes::NEVER_FIRES,
            schedule.when.origin.place(),
            format!("cron `{cron}` never fires: no month it names has the day it names"),
        )
        .help("change the day of month or the month"),
    );
}

/// Whether the line has a time within 40 years of a fixed date: the answer does not depend on today's.
fn fires(cron: &Cron) -> bool {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let Ok(parsed): Result<Croner, _> = parser.parse(&cron.to_string()) else { return false };
    let start = date(2000, 1, 1).at(0, 0, 0, 0).to_zoned(TimeZone::UTC);
    let Ok(start): Result<Zoned, _> = start else { return true };
    let last = start.year() + YEARS;
    parsed.find_next_occurrence(&start, true).is_ok_and(|next| next.year() <= last)
}

fn bounds(schedule: &Schedule, diags: &mut Diagnostics) {
    if let (Some(start), Some(end)) = (&schedule.start, &schedule.end)
        && end.value <= start.value
    {
        diags.push(
            Diagnostic::new(&codes::END_BEFORE_START, end.origin.place(), "the schedule ends before it starts")
                .also(start.origin.place(), "the start")
                .help("set `end` after `start`"),
        );
    }
    if let (When::At(moment), Some(end)) = (&schedule.when.value, &schedule.end)
        && *moment > end.value
    {
        diags.push(
            Diagnostic::new(&codes::NEVER_FIRES, schedule.when.origin.place(), "the schedule ends before its only run")
                .also(end.origin.place(), "the end")
                .help("set `end` after `at`, or remove it"),
        );
    }
    if let (When::At(moment), Some(start)) = (&schedule.when.value, &schedule.start)
        && *moment < start.value
    {
        diags.push(
            Diagnostic::new(
                &codes::NEVER_FIRES,
                schedule.when.origin.place(),
                "the schedule starts after its only run",
            )
            .also(start.origin.place(), "the start")
            .help("set `start` before `at`, or remove it"),
        );
    }
    if let (Some(catchup), None) = (&schedule.catchup, &schedule.start)
        && catchup.value
    {
        diags.push(
            Diagnostic::new(
                &codes::CATCHUP_NEEDS_START,
                catchup.origin.place(),
                "`catchup` has no `start` to begin from",
            )
            .help("add `start`, or remove `catchup`"),
        );
    }
}

fn required(pipeline: &Pipeline, schedule: &Schedule, diags: &mut Diagnostics) {
    for (name, parameter) in pipeline.parameters.iter().filter(|(_, parameter)| parameter.default.is_none()) {
        diags.push(
            Diagnostic::new(
                &codes::SCHEDULE_NEEDS_VALUE,
                parameter.origin.place(),
                format!("parameter `{name}` has no default, so a scheduled run has no value for it"),
            )
            .also(schedule.when.origin.place(), "the schedule")
            .help("give it a default"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_no_month_has_never_fire() {
        for line in ["0 3 * * *", "0 0 29 2 *", "0 0 29 2 1", "0 0 31 * *", "5/15 * * * *", "0 0 30 2 1", "* * * * 0,6"]
        {
            assert!(fires(&Cron::parse(line).unwrap()), "{line}");
        }
        for line in ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *"] {
            assert!(!fires(&Cron::parse(line).unwrap()), "{line}");
        }
    }
}
