//! What a step takes of its machine.

use super::{At, Literal, Quantity, ResourceName};

/// Requests, limits, shared memory and GPUs of a step, with every default resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Resources {
    /// What the scheduler reserves.
    pub requests: Amounts,
    /// What the step may not exceed. Memory and storage are limited by their request unless the user says otherwise;
    /// cpu only where the user says so.
    pub limits: Amounts,
    /// The size of a memory-backed `/dev/shm`; it counts against the memory limit.
    pub shared_memory: Option<At<Quantity>>,
    /// GPUs; absent for none.
    pub gpu: Option<At<Gpu>>,
}

/// Amounts of the three ordinary resources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Amounts {
    /// Cores.
    pub cpu: Option<At<Quantity>>,
    /// Bytes of memory.
    pub memory: Option<At<Quantity>>,
    /// Bytes of ephemeral storage.
    pub storage: Option<At<Quantity>>,
}

impl Amounts {
    /// True if nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.cpu.is_none() && self.memory.is_none() && self.storage.is_none()
    }
}

/// GPUs and what they must be like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Gpu {
    /// How many, at least one; equal in requests and limits.
    pub count: u32,
    /// The extended resource that is counted, such as `nvidia.com/gpu`.
    pub resource: ResourceName,
    /// Accepted products, any of them; empty for any.
    pub product: Vec<At<Literal>>,
    /// The least memory of one card.
    pub memory: Option<At<Quantity>>,
    /// The least CUDA version that the node's driver supports.
    pub cuda: Option<At<CudaVersion>>,
}

/// A CUDA version, as in `12.4`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct CudaVersion {
    /// `12` of `12.4`.
    pub major: u16,
    /// `4` of `12.4`; zero if only the major version was named.
    pub minor: u16,
}

impl CudaVersion {
    /// Reads `12` or `12.4`.
    pub fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(major) || !digits(minor) {
            return None;
        }
        Some(Self { major: major.parse().ok()?, minor: minor.parse().ok()? })
    }
}
