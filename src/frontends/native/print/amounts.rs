//! Amounts, lengths of time and what a step takes of its machine, as people write them.

use super::texts::literals;
use super::value::Value;
use crate::emit::Spelled;
use crate::ir::{Amounts, At, CudaVersion, Duration, Gpu, Quantity, Resources, Retry};

/// The resource that a GPU is without a word about it.
const USUAL_GPU: &str = "nvidia.com/gpu";

/// `1h30m`.
pub(super) fn duration(length: &At<Duration>) -> Value {
    spelled(&length.value.to_string())
}

/// Letters and digits need no quotes before our own reader, which takes every scalar by its spelling.
pub(super) fn spelled(spelling: &str) -> Value {
    Spelled::new(spelling).map_or_else(|| spelling.into(), Value::Spelled)
}

/// `8`, `500m`.
fn cores(amount: &At<Quantity>) -> Value {
    spelled(&amount.value.to_string())
}

/// `16GiB`, `16GB`, `512B`: Kubernetes' spelling with the letter that says what is counted.
pub(super) fn bytes(amount: Quantity) -> Value {
    spelled(&format!("{amount}B"))
}

fn at_bytes(amount: &At<Quantity>) -> Value {
    bytes(amount.value)
}

/// The map `resources`, with what requests and limits do not say of each other.
pub(super) fn resources(resources: &Resources) -> Value {
    let Resources { requests, limits, shared_memory, gpu } = resources;
    let amounts = |amounts: &Amounts| {
        [amounts.cpu.as_ref().map(cores), amounts.memory.as_ref().map(at_bytes), amounts.storage.as_ref().map(at_bytes)]
    };
    let ([cpu, memory, storage], [most_cpu, most_memory, most_storage]) = (amounts(requests), amounts(limits));
    // Memory and storage are limited by their request; cpu is limited only by a limit.
    let limits = Value::fields([
        ("cpu", most_cpu),
        ("memory", most_memory.filter(|limit| memory.as_ref() != Some(limit))),
        ("storage", most_storage.filter(|limit| storage.as_ref() != Some(limit))),
    ]);
    Value::fields([
        ("cpu", cpu),
        ("memory", memory),
        ("storage", storage),
        ("limits", limits.if_filled()),
        ("shared_memory", shared_memory.as_ref().map(at_bytes)),
        ("gpu", gpu.as_ref().map(|gpu| self::gpu(&gpu.value))),
    ])
}

/// A count of one goes without saying beside anything else.
fn gpu(gpu: &Gpu) -> Value {
    let resource = Some(gpu.resource.as_str()).filter(|resource| *resource != USUAL_GPU);
    let is_described = resource.is_some() || !gpu.product.is_empty() || gpu.memory.is_some() || gpu.cuda.is_some();
    Value::fields([
        ("count", Some(gpu.count.into()).filter(|_| gpu.count != 1 || !is_described)),
        ("resource", resource.map(Value::from)),
        ("product", literals(&gpu.product)),
        ("memory", gpu.memory.as_ref().map(at_bytes)),
        ("cuda", gpu.cuda.as_ref().map(|version| cuda(version.value))),
    ])
}

fn cuda(CudaVersion { major, minor }: CudaVersion) -> Value {
    if minor == 0 { major.to_string().into() } else { format!("{major}.{minor}").into() }
}

/// The map `retries`.
pub(super) fn retry(retry: &Retry) -> Value {
    Value::fields([
        ("limit", Some(retry.limit.into())),
        ("delay", retry.delay.as_ref().map(duration)),
        ("backoff", retry.backoff.as_ref().map(|factor| spelled(&factor.value.to_string()))),
        ("max_delay", retry.max_delay.as_ref().map(duration)),
    ])
}
