//! Requests and limits.

use indexmap::IndexMap;
use serde::Serialize;

use super::groups;
use crate::ir::{Amounts, Origin, Resources, Step};

/// `ResourceRequirements`. Quantities are strings of Kubernetes' own units.
#[derive(Clone, Debug, Default, Serialize)]
pub(in crate::backends) struct Requirements {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub requests: IndexMap<String, String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub limits: IndexMap<String, String>,
}

/// The requirements of a step; none if it asks for nothing. GPUs stand in both maps: an extended resource whose request
/// and limit differ is refused (`ValidateContainerResourceRequirements`, v1.35).
pub(in crate::backends) fn lower(resources: &Resources) -> Option<Requirements> {
    let mut requirements = Requirements { requests: amounts(&resources.requests), limits: amounts(&resources.limits) };
    if let Some(gpu) = &resources.gpu {
        for map in [&mut requirements.requests, &mut requirements.limits] {
            map.insert(gpu.value.resource.to_string(), gpu.value.count.to_string());
        }
    }
    let is_empty = requirements.requests.is_empty() && requirements.limits.is_empty();
    (!is_empty).then_some(requirements)
}

fn amounts(amounts: &Amounts) -> IndexMap<String, String> {
    let pairs = [("cpu", &amounts.cpu), ("memory", &amounts.memory), ("ephemeral-storage", &amounts.storage)];
    pairs.into_iter().filter_map(|(name, amount)| Some((name.to_owned(), amount.as_ref()?.value.to_string()))).collect()
}

/// Where a step's resources were written first.
pub(in crate::backends) fn origin(step: &Step) -> Option<Origin> {
    let resources = &step.work.resources;
    let amounts = [&resources.requests, &resources.limits];
    amounts
        .into_iter()
        .flat_map(|amounts| [&amounts.cpu, &amounts.memory, &amounts.storage])
        .find_map(|amount| groups::origin(amount.as_ref()))
        .or_else(|| groups::origin(resources.gpu.as_ref()))
}
