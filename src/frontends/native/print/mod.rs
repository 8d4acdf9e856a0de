//! Prints a pipeline as the description that a person would have written.
//!
//! Whatever front end read it: the description compiles to the same bytes on every target. First comes each step with
//! everything that holds for it (`step`, and `document` for what holds for all), as a tree of the kinds that merging
//! tells apart (`value`). Then `factor` says once what steps share, and `tidy` gives the whole its order and its short
//! forms. The tables that the reader checks by drive all of it, so a key that is read is a key that is printed.
//!
//! One thing cannot be said: labels of a pod that stand in another order than those of the pipeline. They keep the
//! pipeline's.

mod amounts;
mod document;
mod factor;
mod over;
mod pod;
mod sections;
mod share;
mod step;
#[cfg(test)]
mod tests;
mod texts;
mod tidy;
mod value;

use super::tables::PIPELINE;
use crate::emit::{EmitError, yaml};
use crate::frontends::shape::keys::Form;
use crate::passes::Plan;
use factor::{Factored, factor};
use value::Value;

/// The description of a plan, as YAML that ends in one line break.
///
/// # Errors
/// None for what a document can hold: only a text of more than 4 GiB is too long.
pub fn print(plan: &Plan) -> Result<String, EmitError> {
    let pipeline = document::document(plan);
    let (ids, steps): (Vec<_>, Vec<_>) = plan.steps().map(|(id, step)| (id.as_str(), step::step(step))).unzip();
    let Factored { defaults, steps } = factor(&pipeline, &steps);
    let steps = Value::Map(ids.into_iter().map(Box::from).zip(steps).collect());
    let document = pipeline.with([("defaults", defaults.if_filled()), ("steps", Some(steps))]);
    Ok(yaml::print(&tidy::tidy(document, &Form::Fields(&PIPELINE)))?.text)
}
