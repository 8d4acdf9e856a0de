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

use super::escape::{AirflowText, DagEscape, shown};
use super::names::StepNames;
use super::settings::StepSettings;
use super::{TARGET, models, objects, task};
use crate::backends::kube::env::{self, EnvVars};
use crate::backends::kube::lowering::{Lowering, Teller};
use crate::backends::kube::placement::Toleration;
use crate::backends::kube::resources::Requirements;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::Marked;
use crate::emit::python::{Call, Expr, Statement, dotted, identifier};
use crate::ir::{At, Duration, EnvName, Field, Retry, Step, StepId};

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
    /// Each step's, by its id.
    pub(super) settings: &'a IndexMap<StepId, StepSettings>,
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
    own_labels(id, step, diags);
    let teller = Teller { target: TARGET, code: &codes::AIRFLOW_TEXT };
    let members = [(id, step)];
    let escape = DagEscape::new(shared.dag_id);
    let pod = Lowering { teller, members: &members, id, step, escape, diags };
    let call = Operator { step, shared, uses }.call(pod, names);
    Marked::new(Statement::Assign { target: names.variable.clone(), value: call }, [step.origin.place()])
}

/// Labels that Airflow would write over.
fn own_labels(id: &StepId, step: &Step, diags: &mut Diagnostics) {
    for (key, value) in step.pod.labels.iter().filter(|(key, _)| OWN_LABELS.contains(&&***key)) {
        diags.push(
            Diagnostic::new(
                &codes::AIRFLOW_LABEL,
                value.origin.place(),
                format!("label `{key}` of step `{id}` is one that Airflow sets itself"),
            )
            .help("rename the label")
            .target(TARGET)
            .step(id),
        );
    }
}

/// From the parts of a pod to the operator's arguments.
struct Operator<'a, 'u> {
    step: &'a Step,
    shared: &'a Shared<'a>,
    uses: &'u mut Uses,
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

impl Operator<'_, '_> {
    fn call(mut self, mut pod: Lowering<'_, '_, DagEscape<'_>>, names: &StepNames) -> Call {
        let mounted = pod.volumes();
        let (selector, products) = pod.node_selector();
        let affinity = pod.affinity(products);
        let tolerations = pod.tolerations();
        let service_account = pod.object_name(|step| step.pod.service_account.as_ref());
        let priority_class = pod.object_name(|step| step.pod.placement.priority_class.as_ref());
        let scheduler = pod.object_name(|step| step.pod.placement.scheduler.as_ref());
        let runtime_class = pod.object_name(|step| step.pod.placement.runtime_class.as_ref());
        let labels = pod.strings(&self.step.pod.labels, Field::LabelValue);
        let annotations = pod.strings(&self.step.pod.annotations, Field::Annotation);
        let pull_secrets: Vec<Expr> = self
            .step
            .pod
            .pull_secrets
            .iter()
            .filter_map(|secret| {
                let name = pod.literal(Some(secret), Field::ObjectName)?.expression().marked([secret.origin.place()]);
                Some(Call::new(dotted!("k8s.V1LocalObjectReference")).keyword(identifier!("name"), name).into())
            })
            .collect();
        let container = pod.container(mounted.mounts);
        let run_id = pod.escape.run_id();
        let words = self.words(&mut pod, &names.task);
        let variables = self.variables(&run_id, container.env);
        let sources =
            container.env_from.into_iter().map(|Marked { value, places }| objects::variables(value).marked(places));
        let sources = self.models(sources);
        let tolerations: Vec<Expr> = tolerations.into_iter().map(toleration).collect();
        let full_pod_spec = self.full_pod_spec(container.working_dir, runtime_class);
        let call = Call::new(dotted!("KubernetesPodOperator"))
            .keyword(identifier!("task_id"), Expr::text(names.task.clone()))
            .keyword(identifier!("name"), Expr::text(names.pod.clone()))
            .optional(identifier!("namespace"), self.shared.namespace.clone().map(Expr::text))
            .keyword(identifier!("image"), self.text(container.image))
            .optional(identifier!("cmds"), self.texts(container.command))
            .optional(identifier!("arguments"), self.texts(container.args))
            .optional(identifier!("env_vars"), self.models(variables))
            .optional(identifier!("env_from"), sources)
            .optional(identifier!("container_resources"), container.resources.map(|it| self.model(requirements(it))))
            .optional(
                identifier!("container_security_context"),
                container.security_context.map(|context| {
                    let expression = models::security_context(context.value);
                    let is_model = !matches!(expression, Expr::Dict(_));
                    let expression = expression.marked(context.places);
                    if is_model { self.model(expression) } else { expression }
                }),
            )
            .optional(identifier!("volumes"), self.models(mounted.volumes.into_iter().map(objects::volume)))
            .optional(
                identifier!("volume_mounts"),
                self.models(container.volume_mounts.into_iter().map(objects::mount)),
            )
            .optional(identifier!("service_account_name"), service_account.map(|name| self.text(name)))
            .optional(
                identifier!("image_pull_policy"),
                container.pull_policy.map(|policy| Expr::text(policy.value).marked(policy.places)),
            )
            .optional(identifier!("image_pull_secrets"), self.models(pull_secrets))
            .optional(identifier!("node_selector"), self.strings(selector))
            .optional(identifier!("tolerations"), self.models(tolerations))
            .optional(
                identifier!("affinity"),
                affinity.map(|affinity| {
                    let expression = models::expression(affinity.value, &models::AFFINITY);
                    self.model(expression.marked(affinity.places))
                }),
            )
            .optional(identifier!("priority_class_name"), priority_class.map(|name| self.text(name)))
            .optional(identifier!("schedulername"), scheduler.map(|name| self.text(name)))
            .optional(identifier!("labels"), self.strings(labels))
            .optional(identifier!("annotations"), self.strings(annotations))
            .optional(identifier!("full_pod_spec"), full_pod_spec);
        let call = match self.shared.settings.get(pod.id) {
            Some(settings) => task::with_settings(call, settings),
            None => call,
        };
        self.failure(call).optional(identifier!("doc_md"), words)
    }

    /// An expression that may need an import.
    fn written(&mut self, text: AirflowText) -> Expr {
        self.uses.literal |= text.is_hidden();
        text.expression()
    }

    fn text(&mut self, text: Marked<AirflowText>) -> Expr {
        self.written(text.value).marked(text.places)
    }

    fn texts(&mut self, texts: Vec<Marked<AirflowText>>) -> Option<Expr> {
        let items: Vec<Expr> = texts.into_iter().map(|text| self.text(text)).collect();
        (!items.is_empty()).then_some(Expr::List(items))
    }

    fn strings(&mut self, strings: IndexMap<String, AirflowText>) -> Option<Expr> {
        let entries: IndexMap<String, Expr> =
            strings.into_iter().map(|(key, text)| (key, self.written(text))).collect();
        (!entries.is_empty()).then_some(Expr::Dict(entries))
    }

    /// A model, which needs an import.
    fn model(&mut self, model: Expr) -> Expr {
        self.uses.models = true;
        model
    }

    /// A list of models, if there is any.
    fn models(&mut self, models: impl IntoIterator<Item = Expr>) -> Option<Expr> {
        let models: Vec<Expr> = models.into_iter().collect();
        (!models.is_empty()).then(|| self.model(Expr::List(models)))
    }

    /// The run id's variables, then the user's.
    fn variables(&mut self, run_id: &AirflowText, env: EnvVars<AirflowText>) -> Vec<Expr> {
        let own = self
            .shared
            .run_ids
            .iter()
            .map(|name| Marked::new(env::fixed(name.value.as_str(), run_id.clone()), [name.origin.place()]));
        let entries: Vec<Marked<env::EnvVar<AirflowText>>> = own.chain(env).collect();
        entries
            .into_iter()
            .map(|Marked { value: entry, places }| {
                let value = entry.value.map(|text| self.written(text));
                let call = Call::new(dotted!("k8s.V1EnvVar"))
                    .keyword(identifier!("name"), Expr::text(entry.name))
                    .optional(identifier!("value"), value)
                    .optional(identifier!("value_from"), entry.value_from.map(objects::source));
                Expr::from(call).marked(places)
            })
            .collect()
    }

    /// Fields that the operator has no argument for. The container is the operator's own, by its name.
    fn full_pod_spec(
        &mut self,
        working_dir: Option<Marked<AirflowText>>,
        runtime_class: Option<Marked<AirflowText>>,
    ) -> Option<Expr> {
        if working_dir.is_none() && runtime_class.is_none() {
            return None;
        }
        let working_dir = working_dir.map(|path| self.text(path));
        let runtime_class = runtime_class.map(|name| self.text(name));
        let container = Call::new(dotted!("k8s.V1Container"))
            .keyword(identifier!("name"), Expr::text("base"))
            .optional(identifier!("working_dir"), working_dir);
        let spec = Call::new(dotted!("k8s.V1PodSpec"))
            .optional(identifier!("runtime_class_name"), runtime_class)
            .keyword(identifier!("containers"), Expr::List(vec![container.into()]));
        let pod = Call::new(dotted!("k8s.V1Pod")).keyword(identifier!("spec"), Expr::from(spec));
        Some(self.model(pod.into()))
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
    fn words(&self, pod: &mut Lowering<'_, '_, DagEscape<'_>>, task: &str) -> Option<Expr> {
        let mut parts = Vec::new();
        if pod.id.as_str() != task {
            parts.push(pod.id.as_str().to_owned());
        }
        let description = pod.literal(self.step.description.as_ref(), Field::Description);
        if let Some(Expr::Text(text)) = description.map(AirflowText::expression) {
            parts.push(text);
        }
        let mut words = parts.join("\n\n");
        if !words.ends_with('\n') {
            words.push('\n');
        }
        (!parts.is_empty()).then(|| shown(&words))
    }
}

fn requirements(requirements: Marked<Requirements>) -> Expr {
    let Marked { value, places } = requirements;
    let amounts = |amounts: IndexMap<String, String>| {
        let entries: IndexMap<String, Expr> =
            amounts.into_iter().map(|(name, amount)| (name, Expr::text(amount))).collect();
        (!entries.is_empty()).then_some(Expr::Dict(entries))
    };
    let call = Call::new(dotted!("k8s.V1ResourceRequirements"))
        .optional(identifier!("requests"), amounts(value.requests))
        .optional(identifier!("limits"), amounts(value.limits));
    Expr::from(call).marked(places)
}

fn toleration(toleration: Marked<Toleration<AirflowText>>) -> Expr {
    let Marked { value, places } = toleration;
    let text = |text: Option<AirflowText>| text.map(AirflowText::expression);
    let call = Call::new(dotted!("k8s.V1Toleration"))
        .optional(identifier!("key"), text(value.key))
        .optional(identifier!("operator"), value.operator.map(Expr::text))
        .optional(identifier!("value"), text(value.value))
        .optional(identifier!("effect"), value.effect.map(Expr::text))
        .optional(identifier!("toleration_seconds"), value.toleration_seconds);
    Expr::from(call).marked(places)
}
