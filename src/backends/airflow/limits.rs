//! How large a DAG may be: each edge costs time in proportion to the number of tasks, at each parse.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::passes::Plan;

/// Tasks and edges past which a user should know (5,000 tasks with 10,000 edges were run).
const MANY_TASKS: usize = 5_000;
const MANY_EDGES: usize = 25_000;
/// Tasks that no parse ends with in the 30 seconds of `dagbag_import_timeout`.
const TOO_MANY: usize = 20_000;

/// Tells a DAG that is too large, or nearly.
pub(super) fn check(plan: &Plan, diags: &mut Diagnostics) {
    let pipeline = plan.pipeline();
    let tasks = pipeline.steps.len();
    let edges: usize = pipeline.steps.values().map(|step| step.needs.len()).sum();
    let place = pipeline.name.as_ref().map_or(pipeline.origin, |name| name.origin).place();
    if tasks >= TOO_MANY {
        diags.push(
            Diagnostic::new(
                &codes::AIRFLOW_TOO_LARGE,
                place,
                format!(
                    "target `airflow` makes {tasks} tasks of this pipeline, more than Airflow parses before it gives up"
                ),
            )
            .help("split the pipeline")
            .target("airflow"),
        );
    } else if tasks > MANY_TASKS || edges > MANY_EDGES {
        diags.push(
            Diagnostic::new(
                &codes::AIRFLOW_LARGE,
                place,
                format!(
                    "target `airflow` makes {tasks} tasks and {edges} edges of this pipeline, which take long to parse"
                ),
            )
            .help("split the pipeline, or raise `dagbag_import_timeout`")
            .target("airflow"),
        );
    }
}
