//! ZenML's pipelines: a `PipelineSnapshot`, formerly `PipelineDeployment`, as the client dumps it or the server's REST API
//! gives it.
//!
//! `document` finds the parts of each spelling, `settings` the orchestrator's settings among all, and one file each reads
//! one part of a step. Edges are `upstream_steps` and nothing else. What no file can carry is told key by key (`lost`).

pub mod contribution;
mod docker;
mod document;
mod env_from;
mod environment;
mod images;
pub mod listing;
mod lost;
mod lower;
mod notes;
mod operator;
mod pod;
mod resources;
mod schedule;
mod settings;
mod step;
mod tables;
mod targets;
mod volumes;

use super::shape::check::{Bad, Checker};
use super::{Frontend, Input, stack};
use crate::diag::Diagnostics;
use crate::ir::Pipeline;
use crate::source::Tree;
pub use lost::Meaning;

/// The front end of ZenML's snapshots.
pub struct Zenml;

impl Frontend for Zenml {
    fn name(&self) -> &'static str {
        "zenml"
    }

    fn detects(&self, document: &Tree) -> bool {
        document::detects(document)
    }

    fn translated_by(&self) -> Option<&'static str> {
        Some("`segue convert` makes a description of the snapshot, which has these words")
    }

    fn parse(&self, input: &Input<'_>, diags: &mut Diagnostics) -> Option<Pipeline> {
        let snapshot = document::choose(input.document, input.choice, diags)?;
        let document = document::Document::find(snapshot, diags)?;
        let mut checker = Checker { diags, bad: Bad::default() };
        let stack = match input.stack {
            Some(tree) => Some(stack::read(tree, &mut checker)?),
            None => None,
        };
        lower::pipeline(&document, stack.as_ref(), input, &mut checker)
    }
}
