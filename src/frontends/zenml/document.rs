//! Where things stand in a snapshot: it came in several forms and under several names.
//!
//! A dump of the client and the REST API have `body`, `metadata` and `resources`; before there were `resources`, their
//! parts stood in `metadata`, and before `metadata` at the root. A list has the snapshots under `items`. Until 0.90 the
//! word was `deployment`; its documents differ in their version only.

use crate::diag::{Diagnostic, Diagnostics, codes};
use crate::source::{Kind, Node, Tree};

/// The parts of one snapshot.
pub(super) struct Document<'t> {
    /// The whole snapshot.
    pub(super) root: Node<'t>,
    /// Its id, which stands on every command line.
    pub(super) id: Option<Node<'t>>,
    /// A word for people.
    pub(super) description: Option<Node<'t>>,
    /// The configuration of the pipeline.
    pub(super) pipeline: Node<'t>,
    /// The steps by invocation id.
    pub(super) steps: Node<'t>,
    /// The build, if one is named.
    pub(super) build: Option<Node<'t>>,
    /// The key of a build that is null.
    pub(super) no_build: Option<Node<'t>>,
    /// The schedule.
    pub(super) schedule: Option<Node<'t>>,
    /// Whether its steps are known at run time only, which is not `true`.
    pub(super) is_dynamic: Option<Node<'t>>,
    /// Which word its steps want on their command line.
    pub(super) era: Era,
}

/// What ZenML called the document.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Era {
    /// `--snapshot_id`.
    Snapshot,
    /// `--deployment_id`.
    Deployment,
    /// Nothing in it tells.
    Unknown,
}

/// Whether a document is a snapshot, or a list of them.
pub(super) fn detects(tree: &Tree) -> bool {
    let root = tree.root();
    is_snapshot(root) || is_list(root)
}

fn is_snapshot(node: Node<'_>) -> bool {
    let holds_steps = |node: Node<'_>| node.get("step_configurations").is_some();
    let metadata = node.get("metadata");
    holds_steps(node)
        || metadata.is_some_and(holds_steps)
        || (metadata.is_some_and(Node::is_null) && node.get("body").is_some() && node.get("resources").is_some())
}

fn is_list(root: Node<'_>) -> bool {
    let is_page = ["total", "index", "max_size"].iter().any(|key| root.get(key).is_some());
    root.get("items").is_some_and(|items| items.kind() == Kind::List) && is_page
}

/// The snapshot that is meant; `choice` is the id or the name of one.
pub(super) fn choose<'t>(tree: &'t Tree, choice: Option<&str>, diags: &mut Diagnostics) -> Option<Node<'t>> {
    let root = tree.root();
    if is_snapshot(root) {
        let Some(choice) = choice.filter(|choice| !is_called(root, choice)) else { return Some(root) };
        let message = format!("the document is not the snapshot `{choice}`");
        diags.push(
            Diagnostic::new(&codes::SEVERAL_SNAPSHOTS, root.get("id").unwrap_or(root).place(), message)
                .help(format!("leave `--snapshot` out, or write `--snapshot {}`", called(root))),
        );
        return None;
    }
    let items = root.get("items")?;
    let all: Vec<Node<'t>> = items.items().collect();
    let meant: Vec<Node<'t>> = match choice {
        Some(choice) => all.iter().copied().filter(|item| is_called(*item, choice)).collect(),
        None => all.clone(),
    };
    if let [one] = meant.as_slice() {
        return Some(*one);
    }
    let message = match (choice, meant.is_empty()) {
        (None, true) => "the list holds no snapshot".to_owned(),
        (None, false) => format!("the list holds {} snapshots", meant.len()),
        (Some(choice), true) => format!("no snapshot of the list has the id or name `{choice}`"),
        (Some(choice), false) => format!("{} snapshots of the list are called `{choice}`", meant.len()),
    };
    let diagnostic = Diagnostic::new(&codes::SEVERAL_SNAPSHOTS, items.key_place(), message);
    let names: Vec<String> = all.iter().map(|item| described(*item)).collect();
    diags.push(if names.is_empty() {
        diagnostic.help("fetch a list that holds the snapshot")
    } else {
        diagnostic.help(format!("choose one by `--snapshot ID`: {}", names.join(", ")))
    });
    None
}

fn is_called(snapshot: Node<'_>, choice: &str) -> bool {
    let is = |key: &str| snapshot.get(key).and_then(Node::text) == Some(choice);
    is("id") || is("name") || pipeline_name(snapshot) == Some(choice)
}

fn called(snapshot: Node<'_>) -> &str {
    snapshot.get("id").and_then(Node::text).unwrap_or("ID")
}

fn described(snapshot: Node<'_>) -> String {
    let own = snapshot.get("name").filter(|name| !name.is_null()).and_then(Node::text);
    match own.or_else(|| pipeline_name(snapshot)) {
        Some(name) => format!("`{}` ({name})", called(snapshot)),
        None => format!("`{}`", called(snapshot)),
    }
}

fn pipeline_name(snapshot: Node<'_>) -> Option<&str> {
    let configured = part(snapshot, "pipeline_configuration").and_then(|pipeline| pipeline.get("name"));
    let listed = || snapshot.get("resources")?.get("pipeline")?.get("name");
    configured.or_else(listed)?.text()
}

/// What stands at `key` of the snapshot, of its metadata, or of its resources, unless it is null.
fn part<'t>(snapshot: Node<'t>, key: &str) -> Option<Node<'t>> {
    within(snapshot, key).find(|node| !node.is_null())
}

/// All that stands at `key` in these places.
fn within<'t>(snapshot: Node<'t>, key: &str) -> impl Iterator<Item = Node<'t>> {
    let within = |parent: &str| snapshot.get(parent)?.get(key);
    [within("resources"), within("metadata"), snapshot.get(key)].into_iter().flatten()
}

/// The configuration of a step, merged with the pipeline's; where that is missing, the step's own part of it.
pub(super) fn configuration(step: Node<'_>) -> Option<Node<'_>> {
    let of = |name: &str| step.get(name).filter(|config| !config.is_null());
    of("config").or_else(|| of("step_config_overrides"))
}

impl<'t> Document<'t> {
    /// Finds the parts; tells of a snapshot that nothing can be made of.
    pub(super) fn find(root: Node<'t>, diags: &mut Diagnostics) -> Option<Self> {
        let body = root.get("body");
        let is_dynamic = body.and_then(|body| body.get("is_dynamic"));
        if let Some(flag) = is_dynamic.filter(|flag| flag.text() == Some("true")) {
            diags.push(dynamic(flag));
            return None;
        }
        let (Some(pipeline), Some(steps)) = (part(root, "pipeline_configuration"), part(root, "step_configurations"))
        else {
            diags.push(not_hydrated(root));
            return None;
        };
        Some(Self {
            root,
            id: root.get("id").filter(|id| !id.is_null()),
            description: part(root, "description"),
            pipeline,
            steps,
            build: part(root, "build"),
            no_build: within(root, "build").find(|build| build.is_null()),
            schedule: part(root, "schedule"),
            is_dynamic,
            era: era(root),
        })
    }
}

/// By the version of the client that made it; snapshots came with 0.90. By words that only snapshots have, else.
fn era(root: Node<'_>) -> Era {
    let version = part(root, "client_version").and_then(Node::text).unwrap_or_default();
    let mut numbers = version.split('.').map(str::parse::<u32>);
    if let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) {
        return if (major, minor) >= (0, 90) { Era::Snapshot } else { Era::Deployment };
    }
    let names_snapshots = ["source_snapshot_id", "is_dynamic"].iter().any(|key| {
        let within = |parent: &str| root.get(parent).and_then(|parent| parent.get(key));
        within("metadata").or_else(|| within("body")).is_some()
    });
    let names_deployments = ["deployment_id", "source_deployment_id"].iter().any(|key| part(root, key).is_some());
    match (names_snapshots, names_deployments) {
        (true, false) => Era::Snapshot,
        (false, true) => Era::Deployment,
        (true, true) | (false, false) => Era::Unknown,
    }
}

fn dynamic(flag: Node<'_>) -> Diagnostic {
    Diagnostic::new(
        &codes::DYNAMIC_PIPELINE,
        flag.key_place(),
        "the pipeline is dynamic: its steps are known at run time only",
    )
    .help("run it with ZenML's own `kubernetes` orchestrator, or make the pipeline static")
}

fn not_hydrated(root: Node<'_>) -> Diagnostic {
    let id = called(root);
    let place = root.get("metadata").map_or(root.place(), Node::key_place);
    Diagnostic::new(&codes::NOT_HYDRATED, place, "the snapshot was fetched without its content")
        .help(format!("fetch it by `GET /api/v1/pipeline_snapshots/{id}?hydrate=true`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, SourceId};

    fn tree(document: &str) -> Tree {
        Source::new("x.yaml", document.into()).read(SourceId::MAIN).tree
    }

    fn check(document: &str, expected: Era) {
        assert_eq!(era(tree(document).root()), expected, "{document}");
    }

    #[test]
    fn the_version_of_the_client_tells_the_era() {
        check("metadata: {client_version: 0.98.0}", Era::Snapshot);
        check("metadata: {client_version: 0.90.0}", Era::Snapshot);
        check("metadata: {client_version: 0.91.0rc1}", Era::Snapshot);
        check("metadata: {client_version: 1.0.0}", Era::Snapshot);
        check("metadata: {client_version: 0.85.0}", Era::Deployment);
        check("client_version: 0.9.3", Era::Deployment);
    }

    #[test]
    fn words_tell_the_era_where_no_version_does() {
        check("metadata: {source_snapshot_id: null}", Era::Snapshot);
        check("body: {is_dynamic: false}", Era::Snapshot);
        check("resources: {source_deployment_id: a}", Era::Deployment);
        check("metadata: {client_version: null, source_snapshot_id: null, deployment_id: a}", Era::Unknown);
        check("metadata: {client_version: main}", Era::Unknown);
    }

    #[test]
    fn snapshots_are_known_by_their_shape() {
        let is_known = |document: &str| detects(&tree(document));
        assert!(is_known("metadata: {step_configurations: {}}"));
        assert!(is_known("step_configurations: {}"));
        assert!(is_known("{body: {}, metadata: null, resources: {}}"));
        assert!(is_known("{items: [], total: 0}"));
        assert!(!is_known("{body: {}, metadata: null}"));
        assert!(!is_known("items: []"));
        assert!(!is_known("{items: {}, total: 0}"));
        assert!(!is_known("components: {}"));
    }
}
