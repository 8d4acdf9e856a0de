//! The unit of work.

use std::fmt;

use super::{
    At, Duration, EnvName, Literal, Origin, Placement, PodField, Resources, Sections, StepId, Table, Text, Value,
    Volume,
};

/// One step of a pipeline: what runs, where, after what, and how often it may fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The steps that must have ended before this one starts.
    pub needs: Vec<Need>,
    /// What to do when an attempt fails; absent for one attempt.
    pub retry: Option<At<Retry>>,
    /// The longest time that one attempt may take.
    pub timeout: Option<At<Duration>>,
    /// What runs.
    pub work: Container,
    /// Where and as whom it runs.
    pub pod: Pod,
    /// A word for people.
    pub description: Option<At<Literal>>,
    /// The step's settings for targets, checked by each.
    pub settings: Sections,
    /// True if a field failed to read, so that nothing complains of its absence.
    pub incomplete: bool,
    /// True if variables failed to read, so that nothing says of one that it does not exist.
    pub env_incomplete: bool,
    /// Where the step stands.
    pub origin: Origin,
}

/// An edge: this step runs after that one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Need {
    /// The step that comes first.
    pub step: StepId,
    /// How it must have ended.
    pub on: Outcome,
    /// Where the edge was written.
    pub origin: Origin,
}

/// How a needed step must have ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Its last attempt succeeded.
    Succeeded,
}

/// Further attempts after a failure.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Retry {
    /// Attempts after the first, at least one.
    pub limit: u32,
    /// The wait before the second attempt; absent: at once, as far as the target can.
    pub delay: Option<At<Duration>>,
    /// The factor by which each wait is longer than the one before; absent: constant.
    pub backoff: Option<At<Factor>>,
    /// The longest wait.
    pub max_delay: Option<At<Duration>>,
}

/// A decimal factor of at least one.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Factor(u32);

impl Factor {
    /// Reads a decimal of at least one and at most 1,000, with at most three places.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let fraction_is_short = fraction.trim_end_matches('0').len() <= 3;
        if !digits(whole) || !digits(fraction) || !fraction_is_short || whole.len() > 4 {
            return None;
        }
        let padded = format!("{:0<3}", fraction.trim_end_matches('0'));
        let thousandths = whole.parse::<u32>().ok()? * 1_000 + padded.parse::<u32>().ok()?;
        (1_000..=1_000_000).contains(&thousandths).then_some(Self(thousandths))
    }

    /// The factor, if it is a whole number.
    pub fn whole(self) -> Option<u32> {
        self.0.is_multiple_of(1_000).then_some(self.0 / 1_000)
    }

    /// The factor in thousandths.
    pub fn thousandths(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.whole() {
            Some(whole) => write!(f, "{whole}"),
            None => {
                let digits = format!("{}.{:03}", self.0 / 1_000, self.0 % 1_000);
                f.write_str(digits.trim_end_matches('0'))
            }
        }
    }
}

/// What runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Container {
    /// The image; absent only in an incomplete step.
    pub image: Option<At<Literal>>,
    /// Replaces the image's entrypoint; absent: the entrypoint runs.
    pub command: Option<Vec<At<Text>>>,
    /// Appended to command or entrypoint.
    pub args: Option<Vec<At<Text>>>,
    /// The folder that the command starts in.
    pub working_dir: Option<At<Literal>>,
    /// Secrets and config maps of which each entry is a variable. Of two entries of one name that of the later source
    /// counts, and before all of them the variable of `env`.
    pub env_from: Vec<At<EnvSource>>,
    /// The environment in the order of the input.
    pub env: Table<EnvName, At<EnvValue>>,
    /// What it takes of its machine.
    pub resources: Resources,
    /// What is mounted.
    pub volumes: Vec<At<Volume>>,
    /// When the image is pulled.
    pub pull_policy: Option<At<PullPolicy>>,
    /// Kubernetes' container security context, in its own shape.
    pub security_context: Option<At<Value>>,
}

/// What an environment variable holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EnvValue {
    /// A text.
    Text(Text),
    /// A secret's entry, by reference; its value is never known here.
    Secret(SecretRef),
    /// A config map's entry, by reference.
    Config(ConfigRef),
    /// A field of the step's own pod, as it is when the container starts: what only the cluster knows of it.
    Field(PodField),
}

/// An entry of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretRef {
    /// The secret.
    pub name: Literal,
    /// The entry.
    pub key: Literal,
    /// True if the step starts without it.
    pub optional: bool,
}

/// An entry of a config map.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConfigRef {
    /// The config map.
    pub name: Literal,
    /// The entry.
    pub key: Literal,
    /// True if the step starts without it.
    pub optional: bool,
}

/// A secret or a config map whose entries are variables, by their keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnvSource {
    /// What holds the entries.
    pub object: EnvObject,
    /// What stands before each key in the variable's name.
    pub prefix: Option<EnvName>,
    /// True if the step starts without the object.
    pub optional: bool,
}

/// What holds entries that become variables.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EnvObject {
    /// The secret of this name.
    Secret(Literal),
    /// The config map of this name.
    Config(Literal),
}

/// Where and as whom a step runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pod {
    /// Constraints on the node.
    pub placement: Placement,
    /// The account that the step runs as.
    pub service_account: Option<At<Literal>>,
    /// Secrets that the image is pulled with.
    pub pull_secrets: Vec<At<Literal>>,
    /// Labels, those of the pipeline among them.
    pub labels: Table<Box<str>, At<Literal>>,
    /// Annotations, those of the pipeline among them.
    pub annotations: Table<Box<str>, At<Literal>>,
}

/// When an image is pulled.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum PullPolicy {
    /// Before each start.
    Always,
    /// If the node does not have it.
    IfNotPresent,
    /// Never.
    Never,
}

impl PullPolicy {
    /// Kubernetes' spelling, which is the language's.
    pub fn as_str(self) -> &'static str {
        match self {
            PullPolicy::Always => "Always",
            PullPolicy::IfNotPresent => "IfNotPresent",
            PullPolicy::Never => "Never",
        }
    }
}
