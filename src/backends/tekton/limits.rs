//! How large a pipeline may be.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::source::Place;

/// Bytes of a pipeline past which a user should know: a run's status holds a copy, and etcd takes 1.5 MiB an object.
const LARGE: usize = 600_000;
/// Bytes of a pipeline that leave no room for the rest of a run's status.
const TOO_LARGE: usize = 1_200_000;
/// Bytes that the values of a config map may hold together (kubernetes v1.35, `MaxSecretSize`).
const CONFIG_MAP: usize = 1_048_576;

/// Tells a pipeline of `bytes` of JSON that is too large, or nearly; one that stands in its run is stored twice.
pub(super) fn size(bytes: usize, is_embedded: bool, place: Place, diags: &mut Diagnostics) {
    let share = if is_embedded { 2 } else { 1 };
    let kilobytes = bytes.div_ceil(1_000);
    let most = TOO_LARGE / share;
    if bytes > most {
        diags.push(
            Diagnostic::new(
                &codes::TEKTON_TOO_LARGE,
                place,
                format!(
                    "target `tekton` makes {kilobytes} kB of this pipeline, and a run with more than {} has no room for \
                     its status",
                    most / 1_000
                ),
            )
            .help("split the pipeline, or move long texts into images or files")
            .target(super::TARGET),
        );
    } else if bytes > LARGE / share {
        diags.push(
            Diagnostic::new(
                &codes::TEKTON_LARGE,
                place,
                format!(
                    "target `tekton` makes {kilobytes} kB of this pipeline; a run with more than {} has no room for its \
                     status",
                    most / 1_000
                ),
            )
            .help("apply it with `kubectl apply --server-side` or `kubectl create`: a plain `kubectl apply` fails above 256 KiB")
            .target(super::TARGET),
        );
    }
}

/// Tells a run of `bytes` of JSON that does not fit into the schedule's config map.
pub(super) fn config_map(bytes: usize, place: Place, diags: &mut Diagnostics) {
    if bytes <= CONFIG_MAP {
        return;
    }
    diags.push(
        Diagnostic::new(
            &codes::TEKTON_TOO_LARGE,
            place,
            format!(
                "target `tekton` makes {} kB of a scheduled run, and a config map takes {}",
                bytes.div_ceil(1_000),
                CONFIG_MAP / 1_000
            ),
        )
        .help("split the pipeline")
        .target(super::TARGET),
    );
}
