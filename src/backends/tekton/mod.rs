//! Tekton Pipelines: a `Pipeline` with a task a step and the `PipelineRun` that starts it; with a schedule also a
//! `CronJob` that creates such a run.
//!
//! Facts, with tektoncd/pipeline v1.15.0 unless another version is named:
//! - The run holds what Tekton has no place for in a Pipeline: selectors, tolerations, accounts. It has a
//!   `generateName`, so it is created, never applied.
//! - A task that stands in the Pipeline (`taskSpec`) sees the run's uid; in a `Task` object of its own the tag stays.
//! - Admission (pkg/apis/pipeline/v1/*_validation.go) does not see names in `taskRunSpecs`, labels, variables' names,
//!   negative retries, sizes; this folder does.
//! - Pipelines knows no schedule, and no released version of Triggers does (tektoncd/triggers #1903).

mod escape;
mod limits;
mod lower;
mod names;
mod parameters;
mod pods;
mod run;
mod schedule;
mod settings;
mod spec;
mod support;
mod task;
mod without_run;

use serde::Serialize;

use super::kube::lowering::Teller;
use super::kube::{self, run_id};
use super::{Artifact, ArtifactPath, Backend, FileStem, Output, Scoped};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{Printed, json, yaml};
use crate::ir::{At, EnvName, Feature, Field, Origin, Refusal, StepId, Support, Use};
use crate::passes::Plan;
#[cfg(feature = "switches")]
use crate::rule::Rule;
use crate::source::Place;
use names::Names;

pub use settings::{Settings, StepSettings};

/// The target's name.
const TARGET: &str = "tekton";
/// Under which code a text is refused.
const TELLER: Teller = Teller { target: TARGET, code: &codes::TEKTON_TEXT };

/// The target `tekton`.
pub struct Tekton;

impl Backend for Tekton {
    type Settings = Settings;
    type StepSettings = StepSettings;

    fn name(&self) -> &'static str {
        TARGET
    }

    fn title(&self) -> &'static str {
        "Tekton Pipelines 1.x: a Pipeline and a PipelineRun to create, with a schedule also a CronJob"
    }

    fn commands(&self) -> &'static [&'static str] {
        &[
            "kubectl apply --server-side -f tekton/NAME.yaml",
            "kubectl create -f tekton/NAME-run.yaml",
            "kubectl apply --server-side -f tekton/NAME-cron.yaml",
        ]
    }

    fn requirements(&self) -> &'static [&'static str] {
        &[
            "Tekton Pipelines 1.0 or later, without `disable-inline-spec`",
            "the service accounts that the steps name; no rights are needed",
            "the secrets and config maps with the keys that the environment names: a step fails at once without them",
            "for a schedule, an image with `kubectl`: `targets: {tekton: {schedule_image: …}}`; its account and rights are in the file",
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
        [escape::RULES.to_vec(), kube::env::RULES.to_vec(), kube::rules(), yaml::rules()].concat()
    }

    fn compile(&self, plan: &Plan, settings: &Scoped<Self>, diags: &mut Diagnostics) -> Output {
        let settings = &settings.pipeline;
        let names = Names::new(plan, diags);
        without_run::tell(plan, settings, diags);
        let pipeline = lower::pipeline(plan, settings, &names, diags);
        if let Ok(json) = json::by_go(&pipeline.spec) {
            limits::size(json.len(), settings.embedded, name_place(plan), diags);
        }
        let file = &names.pipeline;
        let mut artifacts = Vec::new();
        let (applied, spec) = if settings.embedded { (None, Some(pipeline.spec)) } else { (Some(pipeline), None) };
        artifacts.extend(applied.and_then(|pipeline| Some(artifact(file, ".yaml", printed(&pipeline)?))));
        let schedules = &plan.pipeline().schedules;
        if !settings.writes_run() && schedules.is_empty() {
            return output(artifacts, plan, settings, names);
        }
        let run = run::pipeline_run(plan, settings, &names, spec, diags);
        if settings.writes_run() {
            artifacts.extend(printed(&run).map(|run| artifact(file, "-run.yaml", run)));
        }
        for schedule in schedules {
            let documents = schedule::documents(plan, schedule, settings, &names, &run, diags);
            artifacts.extend(documents.map(|documents| artifact(file, "-cron.yaml", documents)));
        }
        output(artifacts, plan, settings, names)
    }
}

fn output(artifacts: Vec<Artifact>, plan: &Plan, settings: &Settings, names: Names<'_>) -> Output {
    Output {
        artifacts,
        prerequisites: prerequisites(plan, settings),
        clashes: names.clashes,
        names: names.steps.into_iter().map(|(id, name)| (id.clone(), name)).collect(),
    }
}

fn artifact(file: &FileStem, ending: &'static str, printed: Printed) -> Artifact {
    Artifact::yaml(ArtifactPath::new(TARGET, file, ending), printed)
}

/// A document of a file; specs hold no duplicate keys and nothing that is not finite.
fn printed<S: Serialize>(object: &S) -> Option<Printed> {
    yaml::print(object).ok()
}

fn prerequisites(plan: &Plan, settings: &Settings) -> Vec<String> {
    let namespace = settings.namespace(plan);
    let mut sentences = kube::prerequisites::of(plan, namespace.as_deref(), None);
    if let (Some(account), false) = (&settings.schedule_service_account, plan.pipeline().schedules.is_empty()) {
        let place = namespace.map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
        sentences.push(format!(
            "the service account `{}`{place}, allowed to `create` `pipelineruns` of `tekton.dev`",
            account.0
        ));
    }
    if !settings.writes_run() && plan.pipeline().schedules.is_empty() {
        sentences.push(
            "what starts the runs, with `timeouts: {pipeline: \"0s\"}`: without it Tekton ends each after an hour"
                .to_owned(),
        );
    }
    sentences.push("Tekton's flag `disable-inline-spec` without `pipeline` and `pipelinerun`".to_owned());
    sentences
}

impl Settings {
    /// True if there is a run to create.
    fn writes_run(&self) -> bool {
        self.pipeline_run.unwrap_or(true)
    }

    /// The namespace of everything emitted.
    fn namespace(&self, plan: &Plan) -> Option<String> {
        kube::namespace(plan, self.namespace.as_ref())
    }
}

/// Where something about the whole pipeline is told.
fn name_place(plan: &Plan) -> Place {
    let pipeline = plan.pipeline();
    pipeline.name.as_ref().map_or(pipeline.origin, |name| name.origin).place()
}

/// The variables of the run id.
fn run_id_variables(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) -> Vec<At<EnvName>> {
    run_id::variables(TARGET, plan, &settings.run_id_env, diags)
}

/// The diagnostic of a text that Tekton cannot carry.
fn refused(refusal: &Refusal, field: Field, step: Option<&StepId>, origin: Origin) -> Diagnostic {
    kube::refusal::diagnostic(TELLER.target, TELLER.code, refusal, field, step, origin)
}
