//! Floor 2: what must hold of a pipeline before any back end sees it.
//!
//! In order: `needs` (every edge names a step), `cycles` (there is an order), `references` (parameters and variables
//! exist), `resources`, `retries` and `volumes` (amounts, delays and mounts agree), `tolerations` and `security` (a
//! cluster takes them), `schedule` (it fires). Each goes on after a mistake and none complains of what failed to read.
//! Only [`run`] makes a [`Plan`], and only without errors: a back end may assume what stands here.

mod cycles;
mod needs;
mod references;
mod resources;
mod retries;
mod schedule;
mod security;
mod tolerations;
mod uses;
mod volumes;

use crate::diag::Diagnostics;
use crate::ir::{Graph, Pipeline, Step, StepId, Use};

/// A pipeline that holds what the passes checked. No other module can build one.
#[derive(Debug)]
pub struct Plan {
    pipeline: Pipeline,
}

/// Checks a pipeline and tells every mistake; a plan only if nothing at all was wrong, its reading included.
pub fn run(pipeline: Pipeline, diags: &mut Diagnostics) -> Option<Plan> {
    needs::run(&pipeline, diags);
    let graph = Graph::new(&pipeline);
    cycles::run(&pipeline, &graph, diags);
    references::run(&pipeline, diags);
    resources::run(&pipeline, diags);
    retries::run(&pipeline, diags);
    volumes::run(&pipeline, diags);
    tolerations::run(&pipeline, diags);
    security::run(&pipeline, diags);
    schedule::run(&pipeline, diags);
    if diags.has_errors() || pipeline.name.is_none() {
        return None;
    }
    Some(Plan { pipeline })
}

impl Plan {
    /// The pipeline. Its name is there, every need names a step, no step is incomplete, each has an image.
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The pipeline's name as the user wrote it.
    pub fn name(&self) -> &StepId {
        &self.pipeline.name.as_ref().expect("Plan: a pipeline without a name is no plan").value
    }

    /// The steps in the order of the file.
    pub fn steps(&self) -> impl Iterator<Item = (&StepId, &Step)> {
        self.pipeline.steps.iter()
    }

    /// The steps that can start together, wave by wave, by their number in the file; derived anew at each call.
    pub fn waves(&self) -> Vec<Vec<usize>> {
        Graph::new(&self.pipeline).waves()
    }

    /// Every use of a feature, in the order of the file.
    pub fn uses(&self) -> Vec<Use<'_>> {
        uses::of(&self.pipeline)
    }
}
