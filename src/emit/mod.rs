//! Floor 1: knows texts, not pipelines.
//!
//! A back end builds typed specs that implement `Serialize`; this folder turns them into files. `yaml` and `json` print
//! whole documents, `python` prints statements, `template` sets them into a frame of text. `marked` carries the places
//! that a part came from through the printing, `spelled` keeps a scalar as a person spelt it, `value` holds subtrees in Kubernetes' own shape, `names` makes names
//! that a target accepts. Nothing here knows what a step is, and nothing here quotes for a target's template engine:
//! escapes run before, on whole texts.

mod characters;
mod error;
pub mod json;
pub mod marked;
pub mod names;
mod places;
pub mod python;
mod spelled;
pub mod template;
pub mod value;
pub mod yaml;

pub use error::EmitError;
pub use marked::Marked;
pub use spelled::Spelled;
pub use value::{Decimal, Value};
pub use yaml::{Mark, Printed};
