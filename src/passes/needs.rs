//! Every need names a step, another one, and once; ids that look the same are told.

use indexmap::IndexMap;
use unicode_normalization::UnicodeNormalization;

use crate::diag::{Diagnostic, Diagnostics, codes, nearest};
use crate::ir::{Need, Pipeline, Step, StepId};

pub(super) fn run(pipeline: &Pipeline, diags: &mut Diagnostics) {
    if pipeline.steps.is_empty() {
        diags.push(
            Diagnostic::new(&codes::NO_STEPS, pipeline.origin.place(), "the pipeline has no steps")
                .help("add a step under `steps`, such as `load: {image: \"ghcr.io/acme/churn:1\"}`"),
        );
    }
    similar_ids(pipeline, diags);
    for (id, step) in &pipeline.steps {
        let mut seen: IndexMap<&StepId, &Need> = IndexMap::new();
        for need in &step.needs {
            if need.step == *id {
                diags.push(
                    Diagnostic::new(&codes::SELF_NEED, need.origin.place(), format!("step `{id}` needs itself"))
                        .help("remove this need")
                        .step(id),
                );
            } else if !pipeline.steps.contains_key(&need.step) {
                diags.push(unknown(id, need, pipeline));
            } else if let Some(first) = seen.insert(&need.step, need) {
                diags.push(
                    Diagnostic::new(
                        &codes::DOUBLE_NEED,
                        need.origin.place(),
                        format!("step `{id}` needs `{}` twice", need.step),
                    )
                    .also(first.origin.place(), "the first time")
                    .help("remove one of the two")
                    .step(id),
                );
            }
        }
    }
}

fn unknown(id: &StepId, need: &Need, pipeline: &Pipeline) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &codes::UNKNOWN_STEP,
        need.origin.place(),
        format!("step `{id}` needs `{}`, which does not exist", need.step),
    )
    .label("no step has this name")
    .step(id);
    let others = pipeline.steps.keys().filter(|other| *other != id).map(StepId::as_str);
    match nearest(need.step.as_str(), others) {
        Some(near) => diagnostic.help(format!("use `{near}`")),
        None => diagnostic.help("name one of the steps, or remove this need"),
    }
}

/// Two ids that only a byte comparison tells apart would be one name to every reader.
fn similar_ids(pipeline: &Pipeline, diags: &mut Diagnostics) {
    let mut seen: IndexMap<String, (&StepId, &Step)> = IndexMap::new();
    for (id, step) in pipeline.steps.iter().filter(|(id, _)| !id.as_str().is_ascii()) {
        let normal: String = id.as_str().nfc().collect();
        if let Some((first, other)) = seen.get(&normal) {
            diags.push(
                Diagnostic::new(
                    &codes::SIMILAR_STEPS,
                    step.origin.place(),
                    format!("step id `{id}` looks the same as that of another step"),
                )
                .also(other.origin.place(), "the other one, in another Unicode normalisation")
                .help("rename one of the two")
                .step(first),
            );
        } else {
            seen.insert(normal, (id, step));
        }
    }
}
