//! No two volumes stand on one mount, shared memory included.

use indexmap::IndexMap;

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{Literal, Origin, Pipeline};

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    let shared_memory = Literal::new("/dev/shm");
    for (id, step) in &pipeline.steps {
        let mut seen: IndexMap<Literal, Origin> = IndexMap::new();
        if let Some(size) = &step.work.resources.shared_memory {
            seen.insert(shared_memory.clone(), size.origin);
        }
        for volume in &step.work.volumes {
            let mount = volume.value.mount.without_trailing_slash();
            match seen.get(&mount) {
                Some(first) => diags.push(
                    Diagnostic::new(
                        &codes::DOUBLE_MOUNT,
                        volume.origin.place(),
                        format!("step `{id}` mounts two volumes on one path"),
                    )
                    .also(first.place(), "the first one")
                    .help("give each volume a path of its own")
                    .step(id),
                ),
                None => {
                    seen.insert(mount, volume.origin);
                }
            }
        }
    }
}
