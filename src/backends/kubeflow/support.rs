//! What Kubeflow keeps.

use super::escape::{LATE_VARIABLE, PARAMETER_IN_VALUE};
use super::executor::is_variable;
use super::settings::{MaxConcurrency, Settings};
use super::{pod, schedule};
use crate::ir::{
    Duration, EnvName, EnvValue, Factor, Feature, Note, Piece, Schedule, Step, Support, Text, Use, Value, Volume,
    VolumeSource, When,
};
use crate::passes::Plan;

/// The answer whatever the value.
pub(super) fn table(feature: Feature) -> Support {
    match feature {
        Feature::Arguments
        | Feature::Env
        | Feature::EnvReference
        | Feature::Secret
        | Feature::Config
        | Feature::EnvField
        | Feature::PullPolicy
        | Feature::SecurityContext
        | Feature::RunId
        | Feature::Parameters
        | Feature::Cpu
        | Feature::Memory
        | Feature::Limits
        | Feature::SharedMemory
        | Feature::Gpu
        | Feature::GpuProduct
        | Feature::GpuMemory
        | Feature::GpuCuda
        | Feature::NodeSelector
        | Feature::Tolerations
        | Feature::Affinity
        | Feature::ClaimVolume
        | Feature::SecretVolume
        | Feature::ConfigVolume
        | Feature::EmptyVolume
        | Feature::PullSecrets
        | Feature::Labels
        | Feature::Annotations
        | Feature::Description
        | Feature::Needs
        | Feature::Retries
        | Feature::RetryDelay
        | Feature::RetryBackoff
        | Feature::StepTimeout
        | Feature::PipelineTimeout
        | Feature::FailureContinue
        // That a schedule is a request with ids to fill in stands among what must exist on the cluster.
        | Feature::Cron
        | Feature::ScheduleStart
        | Feature::ScheduleEnd
        | Feature::Catchup
        | Feature::OverlapForbid
        | Feature::OverlapAllow
        | Feature::Suspended => Support::Native,
        Feature::Entrypoint => Support::Unsupported(Note::new(
            "never uses the image's entrypoint, so a step needs a command (kubeflow/pipelines #8240)",
            "write `command`",
        )),
        Feature::WorkingDir => Support::Unsupported(Note::new(
            "has no field for a working directory",
            "change the folder in the command, such as `script: cd /app && …`",
        )),
        Feature::EnvFrom => Support::Unsupported(Note::new(
            "takes single entries of secrets and config maps as variables, and no whole ones",
            "name each entry under `env`, such as `PASSWORD: {secret: NAME/KEY}`",
        )),
        Feature::RuntimeClass => Support::Unsupported(Note::new(
            "has no field for a runtime class",
            "remove `runtime_class`, or choose the nodes by `node_selector`",
        )),
        Feature::Storage => Support::Lost(Note::new(
            "has no field for ephemeral storage",
            "remove `storage`, or mount an empty volume with a size",
        )),
        Feature::PriorityClass => Support::Lost(Note::new(
            "has no field for a priority class",
            "remove `priority_class`, or make the class the cluster's default",
        )),
        Feature::Scheduler => Support::Lost(Note::new(
            "has no field for a scheduler, so the cluster's default one chooses the node",
            "remove `scheduler`, or let the cluster's policies set it in the pods of that namespace",
        )),
        Feature::Namespace => Support::Lost(Note::new(
            "names no namespace in its files: a run lies in the namespace in which it is created",
            "create the run in that namespace, or remove `namespace`",
        )),
        Feature::ServiceAccount => Support::Lost(Note::new(
            "names no service account in the pipeline: all steps of a run have the account of the run",
            "name the account when the run is created; the request for a recurring run names the one that all steps have",
        )),
        Feature::Parallelism => Support::Lost(Note::new(
            "does not limit how many steps of a run work at a time",
            "remove `parallelism`, or order the steps by `needs`",
        )),
        Feature::RetryMaxDelay => Support::Lost(Note::new(
            "has no longest delay: delays grow without end",
            "remove `max_delay`, or lower `limit`",
        )),
        Feature::FailureStop => Support::Lost(Note::new(
            "lets branches that do not need the failed step go on to their end",
            "write `on_failure: continue`, which is what happens, or remove it",
        )),
        Feature::FailureCancel => Support::Lost(Note::new(
            "does not end running steps when another fails",
            "write `on_failure: continue`, which is what happens, or remove it",
        )),
        Feature::Interval => Support::Emulated(Note::new(
            "counts an interval that no single cron line says from when the recurring run is created",
            "write an interval that divides an hour or a day, or create the recurring run at the wanted time",
        )),
        Feature::Once => Support::Emulated(Note::new(
            "runs once by a cron line of that moment in UTC, which ends a day later",
            "delete the recurring run afterwards, or create the run itself at that time",
        )),
        Feature::Timezone => Support::Lost(Note::new(
            "reads cron lines in the zone of its installation (`CRON_SCHEDULE_TIMEZONE`, UTC unless set)",
            "set that zone in the installation, or write the line in UTC",
        )),
        Feature::CatchupOff => Support::Emulated(Note::new(
            "starts at once the last run that was due since the start, if the recurring run is created after it",
            "create the recurring run before its start, or remove `start`",
        )),
        Feature::OverlapReplace => Support::Lost(Note::new(
            "does not end a running run for a new one: the new one waits",
            "write `overlap: forbid`, which is what happens",
        )),
    }
}

/// The answer for a use, where its value decides.
#[expect(clippy::wildcard_enum_match_arm, reason = "`table` is the exhaustive answer; here stand the exceptions")]
pub(super) fn judge(used: &Use<'_>, plan: &Plan, settings: &Settings) -> Support {
    let pipeline = plan.pipeline();
    let step = used.step.and_then(|id| pipeline.steps.get(id));
    let retry = step.and_then(|step| step.retry.as_ref()).map(|retry| &retry.value);
    let decided = match used.feature {
        Feature::RunId if !used.written => {
            let name = pipeline.run_id_env.iter().find(|name| name.origin.place() == used.origin.place());
            name.and_then(|name| variable(&name.value))
        }
        Feature::RunId if PARAMETER_IN_VALUE.holds() => {
            step.and_then(|step| entry(step, used)).map(|_| in_a_value("the run id"))
        }
        Feature::Parameters if PARAMETER_IN_VALUE.holds() => {
            step.and_then(|step| entry(step, used)).map(|_| in_a_value("a parameter"))
        }
        Feature::EnvReference if LATE_VARIABLE.holds() => step.and_then(|step| {
            let (position, text) = entry(step, used)?;
            (!refers_to_earlier_texts(step, position, text)).then(|| in_a_value("a variable that is no earlier text"))
        }),
        Feature::SecurityContext => {
            step.and_then(|step| step.work.security_context.as_ref()).and_then(|context| kept_context(&context.value))
        }
        Feature::Affinity => step
            .and_then(|step| step.pod.placement.affinity.as_ref())
            .and_then(|affinity| between_pods(&affinity.value)),
        Feature::ClaimVolume | Feature::SecretVolume | Feature::ConfigVolume | Feature::EmptyVolume => step
            .and_then(|step| step.work.volumes.iter().find(|volume| volume.origin.place() == used.origin.place()))
            .and_then(|volume| mount(&volume.value)),
        Feature::RetryDelay => {
            retry.and_then(|retry| retry.delay.as_ref()).and_then(|delay| rounded("delay", delay.value))
        }
        Feature::RetryBackoff => {
            retry.and_then(|retry| retry.backoff.as_ref()).and_then(|factor| backoff(factor.value))
        }
        Feature::StepTimeout => {
            step.and_then(|step| step.timeout.as_ref()).and_then(|length| rounded("timeout", length.value))
        }
        Feature::PipelineTimeout => pipeline.timeout.as_ref().and_then(|length| rounded("timeout", length.value)),
        Feature::Interval => pipeline.schedules.iter().find_map(|it| match it.when.value {
            When::Every(length) => interval(length, it),
            When::Cron(_) | When::At(_) => None,
        }),
        Feature::CatchupOff => pipeline.schedules.first().and_then(missed),
        // A moment and an interval are written in UTC.
        Feature::Timezone => {
            let is_cron = pipeline.schedules.iter().any(|schedule| matches!(schedule.when.value, When::Cron(_)));
            (!is_cron).then_some(Support::Native)
        }
        // Objects name their own.
        Feature::Namespace => settings.manifests.then_some(Support::Native),
        Feature::OverlapForbid => settings.max_concurrency.and_then(|most| forbidden(most, used.written)),
        Feature::OverlapAllow => settings.max_concurrency.and_then(allowed),
        _ => None,
    };
    decided.unwrap_or_else(|| table(used.feature))
}

/// An interval that its controller counts from the start is what was asked for.
fn interval(length: Duration, schedule: &Schedule) -> Option<Support> {
    let is_caught_up = schedule.catchup.as_ref().is_some_and(|catchup| catchup.value);
    if is_caught_up || schedule::interval_line(length, schedule).is_some() {
        return length.is_whole_seconds().then_some(Support::Native);
    }
    schedule.start.as_ref().map(|_| {
        Support::Emulated(Note::new(
            "counts an interval that no single cron line says from when the recurring run is created, with a first run \
             then, if that is after the start",
            "create the recurring run before its start, or write an interval that divides an hour or a day",
        ))
    })
}

/// The controller runs what was due since the start as soon as there is a recurring run; without a start it looks at
/// nothing before that (`getNextScheduledTimeImp`, kubeflow/pipelines 2.17, scheduledworkflow/util/cron_schedule.go).
fn missed(schedule: &Schedule) -> Option<Support> {
    if schedule.is_once() {
        return Some(Support::Emulated(Note::new(
            "starts the run at once if the recurring run is created after that time",
            "create the recurring run before that time, or create a run instead",
        )));
    }
    schedule.start.is_none().then_some(Support::Native)
}

/// The environment entry that a use stands in, if it does: its position, and its text if it has one.
fn entry<'p>(step: &'p Step, used: &Use<'_>) -> Option<(usize, Option<&'p Text>)> {
    let entries = step.work.env.iter().enumerate();
    let mut here = entries.filter(|(_, (_, entry))| entry.origin.place() == used.origin.place());
    here.next().map(|(position, (_, entry))| match &entry.value {
        EnvValue::Text(text) => (position, Some(text)),
        EnvValue::Secret(_) | EnvValue::Config(_) | EnvValue::Field(_) => (position, None),
    })
}

fn variable(name: &EnvName) -> Option<Support> {
    (!is_variable(name)).then(|| {
        Support::Unsupported(Note::new(
            format!("takes letters, digits and `_` in a variable's name, and `{name}` has others"),
            "rename the variable",
        ))
    })
}

fn in_a_value(what: &str) -> Support {
    Support::Unsupported(Note::new(
        format!("cannot put {what} into an environment value"),
        "refer to it in an argument instead",
    ))
}

/// Texts stand in front of secrets, config map entries, fields of the pod and the run id, and the kubelet looks at earlier entries only.
fn refers_to_earlier_texts(step: &Step, position: usize, text: Option<&Text>) -> bool {
    let is_text = |name: &EnvName| {
        let earlier = step.work.env.iter().take(position);
        earlier.filter(|(own, _)| *own == name).any(|(_, entry)| matches!(entry.value, EnvValue::Text(_)))
    };
    text.iter().flat_map(|text| text.pieces()).all(|piece| match piece {
        Piece::EnvVar(name) => is_text(name),
        Piece::Literal(_) | Piece::Run(_) | Piece::Param(_) => true,
    })
}

fn kept_context(context: &Value) -> Option<Support> {
    (!pod::keeps(context)).then(|| {
        Support::Unsupported(Note::new(
            "takes `runAsUser`, `runAsGroup` and `runAsNonRoot`, and by itself drops all capabilities, forbids \
             escalation and sets the profile `RuntimeDefault`",
            "remove what is different from that",
        ))
    })
}

fn between_pods(affinity: &Value) -> Option<Support> {
    let Value::Map(parts) = affinity else { return None };
    parts.iter().any(|(key, _)| &**key != "nodeAffinity").then(|| {
        Support::Unsupported(Note::new(
            "reads affinity between pods and does not apply it",
            "remove `podAffinity` and `podAntiAffinity`, or say it by `nodeAffinity`",
        ))
    })
}

fn mount(volume: &Volume) -> Option<Support> {
    let is_claim = matches!(volume.source, VolumeSource::Claim(_));
    // What a secret or a config map brings is never written to.
    let is_written = is_claim || matches!(volume.source, VolumeSource::Empty { .. });
    if volume.sub_path.is_some() && !is_claim {
        return Some(Support::Unsupported(Note::new(
            "mounts a path inside a volume for claims only",
            "remove `sub_path`, and write the path in the command",
        )));
    }
    (volume.read_only && is_written)
        .then(|| Support::Lost(Note::new("mounts claims and empty volumes for writing too", "remove `read_only`")))
}

fn backoff(factor: Factor) -> Option<Support> {
    factor.whole().is_none().then(|| {
        Support::Unsupported(Note::new(
            format!("takes whole backoff factors only, and `{factor}` is none"),
            "write a whole number, such as `backoff: 2`",
        ))
    })
}

fn rounded(what: &str, length: Duration) -> Option<Support> {
    (!length.is_whole_seconds()).then(|| {
        Support::Emulated(Note::new(
            format!("counts whole seconds, so a {what} of {length} becomes {} s", length.seconds_up()),
            "write whole seconds",
        ))
    })
}

/// The setting wins, and where it lets runs overlap nobody asked for anything else, unless it was written.
fn forbidden(MaxConcurrency(most): MaxConcurrency, is_written: bool) -> Option<Support> {
    (most > 1 && is_written).then(|| {
        Support::Lost(Note::new(
            format!("lets {most} runs stand side by side, as `max_concurrency` says"),
            "remove `max_concurrency`, or write `overlap: allow`",
        ))
    })
}

fn allowed(MaxConcurrency(most): MaxConcurrency) -> Option<Support> {
    (most == 1).then(|| {
        Support::Lost(Note::new(
            "starts no run while another one runs, as `max_concurrency` says",
            "remove `max_concurrency`, or write `overlap: forbid`",
        ))
    })
}
