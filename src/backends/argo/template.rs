//! From a group of equal steps to one container template.

use super::TARGET;
use super::escape::{ArgoText, TemplateEscape};
use super::lower::{Common, distinct, seconds};
use super::parameters::Forms;
use super::spec::{Backoff, Container, LocalObject, Metadata, PodPatch, RetryStrategy, Template};
use crate::backends::kube::groups::{Group, origin};
use crate::backends::kube::lowering::{Lowering, Refuser};
use crate::backends::kube::{env, expansion, resources, volumes};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{Marked, json};
use crate::ir::{At, Duration, EnvName, Field, Literal, Origin, PullPolicy, Retry, Step, StepId};

/// Above so many bytes of JSON Argo moves a container's arguments into a file, where the kubelet no longer undoes the
/// escape (v4.0.2: `$$5` arrives as `$$5`).
const LONGEST_ARGUMENTS: usize = 131_072;

/// The template; what Argo cannot carry is told for each member, and left out.
pub(super) fn lower(
    group: &Group<'_>,
    common: &Common<'_>,
    run_ids: &[At<EnvName>],
    parameters: &Forms,
    diags: &mut Diagnostics,
) -> Template {
    group.lower(diags, |id, step, diags| one(group, id, step, common, run_ids, parameters, diags))
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
    let refuser = Refuser { target: TARGET, code: &codes::ARGO_TEXT };
    let escape = TemplateEscape::new(&taken, parameters);
    let mut lowering = Lowering { refuser, group, id, step, escape, diags };
    let metadata = lowering.metadata();
    let pod_spec_patch = lowering.patch(common);
    let placement = &step.pod.placement;
    let (node_selector, products) = lowering.node_selector();
    let tolerations = lowering.tolerations();
    let affinity = lowering.affinity(products, ArgoText::of_ours);
    let priority_class_name = lowering
        .object_name(placement.priority_class.as_ref())
        .map(|name| group.mark(name, |step| origin(step.pod.placement.priority_class.as_ref())));
    let service_account_name = step
        .pod
        .service_account
        .as_ref()
        .filter(|_| common.service_account.is_none())
        .and_then(|account| lowering.object_name(Some(account)))
        .map(|account| group.mark(account, |step| origin(step.pod.service_account.as_ref())));
    let mounted = lowering.volumes();
    let mut container = lowering.container(mounted.mounts);
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
        volumes: mounted.volumes,
        container,
    }
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
fn go_duration(length: Duration) -> String {
    match (length.is_whole_seconds(), length.milliseconds()) {
        (true, milliseconds) => format!("{}s", milliseconds / 1_000),
        (false, milliseconds) => format!("{milliseconds}ms"),
    }
}

/// What only Argo's templates have.
impl Lowering<'_, '_, TemplateEscape<'_>> {
    fn metadata(&mut self) -> Option<Metadata> {
        let labels = self.strings(&self.step.pod.labels, Field::LabelValue);
        let annotations = self.strings(&self.step.pod.annotations, Field::Annotation);
        (!labels.is_empty() || !annotations.is_empty()).then_some(Metadata { labels, annotations })
    }

    /// Fields of the pod that a template does not have.
    fn patch(&mut self, common: &Common<'_>) -> Option<String> {
        let pod = &self.step.pod;
        let runtime_class_name = self.object_name(pod.placement.runtime_class.as_ref());
        let further: Vec<&At<Literal>> =
            distinct(&pod.pull_secrets).into_iter().filter(|secret| !common.pull_secrets.contains(secret)).collect();
        let image_pull_secrets: Vec<LocalObject> = further
            .into_iter()
            .filter_map(|name| self.object_name(Some(name)))
            .map(|name| LocalObject { name })
            .collect();
        if runtime_class_name.is_none() && image_pull_secrets.is_empty() {
            return None;
        }
        json::compact(&PodPatch { runtime_class_name, image_pull_secrets }).ok()
    }

    fn volumes(&mut self) -> volumes::Mounted<ArgoText> {
        let step = self.step;
        let shared_memory = step.work.resources.shared_memory.as_ref();
        volumes::lower(shared_memory, &step.work.volumes, &mut self.escape).unwrap_or_else(|(refusal, volume)| {
            self.refuse(&refusal, Field::Path, volume.origin);
            volumes::Mounted { volumes: Vec::new(), mounts: Vec::new() }
        })
    }

    fn container(&mut self, volume_mounts: Vec<volumes::Mount<ArgoText>>) -> Container {
        let (group, step) = (self.group, self.step);
        let work = &step.work;
        let image = self.literal(work.image.as_ref(), Field::Image).unwrap_or_else(ArgoText::none);
        let command = self.texts(work.command.as_ref(), Field::Command, |step| step.work.command.as_ref());
        let args = self.texts(work.args.as_ref(), Field::Argument, |step| step.work.args.as_ref());
        self.arguments_size(&args);
        let working_dir = self.literal(work.working_dir.as_ref(), Field::Path);
        Container {
            image: group.mark(image, |step| origin(step.work.image.as_ref())),
            command,
            args,
            working_dir: working_dir.map(|path| group.mark(path, |step| origin(step.work.working_dir.as_ref()))),
            env: self.env(),
            resources: resources::lower(&work.resources)
                .map(|requirements| group.mark(requirements, resources::origin)),
            volume_mounts,
            image_pull_policy: work.pull_policy.as_ref().map(|policy| {
                group.mark(PullPolicy::as_str(policy.value), |step| origin(step.work.pull_policy.as_ref()))
            }),
            security_context: self.value(work.security_context.as_ref(), |step| step.work.security_context.as_ref()),
        }
    }

    fn arguments_size(&mut self, args: &[Marked<ArgoText>]) {
        let bytes = serde_json::to_string(args).map_or(0, |json| json.len());
        let Some(first) = self.step.work.args.iter().flatten().next().filter(|_| bytes > LONGEST_ARGUMENTS) else {
            return;
        };
        self.diags.push(
            Diagnostic::new(
                &codes::ARGO_TEXT,
                first.origin.place(),
                format!(
                    "the arguments of step `{}` are {bytes} bytes of JSON, and above {LONGEST_ARGUMENTS} Argo no longer \
                     passes them as written",
                    self.id
                ),
            )
            .help("pass a file or a URL instead")
            .target("argo")
            .step(self.id),
        );
    }

    fn env(&mut self) -> env::EnvVars<ArgoText> {
        let step = self.step;
        let mut lowered = Vec::new();
        for (position, (name, value)) in step.work.env.iter().enumerate() {
            match env::lower(name, &value.value, &mut self.escape) {
                Ok(entry) => {
                    self.entry_size(name, &entry, value.origin);
                    let part = |step: &Step| step.work.env.iter().nth(position).map(|(_, value)| value.origin);
                    lowered.push(self.group.mark(entry, part));
                }
                Err(refusal) => self.refuse(&refusal, Field::EnvValue, value.origin),
            }
            self.name_of_argo(name, value.origin);
        }
        lowered
    }

    /// The kernel counts the name and the `=` too.
    fn entry_size(&mut self, name: &EnvName, entry: &super::spec::EnvVar, origin: Origin) {
        let length = entry.value.as_ref().map_or(0, ArgoText::len);
        // The escape makes texts longer, so this may be told a little early, never late.
        if entry.value.is_some()
            && let Err(refusal) = expansion::check_entry(name.as_str(), length)
        {
            self.refuse(&refusal, Field::EnvValue, origin);
        }
    }
}
