//! How large a pipeline may be.
//!
//! The backend compiles the whole pipeline into one Argo workflow, with each container's JSON as a parameter that the
//! driver's pod gets as one argument.

use super::TARGET;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::StepId;
use crate::source::Place;

/// Bytes of a workflow that Argo takes (`MAX_WORKFLOW_SIZE`); only the status of nodes is compressed.
const TOO_LARGE: usize = 1024 * 1024;
/// Bytes of a workflow past which a run's status may not fit.
const LARGE: usize = 800_000;
/// Bytes of a container's JSON that Linux no longer takes as one argument.
const CONTAINER_TOO_LARGE: usize = 131_072;
/// Bytes of a container's JSON that come near to that.
const CONTAINER_LARGE: usize = 100_000;
/// Bytes of workflow for a step beside its name, which stands there twice, and for a container beside its text.
const STEP: usize = 1_200;
const CONTAINER: usize = 400;

/// The estimated size of the workflow that the backend compiles.
pub(super) fn estimate(names: impl Iterator<Item = usize>, containers: impl Iterator<Item = usize>) -> usize {
    let steps: usize = names.map(|name| STEP + 2 * name).sum();
    let containers: usize = containers.map(|text| CONTAINER + text).sum();
    steps + containers
}

/// Tells a workflow of about `bytes` that is too large, or nearly.
pub(super) fn workflow(bytes: usize, place: Place, diags: &mut Diagnostics) {
    let kib = bytes.div_ceil(1024);
    let (code, most) = match bytes {
        0..=LARGE => return,
        _ if bytes <= TOO_LARGE => (&codes::KUBEFLOW_LARGE, "holds 1024 with its status"),
        _ => (&codes::KUBEFLOW_TOO_LARGE, "may not hold more than 1024"),
    };
    let message =
        format!("target `{TARGET}` compiles about {kib} KiB of this pipeline, and a workflow of Argo's {most}");
    diags.push(
        Diagnostic::new(code, place, message)
            .help("split the pipeline, or move long texts into images or files")
            .target(TARGET),
    );
}

/// Tells a step whose container's JSON is too large, or nearly.
pub(super) fn container(bytes: usize, step: &StepId, place: Place, diags: &mut Diagnostics) {
    let code = match bytes {
        0..=CONTAINER_LARGE => return,
        _ if bytes < CONTAINER_TOO_LARGE => &codes::KUBEFLOW_LARGE,
        _ => &codes::KUBEFLOW_TOO_LARGE,
    };
    let message = format!(
        "target `{TARGET}` makes {bytes} bytes of the container of step `{step}`, and its driver takes fewer than \
         {CONTAINER_TOO_LARGE}"
    );
    diags.push(
        Diagnostic::new(code, place, message)
            .help("pass a file or a URL instead of long texts")
            .target(TARGET)
            .step(step),
    );
}
