//! From a schedule to the `CronWorkflow` that runs the template, or holds a copy of the workflow.
//!
//! An interval is cron lines in UTC where there are any, else `@every`, which has no anchor. One moment is the cron line
//! of its minute, which starts a run only from then on and ends with it.

use super::lower;
use super::names::Names;
use super::settings::{Kind, Settings, Version};
use super::spec::{
    API_VERSION, CronWorkflowSpec, Metadata, Object, ObjectMeta, ScheduledSpec, StopStrategy, Strings, TemplateRef,
    TemplateRun, WorkflowSpec,
};
use crate::backends::calendar::{interval, once};
use crate::backends::kube::cron_job;
use crate::backends::settings::Count;
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{At, Cron, Duration, Field, Moment, Schedule, When};
use crate::passes::Plan;
use crate::source::Place;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// The object.
pub(super) fn cron_workflow<'w>(
    plan: &Plan,
    schedule: &Schedule,
    settings: &Settings,
    names: &Names<'_>,
    workflow: &'w Object<WorkflowSpec>,
    diags: &mut Diagnostics,
) -> Object<CronWorkflowSpec<'w>> {
    let pipeline = plan.pipeline();
    let labels = lower::strings(&pipeline.labels, Field::LabelValue, diags);
    let annotations = lower::strings(&pipeline.annotations, Field::Annotation, diags);
    let origin = schedule.when.origin.place();
    let mut schedules: Vec<_> =
        lines(schedule, settings.version).into_iter().map(|line| Marked::new(line, [origin])).collect();
    let single = match settings.version {
        Version::V3_6 => None,
        Version::V3_5 => schedules.pop(),
    };
    let zone = match schedule.when.value {
        When::Cron(_) => schedule.timezone.value.as_str(),
        When::Every(_) | When::At(_) => "UTC",
    };
    let spec = CronWorkflowSpec {
        schedules,
        schedule: single,
        timezone: Marked::new(zone.to_owned(), [schedule.timezone.origin.place()]),
        concurrency_policy: cron_job::concurrency_policy(schedule),
        starting_deadline_seconds: settings.starting_deadline.seconds(),
        successful_jobs_history_limit: settings.history.succeeded.map(|Count(runs)| runs),
        failed_jobs_history_limit: settings.history.failed.map(|Count(runs)| runs),
        suspend: cron_job::suspend(schedule),
        when: first(schedule).map(|(moment, place)| {
            let expression = format!("{{{{= now() >= date('{}') }}}}", moment.to_rfc3339());
            Marked::new(expression, [place])
        }),
        stop_strategy: stop(schedule, settings.version)
            .map(|(expression, place)| Marked::new(StopStrategy { expression }, [place])),
        workflow_metadata: run_metadata(settings.kind, &labels, &annotations, workflow),
        workflow_spec: scheduled_spec(settings.kind, workflow, names),
    };
    let metadata = ObjectMeta {
        name: Some(names.cron.clone()),
        generate_name: None,
        namespace: settings.namespace(plan),
        labels,
        annotations,
    };
    Object { api_version: API_VERSION, kind: "CronWorkflow", metadata, spec }
}

/// Numbers only: the CRD of 4.0 takes no month and day names.
fn lines(schedule: &Schedule, version: Version) -> Vec<String> {
    match schedule.when.value {
        When::Cron(cron) => vec![cron.to_string()],
        When::Every(length) => match cron_lines(length, schedule, version) {
            Some(lines) => lines.iter().map(Cron::to_string).collect(),
            None => vec![every(length)],
        },
        When::At(moment) => vec![once::line(once::minute_up(moment)).line.to_string()],
    }
}

/// The cron lines of an interval; version 3.5 takes only one.
pub(super) fn cron_lines(length: Duration, schedule: &Schedule, version: Version) -> Option<Vec<Cron>> {
    let lines = interval::lines(length, schedule)?.in_minutes()?;
    (version != Version::V3_5 || lines.len() == 1).then_some(lines)
}

/// robfig's interval, in the largest unit that is whole; it knows no days (cron v3, parser.go).
fn every(length: Duration) -> String {
    let seconds = length.seconds_up();
    match seconds {
        _ if seconds.is_multiple_of(3_600) => format!("@every {}h", seconds / 3_600),
        _ if seconds.is_multiple_of(60) => format!("@every {}m", seconds / 60),
        _ => format!("@every {seconds}s"),
    }
}

/// Before this a tick starts no run.
fn first(schedule: &Schedule) -> Option<(Moment, Place)> {
    match schedule.when.value {
        When::At(moment) => Some((moment, schedule.when.origin.place())),
        When::Cron(_) | When::Every(_) => schedule.start.as_ref().map(|start| (start.value, start.origin.place())),
    }
}

/// When the schedule is over. It is asked a little after each tick, so one that is due at the very end has to run: the
/// date is that of the minute after.
fn stop(schedule: &Schedule, version: Version) -> Option<(String, Place)> {
    let ended = |Moment(end): Moment| Moment(end.div_euclid(MINUTE).saturating_add(1).saturating_mul(MINUTE));
    let over = |end: &At<Moment>| (format!("now() >= date('{}')", ended(end.value).to_rfc3339()), end.origin.place());
    match schedule.when.value {
        When::At(moment) => {
            let late = Moment(moment.0.saturating_add(DAY));
            let expression =
                format!("cronworkflow.succeeded + cronworkflow.failed >= 1 or now() > date('{}')", late.to_rfc3339());
            Some((expression, schedule.when.origin.place()))
        }
        // Ticks that no line names come at any second.
        When::Every(length) if cron_lines(length, schedule, version).is_none() => {
            schedule.end.as_ref().map(|end| (format!("now() > date('{}')", end.value.to_rfc3339()), end.origin.place()))
        }
        When::Every(_) | When::Cron(_) => schedule.end.as_ref().map(over),
    }
}

/// What a run has: of a template the pipeline's labels and annotations, else all that a run started by hand has.
fn run_metadata(
    kind: Kind,
    labels: &Strings,
    annotations: &Strings,
    workflow: &Object<WorkflowSpec>,
) -> Option<Metadata> {
    let of_run = match kind {
        Kind::WorkflowTemplate | Kind::ClusterWorkflowTemplate => annotations,
        Kind::Workflow => &workflow.metadata.annotations,
    };
    Metadata::new(labels.clone(), of_run.clone())
}

/// What a run does: a `Workflow` is nothing that another could refer to, so the schedule holds a copy.
fn scheduled_spec<'w>(kind: Kind, workflow: &'w Object<WorkflowSpec>, names: &Names<'_>) -> ScheduledSpec<'w> {
    let cluster_scope = match kind {
        Kind::WorkflowTemplate => None,
        Kind::ClusterWorkflowTemplate => Some(true),
        Kind::Workflow => return ScheduledSpec::Whole(&workflow.spec),
    };
    let workflow_template_ref = TemplateRef { name: names.template.to_string(), cluster_scope };
    ScheduledSpec::Template(TemplateRun { workflow_template_ref })
}
