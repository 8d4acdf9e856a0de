//! What single targets have a word for: settings of ZenML's flavors that are no one else's.

use crate::frontends::flavors::Flavor;
use crate::frontends::shape::merge::{Entry, Fields, Item};
use crate::frontends::shape::sections::{merge, put, raw, scalar, sections};
use crate::frontends::stack::Stack;
use crate::ir::{Section, SectionKind, Sections};
use crate::source::Place;

/// The variable that the flavor of ZenML most like each target reads the run id from.
const RUN_ID: &[(&str, &str)] = &[
    ("argo", "ZENML_KUBERNETES_RUN_ID"),
    ("tekton", "ZENML_TEKTON_RUN_ID"),
    ("airflow", "ZENML_AIRFLOW_RUN_ID"),
    ("kubeflow", "KFP_RUN_ID"),
];

/// Numbers that become one at the same place; seconds get their unit.
const NUMBERS: &[(&str, &[&str], Unit)] = &[
    ("starting_deadline_seconds", &["argo", "starting_deadline"], Unit::Seconds),
    ("starting_deadline_seconds", &["tekton", "starting_deadline"], Unit::Seconds),
    ("successful_jobs_history_limit", &["argo", "history", "succeeded"], Unit::Count),
    ("successful_jobs_history_limit", &["tekton", "history", "succeeded"], Unit::Count),
    ("failed_jobs_history_limit", &["argo", "history", "failed"], Unit::Count),
    ("failed_jobs_history_limit", &["tekton", "history", "failed"], Unit::Count),
    ("ttl_seconds_after_finished", &["argo", "ttl", "completion"], Unit::Seconds),
    ("ttl_seconds_after_finished", &["kubeflow", "ttl"], Unit::Seconds),
];

#[derive(Copy, Clone, PartialEq, Eq)]
enum Unit {
    Count,
    Seconds,
}

/// The pipeline's settings for targets: what the snapshot's settings come to, over what the stack file says.
pub(super) fn pipeline(
    settings: &Fields<'_>,
    stack: Option<&Stack<'_>>,
    flavor: Option<&Flavor>,
    place: Place,
) -> Sections {
    let mut found = sections(settings.map("targets"));
    if flavor.is_none() && stack.is_none() {
        for (target, name) in RUN_ID {
            put(&mut found, &[target, "run_id_env"], scalar(name, false, place, place));
        }
    }
    for (key, path, unit) in NUMBERS {
        let Some(entry) = settings.entry(key) else { continue };
        let Item::Node(node) = entry.item else { continue };
        let Some(number) = node.text() else { continue };
        // Nothing lasts no time: such a setting asks for what a target does by itself.
        if *unit == Unit::Seconds && number.parse() == Ok(0_u32) {
            continue;
        }
        let text = if *unit == Unit::Seconds { format!("{number}s") } else { number.to_owned() };
        put(&mut found, path, scalar(&text, true, entry.key, entry.place));
    }
    airflow(settings, &mut found);
    match stack {
        Some(stack) => merge(&stack.sections(), &found),
        None => found,
    }
}

fn airflow(settings: &Fields<'_>, found: &mut Sections) {
    let mut copy = |entry: Option<&Entry<'_>>, key: &str| {
        if let Some(entry) = entry
            && let Item::Node(node) = entry.item
        {
            put(found, &["airflow", key], raw(node, entry.key));
        }
    };
    copy(settings.entry("dag_id"), "dag_id");
    copy(settings.entry("dag_tags"), "tags");
    copy(settings.map("dag_args").and_then(|dag| dag.entry("max_active_runs")), "max_active_runs");
    copy(settings.map("operator_args").and_then(|operator| operator.entry("namespace")), "namespace");
    let startup = settings.map("operator_args").and_then(|operator| operator.scalar("startup_timeout_seconds"));
    if let Some((seconds, place)) = startup {
        put(found, &["airflow", "startup_timeout"], scalar(&format!("{seconds}s"), true, place, place));
    }
}

/// A step's settings for targets: what it says beyond the pipeline.
pub(super) fn step(settings: &Fields<'_>, pipeline: &Sections) -> Sections {
    let mut own = sections(settings.map("targets"));
    let startup = settings.map("operator_args").and_then(|operator| operator.scalar("startup_timeout_seconds"));
    if let Some((seconds, place)) = startup {
        put(&mut own, &["airflow", "startup_timeout"], scalar(&format!("{seconds}s"), true, place, place));
    }
    own.iter()
        .filter_map(|(target, section)| Some((target.clone(), beyond(section, pipeline.get(&**target))?)))
        .collect()
}

/// What of a section the pipeline does not say already.
fn beyond(section: &Section, pipeline: Option<&Section>) -> Option<Section> {
    if pipeline == Some(section) {
        return None;
    }
    let (SectionKind::Map(own), Some(SectionKind::Map(whole))) = (&section.kind, pipeline.map(|whole| &whole.kind))
    else {
        return Some(section.clone());
    };
    let kept = own.iter().filter_map(|(key, entry)| Some((key.clone(), beyond(entry, whole.get(&**key))?)));
    let kept: Sections = kept.collect();
    (!kept.is_empty()).then(|| Section { kind: SectionKind::Map(kept), ..section.clone() })
}
