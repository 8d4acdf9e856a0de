//! Floor 3: targets. Each is one folder and two lines here.
//!
//! A back end is a [`Backend`]; the driver, help and tables see its erased twin, [`ErasedBackend`], which one blanket
//! impl gives it. Given a [`Plan`], a back end makes artifacts or a diagnostic, never a panic.

pub mod airflow;
pub mod argo;
mod artifact;
mod calendar;
mod clash;
mod file_stem;
mod kube;
pub mod kubeflow;
pub mod settings;
pub mod tekton;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::diag::Diagnostics;
use crate::ir::{Feature, Pipeline, Sections, StepId, Support, Use};
use crate::passes::Plan;
#[cfg(feature = "switches")]
use crate::rule::Rule;

pub use artifact::{Artifact, ArtifactPath};
pub use clash::Clash;
pub use file_stem::{FileStem, is_device};

/// All targets.
pub static BACKENDS: &[&dyn ErasedBackend] = &[&argo::Argo, &tekton::Tekton, &airflow::Airflow, &kubeflow::Kubeflow];

/// A target.
pub trait Backend: Sync {
    /// The pipeline's settings: container-level `#[serde(default)]`, no `flatten`, no `untagged`.
    type Settings: DeserializeOwned + JsonSchema + Default;
    /// A step's settings: only what makes sense there.
    type StepSettings: DeserializeOwned + JsonSchema + Default;

    /// Settings that mean something else at a step than at the pipeline, so that no step inherits them.
    const NOT_INHERITED: &'static [&'static str] = &[];

    /// Its name: what `--target` takes, and its folder in the output.
    fn name(&self) -> &'static str;

    /// A few words about it for lists.
    fn title(&self) -> &'static str;

    /// How to apply and run its files, a command a line, `NAME` standing for the pipeline's emitted name.
    fn commands(&self) -> &'static [&'static str];

    /// What must be there before its files run, whatever the pipeline, a sentence each.
    fn requirements(&self) -> &'static [&'static str];

    /// The table: what it does with each feature, whatever its value. Exhaustive, without `_`.
    fn support(&self, feature: Feature) -> Support;

    /// The answer for one use with its value.
    fn judge(&self, used: &Use<'_>, plan: &Plan, settings: &Scoped<Self>) -> Support {
        let _ = (plan, settings);
        self.support(used.feature)
    }

    /// Lowers a plan into files.
    fn compile(&self, plan: &Plan, settings: &Scoped<Self>, diags: &mut Diagnostics) -> Output;

    /// The rules by which its texts arrive: its escapes', those of what it shares, its printer's.
    #[cfg(feature = "switches")]
    fn rules(&self) -> Vec<&'static Rule> {
        Vec::new()
    }
}

/// Settings, read and checked.
#[derive(Debug)]
pub struct Scoped<B: Backend + ?Sized> {
    /// The pipeline's.
    pub pipeline: B::Settings,
    /// Each step's, over what it inherits from the pipeline's.
    pub steps: IndexMap<StepId, B::StepSettings>,
}

/// What a back end makes of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The files.
    pub artifacts: Vec<Artifact>,
    /// The emitted name of each step.
    pub names: IndexMap<StepId, String>,
    /// The steps that could not have their names side by side.
    pub clashes: Vec<Clash>,
    /// What must exist on the cluster before a run, a sentence each.
    pub prerequisites: Vec<String>,
}

/// [`Backend`] without its types, so that targets of all kinds stand in one list.
pub trait ErasedBackend: Sync {
    /// Its name.
    fn target(&self) -> &'static str;
    /// A few words about it.
    fn about(&self) -> &'static str;
    /// How to apply and run its files.
    fn run_commands(&self) -> &'static [&'static str];
    /// What must be there before its files run.
    fn needs(&self) -> &'static [&'static str];
    /// The table.
    fn table(&self, feature: Feature) -> Support;
    /// The JSON Schemas of the pipeline's and a step's settings.
    fn schemas(&self) -> (schemars::Schema, schemars::Schema);
    /// The rules by which its texts arrive.
    #[cfg(feature = "switches")]
    fn switches(&self) -> Vec<&'static Rule>;
    /// Tells the mistakes in settings that stand under no pipeline yet, as those of a stack file do.
    fn check(&self, settings: &Sections, diags: &mut Diagnostics);
    /// Reads and checks all settings of a pipeline for this target; `None` if there are mistakes.
    fn prepare<'a>(&'a self, pipeline: &Pipeline, diags: &mut Diagnostics) -> Option<Box<dyn Prepared + 'a>>;
}

/// A target with its settings.
pub trait Prepared {
    /// The answer for one use.
    fn judge(&self, used: &Use<'_>, plan: &Plan) -> Support;
    /// Lowers a plan into files.
    fn compile(&self, plan: &Plan, diags: &mut Diagnostics) -> Output;
}

impl<B: Backend> ErasedBackend for B {
    fn target(&self) -> &'static str {
        self.name()
    }

    fn about(&self) -> &'static str {
        self.title()
    }

    fn run_commands(&self) -> &'static [&'static str] {
        self.commands()
    }

    fn needs(&self) -> &'static [&'static str] {
        self.requirements()
    }

    fn table(&self, feature: Feature) -> Support {
        self.support(feature)
    }

    #[cfg(feature = "switches")]
    fn switches(&self) -> Vec<&'static Rule> {
        self.rules()
    }

    fn schemas(&self) -> (schemars::Schema, schemars::Schema) {
        (schemars::schema_for!(B::Settings), schemars::schema_for!(B::StepSettings))
    }

    fn check(&self, settings: &Sections, diags: &mut Diagnostics) {
        settings::check(self, settings, diags);
    }

    fn prepare<'a>(&'a self, pipeline: &Pipeline, diags: &mut Diagnostics) -> Option<Box<dyn Prepared + 'a>> {
        let settings = settings::read(self, pipeline, diags)?;
        Some(Box::new(WithSettings { backend: self, settings }))
    }
}

struct WithSettings<'a, B: Backend> {
    backend: &'a B,
    settings: Scoped<B>,
}

impl<B: Backend> Prepared for WithSettings<'_, B> {
    fn judge(&self, used: &Use<'_>, plan: &Plan) -> Support {
        self.backend.judge(used, plan, &self.settings)
    }

    fn compile(&self, plan: &Plan, diags: &mut Diagnostics) -> Output {
        self.backend.compile(plan, &self.settings, diags)
    }
}

/// The targets that a run knows.
#[derive(Copy, Clone)]
pub struct Registry<'a> {
    /// In the order of lists.
    pub backends: &'a [&'a dyn ErasedBackend],
}

impl Default for Registry<'static> {
    fn default() -> Self {
        Self { backends: BACKENDS }
    }
}

impl<'a> Registry<'a> {
    /// The target of this name.
    pub fn get(&self, name: &str) -> Option<&'a dyn ErasedBackend> {
        self.backends.iter().copied().find(|backend| backend.target() == name)
    }

    /// All names.
    pub fn names(&self) -> Vec<&'static str> {
        self.backends.iter().map(|backend| backend.target()).collect()
    }
}
