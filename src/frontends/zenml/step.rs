//! One step of a snapshot.

use indexmap::IndexMap;

use super::docker;
use super::document::{Document, Era, configuration};
use super::env_from;
use super::environment;
use super::images::Images;
use super::lost::Lost;
use super::notes;
use super::operator;
use super::pod;
use super::resources;
use super::settings::Settings;
use super::tables::{RESOURCES, STEP};
use super::targets;
use super::volumes;
use crate::diag::{Diagnostic, codes};
use crate::frontends::flavors::Retries;
use crate::frontends::shape::check::{Checker, Null};
use crate::frontends::shape::forms::expectation;
use crate::frontends::shape::keys::Form;
use crate::frontends::shape::merge::{Fields, Item, merge};
use crate::frontends::shape::read::Strings;
use crate::frontends::stack::Stack;
use crate::ir::{
    At, Container, Duration, Factor, Literal, Need, Origin, Outcome, Resources, Retry, Sections, Step, StepId, Text,
};
use crate::source::{Kind, Node, Place};

/// What starts ZenML's own code in a step (`StepEntrypointConfiguration`, 0.98.0).
const COMMAND: [&str; 3] = ["python", "-m", "zenml.entrypoints.entrypoint"];
const SOURCE: &str = "zenml.entrypoints.step_entrypoint_configuration.StepEntrypointConfiguration";

/// What all steps of a snapshot share.
pub(super) struct Pipeline<'a, 't> {
    pub(super) document: &'a Document<'t>,
    pub(super) stack: Option<&'a Stack<'t>>,
    pub(super) images: Option<&'a Images<'t>>,
    /// Its labels and annotations, which each pod has.
    pub(super) annotations: &'a Strings,
    /// Its own configuration, as a step's would be.
    pub(super) config: &'a Fields<'t>,
    /// The orchestrator's settings of the whole pipeline.
    pub(super) own: &'a Fields<'t>,
    /// Its settings for targets.
    pub(super) targets: &'a Sections,
    /// The snapshot's id.
    pub(super) id: &'a str,
}

/// The configurations of the first invocation of each step: the further ones repeat them, so what is told of all of them
/// is told once.
#[derive(Default)]
pub(super) struct Invocations<'t>(IndexMap<&'t str, Merged<'t>>);

impl<'t> Invocations<'t> {
    fn share(&mut self, merged: Merged<'t>) -> Merged<'t> {
        let Some((name, _)) = merged.config.scalar("name") else { return merged };
        match self.0.get(name) {
            Some(first) => Merged { config: merged.config.sharing(&first.config), own: merged.own.sharing(&first.own) },
            None => {
                self.0.insert(name, merged.clone());
                merged
            }
        }
    }
}

/// Reads a step; its mistakes are told.
pub(super) fn read<'t>(
    node: Node<'t>,
    id: &StepId,
    pipeline: &Pipeline<'_, 't>,
    invocations: &mut Invocations<'t>,
    settings: &mut Settings<'t>,
    lost: &mut Lost<'_>,
    checker: &mut Checker<'_>,
) -> Step {
    let fields = Fields::read(node, &STEP, &checker.bad).written();
    let name = id.as_str();
    let merged = invocations.share(merged(node, &fields, pipeline, settings, checker));
    let Merged { config, own } = &merged;
    let wishes = pod::Settings::new(own);
    if let Some(tables) = settings.flavor.and_then(|flavor| flavor.tables.as_ref()) {
        lost.settings(own, tables, Some(name));
    }
    wishes.lose(Some(name), lost);
    lost.of_the_whole(own, pipeline.own, name);
    if let Some((field, place)) = wishes.left_out_by_zenml() {
        settings.tell_kept(field, place, checker.diags);
    }
    let operated = operator::read(config, pipeline.stack, id, checker.diags);
    let kept = match operated {
        operator::Runs::Here => resources_of(config, checker),
        operator::Runs::Elsewhere => None,
    };
    let pod_list = |key: &str| wishes.pod.and_then(|pod| pod.node(key));
    let volumes =
        volumes::read(pod_list("volumes"), pod_list("volume_mounts"), &checker.bad, name, lost, checker.diags);
    let resources = Resources {
        shared_memory: volumes.shared_memory,
        ..resources::read(kept.as_ref(), wishes.pod.and_then(|pod| pod.map("resources")), name, lost, checker.diags)
    };
    let image = pipeline.images.and_then(|images| images.of(node, checker));
    let docker = config.map("settings").and_then(|_| settings_node(node, "docker"));
    docker::tell_lost(docker, name, lost);
    if let (Some(gpu), Some(image)) = (&resources.gpu, &image)
        && !image.is_for_gpus(docker)
    {
        checker.diags.push(no_cuda(id, gpu.origin.place(), image.name.origin.place()));
    }
    let env = environment::read(
        pipeline.stack,
        config.map("environment"),
        pod_list("env"),
        &checker.bad,
        name,
        lost,
        checker.diags,
    );
    let notes = notes::laid(pipeline.annotations, &merged.extra(node));
    let security_context = wishes.security_context(name, lost);
    let (command, args) = command(config, node.key_place(), pipeline, name);
    Step {
        needs: needs(&fields),
        retry: config.map("retry").and_then(|retry| self::retry(retry, settings, checker)),
        timeout: deadline(own),
        work: Container {
            image: image.map(|image| image.name),
            command,
            args,
            working_dir: None,
            env_from: env_from::read(pod_list("env_from"), &checker.bad, name, lost),
            env,
            resources,
            volumes: volumes.mounts,
            pull_policy: None,
            security_context,
        },
        pod: wishes.lower(&checker.bad, &notes),
        description: None,
        settings: targets::step(own, pipeline.targets),
        incomplete: pipeline.images.is_none() || checker.bad.touches(node),
        env_incomplete: checker.bad.touches(node),
        origin: Origin::new(node.key_place()),
    }
}

/// A step's configuration with the pipeline's, and the orchestrator's settings in it.
#[derive(Clone)]
struct Merged<'t> {
    config: Fields<'t>,
    own: Fields<'t>,
}

impl Merged<'_> {
    /// The annotation that `extra` becomes: as it stands in `config`, else as it was merged here.
    fn extra(&self, step: Node<'_>) -> Strings {
        match (config_node(step, "extra"), self.config.map("extra")) {
            (Some(extra), _) if step.written("config").is_some() => notes::annotations(None, Some(extra)),
            (_, Some(merged)) => notes::merged_extra(merged),
            (_, None) => notes::annotations(None, None),
        }
    }
}

/// `config` is merged already. Where it is missing, the step's own part lies over the pipeline's.
fn merged<'t>(
    node: Node<'t>,
    fields: &Fields<'t>,
    pipeline: &Pipeline<'_, 't>,
    settings: &mut Settings<'t>,
    checker: &mut Checker<'_>,
) -> Merged<'t> {
    if let Some(config) = fields.map("config") {
        let own = settings.over_component(config_node(node, "settings"), checker);
        return Merged { config: config.clone().sharing(pipeline.config), own: own.sharing(pipeline.own) };
    }
    let (whole, below) = (pipeline.config, pipeline.own);
    let Some(overrides) = fields.map("step_config_overrides") else {
        return Merged { config: whole.clone(), own: below.clone() };
    };
    let own = settings.own(config_node(node, "settings"), checker);
    let own = own.map_or_else(|| below.clone(), |own| merge(below, &own, None, checker.diags));
    Merged { config: merge(whole, overrides, None, checker.diags), own }
}

/// What stands at `key` of the step's configuration.
fn config_node<'t>(step: Node<'t>, key: &str) -> Option<Node<'t>> {
    configuration(step)?.get(key).filter(|node| !node.is_null())
}

fn settings_node<'t>(step: Node<'t>, key: &str) -> Option<Node<'t>> {
    config_node(step, "settings")?.get(key).filter(|node| !node.is_null())
}

/// The settings `resources`, checked.
fn resources_of<'t>(config: &Fields<'t>, checker: &mut Checker<'_>) -> Option<Fields<'t>> {
    let settings = config.map("settings")?;
    if let Some(node) = settings.node("resources") {
        checker.check(node, &Form::Fields(&RESOURCES), "resources", Null::Unset);
    }
    let resources = settings.map("resources")?;
    for (name, entry) in resources.entries() {
        if let (Some(key), Item::Map(_)) = (RESOURCES.key(name), &entry.item) {
            let message = format!("`{name}` is a map, not {}", expectation(&key.form));
            let diagnostic = Diagnostic::new(&codes::WRONG_FORM, entry.place, message);
            checker.diags.push(diagnostic.help(format!("write it as in `\"{name}\": {}`", key.example)));
        }
    }
    let nodes: Vec<(&str, Node<'t>)> =
        RESOURCES.keys.iter().filter_map(|key| Some((key.name, resources.node(key.name)?))).collect();
    let mut checked = Fields::empty(resources.place);
    for (name, node) in nodes {
        let Some(key) = RESOURCES.key(name) else { continue };
        checker.check(node, &key.form, name, Null::Unset);
        if let Some(entry) = resources.entry(name).filter(|_| !checker.bad.contains(node)) {
            checked.put(name, entry.clone());
        }
    }
    Some(checked)
}

type Texts = Option<Vec<At<Text>>>;

/// A command step's own command as it stands; else what starts ZenML's code.
fn command(config: &Fields<'_>, place: Place, pipeline: &Pipeline<'_, '_>, name: &str) -> (Texts, Texts) {
    let own = config.node("command").filter(|node| node.kind() == Kind::List);
    if let Some(own) = own {
        let item = |item: Node<'_>| Some(At::new(Text::literal(Literal::new(item.text()?)), item.place()));
        let words: Vec<At<Text>> = own.items().filter_map(item).collect();
        // Without a word the image's entrypoint runs, as with ZenML.
        return ((!words.is_empty()).then_some(words), None);
    }
    let word = |text: &str| At::new(Text::literal(Literal::new(text)), place);
    let id = match pipeline.document.era {
        Era::Deployment => "--deployment_id",
        Era::Snapshot | Era::Unknown => "--snapshot_id",
    };
    let args = ["--entrypoint_config_source", SOURCE, id, pipeline.id, "--step_name", name];
    (Some(COMMAND.map(word).into()), Some(args.map(word).into()))
}

/// The upstream steps: the only edges.
fn needs(fields: &Fields<'_>) -> Vec<Need> {
    let upstream = fields.map("spec").and_then(|spec| spec.node("upstream_steps"));
    let need = |node: Node<'_>| {
        let step = StepId::new(node.text()?)?;
        Some(Need { step, on: Outcome::Succeeded, origin: Origin::new(node.place()) })
    };
    upstream.into_iter().flat_map(Node::items).filter_map(need).collect()
}

/// Seconds, and a whole factor of which 0 and 1 are none.
fn retry(fields: &Fields<'_>, settings: &mut Settings<'_>, checker: &mut Checker<'_>) -> Option<At<Retry>> {
    let number = |key: &str| fields.scalar(key).and_then(|(text, place)| Some((text.parse::<u32>().ok()?, place)));
    let (limit, place) = number("max_retries").filter(|(limit, _)| *limit > 0)?;
    let delay = number("delay").and_then(|(seconds, place)| {
        Some(At::new(Duration::from_seconds(seconds.into()).filter(|_| seconds > 0)?, place))
    });
    let backoff = number("backoff").filter(|(factor, _)| *factor > 1 && delay.is_some());
    let backoff = backoff.and_then(|(factor, place)| {
        let read = Factor::parse(&factor.to_string());
        if read.is_none() {
            let message = format!("`backoff` is `{factor}`, more than any target takes");
            checker.diags.push(Diagnostic::new(&codes::NUMBER, place, message).help("write a factor of at most 1000"));
        }
        Some(At::new(read?, place))
    });
    if settings.flavor.is_some_and(|flavor| flavor.retries == Retries::Container) {
        settings.tell_multiplied(place, checker.diags);
    }
    Some(At::new(Retry { limit, delay, backoff, max_delay: None }, place))
}

/// The deadline of a step's job. Zero is Kubernetes' word for at once, which nobody means.
pub(super) fn deadline(settings: &Fields<'_>) -> Option<At<Duration>> {
    let (seconds, place) = settings.scalar("active_deadline_seconds")?;
    Some(At::new(Duration::from_seconds(seconds.parse().ok().filter(|seconds| *seconds > 0)?)?, place))
}

fn no_cuda(id: &StepId, gpu: Place, image: Place) -> Diagnostic {
    Diagnostic::new(
        &codes::NO_CUDA,
        gpu,
        format!("step `{id}` asks for GPUs, and nothing in the build of its image speaks of CUDA"),
    )
    .also(image, "the image")
    .help("build it on a CUDA image: set `docker.parent_image` of the step, and build the snapshot again")
    .step(id)
}

/// Checks the steps as a whole.
pub(super) fn check(steps: Node<'_>, checker: &mut Checker<'_>) {
    static STEPS: Form = Form::MapOf(crate::frontends::shape::keys::KeyKind::StepId, &Form::Fields(&STEP));
    checker.check(steps, &STEPS, "step_configurations", Null::Unset);
    // Others may need the step, and it may need others, so it is nothing that nobody set.
    for step in steps.entries().filter(|step| step.is_null() && !step.is_hole()) {
        let message = format!("step `{}` has no value", step.key().unwrap_or_default());
        let diagnostic = Diagnostic::new(&codes::NULL, step.place(), message);
        checker.fail(step, diagnostic.help("fetch the snapshot anew, or write the step's `spec` and `config`"));
    }
}
