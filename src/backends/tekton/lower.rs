//! From a plan to the `Pipeline`: a task a step, `runAfter` as the steps need each other.

use super::escape::{ObjectEscape, display_name, original};
use super::names::Names;
use super::parameters::{self, Forms};
use super::settings::Settings;
use super::spec::{API_VERSION, Object, ObjectMeta, PipelineSpec, Strings};
use super::{TELLER, run_id_variables, task};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::emit::Marked;
use crate::ir::{At, Field, Literal, Table};
use crate::passes::Plan;

/// The annotation with the pipeline's original name, where it had to change.
const PIPELINE: &str = "segue.dev/pipeline";
/// Labels that Tekton sets on every pod itself (pkg/apis/pipeline/register.go, pkg/pod/pod.go).
const OWN_PREFIX: &str = "tekton.dev/";
const MANAGED_BY: &str = "app.kubernetes.io/managed-by";

/// The object; what Tekton cannot carry is told and left out.
pub(super) fn pipeline(
    plan: &Plan,
    settings: &Settings,
    names: &Names<'_>,
    diags: &mut Diagnostics,
) -> Object<PipelineSpec> {
    let pipeline = plan.pipeline();
    tell_own_labels(plan, diags);
    let run_ids = run_id_variables(plan, settings, diags);
    let forms = Forms::new(plan, &run_ids);
    let is_changed = names.pipeline.as_str() != plan.name().as_str();
    let tasks = plan.steps().map(|(id, step)| task::lower(id, step, plan, names, &run_ids, &forms, diags)).collect();
    let spec = PipelineSpec {
        display_name: if is_changed { display_name(plan.name()) } else { None },
        description: pipeline.description.as_ref().and_then(|text| {
            let lowered = text.value.lower(&mut ObjectEscape, Field::Description).ok()?;
            Some(Marked::new(lowered, [text.origin.place()]))
        }),
        params: parameters::declared(plan, &forms, diags),
        tasks,
    };
    let mut metadata = object(plan, settings, diags);
    metadata.name = Some(names.pipeline.to_string());
    if is_changed {
        metadata.annotations.insert(PIPELINE.to_owned(), original(plan.name()));
    }
    Object { api_version: API_VERSION, kind: "Pipeline", metadata, spec }
}

/// The metadata that all objects have, without a name.
pub(super) fn object(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) -> ObjectMeta {
    let pipeline = plan.pipeline();
    ObjectMeta {
        name: None,
        generate_name: None,
        namespace: settings.namespace(plan),
        labels: strings(&pipeline.labels, Field::LabelValue, diags),
        annotations: strings(&pipeline.annotations, Field::Annotation, diags),
    }
}

fn strings(table: &Table<Box<str>, At<Literal>>, field: Field, diags: &mut Diagnostics) -> Strings {
    TELLER.strings(table, field, None, &mut ObjectEscape, diags)
}

/// Tells labels that will not stand on the pods, and those of the pipeline that a step has removed in vain.
fn tell_own_labels(plan: &Plan, diags: &mut Diagnostics) {
    let pipeline = plan.pipeline();
    for (id, step) in plan.steps() {
        for (key, value) in step.pod.labels.iter() {
            if key.starts_with(OWN_PREFIX) || **key == *MANAGED_BY {
                diags.push(
                    Diagnostic::new(
                        &codes::TEKTON_LABEL,
                        value.origin.place(),
                        format!("target `tekton` sets the label `{key}` of step `{id}` itself"),
                    )
                    .help("rename the label")
                    .target(super::TARGET)
                    .step(id),
                );
            }
        }
        let shared = pipeline.labels.iter().chain(pipeline.annotations.iter());
        let has = |key: &str| step.pod.labels.get(key).is_some() || step.pod.annotations.get(key).is_some();
        for (key, value) in shared.filter(|(key, _)| !has(key)) {
            diags.push(
                Diagnostic::new(
                    &codes::TEKTON_LABEL,
                    step.origin.place(),
                    format!("target `tekton` copies `{key}` of the pipeline to the pod of step `{id}` too"),
                )
                .also(value.origin.place(), "the pipeline's")
                .help("keep it, or move it from the pipeline to the steps that have it")
                .target(super::TARGET)
                .step(id),
            );
        }
    }
}
