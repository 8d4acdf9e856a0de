//! From a merged step to the IR's.

use super::lower::{description, duration, integer, literal};
use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::frontends::shape::check::Bad;
use crate::frontends::shape::merge::{Fields, Item};
use crate::frontends::shape::read::{at_literal, kube_value, strings, toleration};
use crate::frontends::shape::sections::sections;
use crate::frontends::shape::texts;
use crate::ir::{
    Amounts, At, Container, CudaVersion, EnvName, EnvObject, EnvSource, EnvValue, Factor, Gpu, Literal, Need, Origin,
    Outcome, Placement, Pod, PullPolicy, Quantity, ResourceName, Resources, Retry, Step, StepId, Table, Text, Volume,
    VolumeSource,
};
use crate::source::{Kind, Node, Place};

/// A step's `command` and `args` remove a default's `script`, and the other way round. A default's `shell` is for the
/// steps that have a script. A null of the step removes by itself.
pub(super) fn without_excluded<'t>(base: &Fields<'t>, own: &Fields<'t>) -> Fields<'t> {
    let mut base = base.clone();
    let gives = |key: &str| own.node(key).is_some_and(|node| !node.is_null());
    let excluded: &[&str] = if gives("script") {
        &["command", "args"]
    } else if gives("command") || gives("args") {
        &["script", "shell"]
    } else if own.has("script") || !base.has("script") {
        &["shell"]
    } else {
        &[]
    };
    for key in excluded.iter().filter(|key| !own.has(key)) {
        base.drop_key(key);
    }
    base
}

/// Lowers a merged step; `at` is where its id stands.
pub(super) fn step(
    id: &StepId,
    at: Place,
    fields: &Fields<'_>,
    bad: &Bad,
    incomplete: bool,
    diags: &mut Diagnostics,
) -> Step {
    let (command, args) = argv(id, fields, bad, diags);
    Step {
        needs: fields.node("needs").map(|node| needs(node, bad)).unwrap_or_default(),
        retry: retry(id, fields, bad, diags),
        timeout: duration(fields, "timeout"),
        work: Container {
            image: literal(fields, "image"),
            command,
            args,
            working_dir: literal(fields, "working_dir"),
            env_from: list(fields, "env_from", bad).filter_map(env_source).collect(),
            env: env(fields.map("env")),
            resources: fields.map("resources").map(|fields| resources(fields, bad)).unwrap_or_default(),
            volumes: list(fields, "volumes", bad).filter_map(volume).collect(),
            pull_policy: fields.scalar("image_pull_policy").and_then(|(word, place)| {
                let policy = match word {
                    "Always" => PullPolicy::Always,
                    "IfNotPresent" => PullPolicy::IfNotPresent,
                    "Never" => PullPolicy::Never,
                    _ => return None,
                };
                Some(At::new(policy, place))
            }),
            security_context: kube_value(fields, "security_context"),
        },
        pod: Pod {
            placement: fields.map("placement").map(|fields| placement(fields, bad)).unwrap_or_default(),
            service_account: literal(fields, "service_account"),
            pull_secrets: list(fields, "image_pull_secrets", bad).filter_map(at_literal).collect(),
            labels: strings(fields.map("labels")),
            annotations: strings(fields.map("annotations")),
        },
        description: description(fields),
        settings: sections(fields.map("targets")),
        incomplete: incomplete || !fields.has("image"),
        env_incomplete: false,
        origin: Origin::new(at),
    }
}

fn needs(node: Node<'_>, bad: &Bad) -> Vec<Need> {
    let need = |node: Node<'_>| {
        let step = StepId::new(node.text()?)?;
        Some(Need { step, on: Outcome::Succeeded, origin: Origin::new(node.place()) })
    };
    match node.kind() {
        Kind::List => readable(node, bad).filter_map(need).collect(),
        Kind::Scalar | Kind::Map => need(node).into_iter().collect(),
    }
}

type Texts = Option<Vec<At<Text>>>;

fn argv(id: &StepId, fields: &Fields<'_>, bad: &Bad, diags: &mut Diagnostics) -> (Texts, Texts) {
    let Some(script) = fields.entry("script") else {
        if let Some(shell) =
            fields.entry("shell").filter(|_| !fields.has("script") && !bad.misspells(fields.place, "script"))
        {
            diags.push(
                Diagnostic::new(&codes::EXCLUSIVE, shell.key, format!("step `{id}` has a `shell` but no `script`"))
                    .help("add `script`, or remove `shell`")
                    .step(id),
            );
        }
        let texts = |key: &str| fields.node(key).map(|node| texts_of(node, bad));
        return (texts("command"), texts("args"));
    };
    for other in ["command", "args"] {
        if let Some(entry) = fields.entry(other) {
            diags.push(
                Diagnostic::new(&codes::EXCLUSIVE, entry.key, format!("step `{id}` has `script` and `{other}`"))
                    .also(script.key, "the script")
                    .help(format!("keep one of them; pass values to a script through `env`, not `{other}`"))
                    .step(id),
            );
        }
    }
    let word = |text: &str, place| At::new(Text::literal(Literal::new(text)), place);
    let mut command: Vec<At<Text>> = match fields.node("shell") {
        Some(shell) => texts_of(shell, bad),
        None => ["/bin/sh", "-eu", "-c"].into_iter().map(|text| word(text, script.key)).collect(),
    };
    if let Some((text, place)) = fields.scalar("script") {
        command.push(word(text, place));
    }
    (Some(command), None)
}

fn texts_of(node: Node<'_>, bad: &Bad) -> Vec<At<Text>> {
    readable(node, bad).filter_map(|item| Some(At::new(texts::text(item)?, item.place()))).collect()
}

fn retry(id: &StepId, fields: &Fields<'_>, bad: &Bad, diags: &mut Diagnostics) -> Option<At<Retry>> {
    let entry = fields.entry("retries")?;
    let fields = fields.map("retries")?;
    let has_delay = fields.has("delay") || bad.misspells(fields.place, "delay");
    for key in ["backoff", "max_delay"] {
        if let Some(entry) = fields.entry(key).filter(|_| !has_delay) {
            diags.push(
                Diagnostic::new(
                    &codes::EXCLUSIVE,
                    entry.key,
                    format!("the retries of step `{id}` have `{key}` but no `delay`"),
                )
                .help("add `delay`, such as `delay: 30s`")
                .step(id),
            );
        }
    }
    if !fields.has("limit") && !bad.misspells(fields.place, "limit") {
        diags.push(
            Diagnostic::new(&codes::MISSING_KEY, entry.key, format!("the retries of step `{id}` have no `limit`"))
                .help("add `limit`, such as `limit: 3`")
                .step(id),
        );
    }
    let limit = integer(fields, "limit")?;
    if limit.value == 0 {
        return None;
    }
    let retry = Retry {
        limit: limit.value,
        delay: duration(fields, "delay"),
        backoff: fields.scalar("backoff").and_then(|(text, place)| Some(At::new(Factor::parse(text)?, place))),
        max_delay: duration(fields, "max_delay"),
    };
    Some(At { value: retry, origin: limit.origin })
}

fn env_source(node: Node<'_>) -> Option<At<EnvSource>> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let object = match text("secret") {
        Some(name) => EnvObject::Secret(Literal::new(name)),
        None => EnvObject::Config(Literal::new(text("config")?)),
    };
    let source =
        EnvSource { object, prefix: text("prefix").and_then(EnvName::new), optional: text("optional") == Some("true") };
    Some(At::new(source, node.place()))
}

/// A name whose value failed stays, with an empty text, so that references to it resolve; the step is incomplete.
fn env(fields: Option<&Fields<'_>>) -> Table<EnvName, At<EnvValue>> {
    let Some(fields) = fields else { return Table::new() };
    let entry = |(name, entry): (&str, &crate::frontends::shape::merge::Entry<'_>)| {
        let value = match entry.item {
            Item::Node(node) => texts::env_value(node),
            Item::Map(_) | Item::Bad => None,
        };
        let value = value.unwrap_or_else(|| EnvValue::Text(Text::literal(Literal::new(""))));
        Some((EnvName::new(name)?, At::new(value, entry.place)))
    };
    fields.entries().filter_map(entry).collect()
}

fn resources(fields: &Fields<'_>, bad: &Bad) -> Resources {
    let amount = |fields: &Fields<'_>, key: &str| {
        let (text, place) = fields.scalar(key)?;
        let parse = if key == "cpu" { Quantity::parse_cores } else { Quantity::parse_bytes };
        Some(At::new(parse(text).ok()?, place))
    };
    let amounts = |fields: &Fields<'_>| Amounts {
        cpu: amount(fields, "cpu"),
        memory: amount(fields, "memory"),
        storage: amount(fields, "storage"),
    };
    let mut requests = amounts(fields);
    let mut limits = fields.map("limits").map(amounts).unwrap_or_default();
    // A limit without a request is the request too, a request of memory or storage without a limit the limit.
    let failed = |key: &str| fields.has(key) || fields.map("limits").is_some_and(|limits| limits.has(key));
    for (key, request, limit) in [
        ("cpu", &mut requests.cpu, &mut limits.cpu),
        ("memory", &mut requests.memory, &mut limits.memory),
        ("storage", &mut requests.storage, &mut limits.storage),
    ] {
        match (request.is_some(), limit.is_some()) {
            (false, true) if !fields.has(key) => *request = limit.clone(),
            (true, false) if key != "cpu" && failed(key) => *limit = request.clone(),
            (false | true, false | true) => {}
        }
    }
    Resources { requests, limits, shared_memory: amount(fields, "shared_memory"), gpu: gpu(fields, bad) }
}

fn gpu(fields: &Fields<'_>, bad: &Bad) -> Option<At<Gpu>> {
    let entry = fields.entry("gpu")?;
    let fields = fields.map("gpu")?;
    let count = match integer(fields, "count") {
        Some(count) => count.value,
        None if fields.has("count") => return None,
        None => 1,
    };
    if count == 0 {
        return None;
    }
    let resource = match fields.scalar("resource") {
        Some((name, _)) => name,
        None => "nvidia.com/gpu",
    };
    let product = match fields.node("product") {
        Some(node) if node.kind() == Kind::List => readable(node, bad).filter_map(at_literal).collect(),
        Some(node) => at_literal(node).into_iter().collect(),
        None => Vec::new(),
    };
    let gpu = Gpu {
        count,
        resource: ResourceName::new(resource)?,
        product,
        memory: fields
            .scalar("memory")
            .and_then(|(text, place)| Some(At::new(Quantity::parse_bytes(text).ok()?, place))),
        cuda: fields.scalar("cuda").and_then(|(text, place)| Some(At::new(CudaVersion::parse(text)?, place))),
    };
    Some(At::new(gpu, entry.place))
}

fn placement(fields: &Fields<'_>, bad: &Bad) -> Placement {
    Placement {
        node_selector: strings(fields.map("node_selector")),
        tolerations: list(fields, "tolerations", bad).filter_map(toleration).collect(),
        affinity: kube_value(fields, "affinity"),
        priority_class: literal(fields, "priority_class"),
        runtime_class: literal(fields, "runtime_class"),
        scheduler: literal(fields, "scheduler"),
    }
}

fn volume(node: Node<'_>) -> Option<At<Volume>> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    let source = if let Some(name) = text("claim") {
        VolumeSource::Claim(Literal::new(name))
    } else if let Some(name) = text("secret") {
        VolumeSource::Secret(Literal::new(name))
    } else if let Some(name) = text("config") {
        VolumeSource::Config(Literal::new(name))
    } else {
        let empty = node.get("empty")?;
        let size = empty.get("size").and_then(Node::text);
        VolumeSource::Empty {
            size: size.and_then(|size| Quantity::parse_bytes(size).ok()),
            memory: empty.get("memory").and_then(Node::text) == Some("true"),
        }
    };
    let volume = Volume {
        mount: Literal::new(text("mount")?),
        source,
        read_only: text("read_only") == Some("true"),
        sub_path: text("sub_path").map(Literal::new),
    };
    Some(At::new(volume, node.place()))
}

fn list<'t>(fields: &Fields<'t>, key: &str, bad: &Bad) -> impl Iterator<Item = Node<'t>> {
    fields.node(key).into_iter().flat_map(move |node| readable(node, bad))
}

/// The items of a list but those that failed.
fn readable<'t>(node: Node<'t>, bad: &Bad) -> impl Iterator<Item = Node<'t>> {
    node.items().filter(move |item| !bad.touches(*item))
}
