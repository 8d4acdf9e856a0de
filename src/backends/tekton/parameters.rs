//! Parameters: what a person may change at start.
//!
//! `$(params.x)` puts the value in before Tekton's later passes and the kubelet read the text, so a default that holds
//! something that they read is written with the escape of a literal. What a person types is read under Tekton's rules.

use indexmap::{IndexMap, IndexSet};

use super::escape::{DefaultEscape, ObjectEscape, TektonText};
use super::refused;
use super::spec::ParamSpec;
use crate::backends::kube::env;
use crate::diag::Diagnostics;
use crate::emit::Marked;
use crate::ir::{At, EnvName, Field, Literal, ParamId};
use crate::passes::Plan;

/// The helper variable that stands for a dollar.
const HELPER: &str = "SEGUE_DOLLAR";

/// How defaults are written.
#[derive(Debug)]
pub(super) struct Forms {
    helper: String,
    escaped: IndexMap<ParamId, TektonText>,
}

impl Default for Forms {
    fn default() -> Self {
        Self { helper: HELPER.to_owned(), escaped: IndexMap::new() }
    }
}

impl Forms {
    /// One helper for all steps, under a name that is free in each: a default may hold it.
    pub(super) fn new(plan: &Plan, run_ids: &[At<EnvName>]) -> Self {
        let of_steps = plan.steps().flat_map(|(_, step)| step.work.env.iter().map(|(name, _)| name.as_str()));
        let taken: IndexSet<&str> = of_steps.chain(run_ids.iter().map(|name| name.value.as_str())).collect();
        let taken: Vec<&str> = taken.into_iter().filter(|name| name.starts_with(HELPER)).collect();
        let helper = env::free_name(HELPER, &taken);
        let mut escaped = IndexMap::new();
        for (name, parameter) in plan.pipeline().parameters.iter() {
            let default = parameter.default.as_ref();
            let lower = |default: &At<Literal>| {
                default.value.lower(&mut DefaultEscape { helper: &helper }, Field::Default).ok().flatten()
            };
            if let Some(text) = default.and_then(lower) {
                escaped.insert(name.clone(), text);
            }
        }
        Self { helper, escaped }
    }

    /// The name of the helper variable.
    pub(super) fn helper(&self) -> &str {
        &self.helper
    }

    /// Whether a parameter's default needs the helper.
    pub(super) fn is_escaped(&self, name: &ParamId) -> bool {
        self.escaped.contains_key(name)
    }
}

/// The declarations.
pub(super) fn declared(plan: &Plan, forms: &Forms, diags: &mut Diagnostics) -> Vec<Marked<ParamSpec>> {
    let mut written = |text: Option<&At<Literal>>, field| {
        let text = text?;
        let lowered = text.value.lower(&mut ObjectEscape, field);
        lowered.map_err(|refusal| diags.push(refused(&refusal, field, None, text.origin))).ok()
    };
    let parameters = plan.pipeline().parameters.iter().map(|(name, parameter)| {
        let escaped = forms.escaped.get(name).cloned();
        let declared = ParamSpec {
            name: name.to_string(),
            kind: "string",
            description: written(parameter.description.as_ref(), Field::Description),
            default: escaped.or_else(|| written(parameter.default.as_ref(), Field::Default)),
        };
        Marked::new(declared, [parameter.origin.place()])
    });
    parameters.collect()
}
