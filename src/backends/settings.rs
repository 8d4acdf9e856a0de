//! Reads a target's settings and tells every mistake in them, each at its place.
//!
//! The targets' settings are plain serde structs (container-level `#[serde(default)]`, no `flatten`, no `untagged`). This
//! `Deserializer` over the raw nodes is handed the names of a struct's fields, so it tells every unknown key; a value
//! that fails is told, left out and the struct read again without it, until nothing new fails.

mod counts;
mod deserializer;
mod distinct;
mod merge;
mod types;

use indexmap::IndexMap;

use super::{Backend, Scoped};
use crate::diag::Diagnostics;
use crate::ir::{Pipeline, Section, SectionKind, Sections};
use deserializer::Reader;

pub use counts::{Count, History, WholeSeconds};
pub use distinct::Distinct;
pub use types::{
    DataKey, EnvNames, FreeText, ImageName, Namespace, ObjectName, Phrase, PositiveDuration, StartingDeadline,
};

/// One setting of a target as written, of a pipeline or of a step: where its mistakes are told.
pub fn written<'s>(sections: &'s Sections, target: &str, key: &str) -> Option<&'s Section> {
    match &sections.get(target)?.kind {
        SectionKind::Map(settings) => settings.get(key),
        SectionKind::Scalar { .. } | SectionKind::List(_) => None,
    }
}

/// Tells the mistakes in a pipeline's settings of one target, where there is no pipeline.
pub fn check<B: Backend>(backend: &B, settings: &Sections, diags: &mut Diagnostics) {
    let target = backend.name();
    let _: B::Settings = Reader::new(target, diags).read(settings.get(target), &[]);
}

/// Reads the settings of one target: the pipeline's, and each step's over what it inherits. `None` after a mistake.
pub fn read<B: Backend>(backend: &B, pipeline: &Pipeline, diags: &mut Diagnostics) -> Option<Scoped<B>> {
    let target = backend.name();
    let before = diags.len();
    let mut reader = Reader::new(target, diags);
    let whole = pipeline.settings.get(target);
    let of_pipeline: B::Settings = reader.read(whole, &[]);
    let fields_of_pipeline = deserializer::fields::<B::Settings>();
    let of_step = deserializer::fields::<B::StepSettings>();
    let shared = whole.and_then(|whole| merge::only(whole, |key| of_step.contains(&key)));
    let below = shared.as_ref().and_then(|shared| merge::only(shared, |key| !B::NOT_INHERITED.contains(&key)));
    let mut steps = IndexMap::new();
    for (id, step) in &pipeline.steps {
        let own = step.settings.get(target);
        // Alone first, so that a mistake is told where it stands and as a step's; without nulls over what
        // the pipeline has, which remove it here.
        let written = own.and_then(|own| merge::without_removals(whole, shared.as_ref(), own));
        let alone: B::StepSettings = reader.read(written.as_ref(), fields_of_pipeline);
        let settings = match (&below, own) {
            (Some(below), Some(own)) => {
                Reader::silent(target, &mut Diagnostics::new()).read(merge::over(below, own).as_ref(), &[])
            }
            (Some(below), None) => Reader::silent(target, &mut Diagnostics::new()).read(Some(below), &[]),
            (None, _) => alone,
        };
        steps.insert(id.clone(), settings);
    }
    (diags.len() == before).then_some(Scoped { pipeline: of_pipeline, steps })
}
