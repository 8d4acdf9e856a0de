//! What a pipeline asks of a target: every feature that it uses, where and by which step.

use crate::ir::{
    At, EnvValue, FailureMode, Feature, Gpu, Need, Origin, Overlap, Piece, Pipeline, Placement, Resources, Retry,
    RunFact, Schedule, Step, StepId, Text, Use, VolumeSource, When,
};

pub(super) fn of(pipeline: &Pipeline) -> Vec<Use<'_>> {
    let mut uses = Uses { list: Vec::new(), step: None, unwritten: &pipeline.unwritten };
    uses.pipeline(pipeline);
    for schedule in &pipeline.schedules {
        uses.schedule(schedule);
    }
    for (id, step) in &pipeline.steps {
        uses.step = Some(id);
        uses.step(step);
    }
    uses.list
}

struct Uses<'p> {
    list: Vec<Use<'p>>,
    step: Option<&'p StepId>,
    unwritten: &'p [Feature],
}

impl<'p> Uses<'p> {
    fn add(&mut self, feature: Feature, origin: Origin) {
        self.list.push(Use { feature, step: self.step, origin, written: !self.unwritten.contains(&feature) });
    }

    fn field<T>(&mut self, feature: Feature, field: &Option<At<T>>) {
        if let Some(field) = field {
            self.add(feature, field.origin);
        }
    }

    fn default(&mut self, feature: Feature, origin: Origin) {
        self.list.push(Use { feature, step: self.step, origin, written: false });
    }

    fn pipeline(&mut self, pipeline: &'p Pipeline) {
        self.field(Feature::Description, &pipeline.description);
        self.field(Feature::Namespace, &pipeline.namespace);
        for (_, label) in pipeline.labels.iter().take(1) {
            self.add(Feature::Labels, label.origin);
        }
        for (_, annotation) in pipeline.annotations.iter().take(1) {
            self.add(Feature::Annotations, annotation.origin);
        }
        for (_, parameter) in pipeline.parameters.iter() {
            self.add(Feature::Parameters, parameter.origin);
        }
        for name in &pipeline.run_id_env {
            self.default(Feature::RunId, name.origin);
        }
        self.field(Feature::PipelineTimeout, &pipeline.timeout);
        self.field(Feature::Parallelism, &pipeline.parallelism);
        if let Some(mode) = &pipeline.on_failure {
            let feature = match mode.value {
                FailureMode::Stop => Feature::FailureStop,
                FailureMode::Continue => Feature::FailureContinue,
                FailureMode::Cancel => Feature::FailureCancel,
            };
            self.add(feature, mode.origin);
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        let feature = match schedule.when.value {
            When::Cron(_) => Feature::Cron,
            When::Every(_) => Feature::Interval,
            When::At(_) => Feature::Once,
        };
        self.add(feature, schedule.when.origin);
        if schedule.timezone.value.as_str() != "UTC" {
            self.add(Feature::Timezone, schedule.timezone.origin);
        }
        self.field(Feature::ScheduleStart, &schedule.start);
        self.field(Feature::ScheduleEnd, &schedule.end);
        match &schedule.catchup {
            Some(At { value: true, origin }) => self.add(Feature::Catchup, *origin),
            Some(At { value: false, origin }) => self.add(Feature::CatchupOff, *origin),
            None => self.default(Feature::CatchupOff, schedule.when.origin),
        }
        let overlap = |overlap| match overlap {
            Overlap::Forbid => Feature::OverlapForbid,
            Overlap::Allow => Feature::OverlapAllow,
            Overlap::Replace => Feature::OverlapReplace,
        };
        match &schedule.overlap {
            Some(written) => self.add(overlap(written.value), written.origin),
            None => self.default(Feature::OverlapForbid, schedule.when.origin),
        }
        if let Some(suspended) = schedule.suspended.as_ref().filter(|suspended| suspended.value) {
            self.add(Feature::Suspended, suspended.origin);
        }
    }

    fn step(&mut self, step: &Step) {
        for Need { origin, .. } in &step.needs {
            self.add(Feature::Needs, *origin);
        }
        if let Some(retry) = &step.retry {
            self.retry(retry);
        }
        self.field(Feature::StepTimeout, &step.timeout);
        self.field(Feature::Description, &step.description);
        self.work(step);
        self.resources(&step.work.resources);
        self.placement(&step.pod.placement);
        self.field(Feature::ServiceAccount, &step.pod.service_account);
        for secret in &step.pod.pull_secrets {
            self.add(Feature::PullSecrets, secret.origin);
        }
        for (_, label) in step.pod.labels.iter() {
            self.add(Feature::Labels, label.origin);
        }
        for (_, annotation) in step.pod.annotations.iter() {
            self.add(Feature::Annotations, annotation.origin);
        }
    }

    fn retry(&mut self, retry: &At<Retry>) {
        self.add(Feature::Retries, retry.origin);
        self.field(Feature::RetryDelay, &retry.value.delay);
        self.field(Feature::RetryBackoff, &retry.value.backoff);
        self.field(Feature::RetryMaxDelay, &retry.value.max_delay);
    }

    fn work(&mut self, step: &Step) {
        let work = &step.work;
        if work.command.as_ref().is_none_or(Vec::is_empty) {
            self.add(Feature::Entrypoint, step.origin);
        }
        for text in work.command.iter().chain(&work.args).flatten() {
            self.add(Feature::Arguments, text.origin);
            self.text(&text.value, text.origin);
        }
        self.field(Feature::WorkingDir, &work.working_dir);
        for source in &work.env_from {
            self.add(Feature::EnvFrom, source.origin);
        }
        for (_, entry) in work.env.iter() {
            match &entry.value {
                EnvValue::Text(text) => {
                    self.add(Feature::Env, entry.origin);
                    self.text(text, entry.origin);
                }
                EnvValue::Secret(_) => self.add(Feature::Secret, entry.origin),
                EnvValue::Config(_) => self.add(Feature::Config, entry.origin),
                EnvValue::Field(_) => self.add(Feature::EnvField, entry.origin),
            }
        }
        self.field(Feature::PullPolicy, &work.pull_policy);
        self.field(Feature::SecurityContext, &work.security_context);
        for volume in &work.volumes {
            let feature = match volume.value.source {
                VolumeSource::Claim(_) => Feature::ClaimVolume,
                VolumeSource::Secret(_) => Feature::SecretVolume,
                VolumeSource::Config(_) => Feature::ConfigVolume,
                VolumeSource::Empty { .. } => Feature::EmptyVolume,
            };
            self.add(feature, volume.origin);
        }
    }

    fn text(&mut self, text: &Text, origin: Origin) {
        for piece in text.pieces() {
            match piece {
                Piece::Param(_) => self.add(Feature::Parameters, origin),
                Piece::EnvVar(_) => self.add(Feature::EnvReference, origin),
                Piece::Run(RunFact::Id) => self.add(Feature::RunId, origin),
                Piece::Literal(_) => {}
            }
        }
    }

    fn resources(&mut self, resources: &Resources) {
        self.field(Feature::Cpu, &resources.requests.cpu);
        self.field(Feature::Memory, &resources.requests.memory);
        self.field(Feature::Storage, &resources.requests.storage);
        let pairs = [
            (&resources.requests.cpu, &resources.limits.cpu),
            (&resources.requests.memory, &resources.limits.memory),
            (&resources.requests.storage, &resources.limits.storage),
        ];
        for (request, limit) in pairs {
            if request != limit {
                self.field(Feature::Limits, limit);
            }
        }
        self.field(Feature::SharedMemory, &resources.shared_memory);
        if let Some(gpu) = &resources.gpu {
            self.gpu(gpu);
        }
    }

    fn gpu(&mut self, gpu: &At<Gpu>) {
        self.add(Feature::Gpu, gpu.origin);
        for product in gpu.value.product.iter().take(1) {
            self.add(Feature::GpuProduct, product.origin);
        }
        self.field(Feature::GpuMemory, &gpu.value.memory);
        self.field(Feature::GpuCuda, &gpu.value.cuda);
    }

    fn placement(&mut self, placement: &Placement) {
        for (_, label) in placement.node_selector.iter() {
            self.add(Feature::NodeSelector, label.origin);
        }
        for toleration in &placement.tolerations {
            self.add(Feature::Tolerations, toleration.origin);
        }
        self.field(Feature::Affinity, &placement.affinity);
        self.field(Feature::PriorityClass, &placement.priority_class);
        self.field(Feature::RuntimeClass, &placement.runtime_class);
        self.field(Feature::Scheduler, &placement.scheduler);
    }
}
