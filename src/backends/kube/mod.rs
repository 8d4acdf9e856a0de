//! No back end: what those share that run a step as a Kubernetes pod.
//!
//! Specs here are generic over the type that a back end's escape gives, so that no text of a user's passes through
//! unescaped. Field names and shapes are `core/v1` (k8s.io/api v0.35, core/v1/types.go).

pub(super) mod cron_job;
pub(super) mod env;
pub(super) mod expansion;
pub(super) mod gpu;
pub(super) mod grammar;
pub(super) mod groups;
pub(super) mod lowering;
pub(super) mod object;
pub(super) mod ours;
pub(super) mod placement;
pub(super) mod prerequisites;
pub(super) mod refusal;
pub(super) mod resources;
pub(super) mod run_id;
pub(super) mod values;
pub(super) mod volumes;

use super::settings::Namespace;
use crate::passes::Plan;

/// The rules of what is shared here.
#[cfg(feature = "switches")]
pub(super) fn rules() -> Vec<&'static crate::rule::Rule> {
    [expansion::RULES, grammar::RULES].concat()
}

/// The namespace of everything emitted: the target's own setting wins over the pipeline's.
pub(super) fn namespace(plan: &Plan, setting: Option<&Namespace>) -> Option<String> {
    let neutral = plan.pipeline().namespace.as_ref().map(|namespace| &namespace.value);
    setting.map(|setting| &setting.0).or(neutral).map(ToString::to_string)
}
