//! The DAG's own arguments.

use indexmap::IndexMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::escape::{AirflowText, DagEscape, shown};
use super::operator::timedelta;
use super::settings::{ActiveRuns, Settings};
use super::start;
use crate::backends::calendar::interval;
use crate::emit::Marked;
use crate::emit::python::{Call, Expr, Statement, dotted, identifier};
use crate::ir::{At, Duration, FailureMode, Field, Literal, Moment, Overlap, Schedule, When, Zone};
use crate::passes::Plan;

/// A start in the past for schedules that name none. A moving date would change the serialised DAG at each parse.
const START: (i16, i8, i8) = (2026, 1, 1);
/// Runs at a time, where the schedule allows several: Airflow's own default, written because installations change it.
const SEVERAL: i64 = 16;

/// The `with DAG(…):` line.
pub(super) fn statement(plan: &Plan, dag_id: &str, settings: &Settings) -> Marked<Statement> {
    let pipeline = plan.pipeline();
    let schedule = pipeline.schedules.first();
    let zone = schedule.map_or_else(Zone::utc, |schedule| schedule.timezone.value.clone());
    let overlap = schedule.and_then(|schedule| schedule.overlap.as_ref()).map(|overlap| overlap.value);
    let at_a_time = match (settings.max_active_runs, overlap) {
        (Some(ActiveRuns(most)), _) => most.into(),
        (None, Some(Overlap::Allow)) => SEVERAL,
        (None, Some(Overlap::Forbid | Overlap::Replace) | None) => 1,
    };
    let end = schedule.and_then(|schedule| {
        let end = schedule.end.as_ref()?;
        Some(datetime(date_of(schedule, end.value), &zone).marked([end.origin.place()]))
    });
    let tags = &settings.tags.0;
    let tags = (!tags.is_empty()).then(|| Expr::List(tags.iter().map(|tag| shown(tag)).collect()));
    let suspended = schedule.and_then(|schedule| schedule.suspended.as_ref()).filter(|suspended| suspended.value);
    let call = Call::new(dotted!("DAG"))
        .keyword(identifier!("dag_id"), Expr::text(dag_id))
        .optional(identifier!("description"), words(pipeline.description.as_ref(), dag_id))
        .keyword(identifier!("schedule"), schedule.map_or(Expr::None, trigger))
        .keyword(identifier!("start_date"), start(schedule, &zone, settings))
        .optional(identifier!("end_date"), end)
        .keyword(identifier!("catchup"), schedule.and_then(|it| it.catchup.as_ref()).is_some_and(|it| it.value))
        .keyword(identifier!("max_active_runs"), at_a_time)
        .optional(
            identifier!("max_active_tasks"),
            pipeline
                .parallelism
                .as_ref()
                .map(|limit| Expr::from(i64::from(limit.value)).marked([limit.origin.place()])),
        )
        .optional(
            identifier!("dagrun_timeout"),
            pipeline.timeout.as_ref().map(|length| timedelta(length.value).marked([length.origin.place()])),
        )
        .optional(identifier!("is_paused_upon_creation"), suspended.map(|_| true))
        .optional(identifier!("tags"), tags)
        .optional(identifier!("params"), parameters(plan, dag_id))
        .optional(identifier!("doc_md"), original(plan, dag_id));
    let call = if fails_fast(plan) { call.splat(dotted!("FAIL_FAST")) } else { call };
    let name = pipeline.name.as_ref().map(|name| name.origin);
    Marked::new(Statement::With(call), name.map(crate::ir::Origin::place))
}

/// True if the file needs the argument whose name changed between Airflow 2 and 3.
pub(super) fn fails_fast(plan: &Plan) -> bool {
    plan.pipeline().on_failure.as_ref().is_some_and(|mode| mode.value == FailureMode::Cancel)
}

/// Which timetable a schedule needs.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Timetable {
    /// A cron line in a zone.
    Cron,
    /// An interval that no cron line says. Its runs are due when the interval after them is over.
    Interval(Duration),
    /// None of its own: `@once`.
    Once,
}

/// The timetable of a schedule.
pub(super) fn timetable(schedule: &Schedule) -> Timetable {
    match schedule.when.value {
        When::Cron(_) => Timetable::Cron,
        When::Every(length) if interval::line(length, schedule).is_some() => Timetable::Cron,
        When::Every(length) => Timetable::Interval(length),
        When::At(_) => Timetable::Once,
    }
}

/// A bare cron string is another timetable on 2.x than on 3.x: its first run comes a day later.
fn trigger(schedule: &Schedule) -> Expr {
    let expression = match &schedule.when.value {
        When::Cron(cron) => Call::new(dotted!("CronTriggerTimetable"))
            .positional(Expr::text(cron.to_string()))
            .keyword(identifier!("timezone"), Expr::text(schedule.timezone.value.as_str()))
            .into(),
        When::At(_) => Expr::text("@once"),
        When::Every(length) => match interval::line(*length, schedule) {
            Some(line) => Call::new(dotted!("CronTriggerTimetable"))
                .positional(Expr::text(line.to_string()))
                .keyword(identifier!("timezone"), Expr::text("UTC"))
                .into(),
            None => Call::new(dotted!("DeltaDataIntervalTimetable")).positional(timedelta(*length)).into(),
        },
    };
    expression.marked([schedule.when.origin.place()])
}

fn start(schedule: Option<&Schedule>, zone: &Zone, settings: &Settings) -> Expr {
    let written = schedule.and_then(start::written).map(|start| start.value);
    let own = settings.start_date.as_ref().and_then(|date| date.moment(zone));
    if let Some(moment) = written.or(own) {
        let moment = schedule.map_or(moment, |schedule| date_of(schedule, moment));
        return datetime(moment, zone);
    }
    let (year, month, day) = START;
    civil([year.into(), month.into(), day.into()].into(), zone)
}

/// The date of the run that is due at a moment, which is what a DAG's start and end are compared with: a run of the
/// interval timetable has the date at which its interval begins (`DataIntervalTimetable.next_dagrun_info`, airflow 2.8).
fn date_of(schedule: &Schedule, Moment(due): Moment) -> Moment {
    match timetable(schedule) {
        Timetable::Interval(length) => {
            Moment(i64::try_from(length.seconds_up()).map_or(due, |length| due.saturating_sub(length)))
        }
        Timetable::Cron | Timetable::Once => Moment(due),
    }
}

/// A moment as local time of the zone: what a person would write.
fn datetime(moment: Moment, zone: &Zone) -> Expr {
    let zoned = Timestamp::from_second(moment.0).unwrap_or_default().to_zoned(zone.rules());
    // Local time is told twice when clocks are set back, and pendulum takes the second; only UTC is sure then.
    let is_told_twice = zone.rules().to_ambiguous_timestamp(zoned.datetime()).is_ambiguous();
    let (zoned, zone) =
        if is_told_twice { (zoned.with_time_zone(TimeZone::UTC), Zone::utc()) } else { (zoned, zone.clone()) };
    let mut parts: Vec<i64> = vec![
        zoned.year().into(),
        zoned.month().into(),
        zoned.day().into(),
        zoned.hour().into(),
        zoned.minute().into(),
        zoned.second().into(),
    ];
    while parts.len() > 3 && parts.last() == Some(&0) {
        parts.pop();
    }
    civil(parts, &zone)
}

fn civil(parts: Vec<i64>, zone: &Zone) -> Expr {
    let call = Call::new(dotted!("pendulum.datetime"));
    let call = parts.into_iter().fold(call, |call, part| call.positional(part));
    call.keyword(identifier!("tz"), Expr::text(zone.as_str())).into()
}

fn words(text: Option<&At<Literal>>, dag_id: &str) -> Option<Expr> {
    let text = text?;
    let lowered = text.value.lower(&mut DagEscape::new(dag_id), Field::Default).ok()?;
    Some(lowered.expression().marked([text.origin.place()]))
}

fn parameters(plan: &Plan, dag_id: &str) -> Option<Expr> {
    let entry = |(name, parameter): (&crate::ir::ParamId, &crate::ir::Parameter)| {
        let default = parameter.default.as_ref();
        let default = default.and_then(|text| text.value.lower(&mut DagEscape::new(dag_id), Field::Description).ok());
        let call = Call::new(dotted!("Param"));
        let call = match default.map(AirflowText::expression) {
            Some(default) => call.positional(default),
            None => call,
        };
        let call = call
            .keyword(identifier!("type"), Expr::text("string"))
            .optional(identifier!("description"), words(parameter.description.as_ref(), dag_id));
        (name.to_string(), Expr::from(call).marked([parameter.origin.place()]))
    };
    let entries: IndexMap<String, Expr> = plan.pipeline().parameters.iter().map(entry).collect();
    (!entries.is_empty()).then_some(Expr::Dict(entries))
}

/// The name as written, where the DAG's id differs. Airflow 2.8 reads a DAG's `doc_md` with Jinja (`get_doc_md`,
/// models/dag.py), later versions do not; all show it as Markdown, where a backslash before a sign is not seen and line
/// ends are alike. So it stands inside what would be Jinja's: `{\{ ds }}`, and a carriage return that Jinja makes a line
/// feed stays.
fn original(plan: &Plan, dag_id: &str) -> Option<Expr> {
    let name = plan.name().as_str();
    let mut words = String::with_capacity(name.len());
    for letter in name.chars() {
        if words.ends_with('{') && matches!(letter, '{' | '%' | '#') {
            words.push('\\');
        }
        words.push(letter);
    }
    (name != dag_id).then(|| shown(&format!("{words}\n")))
}
