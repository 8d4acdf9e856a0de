//! Argo Workflows: a `WorkflowTemplate` (or the setting `kind`), and a `CronWorkflow` where there is a schedule.
//!
//! Facts, with argo-workflows v4.0.2 unless another version is named:
//! - Files are split on lines that begin with `---` (workflow/common/parse.go); no printed line of a scalar does.
//! - `{{…}}` is read over the JSON of each object in several passes (util/template); `escape` hides literals from it.
//! - The full CRDs, the default of v4, take 200 templates and 200 tasks (manifests/base/crds/full).
//! - Lint (workflow/validate) does not see reserved task names, durations, factors, sizes; this folder does.

mod escape;
mod lifetime;
mod limits;
mod locks;
mod lower;
mod names;
mod parameters;
mod schedule;
mod settings;
mod spec;
mod support;
mod template;

use indexmap::IndexSet;
use serde::Serialize;

use super::kube::lowering::Teller;
use super::kube::{self, run_id};
use super::settings::written;
use super::{Artifact, ArtifactPath, Backend, FileStem, Output, Scoped};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{Printed, json, yaml};
use crate::ir::{At, EnvName, Feature, Field, Origin, Refusal, StepId, Support, Use};
use crate::passes::Plan;
#[cfg(feature = "switches")]
use crate::rule::Rule;
use names::Names;

pub use lifetime::{PodGc, PodGcStrategy, Ttl};
pub use locks::{Semaphore, Synchronization};
pub use settings::{Kind, Parameters, Priority, Settings, StepSettings, Version};

/// The target's name.
const TARGET: &str = "argo";
/// What the account of a step must be allowed; without it each node of a run ends as an error (exit code 64).
const RIGHTS: &str = "`create` and `patch` `workflowtaskresults` of `argoproj.io`";

/// Under which code a text is refused.
const TELLER: Teller = Teller { target: TARGET, code: &codes::ARGO_TEXT };

/// The target `argo`.
pub struct Argo;

impl Backend for Argo {
    type Settings = Settings;
    type StepSettings = StepSettings;

    // The pipeline's locks are held by the run, for which a step would wait without end.
    const NOT_INHERITED: &'static [&'static str] = &[locks::KEY];

    fn name(&self) -> &'static str {
        TARGET
    }

    fn title(&self) -> &'static str {
        "Argo Workflows 3.5 to 4.x: a WorkflowTemplate, with a schedule also a CronWorkflow"
    }

    fn commands(&self) -> &'static [&'static str] {
        &[
            "kubectl apply --server-side -f argo/NAME.yaml",
            "argo submit --from workflowtemplate/NAME",
            "kubectl apply --server-side -f argo/NAME-cron.yaml",
            "kubectl create -f argo/NAME.yaml  # each a run, with `kind: Workflow`",
            "argo submit --from clusterworkflowtemplate/NAME  # with `kind: ClusterWorkflowTemplate`",
        ]
    }

    fn requirements(&self) -> &'static [&'static str] {
        &[
            "Argo Workflows 3.6 or later, or 3.5 with `targets: {argo: {version: \"3.5\"}}`",
            "the service accounts that the steps name (`default` without one), allowed to `create` and `patch` `workflowtaskresults`",
            "the secrets and config maps with the keys that the environment names: a run waits for a missing one without end",
        ]
    }

    fn support(&self, feature: Feature) -> Support {
        support::table(feature)
    }

    fn judge(&self, used: &Use<'_>, plan: &Plan, settings: &Scoped<Self>) -> Support {
        support::judge(used, plan, &settings.pipeline)
    }

    #[cfg(feature = "switches")]
    fn rules(&self) -> Vec<&'static Rule> {
        [[escape::RULES, parameters::RULES].concat(), kube::env::RULES.to_vec(), kube::rules(), yaml::rules()].concat()
    }

    fn compile(&self, plan: &Plan, scoped: &Scoped<Self>, diags: &mut Diagnostics) -> Output {
        let settings = &scoped.pipeline;
        let names = Names::new(plan);
        tell_namespace(plan, settings, diags);
        let workflow = lower::workflow(plan, scoped, &names, diags);
        if let Ok(json) = json::by_go(&workflow.spec) {
            limits::size(json.len(), lower::name_place(plan), diags);
        }
        let file = &names.template;
        let mut artifacts: Vec<Artifact> = artifact(file, ".yaml", &workflow).into_iter().collect();
        for schedule in &plan.pipeline().schedules {
            let cron = schedule::cron_workflow(plan, schedule, settings, &names, &workflow, diags);
            artifacts.extend(artifact(file, "-cron.yaml", &cron));
        }
        Output {
            artifacts,
            clashes: names.clashes,
            names: names.steps.into_iter().map(|(id, name)| (id.clone(), name)).collect(),
            prerequisites: prerequisites(plan, scoped),
        }
    }
}

fn prerequisites(plan: &Plan, scoped: &Scoped<Argo>) -> Vec<String> {
    let settings = &scoped.pipeline;
    let namespace = settings.namespace(plan);
    let mut sentences: IndexSet<String> =
        kube::prerequisites::of(plan, namespace.as_deref(), Some(RIGHTS)).into_iter().collect();
    let place = namespace.map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    let of_steps = scoped.steps.values().map(|step| &step.synchronization);
    for locks in std::iter::once(&settings.synchronization).chain(of_steps) {
        sentences.extend(locks.prerequisites(&place));
    }
    if scoped.steps.values().any(|step| step.archive_logs == Some(true)) {
        sentences.insert("an artifact repository that the controller knows, for the logs".to_owned());
    }
    if settings.kind == Kind::ClusterWorkflowTemplate {
        sentences
            .insert("a controller that may read ClusterWorkflowTemplates, as that of a cluster install may".to_owned());
    }
    sentences.into_iter().collect()
}

fn artifact<S: Serialize>(file: &FileStem, ending: &'static str, object: &S) -> Option<Artifact> {
    // Specs hold no duplicate keys and nothing that is not finite; tests hold that.
    let printed: Printed = yaml::print(object).ok()?;
    Some(Artifact::yaml(ArtifactPath::new(TARGET, file, ending), printed))
}

impl Settings {
    /// True if more than 200 templates and tasks are taken.
    fn takes_many(&self) -> bool {
        self.minimal_crds || self.version == Version::V3_5
    }

    /// The namespace of everything emitted.
    fn namespace(&self, plan: &Plan) -> Option<String> {
        kube::namespace(plan, self.namespace.as_ref())
    }
}

/// Tells a namespace among these settings that no file names; the pipeline's own is `support`'s to judge.
fn tell_namespace(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) {
    let (Some(_), Kind::ClusterWorkflowTemplate) = (&settings.namespace, settings.kind) else { return };
    let Some(section) = written(&plan.pipeline().settings, TARGET, "namespace") else { return };
    let note = support::without_namespace(plan);
    let message = format!("target `{TARGET}` {}", note.what);
    diags.push(
        Diagnostic::new(&codes::NAMESPACE_LOST, section.origin.place(), message).help(note.remedy).target(TARGET),
    );
}

/// The variables of the run id.
fn run_id_variables(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) -> Vec<At<EnvName>> {
    run_id::variables(TARGET, plan, &settings.run_id_env, diags)
}

/// The diagnostic of a text that Argo cannot carry.
fn refused(refusal: &Refusal, field: Field, step: Option<&StepId>, origin: Origin) -> Diagnostic {
    kube::refusal::diagnostic(TELLER.target, TELLER.code, refusal, field, step, origin)
}
