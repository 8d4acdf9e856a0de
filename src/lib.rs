//! Segue compiles one plain description of a pipeline to the files that an existing orchestrator runs.

pub mod diag;
pub mod emit;
pub mod frontends;
pub mod ir;
pub mod passes;
pub mod source;
// backends
