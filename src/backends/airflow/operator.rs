//! From a step to its operator.
//!
//! ```text
//! load = KubernetesPodOperator(
//!     task_id="load",
//!     name="churn-load",
//!     …
//!     retries=0,
//! )
//! ```
//! Written always, because Airflow's defaults differ by version or by its configuration: `retries`, and with them
//! `retry_delay`. Objects are fresh in each task: rendering edits them in place (2.x).

use indexmap::IndexMap;

use super::escape::{AirflowText, DagEscape};
use super::names::StepNames;
use super::settings::Settings;
use super::{models, objects, refused};
use crate::backends::kube::{env, gpu, placement, resources, values, volumes};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::Marked;
use crate::emit::python::{Call, Expr, Statement, dotted, identifier};
use crate::ir::{At, Duration, EnvName, Field, Literal, Origin, PullPolicy, Refusal, Retry, Step, StepId, Table, Text};

/// Labels that the operator sets itself, over those of the user (cncf-kubernetes 10.25.0, operators/pod.py).
const OWN_LABELS: [&str; 8] = [
    "dag_id",
    "task_id",
    "run_id",
    "try_number",
    "map_index",
    "kubernetes_pod_operator",
    "airflow_version",
    "airflow_kpo_in_cluster",
];

/// What all operators of a file share.
pub(super) struct Shared<'a> {
    pub(super) dag_id: &'a str,
    pub(super) namespace: Option<String>,
    pub(super) run_ids: &'a [At<EnvName>],
    pub(super) settings: &'a Settings,
}

/// What an operator needs of the file's imports.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Uses {
    pub(super) literal: bool,
    pub(super) models: bool,
    pub(super) timedelta: bool,
}

/// The statement; what Airflow cannot carry is told and left out.
pub(super) fn lower(
    id: &StepId,
    step: &Step,
    names: &StepNames,
    shared: &Shared<'_>,
    uses: &mut Uses,
    diags: &mut Diagnostics,
) -> Marked<Statement> {
    let mut lowering = Lowering { id, step, escape: DagEscape::new(shared.dag_id), shared, uses, diags };
    let call = lowering.operator(names);
    Marked::new(Statement::Assign { target: names.variable.clone(), value: call }, [step.origin.place()])
}

struct Lowering<'a, 'd> {
    id: &'a StepId,
    step: &'a Step,
    escape: DagEscape<'a>,
    shared: &'a Shared<'a>,
    uses: &'d mut Uses,
    diags: &'d mut Diagnostics,
}

/// A length of time in the longest unit that says it in a whole number.
pub(super) fn timedelta(length: Duration) -> Expr {
    let units = [
        (identifier!("hours"), 3_600_000),
        (identifier!("minutes"), 60_000),
        (identifier!("seconds"), 1_000),
        (identifier!("milliseconds"), 1),
    ];
    let milliseconds = length.milliseconds();
    let call = Call::new(dotted!("timedelta"));
    match units.into_iter().find(|(_, unit)| milliseconds.is_multiple_of(*unit)) {
        Some((name, unit)) => call.keyword(name, i64::try_from(milliseconds / unit).unwrap_or(i64::MAX)).into(),
        None => call.into(),
    }
}

impl Lowering<'_, '_> {
    fn operator(&mut self, names: &StepNames) -> Call {
        let step = self.step;
        let (work, pod) = (&step.work, &step.pod);
        let settings = self.shared.settings;
        let mounted = self.volumes();
        let (node_selector, products) = self.node_selector();
        let affinity = self.affinity(products);
        let call = Call::new(dotted!("KubernetesPodOperator"))
            .keyword(identifier!("task_id"), Expr::text(names.task.clone()))
            .keyword(identifier!("name"), Expr::text(names.pod.clone()))
            .optional(identifier!("namespace"), self.shared.namespace.clone().map(Expr::text))
            .optional(identifier!("image"), self.literal(work.image.as_ref(), Field::Image))
            .optional(identifier!("cmds"), self.texts(work.command.as_ref(), Field::Command))
            .optional(identifier!("arguments"), self.texts(work.args.as_ref(), Field::Argument))
            .optional(identifier!("env_vars"), self.env())
            .optional(identifier!("container_resources"), self.resources())
            .optional(identifier!("container_security_context"), self.security_context())
            .optional(identifier!("volumes"), self.models(mounted.volumes, objects::volume))
            .optional(identifier!("volume_mounts"), self.models(mounted.mounts, objects::mount))
            .optional(
                identifier!("service_account_name"),
                self.literal(pod.service_account.as_ref(), Field::ObjectName),
            )
            .optional(
                identifier!("image_pull_policy"),
                work.pull_policy.as_ref().map(|policy| Expr::text(PullPolicy::as_str(policy.value))),
            )
            .optional(identifier!("image_pull_secrets"), self.pull_secrets())
            .optional(identifier!("node_selector"), node_selector)
            .optional(identifier!("tolerations"), self.tolerations())
            .optional(identifier!("affinity"), affinity)
            .optional(
                identifier!("priority_class_name"),
                self.literal(pod.placement.priority_class.as_ref(), Field::ObjectName),
            )
            .optional(identifier!("labels"), self.labels())
            .optional(identifier!("annotations"), self.strings(&pod.annotations, Field::Annotation))
            .optional(identifier!("full_pod_spec"), self.full_pod_spec())
            .optional(identifier!("kubernetes_conn_id"), settings.kubernetes_conn_id.clone().map(Expr::text))
            .optional(identifier!("pool"), settings.pool.clone().map(Expr::text))
            .optional(identifier!("queue"), settings.queue.clone().map(Expr::text))
            .optional(identifier!("startup_timeout_seconds"), startup_timeout(settings));
        self.failure(call).optional(identifier!("doc_md"), self.words(&names.task))
    }

    fn refuse(&mut self, refusal: &Refusal, field: Field, origin: Origin) {
        self.diags.push(refused(refusal, field, Some(self.id), origin));
    }

    /// An expression that may need an import.
    fn written(&mut self, text: AirflowText) -> Expr {
        self.uses.literal |= text.is_hidden();
        text.expression()
    }

    fn literal(&mut self, text: Option<&At<Literal>>, field: Field) -> Option<Expr> {
        let text = text?;
        match text.value.lower(&mut self.escape, field) {
            Ok(lowered) => Some(self.written(lowered).marked([text.origin.place()])),
            Err(refusal) => {
                self.refuse(&refusal, field, text.origin);
                None
            }
        }
    }

    fn texts(&mut self, texts: Option<&Vec<At<Text>>>, field: Field) -> Option<Expr> {
        let texts = texts.filter(|texts| !texts.is_empty())?;
        let mut items = Vec::new();
        for text in texts {
            match text.value.lower(&mut self.escape, field) {
                Ok(lowered) => items.push(self.written(lowered).marked([text.origin.place()])),
                Err(refusal) => self.refuse(&refusal, field, text.origin),
            }
        }
        Some(Expr::List(items))
    }

    fn env(&mut self) -> Option<Expr> {
        let step = self.step;
        let mut entries = Vec::new();
        for name in self.shared.run_ids {
            let entry = env::fixed(name.value.as_str(), self.escape.run_id());
            entries.push(self.variable(entry, name.origin));
        }
        for (name, value) in step.work.env.iter() {
            match env::lower(name, &value.value, &mut self.escape) {
                Ok(entry) => {
                    let variable = self.variable(entry, value.origin);
                    entries.push(variable);
                }
                Err(refusal) => self.refuse(&refusal, Field::EnvValue, value.origin),
            }
        }
        self.uses.models |= !entries.is_empty();
        (!entries.is_empty()).then_some(Expr::List(entries))
    }

    fn variable(&mut self, entry: env::EnvVar<AirflowText>, origin: Origin) -> Expr {
        let value = entry.value.map(|text| self.written(text));
        let call = Call::new(dotted!("k8s.V1EnvVar"))
            .keyword(identifier!("name"), Expr::text(entry.name))
            .optional(identifier!("value"), value)
            .optional(identifier!("value_from"), entry.value_from.map(objects::source));
        Expr::from(call).marked([origin.place()])
    }

    fn resources(&mut self) -> Option<Expr> {
        let requirements = resources::lower(&self.step.work.resources)?;
        self.uses.models = true;
        let amounts = |amounts: IndexMap<String, String>| {
            let entries: IndexMap<String, Expr> =
                amounts.into_iter().map(|(name, amount)| (name, Expr::text(amount))).collect();
            (!entries.is_empty()).then_some(Expr::Dict(entries))
        };
        let call = Call::new(dotted!("k8s.V1ResourceRequirements"))
            .optional(identifier!("requests"), amounts(requirements.requests))
            .optional(identifier!("limits"), amounts(requirements.limits));
        Some(call.into())
    }

    fn security_context(&mut self) -> Option<Expr> {
        let context = self.step.work.security_context.as_ref()?;
        match values::lower(&context.value, &mut self.escape) {
            Ok(value) => {
                self.uses.models = true;
                Some(models::expression(value, &models::SECURITY_CONTEXT).marked([context.origin.place()]))
            }
            Err(refusal) => {
                self.refuse(&refusal, Field::Toleration, context.origin);
                None
            }
        }
    }

    fn volumes(&mut self) -> volumes::Mounted<AirflowText> {
        let step = self.step;
        let shared_memory = step.work.resources.shared_memory.as_ref();
        volumes::lower(shared_memory, &step.work.volumes, &mut self.escape).unwrap_or_else(|(refusal, volume)| {
            self.refuse(&refusal, Field::Path, volume.origin);
            volumes::Mounted { volumes: Vec::new(), mounts: Vec::new() }
        })
    }

    /// A list of models, if there is any.
    fn models<T>(&mut self, items: Vec<T>, model: impl Fn(T) -> Expr) -> Option<Expr> {
        self.uses.models |= !items.is_empty();
        (!items.is_empty()).then(|| Expr::List(items.into_iter().map(model).collect()))
    }

    fn pull_secrets(&mut self) -> Option<Expr> {
        let step = self.step;
        let mut secrets = Vec::new();
        for secret in &step.pod.pull_secrets {
            if let Some(name) = self.literal(Some(secret), Field::ObjectName) {
                secrets
                    .push(Call::new(dotted!("k8s.V1LocalObjectReference")).keyword(identifier!("name"), name).into());
            }
        }
        self.models(secrets, |secret| secret)
    }

    fn strings(&mut self, table: &Table<Box<str>, At<Literal>>, field: Field) -> Option<Expr> {
        match placement::strings(table, field, &mut self.escape) {
            Ok(strings) if strings.is_empty() => None,
            Ok(strings) => Some(Expr::Dict(strings.into_iter().map(|(key, text)| (key, self.written(text))).collect())),
            Err((refusal, value)) => {
                self.refuse(&refusal, field, value.origin);
                None
            }
        }
    }

    fn labels(&mut self) -> Option<Expr> {
        let labels = &self.step.pod.labels;
        for (key, value) in labels.iter().filter(|(key, _)| OWN_LABELS.contains(&&***key)) {
            self.diags.push(
                Diagnostic::new(
                    &codes::AIRFLOW_LABEL,
                    value.origin.place(),
                    format!("label `{key}` of step `{}` is one that Airflow sets itself", self.id),
                )
                .help("rename the label")
                .target("airflow")
                .step(self.id),
            );
        }
        self.strings(labels, Field::LabelValue)
    }

    fn node_selector(&mut self) -> (Option<Expr>, Vec<AirflowText>) {
        let step = self.step;
        let mut products = Vec::new();
        for product in step.work.resources.gpu.iter().flat_map(|gpu| &gpu.value.product) {
            match product.value.lower(&mut self.escape, Field::LabelValue) {
                Ok(text) => products.push(text),
                Err(refusal) => self.refuse(&refusal, Field::LabelValue, product.origin),
            }
        }
        let selector = self.strings(&step.pod.placement.node_selector, Field::LabelValue);
        if products.len() != 1 {
            return (selector, products);
        }
        let mut entries = match selector {
            Some(Expr::Dict(entries)) => entries,
            _ => IndexMap::new(),
        };
        entries.extend(products.into_iter().map(|product| (gpu::PRODUCT.to_owned(), product.expression())));
        (Some(Expr::Dict(entries)), Vec::new())
    }

    fn affinity(&mut self, products: Vec<AirflowText>) -> Option<Expr> {
        let step = self.step;
        let written = step.pod.placement.affinity.as_ref();
        let own = match written.map(|affinity| (values::lower(&affinity.value, &mut self.escape), affinity.origin)) {
            Some((Ok(value), _)) => Some(value),
            Some((Err(refusal), origin)) => {
                self.refuse(&refusal, Field::Toleration, origin);
                None
            }
            None => None,
        };
        let whole = match &step.work.resources.gpu {
            Some(gpu) => gpu::affinity(own, &gpu.value, products, AirflowText::of_ours),
            None => own,
        }?;
        self.uses.models = true;
        Some(models::expression(whole, &models::AFFINITY))
    }

    fn tolerations(&mut self) -> Option<Expr> {
        let step = self.step;
        let mut list = Vec::new();
        for toleration in &step.pod.placement.tolerations {
            match placement::toleration(&toleration.value, &mut self.escape) {
                Ok(lowered) => {
                    let text = |text: Option<AirflowText>| text.map(AirflowText::expression);
                    let call = Call::new(dotted!("k8s.V1Toleration"))
                        .optional(identifier!("key"), text(lowered.key))
                        .optional(identifier!("operator"), lowered.operator.map(Expr::text))
                        .optional(identifier!("value"), text(lowered.value))
                        .optional(identifier!("effect"), lowered.effect.map(Expr::text))
                        .optional(identifier!("toleration_seconds"), lowered.toleration_seconds);
                    list.push(Expr::from(call).marked([toleration.origin.place()]));
                }
                Err(refusal) => self.refuse(&refusal, Field::Toleration, toleration.origin),
            }
        }
        self.models(list, |toleration| toleration)
    }

    /// Fields that the operator has no argument for. The container is the operator's own, by its name.
    fn full_pod_spec(&mut self) -> Option<Expr> {
        let step = self.step;
        let working_dir = self.literal(step.work.working_dir.as_ref(), Field::Path);
        let runtime_class = self.literal(step.pod.placement.runtime_class.as_ref(), Field::ObjectName);
        if working_dir.is_none() && runtime_class.is_none() {
            return None;
        }
        self.uses.models = true;
        let container = Call::new(dotted!("k8s.V1Container"))
            .keyword(identifier!("name"), Expr::text("base"))
            .optional(identifier!("working_dir"), working_dir);
        let spec = Call::new(dotted!("k8s.V1PodSpec"))
            .optional(identifier!("runtime_class_name"), runtime_class)
            .keyword(identifier!("containers"), Expr::List(vec![container.into()]));
        Some(Call::new(dotted!("k8s.V1Pod")).keyword(identifier!("spec"), Expr::from(spec)).into())
    }

    fn failure(&mut self, call: Call) -> Call {
        let step = self.step;
        let limit = step.retry.as_ref().map_or(0, |retry| i64::from(retry.value.limit));
        let call = call.keyword(identifier!("retries"), limit);
        let call = match step.retry.as_ref().map(|retry| &retry.value) {
            Some(retry) => self.delays(call, retry),
            None => call,
        };
        let timeout = step.timeout.as_ref().map(|length| timedelta(length.value).marked([length.origin.place()]));
        self.uses.timedelta |= timeout.is_some();
        call.optional(identifier!("execution_timeout"), timeout)
    }

    /// Airflow's own delay is 300 seconds, so one is always written.
    fn delays(&mut self, call: Call, retry: &Retry) -> Call {
        self.uses.timedelta = true;
        let delay = match &retry.delay {
            Some(delay) => timedelta(delay.value),
            None => Call::new(dotted!("timedelta")).positional(0).into(),
        };
        let grows = retry.backoff.as_ref().is_some_and(|factor| factor.value.whole() != Some(1));
        let longest = retry.max_delay.as_ref().filter(|_| grows).map(|length| timedelta(length.value));
        call.keyword(identifier!("retry_delay"), delay)
            .optional(identifier!("retry_exponential_backoff"), grows.then_some(true))
            .optional(identifier!("max_retry_delay"), longest)
    }

    /// The id as written where the task's differs, and the description. A text that ends in `.md` would be opened as a
    /// file, so it ends in a line break.
    fn words(&mut self, task: &str) -> Option<Expr> {
        let mut parts = Vec::new();
        if self.id.as_str() != task {
            parts.push(self.id.as_str().to_owned());
        }
        let description = self.step.description.as_ref();
        let description = description.and_then(|text| text.value.lower(&mut self.escape, Field::Description).ok());
        if let Some(Expr::Text(text)) = description.map(AirflowText::expression) {
            parts.push(text.trim_end_matches('\n').to_owned());
        }
        (!parts.is_empty()).then(|| Expr::text(format!("{}\n", parts.join("\n\n"))))
    }
}

fn startup_timeout(settings: &Settings) -> Option<i64> {
    settings.startup_timeout.and_then(|length| i64::try_from(length.0.seconds_up()).ok())
}
