//! From a plan to the pipeline's specification and the platform's document.
//!
//! ```text
//! components:      comp-<task>   one for all steps that run the same: what it takes and its executor
//! deploymentSpec:  exec-<task>   the container
//! root.dag.tasks:  <task>        a step: its component, what it waits for, its retries
//! ---
//! platforms.kubernetes.deploymentSpec.executors: exec-<task>   what the container's pod is like
//! ```
//! Steps that run the same share a component: the workflow that the backend compiles is smaller by its text.

use indexmap::IndexMap;

use super::escape::{KubeflowText, ObjectEscape};
use super::executor::{self, Lowered};
use super::names::Names;
use super::platform::{self, Config, PipelineConfig, Platform, PlatformSpec, Platforms};
use super::settings::{Settings, StepSettings};
use super::spec::{
    CachingOptions, Component, ComponentRef, Dag, DeploymentSpec, Executor, PipelineInfo, PipelineSpec, RetryPolicy,
    Root, SCHEMA_VERSION, SDK_VERSION, Task, TaskInfo,
};
use super::{limits, parameters, refused, run_id_variables};
use crate::backends::kube::groups::{self, Group};
use crate::backends::settings::{Phrase, WholeSeconds};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{Marked, json};
use crate::ir::{At, Container, Duration, Field, Literal, Origin, ParamId, Pod, Retry, Step, StepId};
use crate::passes::Plan;

/// A year: the backend's `backoffMaxDuration` is the time from the first attempt's start after which nothing is tried
/// again, and without it there are no retries.
const LONG_ENOUGH: &str = "31536000s";

/// The two documents of the pipeline's file.
pub(super) struct Documents {
    pub(super) pipeline: PipelineSpec,
    pub(super) platform: Option<PlatformSpec>,
}

/// The documents; what Kubeflow cannot carry is told and left out.
pub(super) fn documents(
    plan: &Plan,
    settings: &Settings,
    steps: &IndexMap<StepId, StepSettings>,
    names: &Names<'_>,
    diags: &mut Diagnostics,
) -> Documents {
    let run_ids = run_id_variables(plan, settings, diags);
    let groups = groups(plan, names);
    let known = || parameters::known(plan);
    let lowered: Vec<(&Group<'_>, Lowered)> =
        groups.iter().map(|group| (group, executor::lower(group, &run_ids, &known, diags))).collect();
    size(plan, names, &lowered, diags);
    let mut shared = IndexMap::new();
    for (group, lowered) in &lowered {
        shared.extend(group.members.iter().map(|(id, _)| (*id, (group.name.as_str(), lowered.inputs.as_slice()))));
    }
    let tasks = tasks(plan, steps, names, &shared, diags);
    let mut components = IndexMap::new();
    let mut executors = IndexMap::new();
    let mut configs = IndexMap::new();
    for (group, lowered) in lowered {
        let label = format!("exec-{}", group.name);
        let component =
            Component { executor_label: label.clone(), input_definitions: parameters::of_component(&lowered.inputs) };
        components.insert(format!("comp-{}", group.name), mark(group, component));
        if !is_empty(&lowered.config) {
            configs.insert(label.clone(), mark(group, lowered.config));
        }
        executors.insert(label, mark(group, Executor { container: lowered.container }));
    }
    Documents {
        pipeline: PipelineSpec {
            components,
            deployment_spec: DeploymentSpec { executors },
            pipeline_info: PipelineInfo {
                description: description(plan, diags),
                display_name: original(plan, names),
                name: names.pipeline.to_string(),
            },
            root: Root { dag: Dag { tasks }, input_definitions: parameters::declared(plan, diags) },
            schema_version: SCHEMA_VERSION,
            sdk_version: SDK_VERSION,
            default_pipeline_root: settings.pipeline_root.as_ref().and_then(|root| super::root(root, plan, diags)),
        },
        platform: platform(plan, settings, configs),
    }
}

fn mark<T>(group: &Group<'_>, value: T) -> Marked<T> {
    group.mark(value, |step| Some(step.origin))
}

/// What makes two steps run the same. Retries are the task's.
type Body<'p> = (&'p Container, &'p Pod, &'p Option<At<Duration>>);

fn groups<'p>(plan: &'p Plan, names: &Names<'p>) -> Vec<Group<'p>> {
    groups::of(
        plan,
        |id| names.step(id).to_owned(),
        |_, step: &'p Step| -> Body<'p> { (&step.work, &step.pod, &step.timeout) },
    )
}

/// The components by their steps, and what each takes.
type Shared<'a> = IndexMap<&'a StepId, (&'a str, &'a [ParamId])>;

fn tasks(
    plan: &Plan,
    settings: &IndexMap<StepId, StepSettings>,
    names: &Names<'_>,
    shared: &Shared<'_>,
    diags: &mut Diagnostics,
) -> IndexMap<String, Marked<Task>> {
    let mut tasks = IndexMap::new();
    for (id, step) in plan.steps() {
        let (component, inputs) = shared.get(id).copied().unwrap_or_default();
        let own = settings.get(id);
        let is_cached = own.is_some_and(|own| own.caching);
        let shown = match own.and_then(|own| own.display_name.as_ref()) {
            Some(Phrase(name)) => words(&Literal::new(name.as_str()), step.origin, diags),
            None => name(id).unwrap_or_else(|| words(&Literal::new(names.step(id)), step.origin, diags)),
        };
        if is_cached {
            diags.push(caching(plan, id));
        }
        let task = Task {
            caching_options: CachingOptions { enable_cache: is_cached.then_some(true) },
            component_ref: ComponentRef { name: format!("comp-{component}") },
            dependent_tasks: step
                .needs
                .iter()
                .map(|need| Marked::new(names.step(&need.step).to_owned(), [need.origin.place()]))
                .collect(),
            inputs: parameters::of_task(inputs),
            retry_policy: step
                .retry
                .as_ref()
                .map(|retry| Marked::new(retry_policy(&retry.value), [retry.origin.place()])),
            task_info: TaskInfo { name: shown },
        };
        tasks.insert(names.step(id).to_owned(), Marked::new(task, [step.origin.place()]));
    }
    tasks
}

/// Tells what a step's cache does not look at, where its `caching` stands: its own, else the pipeline's.
fn caching(plan: &Plan, id: &StepId) -> Diagnostic {
    let pipeline = plan.pipeline();
    let own = pipeline.steps.get(id).map(|step| &step.settings);
    let written =
        own.into_iter().chain([&pipeline.settings]).find_map(|sections| sections.get(super::TARGET)?.entry("caching"));
    Diagnostic::new(
        &codes::KUBEFLOW_CACHING,
        written.map_or_else(|| super::name_place(plan), |caching| caching.origin.place()),
        "target `kubeflow` takes a task for unchanged while image, command, arguments and inputs are: variables, secrets and \
         resources do not count",
    )
    .help("remove `caching`, or put into the arguments whatever changes the result")
    .target(super::TARGET)
    .step(id)
}

fn retry_policy(retry: &Retry) -> RetryPolicy {
    RetryPolicy {
        max_retry_count: retry.limit,
        backoff_duration: format!("{}s", retry.delay.as_ref().map_or(0, |delay| delay.value.seconds_up())),
        // `support` refuses factors that are not whole.
        backoff_factor: retry.backoff.as_ref().and_then(|factor| factor.value.whole()).unwrap_or(1),
        backoff_max_duration: LONG_ENOUGH,
    }
}

/// The pipeline's name as written, where it had to change and Kubeflow can show it.
pub(super) fn original(plan: &Plan, names: &Names<'_>) -> Option<KubeflowText> {
    let original = plan.name();
    if original.as_str() == names.pipeline.as_str() { None } else { name(original) }
}

/// A name as written. One that cannot be carried is no mistake of the user's: another stands for it already.
pub(super) fn name(id: &StepId) -> Option<KubeflowText> {
    Literal::new(id.as_str()).lower(&mut ObjectEscape, Field::Description).ok()
}

/// Words for people.
fn words(text: &Literal, origin: Origin, diags: &mut Diagnostics) -> KubeflowText {
    text.lower(&mut ObjectEscape, Field::Description).unwrap_or_else(|refusal| {
        diags.push(refused(&refusal, Field::Description, None, origin));
        KubeflowText::none()
    })
}

fn description(plan: &Plan, diags: &mut Diagnostics) -> Option<KubeflowText> {
    let description = plan.pipeline().description.as_ref()?;
    Some(words(&description.value, description.origin, diags))
}

fn platform(plan: &Plan, settings: &Settings, executors: IndexMap<String, Marked<Config>>) -> Option<PlatformSpec> {
    let timeout = plan.pipeline().timeout.as_ref();
    let config = PipelineConfig {
        resource_ttl_on_completion: settings.ttl.map(|WholeSeconds(seconds)| seconds),
        active_deadline_seconds: timeout.map(|length| Marked::new(length.value.seconds_up(), [length.origin.place()])),
    };
    let is_configured = config.resource_ttl_on_completion.is_some() || config.active_deadline_seconds.is_some();
    let kubernetes = Platform {
        deployment_spec: (!executors.is_empty()).then_some(platform::DeploymentSpec { executors }),
        pipeline_config: is_configured.then_some(config),
    };
    let is_empty = kubernetes.deployment_spec.is_none() && kubernetes.pipeline_config.is_none();
    (!is_empty).then_some(PlatformSpec { platforms: Platforms { kubernetes } })
}

fn is_empty(config: &Config) -> bool {
    json::compact(config).is_ok_and(|json| json == "{}")
}

fn size(plan: &Plan, names: &Names<'_>, lowered: &[(&Group<'_>, Lowered)], diags: &mut Diagnostics) {
    let containers = lowered.iter().map(|(_, lowered)| lowered.bytes);
    let bytes = limits::estimate(names.steps.values().map(String::len), containers);
    limits::workflow(bytes, super::name_place(plan), diags);
}
