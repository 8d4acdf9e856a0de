//! The IR as JSON, for tests, other programs and plug-in back ends.
//!
//! Keys stand in one order, quantities are Kubernetes strings, durations seconds, texts lists of pieces; `at` is the key
//! path in the input. What is absent is left out, so readers must ignore keys that they do not know and expect each
//! key but the required ones to be missing.

mod schema;
mod view;

use indexmap::IndexMap;

use super::{
    Amounts, At, Container, Duration, EnvName, EnvObject, EnvSource, EnvValue, Escape, Field, Gpu, Literal, Need,
    Operator, Outcome, Pipeline, Placement, Pod, Quantity, RawPiece, RawText, Refusal, Resources, Retry, RunFact,
    Schedule, Section, SectionKind, Step, StepId, Table, TaintEffect, Text, Toleration, Value, Volume, VolumeSource,
    When,
};
use crate::source::Place;
pub use schema::json_schema;
use view::{
    EmptyView, EnvSourceView, EnvView, GpuNodeView, GpuView, NeedView, ParameterView, PieceView, PipelineView,
    PlacementView, ReferenceView, ResourcesView, RetryView, ScheduleView, SectionView, StepView, Strings,
    TolerationView, ValueView, VolumeView, WorkView,
};

/// Prints the pipeline; `path` gives the key path of a place. Ends in a line break.
pub fn to_json(pipeline: &Pipeline, path: &dyn Fn(Place) -> String) -> String {
    let printer = Printer { path };
    let mut text = serde_json::to_string_pretty(&printer.pipeline(pipeline)).unwrap_or_default();
    text.push('\n');
    text
}

struct Printer<'a> {
    path: &'a dyn Fn(Place) -> String,
}

/// JSON carries every text, so this escape has nothing to do and never refuses.
struct JsonEscape;

impl Escape for JsonEscape {
    type Out = Vec<PieceView>;

    fn lower(&mut self, text: RawText<'_>, _: Field) -> Result<Self::Out, Refusal> {
        let piece = |piece| match piece {
            RawPiece::Literal(text) => PieceView::Text(text.to_owned()),
            RawPiece::Run(RunFact::Id) => PieceView::Run("id"),
            RawPiece::Param(name) => PieceView::Param(name.to_string()),
            RawPiece::EnvVar(name) => PieceView::Env(name.to_string()),
        };
        Ok(text.pieces().map(piece).collect())
    }
}

fn text(text: &Text) -> Vec<PieceView> {
    text.lower(&mut JsonEscape, Field::Argument).unwrap_or_default()
}

fn string(literal: &Literal) -> String {
    match literal.lower(&mut JsonEscape, Field::Description).as_deref() {
        Ok([PieceView::Text(text)]) => text.clone(),
        _ => String::new(),
    }
}

impl Printer<'_> {
    fn pipeline<'a>(&self, pipeline: &'a Pipeline) -> PipelineView<'a> {
        PipelineView {
            ir: 1,
            name: pipeline.name.as_ref().map_or("", |name| name.value.as_str()),
            description: pipeline.description.as_ref().map(|text| string(&text.value)),
            namespace: pipeline.namespace.as_ref().map(|name| name.value.as_str()),
            labels: strings(&pipeline.labels),
            annotations: strings(&pipeline.annotations),
            parameters: pipeline
                .parameters
                .iter()
                .map(|(name, parameter)| {
                    let view = ParameterView {
                        default: parameter.default.as_ref().map(|text| string(&text.value)),
                        description: parameter.description.as_ref().map(|text| string(&text.value)),
                    };
                    (name.as_str(), view)
                })
                .collect(),
            run_id_env: pipeline.run_id_env.iter().map(|name| name.value.as_str()).collect(),
            timeout: pipeline.timeout.as_ref().map(|length| seconds(length.value)),
            parallelism: pipeline.parallelism.as_ref().map(|number| number.value),
            on_failure: pipeline.on_failure.as_ref().map(|mode| mode.value.as_str()),
            schedules: pipeline.schedules.iter().map(|schedule| self.schedule(schedule)).collect(),
            steps: pipeline.steps.iter().map(|(id, step)| (id.as_str(), self.step(step))).collect(),
            settings: sections(&pipeline.settings),
        }
    }

    fn schedule<'a>(&self, schedule: &'a Schedule) -> ScheduleView<'a> {
        let (cron, every, once) = match &schedule.when.value {
            When::Cron(cron) => (Some(cron.to_string()), None, None),
            When::Every(length) => (None, Some(seconds(*length)), None),
            When::At(moment) => (None, None, Some(moment.to_rfc3339())),
        };
        ScheduleView {
            cron,
            every,
            once,
            timezone: schedule.timezone.value.as_str(),
            start: schedule.start.as_ref().map(|moment| moment.value.to_rfc3339()),
            end: schedule.end.as_ref().map(|moment| moment.value.to_rfc3339()),
            overlap: schedule.overlap.as_ref().map_or("forbid", |overlap| overlap.value.as_str()),
            catchup: schedule.catchup.as_ref().is_some_and(|catchup| catchup.value),
            suspended: schedule.suspended.as_ref().is_some_and(|suspended| suspended.value),
            at: (self.path)(schedule.origin.place()),
        }
    }

    fn step<'a>(&self, step: &'a Step) -> StepView<'a> {
        StepView {
            at: (self.path)(step.origin.place()),
            needs: step.needs.iter().map(need).collect(),
            description: step.description.as_ref().map(|text| string(&text.value)),
            work: work(&step.work, &step.pod),
            retry: step.retry.as_ref().map(|retry| retry_view(&retry.value)),
            timeout: step.timeout.as_ref().map(|length| seconds(length.value)),
            settings: sections(&step.settings),
        }
    }
}

fn need(need: &Need) -> NeedView<'_> {
    let on = match need.on {
        Outcome::Succeeded => "succeeded",
    };
    NeedView { step: StepId::as_str(&need.step), on }
}

fn retry_view(retry: &Retry) -> RetryView {
    RetryView {
        limit: retry.limit,
        delay: retry.delay.as_ref().map(|length| seconds(length.value)),
        backoff: retry.backoff.as_ref().map(|factor| thousandths(u64::from(factor.value.thousandths()))),
        max_delay: retry.max_delay.as_ref().map(|length| seconds(length.value)),
    }
}

fn work<'a>(container: &'a Container, pod: &Pod) -> WorkView<'a> {
    let list = |texts: &Vec<At<Text>>| texts.iter().map(|item| text(&item.value)).collect();
    WorkView {
        image: container.image.as_ref().map(|image| string(&image.value)),
        command: container.command.as_ref().map(list),
        args: container.args.as_ref().map(list),
        working_dir: container.working_dir.as_ref().map(|path| string(&path.value)),
        env_from: container.env_from.iter().map(|source| env_source(&source.value)).collect(),
        env: container.env.iter().map(|(name, value)| env(name, &value.value)).collect(),
        resources: resources(&container.resources),
        volumes: container.volumes.iter().map(|mount| volume(&mount.value)).collect(),
        image_pull_policy: container.pull_policy.as_ref().map(|policy| policy.value.as_str()),
        image_pull_secrets: pod.pull_secrets.iter().map(|name| string(&name.value)).collect(),
        security_context: container.security_context.as_ref().map(|context| value(&context.value)),
        service_account: pod.service_account.as_ref().map(|name| string(&name.value)),
        placement: placement(&pod.placement),
        labels: strings(&pod.labels),
        annotations: strings(&pod.annotations),
    }
}

fn env_source(source: &EnvSource) -> EnvSourceView<'_> {
    let (secret, config) = match &source.object {
        EnvObject::Secret(name) => (Some(string(name)), None),
        EnvObject::Config(name) => (None, Some(string(name))),
    };
    EnvSourceView { secret, config, prefix: source.prefix.as_ref().map(EnvName::as_str), optional: source.optional }
}

fn env<'a>(name: &'a EnvName, entry: &'a EnvValue) -> EnvView<'a> {
    let mut view = EnvView { name: name.as_str(), value: None, secret: None, config: None, field: None };
    let reference = |name, key, optional| Some(ReferenceView { name: string(name), key: string(key), optional });
    match entry {
        EnvValue::Text(value) => view.value = Some(text(value)),
        EnvValue::Secret(secret) => view.secret = reference(&secret.name, &secret.key, secret.optional),
        EnvValue::Config(config) => view.config = reference(&config.name, &config.key, config.optional),
        EnvValue::Field(field) => view.field = Some(field.as_str()),
    }
    view
}

fn resources(resources: &Resources) -> ResourcesView {
    ResourcesView {
        requests: amounts(&resources.requests),
        limits: amounts(&resources.limits),
        shared_memory: resources.shared_memory.as_ref().map(|size| size.value.to_string()),
        gpu: resources.gpu.as_ref().map(|gpu| gpu_view(&gpu.value)),
    }
}

fn amounts(amounts: &Amounts) -> IndexMap<&'static str, String> {
    let pairs = [("cpu", &amounts.cpu), ("memory", &amounts.memory), ("ephemeral-storage", &amounts.storage)];
    let printed = |amount: &Option<At<Quantity>>| amount.as_ref().map(|quantity| quantity.value.to_string());
    pairs.into_iter().filter_map(|(name, amount)| Some((name, printed(amount)?))).collect()
}

fn gpu_view(gpu: &Gpu) -> GpuView {
    GpuView {
        count: gpu.count,
        resource: gpu.resource.to_string(),
        node: GpuNodeView {
            product: gpu.product.iter().map(|product| string(&product.value)).collect(),
            memory: gpu.memory.as_ref().map(|memory| memory.value.to_string()),
            cuda: gpu.cuda.as_ref().map(|cuda| format!("{}.{}", cuda.value.major, cuda.value.minor)),
        },
    }
}

fn placement(placement: &Placement) -> PlacementView {
    PlacementView {
        node_selector: strings(&placement.node_selector),
        tolerations: placement.tolerations.iter().map(|item| toleration(&item.value)).collect(),
        affinity: placement.affinity.as_ref().map(|affinity| value(&affinity.value)),
        priority_class: placement.priority_class.as_ref().map(|name| string(&name.value)),
        runtime_class: placement.runtime_class.as_ref().map(|name| string(&name.value)),
        scheduler: placement.scheduler.as_ref().map(|name| string(&name.value)),
    }
}

fn toleration(toleration: &Toleration) -> TolerationView {
    TolerationView {
        key: toleration.key.as_ref().map(string),
        operator: toleration.operator.map(Operator::as_str),
        value: toleration.value.as_ref().map(string),
        effect: toleration.effect.map(TaintEffect::as_str),
        toleration_seconds: toleration.seconds,
    }
}

fn volume(volume: &Volume) -> VolumeView {
    let mut view = VolumeView {
        mount: string(&volume.mount),
        claim: None,
        secret: None,
        config: None,
        empty: None,
        read_only: volume.read_only,
        sub_path: volume.sub_path.as_ref().map(string),
    };
    match &volume.source {
        VolumeSource::Claim(name) => view.claim = Some(string(name)),
        VolumeSource::Secret(name) => view.secret = Some(string(name)),
        VolumeSource::Config(name) => view.config = Some(string(name)),
        VolumeSource::Empty { size, memory } => {
            view.empty = Some(EmptyView { size: size.map(|size| size.to_string()), memory: *memory });
        }
    }
    view
}

/// A subtree in Kubernetes' own shape is at most as deep as a document may be.
fn value(node: &Value) -> ValueView {
    match node {
        Value::Bool(flag) => ValueView::Bool(*flag),
        Value::Integer(number) => ValueView::Integer(*number),
        Value::String(literal) => ValueView::String(string(literal)),
        Value::List(items) => ValueView::List(items.iter().map(value).collect()),
        Value::Map(entries) => {
            ValueView::Map(entries.iter().map(|(key, node)| (key.to_string(), value(node))).collect())
        }
    }
}

fn sections(sections: &Table<Box<str>, Section>) -> IndexMap<&str, SectionView<'_>> {
    sections.iter().map(|(key, node)| (&**key, section(node))).collect()
}

fn section(node: &Section) -> SectionView<'_> {
    match &node.kind {
        SectionKind::Scalar { .. } if node.is_null() => SectionView::Null,
        SectionKind::Scalar { text, .. } => SectionView::Scalar(text),
        SectionKind::List(items) => SectionView::List(items.iter().map(section).collect()),
        SectionKind::Map(entries) => SectionView::Map(sections(entries)),
    }
}

fn strings(table: &Table<Box<str>, At<Literal>>) -> Strings {
    table.iter().map(|(key, text)| (key.to_string(), string(&text.value))).collect()
}

/// Whole seconds as an integer, others as a decimal.
fn seconds(length: Duration) -> serde_json::Number {
    thousandths(length.milliseconds())
}

fn thousandths(amount: u64) -> serde_json::Number {
    if amount.is_multiple_of(1_000) {
        return (amount / 1_000).into();
    }
    // At most 2^45 milliseconds, so the division is exact to the last printed place.
    #[expect(clippy::cast_precision_loss, reason = "a duration is at most 1,000 years of milliseconds, below 2^53")]
    let decimal = amount as f64 / 1_000.0;
    serde_json::Number::from_f64(decimal).unwrap_or_else(|| amount.into())
}
