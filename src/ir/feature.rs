//! What a pipeline can ask of a target, and what a target answers.

use std::borrow::Cow;

use super::{Origin, StepId};

macro_rules! features {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal, $group:ident, $word:literal;)+) => {
        /// One thing that a pipeline can ask of a target. Each back end answers each, exhaustively: a new variant
        /// stops the build there until it has been answered.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Feature { $($(#[doc = $doc])+ $name,)+ }

        impl Feature {
            /// All features, in the order of tables.
            pub const ALL: &[Feature] = &[$(Feature::$name,)+];

            /// The last two digits of its codes: `E03nn` for unsupported, `W03nn` for emulated or lost.
            pub fn number(self) -> u8 {
                match self { $(Feature::$name => $number,)+ }
            }

            /// Where it stands in tables.
            pub fn group(self) -> Group {
                match self { $(Feature::$name => Group::$group,)+ }
            }

            /// Its words in tables and messages.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$name => $word,)+ }
            }
        }
    };
}

features! {
    /// A step without `command` runs the image's own entrypoint.
    Entrypoint = 1, Container, "the image's own entrypoint";
    /// Command and arguments, item by item, with no shell added.
    Arguments = 2, Container, "command, args, script";
    /// The folder that the command starts in.
    WorkingDir = 3, Container, "working directory";
    /// Environment variables with fixed values, in order.
    Env = 4, Container, "environment variables";
    /// `{env: NAME}`, expanded by the platform.
    EnvReference = 5, Container, "references to variables";
    /// A secret's entry as a variable.
    Secret = 6, Container, "secrets as variables";
    /// A config map's entry as a variable.
    Config = 7, Container, "config map entries as variables";
    /// When the image is pulled.
    PullPolicy = 8, Container, "image pull policy";
    /// Kubernetes' container security context.
    SecurityContext = 9, Container, "security context";
    /// One id in all steps and attempts of a run, another in each run.
    RunId = 10, Container, "run id";
    /// Values that a person may change at start.
    Parameters = 11, Container, "parameters";
    /// A field of the step's own pod as a variable.
    EnvField = 12, Container, "fields of the pod as variables";
    /// Each entry of a secret or config map as a variable.
    EnvFrom = 13, Container, "whole secrets and config maps";
    /// Reserved cores.
    Cpu = 15, Resources, "cpu";
    /// Reserved memory.
    Memory = 16, Resources, "memory";
    /// Reserved ephemeral storage.
    Storage = 17, Resources, "ephemeral storage";
    /// Limits other than the requests.
    Limits = 18, Resources, "limits";
    /// A memory-backed `/dev/shm`.
    SharedMemory = 19, Resources, "shared memory";
    /// Whole GPUs of a named resource.
    Gpu = 20, Resources, "GPU count and resource";
    /// A GPU of one product.
    GpuProduct = 21, Resources, "GPU product";
    /// A GPU with at least so much memory.
    GpuMemory = 22, Resources, "GPU memory";
    /// A node whose driver supports a CUDA version.
    GpuCuda = 23, Resources, "CUDA version";
    /// Labels that the node must have.
    NodeSelector = 30, Placement, "node selector";
    /// Taints that the step accepts.
    Tolerations = 31, Placement, "tolerations";
    /// Kubernetes' affinity.
    Affinity = 32, Placement, "affinity";
    /// A priority class.
    PriorityClass = 33, Placement, "priority class";
    /// A runtime class.
    RuntimeClass = 34, Placement, "runtime class";
    /// The scheduler that chooses the node.
    Scheduler = 35, Placement, "scheduler";
    /// Persistent volume claims.
    ClaimVolume = 40, Volumes, "claims as volumes";
    /// Secrets as files.
    SecretVolume = 41, Volumes, "secrets as volumes";
    /// Config maps as files.
    ConfigVolume = 42, Volumes, "config maps as volumes";
    /// Empty folders.
    EmptyVolume = 43, Volumes, "empty volumes";
    /// The Kubernetes namespace.
    Namespace = 50, Identity, "namespace";
    /// The account that a step runs as.
    ServiceAccount = 51, Identity, "service account";
    /// Secrets that images are pulled with.
    PullSecrets = 52, Identity, "image pull secrets";
    /// Labels of objects and pods.
    Labels = 53, Identity, "labels";
    /// Annotations of objects and pods.
    Annotations = 54, Identity, "annotations";
    /// Words for people.
    Description = 55, Identity, "description";
    /// A step starts when its needs have succeeded.
    Needs = 60, Failure, "needs";
    /// Further attempts.
    Retries = 61, Failure, "retries";
    /// A wait before the next attempt.
    RetryDelay = 62, Failure, "retry delay";
    /// Waits that grow.
    RetryBackoff = 63, Failure, "retry backoff";
    /// A longest wait.
    RetryMaxDelay = 64, Failure, "longest retry delay";
    /// The longest time of one attempt.
    StepTimeout = 65, Failure, "step timeout";
    /// The longest time of a run.
    PipelineTimeout = 66, Failure, "pipeline timeout";
    /// After a failure nothing new starts.
    FailureStop = 67, Failure, "on_failure: stop";
    /// After a failure other branches go on.
    FailureContinue = 68, Failure, "on_failure: continue";
    /// After a failure running steps are killed.
    FailureCancel = 69, Failure, "on_failure: cancel";
    /// How many steps of a run may run at a time.
    Parallelism = 70, Failure, "parallelism";
    /// Runs at the times of a cron line.
    Cron = 80, Schedule, "cron schedule";
    /// Runs at an interval.
    Interval = 81, Schedule, "interval schedule";
    /// One run at a time.
    Once = 82, Schedule, "single scheduled run";
    /// The zone of the schedule.
    Timezone = 83, Schedule, "time zone";
    /// No run before a time.
    ScheduleStart = 84, Schedule, "schedule start";
    /// No run after a time.
    ScheduleEnd = 85, Schedule, "schedule end";
    /// Runs that were missed are made up for.
    Catchup = 86, Schedule, "catchup";
    /// A due run is left out while another runs.
    OverlapForbid = 87, Schedule, "overlap: forbid";
    /// A due run starts beside another.
    OverlapAllow = 88, Schedule, "overlap: allow";
    /// A due run ends the other.
    OverlapReplace = 89, Schedule, "overlap: replace";
    /// A schedule that does not fire until it is resumed.
    Suspended = 90, Schedule, "suspended schedule";
    /// Runs that were missed, or due before the schedule was there, are left out.
    CatchupOff = 91, Schedule, "catchup: false";
}

/// What belongs together in tables.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// What runs.
    Container,
    /// What it takes.
    Resources,
    /// Where it runs.
    Placement,
    /// What is mounted.
    Volumes,
    /// As whom it runs and under which names.
    Identity,
    /// Order, failure and time.
    Failure,
    /// When it runs by itself.
    Schedule,
}

impl Group {
    /// Its heading in tables.
    pub fn name(self) -> &'static str {
        match self {
            Group::Container => "container",
            Group::Resources => "resources",
            Group::Placement => "placement",
            Group::Volumes => "volumes",
            Group::Identity => "identity",
            Group::Failure => "order and failure",
            Group::Schedule => "schedule",
        }
    }
}

/// What a target does with a feature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Support {
    /// Exactly that.
    Native,
    /// The same in other words; the note tells what is written instead.
    Emulated(Note),
    /// Nothing; the note tells what will not happen.
    Lost(Note),
    /// An error; the note tells why.
    Unsupported(Note),
}

/// What is so, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Completes "target `x` …", as in "runs other branches to their end".
    pub what: Cow<'static, str>,
    /// An order in one sentence.
    pub remedy: Cow<'static, str>,
}

impl Note {
    /// A note of two texts.
    pub fn new(what: impl Into<Cow<'static, str>>, remedy: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), remedy: remedy.into() }
    }
}

/// One use of a feature in a pipeline.
#[derive(Copy, Clone, Debug)]
pub struct Use<'a> {
    /// What is asked for; its value stands in the pipeline, under `step` where there is one.
    pub feature: Feature,
    /// The step that asks; absent if the whole pipeline does.
    pub step: Option<&'a StepId>,
    /// Where it was written.
    pub origin: Origin,
    /// False for a default that nobody wrote: it is told as a note, never as a warning.
    pub written: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_names_too() {
        for (index, feature) in Feature::ALL.iter().enumerate() {
            for other in &Feature::ALL[..index] {
                assert_ne!(feature.number(), other.number(), "{feature:?} {other:?}");
                assert_ne!(feature.name(), other.name());
            }
        }
    }
}
