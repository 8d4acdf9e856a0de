//! A stack file alone: what is wrong with it, and what it would contribute.

use super::{read, unknown_targets};
use crate::backends::Registry;
use crate::diag::{Diagnostics, Finding, Severity};
use crate::frontends::zenml::contribution::{self, Contribution};
use crate::source::Sources;

/// What the check of a stack file gave.
#[derive(Debug, Default)]
pub struct CheckedStack {
    /// What it would contribute; none if there is any error.
    pub contribution: Option<Contribution>,
    /// Everything there is to say, by place.
    pub findings: Vec<Finding>,
}

/// Checks the main source as a stack file, its settings of targets as on every compile. Pure, as
/// [`compile`](super::compile) is.
///
/// ```
/// use segue::{Registry, Source, Sources, check_stack};
///
/// let text = "segue_stack: 1\ncomponents:\n  orchestrator: {name: prod, flavor: tekton}\n";
/// let checked = check_stack(&Sources::new(Source::new("stack.yaml", text.into())), Registry::default());
/// let contribution = checked.contribution.unwrap();
/// assert_eq!(contribution.flavor, "tekton");
/// assert_eq!(contribution.run_id_env, ["SEGUE_RUN_ID", "ZENML_TEKTON_RUN_ID"]);
/// ```
pub fn check_stack(sources: &Sources, registry: Registry<'_>) -> CheckedStack {
    let mut diags = Diagnostics::new();
    let trees = read(sources, &mut diags);
    let contribution = trees.first().and_then(|tree| contribution::read(tree, &mut diags));
    if let Some(contribution) = &contribution {
        unknown_targets(std::iter::once(&contribution.targets), registry, &mut diags);
        for backend in registry.backends {
            backend.check(&contribution.targets, &mut diags);
        }
    }
    let findings = diags.into_findings(&trees);
    let has_errors = findings.iter().any(|finding| finding.severity() == Severity::Error);
    CheckedStack { contribution: contribution.filter(|_| !has_errors), findings }
}
