//! How large a workflow may be.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::source::Place;

/// Items that Argo's full CRDs, the default of v4, take in `spec.templates` and in `dag.tasks`.
pub(super) const CRD_ITEMS: usize = 200;
/// Bytes of spec past which a user should know: client-side `kubectl apply` keeps a copy in an annotation and fails.
const LARGE: usize = 256 * 1024;
/// Bytes of spec that leave no room for a run's status in the 1 MiB of a workflow (`MAX_WORKFLOW_SIZE`).
const TOO_LARGE: usize = 900 * 1024;

/// Tells what the API server would refuse by number.
pub(super) fn count(what: &str, count: usize, place: Place, diags: &mut Diagnostics) {
    if count <= CRD_ITEMS {
        return;
    }
    diags.push(
        Diagnostic::new(
            &codes::ARGO_TOO_LARGE,
            place,
            format!("target `argo` makes {count} {what} of this pipeline, and Argo's full CRDs take {CRD_ITEMS}"),
        )
        .help("split the pipeline, or install Argo's minimal CRDs and set `targets: {argo: {minimal_crds: true}}`")
        .target("argo"),
    );
}

/// Tells a spec of `bytes` of JSON that is too large, or nearly.
pub(super) fn size(bytes: usize, place: Place, diags: &mut Diagnostics) {
    let kib = bytes.div_ceil(1024);
    if bytes > TOO_LARGE {
        diags.push(
            Diagnostic::new(
                &codes::ARGO_TOO_LARGE,
                place,
                format!("target `argo` makes {kib} KiB of this pipeline, and a run with more than 900 has no room for its status"),
            )
            .help("split the pipeline, or move long texts into images or files")
            .target("argo"),
        );
    } else if bytes > LARGE {
        diags.push(
            Diagnostic::new(
                &codes::ARGO_LARGE,
                place,
                format!("target `argo` makes {kib} KiB of this pipeline; a workflow may hold 1024 with its status"),
            )
            .help("apply it with `kubectl apply --server-side` or `kubectl create`: a plain `kubectl apply` fails above 256 KiB")
            .target("argo"),
        );
    }
}
