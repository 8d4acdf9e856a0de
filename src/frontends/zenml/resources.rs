//! What a step takes of its machine: ZenML's `resources`, and over them those of its pod settings.
//!
//! On most of ZenML's own back ends the first are lost; here both count, and a GPU that both name has to be the same.

use super::lost::Lost;
use crate::diag::{Code, Diagnostic, Diagnostics, codes};
use crate::frontends::shape::merge::{Entry, Fields, Item};
use crate::ir::{Amounts, At, Gpu, Quantity, QuantityError, ResourceName, Resources};
use crate::source::Place;

/// The resource that a GPU is, unless pod settings name another.
const GPU: &str = "nvidia.com/gpu";

/// Reads both; `step` is the invocation id, for messages.
pub(super) fn read(
    resources: Option<&Fields<'_>>,
    pod: Option<&Fields<'_>>,
    step: &str,
    lost: &mut Lost<'_>,
    diags: &mut Diagnostics,
) -> Resources {
    let mut read = Resources::default();
    if let Some(own) = resources {
        read.requests.cpu = own.scalar("cpu_count").and_then(|(text, at)| parsed(Quantity::parse_cores(text), at));
        read.requests.memory = own.scalar("memory").and_then(|(text, at)| parsed(Quantity::parse_bytes(text), at));
        read.limits.memory = read.requests.memory.clone();
    }
    let part = |name: &str| pod.and_then(|pod| pod.map(name));
    let requests = amounts(part("requests"), diags);
    let limits = amounts(part("limits"), diags);
    lay(&mut read, requests, limits, diags);
    read.gpu = gpu(resources, part("requests"), part("limits"), step, lost, diags);
    read
}

fn parsed(quantity: Result<Quantity, QuantityError>, place: Place) -> Option<At<Quantity>> {
    Some(At::new(quantity.ok()?, place))
}

/// Kubernetes' own spelling: bytes need no unit there.
fn amounts(fields: Option<&Fields<'_>>, diags: &mut Diagnostics) -> Amounts {
    let mut amount = |key: &str| {
        let (text, place) = fields?.scalar(key)?;
        let quantity = match key {
            "cpu" => Quantity::parse_cores(text),
            _ => match Quantity::parse_bytes(text) {
                Err(QuantityError::NoUnit) => Quantity::parse_bytes(&format!("{text}B")),
                other => other,
            },
        };
        match quantity {
            Ok(quantity) => Some(At::new(quantity, place)),
            Err(why) => {
                let diagnostic = Diagnostic::new(&codes::QUANTITY, place, format!("{key} `{text}` {why}"));
                diags.push(diagnostic.help("write a number and a unit, such as `500m` of `cpu` or `16Gi` of `memory`"));
                None
            }
        }
    };
    Amounts { cpu: amount("cpu"), memory: amount("memory"), storage: amount("ephemeral-storage") }
}

/// A limit alone is the request too, as with Kubernetes. A request of memory or storage alone becomes the limit too,
/// as everywhere in our files, which is told.
fn lay(read: &mut Resources, requests: Amounts, limits: Amounts, diags: &mut Diagnostics) {
    let triples = [
        ("cpu", &mut read.requests.cpu, &mut read.limits.cpu, requests.cpu, limits.cpu),
        ("memory", &mut read.requests.memory, &mut read.limits.memory, requests.memory, limits.memory),
        ("storage", &mut read.requests.storage, &mut read.limits.storage, requests.storage, limits.storage),
    ];
    for (name, request, limit, own_request, own_limit) in triples {
        match (own_request, own_limit) {
            (Some(own_request), Some(own_limit)) => {
                *request = Some(own_request);
                *limit = Some(own_limit);
            }
            (Some(own_request), None) => {
                let holds = |limit: &At<Quantity>| limit.value.amount() >= own_request.value.amount();
                if name != "cpu" && limit.is_none() {
                    diags.push(limited(name, own_request.origin.place()));
                }
                if name != "cpu" && !limit.as_ref().is_some_and(holds) {
                    *limit = Some(own_request.clone());
                }
                *request = Some(own_request);
            }
            (None, Some(own_limit)) => {
                if request.is_none() {
                    *request = Some(own_limit.clone());
                }
                *limit = Some(own_limit);
            }
            (None, None) => {}
        }
    }
}

fn limited(name: &str, place: Place) -> Diagnostic {
    let message = format!("the request of {name} becomes the limit too, which pod settings leave open");
    Diagnostic::new(&codes::LIMIT_ADDED, place, message).help(format!("write `limits` of `{name}` in the pod settings"))
}

fn gpu(
    resources: Option<&Fields<'_>>,
    requests: Option<&Fields<'_>>,
    limits: Option<&Fields<'_>>,
    step: &str,
    lost: &mut Lost<'_>,
    diags: &mut Diagnostics,
) -> Option<At<Gpu>> {
    let own = resources.and_then(|own| own.scalar("gpu_count"));
    let own = own.and_then(|(text, place)| Some((text.parse::<u32>().ok()?, place)));
    let mut named: Option<(&str, u32, Place)> = None;
    for (name, entry) in [limits, requests].into_iter().flatten().flat_map(Fields::entries) {
        if matches!(name, "cpu" | "memory" | "ephemeral-storage") {
            continue;
        }
        let Some(count) = count(name, entry, diags) else { continue };
        match named {
            None if ResourceName::new(name).is_some() => named = Some((name, count, entry.place)),
            Some((first, amount, place)) if first == name => {
                if amount != count {
                    diags.push(differ(step, (amount, place), (count, entry.place)));
                }
            }
            Some(_) | None => {
                let what =
                    format!("a step asks for one resource of its own beside cpu and memory, so `{name}` is lost");
                lost.other(name, entry.key, what, Some(step));
            }
        }
    }
    let (name, count, place) = match (own, named) {
        (Some((count, place)), Some((name, other, at))) => {
            if count != other {
                diags.push(differ(step, (count, place), (other, at)));
            }
            (name, count, place)
        }
        (Some((count, place)), None) => (GPU, count, place),
        (None, Some(named)) => named,
        (None, None) => return None,
    };
    let resource = ResourceName::new(name).filter(|_| count > 0)?;
    Some(At::new(Gpu { count, resource, product: Vec::new(), memory: None, cuda: None }, place))
}

fn count(name: &str, entry: &Entry<'_>, diags: &mut Diagnostics) -> Option<u32> {
    let Item::Node(node) = entry.item else { return None };
    let text = node.text()?;
    let count = text.parse().ok();
    if count.is_none() {
        let message = format!("`{name}` is `{text}`, not a whole number");
        diags.push(Diagnostic::new(&codes::NUMBER, entry.place, message).help("write how many, such as `\"1\"`"));
    }
    count
}

fn differ(step: &str, one: (u32, Place), other: (u32, Place)) -> Diagnostic {
    const CODE: &Code = &codes::GPU_COUNTS_DIFFER;
    let message = format!("step `{step}` asks for {} GPUs here and for {} there", other.0, one.0);
    Diagnostic::new(CODE, other.1, message)
        .also(one.1, "the other number")
        .help("write the same number, or remove one of them")
        .step(step)
}
