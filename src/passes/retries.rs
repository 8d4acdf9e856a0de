//! The longest wait between attempts is not below the first one.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::Pipeline;

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    for (id, step) in &pipeline.steps {
        let Some(retry) = &step.retry else { continue };
        let (Some(delay), Some(longest)) = (&retry.value.delay, &retry.value.max_delay) else { continue };
        if longest.value >= delay.value {
            continue;
        }
        diags.push(
            Diagnostic::new(
                &codes::MAX_DELAY_BELOW_DELAY,
                longest.origin.place(),
                format!("the longest delay `{}` of step `{id}` is below its first, `{}`", longest.value, delay.value),
            )
            .also(delay.origin.place(), "the first delay")
            .help("raise `max_delay`, or lower `delay`")
            .step(id),
        );
    }
}
