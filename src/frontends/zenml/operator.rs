//! Steps that are handed to a step operator: an ordinary pod, whose ZenML code submits the work elsewhere and waits.

use crate::diag::{Diagnostic, Diagnostics, codes, words};
use crate::frontends::shape::merge::Fields;
use crate::frontends::stack::Stack;
use crate::ir::StepId;

/// Where a step's work is done.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Runs {
    /// In the pod.
    Here,
    /// Elsewhere: the step's resources are not for this pod.
    Elsewhere,
}

/// Reads `step_operator`: true or a name.
pub(super) fn read(config: &Fields<'_>, stack: Option<&Stack<'_>>, id: &StepId, diags: &mut Diagnostics) -> Runs {
    let Some((name, place)) = config.scalar("step_operator").filter(|(name, _)| *name != "false") else {
        return Runs::Here;
    };
    let known: &[&str] = stack.map_or(&[], |stack| &stack.step_operators);
    let found =
        if name == "true" { known.first().copied() } else { known.iter().copied().find(|known| *known == name) };
    let called = if name == "true" {
        "the step operator of the stack".to_owned()
    } else {
        format!("the step operator `{name}`")
    };
    diags.push(match found {
        Some(found) => {
            Diagnostic::new(&codes::STEP_OPERATOR, place, format!("step `{id}` runs on the step operator `{found}`"))
                .help("leave it: its pod submits the work, and takes none of the step's resources")
                .step(id)
        }
        None => {
            let there = if known.is_empty() { "none".to_owned() } else { words(known) };
            let message = format!("step `{id}` runs on {called}, which no stack file names");
            Diagnostic::new(&codes::UNKNOWN_OPERATOR, place, message)
                .help(format!("give a stack file whose `components.step_operator` has it; there is {there}"))
                .step(id)
        }
    });
    Runs::Elsewhere
}
