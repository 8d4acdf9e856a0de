//! Reads a target's settings and tells every mistake in them, each at its place.
//!
//! The targets' settings are plain serde structs (container-level `#[serde(default)]`, no `flatten`, no `untagged`). This
//! `Deserializer` over the raw nodes is handed the names of a struct's fields, so it tells every unknown key; a value
//! that fails is told, left out and the struct read again without it, until nothing new fails.

mod deserializer;
mod merge;
mod types;

use indexmap::IndexMap;

use super::{Backend, Scoped};
use crate::diag::Diagnostics;
use crate::ir::Pipeline;
use deserializer::Reader;

pub use types::{EnvNames, ImageName, Namespace, ObjectName, Phrase, PositiveDuration, StartingDeadline};

/// Reads the settings of one target: the pipeline's, and each step's over what it inherits. `None` after a mistake.
pub fn read<B: Backend>(target: &'static str, pipeline: &Pipeline, diags: &mut Diagnostics) -> Option<Scoped<B>> {
    let before = diags.len();
    let mut reader = Reader::new(target, diags);
    let whole = pipeline.settings.get(target);
    let of_pipeline: B::Settings = reader.read(whole, &[]);
    let fields_of_pipeline = deserializer::fields::<B::Settings>();
    let fields_of_step = deserializer::fields::<B::StepSettings>().iter().copied();
    let inherited: Vec<&str> = fields_of_step.filter(|field| !B::NOT_INHERITED.contains(field)).collect();
    let mut steps = IndexMap::new();
    for (id, step) in &pipeline.steps {
        let own = step.settings.get(target);
        // Alone first, so that a mistake is told where it stands and as a step's.
        let alone: B::StepSettings = reader.read(own, fields_of_pipeline);
        let settings = match merge::inherited(whole, own, &inherited) {
            Some(merged) => Reader::silent(target, &mut Diagnostics::new()).read(Some(&merged), &[]),
            None => alone,
        };
        steps.insert(id.clone(), settings);
    }
    (diags.len() == before).then_some(Scoped { pipeline: of_pipeline, steps })
}
