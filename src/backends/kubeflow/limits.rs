//! How large a pipeline may be.
//!
//! The backend compiles the whole pipeline into one Argo workflow, with each container's JSON as a parameter that the
//! driver's pod gets as one argument. Above so many bytes Argo moves a pod's arguments into a file (v4.0.2), where the
//! kubelet no longer halves dollars; and Linux takes no more in one.

use super::TARGET;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::StepId;
use crate::source::Place;

/// Bytes of a workflow that Argo takes (`MAX_WORKFLOW_SIZE`); only the status of nodes is compressed.
const TOO_LARGE: usize = 1024 * 1024;
/// Bytes of a workflow past which a run's status may not fit.
const LARGE: usize = 800_000;
/// Bytes of JSON of a driver's arguments that are too many.
const DRIVER_TOO_LARGE: usize = 131_072;
/// Bytes that come near to that.
const DRIVER_LARGE: usize = 100_000;
/// Bytes of a driver's arguments beside the container and its platform's part: of the task and its component, for each
/// need and for each parameter.
const TASK: usize = 1_000;
const NEED: usize = 70;
const INPUT: usize = 200;
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

/// Tells a step whose driver gets too much, or nearly: `bytes` are those of the container and its platform's part.
pub(super) fn driver(bytes: usize, needs: usize, inputs: usize, step: &StepId, place: Place, diags: &mut Diagnostics) {
    let bytes = bytes + TASK + needs * NEED + inputs * INPUT;
    let code = match bytes {
        0..=DRIVER_LARGE => return,
        _ if bytes < DRIVER_TOO_LARGE => &codes::KUBEFLOW_LARGE,
        _ => &codes::KUBEFLOW_TOO_LARGE,
    };
    let message = format!(
        "target `{TARGET}` hands about {bytes} bytes of step `{step}` to its driver, which takes fewer than \
         {DRIVER_TOO_LARGE}"
    );
    diags.push(
        Diagnostic::new(code, place, message)
            .help("pass a file or a URL instead of long texts")
            .target(TARGET)
            .step(step),
    );
}
