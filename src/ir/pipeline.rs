//! A pipeline.

use indexmap::IndexMap;

use super::{
    At, DnsLabel, Duration, EnvName, Feature, Literal, Origin, ParamId, Schedule, Sections, Step, StepId, Table,
};

/// A pipeline: steps with their needs, and what holds for a whole run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Any text; each target gets a legal name from it. Absent only if reading failed.
    pub name: Option<At<StepId>>,
    /// A word for people.
    pub description: Option<At<Literal>>,
    /// The Kubernetes namespace of everything emitted.
    pub namespace: Option<At<DnsLabel>>,
    /// Labels of every object.
    pub labels: Table<Box<str>, At<Literal>>,
    /// Annotations of every object.
    pub annotations: Table<Box<str>, At<Literal>>,
    /// Values that a person may change at start.
    pub parameters: Table<ParamId, Parameter>,
    /// The steps in the order of the input.
    pub steps: IndexMap<StepId, Step>,
    /// When it runs by itself.
    pub schedules: Vec<Schedule>,
    /// The longest time that a run may take.
    pub timeout: Option<At<Duration>>,
    /// How many steps of one run may run at a time.
    pub parallelism: Option<At<u32>>,
    /// What a failed step means for the others; absent: what the target does by itself.
    pub on_failure: Option<At<FailureMode>>,
    /// The variables that hold the run id in every step; they stand before the user's where the target allows.
    pub run_id_env: Vec<At<EnvName>>,
    /// Settings for targets, checked by each.
    pub settings: Sections,
    /// Features whose values are defaults of the format that the pipeline came in, so that nobody wrote them.
    pub unwritten: Vec<Feature>,
    /// True if parameters or variables of the run id failed to read, so that nothing says of one that it does not exist.
    pub incomplete: bool,
    /// Where its steps are listed.
    pub origin: Origin,
}

/// A value that a person may change at start; always text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The value of a run that names no other; absent: required at start.
    pub default: Option<At<Literal>>,
    /// A word for people.
    pub description: Option<At<Literal>>,
    /// Where it was declared.
    pub origin: Origin,
}

/// What a failed step means for the others.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum FailureMode {
    /// Nothing new starts; running steps finish.
    Stop,
    /// Branches that do not depend on the failed step go on.
    Continue,
    /// Running steps are killed.
    Cancel,
}

impl FailureMode {
    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            FailureMode::Stop => "stop",
            FailureMode::Continue => "continue",
            FailureMode::Cancel => "cancel",
        }
    }
}
