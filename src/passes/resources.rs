//! Amounts agree with each other, and GPU constraints can be said.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{At, Gpu, Pipeline, Placement, Quantity, Resources, StepId};

/// What cards are sold as, in binary units; none of them reports that much.
const NOMINAL_GIB: [u64; 7] = [16, 24, 32, 40, 48, 80, 141];
const GIB: u64 = 1 << 30;
/// The node label of a card's product (NVIDIA's GPU feature discovery).
const PRODUCT_LABEL: &str = "nvidia.com/gpu.product";

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    for (id, step) in &pipeline.steps {
        let resources = &step.work.resources;
        limits(id, resources, diags);
        if !step.incomplete {
            shared_memory(id, resources, diags);
        }
        if let Some(gpu) = &resources.gpu {
            vendor(id, gpu, diags);
            product_twice(id, gpu, &step.pod.placement, diags);
            nominal(id, &gpu.value, diags);
        }
    }
}

fn limits(id: &StepId, resources: &Resources, diags: &mut Diagnostics) {
    let Resources { requests, limits, .. } = resources;
    for (word, request, limit) in [
        ("cpu", &requests.cpu, &limits.cpu),
        ("memory", &requests.memory, &limits.memory),
        ("storage", &requests.storage, &limits.storage),
    ] {
        let (Some(request), Some(limit)) = (request, limit) else { continue };
        if limit.value.amount() < request.value.amount() {
            diags.push(
                Diagnostic::new(
                    &codes::LIMIT_BELOW_REQUEST,
                    limit.origin.place(),
                    format!(
                        "the {word} limit `{}` of step `{id}` is below its request `{}`",
                        limit.value, request.value
                    ),
                )
                .also(request.origin.place(), "the request")
                .help("raise the limit, or lower the request")
                .step(id),
            );
        }
    }
}

fn shared_memory(id: &StepId, resources: &Resources, diags: &mut Diagnostics) {
    let Some(size) = &resources.shared_memory else { return };
    let Some(limit) = &resources.limits.memory else {
        diags.push(
            Diagnostic::new(
                &codes::SHARED_MEMORY_WITHOUT_LIMIT,
                size.origin.place(),
                format!("step `{id}` has shared memory but no memory limit, against which it counts"),
            )
            .help("add `memory` to its resources")
            .step(id),
        );
        return;
    };
    if size.value.amount() > limit.value.amount() {
        diags.push(
            Diagnostic::new(
                &codes::SHARED_MEMORY_ABOVE_LIMIT,
                size.origin.place(),
                format!(
                    "step `{id}` has more shared memory, `{}`, than its memory limit, `{}`",
                    size.value, limit.value
                ),
            )
            .also(limit.origin.place(), "the limit")
            .help("lower `shared_memory`, or raise `memory`: the one counts against the other")
            .step(id),
        );
    }
}

/// The node labels for product, memory and CUDA version are those of NVIDIA's GPU feature discovery.
fn vendor(id: &StepId, gpu: &At<Gpu>, diags: &mut Diagnostics) {
    if gpu.value.resource.as_str().starts_with("nvidia.com/") {
        return;
    }
    let constraints = [
        ("product", gpu.value.product.first().map(|product| product.origin)),
        ("memory", gpu.value.memory.as_ref().map(|memory| memory.origin)),
        ("cuda", gpu.value.cuda.as_ref().map(|cuda| cuda.origin)),
    ];
    for (word, origin) in constraints {
        if let Some(origin) = origin {
            diags.push(
                Diagnostic::new(
                    &codes::GPU_VENDOR,
                    origin.place(),
                    format!("`{word}` of resource `{}` has no node label that says it", gpu.value.resource),
                )
                .help(format!("remove `{word}`, and choose nodes by `placement.node_selector`"))
                .step(id),
            );
        }
    }
}

/// The selector and `product` would both ask for the one label.
fn product_twice(id: &StepId, gpu: &At<Gpu>, placement: &Placement, diags: &mut Diagnostics) {
    let (Some(selector), Some(product)) = (placement.node_selector.get(PRODUCT_LABEL), gpu.value.product.first())
    else {
        return;
    };
    diags.push(
        Diagnostic::new(
            &codes::EXCLUSIVE,
            product.origin.place(),
            format!("step `{id}` names its GPU's product twice: here and in its node selector"),
        )
        .also(selector.origin.place(), "the node selector")
        .help("keep one of the two")
        .step(id),
    );
}

fn nominal(id: &StepId, gpu: &Gpu, diags: &mut Diagnostics) {
    let Some(memory) = &gpu.memory else { return };
    let binary = Quantity::to_string(&memory.value).ends_with('i');
    let gib = memory.value.amount() / GIB;
    if binary && memory.value.amount().is_multiple_of(GIB) && NOMINAL_GIB.contains(&gib) {
        diags.push(
            Diagnostic::new(
                &codes::GPU_MEMORY_NOMINAL,
                memory.origin.place(),
                format!(
                    "no card that is sold with {gib} GB reports `{}`, so step `{id}` may never be placed",
                    memory.value
                ),
            )
            .help(format!("write `{gib}GB`"))
            .step(id),
        );
    }
}
