//! From a schedule to the `CronWorkflow` that runs the template.

use super::lower;
use super::names::Names;
use super::settings::{Settings, Version};
use super::spec::{
    API_VERSION, CronWorkflowSpec, Metadata, Object, ObjectMeta, StopStrategy, TemplateRef, TemplateRun,
};
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{Field, Overlap, Schedule, When};
use crate::passes::Plan;

/// The object; `None` for a kind of schedule that `support` has refused.
pub(super) fn cron_workflow(
    plan: &Plan,
    schedule: &Schedule,
    settings: &Settings,
    names: &Names<'_>,
    diags: &mut Diagnostics,
) -> Option<Object<CronWorkflowSpec>> {
    let When::Cron(cron) = &schedule.when.value else { return None };
    let pipeline = plan.pipeline();
    let labels = lower::strings(&pipeline.labels, Field::LabelValue, diags);
    let annotations = lower::strings(&pipeline.annotations, Field::Annotation, diags);
    // Numbers only: the CRD of 4.0 takes no month and day names.
    let line = Marked::new(cron.to_string(), [schedule.when.origin.place()]);
    let (schedules, single) = match settings.version {
        Version::V3_6 => (vec![line], None),
        Version::V3_5 => (Vec::new(), Some(line)),
    };
    let spec = CronWorkflowSpec {
        schedules,
        schedule: single,
        timezone: Marked::new(schedule.timezone.value.as_str().to_owned(), [schedule.timezone.origin.place()]),
        concurrency_policy: concurrency_policy(schedule),
        starting_deadline_seconds: settings.starting_deadline.seconds(),
        suspend: schedule
            .suspended
            .as_ref()
            .filter(|suspended| suspended.value)
            .map(|suspended| Marked::new(true, [suspended.origin.place()])),
        when: schedule.start.as_ref().map(|start| {
            let expression = format!("{{{{= now() >= date('{}') }}}}", start.value.to_rfc3339());
            Marked::new(expression, [start.origin.place()])
        }),
        stop_strategy: schedule.end.as_ref().map(|end| {
            let expression = format!("now() > date('{}')", end.value.to_rfc3339());
            Marked::new(StopStrategy { expression }, [end.origin.place()])
        }),
        workflow_metadata: Metadata::new(labels.clone(), annotations.clone()),
        workflow_spec: TemplateRun { workflow_template_ref: TemplateRef { name: names.template.clone() } },
    };
    let metadata = ObjectMeta {
        name: Some(names.cron.clone()),
        generate_name: None,
        namespace: settings.namespace(plan),
        labels,
        annotations,
    };
    Some(Object { api_version: API_VERSION, kind: "CronWorkflow", metadata, spec })
}

/// Argo's own default is to allow.
fn concurrency_policy(schedule: &Schedule) -> Option<Marked<&'static str>> {
    let origin = schedule.overlap.as_ref().map_or(schedule.origin, |overlap| overlap.origin);
    let policy = match schedule.overlap.as_ref().map_or(Overlap::Forbid, |overlap| overlap.value) {
        Overlap::Forbid => "Forbid",
        Overlap::Replace => "Replace",
        Overlap::Allow => return None,
    };
    Some(Marked::new(policy, [origin.place()]))
}
