//! From a plan to the `WorkflowTemplate`, or the object of another kind that the setting `kind` names.
//!
//! ```text
//! templates:
//!   - main        the DAG: one task a step, `dependencies` as the steps need each other
//!   - <step>      one container template for all steps that do the same
//! ```
//! Steps that do the same share a template: a spec of a thousand equal steps is a quarter as large. The template has the
//! name of the step of the group whose name sorts first, so that the order of the file does not matter.

use indexmap::IndexMap;

use super::escape::{ArgoText, ObjectEscape};
use super::lifetime::PodGc;
use super::names::{DAG, Names};
use super::parameters::{self, Forms};
use super::settings::{Kind, Priority, Settings, StepSettings};
use super::spec::{
    API_VERSION, AnyTemplate, Dag, DagTemplate, LocalObject, Object, ObjectMeta, Strings, Task, WorkflowSpec,
};
use super::{Argo, TELLER, limits, locks, run_id_variables};
use crate::backends::Scoped;
use crate::backends::argo::{refused, template};
use crate::backends::kube::groups::{self, Group};
use crate::diag::Diagnostics;
use crate::emit::{Marked, json};
use crate::ir::{At, Container, Duration, FailureMode, Field, Literal, Pod, Retry, Step, StepId, Table};
use crate::passes::Plan;
use crate::source::Place;

/// The annotation that Argo's user interface shows.
const DESCRIPTION: &str = "workflows.argoproj.io/description";
/// The original ids of steps whose names had to change, as JSON: emitted name to id.
const STEPS: &str = "segue.dev/steps";
/// The pipeline's original name, where it had to change.
const PIPELINE: &str = "segue.dev/pipeline";

/// The object; what Argo cannot carry is told and left out.
pub(super) fn workflow(
    plan: &Plan,
    scoped: &Scoped<Argo>,
    names: &Names<'_>,
    diags: &mut Diagnostics,
) -> Object<WorkflowSpec> {
    let pipeline = plan.pipeline();
    let settings = &scoped.pipeline;
    let groups = groups(plan, &scoped.steps, names);
    let place = name_place(plan);
    if !settings.takes_many() {
        limits::count("tasks", pipeline.steps.len(), place, diags);
        // The DAG is a template too. One cause, one diagnostic: more tasks than that are told already.
        if pipeline.steps.len() <= limits::CRD_ITEMS {
            limits::count("templates", groups.len() + 1, place, diags);
        }
    }
    let common = Common::of(plan);
    let chosen = Chosen::new(scoped);
    let run_ids = run_id_variables(plan, settings, diags);
    let parameters = Forms::new(plan, settings);
    let dag = AnyTemplate::Dag(DagTemplate {
        name: DAG,
        dag: Dag {
            fail_fast: pipeline
                .on_failure
                .as_ref()
                .filter(|mode| mode.value == FailureMode::Continue)
                .map(|mode| Marked::new(false, [mode.origin.place()])),
            tasks: tasks(plan, names, &groups),
        },
    });
    let containers = groups.iter().map(|group| {
        let template = template::lower(group, &common, &chosen, &run_ids, &parameters, diags);
        AnyTemplate::Container(Box::new(Marked::new(template, group.places(|step| Some(step.origin)))))
    });
    let templates = std::iter::once(dag).chain(containers).collect();
    let spec = WorkflowSpec {
        entrypoint: DAG,
        arguments: parameters::arguments(plan, diags),
        service_account_name: common.service_account.map(|name| {
            let text = object_name(name, diags);
            Marked::new(text, [name.origin.place()])
        }),
        image_pull_secrets: common
            .pull_secrets
            .iter()
            .map(|name| Marked::new(LocalObject { name: object_name(name, diags) }, [name.origin.place()]))
            .collect(),
        parallelism: pipeline.parallelism.as_ref().map(|limit| Marked::new(limit.value, [limit.origin.place()])),
        ttl_strategy: settings.ttl.lower(),
        active_deadline_seconds: pipeline.timeout.as_ref().map(seconds),
        priority: settings.priority.map(|Priority(priority)| priority),
        pod_gc: settings.pod_gc.map(PodGc::lower),
        synchronization: locks::section(&pipeline.settings).and_then(|section| {
            let locks = settings.synchronization.lower(settings.version, Some(section), diags)?;
            Some(Marked::new(locks, [section.key.place()]))
        }),
        archive_logs: chosen.archive_logs,
        templates,
    };
    let metadata = metadata(plan, settings, names, diags);
    Object { api_version: API_VERSION, kind: settings.kind.word(), metadata, spec }
}

/// A deadline in whole seconds.
pub(super) fn seconds(length: &At<Duration>) -> Marked<u64> {
    Marked::new(length.value.seconds_up(), [length.origin.place()])
}

/// Where something about the whole pipeline is told.
pub(super) fn name_place(plan: &Plan) -> Place {
    let pipeline = plan.pipeline();
    pipeline.name.as_ref().map_or(pipeline.origin, |name| name.origin).place()
}

/// Accounts and pull secrets that the spec names for all templates.
pub(super) struct Common<'p> {
    /// The account of every step, if all have the same.
    pub(super) service_account: Option<&'p At<Literal>>,
    /// The pull secrets that every step has.
    pub(super) pull_secrets: Vec<&'p At<Literal>>,
}

impl<'p> Common<'p> {
    /// What the steps of a plan have in common.
    pub(super) fn of(plan: &'p Plan) -> Self {
        let mut pods = plan.steps().map(|(_, step)| &step.pod);
        let Some(first) = pods.next() else { return Self { service_account: None, pull_secrets: Vec::new() } };
        let mut common =
            Self { service_account: first.service_account.as_ref(), pull_secrets: distinct(&first.pull_secrets) };
        for pod in pods {
            common.service_account =
                common.service_account.filter(|account| pod.service_account.as_ref() == Some(account));
            common.pull_secrets.retain(|secret| pod.pull_secrets.contains(secret));
        }
        common
    }
}

/// The settings of steps, and what the spec says for all of them.
pub(super) struct Chosen<'s> {
    pub(super) settings: &'s Scoped<Argo>,
    /// Whether logs are kept, if every step says so or not: the pipeline's choice, or what all steps agree on.
    pub(super) archive_logs: Option<bool>,
}

impl<'s> Chosen<'s> {
    fn new(settings: &'s Scoped<Argo>) -> Self {
        let mut of_steps = settings.steps.values().map(|step| step.archive_logs);
        let first = of_steps.next().flatten();
        let of_all = match settings.pipeline.archive_logs {
            // A step that has removed the pipeline's choice must not get it from the spec.
            Some(whole) => (first.is_some() && of_steps.all(|step| step.is_some())).then_some(whole),
            None => first.filter(|_| of_steps.all(|step| step == first)),
        };
        Self { settings, archive_logs: of_all }
    }
}

/// Each secret once.
pub(super) fn distinct(secrets: &[At<Literal>]) -> Vec<&At<Literal>> {
    let mut found: Vec<&At<Literal>> = Vec::new();
    for secret in secrets {
        if !found.contains(&secret) {
            found.push(secret);
        }
    }
    found
}

fn object_name(name: &At<Literal>, diags: &mut Diagnostics) -> ArgoText {
    name.value.lower(&mut ObjectEscape, Field::ObjectName).unwrap_or_else(|refusal| {
        diags.push(refused(&refusal, Field::ObjectName, None, name.origin));
        ArgoText::none()
    })
}

/// What makes two steps do the same: everything but their ids, needs and descriptions.
type Body<'p> = (&'p Container, &'p Pod, &'p Option<At<Retry>>, &'p Option<At<Duration>>, Option<&'p StepSettings>);

fn groups<'p>(plan: &'p Plan, settings: &'p IndexMap<StepId, StepSettings>, names: &Names<'p>) -> Vec<Group<'p>> {
    let body = |id: &'p StepId, step: &'p Step| -> Body<'p> {
        (&step.work, &step.pod, &step.retry, &step.timeout, settings.get(id))
    };
    groups::of(plan, |id| names.step(id).to_owned(), body)
}

fn tasks(plan: &Plan, names: &Names<'_>, groups: &[Group<'_>]) -> Vec<Marked<Task>> {
    let templates: IndexMap<&StepId, &str> =
        groups.iter().flat_map(|group| group.members.iter().map(|(id, _)| (*id, group.name.as_str()))).collect();
    let task = |(id, step): (&StepId, &Step)| {
        let need = |need: &crate::ir::Need| Marked::new(names.step(&need.step).to_owned(), [need.origin.place()]);
        let task = Task {
            name: names.step(id).to_owned(),
            template: templates.get(id).copied().unwrap_or_default().to_owned(),
            dependencies: step.needs.iter().map(need).collect(),
        };
        Marked::new(task, [step.origin.place()])
    };
    plan.steps().map(task).collect()
}

fn metadata(plan: &Plan, settings: &Settings, names: &Names<'_>, diags: &mut Diagnostics) -> ObjectMeta {
    let pipeline = plan.pipeline();
    let mut annotations = strings(&pipeline.annotations, Field::Annotation, diags);
    if let Some(description) = &pipeline.description {
        let text = description.value.lower(&mut ObjectEscape, Field::Description);
        annotations.extend(text.ok().map(|text| (DESCRIPTION.to_owned(), text)));
    }
    if names.template.as_str() != plan.name().as_str() {
        annotations.insert(PIPELINE.to_owned(), original(plan.name()));
    }
    let changed: IndexMap<&str, &str> = names
        .steps
        .iter()
        .filter(|(id, name)| id.as_str() != name.as_str())
        .map(|(id, name)| (name.as_str(), id.as_str()))
        .collect();
    if !changed.is_empty()
        && let Ok(text) = json::compact(&changed)
    {
        annotations.insert(STEPS.to_owned(), written(text));
    }
    let name = || names.template.to_string();
    let (name, generate_name, namespace) = match settings.kind {
        Kind::WorkflowTemplate => (Some(name()), None, settings.namespace(plan)),
        Kind::Workflow => (None, Some(names.run.clone()), settings.namespace(plan)),
        Kind::ClusterWorkflowTemplate => (Some(name()), None, None),
    };
    ObjectMeta {
        name,
        generate_name,
        namespace,
        labels: strings(&pipeline.labels, Field::LabelValue, diags),
        annotations,
    }
}

fn original(name: &StepId) -> ArgoText {
    written(name.as_str().to_owned())
}

/// Words about names, for people.
fn written(text: String) -> ArgoText {
    Literal::new(text).lower(&mut ObjectEscape, Field::Description).unwrap_or_else(|_| ArgoText::none())
}

/// Labels or annotations of an object.
pub(super) fn strings(table: &Table<Box<str>, At<Literal>>, field: Field, diags: &mut Diagnostics) -> Strings {
    TELLER.strings(table, field, None, &mut ObjectEscape, diags)
}
