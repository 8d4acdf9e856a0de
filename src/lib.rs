//! Segue compiles one plain description of a pipeline to the files that an existing orchestrator runs.

pub mod diag;
pub mod emit;
pub mod frontends;
pub mod ir;
pub mod source;
pub mod passes;
// backends
