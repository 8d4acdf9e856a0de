//! Segue compiles one plain description of a pipeline to the files that an existing orchestrator runs.
//!
//! # The way of the data
//! ```text
//!   text                    source::Source          bytes checked, name kept
//!    │ frontends            Source -> ir::Pipeline  shape errors, "did you mean"
//!    │ passes::run          Pipeline -> Plan        needs, circles, names, values; only this makes a Plan
//!    │ driver               Plan x each target      every loss told, before anything is printed
//!    │ backends             Plan -> Artifacts       lower into the target's spec, escape, print
//!    ▼ cli                  Artifacts -> disk       all or nothing
//! ```
//! Every stage takes the sink of diagnostics and returns what could be made; only [`cli`] touches files, terminal and
//! environment. Programs call [`compile`], which is pure.
//!
//! # Floors
//! [`source`], [`diag`], [`mod@rule`] < [`ir`], [`emit`] < [`passes`] < [`frontends`], [`backends`] < [`driver`], [`mod@reference`],
//! [`schema`] < [`cli`]. Imports go down only; a test holds that.
//!
//! # Glossary
//! The input is a *source*, the unit of work a *step*, an edge a *need*, a destination a *target*, the code for it a
//! *back end*, its product an *artifact*. A *literal* is a text of the user's that the container gets byte for byte; it
//! leaves the IR only through a back end's *escape*. Each condition by which an escape or a printer keeps a text whole is a
//! *rule* with a name; test builds can switch one off, to show that it is missed. That types forbid the other ways out,
//! `proof` shows the tests. A *mark* says which bytes of an artifact came from where.

pub mod backends;
pub mod cli;
pub mod diag;
pub mod driver;
pub mod emit;
pub mod frontends;
pub mod ir;
pub mod passes;
#[cfg(test)]
mod proof;
pub mod reference;
pub mod rule;
pub mod schema;
pub mod source;

pub use backends::{Artifact, ArtifactPath, Registry};
pub use diag::{Finding, Severity};
pub use driver::{CheckedStack, Compiled, Converted, Options, UnknownTarget, check_stack, compile, convert};
pub use source::{Source, Sources};
