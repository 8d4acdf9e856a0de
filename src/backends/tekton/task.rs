//! From a step to a task of the pipeline: what runs. Where and as whom it runs stands in the run (`pods`).

use super::TELLER;
use super::escape::{TaskEscape, TektonText, display_name, original};
use super::names::Names;
use super::parameters::Forms;
use super::spec::{Metadata, PipelineTask, Step as StepSpec, TaskSpec};
use crate::backends::kube::env;
use crate::backends::kube::lowering::{self, origin};
use crate::backends::kube::volumes::{Mount, MountPath};
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{At, Duration, EnvName, Field, Literal, Need, Refusal, Step, StepId, Table};
use crate::passes::Plan;

/// The one container of a task; Tekton calls it `step-main`.
const MAIN: &str = "main";
/// The annotation with the original id of a step whose name had to change.
const STEP: &str = "segue.dev/step";
/// Tekton's own folder, where a mount is refused, and the one part of it where none is.
const OWN_FOLDER: &str = "/tekton/";
const HOME: &str = "/tekton/home";

type Lowering<'a, 'd> = lowering::Lowering<'a, 'd, TaskEscape<'a>>;

/// The task; what Tekton cannot carry is told and left out.
pub(super) fn lower(
    id: &StepId,
    step: &Step,
    plan: &Plan,
    names: &Names<'_>,
    run_ids: &[At<EnvName>],
    forms: &Forms,
    diags: &mut Diagnostics,
) -> Marked<PipelineTask> {
    let name = names.step(id).to_owned();
    let is_changed = name != id.as_str();
    let need = |need: &Need| Marked::new(names.step(&need.step).to_owned(), [need.origin.place()]);
    let members = [(id, step)];
    let mut lowering = Lowering { teller: TELLER, members: &members, id, step, escape: TaskEscape::new(forms), diags };
    let description = lowering.literal(step.description.as_ref(), Field::Description);
    let mut metadata = own_metadata(&mut lowering, plan);
    if is_changed {
        let metadata = metadata.get_or_insert_with(Metadata::empty);
        metadata.annotations.insert(STEP.to_owned(), original(id));
    }
    let mounted = lowering.volumes();
    mounts_are_outside(&mut lowering, &mounted.mounts);
    let parts = lowering.container(mounted.mounts);
    let run_id = run_ids
        .iter()
        .map(|name| Marked::new(env::fixed(name.value.as_str(), TektonText::run_id()), [name.origin.place()]));
    let helper = lowering.escape.helper().map(|helper| Marked::new(helper, [step.origin.place()]));
    let container = StepSpec {
        name: MAIN,
        image: parts.image,
        command: parts.command,
        args: parts.args,
        working_dir: parts.working_dir,
        env_from: parts.env_from,
        env: helper.into_iter().chain(run_id).chain(parts.env).collect(),
        compute_resources: parts.resources,
        volume_mounts: parts.volume_mounts,
        image_pull_policy: parts.pull_policy,
        security_context: parts.security_context,
    };
    let task = PipelineTask {
        name,
        display_name: if is_changed { display_name(id) } else { None },
        description: description.map(|text| Marked::new(text, origin(step.description.as_ref()).map(|it| it.place()))),
        run_after: step.needs.iter().map(need).collect(),
        retries: step.retry.as_ref().map(|retry| Marked::new(retry.value.limit, [retry.origin.place()])),
        timeout: timeout(step.timeout.as_ref(), step.origin.place()),
        task_spec: TaskSpec { metadata, volumes: mounted.volumes, steps: vec![container] },
    };
    Marked::new(task, [step.origin.place()])
}

/// A timeout as Go prints it; without one `0s`, since Tekton's own default is an hour.
pub(super) fn timeout(length: Option<&At<Duration>>, otherwise: crate::source::Place) -> Marked<String> {
    match length {
        Some(length) => Marked::new(go_duration(length.value), [length.origin.place()]),
        None => Marked::new("0s".to_owned(), [otherwise]),
    }
}

/// As Go's `time.Duration` prints itself: `1h0m0s`, `1m30.5s`, `500ms`.
fn go_duration(length: Duration) -> String {
    let milliseconds = length.milliseconds();
    if milliseconds < 1_000 {
        return format!("{milliseconds}ms");
    }
    let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000);
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    let fraction = if rest == 0 { String::new() } else { format!(".{rest:03}").trim_end_matches('0').to_owned() };
    let below = format!("{}{fraction}s", seconds % 60);
    match (hours, minutes) {
        (0, 0) => below,
        (0, minutes) => format!("{minutes}m{below}"),
        (hours, minutes) => format!("{hours}h{minutes}m{below}"),
    }
}

/// The labels and annotations of a step that the pipeline does not have as well: Tekton copies the pipeline's to every
/// pod itself.
pub(super) fn own_metadata(lowering: &mut Lowering<'_, '_>, plan: &Plan) -> Option<Metadata> {
    let (pipeline, pod) = (plan.pipeline(), &lowering.step.pod);
    let labels = lowering.strings(&beyond(&pod.labels, &pipeline.labels), Field::LabelValue);
    let annotations = lowering.strings(&beyond(&pod.annotations, &pipeline.annotations), Field::Annotation);
    Metadata::new(labels, annotations)
}

type Strings = Table<Box<str>, At<Literal>>;

fn beyond(own: &Strings, shared: &Strings) -> Strings {
    let entries = own.iter().filter(|(key, value)| shared.get::<str>(key) != Some(*value));
    entries.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Tekton refuses mounts in its own folder (`validateStep`, pkg/apis/pipeline/v1/container_validation.go).
fn mounts_are_outside(lowering: &mut Lowering<'_, '_>, mounts: &[Mount<TektonText>]) {
    let own = |mount: &&Mount<TektonText>| match &mount.mount_path {
        MountPath::Written(path) => path.is_below(OWN_FOLDER) && !path.is_below(HOME),
        MountPath::Own(_) => false,
    };
    if !mounts.iter().any(|mount| own(&mount)) {
        return;
    }
    let step = lowering.step;
    for volume in &step.work.volumes {
        let path = volume.value.mount.lower(&mut lowering.escape, Field::Path);
        if path.is_ok_and(|path| path.is_below(OWN_FOLDER) && !path.is_below(HOME)) {
            let refusal = Refusal {
                what: "lies below `/tekton/`, which is Tekton's own folder".to_owned(),
                remedy: "mount it elsewhere".to_owned(),
            };
            lowering.refuse(&refusal, Field::Path, volume.origin);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, go_duration};

    #[test]
    fn durations_are_printed_as_go_does() {
        for (text, expected) in [
            ("1h", "1h0m0s"),
            ("90s", "1m30s"),
            ("30s", "30s"),
            ("90.5s", "1m30.5s"),
            ("500ms", "500ms"),
            ("2d", "48h0m0s"),
            ("1h1ms", "1h0m0.001s"),
        ] {
            assert_eq!(go_duration(Duration::parse(text).expect("a duration")), expected);
        }
    }
}
