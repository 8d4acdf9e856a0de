//! What a GPU must be like, as node affinity.
//!
//! The labels are those of NVIDIA's GPU feature discovery (k8s-device-plugin, docs/gpu-feature-discovery). A node must
//! fulfil one of the required terms, so what a GPU asks for is multiplied into each term of the user's own.

use indexmap::IndexMap;

use super::ours::Ours;
use super::values::Escaped;
use crate::ir::{CudaVersion, Gpu};

/// The node label of a card's product.
pub(in crate::backends) const PRODUCT: &str = "nvidia.com/gpu.product";
/// The node label of a card's memory in MiB, a whole number.
const MEMORY: &str = "nvidia.com/gpu.memory";
const CUDA_MAJOR: &str = "nvidia.com/cuda.runtime-version.major";
const CUDA_MINOR: &str = "nvidia.com/cuda.runtime-version.minor";
const MIB: u64 = 1 << 20;

const NODE: &str = "nodeAffinity";
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const TERMS: &str = "nodeSelectorTerms";
const EXPRESSIONS: &str = "matchExpressions";

/// Rules that hold together.
type Rules<T> = Vec<Escaped<T>>;

/// The affinity of a step: the user's own, narrowed to nodes with such a GPU. `products` are alternatives and stand here
/// only if a node selector does not say them; `own` makes a text of ours.
pub(in crate::backends) fn affinity<T: Clone>(
    user: Option<Escaped<T>>,
    gpu: &Gpu,
    products: Vec<T>,
    own: impl Fn(Ours) -> T,
) -> Option<Escaped<T>> {
    let rule = |key: &'static str, operator: &'static str, values: Vec<T>| {
        let text = |text: &'static str| Escaped::String(own(text.into()));
        let values = Escaped::List(values.into_iter().map(Escaped::String).collect());
        let entries = [("key", text(key)), ("operator", text(operator)), ("values", values)];
        Escaped::Map(entries.map(|(key, value)| (key.to_owned(), value)).into_iter().collect())
    };
    let above = |key: &'static str, number: u64| rule(key, "Gt", vec![own(number.into())]);
    let mut common = Rules::new();
    if !products.is_empty() {
        common.push(rule(PRODUCT, "In", products));
    }
    if let Some(memory) = &gpu.memory {
        // `Gt` is the only comparison that Kubernetes has for "at least".
        common.push(above(MEMORY, (memory.value.amount() / MIB).saturating_sub(1)));
    }
    let alternatives: Vec<Rules<T>> = match gpu.cuda.as_ref().map(|cuda| cuda.value) {
        None if common.is_empty() => return user,
        None => vec![common],
        Some(CudaVersion { major, minor: 0 }) => {
            common.push(above(CUDA_MAJOR, u64::from(major).saturating_sub(1)));
            vec![common]
        }
        Some(CudaVersion { major, minor }) => {
            let mut newer = common.clone();
            newer.push(above(CUDA_MAJOR, u64::from(major)));
            common.push(rule(CUDA_MAJOR, "In", vec![own(u64::from(major).into())]));
            common.push(above(CUDA_MINOR, u64::from(minor).saturating_sub(1)));
            vec![newer, common]
        }
    };
    Some(multiplied(user, &alternatives))
}

/// The user's affinity with its required terms multiplied by the alternatives.
fn multiplied<T: Clone>(user: Option<Escaped<T>>, alternatives: &[Rules<T>]) -> Escaped<T> {
    let mut affinity = map(user);
    let mut node = map(affinity.shift_remove(NODE));
    let mut required = map(node.shift_remove(REQUIRED));
    let terms = match required.shift_remove(TERMS) {
        Some(Escaped::List(terms)) if !terms.is_empty() => terms,
        _ => vec![Escaped::Map(IndexMap::new())],
    };
    let product = terms.into_iter().flat_map(|term| {
        alternatives.iter().map(move |rules| {
            let mut term = map(Some(term.clone()));
            let mut expressions = match term.shift_remove(EXPRESSIONS) {
                Some(Escaped::List(expressions)) => expressions,
                _ => Vec::new(),
            };
            expressions.extend(rules.iter().cloned());
            term.shift_insert(0, EXPRESSIONS.to_owned(), Escaped::List(expressions));
            Escaped::Map(term)
        })
    });
    required.insert(TERMS.to_owned(), Escaped::List(product.collect()));
    node.shift_insert(0, REQUIRED.to_owned(), Escaped::Map(required));
    affinity.shift_insert(0, NODE.to_owned(), Escaped::Map(node));
    Escaped::Map(affinity)
}

fn map<T>(value: Option<Escaped<T>>) -> IndexMap<String, Escaped<T>> {
    match value {
        Some(Escaped::Map(entries)) => entries,
        _ => IndexMap::new(),
    }
}
