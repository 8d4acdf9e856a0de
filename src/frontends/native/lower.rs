//! From the checked document to the IR. Silent: shapes were told by `check`, and what failed is absent.

use indexmap::IndexMap;

use super::tables::{DEFAULTS, PIPELINE, STEP};
use super::{below, lower_step};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frontends::shape::check::Bad;
use crate::frontends::shape::merge::{Entry, Fields, Item, merge};
use crate::frontends::shape::read::strings;
use crate::frontends::shape::sections::sections;
use crate::frontends::stack::Stack;
use crate::ir::{
    At, Cron, DnsLabel, Duration, EnvName, FailureMode, Literal, Moment, Origin, Overlap, ParamId, Parameter, Pipeline,
    Schedule, StepId, Table, When, Zone,
};
use crate::source::{Kind, Node};

/// Lowers the document; `None` if there are no steps to speak of.
pub(super) fn pipeline<'t>(
    root: Node<'t>,
    stack: Option<&Stack<'t>>,
    bad: &Bad,
    diags: &mut Diagnostics,
) -> Option<Pipeline> {
    let fields = below::pipeline(Fields::read(root, &PIPELINE, bad), stack, diags);
    let steps = root.get("steps").filter(|steps| steps.kind() == Kind::Map)?;
    let labels = strings(fields.map("labels"));
    let annotations = strings(fields.map("annotations"));
    let defaults = match root.get("defaults") {
        Some(node) if node.kind() == Kind::Map => Fields::read(node, &DEFAULTS, bad),
        _ => Fields::empty(root.place()),
    };
    let defaults = below::defaults(defaults, stack, diags);
    let targets = fields.only(&["targets"]);
    let layer = fields.only(&["labels", "annotations"]);
    // What lies under every step: the pipeline's labels and annotations, then the defaults.
    let base = merge(&layer, &defaults, Some(&targets), diags);
    let has_bad_defaults = root.get("defaults").is_some_and(|defaults| bad.touches(defaults));
    let may_hold_image = |map: Node<'_>| bad.contains(map) || bad.misspells(map.place(), "image");
    let has_unread_image = root.get("defaults").is_some_and(may_hold_image);
    let has_unread_env = root.get("defaults").is_some_and(|map| bad.contains(map) || is_unread(map, "env", bad));
    let mut lowered = IndexMap::new();
    for node in steps.entries() {
        let Some(id) = node.key().and_then(StepId::new) else { continue };
        let own = Fields::read(node, &STEP, bad);
        let merged = merge(&lower_step::without_excluded(&base, &own), &own, Some(&targets), diags);
        if !merged.has("image") && !has_unread_image && !may_hold_image(node) {
            diags.push(no_image(&id, node));
        }
        let broken = bad.touches(node) || has_bad_defaults || merged.has_bad();
        let mut step = lower_step::step(&id, node.key_place(), &merged, bad, broken, diags);
        step.env_incomplete = has_unread_env || is_unread(node, "env", bad);
        lowered.insert(id.clone(), step);
    }
    if lowered.is_empty() && steps.entries().next().is_some() {
        return None; // no id could be read, which was told: that there are no steps would be said of nothing
    }
    Some(Pipeline {
        name: fields.scalar("name").and_then(|(name, place)| Some(At::new(StepId::new(name)?, place))),
        description: description(&fields),
        namespace: fields.scalar("namespace").and_then(|(name, place)| Some(At::new(DnsLabel::new(name)?, place))),
        labels,
        annotations,
        parameters: parameters(fields.map("parameters")),
        steps: lowered,
        schedules: fields.map("schedule").and_then(|fields| schedule(fields, bad)).into_iter().collect(),
        timeout: duration(&fields, "timeout"),
        parallelism: integer(&fields, "parallelism"),
        on_failure: fields.scalar("on_failure").and_then(|(word, place)| {
            let mode = match word {
                "stop" => FailureMode::Stop,
                "continue" => FailureMode::Continue,
                "cancel" => FailureMode::Cancel,
                _ => return None,
            };
            Some(At::new(mode, place))
        }),
        run_id_env: run_id_env(root, &fields),
        settings: sections(fields.map("targets")),
        unwritten: Vec::new(),
        incomplete: ["parameters", "run_id_env"].into_iter().any(|key| is_unread(root, key, bad)),
        origin: Origin::new(steps.key_place()),
    })
}

fn no_image(id: &StepId, node: Node<'_>) -> Diagnostic {
    let message = format!("step `{id}` has no image, and there is no default one");
    Diagnostic::new(&codes::MISSING_KEY, node.key_place(), message)
        .help("add `image` here or under `defaults`")
        .step(id)
}

/// True if what stands at `key`, or most likely was meant to, failed to read.
fn is_unread(map: Node<'_>, key: &'static str, bad: &Bad) -> bool {
    bad.misspells(map.place(), key) || map.get(key).is_some_and(|node| bad.touches(node))
}

fn run_id_env(root: Node<'_>, fields: &Fields<'_>) -> Vec<At<EnvName>> {
    let name = |node: Node<'_>| Some(At::new(EnvName::new(node.text()?)?, node.place()));
    match fields.node("run_id_env") {
        Some(node) if node.kind() == Kind::List => {
            let once: IndexMap<EnvName, At<EnvName>> =
                node.items().filter_map(name).map(|name| (name.value.clone(), name)).collect();
            once.into_values().collect()
        }
        Some(node) => name(node).into_iter().collect(),
        None if fields.has("run_id_env") => Vec::new(),
        None => EnvName::new("SEGUE_RUN_ID").map(|name| At::new(name, root.place())).into_iter().collect(),
    }
}

fn parameters(fields: Option<&Fields<'_>>) -> Table<ParamId, Parameter> {
    let Some(fields) = fields else { return Table::new() };
    let parameter = |(name, entry): (&str, &Entry<'_>)| {
        let empty = Fields::empty(entry.place);
        let inner = match &entry.item {
            Item::Map(inner) => inner,
            Item::Node(_) | Item::Bad => &empty,
        };
        let default = literal(inner, "default").or_else(|| {
            // A default that failed is there all the same: nothing may say that the parameter is required.
            let failed = matches!(entry.item, Item::Bad) || inner.has("default");
            failed.then(|| At::new(Literal::new(""), entry.place))
        });
        let parameter = Parameter { default, description: description(inner), origin: Origin::new(entry.key) };
        Some((ParamId::new(name)?, parameter))
    };
    fields.entries().filter_map(parameter).collect()
}

fn schedule(fields: &Fields<'_>, bad: &Bad) -> Option<Schedule> {
    let timezone = match fields.scalar("timezone") {
        Some((name, place)) => At::new(Zone::new(name)?, place),
        None if fields.has("timezone") => return None,
        None => At::new(Zone::utc(), fields.place),
    };
    let zone = timezone.value.clone();
    let moment = |key: &str| {
        let (text, place) = fields.scalar(key)?;
        Some(At::new(Moment::parse(text, &zone)?, place))
    };
    let when = if let Some((line, place)) = fields.scalar("cron") {
        At::new(When::Cron(Cron::parse(line).ok()?), place)
    } else if let Some(every) = duration(fields, "every") {
        At { value: When::Every(every.value), origin: every.origin }
    } else {
        let at = moment("at")?;
        At { value: When::At(at.value), origin: at.origin }
    };
    let start = moment("start");
    // Without its start catchup would be told as lacking one.
    let has_unread_start = fields.has("start") || bad.misspells(fields.place, "start");
    Some(Schedule {
        when,
        timezone,
        catchup: boolean(fields, "catchup").filter(|_| start.is_some() || !has_unread_start),
        start,
        end: moment("end"),
        overlap: fields.scalar("overlap").and_then(|(word, place)| {
            let overlap = match word {
                "forbid" => Overlap::Forbid,
                "allow" => Overlap::Allow,
                "replace" => Overlap::Replace,
                _ => return None,
            };
            Some(At::new(overlap, place))
        }),
        suspended: boolean(fields, "suspended"),
        origin: Origin::new(fields.place),
    })
}

/// The literal at `key`.
pub(super) fn literal(fields: &Fields<'_>, key: &str) -> Option<At<Literal>> {
    fields.scalar(key).map(|(text, place)| At::new(Literal::new(text), place))
}

/// The words for people; empty ones are none, so that no target shows an empty field.
pub(super) fn description(fields: &Fields<'_>) -> Option<At<Literal>> {
    literal(fields, "description").filter(|words| !words.value.is_empty())
}

/// The duration at `key`.
pub(super) fn duration(fields: &Fields<'_>, key: &str) -> Option<At<Duration>> {
    let (text, place) = fields.scalar(key)?;
    Some(At::new(Duration::parse(text).ok()?, place))
}

/// The whole number at `key`.
pub(super) fn integer(fields: &Fields<'_>, key: &str) -> Option<At<u32>> {
    let (text, place) = fields.scalar(key)?;
    Some(At::new(text.parse().ok()?, place))
}

/// The boolean at `key`.
pub(super) fn boolean(fields: &Fields<'_>, key: &str) -> Option<At<bool>> {
    let (text, place) = fields.scalar(key)?;
    Some(At::new(text == "true", place))
}
