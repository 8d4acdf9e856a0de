//! Segue compiles one plain description of a pipeline to the files that an existing orchestrator runs.

pub mod emit;
pub mod source;
