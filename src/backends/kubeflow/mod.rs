//! Kubeflow Pipelines v2: a pipeline's specification with the platform's document behind it, and the request for a
//! recurring run where there is a schedule.
//!
//! Facts, with kubeflow/pipelines 7b70c7b9 (Argo Workflows v4.0.8) and kfp 2.17.0 unless another version is named:
//! - The file is split into documents, and each is read strictly as `PipelineSpec` or `PlatformSpec`; one that is neither
//!   is skipped ("unknown template format", backend/src/apiserver/template/v2_template.go).
//! - The backend compiles it into one Argo workflow. Each step is two tasks there: the driver, whose pod gets the
//!   container's JSON as an argument, and the step itself (backend/src/v2/compiler/argocompiler).
//! - Definitions are keyed by the hash of the container alone: equal containers must have equal inputs.
//! - `command` is required: the image's entrypoint is never used (#8240).
//! - A file names neither namespace nor service account: those are the run's.

mod escape;
mod executor;
mod limits;
mod lower;
mod manifests;
mod names;
mod parameters;
mod platform;
mod pod;
mod printable;
mod schedule;
mod settings;
mod spec;
mod support;
mod volumes;

use super::kube::lowering::Teller;
use super::kube::{self, run_id};
use super::{Artifact, ArtifactPath, Backend, Output, Scoped};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::{EmitError, Printed, json, yaml};
use crate::ir::{At, EnvName, Feature, Field, Literal, Origin, Refusal, StepId, Support, Use};
use crate::passes::Plan;
#[cfg(feature = "switches")]
use crate::rule::Rule;
use crate::source::Place;
use escape::{KubeflowText, ObjectEscape};
use lower::Documents;
use names::Names;
use settings::PipelineRoot;

pub use settings::{Settings, StepSettings};

/// The target's name.
const TARGET: &str = "kubeflow";
const TELLER: Teller = Teller { target: TARGET, code: &codes::KUBEFLOW_TEXT };

/// The target `kubeflow`.
pub struct Kubeflow;

impl Backend for Kubeflow {
    type Settings = Settings;
    type StepSettings = StepSettings;

    // The pipeline's is the schedule's name, a step's the task's.
    const NOT_INHERITED: &'static [&'static str] = &["display_name"];

    fn name(&self) -> &'static str {
        TARGET
    }

    fn title(&self) -> &'static str {
        "Kubeflow Pipelines 2: a pipeline's specification, with a schedule also the request for a recurring run"
    }

    fn commands(&self) -> &'static [&'static str] {
        &[
            "kfp pipeline create -p NAME kubeflow/NAME.yaml",
            "kfp run create --experiment-name NAME --package-file kubeflow/NAME.yaml",
            "curl -H 'Content-Type: application/json' -d @kubeflow/NAME-recurring-run.json HOST/apis/v2beta1/recurringruns",
        ]
    }

    fn requirements(&self) -> &'static [&'static str] {
        &[
            "Kubeflow Pipelines 2.x; the namespace and the service account are those of the run",
            "the secrets and config maps with the keys that the environment names, in the namespace of the run",
            "for `manifests`, an API server with `--pipelinesStoreKubernetes`; the file is applied by `kubectl`, not uploaded",
            "for a schedule, the ids of the uploaded pipeline and version, to be written into NAME-recurring-run.json",
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
        [escape::all_rules(), kube::env::RULES.to_vec(), kube::rules(), yaml::rules()].concat()
    }

    fn compile(&self, plan: &Plan, settings: &Scoped<Self>, diags: &mut Diagnostics) -> Output {
        let names = Names::new(plan);
        let documents = lower::documents(plan, &settings.pipeline, &settings.steps, &names, diags);
        let file = &names.pipeline;
        let namespace = kube::namespace(plan, settings.pipeline.namespace.as_ref());
        let printed = if settings.pipeline.manifests {
            manifests::print(plan, &names, namespace.as_deref(), &documents, diags)
        } else {
            print(&documents)
        };
        // Specs hold no duplicate keys and nothing that is not finite; tests hold that.
        let mut artifacts = Vec::new();
        if let Ok(printed) = printed {
            let path = ArtifactPath::new(TARGET, file, ".yaml");
            // The backend takes one pipeline a file; objects may stand in a row.
            artifacts.push(Artifact { joins: settings.pipeline.manifests, ..Artifact::yaml(path, printed) });
        }
        let mut prerequisites = kube::prerequisites::of(plan, namespace.as_deref(), None);
        if settings.pipeline.manifests {
            prerequisites.push(manifests::PREREQUISITE.to_owned());
        }
        let ids = if settings.pipeline.manifests {
            manifests::IDS
        } else {
            "the pipeline, uploaded, and its `pipeline_id` and `pipeline_version_id`"
        };
        for schedule in &plan.pipeline().schedules {
            let request = schedule::recurring_run(plan, schedule, &settings.pipeline, &names, diags);
            const ENDING: &str = "-recurring-run.json";
            prerequisites.push(format!("{ids} written into `{file}{ENDING}`"));
            if let Ok(printed) = json::print(&request) {
                let path = ArtifactPath::new(TARGET, file, ENDING);
                artifacts.push(Artifact { path, content: printed.text, marks: printed.marks, joins: false });
            }
        }
        Output {
            artifacts,
            clashes: names.clashes,
            names: names.steps.into_iter().map(|(id, name)| (id.clone(), name)).collect(),
            prerequisites,
        }
    }
}

fn print(documents: &Documents) -> Result<Printed, EmitError> {
    let pipeline = yaml::print(&documents.pipeline)?;
    let platform = documents.platform.as_ref().map(yaml::print).transpose()?;
    yaml::join(std::iter::once(pipeline).chain(platform))
}

/// Where something about the whole pipeline is told.
fn name_place(plan: &Plan) -> Place {
    let pipeline = plan.pipeline();
    pipeline.name.as_ref().map_or(pipeline.origin, |name| name.origin).place()
}

/// The root of what runs keep.
fn root(root: &PipelineRoot, plan: &Plan, diags: &mut Diagnostics) -> Option<KubeflowText> {
    let lowered = Literal::new(root.0.as_str()).lower(&mut ObjectEscape, Field::Path);
    let origin = Origin::new(name_place(plan));
    lowered.map_err(|refusal| diags.push(refused(&refusal, Field::Path, None, origin))).ok()
}

/// The variables of the run id.
fn run_id_variables(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) -> Vec<At<EnvName>> {
    let variables = run_id::variables(TARGET, plan, &settings.run_id_env, diags);
    // Those of the pipeline are judged by `support`.
    for name in settings.run_id_env.0.iter().filter(|name| !executor::is_variable(name)) {
        diags.push(refused(&executor::not_a_variable(name), Field::EnvValue, None, plan.pipeline().origin));
    }
    variables
}

/// The diagnostic of a text that Kubeflow cannot carry.
fn refused(refusal: &Refusal, field: Field, step: Option<&StepId>, origin: Origin) -> Diagnostic {
    kube::refusal::diagnostic(TELLER.target, TELLER.code, refusal, field, step, origin)
}
