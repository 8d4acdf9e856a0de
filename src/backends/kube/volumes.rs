//! Volumes and their mounts.

use indexmap::IndexMap;
use serde::Serialize;

use super::placement::Refused;
use crate::ir::{At, Escape, Field, Literal, Quantity, Refusal, Volume as IrVolume, VolumeSource};

/// The volume behind `/dev/shm`.
const SHARED_MEMORY: &str = "segue-shm";

/// `Volume`: a name and one source.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct Volume<T> {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persistent_volume_claim: Option<Claim<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config_map: Option<ConfigMap<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty_dir: Option<EmptyDir>,
}

/// `PersistentVolumeClaimVolumeSource`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct Claim<T> {
    pub claim_name: T,
}

/// `SecretVolumeSource`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct Secret<T> {
    pub secret_name: T,
}

/// `ConfigMapVolumeSource`.
#[derive(Clone, Debug, Serialize)]
pub(in crate::backends) struct ConfigMap<T> {
    pub name: T,
}

/// `EmptyDirVolumeSource`. A medium of `Memory` counts against the container's memory limit.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct EmptyDir {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_limit: Option<String>,
}

/// `VolumeMount`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::backends) struct Mount<T> {
    pub name: String,
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
    pub mount_path: MountPath<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_path: Option<T>,
}

/// A path of the user's, or one of ours.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(in crate::backends) enum MountPath<T> {
    Written(T),
    Own(&'static str),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The volumes and mounts of a step.
#[derive(Clone, Debug)]
pub(in crate::backends) struct Mounted<T> {
    pub volumes: Vec<Volume<T>>,
    pub mounts: Vec<Mount<T>>,
}

/// Lowers shared memory and volumes: equal claims, secrets and config maps share one volume, each empty one is its own.
///
/// What of them the target cannot carry comes beside, and is left out.
pub(in crate::backends) fn lower<'p, E: Escape>(
    shared_memory: Option<&At<Quantity>>,
    volumes: &'p [At<IrVolume>],
    escape: &mut E,
) -> (Mounted<E::Out>, Vec<Refused<'p, IrVolume>>) {
    let mut mounted = Mounted { volumes: Vec::new(), mounts: Vec::new() };
    if let Some(size) = shared_memory {
        let empty = EmptyDir { medium: Some("Memory"), size_limit: Some(size.value.to_string()) };
        mounted.volumes.push(Volume { empty_dir: Some(empty), ..bare(SHARED_MEMORY) });
        mounted.mounts.push(Mount {
            name: SHARED_MEMORY.to_owned(),
            read_only: false,
            mount_path: MountPath::Own("/dev/shm"),
            sub_path: None,
        });
    }
    let mut names: IndexMap<Key<'_>, String> = IndexMap::new();
    let mut refused = Vec::new();
    for (position, volume) in volumes.iter().enumerate() {
        let key = Key::of(&volume.value.source, position);
        if !names.contains_key(&key) {
            let name = free_name(&key, &names);
            match source(&name, &volume.value.source, escape) {
                Ok(written) => mounted.volumes.push(written),
                Err(refusal) => refused.push((refusal, Field::ObjectName, volume)),
            }
            names.insert(Key::of(&volume.value.source, position), name);
        }
        let name = names.get(&key).map(String::as_str).unwrap_or_default();
        match mount(name, &volume.value, escape) {
            Ok(written) => mounted.mounts.push(written),
            Err(refusal) => refused.push((refusal, Field::Path, volume)),
        }
    }
    (mounted, refused)
}

/// What makes two mounts share a volume.
#[derive(PartialEq, Eq, Hash)]
enum Key<'p> {
    Claim(&'p Literal),
    Secret(&'p Literal),
    Config(&'p Literal),
    Empty(usize),
}

impl<'p> Key<'p> {
    fn of(source: &'p VolumeSource, position: usize) -> Self {
        match source {
            VolumeSource::Claim(name) => Key::Claim(name),
            VolumeSource::Secret(name) => Key::Secret(name),
            VolumeSource::Config(name) => Key::Config(name),
            VolumeSource::Empty { .. } => Key::Empty(position),
        }
    }
}

/// `claim-data`, `secret-site-tls`, `empty-1`; a number behind it where sources of a step look alike. Volumes have names
/// inside their pod only, so what another step mounts does not matter.
fn free_name(key: &Key<'_>, names: &IndexMap<Key<'_>, String>) -> String {
    /// Leaves room in a DNS label for the kind and a number.
    const LONGEST: usize = 50;
    let wish = match key {
        Key::Claim(name) => format!("claim-{}", name.slug(LONGEST)),
        Key::Secret(name) => format!("secret-{}", name.slug(LONGEST)),
        Key::Config(name) => format!("config-{}", name.slug(LONGEST)),
        Key::Empty(_) => {
            let before = names.keys().filter(|key| matches!(key, Key::Empty(_))).count();
            return format!("empty-{}", before + 1);
        }
    };
    let wish = wish.trim_end_matches('-').to_owned();
    let is_free = |name: &String| names.values().all(|taken| taken != name);
    let numbered = (2..).map(|number| format!("{wish}-{number}"));
    std::iter::once(wish.clone()).chain(numbered).find(is_free).unwrap_or(wish)
}

/// A mount of ours, to read only.
pub(in crate::backends) fn own_mount<T>(name: &str, path: &'static str) -> Mount<T> {
    Mount { name: name.to_owned(), read_only: true, mount_path: MountPath::Own(path), sub_path: None }
}

/// A volume of ours: a config map's entries as files.
pub(in crate::backends) fn own_config_map<T>(name: &str, config_map: T) -> Volume<T> {
    Volume { config_map: Some(ConfigMap { name: config_map }), ..bare(name) }
}

fn bare<T>(name: &str) -> Volume<T> {
    Volume { name: name.to_owned(), persistent_volume_claim: None, secret: None, config_map: None, empty_dir: None }
}

fn source<E: Escape>(name: &str, source: &VolumeSource, escape: &mut E) -> Result<Volume<E::Out>, Refusal> {
    let volume = bare(name);
    Ok(match source {
        VolumeSource::Claim(name) => {
            let claim_name = name.lower(escape, Field::ObjectName)?;
            Volume { persistent_volume_claim: Some(Claim { claim_name }), ..volume }
        }
        VolumeSource::Secret(name) => {
            let secret_name = name.lower(escape, Field::ObjectName)?;
            Volume { secret: Some(Secret { secret_name }), ..volume }
        }
        VolumeSource::Config(name) => {
            let name = name.lower(escape, Field::ObjectName)?;
            Volume { config_map: Some(ConfigMap { name }), ..volume }
        }
        VolumeSource::Empty { size, memory } => {
            let size_limit = size.map(|size| size.to_string());
            Volume { empty_dir: Some(EmptyDir { medium: memory.then_some("Memory"), size_limit }), ..volume }
        }
    })
}

fn mount<E: Escape>(name: &str, volume: &IrVolume, escape: &mut E) -> Result<Mount<E::Out>, Refusal> {
    Ok(Mount {
        name: name.to_owned(),
        read_only: volume.read_only,
        mount_path: MountPath::Written(volume.mount.lower(escape, Field::Path)?),
        sub_path: volume.sub_path.as_ref().map(|path| path.lower(escape, Field::Path)).transpose()?,
    })
}
