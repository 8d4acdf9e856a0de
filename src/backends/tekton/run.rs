//! The `PipelineRun`: created, never applied, once for each run.

use super::names::Names;
use super::settings::Settings;
use super::spec::{API_VERSION, Object, PipelineRef, PipelineRunSpec, PipelineSpec, Timeouts};
use super::{lower, name_place, pods, task};
use crate::diag::Diagnostics;
use crate::passes::Plan;

/// The object; with `spec` the pipeline stands in it.
pub(super) fn pipeline_run(
    plan: &Plan,
    settings: &Settings,
    names: &Names<'_>,
    spec: Option<PipelineSpec>,
    diags: &mut Diagnostics,
) -> Object<PipelineRunSpec> {
    let mut metadata = lower::object(plan, settings, diags);
    metadata.generate_name = Some(names.run.clone());
    let (task_run_template, task_run_specs) = pods::lower(plan, names, diags);
    let pipeline_ref = match spec {
        Some(_) => None,
        None => Some(PipelineRef { name: names.pipeline.to_string() }),
    };
    let timeouts = Timeouts { pipeline: task::timeout(plan.pipeline().timeout.as_ref(), name_place(plan)) };
    let spec = PipelineRunSpec { pipeline_ref, pipeline_spec: spec, timeouts, task_run_template, task_run_specs };
    Object { api_version: API_VERSION, kind: "PipelineRun", metadata, spec }
}
