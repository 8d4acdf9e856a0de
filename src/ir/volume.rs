//! What is mounted into a step.

use super::{Literal, Quantity};

/// One mount. Mounts of an equal claim, secret or config share one volume; each empty volume is its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Volume {
    /// The absolute path in the container.
    pub mount: Literal,
    /// What is mounted.
    pub source: VolumeSource,
    /// True if the container must not write.
    pub read_only: bool,
    /// A path inside the volume, mounted instead of its root.
    pub sub_path: Option<Literal>,
}

/// What a volume is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum VolumeSource {
    /// An existing persistent volume claim of this name.
    Claim(Literal),
    /// A secret's entries as files.
    Secret(Literal),
    /// A config map's entries as files.
    Config(Literal),
    /// An empty folder that lives as long as the pod.
    Empty {
        /// The most that it may hold.
        size: Option<Quantity>,
        /// True to keep it in memory.
        memory: bool,
    },
}
