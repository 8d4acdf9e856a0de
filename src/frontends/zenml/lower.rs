//! From a snapshot to the IR.

use indexmap::IndexMap;

use super::document::{Document, Era, configuration};
use super::images::Images;
use super::lost::Lost;
use super::notes;
use super::pod;
use super::schedule;
use super::settings::Settings;
use super::step;
use super::tables::{CONFIG, PIPELINE};
use super::targets;
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frontends::Input;
use crate::frontends::flavors::Flavor;
use crate::frontends::shape::check::{Checker, Null};
use crate::frontends::shape::keys::Form;
use crate::frontends::shape::merge::Fields;
use crate::frontends::stack::Stack;
use crate::ir::{At, DnsLabel, EnvName, FailureMode, Feature, Literal, Origin, Pipeline, StepId, Table};
use crate::source::{Kind, Node, Place};

/// Lowers a snapshot; `None` if there are no steps to speak of.
pub(super) fn pipeline<'t>(
    document: &Document<'t>,
    stack: Option<&Stack<'t>>,
    input: &Input<'t>,
    checker: &mut Checker<'_>,
) -> Option<Pipeline> {
    checker.check(document.pipeline, &Form::Fields(&PIPELINE), "pipeline_configuration", Null::Unset);
    step::check(document.steps, checker);
    if let Some(flag) = document.is_dynamic {
        checker.check(flag, &Form::Bool, "is_dynamic", Null::Unset);
    }
    if document.steps.kind() != Kind::Map {
        return None;
    }
    let fields = Fields::read(document.pipeline, &PIPELINE, &checker.bad).written();
    let images = Images::find(document, input.build, checker.diags);
    let mut settings = Settings::find(document, stack, checker);
    let own = settings.over_component(document.pipeline.get("settings"), checker);
    let mut lost = Lost::new(input.targets);
    if let Some(tables) = settings.flavor.and_then(|flavor| flavor.tables.as_ref()) {
        lost.settings(&own, tables, None);
    }
    pod::Settings::new(&own).lose(None, &mut lost);
    tell(document, &fields, checker.diags);
    let annotations = notes::annotations(document.pipeline.get("tags"), document.pipeline.get("extra"));
    let targets = targets::pipeline(&own, stack, settings.flavor, document.pipeline.key_place());
    let id = identity(document, checker);
    let shared = step::Pipeline {
        document,
        stack,
        images: images.as_ref(),
        annotations: &annotations,
        config: &Fields::read(document.pipeline, &CONFIG, &checker.bad).written(),
        own: &own,
        targets: &targets,
        id: id.unwrap_or_default(),
    };
    let mut steps = IndexMap::new();
    let mut invocations = step::Invocations::default();
    for node in document.steps.entries() {
        let Some(id) = node.key().and_then(StepId::new) else { continue };
        let step = step::read(node, &id, &shared, &mut invocations, &mut settings, &mut lost, checker);
        steps.insert(id, step);
    }
    let schedules = schedule::read(document, &own, checker).into_iter().collect();
    lost.tell(checker.diags);
    tell_registries(&steps, document, stack, images.as_ref(), checker.diags);
    let (on_failure, unwritten) = on_failure(&fields, document.pipeline.key_place());
    Some(Pipeline {
        name: fields.scalar("name").and_then(|(name, place)| Some(At::new(StepId::new(name)?, place))),
        description: document.description.and_then(description),
        namespace: namespace(&own, settings.flavor, stack),
        labels: Table::new(),
        annotations,
        parameters: Table::new(),
        steps,
        schedules,
        timeout: step::deadline(&own),
        parallelism: own.scalar("max_parallelism").and_then(|(text, place)| Some(At::new(text.parse().ok()?, place))),
        on_failure,
        run_id_env: run_id_env(document, stack, &settings),
        settings: targets,
        unwritten,
        incomplete: false,
        origin: Origin::new(document.steps.key_place()),
    })
}

fn description(node: Node<'_>) -> Option<At<Literal>> {
    let text = node.text().filter(|text| !text.is_empty())?;
    Some(At::new(Literal::new(text), node.place()))
}

/// The one that the settings name, where the flavor's namespace is a setting, else the component's.
fn namespace(own: &Fields<'_>, flavor: Option<&Flavor>, stack: Option<&Stack<'_>>) -> Option<At<DnsLabel>> {
    let key = flavor.and_then(|flavor| flavor.tables.as_ref()?.namespace);
    let entry = key.and_then(|key| own.entry(key)).or_else(|| stack?.namespace())?;
    let (name, place) = entry.scalar()?;
    Some(At::new(DnsLabel::new(name)?, place))
}

/// `continue_on_failure` is ZenML's own default, so nobody wrote it, whether it stands there or not.
fn on_failure(fields: &Fields<'_>, pipeline: Place) -> (Option<At<FailureMode>>, Vec<Feature>) {
    let (word, place) = fields.scalar("execution_mode").unwrap_or(("continue_on_failure", pipeline));
    match word {
        "stop_on_failure" => (Some(At::new(FailureMode::Stop, place)), Vec::new()),
        "fail_fast" => (Some(At::new(FailureMode::Cancel, place)), Vec::new()),
        _ => (Some(At::new(FailureMode::Continue, place)), vec![Feature::FailureContinue]),
    }
}

/// Ours, and the variable that the steps of the stack's flavor read.
fn run_id_env(document: &Document<'_>, stack: Option<&Stack<'_>>, settings: &Settings<'_>) -> Vec<At<EnvName>> {
    let place = stack.map_or(document.root.place(), |stack| stack.orchestrator.flavor.place());
    let names = ["SEGUE_RUN_ID"].into_iter().chain(settings.flavor.and_then(|flavor| flavor.run_id));
    names.filter_map(|name| Some(At::new(EnvName::new(name)?, place))).collect()
}

fn identity<'t>(document: &Document<'t>, checker: &mut Checker<'_>) -> Option<&'t str> {
    let Some(id) = document.id else {
        let message = "the snapshot has no `id`, which each step is started with";
        checker.diags.push(
            Diagnostic::new(&codes::MISSING_KEY, document.root.place(), message)
                .help("fetch the snapshot anew, or write its `id`"),
        );
        return None;
    };
    checker.check(id, &Form::Name, "id", Null::Refused);
    if document.era == Era::Unknown {
        let message = "nothing tells whether the steps want `--snapshot_id` or `--deployment_id`; they get the first";
        checker.diags.push(
            Diagnostic::new(&codes::ARGUMENT_GUESSED, id.key_place(), message)
                .help("add `client_version` to `metadata`: before 0.90 it is `--deployment_id`"),
        );
    }
    id.text().filter(|_| !checker.bad.contains(id))
}

/// What is good to know of the whole.
fn tell(document: &Document<'_>, fields: &Fields<'_>, diags: &mut Diagnostics) {
    let steps = document.steps.entries().filter_map(configuration);
    let mut secrets = std::iter::once(document.pipeline).chain(steps).filter_map(|config| config.get("secrets"));
    if let Some(secrets) = secrets.find(|secrets| secrets.items().next().is_some()) {
        diags.push(
            Diagnostic::new(
                &codes::SECRETS_FETCHED,
                secrets.key_place(),
                "steps fetch ZenML's secrets themselves, so no file holds them",
            )
            .help("leave it: the steps need access to ZenML's server, as ever"),
        );
    }
    if let Some(skipped) = fields.node("steps_to_skip").filter(|list| list.items().next().is_some()) {
        diags.push(
            Diagnostic::new(
                &codes::STEPS_SKIPPED,
                skipped.key_place(),
                "ZenML's code in the pods of these steps ends them at once",
            )
            .help("leave it, or take the snapshot of a run that skips nothing"),
        );
    }
}

/// An image that does not come from the stack's registry may not be pulled with the stack's credentials.
fn tell_registries(
    steps: &IndexMap<StepId, crate::ir::Step>,
    document: &Document<'_>,
    stack: Option<&Stack<'_>>,
    images: Option<&Images<'_>>,
    diags: &mut Diagnostics,
) {
    let (Some(stack), Some(images)) = (stack, images) else { return };
    if stack.registries.is_empty() || steps.is_empty() {
        return;
    }
    if let Some(image) = images.used(document.steps).find(|image| {
        let text = image.text().unwrap_or_default();
        stack.registries.iter().all(|registry| !text.starts_with(registry.trim_end_matches('/')))
    }) {
        diags.push(
            Diagnostic::new(
                &codes::OTHER_REGISTRY,
                image.place(),
                "the image does not come from the stack's container registry",
            )
            .help("make sure that the cluster can pull it"),
        );
    }
}
