//! From a group of equal steps to one container template.

use super::TELLER;
use super::escape::{ArgoText, TemplateEscape};
use super::locks::{self, Locks};
use super::lower::{Chosen, Common, distinct, seconds};
use super::parameters::Forms;
use super::spec::{ArchiveLocation, Backoff, Container, LocalObject, Metadata, PodPatch, RetryStrategy, Template};
use crate::backends::kube::env;
use crate::backends::kube::groups::Group;
use crate::backends::kube::lowering::{self, origin};
use crate::backends::kube::volumes::Mount;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{Marked, json};
use crate::ir::{At, Duration, EnvName, Field, Literal, Retry, Step, StepId};

/// Above so many bytes of JSON Argo moves a container's arguments into a file, where the kubelet no longer undoes the
/// escape (v4.0.2: `$$5` arrives as `$$5`).
const LONGEST_ARGUMENTS: usize = 131_072;

/// The template; what Argo cannot carry is told for each member, and left out.
pub(super) fn lower(
    group: &Group<'_>,
    common: &Common<'_>,
    chosen: &Chosen<'_>,
    run_ids: &[At<EnvName>],
    parameters: &Forms,
    diags: &mut Diagnostics,
) -> Template {
    group.lower(diags, |id, step, diags| Template {
        archive_location: archive_location(id, chosen),
        synchronization: synchronization(group, id, step, chosen, diags),
        ..one(group, id, step, common, run_ids, parameters, diags)
    })
}

fn one(
    group: &Group<'_>,
    id: &StepId,
    step: &Step,
    common: &Common<'_>,
    run_ids: &[At<EnvName>],
    parameters: &Forms,
    diags: &mut Diagnostics,
) -> Template {
    let taken: Vec<&str> = step
        .work
        .env
        .iter()
        .map(|(name, _)| name)
        .chain(run_ids.iter().map(|name| &name.value))
        .map(EnvName::as_str)
        .collect();
    let escape = TemplateEscape::new(&taken, parameters);
    let mut lowering = Lowering { teller: TELLER, members: &group.members, id, step, escape, diags };
    let metadata = metadata(&mut lowering);
    let pod_spec_patch = patch(&mut lowering, common);
    let (node_selector, products) = lowering.node_selector();
    let tolerations = lowering.tolerations();
    let affinity = lowering.affinity(products);
    let priority_class_name = lowering.object_name(|step| step.pod.placement.priority_class.as_ref());
    let scheduler_name = lowering.object_name(|step| step.pod.placement.scheduler.as_ref());
    let service_account_name = match common.service_account {
        Some(_) => None,
        None => lowering.object_name(|step| step.pod.service_account.as_ref()),
    };
    let mounted = lowering.volumes();
    let mut container = container(&mut lowering, mounted.mounts);
    let run_id = run_ids
        .iter()
        .map(|name| Marked::new(env::fixed(name.value.as_str(), ArgoText::run_id()), [name.origin.place()]));
    let helper = lowering.escape.helper().map(|helper| group.mark(helper, |step| Some(step.origin)));
    container.env = helper.into_iter().chain(run_id).chain(container.env).collect();
    Template {
        name: group.name.clone(),
        metadata,
        pod_spec_patch,
        active_deadline_seconds: step
            .timeout
            .as_ref()
            .map(|length| group.mark(seconds(length).value, |step| origin(step.timeout.as_ref()))),
        retry_strategy: step
            .retry
            .as_ref()
            .map(|retry| group.mark(retry_strategy(&retry.value), |step| origin(step.retry.as_ref()))),
        service_account_name,
        node_selector,
        tolerations,
        affinity,
        priority_class_name,
        scheduler_name,
        volumes: mounted.volumes,
        archive_location: None,
        synchronization: None,
        container,
    }
}

/// Only where a step's choice is not that of all.
fn archive_location(id: &StepId, chosen: &Chosen<'_>) -> Option<ArchiveLocation> {
    let archive_logs = chosen.settings.steps.get(id)?.archive_logs?;
    (chosen.archive_logs != Some(archive_logs)).then_some(ArchiveLocation { archive_logs })
}

fn synchronization(
    group: &Group<'_>,
    id: &StepId,
    step: &Step,
    chosen: &Chosen<'_>,
    diags: &mut Diagnostics,
) -> Option<Marked<Locks>> {
    let section = locks::section(&step.settings);
    let of_run = &chosen.settings.pipeline;
    let of_step = &chosen.settings.steps.get(id)?.synchronization;
    of_step.tell_held(&of_run.synchronization, id, section, diags);
    let locks = of_step.lower(of_run.version, section, diags)?;
    Some(group.mark(locks, |step| locks::section(&step.settings).map(|section| section.key)))
}

fn retry_strategy(retry: &Retry) -> RetryStrategy {
    RetryStrategy {
        limit: retry.limit,
        retry_policy: "Always",
        backoff: retry.delay.as_ref().map(|delay| Backoff {
            duration: go_duration(delay.value),
            // `support` refuses factors that are not whole.
            factor: retry.backoff.as_ref().and_then(|factor| factor.value.whole()).filter(|factor| *factor > 1),
            cap: retry.max_delay.as_ref().map(|cap| go_duration(cap.value)),
        }),
    }
}

/// As Go's `time.ParseDuration` reads it; it knows no days.
pub(super) fn go_duration(length: Duration) -> String {
    match (length.is_whole_seconds(), length.milliseconds()) {
        (true, milliseconds) => format!("{}s", milliseconds / 1_000),
        (false, milliseconds) => format!("{milliseconds}ms"),
    }
}

type Lowering<'a, 'd> = lowering::Lowering<'a, 'd, TemplateEscape<'a>>;

fn metadata(lowering: &mut Lowering<'_, '_>) -> Option<Metadata> {
    let pod = &lowering.step.pod;
    let labels = lowering.strings(&pod.labels, Field::LabelValue);
    let annotations = lowering.strings(&pod.annotations, Field::Annotation);
    Metadata::new(labels, annotations)
}

/// Fields of the pod that a template does not have.
fn patch(lowering: &mut Lowering<'_, '_>, common: &Common<'_>) -> Option<String> {
    let pod = &lowering.step.pod;
    let runtime_class_name = lowering.literal(pod.placement.runtime_class.as_ref(), Field::ObjectName);
    let further: Vec<&At<Literal>> =
        distinct(&pod.pull_secrets).into_iter().filter(|secret| !common.pull_secrets.contains(secret)).collect();
    let image_pull_secrets: Vec<LocalObject> = further
        .into_iter()
        .filter_map(|name| lowering.literal(Some(name), Field::ObjectName))
        .map(|name| LocalObject { name })
        .collect();
    if runtime_class_name.is_none() && image_pull_secrets.is_empty() {
        return None;
    }
    json::compact(&PodPatch { runtime_class_name, image_pull_secrets }).ok()
}

fn container(lowering: &mut Lowering<'_, '_>, mounts: Vec<Mount<ArgoText>>) -> Container {
    let parts = lowering.container(mounts);
    arguments_size(lowering, &parts.args);
    for (name, value) in lowering.step.work.env.iter() {
        lowering.name_of_argo(name, value.origin);
    }
    Container {
        image: parts.image,
        command: parts.command,
        args: parts.args,
        working_dir: parts.working_dir,
        env_from: parts.env_from,
        env: parts.env,
        resources: parts.resources,
        volume_mounts: parts.volume_mounts,
        image_pull_policy: parts.pull_policy,
        security_context: parts.security_context,
    }
}

fn arguments_size(lowering: &mut Lowering<'_, '_>, args: &[Marked<ArgoText>]) {
    let bytes = json::by_go(args).map_or(0, |json| json.len());
    let Some(first) = lowering.step.work.args.iter().flatten().next().filter(|_| bytes > LONGEST_ARGUMENTS) else {
        return;
    };
    lowering.diags.push(
        Diagnostic::new(
            &codes::ARGO_TEXT,
            first.origin.place(),
            format!(
                "the arguments of step `{}` are {bytes} bytes of JSON, and above {LONGEST_ARGUMENTS} Argo no longer \
                 passes them as written",
                lowering.id
            ),
        )
        .help("pass a file or a URL instead")
        .target("argo")
        .step(lowering.id),
    );
}
