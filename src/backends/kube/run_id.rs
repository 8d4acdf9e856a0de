//! The variables that hold the run id.

use crate::backends::settings::EnvNames;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{At, EnvName};
use crate::passes::Plan;

/// The pipeline's variables, then those of the target's setting `run_id_env`. One of the latter that a step defines
/// itself is told; the former are checked by the passes.
pub(in crate::backends) fn variables(
    target: &str,
    plan: &Plan,
    setting: &EnvNames,
    diags: &mut Diagnostics,
) -> Vec<At<EnvName>> {
    let pipeline = plan.pipeline();
    let mut variables = pipeline.run_id_env.clone();
    for name in &setting.0 {
        if variables.iter().all(|known| known.value != *name) {
            variables.push(At { value: name.clone(), origin: pipeline.origin });
        }
    }
    for (id, step) in plan.steps() {
        for (name, entry) in step.work.env.iter().filter(|(name, _)| setting.0.contains(name)) {
            diags.push(
                Diagnostic::new(
                    &codes::RUN_ID_DEFINED,
                    entry.origin.place(),
                    format!("variable `{name}` of step `{id}` holds the run id already"),
                )
                .help(format!("rename the variable, or name others under `targets.{target}.run_id_env`"))
                .target(target)
                .step(id),
            );
        }
    }
    variables
}
