//! Locks that a run or a step holds while it goes on: what the setting says, and Argo's form of it.
//!
//! A lock of the pipeline is taken once for the whole run, one of a step for each of its attempts. Steps do not inherit
//! the pipeline's: a step would then wait for what its own run holds, without end (workflow/sync/semaphore.go, v4.0.2:
//! holders of a lock are compared by run and node).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::escape::{ArgoText, TemplateEscape};
use super::parameters::Forms;
use super::settings::Version;
use super::{TARGET, TELLER};
use crate::backends::kube::lowering::Carried;
use crate::backends::settings::{self, DataKey, Distinct, FreeText, ObjectName};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::ir::{Field, Section, SectionKind, Sections, StepId};
use crate::source::Place;

/// The key of the setting.
pub(super) const KEY: &str = "synchronization";

/// Locks: a mutex has one holder at a time, a semaphore as many as its config map says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Synchronization {
    // Argo fails a run that names one twice (`checkDuplicates`, workflow/sync/syncitems.go, v4.0.2).
    /// Names of mutexes, each once, shared by all that name them in a namespace; none if not set.
    pub mutexes: Distinct<FreeText>,
    /// Semaphores, each once; none if not set.
    pub semaphores: Distinct<Semaphore>,
}

/// A semaphore: an entry of a config map that says how many may hold it at a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Semaphore {
    /// The config map, in the namespace of the run.
    pub config: ObjectName,
    /// The key in it, whose value is a number.
    pub key: DataKey,
}

/// `Synchronization`. Version 3.5 knows only the single forms, 4.0 only the lists.
#[derive(Debug, Serialize)]
pub(super) struct Locks {
    #[serde(skip_serializing_if = "Option::is_none")]
    semaphore: Option<SemaphoreRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mutex: Option<Mutex>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    semaphores: Vec<SemaphoreRef>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mutexes: Vec<Mutex>,
}

/// `SemaphoreRef`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SemaphoreRef {
    config_map_key_ref: ConfigMapKey,
}

/// `ConfigMapKeySelector`.
#[derive(Debug, Serialize)]
struct ConfigMapKey {
    name: ArgoText,
    key: ArgoText,
}

/// `Mutex`. Argo's templates read its name.
#[derive(Debug, Serialize)]
struct Mutex {
    name: ArgoText,
}

impl Synchronization {
    /// Argo's form, unless there is no lock; `section` is what was read, for places. What Argo cannot carry or take
    /// together is told and left out.
    pub(super) fn lower(&self, version: Version, section: Option<&Section>, diags: &mut Diagnostics) -> Option<Locks> {
        let place = section?.key.place();
        let mut mutexes: Vec<Mutex> =
            self.mutexes.iter().enumerate().filter_map(|(at, name)| mutex(name, at, section, diags)).collect();
        let mut semaphores: Vec<SemaphoreRef> = self.semaphores.iter().map(semaphore).collect();
        let count = self.mutexes.len() + self.semaphores.len();
        if count == 0 {
            return None;
        }
        Some(match version {
            Version::V3_6 => Locks { semaphore: None, mutex: None, semaphores, mutexes },
            Version::V3_5 => {
                if count > 1 {
                    diags.push(too_many(count, place));
                }
                Locks { semaphore: semaphores.pop(), mutex: mutexes.pop(), semaphores: Vec::new(), mutexes: Vec::new() }
            }
        })
    }

    /// Tells a mutex of a step that its run holds already, so that the step would wait without end.
    pub(super) fn tell_held(&self, of_run: &Self, step: &StepId, section: Option<&Section>, diags: &mut Diagnostics) {
        for (at, _) in self.mutexes.iter().enumerate().filter(|(_, name)| of_run.mutexes.contains(name)) {
            let Some(place) = item(section, at) else { continue };
            diags.push(
                Diagnostic::new(
                    &codes::ARGO_HELD_LOCK,
                    place,
                    format!("step `{step}` waits for a mutex that its run holds until it ends"),
                )
                .help("name another mutex, or remove it from the pipeline or from the step")
                .target(TARGET)
                .step(step),
            );
        }
    }

    /// What must exist before a run: a sentence for each semaphore.
    pub(super) fn prerequisites<'s>(&'s self, place: &'s str) -> impl Iterator<Item = String> + 's {
        self.semaphores.iter().map(move |semaphore| {
            let (config, key) = (&semaphore.config.0, &semaphore.key.0);
            format!("the config map `{config}`{place} with the key `{key}`, a number")
        })
    }
}

/// The setting as written, of a pipeline or of a step.
pub(super) fn section(sections: &Sections) -> Option<&Section> {
    settings::written(sections, TARGET, KEY)
}

fn mutex(name: &FreeText, at: usize, section: Option<&Section>, diags: &mut Diagnostics) -> Option<Mutex> {
    match name.0.lower(&mut TemplateEscape::new(&[], &Forms::default()), Field::Description) {
        Ok(name) => Some(Mutex { name }),
        Err(refusal) => {
            let message = format!("target `{TARGET}` cannot carry this name of a mutex: it {}", refusal.what);
            let place = item(section, at)?;
            diags.push(Diagnostic::new(TELLER.code, place, message).help(refusal.remedy).target(TARGET));
            None
        }
    }
}

fn semaphore(semaphore: &Semaphore) -> SemaphoreRef {
    let Semaphore { config, key } = semaphore;
    let (name, key) = (ArgoText::of_ours(config.into()), ArgoText::of_ours(key.into()));
    SemaphoreRef { config_map_key_ref: ConfigMapKey { name, key } }
}

/// Where a mutex stands.
fn item(section: Option<&Section>, at: usize) -> Option<Place> {
    let SectionKind::Map(entries) = &section?.kind else { return None };
    match &entries.get("mutexes")?.kind {
        SectionKind::List(items) => items.get(at).map(|item| item.origin.place()),
        SectionKind::Scalar { .. } | SectionKind::Map(_) => None,
    }
}

fn too_many(count: usize, place: Place) -> Diagnostic {
    let message = format!("version 3.5 of Argo takes one mutex or one semaphore here, and these are {count}");
    Diagnostic::new(&codes::ARGO_LOCKS, place, message)
        .help("keep one of them, or set `version: \"3.6\"` if the cluster runs that or a later one")
        .target(TARGET)
}
