//! Tells what is lost where no `PipelineRun` is written.
//!
//! A schedule's run stands in its config map and carries everything, so with a schedule nothing is told: then our run is
//! how the pipeline starts.

use indexmap::IndexSet;

use super::TARGET;
use super::settings::Settings;
use super::support;
use crate::backends::settings::written;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::passes::Plan;

/// Tells each part of the pipeline that only a run says, at its place, and a pipeline that would stand nowhere.
pub(super) fn tell(plan: &Plan, settings: &Settings, diags: &mut Diagnostics) {
    if settings.writes_run() {
        return;
    }
    let pipeline = plan.pipeline();
    if let (true, Some(setting)) = (settings.embedded, written(&pipeline.settings, TARGET, "pipeline_run")) {
        let message = "`embedded` writes the pipeline into its run, and `pipeline_run: false` writes no run";
        diags.push(
            Diagnostic::new(&codes::EXCLUSIVE, setting.key.place(), message).help("remove one of them").target(TARGET),
        );
        return;
    }
    if !pipeline.schedules.is_empty() {
        return;
    }
    let mut told = IndexSet::new();
    for used in plan.uses().into_iter().filter(|used| support::stands_in_run(used.feature)) {
        if !told.insert((used.feature, used.origin.place())) {
            continue;
        }
        let of_step = used.step.map(|step| format!(" of step `{step}`")).unwrap_or_default();
        let feature = used.feature.name();
        let message = format!("target `{TARGET}` says the {feature}{of_step} in a PipelineRun only, and writes none");
        let diagnostic = Diagnostic::new(&codes::TEKTON_NO_RUN, used.origin.place(), message)
            .help("write it into what starts the runs, or remove `pipeline_run: false`")
            .target(TARGET)
            .feature(feature);
        diags.push(match used.step {
            Some(step) => diagnostic.step(step),
            None => diagnostic,
        });
    }
}
