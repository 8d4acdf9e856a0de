//! From volumes to the platform's mounts.
//!
//! The driver names a volume after its source (backend/src/v2/driver/k8s.go), so sources of one name in a step would
//! become one broken volume, and a name must be one that a volume may have.

use indexmap::IndexMap;

use super::escape::{KubeflowText, StepEscape};
use super::platform::{Config, ConfigMapAsVolume, EmptyDirMount, PvcMount, SecretAsVolume};
use crate::backends::kube::lowering::{Carried, Lowering, origin};
use crate::ir::{At, Field, Literal, Refusal, Step, Volume, VolumeSource};

/// The volume behind `/dev/shm`.
const SHARED_MEMORY: &str = "segue-shm";
/// Volumes that the backend gives each step (argocompiler/container.go), and Argo its pods.
const RESERVED: [&str; 9] = [
    "kfp-launcher",
    "gcs-scratch",
    "s3-scratch",
    "minio-scratch",
    "dot-local-scratch",
    "dot-cache-scratch",
    "dot-config-scratch",
    "var-run-argo",
    "tmp-dir-argo",
];

/// What a volume of some name is made of.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Kind {
    Claim,
    Secret,
    Config,
}

impl Lowering<'_, '_, StepEscape<'_>> {
    /// Fills in the mounts of a step.
    pub(super) fn mounts(&mut self, config: &mut Config) {
        let mut kinds: IndexMap<String, Kind> = IndexMap::new();
        let step = self.step;
        for (position, volume) in step.work.volumes.iter().enumerate() {
            let part = |step: &Step| step.work.volumes.get(position).map(|volume| volume.origin);
            match self.named(volume, &mut kinds) {
                Ok(Mount::Claim(mount)) => config.pvc_mount.push(self.mark(mount, part)),
                Ok(Mount::Secret(mount)) => config.secret_as_volume.push(self.mark(mount, part)),
                Ok(Mount::Config(mount)) => config.config_map_as_volume.push(self.mark(mount, part)),
                Ok(Mount::Empty) => {}
                Err((refusal, field)) => self.refuse(&refusal, field, volume.origin),
            }
        }
        let is_free = |name: &String| !kinds.contains_key(name);
        if let Some(size) = &step.work.resources.shared_memory {
            let mount = EmptyDirMount {
                volume_name: free(SHARED_MEMORY, is_free),
                mount_path: KubeflowText::of_ours("/dev/shm".into()),
                medium: Some("Memory"),
                size_limit: Some(size.value.to_string()),
            };
            let mark = |step: &Step| origin(step.work.resources.shared_memory.as_ref());
            config.empty_dir_mounts.push(self.mark(mount, mark));
        }
        let mut number = 0;
        for (position, volume) in step.work.volumes.iter().enumerate() {
            let VolumeSource::Empty { size, memory } = &volume.value.source else { continue };
            number += 1;
            let Some(mount_path) = self.path(&volume.value.mount, volume) else { continue };
            let mount = EmptyDirMount {
                volume_name: free(&format!("empty-{number}"), is_free),
                mount_path,
                medium: memory.then_some("Memory"),
                size_limit: size.map(|size| size.to_string()),
            };
            let part = |step: &Step| step.work.volumes.get(position).map(|volume| volume.origin);
            config.empty_dir_mounts.push(self.mark(mount, part));
        }
    }

    fn path(&mut self, path: &Literal, volume: &At<Volume>) -> Option<KubeflowText> {
        let lowered = path.lower(&mut self.escape, Field::Path);
        lowered.map_err(|refusal| self.refuse(&refusal, Field::Path, volume.origin)).ok()
    }

    fn named(&mut self, volume: &At<Volume>, kinds: &mut IndexMap<String, Kind>) -> Result<Mount, (Refusal, Field)> {
        let (kind, name) = match &volume.value.source {
            VolumeSource::Claim(name) => (Kind::Claim, name),
            VolumeSource::Secret(name) => (Kind::Secret, name),
            VolumeSource::Config(name) => (Kind::Config, name),
            VolumeSource::Empty { .. } => return Ok(Mount::Empty),
        };
        let name = name.lower(&mut self.escape, Field::ObjectName).map_err(|refusal| (refusal, Field::ObjectName))?;
        check_name(name.as_name()).map_err(|refusal| (refusal, Field::ObjectName))?;
        if *kinds.entry(name.as_name().to_owned()).or_insert(kind) != kind {
            let refusal = Refusal {
                what: format!(
                    "is `{}` like the name of another kind of volume in this step, and volumes are named after it",
                    name.as_name()
                ),
                remedy: "give one of the two objects another name".to_owned(),
            };
            return Err((refusal, Field::ObjectName));
        }
        let mut path =
            |path: &Literal| path.lower(&mut self.escape, Field::Path).map_err(|refusal| (refusal, Field::Path));
        let mount_path = path(&volume.value.mount)?;
        Ok(match kind {
            Kind::Claim => {
                let sub_path = volume.value.sub_path.as_ref().map(path).transpose()?;
                Mount::Claim(PvcMount { constant: name, mount_path, sub_path })
            }
            // `support` refuses a sub path of these.
            Kind::Secret => Mount::Secret(SecretAsVolume { secret_name: name, mount_path, optional: false }),
            Kind::Config => Mount::Config(ConfigMapAsVolume { config_map_name: name, mount_path, optional: false }),
        })
    }
}

enum Mount {
    Claim(PvcMount),
    Secret(SecretAsVolume),
    Config(ConfigMapAsVolume),
    /// Named by us, once the others have their names.
    Empty,
}

/// A volume's name is a DNS label, an object's may hold dots and be longer.
fn check_name(name: &str) -> Result<(), Refusal> {
    let what = if name.contains('.') || name.len() > 63 {
        "has dots or more than 63 characters, and Kubeflow names the volume after it"
    } else if RESERVED.contains(&name) {
        "is the name of a volume of Kubeflow's own"
    } else {
        return Ok(());
    };
    Err(Refusal { what: format!("is `{name}`, which {what}"), remedy: "give the object another name".to_owned() })
}

fn free(wish: &str, is_free: impl Fn(&String) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{wish}-{number}"));
    std::iter::once(wish.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}
