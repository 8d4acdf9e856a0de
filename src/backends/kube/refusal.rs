//! Tells that a target cannot carry a text.

use crate::diag::{Code, Diagnostic};
use crate::ir::{Field, Origin, Refusal, StepId};

/// The diagnostic of a refused text: it names field, step, target and cause.
pub(in crate::backends) fn diagnostic(
    target: &str,
    code: &'static Code,
    refusal: &Refusal,
    field: Field,
    step: Option<&StepId>,
    origin: Origin,
) -> Diagnostic {
    let of_step = step.map(|step| format!(" of step `{step}`")).unwrap_or_default();
    let message = format!("target `{target}` cannot carry this {}{of_step}: it {}", field.name(), refusal.what);
    let diagnostic = Diagnostic::new(code, origin.place(), message).help(refusal.remedy.clone()).target(target);
    match step {
        Some(step) => diagnostic.step(step),
        None => diagnostic,
    }
}
