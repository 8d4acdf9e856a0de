//! Argo Workflows: a `WorkflowTemplate`, and a `CronWorkflow` where there is a schedule.
//!
//! Facts, with argo-workflows v4.0.2 unless another version is named:
//! - Files are split on lines that begin with `---` (workflow/common/parse.go); no printed line of a scalar does.
//! - `{{…}}` is read over the JSON of each object in several passes (util/template); `escape` hides literals from it.
//! - The full CRDs, the default of v4, take 200 templates and 200 tasks (manifests/base/crds/full).
//! - Lint (workflow/validate) does not see reserved task names, durations, factors, sizes; this folder does.

mod escape;
mod limits;
mod lower;
mod names;
mod parameters;
mod prerequisites;
mod schedule;
mod settings;
mod spec;
mod support;
mod template;

use serde::Serialize;

use super::{Artifact, ArtifactPath, Backend, Output, Scoped};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{Printed, json, yaml};
use crate::ir::{At, EnvName, Feature, Field, Origin, Refusal, StepId, Support, Use};
use crate::passes::Plan;
use names::Names;

pub use settings::{Parameters, Settings, StartingDeadline, StepSettings, Version};

/// The target `argo`.
pub struct Argo;

impl Backend for Argo {
    type Settings = Settings;
    type StepSettings = StepSettings;

    fn name(&self) -> &'static str {
        "argo"
    }

    fn title(&self) -> &'static str {
        "Argo Workflows 3.5 to 4.x: a WorkflowTemplate, with a schedule also a CronWorkflow"
    }

    fn commands(&self) -> &'static [&'static str] {
        &[
            "kubectl apply --server-side -f argo/NAME.yaml",
            "argo submit --from workflowtemplate/NAME",
            "kubectl apply --server-side -f argo/NAME-cron.yaml",
        ]
    }

    fn support(&self, feature: Feature) -> Support {
        support::table(feature)
    }

    fn judge(&self, used: &Use<'_>, plan: &Plan, settings: &Scoped<Self>) -> Support {
        support::judge(used, plan, &settings.pipeline)
    }

    fn compile(&self, plan: &Plan, settings: &Scoped<Self>, diags: &mut Diagnostics) -> Output {
        let settings = &settings.pipeline;
        let names = Names::new(plan);
        let template = lower::workflow_template(plan, settings, &names, diags);
        if let Ok(json) = json::compact(&template.spec) {
            limits::size(json.len(), lower::name_place(plan), diags);
        }
        let file = &names.template;
        let mut artifacts: Vec<Artifact> = artifact(&format!("{file}.yaml"), &template).into_iter().collect();
        for schedule in &plan.pipeline().schedules {
            let cron = schedule::cron_workflow(plan, schedule, settings, &names, diags);
            artifacts.extend(cron.and_then(|cron| artifact(&format!("{file}-cron.yaml"), &cron)));
        }
        Output {
            artifacts,
            names: names.steps.into_iter().map(|(id, name)| (id.clone(), name)).collect(),
            prerequisites: prerequisites::of(plan, settings.namespace(plan).as_deref()),
        }
    }
}

fn artifact<S: Serialize>(file: &str, object: &S) -> Option<Artifact> {
    // Specs hold no duplicate keys and nothing that is not finite, and names are legal in paths; tests hold both.
    let printed: Printed = yaml::print(object).ok()?;
    Some(Artifact::yaml(ArtifactPath::new(&["argo", file])?, printed))
}

impl Settings {
    /// True if more than 200 templates and tasks are taken.
    fn takes_many(&self) -> bool {
        self.minimal_crds || self.version == Version::V3_5
    }

    /// The namespace of everything emitted.
    fn namespace(&self, plan: &Plan) -> Option<String> {
        let neutral = plan.pipeline().namespace.as_ref().map(|namespace| &namespace.value);
        self.namespace.as_ref().map(|namespace| &namespace.0).or(neutral).map(ToString::to_string)
    }
}

/// The variables of the run id: the pipeline's, then the target's own. One that a step defines itself is told.
fn run_id_variables(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) -> Vec<At<EnvName>> {
    let pipeline = plan.pipeline();
    let mut variables = pipeline.run_id_env.clone();
    for name in &settings.run_id_env.0 {
        if variables.iter().all(|known| known.value != *name) {
            variables.push(At { value: name.clone(), origin: pipeline.origin });
        }
    }
    for (id, step) in plan.steps() {
        for (name, entry) in step.work.env.iter().filter(|(name, _)| settings.run_id_env.0.contains(name)) {
            diags.push(
                Diagnostic::new(
                    &codes::RUN_ID_DEFINED,
                    entry.origin.place(),
                    format!("variable `{name}` of step `{id}` holds the run id already"),
                )
                .help("rename the variable, or name others under `targets.argo.run_id_env`")
                .target("argo")
                .step(id),
            );
        }
    }
    variables
}

/// The diagnostic of a text that Argo cannot carry.
fn refused(refusal: &Refusal, field: Field, step: Option<&StepId>, origin: Origin) -> Diagnostic {
    let of_step = step.map(|step| format!(" of step `{step}`")).unwrap_or_default();
    let message = format!("target `argo` cannot carry this {}{of_step}: it {}", field.name(), refusal.what);
    let diagnostic =
        Diagnostic::new(&codes::ARGO_TEXT, origin.place(), message).help(refusal.remedy.clone()).target("argo");
    match step {
        Some(step) => diagnostic.step(step),
        None => diagnostic,
    }
}
