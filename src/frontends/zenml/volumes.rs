//! Volumes and where they are mounted.
//!
//! In pod settings a mount names a volume; in our language one entry is both. A memory-backed folder with a size at
//! `/dev/shm` is shared memory, which every target knows as such.

use super::lost::Lost;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frontends::shape::check::Bad;
use crate::ir::{At, Literal, Quantity, QuantityError, Volume, VolumeSource};
use crate::source::Node;

/// What the volumes of a step come to.
#[derive(Default)]
pub(super) struct Volumes {
    /// Those that are mounted as such.
    pub(super) mounts: Vec<At<Volume>>,
    /// The size of `/dev/shm`.
    pub(super) shared_memory: Option<At<Quantity>>,
}

/// Keys of a volume's source that we have a word for, by kind.
const KINDS: &[(&str, &[&str])] = &[
    ("persistentVolumeClaim", &["claimName", "readOnly"]),
    ("secret", &["secretName"]),
    ("configMap", &["name"]),
    ("emptyDir", &["medium", "sizeLimit"]),
];

/// Keys of a mount that we have a word for.
const MOUNT: &[&str] = &["name", "mountPath", "readOnly", "subPath"];

/// Reads the lists `volumes` and `volume_mounts` of a step.
pub(super) fn read(
    volumes: Option<Node<'_>>,
    mounts: Option<Node<'_>>,
    bad: &Bad,
    step: &str,
    lost: &mut Lost<'_>,
    diags: &mut Diagnostics,
) -> Volumes {
    let mut read = Volumes::default();
    let volumes: Vec<Node<'_>> = volumes.into_iter().flat_map(Node::items).filter(|node| !bad.touches(*node)).collect();
    let mounts: Vec<Node<'_>> = mounts.into_iter().flat_map(Node::items).filter(|node| !bad.touches(*node)).collect();
    let mut folders: Vec<&str> = Vec::new();
    for mount in &mounts {
        let Some(name) = text(*mount, "name") else { continue };
        let Some(volume) = volumes.iter().find(|volume| text(**volume, "name") == Some(name)) else {
            diags.push(unknown(*mount, name, step));
            continue;
        };
        let Some(source) = source(*volume, step, lost, diags) else { continue };
        if matches!(source, VolumeSource::Empty { .. }) {
            if folders.contains(&name) {
                let what =
                    format!("each mount of the empty volume `{name}` is a folder of its own, so they are not shared");
                lost.other("volume_mounts", mount.place(), what, Some(step));
            }
            folders.push(name);
        }
        for key in mount.entries().filter(|entry| !entry.is_null()).filter_map(|entry| Some((entry.key()?, entry))) {
            if !MOUNT.contains(&key.0) {
                lost.other(key.0, key.1.key_place(), format!("`{}` of a mount is lost", key.0), Some(step));
            }
        }
        add(*mount, *volume, source, &mut read);
    }
    for volume in &volumes {
        let name = text(*volume, "name").unwrap_or_default();
        if mounts.iter().all(|mount| text(*mount, "name") != Some(name)) {
            lost.other(
                "volumes",
                volume.place(),
                format!("volume `{name}` is mounted nowhere, so it is lost"),
                Some(step),
            );
        }
    }
    read
}

fn text<'t>(node: Node<'t>, key: &str) -> Option<&'t str> {
    node.get(key).filter(|value| !value.is_null())?.text()
}

fn add(mount: Node<'_>, volume: Node<'_>, source: VolumeSource, read: &mut Volumes) {
    let Some(path) = text(mount, "mountPath") else { return };
    let sub_path = text(mount, "subPath").map(Literal::new);
    if let VolumeSource::Empty { size: Some(size), memory: true } = source
        && path.trim_end_matches('/') == "/dev/shm"
        && sub_path.is_none()
    {
        read.shared_memory = Some(At::new(size, volume.place()));
        return;
    }
    let is_read_only = |node: Node<'_>| text(node, "readOnly") == Some("true");
    let claim = volume.get("persistentVolumeClaim");
    let mount_point = Volume {
        mount: Literal::new(path),
        source,
        read_only: is_read_only(mount) || claim.is_some_and(is_read_only),
        sub_path,
    };
    read.mounts.push(At::new(mount_point, mount.place()));
}

fn source(volume: Node<'_>, step: &str, lost: &mut Lost<'_>, diags: &mut Diagnostics) -> Option<VolumeSource> {
    let is_kind = |entry: &Node<'_>| entry.key() != Some("name") && !entry.is_null();
    let kind = volume.entries().find(is_kind)?;
    let name = kind.key().unwrap_or_default();
    let Some((_, known)) = KINDS.iter().find(|(known, _)| *known == name) else {
        let what = format!("a volume of kind `{name}` is lost, and its mounts with it");
        lost.other(name, kind.key_place(), what, Some(step));
        return None;
    };
    for entry in kind.entries().filter(|entry| !entry.is_null()) {
        let key = entry.key().unwrap_or_default();
        if !known.contains(&key) {
            lost.other(key, entry.key_place(), format!("`{key}` of a `{name}` is lost"), Some(step));
        }
    }
    Some(match name {
        "persistentVolumeClaim" => VolumeSource::Claim(Literal::new(text(kind, "claimName")?)),
        "secret" => VolumeSource::Secret(Literal::new(text(kind, "secretName")?)),
        "configMap" => VolumeSource::Config(Literal::new(text(kind, "name")?)),
        _ => VolumeSource::Empty {
            size: kind.get("sizeLimit").filter(|size| !size.is_null()).and_then(|size| bytes(size, diags)),
            memory: text(kind, "medium") == Some("Memory"),
        },
    })
}

/// Kubernetes' own spelling: bytes need no unit there.
fn bytes(node: Node<'_>, diags: &mut Diagnostics) -> Option<Quantity> {
    let text = node.text()?;
    let read = match Quantity::parse_bytes(text) {
        Err(QuantityError::NoUnit) => Quantity::parse_bytes(&format!("{text}B")),
        other => other,
    };
    read.inspect_err(|why| {
        let message = format!("size `{text}` {why}");
        diags.push(
            Diagnostic::new(&codes::QUANTITY, node.place(), message).help("write a number and a unit, such as `8Gi`"),
        );
    })
    .ok()
}

fn unknown(mount: Node<'_>, name: &str, step: &str) -> Diagnostic {
    let message = format!("step `{step}` mounts the volume `{name}`, which `volumes` does not have");
    Diagnostic::new(&codes::KUBERNETES_SHAPE, mount.place(), message)
        .help("add the volume, or remove the mount")
        .step(step)
}
